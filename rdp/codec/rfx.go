package codec

import (
	"encoding/binary"
	"image"
)

// Block types [MS-RDPRFX 2.2.2.1.1].
const (
	wbtSync          = 0xCCC0
	wbtCodecVersions = 0xCCC1
	wbtChannels      = 0xCCC2
	wbtContext       = 0xCCC3
	wbtFrameBegin    = 0xCCC4
	wbtFrameEnd      = 0xCCC5
	wbtRegion        = 0xCCC6
	wbtExtension     = 0xCCC7
	cbtRegion        = 0xCAC1
	cbtTileset       = 0xCAC2
)

// Contents of fields that never change.
const (
	rfxMagic     = 0xCACCACCA
	rfxVersion   = 0x0100
	rfxCodecID   = 1
	rfxChannel   = 0
	rfxNoChannel = 0xFF // of blocks that belong to no channel
	rfxImageMode = 2
	rfxLast      = 1 // lrf of a region, lt of a tile set
	contextProps = 1<<3 | 1<<5 | 1<<13
	tilesetProps = 1<<4 | 1<<6 | 1<<14 | rfxLast
)

// MaxRects is how many rectangles a region takes.
const MaxRects = 0xFFFF

// A RFXEncoder makes the messages of RemoteFX [MS-RDPRFX 2.2.2], which travel
// in surface bits and, as codec CAVIDEO, in the graphics pipeline. The zero
// value is ready. It must not be used by two goroutines at once.
//
//	var enc codec.RFXEncoder
//	msg = enc.Append(msg[:0], pix, stride, w, h, []image.Rectangle{image.Rect(0, 0, w, h)})
type RFXEncoder struct {
	// ImageMode says so to the client. The headers then precede every frame;
	// in video mode they come first and after Restart, and when the size or
	// the entropy coder changes.
	ImageMode bool
	// Tiles has the format and the quantisers of Append.
	Tiles TileSet

	frame uint32
	sent  rfxHeader
}

// rfxHeader is what the headers tell.
type rfxHeader struct {
	w, h int
	mode RLGRMode
}

// Restart makes the next message begin with the headers.
func (e *RFXEncoder) Restart() { e.sent = rfxHeader{} }

// Append appends a message that carries the pixels of the rectangles of a
// w×h picture. Coordinates on the wire are those of the picture. Without a
// pixel to send it appends nothing.
func (e *RFXEncoder) Append(dst, pix []byte, stride, w, h int, rects []image.Rectangle) []byte {
	e.Tiles.Reset()
	if e.Tiles.Format.progressive() || source(pix, stride, w, h) == nil || !e.Tiles.AddRects(pix, stride, w, h, rects) {
		return dst
	}
	return e.AppendMessage(dst, w, h, rects, &e.Tiles)
}

// AppendMessage appends a message of tiles that are coded already; nothing if
// the sets differ in format or quantisers. Together they must hold the tiles
// that the rectangles touch, at most 65535.
func (e *RFXEncoder) AppendMessage(dst []byte, w, h int, rects []image.Rectangle, sets ...*TileSet) []byte {
	first, tiles, size := join(w, h, rects, sets)
	if first == nil || first.key.format.progressive() {
		return dst
	}
	mode := first.key.format.mode()
	if now := (rfxHeader{w, h, mode}); e.ImageMode || now != e.sent {
		dst = e.appendHeaders(dst, now)
		e.sent = now
	}
	dst = channelBlock(dst, wbtFrameBegin, 14, rfxChannel)
	dst = binary.LittleEndian.AppendUint32(dst, e.frame)
	dst = binary.LittleEndian.AppendUint16(dst, 1) // numRegions
	e.frame++
	dst = appendRegion(dst, w, h, rects)
	dst = e.appendTileset(dst, &first.key, tiles, size, sets)
	return channelBlock(dst, wbtFrameEnd, 8, rfxChannel)
}

// join returns the first set that holds tiles, how many there are in all and
// the size of their blocks; nil if the sets do not fit in a message for such a
// picture.
func join(w, h int, rects []image.Rectangle, sets []*TileSet) (first *TileSet, tiles, size int) {
	for _, s := range sets {
		if s.n == 0 {
			continue
		}
		if first == nil {
			first = s
		}
		if s.key != first.key {
			return nil, 0, 0
		}
		tiles += s.n
		size += len(s.buf)
	}
	if w <= 0 || h <= 0 || w > MaxSide || h > MaxSide || tiles > maxTiles || countRects(w, h, rects) == 0 {
		return nil, 0, 0
	}
	return first, tiles, size
}

