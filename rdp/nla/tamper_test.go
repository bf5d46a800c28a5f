package nla

import (
	"bytes"
	"errors"
	"testing"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// rewrite returns a tap that changes one client message.
func rewrite(t *testing.T, at int, f func(*TSRequest)) func(int, bool, []byte) []byte {
	return func(n int, _ bool, msg []byte) []byte {
		if n != at {
			return msg
		}
		var req TSRequest
		if err := decode(&req, msg, "TSRequest"); err != nil {
			t.Fatal(err)
		}
		f(&req)
		return req.AppendTo(nil)
	}
}

// reauth changes the AUTHENTICATE_MESSAGE of a raw exchange.
func reauth(t *testing.T, f func(*Authenticate)) func(*TSRequest) {
	return func(req *TSRequest) {
		var a Authenticate
		if err := decode(&a, req.NegoToken, "AUTHENTICATE_MESSAGE"); err != nil {
			t.Fatal(err)
		}
		f(&a)
		req.NegoToken = a.AppendTo(nil)
	}
}

func TestTampering(t *testing.T) {
	for _, c := range []struct {
		name string
		at   int
		f    func(*TSRequest)
		want error
	}{
		{"negotiate flags (MIC)", 0, func(r *TSRequest) { r.NegoToken[15] ^= 0x80 }, StatusLogonFailure},
		{"MIC", 2, reauth(t, func(a *Authenticate) { a.MIC[3] ^= 1 }), StatusLogonFailure},
		{"MIC zero", 2, reauth(t, func(a *Authenticate) { clear(a.MIC) }), StatusLogonFailure},
		{"MIC left out", 2, reauth(t, func(a *Authenticate) { a.MIC = nil }), StatusLogonFailure},
		{"workstation (MIC)", 2, reauth(t, func(a *Authenticate) { a.Workstation[0] ^= 1 }), StatusLogonFailure},
		{"session key", 2, reauth(t, func(a *Authenticate) { a.SessionKey[0] ^= 1 }), StatusLogonFailure},
		{"key exchange left out", 2, reauth(t, func(a *Authenticate) { a.Flags &^= NegotiateKeyExchange }), StatusLogonFailure},
		{"pubKeyAuth's signature", 2, func(r *TSRequest) { r.PubKeyAuth[5] ^= 1 }, ErrAltered},
		{"pubKeyAuth's counter", 2, func(r *TSRequest) { r.PubKeyAuth[12] ^= 1 }, ErrAltered},
		{"pubKeyAuth", 2, func(r *TSRequest) { r.PubKeyAuth[20] ^= 1 }, ErrAltered},
		{"pubKeyAuth short", 2, func(r *TSRequest) { r.PubKeyAuth = r.PubKeyAuth[:15] }, ErrAltered},
		{"pubKeyAuth empty", 2, func(r *TSRequest) { r.PubKeyAuth = []byte{} }, ErrAltered},
		{"pubKeyAuth left out", 2, func(r *TSRequest) { r.PubKeyAuth = nil }, ErrSequence},
		{"nonce", 2, func(r *TSRequest) { r.ClientNonce[0] ^= 1 }, ErrPublicKey},
		{"nonce left out", 2, func(r *TSRequest) { r.ClientNonce = nil }, ErrWeak},
		{"password too early", 2, func(r *TSRequest) { r.AuthInfo = []byte{1} }, ErrSequence},
		{"version", 2, func(r *TSRequest) { r.Version = 2 }, ErrSequence},
		{"token left out", 2, func(r *TSRequest) { r.NegoToken = nil }, ErrSequence},
		{"authInfo", 4, func(r *TSRequest) { r.AuthInfo[30] ^= 1 }, ErrAltered},
		{"authInfo empty", 4, func(r *TSRequest) { r.AuthInfo = []byte{} }, ErrAltered},
		{"authInfo left out", 4, func(r *TSRequest) { r.AuthInfo = nil }, ErrSequence},
		{"token once more", 4, func(r *TSRequest) { r.NegoToken = []byte{1} }, ErrSequence},
		{"client gives up", 2, func(r *TSRequest) { r.ErrorCode = StatusAccessDenied }, StatusAccessDenied},
		{"version 1", 0, func(r *TSRequest) { r.Version = 1 }, StatusNotSupported},
		{"version 0", 0, func(r *TSRequest) { r.Version = 0 }, StatusNotSupported},
		{"pubKeyAuth at once", 0, func(r *TSRequest) { r.PubKeyAuth = []byte{1} }, ErrSequence},
		{"no token", 0, func(r *TSRequest) { r.NegoToken = nil }, ErrSequence},
		{"empty token", 0, func(r *TSRequest) { r.NegoToken = []byte{} }, wire.ErrShort},
		{"weak", 0, func(r *TSRequest) { r.NegoToken[14] &^= 0x08 }, ErrWeak},
	} {
		p := pair{s: testServer(), c: testClient()}
		p.tap = rewrite(t, c.at, c.f)
		serr, _ := p.run()
		if !errors.Is(serr, c.want) || p.s.Done() {
			t.Errorf("%s: %v (%s), want %v", c.name, serr, p.s.State(), c.want)
		}
		var out svc.Outbox
		if err := p.s.Step((&TSRequest{Version: 6}).AppendTo(nil), epoch, &out); !errors.Is(err, ErrSequence) || out.Len() != 0 {
			t.Errorf("%s: an ended server goes on: %v", c.name, err)
		}
	}
}

// TestTamperedServer changes what the server says; the client must not send
// its password.
func TestTamperedServer(t *testing.T) {
	for _, c := range []struct {
		name string
		at   int
		f    func(*TSRequest)
		want error
	}{
		{"challenge (its proof)", 1, func(r *TSRequest) { r.NegoToken[24] ^= 1 }, StatusLogonFailure},
		{"weak", 1, func(r *TSRequest) { r.NegoToken[22] &^= 0x08 }, ErrWeak},
		{"pubKeyAuth", 3, func(r *TSRequest) { r.PubKeyAuth[16] ^= 1 }, ErrAltered},
		{"no pubKeyAuth", 3, func(r *TSRequest) { r.PubKeyAuth = nil }, ErrSequence},
		{"version", 3, func(r *TSRequest) { r.Version = 4 }, wire.ErrVersion},
	} {
		p := pair{s: testServer(), c: testClient()}
		p.tap = rewrite(t, c.at, c.f)
		if _, cerr := p.run(); !errors.Is(cerr, c.want) || p.c.Done() || p.s.Done() {
			t.Errorf("%s: %v (%s)", c.name, cerr, p.c.State())
		}
	}
}

// TestManInTheMiddle passes all messages on between a client that sees the
// middle's certificate and a server (CVE-2018-0886).
func TestManInTheMiddle(t *testing.T) {
	for version := uint32(2); version <= 6; version++ {
		p := pair{s: testServer(), c: testClient()}
		p.c.cfg.MaxVersion, p.c.version = version, version
		p.c.cfg.PublicKey = bytes.Repeat([]byte{1}, len(testKey))
		if serr, _ := p.run(); !errors.Is(serr, ErrPublicKey) || p.c.Done() {
			t.Errorf("version %d: %v", version, serr)
		}
		// The client must not take its own value for the server's.
		p = pair{s: testServer(), c: testClient()}
		p.c.cfg.MaxVersion, p.c.version = version, version
		var mine []byte
		p.tap = func(n int, _ bool, msg []byte) []byte {
			var req TSRequest
			if n == 2 && decode(&req, msg, "TSRequest") == nil {
				mine = bytes.Clone(req.PubKeyAuth)
			}
			if n == 3 {
				msg = (&TSRequest{Version: 6, PubKeyAuth: mine}).AppendTo(nil)
			}
			return msg
		}
		if _, cerr := p.run(); !errors.Is(cerr, ErrAltered) || p.c.Done() {
			t.Errorf("version %d, reflected: %v", version, cerr)
		}
	}
}

func TestReplay(t *testing.T) {
	p := pair{s: testServer(), c: testClient()}
	if serr, cerr := p.run(); serr != nil || cerr != nil {
		t.Fatal(serr, cerr)
	}
	s := testServer()
	s.cfg.Random = &counter{50} // another challenge
	var out svc.Outbox
	if err := s.Step(p.up[0], epoch, &out); err != nil {
		t.Fatal(err)
	}
	if err := s.Step(p.up[1], epoch, &out); !errors.Is(err, StatusLogonFailure) {
		t.Errorf("replayed: %v", err)
	}
	for i := range p.up {
		s, out := testServer(), svc.Outbox{}
		for _, m := range p.up[:i+1] {
			if err := s.Step(m, epoch, &out); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Step(p.up[i], epoch, &out); err == nil {
			t.Errorf("message %d taken twice", i)
		}
	}
}

func TestEveryPrefix(t *testing.T) {
	for name, wrap := range wrappings {
		good := pair{s: testServer(), c: testClient()}
		wrap(&good.c.cfg)
		if serr, cerr := good.run(); serr != nil || cerr != nil {
			t.Fatal(serr, cerr)
		}
		for i, m := range good.up {
			for n := range m {
				s, out := testServer(), svc.Outbox{}
				for _, before := range good.up[:i] {
					if err := s.Step(before, epoch, &out); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Step(m[:n], epoch, &out); err == nil {
					t.Fatalf("%s, message %d: %d of %d bytes taken", name, i, n, len(m))
				}
			}
		}
	}
}

// TestEveryBit flips a bit of every byte. Whatever comes of it, nobody else
// may be let in.
func TestEveryBit(t *testing.T) {
	for name, wrap := range wrappings {
		good := pair{s: testServer(), c: testClient()}
		wrap(&good.c.cfg)
		if serr, cerr := good.run(); serr != nil || cerr != nil {
			t.Fatal(serr, cerr)
		}
		taken := 0
		for i, m := range good.up {
			for n := range m {
				p := pair{s: testServer(), c: testClient()}
				wrap(&p.c.cfg)
				p.tap = func(at int, fromClient bool, msg []byte) []byte {
					if fromClient && at == 2*i {
						msg[n] ^= 1 << (n % 8)
					}
					return msg
				}
				p.run()
				if user, domain := p.s.User(); p.s.Done() && (user != "Anna" || domain != "HOME") {
					t.Fatalf("%s, message %d, byte %d: %q of %q", name, i, n, user, domain)
				}
				if p.s.Done() {
					taken++
				}
			}
		}
		if taken > 16 { // spots that are ignored by design
			t.Errorf("%s: %d changes made no difference", name, taken)
		}
	}
}

func TestSPNEGO(t *testing.T) {
	resp := func(at int, f func(*NegTokenResp)) func(*TSRequest) {
		return func(r *TSRequest) {
			var p NegTokenResp
			if err := decode(&p, r.NegoToken, "NegTokenResp"); err != nil {
				t.Fatal(err)
			}
			f(&p)
			r.NegoToken = p.AppendTo(nil)
		}
	}
	for _, c := range []struct {
		name, wrapping string
		at             int
		f              func(*TSRequest)
		want           error
	}{
		{"no NTLM", "SPNEGO", 0, func(r *TSRequest) {
			r.NegoToken = (&NegTokenInit{MechTypes: mechList(oidKerberos)}).AppendTo(nil)
		}, ErrMechanism},
		{"preferred mechanism taken away", "kerberos first", 0, func(r *TSRequest) {
			r.NegoToken = (&NegTokenInit{MechTypes: mechList(oidNTLM)}).AppendTo(nil)
		}, ErrAltered},
		{"mechanism put in front", "SPNEGO", 0, func(r *TSRequest) {
			var p NegTokenInit
			_ = decode(&p, r.NegoToken, "NegTokenInit")
			r.NegoToken = (&NegTokenInit{MechTypes: mechList(oidNTLM, oidKerberos), MechToken: p.MechToken}).AppendTo(nil)
		}, ErrAltered},
		{"no MIC", "kerberos first", 4, resp(4, func(p *NegTokenResp) { p.MechListMIC = nil }), ErrAltered},
		{"other MIC", "kerberos first", 4, resp(4, func(p *NegTokenResp) { p.MechListMIC[4] ^= 1 }), ErrAltered},
		{"short MIC", "SPNEGO", 2, resp(2, func(p *NegTokenResp) { p.MechListMIC = p.MechListMIC[:15] }), ErrAltered},
		{"reject", "SPNEGO", 2, resp(2, func(p *NegTokenResp) { p.State = Reject }), ErrMechanism},
		{"no token", "SPNEGO", 2, resp(2, func(p *NegTokenResp) { p.ResponseToken = nil }), ErrMechanism},
		{"raw after wrapped", "SPNEGO", 2, func(r *TSRequest) { r.NegoToken = []byte(ntlmSignature + "\x03\x00\x00\x00") }, wire.ErrType},
		{"init twice", "SPNEGO", 2, func(r *TSRequest) {
			r.NegoToken = (&NegTokenInit{MechTypes: mechList(oidNTLM)}).AppendTo(nil)
		}, wire.ErrType},
	} {
		p := pair{s: testServer(), c: testClient()}
		wrappings[c.wrapping](&p.c.cfg)
		p.tap = rewrite(t, c.at, c.f)
		if serr, _ := p.run(); !errors.Is(serr, c.want) || p.s.Done() {
			t.Errorf("%s: %v (%s)", c.name, serr, p.s.State())
		}
	}
	// The server's MIC.
	for name, f := range map[string]func(*NegTokenResp){
		"left out": func(p *NegTokenResp) { p.MechListMIC = nil },
		"changed":  func(p *NegTokenResp) { p.MechListMIC[8] ^= 1 },
	} {
		p := pair{s: testServer(), c: testClient()}
		wrappings["SPNEGO"](&p.c.cfg)
		p.tap = rewrite(t, 3, resp(3, f))
		if _, cerr := p.run(); cerr == nil || p.c.Done() {
			t.Errorf("server's MIC %s: %v", name, cerr)
		}
	}
}

// TestSPNEGOWithoutMIC is a client that lists NTLM first, and leaves the MIC
// out, and the token too.
func TestSPNEGOWithoutMIC(t *testing.T) {
	s, out := testServer(), new(svc.Outbox)
	n := ntlmClient{cfg: &testClient().cfg}
	send := func(token []byte, p TSRequest) *NegTokenResp {
		t.Helper()
		p.Version, p.NegoToken = 4, token
		out.Reset()
		if err := s.Step(p.AppendTo(nil), epoch, out); err != nil {
			t.Fatal(err)
		}
		var req TSRequest
		var resp NegTokenResp
		if err := decode(&req, out.Message(0), "TSRequest"); err != nil {
			t.Fatal(err)
		}
		if req.NegoToken != nil {
			if err := decode(&resp, req.NegoToken, "NegTokenResp"); err != nil {
				t.Fatal(err)
			}
		}
		return &resp
	}
	r := send((&NegTokenInit{MechTypes: mechList(oidNTLM)}).AppendTo(nil), TSRequest{})
	if r.State != AcceptIncomplete || r.ResponseToken != nil || !bytes.Equal(r.SupportedMech, oidNTLM) {
		t.Fatalf("%+v", r)
	}
	r = send((&NegTokenResp{ResponseToken: n.start()}).AppendTo(nil), TSRequest{})
	token, session, err := n.finish(r.ResponseToken, epoch)
	if err != nil {
		t.Fatal(err)
	}
	r = send((&NegTokenResp{ResponseToken: token}).AppendTo(nil), TSRequest{})
	if r.State != AcceptCompleted || r.MechListMIC != nil {
		t.Fatalf("%+v", r)
	}
	send(nil, TSRequest{PubKeyAuth: session.send.seal(testKey)})
	if s.State() != "credentials" {
		t.Error(s.State())
	}
}
