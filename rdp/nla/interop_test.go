package nla_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/nla"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
	"oriel/socket/x11/x11test"
)

// A real client must get through, or not, with our servers of all versions.

const interopTimeout = 60 * time.Second

func need(t *testing.T, program, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is missing: install the Debian package %s", program, debianPackage)
	}
	return path
}

var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func certificate(t *testing.T) (tls.Certificate, []byte) {
	key, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "oriel test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, x509.MarshalPKCS1PublicKey(&key.PublicKey)
}

// server is one connection.
type server struct {
	net.Conn
	acc  *acceptor.Server
	nla  *nla.Server
	step func(s *nla.Server, in []byte, out *svc.Outbox) error // of nla
	out  svc.Outbox
}

func (s *server) flush() error {
	defer s.out.Reset()
	for i := range s.out.Len() {
		if _, err := s.Write(s.out.Message(i)); err != nil {
			return err
		}
	}
	return nil
}

// message reads a message whose length a function tells.
func (s *server) message(length func([]byte) (int, error)) ([]byte, error) {
	var b []byte
	for {
		n, err := length(b)
		if err != nil {
			return nil, err
		}
		if n > 0 && n <= len(b) {
			return b, nil
		}
		at := len(b)
		b = append(b, make([]byte, max(1, n-at))...)
		if _, err := io.ReadFull(s, b[at:]); err != nil {
			return nil, err
		}
	}
}

func (s *server) serve(cert tls.Certificate) error {
	for !s.acc.Active() {
		in, err := s.message(func(b []byte) (int, error) { n, _, err := x224.FrameLen(b); return n, err })
		if err != nil {
			return fmt.Errorf("%s: %w", s.acc.State(), err)
		}
		if err := errors.Join(s.acc.Step(in, time.Time{}, &s.out), s.flush()); err != nil {
			return err
		}
		if s.acc.Wants() != acceptor.WantTLS {
			continue
		}
		t := tls.Server(s.Conn, &tls.Config{Certificates: []tls.Certificate{cert}})
		if err := t.Handshake(); err != nil {
			return err
		}
		s.Conn = t
		s.acc.TLSDone()
		for s.acc.Wants() == acceptor.WantCredSSP {
			in, err := s.message(nla.MessageLen)
			if err != nil {
				return fmt.Errorf("%s: %w", s.nla.State(), err)
			}
			if err := errors.Join(s.step(s.nla, in, &s.out), s.flush()); err != nil {
				return err
			}
			if s.nla.Done() {
				s.acc.CredSSPDone()
			}
		}
	}
	return nil
}

// xfreerdp connects once with Debian's client and returns what became of it
// on our side, and what the client says.
func xfreerdp(t *testing.T, version uint32, args ...string) (*server, string, error) {
	t.Helper()
	_, key := certificate(t)
	return xfreerdpWith(t, nla.NewServer(nla.Config{
		PublicKey: key, Random: rand.Reader, MaxVersion: version,
		Account: func(user, _ string) ([16]byte, bool) { return nla.NTHash("pässword"), user == "u" },
	}), func(s *nla.Server, in []byte, out *svc.Outbox) error { return s.Step(in, time.Now(), out) }, args...)
}

func xfreerdpWith(t *testing.T, auth *nla.Server, step func(*nla.Server, []byte, *svc.Outbox) error, args ...string) (*server, string, error) {
	t.Helper()
	return freerdp(t, need(t, "xfreerdp", "freerdp2-x11"), x224.ProtocolHybrid, auth, step, args...)
}

// freerdp is any FreeRDP, with the protocols that we offer.
func freerdp(t *testing.T, program string, offered x224.Protocol, auth *nla.Server, step func(*nla.Server, []byte, *svc.Outbox) error, args ...string) (*server, string, error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(context.Background(), interopTimeout)
	defer cancel()
	args = append([]string{"/v:" + l.Addr().String(), "/cert:ignore", "/size:640x480"}, args...)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+x11test.Xvfb(t, "640x480"), "HOME="+t.TempDir())
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() { cmd.Wait(); l.Close(); close(exited) }()
	cert, _ := certificate(t)
	nc, err := l.Accept()
	if err != nil {
		<-exited
		t.Fatalf("the client never connected:\n%s", &log)
	}
	nc.SetDeadline(time.Now().Add(interopTimeout))
	s := &server{Conn: nc, nla: auth, step: step}
	s.acc = acceptor.New(acceptor.Config{Protocols: offered, Random: rand.Reader})
	serveErr := s.serve(cert)
	if serveErr == nil {
		cancel()
	}
	s.Close()
	<-exited
	return s, log.String(), serveErr
}

func TestXfreerdp(t *testing.T) {
	for version := uint32(2); version <= 6; version++ {
		s, log, err := xfreerdp(t, version, "/u:u", "/p:pässword", "/sec:nla")
		if err != nil {
			t.Errorf("version %d: %v\n%s", version, err, log)
			continue
		}
		if user, _ := s.nla.User(); user != "u" || s.nla.Version() != version || s.acc.Result().Selected != x224.ProtocolHybrid {
			t.Errorf("version %d: user %q, version %d, %v", version, user, s.nla.Version(), s.acc.Result().Selected)
		}
	}
}

// TestXfreerdpKnowsHybridExByName: Debian's client asks for HYBRID_EX, and
// gives up by itself once that is selected. Who can do it is FreeRDP 3, of
// which there are transcripts.
func TestXfreerdpKnowsHybridExByName(t *testing.T) {
	_, key := certificate(t)
	heard := 0
	s, log, err := freerdp(t, need(t, "xfreerdp", "freerdp2-x11"), x224.ProtocolHybrid|x224.ProtocolHybridEx, nla.NewServer(nla.Config{PublicKey: key, EarlyUserAuth: true}),
		func(*nla.Server, []byte, *svc.Outbox) error { heard++; return nil }, "/u:u", "/p:pässword", "/sec:ext")
	if r := s.acc.Result(); r.Requested&x224.ProtocolHybridEx == 0 || r.Selected != x224.ProtocolHybridEx || heard != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("asked for %v, got %v; %d messages, %v\n%s", r.Requested, r.Selected, heard, err, log)
	}
}

func TestXfreerdpIsRefused(t *testing.T) {
	for name, args := range map[string][]string{
		"wrong password": {"/u:u", "/p:password"},
		"empty password": {"/u:u", "/p:"},
		"truncated":      {"/u:u", "/p:pässwor"},
		"unknown user":   {"/u:v", "/p:pässword"},
	} {
		s, log, err := xfreerdp(t, 6, append(args, "/sec:nla")...)
		if !errors.Is(err, nla.StatusLogonFailure) || s.nla.Done() {
			t.Errorf("%s: %v\n%s", name, err, log)
		}
		if !strings.Contains(log, "LOGON_FAILURE") {
			t.Errorf("%s: the reason did not arrive:\n%s", name, log)
		}
	}
}
