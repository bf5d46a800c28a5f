package wlserver

import (
	"image"
	"slices"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// xdgSurface is an xdg_surface: what toplevels and popups have in common.
type xdgSurface struct {
	s    *Server
	base *wmBase
	res  wlproto.XdgSurface
	x    *surface
	top  *toplevel
	pop  *popup

	configured bool        // the first configure was acknowledged
	asked      bool        // the first commit came, a configure was sent
	sent       []configure // not acknowledged yet
	acked      configure   // the newest acknowledged
	popups     []*popup    // children, in order of creation
}

// configure is what a client was asked to become.
type configure struct {
	serial uint32
	state  scene.State
	bounds image.Rectangle // wished for: where to be once it has that size
	from   image.Rectangle // where it was then
	placed bool            // bounds and from count
	frame  scene.Insets    // that we draw around it then
}

// maxConfigures bounds how many configures wait for a slow client.
const maxConfigures = 256

// Destroy implements wlproto.XdgSurfaceRequests.
func (xs *xdgSurface) Destroy(r wlproto.XdgSurface) error {
	if xs.top != nil || xs.pop != nil {
		return wlwire.Errorf(r, wlproto.XdgSurfaceErrorDefunctRoleObject, "the role object must be destroyed first")
	}
	return nil
}

// Destroyed implements wlwire.Destroyer.
func (xs *xdgSurface) Destroyed(*wlwire.Resource) { xs.base.surfaces-- }

// GetToplevel implements wlproto.XdgSurfaceRequests.
func (xs *xdgSurface) GetToplevel(r wlproto.XdgSurface, id wlproto.XdgToplevel) error {
	t := &toplevel{s: xs.s, xs: xs, x: xs.x, res: id}
	if xs.top != nil || xs.pop != nil || !xs.x.setRole(roleToplevel, t) {
		return wlwire.Errorf(r, wlproto.XdgSurfaceErrorAlreadyConstructed, "the surface has a role object")
	}
	xs.top = t
	id.SetHandler(t)
	xs.s.toplevels = append(xs.s.toplevels, t)
	return nil
}

// GetPopup implements wlproto.XdgSurfaceRequests.
func (xs *xdgSurface) GetPopup(r wlproto.XdgSurface, id wlproto.XdgPopup, parent wlproto.XdgSurface, pos wlproto.XdgPositioner) error {
	p, ok := pos.Handler().(*positioner)
	if !ok || !p.complete() {
		return wlwire.Errorf(xs.base.res, wlproto.XdgWmBaseErrorInvalidPositioner, "the positioner is incomplete")
	}
	par, _ := parent.Handler().(*xdgSurface)
	if par == nil || par.top == nil && par.pop == nil {
		return wlwire.Errorf(xs.base.res, wlproto.XdgWmBaseErrorInvalidPopupParent, "the parent has no role")
	}
	n := &popup{s: xs.s, xs: xs, x: xs.x, res: id, parent: par, pos: *p}
	if xs.top != nil || xs.pop != nil || !xs.x.setRole(rolePopup, n) {
		return wlwire.Errorf(r, wlproto.XdgSurfaceErrorAlreadyConstructed, "the surface has a role object")
	}
	xs.pop = n
	par.popups = append(par.popups, n)
	id.SetHandler(n)
	return nil
}

// SetWindowGeometry implements wlproto.XdgSurfaceRequests.
func (xs *xdgSurface) SetWindowGeometry(r wlproto.XdgSurface, x, y, w, h int32) error {
	if xs.top == nil && xs.pop == nil {
		return wlwire.Errorf(r, wlproto.XdgSurfaceErrorNotConstructed, "no role object")
	}
	if w <= 0 || h <= 0 {
		return wlwire.Errorf(r, wlproto.XdgSurfaceErrorInvalidSize, "window geometry of %dx%d", w, h)
	}
	xs.x.pending.geometry = rect(x, y, w, h)
	return nil
}

// AckConfigure implements wlproto.XdgSurfaceRequests.
func (xs *xdgSurface) AckConfigure(r wlproto.XdgSurface, serial uint32) error {
	if xs.top == nil && xs.pop == nil {
		return wlwire.Errorf(r, wlproto.XdgSurfaceErrorNotConstructed, "no role object")
	}
	for i, c := range xs.sent {
		if c.serial == serial {
			place := xs.acked
			for _, d := range xs.sent[:i+1] {
				if d.placed {
					place = d
				}
			}
			xs.acked = c
			xs.acked.placed, xs.acked.bounds, xs.acked.from = place.placed, place.bounds, place.from
			xs.sent = xs.sent[i+1:]
			xs.configured = true
			return nil
		}
	}
	return wlwire.Errorf(r, wlproto.XdgSurfaceErrorInvalidSerial, "serial %d was not sent", serial)
}

// configure ends a sequence of role events and remembers what they asked for.
func (xs *xdgSurface) configure(c configure) {
	c.serial = xs.s.nextSerial()
	if len(xs.sent) == maxConfigures {
		xs.sent = xs.sent[1:]
	}
	xs.sent = append(xs.sent, c)
	xs.res.SendConfigure(c.serial)
}

// moving reports whether the app was asked to take a place and has not
// answered yet.
func (xs *xdgSurface) moving() bool {
	return xs.acked.placed || slices.ContainsFunc(xs.sent, func(c configure) bool { return c.placed })
}

// precommit refuses buffers before the first configure.
func (xs *xdgSurface) precommit() error {
	if xs.x.pending.attached && xs.x.pending.buffer.Alive() && !xs.configured {
		return wlwire.Errorf(xs.res, wlproto.XdgSurfaceErrorUnconfiguredBuffer, "a buffer before the first configure was acknowledged")
	}
	return nil
}

// reset makes the surface start over after it was unmapped.
func (xs *xdgSurface) reset() {
	xs.configured, xs.asked, xs.sent, xs.acked = false, false, nil, configure{}
	xs.x.pending.geometry, xs.x.current.geometry = image.Rectangle{}, image.Rectangle{}
}

// frame returns the visible frame in surface coordinates: the window geometry
// as far as there is content.
func (xs *xdgSurface) frame() image.Rectangle {
	ext := xs.x.extents
	g := xs.x.current.geometry.Intersect(ext)
	if g.Empty() {
		return ext
	}
	return g
}

// margins returns what lies outside the frame.
func (xs *xdgSurface) margins() scene.Insets {
	f, e := xs.frame(), xs.x.extents
	return scene.Insets{Left: f.Min.X - e.Min.X, Top: f.Min.Y - e.Min.Y, Right: e.Max.X - f.Max.X, Bottom: e.Max.Y - f.Max.Y}
}

// window returns the window on the surface, or nil.
func (xs *xdgSurface) window() *scene.Window { return xs.s.tx.WindowOf(xs.x.id) }

// dismissPopups closes all popups, the last first.
func (xs *xdgSurface) dismissPopups() {
	for i := len(xs.popups) - 1; i >= 0; i-- {
		xs.popups[i].dismiss()
	}
}

// settleShell keeps popups at their parents.
func (s *Server) settleShell() {
	for _, t := range s.toplevels {
		t.xs.settlePopups()
	}
}

func (xs *xdgSurface) settlePopups() {
	for _, p := range xs.popups {
		p.settle()
		p.xs.settlePopups()
	}
}
