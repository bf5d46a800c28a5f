package manager

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestNotifier(t *testing.T) {
	s := newStore(t)
	t.Setenv("NOTIFY_SOCKET", s.path)
	t.Setenv("WATCHDOG_USEC", "1500000")
	t.Setenv("WATCHDOG_PID", fmt.Sprint(os.Getpid()))
	n := NewNotifier()
	if n == nil || n.Watchdog() != 1500*time.Millisecond {
		t.Fatalf("%+v", n)
	}
	for _, v := range []string{"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} {
		if _, ok := os.LookupEnv(v); ok {
			t.Errorf("%s is left to our children", v)
		}
	}
	if err := n.Notify("READY=1", "STATUS=up"); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := n.Keep("null", f); err != nil {
		t.Fatal(err)
	}
	until(t, "the messages", func() bool { return s.count("FDNAME=null") == 1 })
	if s.count("READY=1") != 1 || s.count("STATUS=up") != 1 || s.count("FDSTORE=1") != 1 || s.stored() != 1 {
		t.Error("not all has come")
	}
	if err := n.Drop("null"); err != nil {
		t.Fatal(err)
	}
	until(t, "the message", func() bool { return s.count("FDSTOREREMOVE=1") == 1 })
	s.conn.Close()
	if n.Notify("STATUS=x") == nil {
		t.Error("nobody is there, and no error")
	}
	for _, bad := range []string{"", "vsock:2:1", "relative"} {
		t.Setenv("NOTIFY_SOCKET", bad)
		t.Setenv("WATCHDOG_PID", "1")
		n := NewNotifier()
		if n != nil || n.Notify("x") != nil || n.Watchdog() != 0 {
			t.Errorf("%q: %+v", bad, n)
		}
	}
}

func TestAbstractNotifySocket(t *testing.T) {
	name := fmt.Sprintf("@oriel-test-%d", os.Getpid())
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	t.Setenv("NOTIFY_SOCKET", name)
	if err := NewNotifier().Notify("READY=1"); err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	b := make([]byte, 100)
	if n, err := c.Read(b); err != nil || string(b[:n]) != "READY=1" {
		t.Errorf("%q, %v", b[:n], err)
	}
}

func TestWatchdogIsFed(t *testing.T) {
	noLeaks(t)
	s := newStore(t)
	n := &Notifier{path: s.path, watchdog: 20 * time.Millisecond}
	r := run(t, Config{Units: []Spec{spec(comp, "obedient")}, Notifier: n})
	r.await(comp, Running)
	until(t, "five signs of life", func() bool { return s.count("WATCHDOG=1") >= 5 })
	until(t, "the state", func() bool { return s.count("READY=1") == 1 && s.count("STATUS=compositor running") == 1 })
	r.stop()
	until(t, "the end", func() bool { return s.count("STATUS=compositor stopped") == 1 })
	if s.count("STOPPING=1") != 1 {
		t.Error("STOPPING was not said")
	}
}

func TestReceived(t *testing.T) {
	var fds []int
	for range 3 {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		fds = append(fds, dupFD(f))
		f.Close()
	}
	closed := dupFD(os.Stderr)
	unix.Close(closed)
	env := map[string]string{"LISTEN_PID": "42", "LISTEN_FDS": "1000000",
		PassedEnv: fmt.Sprintf("%d:state,%d:pidfd.rdp,0:stdin,%d:closed,x:y,,7,%d:x0", fds[0], fds[1], closed, fds[2])}
	got := received(func(k string) string { return env[k] }, 42)
	var names []string
	for _, p := range got {
		names = append(names, p.Name)
		if flags, err := unix.FcntlInt(p.File.Fd(), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
			t.Errorf("%s would be inherited by children: %v", p.Name, err)
		}
	}
	if !slices.Equal(names, []string{"state", "pidfd.rdp", "x0"}) {
		t.Fatalf("%v", names)
	}
	kept, sockets := Split(got)
	if len(kept) != 2 || len(sockets) != 1 || sockets[0].Name != "x0" {
		t.Errorf("%v and %v", kept, sockets)
	}
	text, err := PassOn(got)
	if err != nil || text != fmt.Sprintf("%s=%d:state,%d:pidfd.rdp,%d:x0", PassedEnv, fds[0], fds[1], fds[2]) {
		t.Errorf("%q, %v", text, err)
	}
	if flags, err := unix.FcntlInt(uintptr(fds[0]), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC != 0 {
		t.Errorf("would be closed at exec: %v", err)
	}
	for _, p := range got {
		p.File.Close()
	}
	if _, err := PassOn(got); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a closed file: %v", err)
	}
	if _, err := PassOn([]Passed{{"a,b", os.Stderr}}); err == nil {
		t.Error("a name with a comma")
	}
	env = map[string]string{"LISTEN_PID": "41", "LISTEN_FDS": "1"}
	if got := received(func(k string) string { return env[k] }, 42); got != nil {
		t.Errorf("another's: %v", got)
	}
}
