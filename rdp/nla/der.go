package nla

import "oriel/rdp/wire"

// Tags of the elements that travel. Context-specific ones are explicit.
const (
	tagInteger     = 0x02
	tagOctetString = 0x04
	tagOID         = 0x06
	tagEnumerated  = 0x0A
	tagSequence    = 0x30
	tagApplication = 0x60 // [APPLICATION 0]
	tagContext     = 0xA0 // [0]; add the number
)

// derReader reads elements. Every element must lie within the one around it.
// Lengths need not be minimal: old clients spend two octets on each.
type derReader struct {
	r   *wire.Reader
	end int // offset behind the innermost element that was entered
}

func newDER(r *wire.Reader) *derReader { return &derReader{r, r.Off() + r.Len()} }

// peek returns the next tag, or 0 at the end of the element.
func (d *derReader) peek() byte {
	if d.r.Err() != nil || d.r.Off() >= d.end {
		return 0
	}
	p := *d.r
	return p.U8("tag")
}

// lengthOctets bounds a length to 24 bits.
const lengthOctets = 3

func (d *derReader) length(field string) int {
	n := int(d.r.U8(field))
	if n < 0x80 {
		return n
	}
	octets := n & 0x7F
	if octets == 0 || octets > lengthOctets {
		d.r.Fail(wire.ErrRange, field)
		return 0
	}
	for n = 0; octets > 0; octets-- {
		n = n<<8 | int(d.r.U8(field))
	}
	return n
}

// in reads an element: f reads its content, all of it.
func (d *derReader) in(tag byte, field string, f func()) {
	if t := d.r.U8(field); t != tag {
		d.r.Fail(wire.ErrType, field)
	}
	n, outer := d.length(field), d.end
	switch {
	case d.r.Err() != nil:
		return
	case n > d.r.Len():
		d.r.Fail(wire.ErrShort, field)
		return
	case d.r.Off()+n > outer:
		d.r.Fail(wire.ErrRange, field)
		return
	}
	d.end = d.r.Off() + n
	if f(); d.r.Off() != d.end {
		d.r.Fail(wire.ErrRange, field)
	}
	d.end = outer
}

// optional reads element [n] if it is there.
func (d *derReader) optional(n byte, field string, f func()) {
	if d.peek() == tagContext+n {
		d.in(tagContext+n, field, f)
	}
}

// bytes returns the content of an element, aliased.
func (d *derReader) bytes(tag byte, field string) (v []byte) {
	d.in(tag, field, func() { v = d.r.Bytes(d.end-d.r.Off(), field) })
	return v
}

// rest returns what is left of the innermost element.
func (d *derReader) rest(field string) []byte { return d.r.Bytes(d.end-d.r.Off(), field) }

// integer reads an INTEGER of 32 bits. Status codes come as negative numbers
// of four octets, or as positive ones of five.
func (d *derReader) integer(field string) uint32 {
	v := d.bytes(tagInteger, field)
	if d.r.Err() != nil {
		return 0
	}
	if len(v) == 0 || len(v) > 5 || len(v) == 5 && v[0] != 0 {
		d.r.Fail(wire.ErrRange, field)
		return 0
	}
	n := int32(int8(v[0]))
	for _, c := range v[1:] {
		n = n<<8 | int32(c)
	}
	return uint32(n)
}

// sizeDER returns the size of an element with n bytes of content.
func sizeDER(n int) int {
	switch {
	case n < 0x80:
		return 2 + n
	case n <= 0xFF:
		return 3 + n
	case n <= 0xFFFF:
		return 4 + n
	}
	return 5 + n
}

func appendHeader(b []byte, tag byte, n int) []byte {
	switch {
	case n < 0x80:
		return append(b, tag, byte(n))
	case n <= 0xFF:
		return append(b, tag, 0x81, byte(n))
	case n <= 0xFFFF:
		return append(b, tag, 0x82, byte(n>>8), byte(n))
	}
	return append(b, tag, 0x83, byte(n>>16), byte(n>>8), byte(n))
}

// leaf is content with the elements around it, the outermost first.
type leaf struct {
	v    []byte
	tags []byte
}

func nested(n, depth int) int {
	for range depth {
		n = sizeDER(n)
	}
	return n
}

func sizeLeaves(leaves []leaf) (n int) {
	for _, l := range leaves {
		n += nested(len(l.v), len(l.tags))
	}
	return n
}

func appendLeaves(b []byte, leaves []leaf) []byte {
	for _, l := range leaves {
		for i, tag := range l.tags {
			b = appendHeader(b, tag, nested(len(l.v), len(l.tags)-i-1))
		}
		b = append(b, l.v...)
	}
	return b
}

// integerBytes is the content of an INTEGER: two's complement, as short as it
// can be.
func integerBytes(n uint32) []byte {
	b := wire.BE.AppendUint32(nil, n)
	for len(b) > 1 && (b[0] == 0 && b[1] < 0x80 || b[0] == 0xFF && b[1] >= 0x80) {
		b = b[1:]
	}
	return b
}
