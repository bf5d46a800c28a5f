package codec

import (
	"bytes"
	"encoding/binary"
)

// SWAR constants: the high and low bit of every byte, and the even bytes and
// 16-bit halves of a word.
const (
	highBits  = 0x8080808080808080
	lowBits   = 0x0101010101010101
	lowSeven  = highBits - lowBits
	evenBytes = 0x00FF00FF00FF00FF
	evenHalf  = 0x0000FFFF0000FFFF
)

// takeRowGo copies src to dst and says whether it equals above. It compares
// the copy: others may write to src.
func takeRowGo(dst, src, above []byte) bool {
	copy(dst, src)
	return bytes.Equal(dst, above)
}

// splitFirstGo fills the rows with the channels of cur as they are: the first
// scanline has none above it.
func splitFirstGo(rows *[channels]row, cur []byte) {
	for c := range rows {
		code, same, last := rows[c].code, rows[c].same, byte(0)
		for i := 0; i < len(cur)/4; i += 8 {
			m := byte(0)
			for k := range 8 {
				v := cur[4*(i+k)+c]
				code[i+k] = v
				if v == last {
					m |= 1 << k
				}
				last = v
			}
			same[i/8] = m
		}
	}
}

// splitDeltaGo fills the rows with the differences between cur and above, zig-zag
// coded so that the sign is in bit 0, plane by plane. Both have the same
// length, a multiple of eight pixels.
func splitDeltaGo(rows *[channels]row, cur, above []byte, alpha bool) {
	var lastB, lastG, lastR, lastA uint64 // the codes before this group, in the low byte
	above = above[:len(cur)]
	groups := len(cur) / 32 // of eight pixels
	cb, sb := rows[chB].code[:groups*8], rows[chB].same[:groups]
	cg, sg := rows[chG].code[:groups*8], rows[chG].same[:groups]
	cr, sr := rows[chR].code[:groups*8], rows[chR].same[:groups]
	ca, sa := rows[chA].code[:groups*8], rows[chA].same[:groups]
	for i := range groups {
		p, q := cur[i*32:i*32+32], above[i*32:i*32+32]
		w0, v0 := binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(q)
		w1, v1 := binary.LittleEndian.Uint64(p[8:]), binary.LittleEndian.Uint64(q[8:])
		w2, v2 := binary.LittleEndian.Uint64(p[16:]), binary.LittleEndian.Uint64(q[16:])
		w3, v3 := binary.LittleEndian.Uint64(p[24:]), binary.LittleEndian.Uint64(q[24:])
		var b, g, r, a uint64
		if (w0^v0)|(w1^v1)|(w2^v2)|(w3^v3) != 0 {
			w0, w1, w2, w3 = zigzag(w0, v0), zigzag(w1, v1), zigzag(w2, v2), zigzag(w3, v3)
			// Pair pixel k with k+4, then zip: 0,1 and 2,3 make bytes, the pairs halves.
			u0, u1 := w0&0xFFFFFFFF|w2<<32, w0>>32|w2&^0xFFFFFFFF
			u2, u3 := w1&0xFFFFFFFF|w3<<32, w1>>32|w3&^0xFFFFFFFF
			x, y := u0&evenBytes|(u1&evenBytes)<<8, u2&evenBytes|(u3&evenBytes)<<8
			b, r = x&evenHalf|(y&evenHalf)<<16, x>>16&evenHalf|y&^evenHalf
			x, y = u0>>8&evenBytes|u1&^evenBytes, u2>>8&evenBytes|u3&^evenBytes
			g, a = x&evenHalf|(y&evenHalf)<<16, x>>16&evenHalf|y&^evenHalf
		}
		binary.LittleEndian.PutUint64(cb[i*8:], b)
		sb[i] = equalBytes(b ^ (b<<8 | lastB))
		lastB = b >> 56
		binary.LittleEndian.PutUint64(cg[i*8:], g)
		sg[i] = equalBytes(g ^ (g<<8 | lastG))
		lastG = g >> 56
		binary.LittleEndian.PutUint64(cr[i*8:], r)
		sr[i] = equalBytes(r ^ (r<<8 | lastR))
		lastR = r >> 56
		if alpha {
			binary.LittleEndian.PutUint64(ca[i*8:], a)
			sa[i] = equalBytes(a ^ (a<<8 | lastA))
			lastA = a >> 56
		}
	}
}

// zigzag returns per byte 2d for d = a-b >= 0 and -2d-1 for d < 0.
func zigzag(a, b uint64) uint64 {
	d := ((a | highBits) - (b &^ highBits)) ^ ((a ^ ^b) & highBits)
	sign := d >> 7 & lowBits
	return (d&lowSeven)<<1 ^ (sign<<8 - sign)
}

// equalBytes returns bit k set where byte k of x is zero.
func equalBytes(x uint64) byte {
	if x == 0 {
		return 0xFF
	}
	z := ^((x&lowSeven + lowSeven) | x) >> 7 & lowBits
	return byte(z * 0x0102040810204080 >> 56)
}
