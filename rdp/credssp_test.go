package rdp_test

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"image"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"oriel/rdp"
	"oriel/rdp/client"
	"oriel/rdp/connector"
	"oriel/rdp/nla"
	"oriel/rdp/rdptest"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// account knows the account of rdptest by its hash.
func account(user, _ string) ([16]byte, bool) {
	return nla.NTHash(rdptest.Password), strings.EqualFold(user, rdptest.User)
}

// withNLA lets clients choose, onlyNLA does not.
func withNLA(cfg *rdp.Config) { cfg.Account = account }
func onlyNLA(cfg *rdp.Config) { cfg.Account, cfg.Authenticate = account, nil }

func TestNLA(t *testing.T) {
	for name, change := range map[string]func(*rdp.Config){"offered": withNLA, "required": onlyNLA} {
		t.Run(name, func(t *testing.T) {
			d := rdptest.NewDesktop()
			defer d.Close()
			s := rdptest.Start(t, d, change)
			twoWindows(d)
			opt := client.Options{NLA: true, Size: image.Pt(640, 480), Profile: client.Desktop}
			c := s.Connect(opt)
			eventually(t, s, "first picture", func() string { return shows(s, c, opt) })
		})
	}
}

func TestNLARefusesWrongCredentials(t *testing.T) {
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, withNLA)
	for name, opt := range map[string]client.Options{
		"wrong password": {User: rdptest.User, Password: "wrong"},
		"empty password": {User: rdptest.User},
		"unknown user":   {User: "bert", Password: rdptest.Password},
	} {
		opt.NLA = true
		if _, err := s.TryConnect(opt); !errors.Is(err, nla.StatusLogonFailure) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if st := s.Status(); len(st) != 0 {
		t.Errorf("sessions %+v", st)
	}
}

func TestProtocolsOnOffer(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*rdp.Config)
		nla    bool
		want   error
	}{
		{"TLS alone, client wants TLS", nil, false, nil},
		{"TLS alone, client wants NLA", nil, true, x224.SSLRequiredByServer},
		{"both, client wants TLS", withNLA, false, nil},
		{"both, client wants NLA", withNLA, true, nil},
		{"NLA alone, client wants TLS", onlyNLA, false, x224.HybridRequiredByServer},
		{"NLA alone, client wants NLA", onlyNLA, true, nil},
	} {
		d := rdptest.NewDesktop()
		s := rdptest.Start(t, d, c.change)
		sess, err := s.TryConnect(client.Options{NLA: c.nla})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil {
			sess.Close()
		}
		s.Stop()
		d.Close()
	}
}

// TestAccountNeedsOneCertificate: without knowing the certificate nothing can
// be bound to it, and nothing less is offered instead.
func TestAccountNeedsOneCertificate(t *testing.T) {
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, func(cfg *rdp.Config) {
		onlyNLA(cfg)
		cfg.TLS.Certificates = append(cfg.TLS.Certificates, cfg.TLS.Certificates[0])
	})
	for _, nla := range []bool{false, true} {
		if c, err := s.TryConnect(client.Options{NLA: nla}); err == nil {
			c.Close()
			t.Errorf("NLA %v: connected", nla)
		}
	}
}

// TestSilenceInCredSSP: who negotiates NLA and then says nothing is let go.
func TestSilenceInCredSSP(t *testing.T) {
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, func(cfg *rdp.Config) {
		onlyNLA(cfg)
		cfg.Limits.Silence = 300 * time.Millisecond
	})
	conn := s.Dial()
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	var out svc.Outbox
	out.AddPDU(&x224.ConnectionRequest{Negotiation: &x224.NegotiationRequest{Protocols: x224.ProtocolHybrid}})
	if _, err := conn.Write(out.Message(0)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 19)); err != nil {
		t.Fatal(err)
	}
	tc := tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	if _, err := tc.Write([]byte{0x30, 0x82}); err != nil { // the head of a TSRequest
		t.Fatal(err)
	}
	if n, _ := io.Copy(io.Discard, tc); n != 0 {
		t.Errorf("%d bytes", n)
	}
	eventually(t, s, "log", func() string {
		if !strings.Contains(s.Log.String(), "too long (credssp)") {
			return s.Log.String()
		}
		return ""
	})
}

