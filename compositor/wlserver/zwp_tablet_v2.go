package wlserver

import (
	"slices"

	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// maxPens is how many pens there are at a time.
const maxPens = 4

// btnStylus is the button at a pen's side, as an evdev code.
const btnStylus = 0x14b

// tablets are the pens: one tablet, as large as the desktop, and for each pen
// two tools, its tip and its other end. Tools are made as they come.
type tablets struct {
	t     *seatState
	seats []*tabletSeat
	tools []toolID // that there are
	pens  [maxPens]pen
}

type toolID struct {
	pen    uint8
	eraser bool
}

// pen is what is known of a pen.
type pen struct {
	is    seat.Pen
	x     *surface // that it is over, or touches
	mouse bool     // it plays the pointer, for an app that knows no pens

	serial uint32 // of its touch
}

type tabletManager struct {
	h *tablets
	c *client
}

func (s *Server) bindTablets(c *client, r *wlwire.Resource) {
	wlproto.ZwpTabletManagerV2{Resource: r}.SetHandler(tabletManager{&s.seat.tablets, c})
}

// Destroy implements wlproto.ZwpTabletManagerV2Requests.
func (tabletManager) Destroy(wlproto.ZwpTabletManagerV2) error { return nil }

// GetTabletSeat implements wlproto.ZwpTabletManagerV2Requests.
func (m tabletManager) GetTabletSeat(_ wlproto.ZwpTabletManagerV2, id wlproto.ZwpTabletSeatV2, _ wlproto.WlSeat) error {
	s := &tabletSeat{h: m.h, c: m.c, res: id, tools: map[toolID]*tool{}}
	id.SetHandler(s)
	m.h.seats = append(m.h.seats, s)
	for _, t := range m.h.tools {
		s.add(t)
	}
	return nil
}

// tabletSeat is a zwp_tablet_seat_v2.
type tabletSeat struct {
	h      *tablets
	c      *client
	res    wlproto.ZwpTabletSeatV2
	tablet wlproto.ZwpTabletV2
	tools  map[toolID]*tool
}

// Destroy implements wlproto.ZwpTabletSeatV2Requests.
func (*tabletSeat) Destroy(wlproto.ZwpTabletSeatV2) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (s *tabletSeat) Destroyed(*wlwire.Resource) {
	s.h.seats = slices.DeleteFunc(s.h.seats, func(o *tabletSeat) bool { return o == s })
}

// add tells of a tool, and of the tablet before the first.
func (s *tabletSeat) add(id toolID) {
	if s.tablet.Resource == nil {
		s.tablet = s.res.SendTabletAdded()
		s.tablet.SetHandler(tablet{s})
		s.tablet.SendName("Oriel pen")
		s.tablet.SendDone()
	}
	t := &tool{s: s, id: id, res: s.res.SendToolAdded()}
	t.res.SetHandler(t)
	s.tools[id] = t
	kind := wlproto.ZwpTabletToolV2TypePen
	if id.eraser {
		kind = wlproto.ZwpTabletToolV2TypeEraser
	}
	t.res.SendType(kind)
	t.res.SendHardwareSerial(0, uint32(id.pen)+1)
	for _, c := range []wlproto.ZwpTabletToolV2Capability{
		wlproto.ZwpTabletToolV2CapabilityTilt, wlproto.ZwpTabletToolV2CapabilityPressure, wlproto.ZwpTabletToolV2CapabilityRotation,
	} {
		t.res.SendCapability(c)
	}
	t.res.SendDone()
}

// tablet is a zwp_tablet_v2.
type tablet struct{ s *tabletSeat }

// Destroy implements wlproto.ZwpTabletV2Requests.
func (tablet) Destroy(wlproto.ZwpTabletV2) error { return nil }

// tool is a zwp_tablet_tool_v2.
type tool struct {
	s   *tabletSeat
	id  toolID
	res wlproto.ZwpTabletToolV2
}

// SetCursor implements wlproto.ZwpTabletToolV2Requests. The picture is not
// shown: the user's own pen is where it is.
func (t *tool) SetCursor(r wlproto.ZwpTabletToolV2, _ uint32, surf wlproto.WlSurface, _, _ int32) error {
	x, _ := surf.Handler().(*surface)
	if x == nil {
		return nil
	}
	if _, ok := x.role.(*cursorSurface); ok {
		return nil
	}
	if !x.setRole(roleCursor, &cursorSurface{c: &t.s.h.t.pointer.cursor, x: x}) {
		return wlwire.Errorf(r, wlproto.ZwpTabletToolV2ErrorRole, "the surface has another role")
	}
	return nil
}

// Destroy implements wlproto.ZwpTabletToolV2Requests.
func (*tool) Destroy(wlproto.ZwpTabletToolV2) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (t *tool) Destroyed(*wlwire.Resource) { delete(t.s.tools, t.id) }

// of visits a pen's tool as the client of a surface has it. It reports
// whether there is one.
func (h *tablets) of(x *surface, id toolID, f func(t *tool)) (any bool) {
	for _, s := range h.seats {
		if t := s.tools[id]; x != nil && s.c == x.c && t != nil {
			f(t)
			any = true
		}
	}
	return any
}

// event follows a pen.
func (h *tablets) event(e seat.Pen) {
	if e.ID >= maxPens {
		return
	}
	p := &h.pens[e.ID]
	id := toolID{e.ID, e.Eraser}
	if e.Near && !slices.Contains(h.tools, id) {
		h.tools = append(h.tools, id)
		for _, s := range h.seats {
			s.add(id)
		}
	}
	if p.is.Near && (!e.Near || e.Eraser != p.is.Eraser) {
		h.leave(p)
	}
	if !e.Near {
		p.is = e
		return
	}
	if !p.is.Down {
		h.over(p, e)
	}
	h.report(p, e)
	p.is = e
}

// over finds the surface that a pen is over. While it touches it stays with
// the one that it has touched.
func (h *tablets) over(p *pen, e seat.Pen) {
	x, _, _ := h.t.pick(e.X, e.Y)
	if x != nil && h.t.grabbed(x) {
		if e.Down {
			h.t.dismissPopups()
		}
		x = nil
	}
	if x == p.x && p.is.Near {
		return
	}
	h.leave(p)
	p.x, p.is = x, seat.Pen{Near: true, Eraser: e.Eraser, ID: e.ID, Pressure: -1}
	serial := h.t.inputSerial()
	p.mouse = !h.of(x, toolID{e.ID, e.Eraser}, func(t *tool) { t.res.SendProximityIn(serial, t.s.tablet, x.res) })
}

// report tells what has changed about a pen.
func (h *tablets) report(p *pen, e seat.Pen) {
	was := p.is
	if p.mouse {
		h.t.pointer.motion(e.X, e.Y)
		if e.Down != was.Down {
			h.t.pointer.button(seat.Button{Code: seat.BtnLeft, Down: e.Down})
		}
		return
	}
	lx, ly, ok := p.x.local(e.X, e.Y)
	if !ok {
		return
	}
	if e.Down && !was.Down {
		h.t.focusWindow(p.x)
	}
	serial := h.t.inputSerial()
	if e.Down && !was.Down {
		p.serial = serial
	}
	h.of(p.x, toolID{e.ID, e.Eraser}, func(t *tool) {
		t.res.SendMotion(t.s.c.fixed(lx), t.s.c.fixed(ly))
		if e.Pressure >= 0 && e.Pressure != was.Pressure {
			t.res.SendPressure(uint32(e.Pressure*65535 + 0.5))
		}
		if e.TiltX != was.TiltX || e.TiltY != was.TiltY {
			t.res.SendTilt(wlwire.FixedFloat(e.TiltX), wlwire.FixedFloat(e.TiltY))
		}
		if e.Rotation != was.Rotation {
			t.res.SendRotation(wlwire.FixedFloat(e.Rotation))
		}
		t.contact(was, e, serial)
		t.res.SendFrame(h.t.s.millis())
	})
}

// contact tells of touching and of the button.
func (t *tool) contact(was, e seat.Pen, serial uint32) {
	switch {
	case e.Down && !was.Down:
		t.res.SendDown(serial)
	case !e.Down && was.Down:
		t.res.SendUp()
	}
	if e.Barrel != was.Barrel {
		st := wlproto.ZwpTabletToolV2ButtonStateReleased
		if e.Barrel {
			st = wlproto.ZwpTabletToolV2ButtonStatePressed
		}
		t.res.SendButton(serial, btnStylus, st)
	}
}

// leave takes a pen from the surface that it is over.
func (h *tablets) leave(p *pen) {
	if p.mouse && p.is.Down {
		h.t.pointer.button(seat.Button{Code: seat.BtnLeft})
	}
	if p.x != nil && !p.mouse {
		serial := h.t.s.nextSerial()
		h.of(p.x, toolID{p.is.ID, p.is.Eraser}, func(t *tool) {
			t.contact(p.is, seat.Pen{}, serial)
			t.res.SendProximityOut()
			t.res.SendFrame(h.t.s.millis())
		})
	}
	p.x, p.mouse, p.is = nil, false, seat.Pen{ID: p.is.ID}
}

// settle takes the pens from the apps while one moves or resizes a window.
func (h *tablets) settle() {
	if h.t.s.tx.Grab().Window == 0 {
		return
	}
	for i := range h.pens {
		if p := &h.pens[i]; p.x != nil && p.is.Down {
			h.leave(p)
		}
	}
}

// releaseAll takes all pens away.
func (h *tablets) releaseAll() {
	for i := range h.pens {
		h.leave(&h.pens[i])
	}
}

func (h *tablets) surfaceGone(x *surface) {
	for i := range h.pens {
		if p := &h.pens[i]; p.x == x {
			p.x, p.mouse, p.is = nil, false, seat.Pen{ID: p.is.ID}
		}
	}
}
