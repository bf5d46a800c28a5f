package codec

import (
	"slices"

	"oriel/rdp/wire"
)

// Order codes of the interleaved RLE [MS-RDPBCGR 2.2.9.1.1.3.1.2.4]. Regular
// orders hold a length of up to 31 in their low five bits, lite ones of up to
// 15 in four; a length of zero there means one more byte. Mega orders have a
// 16-bit length.
const (
	regularBgRun      = 0x00
	regularFgRun      = 0x20
	regularFgBgImage  = 0x40
	regularColorRun   = 0x60
	regularColorImage = 0x80

	liteSetFgFgRun     = 0xC0
	liteSetFgFgBgImage = 0xD0
	liteDitheredRun    = 0xE0

	megaBgRun          = 0xF0
	megaFgRun          = 0xF1
	megaFgBgImage      = 0xF2
	megaColorRun       = 0xF3
	megaColorImage     = 0xF4
	megaSetFgFgRun     = 0xF6
	megaSetFgFgBgImage = 0xF7
	megaDitheredRun    = 0xF8

	specialFgBg1 = 0xF9
	specialFgBg2 = 0xFA
	specialWhite = 0xFD
	specialBlack = 0xFE

	specialMask1 = 0x03
	specialMask2 = 0x05
)

// A Depth is a colour depth of bitmap updates: 15, 16 or 24 bits.
type Depth int

// The depths that the interleaved codec and ConvertPixels know.
const (
	RGB555 Depth = 15
	RGB565 Depth = 16
	RGB888 Depth = 24
)

// Bytes returns the bytes that a pixel takes, 0 for an unknown depth.
func (d Depth) Bytes() int {
	switch d {
	case RGB555, RGB565:
		return 2
	case RGB888:
		return 3
	}
	return 0
}

// white is the pixel with all bits set, the foreground colour at the start.
func (d Depth) white() uint32 { return 1<<d - 1 }

// fromBGRA converts one pixel; alpha is dropped.
func (d Depth) fromBGRA(p uint32) uint32 {
	switch d {
	case RGB555:
		return p>>9&0x7C00 | p>>6&0x03E0 | p>>3&0x001F
	case RGB565:
		return p>>8&0xF800 | p>>5&0x07E0 | p>>3&0x001F
	}
	return p & 0xFFFFFF
}

// toBGRA is the inverse of fromBGRA; the high bits of a channel fill its low
// ones, and alpha is 0xFF.
func (d Depth) toBGRA(p uint32) uint32 {
	var r, g, b uint32
	switch d {
	case RGB555:
		r, g, b = p>>10&31, p>>5&31, p&31
		r, g, b = r<<3|r>>2, g<<3|g>>2, b<<3|b>>2
	case RGB565:
		r, g, b = p>>11&31, p>>5&63, p&31
		r, g, b = r<<3|r>>2, g<<2|g>>4, b<<3|b>>2
	default:
		return p&0xFFFFFF | 0xFF000000
	}
	return 0xFF000000 | r<<16 | g<<8 | b
}

// put appends pixel p.
func (d Depth) put(dst []byte, p uint32) []byte {
	if d == RGB888 {
		return append(dst, byte(p), byte(p>>8), byte(p>>16))
	}
	return append(dst, byte(p), byte(p>>8))
}

// An InterleavedEncoder makes the RLE bitmaps of bitmap updates at 15, 16 and
// 24 bits. The zero value is ready; it keeps its scratch memory and must not
// be used by two goroutines at once.
type InterleavedEncoder struct {
	px []uint32 // the picture in the target depth, bottom row first
}

