package xdnd

import (
	"image"
	"testing"
)

type fakeWM float64

func (u fakeWM) Unit() float64                     { return float64(u) }
func (fakeWM) Uncovered(func(r []image.Rectangle)) {}

func TestPlacesAreInPixelsOfX(t *testing.T) {
	x := &screen{wm: fakeWM(1.5)}
	if p := x.point(100.4, 33); p != image.Pt(150, 49) {
		t.Errorf("%v", p)
	}
	if lx, ly := x.logical(image.Pt(150, 51)); lx != 100 || ly != 34 {
		t.Errorf("%g,%g", lx, ly)
	}
}
