// Code generated from xml/idle-inhibit-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpIdleInhibitManagerV1Proxy is the client's handle of a zwp_idle_inhibit_manager_v1: control behavior when display idles.
type ZwpIdleInhibitManagerV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the idle inhibitor object.
func (r ZwpIdleInhibitManagerV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// CreateInhibitor sends request create_inhibitor: create a new inhibitor object.
func (r ZwpIdleInhibitManagerV1Proxy) CreateInhibitor(surface WlSurfaceProxy) ZwpIdleInhibitorV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(ZwpIdleInhibitorV1Interface)
		e.Object(surface.Resource, false)
		e.End()
	}
	return ZwpIdleInhibitorV1Proxy{e.Made(r.Resource, ZwpIdleInhibitorV1Interface)}
}

// ZwpIdleInhibitorV1Proxy is the client's handle of a zwp_idle_inhibitor_v1: context object for inhibiting idle behavior.
type ZwpIdleInhibitorV1Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the idle inhibitor object.
func (r ZwpIdleInhibitorV1Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}
