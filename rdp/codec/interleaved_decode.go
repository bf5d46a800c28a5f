package codec

import "oriel/rdp/wire"

// An InterleavedDecoder reads interleaved RLE bitmaps at 15, 16 and 24 bits.
// The zero value is ready; it keeps its scratch memory and must not be used
// by two goroutines at once.
type InterleavedDecoder struct {
	px []uint32
}

// Decode writes the w×h pixels of the bitmap src to pix as opaque BGRA.
func (d *InterleavedDecoder) Decode(pix []byte, stride, w, h int, src []byte, depth Depth) error {
	if err := checkTarget(pix, stride, w, h); err != nil {
		return err
	}
	if depth.Bytes() == 0 {
		return fail("bitsPerPixel", 0, wire.ErrUnsupported)
	}
	if cap(d.px) < w*h {
		d.px = make([]uint32, w*h)
	}
	d.px = d.px[:w*h]
	u := uninterleaver{r: wire.NewReader(src), px: d.px, w: w, depth: depth, fg: depth.white()}
	for u.r.Len() > 0 {
		u.step()
	}
	if u.r.Err() == nil && u.n < len(u.px) {
		u.r.Fail(wire.ErrShort, "orders")
	}
	if err := u.r.Err(); err != nil {
		return err
	}
	for y := range h {
		line := pix[(h-1-y)*stride:][:4*w]
		for x, p := range d.px[y*w:][:w] {
			wire.LE.PutUint32(line[4*x:], depth.toBGRA(p))
		}
	}
	return nil
}

// DecodePixels writes src, plain rows of w pixels from the bottom up as in an
// uncompressed bitmap update, to pix as opaque BGRA.
func DecodePixels(pix []byte, stride, w, h int, src []byte, depth Depth) error {
	if err := checkTarget(pix, stride, w, h); err != nil {
		return err
	}
	n := depth.Bytes()
	if n == 0 {
		return fail("bitsPerPixel", 0, wire.ErrUnsupported)
	}
	if err := checkLength(src, n*w*h); err != nil {
		return err
	}
	r := wire.NewReader(src)
	for y := range h {
		line := pix[(h-1-y)*stride:][:4*w]
		for x := range w {
			wire.LE.PutUint32(line[4*x:], depth.toBGRA(readPixel(r, depth)))
		}
	}
	return nil
}

func readPixel(r *wire.Reader, depth Depth) uint32 {
	switch depth {
	case RGB555:
		return uint32(r.U16("pixel")) & 0x7FFF
	case RGB565:
		return uint32(r.U16("pixel"))
	}
	b := r.Bytes(3, "pixel")
	if b == nil {
		return 0
	}
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
}

// uninterleaver is the state of decoding one bitmap.
type uninterleaver struct {
	r     *wire.Reader
	px    []uint32
	n     int // pixels so far
	w     int
	depth Depth
	fg    uint32
	bg    bool // the last order was a background run
}

// step decodes one order. Which rule holds for the first row is settled at
// the start of an order, even if it goes on into the second.
func (u *uninterleaver) step() {
	first := u.n < u.w
	second := u.bg && u.n != u.w // a background run may add a foreground pixel
	u.bg = false
	code := u.r.U8("order")
	switch {
	case code == specialWhite:
		u.run(1, func(int) uint32 { return u.depth.white() })
	case code == specialBlack:
		u.run(1, func(int) uint32 { return 0 })
	case code == specialFgBg1:
		u.masked(first, 8, specialMask1, false)
	case code == specialFgBg2:
		u.masked(first, 8, specialMask2, false)
	case code >= megaBgRun:
		u.order(megaOps[code-megaBgRun], int(u.r.U16("runLength")), first, second)
	case code >= liteSetFgFgRun:
		op := code & 0xF0
		u.order(op, u.length(op, int(code&0x0F), 16), first, second)
	default:
		op := code & 0xE0
		u.order(op, u.length(op, int(code&0x1F), 32), first, second)
	}
}

// noOrder marks codes that mean nothing.
const noOrder = 0xFF

// megaOps are the orders that the mega codes from megaBgRun on stand for.
var megaOps = [16]byte{
	regularBgRun, regularFgRun, regularFgBgImage, regularColorRun, regularColorImage, noOrder,
	liteSetFgFgRun, liteSetFgFgBgImage, liteDitheredRun,
	noOrder, noOrder, noOrder, noOrder, noOrder, noOrder, noOrder,
}

// length completes the length in the low bits of a short order.
func (u *uninterleaver) length(op byte, n, long int) int {
	image := op == regularFgBgImage || op == liteSetFgFgBgImage
	switch {
	case image && n == 0:
		return int(u.r.U8("runLength")) + 1
	case image:
		return n * 8
	case n == 0:
		return int(u.r.U8("runLength")) + long
	}
	return n
}

// order decodes an order of n pixels.
func (u *uninterleaver) order(op byte, n int, first, second bool) {
	switch op {
	case liteSetFgFgRun, liteSetFgFgBgImage:
		u.fg = readPixel(u.r, u.depth)
	}
	switch op {
	case regularBgRun:
		if second && n > 0 {
			u.masked(first, 1, 1, false)
			n--
		}
		u.run(n, func(i int) uint32 { return u.above(i, first) })
		u.bg = true
	case regularFgRun, liteSetFgFgRun:
		u.run(n, func(i int) uint32 { return u.above(i, first) ^ u.fg })
	case regularFgBgImage, liteSetFgFgBgImage:
		u.masked(first, n, 0, true)
	case regularColorRun:
		p := readPixel(u.r, u.depth)
		u.run(n, func(int) uint32 { return p })
	case regularColorImage:
		u.run(n, func(int) uint32 { return readPixel(u.r, u.depth) })
	case liteDitheredRun:
		p := [2]uint32{readPixel(u.r, u.depth), readPixel(u.r, u.depth)}
		start := u.n
		u.run(2*n, func(i int) uint32 { return p[(i-start)&1] })
	default:
		u.r.Fail(wire.ErrType, "order")
	}
}

// above returns the pixel over pixel i; the first row has black above it.
func (u *uninterleaver) above(i int, first bool) uint32 {
	if first {
		return 0
	}
	return u.px[i-u.w]
}

// run writes n pixels, if so many are left.
func (u *uninterleaver) run(n int, f func(i int) uint32) {
	if u.r.Err() == nil && n > len(u.px)-u.n {
		u.r.Fail(wire.ErrRange, "runLength")
	}
	if u.r.Err() != nil {
		return
	}
	for range n {
		u.px[u.n] = f(u.n)
		u.n++
	}
}

// masked writes n pixels, foreground over what is above where a bit of the
// mask is set. With read, each eight pixels have a mask byte in the stream.
func (u *uninterleaver) masked(first bool, n int, mask byte, read bool) {
	start := u.n
	u.run(n, func(i int) uint32 {
		k := (i - start) & 7
		if read && k == 0 {
			mask = u.r.U8("bitmask")
		}
		p := u.above(i, first)
		if mask>>k&1 != 0 {
			p ^= u.fg
		}
		return p
	})
}
