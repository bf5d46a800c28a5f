package nla

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"oriel/rdp/wire"
)

// Values of [MS-NLMP] 4.2.1.
var specNonce = [8]byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}

func specAccount(user, domain string) ([16]byte, bool) {
	return NTHash("Password"), strings.EqualFold(user, "User") && strings.EqualFold(domain, "Domain")
}

func specServer() *ntlmServer {
	return &ntlmServer{cfg: &Config{Account: specAccount}, nonce: specNonce, flags: 0xE28A8233}
}

func TestMD4(t *testing.T) {
	for in, want := range map[string]string{ // RFC 1320 A.5
		"":                              "31d6cfe0d16ae931b73c59d7e0c089c0",
		"a":                             "bde52cb31de33e46245e05fbdbd6fb24",
		"abc":                           "a448017aaf21d8525fc10ae87aa6729d",
		"message digest":                "d9130a8164549fe818874806e1c7014b",
		"abcdefghijklmnopqrstuvwxyz":    "d79e1c308aa5bbcdeea8ed63df412da9",
		strings.Repeat("1234567890", 8): "e33b4ddc9c38f2199c3e7b164fcc0536",
	} {
		if got := md4([]byte(in)); hex.EncodeToString(got[:]) != want {
			t.Errorf("%q: %x, want %s", in, got, want)
		}
	}
}

// TestSpecificationVectors checks [MS-NLMP] 4.2.4 step by step.
func TestSpecificationVectors(t *testing.T) {
	same := func(what string, got []byte, want string) {
		t.Helper()
		if !bytes.Equal(got, h(t, want)) {
			t.Errorf("%s: %x, want %s", what, got, want)
		}
	}
	hash := NTHash("Password")
	same("NT hash", hash[:], "a4f49c406510bdcab6824ee7c30fd852")
	owf := ntowfv2(hash, wire.AppendUTF16(nil, "User"), wire.AppendUTF16(nil, "Domain"))
	same("NTOWFv2", owf, "0c868a403bfd7a93a3001ef22ef02e3f")
	pairs := AVPairs{{AvNbDomainName, wire.AppendUTF16(nil, "Domain")}, {AvNbComputerName, wire.AppendUTF16(nil, "Server")}}
	blob := appendBlob(nil, 0, [8]byte(bytes.Repeat([]byte{0xAA}, 8)), pairs)
	proof := hmacMD5(owf, specNonce[:], blob)
	same("NTProofStr", proof, "68cd0ab851e51c96aabc927bebef6a1c")
	base := hmacMD5(owf, proof)
	same("SessionBaseKey", base, "8de40ccadbc14a82f15cb0ad0de95ca3")
	key := bytes.Repeat([]byte{0x55}, 16)
	same("EncryptedRandomSessionKey", rc4Once(base, key), "c5dad2544fc9799094ce1ce90bc9d03e")

	s := newSession(key, 0xE28A8233, false)
	same("client sealing key", s.send.key, "59f600973cc4960a25480a7c196e4c58")
	same("client signing key", s.send.sign, "4788dc861b4782f35d43fd98fe1a2d39")
	same("sealed", s.send.seal(wire.AppendUTF16(nil, "Plaintext")),
		"010000007fb38ec5c55d497600000000 54e50165bf1936dc996020c1811b0f06fb5f")
}

func TestAuthenticateMessageOfTheSpecification(t *testing.T) {
	n := specServer()
	s, err := n.finish(h(t, authenticateHex))
	if err != nil {
		t.Fatal(err)
	}
	if n.user != "User" || n.domain != "Domain" {
		t.Errorf("%q of %q", n.user, n.domain)
	}
	got, err := s.recv.unseal(h(t, "010000007fb38ec5c55d497600000000 54e50165bf1936dc996020c1811b0f06fb5f"))
	if err != nil || wire.UTF16(got) != "Plaintext" {
		t.Errorf("%q, %v", got, err)
	}
}

// authenticate returns the message of 4.2.4.3 after a change.
func authenticate(t *testing.T, change func(*Authenticate)) []byte {
	var p Authenticate
	if err := decode(&p, bytes.Clone(h(t, authenticateHex)), "authenticate"); err != nil {
		t.Fatal(err)
	}
	change(&p)
	return p.AppendTo(nil)
}

