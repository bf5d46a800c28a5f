// Code generated from xml/wayland.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WlDisplayInterface describes wl_display.
var WlDisplayInterface = &wlwire.Interface{Name: "wl_display", Version: 1}

// WlDisplayError is global error values.
type WlDisplayError uint32

// The values of WlDisplayError.
const (
	WlDisplayErrorInvalidObject  WlDisplayError = 0 // server couldn't find object
	WlDisplayErrorInvalidMethod  WlDisplayError = 1 // method doesn't exist on the specified interface or malformed request
	WlDisplayErrorNoMemory       WlDisplayError = 2 // server is out of memory
	WlDisplayErrorImplementation WlDisplayError = 3 // implementation error in compositor
)

// Valid reports whether v is one of the values above, of any version.
func (v WlDisplayError) Valid() bool {
	switch v {
	case WlDisplayErrorInvalidObject,
		WlDisplayErrorInvalidMethod,
		WlDisplayErrorNoMemory,
		WlDisplayErrorImplementation:
		return true
	}
	return false
}

// WlDisplay is the server's handle of a wl_display: core global object.
type WlDisplay struct{ *wlwire.Resource }

// WlDisplayRequests is implemented by the handler of a WlDisplay.
type WlDisplayRequests interface {
	// Sync is request sync: asynchronous roundtrip.
	Sync(r WlDisplay, callback WlCallback) error
	// GetRegistry is request get_registry: get global registry object.
	GetRegistry(r WlDisplay, registry WlRegistry) error
}

// SetHandler sets the receiver of r's requests.
func (r WlDisplay) SetHandler(h WlDisplayRequests) { r.Resource.SetHandler(h) }

func dispatchWlDisplayRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlDisplayRequests)
	switch op {
	case 0:
		callback := WlCallback{a.NewID(WlCallbackInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.Sync(WlDisplay{r}, callback)
	case 1:
		registry := WlRegistry{a.NewID(WlRegistryInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetRegistry(WlDisplay{r}, registry)
	}
	return nil
}

// SendError sends event error: fatal error event.
func (r WlDisplay) SendError(objectId *wlwire.Resource, code uint32, message string) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Object(objectId, false)
		e.Uint(code)
		e.String(message, false)
		e.End()
	}
}

// SendDeleteId sends event delete_id: acknowledge object ID deletion.
func (r WlDisplay) SendDeleteId(id uint32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(id)
		e.End()
	}
}

// WlRegistryInterface describes wl_registry.
var WlRegistryInterface = &wlwire.Interface{Name: "wl_registry", Version: 1}

// WlRegistry is the server's handle of a wl_registry: global registry object.
type WlRegistry struct{ *wlwire.Resource }

// WlRegistryRequests is implemented by the handler of a WlRegistry.
type WlRegistryRequests interface {
	// Bind is request bind: bind an object to the display.
	Bind(r WlRegistry, name uint32, id wlwire.NewID) error
}

// SetHandler sets the receiver of r's requests.
func (r WlRegistry) SetHandler(h WlRegistryRequests) { r.Resource.SetHandler(h) }

func dispatchWlRegistryRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlRegistryRequests)
	switch op {
	case 0:
		name := a.Uint()
		id := a.NewIDAny()
		if !a.Done() {
			return a.Err()
		}
		return h.Bind(WlRegistry{r}, name, id)
	}
	return nil
}

// SendGlobal sends event global: announce global object.
func (r WlRegistry) SendGlobal(name uint32, interface_ string, version_ uint32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(name)
		e.String(interface_, false)
		e.Uint(version_)
		e.End()
	}
}

// SendGlobalRemove sends event global_remove: announce removal of global object.
func (r WlRegistry) SendGlobalRemove(name uint32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(name)
		e.End()
	}
}

// WlCallbackInterface describes wl_callback.
var WlCallbackInterface = &wlwire.Interface{Name: "wl_callback", Version: 1}

// WlCallback is the server's handle of a wl_callback: callback object.
type WlCallback struct{ *wlwire.Resource }

// SendDone sends destructor event done: done event.
func (r WlCallback) SendDone(callbackData uint32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(callbackData)
		e.End()
	}
}

// WlCompositorInterface describes wl_compositor.
var WlCompositorInterface = &wlwire.Interface{Name: "wl_compositor", Version: 6}

// WlCompositor is the server's handle of a wl_compositor: the compositor singleton.
type WlCompositor struct{ *wlwire.Resource }

// WlCompositorRequests is implemented by the handler of a WlCompositor.
type WlCompositorRequests interface {
	// CreateSurface is request create_surface: create new surface.
	CreateSurface(r WlCompositor, id WlSurface) error
	// CreateRegion is request create_region: create new region.
	CreateRegion(r WlCompositor, id WlRegion) error
}

// SetHandler sets the receiver of r's requests.
func (r WlCompositor) SetHandler(h WlCompositorRequests) { r.Resource.SetHandler(h) }

func dispatchWlCompositorRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlCompositorRequests)
	switch op {
	case 0:
		id := WlSurface{a.NewID(WlSurfaceInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.CreateSurface(WlCompositor{r}, id)
	case 1:
		id := WlRegion{a.NewID(WlRegionInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.CreateRegion(WlCompositor{r}, id)
	}
	return nil
}

// WlShmPoolInterface describes wl_shm_pool.
var WlShmPoolInterface = &wlwire.Interface{Name: "wl_shm_pool", Version: 2}

// WlShmPool is the server's handle of a wl_shm_pool: a shared memory pool.
type WlShmPool struct{ *wlwire.Resource }

// WlShmPoolRequests is implemented by the handler of a WlShmPool.
type WlShmPoolRequests interface {
	// CreateBuffer is request create_buffer: create a buffer from the pool.
	CreateBuffer(r WlShmPool, id WlBuffer, offset int32, width int32, height int32, stride int32, format WlShmFormat) error
	// Destroy is destructor request destroy: destroy the pool.
	Destroy(r WlShmPool) error
	// Resize is request resize: change the size of the pool mapping.
	Resize(r WlShmPool, size int32) error
}

// SetHandler sets the receiver of r's requests.
func (r WlShmPool) SetHandler(h WlShmPoolRequests) { r.Resource.SetHandler(h) }

func dispatchWlShmPoolRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlShmPoolRequests)
	switch op {
	case 0:
		id := WlBuffer{a.NewID(WlBufferInterface)}
		offset := a.Int()
		width := a.Int()
		height := a.Int()
		stride := a.Int()
		format := WlShmFormat(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.CreateBuffer(WlShmPool{r}, id, offset, width, height, stride, format)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlShmPool{r})
	case 2:
		size := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.Resize(WlShmPool{r}, size)
	}
	return nil
}

// WlShmInterface describes wl_shm.
var WlShmInterface = &wlwire.Interface{Name: "wl_shm", Version: 2}

// WlShmError is wl_shm error values.
type WlShmError uint32

// The values of WlShmError.
const (
	WlShmErrorInvalidFormat WlShmError = 0 // buffer format is not known
	WlShmErrorInvalidStride WlShmError = 1 // invalid size or stride during pool or buffer creation
	WlShmErrorInvalidFd     WlShmError = 2 // mmapping the file descriptor failed
)

// Valid reports whether v is one of the values above, of any version.
func (v WlShmError) Valid() bool {
	switch v {
	case WlShmErrorInvalidFormat,
		WlShmErrorInvalidStride,
		WlShmErrorInvalidFd:
		return true
	}
	return false
}

// WlShmFormat is pixel formats.
type WlShmFormat uint32

// The values of WlShmFormat.
const (
	WlShmFormatArgb8888             WlShmFormat = 0          // 32-bit ARGB format, [31:0] A:R:G:B 8:8:8:8 little endian
	WlShmFormatXrgb8888             WlShmFormat = 1          // 32-bit RGB format, [31:0] x:R:G:B 8:8:8:8 little endian
	WlShmFormatC8                   WlShmFormat = 0x20203843 // 8-bit color index format, [7:0] C
	WlShmFormatRgb332               WlShmFormat = 0x38424752 // 8-bit RGB format, [7:0] R:G:B 3:3:2
	WlShmFormatBgr233               WlShmFormat = 0x38524742 // 8-bit BGR format, [7:0] B:G:R 2:3:3
	WlShmFormatXrgb4444             WlShmFormat = 0x32315258 // 16-bit xRGB format, [15:0] x:R:G:B 4:4:4:4 little endian
	WlShmFormatXbgr4444             WlShmFormat = 0x32314258 // 16-bit xBGR format, [15:0] x:B:G:R 4:4:4:4 little endian
	WlShmFormatRgbx4444             WlShmFormat = 0x32315852 // 16-bit RGBx format, [15:0] R:G:B:x 4:4:4:4 little endian
	WlShmFormatBgrx4444             WlShmFormat = 0x32315842 // 16-bit BGRx format, [15:0] B:G:R:x 4:4:4:4 little endian
	WlShmFormatArgb4444             WlShmFormat = 0x32315241 // 16-bit ARGB format, [15:0] A:R:G:B 4:4:4:4 little endian
	WlShmFormatAbgr4444             WlShmFormat = 0x32314241 // 16-bit ABGR format, [15:0] A:B:G:R 4:4:4:4 little endian
	WlShmFormatRgba4444             WlShmFormat = 0x32314152 // 16-bit RBGA format, [15:0] R:G:B:A 4:4:4:4 little endian
	WlShmFormatBgra4444             WlShmFormat = 0x32314142 // 16-bit BGRA format, [15:0] B:G:R:A 4:4:4:4 little endian
	WlShmFormatXrgb1555             WlShmFormat = 0x35315258 // 16-bit xRGB format, [15:0] x:R:G:B 1:5:5:5 little endian
	WlShmFormatXbgr1555             WlShmFormat = 0x35314258 // 16-bit xBGR 1555 format, [15:0] x:B:G:R 1:5:5:5 little endian
	WlShmFormatRgbx5551             WlShmFormat = 0x35315852 // 16-bit RGBx 5551 format, [15:0] R:G:B:x 5:5:5:1 little endian
	WlShmFormatBgrx5551             WlShmFormat = 0x35315842 // 16-bit BGRx 5551 format, [15:0] B:G:R:x 5:5:5:1 little endian
	WlShmFormatArgb1555             WlShmFormat = 0x35315241 // 16-bit ARGB 1555 format, [15:0] A:R:G:B 1:5:5:5 little endian
	WlShmFormatAbgr1555             WlShmFormat = 0x35314241 // 16-bit ABGR 1555 format, [15:0] A:B:G:R 1:5:5:5 little endian
	WlShmFormatRgba5551             WlShmFormat = 0x35314152 // 16-bit RGBA 5551 format, [15:0] R:G:B:A 5:5:5:1 little endian
	WlShmFormatBgra5551             WlShmFormat = 0x35314142 // 16-bit BGRA 5551 format, [15:0] B:G:R:A 5:5:5:1 little endian
	WlShmFormatRgb565               WlShmFormat = 0x36314752 // 16-bit RGB 565 format, [15:0] R:G:B 5:6:5 little endian
	WlShmFormatBgr565               WlShmFormat = 0x36314742 // 16-bit BGR 565 format, [15:0] B:G:R 5:6:5 little endian
	WlShmFormatRgb888               WlShmFormat = 0x34324752 // 24-bit RGB format, [23:0] R:G:B little endian
	WlShmFormatBgr888               WlShmFormat = 0x34324742 // 24-bit BGR format, [23:0] B:G:R little endian
	WlShmFormatXbgr8888             WlShmFormat = 0x34324258 // 32-bit xBGR format, [31:0] x:B:G:R 8:8:8:8 little endian
	WlShmFormatRgbx8888             WlShmFormat = 0x34325852 // 32-bit RGBx format, [31:0] R:G:B:x 8:8:8:8 little endian
	WlShmFormatBgrx8888             WlShmFormat = 0x34325842 // 32-bit BGRx format, [31:0] B:G:R:x 8:8:8:8 little endian
	WlShmFormatAbgr8888             WlShmFormat = 0x34324241 // 32-bit ABGR format, [31:0] A:B:G:R 8:8:8:8 little endian
	WlShmFormatRgba8888             WlShmFormat = 0x34324152 // 32-bit RGBA format, [31:0] R:G:B:A 8:8:8:8 little endian
	WlShmFormatBgra8888             WlShmFormat = 0x34324142 // 32-bit BGRA format, [31:0] B:G:R:A 8:8:8:8 little endian
	WlShmFormatXrgb2101010          WlShmFormat = 0x30335258 // 32-bit xRGB format, [31:0] x:R:G:B 2:10:10:10 little endian
	WlShmFormatXbgr2101010          WlShmFormat = 0x30334258 // 32-bit xBGR format, [31:0] x:B:G:R 2:10:10:10 little endian
	WlShmFormatRgbx1010102          WlShmFormat = 0x30335852 // 32-bit RGBx format, [31:0] R:G:B:x 10:10:10:2 little endian
	WlShmFormatBgrx1010102          WlShmFormat = 0x30335842 // 32-bit BGRx format, [31:0] B:G:R:x 10:10:10:2 little endian
	WlShmFormatArgb2101010          WlShmFormat = 0x30335241 // 32-bit ARGB format, [31:0] A:R:G:B 2:10:10:10 little endian
	WlShmFormatAbgr2101010          WlShmFormat = 0x30334241 // 32-bit ABGR format, [31:0] A:B:G:R 2:10:10:10 little endian
	WlShmFormatRgba1010102          WlShmFormat = 0x30334152 // 32-bit RGBA format, [31:0] R:G:B:A 10:10:10:2 little endian
	WlShmFormatBgra1010102          WlShmFormat = 0x30334142 // 32-bit BGRA format, [31:0] B:G:R:A 10:10:10:2 little endian
	WlShmFormatYuyv                 WlShmFormat = 0x56595559 // packed YCbCr format, [31:0] Cr0:Y1:Cb0:Y0 8:8:8:8 little endian
	WlShmFormatYvyu                 WlShmFormat = 0x55595659 // packed YCbCr format, [31:0] Cb0:Y1:Cr0:Y0 8:8:8:8 little endian
	WlShmFormatUyvy                 WlShmFormat = 0x59565955 // packed YCbCr format, [31:0] Y1:Cr0:Y0:Cb0 8:8:8:8 little endian
	WlShmFormatVyuy                 WlShmFormat = 0x59555956 // packed YCbCr format, [31:0] Y1:Cb0:Y0:Cr0 8:8:8:8 little endian
	WlShmFormatAyuv                 WlShmFormat = 0x56555941 // packed AYCbCr format, [31:0] A:Y:Cb:Cr 8:8:8:8 little endian
	WlShmFormatNv12                 WlShmFormat = 0x3231564e // 2 plane YCbCr Cr:Cb format, 2x2 subsampled Cr:Cb plane
	WlShmFormatNv21                 WlShmFormat = 0x3132564e // 2 plane YCbCr Cb:Cr format, 2x2 subsampled Cb:Cr plane
	WlShmFormatNv16                 WlShmFormat = 0x3631564e // 2 plane YCbCr Cr:Cb format, 2x1 subsampled Cr:Cb plane
	WlShmFormatNv61                 WlShmFormat = 0x3136564e // 2 plane YCbCr Cb:Cr format, 2x1 subsampled Cb:Cr plane
	WlShmFormatYuv410               WlShmFormat = 0x39565559 // 3 plane YCbCr format, 4x4 subsampled Cb (1) and Cr (2) planes
	WlShmFormatYvu410               WlShmFormat = 0x39555659 // 3 plane YCbCr format, 4x4 subsampled Cr (1) and Cb (2) planes
	WlShmFormatYuv411               WlShmFormat = 0x31315559 // 3 plane YCbCr format, 4x1 subsampled Cb (1) and Cr (2) planes
	WlShmFormatYvu411               WlShmFormat = 0x31315659 // 3 plane YCbCr format, 4x1 subsampled Cr (1) and Cb (2) planes
	WlShmFormatYuv420               WlShmFormat = 0x32315559 // 3 plane YCbCr format, 2x2 subsampled Cb (1) and Cr (2) planes
	WlShmFormatYvu420               WlShmFormat = 0x32315659 // 3 plane YCbCr format, 2x2 subsampled Cr (1) and Cb (2) planes
	WlShmFormatYuv422               WlShmFormat = 0x36315559 // 3 plane YCbCr format, 2x1 subsampled Cb (1) and Cr (2) planes
	WlShmFormatYvu422               WlShmFormat = 0x36315659 // 3 plane YCbCr format, 2x1 subsampled Cr (1) and Cb (2) planes
	WlShmFormatYuv444               WlShmFormat = 0x34325559 // 3 plane YCbCr format, non-subsampled Cb (1) and Cr (2) planes
	WlShmFormatYvu444               WlShmFormat = 0x34325659 // 3 plane YCbCr format, non-subsampled Cr (1) and Cb (2) planes
	WlShmFormatR8                   WlShmFormat = 0x20203852 // [7:0] R
	WlShmFormatR16                  WlShmFormat = 0x20363152 // [15:0] R little endian
	WlShmFormatRg88                 WlShmFormat = 0x38384752 // [15:0] R:G 8:8 little endian
	WlShmFormatGr88                 WlShmFormat = 0x38385247 // [15:0] G:R 8:8 little endian
	WlShmFormatRg1616               WlShmFormat = 0x32334752 // [31:0] R:G 16:16 little endian
	WlShmFormatGr1616               WlShmFormat = 0x32335247 // [31:0] G:R 16:16 little endian
	WlShmFormatXrgb16161616f        WlShmFormat = 0x48345258 // [63:0] x:R:G:B 16:16:16:16 little endian
	WlShmFormatXbgr16161616f        WlShmFormat = 0x48344258 // [63:0] x:B:G:R 16:16:16:16 little endian
	WlShmFormatArgb16161616f        WlShmFormat = 0x48345241 // [63:0] A:R:G:B 16:16:16:16 little endian
	WlShmFormatAbgr16161616f        WlShmFormat = 0x48344241 // [63:0] A:B:G:R 16:16:16:16 little endian
	WlShmFormatXyuv8888             WlShmFormat = 0x56555958 // [31:0] X:Y:Cb:Cr 8:8:8:8 little endian
	WlShmFormatVuy888               WlShmFormat = 0x34325556 // [23:0] Cr:Cb:Y 8:8:8 little endian
	WlShmFormatVuy101010            WlShmFormat = 0x30335556 // Y followed by U then V, 10:10:10. Non-linear modifier only
	WlShmFormatY210                 WlShmFormat = 0x30313259 // [63:0] Cr0:0:Y1:0:Cb0:0:Y0:0 10:6:10:6:10:6:10:6 little endian per 2 Y pixels
	WlShmFormatY212                 WlShmFormat = 0x32313259 // [63:0] Cr0:0:Y1:0:Cb0:0:Y0:0 12:4:12:4:12:4:12:4 little endian per 2 Y pixels
	WlShmFormatY216                 WlShmFormat = 0x36313259 // [63:0] Cr0:Y1:Cb0:Y0 16:16:16:16 little endian per 2 Y pixels
	WlShmFormatY410                 WlShmFormat = 0x30313459 // [31:0] A:Cr:Y:Cb 2:10:10:10 little endian
	WlShmFormatY412                 WlShmFormat = 0x32313459 // [63:0] A:0:Cr:0:Y:0:Cb:0 12:4:12:4:12:4:12:4 little endian
	WlShmFormatY416                 WlShmFormat = 0x36313459 // [63:0] A:Cr:Y:Cb 16:16:16:16 little endian
	WlShmFormatXvyu2101010          WlShmFormat = 0x30335658 // [31:0] X:Cr:Y:Cb 2:10:10:10 little endian
	WlShmFormatXvyu1216161616       WlShmFormat = 0x36335658 // [63:0] X:0:Cr:0:Y:0:Cb:0 12:4:12:4:12:4:12:4 little endian
	WlShmFormatXvyu16161616         WlShmFormat = 0x38345658 // [63:0] X:Cr:Y:Cb 16:16:16:16 little endian
	WlShmFormatY0l0                 WlShmFormat = 0x304c3059 // [63:0] A3:A2:Y3:0:Cr0:0:Y2:0:A1:A0:Y1:0:Cb0:0:Y0:0 1:1:8:2:8:2:8:2:1:1:8:2:8:2:8:2 little endian
	WlShmFormatX0l0                 WlShmFormat = 0x304c3058 // [63:0] X3:X2:Y3:0:Cr0:0:Y2:0:X1:X0:Y1:0:Cb0:0:Y0:0 1:1:8:2:8:2:8:2:1:1:8:2:8:2:8:2 little endian
	WlShmFormatY0l2                 WlShmFormat = 0x324c3059 // [63:0] A3:A2:Y3:Cr0:Y2:A1:A0:Y1:Cb0:Y0 1:1:10:10:10:1:1:10:10:10 little endian
	WlShmFormatX0l2                 WlShmFormat = 0x324c3058 // [63:0] X3:X2:Y3:Cr0:Y2:X1:X0:Y1:Cb0:Y0 1:1:10:10:10:1:1:10:10:10 little endian
	WlShmFormatYuv4208bit           WlShmFormat = 0x38305559
	WlShmFormatYuv42010bit          WlShmFormat = 0x30315559
	WlShmFormatXrgb8888A8           WlShmFormat = 0x38415258
	WlShmFormatXbgr8888A8           WlShmFormat = 0x38414258
	WlShmFormatRgbx8888A8           WlShmFormat = 0x38415852
	WlShmFormatBgrx8888A8           WlShmFormat = 0x38415842
	WlShmFormatRgb888A8             WlShmFormat = 0x38413852
	WlShmFormatBgr888A8             WlShmFormat = 0x38413842
	WlShmFormatRgb565A8             WlShmFormat = 0x38413552
	WlShmFormatBgr565A8             WlShmFormat = 0x38413542
	WlShmFormatNv24                 WlShmFormat = 0x3432564e // non-subsampled Cr:Cb plane
	WlShmFormatNv42                 WlShmFormat = 0x3234564e // non-subsampled Cb:Cr plane
	WlShmFormatP210                 WlShmFormat = 0x30313250 // 2x1 subsampled Cr:Cb plane, 10 bit per channel
	WlShmFormatP010                 WlShmFormat = 0x30313050 // 2x2 subsampled Cr:Cb plane 10 bits per channel
	WlShmFormatP012                 WlShmFormat = 0x32313050 // 2x2 subsampled Cr:Cb plane 12 bits per channel
	WlShmFormatP016                 WlShmFormat = 0x36313050 // 2x2 subsampled Cr:Cb plane 16 bits per channel
	WlShmFormatAxbxgxrx106106106106 WlShmFormat = 0x30314241 // [63:0] A:x:B:x:G:x:R:x 10:6:10:6:10:6:10:6 little endian
	WlShmFormatNv15                 WlShmFormat = 0x3531564e // 2x2 subsampled Cr:Cb plane
	WlShmFormatQ410                 WlShmFormat = 0x30313451
	WlShmFormatQ401                 WlShmFormat = 0x31303451
	WlShmFormatXrgb16161616         WlShmFormat = 0x38345258 // [63:0] x:R:G:B 16:16:16:16 little endian
	WlShmFormatXbgr16161616         WlShmFormat = 0x38344258 // [63:0] x:B:G:R 16:16:16:16 little endian
	WlShmFormatArgb16161616         WlShmFormat = 0x38345241 // [63:0] A:R:G:B 16:16:16:16 little endian
	WlShmFormatAbgr16161616         WlShmFormat = 0x38344241 // [63:0] A:B:G:R 16:16:16:16 little endian
	WlShmFormatC1                   WlShmFormat = 0x20203143 // [7:0] C0:C1:C2:C3:C4:C5:C6:C7 1:1:1:1:1:1:1:1 eight pixels/byte
	WlShmFormatC2                   WlShmFormat = 0x20203243 // [7:0] C0:C1:C2:C3 2:2:2:2 four pixels/byte
	WlShmFormatC4                   WlShmFormat = 0x20203443 // [7:0] C0:C1 4:4 two pixels/byte
	WlShmFormatD1                   WlShmFormat = 0x20203144 // [7:0] D0:D1:D2:D3:D4:D5:D6:D7 1:1:1:1:1:1:1:1 eight pixels/byte
	WlShmFormatD2                   WlShmFormat = 0x20203244 // [7:0] D0:D1:D2:D3 2:2:2:2 four pixels/byte
	WlShmFormatD4                   WlShmFormat = 0x20203444 // [7:0] D0:D1 4:4 two pixels/byte
	WlShmFormatD8                   WlShmFormat = 0x20203844 // [7:0] D
	WlShmFormatR1                   WlShmFormat = 0x20203152 // [7:0] R0:R1:R2:R3:R4:R5:R6:R7 1:1:1:1:1:1:1:1 eight pixels/byte
	WlShmFormatR2                   WlShmFormat = 0x20203252 // [7:0] R0:R1:R2:R3 2:2:2:2 four pixels/byte
	WlShmFormatR4                   WlShmFormat = 0x20203452 // [7:0] R0:R1 4:4 two pixels/byte
	WlShmFormatR10                  WlShmFormat = 0x20303152 // [15:0] x:R 6:10 little endian
	WlShmFormatR12                  WlShmFormat = 0x20323152 // [15:0] x:R 4:12 little endian
	WlShmFormatAvuy8888             WlShmFormat = 0x59555641 // [31:0] A:Cr:Cb:Y 8:8:8:8 little endian
	WlShmFormatXvuy8888             WlShmFormat = 0x59555658 // [31:0] X:Cr:Cb:Y 8:8:8:8 little endian
	WlShmFormatP030                 WlShmFormat = 0x30333050 // 2x2 subsampled Cr:Cb plane 10 bits per channel packed
)

// Valid reports whether v is one of the values above, of any version.
func (v WlShmFormat) Valid() bool {
	switch v {
	case WlShmFormatArgb8888,
		WlShmFormatXrgb8888,
		WlShmFormatC8,
		WlShmFormatRgb332,
		WlShmFormatBgr233,
		WlShmFormatXrgb4444,
		WlShmFormatXbgr4444,
		WlShmFormatRgbx4444,
		WlShmFormatBgrx4444,
		WlShmFormatArgb4444,
		WlShmFormatAbgr4444,
		WlShmFormatRgba4444,
		WlShmFormatBgra4444,
		WlShmFormatXrgb1555,
		WlShmFormatXbgr1555,
		WlShmFormatRgbx5551,
		WlShmFormatBgrx5551,
		WlShmFormatArgb1555,
		WlShmFormatAbgr1555,
		WlShmFormatRgba5551,
		WlShmFormatBgra5551,
		WlShmFormatRgb565,
		WlShmFormatBgr565,
		WlShmFormatRgb888,
		WlShmFormatBgr888,
		WlShmFormatXbgr8888,
		WlShmFormatRgbx8888,
		WlShmFormatBgrx8888,
		WlShmFormatAbgr8888,
		WlShmFormatRgba8888,
		WlShmFormatBgra8888,
		WlShmFormatXrgb2101010,
		WlShmFormatXbgr2101010,
		WlShmFormatRgbx1010102,
		WlShmFormatBgrx1010102,
		WlShmFormatArgb2101010,
		WlShmFormatAbgr2101010,
		WlShmFormatRgba1010102,
		WlShmFormatBgra1010102,
		WlShmFormatYuyv,
		WlShmFormatYvyu,
		WlShmFormatUyvy,
		WlShmFormatVyuy,
		WlShmFormatAyuv,
		WlShmFormatNv12,
		WlShmFormatNv21,
		WlShmFormatNv16,
		WlShmFormatNv61,
		WlShmFormatYuv410,
		WlShmFormatYvu410,
		WlShmFormatYuv411,
		WlShmFormatYvu411,
		WlShmFormatYuv420,
		WlShmFormatYvu420,
		WlShmFormatYuv422,
		WlShmFormatYvu422,
		WlShmFormatYuv444,
		WlShmFormatYvu444,
		WlShmFormatR8,
		WlShmFormatR16,
		WlShmFormatRg88,
		WlShmFormatGr88,
		WlShmFormatRg1616,
		WlShmFormatGr1616,
		WlShmFormatXrgb16161616f,
		WlShmFormatXbgr16161616f,
		WlShmFormatArgb16161616f,
		WlShmFormatAbgr16161616f,
		WlShmFormatXyuv8888,
		WlShmFormatVuy888,
		WlShmFormatVuy101010,
		WlShmFormatY210,
		WlShmFormatY212,
		WlShmFormatY216,
		WlShmFormatY410,
		WlShmFormatY412,
		WlShmFormatY416,
		WlShmFormatXvyu2101010,
		WlShmFormatXvyu1216161616,
		WlShmFormatXvyu16161616,
		WlShmFormatY0l0,
		WlShmFormatX0l0,
		WlShmFormatY0l2,
		WlShmFormatX0l2,
		WlShmFormatYuv4208bit,
		WlShmFormatYuv42010bit,
		WlShmFormatXrgb8888A8,
		WlShmFormatXbgr8888A8,
		WlShmFormatRgbx8888A8,
		WlShmFormatBgrx8888A8,
		WlShmFormatRgb888A8,
		WlShmFormatBgr888A8,
		WlShmFormatRgb565A8,
		WlShmFormatBgr565A8,
		WlShmFormatNv24,
		WlShmFormatNv42,
		WlShmFormatP210,
		WlShmFormatP010,
		WlShmFormatP012,
		WlShmFormatP016,
		WlShmFormatAxbxgxrx106106106106,
		WlShmFormatNv15,
		WlShmFormatQ410,
		WlShmFormatQ401,
		WlShmFormatXrgb16161616,
		WlShmFormatXbgr16161616,
		WlShmFormatArgb16161616,
		WlShmFormatAbgr16161616,
		WlShmFormatC1,
		WlShmFormatC2,
		WlShmFormatC4,
		WlShmFormatD1,
		WlShmFormatD2,
		WlShmFormatD4,
		WlShmFormatD8,
		WlShmFormatR1,
		WlShmFormatR2,
		WlShmFormatR4,
		WlShmFormatR10,
		WlShmFormatR12,
		WlShmFormatAvuy8888,
		WlShmFormatXvuy8888,
		WlShmFormatP030:
		return true
	}
	return false
}

// WlShm is the server's handle of a wl_shm: shared memory support.
type WlShm struct{ *wlwire.Resource }

// WlShmRequests is implemented by the handler of a WlShm.
type WlShmRequests interface {
	// CreatePool is request create_pool: create a shm pool.
	CreatePool(r WlShm, id WlShmPool, fd int, size int32) error
	// Release is destructor request release, since version 2: release the shm object.
	Release(r WlShm) error
}

// SetHandler sets the receiver of r's requests.
func (r WlShm) SetHandler(h WlShmRequests) { r.Resource.SetHandler(h) }

func dispatchWlShmRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlShmRequests)
	switch op {
	case 0:
		id := WlShmPool{a.NewID(WlShmPoolInterface)}
		fd := a.FD()
		size := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.CreatePool(WlShm{r}, id, fd, size)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Release(WlShm{r})
	}
	return nil
}

