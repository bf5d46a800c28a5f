package wlserver

import (
	"image"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// positioner is an xdg_positioner: where a popup wants to be. A popup keeps a
// copy of it.
type positioner struct {
	size     image.Point
	anchor   image.Rectangle // in the parent's window geometry
	edge     direction
	gravity  direction
	adjust   wlproto.XdgPositionerConstraintAdjustment
	offset   image.Point
	reactive bool
	parent   image.Point // the parent's future size; zero: as it is
}

// direction is -1, 0 or 1 on each axis.
type direction image.Point

// directions are the values of xdg_positioner.anchor and .gravity.
var directions = [...]direction{{}, {0, -1}, {0, 1}, {-1, 0}, {1, 0}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}}

// complete reports whether all is set that must be.
func (p *positioner) complete() bool {
	return p.size.X > 0 && p.size.Y > 0 && p.anchor != image.Rectangle{}
}

// Destroy implements wlproto.XdgPositionerRequests.
func (p *positioner) Destroy(wlproto.XdgPositioner) error { return nil }

// SetSize implements wlproto.XdgPositionerRequests.
func (p *positioner) SetSize(r wlproto.XdgPositioner, w, h int32) error {
	if w <= 0 || h <= 0 || w > maxSize || h > maxSize {
		return wlwire.Errorf(r, wlproto.XdgPositionerErrorInvalidInput, "size %dx%d", w, h)
	}
	p.size = pt(w, h)
	return nil
}

// SetAnchorRect implements wlproto.XdgPositionerRequests.
func (p *positioner) SetAnchorRect(r wlproto.XdgPositioner, x, y, w, h int32) error {
	if w < 0 || h < 0 {
		return wlwire.Errorf(r, wlproto.XdgPositionerErrorInvalidInput, "anchor rectangle of %dx%d", w, h)
	}
	// Zero sizes are seen in the wild; a pixel's width anchors as well.
	p.anchor = image.Rectangle{Min: pt(x, y), Max: pt(x, y).Add(image.Pt(max(1, int(w)), max(1, int(h))))}
	return nil
}

// SetAnchor implements wlproto.XdgPositionerRequests.
func (p *positioner) SetAnchor(r wlproto.XdgPositioner, a wlproto.XdgPositionerAnchor) error {
	if !a.Valid() {
		return wlwire.Errorf(r, wlproto.XdgPositionerErrorInvalidInput, "anchor %d", a)
	}
	p.edge = directions[a]
	return nil
}

// SetGravity implements wlproto.XdgPositionerRequests.
func (p *positioner) SetGravity(r wlproto.XdgPositioner, g wlproto.XdgPositionerGravity) error {
	if !g.Valid() {
		return wlwire.Errorf(r, wlproto.XdgPositionerErrorInvalidInput, "gravity %d", g)
	}
	p.gravity = directions[g]
	return nil
}

// SetConstraintAdjustment implements wlproto.XdgPositionerRequests.
func (p *positioner) SetConstraintAdjustment(_ wlproto.XdgPositioner, a wlproto.XdgPositionerConstraintAdjustment) error {
	p.adjust = a
	return nil
}

// SetOffset implements wlproto.XdgPositionerRequests.
func (p *positioner) SetOffset(_ wlproto.XdgPositioner, x, y int32) error {
	p.offset = pt(x, y)
	return nil
}

// SetReactive implements wlproto.XdgPositionerRequests.
func (p *positioner) SetReactive(wlproto.XdgPositioner) error {
	p.reactive = true
	return nil
}

// SetParentSize implements wlproto.XdgPositionerRequests.
func (p *positioner) SetParentSize(_ wlproto.XdgPositioner, w, h int32) error {
	p.parent = pt(w, h)
	return nil
}

// SetParentConfigure implements wlproto.XdgPositionerRequests. The serial
// says nothing that parent does not: popups are placed when they are asked for.
func (p *positioner) SetParentConfigure(wlproto.XdgPositioner, uint32) error { return nil }

// place returns the popup's rectangle, in the coordinates of the parent's
// window geometry, kept inside bounds (same coordinates) as far as the
// positioner allows: first by flipping, then by sliding, then by resizing,
// each axis on its own.
func (p *positioner) place(bounds image.Rectangle) image.Rectangle {
	x0, x1 := axis{
		size: p.size.X, a0: p.anchor.Min.X, a1: p.anchor.Max.X, edge: p.edge.X, gravity: p.gravity.X, offset: p.offset.X,
		lo: bounds.Min.X, hi: bounds.Max.X,
		flip:   p.adjust&wlproto.XdgPositionerConstraintAdjustmentFlipX != 0,
		slide:  p.adjust&wlproto.XdgPositionerConstraintAdjustmentSlideX != 0,
		resize: p.adjust&wlproto.XdgPositionerConstraintAdjustmentResizeX != 0,
	}.place()
	y0, y1 := axis{
		size: p.size.Y, a0: p.anchor.Min.Y, a1: p.anchor.Max.Y, edge: p.edge.Y, gravity: p.gravity.Y, offset: p.offset.Y,
		lo: bounds.Min.Y, hi: bounds.Max.Y,
		flip:   p.adjust&wlproto.XdgPositionerConstraintAdjustmentFlipY != 0,
		slide:  p.adjust&wlproto.XdgPositionerConstraintAdjustmentSlideY != 0,
		resize: p.adjust&wlproto.XdgPositionerConstraintAdjustmentResizeY != 0,
	}.place()
	return image.Rect(x0, y0, x1, y1)
}

// axis is one axis of the placement.
type axis struct {
	size, a0, a1, edge, gravity, offset int
	lo, hi                              int
	flip, slide, resize                 bool
}

// start is where the popup begins, unconstrained.
func (a axis) start() int {
	var at int
	switch a.edge {
	case -1:
		at = a.a0
	case 1:
		at = a.a1
	default:
		at = (a.a0 + a.a1) / 2
	}
	switch a.gravity {
	case -1:
		at -= a.size
	case 0:
		at -= a.size / 2
	}
	return at + a.offset
}

func (a axis) fits(at int) bool { return at >= a.lo && at+a.size <= a.hi }

func (a axis) place() (lo, hi int) {
	at := a.start()
	if a.fits(at) || a.lo >= a.hi {
		return at, at + a.size
	}
	if a.flip {
		f := a
		f.edge, f.gravity, f.offset = -a.edge, -a.gravity, -a.offset
		if o := f.start(); a.fits(o) {
			return o, o + a.size
		}
	}
	if a.slide {
		// Towards the gravity first, so that the side that the popup grows
		// from stays visible if it does not fit at all.
		if a.gravity < 0 {
			at = max(at, a.lo)
			at = min(at, a.hi-a.size)
		} else {
			at = min(at, a.hi-a.size)
			at = max(at, a.lo)
		}
		if a.fits(at) {
			return at, at + a.size
		}
	}
	lo, hi = at, at+a.size
	if a.resize {
		if l, h := max(lo, a.lo), min(hi, a.hi); l < h {
			return l, h
		}
	}
	return lo, hi
}
