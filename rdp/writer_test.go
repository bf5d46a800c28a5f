package rdp

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"
)

// loopback returns a writer through TLS over a TCP connection with little room, not
// yet running, and the client's end.
func loopback(t *testing.T) (*writer, *tls.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	b, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	_ = a.(*net.TCPConn).SetWriteBuffer(16 << 10)
	_ = b.(*net.TCPConn).SetReadBuffer(16 << 10)
	for _, c := range []net.Conn{a, b} {
		_ = c.SetDeadline(time.Now().Add(time.Minute))
	}
	below := &gather{Conn: unwatch(a)}
	server := tls.Server(below, &tls.Config{Certificates: []tls.Certificate{certificate(t)}, DynamicRecordSizingDisabled: true})
	client := tls.Client(b, &tls.Config{InsecureSkipVerify: true})
	shake(t, server, client)
	return newWriter(gathered{server, below}), client
}

// TestLittleNeedsNoOtherGoroutine has none that writes but the one that pushes.
func TestLittleNeedsNoOtherGoroutine(t *testing.T) {
	w, client := loopback(t)
	for i := range byte(3) {
		_ = w.add(func(b []byte) []byte { return append(b, i) })
	}
	if w.pending() != 3 {
		t.Fatalf("%d bytes wait before push, of 3", w.pending())
	}
	w.push()
	got := make([]byte, 8)
	n, err := client.Read(got)
	if err != nil || n != 3 || string(got[:n]) != "\x00\x01\x02" {
		t.Errorf("%v, %v", got[:n], err)
	}
	if w.pending() != 0 || w.written() != 3 || w.queued() != 3 {
		t.Errorf("%d bytes wait, %d are written of %d", w.pending(), w.written(), w.queued())
	}
}

// TestPushWaitsForNobody pushes messages to a client that does not read, and then
// does: all of them come, in their order, and are counted.
func TestPushWaitsForNobody(t *testing.T) {
	w, client := loopback(t)
	go func() { _ = w.run() }()
	size, n := 20_000, 0
	message := func(b []byte) []byte {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
		n++
		return append(b, make([]byte, size-4)...)
	}
	for w.Room() {
		if err := w.add(message); err != nil {
			t.Fatal(err)
		}
		w.push()
	}
	if got := w.queued(); got != uint64(n*size) {
		t.Fatalf("%d bytes queued of %d", got, n*size)
	}
	read := func() {
		t.Helper()
		got := make([]byte, size)
		for i := range n {
			if _, err := io.ReadFull(client, got); err != nil || binary.BigEndian.Uint32(got) != uint32(i) {
				t.Fatalf("message %d instead of %d of %d: %v", binary.BigEndian.Uint32(got), i, n, err)
			}
		}
		n = 0
	}
	read()
	for size = 4; n < 1000; { // the client reads less than it is sent, now and then
		_ = w.add(message)
		w.push()
	}
	read()
	w.close()
	<-w.done
	if w.pending() != 0 || w.written() != w.queued() || w.error() != nil {
		t.Errorf("%d bytes wait, %d are written of %d: %v", w.pending(), w.written(), w.queued(), w.error())
	}
}

// TestPushHearsOfTheEnd pushes to a client that is gone.
func TestPushHearsOfTheEnd(t *testing.T) {
	w, client := loopback(t)
	go func() { _ = w.run() }()
	client.NetConn().Close()
	for w.error() == nil {
		_ = w.add(func(b []byte) []byte { return append(b, 1) })
		w.push()
	}
	<-w.done
	if w.pending() != 0 {
		t.Errorf("%d bytes wait for nobody", w.pending())
	}
}

// queued returns the number of bytes handed over so far.
func (w *writer) queued() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.total + uint64(w.flying+w.waiting)
}
