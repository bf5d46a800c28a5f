// Code generated from xml/wayland.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WlDisplayProxy is the client's handle of a wl_display: core global object.
type WlDisplayProxy struct{ *wlwire.Resource }

// Sync sends request sync: asynchronous roundtrip.
func (r WlDisplayProxy) Sync() WlCallbackProxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(WlCallbackInterface)
		e.End()
	}
	return WlCallbackProxy{e.Made(r.Resource, WlCallbackInterface)}
}

// GetRegistry sends request get_registry: get global registry object.
func (r WlDisplayProxy) GetRegistry() WlRegistryProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WlRegistryInterface)
		e.End()
	}
	return WlRegistryProxy{e.Made(r.Resource, WlRegistryInterface)}
}

// WlDisplayEvents receives the events of a wl_display. Events without a function are ignored.
type WlDisplayEvents struct {
	// Error is event error: fatal error event.
	Error func(objectId *wlwire.Resource, code uint32, message string)
	// DeleteId is event delete_id: acknowledge object ID deletion.
	DeleteId func(id uint32)
}

// SetEvents sets the receiver of r's events.
func (r WlDisplayProxy) SetEvents(h *WlDisplayEvents) { r.Resource.SetHandler(h) }

func dispatchWlDisplayEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlDisplayEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Error == nil {
			return a.Skip()
		}
		objectId := a.Object(nil, false)
		code := a.Uint()
		message := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Error(objectId, code, message)
	case 1:
		if h.DeleteId == nil {
			return a.Skip()
		}
		id := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.DeleteId(id)
	}
	return nil
}

// WlRegistryProxy is the client's handle of a wl_registry: global registry object.
type WlRegistryProxy struct{ *wlwire.Resource }

// Bind sends request bind: bind an object to the display.
func (r WlRegistryProxy) Bind(name uint32, iface *wlwire.Interface, version uint32) *wlwire.Resource {
	e := r.BeginRequest(0)
	if e != nil {
		e.Uint(name)
		e.NewIDAny(iface, version)
		e.End()
	}
	return e.Made(r.Resource, iface)
}

// WlRegistryEvents receives the events of a wl_registry. Events without a function are ignored.
type WlRegistryEvents struct {
	// Global is event global: announce global object.
	Global func(name uint32, interface_ string, version_ uint32)
	// GlobalRemove is event global_remove: announce removal of global object.
	GlobalRemove func(name uint32)
}

// SetEvents sets the receiver of r's events.
func (r WlRegistryProxy) SetEvents(h *WlRegistryEvents) { r.Resource.SetHandler(h) }

func dispatchWlRegistryEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlRegistryEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Global == nil {
			return a.Skip()
		}
		name := a.Uint()
		interface_ := a.String(false)
		version_ := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Global(name, interface_, version_)
	case 1:
		if h.GlobalRemove == nil {
			return a.Skip()
		}
		name := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.GlobalRemove(name)
	}
	return nil
}

// WlCallbackProxy is the client's handle of a wl_callback: callback object.
type WlCallbackProxy struct{ *wlwire.Resource }

// WlCallbackEvents receives the events of a wl_callback. Events without a function are ignored.
type WlCallbackEvents struct {
	// Done is destructor event done: done event.
	Done func(callbackData uint32)
}

// SetEvents sets the receiver of r's events.
func (r WlCallbackProxy) SetEvents(h *WlCallbackEvents) { r.Resource.SetHandler(h) }

func dispatchWlCallbackEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlCallbackEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Done == nil {
			return a.Skip()
		}
		callbackData := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Done(callbackData)
	}
	return nil
}

// WlCompositorProxy is the client's handle of a wl_compositor: the compositor singleton.
type WlCompositorProxy struct{ *wlwire.Resource }

// CreateSurface sends request create_surface: create new surface.
func (r WlCompositorProxy) CreateSurface() WlSurfaceProxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(WlSurfaceInterface)
		e.End()
	}
	return WlSurfaceProxy{e.Made(r.Resource, WlSurfaceInterface)}
}

// CreateRegion sends request create_region: create new region.
func (r WlCompositorProxy) CreateRegion() WlRegionProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WlRegionInterface)
		e.End()
	}
	return WlRegionProxy{e.Made(r.Resource, WlRegionInterface)}
}

// WlShmPoolProxy is the client's handle of a wl_shm_pool: a shared memory pool.
type WlShmPoolProxy struct{ *wlwire.Resource }

// CreateBuffer sends request create_buffer: create a buffer from the pool.
func (r WlShmPoolProxy) CreateBuffer(offset int32, width int32, height int32, stride int32, format WlShmFormat) WlBufferProxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(WlBufferInterface)
		e.Int(offset)
		e.Int(width)
		e.Int(height)
		e.Int(stride)
		e.Uint(uint32(format))
		e.End()
	}
	return WlBufferProxy{e.Made(r.Resource, WlBufferInterface)}
}

// Destroy sends destructor request destroy: destroy the pool.
func (r WlShmPoolProxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// Resize sends request resize: change the size of the pool mapping.
func (r WlShmPoolProxy) Resize(size int32) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Int(size)
		e.End()
	}
}

// WlShmProxy is the client's handle of a wl_shm: shared memory support.
type WlShmProxy struct{ *wlwire.Resource }

