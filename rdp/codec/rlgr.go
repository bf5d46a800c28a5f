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

// unaryShort is the longest unary code that fits into one put with all that
// comes around it; longer ones are rare.
const unaryShort = 20

// ones writes n ones where there may be many.
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

// appendRLGR appends the coefficients as a bit stream. A bit of mask is set
// where one is not zero. Behind a last run of zeros comes a value that nobody
// shall decode: mstsc crashes without it.
func appendRLGR(dst []byte, mode RLGRMode, coef []int16, mask []uint64) []byte {
	buf := dst[:cap(dst)]
	w := bitWriter{n: len(dst)}
	kp, krp := uint(paramStart), uint(paramStart)
	for i := 0; i < len(coef); {
		if w.n+symbolRoom > len(buf) {
			buf = growBits(buf, w.n, w.n+symbolRoom)
		}
		kr := krp >> paramShift
		var head, val, tail uint64 // before, in and after the Golomb-Rice code
		var headBits, tailBits uint
		if kp >= 1<<paramShift {
			j := nextSet(mask, i, len(coef))
			w, kp = w.zeroRun(buf, uint(j-i), kp)
			if j < len(coef) {
				v := int32(coef[j])
				s := v >> 31
				head, val = uint64(s&1), uint64((v^s)-s-1)
			}
			headBits = 1
			kp -= min(kp, downRun)
			i = j + 1
		} else if mode == RLGR1 {
			v := int32(coef[i])
			val = uint64(uint32(v<<1 ^ v>>31))
			i++
			if val == 0 {
				kp += stepGolomb
			} else {
				kp -= min(kp, stepGolomb)
			}
		} else {
			a, b := int32(coef[i]), int32(0)
			if i+1 < len(coef) {
				b = int32(coef[i+1])
			}
			i += 2
			tail = uint64(uint32(a<<1 ^ a>>31))
			second := uint64(uint32(b<<1 ^ b>>31))
			val = tail + second
			tailBits = uint(bits.Len64(val))
			if val == 0 {
				kp += 2 * stepGolomb
			} else if tail != 0 && second != 0 {
				kp -= min(kp, 2*stepGolomb)
			}
		}
		vk := uint(val >> kr)
		low := (val&(1<<kr-1))<<tailBits | tail
		if vk <= unaryShort {
			head = (head<<vk+(1<<vk-1))<<(1+kr+tailBits) | low
			w = w.put(buf, head, headBits+vk+1+kr+tailBits)
		} else {
			w = w.put(buf, head, headBits)
			buf, w = w.ones(buf, vk)
			w = w.put(buf, low, 1+kr+tailBits)
		}
		if vk == 0 {
			krp -= min(krp, 2)
		} else if vk > 1 {
			krp = min(krp+vk, paramMax)
		}
	}
	return buf[:w.end()]
}

// zeroRun writes how many zeros come before the next value.
func (w bitWriter) zeroRun(buf []byte, run, kp uint) (bitWriter, uint) {
	k, full := kp>>paramShift, uint(0)
	for run >= 1<<k {
		run -= 1 << k
		kp = min(kp+upZeroRun, paramMax)
		k = kp >> paramShift
		full++
	}
	return w.put(buf, 1<<k|uint64(run), full+1+k), kp
}

// nextSet returns the first set bit from i on, or n.
func nextSet(mask []uint64, i, n int) int {
	at := i >> 6
	m := mask[at] >> (i & 63)
	if m != 0 {
		return i + bits.TrailingZeros64(m)
	}
	for at++; at < len(mask); at++ {
		if mask[at] != 0 {
			return at<<6 + bits.TrailingZeros64(mask[at])
		}
	}
	return n
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
