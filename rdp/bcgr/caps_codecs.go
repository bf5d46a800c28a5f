package bcgr

import "oriel/rdp/wire"

// GUID is a GUID as it stands on the wire: its first three groups
// little-endian.
type GUID [16]byte

// The codecs of BitmapCodecs ([MS-RDPBCGR] 2.2.7.2.10.1.1).
var (
	CodecNSCodec       = GUID{0xB9, 0x1B, 0x8D, 0xCA, 0x0F, 0x00, 0x4F, 0x15, 0x58, 0x9F, 0xAE, 0x2D, 0x1A, 0x87, 0xE2, 0xD6}
	CodecRemoteFX      = GUID{0x12, 0x2F, 0x77, 0x76, 0x72, 0xBD, 0x63, 0x44, 0xAF, 0xB3, 0xB7, 0x3C, 0x9C, 0x6F, 0x78, 0x86}
	CodecImageRemoteFX = GUID{0xD4, 0xCC, 0x44, 0x27, 0x8A, 0x9D, 0x74, 0x4E, 0x80, 0x3C, 0x0E, 0xCB, 0xEE, 0xA1, 0x9C, 0x54}
	CodecIgnore        = GUID{0xA6, 0x51, 0x43, 0x9C, 0x35, 0x35, 0xAE, 0x42, 0x91, 0x0C, 0xCD, 0xFC, 0xE5, 0x76, 0x0B, 0x58}
)

// Codec is one entry of BitmapCodecs. The client's ID is what stands in
// surface commands; a server's entries have ID 0.
type Codec struct {
	GUID       GUID
	ID         uint8
	Properties []byte
}

// BitmapCodecs is the Bitmap Codecs Capability Set ([MS-RDPBCGR] 2.2.7.2.10).
type BitmapCodecs struct{ Codecs []Codec }

// Type returns the set's type.
func (p *BitmapCodecs) Type() CapabilityType { return CapBitmapCodecs }

const codecHeader = 19

// Size returns the encoded length.
func (p *BitmapCodecs) Size() int {
	n := 1
	for _, c := range p.Codecs {
		n += codecHeader + len(c.Properties)
	}
	return n
}

// AppendTo appends the encoded form.
func (p *BitmapCodecs) AppendTo(b []byte) []byte {
	b = append(b, byte(len(p.Codecs)))
	for _, c := range p.Codecs {
		b = append(b, c.GUID[:]...)
		b = append(b, c.ID)
		b = u16s(b, uint16(len(c.Properties)))
		b = append(b, c.Properties...)
	}
	return b
}

// ReadFrom decodes. Properties are copies: they outlive the message.
func (p *BitmapCodecs) ReadFrom(r *wire.Reader) {
	n := r.Count(uint64(r.U8("bitmapCodecCount")), codecHeader, 255, "bitmapCodecCount")
	p.Codecs = nil
	for range n {
		var c Codec
		copy(c.GUID[:], r.Bytes(16, "codecGUID"))
		c.ID = r.U8("codecID")
		c.Properties = append([]byte(nil), r.Bytes(int(r.U16("codecPropertiesLength")), "codecProperties")...)
		p.Codecs = append(p.Codecs, c)
	}
	r.Rest()
}

// Find returns the entry with GUID g, or nil.
func (p *BitmapCodecs) Find(g GUID) *Codec {
	if p == nil {
		return nil
	}
	for i := range p.Codecs {
		if p.Codecs[i].GUID == g {
			return &p.Codecs[i]
		}
	}
	return nil
}

// Entropy coders in a client's RemoteFX properties ([MS-RDPRFX] 2.2.1.1.1.1.1).
const (
	EntropyRLGR1 uint8 = 1
	EntropyRLGR3 uint8 = 4
)

// Modes in a client's RemoteFX properties.
const (
	RFXVideoMode uint8 = 0
	RFXImageMode uint8 = 2
)

// RFXCapability is TS_RFX_ICAP, one way in which a client decodes RemoteFX.
type RFXCapability struct {
	Flags   uint8 // RFXVideoMode or RFXImageMode
	Entropy uint8
}

const (
	rfxCapsType    = 0xCBC0
	rfxCapsetType  = 0xCBC1
	rfxClientCaps  = 0xCFC0
	rfxIcapVersion = 0x0100
	rfxTileSize    = 0x0040
	rfxIcapSize    = 8
)

// RFXClientProperties encodes TS_RFX_CLNT_CAPS_CONTAINER ([MS-RDPRFX]
// 2.2.1.1.1), the properties of a client's RemoteFX entry.
func RFXClientProperties(captureFlags uint32, caps []RFXCapability) []byte {
	set := 13 + rfxIcapSize*len(caps)
	b := u32s(nil, uint32(12+8+set), captureFlags, uint32(8+set))
	b = u32s(u16s(b, rfxCapsType), 8)
	b = u16s(b, 1, rfxCapsetType)
	b = append(u32s(b, uint32(set)), 1)
	b = u16s(b, rfxClientCaps, uint16(len(caps)), rfxIcapSize)
	for _, c := range caps {
		b = append(u16s(b, rfxIcapVersion, rfxTileSize), c.Flags, 1, 1, c.Entropy)
	}
	return b
}

// ReadRFXClientProperties decodes TS_RFX_CLNT_CAPS_CONTAINER.
func ReadRFXClientProperties(b []byte) ([]RFXCapability, error) {
	r := wire.NewReader(b)
	r.Skip(12, "captureFlags")
	if t := r.U16("blockType"); r.Err() == nil && t != rfxCapsType {
		r.Fail(wire.ErrType, "blockType")
	}
	r.Skip(6, "numCapsets")
	if t := r.U16("blockType"); r.Err() == nil && t != rfxCapsetType {
		r.Fail(wire.ErrType, "blockType")
	}
	r.Skip(7, "capsetType")
	n := r.Count(uint64(r.U16("numIcaps")), rfxIcapSize, 64, "numIcaps")
	if l := r.U16("icapLen"); r.Err() == nil && l != rfxIcapSize {
		r.Fail(wire.ErrRange, "icapLen")
	}
	caps := make([]RFXCapability, n)
	for i := range caps {
		r.Skip(4, "version")
		caps[i].Flags = r.U8("flags")
		r.Skip(2, "colConvBits")
		caps[i].Entropy = r.U8("entropyBits")
	}
	return caps, r.Err()
}
