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

// write writes the low has bits of acc, 1..63, and returns what is then n and
// has. Writing every time is faster than asking whether it is time to.
func write(b []byte, n int, acc uint64, has uint) (int, uint) {
	binary.BigEndian.PutUint64(b[n:], acc<<((64-has)&63))
	return n + int(has>>3), has & 7
}

// finish ends the last byte and returns how many of its bits are padding.
func (w *bitWriter) finish() int {
	if w.has == 0 {
		return 0
	}
	w.n++
	return int(8 - w.has)
}

// literals has the code of each byte value, and how many bits it has in the
// low four.
var literals = makeLiterals()

const literalBits = 4

func makeLiterals() (t [256]uint16) {
	for v := range t {
		t[v] = uint16(v)<<literalBits | 9
	}
	for _, s := range shorts {
		t[s.value] = uint16(s.prefix<<literalBits) | uint16(s.nbits)
	}
	return t
}

// A reach is a class, ready for use: its code is the distance plus add, in
// nbits bits, for distances below next.
type reach struct {
	add, next uint32
	nbits     uint
}

var reaches = makeReaches()

func makeReaches() (t [len(classes) - 1]reach) {
	for i := range t {
		c := &classes[i]
		t[i] = reach{c.prefix<<c.value - uint32(c.base), uint32(classes[i+1].base), c.nbits + c.value}
	}
	return t
}

// reachOf is, by the bit length of a distance, the lowest class it may be in;
// each bit length touches two at most.
var reachOf = makeReachOf()

func makeReachOf() (t [32]uint8) {
	for n := range t {
		least := 1 << n >> 1
		for int(t[n])+1 < len(reaches) && classes[t[n]+1].base <= least {
			t[n]++
		}
	}
	return t
}

// tails has, by the bit length of a match's length of four and more, what to
// add to that for its code: for 2^k+extra that is k-1 ones, a zero, and extra
// in k bits.
var tails = makeTails()

func makeTails() (t [32]uint64) {
	for n := 3; n <= 16; n++ {
		k := n - 1
		t[n] = (1<<(k-1)-1)<<(k+1) - 1<<k
	}
	return t
}

// A phrase is some literals and the match after them, of length >= 4 bytes at
// 1..maxDistance bytes back.
type phrase struct {
	literals, length uint16
	distance         uint32
}

// phrases codes the beginning of src, of which list tells how. It works with
// variables of its own, for the processor's registers, and decides little:
// neither how many literals there are nor how far a match reaches can be
// foretold. It may look at four bytes too many.
func (w *bitWriter) phrases(src []byte, list []phrase) {
	b, n, acc, has := w.b, w.n, w.acc, w.has
	for i := range list {
		t := &list[i]
		count := int(t.literals)
		for ; ; count -= 4 {
			x := binary.LittleEndian.Uint32(src)
			acc, has = add(acc, has, x, count)
			acc, has = add(acc, has, x>>8, count-1)
			acc, has = add(acc, has, x>>16, count-2)
			acc, has = add(acc, has, x>>24, count-3)
			n, has = write(b, n, acc, has)
			if count <= 4 {
				break
			}
			src = src[4:]
		}
		src = src[count+int(t.length):]
		j := reachOf[bits.Len32(t.distance)&31]
		// One more if the distance is beyond the class.
		j += uint8((uint64(reaches[j].next) - 1 - uint64(t.distance)) >> 63)
		r, k := &reaches[j], 2*uint(bits.Len16(t.length)-1)
		acc = acc<<(r.nbits&63) | uint64(t.distance+r.add)
		if has += r.nbits; has+k > 63 {
			n, has = write(b, n, acc, has)
		}
		acc = acc<<(k&63) | uint64(t.length) + tails[bits.Len16(t.length)]
		n, has = write(b, n, acc, has+k)
	}
	w.n, w.acc, w.has = n, acc, has
}

// add appends the literal in the low byte of x if count is positive.
func add(acc uint64, has uint, x uint32, count int) (uint64, uint) {
	v := uint(literals[byte(x)]) & uint(-count>>63)
	return acc<<(v&15) | uint64(v>>literalBits), has + v&15
}

// literals codes src.
func (w *bitWriter) literals(src []byte) {
	for _, c := range src {
		v := uint(literals[c])
		w.acc = w.acc<<(v&15) | uint64(v>>literalBits)
		w.n, w.has = write(w.b, w.n, w.acc, w.has+v&15)
	}
}
