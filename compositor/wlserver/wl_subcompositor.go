package wlserver

import (
	"image"
	"slices"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type subcompositor struct{ c *client }

func (s *Server) bindSubcompositor(c *client, r *wlwire.Resource) {
	wlproto.WlSubcompositor{Resource: r}.SetHandler(subcompositor{c})
}

// Destroy implements wlproto.WlSubcompositorRequests.
func (subcompositor) Destroy(wlproto.WlSubcompositor) error { return nil }

// GetSubsurface implements wlproto.WlSubcompositorRequests.
func (h subcompositor) GetSubsurface(r wlproto.WlSubcompositor, id wlproto.WlSubsurface, surf, parent wlproto.WlSurface) error {
	x, p := surf.Handler().(*surface), parent.Handler().(*surface)
	for a := p; ; a = a.sub.parent {
		if a == x {
			return wlwire.Errorf(r, wlproto.WlSubcompositorErrorBadParent, "a surface cannot be its own ancestor")
		}
		if a.sub == nil || a.sub.parent == nil {
			break
		}
	}
	sub := &subsurface{s: h.c.s, res: id, surface: x, parent: p, sync: true}
	if !x.setRole(roleSubsurface, sub) {
		return wlwire.Errorf(r, wlproto.WlSubcompositorErrorBadSurface, "the surface has another role")
	}
	x.sub = sub
	if len(p.order) == 0 {
		p.order = append(p.order, nil)
	}
	p.order = append(p.order, sub)
	p.children = append(p.children, sub)
	id.SetHandler(sub)
	return nil
}

// subsurface is a wl_subsurface: a surface's place on its parent.
type subsurface struct {
	s       *Server
	res     wlproto.WlSubsurface
	surface *surface
	parent  *surface // nil once that is gone
	sync    bool
	pos     image.Point
	nextPos image.Point
	placed  bool // the parent has committed since
}

// synchronised reports whether commits wait for the parent's.
func (c *subsurface) synchronised() bool {
	for c != nil && c.parent != nil {
		if c.sync {
			return true
		}
		c = c.parent.sub
	}
	return false
}

// stacked returns the children from bottom to top, nil for the surface itself.
func (x *surface) stacked() []*subsurface {
	if len(x.current.stack) == 0 {
		return onlyItself
	}
	return x.current.stack
}

var onlyItself = []*subsurface{nil}

// applyChildren makes pending positions and order of the children current,
// and the state that synchronised ones have kept.
func (x *surface) applyChildren() {
	if len(x.order) > 0 && !slices.Equal(x.current.stack, x.order) {
		x.current.stack = slices.Clone(x.order)
		x.redraw = true
	}
	for _, c := range x.children {
		c.placed = true
		c.pos = c.nextPos
		if y := c.surface; y.waiting && c.sync {
			y.waiting = false
			y.apply(&y.cached)
		} else if c.synchronised() || c.sync {
			y.applyChildren()
		}
	}
}

// Destroy implements wlproto.WlSubsurfaceRequests.
func (c *subsurface) Destroy(wlproto.WlSubsurface) error { return nil }

// Destroyed implements wlwire.Destroyer: the surface is unmapped at once.
func (c *subsurface) Destroyed(*wlwire.Resource) {
	c.detach()
	if c.surface.role == c {
		c.surface.role = nil
	}
}

// detach takes the child out of its parent.
func (c *subsurface) detach() {
	p := c.parent
	if p == nil {
		return
	}
	is := func(o *subsurface) bool { return o == c }
	p.children = slices.DeleteFunc(p.children, is)
	p.order = slices.DeleteFunc(p.order, is)
	p.current.stack = slices.DeleteFunc(p.current.stack, is)
	c.parent, c.surface.sub = nil, nil
	c.s.outputs.stale = true
	root := p.root()
	root.damage.Add(c.surface.shown)
	c.surface.shown = image.Rectangle{}
	if root.s.tx != nil && !p.c.dead {
		root.redraw = true
		root.publish()
	}
}

// orphan notes that the parent is gone.
func (c *subsurface) orphan() {
	c.parent, c.surface.sub = nil, nil
	c.s.outputs.stale = true
	c.surface.shown = image.Rectangle{}
	c.res.SetInert()
}

// SetPosition implements wlproto.WlSubsurfaceRequests.
func (c *subsurface) SetPosition(_ wlproto.WlSubsurface, x, y int32) error {
	c.nextPos = pt(x, y)
	return nil
}

// PlaceAbove implements wlproto.WlSubsurfaceRequests.
func (c *subsurface) PlaceAbove(r wlproto.WlSubsurface, sibling wlproto.WlSurface) error {
	return c.place(r, sibling, 1)
}

// PlaceBelow implements wlproto.WlSubsurfaceRequests.
func (c *subsurface) PlaceBelow(r wlproto.WlSubsurface, sibling wlproto.WlSurface) error {
	return c.place(r, sibling, 0)
}

func (c *subsurface) place(r wlproto.WlSubsurface, sibling wlproto.WlSurface, above int) error {
	p := c.parent
	if p == nil {
		return nil
	}
	y := sibling.Handler().(*surface)
	var ref *subsurface // nil: the parent itself
	if y != p {
		if ref = y.sub; ref == nil || ref == c || ref.parent != p {
			return wlwire.Errorf(r, wlproto.WlSubsurfaceErrorBadSurface, "the surface is no sibling")
		}
	}
	rest := slices.DeleteFunc(slices.Clone(p.order), func(o *subsurface) bool { return o == c })
	i := slices.Index(rest, ref) + above
	p.order = slices.Insert(rest, i, c)
	return nil
}

// SetSync implements wlproto.WlSubsurfaceRequests.
func (c *subsurface) SetSync(wlproto.WlSubsurface) error {
	c.sync = true
	return nil
}

// SetDesync implements wlproto.WlSubsurfaceRequests: what was kept is applied
// now, if no ancestor keeps it back.
func (c *subsurface) SetDesync(wlproto.WlSubsurface) error {
	c.sync = false
	if y := c.surface; y.waiting && !c.synchronised() && c.parent != nil {
		y.waiting = false
		y.apply(&y.cached)
		y.root().publish()
	}
	return nil
}

func (c *subsurface) precommit(*surface) error { return nil }
func (c *subsurface) committed(*surface)       {}
func (c *subsurface) published(*surface)       {}

func (c *subsurface) gone(*surface) { c.res.SetInert() }
