package nla

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

const (
	challengeHex = `
4e544c4d53535000 02000000 # [MS-NLMP] 4.2.4.3
0c000c0038000000 # TargetName
33828ae2 # NegotiateFlags
0123456789abcdef # ServerChallenge
0000000000000000
2400240044000000 # TargetInfo
060070170000000f # Version
530065007200760065007200
02000c00 44006f006d00610069006e00
01000c00 530065007200760065007200
00000000`
	authenticateHex = `
4e544c4d53535000 03000000 # [MS-NLMP] 4.2.4.3
180018006c000000 # LmChallengeResponse
5400540084000000 # NtChallengeResponse
0c000c0048000000 # DomainName
0800080054000000 # UserName
100010005c000000 # Workstation
10001000d8000000 # EncryptedRandomSessionKey
358288e2 # NegotiateFlags
0501280a0000000f # Version
44006f006d00610069006e00 5500730065007200 43004f004d0050005500540045005200
86c35097ac9cec102554764a57cccc19 aaaaaaaaaaaaaaaa
68cd0ab851e51c96aabc927bebef6a1c
0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000
02000c00 44006f006d00610069006e00
01000c00 530065007200760065007200
00000000 00000000
c5dad2544fc9799094ce1ce90bc9d03e`
)

func h(t testing.TB, s string) []byte { return wiretest.Hex(t, s) }

func cases(t testing.TB) []wiretest.Case {
	info := h(t, `02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000`)
	return []wiretest.Case{
		{Name: "TSRequest version alone", Hex: `3005 a003 020106`, Value: &TSRequest{Version: 6}, New: func() wire.PDU { return new(TSRequest) }},
		{Name: "TSRequest nego token", Hex: `3016 a003 020106 # version
			a10f 300d 300b a009 0407 4e544c4d535350 # negoTokens`,
			Value: &TSRequest{Version: 6, NegoToken: []byte("NTLMSSP")}, New: func() wire.PDU { return new(TSRequest) }},
		{Name: "TSRequest error code", Hex: `300d a003 020103 a406 0204 c000006d`,
			Value: &TSRequest{Version: 3, ErrorCode: StatusLogonFailure}, New: func() wire.PDU { return new(TSRequest) }},
		{Name: "TSRequest binding", Hex: `302f a003 020105 a304 0402 aabb
			a522 0420 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f`,
			Value: &TSRequest{Version: 5, PubKeyAuth: []byte{0xAA, 0xBB},
				ClientNonce: h(t, `000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f`)}, New: func() wire.PDU { return new(TSRequest) }},
		{Name: "TSRequest long", Hex: `3082010f a003 020102 a2820106 04820102` + string(bytes.Repeat([]byte("5a"), 258)),
			Value: &TSRequest{Version: 2, AuthInfo: bytes.Repeat([]byte{0x5A}, 258)}, New: func() wire.PDU { return new(TSRequest) }},
		{Name: "TSCredentials", Hex: `300b a003 020101 a104 0402 3000`,
			Value: &TSCredentials{Type: CredentialsPassword, Credentials: []byte{0x30, 0}}, New: func() wire.PDU { return new(TSCredentials) }},
		{Name: "TSPasswordCreds", Hex: `3016 a004 0402 4400 a104 0402 7500 a208 0406 70004af06000`,
			Value: &TSPasswordCreds{Domain: "D", User: "u", Password: "p\uf04a`"}, New: func() wire.PDU { return new(TSPasswordCreds) }},
		{Name: "NegTokenInit", Hex: `6036 0606 2b0601050502 a02c 302a
			a019 3017 0609 2a864886f712010202 060a 2b06010401823702020a # mechTypes
			a20d 040b 4e544c4d5353500001 0000`,
			Value: &NegTokenInit{MechTypes: mechList(oidKerberos, oidNTLM), MechToken: []byte("NTLMSSP\x00\x01\x00\x00")},
			New:   func() wire.PDU { return new(NegTokenInit) }},
		{Name: "NegTokenResp", Hex: `a11f 301d a003 0a0101 a10c 060a 2b06010401823702020a a203 0401 11 a303 0401 22`,
			Value: &NegTokenResp{State: AcceptIncomplete, SupportedMech: oidNTLM, ResponseToken: []byte{0x11}, MechListMIC: []byte{0x22}},
			New:   func() wire.PDU { return new(NegTokenResp) }},
		{Name: "NegTokenResp without state", Hex: `a107 3005 a203 0401 11`,
			Value: &NegTokenResp{ResponseToken: []byte{0x11}}, New: func() wire.PDU { return new(NegTokenResp) }},
		{Name: "Negotiate", Hex: `4e544c4d53535000 01000000 358288e2 0100010028000000 0200020029000000 0501280a0000000f 44 5757`,
			Value: &Negotiate{Flags: 0xE2888235, Domain: []byte("D"), Workstation: []byte("WW"), Version: [8]byte{5, 1, 0x28, 0x0A, 0, 0, 0, 15}},
			New:   func() wire.PDU { return new(Negotiate) }},
		{Name: "Challenge", Hex: challengeHex,
			Value: &Challenge{TargetName: wire.AppendUTF16(nil, "Server"), Flags: 0xE28A8233, Challenge: specNonce,
				TargetInfo: info, Version: [8]byte{6, 0, 0x70, 0x17, 0, 0, 0, 15}},
			New: func() wire.PDU { return new(Challenge) }},
		{Name: "Authenticate with MIC", Hex: `4e544c4d53535000 03000000
			0000000058000000 0100010058000000 0000000059000000 0200020059000000 000000005b000000 000000005b000000
			358288e2 0501280a0000000f 000102030405060708090a0b0c0d0e0f 99 5500`,
			Value: &Authenticate{NTResponse: []byte{0x99}, User: []byte("U\x00"), Flags: 0xE2888235,
				Version: [8]byte{5, 1, 0x28, 0x0A, 0, 0, 0, 15}, MIC: h(t, `000102030405060708090a0b0c0d0e0f`)},
			New: func() wire.PDU { return new(Authenticate) }},
		{Name: "AVPairs", Hex: `0600 0400 02000000 0900 0000 0000 0000`,
			Value: &AVPairs{{AvFlags, []byte{2, 0, 0, 0}}, {AvTargetName, []byte{}}}, New: func() wire.PDU { return new(AVPairs) }},
	}
}

