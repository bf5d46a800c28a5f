// Code generated from xml/single-pixel-buffer-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpSinglePixelBufferManagerV1Proxy is the client's handle of a wp_single_pixel_buffer_manager_v1: global factory for single-pixel buffers.
type WpSinglePixelBufferManagerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the manager.
func (r WpSinglePixelBufferManagerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// CreateU32RgbaBuffer sends request create_u32_rgba_buffer: create a 1×1 buffer from 32-bit RGBA values.
func (r WpSinglePixelBufferManagerV1Proxy) CreateU32RgbaBuffer(r_ uint32, g uint32, b uint32, a_ uint32) WlBufferProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WlBufferInterface)
		e.Uint(r_)
		e.Uint(g)
		e.Uint(b)
		e.Uint(a_)
		e.End()
	}
	return WlBufferProxy{e.Made(r.Resource, WlBufferInterface)}
}
