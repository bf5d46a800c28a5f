// Code generated from xml/single-pixel-buffer-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpSinglePixelBufferManagerV1Interface describes wp_single_pixel_buffer_manager_v1.
var WpSinglePixelBufferManagerV1Interface = &wlwire.Interface{Name: "wp_single_pixel_buffer_manager_v1", Version: 1}

// WpSinglePixelBufferManagerV1 is the server's handle of a wp_single_pixel_buffer_manager_v1: global factory for single-pixel buffers.
type WpSinglePixelBufferManagerV1 struct{ *wlwire.Resource }

// WpSinglePixelBufferManagerV1Requests is implemented by the handler of a WpSinglePixelBufferManagerV1.
type WpSinglePixelBufferManagerV1Requests interface {
	// Destroy is destructor request destroy: destroy the manager.
	Destroy(r WpSinglePixelBufferManagerV1) error
	// CreateU32RgbaBuffer is request create_u32_rgba_buffer: create a 1×1 buffer from 32-bit RGBA values.
	CreateU32RgbaBuffer(r WpSinglePixelBufferManagerV1, id WlBuffer, r_ uint32, g uint32, b uint32, a_ uint32) error
}

// SetHandler sets the receiver of r's requests.
func (r WpSinglePixelBufferManagerV1) SetHandler(h WpSinglePixelBufferManagerV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchWpSinglePixelBufferManagerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WpSinglePixelBufferManagerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WpSinglePixelBufferManagerV1{r})
	case 1:
		id := WlBuffer{a.NewID(WlBufferInterface)}
		r_ := a.Uint()
		g := a.Uint()
		b := a.Uint()
		a_ := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.CreateU32RgbaBuffer(WpSinglePixelBufferManagerV1{r}, id, r_, g, b, a_)
	}
	return nil
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	WpSinglePixelBufferManagerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "create_u32_rgba_buffer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlBufferInterface},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
	}
	WpSinglePixelBufferManagerV1Interface.DispatchRequest = dispatchWpSinglePixelBufferManagerV1Request
}