func TestXfreerdpSecurity(t *testing.T) {
	for _, sec := range []string{"nla", "tls"} {
		t.Run(sec, func(t *testing.T) {
			scr := newScreen(t, "640x480")
			d := rdptest.NewDesktop()
			defer d.Close()
			s := rdptest.Start(t, d, withNLA)
			twoWindows(d)
			scr.xfreerdp(s, "/sec:"+sec, "/size:640x480", "+fonts", "/f")
			eventually(t, s, "first picture", func() string {
				return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480)))
			})
		})
	}
}

func TestXfreerdpIsRefusedByNLA(t *testing.T) {
	for name, password := range map[string]string{"wrong": "wrong", "empty": ""} {
		t.Run(name, func(t *testing.T) {
			scr := newScreen(t, "640x480")
			d := rdptest.NewDesktop()
			defer d.Close()
			s := rdptest.Start(t, d, withNLA)
			cmd := scr.xfreerdp(s, "/sec:nla", "/p:"+password)
			if err := cmd.Wait(); err == nil {
				t.Error("xfreerdp is content")
			}
			eventually(t, s, "log", func() string {
				if !strings.Contains(s.Log.String(), nla.StatusLogonFailure.Error()) {
					return "no word of the refusal: " + s.Log.String()
				}
				return ""
			})
			if st := s.Status(); len(st) != 0 {
				t.Errorf("sessions %+v", st)
			}
		})
	}
}

// TestUserIsTheProvedOne has a client that proves to be one user and then
// calls itself another.
func TestUserIsTheProvedOne(t *testing.T) {
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, onlyNLA)
	var conn io.ReadWriter = s.Dial()
	raw := conn.(net.Conn)
	defer raw.Close()
	raw.SetDeadline(time.Now().Add(20 * time.Second))
	seq := connector.New(connector.Config{
		Protocols: x224.ProtocolHybridEx, Width: 640, Height: 480, User: "root", Domain: "ELSEWHERE", Name: "x",
	})
	var out svc.Outbox
	send := func() { // in one piece: the pipe holds nothing back
		defer out.Reset()
		var b []byte
		for i := range out.Len() {
			b = append(b, out.Message(i)...)
		}
		if len(b) == 0 {
			return
		}
		if _, err := conn.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	read := func(length func([]byte) (int, error)) (b []byte) {
		for {
			n, err := length(b)
			if n > 0 && n == len(b) {
				return b
			}
			at := len(b)
			b = append(b, make([]byte, max(1, n-at))...)
			if _, e := io.ReadFull(conn, b[at:]); err != nil || e != nil {
				t.Fatal(err, e)
			}
		}
	}
	frame := func(b []byte) (int, error) {
		if len(b) < 2 {
			return 0, nil
		}
		n, _, err := x224.FrameLen(b)
		return n, err
	}
	for seq.Start(&out); !seq.Active(); {
		send()
		switch seq.Wants() {
		case connector.WantTLS:
			conn = tls.Client(raw, &tls.Config{InsecureSkipVerify: true})
			if err := conn.(*tls.Conn).Handshake(); err != nil {
				t.Fatal(err)
			}
			seq.TLSDone(&out)
		case connector.WantCredSSP:
			key, err := nla.PublicKey(conn.(*tls.Conn).ConnectionState().PeerCertificates[0].RawSubjectPublicKeyInfo)
			if err != nil {
				t.Fatal(err)
			}
			auth := nla.NewClient(nla.ClientConfig{PublicKey: key, User: rdptest.User, Domain: "HOME", Password: rdptest.Password,
				Random: rand.Reader, SPNEGO: true, EarlyUserAuth: true})
			for auth.Start(&out); !auth.Done(); {
				send()
				if err := auth.Step(read(auth.MessageLen), time.Now(), &out); err != nil {
					t.Fatal(err)
				}
			}
			seq.CredSSPDone(&out)
		default:
			if err := seq.Step(read(frame), time.Now(), &out); err != nil {
				t.Fatal(err)
			}
		}
	}
	go io.Copy(io.Discard, conn)
	eventually(t, s, "status", func() string {
		if st := s.Status(); len(st) != 1 || st[0].User != rdptest.User {
			return fmt.Sprintf("%+v", st)
		}
		return ""
	})
}
