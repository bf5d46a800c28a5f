package bcgr

import "oriel/rdp/wire"

// CapabilityType is the type of a capability set ([MS-RDPBCGR] 2.2.1.13.1.1.1).
type CapabilityType uint16

// The types of capability sets. FreeRDP ends a connection whose Demand Active
// has a set that only clients may send: ServerMaySend.
const (
	CapGeneral            CapabilityType = 0x01
	CapBitmap             CapabilityType = 0x02
	CapOrder              CapabilityType = 0x03
	CapBitmapCache        CapabilityType = 0x04
	CapControl            CapabilityType = 0x05
	CapBitmapCacheV3Codec CapabilityType = 0x06
	CapWindowActivation   CapabilityType = 0x07
	CapPointer            CapabilityType = 0x08
	CapShare              CapabilityType = 0x09
	CapColorCache         CapabilityType = 0x0A
	CapSound              CapabilityType = 0x0C
	CapInput              CapabilityType = 0x0D
	CapFont               CapabilityType = 0x0E
	CapBrush              CapabilityType = 0x0F
	CapGlyphCache         CapabilityType = 0x10
	CapOffscreenCache     CapabilityType = 0x11
	CapBitmapCacheHost    CapabilityType = 0x12
	CapBitmapCacheRev2    CapabilityType = 0x13
	CapVirtualChannel     CapabilityType = 0x14
	CapDrawNineGrid       CapabilityType = 0x15
	CapDrawGDIPlus        CapabilityType = 0x16
	CapRemotePrograms     CapabilityType = 0x17
	CapWindowList         CapabilityType = 0x18
	CapDesktopComposition CapabilityType = 0x19
	CapMultiFragment      CapabilityType = 0x1A
	CapLargePointer       CapabilityType = 0x1B
	CapSurfaceCommands    CapabilityType = 0x1C
	CapBitmapCodecs       CapabilityType = 0x1D
	CapFrameAcknowledge   CapabilityType = 0x1E
)

// ServerMaySend tells whether clients accept a set of type t in Demand Active.
func (t CapabilityType) ServerMaySend() bool {
	switch t {
	case CapBitmapCache, CapControl, CapWindowActivation, CapSound, CapBrush, CapGlyphCache,
		CapOffscreenCache, CapBitmapCacheRev2, CapDrawNineGrid:
		return false
	}
	return t <= CapFrameAcknowledge
}

// Capability is a capability set. Its PDU methods are about what follows the
// set's four bytes of header. ReadFrom reads what is there: sets have grown,
// and a field that an old peer left out is zero.
type Capability interface {
	wire.PDU
	Type() CapabilityType
}

// Capabilities is the list of capability sets of one side.
type Capabilities []Capability

// Find returns the first set of type T: Find[*General](caps). Without one it
// returns nil.
func Find[T Capability](cs Capabilities) T {
	for _, c := range cs {
		if t, ok := c.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// RawCapability is a set that this package does not know.
type RawCapability struct {
	Kind CapabilityType
	Data []byte
}

// Type returns Kind.
func (p *RawCapability) Type() CapabilityType { return p.Kind }

// Size returns the encoded length.
func (p *RawCapability) Size() int { return len(p.Data) }

// AppendTo appends the encoded form.
func (p *RawCapability) AppendTo(b []byte) []byte { return append(b, p.Data...) }

// ReadFrom takes everything, as a copy.
func (p *RawCapability) ReadFrom(r *wire.Reader) { p.Data = append([]byte(nil), r.Rest()...) }

func newCapability(t CapabilityType) Capability {
	switch t {
	case CapGeneral:
		return new(General)
	case CapBitmap:
		return new(Bitmap)
	case CapOrder:
		return new(Order)
	case CapPointer:
		return new(Pointer)
	case CapShare:
		return new(Share)
	case CapSound:
		return new(Sound)
	case CapInput:
		return new(Input)
	case CapFont:
		return new(Font)
	case CapVirtualChannel:
		return new(VirtualChannel)
	case CapRemotePrograms:
		return new(RemotePrograms)
	case CapWindowList:
		return new(WindowList)
	case CapDesktopComposition:
		return new(DesktopComposition)
	case CapMultiFragment:
		return new(MultiFragment)
	case CapLargePointer:
		return new(LargePointer)
	case CapSurfaceCommands:
		return new(SurfaceCommands)
	case CapBitmapCodecs:
		return new(BitmapCodecs)
	case CapFrameAcknowledge:
		return new(FrameAcks)
	}
	return &RawCapability{Kind: t}
}

const (
	capHeader = 4
	// maxCapabilities bounds the number of sets; there are thirty types.
	maxCapabilities = 64
)

func (cs Capabilities) size() int {
	n := 0
	for _, c := range cs {
		n += capHeader + c.Size()
	}
	return n
}

func (cs Capabilities) appendTo(b []byte) []byte {
	for _, c := range cs {
		b = u16s(b, uint16(c.Type()), uint16(capHeader+c.Size()))
		b = c.AppendTo(b)
	}
	return b
}

// readCapabilities reads n sets, or fewer if r ends at the end of a set.
func readCapabilities(r *wire.Reader, n uint16) Capabilities {
	if n > maxCapabilities {
		r.Fail(wire.ErrRange, "numberCapabilities")
	}
	var cs Capabilities
	for range n {
		if r.Len() == 0 {
			break
		}
		t, size := CapabilityType(r.U16("capabilitySetType")), int(r.U16("lengthCapability"))
		if r.Err() == nil && size < capHeader {
			r.Fail(wire.ErrRange, "lengthCapability")
		}
		s := r.Sub(size-capHeader, "capabilityData")
		c := newCapability(t)
		c.ReadFrom(s)
		adopt(r, s)
		if r.Err() != nil {
			return nil
		}
		cs = append(cs, c)
	}
	return cs
}

// u16, u32 and u8 read an integer unless r is at its end: a field that the
// sender did not know yet.

func u8(r *wire.Reader, field string) uint8 {
	if r.Len() == 0 {
		return 0
	}
	return r.U8(field)
}

func u16(r *wire.Reader, field string) uint16 {
	if r.Len() == 0 {
		return 0
	}
	return r.U16(field)
}

func u32(r *wire.Reader, field string) uint32 {
	if r.Len() == 0 {
		return 0
	}
	return r.U32(field)
}

func flag16(v bool) uint16 {
	if v {
		return 1
	}
	return 0
}
