package nla

import (
	"fmt"
	"io"
	"slices"
	"time"

	"oriel/rdp/wire"
)

// ntlmClient is the client's half of an NTLM exchange.
type ntlmClient struct {
	cfg       *ClientConfig
	negotiate []byte
}

// start returns the NEGOTIATE_MESSAGE.
func (n *ntlmClient) start() []byte {
	n.negotiate = (&Negotiate{Flags: ntlmWanted, Version: ntlmVersion}).AppendTo(nil)
	return n.negotiate
}

// finish answers a CHALLENGE_MESSAGE with the AUTHENTICATE_MESSAGE.
func (n *ntlmClient) finish(msg []byte, now time.Time) ([]byte, *session, error) {
	var c Challenge
	if err := decode(&c, msg, "CHALLENGE_MESSAGE"); err != nil {
		return nil, nil, err
	}
	if c.Flags&ntlmRequired != ntlmRequired {
		return nil, nil, fmt.Errorf("challenge flags %#x: %w", uint32(c.Flags), ErrWeak)
	}
	var pairs AVPairs
	if err := decode(&pairs, c.TargetInfo, "AV pairs"); err != nil {
		return nil, nil, err
	}
	var random [24]byte // the challenge, then the session key
	if _, err := io.ReadFull(n.cfg.Random, random[:]); err != nil {
		return nil, nil, fmt.Errorf("cannot draw a challenge: %w", err)
	}
	a, key := n.answer(&c, pairs, now, random)
	out := a.AppendTo(nil)
	if a.MIC != nil {
		copy(out[micOffset:], hmacMD5(key, n.negotiate, msg, out))
	}
	return out, newSession(key, a.Flags, false), nil
}

// answer makes the message, with an empty MIC if there will be one, and
// returns ExportedSessionKey ([MS-NLMP] 3.1.5.1.2).
func (n *ntlmClient) answer(c *Challenge, pairs AVPairs, now time.Time, random [24]byte) (*Authenticate, []byte) {
	a := &Authenticate{
		Domain: wire.AppendUTF16(nil, n.cfg.Domain), User: wire.AppendUTF16(nil, n.cfg.User),
		Workstation: wire.AppendUTF16(nil, n.cfg.Workstation),
		Flags:       c.Flags & (ntlmWanted | NegotiateTargetInfo), Version: ntlmVersion,
		LMResponse: make([]byte, 24), // nobody shall break DES for it
	}
	stamp := filetime(now)
	if t := pairs.value(AvTimestamp); len(t) == 8 {
		stamp = wire.LE.Uint64(t)
		a.MIC = make([]byte, micSize)
		pairs = withMIC(pairs)
	}
	owf := ntowfv2(NTHash(n.cfg.Password), a.User, a.Domain)
	blob := appendBlob(nil, stamp, [8]byte(random[:8]), pairs)
	proof := hmacMD5(owf, c.Challenge[:], blob)
	a.NTResponse = append(slices.Clone(proof), blob...)
	key := hmacMD5(owf, proof)
	if a.Flags&NegotiateKeyExchange != 0 {
		a.SessionKey = rc4Once(key, random[8:])
		key = slices.Clone(random[8:])
	}
	return a, key
}

// withMIC returns the server's pairs with the promise of a MIC, which a
// server that knows the password can rely on.
func withMIC(pairs AVPairs) AVPairs {
	flags := uint32(avFlagMIC)
	out := AVPairs{}
	for _, p := range pairs {
		if p.ID == AvFlags {
			if len(p.Value) == 4 {
				flags |= wire.LE.Uint32(p.Value)
			}
			continue
		}
		out = append(out, p)
	}
	return append(out, AVPair{AvFlags, wire.LE.AppendUint32(nil, flags)})
}
