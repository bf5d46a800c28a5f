package acceptor_test

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
	"oriel/rdp/bcgr"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
	"oriel/socket/x11/x11test"
)

// Real clients must get through the whole sequence. They and an X server for
// them are part of what the tests need.

const interopTimeout = 60 * time.Second

func need(t *testing.T, program, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is missing: install the Debian package %s", program, debianPackage)
	}
	return path
}

var certificate = sync.OnceValues(func() (tls.Certificate, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return tls.Certificate{}, err
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "oriel test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
})

// conn is the server's end of one connection.
type conn struct {
	net.Conn
	s   *acceptor.Server
	out svc.Outbox
}

func (c *conn) flush() error {
	for i := range c.out.Len() {
		if _, err := c.Write(c.out.Message(i)); err != nil {
			return err
		}
	}
	c.out.Reset()
	return nil
}

// frame reads one frame.
func (c *conn) frame() ([]byte, error) {
	return c.message(func(b []byte) (int, error) {
		n, _, err := x224.FrameLen(b)
		return n, err
	})
}

// message reads a message whose length a function tells.
func (c *conn) message(length func([]byte) (int, error)) ([]byte, error) {
	var b []byte
	for {
		n, err := length(b)
		if err != nil {
			return nil, err
		}
		want := len(b) + 1
		if n > 0 {
			if n == len(b) {
				return b, nil
			}
			want = n
		}
		at := len(b)
		b = append(b, make([]byte, want-at)...)
		if _, err := io.ReadFull(c, b[at:]); err != nil {
			return nil, err
		}
	}
}

// startTLS upgrades the connection.
func (c *conn) startTLS() error {
	cert, err := certificate()
	if err != nil {
		return err
	}
	t := tls.Server(c.Conn, &tls.Config{Certificates: []tls.Certificate{cert}})
	c.Conn = t
	return t.Handshake()
}

// certificateKey is what CredSSP binds to.
func certificateKey() ([]byte, error) {
	cert, err := certificate()
	if err != nil {
		return nil, err
	}
	return x509.MarshalPKCS1PublicKey(&cert.PrivateKey.(*rsa.PrivateKey).PublicKey), nil
}

// serve drives s until stop says so.
func (c *conn) serve(stop func(*acceptor.Server) bool) error {
	for !stop(c.s) {
		in, err := c.frame()
		if err != nil {
			return fmt.Errorf("in state %s: %w", c.s.State(), err)
		}
		stepErr := c.s.Step(in, time.Time{}, &c.out)
		if err := errors.Join(stepErr, c.flush()); err != nil {
			return err
		}
		if c.s.Wants() == acceptor.WantTLS {
			if err := c.startTLS(); err != nil {
				return err
			}
			c.s.TLSDone()
		}
	}
	return nil
}

// clientProgram runs a client program against a Server until stop, or until
// the server's side fails, and returns that server and the program's output.
// Clients connect more than once: after a failed negotiation, or to ask
// about the certificate.
func clientProgram(t *testing.T, cfg acceptor.Config, stop func(*acceptor.Server) bool, argv func(addr string) []string) (*acceptor.Server, string, error) {
	t.Helper()
	return clientProgramHook(t, cfg, stop, func(*conn) {}, argv)
}

// clientProgramHook is clientProgram that shows each new connection to hook.
func clientProgramHook(t *testing.T, cfg acceptor.Config, stop func(*acceptor.Server) bool, hook func(*conn), argv func(addr string) []string) (*acceptor.Server, string, error) {
	t.Helper()
	return clientProgramServe(t, cfg, func(c *conn) error {
		hook(c)
		return c.serve(stop)
	}, argv)
}

