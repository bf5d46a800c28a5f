package wlserver

import (
	"slices"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type relativePointers struct {
	t *seatState
	c *client
}

func (s *Server) bindRelativePointer(c *client, r *wlwire.Resource) {
	wlproto.ZwpRelativePointerManagerV1{Resource: r}.SetHandler(relativePointers{s.seat, c})
}

// Destroy implements wlproto.ZwpRelativePointerManagerV1Requests.
func (relativePointers) Destroy(wlproto.ZwpRelativePointerManagerV1) error { return nil }

// GetRelativePointer implements wlproto.ZwpRelativePointerManagerV1Requests.
func (h relativePointers) GetRelativePointer(_ wlproto.ZwpRelativePointerManagerV1, id wlproto.ZwpRelativePointerV1, _ wlproto.WlPointer) error {
	k := h.t.client(h.c)
	k.relatives = append(k.relatives, id)
	id.SetHandler(relativePointer(h))
	return nil
}

type relativePointer relativePointers

// Destroy implements wlproto.ZwpRelativePointerV1Requests.
func (relativePointer) Destroy(wlproto.ZwpRelativePointerV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (h relativePointer) Destroyed(r *wlwire.Resource) {
	k := h.t.client(h.c)
	k.relatives = slices.DeleteFunc(k.relatives, func(o wlproto.ZwpRelativePointerV1) bool { return o.Resource == r })
}

// sendRelative tells the focus how far the pointer moved, as part of a frame.
// It reports whether anybody was told.
func (p *pointer) sendRelative(dx, dy float64) bool {
	list := p.t.of(p.focus).relatives
	if len(list) == 0 || dx == 0 && dy == 0 {
		return false
	}
	us := uint64(p.t.s.now.Sub(p.t.s.start).Microseconds())
	x, y := p.focus.c.fixed(dx), p.focus.c.fixed(dy)
	for _, r := range list {
		r.SendRelativeMotion(uint32(us>>32), uint32(us), x, y, x, y)
	}
	return true
}
