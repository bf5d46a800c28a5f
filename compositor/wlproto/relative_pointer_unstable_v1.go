// Code generated from xml/relative-pointer-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpRelativePointerManagerV1Interface describes zwp_relative_pointer_manager_v1.
var ZwpRelativePointerManagerV1Interface = &wlwire.Interface{Name: "zwp_relative_pointer_manager_v1", Version: 1}

// ZwpRelativePointerManagerV1 is the server's handle of a zwp_relative_pointer_manager_v1: get relative pointer objects.
type ZwpRelativePointerManagerV1 struct{ *wlwire.Resource }

// ZwpRelativePointerManagerV1Requests is implemented by the handler of a ZwpRelativePointerManagerV1.
type ZwpRelativePointerManagerV1Requests interface {
	// Destroy is destructor request destroy: destroy the relative pointer manager object.
	Destroy(r ZwpRelativePointerManagerV1) error
	// GetRelativePointer is request get_relative_pointer: get a relative pointer object.
	GetRelativePointer(r ZwpRelativePointerManagerV1, id ZwpRelativePointerV1, pointer WlPointer) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpRelativePointerManagerV1) SetHandler(h ZwpRelativePointerManagerV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZwpRelativePointerManagerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpRelativePointerManagerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpRelativePointerManagerV1{r})
	case 1:
		id := ZwpRelativePointerV1{a.NewID(ZwpRelativePointerV1Interface)}
		pointer := WlPointer{a.Object(WlPointerInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetRelativePointer(ZwpRelativePointerManagerV1{r}, id, pointer)
	}
	return nil
}

// ZwpRelativePointerV1Interface describes zwp_relative_pointer_v1.
var ZwpRelativePointerV1Interface = &wlwire.Interface{Name: "zwp_relative_pointer_v1", Version: 1}

// ZwpRelativePointerV1 is the server's handle of a zwp_relative_pointer_v1: relative pointer object.
type ZwpRelativePointerV1 struct{ *wlwire.Resource }

// ZwpRelativePointerV1Requests is implemented by the handler of a ZwpRelativePointerV1.
type ZwpRelativePointerV1Requests interface {
	// Destroy is destructor request destroy: release the relative pointer object.
	Destroy(r ZwpRelativePointerV1) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpRelativePointerV1) SetHandler(h ZwpRelativePointerV1Requests) { r.Resource.SetHandler(h) }

func dispatchZwpRelativePointerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpRelativePointerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpRelativePointerV1{r})
	}
	return nil
}

// SendRelativeMotion sends event relative_motion: relative pointer motion.
func (r ZwpRelativePointerV1) SendRelativeMotion(utimeHi uint32, utimeLo uint32, dx wlwire.Fixed, dy wlwire.Fixed, dxUnaccel wlwire.Fixed, dyUnaccel wlwire.Fixed) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(utimeHi)
		e.Uint(utimeLo)
		e.Fixed(dx)
		e.Fixed(dy)
		e.Fixed(dxUnaccel)
		e.Fixed(dyUnaccel)
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	ZwpRelativePointerManagerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_relative_pointer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpRelativePointerV1Interface},
			{Kind: wlwire.KindObject, Interface: WlPointerInterface},
		}},
	}
	ZwpRelativePointerManagerV1Interface.DispatchRequest = dispatchZwpRelativePointerManagerV1Request
	ZwpRelativePointerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpRelativePointerV1Interface.Events = []wlwire.Message{
		{Name: "relative_motion", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
	}
	ZwpRelativePointerV1Interface.DispatchRequest = dispatchZwpRelativePointerV1Request
}
