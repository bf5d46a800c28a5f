// Code generated from xml/xdg-activation-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// XdgActivationV1Interface describes xdg_activation_v1.
var XdgActivationV1Interface = &wlwire.Interface{Name: "xdg_activation_v1", Version: 1}

// XdgActivationV1 is the server's handle of a xdg_activation_v1: interface for activating surfaces.
type XdgActivationV1 struct{ *wlwire.Resource }

// XdgActivationV1Requests is implemented by the handler of a XdgActivationV1.
type XdgActivationV1Requests interface {
	// Destroy is destructor request destroy: destroy the xdg_activation object.
	Destroy(r XdgActivationV1) error
	// GetActivationToken is request get_activation_token: requests a token.
	GetActivationToken(r XdgActivationV1, id XdgActivationTokenV1) error
	// Activate is request activate: notify new interaction being available.
	Activate(r XdgActivationV1, token string, surface WlSurface) error
}

// SetHandler sets the receiver of r's requests.
func (r XdgActivationV1) SetHandler(h XdgActivationV1Requests) { r.Resource.SetHandler(h) }

func dispatchXdgActivationV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XdgActivationV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XdgActivationV1{r})
	case 1:
		id := XdgActivationTokenV1{a.NewID(XdgActivationTokenV1Interface)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetActivationToken(XdgActivationV1{r}, id)
	case 2:
		token := a.String(false)
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.Activate(XdgActivationV1{r}, token, surface)
	}
	return nil
}

// XdgActivationTokenV1Interface describes xdg_activation_token_v1.
var XdgActivationTokenV1Interface = &wlwire.Interface{Name: "xdg_activation_token_v1", Version: 1}

// XdgActivationTokenV1Error is.
type XdgActivationTokenV1Error uint32

// The values of XdgActivationTokenV1Error.
const (
	XdgActivationTokenV1ErrorAlreadyUsed XdgActivationTokenV1Error = 0 // The token has already been used previously
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgActivationTokenV1Error) Valid() bool {
	switch v {
	case XdgActivationTokenV1ErrorAlreadyUsed:
		return true
	}
	return false
}

// XdgActivationTokenV1 is the server's handle of a xdg_activation_token_v1: an exported activation handle.
type XdgActivationTokenV1 struct{ *wlwire.Resource }

// XdgActivationTokenV1Requests is implemented by the handler of a XdgActivationTokenV1.
type XdgActivationTokenV1Requests interface {
	// SetSerial is request set_serial: specifies the seat and serial of the activating event.
	SetSerial(r XdgActivationTokenV1, serial uint32, seat WlSeat) error
	// SetAppId is request set_app_id: specifies the application being activated.
	SetAppId(r XdgActivationTokenV1, appId string) error
	// SetSurface is request set_surface: specifies the surface requesting activation.
	SetSurface(r XdgActivationTokenV1, surface WlSurface) error
	// Commit is request commit: issues the token request.
	Commit(r XdgActivationTokenV1) error
	// Destroy is destructor request destroy: destroy the xdg_activation_token_v1 object.
	Destroy(r XdgActivationTokenV1) error
}

// SetHandler sets the receiver of r's requests.
func (r XdgActivationTokenV1) SetHandler(h XdgActivationTokenV1Requests) { r.Resource.SetHandler(h) }

func dispatchXdgActivationTokenV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XdgActivationTokenV1Requests)
	switch op {
	case 0:
		serial := a.Uint()
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetSerial(XdgActivationTokenV1{r}, serial, seat)
	case 1:
		appId := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		return h.SetAppId(XdgActivationTokenV1{r}, appId)
	case 2:
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetSurface(XdgActivationTokenV1{r}, surface)
	case 3:
		if !a.Done() {
			return a.Err()
		}
		return h.Commit(XdgActivationTokenV1{r})
	case 4:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XdgActivationTokenV1{r})
	}
	return nil
}

// SendDone sends event done: the exported activation token.
func (r XdgActivationTokenV1) SendDone(token string) {
	e := r.BeginEvent(0)
	if e != nil {
		e.String(token, false)
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	XdgActivationV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_activation_token", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: XdgActivationTokenV1Interface},
		}},
		{Name: "activate", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
	}
	XdgActivationV1Interface.DispatchRequest = dispatchXdgActivationV1Request
	XdgActivationTokenV1Interface.Requests = []wlwire.Message{
		{Name: "set_serial", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
		}},
		{Name: "set_app_id", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "set_surface", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "commit", Since: 1},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	XdgActivationTokenV1Interface.Events = []wlwire.Message{
		{Name: "done", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
	}
	XdgActivationTokenV1Interface.DispatchRequest = dispatchXdgActivationTokenV1Request
}
