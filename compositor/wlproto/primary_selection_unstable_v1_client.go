// Code generated from xml/primary-selection-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpPrimarySelectionDeviceManagerV1Proxy is the client's handle of a zwp_primary_selection_device_manager_v1: X primary selection emulation.
type ZwpPrimarySelectionDeviceManagerV1Proxy struct{ *wlwire.Resource }

// CreateSource sends request create_source: create a new primary selection source.
func (r ZwpPrimarySelectionDeviceManagerV1Proxy) CreateSource() ZwpPrimarySelectionSourceV1Proxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(ZwpPrimarySelectionSourceV1Interface)
		e.End()
	}
	return ZwpPrimarySelectionSourceV1Proxy{e.Made(r.Resource, ZwpPrimarySelectionSourceV1Interface)}
}

// GetDevice sends request get_device: create a new primary selection device.
func (r ZwpPrimarySelectionDeviceManagerV1Proxy) GetDevice(seat WlSeatProxy) ZwpPrimarySelectionDeviceV1Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(ZwpPrimarySelectionDeviceV1Interface)
		e.Object(seat.Resource, false)
		e.End()
	}
	return ZwpPrimarySelectionDeviceV1Proxy{e.Made(r.Resource, ZwpPrimarySelectionDeviceV1Interface)}
}

// Destroy sends destructor request destroy: destroy the primary selection device manager.
func (r ZwpPrimarySelectionDeviceManagerV1Proxy) Destroy() {
	e := r.BeginRequest(2)
	if e != nil {
		e.End()
	}
}

// ZwpPrimarySelectionDeviceV1Proxy is the client's handle of a zwp_primary_selection_device_v1.
type ZwpPrimarySelectionDeviceV1Proxy struct{ *wlwire.Resource }

// SetSelection sends request set_selection: set the primary selection.
func (r ZwpPrimarySelectionDeviceV1Proxy) SetSelection(source ZwpPrimarySelectionSourceV1Proxy, serial uint32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Object(source.Resource, true)
		e.Uint(serial)
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the primary selection device.
func (r ZwpPrimarySelectionDeviceV1Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// ZwpPrimarySelectionDeviceV1Events receives the events of a zwp_primary_selection_device_v1. Events without a function are ignored.
type ZwpPrimarySelectionDeviceV1Events struct {
	// DataOffer is event data_offer: introduce a new wp_primary_selection_offer.
	DataOffer func(offer ZwpPrimarySelectionOfferV1Proxy)
	// Selection is event selection: advertise a new primary selection.
	Selection func(id ZwpPrimarySelectionOfferV1Proxy)
}

// SetEvents sets the receiver of r's events.
func (r ZwpPrimarySelectionDeviceV1Proxy) SetEvents(h *ZwpPrimarySelectionDeviceV1Events) {
	r.Resource.SetHandler(h)
}

func dispatchZwpPrimarySelectionDeviceV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpPrimarySelectionDeviceV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.DataOffer == nil {
			return a.Skip()
		}
		offer := ZwpPrimarySelectionOfferV1Proxy{a.NewID(ZwpPrimarySelectionOfferV1Interface)}
		if !a.Done() {
			return a.Err()
		}
		h.DataOffer(offer)
	case 1:
		if h.Selection == nil {
			return a.Skip()
		}
		id := ZwpPrimarySelectionOfferV1Proxy{a.Object(ZwpPrimarySelectionOfferV1Interface, true)}
		if !a.Done() {
			return a.Err()
		}
		h.Selection(id)
	}
	return nil
}

// ZwpPrimarySelectionOfferV1Proxy is the client's handle of a zwp_primary_selection_offer_v1: offer to transfer primary selection contents.
type ZwpPrimarySelectionOfferV1Proxy struct{ *wlwire.Resource }

// Receive sends request receive: request that the data is transferred.
func (r ZwpPrimarySelectionOfferV1Proxy) Receive(mimeType string, fd int) {
	e := r.BeginRequest(0)
	if e != nil {
		e.String(mimeType, false)
		e.FD(fd)
		e.End()
	} else if r.Resource != nil {
		r.Table().CloseFD(fd)
	}
}

// Destroy sends destructor request destroy: destroy the primary selection offer.
func (r ZwpPrimarySelectionOfferV1Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// ZwpPrimarySelectionOfferV1Events receives the events of a zwp_primary_selection_offer_v1. Events without a function are ignored.
type ZwpPrimarySelectionOfferV1Events struct {
	// Offer is event offer: advertise offered mime type.
	Offer func(mimeType string)
}

// SetEvents sets the receiver of r's events.
func (r ZwpPrimarySelectionOfferV1Proxy) SetEvents(h *ZwpPrimarySelectionOfferV1Events) {
	r.Resource.SetHandler(h)
}

func dispatchZwpPrimarySelectionOfferV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpPrimarySelectionOfferV1Events)
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
	}
	return nil
}

// ZwpPrimarySelectionSourceV1Proxy is the client's handle of a zwp_primary_selection_source_v1: offer to replace the contents of the primary selection.
type ZwpPrimarySelectionSourceV1Proxy struct{ *wlwire.Resource }

// Offer sends request offer: add an offered mime type.
func (r ZwpPrimarySelectionSourceV1Proxy) Offer(mimeType string) {
	e := r.BeginRequest(0)
	if e != nil {
		e.String(mimeType, false)
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the primary selection source.
func (r ZwpPrimarySelectionSourceV1Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// ZwpPrimarySelectionSourceV1Events receives the events of a zwp_primary_selection_source_v1. Events without a function are ignored.
type ZwpPrimarySelectionSourceV1Events struct {
	// Send is event send: send the primary selection contents.
	Send func(mimeType string, fd int)
	// Cancelled is event cancelled: request for primary selection contents was canceled.
	Cancelled func()
}

// SetEvents sets the receiver of r's events.
func (r ZwpPrimarySelectionSourceV1Proxy) SetEvents(h *ZwpPrimarySelectionSourceV1Events) {
	r.Resource.SetHandler(h)
}

func dispatchZwpPrimarySelectionSourceV1Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpPrimarySelectionSourceV1Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Send == nil {
			return a.Skip()
		}
		mimeType := a.String(false)
		fd := a.FD()
		if !a.Done() {
			return a.Err()
		}
		h.Send(mimeType, fd)
	case 1:
		if h.Cancelled == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Cancelled()
	}
	return nil
}

func init() {
	ZwpPrimarySelectionDeviceV1Interface.DispatchEvent = dispatchZwpPrimarySelectionDeviceV1Event
	ZwpPrimarySelectionOfferV1Interface.DispatchEvent = dispatchZwpPrimarySelectionOfferV1Event
	ZwpPrimarySelectionSourceV1Interface.DispatchEvent = dispatchZwpPrimarySelectionSourceV1Event
}
