package wlserver

import (
	"oriel/compositor/clip"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type primaryManager struct{ c *client }

func (s *Server) bindPrimary(c *client, r *wlwire.Resource) {
	wlproto.ZwpPrimarySelectionDeviceManagerV1{Resource: r}.SetHandler(primaryManager{c})
}

// CreateSource implements wlproto.ZwpPrimarySelectionDeviceManagerV1Requests.
func (m primaryManager) CreateSource(_ wlproto.ZwpPrimarySelectionDeviceManagerV1, id wlproto.ZwpPrimarySelectionSourceV1) error {
	id.SetHandler(&primarySource{s: m.c.s, res: id})
	return nil
}

// GetDevice implements wlproto.ZwpPrimarySelectionDeviceManagerV1Requests.
func (m primaryManager) GetDevice(_ wlproto.ZwpPrimarySelectionDeviceManagerV1, id wlproto.ZwpPrimarySelectionDeviceV1, _ wlproto.WlSeat) error {
	d := &primaryDevice{c: m.c, res: id}
	id.SetHandler(d)
	m.c.s.data.primary.welcome(m.c, d)
	return nil
}

// Destroy implements wlproto.ZwpPrimarySelectionDeviceManagerV1Requests.
func (primaryManager) Destroy(wlproto.ZwpPrimarySelectionDeviceManagerV1) error { return nil }

// primarySource is a zwp_primary_selection_source_v1.
type primarySource struct {
	offerable
	s   *Server
	res wlproto.ZwpPrimarySelectionSourceV1
}

// Offer implements wlproto.ZwpPrimarySelectionSourceV1Requests.
func (p *primarySource) Offer(_ wlproto.ZwpPrimarySelectionSourceV1, mime string) error {
	p.add(mime)
	return nil
}

// Destroy implements wlproto.ZwpPrimarySelectionSourceV1Requests.
func (*primarySource) Destroy(wlproto.ZwpPrimarySelectionSourceV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (p *primarySource) Destroyed(*wlwire.Resource) {
	if p.app != nil {
		p.s.data.primary.forget(p.app)
	}
}

// primaryDevice is a zwp_primary_selection_device_v1.
type primaryDevice struct {
	c   *client
	res wlproto.ZwpPrimarySelectionDeviceV1
}

// SetSelection implements wlproto.ZwpPrimarySelectionDeviceV1Requests.
func (d *primaryDevice) SetSelection(_ wlproto.ZwpPrimarySelectionDeviceV1, src wlproto.ZwpPrimarySelectionSourceV1, serial uint32) error {
	p, ok := src.Handler().(*primarySource)
	if !ok {
		d.c.s.data.primary.set(nil, serial)
		return nil
	}
	d.c.s.data.primary.set(p.selectable(d.c.s, p.res.SendSend, p.res.SendCancelled), serial)
	return nil
}

// Destroy implements wlproto.ZwpPrimarySelectionDeviceV1Requests.
func (*primaryDevice) Destroy(wlproto.ZwpPrimarySelectionDeviceV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (d *primaryDevice) Destroyed(*wlwire.Resource) { d.c.s.data.primary.leave(d.c, d) }

func (d *primaryDevice) offer(src clip.Source) {
	if src == nil {
		d.res.SendSelection(wlproto.ZwpPrimarySelectionOfferV1{})
		return
	}
	o := d.res.SendDataOffer()
	o.SetHandler(&primaryOffer{src})
	for _, mime := range src.Types() {
		o.SendOffer(mime)
	}
	d.res.SendSelection(o)
}

// primaryOffer is a zwp_primary_selection_offer_v1.
type primaryOffer struct{ src clip.Source }

// Receive implements wlproto.ZwpPrimarySelectionOfferV1Requests.
func (o *primaryOffer) Receive(_ wlproto.ZwpPrimarySelectionOfferV1, mime string, fd int) error {
	paste(o.src, mime, fd)
	return nil
}

// Destroy implements wlproto.ZwpPrimarySelectionOfferV1Requests.
func (*primaryOffer) Destroy(wlproto.ZwpPrimarySelectionOfferV1) error { return nil }
