package rdp

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"testing"
	"time"

	"oriel/rdp/bcgr"
)

// A counter counts the writes to a connection.
type counter struct {
	net.Conn
	writes, bytes int
	most          int
}

func (c *counter) Write(p []byte) (int, error) {
	c.writes++
	c.bytes += len(p)
	c.most = max(c.most, len(p))
	return c.Conn.Write(p)
}

// tlsPair returns both ends of a TLS connection over a pipe, and what counts
// the server's writes.
func tlsPair(t *testing.T) (server *tls.Conn, below *gather, client *tls.Conn, count *counter) {
	t.Helper()
	a, b := net.Pipe()
	count = &counter{Conn: a}
	below = &gather{Conn: count}
	cfg := &tls.Config{Certificates: []tls.Certificate{certificate(t)}, DynamicRecordSizingDisabled: true}
	server, client = tls.Server(below, cfg), tls.Client(b, &tls.Config{InsecureSkipVerify: true})
	t.Cleanup(func() { a.Close(); b.Close() })
	shake(t, server, client)
	return server, below, client, count
}

// shake lets two ends of a TLS connection come to know each other.
func shake(t *testing.T, server, client *tls.Conn) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- client.Handshake() }()
	if err := server.Handshake(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestAtMostOneWritePer64KiB writes as a session does, and looks at what the
// kernel gets.
func TestAtMostOneWritePer64KiB(t *testing.T) {
	server, below, client, count := tlsPair(t)
	count.writes, count.bytes = 0, 0
	w := newWriter(gathered{server, below})
	l := &link{w: w, fastPath: true}
	payload := make([]byte, 10_000)
	for i := range 100 { // all queued before the writer begins
		payload[0] = byte(i)
		if err := l.update(bcgr.UpdateBitmap, payload); err != nil {
			t.Fatal(err)
		}
	}
	queued := int(w.queued())
	go func() { _ = w.run() }()
	got := make([]byte, queued)
	if _, err := io.ReadFull(client, got); err != nil {
		t.Fatal(err)
	}
	if most := queued>>16 + 1; count.writes > most {
		t.Errorf("%d writes for %d bytes", count.writes, count.bytes)
	}
	// A full record carries 16 KiB, at 22 bytes of its own or a few more.
	if extra := count.bytes - queued; extra > (queued>>14+1)*40 {
		t.Errorf("%d bytes became %d: the records are not filled", queued, count.bytes)
	}
	w.close()
}

// TestGatherKeepsTheOrder has small and large writes, held and not.
func TestGatherKeepsTheOrder(t *testing.T) {
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	g := &gather{Conn: a}
	var want []byte
	go func() {
		for i := range 200 {
			if i%3 == 0 {
				g.hold()
			}
			p := bytes.Repeat([]byte{byte(i)}, i*i*3%(gatherSize*2)+1)
			if _, err := g.Write(p); err != nil {
				return
			}
			if i%3 == 2 {
				_ = g.release()
			}
		}
		_ = g.release()
		a.Close()
	}()
	for i := range 200 {
		want = append(want, bytes.Repeat([]byte{byte(i)}, i*i*3%(gatherSize*2)+1)...)
	}
	got, err := io.ReadAll(b)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d of %d bytes, or in another order: %v", len(got), len(want), err)
	}
}

func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
