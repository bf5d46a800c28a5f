// Code generated from xml/cursor-shape-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpCursorShapeManagerV1Proxy is the client's handle of a wp_cursor_shape_manager_v1: cursor shape manager.
type WpCursorShapeManagerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the manager.
func (r WpCursorShapeManagerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetPointer sends request get_pointer: manage the cursor shape of a pointer device.
func (r WpCursorShapeManagerV1Proxy) GetPointer(pointer WlPointerProxy) WpCursorShapeDeviceV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WpCursorShapeDeviceV1Interface)
		e.Object(pointer.Resource, false)
		e.End()
	}
	return WpCursorShapeDeviceV1Proxy{e.Made(r.Resource, WpCursorShapeDeviceV1Interface)}
}

// GetTabletToolV2 sends request get_tablet_tool_v2: manage the cursor shape of a tablet tool device.
func (r WpCursorShapeManagerV1Proxy) GetTabletToolV2(tabletTool ZwpTabletToolV2Proxy) WpCursorShapeDeviceV1Proxy {
	e := r.BeginRequest(2)
	if e != nil {
		e.NewID(WpCursorShapeDeviceV1Interface)
		e.Object(tabletTool.Resource, false)
		e.End()
	}
	return WpCursorShapeDeviceV1Proxy{e.Made(r.Resource, WpCursorShapeDeviceV1Interface)}
}

// WpCursorShapeDeviceV1Proxy is the client's handle of a wp_cursor_shape_device_v1: cursor shape for a device.
type WpCursorShapeDeviceV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the cursor shape device.
func (r WpCursorShapeDeviceV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// SetShape sends request set_shape: set device cursor to the shape.
func (r WpCursorShapeDeviceV1Proxy) SetShape(serial uint32, shape WpCursorShapeDeviceV1Shape) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Uint(serial)
		e.Uint(uint32(shape))
		e.End()
	}
}