// SendFormat sends event format: pixel format description.
func (r WlShm) SendFormat(format WlShmFormat) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(uint32(format))
		e.End()
	}
}

// WlBufferInterface describes wl_buffer.
var WlBufferInterface = &wlwire.Interface{Name: "wl_buffer", Version: 1}

// WlBuffer is the server's handle of a wl_buffer: content for a wl_surface.
type WlBuffer struct{ *wlwire.Resource }

// WlBufferRequests is implemented by the handler of a WlBuffer.
type WlBufferRequests interface {
	// Destroy is destructor request destroy: destroy a buffer.
	Destroy(r WlBuffer) error
}

// SetHandler sets the receiver of r's requests.
func (r WlBuffer) SetHandler(h WlBufferRequests) { r.Resource.SetHandler(h) }

func dispatchWlBufferRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlBufferRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlBuffer{r})
	}
	return nil
}

// SendRelease sends event release: compositor releases buffer.
func (r WlBuffer) SendRelease() {
	e := r.BeginEvent(0)
	if e != nil {
		e.End()
	}
}

// WlDataOfferInterface describes wl_data_offer.
var WlDataOfferInterface = &wlwire.Interface{Name: "wl_data_offer", Version: 3}

// WlDataOfferError is.
type WlDataOfferError uint32

// The values of WlDataOfferError.
const (
	WlDataOfferErrorInvalidFinish     WlDataOfferError = 0 // finish request was called untimely
	WlDataOfferErrorInvalidActionMask WlDataOfferError = 1 // action mask contains invalid values
	WlDataOfferErrorInvalidAction     WlDataOfferError = 2 // action argument has an invalid value
	WlDataOfferErrorInvalidOffer      WlDataOfferError = 3 // offer doesn't accept this request
)

// Valid reports whether v is one of the values above, of any version.
func (v WlDataOfferError) Valid() bool {
	switch v {
	case WlDataOfferErrorInvalidFinish,
		WlDataOfferErrorInvalidActionMask,
		WlDataOfferErrorInvalidAction,
		WlDataOfferErrorInvalidOffer:
		return true
	}
	return false
}

// WlDataOffer is the server's handle of a wl_data_offer: offer to transfer data.
type WlDataOffer struct{ *wlwire.Resource }

// WlDataOfferRequests is implemented by the handler of a WlDataOffer.
type WlDataOfferRequests interface {
	// Accept is request accept: accept one of the offered mime types.
	Accept(r WlDataOffer, serial uint32, mimeType string) error
	// Receive is request receive: request that the data is transferred.
	Receive(r WlDataOffer, mimeType string, fd int) error
	// Destroy is destructor request destroy: destroy data offer.
	Destroy(r WlDataOffer) error
	// Finish is request finish, since version 3: the offer will no longer be used.
	Finish(r WlDataOffer) error
	// SetActions is request set_actions, since version 3: set the available/preferred drag-and-drop actions.
	SetActions(r WlDataOffer, dndActions WlDataDeviceManagerDndAction, preferredAction WlDataDeviceManagerDndAction) error
}

// SetHandler sets the receiver of r's requests.
func (r WlDataOffer) SetHandler(h WlDataOfferRequests) { r.Resource.SetHandler(h) }

func dispatchWlDataOfferRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlDataOfferRequests)
	switch op {
	case 0:
		serial := a.Uint()
		mimeType := a.String(true)
		if !a.Done() {
			return a.Err()
		}
		return h.Accept(WlDataOffer{r}, serial, mimeType)
	case 1:
		mimeType := a.String(false)
		fd := a.FD()
		if !a.Done() {
			return a.Err()
		}
		return h.Receive(WlDataOffer{r}, mimeType, fd)
	case 2:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlDataOffer{r})
	case 3:
		if !a.Done() {
			return a.Err()
		}
		return h.Finish(WlDataOffer{r})
	case 4:
		dndActions := WlDataDeviceManagerDndAction(a.Uint())
		preferredAction := WlDataDeviceManagerDndAction(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetActions(WlDataOffer{r}, dndActions, preferredAction)
	}
	return nil
}

// SendOffer sends event offer: advertise offered mime type.
func (r WlDataOffer) SendOffer(mimeType string) {
	e := r.BeginEvent(0)
	if e != nil {
		e.String(mimeType, false)
		e.End()
	}
}

// SendSourceActions sends event source_actions, since version 3: notify the source-side available actions.
func (r WlDataOffer) SendSourceActions(sourceActions WlDataDeviceManagerDndAction) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(uint32(sourceActions))
		e.End()
	}
}

// SendAction sends event action, since version 3: notify the selected action.
func (r WlDataOffer) SendAction(dndAction WlDataDeviceManagerDndAction) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Uint(uint32(dndAction))
		e.End()
	}
}

// WlDataSourceInterface describes wl_data_source.
var WlDataSourceInterface = &wlwire.Interface{Name: "wl_data_source", Version: 3}

// WlDataSourceError is.
type WlDataSourceError uint32

