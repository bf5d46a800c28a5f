package rdpei

import "oriel/rdp/wire"

// The eventId of the RDPINPUT_HEADER ([MS-RDPEI] 2.2.2.6).
const (
	eventSCReady         = 0x0001
	eventCSReady         = 0x0002
	eventTouch           = 0x0003
	eventSuspendInput    = 0x0004
	eventResumeInput     = 0x0005
	eventDismissHovering = 0x0006
	eventPen             = 0x0008
)

const (
	headerSize = 2 /* eventId */ + 4 /* pduLength */
	maxPDU     = 1 << 20
)

// Versions of the protocol.
const (
	V100 = 0x00010000
	V101 = 0x00010001
	V200 = 0x00020000 // with pens
	V300 = 0x00030000 // with supportedFeatures
)

func appendHeader(b []byte, event uint16, size int) []byte {
	return wire.LE.AppendUint32(wire.LE.AppendUint16(b, event), uint32(size))
}

// readHeader checks event and length and returns a Reader over the body.
func readHeader(r *wire.Reader, event uint16) *wire.Reader {
	if r.U16("eventId") != event {
		r.Fail(wire.ErrType, "eventId")
	}
	n := r.U32("pduLength")
	if n < headerSize || n > maxPDU {
		r.Fail(wire.ErrRange, "pduLength")
		n = headerSize
	}
	return r.Sub(int(n)-headerSize, "body")
}

// carry passes the error of a body on to the message's Reader.
func carry(r, body *wire.Reader) {
	if e, ok := body.Err().(*wire.Error); ok {
		r.Fail(e.Kind, e.Field)
	}
}

// MultipenInjection is SC_READY_MULTIPEN_INJECTION_SUPPORTED.
const MultipenInjection = 0x00000001

// SCReady is RDPINPUT_SC_READY_PDU ([MS-RDPEI] 2.2.3.1).
type SCReady struct {
	ProtocolVersion   uint32
	SupportedFeatures uint32 // travels from V300 on
}

// Size implements wire.PDU.
func (p *SCReady) Size() int {
	n := headerSize + 4 /* protocolVersion */
	if p.ProtocolVersion >= V300 {
		n += 4 // supportedFeatures
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *SCReady) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(appendHeader(b, eventSCReady, p.Size()), p.ProtocolVersion)
	if p.ProtocolVersion >= V300 {
		b = wire.LE.AppendUint32(b, p.SupportedFeatures)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *SCReady) ReadFrom(r *wire.Reader) {
	s := readHeader(r, eventSCReady)
	p.ProtocolVersion = s.U32("protocolVersion")
	if p.ProtocolVersion >= V300 && s.Len() > 0 {
		p.SupportedFeatures = s.U32("supportedFeatures")
	}
	carry(r, s)
}

// Flags of CSReady.
const (
	ShowTouchVisuals          = 0x00000001
	DisableTimestampInjection = 0x00000002
	EnableMultipenInjection   = 0x00000004
)

// CSReady is RDPINPUT_CS_READY_PDU ([MS-RDPEI] 2.2.3.2).
type CSReady struct {
	Flags            uint32
	ProtocolVersion  uint32
	MaxTouchContacts uint16
}

// Size implements wire.PDU.
func (p *CSReady) Size() int {
	return headerSize + 4 /* flags */ + 4 /* protocolVersion */ + 2 /* maxTouchContacts */
}

// AppendTo implements wire.PDU.
func (p *CSReady) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(appendHeader(b, eventCSReady, p.Size()), p.Flags)
	b = wire.LE.AppendUint32(b, p.ProtocolVersion)
	return wire.LE.AppendUint16(b, p.MaxTouchContacts)
}

// ReadFrom implements wire.PDU.
func (p *CSReady) ReadFrom(r *wire.Reader) {
	s := readHeader(r, eventCSReady)
	p.Flags = s.U32("flags")
	p.ProtocolVersion = s.U32("protocolVersion")
	p.MaxTouchContacts = s.U16("maxTouchContacts")
	carry(r, s)
}

// SuspendInput is RDPINPUT_SUSPEND_INPUT_PDU ([MS-RDPEI] 2.2.3.4).
type SuspendInput struct{}

// Size implements wire.PDU.
func (*SuspendInput) Size() int { return headerSize }

// AppendTo implements wire.PDU.
func (p *SuspendInput) AppendTo(b []byte) []byte {
	return appendHeader(b, eventSuspendInput, headerSize)
}

// ReadFrom implements wire.PDU.
func (*SuspendInput) ReadFrom(r *wire.Reader) { carry(r, readHeader(r, eventSuspendInput)) }

// ResumeInput is RDPINPUT_RESUME_INPUT_PDU ([MS-RDPEI] 2.2.3.5).
type ResumeInput struct{}

// Size implements wire.PDU.
func (*ResumeInput) Size() int { return headerSize }

// AppendTo implements wire.PDU.
func (p *ResumeInput) AppendTo(b []byte) []byte { return appendHeader(b, eventResumeInput, headerSize) }

// ReadFrom implements wire.PDU.
func (*ResumeInput) ReadFrom(r *wire.Reader) { carry(r, readHeader(r, eventResumeInput)) }

// DismissHovering is RDPINPUT_DISMISS_HOVERING_TOUCH_CONTACT_PDU ([MS-RDPEI]
// 2.2.3.6).
type DismissHovering struct{ ContactID uint8 }

// Size implements wire.PDU.
func (*DismissHovering) Size() int { return headerSize + 1 /* contactId */ }

// AppendTo implements wire.PDU.
func (p *DismissHovering) AppendTo(b []byte) []byte {
	return append(appendHeader(b, eventDismissHovering, p.Size()), p.ContactID)
}

// ReadFrom implements wire.PDU.
func (p *DismissHovering) ReadFrom(r *wire.Reader) {
	s := readHeader(r, eventDismissHovering)
	p.ContactID = s.U8("contactId")
	carry(r, s)
}