// CreatePool sends request create_pool: create a shm pool.
func (r WlShmProxy) CreatePool(fd int, size int32) WlShmPoolProxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(WlShmPoolInterface)
		e.FD(fd)
		e.Int(size)
		e.End()
	} else if r.Resource != nil {
		r.Table().CloseFD(fd)
	}
	return WlShmPoolProxy{e.Made(r.Resource, WlShmPoolInterface)}
}

// Release sends destructor request release, since version 2: release the shm object.
func (r WlShmProxy) Release() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// WlShmEvents receives the events of a wl_shm. Events without a function are ignored.
type WlShmEvents struct {
	// Format is event format: pixel format description.
	Format func(format WlShmFormat)
}

// SetEvents sets the receiver of r's events.
func (r WlShmProxy) SetEvents(h *WlShmEvents) { r.Resource.SetHandler(h) }

func dispatchWlShmEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlShmEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Format == nil {
			return a.Skip()
		}
		format := WlShmFormat(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Format(format)
	}
	return nil
}

// WlBufferProxy is the client's handle of a wl_buffer: content for a wl_surface.
type WlBufferProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy a buffer.
func (r WlBufferProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// WlBufferEvents receives the events of a wl_buffer. Events without a function are ignored.
type WlBufferEvents struct {
	// Release is event release: compositor releases buffer.
	Release func()
}

// SetEvents sets the receiver of r's events.
func (r WlBufferProxy) SetEvents(h *WlBufferEvents) { r.Resource.SetHandler(h) }

func dispatchWlBufferEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlBufferEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Release == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Release()
	}
	return nil
}

// WlDataOfferProxy is the client's handle of a wl_data_offer: offer to transfer data.
type WlDataOfferProxy struct{ *wlwire.Resource }

// Accept sends request accept: accept one of the offered mime types.
func (r WlDataOfferProxy) Accept(serial uint32, mimeType string) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Uint(serial)
		e.String(mimeType, true)
		e.End()
	}
}

// Receive sends request receive: request that the data is transferred.
func (r WlDataOfferProxy) Receive(mimeType string, fd int) {
	e := r.BeginRequest(1)
	if e != nil {
		e.String(mimeType, false)
		e.FD(fd)
		e.End()
	} else if r.Resource != nil {
		r.Table().CloseFD(fd)
	}
}

// Destroy sends destructor request destroy: destroy data offer.
func (r WlDataOfferProxy) Destroy() {
	e := r.BeginRequest(2)
	if e != nil {
		e.End()
	}
}

// Finish sends request finish, since version 3: the offer will no longer be used.
func (r WlDataOfferProxy) Finish() {
	e := r.BeginRequest(3)
	if e != nil {
		e.End()
	}
}

// SetActions sends request set_actions, since version 3: set the available/preferred drag-and-drop actions.
func (r WlDataOfferProxy) SetActions(dndActions WlDataDeviceManagerDndAction, preferredAction WlDataDeviceManagerDndAction) {
	e := r.BeginRequest(4)
	if e != nil {
		e.Uint(uint32(dndActions))
		e.Uint(uint32(preferredAction))
		e.End()
	}
}

// WlDataOfferEvents receives the events of a wl_data_offer. Events without a function are ignored.
type WlDataOfferEvents struct {
	// Offer is event offer: advertise offered mime type.
	Offer func(mimeType string)
	// SourceActions is event source_actions, since version 3: notify the source-side available actions.
	SourceActions func(sourceActions WlDataDeviceManagerDndAction)
	// Action is event action, since version 3: notify the selected action.
	Action func(dndAction WlDataDeviceManagerDndAction)
}

// SetEvents sets the receiver of r's events.
func (r WlDataOfferProxy) SetEvents(h *WlDataOfferEvents) { r.Resource.SetHandler(h) }

func dispatchWlDataOfferEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlDataOfferEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Offer == nil {
			return a.Skip()
		}
		mimeType := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Offer(mimeType)
	case 1:
		if h.SourceActions == nil {
			return a.Skip()
		}
		sourceActions := WlDataDeviceManagerDndAction(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.SourceActions(sourceActions)
	case 2:
		if h.Action == nil {
			return a.Skip()
		}
		dndAction := WlDataDeviceManagerDndAction(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Action(dndAction)
	}
	return nil
}

// WlDataSourceProxy is the client's handle of a wl_data_source: offer to transfer data.
type WlDataSourceProxy struct{ *wlwire.Resource }

