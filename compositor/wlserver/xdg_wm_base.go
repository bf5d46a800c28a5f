package wlserver

import (
	"slices"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// wmBase is an xdg_wm_base.
type wmBase struct {
	c        *client
	res      wlproto.XdgWmBase
	surfaces int // xdg_surfaces that exist
}

func (s *Server) bindWmBase(c *client, r *wlwire.Resource) {
	b := &wmBase{c: c, res: wlproto.XdgWmBase{Resource: r}}
	b.res.SetHandler(b)
	c.bases = append(c.bases, b)
}

// Destroy implements wlproto.XdgWmBaseRequests.
func (b *wmBase) Destroy(r wlproto.XdgWmBase) error {
	if b.surfaces > 0 {
		return wlwire.Errorf(r, wlproto.XdgWmBaseErrorDefunctSurfaces, "%d surfaces are left", b.surfaces)
	}
	return nil
}

// Destroyed implements wlwire.Destroyer.
func (b *wmBase) Destroyed(*wlwire.Resource) {
	b.c.bases = slices.DeleteFunc(b.c.bases, func(o *wmBase) bool { return o == b })
}

// CreatePositioner implements wlproto.XdgWmBaseRequests.
func (b *wmBase) CreatePositioner(_ wlproto.XdgWmBase, id wlproto.XdgPositioner) error {
	id.SetHandler(&positioner{})
	return nil
}

// GetXdgSurface implements wlproto.XdgWmBaseRequests.
func (b *wmBase) GetXdgSurface(r wlproto.XdgWmBase, id wlproto.XdgSurface, surf wlproto.WlSurface) error {
	x := surf.Handler().(*surface)
	if x.kind != noRole && x.kind != roleToplevel && x.kind != rolePopup || x.role != nil {
		return wlwire.Errorf(r, wlproto.XdgWmBaseErrorRole, "the surface has another role")
	}
	if x.content != nil || x.pending.attached && x.pending.buffer.Alive() {
		return wlwire.Errorf(r, wlproto.XdgWmBaseErrorInvalidSurfaceState, "the surface has a buffer")
	}
	xs := &xdgSurface{s: b.c.s, base: b, res: id, x: x}
	b.surfaces++
	id.SetHandler(xs)
	return nil
}

// Pong implements wlproto.XdgWmBaseRequests.
func (b *wmBase) Pong(wlproto.XdgWmBase, uint32) error { return nil }