// The values of WlDataSourceError.
const (
	WlDataSourceErrorInvalidActionMask WlDataSourceError = 0 // action mask contains invalid values
	WlDataSourceErrorInvalidSource     WlDataSourceError = 1 // source doesn't accept this request
)

// Valid reports whether v is one of the values above, of any version.
func (v WlDataSourceError) Valid() bool {
	switch v {
	case WlDataSourceErrorInvalidActionMask,
		WlDataSourceErrorInvalidSource:
		return true
	}
	return false
}

// WlDataSource is the server's handle of a wl_data_source: offer to transfer data.
type WlDataSource struct{ *wlwire.Resource }

// WlDataSourceRequests is implemented by the handler of a WlDataSource.
type WlDataSourceRequests interface {
	// Offer is request offer: add an offered mime type.
	Offer(r WlDataSource, mimeType string) error
	// Destroy is destructor request destroy: destroy the data source.
	Destroy(r WlDataSource) error
	// SetActions is request set_actions, since version 3: set the available drag-and-drop actions.
	SetActions(r WlDataSource, dndActions WlDataDeviceManagerDndAction) error
}

// SetHandler sets the receiver of r's requests.
func (r WlDataSource) SetHandler(h WlDataSourceRequests) { r.Resource.SetHandler(h) }

func dispatchWlDataSourceRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlDataSourceRequests)
	switch op {
	case 0:
		mimeType := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		return h.Offer(WlDataSource{r}, mimeType)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlDataSource{r})
	case 2:
		dndActions := WlDataDeviceManagerDndAction(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetActions(WlDataSource{r}, dndActions)
	}
	return nil
}

// SendTarget sends event target: a target accepts an offered mime type.
func (r WlDataSource) SendTarget(mimeType string) {
	e := r.BeginEvent(0)
	if e != nil {
		e.String(mimeType, true)
		e.End()
	}
}

// SendSend sends event send: send the data.
func (r WlDataSource) SendSend(mimeType string, fd int) {
	e := r.BeginEvent(1)
	if e != nil {
		e.String(mimeType, false)
		e.FD(fd)
		e.End()
	} else if r.Resource != nil {
		r.Table().CloseFD(fd)
	}
}

// SendCancelled sends event cancelled: selection was cancelled.
func (r WlDataSource) SendCancelled() {
	e := r.BeginEvent(2)
	if e != nil {
		e.End()
	}
}

// SendDndDropPerformed sends event dnd_drop_performed, since version 3: the drag-and-drop operation physically finished.
func (r WlDataSource) SendDndDropPerformed() {
	e := r.BeginEvent(3)
	if e != nil {
		e.End()
	}
}

// SendDndFinished sends event dnd_finished, since version 3: the drag-and-drop operation concluded.
func (r WlDataSource) SendDndFinished() {
	e := r.BeginEvent(4)
	if e != nil {
		e.End()
	}
}

// SendAction sends event action, since version 3: notify the selected action.
func (r WlDataSource) SendAction(dndAction WlDataDeviceManagerDndAction) {
	e := r.BeginEvent(5)
	if e != nil {
		e.Uint(uint32(dndAction))
		e.End()
	}
}

// WlDataDeviceInterface describes wl_data_device.
var WlDataDeviceInterface = &wlwire.Interface{Name: "wl_data_device", Version: 3}

// WlDataDeviceError is.
type WlDataDeviceError uint32

// The values of WlDataDeviceError.
const (
	WlDataDeviceErrorRole       WlDataDeviceError = 0 // given wl_surface has another role
	WlDataDeviceErrorUsedSource WlDataDeviceError = 1 // source has already been used
)

// Valid reports whether v is one of the values above, of any version.
func (v WlDataDeviceError) Valid() bool {
	switch v {
	case WlDataDeviceErrorRole,
		WlDataDeviceErrorUsedSource:
		return true
	}
	return false
}

// WlDataDevice is the server's handle of a wl_data_device: data transfer device.
type WlDataDevice struct{ *wlwire.Resource }

// WlDataDeviceRequests is implemented by the handler of a WlDataDevice.
type WlDataDeviceRequests interface {
	// StartDrag is request start_drag: start drag-and-drop operation.
	StartDrag(r WlDataDevice, source WlDataSource, origin WlSurface, icon WlSurface, serial uint32) error
	// SetSelection is request set_selection: copy data to the selection.
	SetSelection(r WlDataDevice, source WlDataSource, serial uint32) error
	// Release is destructor request release, since version 2: destroy data device.
	Release(r WlDataDevice) error
}

// SetHandler sets the receiver of r's requests.
func (r WlDataDevice) SetHandler(h WlDataDeviceRequests) { r.Resource.SetHandler(h) }

func dispatchWlDataDeviceRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlDataDeviceRequests)
	switch op {
	case 0:
		source := WlDataSource{a.Object(WlDataSourceInterface, true)}
		origin := WlSurface{a.Object(WlSurfaceInterface, false)}
		icon := WlSurface{a.Object(WlSurfaceInterface, true)}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.StartDrag(WlDataDevice{r}, source, origin, icon, serial)
	case 1:
		source := WlDataSource{a.Object(WlDataSourceInterface, true)}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.SetSelection(WlDataDevice{r}, source, serial)
	case 2:
		if !a.Done() {
			return a.Err()
		}
		return h.Release(WlDataDevice{r})
	}
	return nil
}

// SendDataOffer sends event data_offer: introduce a new wl_data_offer.
func (r WlDataDevice) SendDataOffer() WlDataOffer {
	e := r.BeginEvent(0)
	if e != nil {
		e.NewID(WlDataOfferInterface)
		e.End()
	}
	return WlDataOffer{e.Made(r.Resource, WlDataOfferInterface)}
}

// SendEnter sends event enter: initiate drag-and-drop session.
func (r WlDataDevice) SendEnter(serial uint32, surface WlSurface, x wlwire.Fixed, y wlwire.Fixed, id WlDataOffer) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(serial)
		e.Object(surface.Resource, false)
		e.Fixed(x)
		e.Fixed(y)
		e.Object(id.Resource, true)
		e.End()
	}
}

// SendLeave sends event leave: end drag-and-drop session.
func (r WlDataDevice) SendLeave() {
	e := r.BeginEvent(2)
	if e != nil {
		e.End()
	}
}

// SendMotion sends event motion: drag-and-drop session motion.
func (r WlDataDevice) SendMotion(time uint32, x wlwire.Fixed, y wlwire.Fixed) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Uint(time)
		e.Fixed(x)
		e.Fixed(y)
		e.End()
	}
}

// SendDrop sends event drop: end drag-and-drop session successfully.
func (r WlDataDevice) SendDrop() {
	e := r.BeginEvent(4)
	if e != nil {
		e.End()
	}
}

// SendSelection sends event selection: advertise new selection.
func (r WlDataDevice) SendSelection(id WlDataOffer) {
	e := r.BeginEvent(5)
	if e != nil {
		e.Object(id.Resource, true)
		e.End()
	}
}

// WlDataDeviceManagerInterface describes wl_data_device_manager.
var WlDataDeviceManagerInterface = &wlwire.Interface{Name: "wl_data_device_manager", Version: 3}

// WlDataDeviceManagerDndAction is drag and drop actions.
type WlDataDeviceManagerDndAction uint32

// The values of WlDataDeviceManagerDndAction.
const (
	WlDataDeviceManagerDndActionNone WlDataDeviceManagerDndAction = 0 // no action
	WlDataDeviceManagerDndActionCopy WlDataDeviceManagerDndAction = 1 // copy action
	WlDataDeviceManagerDndActionMove WlDataDeviceManagerDndAction = 2 // move action
	WlDataDeviceManagerDndActionAsk  WlDataDeviceManagerDndAction = 4 // ask action
)

// Valid reports whether v has no bits besides those above.
func (v WlDataDeviceManagerDndAction) Valid() bool {
	return v&^(WlDataDeviceManagerDndActionNone|WlDataDeviceManagerDndActionCopy|WlDataDeviceManagerDndActionMove|WlDataDeviceManagerDndActionAsk) == 0
}

// WlDataDeviceManager is the server's handle of a wl_data_device_manager: data transfer interface.
type WlDataDeviceManager struct{ *wlwire.Resource }

// WlDataDeviceManagerRequests is implemented by the handler of a WlDataDeviceManager.
type WlDataDeviceManagerRequests interface {
	// CreateDataSource is request create_data_source: create a new data source.
	CreateDataSource(r WlDataDeviceManager, id WlDataSource) error
	// GetDataDevice is request get_data_device: create a new data device.
	GetDataDevice(r WlDataDeviceManager, id WlDataDevice, seat WlSeat) error
}

// SetHandler sets the receiver of r's requests.
func (r WlDataDeviceManager) SetHandler(h WlDataDeviceManagerRequests) { r.Resource.SetHandler(h) }

func dispatchWlDataDeviceManagerRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlDataDeviceManagerRequests)
	switch op {
	case 0:
		id := WlDataSource{a.NewID(WlDataSourceInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.CreateDataSource(WlDataDeviceManager{r}, id)
	case 1:
		id := WlDataDevice{a.NewID(WlDataDeviceInterface)}
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetDataDevice(WlDataDeviceManager{r}, id, seat)
	}
	return nil
}

// WlShellInterface describes wl_shell.
var WlShellInterface = &wlwire.Interface{Name: "wl_shell", Version: 1}

// WlShellError is.
type WlShellError uint32

// The values of WlShellError.
const (
	WlShellErrorRole WlShellError = 0 // given wl_surface has another role
)

// Valid reports whether v is one of the values above, of any version.
func (v WlShellError) Valid() bool {
	switch v {
	case WlShellErrorRole:
		return true
	}
	return false
}

// WlShell is the server's handle of a wl_shell: create desktop-style surfaces.
type WlShell struct{ *wlwire.Resource }

// WlShellRequests is implemented by the handler of a WlShell.
type WlShellRequests interface {
	// GetShellSurface is request get_shell_surface: create a shell surface from a surface.
	GetShellSurface(r WlShell, id WlShellSurface, surface WlSurface) error
}

// SetHandler sets the receiver of r's requests.
func (r WlShell) SetHandler(h WlShellRequests) { r.Resource.SetHandler(h) }

func dispatchWlShellRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlShellRequests)
	switch op {
	case 0:
		id := WlShellSurface{a.NewID(WlShellSurfaceInterface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetShellSurface(WlShell{r}, id, surface)
	}
	return nil
}

// WlShellSurfaceInterface describes wl_shell_surface.
var WlShellSurfaceInterface = &wlwire.Interface{Name: "wl_shell_surface", Version: 1}

// WlShellSurfaceResize is edge values for resizing.
type WlShellSurfaceResize uint32

// The values of WlShellSurfaceResize.
const (
	WlShellSurfaceResizeNone        WlShellSurfaceResize = 0  // no edge
	WlShellSurfaceResizeTop         WlShellSurfaceResize = 1  // top edge
	WlShellSurfaceResizeBottom      WlShellSurfaceResize = 2  // bottom edge
	WlShellSurfaceResizeLeft        WlShellSurfaceResize = 4  // left edge
	WlShellSurfaceResizeTopLeft     WlShellSurfaceResize = 5  // top and left edges
	WlShellSurfaceResizeBottomLeft  WlShellSurfaceResize = 6  // bottom and left edges
	WlShellSurfaceResizeRight       WlShellSurfaceResize = 8  // right edge
	WlShellSurfaceResizeTopRight    WlShellSurfaceResize = 9  // top and right edges
	WlShellSurfaceResizeBottomRight WlShellSurfaceResize = 10 // bottom and right edges
)

// Valid reports whether v has no bits besides those above.
func (v WlShellSurfaceResize) Valid() bool {
	return v&^(WlShellSurfaceResizeNone|WlShellSurfaceResizeTop|WlShellSurfaceResizeBottom|WlShellSurfaceResizeLeft|WlShellSurfaceResizeTopLeft|WlShellSurfaceResizeBottomLeft|WlShellSurfaceResizeRight|WlShellSurfaceResizeTopRight|WlShellSurfaceResizeBottomRight) == 0
}

// WlShellSurfaceTransient is details of transient behaviour.
type WlShellSurfaceTransient uint32

// The values of WlShellSurfaceTransient.
const (
	WlShellSurfaceTransientInactive WlShellSurfaceTransient = 0x1 // do not set keyboard focus
)

// Valid reports whether v has no bits besides those above.
func (v WlShellSurfaceTransient) Valid() bool { return v&^(WlShellSurfaceTransientInactive) == 0 }

// WlShellSurfaceFullscreenMethod is different method to set the surface fullscreen.
type WlShellSurfaceFullscreenMethod uint32

// The values of WlShellSurfaceFullscreenMethod.
const (
	WlShellSurfaceFullscreenMethodDefault WlShellSurfaceFullscreenMethod = 0 // no preference, apply default policy
	WlShellSurfaceFullscreenMethodScale   WlShellSurfaceFullscreenMethod = 1 // scale, preserve the surface's aspect ratio and center on output
	WlShellSurfaceFullscreenMethodDriver  WlShellSurfaceFullscreenMethod = 2 // switch output mode to the smallest mode that can fit the surface, add black borders to compensate size mismatch
	WlShellSurfaceFullscreenMethodFill    WlShellSurfaceFullscreenMethod = 3 // no upscaling, center on output and add black borders to compensate size mismatch
)

// Valid reports whether v is one of the values above, of any version.
func (v WlShellSurfaceFullscreenMethod) Valid() bool {
	switch v {
	case WlShellSurfaceFullscreenMethodDefault,
		WlShellSurfaceFullscreenMethodScale,
		WlShellSurfaceFullscreenMethodDriver,
		WlShellSurfaceFullscreenMethodFill:
		return true
	}
	return false
}

// WlShellSurface is the server's handle of a wl_shell_surface: desktop-style metadata interface.
type WlShellSurface struct{ *wlwire.Resource }

// WlShellSurfaceRequests is implemented by the handler of a WlShellSurface.
type WlShellSurfaceRequests interface {
	// Pong is request pong: respond to a ping event.
	Pong(r WlShellSurface, serial uint32) error
	// Move is request move: start an interactive move.
	Move(r WlShellSurface, seat WlSeat, serial uint32) error
	// Resize is request resize: start an interactive resize.
	Resize(r WlShellSurface, seat WlSeat, serial uint32, edges WlShellSurfaceResize) error
	// SetToplevel is request set_toplevel: make the surface a toplevel surface.
	SetToplevel(r WlShellSurface) error
	// SetTransient is request set_transient: make the surface a transient surface.
	SetTransient(r WlShellSurface, parent WlSurface, x int32, y int32, flags WlShellSurfaceTransient) error
	// SetFullscreen is request set_fullscreen: make the surface a fullscreen surface.
	SetFullscreen(r WlShellSurface, method WlShellSurfaceFullscreenMethod, framerate uint32, output WlOutput) error
	// SetPopup is request set_popup: make the surface a popup surface.
	SetPopup(r WlShellSurface, seat WlSeat, serial uint32, parent WlSurface, x int32, y int32, flags WlShellSurfaceTransient) error
	// SetMaximized is request set_maximized: make the surface a maximized surface.
	SetMaximized(r WlShellSurface, output WlOutput) error
	// SetTitle is request set_title: set surface title.
	SetTitle(r WlShellSurface, title string) error
	// SetClass is request set_class: set surface class.
	SetClass(r WlShellSurface, class string) error
}

// SetHandler sets the receiver of r's requests.
func (r WlShellSurface) SetHandler(h WlShellSurfaceRequests) { r.Resource.SetHandler(h) }

func dispatchWlShellSurfaceRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlShellSurfaceRequests)
	switch op {
	case 0:
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.Pong(WlShellSurface{r}, serial)
	case 1:
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.Move(WlShellSurface{r}, seat, serial)
	case 2:
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		serial := a.Uint()
		edges := WlShellSurfaceResize(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.Resize(WlShellSurface{r}, seat, serial, edges)
	case 3:
		if !a.Done() {
			return a.Err()
		}
		return h.SetToplevel(WlShellSurface{r})
	case 4:
		parent := WlSurface{a.Object(WlSurfaceInterface, false)}
		x := a.Int()
		y := a.Int()
		flags := WlShellSurfaceTransient(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetTransient(WlShellSurface{r}, parent, x, y, flags)
	case 5:
		method := WlShellSurfaceFullscreenMethod(a.Uint())
		framerate := a.Uint()
		output := WlOutput{a.Object(WlOutputInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetFullscreen(WlShellSurface{r}, method, framerate, output)
	case 6:
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		serial := a.Uint()
		parent := WlSurface{a.Object(WlSurfaceInterface, false)}
		x := a.Int()
		y := a.Int()
		flags := WlShellSurfaceTransient(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetPopup(WlShellSurface{r}, seat, serial, parent, x, y, flags)
	case 7:
		output := WlOutput{a.Object(WlOutputInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetMaximized(WlShellSurface{r}, output)
	case 8:
		title := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		return h.SetTitle(WlShellSurface{r}, title)
	case 9:
		class := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		return h.SetClass(WlShellSurface{r}, class)
	}
	return nil
}

// SendPing sends event ping: ping client.
func (r WlShellSurface) SendPing(serial uint32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// SendConfigure sends event configure: suggest resize.
func (r WlShellSurface) SendConfigure(edges WlShellSurfaceResize, width int32, height int32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(uint32(edges))
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// SendPopupDone sends event popup_done: popup interaction is done.
func (r WlShellSurface) SendPopupDone() {
	e := r.BeginEvent(2)
	if e != nil {
		e.End()
	}
}

// WlSurfaceInterface describes wl_surface.
var WlSurfaceInterface = &wlwire.Interface{Name: "wl_surface", Version: 6}

// WlSurfaceError is wl_surface error values.
type WlSurfaceError uint32

// The values of WlSurfaceError.
const (
	WlSurfaceErrorInvalidScale      WlSurfaceError = 0 // buffer scale value is invalid
	WlSurfaceErrorInvalidTransform  WlSurfaceError = 1 // buffer transform value is invalid
	WlSurfaceErrorInvalidSize       WlSurfaceError = 2 // buffer size is invalid
	WlSurfaceErrorInvalidOffset     WlSurfaceError = 3 // buffer offset is invalid
	WlSurfaceErrorDefunctRoleObject WlSurfaceError = 4 // surface was destroyed before its role object
)

// Valid reports whether v is one of the values above, of any version.
func (v WlSurfaceError) Valid() bool {
	switch v {
	case WlSurfaceErrorInvalidScale,
		WlSurfaceErrorInvalidTransform,
		WlSurfaceErrorInvalidSize,
		WlSurfaceErrorInvalidOffset,
		WlSurfaceErrorDefunctRoleObject:
		return true
	}
	return false
}

// WlSurface is the server's handle of a wl_surface: an onscreen surface.
type WlSurface struct{ *wlwire.Resource }

// WlSurfaceRequests is implemented by the handler of a WlSurface.
type WlSurfaceRequests interface {
	// Destroy is destructor request destroy: delete surface.
	Destroy(r WlSurface) error
	// Attach is request attach: set the surface contents.
	Attach(r WlSurface, buffer WlBuffer, x int32, y int32) error
	// Damage is request damage: mark part of the surface damaged.
	Damage(r WlSurface, x int32, y int32, width int32, height int32) error
	// Frame is request frame: request a frame throttling hint.
	Frame(r WlSurface, callback WlCallback) error
	// SetOpaqueRegion is request set_opaque_region: set opaque region.
	SetOpaqueRegion(r WlSurface, region WlRegion) error
	// SetInputRegion is request set_input_region: set input region.
	SetInputRegion(r WlSurface, region WlRegion) error
	// Commit is request commit: commit pending surface state.
	Commit(r WlSurface) error
	// SetBufferTransform is request set_buffer_transform, since version 2: sets the buffer transformation.
	SetBufferTransform(r WlSurface, transform WlOutputTransform) error
	// SetBufferScale is request set_buffer_scale, since version 3: sets the buffer scaling factor.
	SetBufferScale(r WlSurface, scale int32) error
	// DamageBuffer is request damage_buffer, since version 4: mark part of the surface damaged using buffer coordinates.
	DamageBuffer(r WlSurface, x int32, y int32, width int32, height int32) error
	// Offset is request offset, since version 5: set the surface contents offset.
	Offset(r WlSurface, x int32, y int32) error
}

// SetHandler sets the receiver of r's requests.
func (r WlSurface) SetHandler(h WlSurfaceRequests) { r.Resource.SetHandler(h) }

func dispatchWlSurfaceRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlSurfaceRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlSurface{r})
	case 1:
		buffer := WlBuffer{a.Object(WlBufferInterface, true)}
		x := a.Int()
		y := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.Attach(WlSurface{r}, buffer, x, y)
	case 2:
		x := a.Int()
		y := a.Int()
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.Damage(WlSurface{r}, x, y, width, height)
	case 3:
		callback := WlCallback{a.NewID(WlCallbackInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.Frame(WlSurface{r}, callback)
	case 4:
		region := WlRegion{a.Object(WlRegionInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetOpaqueRegion(WlSurface{r}, region)
	case 5:
		region := WlRegion{a.Object(WlRegionInterface, true)}
		if !a.Done() {
			return a.Err()
		}
		return h.SetInputRegion(WlSurface{r}, region)
	case 6:
		if !a.Done() {
			return a.Err()
		}
		return h.Commit(WlSurface{r})
	case 7:
		transform := WlOutputTransform(a.Int())
		if !a.Done() {
			return a.Err()
		}
		return h.SetBufferTransform(WlSurface{r}, transform)
	case 8:
		scale := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetBufferScale(WlSurface{r}, scale)
	case 9:
		x := a.Int()
		y := a.Int()
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.DamageBuffer(WlSurface{r}, x, y, width, height)
	case 10:
		x := a.Int()
		y := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.Offset(WlSurface{r}, x, y)
	}
	return nil
}

// SendEnter sends event enter: surface enters an output.
func (r WlSurface) SendEnter(output WlOutput) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Object(output.Resource, false)
		e.End()
	}
}

// SendLeave sends event leave: surface leaves an output.
func (r WlSurface) SendLeave(output WlOutput) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Object(output.Resource, false)
		e.End()
	}
}

// SendPreferredBufferScale sends event preferred_buffer_scale, since version 6: preferred buffer scale for the surface.
func (r WlSurface) SendPreferredBufferScale(factor int32) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Int(factor)
		e.End()
	}
}

// SendPreferredBufferTransform sends event preferred_buffer_transform, since version 6: preferred buffer transform for the surface.
func (r WlSurface) SendPreferredBufferTransform(transform WlOutputTransform) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Uint(uint32(transform))
		e.End()
	}
}

// WlSeatInterface describes wl_seat.
var WlSeatInterface = &wlwire.Interface{Name: "wl_seat", Version: 10}

// WlSeatCapability is seat capability bitmask.
type WlSeatCapability uint32

// The values of WlSeatCapability.
const (
	WlSeatCapabilityPointer  WlSeatCapability = 1 // the seat has pointer devices
	WlSeatCapabilityKeyboard WlSeatCapability = 2 // the seat has one or more keyboards
	WlSeatCapabilityTouch    WlSeatCapability = 4 // the seat has touch devices
)

// Valid reports whether v has no bits besides those above.
func (v WlSeatCapability) Valid() bool {
	return v&^(WlSeatCapabilityPointer|WlSeatCapabilityKeyboard|WlSeatCapabilityTouch) == 0
}

// WlSeatError is wl_seat error values.
type WlSeatError uint32

// The values of WlSeatError.
const (
	WlSeatErrorMissingCapability WlSeatError = 0 // get_pointer, get_keyboard or get_touch called on seat without the matching capability
)

// Valid reports whether v is one of the values above, of any version.
func (v WlSeatError) Valid() bool {
	switch v {
	case WlSeatErrorMissingCapability:
		return true
	}
	return false
}

// WlSeat is the server's handle of a wl_seat: group of input devices.
type WlSeat struct{ *wlwire.Resource }

// WlSeatRequests is implemented by the handler of a WlSeat.
type WlSeatRequests interface {
	// GetPointer is request get_pointer: return pointer object.
	GetPointer(r WlSeat, id WlPointer) error
	// GetKeyboard is request get_keyboard: return keyboard object.
	GetKeyboard(r WlSeat, id WlKeyboard) error
	// GetTouch is request get_touch: return touch object.
	GetTouch(r WlSeat, id WlTouch) error
	// Release is destructor request release, since version 5: release the seat object.
	Release(r WlSeat) error
}

// SetHandler sets the receiver of r's requests.
func (r WlSeat) SetHandler(h WlSeatRequests) { r.Resource.SetHandler(h) }

func dispatchWlSeatRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlSeatRequests)
	switch op {
	case 0:
		id := WlPointer{a.NewID(WlPointerInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetPointer(WlSeat{r}, id)
	case 1:
		id := WlKeyboard{a.NewID(WlKeyboardInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetKeyboard(WlSeat{r}, id)
	case 2:
		id := WlTouch{a.NewID(WlTouchInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetTouch(WlSeat{r}, id)
	case 3:
		if !a.Done() {
			return a.Err()
		}
		return h.Release(WlSeat{r})
	}
	return nil
}

// SendCapabilities sends event capabilities: seat capabilities changed.
func (r WlSeat) SendCapabilities(capabilities WlSeatCapability) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(uint32(capabilities))
		e.End()
	}
}

// SendName sends event name, since version 2: unique identifier for this seat.
func (r WlSeat) SendName(name string) {
	e := r.BeginEvent(1)
	if e != nil {
		e.String(name, false)
		e.End()
	}
}

// WlPointerInterface describes wl_pointer.
var WlPointerInterface = &wlwire.Interface{Name: "wl_pointer", Version: 10}

// WlPointerError is.
type WlPointerError uint32

// The values of WlPointerError.
const (
	WlPointerErrorRole WlPointerError = 0 // given wl_surface has another role
)

// Valid reports whether v is one of the values above, of any version.
func (v WlPointerError) Valid() bool {
	switch v {
	case WlPointerErrorRole:
		return true
	}
	return false
}

// WlPointerButtonState is physical button state.
type WlPointerButtonState uint32

// The values of WlPointerButtonState.
const (
	WlPointerButtonStateReleased WlPointerButtonState = 0 // the button is not pressed
	WlPointerButtonStatePressed  WlPointerButtonState = 1 // the button is pressed
)

// Valid reports whether v is one of the values above, of any version.
func (v WlPointerButtonState) Valid() bool {
	switch v {
	case WlPointerButtonStateReleased,
		WlPointerButtonStatePressed:
		return true
	}
	return false
}

// WlPointerAxis is axis types.
type WlPointerAxis uint32

// The values of WlPointerAxis.
const (
	WlPointerAxisVerticalScroll   WlPointerAxis = 0 // vertical axis
	WlPointerAxisHorizontalScroll WlPointerAxis = 1 // horizontal axis
)

// Valid reports whether v is one of the values above, of any version.
func (v WlPointerAxis) Valid() bool {
	switch v {
	case WlPointerAxisVerticalScroll,
		WlPointerAxisHorizontalScroll:
		return true
	}
	return false
}

// WlPointerAxisSource is axis source types.
type WlPointerAxisSource uint32

// The values of WlPointerAxisSource.
const (
	WlPointerAxisSourceWheel      WlPointerAxisSource = 0 // a physical wheel rotation
	WlPointerAxisSourceFinger     WlPointerAxisSource = 1 // finger on a touch surface
	WlPointerAxisSourceContinuous WlPointerAxisSource = 2 // continuous coordinate space
	WlPointerAxisSourceWheelTilt  WlPointerAxisSource = 3 // a physical wheel tilt (since 6)
)

// Valid reports whether v is one of the values above, of any version.
func (v WlPointerAxisSource) Valid() bool {
	switch v {
	case WlPointerAxisSourceWheel,
		WlPointerAxisSourceFinger,
		WlPointerAxisSourceContinuous,
		WlPointerAxisSourceWheelTilt:
		return true
	}
	return false
}

// WlPointerAxisRelativeDirection is axis relative direction.
type WlPointerAxisRelativeDirection uint32

// The values of WlPointerAxisRelativeDirection.
const (
	WlPointerAxisRelativeDirectionIdentical WlPointerAxisRelativeDirection = 0 // physical motion matches axis direction
	WlPointerAxisRelativeDirectionInverted  WlPointerAxisRelativeDirection = 1 // physical motion is the inverse of the axis direction
)

// Valid reports whether v is one of the values above, of any version.
func (v WlPointerAxisRelativeDirection) Valid() bool {
	switch v {
	case WlPointerAxisRelativeDirectionIdentical,
		WlPointerAxisRelativeDirectionInverted:
		return true
	}
	return false
}

// WlPointer is the server's handle of a wl_pointer: pointer input device.
type WlPointer struct{ *wlwire.Resource }

// WlPointerRequests is implemented by the handler of a WlPointer.
type WlPointerRequests interface {
	// SetCursor is request set_cursor: set the pointer surface.
	SetCursor(r WlPointer, serial uint32, surface WlSurface, hotspotX int32, hotspotY int32) error
	// Release is destructor request release, since version 3: release the pointer object.
	Release(r WlPointer) error
}

// SetHandler sets the receiver of r's requests.
func (r WlPointer) SetHandler(h WlPointerRequests) { r.Resource.SetHandler(h) }

func dispatchWlPointerRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlPointerRequests)
	switch op {
	case 0:
		serial := a.Uint()
		surface := WlSurface{a.Object(WlSurfaceInterface, true)}
		hotspotX := a.Int()
		hotspotY := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetCursor(WlPointer{r}, serial, surface, hotspotX, hotspotY)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Release(WlPointer{r})
	}
	return nil
}

// SendEnter sends event enter: enter event.
func (r WlPointer) SendEnter(serial uint32, surface WlSurface, surfaceX wlwire.Fixed, surfaceY wlwire.Fixed) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(serial)
		e.Object(surface.Resource, false)
		e.Fixed(surfaceX)
		e.Fixed(surfaceY)
		e.End()
	}
}