// Offer sends request offer: add an offered mime type.
func (r WlDataSourceProxy) Offer(mimeType string) {
	e := r.BeginRequest(0)
	if e != nil {
		e.String(mimeType, false)
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the data source.
func (r WlDataSourceProxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// SetActions sends request set_actions, since version 3: set the available drag-and-drop actions.
func (r WlDataSourceProxy) SetActions(dndActions WlDataDeviceManagerDndAction) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Uint(uint32(dndActions))
		e.End()
	}
}

// WlDataSourceEvents receives the events of a wl_data_source. Events without a function are ignored.
type WlDataSourceEvents struct {
	// Target is event target: a target accepts an offered mime type.
	Target func(mimeType string)
	// Send is event send: send the data.
	Send func(mimeType string, fd int)
	// Cancelled is event cancelled: selection was cancelled.
	Cancelled func()
	// DndDropPerformed is event dnd_drop_performed, since version 3: the drag-and-drop operation physically finished.
	DndDropPerformed func()
	// DndFinished is event dnd_finished, since version 3: the drag-and-drop operation concluded.
	DndFinished func()
	// Action is event action, since version 3: notify the selected action.
	Action func(dndAction WlDataDeviceManagerDndAction)
}

// SetEvents sets the receiver of r's events.
func (r WlDataSourceProxy) SetEvents(h *WlDataSourceEvents) { r.Resource.SetHandler(h) }

func dispatchWlDataSourceEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlDataSourceEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Target == nil {
			return a.Skip()
		}
		mimeType := a.String(true)
		if !a.Done() {
			return a.Err()
		}
		h.Target(mimeType)
	case 1:
		if h.Send == nil {
			return a.Skip()
		}
		mimeType := a.String(false)
		fd := a.FD()
		if !a.Done() {
			return a.Err()
		}
		h.Send(mimeType, fd)
	case 2:
		if h.Cancelled == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Cancelled()
	case 3:
		if h.DndDropPerformed == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.DndDropPerformed()
	case 4:
		if h.DndFinished == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.DndFinished()
	case 5:
		if h.Action == nil {
			return a.Skip()
		}
		dndAction := WlDataDeviceManagerDndAction(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Action(dndAction)
	}
	return nil
}

// WlDataDeviceProxy is the client's handle of a wl_data_device: data transfer device.
type WlDataDeviceProxy struct{ *wlwire.Resource }

// StartDrag sends request start_drag: start drag-and-drop operation.
func (r WlDataDeviceProxy) StartDrag(source WlDataSourceProxy, origin WlSurfaceProxy, icon WlSurfaceProxy, serial uint32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Object(source.Resource, true)
		e.Object(origin.Resource, false)
		e.Object(icon.Resource, true)
		e.Uint(serial)
		e.End()
	}
}

// SetSelection sends request set_selection: copy data to the selection.
func (r WlDataDeviceProxy) SetSelection(source WlDataSourceProxy, serial uint32) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Object(source.Resource, true)
		e.Uint(serial)
		e.End()
	}
}

// Release sends destructor request release, since version 2: destroy data device.
func (r WlDataDeviceProxy) Release() {
	e := r.BeginRequest(2)
	if e != nil {
		e.End()
	}
}

// WlDataDeviceEvents receives the events of a wl_data_device. Events without a function are ignored.
type WlDataDeviceEvents struct {
	// DataOffer is event data_offer: introduce a new wl_data_offer.
	DataOffer func(id WlDataOfferProxy)
	// Enter is event enter: initiate drag-and-drop session.
	Enter func(serial uint32, surface WlSurfaceProxy, x wlwire.Fixed, y wlwire.Fixed, id WlDataOfferProxy)
	// Leave is event leave: end drag-and-drop session.
	Leave func()
	// Motion is event motion: drag-and-drop session motion.
	Motion func(time uint32, x wlwire.Fixed, y wlwire.Fixed)
	// Drop is event drop: end drag-and-drop session successfully.
	Drop func()
	// Selection is event selection: advertise new selection.
	Selection func(id WlDataOfferProxy)
}

// SetEvents sets the receiver of r's events.
func (r WlDataDeviceProxy) SetEvents(h *WlDataDeviceEvents) { r.Resource.SetHandler(h) }

func dispatchWlDataDeviceEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlDataDeviceEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.DataOffer == nil {
			return a.Skip()
		}
		id := WlDataOfferProxy{a.NewID(WlDataOfferInterface)}
		if !a.Done() {
			return a.Err()
		}
		h.DataOffer(id)
	case 1:
		if h.Enter == nil {
			return a.Skip()
		}
		serial := a.Uint()
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		x := a.Fixed()
		y := a.Fixed()
		id := WlDataOfferProxy{a.Object(WlDataOfferInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		h.Enter(serial, surface, x, y, id)
	case 2:
		if h.Leave == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Leave()
	case 3:
		if h.Motion == nil {
			return a.Skip()
		}
		time := a.Uint()
		x := a.Fixed()
		y := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Motion(time, x, y)
	case 4:
		if h.Drop == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Drop()
	case 5:
		if h.Selection == nil {
			return a.Skip()
		}
		id := WlDataOfferProxy{a.Object(WlDataOfferInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		h.Selection(id)
	}
	return nil
}

// WlDataDeviceManagerProxy is the client's handle of a wl_data_device_manager: data transfer interface.
type WlDataDeviceManagerProxy struct{ *wlwire.Resource }

// CreateDataSource sends request create_data_source: create a new data source.
func (r WlDataDeviceManagerProxy) CreateDataSource() WlDataSourceProxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(WlDataSourceInterface)
		e.End()
	}
	return WlDataSourceProxy{e.Made(r.Resource, WlDataSourceInterface)}
}

// GetDataDevice sends request get_data_device: create a new data device.
func (r WlDataDeviceManagerProxy) GetDataDevice(seat WlSeatProxy) WlDataDeviceProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WlDataDeviceInterface)
		e.Object(seat.Resource, false)
		e.End()
	}
	return WlDataDeviceProxy{e.Made(r.Resource, WlDataDeviceInterface)}
}

