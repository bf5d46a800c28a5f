// Package wire reads and writes the integers, byte runs and strings that RDP
// messages are made of. It does no I/O and keeps no state besides a cursor.
//
// Reading is straight-line: the first error sticks in the Reader and names
// the field and the byte where it happened; every later read returns zero.
//
//	r := wire.NewReader(pdu)
//	id := r.U32("frameId")
//	if err := r.Err(); err != nil { … }
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The kinds of decode errors. An *Error wraps one of them.
var (
	ErrShort       = errors.New("not enough bytes")
	ErrRange       = errors.New("value out of range")
	ErrType        = errors.New("unexpected type")
	ErrVersion     = errors.New("unsupported version")
	ErrUnsupported = errors.New("unsupported value")
)

// Error says which field of a message could not be read, and where.
type Error struct {
	Field string
	Off   int // byte offset from the start of the message
	Kind  error
}

func (e *Error) Error() string { return fmt.Sprintf("%s at byte %d: %v", e.Field, e.Off, e.Kind) }

func (e *Error) Unwrap() error { return e.Kind }

// PDU is one message body: every type of the rdp/... packages that travels
// has these three methods.
type PDU interface {
	Size() int                // bytes that AppendTo adds
	AppendTo(b []byte) []byte // appends the encoded form
	ReadFrom(r *Reader)       // decodes; errors stick in r
}

// Reader is a cursor over one message. The zero Reader is empty.
type Reader struct {
	b    []byte
	off  int
	base int // offset of b[0] in the outermost message, for errors
	err  error
}

// NewReader returns a Reader at the start of b. It aliases b.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Err returns the first error, or nil.
func (r *Reader) Err() error { return r.err }

// Len returns the number of bytes not yet read; 0 after an error.
func (r *Reader) Len() int {
	if r.err != nil {
		return 0
	}
	return len(r.b) - r.off
}

// Off returns the number of bytes read so far.
func (r *Reader) Off() int { return r.off }

// Fail records an error of the given kind at the cursor, unless one is there.
func (r *Reader) Fail(kind error, field string) {
	if r.err == nil {
		r.err = &Error{Field: field, Off: r.base + r.off, Kind: kind}
	}
}

// need reports whether n bytes are there, and records ErrShort if not.
func (r *Reader) need(n int, field string) bool {
	if r.err != nil {
		return false
	}
	if n < 0 || len(r.b)-r.off < n {
		r.Fail(ErrShort, field)
		return false
	}
	return true
}

// U8 reads an unsigned byte.
func (r *Reader) U8(field string) uint8 {
	if !r.need(1, field) {
		return 0
	}
	v := r.b[r.off]
	r.off++
	return v
}

// U16 reads a little-endian 16-bit integer.
func (r *Reader) U16(field string) uint16 {
	if !r.need(2, field) {
		return 0
	}
	v := binary.LittleEndian.Uint16(r.b[r.off:])
	r.off += 2
	return v
}

// U16BE reads a big-endian 16-bit integer.
func (r *Reader) U16BE(field string) uint16 {
	if !r.need(2, field) {
		return 0
	}
	v := binary.BigEndian.Uint16(r.b[r.off:])
	r.off += 2
	return v
}

// U32 reads a little-endian 32-bit integer.
func (r *Reader) U32(field string) uint32 {
	if !r.need(4, field) {
		return 0
	}
	v := binary.LittleEndian.Uint32(r.b[r.off:])
	r.off += 4
	return v
}

// U64 reads a little-endian 64-bit integer.
func (r *Reader) U64(field string) uint64 {
	if !r.need(8, field) {
		return 0
	}
	v := binary.LittleEndian.Uint64(r.b[r.off:])
	r.off += 8
	return v
}

// I16 reads a little-endian signed 16-bit integer.
func (r *Reader) I16(field string) int16 { return int16(r.U16(field)) }

// I32 reads a little-endian signed 32-bit integer.
func (r *Reader) I32(field string) int32 { return int32(r.U32(field)) }

// Bytes returns the next n bytes. They alias the message: a value that
// outlives it must be cloned.
func (r *Reader) Bytes(n int, field string) []byte {
	if !r.need(n, field) {
		return nil
	}
	v := r.b[r.off : r.off+n : r.off+n]
	r.off += n
	return v
}

// Rest returns all bytes not yet read, aliased.
func (r *Reader) Rest() []byte { return r.Bytes(r.Len(), "rest") }

// Skip passes over n bytes.
func (r *Reader) Skip(n int, field string) {
	if r.need(n, field) {
		r.off += n
	}
}

// Sub returns a Reader over the next n bytes and passes over them here. Its
// errors carry offsets of the outer message but must be asked for separately.
func (r *Reader) Sub(n int, field string) *Reader {
	s := r.sub(n, field)
	return &s // this is inlined, so that it need not take memory
}

func (r *Reader) sub(n int, field string) Reader {
	at := r.base + r.off
	b := r.Bytes(n, field)
	return Reader{b: b, base: at, err: r.err}
}

// Count checks a count that was just read, before memory is taken for it: at
// most max, and n*size (size: the least bytes of one element) must still be
// there. It returns n as an int, or 0 with the error recorded.
func (r *Reader) Count(n uint64, size, max int, field string) int {
	if r.err != nil {
		return 0
	}
	if n > uint64(max) {
		r.Fail(ErrRange, field)
		return 0
	}
	if int(n)*size > r.Len() {
		r.Fail(ErrShort, field)
		return 0
	}
	return int(n)
}
