package bcgr

import "oriel/rdp/wire"

// Flags of a BitmapData.
const (
	BitmapCompression      uint16 = 0x0001
	BitmapNoCompressionHdr uint16 = 0x0400
)

// BitmapData is TS_BITMAP_DATA ([MS-RDPBCGR] 2.2.9.1.1.3.1.2.2), one rectangle
// of pixels, rows bottom-up. Rect is inclusive. With BitmapCompression and
// without BitmapNoCompressionHdr the compression header is written and read
// here; Data does not contain it.
type BitmapData struct {
	Rect          Rect
	Width, Height uint16 // of the encoded bitmap, which Rect may clip
	BitsPerPixel  uint16
	Flags         uint16
	Data          []byte
}

const (
	bitmapDataHeader  = 18
	compressionHeader = 8
	// MaxBitmapData is the longest Data of a BitmapData.
	MaxBitmapData = 0xFFFF - compressionHeader
)

func (d *BitmapData) hasHeader() bool {
	return d.Flags&BitmapCompression != 0 && d.Flags&BitmapNoCompressionHdr == 0
}

// Size returns the encoded length.
func (d *BitmapData) Size() int {
	if d.hasHeader() {
		return bitmapDataHeader + compressionHeader + len(d.Data)
	}
	return bitmapDataHeader + len(d.Data)
}

// AppendTo appends the encoded form.
func (d *BitmapData) AppendTo(b []byte) []byte {
	b = d.Rect.appendTo(b)
	b = u16s(b, d.Width, d.Height, d.BitsPerPixel, d.Flags, uint16(d.Size()-bitmapDataHeader))
	if d.hasHeader() {
		row := (int(d.Width)*int(d.BitsPerPixel) + 7) / 8
		b = u16s(b, 0, uint16(len(d.Data)), uint16(row), uint16(row*int(d.Height)))
	}
	return append(b, d.Data...)
}

// ReadFrom decodes. Data aliases the message.
func (d *BitmapData) ReadFrom(r *wire.Reader) {
	d.Rect = readRect(r)
	d.Width, d.Height = r.U16("width"), r.U16("height")
	d.BitsPerPixel = r.U16("bitsPerPixel")
	d.Flags = r.U16("flags")
	n := int(r.U16("bitmapLength"))
	if d.hasHeader() {
		r.Skip(compressionHeader, "bitmapComprHdr")
		n -= compressionHeader
	}
	d.Data = r.Bytes(n, "bitmapDataStream")
}

// BitmapUpdate is TS_UPDATE_BITMAP_DATA ([MS-RDPBCGR] 2.2.9.1.1.3.1.2), the
// payload of UpdateBitmap. Send one rectangle each: some builds of mstsc draw
// only the first.
type BitmapUpdate struct{ Rects []BitmapData }

// Size returns the encoded length.
func (p *BitmapUpdate) Size() int {
	n := 4
	for i := range p.Rects {
		n += p.Rects[i].Size()
	}
	return n
}

// AppendTo appends the encoded form.
func (p *BitmapUpdate) AppendTo(b []byte) []byte {
	b = u16s(b, slowBitmap, uint16(len(p.Rects)))
	for i := range p.Rects {
		b = p.Rects[i].AppendTo(b)
	}
	return b
}

// ReadFrom decodes. The rectangles' Data alias the message.
func (p *BitmapUpdate) ReadFrom(r *wire.Reader) {
	if t := r.U16("updateType"); r.Err() == nil && t != slowBitmap {
		r.Fail(wire.ErrType, "updateType")
	}
	n := r.Count(uint64(r.U16("numberRectangles")), bitmapDataHeader, 0xFFFF, "numberRectangles")
	p.Rects = make([]BitmapData, n)
	for i := range p.Rects {
		p.Rects[i].ReadFrom(r)
	}
}
