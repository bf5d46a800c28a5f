package wlserver

import (
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
	"oriel/compositor/wlwire/wlconn"
)

// dndOffer is a wl_data_offer of a drag. A client that has several data
// devices gets several, which are one to us.
type dndOffer struct {
	src       dragSource // nil: the drag went elsewhere
	resources []wlproto.WlDataOffer

	mime      string // accepted
	actions   wlproto.WlDataDeviceManagerDndAction
	preferred wlproto.WlDataDeviceManagerDndAction
	wish      wlproto.WlDataDeviceManagerDndAction // the user's, by keys
	action    wlproto.WlDataDeviceManagerDndAction // that both agree on
	dropped   bool
	finished  bool
}

const (
	dndCopy = wlproto.WlDataDeviceManagerDndActionCopy
	dndMove = wlproto.WlDataDeviceManagerDndActionMove
	dndAsk  = wlproto.WlDataDeviceManagerDndActionAsk
)

// to makes the offer to a device.
func (o *dndOffer) to(d *dataDevice) wlproto.WlDataOffer {
	r := d.res.SendDataOffer()
	o.resources = append(o.resources, r)
	r.SetHandler(o)
	for _, mime := range o.src.mimes() {
		r.SendOffer(mime)
	}
	r.SendSourceActions(o.src.allowed())
	if r.Version() < 3 {
		o.actions = dndCopy // older apps know no other
		o.agree()
	}
	return r
}

// takes reports whether a drop would do something.
func (o *dndOffer) takes() bool { return o.mime != "" && o.action != 0 }

// allow tells that the source allows other actions now.
func (o *dndOffer) allow() {
	for _, r := range o.resources {
		r.SendSourceActions(o.src.allowed())
	}
	o.agree()
}

// agree finds the action that both sides want.
func (o *dndOffer) agree() {
	both := o.src.allowed() & o.actions
	a := both & -both // copy rather than move, move rather than ask
	if both&o.preferred != 0 {
		a = o.preferred
	}
	if both&o.wish != 0 && !o.dropped { // what was dropped, the user is asked about
		a = o.wish
	}
	if a == o.action {
		return
	}
	o.action = a
	o.src.action(a)
	for _, r := range o.resources {
		r.SendAction(a)
	}
}

// Accept implements wlproto.WlDataOfferRequests.
func (o *dndOffer) Accept(_ wlproto.WlDataOffer, _ uint32, mime string) error {
	if o.src == nil || o.dropped || mime == o.mime {
		return nil
	}
	o.mime = mime
	o.src.target(mime)
	return nil
}

// Receive implements wlproto.WlDataOfferRequests.
func (o *dndOffer) Receive(_ wlproto.WlDataOffer, mime string, fd int) error {
	if o.src == nil || o.finished {
		wlconn.CloseFD(fd)
		return nil
	}
	o.src.send(mime, fd)
	return nil
}

// Destroy implements wlproto.WlDataOfferRequests.
func (*dndOffer) Destroy(wlproto.WlDataOffer) error { return nil }

// Destroyed implements wlwire.Destroyer: a target that goes without finishing
// did not take it; older ones cannot say so.
func (o *dndOffer) Destroyed(r *wlwire.Resource) {
	if o.src == nil || !o.dropped || o.finished {
		return
	}
	o.finished = true
	if r.Version() < 3 {
		o.src.finished()
		return
	}
	o.src.cancelled()
}

// Finish implements wlproto.WlDataOfferRequests.
func (o *dndOffer) Finish(r wlproto.WlDataOffer) error {
	if o.src == nil {
		return nil
	}
	if !o.dropped || o.finished || !o.takes() || o.action == dndAsk {
		return wlwire.Errorf(r, wlproto.WlDataOfferErrorInvalidFinish, "nothing was dropped and accepted that could be finished")
	}
	o.finished = true
	o.src.finished()
	return nil
}

// SetActions implements wlproto.WlDataOfferRequests.
func (o *dndOffer) SetActions(r wlproto.WlDataOffer, a, preferred wlproto.WlDataDeviceManagerDndAction) error {
	switch {
	case !a.Valid():
		return wlwire.Errorf(r, wlproto.WlDataOfferErrorInvalidActionMask, "actions %#x", uint32(a))
	case !preferred.Valid() || preferred&-preferred != preferred || preferred&^a != 0:
		return wlwire.Errorf(r, wlproto.WlDataOfferErrorInvalidAction, "preferred action %#x of %#x", uint32(preferred), uint32(a))
	}
	if o.src == nil || o.finished || o.dropped && o.action != dndAsk {
		return nil
	}
	o.actions, o.preferred = a, preferred
	o.agree()
	return nil
}
