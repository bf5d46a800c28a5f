package nla

import (
	"math/bits"

	"oriel/rdp/wire"
)

// md4 returns the MD4 digest of msg (RFC 1320). NTLM stores passwords by it;
// nothing else may.
func md4(msg []byte) (sum [16]byte) {
	h := [4]uint32{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476}
	b := append(append([]byte(nil), msg...), 0x80)
	for len(b)%64 != 56 {
		b = append(b, 0)
	}
	b = wire.LE.AppendUint64(b, uint64(len(msg))*8)
	for ; len(b) > 0; b = b[64:] {
		md4Block(&h, b[:64])
	}
	for i, v := range h {
		wire.LE.PutUint32(sum[4*i:], v)
	}
	return sum
}

// md4Order is the order in which each round takes the words, md4Shift by how
// much it turns them.
var (
	md4Order = [3][16]int{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
		{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15},
		{0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15},
	}
	md4Shift = [3][4]int{{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}}
	md4Add   = [3]uint32{0, 0x5A827999, 0x6ED9EBA1}
)

func md4Block(h *[4]uint32, block []byte) {
	a, b, c, d := h[0], h[1], h[2], h[3]
	for round := range 3 {
		for i, word := range md4Order[round] {
			var f uint32
			switch round {
			case 0:
				f = b&c | ^b&d
			case 1:
				f = b&c | b&d | c&d
			case 2:
				f = b ^ c ^ d
			}
			f += a + wire.LE.Uint32(block[4*word:]) + md4Add[round]
			a, b, c, d = d, bits.RotateLeft32(f, md4Shift[round][i%4]), b, c
		}
	}
	h[0], h[1], h[2], h[3] = h[0]+a, h[1]+b, h[2]+c, h[3]+d
}
