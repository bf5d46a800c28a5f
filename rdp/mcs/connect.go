package mcs

import "oriel/rdp/wire"

// DomainParameters are T.125's limits of a domain.
type DomainParameters struct {
	MaxChannelIDs, MaxUserIDs, MaxTokenIDs, NumPriorities uint32
	MinThroughput, MaxHeight, MaxMCSPDUSize, Version      uint32
}

// What clients propose (target, minimum, maximum) and what a server answers.
var (
	TargetParameters  = DomainParameters{34, 2, 0, 1, 0, 1, 65535, 2}
	MinimumParameters = DomainParameters{1, 1, 1, 1, 0, 1, 1056, 2}
	MaximumParameters = DomainParameters{65535, 64535, 65535, 1, 0, 1, 65535, 2}
	ServerParameters  = DomainParameters{34, 3, 0, 1, 0, 1, 65528, 2}
)

func (p *DomainParameters) fields() [8]*uint32 {
	return [8]*uint32{&p.MaxChannelIDs, &p.MaxUserIDs, &p.MaxTokenIDs, &p.NumPriorities,
		&p.MinThroughput, &p.MaxHeight, &p.MaxMCSPDUSize, &p.Version}
}

func (p *DomainParameters) content() int {
	n := 0
	for _, f := range p.fields() {
		n += 2 + integerSize(*f)
	}
	return n
}

func (p *DomainParameters) size() int { return 2 + p.content() }

func (p *DomainParameters) appendTo(b []byte) []byte {
	b = append(b, tagSequence, byte(p.content()))
	for _, f := range p.fields() {
		b = appendInteger(b, *f)
	}
	return b
}

func (p *DomainParameters) readFrom(r *wire.Reader) {
	readBER(r, tagSequence, "domainParameters")
	for _, f := range p.fields() {
		*f = readInteger(r, "domainParameters")
	}
}

// ConnectInitial is the MCS Connect Initial PDU ([MS-RDPBCGR] 2.2.1.3).
// UserData is a ConferenceCreateRequest.
type ConnectInitial struct {
	Calling, Called          []byte // domain selectors, without meaning in RDP
	Upward                   bool
	Target, Minimum, Maximum DomainParameters
	UserData                 []byte
}

// NewConnectInitial returns a ConnectInitial with the usual parameters that
// carries d.
func NewConnectInitial(d *ClientData) *ConnectInitial {
	q := ConferenceCreateRequest{Data: *d}
	return &ConnectInitial{
		Calling: []byte{1}, Called: []byte{1}, Upward: true,
		Target: TargetParameters, Minimum: MinimumParameters, Maximum: MaximumParameters,
		UserData: q.AppendTo(nil),
	}
}

func (p *ConnectInitial) content() int {
	return octetStringSize(len(p.Calling)) + octetStringSize(len(p.Called)) + 3 +
		p.Target.size() + p.Minimum.size() + p.Maximum.size() + octetStringSize(len(p.UserData))
}

// Size returns the encoded length.
func (p *ConnectInitial) Size() int {
	n := p.content()
	return 2 + berLengthSize(n) + n
}

// AppendTo appends the encoded form.
func (p *ConnectInitial) AppendTo(b []byte) []byte {
	b = wire.BE.AppendUint16(b, tagConnectInitial)
	b = appendBERLength(b, p.content())
	b = appendOctetString(b, p.Calling)
	b = appendOctetString(b, p.Called)
	up := byte(0)
	if p.Upward {
		up = 0xFF
	}
	b = append(b, tagBoolean, 1, up)
	b = p.Target.appendTo(b)
	b = p.Minimum.appendTo(b)
	b = p.Maximum.appendTo(b)
	return appendOctetString(b, p.UserData)
}

// ReadFrom decodes. UserData and the selectors alias the message.
func (p *ConnectInitial) ReadFrom(r *wire.Reader) {
	s := readConnectTag(r, tagConnectInitial, "connectInitial")
	p.Calling = readOctetString(s, "callingDomainSelector")
	p.Called = readOctetString(s, "calledDomainSelector")
	if n := readBER(s, tagBoolean, "upwardFlag"); s.Err() == nil && n != 1 {
		s.Fail(wire.ErrRange, "upwardFlag")
	}
	p.Upward = s.U8("upwardFlag") != 0
	p.Target.readFrom(s)
	p.Minimum.readFrom(s)
	p.Maximum.readFrom(s)
	p.UserData = readOctetString(s, "userData")
	adopt(r, s)
}

// readConnectTag reads the outer tag and length of a Connect PDU and returns
// a Reader over its content.
func readConnectTag(r *wire.Reader, tag uint16, field string) *wire.Reader {
	if t := r.U16BE(field); r.Err() == nil && t != tag {
		r.Fail(wire.ErrType, field)
	}
	return r.Sub(readBERLength(r, field), field)
}

// adopt gives r the error of the sub-Reader s.
func adopt(r, s *wire.Reader) {
	if r.Err() == nil && s.Err() != nil {
		if e, ok := s.Err().(*wire.Error); ok {
			r.Fail(e.Kind, e.Field)
		}
	}
}

// ConnectResponse is the MCS Connect Response PDU ([MS-RDPBCGR] 2.2.1.4).
// UserData is a ConferenceCreateResponse.
type ConnectResponse struct {
	Result          uint8 // 0: successful
	CalledConnectID uint32
	Parameters      DomainParameters
	UserData        []byte
}

// NewConnectResponse returns a successful ConnectResponse that carries d.
func NewConnectResponse(d *ServerData) *ConnectResponse {
	q := ConferenceCreateResponse{NodeID: defaultNodeID, Tag: 1, Data: *d}
	return &ConnectResponse{Parameters: ServerParameters, UserData: q.AppendTo(nil)}
}

func (p *ConnectResponse) content() int {
	return 3 + 2 + integerSize(p.CalledConnectID) + p.Parameters.size() + octetStringSize(len(p.UserData))
}

// Size returns the encoded length.
func (p *ConnectResponse) Size() int {
	n := p.content()
	return 2 + berLengthSize(n) + n
}

// AppendTo appends the encoded form.
func (p *ConnectResponse) AppendTo(b []byte) []byte {
	b = wire.BE.AppendUint16(b, tagConnectResponse)
	b = appendBERLength(b, p.content())
	b = append(b, tagEnumerated, 1, p.Result)
	b = appendInteger(b, p.CalledConnectID)
	b = p.Parameters.appendTo(b)
	return appendOctetString(b, p.UserData)
}

// ReadFrom decodes. UserData aliases the message.
func (p *ConnectResponse) ReadFrom(r *wire.Reader) {
	s := readConnectTag(r, tagConnectResponse, "connectResponse")
	if n := readBER(s, tagEnumerated, "result"); s.Err() == nil && n != 1 {
		s.Fail(wire.ErrRange, "result")
	}
	p.Result = s.U8("result")
	p.CalledConnectID = readInteger(s, "calledConnectId")
	p.Parameters.readFrom(s)
	p.UserData = readOctetString(s, "userData")
	adopt(r, s)
}
