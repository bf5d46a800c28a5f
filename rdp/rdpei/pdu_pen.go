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

func (c *PenContact) event() uint16 { return eventPen }

type (
	// PenFrame is RDPINPUT_PEN_FRAME ([MS-RDPEI] 2.2.3.7.1).
	PenFrame = Frame[PenContact]
	// PenEvent is RDPINPUT_PEN_EVENT_PDU ([MS-RDPEI] 2.2.3.7).
	PenEvent = Event[PenContact, *PenContact]
)