// WlShellProxy is the client's handle of a wl_shell: create desktop-style surfaces.
type WlShellProxy struct{ *wlwire.Resource }

// GetShellSurface sends request get_shell_surface: create a shell surface from a surface.
func (r WlShellProxy) GetShellSurface(surface WlSurfaceProxy) WlShellSurfaceProxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(WlShellSurfaceInterface)
		e.Object(surface.Resource, false)
		e.End()
	}
	return WlShellSurfaceProxy{e.Made(r.Resource, WlShellSurfaceInterface)}
}

// WlShellSurfaceProxy is the client's handle of a wl_shell_surface: desktop-style metadata interface.
type WlShellSurfaceProxy struct{ *wlwire.Resource }

// Pong sends request pong: respond to a ping event.
func (r WlShellSurfaceProxy) Pong(serial uint32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// Move sends request move: start an interactive move.
func (r WlShellSurfaceProxy) Move(seat WlSeatProxy, serial uint32) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Object(seat.Resource, false)
		e.Uint(serial)
		e.End()
	}
}

// Resize sends request resize: start an interactive resize.
func (r WlShellSurfaceProxy) Resize(seat WlSeatProxy, serial uint32, edges WlShellSurfaceResize) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Object(seat.Resource, false)
		e.Uint(serial)
		e.Uint(uint32(edges))
		e.End()
	}
}

// SetToplevel sends request set_toplevel: make the surface a toplevel surface.
func (r WlShellSurfaceProxy) SetToplevel() {
	e := r.BeginRequest(3)
	if e != nil {
		e.End()
	}
}

// SetTransient sends request set_transient: make the surface a transient surface.
func (r WlShellSurfaceProxy) SetTransient(parent WlSurfaceProxy, x int32, y int32, flags WlShellSurfaceTransient) {
	e := r.BeginRequest(4)
	if e != nil {
		e.Object(parent.Resource, false)
		e.Int(x)
		e.Int(y)
		e.Uint(uint32(flags))
		e.End()
	}
}

// SetFullscreen sends request set_fullscreen: make the surface a fullscreen surface.
func (r WlShellSurfaceProxy) SetFullscreen(method WlShellSurfaceFullscreenMethod, framerate uint32, output WlOutputProxy) {
	e := r.BeginRequest(5)
	if e != nil {
		e.Uint(uint32(method))
		e.Uint(framerate)
		e.Object(output.Resource, true)
		e.End()
	}
}

// SetPopup sends request set_popup: make the surface a popup surface.
func (r WlShellSurfaceProxy) SetPopup(seat WlSeatProxy, serial uint32, parent WlSurfaceProxy, x int32, y int32, flags WlShellSurfaceTransient) {
	e := r.BeginRequest(6)
	if e != nil {
		e.Object(seat.Resource, false)
		e.Uint(serial)
		e.Object(parent.Resource, false)
		e.Int(x)
		e.Int(y)
		e.Uint(uint32(flags))
		e.End()
	}
}

// SetMaximized sends request set_maximized: make the surface a maximized surface.
func (r WlShellSurfaceProxy) SetMaximized(output WlOutputProxy) {
	e := r.BeginRequest(7)
	if e != nil {
		e.Object(output.Resource, true)
		e.End()
	}
}

// SetTitle sends request set_title: set surface title.
func (r WlShellSurfaceProxy) SetTitle(title string) {
	e := r.BeginRequest(8)
	if e != nil {
		e.String(title, false)
		e.End()
	}
}

// SetClass sends request set_class: set surface class.
func (r WlShellSurfaceProxy) SetClass(class string) {
	e := r.BeginRequest(9)
	if e != nil {
		e.String(class, false)
		e.End()
	}
}

// WlShellSurfaceEvents receives the events of a wl_shell_surface. Events without a function are ignored.
type WlShellSurfaceEvents struct {
	// Ping is event ping: ping client.
	Ping func(serial uint32)
	// Configure is event configure: suggest resize.
	Configure func(edges WlShellSurfaceResize, width int32, height int32)
	// PopupDone is event popup_done: popup interaction is done.
	PopupDone func()
}

// SetEvents sets the receiver of r's events.
func (r WlShellSurfaceProxy) SetEvents(h *WlShellSurfaceEvents) { r.Resource.SetHandler(h) }

func dispatchWlShellSurfaceEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlShellSurfaceEvents)
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
	case 1:
		if h.Configure == nil {
			return a.Skip()
		}
		edges := WlShellSurfaceResize(a.Uint())
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.Configure(edges, width, height)
	case 2:
		if h.PopupDone == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.PopupDone()
	}
	return nil
}

// WlSurfaceProxy is the client's handle of a wl_surface: an onscreen surface.
type WlSurfaceProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: delete surface.
func (r WlSurfaceProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// Attach sends request attach: set the surface contents.
func (r WlSurfaceProxy) Attach(buffer WlBufferProxy, x int32, y int32) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Object(buffer.Resource, true)
		e.Int(x)
		e.Int(y)
		e.End()
	}
}

// Damage sends request damage: mark part of the surface damaged.
func (r WlSurfaceProxy) Damage(x int32, y int32, width int32, height int32) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// Frame sends request frame: request a frame throttling hint.
func (r WlSurfaceProxy) Frame() WlCallbackProxy {
	e := r.BeginRequest(3)
	if e != nil {
		e.NewID(WlCallbackInterface)
		e.End()
	}
	return WlCallbackProxy{e.Made(r.Resource, WlCallbackInterface)}
}

