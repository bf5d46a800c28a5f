package codec

import (
	"encoding/binary"
	"image"
)

// A TileFormat is the kind of message that tiles are coded for.
type TileFormat uint8

// The formats. Progressive tiles are always RLGR1.
const (
	TileRFX3   TileFormat = iota // RemoteFX, RLGR3
	TileRFX1                     // RemoteFX, RLGR1
	TileSimple                   // progressive, in one pass
	TileRefine                   // progressive, in several passes
)

// progressive says which codec the tiles are for.
func (f TileFormat) progressive() bool { return f >= TileSimple }

func (f TileFormat) mode() RLGRMode {
	if f == TileRFX3 {
		return RLGR3
	}
	return RLGR1
}

// Sizes of the fixed parts of tile blocks, and where the type is.
const (
	blockHead      = 6              // type u16, length u32
	rfxTileHead    = blockHead + 13 // [MS-RDPRFX 2.2.2.3.4.1]
	simpleTileHead = blockHead + 16 // [MS-RDPEGFX 2.2.4.2.1.5.3]
	maxComponent   = 0xFFFF         // its length is a 16-bit number
	maxTiles       = 0xFFFF         // as is the number of tiles
)

// Block types of tiles.
const (
	cbtTile        = 0xCAC3
	wbtTileSimple  = 0xCCC5
	wbtTileFirst   = 0xCCC6
	wbtTileUpgrade = 0xCCC7
)

// A TileSet codes tiles, one after the other, and collects their blocks for a
// message. The zero value is ready for TileRFX3 at the default quality. Sets of
// the same Format and quantisers may be filled by different goroutines and
// joined in one message; one set must not be used by two at once. Its fields
// may change only while it is empty.
type TileSet struct {
	Format       TileFormat
	Luma, Chroma Quant // zero means DefaultQuant, and the same as Luma
	// Stages are the qualities that tiles of TileRefine pass through before
	// they reach that of the quantisers.
	Stages []Stage

	buf     []byte
	n       int
	scratch *tileScratch
	key     tileKey // what steps is made of
	steps   [2]steps
}

// tileKey is what the tiles of a message have in common.
type tileKey struct {
	format TileFormat
	quants [2]Quant // of luma and chroma
}

// tileScratch is the memory that coding one tile needs.
type tileScratch struct {
	planes planes
	coef   planes
	tmp    [tileArea]int16
	mask   [tileArea / 64]uint64
	pix    [4 * tileArea]byte
}

// Reset forgets the tiles, but keeps the memory.
func (s *TileSet) Reset() { s.buf, s.n = s.buf[:0], 0 }

// Len returns the number of tiles, Size that of their bytes.
func (s *TileSet) Len() int { return s.n }

// Size returns the number of bytes of the tiles.
func (s *TileSet) Size() int { return len(s.buf) }

// chroma is the index of the chroma quantiser in the table of a message.
func (k *tileKey) chroma() byte {
	if k.quants[0] == k.quants[1] {
		return 0
	}
	return 1
}

// table is the quantisers as a message has them.
func (k *tileKey) table() []Quant { return k.quants[:1+k.chroma()] }

// prepare makes scratch memory and tables; false if a quantiser is illegal or
// the tiles so far were made another way.
func (s *TileSet) prepare() bool {
	key := tileKey{s.Format, [2]Quant{s.Luma, s.Chroma}}
	if key.quants[0] == (Quant{}) {
		key.quants[0] = DefaultQuant
	}
	if key.quants[1] == (Quant{}) {
		key.quants[1] = key.quants[0]
	}
	if key == s.key && s.scratch != nil {
		return true
	}
	if s.n > 0 || !key.quants[0].valid() || !key.quants[1].valid() {
		return false
	}
	if s.scratch == nil {
		s.scratch = new(tileScratch)
	}
	s.key = key
	s.steps = [2]steps{key.quants[0].steps(), key.quants[1].steps()}
	return true
}