// clientProgramServe is clientProgram with a way of its own to serve.
func clientProgramServe(t *testing.T, cfg acceptor.Config, serve func(*conn) error, argv func(addr string) []string) (*acceptor.Server, string, error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(context.Background(), interopTimeout)
	defer cancel()
	args := argv(l.Addr().String())
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "DISPLAY="+x11test.Xvfb(t, "1024x768"), "HOME="+t.TempDir())
	cmd.Stdin = strings.NewReader(strings.Repeat("yes\n", 10))
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() { cmd.Wait(); l.Close(); close(exited) }()
	var s *acceptor.Server
	var last error = errors.New("the client never connected")
	for {
		nc, err := l.Accept()
		if err != nil {
			break
		}
		nc.SetDeadline(time.Now().Add(interopTimeout))
		c := &conn{Conn: nc, s: acceptor.New(cfg)}
		s, last = c.s, serve(c)
		if last == nil {
			time.Sleep(100 * time.Millisecond) // let the client read the rest
			nc.Close()
			break
		}
		c.Conn.Close()
	}
	if last == nil {
		cancel()
	}
	<-exited
	return s, log.String(), last
}

func active(s *acceptor.Server) bool { return s.Active() }

func interopConfig() acceptor.Config {
	return acceptor.Config{Protocols: x224.ProtocolSSL, Random: rand.Reader, RAIL: bcgr.RAILSupported,
		Authenticate: func(u, _, p string) bool { return u == "u" && p == "p" }}
}

func xfreerdp(t *testing.T, password string, more ...string) func(string) []string {
	path := need(t, "xfreerdp", "freerdp2-x11")
	return func(addr string) []string {
		return append([]string{path, "/v:" + addr, "/u:u", "/p:" + password, "/cert:ignore", "/size:800x600"}, more...)
	}
}

func TestXfreerdpReachesActive(t *testing.T) {
	s, log, err := clientProgram(t, interopConfig(), active, xfreerdp(t, "p"))
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	r := s.Result()
	if r.Width != 800 || r.Height != 600 || r.Depth != 32 || r.Info.User != "u" || r.Channel("drdynvc") == nil || !r.FastPathOutput() || r.RAIL() {
		t.Errorf("%+v", r)
	}
}

func TestXfreerdpAppWantsWindows(t *testing.T) {
	s, log, err := clientProgram(t, interopConfig(), active, xfreerdp(t, "p", "/app:||xterm"))
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	if !s.Result().RAIL() {
		t.Errorf("%+v", s.Result())
	}
}

func TestXfreerdpFollowsReactivation(t *testing.T) {
	// The hook runs before each frame is read: once active, it asks for
	// another size, once.
	asked := map[*acceptor.Server]bool{}
	var c *conn
	stop := func(s *acceptor.Server) bool {
		if !s.Active() {
			return false
		}
		if asked[s] {
			return true
		}
		asked[s] = true
		if err := s.Reactivate(640, 480, &c.out); err != nil {
			t.Error(err)
		}
		return c.flush() != nil
	}
	s, log, err := clientProgramHook(t, interopConfig(), stop, func(n *conn) { c = n }, xfreerdp(t, "p"))
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	b := bcgr.Find[*bcgr.Bitmap](s.Result().Capabilities)
	if b == nil || b.Width != 640 || b.Height != 480 {
		t.Errorf("%+v", b)
	}
}

func TestXfreerdpIsToldOfAWrongPassword(t *testing.T) {
	_, log, err := clientProgram(t, interopConfig(), active, xfreerdp(t, "wrong"))
	if !errors.Is(err, acceptor.ErrDenied) {
		t.Fatalf("%v\n%s", err, log)
	}
	if !strings.Contains(log, "INSUFFICIENT_PRIVILEGES") {
		t.Errorf("the reason did not arrive:\n%s", log)
	}
}

func TestRdesktopReachesActive(t *testing.T) {
	path := need(t, "rdesktop", "rdesktop")
	s, log, err := clientProgram(t, interopConfig(), active, func(addr string) []string {
		return []string{path, "-u", "u", "-p", "p", "-g", "800x600", "-a", "16", addr}
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	if r := s.Result(); r.Width != 800 || r.Height != 600 || r.Depth != 16 || r.Info.User != "u" {
		t.Errorf("%+v", r)
	}
}

func TestXfreerdpWithoutTLS(t *testing.T) {
	cfg := interopConfig()
	cfg.Protocols, cfg.AllowPlain = 0, true
	s, log, err := clientProgram(t, cfg, active, xfreerdp(t, "p", "/sec:rdp"))
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	if s.Result().Selected != x224.ProtocolRDP {
		t.Error(s.Result().Selected)
	}
}
