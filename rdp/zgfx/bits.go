package zgfx

import (
	"encoding/binary"
	"math/bits"
)

// A bitWriter puts codes into b, high bits first. The caller gives it room
// for eight bytes more than it needs.
type bitWriter struct {
	b   []byte
	n   int    // whole bytes written
	acc uint64 // the low has bits are written too, but are no whole byte yet
	has uint   // 0..7
}

// maxPut is the most bits that one put takes.
const maxPut = 56

// put appends the low n bits of v; the others are zero. Writing every time
// is faster than asking whether it is time to.
func (w *bitWriter) put(v uint64, n uint) {
	w.acc = w.acc<<n | v
	w.has += n
	binary.BigEndian.PutUint64(w.b[w.n:], w.acc<<(64-w.has))
	w.n += int(w.has >> 3)
	w.has &= 7
}

// finish ends the last byte and returns how many of its bits are padding.
func (w *bitWriter) finish() int {
	if w.has == 0 {
		return 0
	}
	w.n++
	return int(8 - w.has)
}

// literal codes by byte value.
var literalCode, literalBits = makeLiterals()

func makeLiterals() (code [256]uint16, nbits [256]uint8) {
	for v := range 256 {
		code[v], nbits[v] = uint16(v), 9
	}
	for _, s := range shorts {
		code[s.value], nbits[s.value] = uint16(s.prefix), uint8(s.nbits)
	}
	return code, nbits
}

func (w *bitWriter) literals(p []byte) {
	for len(p) > 0 {
		k := min(len(p), maxPut/9)
		var v uint64
		var n uint
		for _, c := range p[:k] {
			v = v<<literalBits[c] | uint64(literalCode[c])
			n += uint(literalBits[c])
		}
		w.put(v, n)
		p = p[k:]
	}
}

// classOf is, by the bit length of a distance, the lowest class it may be in;
// each bit length touches two at most.
var classOf = makeClassOf()

func makeClassOf() (t [23]uint8) {
	for n := range t {
		least := 1 << n >> 1
		for int(t[n])+1 < len(classes) && classes[t[n]+1].base <= least {
			t[n]++
		}
	}
	return t
}

// match codes a match of length >= 3 bytes at 1..maxDistance bytes back.
func (w *bitWriter) match(dist, length int) {
	i := classOf[bits.Len(uint(dist))]
	if dist >= classes[i+1].base {
		i++
	}
	c := &classes[i]
	v, n := uint64(c.prefix)<<c.value|uint64(dist-c.base), c.nbits+c.value
	if length == 3 {
		w.put(v<<1, n+1)
		return
	}
	// Length 2^k+extra: k-1 ones, a zero, and extra in k bits.
	k := uint(bits.Len(uint(length)) - 1)
	tail := (1<<(k-1)-1)<<1<<k | uint64(length)&(1<<k-1)
	if n+2*k > maxPut {
		w.put(v, n)
		v, n = 0, 0
	}
	w.put(v<<(2*k)|tail, n+2*k)
}
