package codec

import (
	"encoding/binary"
	"slices"

	"oriel/rdp/wire"
)

// Fields of ALPHACODEC_BITMAP_STREAM [MS-RDPEGFX 2.2.4.3].
const (
	alphaSig        = 0x414C
	alphaHeader     = 4
	alphaRaw        = 0
	alphaCompressed = 1 // mstsc takes no other value for run lengths
)

// AppendAlpha appends the alpha channel of the pixels [MS-RDPEGFX 2.2.4.3,
// codec 0x000C]: as run lengths, or plain if that is smaller.
func AppendAlpha(dst, pix []byte, stride, w, h int) []byte {
	if pix = source(pix, stride, w, h); pix == nil {
		return dst
	}
	start := len(dst)
	most := alphaHeader + w*h
	dst = slices.Grow(dst, most+maxAlphaRun)
	dst = wire.LE.AppendUint16(dst, alphaSig)
	dst = wire.LE.AppendUint16(dst, alphaCompressed)
	last, run := pix[3], 0
	for y := range h {
		line := pix[y*stride:][:4*w]
		for x := 0; x < len(line); {
			n, next := alphaRun(line[x:], last)
			run, x = run+n, x+4*n
			if n > 0 || x == len(line) {
				// The pixel that ended the run is read again: it may have
				// changed since, then it starts a run of its own.
				continue
			}
			if dst = appendAlphaRun(dst, last, run); len(dst)-start > most {
				return appendAlphaRaw(dst[:start], pix, stride, w, h)
			}
			last, run, x = next, 1, x+4
		}
	}
	if dst = appendAlphaRun(dst, last, run); len(dst)-start > most {
		return appendAlphaRaw(dst[:start], pix, stride, w, h)
	}
	return dst
}

// alphaRun returns how many pixels from the start of line have the alpha v,
// and if there are none the alpha of the first.
func alphaRun(line []byte, v byte) (n int, next byte) {
	const alphas = 0xFF000000FF000000
	want := uint64(v) * 0x0100000001000000
	i := 0
	for i+16 <= len(line) {
		a, b := binary.LittleEndian.Uint64(line[i:]), binary.LittleEndian.Uint64(line[i+8:])
		if ((a^want)|(b^want))&alphas != 0 {
			break
		}
		i += 16
	}
	for i+4 <= len(line) {
		if next = line[i+3]; next != v {
			break
		}
		i += 4
	}
	return i / 4, next
}

// maxAlphaRun is the size of the longest run code.
const maxAlphaRun = 8

// appendAlphaRun appends one CLEARCODEC-like run: a byte, or two or four more
// where it does not suffice.
func appendAlphaRun(dst []byte, v byte, run int) []byte {
	switch {
	case run == 0:
		return dst
	case run < 0xFF:
		return append(dst, v, byte(run))
	case run < 0xFFFF:
		return wire.LE.AppendUint16(append(dst, v, 0xFF), uint16(run))
	}
	return wire.LE.AppendUint32(append(dst, v, 0xFF, 0xFF, 0xFF), uint32(run))
}

func appendAlphaRaw(dst, pix []byte, stride, w, h int) []byte {
	dst = wire.LE.AppendUint16(dst, alphaSig)
	dst = wire.LE.AppendUint16(dst, alphaRaw)
	n := len(dst)
	dst = slices.Grow(dst, w*h)[:n+w*h]
	out := dst[n:]
	for y := range h {
		line := pix[y*stride:][:4*w]
		for x := range out[:w] {
			out[x] = line[4*x+3]
		}
		out = out[w:]
	}
	return dst
}

// DecodeAlpha writes the alpha channel that src holds to the w×h pixels of
// pix and leaves their colours alone.
func DecodeAlpha(pix []byte, stride, w, h int, src []byte) error {
	if err := checkTarget(pix, stride, w, h); err != nil {
		return err
	}
	r := wire.NewReader(src)
	if sig := r.U16("alphaSig"); r.Err() == nil && sig != alphaSig {
		r.Fail(wire.ErrType, "alphaSig")
	}
	compressed := r.U16("compressed")
	if r.Err() != nil {
		return r.Err()
	}
	pos := 0 // pixels written
	set := func(v byte, n int) {
		for ; n > 0; n-- {
			pix[pos/w*stride+pos%w*4+3] = v
			pos++
		}
	}
	if compressed == alphaRaw {
		if err := checkLength(src, alphaHeader+w*h); err != nil {
			return err
		}
		for _, v := range src[alphaHeader:] {
			set(v, 1)
		}
		return nil
	}
	for pos < w*h {
		v := r.U8("runValue")
		n := uint64(r.U8("runLengthFactor1"))
		if n == 0xFF {
			n = uint64(r.U16("runLengthFactor2"))
		}
		if n == 0xFFFF {
			n = uint64(r.U32("runLengthFactor3"))
		}
		if r.Err() == nil && n > uint64(w*h-pos) {
			r.Fail(wire.ErrRange, "runLengthFactor")
		}
		if r.Err() != nil {
			return r.Err()
		}
		set(v, int(n))
	}
	if r.Len() != 0 {
		r.Fail(ErrTrailing, "segments")
	}
	return r.Err()
}
