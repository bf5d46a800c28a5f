package codec

import (
	"errors"
	"math"

	"oriel/rdp/wire"
)

// Reasons to refuse a ClearCodec stream besides its format.
var (
	ErrSequence = errors.New("ClearCodec stream out of sequence")
	errLayer    = errors.New("a layer of ClearCodec that is not supported: only subcodecs are")
)

// A ClearDecoder decodes ClearCodec streams [MS-RDPEGFX 2.2.4.1] of the
// subcodecs raw and NSCodec with plain planes: what AppendNSC makes. One is for
// a whole connection.
type ClearDecoder struct {
	next byte
}

// Decode draws a stream over w × h pixels and makes them opaque.
func (d *ClearDecoder) Decode(dst []byte, stride, w, h int, src []byte) error {
	if err := checkTarget(dst, stride, w, h); err != nil {
		return err
	}
	if len(src) < clearHeader {
		return short("header", len(src))
	}
	if src[ClearSequence] != d.next {
		return ErrSequence
	}
	d.next++
	layers := src[2:clearHeader]
	if src[0] != 0 || wire.LE.Uint32(layers) != 0 || wire.LE.Uint32(layers[4:]) != 0 {
		return errLayer
	}
	rest := src[clearHeader:]
	if uint64(wire.LE.Uint32(layers[8:])) != uint64(len(rest)) {
		return fail("subcodecs", 10, wire.ErrRange)
	}
	for len(rest) > 0 {
		n, err := decodeSub(dst, stride, w, h, rest)
		if err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// decodeSub draws the first subcodec in src and returns its size.
func decodeSub(dst []byte, stride, w, h int, src []byte) (int, error) {
	if len(src) < subHeader {
		return 0, short("subcodec", len(src))
	}
	x, y := int(wire.LE.Uint16(src)), int(wire.LE.Uint16(src[2:]))
	sw, sh := int(wire.LE.Uint16(src[4:])), int(wire.LE.Uint16(src[6:]))
	size := wire.LE.Uint32(src[8:])
	switch {
	case sw == 0 || sh == 0 || x+sw > w || y+sh > h:
		return 0, fail("subcodec", 0, wire.ErrRange)
	case size > math.MaxInt32 || int(size) > len(src)-subHeader:
		return 0, short("subcodec", len(src))
	}
	data, to := src[subHeader:subHeader+int(size)], dst[y*stride+4*x:]
	switch src[12] {
	case subRaw:
		return subHeader + len(data), decodeBGR(to, stride, sw, sh, data)
	case subNSC:
		return subHeader + len(data), decodeNSC(to, stride, sw, sh, data)
	}
	return 0, fail("subcodec", 12, wire.ErrRange)
}

func decodeBGR(dst []byte, stride, w, h int, src []byte) error {
	if err := checkLength(src, 3*w*h); err != nil {
		return err
	}
	for y := range h {
		row := dst[y*stride:][:4*w]
		for x := range w {
			p := src[3*(y*w+x):]
			copy(row[4*x:], []byte{p[0], p[1], p[2], 0xFF})
		}
	}
	return nil
}

// decodeNSC decodes an NSCODEC_BITMAP_STREAM whose planes are plain.
func decodeNSC(dst []byte, stride, w, h int, src []byte) error {
	if len(src) < nscHeader {
		return short("header", len(src))
	}
	loss, subsampled := src[16], src[17] != 0
	if loss < 1 || loss > 7 {
		return fail("color loss", 16, wire.ErrRange)
	}
	pitch, half, rows := w, w, h
	if subsampled {
		pitch = (w + 7) &^ 7
		half, rows = pitch/2, (h+1)/2
	}
	want := [4]int{pitch * h, half * rows, half * rows, 0}
	for i, n := range want {
		if uint64(wire.LE.Uint32(src[4*i:])) != uint64(n) {
			return fail("plane", 4*i, wire.ErrRange)
		}
	}
	src = src[nscHeader:]
	if err := checkLength(src, want[0]+2*want[1]); err != nil {
		return err
	}
	luma, orange, green := src[:want[0]], src[want[0]:][:want[1]], src[want[0]+want[1]:]
	for y := range h {
		row := dst[y*stride:][:4*w]
		for x := range w {
			k := y*half + x
			if subsampled {
				k = y/2*half + x/2
			}
			v, co, cg := int(luma[y*pitch+x]), int(int8(orange[k]<<(loss-1))), int(int8(green[k]<<(loss-1)))
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = clamp(v-co-cg), clamp(v+cg), clamp(v+co-cg), 0xFF
		}
	}
	return nil
}
