package wlserver

import (
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type fractionalScaleManager struct{}

func (s *Server) bindFractionalScale(_ *client, r *wlwire.Resource) {
	wlproto.WpFractionalScaleManagerV1{Resource: r}.SetHandler(fractionalScaleManager{})
}

// Destroy implements wlproto.WpFractionalScaleManagerV1Requests.
func (fractionalScaleManager) Destroy(wlproto.WpFractionalScaleManagerV1) error { return nil }

// GetFractionalScale implements wlproto.WpFractionalScaleManagerV1Requests.
func (fractionalScaleManager) GetFractionalScale(r wlproto.WpFractionalScaleManagerV1, id wlproto.WpFractionalScaleV1, surf wlproto.WlSurface) error {
	x := surf.Handler().(*surface)
	if x.fractional != nil {
		return wlwire.Errorf(r, wlproto.WpFractionalScaleManagerV1ErrorFractionalScaleExists, "the surface has a fractional scale")
	}
	x.fractional = &fractionalScale{id, x}
	x.s.outputs.stale = true
	id.SetHandler(x.fractional)
	// Told at once, so that the first buffer can have the right size.
	if x.scale == 0 {
		x.scale = x.s.outputs.likelyScale()
	}
	id.SendPreferredScale(x.scale)
	return nil
}

// fractionalScale is a wp_fractional_scale_v1.
type fractionalScale struct {
	res wlproto.WpFractionalScaleV1
	x   *surface
}

// Destroy implements wlproto.WpFractionalScaleV1Requests.
func (*fractionalScale) Destroy(wlproto.WpFractionalScaleV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (f *fractionalScale) Destroyed(*wlwire.Resource) { f.x.fractional = nil }
