package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

// TestSecondDistro: root publishes to another distro and withdraws it again;
// the first one's files are not shown to it. A successor goes on with both.
func TestSecondDistro(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	s.start().up()
	other := nstest.Start(t, nstest.Distro{Chroot: nstest.UserSide(t)})
	fd, err := unix.PidfdOpen(other.PID, 0)
	must(t, err)
	pidfd := os.NewFile(uintptr(fd), "pidfd")
	defer pidfd.Close()
	publish := func(withdraw bool) {
		t.Helper()
		if r, _ := s.request(&control.Publish{Process: pidfd, Withdraw: withdraw}); r == nil || r.Code != control.OK {
			t.Fatalf("publish, %v: %+v", withdraw, r)
		}
	}
	publish(false)
	publish(false) // once more is no mistake
	other.Must("as", "1000", x0)
	if out := other.Must("sh", "0", "ls -A /mnt/wslg/distro"); out != "" {
		t.Errorf("the first distro's files are there: %s", out)
	}
	if out := s.user.Must("sh", "0", "ls -A /mnt/wslg/distro"); out == "" {
		t.Error("the first distro does not see its own")
	}
	must(t, unix.Kill(s.worker(), unix.SIGKILL))
	s.up()
	other.Must("tmpfs", "/tmp")
	s.until("the repair", func() bool { _, err := other.Do("as", "1000", x0); return err == nil })
	publish(true)
	if out := other.Must("read", "/proc/self/mountinfo"); strings.Contains(out, "wslg") || strings.Contains(out, "X11") {
		t.Errorf("left:\n%s", out)
	}
	if !s.readOnly() {
		t.Error("the first distro has lost X0")
	}
	if r, _ := s.request(&control.Publish{Process: pidfd, Withdraw: true}); r == nil || r.Code != control.Failure {
		t.Errorf("withdrawn twice: %+v", r)
	}
	// One that ends is forgotten.
	publish(false)
	other.Stop()
	s.until("its end", func() bool { return s.output.count("A user distro has ended") == 1 })
	s.stop()
}

// TestRootsSocketTakesNoNonsense: garbage, short messages, wrong numbers of
// descriptors, the wrong descriptors, silence, other users. After each, root
// is heard.
func TestRootsSocketTakesNoNonsense(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	s.start().up()
	null, err := os.Open(os.DevNull)
	must(t, err)
	defer null.Close()
	var fds []int
	for range 5 {
		fds = append(fds, int(null.Fd()))
	}
	before := s.descriptors()
	for _, c := range []struct {
		bytes []byte
		fds   []int
	}{
		{[]byte("x"), nil},
		{[]byte{1}, nil},
		{[]byte{1, byte(control.KindReload), 0, 0}, nil},
		{[]byte{1, byte(control.KindReload), 0, 0, 99, 0, 0, 0}, nil},
		{[]byte{1, byte(control.KindPublish), 0, 0, 0, 0, 0, 0}, nil},
		{[]byte{1, byte(control.KindPublish), 1, 0, 0, 0, 0, 0}, nil},
		{[]byte{1, byte(control.KindPublish), 1, 0, 0, 0, 0, 0}, fds[:2]},
		{[]byte{1, byte(control.KindPublish), 1, 0, 7, 0, 0, 0}, fds[:1]},
		{[]byte{1, byte(control.KindQuery), 5, 0}, fds},
		{[]byte{2, byte(control.KindQuery), 0, 0}, nil},
		{[]byte{1, byte(control.KindReady), 0, 0}, nil},
		{[]byte(strings.Repeat("long", 1000)), fds[:1]},
	} {
		conn, err := net.Dial("unixpacket", root)
		must(t, err)
		var oob []byte
		if c.fds != nil {
			oob = unix.UnixRights(c.fds...)
		}
		_, _, err = conn.(*net.UnixConn).WriteMsgUnix(c.bytes, oob, nil)
		must(t, err)
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if n, err := conn.Read(make([]byte, 256)); n > 0 || os.IsTimeout(err) {
			t.Errorf("%.16q is answered by %d bytes, %v", c.bytes, n, err)
		}
		conn.Close()
	}
	if r, _ := s.request(&control.Publish{Process: null}); r == nil || r.Code != control.Failure {
		t.Errorf("/dev/null as a process: %+v", r)
	}
	if r, _ := s.request(&control.Reload{Unit: control.Share}); r == nil || r.Code != control.NoUnit {
		t.Errorf("a unit that is not there: %+v", r)
	}
	if out, err := json.Marshal(s.states()); err != nil || len(s.states()) != 3 {
		t.Errorf("%s, %v", out, err)
	}
	if after := s.descriptors(); after != before {
		t.Errorf("%d descriptors, then %d", before, after)
	}
	if info, err := os.Stat(root); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	s.stop()
}

// descriptors counts those of the worker, when it is at rest.
func (s *system) descriptors() (n int) {
	for steady := 0; steady < 5; time.Sleep(5 * time.Millisecond) {
		list, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.worker()))
		if steady++; len(list) != n {
			n, steady = len(list), 0
		}
	}
	return n
}

// TestReload replaces the backend's program while it runs.
func TestReload(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	s.start().up()
	comp, rdp := s.pid(control.Compositor), s.pid(control.RDPBackend)
	if r, _ := s.request(&control.Reload{Unit: control.RDPBackend}); r == nil || r.Code != control.OK {
		t.Fatalf("%+v", r)
	}
	s.until("another backend", func() bool { p := s.pid(control.RDPBackend); return p != 0 && p != rdp })
	if s.pid(control.Compositor) != comp {
		t.Error("the compositor is another one, too")
	}
	s.stop()
}

// TestHostileDistro: links and files where mounts go are refused, and all else
// goes on.
func TestHostileDistro(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	must(t, os.Mkdir("/victim", 0o755))
	for _, link := range []string{"/tmp/.X11-unix", "/mnt/wslg", "/etc/profile.d", "/etc/systemd"} {
		s.user.Must("symlink", "/victim", link)
	}
	s.user.Must("mkdir", "/victim")
	s.start()
	s.until("all runs", func() bool { return s.pid(control.RDPBackend) != 0 && s.pid(control.XServer) != 0 })
	if s.output.count("Cannot publish a directory", "/tmp/.X11-unix") != 1 {
		t.Error("it was not said, or more than once")
	}
	if out := s.user.Must("sh", "0", "ls -A /victim"); out != "" {
		t.Errorf("it holds %s", out)
	}
	if list, err := os.ReadDir("/victim"); err != nil || len(list) != 0 {
		t.Errorf("ours holds %v, %v", list, err)
	}
	table, err := mountns.ReadMountinfo(strings.NewReader(s.user.Must("read", "/proc/self/mountinfo")))
	must(t, err)
	for _, m := range table {
		if strings.Contains(m.Point, "victim") {
			t.Errorf("mounted: %+v", m)
		}
	}
	s.user.Must("unlink", "/tmp/.X11-unix")
	s.until("X0", s.readOnly)
	s.stop()
}
