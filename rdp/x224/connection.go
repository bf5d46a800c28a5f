package x224

import (
	"bytes"
	"strings"

	"oriel/rdp/wire"
)

// ConnectionRequest is the X.224 Connection Request PDU, a whole frame
// ([MS-RDPBCGR] 2.2.1.1).
type ConnectionRequest struct {
	SrcRef       uint16
	Cookie       string // the user's name behind "Cookie: mstshash="
	RoutingToken string // the line of a load balancer, instead of Cookie, without CR LF
	Negotiation  *NegotiationRequest
	Correlation  *CorrelationInfo
}

// maxLine bounds Cookie and RoutingToken: the TPDU's length is one byte.
const maxLine = 254 - 6 - negotiationSize - correlationSize - len(cookiePrefix) - len(crlf)

// line returns the text line in front of the negotiation structures. What
// cannot be said in one line of its length is cut.
func (p *ConnectionRequest) line() string {
	s := p.RoutingToken
	if s == "" {
		if p.Cookie == "" {
			return ""
		}
		s = p.Cookie
	}
	if i := strings.IndexAny(s, crlf); i >= 0 {
		s = s[:i]
	}
	if len(s) > maxLine {
		s = s[:maxLine]
	}
	if p.RoutingToken == "" {
		s = cookiePrefix + s
	}
	return s + crlf
}

func (p *ConnectionRequest) tpduSize() int {
	n := 6 + len(p.line())
	if p.Negotiation != nil {
		n += negotiationSize
		if p.Correlation != nil {
			n += correlationSize
		}
	}
	return n
}

// Size returns the frame's length.
func (p *ConnectionRequest) Size() int { return TPKTSize + 1 + p.tpduSize() }

// AppendTo appends the frame.
func (p *ConnectionRequest) AppendTo(b []byte) []byte {
	n := p.tpduSize()
	b = AppendTPKT(b, 1+n)
	b = append(b, byte(n), codeConnectionRequest, 0, 0)
	b = wire.BE.AppendUint16(b, p.SrcRef)
	b = append(b, 0)
	b = append(b, p.line()...)
	if p.Negotiation == nil {
		return b
	}
	flags := p.Negotiation.Flags &^ correlationInfoPresent
	if p.Correlation != nil {
		flags |= correlationInfoPresent
	}
	b = append(b, typeRequest, flags, negotiationSize, 0)
	b = wire.LE.AppendUint32(b, uint32(p.Negotiation.Protocols))
	if p.Correlation != nil {
		b = append(b, typeCorrelation, 0, correlationSize, 0)
		b = append(b, p.Correlation.ID[:]...)
		b = append(b, make([]byte, 16)...)
	}
	return b
}

// ReadFrom reads the frame. Everything after the fixed part is optional; the
// oldest clients send none of it.
func (p *ConnectionRequest) ReadFrom(r *wire.Reader) {
	*p = ConnectionRequest{}
	t := readConnection(r, codeConnectionRequest)
	t.Skip(2, "dstRef")
	p.SrcRef = t.U16BE("srcRef")
	t.U8("classOption")
	p.readLine(t)
	for t.Len() > 0 {
		p.readStruct(t)
	}
	adopt(r, t)
}

// readLine reads the cookie or routing token, which ends with CR LF. A
// structure begins with a byte that no such line begins with.
func (p *ConnectionRequest) readLine(t *wire.Reader) {
	rest := *t // a second cursor, to look ahead
	line := rest.Rest()
	if len(line) == 0 || line[0] == typeRequest {
		return
	}
	i := bytes.IndexAny(line, crlf)
	if i < 0 || !bytes.HasPrefix(line[i:], []byte(crlf)) {
		t.Fail(wire.ErrRange, "cookie")
		return
	}
	t.Skip(i+len(crlf), "cookie")
	s := string(line[:i])
	if name, ok := strings.CutPrefix(s, cookiePrefix); ok {
		p.Cookie = name
	} else {
		p.RoutingToken = s
	}
}

