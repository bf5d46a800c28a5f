// Package wlproto holds the Wayland protocols, generated from xml/*.xml: core,
// xdg-shell, and the extensions that the compositor offers. Package wlwire
// explains how to use them.
//
// For an interface such as wl_surface there are
//
//	WlSurfaceInterface       its description
//	WlSurfaceError…          its enums
//	WlSurface                the server's handle, with SendEnter(…) for events
//	WlSurfaceRequests        what the server's handler implements
//	WlSurfaceProxy           the client's handle, with Attach(…) for requests
//	WlSurfaceEvents          what the client listens to
package wlproto

import "oriel/compositor/wlwire"

//go:generate go -C gen run . -out .. ../xml

// NewServer returns the server's end of a connection; h answers wl_display.
func NewServer(h WlDisplayRequests, cfg wlwire.Config) *wlwire.Table {
	return wlwire.NewServer(WlDisplayInterface, h, cfg)
}

// NewClient returns the client's end of a connection and its wl_display.
func NewClient(cfg wlwire.Config) (*wlwire.Table, WlDisplayProxy) {
	t := wlwire.NewClient(WlDisplayInterface, cfg)
	return t, WlDisplayProxy{t.Display()}
}
