package nla

import (
	"fmt"

	"oriel/rdp/wire"
)

const tagBitString = 0x03

// PublicKey returns the SubjectPublicKey within a certificate's
// SubjectPublicKeyInfo (RFC 5280 4.1): what CredSSP binds to.
func PublicKey(info []byte) ([]byte, error) {
	r := wire.NewReader(info)
	d := newDER(r)
	var key []byte
	d.in(tagSequence, "SubjectPublicKeyInfo", func() {
		d.in(tagSequence, "algorithm", func() { d.rest("algorithm") })
		d.in(tagBitString, "subjectPublicKey", func() {
			if r.U8("unused bits") != 0 {
				r.Fail(wire.ErrUnsupported, "unused bits")
			}
			key = d.rest("subjectPublicKey")
		})
	})
	if r.Err() == nil && len(key) == 0 {
		r.Fail(wire.ErrShort, "subjectPublicKey")
	}
	if err := r.Err(); err != nil {
		return nil, fmt.Errorf("SubjectPublicKeyInfo: %w", err)
	}
	return key, nil
}
