package codec

import (
	"encoding/binary"
	"math/bits"

	"oriel/rdp/wire"
)

// bitReader reads bits from the top of bytes; behind the end all are zero.
type bitReader struct {
	src  []byte
	acc  uint64 // the next bits, from the top
	n    uint   // how many of them
	left int    // bits not yet taken, negative after the end
}

func newBitReader(src []byte) bitReader { return bitReader{src: src, left: 8 * len(src)} }

// fill makes at least 56 bits ready unless the stream ends before.
func (r *bitReader) fill() {
	if len(r.src) >= 8 {
		r.acc |= binary.BigEndian.Uint64(r.src) >> r.n
		r.src = r.src[(63-r.n)>>3:]
		r.n |= 56
		return
	}
	for r.n <= 56 && len(r.src) > 0 {
		r.acc |= uint64(r.src[0]) << (56 - r.n)
		r.src = r.src[1:]
		r.n += 8
	}
}

// take returns the next n bits, at most 32.
func (r *bitReader) take(n uint) uint64 {
	if r.n < n {
		r.fill()
	}
	v := r.acc >> 1 >> (63 - n)
	r.skip(n)
	return v
}

func (r *bitReader) skip(n uint) {
	r.acc <<= n
	r.n -= min(n, r.n)
	r.left -= int(n)
}

// unary counts the bits that flip does not turn into ones, up to the first it
// does, and takes them all.
func (r *bitReader) unary(flip uint64) uint {
	for total := uint(0); ; {
		r.fill()
		n := uint(bits.LeadingZeros64(r.acc ^ flip))
		if n < r.n {
			r.skip(n + 1)
			return total + n
		}
		if r.n == 0 {
			r.left = -1
			return total
		}
		total += r.n
		r.skip(r.n)
	}
}

// rlgrReader decodes the values of a stream.
type rlgrReader struct {
	bitReader
	kp, krp uint
}

// golomb reads a Golomb-Rice code.
func (r *rlgrReader) golomb() uint64 {
	kr := r.krp >> paramShift
	vk := r.unary(^uint64(0))
	v := uint64(vk)<<kr | r.take(kr)
	if vk == 0 {
		r.krp -= min(r.krp, 2)
	} else if vk > 1 {
		r.krp = min(r.krp+vk, paramMax)
	}
	return v
}

// decodeRLGR fills coef from a bit stream; where it ends early, zeros follow.
func decodeRLGR(coef []int16, mode RLGRMode, src []byte) error {
	r := rlgrReader{newBitReader(src), paramStart, paramStart}
	clear(coef)
	for i := 0; i < len(coef) && r.left > 0; {
		if r.kp >= 1<<paramShift {
			run, mag, negative := r.run()
			if i += run; i >= len(coef) || r.left < 0 {
				break
			}
			v := int64(mag)
			if negative {
				v = -v
			}
			if v != int64(int16(v)) {
				return fail("coefficient", i, wire.ErrRange)
			}
			coef[i] = int16(v)
			i++
			continue
		}
		v := r.golomb()
		if mode == RLGR1 {
			if v > 0xFFFF {
				return fail("coefficient", i, wire.ErrRange)
			}
			if r.left >= 0 {
				coef[i] = unzigzag(v)
			}
			r.adapt(v == 0, v != 0, stepGolomb)
			i++
			continue
		}
		first := r.take(uint(bits.Len64(v)))
		if first > v || first > 0xFFFF || v-first > 0xFFFF {
			return fail("coefficient", i, wire.ErrRange)
		}
		if r.left < 0 {
			break
		}
		coef[i] = unzigzag(first)
		if i+1 < len(coef) {
			coef[i+1] = unzigzag(v - first)
		}
		r.adapt(v == 0, first != 0 && v != first, 2*stepGolomb)
		i += 2
	}
	return nil
}

func unzigzag(v uint64) int16 { return int16(v>>1) ^ -int16(v&1) }

// adapt moves kp after a code in Golomb-Rice mode.
func (r *rlgrReader) adapt(up, down bool, by uint) {
	if up {
		r.kp = min(r.kp+by, paramMax)
	} else if down {
		r.kp -= min(r.kp, by)
	}
}

// run reads a run of zeros and the value behind it.
func (r *rlgrReader) run() (zeros int, mag uint64, negative bool) {
	for full := r.unary(0); full > 0 && zeros < tileArea; full-- {
		zeros += 1 << (r.kp >> paramShift)
		r.kp = min(r.kp+upZeroRun, paramMax)
	}
	zeros += int(r.take(r.kp >> paramShift))
	negative = r.take(1) == 1
	mag = r.golomb() + 1
	r.kp -= min(r.kp, downRun)
	return zeros, mag, negative
}
