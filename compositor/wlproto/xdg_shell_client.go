// Code generated from xml/xdg-shell.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// XdgWmBaseProxy is the client's handle of a xdg_wm_base: create desktop-style surfaces.
type XdgWmBaseProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy xdg_wm_base.
func (r XdgWmBaseProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// CreatePositioner sends request create_positioner: create a positioner object.
func (r XdgWmBaseProxy) CreatePositioner() XdgPositionerProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(XdgPositionerInterface)
		e.End()
	}
	return XdgPositionerProxy{e.Made(r.Resource, XdgPositionerInterface)}
}

// GetXdgSurface sends request get_xdg_surface: create a shell surface from a surface.
func (r XdgWmBaseProxy) GetXdgSurface(surface WlSurfaceProxy) XdgSurfaceProxy {
	e := r.BeginRequest(2)
	if e != nil {
		e.NewID(XdgSurfaceInterface)
		e.Object(surface.Resource, false)
		e.End()
	}
	return XdgSurfaceProxy{e.Made(r.Resource, XdgSurfaceInterface)}
}

// Pong sends request pong: respond to a ping event.
func (r XdgWmBaseProxy) Pong(serial uint32) {
	e := r.BeginRequest(3)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// XdgWmBaseEvents receives the events of a xdg_wm_base. Events without a function are ignored.
type XdgWmBaseEvents struct {
	// Ping is event ping: check if the client is alive.
	Ping func(serial uint32)
}

// SetEvents sets the receiver of r's events.
func (r XdgWmBaseProxy) SetEvents(h *XdgWmBaseEvents) { r.Resource.SetHandler(h) }

func dispatchXdgWmBaseEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*XdgWmBaseEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Ping == nil {
			return a.Skip()
		}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Ping(serial)
	}
	return nil
}

// XdgPositionerProxy is the client's handle of a xdg_positioner: child surface positioner.
type XdgPositionerProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the xdg_positioner object.
func (r XdgPositionerProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// SetSize sends request set_size: set the size of the to-be positioned rectangle.
func (r XdgPositionerProxy) SetSize(width int32, height int32) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// SetAnchorRect sends request set_anchor_rect: set the anchor rectangle within the parent surface.
func (r XdgPositionerProxy) SetAnchorRect(x int32, y int32, width int32, height int32) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// SetAnchor sends request set_anchor: set anchor rectangle anchor.
func (r XdgPositionerProxy) SetAnchor(anchor XdgPositionerAnchor) {
	e := r.BeginRequest(3)
	if e != nil {
		e.Uint(uint32(anchor))
		e.End()
	}
}

// SetGravity sends request set_gravity: set child surface gravity.
func (r XdgPositionerProxy) SetGravity(gravity XdgPositionerGravity) {
	e := r.BeginRequest(4)
	if e != nil {
		e.Uint(uint32(gravity))
		e.End()
	}
}

// SetConstraintAdjustment sends request set_constraint_adjustment: set the adjustment to be done when constrained.
func (r XdgPositionerProxy) SetConstraintAdjustment(constraintAdjustment XdgPositionerConstraintAdjustment) {
	e := r.BeginRequest(5)
	if e != nil {
		e.Uint(uint32(constraintAdjustment))
		e.End()
	}
}

// SetOffset sends request set_offset: set surface position offset.
func (r XdgPositionerProxy) SetOffset(x int32, y int32) {
	e := r.BeginRequest(6)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.End()
	}
}

// SetReactive sends request set_reactive, since version 3: continuously reconstrain the surface.
func (r XdgPositionerProxy) SetReactive() {
	e := r.BeginRequest(7)
	if e != nil {
		e.End()
	}
}

// SetParentSize sends request set_parent_size, since version 3.
func (r XdgPositionerProxy) SetParentSize(parentWidth int32, parentHeight int32) {
	e := r.BeginRequest(8)
	if e != nil {
		e.Int(parentWidth)
		e.Int(parentHeight)
		e.End()
	}
}

// SetParentConfigure sends request set_parent_configure, since version 3: set parent configure this is a response to.
func (r XdgPositionerProxy) SetParentConfigure(serial uint32) {
	e := r.BeginRequest(9)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// XdgSurfaceProxy is the client's handle of a xdg_surface: desktop user interface surface base interface.
type XdgSurfaceProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the xdg_surface.
func (r XdgSurfaceProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetToplevel sends request get_toplevel: assign the xdg_toplevel surface role.
func (r XdgSurfaceProxy) GetToplevel() XdgToplevelProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(XdgToplevelInterface)
		e.End()
	}
	return XdgToplevelProxy{e.Made(r.Resource, XdgToplevelInterface)}
}

