package nla

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rc4"
	"crypto/subtle"
	"fmt"
	"slices"
	"unicode"

	"oriel/rdp/wire"
)

// NTHash is how NTLM stores a password: as good as the password itself.
func NTHash(password string) [16]byte { return md4(wire.AppendUTF16(nil, password)) }

// emptyHash is the NTHash of no password.
var emptyHash = md4(nil)

func hmacMD5(key []byte, parts ...[]byte) []byte {
	h := hmac.New(md5.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func rc4Key(key []byte) *rc4.Cipher {
	c, _ := rc4.NewCipher(key) // fails for keys of other sizes than ours
	return c
}

// rc4Once is RC4K ([MS-NLMP] 6).
func rc4Once(key, data []byte) []byte {
	out := make([]byte, len(data))
	rc4Key(key).XORKeyStream(out, data)
	return out
}

// upper turns UTF-16 into upper case as Windows does: unit by unit, and never
// from beyond ASCII into it.
func upper(utf16 []byte) []byte {
	b := slices.Clone(utf16)
	for i := 0; i+1 < len(b); i += 2 {
		c := rune(wire.LE.Uint16(b[i:]))
		if u := unicode.ToUpper(c); (c < 0x80) == (u < 0x80) && u < 0x10000 {
			wire.LE.PutUint16(b[i:], uint16(u))
		}
	}
	return b
}

// ntowfv2 is NTOWFv2 ([MS-NLMP] 3.3.2) with names in UTF-16.
func ntowfv2(ntHash [16]byte, user, domain []byte) []byte {
	return hmacMD5(ntHash[:], upper(user), domain)
}

// The NTLMv2_RESPONSE: NTProofStr, then the client's challenge
// ([MS-NLMP] 2.2.2.7, 2.2.2.8).
const (
	proofSize     = 16
	blobPairs     = 28 // where AV pairs begin in the client's challenge
	minNTResponse = proofSize + blobPairs + 4
)

// appendBlob appends an NTLMv2_CLIENT_CHALLENGE.
func appendBlob(b []byte, time uint64, challenge [8]byte, pairs AVPairs) []byte {
	b = append(b, 1, 1, 0, 0, 0, 0, 0, 0)
	b = wire.LE.AppendUint64(b, time)
	b = append(b, challenge[:]...)
	b = append(b, 0, 0, 0, 0)
	return append(pairs.AppendTo(b), 0, 0, 0, 0)
}

// session is the security context after authentication: what we send and
// what we get, each with keys and a counter of its own.
type session struct {
	send, recv sealer
}

// Magic constants of SIGNKEY and SEALKEY ([MS-NLMP] 3.4.5). The NUL is part
// of them.
const (
	clientSign = "session key to client-to-server signing key magic constant\x00"
	clientSeal = "session key to client-to-server sealing key magic constant\x00"
	serverSign = "session key to server-to-client signing key magic constant\x00"
	serverSeal = "session key to server-to-client sealing key magic constant\x00"
)

// newSession returns the client's session, or the server's.
func newSession(key []byte, flags NTLMFlags, server bool) *session {
	exchange := flags&NegotiateKeyExchange != 0
	s := &session{
		send: newSealer(key, clientSign, clientSeal, exchange),
		recv: newSealer(key, serverSign, serverSeal, exchange),
	}
	if server {
		s.send, s.recv = s.recv, s.send
	}
	return s
}

// reset puts the cipher streams back to their beginning, as is done after a
// mechListMIC ([MS-SPNG] 3.2.5.1). The counters go on.
func (s *session) reset() {
	s.send.cipher, s.recv.cipher = rc4Key(s.send.key), rc4Key(s.recv.key)
}

// sealer is one direction of a session.
type sealer struct {
	sign, key []byte
	cipher    *rc4.Cipher
	seq       uint32
	exchange  bool // checksums are encrypted only if keys were exchanged
}

func newSealer(key []byte, sign, seal string, exchange bool) sealer {
	derive := func(magic string) []byte {
		k := md5.Sum(append(slices.Clone(key), magic...))
		return k[:]
	}
	s := sealer{sign: derive(sign), key: derive(seal), exchange: exchange}
	s.cipher = rc4Key(s.key)
	return s
}

const signatureSize = 16

// signature is MAC with extended session security ([MS-NLMP] 3.4.4.2).
func (s *sealer) signature(msg []byte) []byte {
	b := wire.LE.AppendUint32(nil, 1)
	b = append(b, hmacMD5(s.sign, wire.LE.AppendUint32(nil, s.seq), msg)[:8]...)
	if s.exchange {
		s.cipher.XORKeyStream(b[4:], b[4:])
	}
	b = wire.LE.AppendUint32(b, s.seq)
	s.seq++
	return b
}

// seal returns the signature and the encrypted message ([MS-NLMP] 3.4.3).
func (s *sealer) seal(msg []byte) []byte {
	out := make([]byte, signatureSize+len(msg))
	s.cipher.XORKeyStream(out[signatureSize:], msg)
	copy(out, s.signature(msg))
	return out
}

// unseal undoes seal.
func (s *sealer) unseal(b []byte) ([]byte, error) {
	if len(b) < signatureSize {
		return nil, fmt.Errorf("%d sealed bytes: %w", len(b), ErrAltered)
	}
	msg := make([]byte, len(b)-signatureSize)
	s.cipher.XORKeyStream(msg, b[signatureSize:])
	if err := s.verify(b[:signatureSize], msg); err != nil {
		return nil, err
	}
	return msg, nil
}

// verify checks the signature of a message.
func (s *sealer) verify(signature, msg []byte) error {
	if subtle.ConstantTimeCompare(signature, s.signature(msg)) != 1 {
		return ErrAltered
	}
	return nil
}