// countRects returns how many rectangles there are inside the picture, 0 if
// they are too many.
func countRects(w, h int, rects []image.Rectangle) int {
	n := 0
	for _, r := range rects {
		if r.Overlaps(image.Rect(0, 0, w, h)) {
			n++
		}
	}
	if n > MaxRects {
		return 0
	}
	return n
}

func block(b []byte, typ uint16, size int) []byte {
	b = binary.LittleEndian.AppendUint16(b, typ)
	return binary.LittleEndian.AppendUint32(b, uint32(size))
}

// channelBlock appends TS_RFX_CODEC_CHANNELT [MS-RDPRFX 2.2.2.1.2].
func channelBlock(b []byte, typ uint16, size int, channel byte) []byte {
	return append(block(b, typ, size), rfxCodecID, channel)
}

// appendHeaders appends the encode header messages [MS-RDPRFX 2.2.2.2].
func (e *RFXEncoder) appendHeaders(b []byte, h rfxHeader) []byte {
	b = block(b, wbtSync, 12)
	b = binary.LittleEndian.AppendUint32(b, rfxMagic)
	b = binary.LittleEndian.AppendUint16(b, rfxVersion)

	b = append(block(b, wbtCodecVersions, 10), 1, rfxCodecID)
	b = binary.LittleEndian.AppendUint16(b, rfxVersion)

	b = append(block(b, wbtChannels, 12), 1, rfxChannel)
	b = binary.LittleEndian.AppendUint16(b, uint16(h.w))
	b = binary.LittleEndian.AppendUint16(b, uint16(h.h))

	b = append(channelBlock(b, wbtContext, 13, rfxNoChannel), 0)
	b = binary.LittleEndian.AppendUint16(b, tileSide)
	return binary.LittleEndian.AppendUint16(b, contextProps|e.flags()|uint16(h.mode)<<9)
}

func (e *RFXEncoder) flags() uint16 {
	if e.ImageMode {
		return rfxImageMode
	}
	return 0
}

// appendRegion appends TS_RFX_REGION [MS-RDPRFX 2.2.2.3.3].
func appendRegion(b []byte, w, h int, rects []image.Rectangle) []byte {
	n := countRects(w, h, rects)
	b = append(channelBlock(b, wbtRegion, 15+8*n, rfxChannel), rfxLast)
	b = binary.LittleEndian.AppendUint16(b, uint16(n))
	b = appendRects(b, w, h, rects)
	b = binary.LittleEndian.AppendUint16(b, cbtRegion)
	return binary.LittleEndian.AppendUint16(b, 1) // numTilesets
}

// appendRects appends the rectangles as TS_RFX_RECT [MS-RDPRFX 2.2.2.1.6].
func appendRects(b []byte, w, h int, rects []image.Rectangle) []byte {
	for _, r := range rects {
		if r = r.Intersect(image.Rect(0, 0, w, h)); !r.Empty() {
			for _, v := range [4]int{r.Min.X, r.Min.Y, r.Dx(), r.Dy()} {
				b = binary.LittleEndian.AppendUint16(b, uint16(v))
			}
		}
	}
	return b
}

// appendTileset appends TS_RFX_TILESET [MS-RDPRFX 2.2.2.3.4].
func (e *RFXEncoder) appendTileset(b []byte, key *tileKey, tiles, size int, sets []*TileSet) []byte {
	quants := key.table()
	b = channelBlock(b, wbtExtension, 22+5*len(quants)+size, rfxChannel)
	b = binary.LittleEndian.AppendUint16(b, cbtTileset)
	b = binary.LittleEndian.AppendUint16(b, 0) // idx
	b = binary.LittleEndian.AppendUint16(b, tilesetProps|e.flags()<<1|uint16(key.format.mode())<<10)
	b = append(b, byte(len(quants)), tileSide)
	b = binary.LittleEndian.AppendUint16(b, uint16(tiles))
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	for _, q := range quants {
		b = q.append(b)
	}
	for _, s := range sets {
		b = append(b, s.buf...)
	}
	return b
}
