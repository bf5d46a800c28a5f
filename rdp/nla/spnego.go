package nla

import (
	"bytes"

	"oriel/rdp/wire"
)

// Object identifiers, as the contents of their elements.
var (
	oidSPNEGO   = []byte{0x2B, 6, 1, 5, 5, 2}                         // 1.3.6.1.5.5.2
	oidNTLM     = []byte{0x2B, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10}      // 1.3.6.1.4.1.311.2.2.10
	oidKerberos = []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 1, 2, 2} // 1.2.840.113554.1.2.2
)

// maxMechs is how many mechanisms a client may list. Windows knows five.
const maxMechs = 16

// NegTokenInit is the client's first token ([MS-SPNG] 2.2.1, RFC 4178 4.2.1)
// with the GSS-API header that it always has (RFC 2743 3.1).
type NegTokenInit struct {
	// MechTypes is the list of mechanisms, the preferred one first, as it
	// travels: the mechListMIC is over these bytes.
	MechTypes []byte
	MechToken []byte // of the preferred mechanism; nil: none
}

// NegState is the negState of a NegTokenResp.
type NegState uint8

// The states, one more than on the wire.
const (
	NoState NegState = iota
	AcceptCompleted
	AcceptIncomplete
	Reject
	RequestMIC
)

// NegTokenResp is every later token ([MS-SPNG] 2.2.1, RFC 4178 4.2.2).
type NegTokenResp struct {
	State         NegState
	SupportedMech []byte // an object identifier; nil: none
	ResponseToken []byte
	MechListMIC   []byte
}

var _, _ wire.PDU = (*NegTokenInit)(nil), (*NegTokenResp)(nil)

func mechList(oids ...[]byte) []byte {
	var l []leaf
	for _, o := range oids {
		l = append(l, leaf{o, []byte{tagOID}})
	}
	return appendLeaves(appendHeader(nil, tagSequence, sizeLeaves(l)), l)
}

// Mech returns the place of a mechanism in the list, or -1.
func (p *NegTokenInit) Mech(oid []byte) int {
	at, i := -1, 0
	d := newDER(wire.NewReader(p.MechTypes))
	d.mechs(func(o []byte) {
		if at < 0 && bytes.Equal(o, oid) {
			at = i
		}
		i++
	})
	return at
}

// mechs reads a list of mechanisms.
func (d *derReader) mechs(f func(oid []byte)) {
	d.in(tagSequence, "mechTypes", func() {
		n := 0
		for ; d.peek() != 0 && n < maxMechs; n++ {
			f(d.bytes(tagOID, "mechType"))
		}
		if d.peek() != 0 || n == 0 {
			d.r.Fail(wire.ErrRange, "mechTypes")
		}
	})
}

func (p *NegTokenInit) leaves() []leaf {
	l := []leaf{{p.MechTypes, []byte{tagContext}}}
	if p.MechToken != nil {
		l = append(l, leaf{p.MechToken, []byte{tagContext + 2, tagOctetString}})
	}
	return l
}

func (p *NegTokenInit) inner() int {
	return sizeDER(len(oidSPNEGO)) + nested(sizeLeaves(p.leaves()), 2)
}

// Size returns the bytes that AppendTo adds.
func (p *NegTokenInit) Size() int { return sizeDER(p.inner()) }

// AppendTo appends the encoded form.
func (p *NegTokenInit) AppendTo(b []byte) []byte {
	l := p.leaves()
	n := sizeLeaves(l)
	b = appendHeader(b, tagApplication, p.inner())
	b = append(appendHeader(b, tagOID, len(oidSPNEGO)), oidSPNEGO...)
	b = appendHeader(b, tagContext, sizeDER(n))
	return appendLeaves(appendHeader(b, tagSequence, n), l)
}

// ReadFrom decodes; the fields alias the message. What a client may add
// besides (reqFlags, a hint, a MIC of no use yet) is passed over.
func (p *NegTokenInit) ReadFrom(r *wire.Reader) {
	d := newDER(r)
	d.in(tagApplication, "initialContextToken", func() {
		if !bytes.Equal(d.bytes(tagOID, "thisMech"), oidSPNEGO) {
			r.Fail(wire.ErrType, "thisMech")
		}
		d.in(tagContext, "negTokenInit", func() {
			d.in(tagSequence, "negTokenInit", func() {
				d.in(tagContext, "mechTypes", func() {
					at := *r
					from := r.Off()
					d.mechs(func([]byte) {})
					p.MechTypes = at.Bytes(r.Off()-from, "mechTypes")
				})
				d.optional(1, "reqFlags", func() { d.rest("reqFlags") })
				d.optional(2, "mechToken", func() { p.MechToken = d.bytes(tagOctetString, "mechToken") })
				d.optional(3, "negHints", func() { d.rest("negHints") })
				d.optional(4, "mechListMIC", func() { d.rest("mechListMIC") })
			})
		})
	})
}

func (p *NegTokenResp) leaves() []leaf {
	var l []leaf
	if p.State != NoState {
		l = append(l, leaf{[]byte{byte(p.State - 1)}, []byte{tagContext, tagEnumerated}})
	}
	if p.SupportedMech != nil {
		l = append(l, leaf{p.SupportedMech, []byte{tagContext + 1, tagOID}})
	}
	if p.ResponseToken != nil {
		l = append(l, leaf{p.ResponseToken, []byte{tagContext + 2, tagOctetString}})
	}
	if p.MechListMIC != nil {
		l = append(l, leaf{p.MechListMIC, []byte{tagContext + 3, tagOctetString}})
	}
	return l
}

// Size returns the bytes that AppendTo adds.
func (p *NegTokenResp) Size() int { return nested(sizeLeaves(p.leaves()), 2) }

// AppendTo appends the encoded form.
func (p *NegTokenResp) AppendTo(b []byte) []byte {
	l := p.leaves()
	n := sizeLeaves(l)
	b = appendHeader(b, tagContext+1, sizeDER(n))
	return appendLeaves(appendHeader(b, tagSequence, n), l)
}

// ReadFrom decodes; the fields alias the message.
func (p *NegTokenResp) ReadFrom(r *wire.Reader) {
	d := newDER(r)
	d.in(tagContext+1, "negTokenResp", func() {
		d.in(tagSequence, "negTokenResp", func() {
			d.optional(0, "negState", func() {
				v := d.bytes(tagEnumerated, "negState")
				if len(v) != 1 || v[0] >= byte(RequestMIC) {
					r.Fail(wire.ErrRange, "negState")
					return
				}
				p.State = NegState(v[0] + 1)
			})
			d.optional(1, "supportedMech", func() { p.SupportedMech = d.bytes(tagOID, "supportedMech") })
			d.optional(2, "responseToken", func() { p.ResponseToken = d.bytes(tagOctetString, "responseToken") })
			d.optional(3, "mechListMIC", func() { p.MechListMIC = d.bytes(tagOctetString, "mechListMIC") })
		})
	})
}