// SendLeave sends event leave: leave event.
func (r WlPointer) SendLeave(serial uint32, surface WlSurface) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(serial)
		e.Object(surface.Resource, false)
		e.End()
	}
}

// SendMotion sends event motion: pointer motion event.
func (r WlPointer) SendMotion(time uint32, surfaceX wlwire.Fixed, surfaceY wlwire.Fixed) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Uint(time)
		e.Fixed(surfaceX)
		e.Fixed(surfaceY)
		e.End()
	}
}

// SendButton sends event button: pointer button event.
func (r WlPointer) SendButton(serial uint32, time uint32, button uint32, state WlPointerButtonState) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Uint(serial)
		e.Uint(time)
		e.Uint(button)
		e.Uint(uint32(state))
		e.End()
	}
}

// SendAxis sends event axis: axis event.
func (r WlPointer) SendAxis(time uint32, axis WlPointerAxis, value wlwire.Fixed) {
	e := r.BeginEvent(4)
	if e != nil {
		e.Uint(time)
		e.Uint(uint32(axis))
		e.Fixed(value)
		e.End()
	}
}

// SendFrame sends event frame, since version 5: end of a pointer event sequence.
func (r WlPointer) SendFrame() {
	e := r.BeginEvent(5)
	if e != nil {
		e.End()
	}
}

// SendAxisSource sends event axis_source, since version 5: axis source event.
func (r WlPointer) SendAxisSource(axisSource WlPointerAxisSource) {
	e := r.BeginEvent(6)
	if e != nil {
		e.Uint(uint32(axisSource))
		e.End()
	}
}

// SendAxisStop sends event axis_stop, since version 5: axis stop event.
func (r WlPointer) SendAxisStop(time uint32, axis WlPointerAxis) {
	e := r.BeginEvent(7)
	if e != nil {
		e.Uint(time)
		e.Uint(uint32(axis))
		e.End()
	}
}

// SendAxisDiscrete sends event axis_discrete, since version 5: axis click event.
func (r WlPointer) SendAxisDiscrete(axis WlPointerAxis, discrete int32) {
	e := r.BeginEvent(8)
	if e != nil {
		e.Uint(uint32(axis))
		e.Int(discrete)
		e.End()
	}
}

// SendAxisValue120 sends event axis_value120, since version 8: axis high-resolution scroll event.
func (r WlPointer) SendAxisValue120(axis WlPointerAxis, value120 int32) {
	e := r.BeginEvent(9)
	if e != nil {
		e.Uint(uint32(axis))
		e.Int(value120)
		e.End()
	}
}

// SendAxisRelativeDirection sends event axis_relative_direction, since version 9: axis relative physical direction event.
func (r WlPointer) SendAxisRelativeDirection(axis WlPointerAxis, direction WlPointerAxisRelativeDirection) {
	e := r.BeginEvent(10)
	if e != nil {
		e.Uint(uint32(axis))
		e.Uint(uint32(direction))
		e.End()
	}
}

// WlKeyboardInterface describes wl_keyboard.
var WlKeyboardInterface = &wlwire.Interface{Name: "wl_keyboard", Version: 10}

// WlKeyboardKeymapFormat is keyboard mapping format.
type WlKeyboardKeymapFormat uint32

// The values of WlKeyboardKeymapFormat.
const (
	WlKeyboardKeymapFormatNoKeymap WlKeyboardKeymapFormat = 0 // no keymap; client must understand how to interpret the raw keycode
	WlKeyboardKeymapFormatXkbV1    WlKeyboardKeymapFormat = 1 // libxkbcommon compatible, null-terminated string; to determine the xkb keycode, clients must add 8 to the key event keycode
)

// Valid reports whether v is one of the values above, of any version.
func (v WlKeyboardKeymapFormat) Valid() bool {
	switch v {
	case WlKeyboardKeymapFormatNoKeymap,
		WlKeyboardKeymapFormatXkbV1:
		return true
	}
	return false
}

// WlKeyboardKeyState is physical key state.
type WlKeyboardKeyState uint32

// The values of WlKeyboardKeyState.
const (
	WlKeyboardKeyStateReleased WlKeyboardKeyState = 0 // key is not pressed
	WlKeyboardKeyStatePressed  WlKeyboardKeyState = 1 // key is pressed
	WlKeyboardKeyStateRepeated WlKeyboardKeyState = 2 // key was repeated (since 10)
)

// Valid reports whether v is one of the values above, of any version.
func (v WlKeyboardKeyState) Valid() bool {
	switch v {
	case WlKeyboardKeyStateReleased,
		WlKeyboardKeyStatePressed,
		WlKeyboardKeyStateRepeated:
		return true
	}
	return false
}

// WlKeyboard is the server's handle of a wl_keyboard: keyboard input device.
type WlKeyboard struct{ *wlwire.Resource }

// WlKeyboardRequests is implemented by the handler of a WlKeyboard.
type WlKeyboardRequests interface {
	// Release is destructor request release, since version 3: release the keyboard object.
	Release(r WlKeyboard) error
}

// SetHandler sets the receiver of r's requests.
func (r WlKeyboard) SetHandler(h WlKeyboardRequests) { r.Resource.SetHandler(h) }

func dispatchWlKeyboardRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlKeyboardRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Release(WlKeyboard{r})
	}
	return nil
}

// SendKeymap sends event keymap: keyboard mapping.
func (r WlKeyboard) SendKeymap(format WlKeyboardKeymapFormat, fd int, size uint32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(uint32(format))
		e.FD(fd)
		e.Uint(size)
		e.End()
	} else if r.Resource != nil {
		r.Table().CloseFD(fd)
	}
}

// SendEnter sends event enter: enter event.
func (r WlKeyboard) SendEnter(serial uint32, surface WlSurface, keys []byte) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(serial)
		e.Object(surface.Resource, false)
		e.Array(keys)
		e.End()
	}
}

// SendLeave sends event leave: leave event.
func (r WlKeyboard) SendLeave(serial uint32, surface WlSurface) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Uint(serial)
		e.Object(surface.Resource, false)
		e.End()
	}
}

