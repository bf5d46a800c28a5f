package wlserver

import (
	"encoding/binary"
	"slices"

	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// Keys repeat, in the apps, at this rate after this delay in milliseconds.
const (
	repeatRate  = 25
	repeatDelay = 600
)

// wlKeyboard handles wl_keyboard.
type wlKeyboard struct {
	t *seatState
	c *client
}

// Release implements wlproto.WlKeyboardRequests.
func (wlKeyboard) Release(wlproto.WlKeyboard) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (h wlKeyboard) Destroyed(r *wlwire.Resource) {
	k := h.t.client(h.c)
	k.keyboards = slices.DeleteFunc(k.keyboards, func(o wlproto.WlKeyboard) bool { return o.Resource == r })
}

// keyboard is the seat's keyboard.
type keyboard struct {
	t     *seatState
	name  string // of the layout's keymap
	base  keymap // the layout's
	gen   int    // counts keymaps
	spell spell  // a keymap for text, while it is in use
	state *seat.Keyboard
	focus *surface
}

func (k *keyboard) init(t *seatState) {
	k.t, k.name = t, seat.DefaultKeymap
	k.base = loadKeymap(k.name)
	k.state = seat.NewKeyboard(k.base.m)
}

// map_ returns the keymap that clients have.
func (k *keyboard) map_() *keymap {
	if k.spell.m != nil {
		return &k.spell.keymap
	}
	return &k.base
}

// target is the surface that keys belong to.
func (k *keyboard) target() *surface {
	for _, p := range slices.Backward(k.t.popups) {
		if p.win != 0 {
			return p.x
		}
	}
	tx := k.t.s.tx
	return k.t.s.surfaceOf(tx.Window(tx.Active()))
}

func (k *keyboard) settle() {
	x := k.target()
	if x == k.focus {
		return
	}
	old := k.focus
	if old != nil {
		serial := k.t.s.nextSerial()
		for _, r := range k.t.of(old).keyboards {
			r.SendLeave(serial, old.res)
		}
	}
	k.focus = x
	if x == nil {
		return
	}
	if old == nil || old.c != x.c {
		k.t.s.data.focus(x.c)
	}
	k.update(x.c)
	serial := k.t.inputSerial()
	for _, r := range k.t.of(x).keyboards {
		k.enter(r, serial)
	}
}

// enter gives a wl_keyboard the focus.
func (k *keyboard) enter(r wlproto.WlKeyboard, serial uint32) {
	x := k.focus
	if x.c.watcher != nil {
		// Xwayland takes locks from us only before it has the focus: later it
		// counts keys itself.
		k.sendMods(r)
	}
	var keys []byte
	for _, code := range k.state.Pressed() {
		keys = binary.LittleEndian.AppendUint32(keys, uint32(code))
	}
	r.SendEnter(serial, x.res, keys)
	k.sendMods(r)
}

// welcome tells a new wl_keyboard the keymap, and whether it has the focus.
func (k *keyboard) welcome(c *client, r wlproto.WlKeyboard) {
	k.map_().send(r)
	r.SendRepeatInfo(repeatRate, repeatDelay)
	if k.focus != nil && k.focus.c == c {
		k.enter(r, k.t.inputSerial())
	}
}

func (k *keyboard) surfaceGone(x *surface) {
	if k.focus == x {
		k.focus = nil
	}
}

func (k *keyboard) sendMods(r wlproto.WlKeyboard) {
	m := k.state.Mods()
	r.SendModifiers(k.t.s.nextSerial(), m.Depressed, m.Latched, m.Locked, m.Group)
}

// tellMods tells the focus of changed modifiers, and what is dragged.
func (k *keyboard) tellMods() {
	for _, r := range k.t.of(k.focus).keyboards {
		k.sendMods(r)
	}
	if g := k.t.s.data.drag; g != nil {
		g.keys()
	}
}

// key follows a key of the user's.
func (k *keyboard) key(e seat.Key) {
	k.endSpell()
	k.press(e)
}

// press follows a key and tells the focus of it.
func (k *keyboard) press(e seat.Key) {
	ok, changed := k.state.Key(e)
	if !ok {
		return
	}
	k.sendKey(e)
	if changed {
		k.tellMods()
	}
}

func (k *keyboard) sendKey(e seat.Key) {
	st := wlproto.WlKeyboardKeyStateReleased
	if e.Down {
		st = wlproto.WlKeyboardKeyStatePressed
	}
	serial := k.t.inputSerial()
	for _, r := range k.t.of(k.focus).keyboards {
		r.SendKey(serial, k.t.s.millis(), uint32(e.Code), st)
	}
}

// Rune implements compositor.Reader.
func (s *Server) Rune(code uint16) rune { return s.seat.keyboard.state.Rune(code) }

// releaseAll lets go of all keys.
func (k *keyboard) releaseAll() {
	released, changed := k.state.ReleaseAll()
	for _, code := range released {
		k.sendKey(seat.Key{Code: code})
	}
	if changed {
		k.tellMods()
	}
}

// The lock keys, as evdev codes.
const (
	keyCapsLock   = 58
	keyNumLock    = 69
	keyScrollLock = 70
)

// setLocks brings the locks in line with those of the user's own keyboard: by
// pressing their keys, since X11 apps learn of locks in no other way.
func (k *keyboard) setLocks(want seat.Locks) {
	k.endSpell()
	for _, l := range []struct {
		code uint16
		same func(a seat.Locks) bool
	}{
		{keyCapsLock, func(a seat.Locks) bool { return a.Caps == want.Caps }},
		{keyNumLock, func(a seat.Locks) bool { return a.Num == want.Num }},
		{keyScrollLock, func(a seat.Locks) bool { return a.Scroll == want.Scroll }},
	} {
		if !l.same(k.state.Locks()) && !slices.Contains(k.state.Pressed(), l.code) {
			k.press(seat.Key{Code: l.code, Down: true})
			k.press(seat.Key{Code: l.code})
		}
	}
	if k.state.SetLocks(want) { // in this layout the keys are no locks
		k.tellMods()
	}
}

// layout changes the keymap.
func (k *keyboard) layout(e seat.Layout) {
	name := seat.Lookup(e)
	if name == k.name {
		return
	}
	m := loadKeymap(name)
	if m.m == nil {
		return
	}
	k.base.close()
	k.name, k.base = name, m
	k.spell.close()
	k.use(&k.base)
}

// use changes the keymap. Apps without the focus get it when they need it.
func (k *keyboard) use(m *keymap) {
	k.state.SetMap(m.m)
	k.gen++
	if k.focus != nil {
		k.update(k.focus.c)
	}
	k.tellMods()
}

// update gives a client the keymap, if it has another one.
func (k *keyboard) update(c *client) {
	h := k.t.client(c)
	if h.keymap == k.gen {
		return
	}
	h.keymap = k.gen
	for _, r := range h.keyboards {
		k.map_().send(r)
	}
}

var _ wlwire.Destroyer = wlKeyboard{}
