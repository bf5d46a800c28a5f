package codec

import (
	"encoding/binary"
	"math/bits"
)

// bitReader is a place in a bit stream, from the top of bytes; behind the end
// all bits are zero. Methods take and return it by value, and are given the
// stream, so that it stays in registers.
type bitReader struct {
	acc uint64 // the next bits, from the top
	n   int    // how many of them; negative once more was taken than there was
	at  int    // the first byte of which nothing is in n
}

// fill makes at least 56 bits ready unless the stream ends before.
func (r bitReader) fill(src []byte) bitReader {
	if r.at+8 > len(src) {
		return r.fillEnd(src)
	}
	r.acc |= binary.BigEndian.Uint64(src[r.at:]) >> (r.n & 63)
	r.at += (63 - r.n) >> 3
	r.n |= 56
	return r
}

// fillEnd is fill for the last few bytes.
func (r bitReader) fillEnd(src []byte) bitReader {
	for r.n < 56 && r.at < len(src) {
		r.acc |= uint64(src[r.at]) << (56 - r.n)
		r.at++
		r.n += 8
	}
	return r
}

// left is how many bits are not yet taken, negative after the end.
func (r bitReader) left(src []byte) int { return 8*(len(src)-r.at) + r.n }

// peek returns the next n bits, at most 32: those are there after fill.
func (r bitReader) peek(n uint) uint64 { return r.acc >> 1 >> ((63 - n) & 63) }

// skip takes n bits, at most 63.
func (r bitReader) skip(n uint) bitReader {
	return bitReader{r.acc << (n & 63), r.n - int(n), r.at}
}

// take returns the next n bits, at most 32.
func (r bitReader) take(src []byte, n uint) (bitReader, uint64) {
	if r.n < int(n) {
		r = r.fill(src)
	}
	return r.skip(n), r.peek(n)
}

// unary counts the bits that flip does not turn into ones, up to the first it
// does, and takes them all. Without such a bit, what is left is negative.
func (r bitReader) unary(src []byte, flip uint64) (bitReader, uint) {
	for total := uint(0); ; {
		r = r.fill(src)
		n := bits.LeadingZeros64(r.acc ^ flip)
		if n < r.n {
			return r.skip(uint(n)).skip(1), total + uint(n)
		}
		if r.n <= 0 {
			return bitReader{0, -1, len(src)}, total
		}
		total += uint(r.n)
		r = r.skip(uint(r.n))
	}
}
