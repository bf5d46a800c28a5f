package bcgr

import "oriel/rdp/wire"

// PointerShape is the payload of UpdatePointerColor, UpdatePointerNew and
// UpdatePointerLarge ([MS-RDPBCGR] 2.2.9.1.1.4.4, .5, 2.2.9.1.2.1.11). Rows
// are padded to two bytes; they stand bottom-up, top-down with 1 bit per
// pixel. Which of the three it is Code says, and fields of other widths
// follow from that.
type PointerShape struct {
	Code               UpdateCode
	BitsPerPixel       uint16 // always 24 in UpdatePointerColor
	CacheIndex         uint16
	HotspotX, HotspotY uint16
	Width, Height      uint16
	Xor, And           []byte
}

// Sizes of shapes, and the MultiFragment size from which a client takes large ones.
const (
	MaxPointer              = 32
	MaxPointer96            = 96
	MaxPointer384           = 384
	MinRequestForPointer96  = 38055
	MinRequestForPointer384 = 608299
)

// Size returns the encoded length.
func (p *PointerShape) Size() int {
	n := 14 + len(p.Xor) + len(p.And)
	switch p.Code {
	case UpdatePointerNew:
		n += 2
	case UpdatePointerLarge:
		n += 6
	}
	return n
}

// AppendTo appends the encoded form.
func (p *PointerShape) AppendTo(b []byte) []byte {
	if p.Code != UpdatePointerColor {
		b = u16s(b, p.BitsPerPixel)
	}
	b = u16s(b, p.CacheIndex, p.HotspotX, p.HotspotY, p.Width, p.Height)
	if p.Code == UpdatePointerLarge {
		b = u32s(b, uint32(len(p.And)), uint32(len(p.Xor)))
	} else {
		b = u16s(b, uint16(len(p.And)), uint16(len(p.Xor)))
	}
	return append(append(b, p.Xor...), p.And...)
}

// ReadFrom decodes according to Code, which must be set. The masks alias the
// message.
func (p *PointerShape) ReadFrom(r *wire.Reader) {
	*p = PointerShape{Code: p.Code, BitsPerPixel: 24}
	if p.Code != UpdatePointerColor {
		p.BitsPerPixel = r.U16("xorBpp")
	}
	p.CacheIndex = r.U16("cacheIndex")
	p.HotspotX, p.HotspotY = r.U16("hotSpot"), r.U16("hotSpot")
	p.Width, p.Height = r.U16("width"), r.U16("height")
	limit := MaxPointer96
	var and, xor uint64
	if p.Code == UpdatePointerLarge {
		limit = MaxPointer384
		and, xor = uint64(r.U32("lengthAndMask")), uint64(r.U32("lengthXorMask"))
	} else {
		and, xor = uint64(r.U16("lengthAndMask")), uint64(r.U16("lengthXorMask"))
	}
	if int(p.Width) > limit || int(p.Height) > limit {
		r.Fail(wire.ErrRange, "width")
	}
	p.Xor = r.Bytes(r.Count(xor, 1, 1<<20, "lengthXorMask"), "xorMaskData")
	p.And = r.Bytes(r.Count(and, 1, 1<<20, "lengthAndMask"), "andMaskData")
	if p.Code != UpdatePointerLarge && r.Len() == 1 {
		r.U8("pad")
	}
}

// CachedPointer is the payload of UpdatePointerCached ([MS-RDPBCGR]
// 2.2.9.1.1.4.6).
type CachedPointer struct{ Index uint16 }

// Size returns the encoded length.
func (p *CachedPointer) Size() int { return 2 }

// AppendTo appends the encoded form.
func (p *CachedPointer) AppendTo(b []byte) []byte { return u16s(b, p.Index) }

// ReadFrom decodes.
func (p *CachedPointer) ReadFrom(r *wire.Reader) { p.Index = r.U16("cacheIndex") }

// PointerPosition is the payload of UpdatePointerPosition ([MS-RDPBCGR]
// 2.2.9.1.1.4.2).
type PointerPosition struct{ X, Y uint16 }

// Size returns the encoded length.
func (p *PointerPosition) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *PointerPosition) AppendTo(b []byte) []byte { return u16s(b, p.X, p.Y) }

// ReadFrom decodes.
func (p *PointerPosition) ReadFrom(r *wire.Reader) { p.X, p.Y = r.U16("xPos"), r.U16("yPos") }