// GetPopup sends request get_popup: assign the xdg_popup surface role.
func (r XdgSurfaceProxy) GetPopup(parent XdgSurfaceProxy, positioner XdgPositionerProxy) XdgPopupProxy {
	e := r.BeginRequest(2)
	if e != nil {
		e.NewID(XdgPopupInterface)
		e.Object(parent.Resource, true)
		e.Object(positioner.Resource, false)
		e.End()
	}
	return XdgPopupProxy{e.Made(r.Resource, XdgPopupInterface)}
}

// SetWindowGeometry sends request set_window_geometry: set the new window geometry.
func (r XdgSurfaceProxy) SetWindowGeometry(x int32, y int32, width int32, height int32) {
	e := r.BeginRequest(3)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// AckConfigure sends request ack_configure: ack a configure event.
func (r XdgSurfaceProxy) AckConfigure(serial uint32) {
	e := r.BeginRequest(4)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// XdgSurfaceEvents receives the events of a xdg_surface. Events without a function are ignored.
type XdgSurfaceEvents struct {
	// Configure is event configure: suggest a surface change.
	Configure func(serial uint32)
}

// SetEvents sets the receiver of r's events.
func (r XdgSurfaceProxy) SetEvents(h *XdgSurfaceEvents) { r.Resource.SetHandler(h) }

func dispatchXdgSurfaceEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*XdgSurfaceEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Configure == nil {
			return a.Skip()
		}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Configure(serial)
	}
	return nil
}

// XdgToplevelProxy is the client's handle of a xdg_toplevel: toplevel surface.
type XdgToplevelProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the xdg_toplevel.
func (r XdgToplevelProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// SetParent sends request set_parent: set the parent of this surface.
func (r XdgToplevelProxy) SetParent(parent XdgToplevelProxy) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Object(parent.Resource, true)
		e.End()
	}
}

// SetTitle sends request set_title: set surface title.
func (r XdgToplevelProxy) SetTitle(title string) {
	e := r.BeginRequest(2)
	if e != nil {
		e.String(title, false)
		e.End()
	}
}

// SetAppId sends request set_app_id: set application ID.
func (r XdgToplevelProxy) SetAppId(appId string) {
	e := r.BeginRequest(3)
	if e != nil {
		e.String(appId, false)
		e.End()
	}
}

// ShowWindowMenu sends request show_window_menu: show the window menu.
func (r XdgToplevelProxy) ShowWindowMenu(seat WlSeatProxy, serial uint32, x int32, y int32) {
	e := r.BeginRequest(4)
	if e != nil {
		e.Object(seat.Resource, false)
		e.Uint(serial)
		e.Int(x)
		e.Int(y)
		e.End()
	}
}

// Move sends request move: start an interactive move.
func (r XdgToplevelProxy) Move(seat WlSeatProxy, serial uint32) {
	e := r.BeginRequest(5)
	if e != nil {
		e.Object(seat.Resource, false)
		e.Uint(serial)
		e.End()
	}
}

// Resize sends request resize: start an interactive resize.
func (r XdgToplevelProxy) Resize(seat WlSeatProxy, serial uint32, edges XdgToplevelResizeEdge) {
	e := r.BeginRequest(6)
	if e != nil {
		e.Object(seat.Resource, false)
		e.Uint(serial)
		e.Uint(uint32(edges))
		e.End()
	}
}

