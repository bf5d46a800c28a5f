package mcs

import "oriel/rdp/wire"

// BER tags of the Connect PDUs.
const (
	tagBoolean     = 0x01
	tagInteger     = 0x02
	tagOctetString = 0x04
	tagEnumerated  = 0x0A
	tagSequence    = 0x30

	tagConnectInitial  = 0x7F65 // APPLICATION 101, constructed
	tagConnectResponse = 0x7F66 // APPLICATION 102, constructed
)

func berLengthSize(n int) int {
	switch {
	case n < 0x80:
		return 1
	case n < 0x100:
		return 2
	}
	return 3
}

func appendBERLength(b []byte, n int) []byte {
	switch {
	case n < 0x80:
		return append(b, byte(n))
	case n < 0x100:
		return append(b, 0x81, byte(n))
	}
	return append(b, 0x82, byte(n>>8), byte(n))
}

// readBERLength reads a definite length of up to two bytes: no frame is
// longer than that.
func readBERLength(r *wire.Reader, field string) int {
	n := int(r.U8(field))
	switch n {
	case 0x81:
		n = int(r.U8(field))
	case 0x82:
		n = int(r.U16BE(field))
	default:
		if n >= 0x80 {
			r.Fail(wire.ErrRange, field)
			return 0
		}
	}
	return n
}

// readBER reads tag and length of a value and returns the length.
func readBER(r *wire.Reader, tag uint8, field string) int {
	if t := r.U8(field); r.Err() == nil && t != tag {
		r.Fail(wire.ErrType, field)
		return 0
	}
	return readBERLength(r, field)
}

func readOctetString(r *wire.Reader, field string) []byte {
	return r.Bytes(readBER(r, tagOctetString, field), field)
}

func octetStringSize(n int) int { return 1 + berLengthSize(n) + n }

func appendOctetString(b, s []byte) []byte {
	return append(appendBERLength(append(b, tagOctetString), len(s)), s...)
}

// integerSize is the size of v's content: two's complement, no byte too many.
func integerSize(v uint32) int {
	n := 1
	for v >= 0x80 {
		v >>= 8
		n++
	}
	return n
}

func appendInteger(b []byte, v uint32) []byte {
	n := integerSize(v)
	b = append(b, tagInteger, byte(n))
	for i := n - 1; i >= 0; i-- {
		b = append(b, byte(uint64(v)>>(8*i)))
	}
	return b
}

func readInteger(r *wire.Reader, field string) uint32 {
	n := readBER(r, tagInteger, field)
	// Some clients write FF FF without the sign byte that BER wants: read
	// every integer as unsigned.
	if r.Err() == nil && (n < 1 || n > 5) {
		r.Fail(wire.ErrRange, field)
	}
	var v uint64
	for _, c := range r.Bytes(n, field) {
		v = v<<8 | uint64(c)
	}
	if v > 0xFFFFFFFF {
		r.Fail(wire.ErrRange, field)
		return 0
	}
	return uint32(v)
}