// SetOpaqueRegion sends request set_opaque_region: set opaque region.
func (r WlSurfaceProxy) SetOpaqueRegion(region WlRegionProxy) {
	e := r.BeginRequest(4)
	if e != nil {
		e.Object(region.Resource, true)
		e.End()
	}
}

// SetInputRegion sends request set_input_region: set input region.
func (r WlSurfaceProxy) SetInputRegion(region WlRegionProxy) {
	e := r.BeginRequest(5)
	if e != nil {
		e.Object(region.Resource, true)
		e.End()
	}
}

// Commit sends request commit: commit pending surface state.
func (r WlSurfaceProxy) Commit() {
	e := r.BeginRequest(6)
	if e != nil {
		e.End()
	}
}

// SetBufferTransform sends request set_buffer_transform, since version 2: sets the buffer transformation.
func (r WlSurfaceProxy) SetBufferTransform(transform WlOutputTransform) {
	e := r.BeginRequest(7)
	if e != nil {
		e.Int(int32(transform))
		e.End()
	}
}

// SetBufferScale sends request set_buffer_scale, since version 3: sets the buffer scaling factor.
func (r WlSurfaceProxy) SetBufferScale(scale int32) {
	e := r.BeginRequest(8)
	if e != nil {
		e.Int(scale)
		e.End()
	}
}

// DamageBuffer sends request damage_buffer, since version 4: mark part of the surface damaged using buffer coordinates.
func (r WlSurfaceProxy) DamageBuffer(x int32, y int32, width int32, height int32) {
	e := r.BeginRequest(9)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// Offset sends request offset, since version 5: set the surface contents offset.
func (r WlSurfaceProxy) Offset(x int32, y int32) {
	e := r.BeginRequest(10)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.End()
	}
}

// WlSurfaceEvents receives the events of a wl_surface. Events without a function are ignored.
type WlSurfaceEvents struct {
	// Enter is event enter: surface enters an output.
	Enter func(output WlOutputProxy)
	// Leave is event leave: surface leaves an output.
	Leave func(output WlOutputProxy)
	// PreferredBufferScale is event preferred_buffer_scale, since version 6: preferred buffer scale for the surface.
	PreferredBufferScale func(factor int32)
	// PreferredBufferTransform is event preferred_buffer_transform, since version 6: preferred buffer transform for the surface.
	PreferredBufferTransform func(transform WlOutputTransform)
}

// SetEvents sets the receiver of r's events.
func (r WlSurfaceProxy) SetEvents(h *WlSurfaceEvents) { r.Resource.SetHandler(h) }

func dispatchWlSurfaceEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlSurfaceEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Enter == nil {
			return a.Skip()
		}
		output := WlOutputProxy{a.Object(WlOutputInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.Enter(output)
	case 1:
		if h.Leave == nil {
			return a.Skip()
		}
		output := WlOutputProxy{a.Object(WlOutputInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.Leave(output)
	case 2:
		if h.PreferredBufferScale == nil {
			return a.Skip()
		}
		factor := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.PreferredBufferScale(factor)
	case 3:
		if h.PreferredBufferTransform == nil {
			return a.Skip()
		}
		transform := WlOutputTransform(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.PreferredBufferTransform(transform)
	}
	return nil
}

// WlSeatProxy is the client's handle of a wl_seat: group of input devices.
type WlSeatProxy struct{ *wlwire.Resource }

// GetPointer sends request get_pointer: return pointer object.
func (r WlSeatProxy) GetPointer() WlPointerProxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(WlPointerInterface)
		e.End()
	}
	return WlPointerProxy{e.Made(r.Resource, WlPointerInterface)}
}

// GetKeyboard sends request get_keyboard: return keyboard object.
func (r WlSeatProxy) GetKeyboard() WlKeyboardProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WlKeyboardInterface)
		e.End()
	}
	return WlKeyboardProxy{e.Made(r.Resource, WlKeyboardInterface)}
}

// GetTouch sends request get_touch: return touch object.
func (r WlSeatProxy) GetTouch() WlTouchProxy {
	e := r.BeginRequest(2)
	if e != nil {
		e.NewID(WlTouchInterface)
		e.End()
	}
	return WlTouchProxy{e.Made(r.Resource, WlTouchInterface)}
}

// Release sends destructor request release, since version 5: release the seat object.
func (r WlSeatProxy) Release() {
	e := r.BeginRequest(3)
	if e != nil {
		e.End()
	}
}

// WlSeatEvents receives the events of a wl_seat. Events without a function are ignored.
type WlSeatEvents struct {
	// Capabilities is event capabilities: seat capabilities changed.
	Capabilities func(capabilities WlSeatCapability)
	// Name is event name, since version 2: unique identifier for this seat.
	Name func(name string)
}

// SetEvents sets the receiver of r's events.
func (r WlSeatProxy) SetEvents(h *WlSeatEvents) { r.Resource.SetHandler(h) }

func dispatchWlSeatEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlSeatEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Capabilities == nil {
			return a.Skip()
		}
		capabilities := WlSeatCapability(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Capabilities(capabilities)
	case 1:
		if h.Name == nil {
			return a.Skip()
		}
		name := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Name(name)
	}
	return nil
}

