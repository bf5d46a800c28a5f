package drdynvc

import (
	"bytes"

	"oriel/rdp/wire"
)

// maxName bounds a channel name; the longest in use has 60 bytes.
const maxName = 256

// CreateRequest is DYNVC_CREATE_REQ ([MS-RDPEDYC] 2.2.2.1).
type CreateRequest struct {
	ChannelID uint32
	Priority  uint8 // 0..3
	Name      string
}

// Size implements wire.PDU.
func (p *CreateRequest) Size() int {
	return 1 /* header */ + sizeOf(sizeCode(p.ChannelID)) + len(p.Name) + 1 /* NUL */
}

// AppendTo implements wire.PDU.
func (p *CreateRequest) AppendTo(b []byte) []byte {
	cb := sizeCode(p.ChannelID)
	b = append(b, header(CmdCreate, p.Priority&3, cb))
	b = appendVar(b, cb, p.ChannelID)
	return append(append(b, p.Name...), 0)
}

// ReadFrom implements wire.PDU.
func (p *CreateRequest) ReadFrom(r *wire.Reader) {
	var cb uint8
	p.Priority, cb = readHeader(r, CmdCreate)
	p.ChannelID = readVar(r, cb, "ChannelId")
	rest := r.Rest()
	n := bytes.IndexByte(rest, 0)
	switch {
	case n < 0:
		r.Fail(wire.ErrShort, "ChannelName")
	case n > maxName:
		r.Fail(wire.ErrRange, "ChannelName")
	default:
		p.Name = string(rest[:n])
	}
}

// CreationStatus values; any negative one means that the channel is absent.
const (
	StatusOK       int32 = 0
	StatusNotFound int32 = -0x7FF8FB70 // HRESULT 0x80070490, element not found
)

// CreateResponse is DYNVC_CREATE_RSP ([MS-RDPEDYC] 2.2.2.2).
type CreateResponse struct {
	ChannelID uint32
	Status    int32 // CreationStatus, an HRESULT
}

// Size implements wire.PDU.
func (p *CreateResponse) Size() int {
	return 1 /* header */ + sizeOf(sizeCode(p.ChannelID)) + 4 /* CreationStatus */
}

// AppendTo implements wire.PDU.
func (p *CreateResponse) AppendTo(b []byte) []byte {
	cb := sizeCode(p.ChannelID)
	b = append(b, header(CmdCreate, 0, cb))
	b = appendVar(b, cb, p.ChannelID)
	return wire.LE.AppendUint32(b, uint32(p.Status))
}

// ReadFrom implements wire.PDU.
func (p *CreateResponse) ReadFrom(r *wire.Reader) {
	_, cb := readHeader(r, CmdCreate)
	p.ChannelID = readVar(r, cb, "ChannelId")
	p.Status = r.I32("CreationStatus")
}
