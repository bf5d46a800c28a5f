package nla

import (
	"crypto/subtle"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"oriel/rdp/wire"
)

// ntlmServer is the server's half of an NTLM exchange.
type ntlmServer struct {
	cfg                  *Config
	negotiate, challenge []byte // the messages, for the MIC
	nonce                [8]byte
	flags                NTLMFlags

	user, domain string
	hash         [16]byte // of the user's password
}

// unixEpoch is 1970 as a FILETIME.
const unixEpoch = 116444736000000000

func filetime(t time.Time) uint64 { return uint64(t.UnixNano()/100 + unixEpoch) }

func decode(p wire.PDU, b []byte, name string) error {
	r := wire.NewReader(b)
	if p.ReadFrom(r); r.Err() != nil {
		return fmt.Errorf("%s: %w", name, r.Err())
	}
	return nil
}

// start answers a NEGOTIATE_MESSAGE with the CHALLENGE_MESSAGE.
func (n *ntlmServer) start(msg []byte, now time.Time) ([]byte, error) {
	var p Negotiate
	if err := decode(&p, msg, "NEGOTIATE_MESSAGE"); err != nil {
		return nil, err
	}
	if p.Flags&ntlmRequired != ntlmRequired {
		return nil, fmt.Errorf("negotiate flags %#x: %w", uint32(p.Flags), ErrWeak)
	}
	if _, err := io.ReadFull(n.cfg.Random, n.nonce[:]); err != nil {
		return nil, fmt.Errorf("cannot draw a challenge: %w", err)
	}
	n.flags = p.Flags&ntlmWanted | NegotiateTargetInfo
	c := Challenge{Challenge: n.nonce}
	if p.Flags&RequestTarget != 0 {
		n.flags |= TargetTypeServer
		c.TargetName = wire.AppendUTF16(nil, n.netBIOSName())
	}
	if n.flags&NegotiateNTLMVersion != 0 {
		c.Version = ntlmVersion
	}
	pairs := n.targetInfo(now)
	c.Flags, c.TargetInfo = n.flags, pairs.AppendTo(nil)
	n.negotiate, n.challenge = slices.Clone(msg), c.AppendTo(nil)
	return n.challenge, nil
}

// maxNetBIOS is the longest NetBIOS name in bytes of UTF-16.
const maxNetBIOS = 30

func (n *ntlmServer) netBIOSName() string {
	return wire.TruncateUTF16(strings.ToUpper(n.cfg.TargetName), maxNetBIOS)
}

// targetInfo names the server. The time stamp makes clients send a MIC.
func (n *ntlmServer) targetInfo(now time.Time) AVPairs {
	short := wire.AppendUTF16(nil, n.netBIOSName())
	long := wire.AppendUTF16(nil, wire.TruncateUTF16(n.cfg.TargetName, 255))
	return AVPairs{
		{AvNbDomainName, short}, {AvNbComputerName, short},
		{AvDNSDomainName, long}, {AvDNSComputerName, long},
		{AvTimestamp, wire.LE.AppendUint64(nil, filetime(now))},
	}
}

// finish checks an AUTHENTICATE_MESSAGE. A user that is not known costs the
// same as a password that is wrong, and tells the same.
func (n *ntlmServer) finish(msg []byte) (*session, error) {
	var p Authenticate
	if err := decode(&p, msg, "AUTHENTICATE_MESSAGE"); err != nil {
		return nil, err
	}
	if p.Flags&ntlmRequired != ntlmRequired {
		return nil, fmt.Errorf("authenticate flags %#x: %w", uint32(p.Flags), ErrWeak)
	}
	// Anonymous users, guests, LM and NTLMv1 end here.
	if len(p.User) == 0 || len(p.NTResponse) < minNTResponse {
		return nil, StatusLogonFailure
	}
	blob := p.NTResponse[proofSize:]
	if blob[0] != 1 || blob[1] != 1 {
		return nil, fmt.Errorf("response type %d: %w", blob[0], StatusLogonFailure)
	}
	var pairs AVPairs
	if err := decode(&pairs, blob[blobPairs:], "AV pairs"); err != nil {
		return nil, err
	}
	user, ok1 := name(p.User)
	domain, ok2 := name(p.Domain)
	if !ok1 || !ok2 {
		return nil, fmt.Errorf("name: %w", wire.ErrRange)
	}
	hash, good := n.account(user, domain)
	key, proved := n.prove(&p, hash)
	good &= proved
	if pairs.hasMIC() {
		good &= n.checkMIC(&p, key, msg)
	}
	if good != 1 {
		return nil, StatusLogonFailure
	}
	n.user, n.domain, n.hash = user, domain, hash
	return newSession(key, n.flags&p.Flags, true), nil
}

// name decodes a name; it must be whole and without NUL, lest it mean another
// user to us than to whoever made the proof.
func name(b []byte) (string, bool) {
	s := wire.UTF16(b)
	return s, len(b)%2 == 0 && wire.SizeUTF16(s) == len(b)
}

// account looks the user up. Accounts without password have no way in.
func (n *ntlmServer) account(user, domain string) (hash [16]byte, good int) {
	ok := false
	if n.cfg.Account != nil {
		hash, ok = n.cfg.Account(user, domain)
	}
	if ok {
		good = 1
	}
	return hash, good & (1 ^ subtle.ConstantTimeCompare(hash[:], emptyHash[:]))
}

// prove checks the NTLMv2 response and returns ExportedSessionKey.
func (n *ntlmServer) prove(p *Authenticate, hash [16]byte) (key []byte, good int) {
	owf := ntowfv2(hash, p.User, p.Domain)
	proof := hmacMD5(owf, n.nonce[:], p.NTResponse[proofSize:])
	good = subtle.ConstantTimeCompare(proof, p.NTResponse[:proofSize])
	key = hmacMD5(owf, proof) // SessionBaseKey, which is KeyExchangeKey in version 2
	if n.flags&p.Flags&NegotiateKeyExchange != 0 {
		if len(p.SessionKey) != len(key) {
			return key, 0
		}
		key = rc4Once(key, p.SessionKey)
	}
	return key, good
}

// checkMIC checks that nobody changed any of the three messages.
func (n *ntlmServer) checkMIC(p *Authenticate, key, msg []byte) int {
	if p.MIC == nil {
		return 0
	}
	blank := slices.Clone(msg)
	clear(blank[micOffset : micOffset+micSize])
	return subtle.ConstantTimeCompare(hmacMD5(key, n.negotiate, n.challenge, blank), p.MIC)
}
