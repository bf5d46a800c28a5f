package codec

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A RLGRMode is a variant of the entropy coder of RemoteFX [MS-RDPRFX
// 3.1.8.1.7]; the numbers are those of the wire.
type RLGRMode uint8

// RLGR1 is what progressive always uses; RLGR3 is a little faster.
const (
	RLGR1 RLGRMode = 1
	RLGR3 RLGRMode = 4
)

// The parameters kp and krp, eighths of a number of bits, and how they adapt.
const (
	paramStart = 8
	paramMax   = 80
	paramShift = 3
	upZeroRun  = 4
	downRun    = 6
	stepGolomb = 3
)

// bitWriter is the end of a bit stream: n whole bytes are in the buffer, and
// the next few bits are on top of acc.
type bitWriter struct {
	acc  uint64
	bits uint
	n    int
}

// slack is how many bytes put may touch behind the last whole one.
const slack = 8

// put writes the low n bits of v, at most 56; the bits above must be zero.
func (w bitWriter) put(buf []byte, v uint64, n uint) bitWriter {
	w.bits += n
	w.acc |= v << ((64 - w.bits) & 63)
	binary.BigEndian.PutUint64(buf[w.n:], w.acc)
	w.n += int(w.bits >> 3)
	w.acc <<= w.bits & 56
	w.bits &= 7
	return w
}

// end returns the length of the stream, padded to a byte.
func (w bitWriter) end() int { return w.n + int(w.bits+7)>>3 }

// ones writes n ones, of which there may be many.
func (w bitWriter) ones(buf []byte, n uint) ([]byte, bitWriter) {
	if need := w.n + int(n/8) + 2*slack; need > len(buf) {
		buf = growBits(buf, w.n, need)
	}
	for ; n > 32; n -= 32 {
		w = w.put(buf, 1<<32-1, 32)
	}
	return buf, w.put(buf, 1<<n-1, n)
}

// growBits returns buf with room for need bytes and some more symbols.
func growBits(buf []byte, n, need int) []byte {
	buf = slices.Grow(buf[:n], need-n+1024)
	return buf[:cap(buf)]
}

// symbolRoom is what the codes of one symbol take at most, unless their unary
// part is long.
const symbolRoom = 32

// A code is what stands for a small number in some state of the coder: its
// length in the low 6 bits, the next state in 7, and the bits.
type code uint32

func (c code) len() uint    { return uint(c) & 63 }
func (c code) next() uint   { return uint(c) >> 6 & 127 }
func (c code) bits() uint64 { return uint64(c) >> 13 }

// codeBits is how long the codes in the tables are at most.
const codeBits = 32 - 13

// The tables have codes for inTable numbers, and more states than there are, so
// that a mask keeps an index inside.
const (
	inTable = 32
	states  = 128
)

// golombCodes has the Golomb-Rice codes of small numbers for every krp, zero
// where they are too long. runCodes has the codes of short runs of zeros for
// every kp, and what becomes of it after the value that ends the run.
var golombCodes, runCodes = makeCodes()

func makeCodes() (golomb, run [states][inTable]code) {
	for p := range uint(paramMax + 1) {
		for v := range uint(inTable) {
			kr := p >> paramShift
			vk := v >> kr
			if n := vk + 1 + kr; n <= codeBits {
				golomb[p][v] = code((1<<vk-1)<<(1+kr)|v&(1<<kr-1))<<13 | code(adaptGolomb(p, vk))<<6 | code(n)
			}
			val, n, kp := zeroRun(v, p)
			run[p][v] = code(val)<<13 | code(kp-min(kp, downRun))<<6 | code(n)
		}
	}
	return golomb, run
}

// adaptGolomb returns krp after a code whose unary part is vk.
func adaptGolomb(krp, vk uint) uint {
	switch vk {
	case 0:
		return krp - min(krp, 2)
	case 1:
		return krp
	}
	return min(krp+vk, paramMax)
}

// zeroRun returns the n bits that tell how many zeros come before the next
// value, and kp after them.
func zeroRun(run, kp uint) (val uint64, n, next uint) {
	k, full := kp>>paramShift, uint(0)
	for run >= 1<<k {
		run -= 1 << k
		kp = min(kp+upZeroRun, paramMax)
		k = kp >> paramShift
		full++
	}
	return 1<<k | uint64(run), full + 1 + k, kp
}

// golomb writes a Golomb-Rice code that the table may not have.
func (w bitWriter) golomb(buf []byte, val uint64, krp uint) ([]byte, bitWriter, uint) {
	kr := krp >> paramShift
	vk := uint(val >> kr)
	buf, w = w.ones(buf, vk)
	return buf, w.put(buf, val&(1<<kr-1), 1+kr), adaptGolomb(krp, vk)
}

// appendRLGR appends n coefficients as a bit stream. A bit of mask is set where
// one is not zero. Behind a last run of zeros comes a value that nobody shall
// decode: mstsc crashes without it.
func appendRLGR(dst []byte, mode RLGRMode, coef *[tileArea]int16, mask *[tileArea / 64]uint64, n int) []byte {
	buf, w := dst[:cap(dst)], bitWriter{n: len(dst)}
	kp, krp := uint(paramStart), uint(paramStart)
	for i := 0; i < n; {
		if w.n+symbolRoom > len(buf) {
			buf = growBits(buf, w.n, w.n+symbolRoom)
		}
		var val uint64        // what is Golomb-Rice coded
		var head, tail uint64 // what comes before and after it
		var headLen, tailLen uint
		switch {
		case kp >= 1<<paramShift:
			j := nextSet(mask, i)
			if run := uint(min(j, n) - i); run < inTable {
				c := runCodes[kp%states][run]
				head, headLen, kp = c.bits(), c.len(), c.next()
			} else {
				head, headLen, kp = zeroRun(run, kp)
				kp -= min(kp, downRun)
			}
			head, headLen = head<<1, headLen+1
			if j < n {
				v := int32(coef[j&(tileArea-1)])
				s := v >> 31
				head |= uint64(s & 1)
				val = uint64((v^s)-s) - 1
			}
			i = j + 1
		case mode == RLGR1:
			val = zigzag16(coef[i&(tileArea-1)])
			i++
			kp = adaptZeros(kp, stepGolomb-2*stepGolomb*nonZero16(val))
		default:
			tail = zigzag16(coef[i&(tileArea-1)])
			second := uint64(0)
			if i+1 < n {
				second = zigzag16(coef[(i+1)&(tileArea-1)])
			}
			i += 2
			val = tail + second
			tailLen = uint(bits.Len64(val))
			kp = adaptZeros(kp, 2*stepGolomb*(1-nonZero16(tail)-nonZero16(second)))
		}
		if val < inTable {
			if c := golombCodes[krp%states][val]; c != 0 {
				krp = c.next()
				w = w.put(buf, (head<<c.len()|c.bits())<<tailLen|tail, headLen+c.len()+tailLen)
				continue
			}
		}
		w = w.put(buf, head, headLen)
		buf, w, krp = w.golomb(buf, val, krp)
		w = w.put(buf, tail, tailLen)
	}
	return buf[:w.end()]
}

// zigzag16 maps 0, -1, 1, -2, 2 to 0, 1, 2, 3, 4.
func zigzag16(v int16) uint64 { return uint64(uint16(v<<1 ^ v>>15)) }

// nonZero16 is 1 for 1 to 0xFFFF, and 0 for 0. It has no branch, for no
// processor foresees where zeros are.
func nonZero16(v uint64) int { return int((v + 0xFFFF) >> 16) }

// adaptZeros adds to kp, but not below 0, and has no branch either.
func adaptZeros(kp uint, by int) uint {
	k := int(kp) + by
	return uint(k &^ (k >> (bits.UintSize - 1)))
}

// nextSet returns the first set bit from i on, or the size of the mask.
func nextSet(mask *[tileArea / 64]uint64, i int) int {
	at := uint(i) >> 6
	if at >= uint(len(mask)) {
		return tileArea
	}
	if m := mask[at] >> (i & 63); m != 0 {
		return i + bits.TrailingZeros64(m)
	}
	for at++; at < uint(len(mask)); at++ {
		if mask[at] != 0 {
			return int(at<<6) + bits.TrailingZeros64(mask[at])
		}
	}
	return tileArea
}

// nonZeroGo sets the bits of mask where c is not zero.
func nonZeroGo(mask *[tileArea / 64]uint64, c *[tileArea]int16) {
	for i := range mask {
		m := uint64(0)
		for j, v := range c[i*64 : i*64+64] {
			u := uint32(uint16(v))
			m |= uint64((u+0xFFFF)>>16) << j
		}
		mask[i] = m
	}
}
