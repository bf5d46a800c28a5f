// Code generated from xml/relative-pointer-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpRelativePointerManagerV1Proxy is the client's handle of a zwp_relative_pointer_manager_v1: get relative pointer objects.
type ZwpRelativePointerManagerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the relative pointer manager object.
func (r ZwpRelativePointerManagerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetRelativePointer sends request get_relative_pointer: get a relative pointer object.
func (r ZwpRelativePointerManagerV1Proxy) GetRelativePointer(pointer WlPointerProxy) ZwpRelativePointerV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(ZwpRelativePointerV1Interface)
		e.Object(pointer.Resource, false)
		e.End()
	}
	return ZwpRelativePointerV1Proxy{e.Made(r.Resource, ZwpRelativePointerV1Interface)}
}

// ZwpRelativePointerV1Proxy is the client's handle of a zwp_relative_pointer_v1: relative pointer object.
type ZwpRelativePointerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: release the relative pointer object.
func (r ZwpRelativePointerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// ZwpRelativePointerV1Events receives the events of a zwp_relative_pointer_v1. Events without a function are ignored.
type ZwpRelativePointerV1Events struct {
	// RelativeMotion is event relative_motion: relative pointer motion.
	RelativeMotion func(utimeHi uint32, utimeLo uint32, dx wlwire.Fixed, dy wlwire.Fixed, dxUnaccel wlwire.Fixed, dyUnaccel wlwire.Fixed)
}

// SetEvents sets the receiver of r's events.
func (r ZwpRelativePointerV1Proxy) SetEvents(h *ZwpRelativePointerV1Events) { r.Resource.SetHandler(h) }

func dispatchZwpRelativePointerV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpRelativePointerV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.RelativeMotion == nil {
			return a.Skip()
		}
		utimeHi := a.Uint()
		utimeLo := a.Uint()
		dx := a.Fixed()
		dy := a.Fixed()
		dxUnaccel := a.Fixed()
		dyUnaccel := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.RelativeMotion(utimeHi, utimeLo, dx, dy, dxUnaccel, dyUnaccel)
	}
	return nil
}

func init() {
	ZwpRelativePointerV1Interface.DispatchEvent = dispatchZwpRelativePointerV1Event
}
