// Code generated from xml/cursor-shape-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpCursorShapeManagerV1Interface describes wp_cursor_shape_manager_v1.
var WpCursorShapeManagerV1Interface = &wlwire.Interface{Name: "wp_cursor_shape_manager_v1", Version: 1}

// WpCursorShapeManagerV1 is the server's handle of a wp_cursor_shape_manager_v1: cursor shape manager.
type WpCursorShapeManagerV1 struct{ *wlwire.Resource }

// WpCursorShapeManagerV1Requests is implemented by the handler of a WpCursorShapeManagerV1.
type WpCursorShapeManagerV1Requests interface {
	// Destroy is destructor request destroy: destroy the manager.
	Destroy(r WpCursorShapeManagerV1) error
	// GetPointer is request get_pointer: manage the cursor shape of a pointer device.
	GetPointer(r WpCursorShapeManagerV1, cursorShapeDevice WpCursorShapeDeviceV1, pointer WlPointer) error
	// GetTabletToolV2 is request get_tablet_tool_v2: manage the cursor shape of a tablet tool device.
	GetTabletToolV2(r WpCursorShapeManagerV1, cursorShapeDevice WpCursorShapeDeviceV1, tabletTool ZwpTabletToolV2) error
}

// SetHandler sets the receiver of r's requests.
func (r WpCursorShapeManagerV1) SetHandler(h WpCursorShapeManagerV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchWpCursorShapeManagerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WpCursorShapeManagerV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WpCursorShapeManagerV1{r})
	case 1:
		cursorShapeDevice := WpCursorShapeDeviceV1{a.NewID(WpCursorShapeDeviceV1Interface)}
		pointer := WlPointer{a.Object(WlPointerInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetPointer(WpCursorShapeManagerV1{r}, cursorShapeDevice, pointer)
	case 2:
		cursorShapeDevice := WpCursorShapeDeviceV1{a.NewID(WpCursorShapeDeviceV1Interface)}
		tabletTool := ZwpTabletToolV2{a.Object(ZwpTabletToolV2Interface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetTabletToolV2(WpCursorShapeManagerV1{r}, cursorShapeDevice, tabletTool)
	}
	return nil
}

// WpCursorShapeDeviceV1Interface describes wp_cursor_shape_device_v1.
var WpCursorShapeDeviceV1Interface = &wlwire.Interface{Name: "wp_cursor_shape_device_v1", Version: 1}

// WpCursorShapeDeviceV1Shape is cursor shapes.
type WpCursorShapeDeviceV1Shape uint32

// The values of WpCursorShapeDeviceV1Shape.
const (
	WpCursorShapeDeviceV1ShapeDefault      WpCursorShapeDeviceV1Shape = 1  // default cursor
	WpCursorShapeDeviceV1ShapeContextMenu  WpCursorShapeDeviceV1Shape = 2  // a context menu is available for the object under the cursor
	WpCursorShapeDeviceV1ShapeHelp         WpCursorShapeDeviceV1Shape = 3  // help is available for the object under the cursor
	WpCursorShapeDeviceV1ShapePointer      WpCursorShapeDeviceV1Shape = 4  // pointer that indicates a link or another interactive element
	WpCursorShapeDeviceV1ShapeProgress     WpCursorShapeDeviceV1Shape = 5  // progress indicator
	WpCursorShapeDeviceV1ShapeWait         WpCursorShapeDeviceV1Shape = 6  // program is busy, user should wait
	WpCursorShapeDeviceV1ShapeCell         WpCursorShapeDeviceV1Shape = 7  // a cell or set of cells may be selected
	WpCursorShapeDeviceV1ShapeCrosshair    WpCursorShapeDeviceV1Shape = 8  // simple crosshair
	WpCursorShapeDeviceV1ShapeText         WpCursorShapeDeviceV1Shape = 9  // text may be selected
	WpCursorShapeDeviceV1ShapeVerticalText WpCursorShapeDeviceV1Shape = 10 // vertical text may be selected
	WpCursorShapeDeviceV1ShapeAlias        WpCursorShapeDeviceV1Shape = 11 // drag-and-drop: alias of/shortcut to something is to be created
	WpCursorShapeDeviceV1ShapeCopy         WpCursorShapeDeviceV1Shape = 12 // drag-and-drop: something is to be copied
	WpCursorShapeDeviceV1ShapeMove         WpCursorShapeDeviceV1Shape = 13 // drag-and-drop: something is to be moved
	WpCursorShapeDeviceV1ShapeNoDrop       WpCursorShapeDeviceV1Shape = 14 // drag-and-drop: the dragged item cannot be dropped at the current cursor location
	WpCursorShapeDeviceV1ShapeNotAllowed   WpCursorShapeDeviceV1Shape = 15 // drag-and-drop: the requested action will not be carried out
	WpCursorShapeDeviceV1ShapeGrab         WpCursorShapeDeviceV1Shape = 16 // drag-and-drop: something can be grabbed
	WpCursorShapeDeviceV1ShapeGrabbing     WpCursorShapeDeviceV1Shape = 17 // drag-and-drop: something is being grabbed
	WpCursorShapeDeviceV1ShapeEResize      WpCursorShapeDeviceV1Shape = 18 // resizing: the east border is to be moved
	WpCursorShapeDeviceV1ShapeNResize      WpCursorShapeDeviceV1Shape = 19 // resizing: the north border is to be moved
	WpCursorShapeDeviceV1ShapeNeResize     WpCursorShapeDeviceV1Shape = 20 // resizing: the north-east corner is to be moved
	WpCursorShapeDeviceV1ShapeNwResize     WpCursorShapeDeviceV1Shape = 21 // resizing: the north-west corner is to be moved
	WpCursorShapeDeviceV1ShapeSResize      WpCursorShapeDeviceV1Shape = 22 // resizing: the south border is to be moved
	WpCursorShapeDeviceV1ShapeSeResize     WpCursorShapeDeviceV1Shape = 23 // resizing: the south-east corner is to be moved
	WpCursorShapeDeviceV1ShapeSwResize     WpCursorShapeDeviceV1Shape = 24 // resizing: the south-west corner is to be moved
	WpCursorShapeDeviceV1ShapeWResize      WpCursorShapeDeviceV1Shape = 25 // resizing: the west border is to be moved
	WpCursorShapeDeviceV1ShapeEwResize     WpCursorShapeDeviceV1Shape = 26 // resizing: the east and west borders are to be moved
	WpCursorShapeDeviceV1ShapeNsResize     WpCursorShapeDeviceV1Shape = 27 // resizing: the north and south borders are to be moved
	WpCursorShapeDeviceV1ShapeNeswResize   WpCursorShapeDeviceV1Shape = 28 // resizing: the north-east and south-west corners are to be moved
	WpCursorShapeDeviceV1ShapeNwseResize   WpCursorShapeDeviceV1Shape = 29 // resizing: the north-west and south-east corners are to be moved
	WpCursorShapeDeviceV1ShapeColResize    WpCursorShapeDeviceV1Shape = 30 // resizing: that the item/column can be resized horizontally
	WpCursorShapeDeviceV1ShapeRowResize    WpCursorShapeDeviceV1Shape = 31 // resizing: that the item/row can be resized vertically
	WpCursorShapeDeviceV1ShapeAllScroll    WpCursorShapeDeviceV1Shape = 32 // something can be scrolled in any direction
	WpCursorShapeDeviceV1ShapeZoomIn       WpCursorShapeDeviceV1Shape = 33 // something can be zoomed in
	WpCursorShapeDeviceV1ShapeZoomOut      WpCursorShapeDeviceV1Shape = 34 // something can be zoomed out
)

// Valid reports whether v is one of the values above, of any version.
func (v WpCursorShapeDeviceV1Shape) Valid() bool {
	switch v {
	case WpCursorShapeDeviceV1ShapeDefault,
		WpCursorShapeDeviceV1ShapeContextMenu,
		WpCursorShapeDeviceV1ShapeHelp,
		WpCursorShapeDeviceV1ShapePointer,
		WpCursorShapeDeviceV1ShapeProgress,
		WpCursorShapeDeviceV1ShapeWait,
		WpCursorShapeDeviceV1ShapeCell,
		WpCursorShapeDeviceV1ShapeCrosshair,
		WpCursorShapeDeviceV1ShapeText,
		WpCursorShapeDeviceV1ShapeVerticalText,
		WpCursorShapeDeviceV1ShapeAlias,
		WpCursorShapeDeviceV1ShapeCopy,
		WpCursorShapeDeviceV1ShapeMove,
		WpCursorShapeDeviceV1ShapeNoDrop,
		WpCursorShapeDeviceV1ShapeNotAllowed,
		WpCursorShapeDeviceV1ShapeGrab,
		WpCursorShapeDeviceV1ShapeGrabbing,
		WpCursorShapeDeviceV1ShapeEResize,
		WpCursorShapeDeviceV1ShapeNResize,
		WpCursorShapeDeviceV1ShapeNeResize,
		WpCursorShapeDeviceV1ShapeNwResize,
		WpCursorShapeDeviceV1ShapeSResize,
		WpCursorShapeDeviceV1ShapeSeResize,
		WpCursorShapeDeviceV1ShapeSwResize,
		WpCursorShapeDeviceV1ShapeWResize,
		WpCursorShapeDeviceV1ShapeEwResize,
		WpCursorShapeDeviceV1ShapeNsResize,
		WpCursorShapeDeviceV1ShapeNeswResize,
		WpCursorShapeDeviceV1ShapeNwseResize,
		WpCursorShapeDeviceV1ShapeColResize,
		WpCursorShapeDeviceV1ShapeRowResize,
		WpCursorShapeDeviceV1ShapeAllScroll,
		WpCursorShapeDeviceV1ShapeZoomIn,
		WpCursorShapeDeviceV1ShapeZoomOut:
		return true
	}
	return false
}

// WpCursorShapeDeviceV1Error is.
type WpCursorShapeDeviceV1Error uint32

// The values of WpCursorShapeDeviceV1Error.
const (
	WpCursorShapeDeviceV1ErrorInvalidShape WpCursorShapeDeviceV1Error = 1 // the specified shape value is invalid
)

// Valid reports whether v is one of the values above, of any version.
func (v WpCursorShapeDeviceV1Error) Valid() bool {
	switch v {
	case WpCursorShapeDeviceV1ErrorInvalidShape:
		return true
	}
	return false
}

// WpCursorShapeDeviceV1 is the server's handle of a wp_cursor_shape_device_v1: cursor shape for a device.
type WpCursorShapeDeviceV1 struct{ *wlwire.Resource }

// WpCursorShapeDeviceV1Requests is implemented by the handler of a WpCursorShapeDeviceV1.
type WpCursorShapeDeviceV1Requests interface {
	// Destroy is destructor request destroy: destroy the cursor shape device.
	Destroy(r WpCursorShapeDeviceV1) error
	// SetShape is request set_shape: set device cursor to the shape.
	SetShape(r WpCursorShapeDeviceV1, serial uint32, shape WpCursorShapeDeviceV1Shape) error
}

// SetHandler sets the receiver of r's requests.
func (r WpCursorShapeDeviceV1) SetHandler(h WpCursorShapeDeviceV1Requests) { r.Resource.SetHandler(h) }

func dispatchWpCursorShapeDeviceV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WpCursorShapeDeviceV1Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WpCursorShapeDeviceV1{r})
	case 1:
		serial := a.Uint()
		shape := WpCursorShapeDeviceV1Shape(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetShape(WpCursorShapeDeviceV1{r}, serial, shape)
	}
	return nil
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	WpCursorShapeManagerV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_pointer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WpCursorShapeDeviceV1Interface},
			{Kind: wlwire.KindObject, Interface: WlPointerInterface},
		}},
		{Name: "get_tablet_tool_v2", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WpCursorShapeDeviceV1Interface},
			{Kind: wlwire.KindObject, Interface: ZwpTabletToolV2Interface},
		}},
	}
	WpCursorShapeManagerV1Interface.DispatchRequest = dispatchWpCursorShapeManagerV1Request
	WpCursorShapeDeviceV1Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_shape", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
	}
	WpCursorShapeDeviceV1Interface.DispatchRequest = dispatchWpCursorShapeDeviceV1Request
}
