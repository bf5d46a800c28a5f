// Package seat is the hands port: what a user does, as plain events in the
// kernel's own numbers (evdev codes), and the keymaps that give keys their
// meaning. Events carry no time: order is all that counts.
package seat

// An Event is one thing that a user did: Key, Text, Motion, RelativeMotion,
// Button, Axis, Touch, Pen, Locks, Layout or ReleaseAll.
type Event interface{ event() }

// A Key goes down or up. Code is an evdev code (KEY_*), 1 to 767. A second
// Down without an Up between is a repeat and is dropped by the seat, since
// apps repeat by themselves.
type Key struct {
	Code uint16
	Down bool
}

// Text is typed text that no key stands for (an input method on the client, a
// phone's keyboard).
type Text struct{ Text string }

// A Motion places the pointer: global logical pixels.
type Motion struct {
	X, Y    float64
	Cropped bool // the user sees windows without the shadow by which apps let them be resized
}

// A RelativeMotion moves the pointer by logical pixels; with a locked pointer
// only this kind arrives.
type RelativeMotion struct{ DX, DY float64 }

// A Button goes down or up. Code is BTN_LEFT (0x110) and following.
type Button struct {
	Code uint16
	Down bool
}

// The buttons, as evdev codes.
const (
	BtnLeft   = 0x110
	BtnRight  = 0x111
	BtnMiddle = 0x112
	BtnSide   = 0x113
	BtnExtra  = 0x114
)

// An Axis turns a wheel by V120 / 120 notches: down or right if positive.
type Axis struct {
	Horizontal bool
	V120       int32
}

// TouchPhase says what a finger does.
type TouchPhase uint8

// The phases.
const (
	TouchDown TouchPhase = iota
	TouchMove
	TouchUp
	TouchCancel
)

// A Touch is one finger; ID is its slot. Last marks the end of a group of
// fingers that moved together (wl_touch.frame). A Cancel is for all fingers;
// the first Touch of any kind tells that there is a touch screen.
type Touch struct {
	ID    int32
	Phase TouchPhase
	X, Y  float64
	Last  bool
}

// A Pen is how a pen is held: each event tells all of it.
type Pen struct {
	ID       uint8
	Near     bool // over the screen, or touching it
	Down     bool // touching
	Eraser   bool // the other end, or the eraser's button
	Barrel   bool // the button at its side
	X, Y     float64
	Pressure float64 // 0 to 1; negative: not known
	TiltX    float64 // degrees, to the right
	TiltY    float64 // degrees, towards the user
	Rotation float64 // degrees clockwise, 0 to 360
	Last     bool    // end of a group, as with Touch
}

// Locks sets the lock keys' state without a key press.
type Locks struct{ Caps, Num, Scroll bool }

// A Layout chooses the keymap by the Windows keyboard layout id and the
// keyboard's type and subtype (0 if unknown).
type Layout struct{ ID, Type, SubType uint32 }

// ReleaseAll lets go of every key, button and finger: the user's hands are gone.
type ReleaseAll struct{}

func (Key) event()            {}
func (Text) event()           {}
func (Motion) event()         {}
func (RelativeMotion) event() {}
func (Button) event()         {}
func (Axis) event()           {}
func (Touch) event()          {}
func (Pen) event()            {}
func (Locks) event()          {}
func (Layout) event()         {}
func (ReleaseAll) event()     {}