func (p *ConnectionRequest) readStruct(t *wire.Reader) {
	typ, flags, n := t.U8("type"), t.U8("flags"), t.U16("length")
	switch {
	case t.Err() != nil:
	case typ == typeRequest && n == negotiationSize && p.Negotiation == nil:
		p.Negotiation = &NegotiationRequest{
			Flags:     flags &^ correlationInfoPresent,
			Protocols: Protocol(t.U32("requestedProtocols")),
		}
	case typ == typeCorrelation && n == correlationSize && p.Negotiation != nil:
		p.Correlation = new(CorrelationInfo)
		copy(p.Correlation.ID[:], t.Bytes(16, "correlationId"))
		t.Skip(16, "reserved")
	default:
		t.Fail(wire.ErrType, "type")
	}
}

// readConnection reads the TPKT header, length indicator and code of a CR or
// CC and returns a Reader over what follows within the TPDU.
func readConnection(r *wire.Reader, code uint8) *wire.Reader {
	tpdu := readTPKT(r)
	n := int(tpdu.U8("lengthIndicator"))
	t := tpdu.Sub(n, "tpdu")
	if c := t.U8("tpduCode"); t.Err() == nil && c&0xF0 != code {
		t.Fail(wire.ErrType, "tpduCode")
	}
	return t
}

// ConnectionConfirm is the X.224 Connection Confirm PDU, a whole frame
// ([MS-RDPBCGR] 2.2.1.2). Response and Failure are both nil if the client
// sent no NegotiationRequest.
type ConnectionConfirm struct {
	DstRef   uint16 // the client's SrcRef
	SrcRef   uint16
	Response *NegotiationResponse
	Failure  FailureCode // 0: none
}

func (p *ConnectionConfirm) tpduSize() int {
	if p.Response != nil || p.Failure != 0 {
		return 6 + negotiationSize
	}
	return 6
}

// Size returns the frame's length.
func (p *ConnectionConfirm) Size() int { return TPKTSize + 1 + p.tpduSize() }

// AppendTo appends the frame.
func (p *ConnectionConfirm) AppendTo(b []byte) []byte {
	n := p.tpduSize()
	b = AppendTPKT(b, 1+n)
	b = append(b, byte(n), codeConnectionConfirm)
	b = wire.BE.AppendUint16(b, p.DstRef)
	b = wire.BE.AppendUint16(b, p.SrcRef)
	b = append(b, 0)
	switch {
	case p.Failure != 0:
		b = append(b, typeFailure, 0, negotiationSize, 0)
		b = wire.LE.AppendUint32(b, uint32(p.Failure))
	case p.Response != nil:
		b = append(b, typeResponse, p.Response.Flags, negotiationSize, 0)
		b = wire.LE.AppendUint32(b, uint32(p.Response.Selected))
	}
	return b
}

// ReadFrom reads the frame.
func (p *ConnectionConfirm) ReadFrom(r *wire.Reader) {
	*p = ConnectionConfirm{}
	t := readConnection(r, codeConnectionConfirm)
	p.DstRef = t.U16BE("dstRef")
	p.SrcRef = t.U16BE("srcRef")
	t.U8("classOption")
	if t.Len() > 0 {
		p.readStruct(t)
	}
	adopt(r, t)
}

func (p *ConnectionConfirm) readStruct(t *wire.Reader) {
	typ, flags, n := t.U8("type"), t.U8("flags"), t.U16("length")
	v := t.U32("value")
	switch {
	case t.Err() != nil:
	case n != negotiationSize:
		t.Fail(wire.ErrRange, "length")
	case typ == typeResponse:
		p.Response = &NegotiationResponse{Flags: flags, Selected: Protocol(v)}
	case typ == typeFailure && v != 0:
		p.Failure = FailureCode(v)
	default:
		t.Fail(wire.ErrType, "type")
	}
}
