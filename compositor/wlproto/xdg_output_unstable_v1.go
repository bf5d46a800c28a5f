// Code generated from xml/xdg-output-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZxdgOutputManagerV1Interface describes zxdg_output_manager_v1.
var ZxdgOutputManagerV1Interface = &wlwire.Interface{Name: "zxdg_output_manager_v1", Version: 3}

// ZxdgOutputManagerV1 is the server's handle of a zxdg_output_manager_v1: manage xdg_output objects.
type ZxdgOutputManagerV1 struct{ *wlwire.Resource }

// ZxdgOutputManagerV1Requests is implemented by the handler of a ZxdgOutputManagerV1.
type ZxdgOutputManagerV1Requests interface {
	// Destroy is destructor request destroy: destroy the xdg_output_manager object.
	Destroy(r ZxdgOutputManagerV1) error
	// GetXdgOutput is request get_xdg_output: create an xdg output from a wl_output.
	GetXdgOutput(r ZxdgOutputManagerV1, id ZxdgOutputV1, output WlOutput) error
}

// SetHandler sets the receiver of r's requests.
func (r ZxdgOutputManagerV1) SetHandler(h ZxdgOutputManagerV1Requests) { r.Resource.SetHandler(h) }

func dispatchZxdgOutputManagerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZxdgOutputManagerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZxdgOutputManagerV1{r})
	case 1:
		id := ZxdgOutputV1{a.NewID(ZxdgOutputV1Interface)}
		output := WlOutput{a.Object(WlOutputInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetXdgOutput(ZxdgOutputManagerV1{r}, id, output)
	}
	return nil
}

// ZxdgOutputV1Interface describes zxdg_output_v1.
var ZxdgOutputV1Interface = &wlwire.Interface{Name: "zxdg_output_v1", Version: 3}

// ZxdgOutputV1 is the server's handle of a zxdg_output_v1: compositor logical output region.
type ZxdgOutputV1 struct{ *wlwire.Resource }

// ZxdgOutputV1Requests is implemented by the handler of a ZxdgOutputV1.
type ZxdgOutputV1Requests interface {
	// Destroy is destructor request destroy: destroy the xdg_output object.
	Destroy(r ZxdgOutputV1) error
}

// SetHandler sets the receiver of r's requests.
func (r ZxdgOutputV1) SetHandler(h ZxdgOutputV1Requests) { r.Resource.SetHandler(h) }

func dispatchZxdgOutputV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZxdgOutputV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZxdgOutputV1{r})
	}
	return nil
}

// SendLogicalPosition sends event logical_position: position of the output within the global compositor space.
func (r ZxdgOutputV1) SendLogicalPosition(x int32, y int32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.End()
	}
}

// SendLogicalSize sends event logical_size: size of the output in the global compositor space.
func (r ZxdgOutputV1) SendLogicalSize(width int32, height int32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// SendDone sends event done: all information about the output have been sent.
func (r ZxdgOutputV1) SendDone() {
	e := r.BeginEvent(2)
	if e != nil {
		e.End()
	}
}

// SendName sends event name, since version 2: name of this output.
func (r ZxdgOutputV1) SendName(name string) {
	e := r.BeginEvent(3)
	if e != nil {
		e.String(name, false)
		e.End()
	}
}

// SendDescription sends event description, since version 2: human-readable description of this output.
func (r ZxdgOutputV1) SendDescription(description string) {
	e := r.BeginEvent(4)
	if e != nil {
		e.String(description, false)
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	ZxdgOutputManagerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_xdg_output", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZxdgOutputV1Interface},
			{Kind: wlwire.KindObject, Interface: WlOutputInterface},
		}},
	}
	ZxdgOutputManagerV1Interface.DispatchRequest = dispatchZxdgOutputManagerV1Request
	ZxdgOutputV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZxdgOutputV1Interface.Events = []wlwire.Message{
		{Name: "logical_position", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "logical_size", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "done", Since: 1},
		{Name: "name", Since: 2, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "description", Since: 2, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
	}
	ZxdgOutputV1Interface.DispatchRequest = dispatchZxdgOutputV1Request
}
