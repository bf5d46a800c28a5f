package wlserver

import (
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type decorationManager struct{}

func (s *Server) bindDecoration(_ *client, r *wlwire.Resource) {
	wlproto.ZxdgDecorationManagerV1{Resource: r}.SetHandler(decorationManager{})
}

// Destroy implements wlproto.ZxdgDecorationManagerV1Requests.
func (decorationManager) Destroy(wlproto.ZxdgDecorationManagerV1) error { return nil }

// GetToplevelDecoration implements wlproto.ZxdgDecorationManagerV1Requests.
func (decorationManager) GetToplevelDecoration(r wlproto.ZxdgDecorationManagerV1, id wlproto.ZxdgToplevelDecorationV1, top wlproto.XdgToplevel) error {
	t := top.Handler().(*toplevel)
	switch {
	case t.decoration.Alive():
		return wlwire.Errorf(id, wlproto.ZxdgToplevelDecorationV1ErrorAlreadyConstructed, "the toplevel has a decoration")
	case t.x.content != nil:
		return wlwire.Errorf(id, wlproto.ZxdgToplevelDecorationV1ErrorUnconfiguredBuffer, "the toplevel has a buffer")
	}
	t.decoration, t.framed = id, true
	d := decoration{t}
	id.SetHandler(d)
	d.answer(true)
	return nil
}

// decoration is a zxdg_toplevel_decoration_v1. An app that draws no frame gets
// ours, and so does one that leaves it to us.
type decoration struct{ t *toplevel }

// answer tells whose frame it will be, from the configure on that follows.
func (d decoration) answer(ours bool) {
	mode := wlproto.ZxdgToplevelDecorationV1ModeClientSide
	if ours {
		mode = wlproto.ZxdgToplevelDecorationV1ModeServerSide
	}
	d.t.decoration.SendConfigure(mode)
	d.t.setFramed(ours)
}

// Destroy implements wlproto.ZxdgToplevelDecorationV1Requests: the app is back
// to what it does without the protocol.
func (d decoration) Destroy(wlproto.ZxdgToplevelDecorationV1) error {
	d.t.setFramed(false)
	return nil
}

// Destroyed implements wlwire.Destroyer.
func (d decoration) Destroyed(*wlwire.Resource) {
	d.t.decoration = wlproto.ZxdgToplevelDecorationV1{}
}

// SetMode implements wlproto.ZxdgToplevelDecorationV1Requests.
func (d decoration) SetMode(r wlproto.ZxdgToplevelDecorationV1, m wlproto.ZxdgToplevelDecorationV1Mode) error {
	if !m.Valid() {
		return wlwire.Errorf(r, wlproto.ZxdgToplevelDecorationV1ErrorInvalidMode, "mode %d", m)
	}
	d.answer(m == wlproto.ZxdgToplevelDecorationV1ModeServerSide)
	return nil
}

// UnsetMode implements wlproto.ZxdgToplevelDecorationV1Requests.
func (d decoration) UnsetMode(wlproto.ZxdgToplevelDecorationV1) error {
	d.answer(true)
	return nil
}
