package rdp

import (
	"image"
	"unicode/utf16"

	"oriel/compositor/seat"
	"oriel/rdp/bcgr"
)

// A hand turns one client's input events into seat events: scancodes into
// evdev codes, device pixels into logical ones. It belongs to the session.
type hand struct {
	emit    func(seat.Event)
	screen  screen
	origin  image.Point // of the client's coordinates, device pixels
	swap    bool        // the user's mouse is left-handed
	cropped bool        // the client shows windows without their shadows
	away    bool        // the client moves a window by itself: only where the button ends it counts

	pause   bool   // E1 1D came: the next 45 belongs to it
	ctrl    bool   // the last event of this PDU was the left Ctrl going down
	high    uint16 // first half of a surrogate pair
	buttons map[uint16]bool
	at      image.Point
	placed  bool
	locked  pointerLock
	leds    *indicators
}

// A screen knows what is where on the client's desktop.
type screen interface {
	// onto moves a device pixel onto a monitor, as little as possible.
	onto(p image.Point) image.Point
	// locate returns the logical position that a device pixel shows, and
	// the monitor's scale.
	locate(p image.Point) (x, y, scale float64)
	// middle returns the middle of the monitor that a device pixel is on, and
	// how far from it is far.
	middle(p image.Point) (at image.Point, reach int)
	// warp puts the client's pointer somewhere.
	warp(p image.Point)
}

func newHand(emit func(seat.Event), s screen) *hand {
	return &hand{emit: emit, screen: s, buttons: map[uint16]bool{}, leds: &indicators{}}
}

// events handles the events of one PDU.
func (h *hand) events(list []bcgr.InputEvent) {
	h.ctrl = false
	for i := range list {
		h.event(&list[i])
	}
}

// event handles one event of either input path.
func (h *hand) event(e *bcgr.InputEvent) {
	x, y := uint16(e.X), uint16(e.Y)
	switch e.Kind {
	case bcgr.InputScancode:
		h.scancode(uint8(e.Code), e.Flags&bcgr.KeyExtended != 0, e.Flags&bcgr.KeyExtended1 != 0, e.Flags&bcgr.KeyRelease != 0)
	case bcgr.InputUnicode:
		h.unicode(e.Code, e.Flags&bcgr.KeyRelease != 0)
	case bcgr.InputSync:
		h.locks(e.Flags)
	case bcgr.InputMouse:
		h.mouse(e, x, y)
	case bcgr.InputMouseX:
		h.move(x, y)
		h.button(e.Flags, bcgr.PointerXButton1, seat.BtnSide)
		h.button(e.Flags, bcgr.PointerXButton2, seat.BtnExtra)
	case bcgr.InputRelative:
		h.relative(e.Flags, float64(e.X), float64(e.Y))
	}
}

// scancode handles a key. e0 and e1 are the prefixes.
func (h *hand) scancode(code uint8, e0, e1, release bool) {
	switch {
	case e1 && code == 0x1D: // Pause is E1 1D 45, down and up
		h.pause = true
		return
	case h.pause && code == 0x45:
		h.pause = false
		h.emit(seat.Key{Code: keyPause, Down: !release})
		return
	case e0 && (code == 0x2A || code == 0xAA):
		return // a fake shift around the grey keys
	case e0 && code == 0x36:
		e0 = false // the right shift of Chinese and Japanese layouts in mstsc
	}
	h.pause = false
	key := evdevCode(code, e0)
	if key == 0 {
		return
	}
	if key == keyRightAlt && !release && h.ctrl {
		// Windows makes AltGr of both keys at once; apps here want the one.
		h.emit(seat.Key{Code: keyLeftCtrl})
	}
	h.ctrl = key == keyLeftCtrl && !release
	h.leds.key(key, !release)
	h.emit(seat.Key{Code: key, Down: !release})
	if code >= 0xF1 && !release {
		h.emit(seat.Key{Code: key})
	}
}

