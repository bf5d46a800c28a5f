// Code generated from xml/primary-selection-unstable-v1.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpPrimarySelectionDeviceManagerV1Interface describes zwp_primary_selection_device_manager_v1.
var ZwpPrimarySelectionDeviceManagerV1Interface = &wlwire.Interface{Name: "zwp_primary_selection_device_manager_v1", Version: 1}

// ZwpPrimarySelectionDeviceManagerV1 is the server's handle of a zwp_primary_selection_device_manager_v1: X primary selection emulation.
type ZwpPrimarySelectionDeviceManagerV1 struct{ *wlwire.Resource }

// ZwpPrimarySelectionDeviceManagerV1Requests is implemented by the handler of a ZwpPrimarySelectionDeviceManagerV1.
type ZwpPrimarySelectionDeviceManagerV1Requests interface {
	// CreateSource is request create_source: create a new primary selection source.
	CreateSource(r ZwpPrimarySelectionDeviceManagerV1, id ZwpPrimarySelectionSourceV1) error
	// GetDevice is request get_device: create a new primary selection device.
	GetDevice(r ZwpPrimarySelectionDeviceManagerV1, id ZwpPrimarySelectionDeviceV1, seat WlSeat) error
	// Destroy is destructor request destroy: destroy the primary selection device manager.
	Destroy(r ZwpPrimarySelectionDeviceManagerV1) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpPrimarySelectionDeviceManagerV1) SetHandler(h ZwpPrimarySelectionDeviceManagerV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZwpPrimarySelectionDeviceManagerV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpPrimarySelectionDeviceManagerV1Requests)
	switch op {
	case 0:
		id := ZwpPrimarySelectionSourceV1{a.NewID(ZwpPrimarySelectionSourceV1Interface)}
		if !a.Done() {
			return a.Err()
		}
		return h.CreateSource(ZwpPrimarySelectionDeviceManagerV1{r}, id)
	case 1:
		id := ZwpPrimarySelectionDeviceV1{a.NewID(ZwpPrimarySelectionDeviceV1Interface)}
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetDevice(ZwpPrimarySelectionDeviceManagerV1{r}, id, seat)
	case 2:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpPrimarySelectionDeviceManagerV1{r})
	}
	return nil
}

// ZwpPrimarySelectionDeviceV1Interface describes zwp_primary_selection_device_v1.
var ZwpPrimarySelectionDeviceV1Interface = &wlwire.Interface{Name: "zwp_primary_selection_device_v1", Version: 1}

// ZwpPrimarySelectionDeviceV1 is the server's handle of a zwp_primary_selection_device_v1.
type ZwpPrimarySelectionDeviceV1 struct{ *wlwire.Resource }

// ZwpPrimarySelectionDeviceV1Requests is implemented by the handler of a ZwpPrimarySelectionDeviceV1.
type ZwpPrimarySelectionDeviceV1Requests interface {
	// SetSelection is request set_selection: set the primary selection.
	SetSelection(r ZwpPrimarySelectionDeviceV1, source ZwpPrimarySelectionSourceV1, serial uint32) error
	// Destroy is destructor request destroy: destroy the primary selection device.
	Destroy(r ZwpPrimarySelectionDeviceV1) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpPrimarySelectionDeviceV1) SetHandler(h ZwpPrimarySelectionDeviceV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZwpPrimarySelectionDeviceV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpPrimarySelectionDeviceV1Requests)
	switch op {
	case 0:
		source := ZwpPrimarySelectionSourceV1{a.Object(ZwpPrimarySelectionSourceV1Interface, true)}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.SetSelection(ZwpPrimarySelectionDeviceV1{r}, source, serial)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpPrimarySelectionDeviceV1{r})
	}
	return nil
}

// SendDataOffer sends event data_offer: introduce a new wp_primary_selection_offer.
func (r ZwpPrimarySelectionDeviceV1) SendDataOffer() ZwpPrimarySelectionOfferV1 {
	e := r.BeginEvent(0)
	if e != nil {
		e.NewID(ZwpPrimarySelectionOfferV1Interface)
		e.End()
	}
	return ZwpPrimarySelectionOfferV1{e.Made(r.Resource, ZwpPrimarySelectionOfferV1Interface)}
}

// SendSelection sends event selection: advertise a new primary selection.
func (r ZwpPrimarySelectionDeviceV1) SendSelection(id ZwpPrimarySelectionOfferV1) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Object(id.Resource, true)
		e.End()
	}
}

// ZwpPrimarySelectionOfferV1Interface describes zwp_primary_selection_offer_v1.
var ZwpPrimarySelectionOfferV1Interface = &wlwire.Interface{Name: "zwp_primary_selection_offer_v1", Version: 1}

// ZwpPrimarySelectionOfferV1 is the server's handle of a zwp_primary_selection_offer_v1: offer to transfer primary selection contents.
type ZwpPrimarySelectionOfferV1 struct{ *wlwire.Resource }

