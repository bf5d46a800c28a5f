package nla

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

var epoch = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)

// counter is a source of bytes that are the same each time.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

var testKey = bytes.Repeat([]byte{0x30, 0x82, 0x01, 0x0A, 0xFF}, 54)

func testAccount(user, domain string) ([16]byte, bool) {
	_, u, ok := strings.Cut(user, `\`)
	if !ok {
		u = user
	}
	return NTHash("correct horse"), strings.EqualFold(u, "anna")
}

func testServer() *Server {
	return NewServer(Config{PublicKey: testKey, Account: testAccount, Random: new(counter)})
}

func testClient() *Client {
	return NewClient(ClientConfig{PublicKey: testKey, User: "Anna", Domain: "HOME", Password: "correct horse", Workstation: "pc", Random: &counter{100}})
}

// A pair runs a client against a server.
type pair struct {
	s        *Server
	c        *Client
	tap      func(n int, fromClient bool, msg []byte) []byte // may change messages; n counts them
	up, down [][]byte                                        // what was sent
}

// run returns the errors of both sides.
func (p *pair) run() (server, client error) {
	var toServer, toClient svc.Outbox
	p.c.Start(&toServer)
	for n := 0; toServer.Len()+toClient.Len() > 0 && n < 20; n++ {
		fromClient := toServer.Len() > 0
		from, to := &toServer, &toClient
		if !fromClient {
			from, to = to, from
		}
		var msgs [][]byte
		for i := range from.Len() {
			m := bytes.Clone(from.Message(i))
			if p.tap != nil {
				m = p.tap(n, fromClient, m)
			}
			msgs = append(msgs, m)
		}
		from.Reset()
		for _, m := range msgs {
			if fromClient {
				p.up = append(p.up, m)
				server = errors.Join(server, p.s.Step(m, epoch, to))
				continue
			}
			p.down = append(p.down, m)
			if size, err := p.c.MessageLen(m); err != nil || size != len(m) {
				client = errors.Join(client, fmt.Errorf("message of %d bytes claims %d: %w", len(m), size, err))
			}
			client = errors.Join(client, p.c.Step(m, epoch, to))
		}
	}
	return server, client
}

// wrappings are the ways in which clients wrap NTLM.
var wrappings = map[string]func(*ClientConfig){
	"raw":            func(*ClientConfig) {},
	"SPNEGO":         func(c *ClientConfig) { c.SPNEGO = true },
	"kerberos first": func(c *ClientConfig) { c.SPNEGO, c.mechs = true, [][]byte{oidKerberos, oidNTLM} },
}

func TestExchange(t *testing.T) {
	for name, wrap := range wrappings {
		for theirs := uint32(2); theirs <= 7; theirs++ {
			for ours := uint32(2); ours <= 6; ours++ {
				for _, early := range []bool{false, true} {
					p := pair{s: testServer(), c: testClient()}
					wrap(&p.c.cfg)
					p.c.cfg.MaxVersion, p.c.version = theirs, theirs
					p.s.cfg.MaxVersion = ours
					p.s.cfg.EarlyUserAuth, p.c.cfg.EarlyUserAuth = early, early
					serr, cerr := p.run()
					what := fmt.Sprintf("%s, client %d, server %d, early %v", name, theirs, ours, early)
					if serr != nil || cerr != nil || !p.s.Done() || !p.c.Done() {
						t.Fatalf("%s: server %v (%s), client %v (%s)", what, serr, p.s.State(), cerr, p.c.State())
					}
					if user, domain := p.s.User(); user != "Anna" || domain != "HOME" {
						t.Errorf("%s: %q of %q", what, user, domain)
					}
					if v := min(theirs, ours); p.s.Version() != v {
						t.Errorf("%s: version %d", what, p.s.Version())
					}
				}
			}
		}
	}
}

func TestRawExchangeTakesThreeMessages(t *testing.T) {
	p := pair{s: testServer(), c: testClient()}
	if serr, cerr := p.run(); serr != nil || cerr != nil {
		t.Fatal(serr, cerr)
	}
	if len(p.up) != 3 || len(p.down) != 2 {
		t.Errorf("%d up, %d down", len(p.up), len(p.down))
	}
	for _, m := range append(p.up, p.down...) {
		if bytes.Contains(m, wire.AppendUTF16(nil, "correct horse")) {
			t.Error("the password travels in clear")
		}
	}
}

func TestWrongCredentials(t *testing.T) {
	for name, change := range map[string]func(*pair){
		"wrong password":   func(p *pair) { p.c.cfg.Password = "correct hors" },
		"empty password":   func(p *pair) { p.c.cfg.Password = "" },
		"case of password": func(p *pair) { p.c.cfg.Password = "Correct horse" },
		"unknown user":     func(p *pair) { p.c.cfg.User = "bert" },
		"empty user":       func(p *pair) { p.c.cfg.User = "" },
		"nothing":          func(p *pair) { p.c.cfg.User, p.c.cfg.Domain, p.c.cfg.Password = "", "", "" },
		"no accounts":      func(p *pair) { p.s.cfg.Account = nil },
	} {
		for wrapping, wrap := range wrappings {
			for version := uint32(2); version <= 6; version++ {
				p := pair{s: testServer(), c: testClient()}
				wrap(&p.c.cfg)
				p.c.cfg.MaxVersion, p.c.version = version, version
				change(&p)
				serr, cerr := p.run()
				what := fmt.Sprintf("%s, %s, version %d", name, wrapping, version)
				if !errors.Is(serr, StatusLogonFailure) || p.s.Done() || p.c.Done() {
					t.Fatalf("%s: %v (%s)", what, serr, p.s.State())
				}
				if hasErrorCode(version) != errors.Is(cerr, StatusLogonFailure) {
					t.Errorf("%s: client was told %v", what, cerr)
				}
				if u, d := p.s.User(); u != "" || d != "" {
					t.Errorf("%s: user %q of %q", what, u, d)
				}
			}
		}
	}
}

func TestUnknownUserLooksLikeWrongPassword(t *testing.T) {
	answers := map[string]bool{}
	for _, c := range [][2]string{{"Anna", "wrong"}, {"Bert", "wrong"}, {"Bert", "correct horse"}} {
		p := pair{s: testServer(), c: testClient()}
		p.c.cfg.User, p.c.cfg.Password = c[0], c[1]
		p.run()
		answers[fmt.Sprintf("%x", p.down)] = true
	}
	if len(answers) != 1 {
		t.Error("the server's answers differ")
	}
}

// TestHashIsNotEnough lets a client prove itself by the hash and then delegate
// something else.
func TestHashIsNotEnough(t *testing.T) {
	for _, early := range []bool{false, true} {
		p := pair{s: testServer(), c: testClient()}
		p.s.cfg.EarlyUserAuth, p.c.cfg.EarlyUserAuth = early, early
		p.tap = func(n int, fromClient bool, msg []byte) []byte {
			if n == 3 {
				p.c.cfg.Password = "" // all but the last message is out
			}
			return msg
		}
		serr, cerr := p.run()
		if !errors.Is(serr, StatusLogonFailure) || p.s.Done() {
			t.Errorf("%v (%s)", serr, p.s.State())
		}
		if early != errors.Is(cerr, StatusAccessDenied) {
			t.Errorf("client was told %v", cerr)
		}
	}
}

func TestOtherCredentials(t *testing.T) {
	p := pair{s: testServer(), c: testClient()}
	var session *session
	p.tap = func(n int, fromClient bool, msg []byte) []byte {
		if n == 3 {
			s := *p.c.session
			session = &s
		}
		if n == 4 {
			c := TSCredentials{Type: CredentialsSmartCard, Credentials: []byte{0x30, 0}}
			// The client's cipher has gone on: rewind to before its message.
			fresh := newSealer(nil, "", "", true)
			fresh.sign, fresh.key, fresh.cipher, fresh.seq = session.send.sign, session.send.key, rc4Key(session.send.key), 1
			fresh.cipher.XORKeyStream(make([]byte, 32+8), make([]byte, 32+8))
			msg = (&TSRequest{Version: 6, AuthInfo: fresh.seal(c.AppendTo(nil))}).AppendTo(nil)
		}
		return msg
	}
	if serr, _ := p.run(); !errors.Is(serr, StatusNotSupported) || p.s.Done() {
		t.Errorf("%v (%s)", serr, p.s.State())
	}
}

func TestMinVersion(t *testing.T) {
	p := pair{s: testServer(), c: testClient()}
	p.s.cfg.MinVersion = 5
	p.c.cfg.MaxVersion, p.c.version = 4, 4
	serr, cerr := p.run()
	if !errors.Is(serr, StatusNotSupported) || !errors.Is(cerr, StatusNotSupported) {
		t.Errorf("server %v, client %v", serr, cerr)
	}
	p = pair{s: testServer(), c: testClient()}
	p.c.cfg.MinVersion = 5
	p.s.cfg.MaxVersion = 4
	if _, cerr := p.run(); !errors.Is(cerr, wire.ErrVersion) {
		t.Error(cerr)
	}
}

func TestNoRandomness(t *testing.T) {
	p := pair{s: testServer(), c: testClient()}
	p.s.cfg.Random = strings.NewReader("short")
	if serr, _ := p.run(); serr == nil || p.s.Done() {
		t.Error("a challenge without randomness")
	}
	p = pair{s: testServer(), c: testClient()}
	p.c.cfg.Random = strings.NewReader("short")
	if _, cerr := p.run(); cerr == nil || p.c.Done() {
		t.Error("a session key without randomness")
	}
}

// FuzzServer gives a server that is in the middle of an exchange anything.
func FuzzServer(f *testing.F) {
	for _, wrap := range wrappings {
		p := pair{s: testServer(), c: testClient()}
		wrap(&p.c.cfg)
		p.run()
		for i, m := range p.up {
			f.Add(uint8(i), m)
		}
	}
	good := pair{s: testServer(), c: testClient()}
	good.run()
	f.Fuzz(func(t *testing.T, at uint8, m []byte) {
		s, out := testServer(), new(svc.Outbox)
		for _, before := range good.up[:int(at)%len(good.up)] {
			if err := s.Step(before, epoch, out); err != nil {
				t.Fatal(err)
			}
		}
		_ = s.Step(m, epoch, out)
		if user, _ := s.User(); s.Done() && user != "Anna" {
			t.Fatal("somebody else got in")
		}
	})
}