// Append appends w×h pixels at the given depth, bottom row first. It returns
// false with plain rows where run lengths would not be smaller: then the
// update must not carry BITMAP_COMPRESSION. Bitmap updates want a width that
// is a multiple of four; the caller pads.
func (e *InterleavedEncoder) Append(dst, pix []byte, stride, w, h int, depth Depth) (out []byte, compressed bool) {
	if pix = source(pix, stride, w, h); pix == nil || depth.Bytes() == 0 {
		return dst, false
	}
	e.load(pix, stride, w, h, depth)
	start, most := len(dst), w*h*depth.Bytes()
	dst = slices.Grow(dst, most)
	c := interleaver{out: dst, px: e.px, w: w, depth: depth, most: start + most}
	if c.encode() {
		return c.out, true
	}
	dst = c.out[:start]
	for _, p := range e.px {
		dst = depth.put(dst, p)
	}
	return dst, false
}

func (e *InterleavedEncoder) load(pix []byte, stride, w, h int, depth Depth) {
	if cap(e.px) < w*h {
		e.px = make([]uint32, w*h)
	}
	e.px = e.px[:w*h]
	for y := range h {
		line := pix[(h-1-y)*stride:][:4*w]
		row := e.px[y*w:][:w]
		for x := range row {
			row[x] = depth.fromBGRA(wire.LE.Uint32(line[4*x:]))
		}
	}
}

// interleaver is the state of coding one bitmap.
type interleaver struct {
	out   []byte
	px    []uint32
	w     int
	depth Depth
	most  int  // length that out must stay below
	bg    bool // the last order was a background run
}

// encode codes the picture from left to right: the longest of a background
// run (as above), a foreground run (above with all bits inverted) and a
// colour run, or else the pixels themselves. It fails if that gets too long.
func (c *interleaver) encode() bool {
	lit := 0
	for i := 0; i < len(c.px); {
		op, n := c.best(i)
		// Splitting literals costs an order of its own.
		if n == 0 || lit < i && n < minSplit || c.bg && op == regularBgRun && lit == i {
			i++
			continue
		}
		c.literals(lit, i)
		c.order(op, n)
		if op == regularColorRun {
			c.out = c.depth.put(c.out, c.px[i])
		}
		// A background run right after another means a foreground pixel
		// first, except where the second starts the second row.
		c.bg = op == regularBgRun && i+n != c.w
		i += n
		lit = i
		if len(c.out) >= c.most {
			return false
		}
	}
	c.literals(lit, len(c.px))
	return len(c.out) < c.most
}

const (
	maxRunOrder = 0xFFFF // longest run of one order
	minColorRun = 3
	minSplit    = 2 // shortest run that ends literals
)

// best returns the order that covers most pixels from i on; 0 pixels if none
// is worth it. Runs that look at the row above do not cross the end of the
// first row, where what "above" means changes.
func (c *interleaver) best(i int) (op byte, n int) {
	px, w, white := c.px, c.w, c.depth.white()
	end := min(len(px), i+maxRunOrder)
	color := i + 1
	for color < end && px[color] == px[i] {
		color++
	}
	if n = color - i; n < minColorRun {
		n = 0
	}
	op = regularColorRun
	var above uint32
	if i >= w {
		above = px[i-w]
	} else {
		end = min(end, w)
	}
	invert := px[i] ^ above
	if invert != 0 && invert != white {
		return op, n
	}
	j := i + 1
	if i >= w {
		for j < end && px[j]^px[j-w] == invert {
			j++
		}
	} else {
		for j < end && px[j] == invert {
			j++
		}
	}
	if j-i >= n {
		if n = j - i; invert == 0 {
			return regularBgRun, n
		}
		return regularFgRun, n
	}
	return op, n
}

// order appends an order code with its length.
func (c *interleaver) order(op byte, n int) {
	switch {
	case n < 32:
		c.out = append(c.out, op|byte(n))
	case n < 32+256:
		c.out = append(c.out, op, byte(n-32))
	default:
		c.out = wire.LE.AppendUint16(append(c.out, megaBgRun+op>>5), uint16(n))
	}
}

// literals appends pixels lo to hi as colour images.
func (c *interleaver) literals(lo, hi int) {
	for lo < hi {
		n := min(hi-lo, maxRunOrder)
		c.order(regularColorImage, n)
		for _, p := range c.px[lo : lo+n] {
			c.out = c.depth.put(c.out, p)
		}
		lo += n
		c.bg = false
	}
}