func TestPDUs(t *testing.T) { wiretest.Quartet(t, cases(t)) }

func TestAuthenticateOfTheSpecification(t *testing.T) {
	// Its payload is in another order than ours: compare what it means.
	var p, q Authenticate
	if err := decode(&p, h(t, authenticateHex), "spec"); err != nil {
		t.Fatal(err)
	}
	if p.MIC != nil || p.Flags != 0xE2888235 || wire.UTF16(p.User) != "User" || wire.UTF16(p.Domain) != "Domain" || wire.UTF16(p.Workstation) != "COMPUTER" ||
		len(p.LMResponse) != 24 || len(p.NTResponse) != 84 || len(p.SessionKey) != 16 {
		t.Errorf("%+v", p)
	}
	if err := decode(&q, p.AppendTo(nil), "ours"); err != nil || !reflect.DeepEqual(p, q) {
		t.Errorf("%v: %+v, want %+v", err, q, p)
	}
}

func TestMalformed(t *testing.T) {
	for _, c := range []struct {
		name, hex string
		p         wire.PDU
		want      error
	}{
		{"not a sequence", `3105a003020106`, new(TSRequest), wire.ErrType},
		{"indefinite length", `3080a0030201060000`, new(TSRequest), wire.ErrRange},
		{"length of 32 bits", `3084ffffffff`, new(TSRequest), wire.ErrRange},
		{"length of 24 bits", `3083ffffff`, new(TSRequest), wire.ErrShort},
		{"element longer than its container", `3005a003020206 00`, new(TSRequest), wire.ErrRange},
		{"something behind the fields", `3007a003020106 0500`, new(TSRequest), wire.ErrRange},
		{"version of six octets", `300aa0080206000000000006`, new(TSRequest), wire.ErrRange},
		{"version empty", `3004a0020200`, new(TSRequest), wire.ErrRange},
		{"two tokens", `3015 a003020106 a10e 300c 3004a0020400 3004a0020400`, new(TSRequest), wire.ErrRange},
		{"short nonce", `300aa003020106a5030401 00`, new(TSRequest), wire.ErrRange},
		{"no mechanisms", `6010 06062b0601050502 a006 3004 a002 3000`, new(NegTokenInit), wire.ErrRange},
		{"negState", `a1073005a0030a0104`, new(NegTokenResp), wire.ErrRange},
		{"AV pairs without end", `0100020041 00`, new(AVPairs), wire.ErrShort},
		{"an end that is not", `0000020041 00`, new(AVPairs), wire.ErrRange},
	} {
		if err := decode(c.p, h(t, c.hex), c.name); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	p := new(AVPairs)
	if err := decode(p, bytes.Repeat([]byte{1, 0, 0, 0}, 10000), "many AV pairs"); !errors.Is(err, wire.ErrRange) || len(*p) > maxAVPairs {
		t.Errorf("%d AV pairs: %v", len(*p), err)
	}
	many := make([][]byte, maxMechs+1)
	for i := range many {
		many[i] = oidKerberos
	}
	b := (&NegTokenInit{MechTypes: mechList(many...)}).AppendTo(nil)
	if err := decode(new(NegTokenInit), b, "many mechanisms"); !errors.Is(err, wire.ErrRange) {
		t.Error(err)
	}
}

func TestLengthsNeedNotBeMinimal(t *testing.T) {
	var p TSRequest
	if err := decode(&p, h(t, `308209 a08204 02820001 06`), "two octets each"); err == nil {
		t.Error("a length of one octet passed for two")
	}
	if err := decode(&p, h(t, `30820009 a0820005 02820001 06`), "two octets each"); err != nil || p.Version != 6 {
		t.Errorf("%v: %+v", err, p)
	}
}

func TestErrorCodeOfFiveOctets(t *testing.T) {
	var p TSRequest
	if err := decode(&p, h(t, `300e a003020106 a407 0205 00c000006d`), "five octets"); err != nil || p.ErrorCode != StatusLogonFailure {
		t.Errorf("%v: %v", err, p.ErrorCode)
	}
}

// TestFieldsOutside aims every field of every message at what is not there.
func TestFieldsOutside(t *testing.T) {
	for _, m := range []struct {
		name   string
		hex    string
		fields []int
		p      func() wire.PDU
	}{
		{"challenge", challengeHex, []int{12, 40}, func() wire.PDU { return new(Challenge) }},
		{"authenticate", authenticateHex, []int{12, 20, 28, 36, 44, 52}, func() wire.PDU { return new(Authenticate) }},
	} {
		for _, at := range m.fields {
			for _, f := range []struct {
				size uint16
				off  uint32
			}{{1, 0xFFFFFFFF}, {0xFFFF, 0xFFFFFFFF}, {0xFFFF, 0xFFFF0001}, {16, 0xFFFFFFF0}, {0xFFFF, 0}, {1, 0x80000000}, {2, 231}} {
				b := h(t, m.hex)
				wire.LE.PutUint16(b[at:], f.size)
				wire.LE.PutUint32(b[at+4:], f.off)
				if int(f.off)+int(f.size) <= len(b) {
					continue
				}
				if err := decode(m.p(), b, m.name); !errors.Is(err, wire.ErrShort) {
					t.Errorf("%s, field at %d, %+v: %v", m.name, at, f, err)
				}
			}
		}
	}
}

func TestMessageLen(t *testing.T) {
	long := (&TSRequest{Version: 6, AuthInfo: make([]byte, 3000)}).AppendTo(nil)
	for n := range 20 {
		want := len(long)
		if n < 4 {
			want = 0
		}
		if got, err := MessageLen(long[:n]); got != want || err != nil {
			t.Errorf("%d bytes: %d, %v, want %d", n, got, err, want)
		}
	}
	for _, bad := range []string{`31`, `3080`, `3084`, `3083010000`, `3083ffffff`, `00000000`} {
		if n, err := MessageLen(h(t, bad)); err == nil {
			t.Errorf("%s: length %d", bad, n)
		}
	}
	if n, err := MessageLen(h(t, `3082fffc`)); n != MaxMessage || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := MessageLen(h(t, `3082fffd`)); !errors.Is(err, wire.ErrRange) {
		t.Error(err)
	}
}

// fixed checks that what was decoded from b encodes to something that decodes
// to the same.
func fixed(t *testing.T, b []byte, p, q wire.PDU) {
	if decode(p, b, "first") != nil {
		return
	}
	c := p.AppendTo(nil)
	if len(c) != p.Size() {
		t.Fatalf("Size() = %d of %d", p.Size(), len(c))
	}
	if err := decode(q, c, "second"); err != nil {
		t.Fatalf("%v: % x", err, c)
	}
	if !reflect.DeepEqual(p, q) {
		t.Fatalf("%+v\n%+v", p, q)
	}
}

func seeds(f *testing.F) {
	for _, c := range cases(f) {
		f.Add(h(f, c.Hex))
	}
	f.Add(h(f, authenticateHex))
}

func FuzzTSRequest(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		fixed(t, b, new(TSRequest), new(TSRequest))
		fixed(t, b, new(TSCredentials), new(TSCredentials))
		fixed(t, b, new(TSPasswordCreds), new(TSPasswordCreds))
		if n, err := MessageLen(b); err == nil && (n < 0 || n > MaxMessage) {
			t.Fatalf("length %d", n)
		}
	})
}

func FuzzSPNEGO(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		p := new(NegTokenInit)
		fixed(t, b, p, new(NegTokenInit))
		p.Mech(oidNTLM)
		fixed(t, b, new(NegTokenResp), new(NegTokenResp))
	})
}

func FuzzNTLM(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		fixed(t, b, new(Negotiate), new(Negotiate))
		fixed(t, b, new(Challenge), new(Challenge))
		fixed(t, b, new(Authenticate), new(Authenticate))
		fixed(t, b, new(AVPairs), new(AVPairs))
		n := ntlmServer{cfg: &Config{Account: specAccount}, flags: ntlmWanted, nonce: specNonce}
		if s, err := n.finish(b); err == nil && (s == nil || n.hash != NTHash("Password")) {
			t.Fatal("a session for nobody")
		}
	})
}
