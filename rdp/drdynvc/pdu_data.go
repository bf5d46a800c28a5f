package drdynvc

import "oriel/rdp/wire"

// DataFirst is DYNVC_DATA_FIRST ([MS-RDPEDYC] 2.2.3.1): the first piece of a
// message of Length bytes.
type DataFirst struct {
	ChannelID uint32
	Length    uint32
	Data      []byte // aliases the message
}

// Size implements wire.PDU.
func (p *DataFirst) Size() int {
	return 1 /* header */ + sizeOf(sizeCode(p.ChannelID)) + sizeOf(sizeCode(p.Length)) + len(p.Data)
}

// AppendTo implements wire.PDU.
func (p *DataFirst) AppendTo(b []byte) []byte {
	cb, sp := sizeCode(p.ChannelID), sizeCode(p.Length)
	b = append(b, header(CmdDataFirst, sp, cb))
	b = appendVar(b, cb, p.ChannelID)
	b = appendVar(b, sp, p.Length)
	return append(b, p.Data...)
}

// ReadFrom implements wire.PDU.
func (p *DataFirst) ReadFrom(r *wire.Reader) {
	sp, cb := readHeader(r, CmdDataFirst)
	p.ChannelID = readVar(r, cb, "ChannelId")
	p.Length = readVar(r, sp, "Length")
	p.Data = r.Rest()
}

// Data is DYNVC_DATA ([MS-RDPEDYC] 2.2.3.2): a whole small message, or the
// next piece of a large one.
type Data struct {
	ChannelID uint32
	Data      []byte // aliases the message
}

// Size implements wire.PDU.
func (p *Data) Size() int { return 1 /* header */ + sizeOf(sizeCode(p.ChannelID)) + len(p.Data) }

// AppendTo implements wire.PDU.
func (p *Data) AppendTo(b []byte) []byte {
	cb := sizeCode(p.ChannelID)
	b = append(b, header(CmdData, 0, cb))
	b = appendVar(b, cb, p.ChannelID)
	return append(b, p.Data...)
}

// ReadFrom implements wire.PDU.
func (p *Data) ReadFrom(r *wire.Reader) {
	_, cb := readHeader(r, CmdData)
	p.ChannelID = readVar(r, cb, "ChannelId")
	p.Data = r.Rest()
}

// Close is DYNVC_CLOSE ([MS-RDPEDYC] 2.2.4).
type Close struct {
	ChannelID uint32
}

// Size implements wire.PDU.
func (p *Close) Size() int { return 1 /* header */ + sizeOf(sizeCode(p.ChannelID)) }

// AppendTo implements wire.PDU.
func (p *Close) AppendTo(b []byte) []byte {
	cb := sizeCode(p.ChannelID)
	b = append(b, header(CmdClose, 0, cb))
	return appendVar(b, cb, p.ChannelID)
}

// ReadFrom implements wire.PDU.
func (p *Close) ReadFrom(r *wire.Reader) {
	_, cb := readHeader(r, CmdClose)
	p.ChannelID = readVar(r, cb, "ChannelId")
}
