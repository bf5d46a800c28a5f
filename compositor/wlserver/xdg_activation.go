package wlserver

import (
	"crypto/rand"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// Tokens live as long as an app may take to start, and there are never more
// than maxTokens.
const (
	tokenLife = time.Minute
	maxTokens = 1024
)

type activation struct {
	s *Server
	c *client
}

func (s *Server) bindActivation(c *client, r *wlwire.Resource) {
	wlproto.XdgActivationV1{Resource: r}.SetHandler(activation{s, c})
}

// Destroy implements wlproto.XdgActivationV1Requests.
func (activation) Destroy(wlproto.XdgActivationV1) error { return nil }

// GetActivationToken implements wlproto.XdgActivationV1Requests.
func (h activation) GetActivationToken(_ wlproto.XdgActivationV1, id wlproto.XdgActivationTokenV1) error {
	id.SetHandler(&activationToken{activation: h})
	return nil
}

// Activate implements wlproto.XdgActivationV1Requests.
func (h activation) Activate(_ wlproto.XdgActivationV1, token string, surf wlproto.WlSurface) error {
	x := surf.Handler().(*surface)
	t := h.s.seat
	until, ok := t.tokens[token]
	delete(t.tokens, token)
	tx := h.s.tx
	w := tx.WindowOf(x.root().id)
	switch {
	case w == nil:
		// A window that is new gets the focus anyway.
	case ok && h.s.now.Before(until):
		if w.State&scene.Minimized != 0 && w.Handle != nil {
			w.Handle.Configure(tx, scene.Wish{What: scene.WantState, Mask: scene.Minimized})
		}
		t.focusWindow(x)
	case w.ID != tx.Active():
		tx.Change(w.ID, func(w *scene.Window) { w.State |= scene.Attention })
	}
	return nil
}

// activationToken is an xdg_activation_token_v1.
type activationToken struct {
	activation
	serial uint32
	user   bool // serial was set
	used   bool
}

// Destroy implements wlproto.XdgActivationTokenV1Requests.
func (*activationToken) Destroy(wlproto.XdgActivationTokenV1) error { return nil }

// SetSerial implements wlproto.XdgActivationTokenV1Requests.
func (a *activationToken) SetSerial(r wlproto.XdgActivationTokenV1, serial uint32, _ wlproto.WlSeat) error {
	a.serial, a.user = serial, true
	return a.fresh(r)
}

// SetAppId implements wlproto.XdgActivationTokenV1Requests. Whom the token is
// for makes no difference.
func (a *activationToken) SetAppId(r wlproto.XdgActivationTokenV1, _ string) error { return a.fresh(r) }

// SetSurface implements wlproto.XdgActivationTokenV1Requests.
func (a *activationToken) SetSurface(r wlproto.XdgActivationTokenV1, _ wlproto.WlSurface) error {
	return a.fresh(r)
}

func (a *activationToken) fresh(r wlproto.XdgActivationTokenV1) error {
	if a.used {
		return wlwire.Errorf(r, wlproto.XdgActivationTokenV1ErrorAlreadyUsed, "the token was committed")
	}
	return nil
}

// Commit implements wlproto.XdgActivationTokenV1Requests. Who asks without the
// focus, or for something the user did long ago, gets a token that is worth
// nothing.
func (a *activationToken) Commit(r wlproto.XdgActivationTokenV1) error {
	if err := a.fresh(r); err != nil {
		return err
	}
	a.used = true
	token := rand.Text()
	t := a.s.seat
	f := t.keyboard.focus
	if f != nil && f.c == a.c && (!a.user || t.recent(a.serial)) {
		t.addToken(token)
	}
	r.SendDone(token)
	return nil
}

func (t *seatState) addToken(token string) {
	for k, until := range t.tokens {
		if !t.s.now.Before(until) {
			delete(t.tokens, k)
		}
	}
	if len(t.tokens) < maxTokens {
		t.tokens[token] = t.s.now.Add(tokenLife)
	}
}