// WlPointerProxy is the client's handle of a wl_pointer: pointer input device.
type WlPointerProxy struct{ *wlwire.Resource }

// SetCursor sends request set_cursor: set the pointer surface.
func (r WlPointerProxy) SetCursor(serial uint32, surface WlSurfaceProxy, hotspotX int32, hotspotY int32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Uint(serial)
		e.Object(surface.Resource, true)
		e.Int(hotspotX)
		e.Int(hotspotY)
		e.End()
	}
}

// Release sends destructor request release, since version 3: release the pointer object.
func (r WlPointerProxy) Release() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// WlPointerEvents receives the events of a wl_pointer. Events without a function are ignored.
type WlPointerEvents struct {
	// Enter is event enter: enter event.
	Enter func(serial uint32, surface WlSurfaceProxy, surfaceX wlwire.Fixed, surfaceY wlwire.Fixed)
	// Leave is event leave: leave event.
	Leave func(serial uint32, surface WlSurfaceProxy)
	// Motion is event motion: pointer motion event.
	Motion func(time uint32, surfaceX wlwire.Fixed, surfaceY wlwire.Fixed)
	// Button is event button: pointer button event.
	Button func(serial uint32, time uint32, button uint32, state WlPointerButtonState)
	// Axis is event axis: axis event.
	Axis func(time uint32, axis WlPointerAxis, value wlwire.Fixed)
	// Frame is event frame, since version 5: end of a pointer event sequence.
	Frame func()
	// AxisSource is event axis_source, since version 5: axis source event.
	AxisSource func(axisSource WlPointerAxisSource)
	// AxisStop is event axis_stop, since version 5: axis stop event.
	AxisStop func(time uint32, axis WlPointerAxis)
	// AxisDiscrete is event axis_discrete, since version 5: axis click event.
	AxisDiscrete func(axis WlPointerAxis, discrete int32)
	// AxisValue120 is event axis_value120, since version 8: axis high-resolution scroll event.
	AxisValue120 func(axis WlPointerAxis, value120 int32)
	// AxisRelativeDirection is event axis_relative_direction, since version 9: axis relative physical direction event.
	AxisRelativeDirection func(axis WlPointerAxis, direction WlPointerAxisRelativeDirection)
}

// SetEvents sets the receiver of r's events.
func (r WlPointerProxy) SetEvents(h *WlPointerEvents) { r.Resource.SetHandler(h) }

func dispatchWlPointerEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlPointerEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Enter == nil {
			return a.Skip()
		}
		serial := a.Uint()
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		surfaceX := a.Fixed()
		surfaceY := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Enter(serial, surface, surfaceX, surfaceY)
	case 1:
		if h.Leave == nil {
			return a.Skip()
		}
		serial := a.Uint()
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.Leave(serial, surface)
	case 2:
		if h.Motion == nil {
			return a.Skip()
		}
		time := a.Uint()
		surfaceX := a.Fixed()
		surfaceY := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Motion(time, surfaceX, surfaceY)
	case 3:
		if h.Button == nil {
			return a.Skip()
		}
		serial := a.Uint()
		time := a.Uint()
		button := a.Uint()
		state := WlPointerButtonState(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Button(serial, time, button, state)
	case 4:
		if h.Axis == nil {
			return a.Skip()
		}
		time := a.Uint()
		axis := WlPointerAxis(a.Uint())
		value := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Axis(time, axis, value)
	case 5:
		if h.Frame == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Frame()
	case 6:
		if h.AxisSource == nil {
			return a.Skip()
		}
		axisSource := WlPointerAxisSource(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.AxisSource(axisSource)
	case 7:
		if h.AxisStop == nil {
			return a.Skip()
		}
		time := a.Uint()
		axis := WlPointerAxis(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.AxisStop(time, axis)
	case 8:
		if h.AxisDiscrete == nil {
			return a.Skip()
		}
		axis := WlPointerAxis(a.Uint())
		discrete := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.AxisDiscrete(axis, discrete)
	case 9:
		if h.AxisValue120 == nil {
			return a.Skip()
		}
		axis := WlPointerAxis(a.Uint())
		value120 := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.AxisValue120(axis, value120)
	case 10:
		if h.AxisRelativeDirection == nil {
			return a.Skip()
		}
		axis := WlPointerAxis(a.Uint())
		direction := WlPointerAxisRelativeDirection(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.AxisRelativeDirection(axis, direction)
	}
	return nil
}

// WlKeyboardProxy is the client's handle of a wl_keyboard: keyboard input device.
type WlKeyboardProxy struct{ *wlwire.Resource }

// Release sends destructor request release, since version 3: release the keyboard object.
func (r WlKeyboardProxy) Release() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// WlKeyboardEvents receives the events of a wl_keyboard. Events without a function are ignored.
type WlKeyboardEvents struct {
	// Keymap is event keymap: keyboard mapping.
	Keymap func(format WlKeyboardKeymapFormat, fd int, size uint32)
	// Enter is event enter: enter event.
	Enter func(serial uint32, surface WlSurfaceProxy, keys []byte)
	// Leave is event leave: leave event.
	Leave func(serial uint32, surface WlSurfaceProxy)
	// Key is event key: key event.
	Key func(serial uint32, time uint32, key uint32, state WlKeyboardKeyState)
	// Modifiers is event modifiers: modifier and group state.
	Modifiers func(serial uint32, modsDepressed uint32, modsLatched uint32, modsLocked uint32, group uint32)
	// RepeatInfo is event repeat_info, since version 4: repeat rate and delay.
	RepeatInfo func(rate int32, delay int32)
}

// SetEvents sets the receiver of r's events.
func (r WlKeyboardProxy) SetEvents(h *WlKeyboardEvents) { r.Resource.SetHandler(h) }

func dispatchWlKeyboardEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlKeyboardEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Keymap == nil {
			return a.Skip()
		}
		format := WlKeyboardKeymapFormat(a.Uint())
		fd := a.FD()
		size := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Keymap(format, fd, size)
	case 1:
		if h.Enter == nil {
			return a.Skip()
		}
		serial := a.Uint()
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		keys := a.Array()
		if !a.Done() {
			return a.Err()
		}
		h.Enter(serial, surface, keys)
	case 2:
		if h.Leave == nil {
			return a.Skip()
		}
		serial := a.Uint()
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.Leave(serial, surface)
	case 3:
		if h.Key == nil {
			return a.Skip()
		}
		serial := a.Uint()
		time := a.Uint()
		key := a.Uint()
		state := WlKeyboardKeyState(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Key(serial, time, key, state)
	case 4:
		if h.Modifiers == nil {
			return a.Skip()
		}
		serial := a.Uint()
		modsDepressed := a.Uint()
		modsLatched := a.Uint()
		modsLocked := a.Uint()
		group := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Modifiers(serial, modsDepressed, modsLatched, modsLocked, group)
	case 5:
		if h.RepeatInfo == nil {
			return a.Skip()
		}
		rate := a.Int()
		delay := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.RepeatInfo(rate, delay)
	}
	return nil
}

// WlTouchProxy is the client's handle of a wl_touch: touchscreen input device.
type WlTouchProxy struct{ *wlwire.Resource }

// Release sends destructor request release, since version 3: release the touch object.
func (r WlTouchProxy) Release() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// WlTouchEvents receives the events of a wl_touch. Events without a function are ignored.
type WlTouchEvents struct {
	// Down is event down: touch down event and beginning of a touch sequence.
	Down func(serial uint32, time uint32, surface WlSurfaceProxy, id int32, x wlwire.Fixed, y wlwire.Fixed)
	// Up is event up: end of a touch event sequence.
	Up func(serial uint32, time uint32, id int32)
	// Motion is event motion: update of touch point coordinates.
	Motion func(time uint32, id int32, x wlwire.Fixed, y wlwire.Fixed)
	// Frame is event frame: end of touch frame event.
	Frame func()
	// Cancel is event cancel: touch session cancelled.
	Cancel func()
	// Shape is event shape, since version 6: update shape of touch point.
	Shape func(id int32, major wlwire.Fixed, minor wlwire.Fixed)
	// Orientation is event orientation, since version 6: update orientation of touch point.
	Orientation func(id int32, orientation wlwire.Fixed)
}

// SetEvents sets the receiver of r's events.
func (r WlTouchProxy) SetEvents(h *WlTouchEvents) { r.Resource.SetHandler(h) }

func dispatchWlTouchEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlTouchEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Down == nil {
			return a.Skip()
		}
		serial := a.Uint()
		time := a.Uint()
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		id := a.Int()
		x := a.Fixed()
		y := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Down(serial, time, surface, id, x, y)
	case 1:
		if h.Up == nil {
			return a.Skip()
		}
		serial := a.Uint()
		time := a.Uint()
		id := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.Up(serial, time, id)
	case 2:
		if h.Motion == nil {
			return a.Skip()
		}
		time := a.Uint()
		id := a.Int()
		x := a.Fixed()
		y := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Motion(time, id, x, y)
	case 3:
		if h.Frame == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Frame()
	case 4:
		if h.Cancel == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Cancel()
	case 5:
		if h.Shape == nil {
			return a.Skip()
		}
		id := a.Int()
		major := a.Fixed()
		minor := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Shape(id, major, minor)
	case 6:
		if h.Orientation == nil {
			return a.Skip()
		}
		id := a.Int()
		orientation := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Orientation(id, orientation)
	}
	return nil
}

// WlOutputProxy is the client's handle of a wl_output: compositor output region.
type WlOutputProxy struct{ *wlwire.Resource }

// Release sends destructor request release, since version 3: release the output object.
func (r WlOutputProxy) Release() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// WlOutputEvents receives the events of a wl_output. Events without a function are ignored.
type WlOutputEvents struct {
	// Geometry is event geometry: properties of the output.
	Geometry func(x int32, y int32, physicalWidth int32, physicalHeight int32, subpixel WlOutputSubpixel, make string, model string, transform WlOutputTransform)
	// Mode is event mode: advertise available modes for the output.
	Mode func(flags WlOutputMode, width int32, height int32, refresh int32)
	// Done is event done, since version 2: sent all information about output.
	Done func()
	// Scale is event scale, since version 2: output scaling properties.
	Scale func(factor int32)
	// Name is event name, since version 4: name of this output.
	Name func(name string)
	// Description is event description, since version 4: human-readable description of this output.
	Description func(description string)
}

