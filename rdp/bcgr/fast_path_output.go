package bcgr

import (
	"errors"

	"oriel/rdp/wire"
)

// UpdateCode is the kind of a fast-path update ([MS-RDPBCGR] 2.2.9.1.2.1).
type UpdateCode uint8

// The update codes.
const (
	UpdateOrders          UpdateCode = 0x0
	UpdateBitmap          UpdateCode = 0x1
	UpdatePalette         UpdateCode = 0x2
	UpdateSynchronize     UpdateCode = 0x3
	UpdateSurfaceCommands UpdateCode = 0x4
	UpdatePointerHidden   UpdateCode = 0x5
	UpdatePointerDefault  UpdateCode = 0x6
	UpdatePointerPosition UpdateCode = 0x8
	UpdatePointerColor    UpdateCode = 0x9
	UpdatePointerCached   UpdateCode = 0xA
	UpdatePointerNew      UpdateCode = 0xB
	UpdatePointerLarge    UpdateCode = 0xC
)

// Fragment says which part of an update a fast-path PDU carries.
type Fragment uint8

// The fragments.
const (
	FragmentSingle Fragment = 0
	FragmentLast   Fragment = 1
	FragmentFirst  Fragment = 2
	FragmentNext   Fragment = 3
)

const (
	// MaxFastPath is the longest fast-path PDU that we send.
	MaxFastPath = 0x3FFF
	// FastPathHeaderSize is the length of the header that AppendFastPathHeader
	// appends before all but the shortest data.
	FastPathHeaderSize = 6
	// MaxFragment is the longest part of an update in one fast-path PDU.
	MaxFragment = MaxFastPath - FastPathHeaderSize

	fastPathShortHeader = 5
	maxShortFastPath    = 0x7F - fastPathShortHeader
	fastPathEncrypted   = 0xC0 // secure checksum, encrypted
	compressionUsed     = 2
)

// AppendFastPathHeader appends the headers (PDU and update) of one fast-path
// PDU with n bytes of update data, at most MaxFragment; the data must follow.
func AppendFastPathHeader(b []byte, c UpdateCode, f Fragment, n int) []byte {
	if n <= maxShortFastPath {
		b = append(b, 0, byte(fastPathShortHeader+n))
	} else {
		b = append(b, 0)
		b = wire.BE.AppendUint16(b, uint16(FastPathHeaderSize+n)|0x8000)
	}
	return u16s(append(b, byte(c)|byte(f)<<4), uint16(n))
}

// AppendFastPathUpdate appends payload as one or more fast-path PDUs. A
// client without MultiFragment set takes one only: see MaxFragment.
func AppendFastPathUpdate(b []byte, c UpdateCode, payload []byte) []byte {
	if len(payload) <= MaxFragment {
		return append(AppendFastPathHeader(b, c, FragmentSingle, len(payload)), payload...)
	}
	f := FragmentFirst
	for len(payload) > 0 {
		n := min(len(payload), MaxFragment)
		if n == len(payload) {
			f = FragmentLast
		}
		b = append(AppendFastPathHeader(b, c, f, n), payload[:n]...)
		payload = payload[n:]
		f = FragmentNext
	}
	return b
}

// ErrFragment is a fragment out of order, or an update that is too long.
var ErrFragment = errors.New("fast-path fragment out of order or too long")

// UpdateReader reads fast-path output and puts fragments together. The zero
// value takes updates of any number of fragments up to MaxFragment bytes in
// all; Max raises that to what our MultiFragment set said.
type UpdateReader struct {
	Max int

	code UpdateCode
	buf  []byte // fragments so far
	open bool
}

// Read calls f for every update that frame, a fast-path PDU, completes.
// payload is valid until f returns.
func (u *UpdateReader) Read(frame []byte, f func(c UpdateCode, payload []byte) error) error {
	r := wire.NewReader(frame)
	readFastPathHeader(r)
	for r.Len() > 0 {
		head := r.U8("updateHeader")
		if head>>6 == compressionUsed {
			r.Fail(wire.ErrUnsupported, "compression")
		}
		data := r.Bytes(int(r.U16("size")), "updateData")
		if r.Err() != nil {
			break
		}
		if err := u.fragment(UpdateCode(head&0xF), Fragment(head>>4&3), data, f); err != nil {
			return err
		}
	}
	return r.Err()
}

func (u *UpdateReader) fragment(c UpdateCode, part Fragment, data []byte, f func(UpdateCode, []byte) error) error {
	if part == FragmentSingle {
		u.open = false
		return f(c, data)
	}
	if part == FragmentFirst {
		u.code, u.buf, u.open = c, u.buf[:0], true
	}
	if !u.open || u.code != c || len(u.buf)+len(data) > max(u.Max, MaxFragment) {
		u.open = false
		return ErrFragment
	}
	u.buf = append(u.buf, data...)
	if part != FragmentLast {
		return nil
	}
	u.open = false
	return f(c, u.buf)
}

// readFastPathHeader reads action, flags and length of a fast-path PDU and
// returns bits 2 to 5 of the first byte.
func readFastPathHeader(r *wire.Reader) uint8 {
	head := r.U8("fpHeader")
	if head&3 != 0 {
		r.Fail(wire.ErrType, "action")
	}
	if head&fastPathEncrypted != 0 {
		r.Fail(wire.ErrUnsupported, "flags")
	}
	n, at := int(r.U8("length1")), 2
	if n&0x80 != 0 {
		n, at = n&0x7F<<8|int(r.U8("length2")), 3
	}
	if r.Err() == nil && n-at != r.Len() {
		kind := wire.ErrRange
		if n-at > r.Len() {
			kind = wire.ErrShort
		}
		r.Fail(kind, "length1")
	}
	return head >> 2 & 0xF
}
