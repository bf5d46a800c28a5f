// Code generated from xml/pointer-constraints-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpPointerConstraintsV1Interface describes zwp_pointer_constraints_v1.
var ZwpPointerConstraintsV1Interface = &wlwire.Interface{Name: "zwp_pointer_constraints_v1", Version: 1}

// ZwpPointerConstraintsV1Error is wp_pointer_constraints error values.
type ZwpPointerConstraintsV1Error uint32

// The values of ZwpPointerConstraintsV1Error.
const (
	ZwpPointerConstraintsV1ErrorAlreadyConstrained ZwpPointerConstraintsV1Error = 1 // pointer constraint already requested on that surface
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpPointerConstraintsV1Error) Valid() bool {
	switch v {
	case ZwpPointerConstraintsV1ErrorAlreadyConstrained:
		return true
	}
	return false
}

// ZwpPointerConstraintsV1Lifetime is constraint lifetime.
type ZwpPointerConstraintsV1Lifetime uint32

// The values of ZwpPointerConstraintsV1Lifetime.
const (
	ZwpPointerConstraintsV1LifetimeOneshot    ZwpPointerConstraintsV1Lifetime = 1 // the pointer constraint is defunct once deactivated
	ZwpPointerConstraintsV1LifetimePersistent ZwpPointerConstraintsV1Lifetime = 2 // the pointer constraint may reactivate
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpPointerConstraintsV1Lifetime) Valid() bool {
	switch v {
	case ZwpPointerConstraintsV1LifetimeOneshot,
		ZwpPointerConstraintsV1LifetimePersistent:
		return true
	}
	return false
}

// ZwpPointerConstraintsV1 is the server's handle of a zwp_pointer_constraints_v1: constrain the movement of a pointer.
type ZwpPointerConstraintsV1 struct{ *wlwire.Resource }

