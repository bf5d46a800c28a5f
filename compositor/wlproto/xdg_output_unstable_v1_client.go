// Code generated from xml/xdg-output-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZxdgOutputManagerV1Proxy is the client's handle of a zxdg_output_manager_v1: manage xdg_output objects.
type ZxdgOutputManagerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the xdg_output_manager object.
func (r ZxdgOutputManagerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetXdgOutput sends request get_xdg_output: create an xdg output from a wl_output.
func (r ZxdgOutputManagerV1Proxy) GetXdgOutput(output WlOutputProxy) ZxdgOutputV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(ZxdgOutputV1Interface)
		e.Object(output.Resource, false)
		e.End()
	}
	return ZxdgOutputV1Proxy{e.Made(r.Resource, ZxdgOutputV1Interface)}
}

// ZxdgOutputV1Proxy is the client's handle of a zxdg_output_v1: compositor logical output region.
type ZxdgOutputV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the xdg_output object.
func (r ZxdgOutputV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// ZxdgOutputV1Events receives the events of a zxdg_output_v1. Events without a function are ignored.
type ZxdgOutputV1Events struct {
	// LogicalPosition is event logical_position: position of the output within the global compositor space.
	LogicalPosition func(x int32, y int32)
	// LogicalSize is event logical_size: size of the output in the global compositor space.
	LogicalSize func(width int32, height int32)
	// Done is event done: all information about the output have been sent.
	Done func()
	// Name is event name, since version 2: name of this output.
	Name func(name string)
	// Description is event description, since version 2: human-readable description of this output.
	Description func(description string)
}

// SetEvents sets the receiver of r's events.
func (r ZxdgOutputV1Proxy) SetEvents(h *ZxdgOutputV1Events) { r.Resource.SetHandler(h) }

func dispatchZxdgOutputV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZxdgOutputV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.LogicalPosition == nil {
			return a.Skip()
		}
		x := a.Int()
		y := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.LogicalPosition(x, y)
	case 1:
		if h.LogicalSize == nil {
			return a.Skip()
		}
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.LogicalSize(width, height)
	case 2:
		if h.Done == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Done()
	case 3:
		if h.Name == nil {
			return a.Skip()
		}
		name := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Name(name)
	case 4:
		if h.Description == nil {
			return a.Skip()
		}
		description := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Description(description)
	}
	return nil
}

func init() {
	ZxdgOutputV1Interface.DispatchEvent = dispatchZxdgOutputV1Event
}
