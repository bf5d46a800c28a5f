package codec

import (
	"bytes"
	"math"
	"slices"
)

// Bits of the RDP6_BITMAP_STREAM format header [MS-RDPEGDI 2.2.2.5.1].
const (
	planarCLL = 0x07 // colour loss level; 0 is lossless ARGB
	planarCS  = 0x08 // chroma planes have half the width and height
	planarRLE = 0x10
	planarNA  = 0x20 // no alpha plane
)

// PlanarOptions choose the form of a planar stream.
type PlanarOptions struct {
	NoAlpha  bool // leave out the alpha plane; rdesktop insists on one
	BottomUp bool // for bitmap updates; the graphics pipeline is top-down
	ForceRLE bool // never fall back to raw planes, which rdesktop cannot read
	Stable   bool // nobody writes to the pixels meanwhile: they need not be copied
}

// Channels in memory order, and the order their planes travel in.
const (
	chB = iota
	chG
	chR
	chA
	channels
)

var planeOrder = [channels]int{chA, chR, chG, chB}

// groupPixels is what the fastest kernel works on at once: rows are padded to it.
const groupPixels = 32

// slop is how far the emitter may read and write past the end of a run.
const slop = 16

// A PlanarEncoder makes RDP 6.0 planar bitmaps. The zero value is ready; it
// keeps its scratch memory and must not be used by two goroutines at once.
type PlanarEncoder struct {
	own  []byte        // memory for a copy of the picture
	pix  []byte        // the picture, in rows of whole groups
	rows [channels]row // the row being coded
	out  [channels]stream
	zero []byte // segments of a row equal to the one above
}

// row is one scanline of one plane: its codes, and a bit per code that says
// whether it equals the one before (zero before the first).
type row struct {
	code []byte
	same []byte
}

// stream is the coded form of one plane so far: buf[:n].
type stream struct {
	buf []byte
	n   int
}

// Append appends the planar bitmap of w×h pixels to dst. Run lengths are used
// unless plain planes are smaller.
func (e *PlanarEncoder) Append(dst, pix []byte, stride, w, h int, opt PlanarOptions) []byte {
	if pix = source(pix, stride, w, h); pix == nil {
		return dst
	}
	pitch := (w + groupPixels - 1) / groupPixels * groupPixels * 4
	if opt.Stable && stride == pitch && w%groupPixels == 0 && !opt.BottomUp {
		e.pix = pix
	} else {
		e.own = grow(e.own, pitch*h)
		load(e.own, pitch, pix, stride, w, h, opt.BottomUp)
		e.pix = e.own
	}

	order, header := planeOrder[:], byte(0)
	if opt.NoAlpha {
		order, header = planeOrder[1:], planarNA
	}
	limit := len(order) * w * h
	if opt.ForceRLE {
		limit = math.MaxInt
	}
	if !e.encode(pitch, w, h, order, limit) {
		return e.appendRaw(append(dst, header), pitch, w, h, order)
	}
	dst = append(dst, header|planarRLE)
	e.pix = nil // which may be the caller's
	for _, c := range order {
		dst = append(dst, e.out[c].buf[:e.out[c].n]...)
	}
	return dst
}

// encode fills the streams of the planes; false means that they grew beyond
// limit bytes.
func (e *PlanarEncoder) encode(pitch, w, h int, order []int, limit int) bool {
	e.prepare(pitch, w)
	alpha := len(order) == channels
	var above []byte
	for y := range h {
		cur := e.pix[y*pitch : (y+1)*pitch]
		total := 0
		if above != nil && bytes.Equal(cur[:4*w], above[:4*w]) {
			for _, c := range order {
				total += e.out[c].append(e.zero)
			}
		} else {
			if above == nil {
				splitFirst(&e.rows, cur)
			} else {
				splitDelta(&e.rows, cur, above, alpha)
			}
			for _, c := range order {
				total += e.out[c].appendRow(&e.rows[c], w)
			}
		}
		if total > limit {
			return false
		}
		above = cur
	}
	return true
}

// prepare sizes the scratch memory for rows of w pixels.
func (e *PlanarEncoder) prepare(pitch, w int) {
	for c := range e.rows {
		e.rows[c].code = grow(e.rows[c].code, pitch/4+slop)
		e.rows[c].same = grow(e.rows[c].same, pitch/32+slop)
		e.out[c].n = 0
	}
	e.zero = e.zero[:0]
	for n := w; n > 0; {
		run := runPiece(n)
		if run < minRun {
			// One or two pixels are shorter as literal zeros.
			e.zero = append(append(e.zero, byte(run)<<4), make([]byte, run)...)
		} else {
			e.zero = append(e.zero, runControl(run))
		}
		n -= run
	}
}

// appendRaw appends the planes as they are, and the pad byte that the format
// has after them.
func (e *PlanarEncoder) appendRaw(dst []byte, pitch, w, h int, order []int) []byte {
	n := len(dst)
	dst = slices.Grow(dst, len(order)*w*h+1)[:n+len(order)*w*h+1]
	out := dst[n:]
	for _, c := range order {
		for y := range h {
			line := e.pix[y*pitch:][:4*w]
			plane := out[:w]
			for x := range plane {
				plane[x] = line[4*x+c]
			}
			out = out[w:]
		}
	}
	out[0] = 0
	return dst
}
