package codec

import (
	"bytes"
	"encoding/binary"
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
	pix    []byte // the picture: rows stride bytes apart
	stride int
	own    bool          // rows are copied before they are looked at
	pad    int           // bytes of a row in whole groups
	line   [2][]byte     // copies of the last two rows
	rows   [channels]row // the row being coded
	edges  []uint16      // where runs begin and end in it
	out    [channels]stream
	zero   []byte // segments of a row equal to the one above
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
	e.pix, e.stride, e.own = pix, stride, !opt.Stable
	e.prepare(w)

	order, header := planeOrder[:], byte(0)
	if opt.NoAlpha {
		order, header = planeOrder[1:], planarNA
	}
	limit := len(order) * w * h
	if opt.ForceRLE {
		limit = math.MaxInt
	}
	if e.encode(w, h, order, limit, opt.BottomUp) {
		dst = append(dst, header|planarRLE)
		for _, c := range order {
			dst = append(dst, e.out[c].buf[:e.out[c].n]...)
		}
	} else {
		dst = e.appendRaw(append(dst, header), w, h, order, opt.BottomUp)
	}
	e.pix = nil // it is the caller's
	return dst
}

// row returns row y of h in whole groups, and whether its w pixels equal those
// of above; what is beyond them is undefined. It is valid until the next but
// one call.
func (e *PlanarEncoder) row(y, w, h int, flip bool, above []byte) (cur []byte, equal bool) {
	from := y * e.stride
	if flip {
		from = (h - 1 - y) * e.stride
	}
	if !e.own && from+e.pad <= len(e.pix) {
		cur = e.pix[from : from+e.pad]
		return cur, above != nil && bytes.Equal(cur[:4*w], above[:4*w])
	}
	cur = e.line[y&1]
	if above == nil {
		copy(cur, e.pix[from:from+4*w])
		return cur, false
	}
	return cur, takeRow(cur[:4*w], e.pix[from:from+4*w], above[:4*w], 2*e.stride)
}

// encode fills the streams of the planes; false means that they grew beyond
// limit bytes.
func (e *PlanarEncoder) encode(w, h int, order []int, limit int, flip bool) bool {
	alpha := len(order) == channels
	var above []byte
	for y := range h {
		cur, equal := e.row(y, w, h, flip, above)
		total := 0
		switch {
		case equal:
			for _, c := range order {
				total += e.out[c].append(e.zero)
			}
		case above == nil:
			splitFirst(&e.rows, cur)
			total = e.appendRow(w, order)
		default:
			splitDelta(&e.rows, cur, above, alpha)
			total = e.appendRow(w, order)
		}
		if total > limit {
			return false
		}
		above = cur
	}
	return true
}

// appendRow adds the split row of w pixels to the streams and returns the
// length of all.
func (e *PlanarEncoder) appendRow(w int, order []int) (total int) {
	last := w / 64 * 8 // the word with the first bit that no pixel has
	for _, c := range order {
		same := e.rows[c].same[last:]
		v := binary.LittleEndian.Uint64(same)
		binary.LittleEndian.PutUint64(same, v&(1<<(w&63)-1))
		binary.LittleEndian.PutUint64(same[8:], 0)
		e.out[c].room(2 * w) // INVARIANT: no segment is longer than twice its pixels
	}
	alone := order
	// Most often all colours change in the same places.
	b, g, r := e.rows[chB].same[:last+8], e.rows[chG].same[:last+8], e.rows[chR].same[:last+8]
	if bytes.Equal(b, g) && bytes.Equal(g, r) {
		emit3(&e.out, &e.rows, e.findEdges(e.rows[chB].same, w))
		alone = order[:len(order)-chA]
	}
	var edges []uint16
	var of []byte // whose they are: often two colours have the same
	for _, c := range alone {
		row, s := &e.rows[c], &e.out[c]
		if same := row.same[:last+8]; !bytes.Equal(same, of) {
			edges, of = e.findEdges(row.same, w), same
		}
		s.n += emit(s.buf[s.n:], row.code, edges)
	}
	for _, c := range order {
		total += e.out[c].n
	}
	return total
}

// findEdges returns where runs in the row begin and end, and where it ends.
func (e *PlanarEncoder) findEdges(same []byte, w int) []uint16 {
	n := findRuns(e.edges, same, w)
	if n == 0 || int(e.edges[n-1]) != w {
		e.edges[n], e.edges[n+1] = uint16(w), uint16(w)
		n += 2
	}
	return e.edges[:n]
}

// prepare sizes the scratch memory for rows of w pixels.
func (e *PlanarEncoder) prepare(w int) {
	e.pad = (w + groupPixels - 1) / groupPixels * groupPixels * 4
	for c := range e.rows {
		e.rows[c].code = grow(e.rows[c].code, e.pad/4+slop)
		e.rows[c].same = grow(e.rows[c].same, e.pad/32+slop)
		e.out[c].n = 0
	}
	for i := range e.line {
		e.line[i] = grow(e.line[i], e.pad)
	}
	if cap(e.edges) < w+slop {
		e.edges = make([]uint16, w+slop)
	}
	e.edges = e.edges[:w+slop]
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
func (e *PlanarEncoder) appendRaw(dst []byte, w, h int, order []int, flip bool) []byte {
	n := len(dst)
	dst = slices.Grow(dst, len(order)*w*h+1)[:n+len(order)*w*h+1]
	for y := range h {
		cur, _ := e.row(y, w, h, flip, nil)
		splitFirst(&e.rows, cur)
		for i, c := range order {
			copy(dst[n+(i*h+y)*w:], e.rows[c].code[:w])
		}
	}
	dst[len(dst)-1] = 0
	return dst
}
