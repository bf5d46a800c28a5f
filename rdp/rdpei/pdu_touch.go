package rdpei

import "oriel/rdp/wire"

// The fieldsPresent of a TouchContact.
const (
	ContactRectPresent   = 0x0001
	OrientationPresent   = 0x0002
	TouchPressurePresent = 0x0004
)

// TouchContact is RDPINPUT_TOUCH_CONTACT ([MS-RDPEI] 2.2.3.3.1.1). X and Y are
// device pixels of the client's desktop.
type TouchContact struct {
	ID                       uint8
	FieldsPresent            uint16
	X, Y                     int32
	Flags                    uint32
	Left, Top, Right, Bottom int16  // with ContactRectPresent; from X and Y
	Orientation              uint32 // with OrientationPresent; degrees
	Pressure                 uint32 // with TouchPressurePresent; up to 1024
}

func (c *TouchContact) size() int {
	n := 1 + size2U(c.FieldsPresent) + size4S(c.X) + size4S(c.Y) + size4U(c.Flags)
	if c.FieldsPresent&ContactRectPresent != 0 {
		n += size2S(c.Left) + size2S(c.Top) + size2S(c.Right) + size2S(c.Bottom)
	}
	if c.FieldsPresent&OrientationPresent != 0 {
		n += size4U(c.Orientation)
	}
	if c.FieldsPresent&TouchPressurePresent != 0 {
		n += size4U(c.Pressure)
	}
	return n
}

func (c *TouchContact) appendTo(b []byte) []byte {
	b = append2U(append(b, c.ID), c.FieldsPresent)
	b = append4U(append4S(append4S(b, c.X), c.Y), c.Flags)
	if c.FieldsPresent&ContactRectPresent != 0 {
		b = append2S(append2S(append2S(append2S(b, c.Left), c.Top), c.Right), c.Bottom)
	}
	if c.FieldsPresent&OrientationPresent != 0 {
		b = append4U(b, c.Orientation)
	}
	if c.FieldsPresent&TouchPressurePresent != 0 {
		b = append4U(b, c.Pressure)
	}
	return b
}

func (c *TouchContact) readFrom(r *wire.Reader) {
	c.ID = r.U8("contactId")
	c.FieldsPresent = read2U(r, "fieldsPresent")
	c.X, c.Y = read4S(r, "x"), read4S(r, "y")
	c.Flags = read4U(r, "contactFlags")
	if c.FieldsPresent&ContactRectPresent != 0 {
		c.Left, c.Top = read2S(r, "contactRectLeft"), read2S(r, "contactRectTop")
		c.Right, c.Bottom = read2S(r, "contactRectRight"), read2S(r, "contactRectBottom")
	}
	if c.FieldsPresent&OrientationPresent != 0 {
		c.Orientation = read4U(r, "orientation")
	}
	if c.FieldsPresent&TouchPressurePresent != 0 {
		c.Pressure = read4U(r, "pressure")
	}
}

func (c *TouchContact) event() uint16 { return eventTouch }

type (
	// TouchFrame is RDPINPUT_TOUCH_FRAME ([MS-RDPEI] 2.2.3.3.1).
	TouchFrame = Frame[TouchContact]
	// TouchEvent is RDPINPUT_TOUCH_EVENT_PDU ([MS-RDPEI] 2.2.3.3).
	TouchEvent = Event[TouchContact, *TouchContact]
)
