package zgfx

import (
	"encoding/binary"
	"math/bits"

	"oriel/rdp/wire"
)

// A Decompressor decodes the messages of one channel. It holds the history,
// so after an error the channel is lost. It takes some 3.6 MB from the first
// message on.
type Decompressor struct {
	max int
	buf []byte
	n   int // bytes of history: buf[:n]
}

// NewDecompressor returns a Decompressor that refuses messages of more than
// max decoded bytes.
func NewDecompressor(max int) *Decompressor { return &Decompressor{max: max} }

// Append appends the decoded form of one message, an RDP_SEGMENTED_DATA
// [MS-RDPEGFX 2.2.5.1], to dst.
func (d *Decompressor) Append(dst, src []byte) ([]byte, error) {
	r := wire.NewReader(src)
	switch r.U8("descriptor") {
	case descriptorSingle:
		return d.segment(dst, r, 0, min(d.max, MaxSegment))
	case descriptorMultipart:
		return d.multipart(dst, r)
	}
	if r.Err() == nil {
		r.Fail(wire.ErrType, "descriptor")
	}
	return dst, r.Err()
}

func (d *Decompressor) multipart(dst []byte, r *wire.Reader) ([]byte, error) {
	const least = 5 // size and header of a segment
	count := uint64(r.U16("segmentCount"))
	left := int(r.U32("uncompressedSize"))
	segments := r.Count(count, least, MaxSegment, "segmentArray")
	if r.Err() == nil && (left > d.max || left > segments*MaxSegment) {
		r.Fail(ErrTooLong, "uncompressedSize")
	}
	for range segments {
		size := int(r.U32("size"))
		base := r.Off()
		s := r.Sub(size, "bulkData")
		if r.Err() != nil {
			break
		}
		before := len(dst)
		var err error
		if dst, err = d.segment(dst, s, base, min(left, MaxSegment)); err != nil {
			return dst, err
		}
		left -= len(dst) - before
	}
	if r.Err() == nil && left != 0 {
		r.Fail(ErrTooShort, "uncompressedSize")
	}
	if r.Err() == nil && r.Len() != 0 {
		r.Fail(wire.ErrRange, "segmentCount")
	}
	return dst, r.Err()
}

// segment decodes the rest of r, an RDP8_BULK_ENCODED_DATA, to at most limit
// bytes. base is where r starts in the message, for errors.
func (d *Decompressor) segment(dst []byte, r *wire.Reader, base, limit int) ([]byte, error) {
	header := r.U8("header")
	if r.Err() == nil && header&0x0F != typeRDP8 {
		r.Fail(wire.ErrType, "header")
	}
	at := base + r.Off()
	data := r.Rest()
	if r.Err() != nil {
		return dst, r.Err()
	}
	d.room()
	start := d.n
	if header&flagCompressed == 0 {
		if len(data) > limit {
			return dst, fail("data", at, ErrTooLong)
		}
		d.n += copy(d.buf[d.n:], data)
	} else if off, field, err := d.unpack(data, start+limit); err != nil {
		return dst, fail(field, at+off, err)
	}
	return append(dst, d.buf[start:d.n]...), nil
}

func fail(field string, off int, kind error) error {
	return &wire.Error{Field: field, Off: off, Kind: kind}
}

// room makes space for one more segment.
func (d *Decompressor) room() {
	if d.buf == nil {
		d.buf = make([]byte, bufSize)
	}
	if len(d.buf)-d.n < MaxSegment {
		d.n = copy(d.buf, d.buf[d.n-HistorySize:d.n])
	}
}

// A token is an entry of the decoding table, found by the next nine bits.
type token struct {
	nbits byte // of the prefix; with a literal's own bits
	value byte // bits of the distance that follow, or the literal
	class byte // 1 + index in classes; 0 is a literal, invalid is no code
}

const (
	lookBits = 9
	invalid  = 0xFF
)

var tokens = makeTokens()

func makeTokens() (t [1 << lookBits]token) {
	for i := range t {
		t[i] = token{class: invalid}
	}
	set := func(prefix uint32, nbits uint, tok token) {
		for i := range 1 << (lookBits - nbits) {
			t[int(prefix)<<(lookBits-nbits)+i] = tok
		}
	}
	for v := range 256 {
		set(uint32(v), 9, token{nbits: 9, value: byte(v)})
	}
	for _, s := range shorts {
		set(s.prefix, s.nbits, token{nbits: byte(s.nbits), value: s.value})
	}
	for i, c := range classes {
		set(c.prefix, c.nbits, token{nbits: byte(c.nbits), value: byte(c.value), class: byte(i + 1)})
	}
	return t
}

