// Code generated from xml/viewporter.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpViewporterProxy is the client's handle of a wp_viewporter: surface cropping and scaling.
type WpViewporterProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: unbind from the cropping and scaling interface.
func (r WpViewporterProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetViewport sends request get_viewport: extend surface interface for crop and scale.
func (r WpViewporterProxy) GetViewport(surface WlSurfaceProxy) WpViewportProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(WpViewportInterface)
		e.Object(surface.Resource, false)
		e.End()
	}
	return WpViewportProxy{e.Made(r.Resource, WpViewportInterface)}
}

// WpViewportProxy is the client's handle of a wp_viewport: crop and scale interface to a wl_surface.
type WpViewportProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: remove scaling and cropping from the surface.
func (r WpViewportProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// SetSource sends request set_source: set the source rectangle for cropping.
func (r WpViewportProxy) SetSource(x wlwire.Fixed, y wlwire.Fixed, width wlwire.Fixed, height wlwire.Fixed) {
	e := r.BeginRequest(1)
	if e != nil {
		e.Fixed(x)
		e.Fixed(y)
		e.Fixed(width)
		e.Fixed(height)
		e.End()
	}
}

// SetDestination sends request set_destination: set the surface size for scaling.
func (r WpViewportProxy) SetDestination(width int32, height int32) {
	e := r.BeginRequest(2)
	if e != nil {
		e.Int(width)
		e.Int(height)
		e.End()
	}
}
