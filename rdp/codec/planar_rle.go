package codec

import (
	"encoding/binary"
	"math/bits"
)

// Limits of one RLE segment [MS-RDPEGDI 2.2.2.5.1.1]: a control byte has the
// number of raw bytes in its high and the run length in its low nibble; run
// lengths 1 and 2 mean a run of 16 or 32 plus the high nibble.
const (
	minRun   = 3
	maxShort = 15 // longest run or literal of a plain segment
	maxRun   = 47
)

// runPiece returns how much of a run of n pixels the next segment without
// literals takes. It never leaves one or two pixels, which no run can code.
func runPiece(n int) int {
	switch {
	case n <= maxRun:
		return n
	case n < maxRun+minRun:
		return n - minRun
	}
	return maxRun
}

// runControl returns the control byte of a run of 3..47 without literals.
func runControl(n int) byte {
	switch {
	case n >= 32:
		return byte(n-32)<<4 | 2
	case n >= 16:
		return byte(n-16)<<4 | 1
	}
	return byte(n)
}

// longRun is the first run length that forms does not have.
const longRun = 64

// A form is how a run is coded: the control byte of its first segment, up to
// two more that come after the first segment's literals, and in the high byte
// how many these are.
type form uint32

// forms has the form of each run length after literals, whose number the
// control byte must still be given, and from longRun on without literals.
var forms = makeForms()

func makeForms() (t [2 * longRun]form) {
	for n := range longRun {
		k := min(n, maxShort)
		if rest := n - k; rest > 0 && rest < minRun {
			k -= minRun - rest
		}
		t[n] = makeForm(byte(k), n-k)
		if n >= minRun {
			k = runPiece(n)
			t[longRun+n] = makeForm(runControl(k), n-k)
		}
	}
	return t
}

func makeForm(first byte, rest int) form {
	f := form(first)
	for i := 1; rest > 0; i++ {
		k := runPiece(rest)
		f += form(runControl(k))<<(8*i) + 1<<24
		rest -= k
	}
	return f
}

// findRunsGo lists in edges, by turns, where the runs of minRun and more set
// bits in the first w bits of same begin and end, and returns how many edges
// there are. Bit w and those after it, to the end of the next 64-bit word, must
// be clear.
func findRunsGo(edges []uint16, same []byte, w int) int {
	n := 0
	var begin, inside uint64 // of the word before: where three set bits begin, and what is within runs
	m := binary.LittleEndian.Uint64(same)
	for x := 0; x <= w; x += 64 {
		next := binary.LittleEndian.Uint64(same[x/8+8:])
		b := m & (m>>1 | next<<63) & (m>>2 | next<<62)
		in := b | b<<1 | begin>>63 | b<<2 | begin>>62
		for edge := in ^ (in<<1 | inside>>63); edge != 0; edge &= edge - 1 {
			edges[n] = uint16(x + bits.TrailingZeros64(edge))
			n++
		}
		begin, inside, m = b, in, next
	}
	return n
}

// emitGo writes the segments of one row to out and returns their length: runs
// between the edges, literals elsewhere. The last edge ends the row.
func emitGo(out, code []byte, edges []uint16) int {
	n, lit := 0, 0 // lit is the first code that has not been written
	for ; len(edges) > 1; edges = edges[2:] {
		raw, run := int(edges[0])-lit, int(edges[1])-int(edges[0])
		for ; raw > maxShort; raw -= maxShort {
			out[n] = maxShort << 4
			copy16(out[n+1:], code[lit:])
			n, lit = n+1+maxShort, lit+maxShort
		}
		if run >= longRun && raw > 0 {
			out[n] = byte(raw<<4 | maxShort)
			copy16(out[n+1:], code[lit:])
			n, run, raw = n+1+raw, run-maxShort, 0
		}
		for ; run >= longRun; run -= maxRun {
			out[n] = runControl(maxRun)
			n++
		}
		f := forms[run|(raw-1)>>8&longRun]
		out[n] = byte(raw<<4) | byte(f)
		copy16(out[n+1:], code[lit:])
		binary.LittleEndian.PutUint16(out[n+1+raw:], uint16(f>>8))
		n += 1 + raw + int(f>>24)
		lit = int(edges[1])
	}
	return n
}

// emit3Go does that for the colours of a row whose edges are the same.
func emit3Go(out *[channels]stream, rows *[channels]row, edges []uint16) {
	for c := range chA {
		s := &out[c]
		s.n += emitGo(s.buf[s.n:], rows[c].code, edges)
	}
}

// copy16 copies sixteen bytes; what is too much is overwritten later.
func copy16(dst, src []byte) {
	binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(src))
	binary.LittleEndian.PutUint64(dst[8:], binary.LittleEndian.Uint64(src[8:]))
}

// append adds coded bytes and returns the length of the stream.
func (s *stream) append(b []byte) int {
	s.room(len(b))
	s.n += copy(s.buf[s.n:], b)
	return s.n
}

// room makes sure that n more bytes and the slop fit.
func (s *stream) room(n int) {
	if len(s.buf)-s.n < n+slop {
		b := make([]byte, 2*(s.n+n+slop))
		copy(b, s.buf[:s.n])
		s.buf = b
	}
}
