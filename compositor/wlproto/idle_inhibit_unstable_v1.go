// Code generated from xml/idle-inhibit-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpIdleInhibitManagerV1Interface describes zwp_idle_inhibit_manager_v1.
var ZwpIdleInhibitManagerV1Interface = &wlwire.Interface{Name: "zwp_idle_inhibit_manager_v1", Version: 1}

// ZwpIdleInhibitManagerV1 is the server's handle of a zwp_idle_inhibit_manager_v1: control behavior when display idles.
type ZwpIdleInhibitManagerV1 struct{ *wlwire.Resource }

// ZwpIdleInhibitManagerV1Requests is implemented by the handler of a ZwpIdleInhibitManagerV1.
type ZwpIdleInhibitManagerV1Requests interface {
	// Destroy is destructor request destroy: destroy the idle inhibitor object.
	Destroy(r ZwpIdleInhibitManagerV1) error
	// CreateInhibitor is request create_inhibitor: create a new inhibitor object.
	CreateInhibitor(r ZwpIdleInhibitManagerV1, id ZwpIdleInhibitorV1, surface WlSurface) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpIdleInhibitManagerV1) SetHandler(h ZwpIdleInhibitManagerV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZwpIdleInhibitManagerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpIdleInhibitManagerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpIdleInhibitManagerV1{r})
	case 1:
		id := ZwpIdleInhibitorV1{a.NewID(ZwpIdleInhibitorV1Interface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.CreateInhibitor(ZwpIdleInhibitManagerV1{r}, id, surface)
	}
	return nil
}

// ZwpIdleInhibitorV1Interface describes zwp_idle_inhibitor_v1.
var ZwpIdleInhibitorV1Interface = &wlwire.Interface{Name: "zwp_idle_inhibitor_v1", Version: 1}

// ZwpIdleInhibitorV1 is the server's handle of a zwp_idle_inhibitor_v1: context object for inhibiting idle behavior.
type ZwpIdleInhibitorV1 struct{ *wlwire.Resource }

// ZwpIdleInhibitorV1Requests is implemented by the handler of a ZwpIdleInhibitorV1.
type ZwpIdleInhibitorV1Requests interface {
	// Destroy is destructor request destroy: destroy the idle inhibitor object.
	Destroy(r ZwpIdleInhibitorV1) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpIdleInhibitorV1) SetHandler(h ZwpIdleInhibitorV1Requests) { r.Resource.SetHandler(h) }

func dispatchZwpIdleInhibitorV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpIdleInhibitorV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpIdleInhibitorV1{r})
	}
	return nil
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	ZwpIdleInhibitManagerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "create_inhibitor", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpIdleInhibitorV1Interface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
	}
	ZwpIdleInhibitManagerV1Interface.DispatchRequest = dispatchZwpIdleInhibitManagerV1Request
	ZwpIdleInhibitorV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpIdleInhibitorV1Interface.DispatchRequest = dispatchZwpIdleInhibitorV1Request
}
