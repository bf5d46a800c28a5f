package fdpass_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket/fdpass"
)

func pair(t *testing.T) (a, b *fdpass.Conn) {
	t.Helper()
	a, b, err := fdpass.Pair()
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for _, c := range []*fdpass.Conn{a, b} {
		if err := c.SetDeadline(deadline); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
	}
	return a, b
}

// pipes opens n write ends of one pipe; the read end sees EOF exactly when
// all of them, and all copies of them, are closed.
func pipes(t *testing.T, n int) (r *os.File, ws []*os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	ws = []*os.File{w}
	for len(ws) < n {
		fd, err := unix.FcntlInt(w.Fd(), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		ws = append(ws, os.NewFile(uintptr(fd), "pipe"))
	}
	return r, ws
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

// wantEOF fails if any copy of the pipe's write ends is still open.
func wantEOF(t *testing.T, r *os.File) {
	t.Helper()
	if err := r.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("a descriptor leaked: read says %v", err)
	}
}

func TestMessagesKeepTheirBounds(t *testing.T) {
	a, b := pair(t)
	for _, m := range []string{"one", "two", "three"} {
		if err := a.Send([]byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	buf := make([]byte, 16)
	for _, want := range []string{"one", "two", "three"} {
		n, files, err := b.Receive(buf)
		if err != nil || string(buf[:n]) != want || files != nil {
			t.Fatalf("got %q, %v, %v; want %q", buf[:n], files, err, want)
		}
	}
	a.Close()
	if _, _, err := b.Receive(buf); err != io.EOF {
		t.Fatalf("after Close: %v", err)
	}
}

func TestFilesArrive(t *testing.T) {
	for _, n := range []int{1, 2, 8, fdpass.MaxFiles} {
		a, b := pair(t)
		r, ws := pipes(t, n)
		if err := a.Send([]byte("x"), ws...); err != nil {
			t.Fatalf("%d files: %v", n, err)
		}
		closeAll(ws)
		buf := make([]byte, 8)
		_, files, err := b.Receive(buf)
		if err != nil || len(files) != n {
			t.Fatalf("got %d files, %v; want %d", len(files), err, n)
		}
		for _, f := range files {
			flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFD, 0)
			if err != nil || flags&unix.FD_CLOEXEC == 0 {
				t.Fatalf("a passed descriptor would survive exec: %v", err)
			}
		}
		if _, err := files[n-1].Write([]byte{'y'}); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 1)
		if _, err := io.ReadFull(r, got); err != nil || got[0] != 'y' {
			t.Fatalf("read %q, %v", got, err)
		}
		closeAll(files)
		wantEOF(t, r)
	}
}

func TestTooManyFilesAreClosed(t *testing.T) {
	for _, sent := range []int{3, 4, 9, fdpass.MaxFiles} {
		a, b := pair(t)
		b.Limit(2)
		r, ws := pipes(t, sent)
		if err := a.Send([]byte("x"), ws...); err != nil {
			t.Fatal(err)
		}
		closeAll(ws)
		if _, files, err := b.Receive(make([]byte, 8)); !errors.Is(err, fdpass.ErrTooManyFiles) || files != nil {
			t.Fatalf("%d files with a limit of 2: %v, %v", sent, files, err)
		}
		wantEOF(t, r)
		wantUsable(t, a, b)
	}
}

func TestTooLongMessageIsRefusedAndItsFilesClosed(t *testing.T) {
	a, b := pair(t)
	r, ws := pipes(t, 1)
	if err := a.Send(bytes.Repeat([]byte("x"), 100), ws...); err != nil {
		t.Fatal(err)
	}
	closeAll(ws)
	if _, files, err := b.Receive(make([]byte, 99)); !errors.Is(err, fdpass.ErrTooLong) || files != nil {
		t.Fatalf("got %v, %v", files, err)
	}
	wantEOF(t, r)
	wantUsable(t, a, b)
}

func wantUsable(t *testing.T, a, b *fdpass.Conn) {
	t.Helper()
	if err := a.Send([]byte("next")); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 8)
	if n, _, err := b.Receive(buf); err != nil || string(buf[:n]) != "next" {
		t.Fatalf("after a refused message: %q, %v", buf[:n], err)
	}
}

// TestTrySendDoesNotWait fills a connection that nobody reads.
func TestTrySendDoesNotWait(t *testing.T) {
	a, b := pair(t)
	n := byte(0)
	for a.TrySend([]byte{n}) {
		n++
	}
	if n == 0 {
		t.Fatal("nothing was sent")
	}
	buf := make([]byte, 8)
	for i := range n {
		if k, _, err := b.Receive(buf); err != nil || k != 1 || buf[0] != i {
			t.Fatalf("%v instead of message %d: %v", buf[:k], i, err)
		}
	}
	if !a.TrySend([]byte("x")) || a.TrySend(nil) || a.TrySend(make([]byte, fdpass.MaxBytes+1)) {
		t.Error("there is room for a message with a byte, and for no other")
	}
	b.Close()
	if a.TrySend([]byte("x")) {
		t.Error("sent to nobody")
	}
}

func TestSendRefuses(t *testing.T) {
	a, _ := pair(t)
	r, ws := pipes(t, fdpass.MaxFiles+1)
	defer wantEOF(t, r)
	defer closeAll(ws)
	for _, c := range []struct {
		b     []byte
		files []*os.File
		want  error
	}{
		{nil, nil, fdpass.ErrEmpty},
		{make([]byte, fdpass.MaxBytes+1), nil, fdpass.ErrTooLong},
		{[]byte("x"), ws, fdpass.ErrTooManyFiles},
	} {
		if err := a.Send(c.b, c.files...); !errors.Is(err, c.want) {
			t.Errorf("%d bytes, %d files: %v, want %v", len(c.b), len(c.files), err, c.want)
		}
	}
	if err := a.Send(make([]byte, fdpass.MaxBytes)); err != nil {
		t.Errorf("the longest message: %v", err)
	}
}

func TestNewRefusesOtherDescriptors(t *testing.T) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fds[1])
	if _, err := fdpass.New(os.NewFile(uintptr(fds[0]), "")); !errors.Is(err, fdpass.ErrNotSeqpacket) {
		t.Errorf("a stream socket: %v", err)
	}
	r, ws := pipes(t, 1)
	if _, err := fdpass.New(ws[0]); !errors.Is(err, fdpass.ErrNotSeqpacket) {
		t.Errorf("a pipe: %v", err)
	}
	wantEOF(t, r) // New closed it
}

func TestFileMakesAnotherEnd(t *testing.T) {
	a, b := pair(t)
	f, err := b.File()
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
	again, err := fdpass.New(f)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := again.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	wantUsable(t, a, again)
}
