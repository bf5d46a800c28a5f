package rdp

import (
	"image"
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestTheKernelWatchesTCPConnections: what it is told of each, so that a peer
// that is gone is noticed whether or not anything is sent.
func TestTheKernelWatchesTCPConnections(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	peer, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	keepAlive(c, time.Minute)
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []struct {
		name               string
		level, option, set int
	}{
		{"SO_KEEPALIVE", unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
		{"TCP_KEEPIDLE", unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 15},
		{"TCP_KEEPINTVL", unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 5},
		{"TCP_KEEPCNT", unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 4},
		{"TCP_USER_TIMEOUT", unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 30000},
	} {
		var got int
		if cerr := raw.Control(func(fd uintptr) { got, err = unix.GetsockoptInt(int(fd), o.level, o.option) }); cerr != nil || err != nil {
			t.Fatal(cerr, err)
		}
		if got != o.set {
			t.Errorf("%s is %d, want %d", o.name, got, o.set)
		}
	}
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	keepAlive(a, time.Minute) // which has nothing to be told
}

// TestASessionWithNothingToDoSleeps: whatever waits for the client to do
// something, no timer runs meanwhile, as none does at rest.
func TestASessionWithNothingToDoSleeps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what string
		wait func(x *watched)
		wake func(x *watched)
	}{
		{"output is suppressed", func(x *watched) { x.suppressed = true }, func(x *watched) { x.suppressed = false }},
		{"the session is inactive", func(x *watched) { x.active = false }, func(x *watched) { x.active = true }},
	} {
		x := watch(t, "photo", image.Pt(640, 480), 800) // 10 Mbit/s
		for range 5 {
			x.show()
			x.frame()
		}
		x.show()
		x.advance() // nobody acknowledges this one
		if x.paint.canvases[0].lossy == 0 || x.gfx.srv.Frames.Outstanding() == 0 {
			t.Fatal("the test is none: nothing is left to be done")
		}
		c.wait(x)
		asleep := func() {
			t.Helper()
			for range 5 {
				x.now = x.now.Add(3 * time.Second)
				x.advance()
				if at, ok := x.deadline(); ok && !at.After(x.now) {
					t.Fatalf("%s: it would wake at once, again and again", c.what)
				}
			}
		}
		asleep()
		c.wake(x)
		x.settle()
		x.now = x.now.Add(time.Minute)
		x.advance()
		if at, ok := x.deadline(); ok && at.Before(x.now.Add(5*time.Second)) { // but for heartbeats
			t.Errorf("%s: at rest it wakes in %v", c.what, at.Sub(x.now))
		}
	}
}
