package unixmsg

import (
	"bytes"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func pair(t *testing.T, kind int) (a, b *Conn) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ends [2]*Conn
	for i, fd := range fds {
		if ends[i], err = New(os.NewFile(uintptr(fd), "end")); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { ends[0].Close(); ends[1].Close() })
	return ends[0], ends[1]
}

// heard reports whether the runtime is told of something.
func heard(t *testing.T, h *half) bool {
	t.Helper()
	n := 0
	if err := h.raw.Control(func(ear uintptr) {
		var err error
		if n, err = unix.Poll([]unix.PollFd{{Fd: int32(ear), Events: unix.POLLIN}}, 0); err != nil {
			t.Error(err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return n > 0
}

func fill(t *testing.T, c *Conn) (sent int) {
	t.Helper()
	for {
		n, err := c.TrySend(make([]byte, 4096), nil)
		if err == unix.EAGAIN {
			return sent
		}
		if err != nil {
			t.Fatal(err)
		}
		sent += n
	}
}

func TestWakesNobodyInVain(t *testing.T) {
	for _, kind := range []int{unix.SOCK_STREAM, unix.SOCK_SEQPACKET} {
		a, b := pair(t, kind)
		buf := make([]byte, 64)
		for range 3 {
			if _, err := a.Send([]byte("x"), nil); err != nil {
				t.Fatal(err)
			}
			if !heard(t, &b.in) {
				t.Error("a message is not heard of")
			}
			if n, _, _, err := b.Recv(buf, nil); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			if heard(t, &b.in) {
				t.Error("nothing is heard of")
			}
			if heard(t, &a.in) || heard(t, &a.to) {
				t.Error("that the peer has read is heard of")
			}
		}
	}
}

func TestSendWaitsForRoom(t *testing.T) {
	a, b := pair(t, unix.SOCK_STREAM)
	for range 2 { // and stops to listen
		got, want := 0, fill(t, a)
		sent := make(chan error, 1)
		go func() {
			_, err := a.Send([]byte("the last"), nil)
			sent <- err
		}()
		select {
		case err := <-sent:
			t.Fatal("it did not wait:", err)
		case <-time.After(20 * time.Millisecond):
		}
		var all []byte
		buf := make([]byte, 1<<16)
		for got < want+len("the last") {
			n, _, _, err := b.Recv(buf, nil)
			if err != nil || n == 0 {
				t.Fatal(n, err)
			}
			got += n
			all = append(all[:0], buf[:n]...)
		}
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(all, []byte("the last")) {
			t.Errorf("what came last is %q", all[max(0, len(all)-20):])
		}
		if heard(t, &a.to) {
			t.Error("it still listens for room")
		}
	}
}

func TestDescriptors(t *testing.T) {
	a, b := pair(t, unix.SOCK_SEQPACKET)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := a.Send([]byte("x"), unix.UnixRights(int(w.Fd()), int(w.Fd()))); err != nil {
		t.Fatal(err)
	}
	w.Close()
	oob := make([]byte, unix.CmsgSpace(4*2))
	n, oobn, flags, err := b.Recv(make([]byte, 8), oob)
	if n != 1 || flags&unix.MSG_CTRUNC != 0 || err != nil {
		t.Fatal(n, flags, err)
	}
	fds, err := AppendRights([]int{-1}, oob[:oobn])
	if len(fds) != 3 || fds[0] != -1 || err != nil {
		t.Fatal(fds, err)
	}
	for _, fd := range fds[1:] {
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
			t.Errorf("a descriptor would be inherited: %x, %v", flags, err)
		}
		unix.Close(fd)
	}
	if _, err := AppendRights(nil, oob[:oobn-1]); err == nil {
		t.Error("half a control message is taken")
	}
}

func TestCloseEndsWhoWaits(t *testing.T) {
	a, _ := pair(t, unix.SOCK_STREAM)
	fill(t, a)
	errs := make(chan error, 2)
	go func() {
		_, _, _, err := a.Recv(make([]byte, 1), nil)
		errs <- err
	}()
	go func() {
		_, err := a.Send([]byte("x"), nil)
		errs <- err
	}()
	time.Sleep(10 * time.Millisecond)
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := <-errs; !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
	_, _, _, rerr := a.Recv(make([]byte, 1), nil)
	_, serr := a.Send([]byte("x"), nil)
	_, terr := a.TrySend([]byte("x"), nil)
	_, ferr := a.File()
	for _, err := range []error{rerr, serr, terr, ferr, a.Close(), a.SetDeadline(time.Now())} {
		if !errors.Is(err, net.ErrClosed) {
			t.Error("after Close:", err)
		}
	}
}

func TestDeadlines(t *testing.T) {
	a, b := pair(t, unix.SOCK_STREAM)
	fill(t, a)
	if err := a.SetDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := a.Recv(make([]byte, 1), nil); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	if _, err := a.Send([]byte("x"), nil); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	if err := a.SetDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := b.Recv(make([]byte, 1<<20), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Send([]byte("x"), nil); err != nil {
		t.Error("the bound was lifted:", err)
	}
}

func TestThePeerIsGone(t *testing.T) {
	a, b := pair(t, unix.SOCK_SEQPACKET)
	b.Close()
	if n, _, _, err := a.Recv(make([]byte, 1), nil); n != 0 || err != nil {
		t.Error(n, err)
	}
	if _, err := a.Send([]byte("x"), nil); !errors.Is(err, unix.EPIPE) {
		t.Error(err)
	}
}

func TestFileIsTheSameSocket(t *testing.T) {
	a, b := pair(t, unix.SOCK_SEQPACKET)
	f, err := a.File()
	if err != nil {
		t.Fatal(err)
	}
	a.Close()
	c, err := New(f)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Send([]byte("x"), nil); err != nil {
		t.Fatal(err)
	}
	if n, _, _, err := b.Recv(make([]byte, 8), nil); n != 1 || err != nil {
		t.Error(n, err)
	}
}

func TestNewRefusesFiles(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := New(f); err == nil {
		c.Close()
		t.Error("a regular file is taken")
	}
	if err := f.Close(); !errors.Is(err, os.ErrClosed) {
		t.Error("the file is still open:", err)
	}
}

func TestAllocations(t *testing.T) {
	a, b := pair(t, unix.SOCK_STREAM)
	buf, oob, data := make([]byte, 4096), make([]byte, 64), make([]byte, 1000)
	n := testing.AllocsPerRun(100, func() {
		if _, err := a.Send(data, nil); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := b.Recv(buf, oob); err != nil {
			t.Fatal(err)
		}
	})
	if n > 0 {
		t.Errorf("%v allocations", n)
	}
}