// TestResponsesRefused is the history of servers that let in who had no
// password (CVE-2022-24882, CVE-2022-24883).
func TestResponsesRefused(t *testing.T) {
	for name, change := range map[string]func(*Authenticate){
		"anonymous":      func(p *Authenticate) { p.User, p.NTResponse, p.LMResponse = nil, nil, []byte{0} },
		"no user":        func(p *Authenticate) { p.User = nil },
		"no response":    func(p *Authenticate) { p.NTResponse = nil },
		"LMv2 alone":     func(p *Authenticate) { p.NTResponse = nil },
		"NTLMv1":         func(p *Authenticate) { p.NTResponse = p.NTResponse[:24] },
		"proof alone":    func(p *Authenticate) { p.NTResponse = p.NTResponse[:16] },
		"zero proof":     func(p *Authenticate) { clear(p.NTResponse[:16]) },
		"one bit":        func(p *Authenticate) { p.NTResponse[15] ^= 1 },
		"client's nonce": func(p *Authenticate) { p.NTResponse[32] ^= 1 },
		"response type":  func(p *Authenticate) { p.NTResponse[16] = 0 },
		"other user":     func(p *Authenticate) { p.User = wire.AppendUTF16(nil, "Other") },
		"other domain":   func(p *Authenticate) { p.Domain = nil },
		"key too short":  func(p *Authenticate) { p.SessionKey = p.SessionKey[:15] },
		"no key":         func(p *Authenticate) { p.SessionKey = nil },
		"all zero":       func(p *Authenticate) { clear(p.NTResponse); p.NTResponse[16], p.NTResponse[17] = 1, 1 },
	} {
		if _, err := specServer().finish(authenticate(t, change)); !errors.Is(err, StatusLogonFailure) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for n := range 83 {
		b := authenticate(t, func(p *Authenticate) { p.NTResponse = p.NTResponse[:n] })
		if s, err := specServer().finish(b); err == nil || s != nil {
			t.Errorf("response of %d bytes accepted", n)
		}
	}
	for _, f := range []NTLMFlags{NegotiateUnicode, NegotiateSeal, NegotiateESS, Negotiate128} {
		b := authenticate(t, func(p *Authenticate) { p.Flags &^= f })
		if _, err := specServer().finish(b); !errors.Is(err, ErrWeak) {
			t.Errorf("without %#x: %v", uint32(f), err)
		}
	}
	for _, user := range []string{"Us\x00er\x00", "User\x00\x00", "User\x00"} {
		b := authenticate(t, func(p *Authenticate) { p.User = []byte(user) })
		if _, err := specServer().finish(b); err == nil {
			t.Errorf("user %q accepted", user)
		}
	}
}

func TestNobodyGetsInWithoutPassword(t *testing.T) {
	n := specServer()
	n.cfg.Account = func(string, string) ([16]byte, bool) { return NTHash(""), true }
	c := ntlmClient{cfg: &ClientConfig{User: "User", Random: new(counter)}}
	for name, account := range map[string]func(string, string) ([16]byte, bool){
		"empty password": func(string, string) ([16]byte, bool) { return NTHash(""), true },
		"zero hash":      func(string, string) ([16]byte, bool) { return [16]byte{}, false },
		"no accounts":    nil,
	} {
		n.cfg.Account, n.cfg.Random = account, new(counter)
		challenge, err := n.start(c.start(), epoch)
		if err != nil {
			t.Fatal(err)
		}
		msg, _, err := c.finish(challenge, epoch)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.finish(msg); !errors.Is(err, StatusLogonFailure) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWithoutKeyExchange(t *testing.T) {
	key := bytes.Repeat([]byte{7}, 16)
	a, b := newSession(key, ntlmRequired, false), newSession(key, ntlmRequired, true)
	for _, m := range []string{"one", "", "three"} {
		if got, err := b.recv.unseal(a.send.seal([]byte(m))); err != nil || string(got) != m {
			t.Errorf("%q: %q, %v", m, got, err)
		}
		if got, err := a.recv.unseal(b.send.seal([]byte(m))); err != nil || string(got) != m {
			t.Errorf("%q: %q, %v", m, got, err)
		}
	}
}

func TestSealedMessagesCannotBeRepeated(t *testing.T) {
	key := bytes.Repeat([]byte{7}, 16)
	a, b := newSession(key, ntlmWanted, false), newSession(key, ntlmWanted, true)
	m := a.send.seal([]byte("once"))
	if _, err := b.recv.unseal(m); err != nil {
		t.Fatal(err)
	}
	if _, err := b.recv.unseal(m); !errors.Is(err, ErrAltered) {
		t.Errorf("second time: %v", err)
	}
	for n := range signatureSize {
		if _, err := b.recv.unseal(m[:n]); !errors.Is(err, ErrAltered) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func TestUpper(t *testing.T) {
	for in, want := range map[string]string{
		"user": "USER", "José": "JOSÉ", "straße": "STRAßE", "ÿ": "Ÿ", "ı": "ı", "ſ": "ſ", "жук": "ЖУК", "a😀": "A😀", "𐐨": "𐐨",
	} {
		if got := wire.UTF16(upper(wire.AppendUTF16(nil, in))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	lone := wire.LE.AppendUint16(nil, uint16(utf16.Encode([]rune("😀"))[0]))
	if !bytes.Equal(upper(lone), lone) {
		t.Error("half a surrogate pair changed")
	}
}
