package rdpei

import "oriel/rdp/wire"

// The integers of this protocol ([MS-RDPEI] 2.2.2.1 to 2.2.2.5) are
// big-endian; the first bits of the first byte tell how many bytes follow,
// and whether the value is negative.

const (
	max2U = 0x7FFF
	max2S = 0x3FFF
	max4U = 0x3FFFFFFF
	max4S = 0x1FFFFFFF
	max8U = 0x1FFFFFFFFFFFFFFF
)

// sizeVar returns the bytes of a value whose first byte holds first bits of it.
func sizeVar(v uint64, first int) int {
	n := 1
	for v>>first != 0 {
		n++
		first += 8
	}
	return n
}

// appendVar appends a value; flag is or-ed into the first byte.
func appendVar(b []byte, v uint64, n int, flag byte) []byte {
	at := len(b)
	for i := n - 1; i >= 0; i-- {
		b = append(b, byte(v>>(8*i)))
	}
	b[at] |= flag
	return b
}

// readVar reads a value whose first byte holds first bits of it, after the
// count of further bytes and perhaps a sign.
func readVar(r *wire.Reader, first int, signed bool, field string) int64 {
	b := r.U8(field)
	bits := first
	if signed {
		bits++
	}
	v := uint64(b & (1<<first - 1))
	for range int(b >> bits) {
		v = v<<8 | uint64(r.U8(field))
	}
	if signed && b>>first&1 != 0 {
		return -int64(v)
	}
	return int64(v)
}

func size2U(v uint16) int { return sizeVar(uint64(min(v, max2U)), 7) }

func append2U(b []byte, v uint16) []byte {
	v = min(v, max2U)
	n := size2U(v)
	return appendVar(b, uint64(v), n, byte(n-1)<<7)
}

func read2U(r *wire.Reader, field string) uint16 { return uint16(readVar(r, 7, false, field)) }

func size4U(v uint32) int { return sizeVar(uint64(min(v, max4U)), 6) }

func append4U(b []byte, v uint32) []byte {
	v = min(v, max4U)
	n := size4U(v)
	return appendVar(b, uint64(v), n, byte(n-1)<<6)
}

func read4U(r *wire.Reader, field string) uint32 { return uint32(readVar(r, 6, false, field)) }

func size8U(v uint64) int { return sizeVar(min(v, max8U), 5) }

func append8U(b []byte, v uint64) []byte {
	v = min(v, max8U)
	n := size8U(v)
	return appendVar(b, v, n, byte(n-1)<<5)
}

func read8U(r *wire.Reader, field string) uint64 { return uint64(readVar(r, 5, false, field)) }

// magnitude returns the size of a value without its sign, and the sign's bit.
func magnitude(v, limit int64, bit byte) (uint64, byte) {
	if v < 0 {
		return uint64(min(-v, limit)), bit
	}
	return uint64(min(v, limit)), 0
}

func size2S(v int16) int {
	m, _ := magnitude(int64(v), max2S, 0)
	return sizeVar(m, 6)
}

func append2S(b []byte, v int16) []byte {
	m, sign := magnitude(int64(v), max2S, 1<<6)
	n := sizeVar(m, 6)
	return appendVar(b, m, n, byte(n-1)<<7|sign)
}

func read2S(r *wire.Reader, field string) int16 { return int16(readVar(r, 6, true, field)) }

func size4S(v int32) int {
	m, _ := magnitude(int64(v), max4S, 0)
	return sizeVar(m, 5)
}

func append4S(b []byte, v int32) []byte {
	m, sign := magnitude(int64(v), max4S, 1<<5)
	n := sizeVar(m, 5)
	return appendVar(b, m, n, byte(n-1)<<6|sign)
}

func read4S(r *wire.Reader, field string) int32 { return int32(readVar(r, 5, true, field)) }
