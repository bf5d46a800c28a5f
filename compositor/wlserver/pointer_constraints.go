package wlserver

import (
	"image"
	"math"

	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type pointerConstraints struct{ t *seatState }

func (s *Server) bindPointerConstraints(_ *client, r *wlwire.Resource) {
	wlproto.ZwpPointerConstraintsV1{Resource: r}.SetHandler(pointerConstraints{s.seat})
}

// Destroy implements wlproto.ZwpPointerConstraintsV1Requests.
func (pointerConstraints) Destroy(wlproto.ZwpPointerConstraintsV1) error { return nil }

// constraint keeps the pointer where it is, or within a region of a surface,
// as long as that has the focus.
type constraint struct {
	t       *seatState
	x       *surface
	region  *region.Region // nil: all of the surface
	oneshot bool
	active  bool
	locked  wlproto.ZwpLockedPointerV1 // one of these two
	confine wlproto.ZwpConfinedPointerV1
	hint    image.Point // where the app shows its own pointer
	hinted  bool
}

// LockPointer implements wlproto.ZwpPointerConstraintsV1Requests.
func (h pointerConstraints) LockPointer(r wlproto.ZwpPointerConstraintsV1, id wlproto.ZwpLockedPointerV1, surf wlproto.WlSurface, _ wlproto.WlPointer, reg wlproto.WlRegion, life wlproto.ZwpPointerConstraintsV1Lifetime) error {
	c, err := h.add(r, surf, reg, life)
	if err == nil {
		c.locked = id
		id.SetHandler(lockedPointer{c})
		h.t.pointer.settle()
	}
	return err
}

// ConfinePointer implements wlproto.ZwpPointerConstraintsV1Requests.
func (h pointerConstraints) ConfinePointer(r wlproto.ZwpPointerConstraintsV1, id wlproto.ZwpConfinedPointerV1, surf wlproto.WlSurface, _ wlproto.WlPointer, reg wlproto.WlRegion, life wlproto.ZwpPointerConstraintsV1Lifetime) error {
	c, err := h.add(r, surf, reg, life)
	if err == nil {
		c.confine = id
		id.SetHandler(confinedPointer{c})
		h.t.pointer.settle()
	}
	return err
}

func (h pointerConstraints) add(r wlproto.ZwpPointerConstraintsV1, surf wlproto.WlSurface, reg wlproto.WlRegion, life wlproto.ZwpPointerConstraintsV1Lifetime) (*constraint, error) {
	x := surf.Handler().(*surface)
	if h.t.constraints[x] != nil {
		return nil, wlwire.Errorf(r, wlproto.ZwpPointerConstraintsV1ErrorAlreadyConstrained, "the surface has a constraint")
	}
	c := &constraint{t: h.t, x: x, oneshot: life == wlproto.ZwpPointerConstraintsV1LifetimeOneshot}
	c.setRegion(reg)
	h.t.constraints[x] = c
	return c, nil
}

func (c *constraint) setRegion(r wlproto.WlRegion) {
	c.region = nil
	if g, ok := r.Handler().(*wlRegion); ok {
		n := g.r.Clone()
		c.region = &n
	}
}

// area is where the constraint may become active, in surface coordinates.
func (c *constraint) area() region.Region {
	a := region.Of(image.Rectangle{Max: c.x.size()})
	if c.region != nil {
		a.IntersectRegion(outwardRegion(c.region, c.x.unit()))
	}
	if !c.x.current.inputAll {
		a.IntersectRegion(outwardRegion(&c.x.current.input, c.x.unit()))
	}
	return a
}

// constrain begins and ends constraints as the focus has become.
func (p *pointer) constrain() {
	if c := p.constraint; c != nil && (c.x != p.focus || !p.mayConstrain(c)) {
		c.end()
	}
	if p.constraint != nil || p.focus == nil {
		return
	}
	c := p.t.constraints[p.focus]
	if c == nil || !p.mayConstrain(c) {
		return
	}
	lx, ly, ok := c.x.local(p.x, p.y)
	area := c.area()
	if !ok || !area.Contains(image.Pt(int(math.Floor(lx)), int(math.Floor(ly)))) {
		return
	}
	c.active, p.constraint = true, c
	c.locked.SendLocked()
	c.confine.SendConfined()
}

// mayConstrain reports whether the app has the keyboard too: who switches to
// another window gets the pointer back.
func (p *pointer) mayConstrain(c *constraint) bool {
	f := p.t.keyboard.focus
	return f != nil && f.c == c.x.c && p.t.s.data.drag == nil
}

// end makes the constraint inactive; one for once is over with that.
func (c *constraint) end() {
	if !c.active {
		return
	}
	c.active = false
	p := &c.t.pointer
	p.constraint = nil
	c.locked.SendUnlocked()
	c.confine.SendUnconfined()
	if c.oneshot {
		delete(c.t.constraints, c.x)
	}
	if !c.hinted || c.t.s.tx == nil {
		return
	}
	if o, ok := c.x.origin(); ok {
		at := o.Add(scene.ScalePoint(c.hint, 1/c.x.unit()))
		p.x, p.y = float64(at.X), float64(at.Y)
	}
}

// gone forgets the constraint.
func (c *constraint) gone() {
	c.oneshot = true
	c.end()
	if c.t.constraints[c.x] == c {
		delete(c.t.constraints, c.x)
	}
	if c.t.s.tx != nil {
		c.t.pointer.settle()
	}
}

// keep moves a place of the desktop into the area of the constraint.
func (c *constraint) keep(px, py float64) (float64, float64) {
	lx, ly, ok := c.x.local(px, py)
	if !ok {
		return px, py
	}
	area := c.area()
	best, bx, by := math.Inf(1), lx, ly
	for _, r := range area.Rects() {
		// The right and bottom edges are outside: stay a 256th before them.
		const step = 1.0 / 256
		nx := max(float64(r.Min.X), min(lx, float64(r.Max.X)-step))
		ny := max(float64(r.Min.Y), min(ly, float64(r.Max.Y)-step))
		if d := math.Hypot(nx-lx, ny-ly); d < best {
			best, bx, by = d, nx, ny
		}
	}
	return px + bx - lx, py + by - ly
}

type lockedPointer struct{ c *constraint }

// Destroy implements wlproto.ZwpLockedPointerV1Requests.
func (lockedPointer) Destroy(wlproto.ZwpLockedPointerV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (h lockedPointer) Destroyed(*wlwire.Resource) { h.c.gone() }

// SetCursorPositionHint implements wlproto.ZwpLockedPointerV1Requests.
func (h lockedPointer) SetCursorPositionHint(_ wlproto.ZwpLockedPointerV1, x, y wlwire.Fixed) error {
	h.c.hint, h.c.hinted = image.Pt(x.Int(), y.Int()), true
	return nil
}

// SetRegion implements wlproto.ZwpLockedPointerV1Requests.
func (h lockedPointer) SetRegion(_ wlproto.ZwpLockedPointerV1, r wlproto.WlRegion) error {
	h.c.setRegion(r)
	return nil
}

type confinedPointer struct{ c *constraint }

// Destroy implements wlproto.ZwpConfinedPointerV1Requests.
func (confinedPointer) Destroy(wlproto.ZwpConfinedPointerV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (h confinedPointer) Destroyed(*wlwire.Resource) { h.c.gone() }

// SetRegion implements wlproto.ZwpConfinedPointerV1Requests.
func (h confinedPointer) SetRegion(_ wlproto.ZwpConfinedPointerV1, r wlproto.WlRegion) error {
	h.c.setRegion(r)
	return nil
}
