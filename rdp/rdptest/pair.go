package rdptest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"log/slog"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"oriel/rdp"
	"oriel/rdp/client"
)

// The account that a Server knows.
const (
	User     = "anna"
	Password = "correct horse"
)

// Certificate returns a new self-signed certificate.
func Certificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "oriel test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// A Server is an rdp.Server around a Desktop. Clients reach it by Dial.
type Server struct {
	*rdp.Server
	Desktop     *Desktop
	Fingerprint string
	Log         *Log

	t      testing.TB
	ctx    context.Context
	cancel context.CancelCauseFunc
	wg     sync.WaitGroup
}

// Start returns a running Server, which ends with the test. change may adapt
// its configuration.
func Start(t testing.TB, d *Desktop, change func(*rdp.Config)) *Server {
	t.Helper()
	cert, err := Certificate()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(cert.Certificate[0])
	s := &Server{Desktop: d, Fingerprint: hex.EncodeToString(sum[:]), Log: &Log{}, t: t}
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	cfg := rdp.Config{
		Desktop:      d,
		TLS:          &tls.Config{Certificates: []tls.Certificate{cert}},
		Authenticate: func(user, _, password string) bool { return user == User && password == Password },
		Log:          slog.New(slog.NewTextHandler(s.Log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&cfg)
	}
	s.Server = rdp.New(cfg)
	t.Cleanup(s.Stop)
	return s
}

// Stop ends all connections and waits for them.
func (s *Server) Stop() { s.StopFor(nil) }

// StopFor is Stop for a cause, such as rdp.ErrReplaced.
func (s *Server) StopFor(cause error) {
	s.cancel(cause)
	s.wg.Wait()
}

// Dial returns a new connection to the server, by TCP: a pipe without buffers
// would stop when both ends write.
func (s *Server) Dial() net.Conn { return s.DialFrom("127.0.0.1") }

// DialFrom is Dial from an address of this machine, which is any of 127/8.
func (s *Server) DialFrom(ip string) net.Conn {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	defer l.Close()
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(ip)}}
	a, err := from.Dial("tcp", l.Addr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	b, err := l.Accept()
	if err != nil {
		s.t.Fatal(err)
	}
	s.wg.Go(func() { s.ServeConn(s.ctx, b) })
	return a
}

// Connect returns a client of the server; account and fingerprint are filled
// in. It is closed at the end of the test.
func (s *Server) Connect(opt client.Options) *client.Session {
	s.t.Helper()
	c, err := s.TryConnect(opt)
	if err != nil {
		s.t.Fatalf("connect: %v\n%s", err, s.Log)
	}
	s.t.Cleanup(func() { c.Close() })
	return c
}

// TryConnect is Connect for a connection that may fail.
func (s *Server) TryConnect(opt client.Options) (*client.Session, error) {
	if opt.User == "" {
		opt.User, opt.Password = User, Password
	}
	if opt.Fingerprint == "" {
		opt.Fingerprint = s.Fingerprint
	}
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	conn := s.Dial()
	c, err := client.Connect(ctx, conn, opt)
	if err != nil {
		conn.Close()
	}
	return c, err
}

// A Log keeps what was logged.
type Log struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns all lines.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
