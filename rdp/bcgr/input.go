package bcgr

import (
	"fmt"

	"oriel/rdp/wire"
)

// InputKind is the kind of an InputEvent.
type InputKind uint8

// The kinds, with the fields of an InputEvent that they use.
const (
	InputSync     InputKind = iota // Flags: Lock… bits
	InputScancode                  // Flags: Key… bits; Code
	InputUnicode                   // Flags: KeyRelease; Code, a UTF-16 unit
	InputMouse                     // Flags: Pointer… bits; X, Y
	InputMouseX                    // Flags: PointerX… bits; X, Y
	InputRelative                  // Flags: Pointer… bits; X, Y signed distances
	InputQoE                       // Time
)

var inputKindNames = [...]string{"sync", "scancode", "unicode", "mouse", "mouse-x", "relative", "qoe"}

func (k InputKind) String() string {
	if int(k) < len(inputKindNames) {
		return inputKindNames[k]
	}
	return fmt.Sprintf("input %d", uint8(k))
}

// Flags of InputScancode and InputUnicode, as slow-path input has them.
const (
	KeyExtended  uint16 = 0x0100 // prefix E0
	KeyExtended1 uint16 = 0x0200 // prefix E1
	KeyWasDown   uint16 = 0x4000 // slow-path only
	KeyRelease   uint16 = 0x8000
)

// Flags of InputMouse and InputRelative.
const (
	PointerMove          uint16 = 0x0800
	PointerDown          uint16 = 0x8000
	PointerButton1       uint16 = 0x1000 // left
	PointerButton2       uint16 = 0x2000 // right
	PointerButton3       uint16 = 0x4000 // middle
	PointerWheel         uint16 = 0x0200
	PointerHWheel        uint16 = 0x0400
	PointerWheelNegative uint16 = 0x0100
	pointerRotation      uint16 = 0x01FF
)

// Flags of InputMouseX.
const (
	PointerXDown    uint16 = 0x8000
	PointerXButton1 uint16 = 0x0001
	PointerXButton2 uint16 = 0x0002
)

// InputEvent is one event from the client's keyboard or mouse, by either path
// ([MS-RDPBCGR] 2.2.8.1.1.3.1, 2.2.8.1.2.2). Printed, it does not show which
// key it was.
type InputEvent struct {
	Kind  InputKind
	Flags uint16
	Code  uint16
	X, Y  int32 // 0…65535; InputRelative: −32768…32767
	Time  uint32
}

// String shows the event without the key's code.
func (e InputEvent) String() string {
	return fmt.Sprintf("{%v %#x %d,%d}", e.Kind, e.Flags, e.X, e.Y)
}

// Wheel returns the rotation of a PointerWheel or PointerHWheel event, 120 a
// notch, positive away from the user or to the right.
func (e InputEvent) Wheel() int {
	v := int(e.Flags & pointerRotation)
	if e.Flags&PointerWheelNegative != 0 {
		v -= 0x200
	}
	return v
}

// readPosition reads the 2 × 16 bits after a pointer event's flags.
func (e *InputEvent) readPosition(r *wire.Reader) {
	x, y := r.U16("xPos"), r.U16("yPos")
	if e.Kind == InputRelative {
		e.X, e.Y = int32(int16(x)), int32(int16(y))
	} else {
		e.X, e.Y = int32(x), int32(y)
	}
}
