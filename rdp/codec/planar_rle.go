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

// appendRow adds one scanline of w codes and returns the stream's length.
// Literals and runs of three or more equal codes alternate.
func (s *stream) appendRow(r *row, w int) int {
	s.room(2*w + slop) // INVARIANT: no segment is longer than twice its pixels
	out, n := s.buf, s.n
	lit := 0 // first code not yet emitted
	for lit < w {
		start := nextRun(r.same, lit, w)
		end := start
		if start < w {
			end = runEnd(r.same, start, w)
		}
		raw := start - lit
		for raw > maxShort {
			out[n] = maxShort << 4
			copy16(out[n+1:], r.code[lit:])
			n, lit, raw = n+1+maxShort, lit+maxShort, raw-maxShort
		}
		run := end - start
		if raw > 0 {
			k := min(run, maxShort)
			if rest := run - k; rest > 0 && rest < minRun {
				k -= minRun - rest
			}
			out[n] = byte(raw<<4 | k)
			copy16(out[n+1:], r.code[lit:])
			n, run = n+1+raw, run-k
		}
		for run > 0 {
			k := runPiece(run)
			out[n] = runControl(k)
			n, run = n+1, run-k
		}
		lit = end
	}
	s.n = n
	return n
}

// copy16 copies sixteen bytes; what is too much is overwritten later.
func copy16(dst, src []byte) {
	binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(src))
	binary.LittleEndian.PutUint64(dst[8:], binary.LittleEndian.Uint64(src[8:]))
}

// window is how many bits an unaligned load of 64 is sure to yield.
const window = 57

// nextRun returns the first of at least three set bits at or after from, w if
// there are none before w.
func nextRun(same []byte, from, w int) int {
	for from < w {
		v := binary.LittleEndian.Uint64(same[from>>3:]) >> (from & 7)
		if m := v & (v >> 1) & (v >> 2); m != 0 {
			if i := from + bits.TrailingZeros64(m); i+minRun <= w {
				return i
			}
			return w
		}
		from += window - minRun + 1
	}
	return w
}

// runEnd returns the first clear bit at or after from, at most w.
func runEnd(same []byte, from, w int) int {
	for from < w {
		v := ^(binary.LittleEndian.Uint64(same[from>>3:]) >> (from & 7)) & (1<<window - 1)
		if v != 0 {
			return min(from+bits.TrailingZeros64(v), w)
		}
		from += window
	}
	return w
}