// Add codes the tile at column x and row y of the grid of 64×64 tiles over a
// picture of w×h pixels; what lies outside repeats the edge. False means that
// there is no such tile, or that it cannot be coded with these quantisers.
func (s *TileSet) Add(pix []byte, stride, w, h, x, y int) bool {
	if s.Format == TileRefine || !s.convert(pix, stride, w, h, x, y) {
		return false
	}
	start := len(s.buf)
	t := s.scratch
	var lens [3]int
	s.buf = s.appendHead(s.buf, x, y)
	for c := range 3 {
		dwtQuantize(&t.coef[c], &t.planes[c], &t.tmp, &s.steps[min(c, 1)])
		delta(t.coef[c][layoutPlain[bandLL3]:])
		nonZero(&t.mask, &t.coef[c])
		at := len(s.buf)
		s.buf = appendRLGR(s.buf, s.Format.mode(), &t.coef[c], &t.mask, tileArea)
		lens[c] = len(s.buf) - at
	}
	return s.finish(start, lens[:], len(s.buf))
}

// convert makes the planes of a tile; false if there is none.
func (s *TileSet) convert(pix []byte, stride, w, h, x, y int) bool {
	if pix = source(pix, stride, w, h); pix == nil || s.n == maxTiles || !s.prepare() {
		return false
	}
	if cols, rows := gridOf(w, h); x < 0 || y < 0 || x >= cols || y >= rows {
		return false
	}
	pix = pix[y*tileSide*stride+4*x*tileSide:]
	if w, h = w-x*tileSide, h-y*tileSide; w < tileSide || h < tileSide {
		w, h = min(w, tileSide), min(h, tileSide)
		pad(&s.scratch.pix, pix, stride, w, h)
		pix, stride = s.scratch.pix[:], 4*tileSide
	}
	toYCbCr(&s.scratch.planes, pix, stride)
	return true
}

// pad copies a part of a tile and repeats its right and bottom edge.
func pad(dst *[4 * tileArea]byte, pix []byte, stride, w, h int) {
	for y := range tileSide {
		row := dst[4*tileSide*y:][:4*tileSide]
		if y >= h {
			copy(row, dst[4*tileSide*(y-1):])
			continue
		}
		copy(row, pix[y*stride:][:4*w])
		for x := w; x < tileSide; x++ {
			copy(row[4*x:], row[4*x-4:4*x])
		}
	}
}

// appendHead appends the head of a tile block; finish fills in the lengths.
func (s *TileSet) appendHead(b []byte, x, y int) []byte {
	typ := uint16(cbtTile)
	if s.Format.progressive() {
		typ = wbtTileSimple
	}
	c := s.key.chroma()
	b = binary.LittleEndian.AppendUint16(b, typ)
	b = append(b, 0, 0, 0, 0, 0, c, c)
	b = binary.LittleEndian.AppendUint16(b, uint16(x))
	b = binary.LittleEndian.AppendUint16(b, uint16(y))
	if s.Format.progressive() {
		return append(b, 0, 0, 0, 0, 0, 0, 0, 0, 0) // flags, lengths, tail length
	}
	return append(b, 0, 0, 0, 0, 0, 0)
}

// finish writes the length of the block that starts at start, and those of its
// parts where the format has them.
func (s *TileSet) finish(start int, lens []int, end int) bool {
	at := start + blockHead + 7
	if s.Format.progressive() {
		at++
	}
	return s.finishAt(start, at, lens, end)
}

func (s *TileSet) finishAt(start, at int, lens []int, end int) bool {
	for i, n := range lens {
		if n > maxComponent {
			s.buf = s.buf[:start]
			return false
		}
		binary.LittleEndian.PutUint16(s.buf[at+2*i:], uint16(n))
	}
	binary.LittleEndian.PutUint32(s.buf[start+2:], uint32(end-start))
	s.n++
	return true
}

// AddRects adds every tile that one of the rectangles touches, each once.
func (s *TileSet) AddRects(pix []byte, stride, w, h int, rects []image.Rectangle) bool {
	for y := 0; y*tileSide < h; y++ {
		for x := 0; x*tileSide < w; x++ {
			if touched(x, y, w, h, rects) && !s.Add(pix, stride, w, h, x, y) {
				return false
			}
		}
	}
	return true
}

func touched(x, y, w, h int, rects []image.Rectangle) bool {
	t := image.Rect(x*tileSide, y*tileSide, min(w, (x+1)*tileSide), min(h, (y+1)*tileSide))
	for _, r := range rects {
		if r.Overlaps(t) {
			return true
		}
	}
	return false
}
