package wlserver

import (
	"image"
	"math"

	"oriel/compositor/region"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type compositor struct{ c *client }

func (s *Server) bindCompositor(c *client, r *wlwire.Resource) {
	wlproto.WlCompositor{Resource: r}.SetHandler(compositor{c})
}

// CreateSurface implements wlproto.WlCompositorRequests.
func (h compositor) CreateSurface(_ wlproto.WlCompositor, id wlproto.WlSurface) error {
	h.c.s.newSurface(h.c, id)
	return nil
}

// CreateRegion implements wlproto.WlCompositorRequests.
func (h compositor) CreateRegion(_ wlproto.WlCompositor, id wlproto.WlRegion) error {
	id.SetHandler(&wlRegion{})
	return nil
}

// maxRegionRects bounds what a client can make us compute with.
const maxRegionRects = 4096

// wlRegion is a wl_region.
type wlRegion struct{ r region.Region }

// Destroy implements wlproto.WlRegionRequests.
func (*wlRegion) Destroy(wlproto.WlRegion) error { return nil }

// Add implements wlproto.WlRegionRequests.
func (g *wlRegion) Add(_ wlproto.WlRegion, x, y, w, h int32) error {
	g.r.Add(rect(x, y, w, h))
	return g.bound()
}

// Subtract implements wlproto.WlRegionRequests.
func (g *wlRegion) Subtract(_ wlproto.WlRegion, x, y, w, h int32) error {
	g.r.SubtractRect(rect(x, y, w, h))
	return g.bound()
}

func (g *wlRegion) bound() error {
	g.r.Simplify(maxRegionRects)
	return nil
}

// rect makes a rectangle of wire values without overflow; it is empty where a
// side is not positive.
func rect(x, y, w, h int32) image.Rectangle {
	if w <= 0 || h <= 0 {
		return image.Rectangle{}
	}
	const far = math.MaxInt32
	return image.Rect(int(x), int(y), min(int(x)+int(w), far), min(int(y)+int(h), far))
}
