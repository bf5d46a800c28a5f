package wlserver

import (
	"slices"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
)

// seatState is the one seat: the hands of whoever is connected.
type seatState struct {
	s        *Server
	seats    []wlproto.WlSeat
	clients  map[*client]*seatClient
	pointer  pointer
	keyboard keyboard
	touch    touch
	tablets  tablets
	popups   []*popup // that grab, the topmost last
	serials  [256]uint32
	nserials int
	active   scene.WindowID // as of the last settle

	constraints map[*surface]*constraint
	inhibitors  map[*inhibitor]struct{}
	marked      map[scene.WindowID]bool // windows that they keep awake
	tokens      map[string]time.Time    // of xdg_activation, and when they expire
}

// seatClient is what one client has of the seat.
type seatClient struct {
	pointers  []*wlPointer
	keyboards []wlproto.WlKeyboard
	keymap    int // the generation that they know
	touches   []wlproto.WlTouch
	devices   map[*selection][]device
	relatives []wlproto.ZwpRelativePointerV1
}

func newSeat(s *Server) *seatState {
	t := &seatState{
		s: s, clients: map[*client]*seatClient{}, constraints: map[*surface]*constraint{},
		inhibitors: map[*inhibitor]struct{}{}, tokens: map[string]time.Time{},
	}
	t.pointer.init(t)
	t.keyboard.init(t)
	t.touch.init(t)
	t.tablets.t = t
	return t
}

func (s *Server) addSeatGlobals() {
	s.data.init(s)
	s.addGlobal(wlproto.WlSeatInterface, 9, s.bindSeat)
	s.addGlobal(wlproto.WlDataDeviceManagerInterface, 3, s.bindDataManager)
	s.addGlobal(wlproto.ZwpPrimarySelectionDeviceManagerV1Interface, 1, s.bindPrimary)
	s.addGlobal(wlproto.WpCursorShapeManagerV1Interface, 1, s.bindCursorShape)
	s.addGlobal(wlproto.ZwpRelativePointerManagerV1Interface, 1, s.bindRelativePointer)
	s.addGlobal(wlproto.ZwpPointerConstraintsV1Interface, 1, s.bindPointerConstraints)
	s.addGlobal(wlproto.ZwpIdleInhibitManagerV1Interface, 1, s.bindIdleInhibit)
	s.addGlobal(wlproto.XdgActivationV1Interface, 1, s.bindActivation)
	s.addGlobal(wlproto.ZwpTextInputManagerV3Interface, 1, s.bindTextInput)
	s.addGlobal(wlproto.ZwpTabletManagerV2Interface, 1, s.bindTablets)
}

// Input implements compositor.Shell.
func (s *Server) Input(tx *scene.Tx, e seat.Event, now time.Time) {
	s.enter(tx, now)
	if b, ok := e.(seat.Button); ok && b.Down && s.seat.clickAway() {
		s.seat.settle()
		return
	}
	s.seat.settle() // windows may have come and gone in this turn
	s.seat.input(e)
}

func (t *seatState) input(e seat.Event) {
	switch e := e.(type) {
	case seat.Motion:
		t.pointer.motion(e.X, e.Y)
	case seat.RelativeMotion:
		t.pointer.relative(e.DX, e.DY)
	case seat.Button:
		t.pointer.button(e)
	case seat.Axis:
		t.pointer.axis(e)
	case seat.Key:
		t.keyboard.key(e)
	case seat.Text:
		t.keyboard.text(e.Text)
	case seat.Locks:
		t.keyboard.setLocks(e)
	case seat.Layout:
		t.keyboard.layout(e)
	case seat.Touch:
		t.touch.event(e)
	case seat.Pen:
		t.tablets.event(e)
	case seat.ReleaseAll:
		t.releaseAll()
	}
}

// releaseAll lets go of everything: the user is gone.
func (t *seatState) releaseAll() {
	t.keyboard.releaseAll()
	t.pointer.releaseAll()
	t.touch.cancel()
	t.tablets.releaseAll()
	if g := t.s.data.drag; g != nil {
		g.end(false)
	}
}

// close gives back what the system keeps for the seat.
func (t *seatState) close() {
	t.s.data.close()
	t.keyboard.base.close()
	t.keyboard.spell.close()
}

// client returns what c has of the seat, never nil.
func (t *seatState) client(c *client) *seatClient {
	k := t.clients[c]
	if k == nil {
		k = &seatClient{}
		if !c.dead {
			t.clients[c] = k
		}
	}
	return k
}

