// Code generated from xml/xdg-decoration-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZxdgDecorationManagerV1Interface describes zxdg_decoration_manager_v1.
var ZxdgDecorationManagerV1Interface = &wlwire.Interface{Name: "zxdg_decoration_manager_v1", Version: 1}

// ZxdgDecorationManagerV1 is the server's handle of a zxdg_decoration_manager_v1: window decoration manager.
type ZxdgDecorationManagerV1 struct{ *wlwire.Resource }

// ZxdgDecorationManagerV1Requests is implemented by the handler of a ZxdgDecorationManagerV1.
type ZxdgDecorationManagerV1Requests interface {
	// Destroy is destructor request destroy: destroy the decoration manager object.
	Destroy(r ZxdgDecorationManagerV1) error
	// GetToplevelDecoration is request get_toplevel_decoration: create a new toplevel decoration object.
	GetToplevelDecoration(r ZxdgDecorationManagerV1, id ZxdgToplevelDecorationV1, toplevel XdgToplevel) error
}

// SetHandler sets the receiver of r's requests.
func (r ZxdgDecorationManagerV1) SetHandler(h ZxdgDecorationManagerV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZxdgDecorationManagerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZxdgDecorationManagerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZxdgDecorationManagerV1{r})
	case 1:
		id := ZxdgToplevelDecorationV1{a.NewID(ZxdgToplevelDecorationV1Interface)}
		toplevel := XdgToplevel{a.Object(XdgToplevelInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetToplevelDecoration(ZxdgDecorationManagerV1{r}, id, toplevel)
	}
	return nil
}

// ZxdgToplevelDecorationV1Interface describes zxdg_toplevel_decoration_v1.
var ZxdgToplevelDecorationV1Interface = &wlwire.Interface{Name: "zxdg_toplevel_decoration_v1", Version: 1}

// ZxdgToplevelDecorationV1Error is.
type ZxdgToplevelDecorationV1Error uint32

// The values of ZxdgToplevelDecorationV1Error.
const (
	ZxdgToplevelDecorationV1ErrorUnconfiguredBuffer ZxdgToplevelDecorationV1Error = 0 // xdg_toplevel has a buffer attached before configure
	ZxdgToplevelDecorationV1ErrorAlreadyConstructed ZxdgToplevelDecorationV1Error = 1 // xdg_toplevel already has a decoration object
	ZxdgToplevelDecorationV1ErrorOrphaned           ZxdgToplevelDecorationV1Error = 2 // xdg_toplevel destroyed before the decoration object
	ZxdgToplevelDecorationV1ErrorInvalidMode        ZxdgToplevelDecorationV1Error = 3 // invalid mode
)

// Valid reports whether v is one of the values above, of any version.
func (v ZxdgToplevelDecorationV1Error) Valid() bool {
	switch v {
	case ZxdgToplevelDecorationV1ErrorUnconfiguredBuffer,
		ZxdgToplevelDecorationV1ErrorAlreadyConstructed,
		ZxdgToplevelDecorationV1ErrorOrphaned,
		ZxdgToplevelDecorationV1ErrorInvalidMode:
		return true
	}
	return false
}

// ZxdgToplevelDecorationV1Mode is window decoration modes.
type ZxdgToplevelDecorationV1Mode uint32

// The values of ZxdgToplevelDecorationV1Mode.
const (
	ZxdgToplevelDecorationV1ModeClientSide ZxdgToplevelDecorationV1Mode = 1 // no server-side window decoration
	ZxdgToplevelDecorationV1ModeServerSide ZxdgToplevelDecorationV1Mode = 2 // server-side window decoration
)

// Valid reports whether v is one of the values above, of any version.
func (v ZxdgToplevelDecorationV1Mode) Valid() bool {
	switch v {
	case ZxdgToplevelDecorationV1ModeClientSide,
		ZxdgToplevelDecorationV1ModeServerSide:
		return true
	}
	return false
}

// ZxdgToplevelDecorationV1 is the server's handle of a zxdg_toplevel_decoration_v1: decoration object for a toplevel surface.
type ZxdgToplevelDecorationV1 struct{ *wlwire.Resource }

// ZxdgToplevelDecorationV1Requests is implemented by the handler of a ZxdgToplevelDecorationV1.
type ZxdgToplevelDecorationV1Requests interface {
	// Destroy is destructor request destroy: destroy the decoration object.
	Destroy(r ZxdgToplevelDecorationV1) error
	// SetMode is request set_mode: set the decoration mode.
	SetMode(r ZxdgToplevelDecorationV1, mode ZxdgToplevelDecorationV1Mode) error
	// UnsetMode is request unset_mode: unset the decoration mode.
	UnsetMode(r ZxdgToplevelDecorationV1) error
}

// SetHandler sets the receiver of r's requests.
func (r ZxdgToplevelDecorationV1) SetHandler(h ZxdgToplevelDecorationV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZxdgToplevelDecorationV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZxdgToplevelDecorationV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZxdgToplevelDecorationV1{r})
	case 1:
		mode := ZxdgToplevelDecorationV1Mode(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetMode(ZxdgToplevelDecorationV1{r}, mode)
	case 2:
		if !a.Done() {
			return a.Err()
		}
		return h.UnsetMode(ZxdgToplevelDecorationV1{r})
	}
	return nil
}

// SendConfigure sends event configure: notify a decoration mode change.
func (r ZxdgToplevelDecorationV1) SendConfigure(mode ZxdgToplevelDecorationV1Mode) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(uint32(mode))
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	ZxdgDecorationManagerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_toplevel_decoration", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZxdgToplevelDecorationV1Interface},
			{Kind: wlwire.KindObject, Interface: XdgToplevelInterface},
		}},
	}
	ZxdgDecorationManagerV1Interface.DispatchRequest = dispatchZxdgDecorationManagerV1Request
	ZxdgToplevelDecorationV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_mode", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "unset_mode", Since: 1},
	}
	ZxdgToplevelDecorationV1Interface.Events = []wlwire.Message{
		{Name: "configure", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	ZxdgToplevelDecorationV1Interface.DispatchRequest = dispatchZxdgToplevelDecorationV1Request
}