// bitReader takes bits from the front of b, high bits first.
type bitReader struct {
	b    []byte
	pos  int    // next byte to load
	acc  uint64 // loaded bits, left-aligned
	have uint   // valid bits in acc
	left int    // bits of the stream not yet taken; negative once overrun

	total int // bits of the stream
}

// refill makes at least 56 bits valid; past the end they are zero.
func (r *bitReader) refill() {
	if r.pos+8 <= len(r.b) {
		r.acc |= binary.BigEndian.Uint64(r.b[r.pos:]) >> r.have
		n := (63 - r.have) >> 3
		r.pos += int(n)
		r.have += n * 8
		return
	}
	for r.have <= 56 {
		if r.pos < len(r.b) {
			r.acc |= uint64(r.b[r.pos]) << (56 - r.have)
		}
		r.pos++
		r.have += 8
	}
}

// take returns the next n <= 32 bits; the caller has refilled.
func (r *bitReader) take(n uint) uint64 {
	v := r.acc >> 1 >> (63 - n)
	r.acc <<= n
	r.have -= n
	r.left -= int(n)
	return v
}

// unpack decodes compressed data to buf[n:end]. On an error it says where and
// in which field.
func (d *Decompressor) unpack(data []byte, end int) (off int, field string, err error) {
	if len(data) == 0 {
		return 0, "padding", wire.ErrShort
	}
	// The last byte says how many bits before it are padding.
	last := len(data) - 1
	if data[last] > 7 || last == 0 && data[last] > 0 {
		return last, "padding", wire.ErrRange
	}
	total := last*8 - int(data[last])
	r := bitReader{b: data[:last], left: total, total: total}
	for r.left > 0 {
		r.refill()
		t := tokens[r.acc>>(64-lookBits)]
		r.take(uint(t.nbits))
		switch {
		case t.class == invalid:
			return r.offset(), "token", wire.ErrRange
		case t.class == 0:
			if d.n >= end {
				return r.offset(), "literal", ErrTooLong
			}
			d.buf[d.n] = t.value
			d.n++
		default:
			dist := classes[t.class-1].base + int(r.take(uint(t.value)))
			if dist == 0 {
				err = d.unencoded(&r, end)
			} else {
				err = d.match(&r, dist, end)
			}
			if err != nil {
				return r.offset(), "match", err
			}
		}
	}
	if r.left < 0 {
		return last, "token", wire.ErrShort
	}
	return 0, "", nil
}

// offset returns the byte that the next bit is in, at most the stream's end.
func (r *bitReader) offset() int { return (r.total - max(r.left, 0)) / 8 }

// match reads a length and copies that much from dist bytes ago.
func (d *Decompressor) match(r *bitReader, dist, end int) error {
	r.refill()
	length := 3
	if ones := uint(bits.LeadingZeros64(^r.acc)); ones == 0 {
		r.take(1)
	} else if ones > 14 {
		return ErrTooLong // 2^16 bytes and more fit no segment
	} else {
		r.take(ones + 1)
		length = 1<<(ones+1) + int(r.take(ones+1))
	}
	if r.left < 0 {
		return wire.ErrShort
	}
	if dist > d.n || dist > HistorySize {
		return ErrDistance
	}
	if length > end-d.n {
		return ErrTooLong
	}
	from := d.n - dist
	for length > 0 {
		// A match that overlaps itself repeats: what exists doubles.
		k := copy(d.buf[d.n:d.n+length], d.buf[from:d.n])
		d.n += k
		length -= k
	}
	return nil
}

// unencoded copies a run of plain bytes: a 15-bit count, then the bytes from
// the next byte boundary on.
func (d *Decompressor) unencoded(r *bitReader, end int) error {
	r.refill()
	count := int(r.take(15))
	if r.left < 0 {
		return wire.ErrShort
	}
	at := (r.total - r.left + 7) / 8
	switch {
	case at+count > len(r.b):
		return wire.ErrShort
	case count > end-d.n:
		return ErrTooLong
	}
	d.n += copy(d.buf[d.n:], r.b[at:at+count])
	r.pos, r.acc, r.have = at+count, 0, 0
	r.left = r.total - r.pos*8
	return nil
}
