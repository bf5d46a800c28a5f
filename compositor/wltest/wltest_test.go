package wltest_test

import (
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

func TestDesktop(t *testing.T) {
	d := wltest.New(t, scene.Output{ID: 7, Name: "only", Bounds: image.Rect(0, 0, 640, 480), Scale: 1, Primary: true})
	c := d.Client()
	s := c.Seat()
	w := c.Window("w", 20, 10)
	d.View(func(v *scene.View) {
		if len(v.Outputs) != 1 || v.Outputs[0].ID != 7 {
			t.Errorf("outputs %v", v.Outputs)
		}
	})
	if m := d.Picture("w"); m == nil || m.Rect.Size() != image.Pt(20, 10) || [4]byte(m.Row(9, 19, 20)) != [4]byte{0x99, 0x66, 0x33, 0xff} {
		t.Errorf("picture %v", m)
	}
	at := d.Window("w").Bounds.Min
	d.Click(float64(at.X+1), float64(at.Y+2))
	s.Expect("focus w", "enter w 1,2", "button 0x110 down", "button 0x110 up")

	// The viewer is done with each picture at once, so frames come.
	shown := d.Window("w").Content.Seq
	for range 3 {
		done := false
		w.Surface.Frame().SetEvents(&wlproto.WlCallbackEvents{Done: func(uint32) { done = true }})
		w.Show(c.Buffer(20, 10))
		c.Until("the frame", func() bool { return done })
	}
	if n := d.Window("w").Content.Seq - shown; n != 3 {
		t.Errorf("%d frames", n)
	}
	d.Input(seat.ReleaseAll{})
	s.Expect("leave w")
}
