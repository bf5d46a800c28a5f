// Code generated from xml/fractional-scale-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpFractionalScaleManagerV1Proxy is the client's handle of a wp_fractional_scale_manager_v1: fractional surface scale information.
type WpFractionalScaleManagerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: unbind the fractional surface scale interface.
func (r WpFractionalScaleManagerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetFractionalScale sends request get_fractional_scale: extend surface interface for scale information.
func (r WpFractionalScaleManagerV1Proxy) GetFractionalScale(surface WlSurfaceProxy) WpFractionalScaleV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WpFractionalScaleV1Interface)
		e.Object(surface.Resource, false)
		e.End()
	}
	return WpFractionalScaleV1Proxy{e.Made(r.Resource, WpFractionalScaleV1Interface)}
}

// WpFractionalScaleV1Proxy is the client's handle of a wp_fractional_scale_v1: fractional scale interface to a wl_surface.
type WpFractionalScaleV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: remove surface scale information for surface.
func (r WpFractionalScaleV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// WpFractionalScaleV1Events receives the events of a wp_fractional_scale_v1. Events without a function are ignored.
type WpFractionalScaleV1Events struct {
	// PreferredScale is event preferred_scale: notify of new preferred scale.
	PreferredScale func(scale uint32)
}

// SetEvents sets the receiver of r's events.
func (r WpFractionalScaleV1Proxy) SetEvents(h *WpFractionalScaleV1Events) { r.Resource.SetHandler(h) }

func dispatchWpFractionalScaleV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WpFractionalScaleV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.PreferredScale == nil {
			return a.Skip()
		}
		scale := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.PreferredScale(scale)
	}
	return nil
}

func init() {
	WpFractionalScaleV1Interface.DispatchEvent = dispatchWpFractionalScaleV1Event
}
