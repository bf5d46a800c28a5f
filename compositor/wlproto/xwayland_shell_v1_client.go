// Code generated from xml/xwayland-shell-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// XwaylandShellV1Proxy is the client's handle of a xwayland_shell_v1: context object for Xwayland shell.
type XwaylandShellV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the Xwayland shell object.
func (r XwaylandShellV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetXwaylandSurface sends request get_xwayland_surface: assign the xwayland_surface surface role.
func (r XwaylandShellV1Proxy) GetXwaylandSurface(surface WlSurfaceProxy) XwaylandSurfaceV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(XwaylandSurfaceV1Interface)
		e.Object(surface.Resource, false)
		e.End()
	}
	return XwaylandSurfaceV1Proxy{e.Made(r.Resource, XwaylandSurfaceV1Interface)}
}

// XwaylandSurfaceV1Proxy is the client's handle of a xwayland_surface_v1: interface for associating Xwayland windows to wl_surfaces.
type XwaylandSurfaceV1Proxy struct{ *wlwire.Resource }

// SetSerial sends request set_serial: associates a Xwayland window to a wl_surface.
func (r XwaylandSurfaceV1Proxy) SetSerial(serialLo uint32, serialHi uint32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Uint(serialLo)
		e.Uint(serialHi)
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the Xwayland surface object.
func (r XwaylandSurfaceV1Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}
