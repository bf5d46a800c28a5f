package nla

import (
	"oriel/rdp/wire"
)

// NTLMFlags is a NEGOTIATE structure ([MS-NLMP] 2.2.2.5).
type NTLMFlags uint32

// The flags that matter here.
const (
	NegotiateUnicode     NTLMFlags = 0x00000001
	RequestTarget        NTLMFlags = 0x00000004
	NegotiateSign        NTLMFlags = 0x00000010
	NegotiateSeal        NTLMFlags = 0x00000020
	NegotiateNTLM        NTLMFlags = 0x00000200
	NegotiateAlwaysSign  NTLMFlags = 0x00008000
	TargetTypeServer     NTLMFlags = 0x00020000
	NegotiateESS         NTLMFlags = 0x00080000 // extended session security
	NegotiateTargetInfo  NTLMFlags = 0x00800000
	NegotiateNTLMVersion NTLMFlags = 0x02000000
	Negotiate128         NTLMFlags = 0x20000000
	NegotiateKeyExchange NTLMFlags = 0x40000000
	Negotiate56          NTLMFlags = 0x80000000
)

const (
	// ntlmRequired must be there in each message.
	ntlmRequired = NegotiateUnicode | NegotiateSeal | NegotiateESS | Negotiate128
	// ntlmWanted is what we offer as a client and grant as a server.
	ntlmWanted = ntlmRequired | RequestTarget | NegotiateSign | NegotiateNTLM | NegotiateAlwaysSign |
		NegotiateNTLMVersion | NegotiateKeyExchange | Negotiate56
)

const ntlmSignature = "NTLMSSP\x00"

// Message types.
const (
	ntlmNegotiate    = 1
	ntlmChallenge    = 2
	ntlmAuthenticate = 3
)

// Sizes of the fixed parts.
const (
	negotiateSize    = 32 // and 8 with NegotiateNTLMVersion
	versionSize      = 8
	challengeSize    = 56
	authenticateSize = 72 // and 16 with a MIC
	micOffset        = 72
	micSize          = 16
)

// ntlmVersion says Windows 10 and NTLMSSP revision 15. For debugging only
// ([MS-NLMP] 2.2.2.10).
var ntlmVersion = [versionSize]byte{10, 0, 0x61, 0x4A, 0, 0, 0, 15}

// Negotiate is a NEGOTIATE_MESSAGE ([MS-NLMP] 2.2.1.1).
type Negotiate struct {
	Flags       NTLMFlags
	Domain      []byte // in an OEM character set, as Workstation; of no use
	Workstation []byte
	Version     [versionSize]byte // with NegotiateNTLMVersion
}

// Challenge is a CHALLENGE_MESSAGE ([MS-NLMP] 2.2.1.2).
type Challenge struct {
	TargetName []byte // UTF-16
	Flags      NTLMFlags
	Challenge  [8]byte
	TargetInfo []byte // AV pairs
	Version    [versionSize]byte
}

// Authenticate is an AUTHENTICATE_MESSAGE ([MS-NLMP] 2.2.1.3). Names are
// UTF-16: the proof is over their bytes.
type Authenticate struct {
	LMResponse, NTResponse    []byte
	Domain, User, Workstation []byte
	SessionKey                []byte // encrypted
	Flags                     NTLMFlags
	Version                   [versionSize]byte
	MIC                       []byte // nil: no room for one
}

var _, _, _ wire.PDU = (*Negotiate)(nil), (*Challenge)(nil), (*Authenticate)(nil)

// ntlmReader reads a message with fields that point into it. The message is
// all that the Reader has.
type ntlmReader struct {
	r     *wire.Reader
	msg   []byte
	first int // offset of the first field that is not empty
}

func newNTLM(r *wire.Reader, kind uint32) *ntlmReader {
	all := *r
	n := &ntlmReader{r: r, msg: all.Rest()}
	n.first = len(n.msg)
	if string(r.Bytes(len(ntlmSignature), "Signature")) != ntlmSignature {
		r.Fail(wire.ErrType, "Signature")
	}
	if r.U32("MessageType") != kind {
		r.Fail(wire.ErrType, "MessageType")
	}
	return n
}

// field reads a length and an offset and returns what they point at. A field
// that claims more than there is makes the message short.
func (n *ntlmReader) field(name string) []byte {
	size := uint64(n.r.U16(name))
	n.r.Skip(2, name) // the maximum
	off := uint64(n.r.U32(name))
	if n.r.Err() != nil || size == 0 {
		return nil
	}
	if off+size > uint64(len(n.msg)) {
		n.r.Fail(wire.ErrShort, name)
		return nil
	}
	n.first = min(n.first, int(off))
	return n.msg[off : off+size : off+size]
}

// done passes over the payload.
func (n *ntlmReader) done() { n.r.Skip(n.r.Len(), "Payload") }

// ntlmWriter writes the fields and keeps the payload for later.
type ntlmWriter struct {
	b       []byte
	offset  int
	payload [][]byte
}

