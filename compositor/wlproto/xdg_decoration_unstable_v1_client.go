// Code generated from xml/xdg-decoration-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZxdgDecorationManagerV1Proxy is the client's handle of a zxdg_decoration_manager_v1: window decoration manager.
type ZxdgDecorationManagerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the decoration manager object.
func (r ZxdgDecorationManagerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetToplevelDecoration sends request get_toplevel_decoration: create a new toplevel decoration object.
func (r ZxdgDecorationManagerV1Proxy) GetToplevelDecoration(toplevel XdgToplevelProxy) ZxdgToplevelDecorationV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(ZxdgToplevelDecorationV1Interface)
		e.Object(toplevel.Resource, false)
		e.End()
	}
	return ZxdgToplevelDecorationV1Proxy{e.Made(r.Resource, ZxdgToplevelDecorationV1Interface)}
}

// ZxdgToplevelDecorationV1Proxy is the client's handle of a zxdg_toplevel_decoration_v1: decoration object for a toplevel surface.
type ZxdgToplevelDecorationV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the decoration object.
func (r ZxdgToplevelDecorationV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// SetMode sends request set_mode: set the decoration mode.
func (r ZxdgToplevelDecorationV1Proxy) SetMode(mode ZxdgToplevelDecorationV1Mode) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Uint(uint32(mode))
		e.End()
	}
}

// UnsetMode sends request unset_mode: unset the decoration mode.
func (r ZxdgToplevelDecorationV1Proxy) UnsetMode() {
	e := r.BeginRequest(2)
	if e != nil {
		e.End()
	}
}

// ZxdgToplevelDecorationV1Events receives the events of a zxdg_toplevel_decoration_v1. Events without a function are ignored.
type ZxdgToplevelDecorationV1Events struct {
	// Configure is event configure: notify a decoration mode change.
	Configure func(mode ZxdgToplevelDecorationV1Mode)
}

// SetEvents sets the receiver of r's events.
func (r ZxdgToplevelDecorationV1Proxy) SetEvents(h *ZxdgToplevelDecorationV1Events) {
	r.Resource.SetHandler(h)
}

func dispatchZxdgToplevelDecorationV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZxdgToplevelDecorationV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Configure == nil {
			return a.Skip()
		}
		mode := ZxdgToplevelDecorationV1Mode(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Configure(mode)
	}
	return nil
}

func init() {
	ZxdgToplevelDecorationV1Interface.DispatchEvent = dispatchZxdgToplevelDecorationV1Event
}
