package wlserver

import (
	"oriel/compositor/clip"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type dataManager struct{ c *client }

func (s *Server) bindDataManager(c *client, r *wlwire.Resource) {
	wlproto.WlDataDeviceManager{Resource: r}.SetHandler(dataManager{c})
}

// CreateDataSource implements wlproto.WlDataDeviceManagerRequests.
func (m dataManager) CreateDataSource(_ wlproto.WlDataDeviceManager, id wlproto.WlDataSource) error {
	id.SetHandler(&dataSource{s: m.c.s, res: id})
	return nil
}

// GetDataDevice implements wlproto.WlDataDeviceManagerRequests.
func (m dataManager) GetDataDevice(_ wlproto.WlDataDeviceManager, id wlproto.WlDataDevice, _ wlproto.WlSeat) error {
	d := &dataDevice{c: m.c, res: id}
	id.SetHandler(d)
	m.c.s.data.clipboard.welcome(m.c, d)
	return nil
}

// dataSource is a wl_data_source.
type dataSource struct {
	offerable
	s       *Server
	res     wlproto.WlDataSource
	actions wlproto.WlDataDeviceManagerDndAction
	acts    bool // actions were set: it is for dragging
	dragged bool
}

// Offer implements wlproto.WlDataSourceRequests.
func (d *dataSource) Offer(_ wlproto.WlDataSource, mime string) error {
	d.add(mime)
	return nil
}

// Destroy implements wlproto.WlDataSourceRequests.
func (*dataSource) Destroy(wlproto.WlDataSource) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (d *dataSource) Destroyed(*wlwire.Resource) {
	if d.app != nil {
		d.s.data.clipboard.forget(d.app)
	}
	if g := d.s.data.drag; g != nil && g.src == d {
		g.end(false)
	}
}

func (d *dataSource) mimes() []string { return d.types }

// allowed are the actions that a source allows.
func (d *dataSource) allowed() wlproto.WlDataDeviceManagerDndAction {
	if d.res.Version() < 3 {
		return dndCopy
	}
	return d.actions
}

func (d *dataSource) send(mime string, fd int) { d.res.SendSend(mime, fd) }
func (d *dataSource) target(mime string)       { d.res.SendTarget(mime) }
func (d *dataSource) performed()               { d.res.SendDndDropPerformed() }
func (d *dataSource) finished()                { d.res.SendDndFinished() }

func (d *dataSource) action(a wlproto.WlDataDeviceManagerDndAction) { d.res.SendAction(a) }

// cancelled tells of a drag that came to nothing; older sources know of no
// such event.
func (d *dataSource) cancelled() {
	if d.res.Version() >= 3 {
		d.res.SendCancelled()
	}
}

// SetActions implements wlproto.WlDataSourceRequests.
func (d *dataSource) SetActions(r wlproto.WlDataSource, a wlproto.WlDataDeviceManagerDndAction) error {
	switch {
	case !a.Valid():
		return wlwire.Errorf(r, wlproto.WlDataSourceErrorInvalidActionMask, "actions %#x", uint32(a))
	case d.acts || d.app != nil || d.dragged:
		return wlwire.Errorf(r, wlproto.WlDataSourceErrorInvalidSource, "the source has actions or is used already")
	}
	d.actions, d.acts = a, true
	return nil
}

// dataDevice is a wl_data_device.
type dataDevice struct {
	c   *client
	res wlproto.WlDataDevice
}

// SetSelection implements wlproto.WlDataDeviceRequests.
func (d *dataDevice) SetSelection(r wlproto.WlDataDevice, src wlproto.WlDataSource, serial uint32) error {
	s := d.c.s
	p, ok := src.Handler().(*dataSource)
	switch {
	case !ok:
		s.data.clipboard.set(nil, serial)
		return nil
	case p.acts:
		return wlwire.Errorf(src, wlproto.WlDataSourceErrorInvalidSource, "the source is for dragging")
	case p.dragged || p.app != nil && !isApp(s.data.clipboard.src, p.app):
		return wlwire.Errorf(r, wlproto.WlDataDeviceErrorUsedSource, "the source was used already")
	}
	s.data.clipboard.set(p.selectable(s, p.res.SendSend, p.res.SendCancelled), serial)
	return nil
}

// Release implements wlproto.WlDataDeviceRequests.
func (*dataDevice) Release(wlproto.WlDataDevice) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (d *dataDevice) Destroyed(*wlwire.Resource) { d.c.s.data.clipboard.leave(d.c, d) }

func (d *dataDevice) offer(src clip.Source) {
	if src == nil {
		d.res.SendSelection(wlproto.WlDataOffer{})
		return
	}
	o := d.res.SendDataOffer()
	o.SetHandler(&dataOffer{src: src})
	for _, mime := range src.Types() {
		o.SendOffer(mime)
	}
	d.res.SendSelection(o)
}

// dataOffer is a wl_data_offer of a selection; for those of a drag see
// dndOffer.
type dataOffer struct{ src clip.Source }

// Accept implements wlproto.WlDataOfferRequests.
func (*dataOffer) Accept(wlproto.WlDataOffer, uint32, string) error { return nil }

// Receive implements wlproto.WlDataOfferRequests.
func (o *dataOffer) Receive(_ wlproto.WlDataOffer, mime string, fd int) error {
	paste(o.src, mime, fd)
	return nil
}

// Destroy implements wlproto.WlDataOfferRequests.
func (*dataOffer) Destroy(wlproto.WlDataOffer) error { return nil }

// Finish implements wlproto.WlDataOfferRequests.
func (*dataOffer) Finish(r wlproto.WlDataOffer) error {
	return wlwire.Errorf(r, wlproto.WlDataOfferErrorInvalidFinish, "the offer is of a selection")
}

// SetActions implements wlproto.WlDataOfferRequests.
func (*dataOffer) SetActions(r wlproto.WlDataOffer, _, _ wlproto.WlDataDeviceManagerDndAction) error {
	return wlwire.Errorf(r, wlproto.WlDataOfferErrorInvalidOffer, "the offer is of a selection")
}
