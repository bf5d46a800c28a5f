// Code generated from xml/xdg-shell.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// XdgWmBaseInterface describes xdg_wm_base.
var XdgWmBaseInterface = &wlwire.Interface{Name: "xdg_wm_base", Version: 6}

// XdgWmBaseError is.
type XdgWmBaseError uint32

// The values of XdgWmBaseError.
const (
	XdgWmBaseErrorRole                XdgWmBaseError = 0 // given wl_surface has another role
	XdgWmBaseErrorDefunctSurfaces     XdgWmBaseError = 1 // xdg_wm_base was destroyed before children
	XdgWmBaseErrorNotTheTopmostPopup  XdgWmBaseError = 2 // the client tried to map or destroy a non-topmost popup
	XdgWmBaseErrorInvalidPopupParent  XdgWmBaseError = 3 // the client specified an invalid popup parent surface
	XdgWmBaseErrorInvalidSurfaceState XdgWmBaseError = 4 // the client provided an invalid surface state
	XdgWmBaseErrorInvalidPositioner   XdgWmBaseError = 5 // the client provided an invalid positioner
	XdgWmBaseErrorUnresponsive        XdgWmBaseError = 6 // the client didn’t respond to a ping event in time
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgWmBaseError) Valid() bool {
	switch v {
	case XdgWmBaseErrorRole,
		XdgWmBaseErrorDefunctSurfaces,
		XdgWmBaseErrorNotTheTopmostPopup,
		XdgWmBaseErrorInvalidPopupParent,
		XdgWmBaseErrorInvalidSurfaceState,
		XdgWmBaseErrorInvalidPositioner,
		XdgWmBaseErrorUnresponsive:
		return true
	}
	return false
}

// XdgWmBase is the server's handle of a xdg_wm_base: create desktop-style surfaces.
type XdgWmBase struct{ *wlwire.Resource }

// XdgWmBaseRequests is implemented by the handler of a XdgWmBase.
type XdgWmBaseRequests interface {
	// Destroy is destructor request destroy: destroy xdg_wm_base.
	Destroy(r XdgWmBase) error
	// CreatePositioner is request create_positioner: create a positioner object.
	CreatePositioner(r XdgWmBase, id XdgPositioner) error
	// GetXdgSurface is request get_xdg_surface: create a shell surface from a surface.
	GetXdgSurface(r XdgWmBase, id XdgSurface, surface WlSurface) error
	// Pong is request pong: respond to a ping event.
	Pong(r XdgWmBase, serial uint32) error
}

// SetHandler sets the receiver of r's requests.
func (r XdgWmBase) SetHandler(h XdgWmBaseRequests) { r.Resource.SetHandler(h) }

func dispatchXdgWmBaseRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XdgWmBaseRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XdgWmBase{r})
	case 1:
		id := XdgPositioner{a.NewID(XdgPositionerInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.CreatePositioner(XdgWmBase{r}, id)
	case 2:
		id := XdgSurface{a.NewID(XdgSurfaceInterface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetXdgSurface(XdgWmBase{r}, id, surface)
	case 3:
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.Pong(XdgWmBase{r}, serial)
	}
	return nil
}

// SendPing sends event ping: check if the client is alive.
func (r XdgWmBase) SendPing(serial uint32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// XdgPositionerInterface describes xdg_positioner.
var XdgPositionerInterface = &wlwire.Interface{Name: "xdg_positioner", Version: 6}

// XdgPositionerError is.
type XdgPositionerError uint32

// The values of XdgPositionerError.
const (
	XdgPositionerErrorInvalidInput XdgPositionerError = 0 // invalid input provided
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgPositionerError) Valid() bool {
	switch v {
	case XdgPositionerErrorInvalidInput:
		return true
	}
	return false
}

// XdgPositionerAnchor is.
type XdgPositionerAnchor uint32

// The values of XdgPositionerAnchor.
const (
	XdgPositionerAnchorNone        XdgPositionerAnchor = 0
	XdgPositionerAnchorTop         XdgPositionerAnchor = 1
	XdgPositionerAnchorBottom      XdgPositionerAnchor = 2
	XdgPositionerAnchorLeft        XdgPositionerAnchor = 3
	XdgPositionerAnchorRight       XdgPositionerAnchor = 4
	XdgPositionerAnchorTopLeft     XdgPositionerAnchor = 5
	XdgPositionerAnchorBottomLeft  XdgPositionerAnchor = 6
	XdgPositionerAnchorTopRight    XdgPositionerAnchor = 7
	XdgPositionerAnchorBottomRight XdgPositionerAnchor = 8
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgPositionerAnchor) Valid() bool {
	switch v {
	case XdgPositionerAnchorNone,
		XdgPositionerAnchorTop,
		XdgPositionerAnchorBottom,
		XdgPositionerAnchorLeft,
		XdgPositionerAnchorRight,
		XdgPositionerAnchorTopLeft,
		XdgPositionerAnchorBottomLeft,
		XdgPositionerAnchorTopRight,
		XdgPositionerAnchorBottomRight:
		return true
	}
	return false
}

// XdgPositionerGravity is.
type XdgPositionerGravity uint32

// The values of XdgPositionerGravity.
const (
	XdgPositionerGravityNone        XdgPositionerGravity = 0
	XdgPositionerGravityTop         XdgPositionerGravity = 1
	XdgPositionerGravityBottom      XdgPositionerGravity = 2
	XdgPositionerGravityLeft        XdgPositionerGravity = 3
	XdgPositionerGravityRight       XdgPositionerGravity = 4
	XdgPositionerGravityTopLeft     XdgPositionerGravity = 5
	XdgPositionerGravityBottomLeft  XdgPositionerGravity = 6
	XdgPositionerGravityTopRight    XdgPositionerGravity = 7
	XdgPositionerGravityBottomRight XdgPositionerGravity = 8
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgPositionerGravity) Valid() bool {
	switch v {
	case XdgPositionerGravityNone,
		XdgPositionerGravityTop,
		XdgPositionerGravityBottom,
		XdgPositionerGravityLeft,
		XdgPositionerGravityRight,
		XdgPositionerGravityTopLeft,
		XdgPositionerGravityBottomLeft,
		XdgPositionerGravityTopRight,
		XdgPositionerGravityBottomRight:
		return true
	}
	return false
}

// XdgPositionerConstraintAdjustment is constraint adjustments.
type XdgPositionerConstraintAdjustment uint32

// The values of XdgPositionerConstraintAdjustment.
const (
	XdgPositionerConstraintAdjustmentNone    XdgPositionerConstraintAdjustment = 0  // don't move the child surface when constrained
	XdgPositionerConstraintAdjustmentSlideX  XdgPositionerConstraintAdjustment = 1  // move along the x axis until unconstrained
	XdgPositionerConstraintAdjustmentSlideY  XdgPositionerConstraintAdjustment = 2  // move along the y axis until unconstrained
	XdgPositionerConstraintAdjustmentFlipX   XdgPositionerConstraintAdjustment = 4  // invert the anchor and gravity on the x axis
	XdgPositionerConstraintAdjustmentFlipY   XdgPositionerConstraintAdjustment = 8  // invert the anchor and gravity on the y axis
	XdgPositionerConstraintAdjustmentResizeX XdgPositionerConstraintAdjustment = 16 // horizontally resize the surface
	XdgPositionerConstraintAdjustmentResizeY XdgPositionerConstraintAdjustment = 32 // vertically resize the surface
)

// Valid reports whether v has no bits besides those above.
func (v XdgPositionerConstraintAdjustment) Valid() bool {
	return v&^(XdgPositionerConstraintAdjustmentNone|XdgPositionerConstraintAdjustmentSlideX|XdgPositionerConstraintAdjustmentSlideY|XdgPositionerConstraintAdjustmentFlipX|XdgPositionerConstraintAdjustmentFlipY|XdgPositionerConstraintAdjustmentResizeX|XdgPositionerConstraintAdjustmentResizeY) == 0
}

// XdgPositioner is the server's handle of a xdg_positioner: child surface positioner.
type XdgPositioner struct{ *wlwire.Resource }

// XdgPositionerRequests is implemented by the handler of a XdgPositioner.
type XdgPositionerRequests interface {
	// Destroy is destructor request destroy: destroy the xdg_positioner object.
	Destroy(r XdgPositioner) error
	// SetSize is request set_size: set the size of the to-be positioned rectangle.
	SetSize(r XdgPositioner, width int32, height int32) error
	// SetAnchorRect is request set_anchor_rect: set the anchor rectangle within the parent surface.
	SetAnchorRect(r XdgPositioner, x int32, y int32, width int32, height int32) error
	// SetAnchor is request set_anchor: set anchor rectangle anchor.
	SetAnchor(r XdgPositioner, anchor XdgPositionerAnchor) error
	// SetGravity is request set_gravity: set child surface gravity.
	SetGravity(r XdgPositioner, gravity XdgPositionerGravity) error
	// SetConstraintAdjustment is request set_constraint_adjustment: set the adjustment to be done when constrained.
	SetConstraintAdjustment(r XdgPositioner, constraintAdjustment XdgPositionerConstraintAdjustment) error
	// SetOffset is request set_offset: set surface position offset.
	SetOffset(r XdgPositioner, x int32, y int32) error
	// SetReactive is request set_reactive, since version 3: continuously reconstrain the surface.
	SetReactive(r XdgPositioner) error
	// SetParentSize is request set_parent_size, since version 3.
	SetParentSize(r XdgPositioner, parentWidth int32, parentHeight int32) error
	// SetParentConfigure is request set_parent_configure, since version 3: set parent configure this is a response to.
	SetParentConfigure(r XdgPositioner, serial uint32) error
}

// SetHandler sets the receiver of r's requests.
func (r XdgPositioner) SetHandler(h XdgPositionerRequests) { r.Resource.SetHandler(h) }

func dispatchXdgPositionerRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XdgPositionerRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XdgPositioner{r})
	case 1:
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetSize(XdgPositioner{r}, width, height)
	case 2:
		x := a.Int()
		y := a.Int()
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetAnchorRect(XdgPositioner{r}, x, y, width, height)
	case 3:
		anchor := XdgPositionerAnchor(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetAnchor(XdgPositioner{r}, anchor)
	case 4:
		gravity := XdgPositionerGravity(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetGravity(XdgPositioner{r}, gravity)
	case 5:
		constraintAdjustment := XdgPositionerConstraintAdjustment(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetConstraintAdjustment(XdgPositioner{r}, constraintAdjustment)
	case 6:
		x := a.Int()
		y := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetOffset(XdgPositioner{r}, x, y)
	case 7:
		if !a.Done() {
			return a.Err()
		}
		return h.SetReactive(XdgPositioner{r})
	case 8:
		parentWidth := a.Int()
		parentHeight := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetParentSize(XdgPositioner{r}, parentWidth, parentHeight)
	case 9:
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.SetParentConfigure(XdgPositioner{r}, serial)
	}
	return nil
}

// XdgSurfaceInterface describes xdg_surface.
var XdgSurfaceInterface = &wlwire.Interface{Name: "xdg_surface", Version: 6}

// XdgSurfaceError is.
type XdgSurfaceError uint32

// The values of XdgSurfaceError.
const (
	XdgSurfaceErrorNotConstructed     XdgSurfaceError = 1 // Surface was not fully constructed
	XdgSurfaceErrorAlreadyConstructed XdgSurfaceError = 2 // Surface was already constructed
	XdgSurfaceErrorUnconfiguredBuffer XdgSurfaceError = 3 // Attaching a buffer to an unconfigured surface
	XdgSurfaceErrorInvalidSerial      XdgSurfaceError = 4 // Invalid serial number when acking a configure event
	XdgSurfaceErrorInvalidSize        XdgSurfaceError = 5 // Width or height was zero or negative
	XdgSurfaceErrorDefunctRoleObject  XdgSurfaceError = 6 // Surface was destroyed before its role object
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgSurfaceError) Valid() bool {
	switch v {
	case XdgSurfaceErrorNotConstructed,
		XdgSurfaceErrorAlreadyConstructed,
		XdgSurfaceErrorUnconfiguredBuffer,
		XdgSurfaceErrorInvalidSerial,
		XdgSurfaceErrorInvalidSize,
		XdgSurfaceErrorDefunctRoleObject:
		return true
	}
	return false
}

// XdgSurface is the server's handle of a xdg_surface: desktop user interface surface base interface.
type XdgSurface struct{ *wlwire.Resource }

// XdgSurfaceRequests is implemented by the handler of a XdgSurface.
type XdgSurfaceRequests interface {
	// Destroy is destructor request destroy: destroy the xdg_surface.
	Destroy(r XdgSurface) error
	// GetToplevel is request get_toplevel: assign the xdg_toplevel surface role.
	GetToplevel(r XdgSurface, id XdgToplevel) error
	// GetPopup is request get_popup: assign the xdg_popup surface role.
	GetPopup(r XdgSurface, id XdgPopup, parent XdgSurface, positioner XdgPositioner) error
	// SetWindowGeometry is request set_window_geometry: set the new window geometry.
	SetWindowGeometry(r XdgSurface, x int32, y int32, width int32, height int32) error
	// AckConfigure is request ack_configure: ack a configure event.
	AckConfigure(r XdgSurface, serial uint32) error
}

// SetHandler sets the receiver of r's requests.
func (r XdgSurface) SetHandler(h XdgSurfaceRequests) { r.Resource.SetHandler(h) }

func dispatchXdgSurfaceRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XdgSurfaceRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XdgSurface{r})
	case 1:
		id := XdgToplevel{a.NewID(XdgToplevelInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetToplevel(XdgSurface{r}, id)
	case 2:
		id := XdgPopup{a.NewID(XdgPopupInterface)}
		parent := XdgSurface{a.Object(XdgSurfaceInterface, true)}
		positioner := XdgPositioner{a.Object(XdgPositionerInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetPopup(XdgSurface{r}, id, parent, positioner)
	case 3:
		x := a.Int()
		y := a.Int()
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetWindowGeometry(XdgSurface{r}, x, y, width, height)
	case 4:
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.AckConfigure(XdgSurface{r}, serial)
	}
	return nil
}

// SendConfigure sends event configure: suggest a surface change.
func (r XdgSurface) SendConfigure(serial uint32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// XdgToplevelInterface describes xdg_toplevel.
var XdgToplevelInterface = &wlwire.Interface{Name: "xdg_toplevel", Version: 6}

// XdgToplevelError is.
type XdgToplevelError uint32

// The values of XdgToplevelError.
const (
	XdgToplevelErrorInvalidResizeEdge XdgToplevelError = 0 // provided value is not a valid variant of the resize_edge enum
	XdgToplevelErrorInvalidParent     XdgToplevelError = 1 // invalid parent toplevel
	XdgToplevelErrorInvalidSize       XdgToplevelError = 2 // client provided an invalid min or max size
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgToplevelError) Valid() bool {
	switch v {
	case XdgToplevelErrorInvalidResizeEdge,
		XdgToplevelErrorInvalidParent,
		XdgToplevelErrorInvalidSize:
		return true
	}
	return false
}

// XdgToplevelResizeEdge is edge values for resizing.
type XdgToplevelResizeEdge uint32

// The values of XdgToplevelResizeEdge.
const (
	XdgToplevelResizeEdgeNone        XdgToplevelResizeEdge = 0
	XdgToplevelResizeEdgeTop         XdgToplevelResizeEdge = 1
	XdgToplevelResizeEdgeBottom      XdgToplevelResizeEdge = 2
	XdgToplevelResizeEdgeLeft        XdgToplevelResizeEdge = 4
	XdgToplevelResizeEdgeTopLeft     XdgToplevelResizeEdge = 5
	XdgToplevelResizeEdgeBottomLeft  XdgToplevelResizeEdge = 6
	XdgToplevelResizeEdgeRight       XdgToplevelResizeEdge = 8
	XdgToplevelResizeEdgeTopRight    XdgToplevelResizeEdge = 9
	XdgToplevelResizeEdgeBottomRight XdgToplevelResizeEdge = 10
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgToplevelResizeEdge) Valid() bool {
	switch v {
	case XdgToplevelResizeEdgeNone,
		XdgToplevelResizeEdgeTop,
		XdgToplevelResizeEdgeBottom,
		XdgToplevelResizeEdgeLeft,
		XdgToplevelResizeEdgeTopLeft,
		XdgToplevelResizeEdgeBottomLeft,
		XdgToplevelResizeEdgeRight,
		XdgToplevelResizeEdgeTopRight,
		XdgToplevelResizeEdgeBottomRight:
		return true
	}
	return false
}

// XdgToplevelState is types of state on the surface.
type XdgToplevelState uint32

// The values of XdgToplevelState.
const (
	XdgToplevelStateMaximized   XdgToplevelState = 1 // the surface is maximized
	XdgToplevelStateFullscreen  XdgToplevelState = 2 // the surface is fullscreen
	XdgToplevelStateResizing    XdgToplevelState = 3 // the surface is being resized
	XdgToplevelStateActivated   XdgToplevelState = 4 // the surface is now activated
	XdgToplevelStateTiledLeft   XdgToplevelState = 5 // the surface’s left edge is tiled (since 2)
	XdgToplevelStateTiledRight  XdgToplevelState = 6 // the surface’s right edge is tiled (since 2)
	XdgToplevelStateTiledTop    XdgToplevelState = 7 // the surface’s top edge is tiled (since 2)
	XdgToplevelStateTiledBottom XdgToplevelState = 8 // the surface’s bottom edge is tiled (since 2)
	XdgToplevelStateSuspended   XdgToplevelState = 9 // surface repaint is suspended (since 6)
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgToplevelState) Valid() bool {
	switch v {
	case XdgToplevelStateMaximized,
		XdgToplevelStateFullscreen,
		XdgToplevelStateResizing,
		XdgToplevelStateActivated,
		XdgToplevelStateTiledLeft,
		XdgToplevelStateTiledRight,
		XdgToplevelStateTiledTop,
		XdgToplevelStateTiledBottom,
		XdgToplevelStateSuspended:
		return true
	}
	return false
}

// XdgToplevelWmCapabilities is.
type XdgToplevelWmCapabilities uint32

// The values of XdgToplevelWmCapabilities.
const (
	XdgToplevelWmCapabilitiesWindowMenu XdgToplevelWmCapabilities = 1 // show_window_menu is available
	XdgToplevelWmCapabilitiesMaximize   XdgToplevelWmCapabilities = 2 // set_maximized and unset_maximized are available
	XdgToplevelWmCapabilitiesFullscreen XdgToplevelWmCapabilities = 3 // set_fullscreen and unset_fullscreen are available
	XdgToplevelWmCapabilitiesMinimize   XdgToplevelWmCapabilities = 4 // set_minimized is available
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgToplevelWmCapabilities) Valid() bool {
	switch v {
	case XdgToplevelWmCapabilitiesWindowMenu,
		XdgToplevelWmCapabilitiesMaximize,
		XdgToplevelWmCapabilitiesFullscreen,
		XdgToplevelWmCapabilitiesMinimize:
		return true
	}
	return false
}

// XdgToplevel is the server's handle of a xdg_toplevel: toplevel surface.
type XdgToplevel struct{ *wlwire.Resource }

// XdgToplevelRequests is implemented by the handler of a XdgToplevel.
type XdgToplevelRequests interface {
	// Destroy is destructor request destroy: destroy the xdg_toplevel.
	Destroy(r XdgToplevel) error
	// SetParent is request set_parent: set the parent of this surface.
	SetParent(r XdgToplevel, parent XdgToplevel) error
	// SetTitle is request set_title: set surface title.
	SetTitle(r XdgToplevel, title string) error
	// SetAppId is request set_app_id: set application ID.
	SetAppId(r XdgToplevel, appId string) error
	// ShowWindowMenu is request show_window_menu: show the window menu.
	ShowWindowMenu(r XdgToplevel, seat WlSeat, serial uint32, x int32, y int32) error
	// Move is request move: start an interactive move.
	Move(r XdgToplevel, seat WlSeat, serial uint32) error
	// Resize is request resize: start an interactive resize.
	Resize(r XdgToplevel, seat WlSeat, serial uint32, edges XdgToplevelResizeEdge) error
	// SetMaxSize is request set_max_size: set the maximum size.
	SetMaxSize(r XdgToplevel, width int32, height int32) error
	// SetMinSize is request set_min_size: set the minimum size.
	SetMinSize(r XdgToplevel, width int32, height int32) error
	// SetMaximized is request set_maximized: maximize the window.
	SetMaximized(r XdgToplevel) error
	// UnsetMaximized is request unset_maximized: unmaximize the window.
	UnsetMaximized(r XdgToplevel) error
	// SetFullscreen is request set_fullscreen: set the window as fullscreen on an output.
	SetFullscreen(r XdgToplevel, output WlOutput) error
	// UnsetFullscreen is request unset_fullscreen: unset the window as fullscreen.
	UnsetFullscreen(r XdgToplevel) error
	// SetMinimized is request set_minimized: set the window as minimized.
	SetMinimized(r XdgToplevel) error
}

// SetHandler sets the receiver of r's requests.
func (r XdgToplevel) SetHandler(h XdgToplevelRequests) { r.Resource.SetHandler(h) }

func dispatchXdgToplevelRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XdgToplevelRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XdgToplevel{r})
	case 1:
		parent := XdgToplevel{a.Object(XdgToplevelInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetParent(XdgToplevel{r}, parent)
	case 2:
		title := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		return h.SetTitle(XdgToplevel{r}, title)
	case 3:
		appId := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		return h.SetAppId(XdgToplevel{r}, appId)
	case 4:
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		serial := a.Uint()
		x := a.Int()
		y := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.ShowWindowMenu(XdgToplevel{r}, seat, serial, x, y)
	case 5:
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.Move(XdgToplevel{r}, seat, serial)
	case 6:
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		serial := a.Uint()
		edges := XdgToplevelResizeEdge(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.Resize(XdgToplevel{r}, seat, serial, edges)
	case 7:
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetMaxSize(XdgToplevel{r}, width, height)
	case 8:
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetMinSize(XdgToplevel{r}, width, height)
	case 9:
		if !a.Done() {
			return a.Err()
		}
		return h.SetMaximized(XdgToplevel{r})
	case 10:
		if !a.Done() {
			return a.Err()
		}
		return h.UnsetMaximized(XdgToplevel{r})
	case 11:
		output := WlOutput{a.Object(WlOutputInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetFullscreen(XdgToplevel{r}, output)
	case 12:
		if !a.Done() {
			return a.Err()
		}
		return h.UnsetFullscreen(XdgToplevel{r})
	case 13:
		if !a.Done() {
			return a.Err()
		}
		return h.SetMinimized(XdgToplevel{r})
	}
	return nil
}

// SendConfigure sends event configure: suggest a surface change.
func (r XdgToplevel) SendConfigure(width int32, height int32, states []byte) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Int(width)
		e.Int(height)
		e.Array(states)
		e.End()
	}
}

// SendClose sends event close: surface wants to be closed.
func (r XdgToplevel) SendClose() {
	e := r.BeginEvent(1)
	if e != nil {
		e.End()
	}
}

// SendConfigureBounds sends event configure_bounds, since version 4: recommended window geometry bounds.
func (r XdgToplevel) SendConfigureBounds(width int32, height int32) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// SendWmCapabilities sends event wm_capabilities, since version 5: compositor capabilities.
func (r XdgToplevel) SendWmCapabilities(capabilities []byte) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Array(capabilities)
		e.End()
	}
}

// XdgPopupInterface describes xdg_popup.
var XdgPopupInterface = &wlwire.Interface{Name: "xdg_popup", Version: 6}

// XdgPopupError is.
type XdgPopupError uint32

// The values of XdgPopupError.
const (
	XdgPopupErrorInvalidGrab XdgPopupError = 0 // tried to grab after being mapped
)

// Valid reports whether v is one of the values above, of any version.
func (v XdgPopupError) Valid() bool {
	switch v {
	case XdgPopupErrorInvalidGrab:
		return true
	}
	return false
}

// XdgPopup is the server's handle of a xdg_popup: short-lived, popup surfaces for menus.
type XdgPopup struct{ *wlwire.Resource }

// XdgPopupRequests is implemented by the handler of a XdgPopup.
type XdgPopupRequests interface {
	// Destroy is destructor request destroy: remove xdg_popup interface.
	Destroy(r XdgPopup) error
	// Grab is request grab: make the popup take an explicit grab.
	Grab(r XdgPopup, seat WlSeat, serial uint32) error
	// Reposition is request reposition, since version 3: recalculate the popup's location.
	Reposition(r XdgPopup, positioner XdgPositioner, token uint32) error
}

// SetHandler sets the receiver of r's requests.
func (r XdgPopup) SetHandler(h XdgPopupRequests) { r.Resource.SetHandler(h) }

func dispatchXdgPopupRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(XdgPopupRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(XdgPopup{r})
	case 1:
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.Grab(XdgPopup{r}, seat, serial)
	case 2:
		positioner := XdgPositioner{a.Object(XdgPositionerInterface, false)}
		token := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.Reposition(XdgPopup{r}, positioner, token)
	}
	return nil
}

// SendConfigure sends event configure: configure the popup surface.
func (r XdgPopup) SendConfigure(x int32, y int32, width int32, height int32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// SendPopupDone sends event popup_done: popup interaction is done.
func (r XdgPopup) SendPopupDone() {
	e := r.BeginEvent(1)
	if e != nil {
		e.End()
	}
}

// SendRepositioned sends event repositioned, since version 3: signal the completion of a repositioned request.
func (r XdgPopup) SendRepositioned(token uint32) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Uint(token)
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	XdgWmBaseInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "create_positioner", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: XdgPositionerInterface},
		}},
		{Name: "get_xdg_surface", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: XdgSurfaceInterface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "pong", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	XdgWmBaseInterface.Events = []wlwire.Message{
		{Name: "ping", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	XdgWmBaseInterface.DispatchRequest = dispatchXdgWmBaseRequest
	XdgPositionerInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_size", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "set_anchor_rect", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "set_anchor", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_gravity", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_constraint_adjustment", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_offset", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "set_reactive", Since: 3},
		{Name: "set_parent_size", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "set_parent_configure", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	XdgPositionerInterface.DispatchRequest = dispatchXdgPositionerRequest
	XdgSurfaceInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_toplevel", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: XdgToplevelInterface},
		}},
		{Name: "get_popup", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: XdgPopupInterface},
			{Kind: wlwire.KindObject, Nullable: true, Interface: XdgSurfaceInterface},
			{Kind: wlwire.KindObject, Interface: XdgPositionerInterface},
		}},
		{Name: "set_window_geometry", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "ack_configure", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	XdgSurfaceInterface.Events = []wlwire.Message{
		{Name: "configure", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	XdgSurfaceInterface.DispatchRequest = dispatchXdgSurfaceRequest
	XdgToplevelInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_parent", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: XdgToplevelInterface},
		}},
		{Name: "set_title", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "set_app_id", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "show_window_menu", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "move", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
			{Kind: wlwire.KindUint},
		}},
		{Name: "resize", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_max_size", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "set_min_size", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "set_maximized", Since: 1},
		{Name: "unset_maximized", Since: 1},
		{Name: "set_fullscreen", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlOutputInterface},
		}},
		{Name: "unset_fullscreen", Since: 1},
		{Name: "set_minimized", Since: 1},
	}
	XdgToplevelInterface.Events = []wlwire.Message{
		{Name: "configure", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindArray},
		}},
		{Name: "close", Since: 1},
		{Name: "configure_bounds", Since: 4, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "wm_capabilities", Since: 5, Args: []wlwire.Arg{
			{Kind: wlwire.KindArray},
		}},
	}
	XdgToplevelInterface.DispatchRequest = dispatchXdgToplevelRequest
	XdgPopupInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "grab", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
			{Kind: wlwire.KindUint},
		}},
		{Name: "reposition", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: XdgPositionerInterface},
			{Kind: wlwire.KindUint},
		}},
	}
	XdgPopupInterface.Events = []wlwire.Message{
		{Name: "configure", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "popup_done", Since: 1},
		{Name: "repositioned", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	XdgPopupInterface.DispatchRequest = dispatchXdgPopupRequest
}