// SendKey sends event key: key event.
func (r WlKeyboard) SendKey(serial uint32, time uint32, key uint32, state WlKeyboardKeyState) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Uint(serial)
		e.Uint(time)
		e.Uint(key)
		e.Uint(uint32(state))
		e.End()
	}
}

// SendModifiers sends event modifiers: modifier and group state.
func (r WlKeyboard) SendModifiers(serial uint32, modsDepressed uint32, modsLatched uint32, modsLocked uint32, group uint32) {
	e := r.BeginEvent(4)
	if e != nil {
		e.Uint(serial)
		e.Uint(modsDepressed)
		e.Uint(modsLatched)
		e.Uint(modsLocked)
		e.Uint(group)
		e.End()
	}
}

// SendRepeatInfo sends event repeat_info, since version 4: repeat rate and delay.
func (r WlKeyboard) SendRepeatInfo(rate int32, delay int32) {
	e := r.BeginEvent(5)
	if e != nil {
		e.Int(rate)
		e.Int(delay)
		e.End()
	}
}

// WlTouchInterface describes wl_touch.
var WlTouchInterface = &wlwire.Interface{Name: "wl_touch", Version: 10}

// WlTouch is the server's handle of a wl_touch: touchscreen input device.
type WlTouch struct{ *wlwire.Resource }

// WlTouchRequests is implemented by the handler of a WlTouch.
type WlTouchRequests interface {
	// Release is destructor request release, since version 3: release the touch object.
	Release(r WlTouch) error
}

// SetHandler sets the receiver of r's requests.
func (r WlTouch) SetHandler(h WlTouchRequests) { r.Resource.SetHandler(h) }

func dispatchWlTouchRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlTouchRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Release(WlTouch{r})
	}
	return nil
}

// SendDown sends event down: touch down event and beginning of a touch sequence.
func (r WlTouch) SendDown(serial uint32, time uint32, surface WlSurface, id int32, x wlwire.Fixed, y wlwire.Fixed) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(serial)
		e.Uint(time)
		e.Object(surface.Resource, false)
		e.Int(id)
		e.Fixed(x)
		e.Fixed(y)
		e.End()
	}
}

// SendUp sends event up: end of a touch event sequence.
func (r WlTouch) SendUp(serial uint32, time uint32, id int32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(serial)
		e.Uint(time)
		e.Int(id)
		e.End()
	}
}

// SendMotion sends event motion: update of touch point coordinates.
func (r WlTouch) SendMotion(time uint32, id int32, x wlwire.Fixed, y wlwire.Fixed) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Uint(time)
		e.Int(id)
		e.Fixed(x)
		e.Fixed(y)
		e.End()
	}
}

// SendFrame sends event frame: end of touch frame event.
func (r WlTouch) SendFrame() {
	e := r.BeginEvent(3)
	if e != nil {
		e.End()
	}
}

// SendCancel sends event cancel: touch session cancelled.
func (r WlTouch) SendCancel() {
	e := r.BeginEvent(4)
	if e != nil {
		e.End()
	}
}

// SendShape sends event shape, since version 6: update shape of touch point.
func (r WlTouch) SendShape(id int32, major wlwire.Fixed, minor wlwire.Fixed) {
	e := r.BeginEvent(5)
	if e != nil {
		e.Int(id)
		e.Fixed(major)
		e.Fixed(minor)
		e.End()
	}
}

// SendOrientation sends event orientation, since version 6: update orientation of touch point.
func (r WlTouch) SendOrientation(id int32, orientation wlwire.Fixed) {
	e := r.BeginEvent(6)
	if e != nil {
		e.Int(id)
		e.Fixed(orientation)
		e.End()
	}
}

// WlOutputInterface describes wl_output.
var WlOutputInterface = &wlwire.Interface{Name: "wl_output", Version: 4}

// WlOutputSubpixel is subpixel geometry information.
type WlOutputSubpixel uint32

// The values of WlOutputSubpixel.
const (
	WlOutputSubpixelUnknown       WlOutputSubpixel = 0 // unknown geometry
	WlOutputSubpixelNone          WlOutputSubpixel = 1 // no geometry
	WlOutputSubpixelHorizontalRgb WlOutputSubpixel = 2 // horizontal RGB
	WlOutputSubpixelHorizontalBgr WlOutputSubpixel = 3 // horizontal BGR
	WlOutputSubpixelVerticalRgb   WlOutputSubpixel = 4 // vertical RGB
	WlOutputSubpixelVerticalBgr   WlOutputSubpixel = 5 // vertical BGR
)

// Valid reports whether v is one of the values above, of any version.
func (v WlOutputSubpixel) Valid() bool {
	switch v {
	case WlOutputSubpixelUnknown,
		WlOutputSubpixelNone,
		WlOutputSubpixelHorizontalRgb,
		WlOutputSubpixelHorizontalBgr,
		WlOutputSubpixelVerticalRgb,
		WlOutputSubpixelVerticalBgr:
		return true
	}
	return false
}

// WlOutputTransform is transformation applied to buffer contents.
type WlOutputTransform uint32

// The values of WlOutputTransform.
const (
	WlOutputTransformNormal     WlOutputTransform = 0 // no transform
	WlOutputTransform90         WlOutputTransform = 1 // 90 degrees counter-clockwise
	WlOutputTransform180        WlOutputTransform = 2 // 180 degrees counter-clockwise
	WlOutputTransform270        WlOutputTransform = 3 // 270 degrees counter-clockwise
	WlOutputTransformFlipped    WlOutputTransform = 4 // 180 degree flip around a vertical axis
	WlOutputTransformFlipped90  WlOutputTransform = 5 // flip and rotate 90 degrees counter-clockwise
	WlOutputTransformFlipped180 WlOutputTransform = 6 // flip and rotate 180 degrees counter-clockwise
	WlOutputTransformFlipped270 WlOutputTransform = 7 // flip and rotate 270 degrees counter-clockwise
)

// Valid reports whether v is one of the values above, of any version.
func (v WlOutputTransform) Valid() bool {
	switch v {
	case WlOutputTransformNormal,
		WlOutputTransform90,
		WlOutputTransform180,
		WlOutputTransform270,
		WlOutputTransformFlipped,
		WlOutputTransformFlipped90,
		WlOutputTransformFlipped180,
		WlOutputTransformFlipped270:
		return true
	}
	return false
}

// WlOutputMode is mode information.
type WlOutputMode uint32

// The values of WlOutputMode.
const (
	WlOutputModeCurrent   WlOutputMode = 0x1 // indicates this is the current mode
	WlOutputModePreferred WlOutputMode = 0x2 // indicates this is the preferred mode
)

// Valid reports whether v has no bits besides those above.
func (v WlOutputMode) Valid() bool { return v&^(WlOutputModeCurrent|WlOutputModePreferred) == 0 }

// WlOutput is the server's handle of a wl_output: compositor output region.
type WlOutput struct{ *wlwire.Resource }

// WlOutputRequests is implemented by the handler of a WlOutput.
type WlOutputRequests interface {
	// Release is destructor request release, since version 3: release the output object.
	Release(r WlOutput) error
}

// SetHandler sets the receiver of r's requests.
func (r WlOutput) SetHandler(h WlOutputRequests) { r.Resource.SetHandler(h) }

func dispatchWlOutputRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlOutputRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Release(WlOutput{r})
	}
	return nil
}

// SendGeometry sends event geometry: properties of the output.
func (r WlOutput) SendGeometry(x int32, y int32, physicalWidth int32, physicalHeight int32, subpixel WlOutputSubpixel, make string, model string, transform WlOutputTransform) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(physicalWidth)
		e.Int(physicalHeight)
		e.Int(int32(subpixel))
		e.String(make, false)
		e.String(model, false)
		e.Int(int32(transform))
		e.End()
	}
}

// SendMode sends event mode: advertise available modes for the output.
func (r WlOutput) SendMode(flags WlOutputMode, width int32, height int32, refresh int32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(uint32(flags))
		e.Int(width)
		e.Int(height)
		e.Int(refresh)
		e.End()
	}
}

// SendDone sends event done, since version 2: sent all information about output.
func (r WlOutput) SendDone() {
	e := r.BeginEvent(2)
	if e != nil {
		e.End()
	}
}

// SendScale sends event scale, since version 2: output scaling properties.
func (r WlOutput) SendScale(factor int32) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Int(factor)
		e.End()
	}
}

// SendName sends event name, since version 4: name of this output.
func (r WlOutput) SendName(name string) {
	e := r.BeginEvent(4)
	if e != nil {
		e.String(name, false)
		e.End()
	}
}

// SendDescription sends event description, since version 4: human-readable description of this output.
func (r WlOutput) SendDescription(description string) {
	e := r.BeginEvent(5)
	if e != nil {
		e.String(description, false)
		e.End()
	}
}

// WlRegionInterface describes wl_region.
var WlRegionInterface = &wlwire.Interface{Name: "wl_region", Version: 1}

// WlRegion is the server's handle of a wl_region: region interface.
type WlRegion struct{ *wlwire.Resource }

// WlRegionRequests is implemented by the handler of a WlRegion.
type WlRegionRequests interface {
	// Destroy is destructor request destroy: destroy region.
	Destroy(r WlRegion) error
	// Add is request add: add rectangle to region.
	Add(r WlRegion, x int32, y int32, width int32, height int32) error
	// Subtract is request subtract: subtract rectangle from region.
	Subtract(r WlRegion, x int32, y int32, width int32, height int32) error
}

// SetHandler sets the receiver of r's requests.
func (r WlRegion) SetHandler(h WlRegionRequests) { r.Resource.SetHandler(h) }

func dispatchWlRegionRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlRegionRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlRegion{r})
	case 1:
		x := a.Int()
		y := a.Int()
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.Add(WlRegion{r}, x, y, width, height)
	case 2:
		x := a.Int()
		y := a.Int()
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.Subtract(WlRegion{r}, x, y, width, height)
	}
	return nil
}

// WlSubcompositorInterface describes wl_subcompositor.
var WlSubcompositorInterface = &wlwire.Interface{Name: "wl_subcompositor", Version: 1}

// WlSubcompositorError is.
type WlSubcompositorError uint32

// The values of WlSubcompositorError.
const (
	WlSubcompositorErrorBadSurface WlSubcompositorError = 0 // the to-be sub-surface is invalid
	WlSubcompositorErrorBadParent  WlSubcompositorError = 1 // the to-be sub-surface parent is invalid
)

// Valid reports whether v is one of the values above, of any version.
func (v WlSubcompositorError) Valid() bool {
	switch v {
	case WlSubcompositorErrorBadSurface,
		WlSubcompositorErrorBadParent:
		return true
	}
	return false
}

// WlSubcompositor is the server's handle of a wl_subcompositor: sub-surface compositing.
type WlSubcompositor struct{ *wlwire.Resource }

// WlSubcompositorRequests is implemented by the handler of a WlSubcompositor.
type WlSubcompositorRequests interface {
	// Destroy is destructor request destroy: unbind from the subcompositor interface.
	Destroy(r WlSubcompositor) error
	// GetSubsurface is request get_subsurface: give a surface the role sub-surface.
	GetSubsurface(r WlSubcompositor, id WlSubsurface, surface WlSurface, parent WlSurface) error
}

// SetHandler sets the receiver of r's requests.
func (r WlSubcompositor) SetHandler(h WlSubcompositorRequests) { r.Resource.SetHandler(h) }

func dispatchWlSubcompositorRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlSubcompositorRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlSubcompositor{r})
	case 1:
		id := WlSubsurface{a.NewID(WlSubsurfaceInterface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		parent := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetSubsurface(WlSubcompositor{r}, id, surface, parent)
	}
	return nil
}

// WlSubsurfaceInterface describes wl_subsurface.
var WlSubsurfaceInterface = &wlwire.Interface{Name: "wl_subsurface", Version: 1}

// WlSubsurfaceError is.
type WlSubsurfaceError uint32

// The values of WlSubsurfaceError.
const (
	WlSubsurfaceErrorBadSurface WlSubsurfaceError = 0 // wl_surface is not a sibling or the parent
)

