// Code generated from xml/xwayland-shell-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// XwaylandShellV1Interface describes xwayland_shell_v1.
var XwaylandShellV1Interface = &wlwire.Interface{Name: "xwayland_shell_v1", Version: 1}

// XwaylandShellV1Error is.
type XwaylandShellV1Error uint32

// The values of XwaylandShellV1Error.
const (
	XwaylandShellV1ErrorRole XwaylandShellV1Error = 0 // given wl_surface has another role
)

// Valid reports whether v is one of the values above, of any version.
func (v XwaylandShellV1Error) Valid() bool {
	switch v {
	case XwaylandShellV1ErrorRole:
		return true
	}
	return false
}

// XwaylandShellV1 is the server's handle of a xwayland_shell_v1: context object for Xwayland shell.
type XwaylandShellV1 struct{ *wlwire.Resource }

// XwaylandShellV1Requests is implemented by the handler of a XwaylandShellV1.
type XwaylandShellV1Requests interface {
	// Destroy is destructor request destroy: destroy the Xwayland shell object.
	Destroy(r XwaylandShellV1) error
	// GetXwaylandSurface is request get_xwayland_surface: assign the xwayland_surface surface role.
	GetXwaylandSurface(r XwaylandShellV1, id XwaylandSurfaceV1, surface WlSurface) error
}

// SetHandler sets the receiver of r's requests.
func (r XwaylandShellV1) SetHandler(h XwaylandShellV1Requests) { r.Resource.SetHandler(h) }

func dispatchXwaylandShellV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XwaylandShellV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XwaylandShellV1{r})
	case 1:
		id := XwaylandSurfaceV1{a.NewID(XwaylandSurfaceV1Interface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetXwaylandSurface(XwaylandShellV1{r}, id, surface)
	}
	return nil
}

// XwaylandSurfaceV1Interface describes xwayland_surface_v1.
var XwaylandSurfaceV1Interface = &wlwire.Interface{Name: "xwayland_surface_v1", Version: 1}

// XwaylandSurfaceV1Error is.
type XwaylandSurfaceV1Error uint32

// The values of XwaylandSurfaceV1Error.
const (
	XwaylandSurfaceV1ErrorAlreadyAssociated XwaylandSurfaceV1Error = 0 // given wl_surface is already associated with an X11 window
	XwaylandSurfaceV1ErrorInvalidSerial     XwaylandSurfaceV1Error = 1 // serial was not valid
)

// Valid reports whether v is one of the values above, of any version.
func (v XwaylandSurfaceV1Error) Valid() bool {
	switch v {
	case XwaylandSurfaceV1ErrorAlreadyAssociated,
		XwaylandSurfaceV1ErrorInvalidSerial:
		return true
	}
	return false
}

// XwaylandSurfaceV1 is the server's handle of a xwayland_surface_v1: interface for associating Xwayland windows to wl_surfaces.
type XwaylandSurfaceV1 struct{ *wlwire.Resource }

// XwaylandSurfaceV1Requests is implemented by the handler of a XwaylandSurfaceV1.
type XwaylandSurfaceV1Requests interface {
	// SetSerial is request set_serial: associates a Xwayland window to a wl_surface.
	SetSerial(r XwaylandSurfaceV1, serialLo uint32, serialHi uint32) error
	// Destroy is destructor request destroy: destroy the Xwayland surface object.
	Destroy(r XwaylandSurfaceV1) error
}

// SetHandler sets the receiver of r's requests.
func (r XwaylandSurfaceV1) SetHandler(h XwaylandSurfaceV1Requests) { r.Resource.SetHandler(h) }

func dispatchXwaylandSurfaceV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XwaylandSurfaceV1Requests)
	switch op {
	case 0:
		serialLo := a.Uint()
		serialHi := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.SetSerial(XwaylandSurfaceV1{r}, serialLo, serialHi)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XwaylandSurfaceV1{r})
	}
	return nil
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	XwaylandShellV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_xwayland_surface", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: XwaylandSurfaceV1Interface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
	}
	XwaylandShellV1Interface.DispatchRequest = dispatchXwaylandShellV1Request
	XwaylandSurfaceV1Interface.Requests = []wlwire.Message{
		{Name: "set_serial", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	XwaylandSurfaceV1Interface.DispatchRequest = dispatchXwaylandSurfaceV1Request
}
