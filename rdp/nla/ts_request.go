package nla

import (
	"errors"

	"oriel/rdp/wire"
)

// Versions of CredSSP.
const (
	MinVersion = 2
	MaxVersion = 6
)

// MaxMessage is the longest TSRequest that is read.
const MaxMessage = 64 << 10

const nonceSize = 32

// TSRequest is the one message of CredSSP ([MS-CSSP] 2.2.1). What is nil is
// not there.
type TSRequest struct {
	Version     uint32
	NegoToken   []byte // negoTokens; of the list that it is nobody sends more than one
	AuthInfo    []byte
	PubKeyAuth  []byte
	ErrorCode   NTStatus // 0: not there
	ClientNonce []byte
}

var _ wire.PDU = (*TSRequest)(nil)

func (p *TSRequest) leaves() []leaf {
	l := []leaf{{integerBytes(p.Version), []byte{tagContext, tagInteger}}}
	if p.NegoToken != nil {
		l = append(l, leaf{p.NegoToken, []byte{tagContext + 1, tagSequence, tagSequence, tagContext, tagOctetString}})
	}
	octets := func(n byte, v []byte) {
		if v != nil {
			l = append(l, leaf{v, []byte{tagContext + n, tagOctetString}})
		}
	}
	octets(2, p.AuthInfo)
	octets(3, p.PubKeyAuth)
	if p.ErrorCode != 0 {
		l = append(l, leaf{integerBytes(uint32(p.ErrorCode)), []byte{tagContext + 4, tagInteger}})
	}
	octets(5, p.ClientNonce)
	return l
}

// Size returns the bytes that AppendTo adds.
func (p *TSRequest) Size() int { return sizeDER(sizeLeaves(p.leaves())) }

// AppendTo appends the encoded form.
func (p *TSRequest) AppendTo(b []byte) []byte {
	l := p.leaves()
	return appendLeaves(appendHeader(b, tagSequence, sizeLeaves(l)), l)
}

// ReadFrom decodes; the fields alias the message.
func (p *TSRequest) ReadFrom(r *wire.Reader) {
	d := newDER(r)
	d.in(tagSequence, "TSRequest", func() {
		d.in(tagContext, "version", func() { p.Version = d.integer("version") })
		d.optional(1, "negoTokens", func() {
			d.in(tagSequence, "negoTokens", func() {
				d.in(tagSequence, "negoTokens", func() {
					d.in(tagContext, "negoToken", func() { p.NegoToken = d.bytes(tagOctetString, "negoToken") })
				})
			})
		})
		d.optional(2, "authInfo", func() { p.AuthInfo = d.bytes(tagOctetString, "authInfo") })
		d.optional(3, "pubKeyAuth", func() { p.PubKeyAuth = d.bytes(tagOctetString, "pubKeyAuth") })
		d.optional(4, "errorCode", func() { p.ErrorCode = NTStatus(d.integer("errorCode")) })
		d.optional(5, "clientNonce", func() { p.ClientNonce = d.bytes(tagOctetString, "clientNonce") })
	})
	if p.ClientNonce != nil && len(p.ClientNonce) != nonceSize {
		r.Fail(wire.ErrRange, "clientNonce")
	}
}

// MessageLen returns the length of the TSRequest that begins b, or 0 if b is
// too short to tell. Longer ones than MaxMessage are an error.
func MessageLen(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	r := wire.NewReader(b)
	if r.U8("TSRequest") != tagSequence {
		r.Fail(wire.ErrType, "TSRequest")
		return 0, r.Err()
	}
	n := newDER(r).length("TSRequest")
	if errors.Is(r.Err(), wire.ErrShort) {
		return 0, nil
	}
	if r.Err() == nil && r.Off()+n > MaxMessage {
		r.Fail(wire.ErrRange, "TSRequest")
	}
	if r.Err() != nil {
		return 0, r.Err()
	}
	return r.Off() + n, nil
}

// hasErrorCode reports whether a version knows errorCode: 5 does not.
func hasErrorCode(version uint32) bool { return version >= 3 && version != 5 }

// hasNonce reports whether a version binds to the public key by a hash.
func hasNonce(version uint32) bool { return version >= 5 }
