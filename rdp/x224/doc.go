// Package x224 frames RDP's byte stream and opens a connection on it: TPKT,
// the X.224 class 0 TPDUs and the RDP negotiation that rides on them
// ([MS-RDPBCGR] 2.2.1.1, 2.2.1.2). No I/O: FrameLen tells a reader where the
// next frame ends, the rest works on whole frames.
package x224

import (
	"oriel/rdp/wire"
)

// TPDU codes, the high nibble of the byte after the length indicator.
const (
	codeConnectionRequest = 0xE0
	codeConnectionConfirm = 0xD0
	codeDisconnectRequest = 0x80
	codeData              = 0xF0
)

const (
	// TPKTSize is the length of the TPKT header.
	TPKTSize = 4
	// HeaderSize is what stands before the payload of a data TPDU: the TPKT
	// header and 02 F0 80.
	HeaderSize = TPKTSize + 3
	// MaxFrame is the longest frame, a TPKT's 16-bit length.
	MaxFrame = 0xFFFF
	// MaxPayload is the longest payload of one data TPDU.
	MaxPayload = MaxFrame - HeaderSize
)

// FrameLen returns the length of the frame that begins at b[0], and whether
// it is a fast-path PDU (otherwise a TPKT). n is 0 if b is too short to tell:
// four bytes always suffice. An error means that b begins no RDP frame.
func FrameLen(b []byte) (n int, fastPath bool, err error) {
	if len(b) == 0 {
		return 0, false, nil
	}
	switch b[0] & 3 {
	case 0:
		n, err = fastPathLen(b)
		return n, true, err
	case 3:
		n, err = tpktLen(b)
		return n, false, err
	}
	return 0, false, &wire.Error{Field: "action", Kind: wire.ErrType}
}

func fastPathLen(b []byte) (int, error) {
	if len(b) < 2 {
		return 0, nil
	}
	n, least := int(b[1]), 2
	if b[1]&0x80 != 0 {
		if len(b) < 3 {
			return 0, nil
		}
		n, least = int(b[1]&0x7F)<<8|int(b[2]), 3
	}
	if n < least {
		return 0, &wire.Error{Field: "length1", Off: 1, Kind: wire.ErrRange}
	}
	return n, nil
}

func tpktLen(b []byte) (int, error) {
	if b[0] != 3 {
		return 0, &wire.Error{Field: "tpktVersion", Kind: wire.ErrVersion}
	}
	if len(b) < TPKTSize {
		return 0, nil
	}
	n := int(wire.BE.Uint16(b[2:]))
	if n < HeaderSize {
		return 0, &wire.Error{Field: "tpktLength", Off: 2, Kind: wire.ErrRange}
	}
	return n, nil
}

// AppendTPKT appends the TPKT header of a frame whose TPDU has n bytes.
func AppendTPKT(b []byte, n int) []byte {
	b = append(b, 3, 0)
	return wire.BE.AppendUint16(b, uint16(TPKTSize+n))
}

// AppendDataHeader appends the TPKT and X.224 headers of a data TPDU with n
// bytes of payload, at most MaxPayload.
func AppendDataHeader(b []byte, n int) []byte {
	b = AppendTPKT(b, 3+n)
	return append(b, 2, codeData, 0x80)
}

// AppendData appends p as one frame: TPKT, data TPDU, p.
func AppendData(b []byte, p wire.PDU) []byte {
	return p.AppendTo(AppendDataHeader(b, p.Size()))
}

// Data returns a Reader over the payload of a whole data frame. It aliases
// the frame. A frame of another kind sets the Reader's error.
func Data(frame []byte) *wire.Reader {
	r := data(frame)
	return &r // in the caller's frame: this is inlined
}

func data(frame []byte) wire.Reader {
	r := wire.NewReader(frame)
	body := readTPKT(r)
	if li := body.U8("lengthIndicator"); body.Err() == nil && li != 2 {
		body.Fail(wire.ErrRange, "lengthIndicator")
	}
	if code := body.U8("tpduCode"); body.Err() == nil && code&0xF0 != codeData {
		body.Fail(wire.ErrType, "tpduCode")
	}
	body.U8("eot")
	return body
}

// readTPKT reads a TPKT header and returns a Reader over its TPDU.
func readTPKT(r *wire.Reader) wire.Reader {
	if v := r.U8("tpktVersion"); r.Err() == nil && v != 3 {
		r.Fail(wire.ErrVersion, "tpktVersion")
	}
	r.U8("tpktReserved")
	n := int(r.U16BE("tpktLength"))
	if r.Err() == nil && n < TPKTSize {
		r.Fail(wire.ErrRange, "tpktLength")
	}
	return *r.Sub(n-TPKTSize, "tpdu")
}

// adopt gives r the error of the sub-Reader s.
func adopt(r, s *wire.Reader) {
	if r.Err() == nil && s.Err() != nil {
		kind, field := s.Err(), "tpdu"
		if e, ok := kind.(*wire.Error); ok {
			kind, field = e.Kind, e.Field
		}
		r.Fail(kind, field)
	}
}
