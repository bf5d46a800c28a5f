package nla

import "oriel/rdp/wire"

// Kinds of credentials ([MS-CSSP] 2.2.1.2).
const (
	CredentialsPassword    = 1
	CredentialsSmartCard   = 2
	CredentialsRemoteGuard = 6
)

// TSCredentials is what the client delegates ([MS-CSSP] 2.2.1.2).
type TSCredentials struct {
	Type        uint32
	Credentials []byte // for CredentialsPassword a TSPasswordCreds
}

// TSPasswordCreds is a user with a password ([MS-CSSP] 2.2.1.2.1).
type TSPasswordCreds struct {
	Domain, User, Password string
}

var _, _ wire.PDU = (*TSCredentials)(nil), (*TSPasswordCreds)(nil)

func (p *TSCredentials) leaves() []leaf {
	return []leaf{
		{integerBytes(p.Type), []byte{tagContext, tagInteger}},
		{p.Credentials, []byte{tagContext + 1, tagOctetString}},
	}
}

// Size returns the bytes that AppendTo adds.
func (p *TSCredentials) Size() int { return sizeDER(sizeLeaves(p.leaves())) }

// AppendTo appends the encoded form.
func (p *TSCredentials) AppendTo(b []byte) []byte {
	l := p.leaves()
	return appendLeaves(appendHeader(b, tagSequence, sizeLeaves(l)), l)
}

// ReadFrom decodes; Credentials alias the message.
func (p *TSCredentials) ReadFrom(r *wire.Reader) {
	d := newDER(r)
	d.in(tagSequence, "TSCredentials", func() {
		d.in(tagContext, "credType", func() { p.Type = d.integer("credType") })
		d.in(tagContext+1, "credentials", func() { p.Credentials = d.bytes(tagOctetString, "credentials") })
	})
}

func (p *TSPasswordCreds) leaves() []leaf {
	l := make([]leaf, 3)
	for i, s := range []string{p.Domain, p.User, p.Password} {
		l[i] = leaf{wire.AppendUTF16(nil, s), []byte{tagContext + byte(i), tagOctetString}}
	}
	return l
}

// Size returns the bytes that AppendTo adds.
func (p *TSPasswordCreds) Size() int { return sizeDER(sizeLeaves(p.leaves())) }

// AppendTo appends the encoded form.
func (p *TSPasswordCreds) AppendTo(b []byte) []byte {
	l := p.leaves()
	return appendLeaves(appendHeader(b, tagSequence, sizeLeaves(l)), l)
}

// ReadFrom decodes.
func (p *TSPasswordCreds) ReadFrom(r *wire.Reader) {
	d := newDER(r)
	text := func(n byte, field string, to *string) {
		d.in(tagContext+n, field, func() { *to = wire.UTF16(d.bytes(tagOctetString, field)) })
	}
	d.in(tagSequence, "TSPasswordCreds", func() {
		text(0, "domainName", &p.Domain)
		text(1, "userName", &p.User)
		text(2, "password", &p.Password)
	})
}
