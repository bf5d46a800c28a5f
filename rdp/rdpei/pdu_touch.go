package rdpei

import "oriel/rdp/wire"

// The contactFlags of fingers and pens.
const (
	FlagDown      = 0x0001
	FlagUpdate    = 0x0002
	FlagUp        = 0x0004
	FlagInRange   = 0x0008
	FlagInContact = 0x0010
	FlagCanceled  = 0x0020
)

// The fieldsPresent of a TouchContact.
const (
	ContactRectPresent   = 0x0001
	OrientationPresent   = 0x0002
	TouchPressurePresent = 0x0004
)

// MaxContacts is how many contacts there can be: ids are bytes.
const MaxContacts = 256

// maxFrames bounds the frames of one PDU: some seconds of the fastest devices.
const maxFrames = 4096

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

// minContact is the least size of a contact of either kind.
const minContact = 1 /* id */ + 1 /* fieldsPresent */ + 1 /* x */ + 1 /* y */ + 1 /* contactFlags */

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

// TouchFrame is RDPINPUT_TOUCH_FRAME ([MS-RDPEI] 2.2.3.3.1).
type TouchFrame struct {
	Offset   uint64 // microseconds since the frame before
	Contacts []TouchContact
}

// TouchEvent is RDPINPUT_TOUCH_EVENT_PDU ([MS-RDPEI] 2.2.3.3).
type TouchEvent struct {
	EncodeTime uint32 // milliseconds
	Frames     []TouchFrame
}

// Size implements wire.PDU.
func (p *TouchEvent) Size() int {
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
func (p *TouchEvent) AppendTo(b []byte) []byte {
	b = append4U(appendHeader(b, eventTouch, p.Size()), p.EncodeTime)
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
func (p *TouchEvent) ReadFrom(r *wire.Reader) {
	s := readHeader(r, eventTouch)
	p.EncodeTime = read4U(s, "encodeTime")
	p.Frames = make([]TouchFrame, s.Count(uint64(read2U(s, "frameCount")), 2, maxFrames, "frameCount"))
	for i := range p.Frames {
		f := &p.Frames[i]
		n := uint64(read2U(s, "contactCount"))
		f.Offset = read8U(s, "frameOffset")
		f.Contacts = make([]TouchContact, s.Count(n, minContact, MaxContacts, "contactCount"))
		for j := range f.Contacts {
			f.Contacts[j].readFrom(s)
		}
	}
	carry(r, s)
}
