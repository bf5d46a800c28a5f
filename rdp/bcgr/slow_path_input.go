package bcgr

import "oriel/rdp/wire"

// Message types of slow-path input events ([MS-RDPBCGR] 2.2.8.1.1.3.1.1).
const (
	slowInputSync     = 0x0000
	slowInputUnused   = 0x0002
	slowInputScancode = 0x0004
	slowInputUnicode  = 0x0005
	slowInputMouse    = 0x8001
	slowInputMouseX   = 0x8002
	slowInputRelative = 0x8004
)

const slowEventSize = 12

// InputPDU is the body of the slow-path Input Event PDU ([MS-RDPBCGR]
// 2.2.8.1.1.3). It has no form for InputQoE.
type InputPDU struct{ Events []InputEvent }

// Type returns the share data type.
func (p *InputPDU) Type() DataType { return DataInput }

// Size returns the encoded length.
func (p *InputPDU) Size() int { return 4 + slowEventSize*len(p.Events) }

// AppendTo appends the encoded form.
func (p *InputPDU) AppendTo(b []byte) []byte {
	b = u16s(b, uint16(len(p.Events)), 0)
	for i := range p.Events {
		b = appendSlowPathEvent(b, &p.Events[i])
	}
	return b
}

func appendSlowPathEvent(b []byte, e *InputEvent) []byte {
	b = u32s(b, e.Time)
	switch e.Kind {
	case InputSync:
		return u32s(u16s(b, slowInputSync, 0), uint32(e.Flags))
	case InputScancode:
		return u16s(b, slowInputScancode, e.Flags, e.Code, 0)
	case InputUnicode:
		return u16s(b, slowInputUnicode, e.Flags, e.Code, 0)
	case InputMouse:
		return u16s(b, slowInputMouse, e.Flags, uint16(e.X), uint16(e.Y))
	case InputMouseX:
		return u16s(b, slowInputMouseX, e.Flags, uint16(e.X), uint16(e.Y))
	case InputRelative:
		return u16s(b, slowInputRelative, e.Flags, uint16(e.X), uint16(e.Y))
	}
	return u16s(b, slowInputUnused, 0, 0, 0)
}

// ReadFrom decodes. Events of unknown types are passed over.
func (p *InputPDU) ReadFrom(r *wire.Reader) {
	n := uint64(r.U16("numEvents"))
	r.U16("pad2Octets")
	count := r.Count(n, slowEventSize, 0xFFFF, "numEvents")
	p.Events = make([]InputEvent, 0, count)
	for range count {
		t, kind := r.U32("eventTime"), r.U16("messageType")
		s := r.Sub(6, "slowPathInputData")
		if e, ok := readSlowPathEvent(kind, s); ok {
			e.Time = t
			p.Events = append(p.Events, e)
		}
	}
}

func readSlowPathEvent(kind uint16, r *wire.Reader) (e InputEvent, ok bool) {
	switch kind {
	case slowInputSync:
		r.U16("pad2Octets")
		return InputEvent{Kind: InputSync, Flags: uint16(r.U32("toggleFlags")) & 0xF}, true
	case slowInputScancode:
		e.Kind = InputScancode
	case slowInputUnicode:
		e.Kind = InputUnicode
	case slowInputMouse:
		e.Kind = InputMouse
	case slowInputMouseX:
		e.Kind = InputMouseX
	case slowInputRelative:
		e.Kind = InputRelative
	default:
		return e, false
	}
	e.Flags = r.U16("flags")
	if e.Kind == InputScancode || e.Kind == InputUnicode {
		e.Code = r.U16("keyCode")
		return e, true
	}
	e.readPosition(r)
	return e, true
}
