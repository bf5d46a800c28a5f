// Package codec turns pixels into the bitmap formats of RDP and back: planar
// [MS-RDPEGDI 2.2.2.5.1], uncompressed and alpha [MS-RDPEGFX 2.2.4.3], the
// interleaved RLE of bitmap updates [MS-RDPBCGR 2.2.9.1.1.3.1.2.4], RemoteFX
// [MS-RDPRFX] and its progressive form [MS-RDPEGFX 2.2.4.2].
//
// Pixels are BGRA, four bytes each, in a byte slice with a stride. Encoders
// append to the caller's slice, keep their scratch memory between calls and
// allocate nothing once it is large enough. The application may write to the
// source while it is read: codecs that compare pixels first load them into
// memory of their own, and what the source holds never decides a bound.
//
//	var enc codec.PlanarEncoder
//	payload = enc.Append(payload[:0], pix, stride, w, h, codec.PlanarOptions{NoAlpha: true})
package codec

import (
	"errors"

	"oriel/rdp/wire"
)

// MaxSide is the largest width and height that any codec here takes: the
// wire formats carry both as 16-bit numbers.
const MaxSide = 65535

// ErrTrailing says that a bitmap stream goes on after its last pixel.
var ErrTrailing = errors.New("bytes after the last pixel")

// source cuts pix to the h rows of w pixels that an encoder may read, nil if
// there are none. A slice that is too short for them is a bug of the caller.
func source(pix []byte, stride, w, h int) []byte {
	if w <= 0 || h <= 0 || w > MaxSide || h > MaxSide {
		return nil
	}
	return pix[:(h-1)*stride+4*w]
}

// fits reports whether n bytes hold h rows of w pixels.
func fits(n, stride, w, h int) bool {
	return w > 0 && h > 0 && w <= MaxSide && h <= MaxSide && stride >= 4*w && (h == 1 || stride <= n) && n >= (h-1)*stride+4*w
}

// checkTarget is source for decoders, whose geometry may come off the wire.
func checkTarget(pix []byte, stride, w, h int) error {
	if !fits(len(pix), stride, w, h) {
		return fail("size", 0, wire.ErrRange)
	}
	return nil
}

func fail(field string, off int, kind error) error {
	return &wire.Error{Field: field, Off: off, Kind: kind}
}

// load copies the picture into dst, rows pitch bytes apart and upside down if
// flip is set. It is the one time that source memory is read.
func load(dst []byte, pitch int, pix []byte, stride, w, h int, flip bool) {
	for y := range h {
		from := y
		if flip {
			from = h - 1 - y
		}
		copy(dst[y*pitch:y*pitch+4*w], pix[from*stride:])
	}
}

// grow returns b with at least n bytes of length; their content is undefined.
func grow(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n+n/4)[:n]
	}
	return b[:n]
}

// checkLength wants exactly n bytes.
func checkLength(src []byte, n int) error {
	if len(src) < n {
		return short("pixels", len(src))
	}
	if len(src) > n {
		return fail("pixels", n, ErrTrailing)
	}
	return nil
}

func short(field string, off int) error { return fail(field, off, wire.ErrShort) }
