// Package bcgr holds the messages of [MS-RDPBCGR] above MCS: Client Info,
// licensing, share control and share data PDUs, capability sets, fast-path
// output and input, pointers, bitmaps, surface commands, error info. No I/O.
//
// A share data PDU is written with AppendData and read with ReadShare and
// ReadShareData; its body is one of the DataPDU types. Fast-path updates are
// written with AppendFastPathUpdate, which cuts them into fragments, and read
// with an UpdateReader, which puts them together; SlowPathUpdate turns the
// same payload into a share data PDU for clients without fast-path output.
package bcgr

import "oriel/rdp/wire"

// adopt gives r the error of the sub-Reader s.
func adopt(r, s *wire.Reader) {
	if r.Err() == nil && s.Err() != nil {
		if e, ok := s.Err().(*wire.Error); ok {
			r.Fail(e.Kind, e.Field)
		}
	}
}

// u16s appends little-endian 16-bit integers.
func u16s(b []byte, vs ...uint16) []byte {
	for _, v := range vs {
		b = wire.LE.AppendUint16(b, v)
	}
	return b
}

// u32s appends little-endian 32-bit integers.
func u32s(b []byte, vs ...uint32) []byte {
	for _, v := range vs {
		b = wire.LE.AppendUint32(b, v)
	}
	return b
}