// SetMaxSize sends request set_max_size: set the maximum size.
func (r XdgToplevelProxy) SetMaxSize(width int32, height int32) {
	e := r.BeginRequest(7)
	if e != nil {
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// SetMinSize sends request set_min_size: set the minimum size.
func (r XdgToplevelProxy) SetMinSize(width int32, height int32) {
	e := r.BeginRequest(8)
	if e != nil {
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// SetMaximized sends request set_maximized: maximize the window.
func (r XdgToplevelProxy) SetMaximized() {
	e := r.BeginRequest(9)
	if e != nil {
		e.End()
	}
}

// UnsetMaximized sends request unset_maximized: unmaximize the window.
func (r XdgToplevelProxy) UnsetMaximized() {
	e := r.BeginRequest(10)
	if e != nil {
		e.End()
	}
}

// SetFullscreen sends request set_fullscreen: set the window as fullscreen on an output.
func (r XdgToplevelProxy) SetFullscreen(output WlOutputProxy) {
	e := r.BeginRequest(11)
	if e != nil {
		e.Object(output.Resource, true)
		e.End()
	}
}

// UnsetFullscreen sends request unset_fullscreen: unset the window as fullscreen.
func (r XdgToplevelProxy) UnsetFullscreen() {
	e := r.BeginRequest(12)
	if e != nil {
		e.End()
	}
}

// SetMinimized sends request set_minimized: set the window as minimized.
func (r XdgToplevelProxy) SetMinimized() {
	e := r.BeginRequest(13)
	if e != nil {
		e.End()
	}
}

// XdgToplevelEvents receives the events of a xdg_toplevel. Events without a function are ignored.
type XdgToplevelEvents struct {
	// Configure is event configure: suggest a surface change.
	Configure func(width int32, height int32, states []byte)
	// Close is event close: surface wants to be closed.
	Close func()
	// ConfigureBounds is event configure_bounds, since version 4: recommended window geometry bounds.
	ConfigureBounds func(width int32, height int32)
	// WmCapabilities is event wm_capabilities, since version 5: compositor capabilities.
	WmCapabilities func(capabilities []byte)
}

// SetEvents sets the receiver of r's events.
func (r XdgToplevelProxy) SetEvents(h *XdgToplevelEvents) { r.Resource.SetHandler(h) }

func dispatchXdgToplevelEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*XdgToplevelEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Configure == nil {
			return a.Skip()
		}
		width := a.Int()
		height := a.Int()
		states := a.Array()
		if !a.Done() {
			return a.Err()
		}
		h.Configure(width, height, states)
	case 1:
		if h.Close == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Close()
	case 2:
		if h.ConfigureBounds == nil {
			return a.Skip()
		}
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.ConfigureBounds(width, height)
	case 3:
		if h.WmCapabilities == nil {
			return a.Skip()
		}
		capabilities := a.Array()
		if !a.Done() {
			return a.Err()
		}
		h.WmCapabilities(capabilities)
	}
	return nil
}

// XdgPopupProxy is the client's handle of a xdg_popup: short-lived, popup surfaces for menus.
type XdgPopupProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: remove xdg_popup interface.
func (r XdgPopupProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// Grab sends request grab: make the popup take an explicit grab.
func (r XdgPopupProxy) Grab(seat WlSeatProxy, serial uint32) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Object(seat.Resource, false)
		e.Uint(serial)
		e.End()
	}
}

// Reposition sends request reposition, since version 3: recalculate the popup's location.
func (r XdgPopupProxy) Reposition(positioner XdgPositionerProxy, token uint32) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Object(positioner.Resource, false)
		e.Uint(token)
		e.End()
	}
}

// XdgPopupEvents receives the events of a xdg_popup. Events without a function are ignored.
type XdgPopupEvents struct {
	// Configure is event configure: configure the popup surface.
	Configure func(x int32, y int32, width int32, height int32)
	// PopupDone is event popup_done: popup interaction is done.
	PopupDone func()
	// Repositioned is event repositioned, since version 3: signal the completion of a repositioned request.
	Repositioned func(token uint32)
}

// SetEvents sets the receiver of r's events.
func (r XdgPopupProxy) SetEvents(h *XdgPopupEvents) { r.Resource.SetHandler(h) }

func dispatchXdgPopupEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*XdgPopupEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Configure == nil {
			return a.Skip()
		}
		x := a.Int()
		y := a.Int()
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.Configure(x, y, width, height)
	case 1:
		if h.PopupDone == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.PopupDone()
	case 2:
		if h.Repositioned == nil {
			return a.Skip()
		}
		token := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Repositioned(token)
	}
	return nil
}

func init() {
	XdgWmBaseInterface.DispatchEvent = dispatchXdgWmBaseEvent
	XdgSurfaceInterface.DispatchEvent = dispatchXdgSurfaceEvent
	XdgToplevelInterface.DispatchEvent = dispatchXdgToplevelEvent
	XdgPopupInterface.DispatchEvent = dispatchXdgPopupEvent
}