// ZwpPointerConstraintsV1Requests is implemented by the handler of a ZwpPointerConstraintsV1.
type ZwpPointerConstraintsV1Requests interface {
	// Destroy is destructor request destroy: destroy the pointer constraints manager object.
	Destroy(r ZwpPointerConstraintsV1) error
	// LockPointer is request lock_pointer: lock pointer to a position.
	LockPointer(r ZwpPointerConstraintsV1, id ZwpLockedPointerV1, surface WlSurface, pointer WlPointer, region WlRegion, lifetime ZwpPointerConstraintsV1Lifetime) error
	// ConfinePointer is request confine_pointer: confine pointer to a region.
	ConfinePointer(r ZwpPointerConstraintsV1, id ZwpConfinedPointerV1, surface WlSurface, pointer WlPointer, region WlRegion, lifetime ZwpPointerConstraintsV1Lifetime) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpPointerConstraintsV1) SetHandler(h ZwpPointerConstraintsV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZwpPointerConstraintsV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpPointerConstraintsV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpPointerConstraintsV1{r})
	case 1:
		id := ZwpLockedPointerV1{a.NewID(ZwpLockedPointerV1Interface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		pointer := WlPointer{a.Object(WlPointerInterface, false)}
		region := WlRegion{a.Object(WlRegionInterface, true)}
		lifetime := ZwpPointerConstraintsV1Lifetime(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.LockPointer(ZwpPointerConstraintsV1{r}, id, surface, pointer, region, lifetime)
	case 2:
		id := ZwpConfinedPointerV1{a.NewID(ZwpConfinedPointerV1Interface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		pointer := WlPointer{a.Object(WlPointerInterface, false)}
		region := WlRegion{a.Object(WlRegionInterface, true)}
		lifetime := ZwpPointerConstraintsV1Lifetime(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.ConfinePointer(ZwpPointerConstraintsV1{r}, id, surface, pointer, region, lifetime)
	}
	return nil
}

// ZwpLockedPointerV1Interface describes zwp_locked_pointer_v1.
var ZwpLockedPointerV1Interface = &wlwire.Interface{Name: "zwp_locked_pointer_v1", Version: 1}

// ZwpLockedPointerV1 is the server's handle of a zwp_locked_pointer_v1: receive relative pointer motion events.
type ZwpLockedPointerV1 struct{ *wlwire.Resource }

// ZwpLockedPointerV1Requests is implemented by the handler of a ZwpLockedPointerV1.
type ZwpLockedPointerV1Requests interface {
	// Destroy is destructor request destroy: destroy the locked pointer object.
	Destroy(r ZwpLockedPointerV1) error
	// SetCursorPositionHint is request set_cursor_position_hint: set the pointer cursor position hint.
	SetCursorPositionHint(r ZwpLockedPointerV1, surfaceX wlwire.Fixed, surfaceY wlwire.Fixed) error
	// SetRegion is request set_region: set a new lock region.
	SetRegion(r ZwpLockedPointerV1, region WlRegion) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpLockedPointerV1) SetHandler(h ZwpLockedPointerV1Requests) { r.Resource.SetHandler(h) }

func dispatchZwpLockedPointerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpLockedPointerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpLockedPointerV1{r})
	case 1:
		surfaceX := a.Fixed()
		surfaceY := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		return h.SetCursorPositionHint(ZwpLockedPointerV1{r}, surfaceX, surfaceY)
	case 2:
		region := WlRegion{a.Object(WlRegionInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetRegion(ZwpLockedPointerV1{r}, region)
	}
	return nil
}

// SendLocked sends event locked: lock activation event.
func (r ZwpLockedPointerV1) SendLocked() {
	e := r.BeginEvent(0)
	if e != nil {
		e.End()
	}
}

// SendUnlocked sends event unlocked: lock deactivation event.
func (r ZwpLockedPointerV1) SendUnlocked() {
	e := r.BeginEvent(1)
	if e != nil {
		e.End()
	}
}

// ZwpConfinedPointerV1Interface describes zwp_confined_pointer_v1.
var ZwpConfinedPointerV1Interface = &wlwire.Interface{Name: "zwp_confined_pointer_v1", Version: 1}

// ZwpConfinedPointerV1 is the server's handle of a zwp_confined_pointer_v1: confined pointer object.
type ZwpConfinedPointerV1 struct{ *wlwire.Resource }

// ZwpConfinedPointerV1Requests is implemented by the handler of a ZwpConfinedPointerV1.
type ZwpConfinedPointerV1Requests interface {
	// Destroy is destructor request destroy: destroy the confined pointer object.
	Destroy(r ZwpConfinedPointerV1) error
	// SetRegion is request set_region: set a new confine region.
	SetRegion(r ZwpConfinedPointerV1, region WlRegion) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpConfinedPointerV1) SetHandler(h ZwpConfinedPointerV1Requests) { r.Resource.SetHandler(h) }

func dispatchZwpConfinedPointerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpConfinedPointerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpConfinedPointerV1{r})
	case 1:
		region := WlRegion{a.Object(WlRegionInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetRegion(ZwpConfinedPointerV1{r}, region)
	}
	return nil
}

// SendConfined sends event confined: pointer confined.
func (r ZwpConfinedPointerV1) SendConfined() {
	e := r.BeginEvent(0)
	if e != nil {
		e.End()
	}
}

// SendUnconfined sends event unconfined: pointer unconfined.
func (r ZwpConfinedPointerV1) SendUnconfined() {
	e := r.BeginEvent(1)
	if e != nil {
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	ZwpPointerConstraintsV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "lock_pointer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpLockedPointerV1Interface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindObject, Interface: WlPointerInterface},
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlRegionInterface},
			{Kind: wlwire.KindUint},
		}},
		{Name: "confine_pointer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpConfinedPointerV1Interface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindObject, Interface: WlPointerInterface},
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlRegionInterface},
			{Kind: wlwire.KindUint},
		}},
	}
	ZwpPointerConstraintsV1Interface.DispatchRequest = dispatchZwpPointerConstraintsV1Request
	ZwpLockedPointerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_cursor_position_hint", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "set_region", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlRegionInterface},
		}},
	}
	ZwpLockedPointerV1Interface.Events = []wlwire.Message{
		{Name: "locked", Since: 1},
		{Name: "unlocked", Since: 1},
	}
	ZwpLockedPointerV1Interface.DispatchRequest = dispatchZwpLockedPointerV1Request
	ZwpConfinedPointerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_region", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlRegionInterface},
		}},
	}
	ZwpConfinedPointerV1Interface.Events = []wlwire.Message{
		{Name: "confined", Since: 1},
		{Name: "unconfined", Since: 1},
	}
	ZwpConfinedPointerV1Interface.DispatchRequest = dispatchZwpConfinedPointerV1Request
}
