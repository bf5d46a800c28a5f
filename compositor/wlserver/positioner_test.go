package wlserver

import (
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
)

func TestPositionerPlace(t *testing.T) {
	const (
		flipY   = wlproto.XdgPositionerConstraintAdjustmentFlipY
		slideX  = wlproto.XdgPositionerConstraintAdjustmentSlideX
		slideY  = wlproto.XdgPositionerConstraintAdjustmentSlideY
		resizeY = wlproto.XdgPositionerConstraintAdjustmentResizeY
		flipX   = wlproto.XdgPositionerConstraintAdjustmentFlipX
	)
	bounds := image.Rect(0, 0, 300, 200)
	for _, c := range []struct {
		name          string
		anchor        image.Rectangle
		edge, gravity wlproto.XdgPositionerAnchor
		adjust        wlproto.XdgPositionerConstraintAdjustment
		offset        image.Point
		size          image.Point
		want          image.Rectangle
	}{
		{"a drop-down below its button", image.Rect(10, 10, 50, 30), wlproto.XdgPositionerAnchorBottomLeft, wlproto.XdgPositionerAnchorBottomRight, 0, image.Point{}, image.Pt(80, 60), image.Rect(10, 30, 90, 90)},
		{"centred by default", image.Rect(100, 100, 120, 120), 0, 0, 0, image.Point{}, image.Pt(20, 20), image.Rect(100, 100, 120, 120)},
		{"unconstrained may leave the bounds", image.Rect(10, 180, 50, 195), wlproto.XdgPositionerAnchorBottomLeft, wlproto.XdgPositionerAnchorBottomRight, 0, image.Point{}, image.Pt(80, 60), image.Rect(10, 195, 90, 255)},
		{"flips above", image.Rect(10, 180, 50, 195), wlproto.XdgPositionerAnchorBottomLeft, wlproto.XdgPositionerAnchorBottomRight, flipY, image.Point{}, image.Pt(80, 60), image.Rect(10, 120, 90, 180)},
		{"a flip that does not help is undone, then it slides", image.Rect(10, 30, 50, 190), wlproto.XdgPositionerAnchorBottomLeft, wlproto.XdgPositionerAnchorBottomRight, flipY | slideY, image.Point{}, image.Pt(80, 60), image.Rect(10, 140, 90, 200)},
		{"slides left", image.Rect(280, 10, 290, 20), wlproto.XdgPositionerAnchorTopLeft, wlproto.XdgPositionerAnchorBottomRight, slideX, image.Point{}, image.Pt(80, 60), image.Rect(220, 10, 300, 70)},
		{"a submenu flips to the left with its offset", image.Rect(200, 10, 290, 20), wlproto.XdgPositionerAnchorTopRight, wlproto.XdgPositionerAnchorBottomRight, flipX, image.Pt(3, 0), image.Pt(80, 60), image.Rect(117, 10, 197, 70)},
		{"resizes what is left", image.Rect(10, 150, 50, 160), wlproto.XdgPositionerAnchorBottomLeft, wlproto.XdgPositionerAnchorBottomRight, resizeY, image.Point{}, image.Pt(80, 60), image.Rect(10, 160, 90, 200)},
		{"slides, then resizes what is too tall", image.Rect(10, 150, 50, 160), wlproto.XdgPositionerAnchorBottomLeft, wlproto.XdgPositionerAnchorBottomRight, slideY | resizeY, image.Point{}, image.Pt(80, 500), image.Rect(10, 0, 90, 200)},
	} {
		p := positioner{size: c.size, anchor: c.anchor, edge: directions[c.edge], gravity: directions[c.gravity], adjust: c.adjust, offset: c.offset}
		if got := p.place(bounds); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestUprightInvertsTheTransform(t *testing.T) {
	size := image.Pt(5, 3)
	for tr := range 8 {
		up := size
		if tr&1 != 0 {
			up = image.Pt(3, 5)
		}
		full := upright(image.Rectangle{Max: size}, size, scene.Transform(tr))
		if full != (image.Rectangle{Max: up}) {
			t.Errorf("transform %d: the whole buffer becomes %v", tr, full)
		}
	}
	// One pixel, by the definition of wl_output.transform.
	px := image.Rect(1, 0, 2, 1)
	want := []image.Rectangle{
		px, image.Rect(0, 3, 1, 4), image.Rect(3, 2, 4, 3), image.Rect(2, 1, 3, 2),
		image.Rect(3, 0, 4, 1), image.Rect(2, 3, 3, 4), image.Rect(1, 2, 2, 3), image.Rect(0, 1, 1, 2),
	}
	for tr, w := range want {
		if got := upright(px, size, scene.Transform(tr)); got != w {
			t.Errorf("transform %d: %v, want %v", tr, got, w)
		}
	}
}
