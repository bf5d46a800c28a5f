package rail

import "oriel/rdp/wire"

// An icon that is not to be cached.
const (
	NoCacheEntry = 0xFFFF
	NoCacheID    = 0xFF
)

// IconInfo is TS_ICON_INFO ([MS-RDPERP] 2.2.1.2.3). Rows go bottom-up and are
// padded to four bytes; the mask has one bit a pixel. The slices alias the
// message.
type IconInfo struct {
	CacheEntry    uint16
	CacheID       uint8
	Bpp           uint8
	Width, Height uint16
	BitsMask      []byte
	ColorTable    []byte // bpp 1, 4 and 8 only
	BitsColor     []byte
}

func (p *IconInfo) paletted() bool { return p.Bpp == 1 || p.Bpp == 4 || p.Bpp == 8 }

func (p *IconInfo) size() int {
	n := 2 /* CacheEntry */ + 1 /* CacheId */ + 1 /* Bpp */ + 2 /* Width */ + 2 /* Height */ +
		2 /* CbBitsMask */ + 2 /* CbBitsColor */ + len(p.BitsMask) + len(p.BitsColor)
	if p.paletted() {
		n += 2 /* CbColorTable */ + len(p.ColorTable)
	}
	return n
}

func (p *IconInfo) appendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.CacheEntry)
	b = append(b, p.CacheID, p.Bpp)
	b = wire.LE.AppendUint16(b, p.Width)
	b = wire.LE.AppendUint16(b, p.Height)
	if p.paletted() {
		b = wire.LE.AppendUint16(b, uint16(len(p.ColorTable)))
	}
	b = wire.LE.AppendUint16(b, uint16(len(p.BitsMask)))
	b = wire.LE.AppendUint16(b, uint16(len(p.BitsColor)))
	b = append(b, p.BitsMask...)
	if p.paletted() {
		b = append(b, p.ColorTable...)
	}
	return append(b, p.BitsColor...)
}

func (p *IconInfo) readFrom(r *wire.Reader) {
	p.CacheEntry = r.U16("CacheEntry")
	p.CacheID = r.U8("CacheId")
	p.Bpp = r.U8("Bpp")
	switch p.Bpp {
	case 1, 4, 8, 16, 24, 32:
	default:
		r.Fail(wire.ErrRange, "Bpp")
	}
	p.Width, p.Height = r.U16("Width"), r.U16("Height")
	var table int
	if p.paletted() {
		table = int(r.U16("CbColorTable"))
	}
	mask, color := int(r.U16("CbBitsMask")), int(r.U16("CbBitsColor"))
	p.BitsMask = r.Bytes(mask, "BitsMask")
	if p.paletted() {
		p.ColorTable = r.Bytes(table, "ColorTable")
	}
	p.BitsColor = r.Bytes(color, "BitsColor")
}

// WindowIcon is Window Icon ([MS-RDPERP] 2.2.1.3.1.2.2). Of Fields, OrderNew,
// FieldIconBig and FieldIconOverlay count.
type WindowIcon struct {
	Fields uint32
	ID     uint32
	Icon   IconInfo
}

const iconFields = OrderNew | FieldIconBig | FieldIconOverlay

// Size implements wire.PDU.
func (p *WindowIcon) Size() int { return orderHeader + 4 /* WindowId */ + p.Icon.size() }

// AppendTo implements wire.PDU.
func (p *WindowIcon) AppendTo(b []byte) []byte {
	b = appendOrderHeader(b, p.Size(), p.Fields&iconFields|OrderWindow|OrderIcon)
	b = wire.LE.AppendUint32(b, p.ID)
	return p.Icon.appendTo(b)
}

// ReadFrom implements wire.PDU.
func (p *WindowIcon) ReadFrom(r *wire.Reader) { readAs(r, p, is[*WindowIcon]) }

