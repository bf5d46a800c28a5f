package mcs

import (
	"bytes"

	"oriel/rdp/wire"
)

// The constant parts of the two GCC PDUs, aligned PER of T.124.
var (
	// t124Key is the object identifier of T.124 02/98, {0 0 20 124 0 1}.
	t124Key = []byte{0x00, 0x05, 0x00, 0x14, 0x7C, 0x00, 0x01}
	// createRequestHead: ConferenceCreateRequest, conference name "1", one set
	// of user data with an H.221 key of four bytes.
	createRequestHead = []byte{0x00, 0x08, 0x00, 0x10, 0x00, 0x01, 0xC0, 0x00}
	// responseUserData: one set of user data with an H.221 key of four bytes.
	responseUserData = []byte{0x01, 0xC0, 0x00}
	clientH221Key    = []byte("Duca")
	serverH221Key    = []byte("McDn")
)

const (
	createResponseChoice = 0x14
	defaultNodeID        = 0x79F3
)

// readConst passes over constant bytes. Ends disagree about some of them
// (name, optional parts), so only the length counts.
func readConst(r *wire.Reader, want []byte, field string) { r.Skip(len(want), field) }

// readKey reads an H.221 key and checks it.
func readKey(r *wire.Reader, want []byte) {
	if got := r.Bytes(len(want), "h221Key"); r.Err() == nil && !bytes.Equal(got, want) {
		r.Fail(wire.ErrType, "h221Key")
	}
}

func readT124Key(r *wire.Reader) {
	if got := r.Bytes(len(t124Key), "t124Identifier"); r.Err() == nil && !bytes.Equal(got, t124Key) {
		r.Fail(wire.ErrType, "t124Identifier")
	}
}

// ConferenceCreateRequest is the GCC Conference Create Request
// ([MS-RDPBCGR] 2.2.1.3), the user data of a ConnectInitial.
type ConferenceCreateRequest struct {
	Data ClientData
}

func (p *ConferenceCreateRequest) content() (inner, blocks int) {
	blocks = p.Data.Size()
	return len(createRequestHead) + len(clientH221Key) + perLengthSize(blocks) + blocks, blocks
}

// Size returns the encoded length.
func (p *ConferenceCreateRequest) Size() int {
	n, _ := p.content()
	return len(t124Key) + perLengthSize(n) + n
}

// AppendTo appends the encoded form.
func (p *ConferenceCreateRequest) AppendTo(b []byte) []byte {
	n, blocks := p.content()
	b = appendPERLength(append(b, t124Key...), n)
	b = append(b, createRequestHead...)
	b = append(b, clientH221Key...)
	b = appendPERLength(b, blocks)
	return p.Data.AppendTo(b)
}

// ReadFrom decodes; raw parts of Data alias the message.
func (p *ConferenceCreateRequest) ReadFrom(r *wire.Reader) {
	readT124Key(r)
	readPERLength(r, "connectPDU") // wrong in some clients: the block lengths decide
	readConst(r, createRequestHead, "conferenceCreateRequest")
	readKey(r, clientH221Key)
	s := r.Sub(readPERLength(r, "userData"), "userData")
	p.Data.ReadFrom(s)
	adopt(r, s)
}

// ConferenceCreateResponse is the GCC Conference Create Response
// ([MS-RDPBCGR] 2.2.1.4), the user data of a ConnectResponse.
type ConferenceCreateResponse struct {
	NodeID uint16
	Tag    uint8
	Result uint8
	Data   ServerData
}

func (p *ConferenceCreateResponse) content() (inner, blocks int) {
	blocks = p.Data.Size()
	return 1 + 2 + 2 + 1 + len(responseUserData) + len(serverH221Key) + perLengthSize(blocks) + blocks, blocks
}

// Size returns the encoded length.
func (p *ConferenceCreateResponse) Size() int {
	n, _ := p.content()
	return len(t124Key) + perLengthSize(n) + n
}

// AppendTo appends the encoded form.
func (p *ConferenceCreateResponse) AppendTo(b []byte) []byte {
	n, blocks := p.content()
	b = appendPERLength(append(b, t124Key...), n)
	b = append(b, createResponseChoice)
	b = appendUserID(b, p.NodeID)
	b = append(b, 1, p.Tag, p.Result)
	b = append(b, responseUserData...)
	b = append(b, serverH221Key...)
	b = appendPERLength(b, blocks)
	return p.Data.AppendTo(b)
}

// ReadFrom decodes; raw parts of Data alias the message.
func (p *ConferenceCreateResponse) ReadFrom(r *wire.Reader) {
	readT124Key(r)
	// Microsoft's own servers write a length here that says nothing.
	readPERLength(r, "connectPDU")
	r.Skip(1, "conferenceCreateResponse")
	p.NodeID = readUserID(r, "nodeId")
	if n := r.U8("tag"); r.Err() == nil && n != 1 {
		r.Fail(wire.ErrRange, "tag")
	}
	p.Tag = r.U8("tag")
	p.Result = r.U8("result")
	readConst(r, responseUserData, "userData")
	readKey(r, serverH221Key)
	s := r.Sub(readPERLength(r, "userData"), "userData")
	p.Data.ReadFrom(s)
	adopt(r, s)
}
