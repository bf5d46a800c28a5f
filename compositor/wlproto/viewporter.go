// Code generated from xml/viewporter.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpViewporterInterface describes wp_viewporter.
var WpViewporterInterface = &wlwire.Interface{Name: "wp_viewporter", Version: 1}

// WpViewporterError is.
type WpViewporterError uint32

// The values of WpViewporterError.
const (
	WpViewporterErrorViewportExists WpViewporterError = 0 // the surface already has a viewport object associated
)

// Valid reports whether v is one of the values above, of any version.
func (v WpViewporterError) Valid() bool {
	switch v {
	case WpViewporterErrorViewportExists:
		return true
	}
	return false
}

// WpViewporter is the server's handle of a wp_viewporter: surface cropping and scaling.
type WpViewporter struct{ *wlwire.Resource }

// WpViewporterRequests is implemented by the handler of a WpViewporter.
type WpViewporterRequests interface {
	// Destroy is destructor request destroy: unbind from the cropping and scaling interface.
	Destroy(r WpViewporter) error
	// GetViewport is request get_viewport: extend surface interface for crop and scale.
	GetViewport(r WpViewporter, id WpViewport, surface WlSurface) error
}

// SetHandler sets the receiver of r's requests.
func (r WpViewporter) SetHandler(h WpViewporterRequests) { r.Resource.SetHandler(h) }

func dispatchWpViewporterRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WpViewporterRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WpViewporter{r})
	case 1:
		id := WpViewport{a.NewID(WpViewportInterface)}
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetViewport(WpViewporter{r}, id, surface)
	}
	return nil
}

// WpViewportInterface describes wp_viewport.
var WpViewportInterface = &wlwire.Interface{Name: "wp_viewport", Version: 1}

// WpViewportError is.
type WpViewportError uint32

// The values of WpViewportError.
const (
	WpViewportErrorBadValue    WpViewportError = 0 // negative or zero values in width or height
	WpViewportErrorBadSize     WpViewportError = 1 // destination size is not integer
	WpViewportErrorOutOfBuffer WpViewportError = 2 // source rectangle extends outside of the content area
	WpViewportErrorNoSurface   WpViewportError = 3 // the wl_surface was destroyed
)

// Valid reports whether v is one of the values above, of any version.
func (v WpViewportError) Valid() bool {
	switch v {
	case WpViewportErrorBadValue,
		WpViewportErrorBadSize,
		WpViewportErrorOutOfBuffer,
		WpViewportErrorNoSurface:
		return true
	}
	return false
}

// WpViewport is the server's handle of a wp_viewport: crop and scale interface to a wl_surface.
type WpViewport struct{ *wlwire.Resource }

// WpViewportRequests is implemented by the handler of a WpViewport.
type WpViewportRequests interface {
	// Destroy is destructor request destroy: remove scaling and cropping from the surface.
	Destroy(r WpViewport) error
	// SetSource is request set_source: set the source rectangle for cropping.
	SetSource(r WpViewport, x wlwire.Fixed, y wlwire.Fixed, width wlwire.Fixed, height wlwire.Fixed) error
	// SetDestination is request set_destination: set the surface size for scaling.
	SetDestination(r WpViewport, width int32, height int32) error
}

// SetHandler sets the receiver of r's requests.
func (r WpViewport) SetHandler(h WpViewportRequests) { r.Resource.SetHandler(h) }

func dispatchWpViewportRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WpViewportRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WpViewport{r})
	case 1:
		x := a.Fixed()
		y := a.Fixed()
		width := a.Fixed()
		height := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		return h.SetSource(WpViewport{r}, x, y, width, height)
	case 2:
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetDestination(WpViewport{r}, width, height)
	}
	return nil
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	WpViewporterInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_viewport", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: WpViewportInterface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
	}
	WpViewporterInterface.DispatchRequest = dispatchWpViewporterRequest
	WpViewportInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "set_source", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "set_destination", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
	}
	WpViewportInterface.DispatchRequest = dispatchWpViewportRequest
}
