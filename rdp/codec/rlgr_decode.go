package codec

import (
	"math/bits"

	"oriel/rdp/wire"
)

// golomb reads a Golomb-Rice code.
func (r bitReader) golomb(src []byte, krp uint) (bitReader, uint64, uint) {
	r = r.fill(src)
	kr := krp >> paramShift
	vk, rest := uint(bits.LeadingZeros64(^r.acc)), uint64(0)
	if int(vk+1+kr) <= r.n {
		r = r.skip(vk + 1)
		r, rest = r.skip(kr), r.peek(kr)
	} else {
		r, vk = r.unary(src, ^uint64(0))
		r, rest = r.take(src, kr)
	}
	next := min(krp+vk, paramMax)
	if vk == 0 {
		next = krp - min(krp, 2)
	}
	if vk == 1 {
		next = krp
	}
	return r, uint64(vk)<<kr | rest, next
}

// run reads a run of zeros and the sign of the value behind it.
func (r bitReader) run(src []byte, kp uint) (_ bitReader, zeros int, negative, next uint) {
	r, full := r.unary(src, 0)
	for ; full > 0 && zeros < tileArea; full-- {
		zeros += 1 << (kp >> paramShift)
		kp = min(kp+upZeroRun, paramMax)
	}
	k := kp >> paramShift
	r, v := r.take(src, k+1)
	return r, zeros + int(v>>1), uint(v & 1), kp - min(kp, downRun)
}

// pair reads the code of two values that are written by their sum and the first
// of them, false if that makes no sense.
func (r bitReader) pair(src []byte, krp uint) (_ bitReader, first, second uint64, next uint, ok bool) {
	r, sum, next := r.golomb(src, krp)
	r, first = r.take(src, uint(bits.Len64(sum)))
	return r, first, sum - first, next, first <= sum && first <= 0xFFFF && sum-first <= 0xFFFF
}

// adaptRun moves kp after a code in Golomb-Rice mode.
func adaptRun(kp uint, up, down bool, by uint) uint {
	if up {
		return kp + by
	}
	if down {
		return kp - min(kp, by)
	}
	return kp
}

// decodeRLGR fills coef from a bit stream; where it ends early, zeros follow.
func decodeRLGR(coef []int16, mode RLGRMode, src []byte) error {
	r, kp, krp := bitReader{}, uint(paramStart), uint(paramStart)
	clear(coef)
	for i := 0; i < len(coef) && r.left(src) > 0; i++ {
		var v, second uint64
		ok := true
		switch {
		case kp >= 1<<paramShift:
			var zeros int
			var negative uint
			r, zeros, negative, kp = r.run(src, kp)
			r, v, krp = r.golomb(src, krp)
			if i += zeros; i >= len(coef) || r.left(src) < 0 {
				return nil
			}
			if ok = v < 0x7FFF+uint64(negative); ok {
				coef[i] = int16(v+1) ^ -int16(negative) + int16(negative)
			}
		case mode == RLGR1:
			r, v, krp = r.golomb(src, krp)
			if ok = v <= 0xFFFF; ok && r.left(src) >= 0 {
				coef[i] = unzigzag(v)
			}
			kp = adaptRun(kp, v == 0, v != 0, stepGolomb)
		default:
			r, v, second, krp, ok = r.pair(src, krp)
			if ok && r.left(src) < 0 {
				return nil
			}
			coef[i] = unzigzag(v)
			if i++; i < len(coef) {
				coef[i] = unzigzag(second)
			}
			kp = adaptRun(kp, v|second == 0, v != 0 && second != 0, 2*stepGolomb)
		}
		if !ok {
			return fail("coefficient", i, wire.ErrRange)
		}
	}
	return nil
}

func unzigzag(v uint64) int16 { return int16(v>>1) ^ -int16(v&1) }