// of is client for the client of a surface, which may be nil.
func (t *seatState) of(x *surface) *seatClient {
	if x == nil || t.clients[x.c] == nil {
		return &noClient
	}
	return t.clients[x.c]
}

var noClient seatClient // never written to

// settle brings the focus in line with the scene.
func (t *seatState) settle() {
	for c := range t.clients {
		if c.dead {
			delete(t.clients, c)
		}
	}
	t.settlePopups()
	t.calm()
	t.awake()
	t.s.data.settle()
	t.keyboard.settle()
	t.s.tx.SetLocks(t.keyboard.state.Locks())
	t.pointer.settle()
	t.touch.settle()
	t.tablets.settle()
}

// calm ends the call for attention of a window that has it.
func (t *seatState) calm() {
	tx := t.s.tx
	if w := tx.Window(tx.Active()); w != nil && w.State&scene.Attention != 0 {
		tx.Change(w.ID, func(w *scene.Window) { w.State &^= scene.Attention })
	}
}

func (t *seatState) surfaceGone(x *surface) {
	t.pointer.surfaceGone(x)
	t.keyboard.surfaceGone(x)
	t.touch.surfaceGone(x)
	t.tablets.surfaceGone(x)
}

// inputSerial returns a new serial for an event of the user's.
func (t *seatState) inputSerial() uint32 {
	n := t.s.nextSerial()
	t.serials[t.nserials%len(t.serials)] = n
	t.nserials++
	return n
}

// recent reports whether the serial is that of an event of the user's, sent
// not long ago.
func (t *seatState) recent(serial uint32) bool {
	return slices.Contains(t.serials[:min(t.nserials, len(t.serials))], serial)
}

// pressed reports whether a client holds a button, finger or pen since that serial,
// or was sent it since.
func (t *seatState) pressed(c *client, serial uint32) bool {
	if p := &t.pointer; p.grab != nil && p.grab.c == c && notBefore(serial, p.grabSerial) {
		return true
	}
	for _, f := range t.touch.fingers {
		if f.x.c == c && notBefore(serial, f.serial) {
			return true
		}
	}
	for i := range t.tablets.pens {
		if p := &t.tablets.pens[i]; p.x != nil && p.is.Down && p.x.c == c && notBefore(serial, p.serial) {
			return true
		}
	}
	return false
}

// notBefore compares serials, which wrap around.
func notBefore(a, b uint32) bool { return int32(a-b) >= 0 }

// topPopup returns the popup that has the grab, or nil.
func (t *seatState) topPopup() *popup {
	if n := len(t.popups); n > 0 {
		return t.popups[n-1]
	}
	return nil
}

// pushPopup gives a popup the grab. A grab of another client ends.
func (t *seatState) pushPopup(p *popup) {
	if top := t.topPopup(); top != nil && top.x.c != p.x.c {
		t.dismissPopups()
	}
	t.popups = append(t.popups, p)
}

func (t *seatState) dropPopup(p *popup) {
	t.popups = slices.DeleteFunc(t.popups, func(o *popup) bool { return o == p })
}

// dismissPopups ends the grab, the topmost popup first.
func (t *seatState) dismissPopups() {
	for p := t.topPopup(); p != nil; p = t.topPopup() {
		t.dropPopup(p)
		p.dismiss()
	}
}

// clickAway ends the grab by a press outside of its app. Nobody else gets that
// press. The focus may have moved with it already, so it is the focus from
// before that counts.
func (t *seatState) clickAway() bool {
	if t.topPopup() == nil || t.pointer.focus != nil {
		return false
	}
	t.dismissPopups()
	return true
}

// settlePopups ends the grab when the focus goes to another app. A click on a
// popup itself may take the focus from all our windows, at the viewer's end:
// that is no reason.
func (t *seatState) settlePopups() {
	now := t.s.tx.Active()
	if now == t.active {
		return
	}
	t.active = now
	top := t.topPopup()
	if top == nil {
		return
	}
	if x := t.s.surfaceOf(t.s.tx.Window(now)); x != nil {
		if x.c == top.x.c {
			return
		}
	} else if f := t.pointer.focus; f != nil && f.root().kind == rolePopup {
		return
	}
	t.dismissPopups()
}

// grabbed reports whether a popup's grab keeps input from a surface.
func (t *seatState) grabbed(x *surface) bool {
	top := t.topPopup()
	return top != nil && x.c != top.x.c
}