// SetEvents sets the receiver of r's events.
func (r WlOutputProxy) SetEvents(h *WlOutputEvents) { r.Resource.SetHandler(h) }

func dispatchWlOutputEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WlOutputEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Geometry == nil {
			return a.Skip()
		}
		x := a.Int()
		y := a.Int()
		physicalWidth := a.Int()
		physicalHeight := a.Int()
		subpixel := WlOutputSubpixel(a.Int())
		make := a.String(false)
		model := a.String(false)
		transform := WlOutputTransform(a.Int())
		if !a.Done() {
			return a.Err()
		}
		h.Geometry(x, y, physicalWidth, physicalHeight, subpixel, make, model, transform)
	case 1:
		if h.Mode == nil {
			return a.Skip()
		}
		flags := WlOutputMode(a.Uint())
		width := a.Int()
		height := a.Int()
		refresh := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.Mode(flags, width, height, refresh)
	case 2:
		if h.Done == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Done()
	case 3:
		if h.Scale == nil {
			return a.Skip()
		}
		factor := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.Scale(factor)
	case 4:
		if h.Name == nil {
			return a.Skip()
		}
		name := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Name(name)
	case 5:
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

// WlRegionProxy is the client's handle of a wl_region: region interface.
type WlRegionProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy region.
func (r WlRegionProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// Add sends request add: add rectangle to region.
func (r WlRegionProxy) Add(x int32, y int32, width int32, height int32) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// Subtract sends request subtract: subtract rectangle from region.
func (r WlRegionProxy) Subtract(x int32, y int32, width int32, height int32) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// WlSubcompositorProxy is the client's handle of a wl_subcompositor: sub-surface compositing.
type WlSubcompositorProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: unbind from the subcompositor interface.
func (r WlSubcompositorProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetSubsurface sends request get_subsurface: give a surface the role sub-surface.
func (r WlSubcompositorProxy) GetSubsurface(surface WlSurfaceProxy, parent WlSurfaceProxy) WlSubsurfaceProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WlSubsurfaceInterface)
		e.Object(surface.Resource, false)
		e.Object(parent.Resource, false)
		e.End()
	}
	return WlSubsurfaceProxy{e.Made(r.Resource, WlSubsurfaceInterface)}
}

// WlSubsurfaceProxy is the client's handle of a wl_subsurface: sub-surface interface to a wl_surface.
type WlSubsurfaceProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: remove sub-surface interface.
func (r WlSubsurfaceProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// SetPosition sends request set_position: reposition the sub-surface.
func (r WlSubsurfaceProxy) SetPosition(x int32, y int32) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.End()
	}
}

// PlaceAbove sends request place_above: restack the sub-surface.
func (r WlSubsurfaceProxy) PlaceAbove(sibling WlSurfaceProxy) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Object(sibling.Resource, false)
		e.End()
	}
}

// PlaceBelow sends request place_below: restack the sub-surface.
func (r WlSubsurfaceProxy) PlaceBelow(sibling WlSurfaceProxy) {
	e := r.BeginRequest(3)
	if e != nil {
		e.Object(sibling.Resource, false)
		e.End()
	}
}

// SetSync sends request set_sync: set sub-surface to synchronized mode.
func (r WlSubsurfaceProxy) SetSync() {
	e := r.BeginRequest(4)
	if e != nil {
		e.End()
	}
}

// SetDesync sends request set_desync: set sub-surface to desynchronized mode.
func (r WlSubsurfaceProxy) SetDesync() {
	e := r.BeginRequest(5)
	if e != nil {
		e.End()
	}
}

// WlFixesProxy is the client's handle of a wl_fixes: wayland protocol fixes.
type WlFixesProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroys this object.
func (r WlFixesProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// DestroyRegistry sends request destroy_registry: destroy a wl_registry.
func (r WlFixesProxy) DestroyRegistry(registry WlRegistryProxy) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Object(registry.Resource, false)
		e.End()
	}
}

func init() {
	WlDisplayInterface.DispatchEvent = dispatchWlDisplayEvent
	WlRegistryInterface.DispatchEvent = dispatchWlRegistryEvent
	WlCallbackInterface.DispatchEvent = dispatchWlCallbackEvent
	WlShmInterface.DispatchEvent = dispatchWlShmEvent
	WlBufferInterface.DispatchEvent = dispatchWlBufferEvent
	WlDataOfferInterface.DispatchEvent = dispatchWlDataOfferEvent
	WlDataSourceInterface.DispatchEvent = dispatchWlDataSourceEvent
	WlDataDeviceInterface.DispatchEvent = dispatchWlDataDeviceEvent
	WlShellSurfaceInterface.DispatchEvent = dispatchWlShellSurfaceEvent
	WlSurfaceInterface.DispatchEvent = dispatchWlSurfaceEvent
	WlSeatInterface.DispatchEvent = dispatchWlSeatEvent
	WlPointerInterface.DispatchEvent = dispatchWlPointerEvent
	WlKeyboardInterface.DispatchEvent = dispatchWlKeyboardEvent
	WlTouchInterface.DispatchEvent = dispatchWlTouchEvent
	WlOutputInterface.DispatchEvent = dispatchWlOutputEvent
}
