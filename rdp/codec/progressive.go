package codec

import (
	"encoding/binary"
	"image"

	"oriel/rdp/wire"
)

// Block types [MS-RDPEGFX 2.2.4.2.1]; sync and context are those of RemoteFX.
const (
	wbtProgressiveBegin  = 0xCCC1
	wbtProgressiveEnd    = 0xCCC2
	wbtProgressiveRegion = 0xCCC4
)

// Flags of a context, a region and a tile.
const (
	subbandDiffing    = 1 // progressive tiles come with it, differences or not
	reduceExtrapolate = 1
	tileDifference    = 1
)

// FullQuality is the stage in which a tile is as good as its quantisers allow.
const FullQuality = 0xFF

// maxQuants is how many quantisers a progressive region takes.
const maxQuants = 7

// A Stage is a quality that tiles have before the last pass [MS-RDPEGFX
// 2.2.4.2.1.5.1]: to the quantisers come Luma and Chroma, here 0 to 8 each.
type Stage struct {
	Quality      uint8 // 0 to 100, for nobody to read
	Luma, Chroma Quant
}

// CoarseStage is a stage whose bands all lose n bits, at most 8.
func CoarseStage(quality uint8, n uint8) Stage {
	n = min(n, maxStageBits)
	q := Quant{n, n, n, n, n, n, n, n, n, n}
	return Stage{quality, q, q}
}

// bits returns what the stage adds to luma (0) and chroma.
func (s *Stage) bits(c int) bandBits {
	if c == 0 {
		return s.Luma.bands()
	}
	return s.Chroma.bands()
}

// append appends RFX_PROGRESSIVE_CODEC_QUANT.
func (s *Stage) append(b []byte) []byte {
	b = s.Luma.swapped().append(append(b, s.Quality))
	return s.Chroma.swapped().append(s.Chroma.swapped().append(b))
}

// A ProgressiveEncoder makes progressive bitmap streams [MS-RDPEGFX 2.2.4.2].
// The zero value sends simple tiles at the default quality.
type ProgressiveEncoder struct {
	// Tiles has the quantisers of Append, which sends simple tiles.
	Tiles TileSet

	frame uint32
}

// Append appends a stream that carries the pixels of the rectangles of a w×h
// surface. Without a pixel to send it appends nothing.
func (e *ProgressiveEncoder) Append(dst, pix []byte, stride, w, h int, rects []image.Rectangle) []byte {
	e.Tiles.Reset()
	e.Tiles.Format = TileSimple
	if source(pix, stride, w, h) == nil || !e.Tiles.AddRects(pix, stride, w, h, rects) {
		return dst
	}
	return e.AppendMessage(dst, w, h, rects, &e.Tiles)
}

// AppendMessage appends a stream of tiles that are coded already; nothing if
// the sets differ in format or quantisers. They must agree on the stages, and
// hold the tiles that the rectangles touch, each once, at most 65535.
func (e *ProgressiveEncoder) AppendMessage(dst []byte, w, h int, rects []image.Rectangle, sets ...*TileSet) []byte {
	first, tiles, size := join(w, h, rects, sets)
	if first == nil || !first.key.format.progressive() {
		return dst
	}
	flags := byte(0)
	if first.key.format == TileRefine {
		flags = subbandDiffing
	}
	dst = block(dst, wbtSync, 12)
	dst = binary.LittleEndian.AppendUint32(dst, rfxMagic)
	dst = binary.LittleEndian.AppendUint16(dst, rfxVersion)
	dst = append(block(dst, wbtContext, 10), 0, tileSide, 0, flags)

	dst = block(dst, wbtProgressiveBegin, 12)
	dst = binary.LittleEndian.AppendUint32(dst, e.frame)
	dst = binary.LittleEndian.AppendUint16(dst, 1) // regionCount
	e.frame++
	dst = first.appendRegion(dst, w, h, rects, tiles, size)
	for _, s := range sets {
		dst = append(dst, s.buf...)
	}
	return block(dst, wbtProgressiveEnd, 6)
}

// appendRegion appends RFX_PROGRESSIVE_REGION [MS-RDPEGFX 2.2.4.2.1.5] up to
// the tiles.
func (s *TileSet) appendRegion(b []byte, w, h int, rects []image.Rectangle, tiles, size int) []byte {
	quants := s.key.table()
	var stages []Stage
	flags := byte(0)
	if s.key.format == TileRefine {
		stages, flags = s.Stages, reduceExtrapolate
	}
	numRects := countRects(w, h, rects)
	b = block(b, wbtProgressiveRegion, 18+8*numRects+5*len(quants)+16*len(stages)+size)
	b = append(b, tileSide)
	b = binary.LittleEndian.AppendUint16(b, uint16(numRects))
	b = append(b, byte(len(quants)), byte(len(stages)), flags)
	b = binary.LittleEndian.AppendUint16(b, uint16(tiles))
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	b = appendRects(b, w, h, rects)
	for _, q := range quants {
		b = q.swapped().append(b)
	}
	for i := range stages {
		b = stages[i].append(b)
	}
	return b
}

// readProgressiveQuant reads RFX_COMPONENT_CODEC_QUANT; every factor must be
// between least and most.
func readProgressiveQuant(r *wire.Reader, least, most uint8) bandBits {
	b := r.Bytes(5, "quant")
	if b == nil {
		return bandBits{}
	}
	q := Quant{b[0] & 15, b[0] >> 4, b[1] & 15, b[1] >> 4, b[2] & 15, b[2] >> 4, b[3] & 15, b[3] >> 4, b[4] & 15, b[4] >> 4}
	bits := q.swapped().bands()
	for _, v := range bits {
		if v < least || v > most {
			r.Fail(wire.ErrRange, "quant")
		}
	}
	return bits
}