// Valid reports whether v is one of the values above, of any version.
func (v WlSubsurfaceError) Valid() bool {
	switch v {
	case WlSubsurfaceErrorBadSurface:
		return true
	}
	return false
}

// WlSubsurface is the server's handle of a wl_subsurface: sub-surface interface to a wl_surface.
type WlSubsurface struct{ *wlwire.Resource }

// WlSubsurfaceRequests is implemented by the handler of a WlSubsurface.
type WlSubsurfaceRequests interface {
	// Destroy is destructor request destroy: remove sub-surface interface.
	Destroy(r WlSubsurface) error
	// SetPosition is request set_position: reposition the sub-surface.
	SetPosition(r WlSubsurface, x int32, y int32) error
	// PlaceAbove is request place_above: restack the sub-surface.
	PlaceAbove(r WlSubsurface, sibling WlSurface) error
	// PlaceBelow is request place_below: restack the sub-surface.
	PlaceBelow(r WlSubsurface, sibling WlSurface) error
	// SetSync is request set_sync: set sub-surface to synchronized mode.
	SetSync(r WlSubsurface) error
	// SetDesync is request set_desync: set sub-surface to desynchronized mode.
	SetDesync(r WlSubsurface) error
}

// SetHandler sets the receiver of r's requests.
func (r WlSubsurface) SetHandler(h WlSubsurfaceRequests) { r.Resource.SetHandler(h) }

func dispatchWlSubsurfaceRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlSubsurfaceRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlSubsurface{r})
	case 1:
		x := a.Int()
		y := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetPosition(WlSubsurface{r}, x, y)
	case 2:
		sibling := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.PlaceAbove(WlSubsurface{r}, sibling)
	case 3:
		sibling := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.PlaceBelow(WlSubsurface{r}, sibling)
	case 4:
		if !a.Done() {
			return a.Err()
		}
		return h.SetSync(WlSubsurface{r})
	case 5:
		if !a.Done() {
			return a.Err()
		}
		return h.SetDesync(WlSubsurface{r})
	}
	return nil
}

// WlFixesInterface describes wl_fixes.
var WlFixesInterface = &wlwire.Interface{Name: "wl_fixes", Version: 1}

// WlFixes is the server's handle of a wl_fixes: wayland protocol fixes.
type WlFixes struct{ *wlwire.Resource }

// WlFixesRequests is implemented by the handler of a WlFixes.
type WlFixesRequests interface {
	// Destroy is destructor request destroy: destroys this object.
	Destroy(r WlFixes) error
	// DestroyRegistry is request destroy_registry: destroy a wl_registry.
	DestroyRegistry(r WlFixes, registry WlRegistry) error
}

// SetHandler sets the receiver of r's requests.
func (r WlFixes) SetHandler(h WlFixesRequests) { r.Resource.SetHandler(h) }

func dispatchWlFixesRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WlFixesRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WlFixes{r})
	case 1:
		registry := WlRegistry{a.Object(WlRegistryInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.DestroyRegistry(WlFixes{r}, registry)
	}
	return nil
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	WlDisplayInterface.Requests = []wlwire.Message{
		{Name: "sync", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlCallbackInterface},
		}},
		{Name: "get_registry", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlRegistryInterface},
		}},
	}
	WlDisplayInterface.Events = []wlwire.Message{
		{Name: "error", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindString},
		}},
		{Name: "delete_id", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WlDisplayInterface.DispatchRequest = dispatchWlDisplayRequest
	WlRegistryInterface.Requests = []wlwire.Message{
		{Name: "bind", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindNewID},
		}},
	}
	WlRegistryInterface.Events = []wlwire.Message{
		{Name: "global", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindUint},
		}},
		{Name: "global_remove", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WlRegistryInterface.DispatchRequest = dispatchWlRegistryRequest
	WlCallbackInterface.Events = []wlwire.Message{
		{Name: "done", Since: 1, Destructor: true, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WlCompositorInterface.Requests = []wlwire.Message{
		{Name: "create_surface", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlSurfaceInterface},
		}},
		{Name: "create_region", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlRegionInterface},
		}},
	}
	WlCompositorInterface.DispatchRequest = dispatchWlCompositorRequest
	WlShmPoolInterface.Requests = []wlwire.Message{
		{Name: "create_buffer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlBufferInterface},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindUint},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "resize", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
		}},
	}
	WlShmPoolInterface.DispatchRequest = dispatchWlShmPoolRequest
	WlShmInterface.Requests = []wlwire.Message{
		{Name: "create_pool", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlShmPoolInterface},
			{Kind: wlwire.KindFD},
			{Kind: wlwire.KindInt},
		}},
		{Name: "release", Since: 2, Destructor: true},
	}
	WlShmInterface.Events = []wlwire.Message{
		{Name: "format", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WlShmInterface.DispatchRequest = dispatchWlShmRequest
	WlBufferInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
	}
	WlBufferInterface.Events = []wlwire.Message{
		{Name: "release", Since: 1},
	}
	WlBufferInterface.DispatchRequest = dispatchWlBufferRequest
	WlDataOfferInterface.Requests = []wlwire.Message{
		{Name: "accept", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindString, Nullable: true},
		}},
		{Name: "receive", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindFD},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "finish", Since: 3},
		{Name: "set_actions", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
	}
	WlDataOfferInterface.Events = []wlwire.Message{
		{Name: "offer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "source_actions", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "action", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WlDataOfferInterface.DispatchRequest = dispatchWlDataOfferRequest
	WlDataSourceInterface.Requests = []wlwire.Message{
		{Name: "offer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_actions", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WlDataSourceInterface.Events = []wlwire.Message{
		{Name: "target", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString, Nullable: true},
		}},
		{Name: "send", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindFD},
		}},
		{Name: "cancelled", Since: 1},
		{Name: "dnd_drop_performed", Since: 3},
		{Name: "dnd_finished", Since: 3},
		{Name: "action", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WlDataSourceInterface.DispatchRequest = dispatchWlDataSourceRequest
	WlDataDeviceInterface.Requests = []wlwire.Message{
		{Name: "start_drag", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlDataSourceInterface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_selection", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlDataSourceInterface},
			{Kind: wlwire.KindUint},
		}},
		{Name: "release", Since: 2, Destructor: true},
	}
	WlDataDeviceInterface.Events = []wlwire.Message{
		{Name: "data_offer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlDataOfferInterface},
		}},
		{Name: "enter", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlDataOfferInterface},
		}},
		{Name: "leave", Since: 1},
		{Name: "motion", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "drop", Since: 1},
		{Name: "selection", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlDataOfferInterface},
		}},
	}
	WlDataDeviceInterface.DispatchRequest = dispatchWlDataDeviceRequest
	WlDataDeviceManagerInterface.Requests = []wlwire.Message{
		{Name: "create_data_source", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlDataSourceInterface},
		}},
		{Name: "get_data_device", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlDataDeviceInterface},
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
		}},
	}
	WlDataDeviceManagerInterface.DispatchRequest = dispatchWlDataDeviceManagerRequest
	WlShellInterface.Requests = []wlwire.Message{
		{Name: "get_shell_surface", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlShellSurfaceInterface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
	}
	WlShellInterface.DispatchRequest = dispatchWlShellRequest
	WlShellSurfaceInterface.Requests = []wlwire.Message{
		{Name: "pong", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
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
		{Name: "set_toplevel", Since: 1},
		{Name: "set_transient", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_fullscreen", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlOutputInterface},
		}},
		{Name: "set_popup", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_maximized", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlOutputInterface},
		}},
		{Name: "set_title", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "set_class", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
	}
	WlShellSurfaceInterface.Events = []wlwire.Message{
		{Name: "ping", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "configure", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "popup_done", Since: 1},
	}
	WlShellSurfaceInterface.DispatchRequest = dispatchWlShellSurfaceRequest
	WlSurfaceInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "attach", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlBufferInterface},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "damage", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "frame", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlCallbackInterface},
		}},
		{Name: "set_opaque_region", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlRegionInterface},
		}},
		{Name: "set_input_region", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlRegionInterface},
		}},
		{Name: "commit", Since: 1},
		{Name: "set_buffer_transform", Since: 2, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
		}},
		{Name: "set_buffer_scale", Since: 3, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
		}},
		{Name: "damage_buffer", Since: 4, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "offset", Since: 5, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
	}
	WlSurfaceInterface.Events = []wlwire.Message{
		{Name: "enter", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlOutputInterface},
		}},
		{Name: "leave", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlOutputInterface},
		}},
		{Name: "preferred_buffer_scale", Since: 6, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
		}},
		{Name: "preferred_buffer_transform", Since: 6, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WlSurfaceInterface.DispatchRequest = dispatchWlSurfaceRequest
	WlSeatInterface.Requests = []wlwire.Message{
		{Name: "get_pointer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlPointerInterface},
		}},
		{Name: "get_keyboard", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlKeyboardInterface},
		}},
		{Name: "get_touch", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlTouchInterface},
		}},
		{Name: "release", Since: 5, Destructor: true},
	}
	WlSeatInterface.Events = []wlwire.Message{
		{Name: "capabilities", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "name", Since: 2, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
	}
	WlSeatInterface.DispatchRequest = dispatchWlSeatRequest
	WlPointerInterface.Requests = []wlwire.Message{
		{Name: "set_cursor", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "release", Since: 3, Destructor: true},
	}
	WlPointerInterface.Events = []wlwire.Message{
		{Name: "enter", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "leave", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "motion", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "button", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "axis", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "frame", Since: 5},
		{Name: "axis_source", Since: 5, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "axis_stop", Since: 5, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "axis_discrete", Since: 5, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindInt},
		}},
		{Name: "axis_value120", Since: 8, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindInt},
		}},
		{Name: "axis_relative_direction", Since: 9, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
	}
	WlPointerInterface.DispatchRequest = dispatchWlPointerRequest
	WlKeyboardInterface.Requests = []wlwire.Message{
		{Name: "release", Since: 3, Destructor: true},
	}
	WlKeyboardInterface.Events = []wlwire.Message{
		{Name: "keymap", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindFD},
			{Kind: wlwire.KindUint},
		}},
		{Name: "enter", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindArray},
		}},
		{Name: "leave", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "key", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "modifiers", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "repeat_info", Since: 4, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
	}
	WlKeyboardInterface.DispatchRequest = dispatchWlKeyboardRequest
	WlTouchInterface.Requests = []wlwire.Message{
		{Name: "release", Since: 3, Destructor: true},
	}
	WlTouchInterface.Events = []wlwire.Message{
		{Name: "down", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "up", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindInt},
		}},
		{Name: "motion", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "frame", Since: 1},
		{Name: "cancel", Since: 1},
		{Name: "shape", Since: 6, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "orientation", Since: 6, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindFixed},
		}},
	}
	WlTouchInterface.DispatchRequest = dispatchWlTouchRequest
	WlOutputInterface.Requests = []wlwire.Message{
		{Name: "release", Since: 3, Destructor: true},
	}
	WlOutputInterface.Events = []wlwire.Message{
		{Name: "geometry", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindInt},
		}},
		{Name: "mode", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "done", Since: 2},
		{Name: "scale", Since: 2, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
		}},
		{Name: "name", Since: 4, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "description", Since: 4, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
	}
	WlOutputInterface.DispatchRequest = dispatchWlOutputRequest
	WlRegionInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "add", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "subtract", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
	}
	WlRegionInterface.DispatchRequest = dispatchWlRegionRequest
	WlSubcompositorInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_subsurface", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WlSubsurfaceInterface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
	}
	WlSubcompositorInterface.DispatchRequest = dispatchWlSubcompositorRequest
	WlSubsurfaceInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_position", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "place_above", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "place_below", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "set_sync", Since: 1},
		{Name: "set_desync", Since: 1},
	}
	WlSubsurfaceInterface.DispatchRequest = dispatchWlSubsurfaceRequest
	WlFixesInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "destroy_registry", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlRegistryInterface},
		}},
	}
	WlFixesInterface.DispatchRequest = dispatchWlFixesRequest
}
