package zgfx

import (
	"encoding/binary"
	"math/bits"
)

// A bitWriter puts codes into b, high bits first. The caller gives it room.
type bitWriter struct {
	b   []byte
	n   int    // bytes written
	acc uint64 // the low has bits are pending
	has uint
}

// put appends the low n <= 32 bits of v.
func (w *bitWriter) put(v uint64, n uint) {
	w.acc = w.acc<<n | v
	w.has += n
	if w.has >= 32 {
		w.has -= 32
		binary.BigEndian.PutUint32(w.b[w.n:], uint32(w.acc>>w.has))
		w.n += 4
	}
}

// finish writes the pending bits and returns how many were added as padding.
func (w *bitWriter) finish() int {
	pad := -w.has & 7
	w.acc <<= pad
	w.has += pad
	for ; w.has > 0; w.has -= 8 {
		w.b[w.n] = byte(w.acc >> (w.has - 8))
		w.n++
	}
	return int(pad)
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
	for _, v := range p {
		w.put(uint64(literalCode[v]), uint(literalBits[v]))
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
	w.put(uint64(c.prefix)<<c.value|uint64(dist-c.base), c.nbits+c.value)
	if length == 3 {
		w.put(0, 1)
		return
	}
	// Length 2^k+extra: k-1 ones, a zero, and extra in k bits.
	k := uint(bits.Len(uint(length)) - 1)
	w.put((1<<(k-1)-1)<<1<<k|uint64(length)&(1<<k-1), 2*k)
}
