// Code generated from xml/pointer-constraints-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpPointerConstraintsV1Proxy is the client's handle of a zwp_pointer_constraints_v1: constrain the movement of a pointer.
type ZwpPointerConstraintsV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the pointer constraints manager object.
func (r ZwpPointerConstraintsV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// LockPointer sends request lock_pointer: lock pointer to a position.
func (r ZwpPointerConstraintsV1Proxy) LockPointer(surface WlSurfaceProxy, pointer WlPointerProxy, region WlRegionProxy, lifetime ZwpPointerConstraintsV1Lifetime) ZwpLockedPointerV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(ZwpLockedPointerV1Interface)
		e.Object(surface.Resource, false)
		e.Object(pointer.Resource, false)
		e.Object(region.Resource, true)
		e.Uint(uint32(lifetime))
		e.End()
	}
	return ZwpLockedPointerV1Proxy{e.Made(r.Resource, ZwpLockedPointerV1Interface)}
}

// ConfinePointer sends request confine_pointer: confine pointer to a region.
func (r ZwpPointerConstraintsV1Proxy) ConfinePointer(surface WlSurfaceProxy, pointer WlPointerProxy, region WlRegionProxy, lifetime ZwpPointerConstraintsV1Lifetime) ZwpConfinedPointerV1Proxy {
	e := r.BeginRequest(2)
	if e != nil {
		e.NewID(ZwpConfinedPointerV1Interface)
		e.Object(surface.Resource, false)
		e.Object(pointer.Resource, false)
		e.Object(region.Resource, true)
		e.Uint(uint32(lifetime))
		e.End()
	}
	return ZwpConfinedPointerV1Proxy{e.Made(r.Resource, ZwpConfinedPointerV1Interface)}
}

// ZwpLockedPointerV1Proxy is the client's handle of a zwp_locked_pointer_v1: receive relative pointer motion events.
type ZwpLockedPointerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the locked pointer object.
func (r ZwpLockedPointerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// SetCursorPositionHint sends request set_cursor_position_hint: set the pointer cursor position hint.
func (r ZwpLockedPointerV1Proxy) SetCursorPositionHint(surfaceX wlwire.Fixed, surfaceY wlwire.Fixed) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Fixed(surfaceX)
		e.Fixed(surfaceY)
		e.End()
	}
}

// SetRegion sends request set_region: set a new lock region.
func (r ZwpLockedPointerV1Proxy) SetRegion(region WlRegionProxy) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Object(region.Resource, true)
		e.End()
	}
}

// ZwpLockedPointerV1Events receives the events of a zwp_locked_pointer_v1. Events without a function are ignored.
type ZwpLockedPointerV1Events struct {
	// Locked is event locked: lock activation event.
	Locked func()
	// Unlocked is event unlocked: lock deactivation event.
	Unlocked func()
}

// SetEvents sets the receiver of r's events.
func (r ZwpLockedPointerV1Proxy) SetEvents(h *ZwpLockedPointerV1Events) { r.Resource.SetHandler(h) }

func dispatchZwpLockedPointerV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpLockedPointerV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Locked == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Locked()
	case 1:
		if h.Unlocked == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Unlocked()
	}
	return nil
}

// ZwpConfinedPointerV1Proxy is the client's handle of a zwp_confined_pointer_v1: confined pointer object.
type ZwpConfinedPointerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the confined pointer object.
func (r ZwpConfinedPointerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// SetRegion sends request set_region: set a new confine region.
func (r ZwpConfinedPointerV1Proxy) SetRegion(region WlRegionProxy) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Object(region.Resource, true)
		e.End()
	}
}

// ZwpConfinedPointerV1Events receives the events of a zwp_confined_pointer_v1. Events without a function are ignored.
type ZwpConfinedPointerV1Events struct {
	// Confined is event confined: pointer confined.
	Confined func()
	// Unconfined is event unconfined: pointer unconfined.
	Unconfined func()
}

// SetEvents sets the receiver of r's events.
func (r ZwpConfinedPointerV1Proxy) SetEvents(h *ZwpConfinedPointerV1Events) { r.Resource.SetHandler(h) }

func dispatchZwpConfinedPointerV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpConfinedPointerV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Confined == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Confined()
	case 1:
		if h.Unconfined == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Unconfined()
	}
	return nil
}

func init() {
	ZwpLockedPointerV1Interface.DispatchEvent = dispatchZwpLockedPointerV1Event
	ZwpConfinedPointerV1Interface.DispatchEvent = dispatchZwpConfinedPointerV1Event
}