func (p *WindowIcon) readBody(r *wire.Reader, flags uint32) {
	p.Fields = flags & iconFields
	p.ID = r.U32("WindowId")
	p.Icon.readFrom(r)
}

// WindowCachedIcon is Cached Icon ([MS-RDPERP] 2.2.1.3.1.2.3).
type WindowCachedIcon struct {
	Fields     uint32
	ID         uint32
	CacheEntry uint16
	CacheID    uint8
}

// Size implements wire.PDU.
func (p *WindowCachedIcon) Size() int {
	return orderHeader + 4 /* WindowId */ + 2 /* CacheEntry */ + 1 /* CacheId */
}

// AppendTo implements wire.PDU.
func (p *WindowCachedIcon) AppendTo(b []byte) []byte {
	b = appendOrderHeader(b, p.Size(), p.Fields&iconFields|OrderWindow|OrderCachedIcon)
	b = wire.LE.AppendUint32(b, p.ID)
	b = wire.LE.AppendUint16(b, p.CacheEntry)
	return append(b, p.CacheID)
}

// ReadFrom implements wire.PDU.
func (p *WindowCachedIcon) ReadFrom(r *wire.Reader) { readAs(r, p, is[*WindowCachedIcon]) }

func (p *WindowCachedIcon) readBody(r *wire.Reader, flags uint32) {
	p.Fields = flags & iconFields
	p.ID = r.U32("WindowId")
	p.CacheEntry = r.U16("CacheEntry")
	p.CacheID = r.U8("CacheId")
}

// MaxIconSide is the largest side of an icon whose pixels fit an order; a
// client without StatusHighDPIIcons takes 32.
const MaxIconSide = 96

// NewWindowIcon returns an icon order from pixels as NewIconInfo takes them.
// fields may hold OrderNew (xfreerdp drops the icons it had), FieldIconBig and
// FieldIconOverlay.
func NewWindowIcon(id, fields uint32, width, height int, bgra []byte) (*WindowIcon, bool) {
	icon, ok := NewIconInfo(width, height, bgra)
	if !ok {
		return nil, false
	}
	return &WindowIcon{Fields: fields & iconFields, ID: id, Icon: icon}, true
}

// NewIconInfo returns an icon that is not to be cached, of width × height
// pixels, B G R A in memory, row by row from the top. It reports false if the
// size is not allowed or pixels are missing.
func NewIconInfo(width, height int, bgra []byte) (IconInfo, bool) {
	if width < 1 || height < 1 || width > MaxIconSide || height > MaxIconSide || len(bgra) < width*height*4 {
		return IconInfo{}, false
	}
	maskRow := (width + 31) / 32 * 4
	mask := make([]byte, maskRow*height)
	color := make([]byte, 0, width*height*4)
	for y := range height {
		row := bgra[(height-1-y)*width*4:][:width*4]
		color = append(color, row...)
		for x := range width {
			// The bit is set where the icon is to be seen. This is not the
			// convention of Windows' AND masks, but what mstsc shows right.
			if row[x*4+3] != 0 {
				mask[y*maskRow+x/8] |= 0x80 >> (x & 7)
			}
		}
	}
	return IconInfo{
		CacheEntry: NoCacheEntry, CacheID: NoCacheID, Bpp: 32,
		Width: uint16(width), Height: uint16(height), BitsMask: mask, BitsColor: color,
	}, true
}

// Pixels returns the pixels of an icon of 32 bits as NewIconInfo takes them; ok
// is false for others, and for those that lack pixels.
func (p *IconInfo) Pixels() (bgra []byte, ok bool) {
	w, h := int(p.Width), int(p.Height)
	if p.Bpp != 32 || w < 1 || h < 1 || len(p.BitsColor) < w*h*4 {
		return nil, false
	}
	for y := range h {
		bgra = append(bgra, p.BitsColor[(h-1-y)*w*4:][:w*4]...)
	}
	return bgra, true
}
