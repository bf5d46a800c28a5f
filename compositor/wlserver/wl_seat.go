package wlserver

import (
	"slices"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// wlSeat handles wl_seat.
type wlSeat struct {
	t *seatState
	c *client
}

func (s *Server) bindSeat(c *client, r *wlwire.Resource) {
	h := wlproto.WlSeat{Resource: r}
	h.SetHandler(wlSeat{s.seat, c})
	s.seat.seats = append(s.seat.seats, h)
	h.SendName("seat0")
	h.SendCapabilities(s.seat.capabilities())
}

// capabilities are a pointer and a keyboard; and fingers once there were any,
// since apps change how they look for them.
func (t *seatState) capabilities() wlproto.WlSeatCapability {
	c := wlproto.WlSeatCapabilityPointer | wlproto.WlSeatCapabilityKeyboard
	if t.touch.seen {
		c |= wlproto.WlSeatCapabilityTouch
	}
	return c
}

// Destroyed implements wlwire.Destroyer.
func (h wlSeat) Destroyed(r *wlwire.Resource) {
	h.t.seats = slices.DeleteFunc(h.t.seats, func(o wlproto.WlSeat) bool { return o.Resource == r })
}

// GetPointer implements wlproto.WlSeatRequests.
func (h wlSeat) GetPointer(_ wlproto.WlSeat, id wlproto.WlPointer) error {
	p := &wlPointer{t: h.t, c: h.c, res: id}
	k := h.t.client(h.c)
	k.pointers = append(k.pointers, p)
	id.SetHandler(p)
	h.t.pointer.welcome(p)
	return nil
}

// GetKeyboard implements wlproto.WlSeatRequests.
func (h wlSeat) GetKeyboard(_ wlproto.WlSeat, id wlproto.WlKeyboard) error {
	k := h.t.client(h.c)
	h.t.keyboard.update(h.c)
	k.keyboards = append(k.keyboards, id)
	id.SetHandler(wlKeyboard(h))
	h.t.keyboard.welcome(h.c, id)
	return nil
}

// GetTouch implements wlproto.WlSeatRequests.
func (h wlSeat) GetTouch(r wlproto.WlSeat, id wlproto.WlTouch) error {
	if !h.t.touch.seen {
		return wlwire.Errorf(r, wlproto.WlSeatErrorMissingCapability, "the seat has no touch")
	}
	k := h.t.client(h.c)
	k.touches = append(k.touches, id)
	id.SetHandler(wlTouch(h))
	return nil
}

// Release implements wlproto.WlSeatRequests.
func (wlSeat) Release(wlproto.WlSeat) error { return nil }
