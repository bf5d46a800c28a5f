package wlserver

import (
	"image"
	"math"

	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/wlwire"
)

// NativeX11 lets X11 apps draw for the monitors' own pixels (scene.X11Scale)
// instead of logical ones that are made larger for them: Xwayland is told of a
// desktop of that many pixels. Only before the first client.
func (s *Server) NativeX11() { s.native = true }

// unitOf is how many pixels of a client make a logical one.
func (s *Server) unitOf(c *client) float64 {
	if c.watcher == nil || !s.native {
		return 1
	}
	return s.unit
}

// settleUnit follows the outputs. It reports whether Xwayland's pixels became
// others.
func (s *Server) settleUnit(now []scene.Output) bool {
	u := scene.X11Scale(now)
	if !s.native || u == s.unit {
		return false
	}
	s.unit = u
	return true
}

// republish shows Xwayland's surfaces in its new pixels.
func (s *Server) republish() {
	for _, x := range s.surfaces {
		if x.c.watcher != nil && x.sub == nil && x.content != nil {
			x.redraw = true
			x.publish()
		}
	}
}

// unit is unitOf the surface's client.
func (x *surface) unit() float64 { return x.s.unitOf(x.c) }

// fixed converts a logical distance to a client's pixels.
func (c *client) fixed(v float64) wlwire.Fixed { return wlwire.FixedFloat(v * c.s.unitOf(c)) }

// outward converts a rectangle of a client's pixels to logical ones.
func outward(r image.Rectangle, unit float64) image.Rectangle {
	if unit == 1 {
		return r
	}
	return image.Rect(
		int(math.Floor(float64(r.Min.X)/unit)), int(math.Floor(float64(r.Min.Y)/unit)),
		int(math.Ceil(float64(r.Max.X)/unit)), int(math.Ceil(float64(r.Max.Y)/unit)))
}

// outwardRegion is outward for each rectangle.
func outwardRegion(r *region.Region, unit float64) *region.Region {
	if unit == 1 {
		return r
	}
	var out region.Region
	for _, q := range r.Rects() {
		out.Add(outward(q, unit))
	}
	return &out
}
