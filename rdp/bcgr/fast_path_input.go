package bcgr

import "oriel/rdp/wire"

// Codes of fast-path input events, the upper three bits of their header
// ([MS-RDPBCGR] 2.2.8.1.2.2).
const (
	fpScancode = 0
	fpMouse    = 1
	fpMouseX   = 2
	fpSync     = 3
	fpUnicode  = 4
	fpRelative = 5
	fpQoE      = 6
)

// Flags of fast-path keyboard events, the lower five bits of their header.
const (
	fpRelease   = 1
	fpExtended  = 2
	fpExtended1 = 4
)

const (
	// MaxInputEvents is how many events one PDU of either path carries.
	MaxInputEvents  = 255
	maxHeaderEvents = 15 // numEvents in the header; 0: in a byte of its own
)

// AppendFastPathInput appends events, at most MaxInputEvents, as one
// fast-path input PDU ([MS-RDPBCGR] 2.2.8.1.2).
func AppendFastPathInput(b []byte, events []InputEvent) []byte {
	if len(events) > MaxInputEvents {
		events = events[:MaxInputEvents]
	}
	start, n := len(b), len(events)
	inHeader := n
	if n == 0 || n > maxHeaderEvents {
		inHeader = 0
	}
	b = append(b, byte(inHeader)<<2, 0x80, 0)
	if inHeader == 0 {
		b = append(b, byte(n))
	}
	for i := range events {
		b = appendFastPathEvent(b, &events[i])
	}
	wire.BE.PutUint16(b[start+1:], uint16(len(b)-start)|0x8000)
	return b
}

func appendFastPathEvent(b []byte, e *InputEvent) []byte {
	switch e.Kind {
	case InputSync:
		return append(b, fpSync<<5|byte(e.Flags&0xF))
	case InputScancode:
		return append(b, fpScancode<<5|keyFlags(e.Flags), byte(e.Code))
	case InputUnicode:
		return u16s(append(b, fpUnicode<<5|keyFlags(e.Flags)&fpRelease), e.Code)
	case InputMouse:
		return u16s(append(b, fpMouse<<5), e.Flags, uint16(e.X), uint16(e.Y))
	case InputMouseX:
		return u16s(append(b, fpMouseX<<5), e.Flags, uint16(e.X), uint16(e.Y))
	case InputRelative:
		return u16s(append(b, fpRelative<<5), e.Flags, uint16(e.X), uint16(e.Y))
	}
	return u32s(append(b, fpQoE<<5), e.Time)
}

func keyFlags(f uint16) byte {
	var v byte
	if f&KeyRelease != 0 {
		v |= fpRelease
	}
	if f&KeyExtended != 0 {
		v |= fpExtended
	}
	if f&KeyExtended1 != 0 {
		v |= fpExtended1
	}
	return v
}

// AppendFastPathEvents reads frame, a fast-path input PDU, and appends its
// events. Events before an error are appended too.
func AppendFastPathEvents(events []InputEvent, frame []byte) ([]InputEvent, error) {
	r := wire.NewReader(frame)
	n := int(readFastPathHeader(r))
	if n == 0 {
		n = int(r.U8("numEvents"))
	}
	for range n {
		e := readFastPathEvent(r)
		if r.Err() != nil {
			break
		}
		events = append(events, e)
	}
	return events, r.Err()
}

func readFastPathEvent(r *wire.Reader) (e InputEvent) {
	head := r.U8("eventHeader")
	flags := head & 0x1F
	var keys uint16
	if flags&fpRelease != 0 {
		keys |= KeyRelease
	}
	if flags&fpExtended != 0 {
		keys |= KeyExtended
	}
	if flags&fpExtended1 != 0 {
		keys |= KeyExtended1
	}
	switch head >> 5 {
	case fpScancode:
		return InputEvent{Kind: InputScancode, Flags: keys, Code: uint16(r.U8("keyCode"))}
	case fpUnicode:
		return InputEvent{Kind: InputUnicode, Flags: keys & KeyRelease, Code: r.U16("unicodeCode")}
	case fpSync:
		return InputEvent{Kind: InputSync, Flags: uint16(flags & 0xF)}
	case fpMouse:
		e = InputEvent{Kind: InputMouse}
	case fpMouseX:
		e = InputEvent{Kind: InputMouseX}
	case fpRelative:
		e = InputEvent{Kind: InputRelative}
	case fpQoE:
		return InputEvent{Kind: InputQoE, Time: r.U32("timestamp")}
	default: // has no length by which it could be passed over
		r.Fail(wire.ErrType, "eventHeader")
		return e
	}
	e.Flags = r.U16("pointerFlags")
	e.readPosition(r)
	return e
}
