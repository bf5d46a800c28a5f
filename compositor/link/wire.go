package link

import (
	"encoding/binary"
	"fmt"
	"image"
	"math"
	"unicode/utf8"
)

var le = binary.LittleEndian

// begin appends a message's header.
func begin(b []byte, kind, flags byte) []byte { return append(b, kind, flags, 0, 0) }

func appendInt(b []byte, v int) []byte {
	return le.AppendUint32(b, uint32(int32(min(max(v, -maxCoord), maxCoord))))
}

func appendFloat(b []byte, v float64) []byte { return le.AppendUint64(b, math.Float64bits(v)) }

func appendPoint(b []byte, p image.Point) []byte { return appendInt(appendInt(b, p.X), p.Y) }

func appendRect(b []byte, r image.Rectangle) []byte {
	return appendPoint(appendPoint(b, r.Min), r.Max)
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// appendString appends a length and at most most bytes of s, whole characters.
func appendString(b []byte, s string, most int) []byte {
	s = cut(s, most)
	return append(le.AppendUint16(b, uint16(len(s))), s...)
}

// cut returns the longest beginning of s of at most most bytes that splits no
// character.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// reader is a cursor over one message. The first error sticks; what is read
// after it is zero.
type reader struct {
	b   []byte
	off int
	err error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s at byte %d", ErrProtocol, what, r.off)
	}
}

func (r *reader) len() int {
	if r.err != nil {
		return 0
	}
	return len(r.b) - r.off
}

func (r *reader) bytes(n int, what string) []byte {
	if n < 0 || r.len() < n || r.err != nil {
		r.fail(what)
		return nil
	}
	v := r.b[r.off : r.off+n]
	r.off += n
	return v
}

func (r *reader) u8(what string) byte {
	if b := r.bytes(1, what); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) u16(what string) uint16 {
	if b := r.bytes(2, what); b != nil {
		return le.Uint16(b)
	}
	return 0
}

func (r *reader) u32(what string) uint32 {
	if b := r.bytes(4, what); b != nil {
		return le.Uint32(b)
	}
	return 0
}

func (r *reader) u64(what string) uint64 {
	if b := r.bytes(8, what); b != nil {
		return le.Uint64(b)
	}
	return 0
}

func (r *reader) bool(what string) bool {
	v := r.u8(what)
	if v > 1 {
		r.fail(what)
	}
	return v == 1
}

// below reads a byte that must be less than end.
func (r *reader) below(end byte, what string) byte {
	v := r.u8(what)
	if v >= end {
		r.fail(what)
	}
	return v
}

func (r *reader) int(what string) int {
	v := int(int32(r.u32(what)))
	if v < -maxCoord || v > maxCoord {
		r.fail(what)
		return 0
	}
	return v
}

// natural reads a number from 0 to most.
func (r *reader) natural(most uint32, what string) int {
	v := r.u32(what)
	if v > most {
		r.fail(what)
		return 0
	}
	return int(v)
}

// float reads a number that is no infinity and no NaN, within most of zero.
func (r *reader) float(most float64, what string) float64 {
	v := math.Float64frombits(r.u64(what))
	if !(math.Abs(v) <= most) {
		r.fail(what)
		return 0
	}
	return v
}

func (r *reader) point(what string) image.Point {
	x := r.int(what)
	return image.Pt(x, r.int(what))
}

func (r *reader) rect(what string) image.Rectangle {
	lo := r.point(what)
	return image.Rectangle{Min: lo, Max: r.point(what)}
}

func (r *reader) string(most int, what string) string { return string(r.run(most, what)) }

// run is string without memory of its own.
func (r *reader) run(most int, what string) []byte {
	n := int(r.u16(what))
	if n > most {
		r.fail(what)
	}
	return r.bytes(n, what)
}

// count reads how many elements of size bytes follow: at most most, and all
// of them must be there.
func (r *reader) count(size, most int, what string) int {
	n := int(r.u16(what))
	if n > most || n*size > r.len() {
		r.fail(what)
		return 0
	}
	return n
}

// end checks that nothing is left.
func (r *reader) end() error {
	if r.len() > 0 {
		r.fail("bytes after the end")
	}
	return r.err
}

// head reads a header.
func (r *reader) head() (kind, flags byte) {
	kind, flags = r.u8("kind"), r.u8("flags")
	if r.u16("reserved") != 0 {
		r.fail("reserved")
	}
	return kind, flags
}
