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

// MaxContacts is how many contacts there can be: ids are bytes.
const MaxContacts = 256

// maxFrames bounds the frames of one PDU: some seconds of the fastest devices.
const maxFrames = 4096

// minContact is the least size of a contact of either kind.
const minContact = 1 /* id */ + 1 /* fieldsPresent */ + 1 /* x */ + 1 /* y */ + 1 /* contactFlags */

// A contact is a *TouchContact or a *PenContact.
type contact[C any] interface {
	*C
	event() uint16
	size() int
	appendTo(b []byte) []byte
	readFrom(r *wire.Reader)
}

// Frame is what has changed of fingers, or of pens, at one time.
type Frame[C any] struct {
	Offset   uint64 // microseconds since the frame before
	Contacts []C
}

// Event has the frames of fingers, or of pens.
type Event[C any, P contact[C]] struct {
	EncodeTime uint32 // milliseconds
	Frames     []Frame[C]
}

// Size implements wire.PDU.
func (p *Event[C, P]) Size() int {
	n := headerSize + size4U(p.EncodeTime) + size2U(uint16(len(p.Frames)))
	for i := range p.Frames {
		f := &p.Frames[i]
		n += size2U(uint16(len(f.Contacts))) + size8U(f.Offset)
		for j := range f.Contacts {
			n += P(&f.Contacts[j]).size()
		}
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *Event[C, P]) AppendTo(b []byte) []byte {
	b = append4U(appendHeader(b, P(nil).event(), p.Size()), p.EncodeTime)
	b = append2U(b, uint16(len(p.Frames)))
	for i := range p.Frames {
		f := &p.Frames[i]
		b = append8U(append2U(b, uint16(len(f.Contacts))), f.Offset)
		for j := range f.Contacts {
			b = P(&f.Contacts[j]).appendTo(b)
		}
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *Event[C, P]) ReadFrom(r *wire.Reader) {
	s := readHeader(r, P(nil).event())
	p.EncodeTime = read4U(s, "encodeTime")
	p.Frames = make([]Frame[C], s.Count(uint64(read2U(s, "frameCount")), 2, maxFrames, "frameCount"))
	for i := range p.Frames {
		f := &p.Frames[i]
		n := uint64(read2U(s, "contactCount"))
		f.Offset = read8U(s, "frameOffset")
		f.Contacts = make([]C, s.Count(n, minContact, MaxContacts, "contactCount"))
		for j := range f.Contacts {
			P(&f.Contacts[j]).readFrom(s)
		}
	}
	carry(r, s)
}
