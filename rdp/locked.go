package rdp

import (
	"image"

	"oriel/compositor/seat"
	"oriel/rdp/bcgr"
)

// Most clients send places only. While an app has locked the pointer, what
// they send is turned into motion, and the client's pointer is put back to the
// middle of its monitor before it runs into an edge.
type pointerLock struct {
	on      bool
	middle  image.Point
	reach   int  // how far from the middle the pointer may go
	away    int  // positions since the client was told, until it is back; 0: it is back
	deaf    bool // the client does not put its pointer anywhere
	carried bool // h.at is where the client's pointer is
}

// maxAway is how many positions a client may send before it follows. FreeRDP
// 2 never does; mstsc and FreeRDP 3 do.
const maxAway = 16

// lock begins and ends the lock.
func (h *hand) lock(on bool) {
	if on == h.locked.on {
		return
	}
	h.locked = pointerLock{on: on, deaf: h.locked.deaf}
	if on {
		h.locked.middle, h.locked.reach = h.screen.middle(h.at)
		h.locked.carried = h.placed
		return
	}
	h.placed = false // the pointer is where the client has it: the next event tells
}

// drift handles the client's pointer while the app has it locked.
func (h *hand) drift(p image.Point) {
	l := &h.locked
	d := p.Sub(h.at)
	h.at = p
	off := p.Sub(l.middle)
	far := max(off.X, -off.X, off.Y, -off.Y)
	if l.away > 0 {
		// Positions from before the client has heard say nothing.
		switch {
		case far <= l.reach/4:
			l.away = 0
		case l.away == maxAway:
			l.away, l.deaf = 0, true
		default:
			l.away++
		}
		return
	}
	if l.carried && d != (image.Point{}) {
		_, _, scale := h.screen.locate(p)
		h.emit(seat.RelativeMotion{DX: float64(d.X) / scale, DY: float64(d.Y) / scale})
	}
	l.carried = true
	if far > l.reach && !l.deaf {
		l.away = 1
		h.screen.warp(l.middle.Sub(h.origin))
	}
}

// middle implements screen.
func (s *session) middle(p image.Point) (at image.Point, reach int) {
	r := s.layout.bounds()
	if i := s.layout.at(p); i >= 0 {
		r = s.layout.monitors[i].rect
	}
	return r.Min.Add(r.Max).Div(2), max(16, min(r.Dx(), r.Dy())/4)
}

// warp implements screen.
func (s *session) warp(p image.Point) {
	s.note(s.link.updatePDU(bcgr.UpdatePointerPosition, &bcgr.PointerPosition{X: uint16(p.X), Y: uint16(p.Y)}))
}
