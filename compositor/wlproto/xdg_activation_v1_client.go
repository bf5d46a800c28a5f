// Code generated from xml/xdg-activation-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// XdgActivationV1Proxy is the client's handle of a xdg_activation_v1: interface for activating surfaces.
type XdgActivationV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the xdg_activation object.
func (r XdgActivationV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetActivationToken sends request get_activation_token: requests a token.
func (r XdgActivationV1Proxy) GetActivationToken() XdgActivationTokenV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(XdgActivationTokenV1Interface)
		e.End()
	}
	return XdgActivationTokenV1Proxy{e.Made(r.Resource, XdgActivationTokenV1Interface)}
}

// Activate sends request activate: notify new interaction being available.
func (r XdgActivationV1Proxy) Activate(token string, surface WlSurfaceProxy) {
	e := r.BeginRequest(2)
	if e != nil {
		e.String(token, false)
		e.Object(surface.Resource, false)
		e.End()
	}
}

// XdgActivationTokenV1Proxy is the client's handle of a xdg_activation_token_v1: an exported activation handle.
type XdgActivationTokenV1Proxy struct{ *wlwire.Resource }

// SetSerial sends request set_serial: specifies the seat and serial of the activating event.
func (r XdgActivationTokenV1Proxy) SetSerial(serial uint32, seat WlSeatProxy) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Uint(serial)
		e.Object(seat.Resource, false)
		e.End()
	}
}

// SetAppId sends request set_app_id: specifies the application being activated.
func (r XdgActivationTokenV1Proxy) SetAppId(appId string) {
	e := r.BeginRequest(1)
	if e != nil {
		e.String(appId, false)
		e.End()
	}
}

// SetSurface sends request set_surface: specifies the surface requesting activation.
func (r XdgActivationTokenV1Proxy) SetSurface(surface WlSurfaceProxy) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Object(surface.Resource, false)
		e.End()
	}
}

// Commit sends request commit: issues the token request.
func (r XdgActivationTokenV1Proxy) Commit() {
	e := r.BeginRequest(3)
	if e != nil {
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the xdg_activation_token_v1 object.
func (r XdgActivationTokenV1Proxy) Destroy() {
	e := r.BeginRequest(4)
	if e != nil {
		e.End()
	}
}

// XdgActivationTokenV1Events receives the events of a xdg_activation_token_v1. Events without a function are ignored.
type XdgActivationTokenV1Events struct {
	// Done is event done: the exported activation token.
	Done func(token string)
}

// SetEvents sets the receiver of r's events.
func (r XdgActivationTokenV1Proxy) SetEvents(h *XdgActivationTokenV1Events) { r.Resource.SetHandler(h) }

func dispatchXdgActivationTokenV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*XdgActivationTokenV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Done == nil {
			return a.Skip()
		}
		token := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Done(token)
	}
	return nil
}

func init() {
	XdgActivationTokenV1Interface.DispatchEvent = dispatchXdgActivationTokenV1Event
}
