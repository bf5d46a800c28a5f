package wlconn

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

func pair(t *testing.T) (a, b *Conn) {
	t.Helper()
	x, y, err := Pair()
	if err != nil {
		t.Fatal(err)
	}
	a, err = New(x)
	if err != nil {
		t.Fatal(err)
	}
	b, err = New(y)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}

func TestDescriptors(t *testing.T) {
	a, b := pair(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := a.Write([]byte("12345678"), []int{int(w.Fd()), int(w.Fd())}); err != nil {
		t.Fatal(err)
	}
	w.Close()
	buf := make([]byte, ReadSize)
	n, fds, err := b.Read(buf)
	if err != nil || string(buf[:n]) != "12345678" || len(fds) != 2 {
		t.Fatalf("%q %v %v", buf[:n], fds, err)
	}
	for _, fd := range fds {
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
			t.Errorf("descriptor would be inherited: %x, %v", flags, err)
		}
		if _, err := unix.Write(fd, []byte("x")); err != nil {
			t.Error(err)
		}
		CloseFD(fd)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "xx" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestEnds(t *testing.T) {
	a, b := pair(t)
	b.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	if _, _, err := b.Read(make([]byte, 8)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("deadline: %v", err)
	}
	b.SetReadDeadline(time.Time{})
	a.Close()
	if _, _, err := b.Read(make([]byte, 8)); err != io.EOF {
		t.Errorf("end: %v", err)
	}
	if _, err := b.Write([]byte("x"), nil); !errors.Is(err, unix.EPIPE) {
		t.Errorf("write to nobody: %v", err)
	}
}

// Each message with a descriptor arrives by a recvmsg of its own.
func TestFlush(t *testing.T) {
	a, b := pair(t)
	table, display := wlproto.NewClient(wlwire.Config{CloseFD: CloseFD})
	shm := wlproto.WlShmProxy{Resource: display.GetRegistry().Bind(1, wlproto.WlShmInterface, 1)}
	for range 2 {
		fd, err := unix.MemfdCreate("t", unix.MFD_CLOEXEC)
		if err != nil {
			t.Fatal(err)
		}
		shm.CreatePool(fd, 1)
	}
	want := table.Out().Len()
	if err := a.Flush(table.Out()); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, ReadSize)
	var all []byte
	counts := 0
	for len(all) < want {
		n, fds, err := b.Read(buf)
		if err != nil || len(fds) > 1 {
			t.Fatalf("%d descriptors, %v", len(fds), err)
		}
		for _, fd := range fds {
			CloseFD(fd)
			counts++
		}
		all = append(all, buf[:n]...)
	}
	if counts != 2 || !bytes.Contains(all, []byte("wl_shm\x00")) {
		t.Errorf("%d descriptors with %q", counts, all)
	}
}

// TestTryFlushDoesNotWait fills a connection that nobody reads; Flush then goes
// on where TryFlush has stopped.
func TestTryFlushDoesNotWait(t *testing.T) {
	a, b := pair(t)
	table, display := wlproto.NewClient(wlwire.Config{CloseFD: CloseFD})
	want, out := 0, table.Out()
	for all := true; all; {
		display.GetRegistry()
		want += out.Len()
		if all = a.TryFlush(out); all != (out.Len() == 0) {
			t.Fatalf("%d bytes are left, all: %v", out.Len(), all)
		}
	}
	rest, done := out.Len(), make(chan error, 1)
	go func() { done <- a.Flush(out) }()
	buf, got := make([]byte, ReadSize), 0
	for got < want {
		n, _, err := b.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		got += n
	}
	if err := <-done; err != nil || got != want {
		t.Errorf("%d bytes instead of %d, %d of them later: %v", got, want, rest, err)
	}
}

func TestAllocations(t *testing.T) {
	a, b := pair(t)
	buf, data := make([]byte, ReadSize), make([]byte, 1000)
	n := testing.AllocsPerRun(100, func() {
		if _, err := a.Write(data, nil); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Read(buf); err != nil {
			t.Fatal(err)
		}
	})
	if n > 0 {
		t.Errorf("%v allocations", n)
	}
}
