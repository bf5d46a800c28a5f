//go:build !race

package wlserver_test

import (
	"encoding/binary"
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/wltest"
)

// TestFrameTakesNoMemory draws frames with two buffers, by a client that takes
// none itself: its messages are ready.
func TestFrameTakesNoMemory(t *testing.T) {
	d := wltest.New(t, scene.Output{ID: 1, Bounds: image.Rect(0, 0, 640, 480), Scale: 1, Refresh: 1e9}) // no waiting between frames
	c := d.Client()
	w := c.Window("x", 64, 64)
	one, two := c.Buffer(64, 64), c.Buffer(64, 64)
	c.Roundtrip()
	w.Surface.Attach(two.WlBufferProxy, 0, 0)
	callback := w.Surface.Frame().ID() // a number that is free after it is done
	w.Surface.Commit()
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	events := make([]byte, 4096)
	done := func() {
		for answered := false; !answered; {
			n, _, err := c.Conn().Read(events)
			if err != nil {
				t.Fatal(err)
			}
			for b := events[:n]; len(b) > 0; b = b[binary.LittleEndian.Uint16(b[6:]):] {
				// wl_display.delete_id comes after wl_callback.done.
				answered = answered || binary.LittleEndian.Uint32(b) == 1 && binary.LittleEndian.Uint32(b[8:]) == callback
			}
		}
	}
	done()
	frames := [2][]byte{frameOf(w.Surface.ID(), one.ID(), callback), frameOf(w.Surface.ID(), two.ID(), callback)}
	turn := 0
	frame := func() {
		turn++
		if _, err := c.Conn().Write(frames[turn%2], nil); err != nil {
			t.Fatal(err)
		}
		done()
	}
	for range 300 { // lists grow to their size
		frame()
	}
	if n := testing.AllocsPerRun(1000, frame); n != 0 {
		t.Errorf("%v allocations per frame", n)
	}
}

// frameOf is what a client sends for a frame: attach, damage, frame, commit.
func frameOf(surface, buffer, callback uint32) (b []byte) {
	for _, m := range [][]uint32{{1, buffer, 0, 0}, {2, 0, 0, 64, 64}, {3, callback}, {6}} {
		b = binary.LittleEndian.AppendUint32(b, surface)
		b = binary.LittleEndian.AppendUint32(b, uint32(4+4*len(m))<<16|m[0])
		for _, v := range m[1:] {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
	}
	return b
}