// unicode handles a UTF-16 unit; the two halves of a pair come one by one.
func (h *hand) unicode(unit uint16, release bool) {
	if release {
		return
	}
	switch {
	case unit >= 0xD800 && unit < 0xDC00:
		h.high = unit
		return
	case utf16.IsSurrogate(rune(unit)):
		if r := utf16.DecodeRune(rune(h.high), rune(unit)); h.high != 0 && r != 0xFFFD {
			h.emit(seat.Text{Text: string(r)})
		}
	case unit != 0:
		h.emit(seat.Text{Text: string(rune(unit))})
	}
	h.high = 0
}

// locks handles a synchronize event: no key is down, and these locks are on.
// The pointer is where it was: the press that gave the client's window the
// focus follows at that place, or the wheel, which has none.
func (h *hand) locks(flags uint16) {
	h.letGo()
	l := seat.Locks{Scroll: flags&bcgr.LockScroll != 0, Num: flags&bcgr.LockNum != 0, Caps: flags&bcgr.LockCaps != 0}
	h.leds.sync(l)
	h.emit(l)
	if h.placed {
		h.place()
	}
}

// letGo releases everything: nobody is at the keyboard.
func (h *hand) letGo() {
	h.pause, h.high = false, 0
	clear(h.buttons)
	h.emit(seat.ReleaseAll{})
}

// mouse handles a mouse event. Wheel events have no position. The vertical
// wheel wins if both are set.
func (h *hand) mouse(e *bcgr.InputEvent, x, y uint16) {
	switch {
	case e.Flags&bcgr.PointerWheel != 0:
		h.emit(seat.Axis{V120: -int32(e.Wheel())})
		return
	case e.Flags&bcgr.PointerHWheel != 0:
		h.emit(seat.Axis{Horizontal: true, V120: int32(e.Wheel())})
		return
	}
	if h.away && e.Flags&(bcgr.PointerButton1|bcgr.PointerButton2|bcgr.PointerButton3) == 0 {
		return
	}
	h.move(x, y)
	h.clicks(e.Flags)
}

// clicks handles the three first buttons.
func (h *hand) clicks(flags uint16) {
	left, right := uint16(seat.BtnLeft), uint16(seat.BtnRight)
	if h.swap {
		left, right = right, left
	}
	h.button(flags, bcgr.PointerButton1, left)
	h.button(flags, bcgr.PointerButton2, right)
	h.button(flags, bcgr.PointerButton3, seat.BtnMiddle)
}

// relative handles a motion without position.
func (h *hand) relative(flags uint16, dx, dy float64) {
	if dx != 0 || dy != 0 {
		h.placed = false
		_, _, scale := h.screen.locate(h.at)
		h.emit(seat.RelativeMotion{DX: dx / scale, DY: dy / scale})
	}
	h.clicks(flags)
}

// button passes on changes only: clients repeat and forget.
func (h *hand) button(flags, bit, code uint16) {
	if flags&bit == 0 {
		return
	}
	if down := flags&bcgr.PointerDown != 0; h.buttons[code] != down {
		h.buttons[code] = down
		h.emit(seat.Button{Code: code, Down: down})
	}
}

// move places the pointer. Coordinates left of or above the primary monitor
// come as negative 16-bit numbers. Each event carries a position, moved or not.
func (h *hand) move(x, y uint16) {
	p := h.screen.onto(image.Pt(int(int16(x)), int(int16(y))).Add(h.origin))
	if h.locked.on {
		h.drift(p)
		return
	}
	if h.placed && p == h.at {
		return
	}
	h.at, h.placed = p, true
	h.place()
}

// leave tells that the pointer went to a logical position, not by an event of
// its own. Where it is next is told even if it was there before.
func (h *hand) leave(p image.Point) {
	h.placed = false
	h.emit(seat.Motion{X: float64(p.X), Y: float64(p.Y), Cropped: h.cropped})
}

// place tells where the pointer is.
func (h *hand) place() {
	x, y, _ := h.screen.locate(h.at)
	h.emit(seat.Motion{X: x, Y: y, Cropped: h.cropped})
}
