package wlserver

import (
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type xwaylandShell struct{}

func (s *Server) bindXwaylandShell(_ *client, r *wlwire.Resource) {
	wlproto.XwaylandShellV1{Resource: r}.SetHandler(xwaylandShell{})
}

// Destroy implements wlproto.XwaylandShellV1Requests.
func (xwaylandShell) Destroy(wlproto.XwaylandShellV1) error { return nil }

// GetXwaylandSurface implements wlproto.XwaylandShellV1Requests.
func (xwaylandShell) GetXwaylandSurface(r wlproto.XwaylandShellV1, id wlproto.XwaylandSurfaceV1, surf wlproto.WlSurface) error {
	x := surf.Handler().(*surface)
	h := &xwaylandSurface{res: id, x: x}
	if !x.setRole(roleXwayland, h) {
		return wlwire.Errorf(r, wlproto.XwaylandShellV1ErrorRole, "the surface has another role")
	}
	id.SetHandler(h)
	return nil
}

// xwaylandSurface is an xwayland_surface_v1: newer Xwayland's way to say which
// X window a surface belongs to.
type xwaylandSurface struct {
	res    wlproto.XwaylandSurfaceV1
	x      *surface
	serial uint64 // pending
	told   bool
}

// Destroy implements wlproto.XwaylandSurfaceV1Requests.
func (*xwaylandSurface) Destroy(wlproto.XwaylandSurfaceV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (h *xwaylandSurface) Destroyed(*wlwire.Resource) {
	if h.x.role == h {
		h.x.role = nil
	}
}

// SetSerial implements wlproto.XwaylandSurfaceV1Requests.
func (h *xwaylandSurface) SetSerial(r wlproto.XwaylandSurfaceV1, lo, hi uint32) error {
	serial := uint64(hi)<<32 | uint64(lo)
	switch {
	case h.told || h.serial != 0:
		return wlwire.Errorf(r, wlproto.XwaylandSurfaceV1ErrorAlreadyAssociated, "the surface has a serial")
	case serial == 0:
		return wlwire.Errorf(r, wlproto.XwaylandSurfaceV1ErrorInvalidSerial, "serial 0")
	}
	h.serial = serial
	return nil
}

func (h *xwaylandSurface) precommit(*surface) error { return nil }

// committed tells the window manager of the serial, which is part of the
// surface's double-buffered state.
func (h *xwaylandSurface) committed(x *surface) {
	if h.serial != 0 && !h.told && x.c.watcher != nil {
		h.told = true
		x.c.watcher.SurfaceSerial(x.s.tx, h.serial, x.id)
	}
}

func (h *xwaylandSurface) published(*surface) {}

func (h *xwaylandSurface) gone(*surface) { h.res.SetInert() }
