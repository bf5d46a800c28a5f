package rdptest

import (
	"image"
	"testing"

	"oriel/compositor/scene"
)

func TestDesktopKnowsItsPixels(t *testing.T) {
	before := scene.LiveBuffers()
	d := NewDesktop()
	a := d.Add(scene.Window{Bounds: image.Rect(0, 0, 10, 10)}, 1)
	d.Add(scene.Window{Bounds: image.Rect(5, 5, 20, 20)}, 2)
	for p, want := range map[image.Point][4]byte{
		{2, 2}: Pattern(1, 2, 2), {7, 7}: Pattern(2, 2, 2), {30, 3}: Background,
	} {
		if got := d.At(p); got != want {
			t.Errorf("%v: %v, want %v", p, got, want)
		}
	}
	d.Raise(a)
	if got := d.At(image.Pt(7, 7)); got != Pattern(1, 7, 7) {
		t.Errorf("raised: %v", got)
	}
	d.Close()
	if n := scene.LiveBuffers() - before; n != 0 {
		t.Errorf("%d buffers leaked", n)
	}
}
