package wlserver

import (
	"slices"

	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// wlTouch handles wl_touch.
type wlTouch struct {
	t *seatState
	c *client
}

// Release implements wlproto.WlTouchRequests.
func (wlTouch) Release(wlproto.WlTouch) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (h wlTouch) Destroyed(r *wlwire.Resource) {
	k := h.t.client(h.c)
	k.touches = slices.DeleteFunc(k.touches, func(o wlproto.WlTouch) bool { return o.Resource == r })
}

// touch is the seat's touch screen. A finger stays with the surface where it
// went down.
type touch struct {
	t       *seatState
	seen    bool
	fingers map[int32]*finger
	told    map[*client]bool // since the last frame
	mouse   *finger          // that plays the pointer, or nil
}

type finger struct {
	x      *surface
	serial uint32
	px, py float64 // on the desktop
	id     int32
}

// maxFingers bounds the fingers, of which the network knows 256.
const maxFingers = 256

func (h *touch) init(t *seatState) {
	h.t, h.fingers, h.told = t, map[int32]*finger{}, map[*client]bool{}
}

func (h *touch) event(e seat.Touch) {
	if !h.seen {
		h.seen = true
		for _, r := range h.t.seats {
			r.SendCapabilities(h.t.capabilities())
		}
	}
	if g := h.t.s.data.drag; g != nil && g.finger == e.ID {
		switch e.Phase {
		case seat.TouchMove:
			g.motion(e.X, e.Y)
		case seat.TouchUp, seat.TouchCancel:
			g.end(e.Phase == seat.TouchUp)
		}
		return
	}
	switch e.Phase {
	case seat.TouchDown:
		h.down(e)
	case seat.TouchMove:
		h.move(e)
	case seat.TouchUp:
		h.up(e)
	case seat.TouchCancel:
		h.cancel()
	}
	if e.Last {
		h.frame()
	}
}

// down begins a touch. As a click, it gives the window the focus, and ends the
// popups of other apps.
func (h *touch) down(e seat.Touch) {
	t := h.t
	if h.fingers[e.ID] != nil || len(h.fingers) >= maxFingers {
		return
	}
	x, lx, ly := t.pick(e.X, e.Y)
	if x == nil || t.grabbed(x) {
		t.dismissPopups() // that is all it does
		return
	}
	if len(h.fingers) == 0 {
		t.focusWindow(x)
	}
	if len(t.of(x).touches) == 0 {
		h.click(e)
		return
	}
	f := &finger{x: x, serial: t.inputSerial(), px: e.X, py: e.Y, id: e.ID}
	h.fingers[e.ID] = f
	h.told[x.c] = true
	for _, r := range t.of(x).touches {
		r.SendDown(f.serial, t.s.millis(), x.res, e.ID, x.c.fixed(lx), x.c.fixed(ly))
	}
}

func (h *touch) move(e seat.Touch) {
	f := h.fingers[e.ID]
	if m := h.mouse; m != nil && m.id == e.ID {
		h.t.pointer.motion(e.X, e.Y)
	}
	if f == nil {
		return
	}
	f.px, f.py = e.X, e.Y
	lx, ly, ok := f.x.local(e.X, e.Y)
	if !ok {
		return
	}
	h.told[f.x.c] = true
	for _, r := range h.t.of(f.x).touches {
		r.SendMotion(h.t.s.millis(), e.ID, f.x.c.fixed(lx), f.x.c.fixed(ly))
	}
}

func (h *touch) up(e seat.Touch) {
	if m := h.mouse; m != nil && m.id == e.ID {
		h.unclick()
	}
	f := h.fingers[e.ID]
	if f == nil {
		return
	}
	delete(h.fingers, e.ID)
	h.told[f.x.c] = true
	serial := h.t.inputSerial()
	for _, r := range h.t.of(f.x).touches {
		r.SendUp(serial, h.t.s.millis(), e.ID)
	}
}

// click lets a finger play the pointer, for apps that know no touch.
func (h *touch) click(e seat.Touch) {
	if h.mouse != nil || len(h.t.pointer.buttons) > 0 {
		return
	}
	h.mouse = &finger{id: e.ID}
	h.t.pointer.motion(e.X, e.Y)
	h.t.pointer.button(seat.Button{Code: seat.BtnLeft, Down: true})
}

func (h *touch) unclick() {
	if h.mouse != nil {
		h.mouse = nil
		h.t.pointer.button(seat.Button{Code: seat.BtnLeft})
	}
}

// settle takes the fingers from the apps while one moves or resizes a window.
func (h *touch) settle() {
	if len(h.fingers) > 0 && h.t.s.tx.Grab().Window != 0 {
		h.cancel()
	}
}

// frame ends a group of events.
func (h *touch) frame() {
	for c := range h.told {
		if k := h.t.clients[c]; k != nil {
			for _, r := range k.touches {
				r.SendFrame()
			}
		}
	}
	clear(h.told)
}

// cancel takes all fingers back.
func (h *touch) cancel() {
	h.unclick()
	all := map[*client]bool{}
	for _, f := range h.fingers {
		all[f.x.c] = true
	}
	for c := range all {
		if k := h.t.clients[c]; k != nil {
			for _, r := range k.touches {
				r.SendCancel()
			}
		}
	}
	clear(h.fingers)
	clear(h.told)
}

func (h *touch) surfaceGone(x *surface) {
	for id, f := range h.fingers {
		if f.x == x {
			delete(h.fingers, id)
		}
	}
}
