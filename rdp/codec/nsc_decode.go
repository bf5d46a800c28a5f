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
	pitch, half, rows, sub := w, w, h, 0
	if subsampled {
		pitch = (w + 7) &^ 7
		half, rows, sub = pitch/2, (h+1)/2, 1
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
		row, l, at := dst[y*stride:][:4*w], luma[y*pitch:][:w], y>>sub*half
		if subsampled {
			nscPixels(row, l, orange[at:][:half], green[at:][:half], loss-1)
		} else {
			nscPixelsGo(row, l, orange[at:][:half], green[at:][:half], loss-1, 0)
		}
	}
	return nil
}

// nscPixelsGo makes a row of opaque pixels. Each value of orange and green, of
// which lost bits are gone, is for one pixel, or for two next to each other if
// sub is 1.
func nscPixelsGo(dst, luma, orange, green []byte, lost uint8, sub int) {
	for x, l := range luma {
		v, co, cg := int32(l), int32(int8(orange[x>>sub]<<lost)), int32(int8(green[x>>sub]<<lost))
		b, g, r := v-co-cg, v+cg, v+co-cg
		if uint32(b|g|r) > 0xFF {
			b, g, r = max(0, min(0xFF, b)), max(0, min(0xFF, g)), max(0, min(0xFF, r))
		}
		wire.LE.PutUint32(dst[4*x:], uint32(b|g<<8|r<<16)|0xFF<<24)
	}
}
