package mcs

import "oriel/rdp/wire"

// perLengthSize is the size of a length. T.125 allows 14 bits in two bytes;
// Microsoft's ends and FreeRDP read 15, and so do we.
func perLengthSize(n int) int {
	if n < 0x80 {
		return 1
	}
	return 2
}

func appendPERLength(b []byte, n int) []byte {
	if n < 0x80 {
		return append(b, byte(n))
	}
	return wire.BE.AppendUint16(b, uint16(n)|0x8000)
}

func readPERLength(r *wire.Reader, field string) int {
	n := int(r.U8(field))
	if n&0x80 != 0 {
		n = n&0x7F<<8 | int(r.U8(field))
	}
	return n
}

func appendUserID(b []byte, id uint16) []byte { return wire.BE.AppendUint16(b, id-userBase) }

// readUserID reads a user id, which PER stores as its distance from 1001.
func readUserID(r *wire.Reader, field string) uint16 {
	v := r.U16BE(field)
	if v > 0xFFFF-userBase {
		r.Fail(wire.ErrRange, field)
		return 0
	}
	return v + userBase
}
