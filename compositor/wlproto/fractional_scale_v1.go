// Code generated from xml/fractional-scale-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpFractionalScaleManagerV1Interface describes wp_fractional_scale_manager_v1.
var WpFractionalScaleManagerV1Interface = &wlwire.Interface{Name: "wp_fractional_scale_manager_v1", Version: 1}

// WpFractionalScaleManagerV1Error is.
type WpFractionalScaleManagerV1Error uint32

// The values of WpFractionalScaleManagerV1Error.
const (
	WpFractionalScaleManagerV1ErrorFractionalScaleExists WpFractionalScaleManagerV1Error = 0 // the surface already has a fractional_scale object associated
)

// Valid reports whether v is one of the values above, of any version.
func (v WpFractionalScaleManagerV1Error) Valid() bool {
	switch v {
	case WpFractionalScaleManagerV1ErrorFractionalScaleExists:
		return true
	}
	return false
}

// WpFractionalScaleManagerV1 is the server's handle of a wp_fractional_scale_manager_v1: fractional surface scale information.
type WpFractionalScaleManagerV1 struct{ *wlwire.Resource }

// WpFractionalScaleManagerV1Requests is implemented by the handler of a WpFractionalScaleManagerV1.
type WpFractionalScaleManagerV1Requests interface {
	// Destroy is destructor request destroy: unbind the fractional surface scale interface.
	Destroy(r WpFractionalScaleManagerV1) error
	// GetFractionalScale is request get_fractional_scale: extend surface interface for scale information.
	GetFractionalScale(r WpFractionalScaleManagerV1, id WpFractionalScaleV1, surface WlSurface) error
}

// SetHandler sets the receiver of r's requests.
func (r WpFractionalScaleManagerV1) SetHandler(h WpFractionalScaleManagerV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchWpFractionalScaleManagerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WpFractionalScaleManagerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WpFractionalScaleManagerV1{r})
	case 1:
		id := WpFractionalScaleV1{a.NewID(WpFractionalScaleV1Interface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetFractionalScale(WpFractionalScaleManagerV1{r}, id, surface)
	}
	return nil
}

// WpFractionalScaleV1Interface describes wp_fractional_scale_v1.
var WpFractionalScaleV1Interface = &wlwire.Interface{Name: "wp_fractional_scale_v1", Version: 1}

// WpFractionalScaleV1 is the server's handle of a wp_fractional_scale_v1: fractional scale interface to a wl_surface.
type WpFractionalScaleV1 struct{ *wlwire.Resource }

// WpFractionalScaleV1Requests is implemented by the handler of a WpFractionalScaleV1.
type WpFractionalScaleV1Requests interface {
	// Destroy is destructor request destroy: remove surface scale information for surface.
	Destroy(r WpFractionalScaleV1) error
}

// SetHandler sets the receiver of r's requests.
func (r WpFractionalScaleV1) SetHandler(h WpFractionalScaleV1Requests) { r.Resource.SetHandler(h) }

func dispatchWpFractionalScaleV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WpFractionalScaleV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WpFractionalScaleV1{r})
	}
	return nil
}

// SendPreferredScale sends event preferred_scale: notify of new preferred scale.
func (r WpFractionalScaleV1) SendPreferredScale(scale uint32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(scale)
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	WpFractionalScaleManagerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_fractional_scale", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WpFractionalScaleV1Interface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
	}
	WpFractionalScaleManagerV1Interface.DispatchRequest = dispatchWpFractionalScaleManagerV1Request
	WpFractionalScaleV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
	}
	WpFractionalScaleV1Interface.Events = []wlwire.Message{
		{Name: "preferred_scale", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WpFractionalScaleV1Interface.DispatchRequest = dispatchWpFractionalScaleV1Request
}
