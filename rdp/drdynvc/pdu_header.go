package drdynvc

import (
	"oriel/rdp/wire"
)

// Cmd values of the header ([MS-RDPEDYC] 2.2).
const (
	CmdCreate              = 1
	CmdDataFirst           = 2
	CmdData                = 3
	CmdClose               = 4
	CmdCapability          = 5
	CmdDataFirstCompressed = 6
	CmdDataCompressed      = 7
	CmdSoftSyncRequest     = 8
	CmdSoftSyncResponse    = 9
)

// header is the first byte of every PDU: cbId (bits 0-1), Sp (2-3), Cmd (4-7).
func header(cmd, sp, cb uint8) byte { return cmd<<4 | sp<<2 | cb }

// sizeCode returns the two-bit code of the shortest field that holds v.
func sizeCode(v uint32) uint8 {
	switch {
	case v <= 0xFF:
		return 0
	case v <= 0xFFFF:
		return 1
	}
	return 2
}

// sizeOf returns the bytes of a field with the given code.
func sizeOf(code uint8) int { return 1 << code }

func appendVar(b []byte, code uint8, v uint32) []byte {
	switch code {
	case 0:
		return append(b, byte(v))
	case 1:
		return wire.LE.AppendUint16(b, uint16(v))
	}
	return wire.LE.AppendUint32(b, v)
}

func readVar(r *wire.Reader, code uint8, field string) uint32 {
	switch code {
	case 0:
		return uint32(r.U8(field))
	case 1:
		return uint32(r.U16(field))
	case 2:
		return r.U32(field)
	}
	r.Fail(wire.ErrRange, field)
	return 0
}

// readHeader reads the first byte and checks the command.
func readHeader(r *wire.Reader, cmd uint8) (sp, cb uint8) {
	h := r.U8("header")
	if h>>4 != cmd {
		r.Fail(wire.ErrType, "Cmd")
	}
	return h >> 2 & 3, h & 3
}

// Raw is a PDU that is passed over: soft-sync and the compressed data of
// version 3, which is never agreed on here.
type Raw struct {
	Header byte
	Data   []byte // aliases the message
}

// Size implements wire.PDU.
func (p *Raw) Size() int { return 1 /* header */ + len(p.Data) }

// AppendTo implements wire.PDU.
func (p *Raw) AppendTo(b []byte) []byte { return append(append(b, p.Header), p.Data...) }

// ReadFrom implements wire.PDU.
func (p *Raw) ReadFrom(r *wire.Reader) {
	p.Header = r.U8("header")
	p.Data = r.Rest()
}

// decode returns the PDU in msg. Two commands have one form from the server
// and one from the client; fromServer says whose message it is.
func decode(msg []byte, fromServer bool) (wire.PDU, error) {
	r := wire.NewReader(msg)
	if len(msg) == 0 {
		r.U8("header")
		return nil, r.Err()
	}
	var p wire.PDU
	switch cmd := msg[0] >> 4; {
	case cmd == CmdCapability && fromServer:
		p = new(CapsRequest)
	case cmd == CmdCapability:
		p = new(CapsResponse)
	case cmd == CmdCreate && fromServer:
		p = new(CreateRequest)
	case cmd == CmdCreate:
		p = new(CreateResponse)
	case cmd == CmdDataFirst:
		p = new(DataFirst)
	case cmd == CmdData:
		p = new(Data)
	case cmd == CmdClose:
		p = new(Close)
	default:
		p = new(Raw)
	}
	p.ReadFrom(r)
	return p, r.Err()
}

// DecodeFromServer decodes a PDU that a server sent.
func DecodeFromServer(msg []byte) (wire.PDU, error) { return decode(msg, true) }

// DecodeFromClient decodes a PDU that a client sent.
func DecodeFromClient(msg []byte) (wire.PDU, error) { return decode(msg, false) }