// ZwpPrimarySelectionOfferV1Requests is implemented by the handler of a ZwpPrimarySelectionOfferV1.
type ZwpPrimarySelectionOfferV1Requests interface {
	// Receive is request receive: request that the data is transferred.
	Receive(r ZwpPrimarySelectionOfferV1, mimeType string, fd int) error
	// Destroy is destructor request destroy: destroy the primary selection offer.
	Destroy(r ZwpPrimarySelectionOfferV1) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpPrimarySelectionOfferV1) SetHandler(h ZwpPrimarySelectionOfferV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZwpPrimarySelectionOfferV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpPrimarySelectionOfferV1Requests)
	switch op {
	case 0:
		mimeType := a.String(false)
		fd := a.FD()
		if !a.Done() {
			return a.Err()
		}
		return h.Receive(ZwpPrimarySelectionOfferV1{r}, mimeType, fd)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpPrimarySelectionOfferV1{r})
	}
	return nil
}

// SendOffer sends event offer: advertise offered mime type.
func (r ZwpPrimarySelectionOfferV1) SendOffer(mimeType string) {
	e := r.BeginEvent(0)
	if e != nil {
		e.String(mimeType, false)
		e.End()
	}
}

// ZwpPrimarySelectionSourceV1Interface describes zwp_primary_selection_source_v1.
var ZwpPrimarySelectionSourceV1Interface = &wlwire.Interface{Name: "zwp_primary_selection_source_v1", Version: 1}

// ZwpPrimarySelectionSourceV1 is the server's handle of a zwp_primary_selection_source_v1: offer to replace the contents of the primary selection.
type ZwpPrimarySelectionSourceV1 struct{ *wlwire.Resource }

// ZwpPrimarySelectionSourceV1Requests is implemented by the handler of a ZwpPrimarySelectionSourceV1.
type ZwpPrimarySelectionSourceV1Requests interface {
	// Offer is request offer: add an offered mime type.
	Offer(r ZwpPrimarySelectionSourceV1, mimeType string) error
	// Destroy is destructor request destroy: destroy the primary selection source.
	Destroy(r ZwpPrimarySelectionSourceV1) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpPrimarySelectionSourceV1) SetHandler(h ZwpPrimarySelectionSourceV1Requests) {
	r.Resource.SetHandler(h)
}

func dispatchZwpPrimarySelectionSourceV1Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpPrimarySelectionSourceV1Requests)
	switch op {
	case 0:
		mimeType := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		return h.Offer(ZwpPrimarySelectionSourceV1{r}, mimeType)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpPrimarySelectionSourceV1{r})
	}
	return nil
}

// SendSend sends event send: send the primary selection contents.
func (r ZwpPrimarySelectionSourceV1) SendSend(mimeType string, fd int) {
	e := r.BeginEvent(0)
	if e != nil {
		e.String(mimeType, false)
		e.FD(fd)
		e.End()
	} else if r.Resource != nil {
		r.Table().CloseFD(fd)
	}
}

// SendCancelled sends event cancelled: request for primary selection contents was canceled.
func (r ZwpPrimarySelectionSourceV1) SendCancelled() {
	e := r.BeginEvent(1)
	if e != nil {
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	ZwpPrimarySelectionDeviceManagerV1Interface.Requests = []wlwire.Message{
		{Name: "create_source", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpPrimarySelectionSourceV1Interface},
		}},
		{Name: "get_device", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpPrimarySelectionDeviceV1Interface},
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpPrimarySelectionDeviceManagerV1Interface.DispatchRequest = dispatchZwpPrimarySelectionDeviceManagerV1Request
	ZwpPrimarySelectionDeviceV1Interface.Requests = []wlwire.Message{
		{Name: "set_selection", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: ZwpPrimarySelectionSourceV1Interface},
			{Kind: wlwire.KindUint},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpPrimarySelectionDeviceV1Interface.Events = []wlwire.Message{
		{Name: "data_offer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpPrimarySelectionOfferV1Interface},
		}},
		{Name: "selection", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Nullable: true, Interface: ZwpPrimarySelectionOfferV1Interface},
		}},
	}
	ZwpPrimarySelectionDeviceV1Interface.DispatchRequest = dispatchZwpPrimarySelectionDeviceV1Request
	ZwpPrimarySelectionOfferV1Interface.Requests = []wlwire.Message{
		{Name: "receive", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindFD},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpPrimarySelectionOfferV1Interface.Events = []wlwire.Message{
		{Name: "offer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
	}
	ZwpPrimarySelectionOfferV1Interface.DispatchRequest = dispatchZwpPrimarySelectionOfferV1Request
	ZwpPrimarySelectionSourceV1Interface.Requests = []wlwire.Message{
		{Name: "offer", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpPrimarySelectionSourceV1Interface.Events = []wlwire.Message{
		{Name: "send", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindFD},
		}},
		{Name: "cancelled", Since: 1},
	}
	ZwpPrimarySelectionSourceV1Interface.DispatchRequest = dispatchZwpPrimarySelectionSourceV1Request
}
