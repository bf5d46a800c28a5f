package rdp

import (
	"image"
	"unicode/utf16"

	"oriel/compositor/seat"
)

// A hand turns one client's input events into seat events: scancodes into
// evdev codes, device pixels into logical ones. It belongs to the session.
type hand struct {
	emit   func(seat.Event)
	scale  float64
	origin image.Point     // of the client's coordinates, device pixels
	bounds image.Rectangle // of the desktop, device pixels
	swap   bool            // the user's mouse is left-handed

	pause   bool   // E1 1D came: the next 45 belongs to it
	high    uint16 // first half of a surrogate pair
	buttons map[uint16]bool
	at      image.Point
	placed  bool
}

func newHand(emit func(seat.Event)) *hand {
	return &hand{emit: emit, scale: 1, buttons: map[uint16]bool{}}
}

// Pointer flags of mouse events ([MS-RDPBCGR] 2.2.8.1.1.3.1.1.3).
const (
	ptrHWheel        = 0x0400
	ptrWheel         = 0x0200
	ptrWheelNegative = 0x0100
	ptrRotation      = 0x01FF
	ptrDown          = 0x8000
	ptrButton1       = 0x1000
	ptrButton2       = 0x2000
	ptrButton3       = 0x4000
	ptrX1            = 0x0001
	ptrX2            = 0x0002
)

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
func (h *hand) locks(flags uint32) {
	h.pause, h.high = false, 0
	clear(h.buttons)
	h.emit(seat.ReleaseAll{})
	h.emit(seat.Locks{Scroll: flags&1 != 0, Num: flags&2 != 0, Caps: flags&4 != 0})
}

// mouse handles a mouse event. Wheel events have no position. The vertical
// wheel wins if both are set.
func (h *hand) mouse(flags, x, y uint16) {
	switch {
	case flags&ptrWheel != 0:
		h.emit(seat.Axis{V120: -rotation(flags)})
		return
	case flags&ptrHWheel != 0:
		h.emit(seat.Axis{Horizontal: true, V120: rotation(flags)})
		return
	}
	h.move(x, y)
	left, right := uint16(seat.BtnLeft), uint16(seat.BtnRight)
	if h.swap {
		left, right = right, left
	}
	h.button(flags, ptrButton1, left)
	h.button(flags, ptrButton2, right)
	h.button(flags, ptrButton3, seat.BtnMiddle)
}

// rotation is a 9-bit two's complement number; positive is away from the user
// or to the right.
func rotation(flags uint16) int32 {
	v := int32(flags & ptrRotation)
	if flags&ptrWheelNegative != 0 {
		v -= 0x200
	}
	return v
}

// mouseX handles the buttons beyond three.
func (h *hand) mouseX(flags, x, y uint16) {
	h.move(x, y)
	h.button(flags, ptrX1, seat.BtnSide)
	h.button(flags, ptrX2, seat.BtnExtra)
}

// relative handles a motion without position.
func (h *hand) relative(flags uint16, dx, dy int16) {
	if dx != 0 || dy != 0 {
		h.emit(seat.RelativeMotion{DX: float64(dx) / h.scale, DY: float64(dy) / h.scale})
	}
	h.button(flags, ptrButton1, seat.BtnLeft)
	h.button(flags, ptrButton2, seat.BtnRight)
	h.button(flags, ptrButton3, seat.BtnMiddle)
}

// button passes on changes only: clients repeat and forget.
func (h *hand) button(flags, bit, code uint16) {
	if flags&bit == 0 {
		return
	}
	if down := flags&ptrDown != 0; h.buttons[code] != down {
		h.buttons[code] = down
		h.emit(seat.Button{Code: code, Down: down})
	}
}

// move places the pointer. Coordinates left of or above the primary monitor
// come as negative 16-bit numbers. Each event carries a position, moved or not.
func (h *hand) move(x, y uint16) {
	p := image.Pt(int(int16(x)), int(int16(y))).Add(h.origin)
	if b := h.bounds; !b.Empty() {
		p.X = max(b.Min.X, min(p.X, b.Max.X-1))
		p.Y = max(b.Min.Y, min(p.Y, b.Max.Y-1))
	}
	if h.placed && p == h.at {
		return
	}
	h.at, h.placed = p, true
	// The centre of the device pixel, so that rounding never leaves it.
	half := 0.0
	if h.scale != 1 {
		half = 0.5
	}
	h.emit(seat.Motion{X: (float64(p.X) + half) / h.scale, Y: (float64(p.Y) + half) / h.scale})
}