func startNTLM(b []byte, kind uint32, fixed int) *ntlmWriter {
	b = append(b, ntlmSignature...)
	return &ntlmWriter{b: wire.LE.AppendUint32(b, kind), offset: fixed}
}

func (w *ntlmWriter) field(v []byte) {
	w.b = wire.LE.AppendUint16(w.b, uint16(len(v)))
	w.b = wire.LE.AppendUint16(w.b, uint16(len(v)))
	w.b = wire.LE.AppendUint32(w.b, uint32(w.offset))
	w.offset += len(v)
	w.payload = append(w.payload, v)
}

func (w *ntlmWriter) u32(v uint32) { w.b = wire.LE.AppendUint32(w.b, v) }

func (w *ntlmWriter) bytes(v []byte) { w.b = append(w.b, v...) }

func (w *ntlmWriter) done() []byte {
	for _, v := range w.payload {
		w.b = append(w.b, v...)
	}
	return w.b
}

func (p *Negotiate) fixed() int {
	if p.Flags&NegotiateNTLMVersion != 0 {
		return negotiateSize + versionSize
	}
	return negotiateSize
}

// Size returns the bytes that AppendTo adds.
func (p *Negotiate) Size() int { return p.fixed() + len(p.Domain) + len(p.Workstation) }

// AppendTo appends the encoded form.
func (p *Negotiate) AppendTo(b []byte) []byte {
	w := startNTLM(b, ntlmNegotiate, p.fixed())
	w.u32(uint32(p.Flags))
	w.field(p.Domain)
	w.field(p.Workstation)
	if p.Flags&NegotiateNTLMVersion != 0 {
		w.bytes(p.Version[:])
	}
	return w.done()
}

// ReadFrom decodes; the fields alias the message.
func (p *Negotiate) ReadFrom(r *wire.Reader) {
	n := newNTLM(r, ntlmNegotiate)
	p.Flags = NTLMFlags(r.U32("NegotiateFlags"))
	p.Domain = n.field("DomainName")
	p.Workstation = n.field("Workstation")
	if p.Flags&NegotiateNTLMVersion != 0 {
		copy(p.Version[:], r.Bytes(versionSize, "Version"))
	}
	n.done()
}

// Size returns the bytes that AppendTo adds.
func (p *Challenge) Size() int { return challengeSize + len(p.TargetName) + len(p.TargetInfo) }

// AppendTo appends the encoded form.
func (p *Challenge) AppendTo(b []byte) []byte {
	w := startNTLM(b, ntlmChallenge, challengeSize)
	w.field(p.TargetName)
	w.u32(uint32(p.Flags))
	w.bytes(p.Challenge[:])
	w.bytes(make([]byte, 8)) // reserved
	w.field(p.TargetInfo)
	w.bytes(p.Version[:])
	return w.done()
}

// ReadFrom decodes; the fields alias the message.
func (p *Challenge) ReadFrom(r *wire.Reader) {
	n := newNTLM(r, ntlmChallenge)
	p.TargetName = n.field("TargetName")
	p.Flags = NTLMFlags(r.U32("NegotiateFlags"))
	copy(p.Challenge[:], r.Bytes(8, "ServerChallenge"))
	r.Skip(8, "Reserved")
	p.TargetInfo = n.field("TargetInfo")
	copy(p.Version[:], r.Bytes(versionSize, "Version"))
	n.done()
}

// Size returns the bytes that AppendTo adds.
func (p *Authenticate) Size() int {
	return p.fixed() + len(p.LMResponse) + len(p.NTResponse) + len(p.Domain) + len(p.User) + len(p.Workstation) + len(p.SessionKey)
}

func (p *Authenticate) fixed() int {
	if p.MIC != nil {
		return authenticateSize + micSize
	}
	return authenticateSize
}

// AppendTo appends the encoded form.
func (p *Authenticate) AppendTo(b []byte) []byte {
	w := startNTLM(b, ntlmAuthenticate, p.fixed())
	for _, v := range [][]byte{p.LMResponse, p.NTResponse, p.Domain, p.User, p.Workstation, p.SessionKey} {
		w.field(v)
	}
	w.u32(uint32(p.Flags))
	w.bytes(p.Version[:])
	w.bytes(p.MIC)
	return w.done()
}

// ReadFrom decodes; the fields alias the message. Nothing says whether Version
// and MIC are there: they are if the payload leaves room for them.
func (p *Authenticate) ReadFrom(r *wire.Reader) {
	n := newNTLM(r, ntlmAuthenticate)
	p.LMResponse = n.field("LmChallengeResponse")
	p.NTResponse = n.field("NtChallengeResponse")
	p.Domain = n.field("DomainName")
	p.User = n.field("UserName")
	p.Workstation = n.field("Workstation")
	p.SessionKey = n.field("EncryptedRandomSessionKey")
	p.Flags = NTLMFlags(r.U32("NegotiateFlags"))
	if r.Err() == nil && n.first >= authenticateSize {
		copy(p.Version[:], r.Bytes(versionSize, "Version"))
	}
	if r.Err() == nil && n.first >= authenticateSize+micSize {
		p.MIC = r.Bytes(micSize, "MIC")
	}
	n.done()
}
