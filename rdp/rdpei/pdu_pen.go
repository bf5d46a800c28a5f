package rdpei

import "oriel/rdp/wire"

// The fieldsPresent of a PenContact.
const (
	PenFlagsPresent    = 0x0001
	PenPressurePresent = 0x0002
	RotationPresent    = 0x0004
	TiltXPresent       = 0x0008
	TiltYPresent       = 0x0010
)

// The penFlags of a PenContact.
const (
	BarrelPressed = 0x0001
	EraserPressed = 0x0002
	PenInverted   = 0x0004
)

// MaxPens is how many pens there can be at a time.
const MaxPens = 4

// PenContact is RDPINPUT_PEN_CONTACT ([MS-RDPEI] 2.2.3.7.1.1). X and Y are
// device pixels of the client's desktop.
type PenContact struct {
	DeviceID      uint8
	FieldsPresent uint16
	X, Y          int32
	Flags         uint32
	PenFlags      uint32 // with PenFlagsPresent
	Pressure      uint32 // with PenPressurePresent; up to 1024
	Rotation      uint16 // with RotationPresent; degrees clockwise
	TiltX, TiltY  int16  // with TiltXPresent, TiltYPresent; degrees
}

func (c *PenContact) size() int {
	n := 1 + size2U(c.FieldsPresent) + size4S(c.X) + size4S(c.Y) + size4U(c.Flags)
	if c.FieldsPresent&PenFlagsPresent != 0 {
		n += size4U(c.PenFlags)
	}
	if c.FieldsPresent&PenPressurePresent != 0 {
		n += size4U(c.Pressure)
	}
	if c.FieldsPresent&RotationPresent != 0 {
		n += size2U(c.Rotation)
	}
	if c.FieldsPresent&TiltXPresent != 0 {
		n += size2S(c.TiltX)
	}
	if c.FieldsPresent&TiltYPresent != 0 {
		n += size2S(c.TiltY)
	}
	return n
}

func (c *PenContact) appendTo(b []byte) []byte {
	b = append2U(append(b, c.DeviceID), c.FieldsPresent)
	b = append4U(append4S(append4S(b, c.X), c.Y), c.Flags)
	if c.FieldsPresent&PenFlagsPresent != 0 {
		b = append4U(b, c.PenFlags)
	}
	if c.FieldsPresent&PenPressurePresent != 0 {
		b = append4U(b, c.Pressure)
	}
	if c.FieldsPresent&RotationPresent != 0 {
		b = append2U(b, c.Rotation)
	}
	if c.FieldsPresent&TiltXPresent != 0 {
		b = append2S(b, c.TiltX)
	}
	if c.FieldsPresent&TiltYPresent != 0 {
		b = append2S(b, c.TiltY)
	}
	return b
}

func (c *PenContact) readFrom(r *wire.Reader) {
	c.DeviceID = r.U8("deviceId")
	c.FieldsPresent = read2U(r, "fieldsPresent")
	c.X, c.Y = read4S(r, "x"), read4S(r, "y")
	c.Flags = read4U(r, "contactFlags")
	if c.FieldsPresent&PenFlagsPresent != 0 {
		c.PenFlags = read4U(r, "penFlags")
	}
	if c.FieldsPresent&PenPressurePresent != 0 {
		c.Pressure = read4U(r, "pressure")
	}
	if c.FieldsPresent&RotationPresent != 0 {
		c.Rotation = read2U(r, "rotation")
	}
	if c.FieldsPresent&TiltXPresent != 0 {
		c.TiltX = read2S(r, "tiltX")
	}
	if c.FieldsPresent&TiltYPresent != 0 {
		c.TiltY = read2S(r, "tiltY")
	}
}

// PenFrame is RDPINPUT_PEN_FRAME ([MS-RDPEI] 2.2.3.7.1).
type PenFrame struct {
	Offset   uint64 // microseconds since the frame before
	Contacts []PenContact
}

// PenEvent is RDPINPUT_PEN_EVENT_PDU ([MS-RDPEI] 2.2.3.7).
type PenEvent struct {
	EncodeTime uint32 // milliseconds
	Frames     []PenFrame
}

// Size implements wire.PDU.
func (p *PenEvent) Size() int {
	n := headerSize + size4U(p.EncodeTime) + size2U(uint16(len(p.Frames)))
	for i := range p.Frames {
		f := &p.Frames[i]
		n += size2U(uint16(len(f.Contacts))) + size8U(f.Offset)
		for j := range f.Contacts {
			n += f.Contacts[j].size()
		}
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *PenEvent) AppendTo(b []byte) []byte {
	b = append4U(appendHeader(b, eventPen, p.Size()), p.EncodeTime)
	b = append2U(b, uint16(len(p.Frames)))
	for i := range p.Frames {
		f := &p.Frames[i]
		b = append8U(append2U(b, uint16(len(f.Contacts))), f.Offset)
		for j := range f.Contacts {
			b = f.Contacts[j].appendTo(b)
		}
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *PenEvent) ReadFrom(r *wire.Reader) {
	s := readHeader(r, eventPen)
	p.EncodeTime = read4U(s, "encodeTime")
	p.Frames = make([]PenFrame, s.Count(uint64(read2U(s, "frameCount")), 2, maxFrames, "frameCount"))
	for i := range p.Frames {
		f := &p.Frames[i]
		n := uint64(read2U(s, "contactCount"))
		f.Offset = read8U(s, "frameOffset")
		f.Contacts = make([]PenContact, s.Count(n, minContact, MaxContacts, "contactCount"))
		for j := range f.Contacts {
			f.Contacts[j].readFrom(s)
		}
	}
	carry(r, s)
}
