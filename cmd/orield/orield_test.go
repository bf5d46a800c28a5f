package main

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// TestEverythingRuns: from nothing to all sockets served, and back.
func TestEverythingRuns(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	s.args = append(s.args, "--client", filepath.Join(s.dir, "client")+" /v:{vm} {service} {plugin}")
	s.start()
	s.until("the client's start", func() bool {
		return s.output.count("client /v: 00000000-FACB-11E6-BD58-64006A7986D3 WSLDVC_PACKAGE") == 1
	})
	for path, want := range map[string]string{
		wayland: "oriel-compositor1000", "/mnt/wslg/run/user/1001/wayland-0": "oriel-compositor1001",
		"/mnt/wslg/oriel.sock": "oriel-compositor0", "/mnt/wslg/.X11-unix/X0": "x11", rdpPath: "oriel-rdp0",
	} {
		if got, _, _ := strings.Cut(s.greeting(path), " "); got != want {
			t.Errorf("%s is served by %q, want %s", path, got, want)
		}
	}
	s.until("X0 in the user distro", s.readOnly)
	for _, l := range []string{"listener 2 0 0", "listener 3 0 0", "listener 1 0 1000", "listener 1 0 1001", "listener 4 0 0"} {
		if s.output.count(l, "unit=") != 1 {
			t.Errorf("%s was not handed over once, or not logged", l)
		}
	}
	for _, name := range []string{"oriel.log", "weston.log"} {
		if b, err := os.ReadFile("/mnt/wslg/" + name); err != nil || !strings.Contains(string(b), "listener 1 0 1001") {
			t.Errorf("%s: %v\n%s", name, err, b)
		}
	}
	if info, err := os.Stat("/mnt/wslg/stderr.log"); err != nil || info.Mode() != 0o444 {
		t.Errorf("stderr.log: %v, %v", info, err)
	}
	if info, err := os.Stat("/run/password"); err != nil || info.Mode() != 0o600 {
		t.Errorf("password: %v, %v", info, err)
	}
	if b, _ := os.ReadFile("/run/password"); s.output.count(strings.TrimSpace(string(b))) != 0 {
		t.Error("the password is in the log")
	}
	s.stop()
	for _, point := range []string{"/tmp/.X11-unix", "/mnt/wslg"} {
		if s.mounted(point) {
			t.Errorf("%s is still mounted in the user distro", point)
		}
	}
	if out := s.user.Must("sh", "0", "find /etc -type f"); out != "" {
		t.Errorf("left in the user distro: %s", out)
	}
}

// TestDeathCostsNobody: orield dies in the middle of its work, twenty times,
// and whoever is connected stays so, and whoever connects meanwhile waits.
func TestDeathCostsNobody(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	s.start().up()
	pids := map[control.Unit]int{}
	for _, id := range []control.Unit{control.Compositor, control.RDPBackend, control.XServer} {
		pids[id] = s.pid(id)
	}
	c, err := net.Dial("unix", wayland)
	must(t, err)
	defer c.Close()
	for i := range 20 {
		must(t, unix.Kill(s.worker(), unix.SIGKILL))
		if got := s.greeting(wayland); got != "oriel-compositor1000 "+strconv.Itoa(pids[control.Compositor]) {
			t.Fatalf("death %d: a Wayland client is served by %q", i, got)
		}
		if i%2 == 1 {
			must(t, unix.Kill(pids[control.RDPBackend], unix.SIGKILL)) // while nobody looks
		}
		if i%2 == 1 {
			s.until("another backend", func() bool {
				p := s.pid(control.RDPBackend)
				return p != 0 && p != pids[control.RDPBackend]
			})
			pids[control.RDPBackend] = s.pid(control.RDPBackend)
		}
		s.up()
		for id, pid := range pids {
			if got := s.pid(id); got != pid {
				t.Fatalf("death %d: %v is %d, was %d", i, id, got, pid)
			}
		}
	}
	if !s.readOnly() {
		t.Error("X0 is not as it was")
	}
	b := make([]byte, 256)
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	n, err := c.Read(b)
	_, err2 := c.Write([]byte("alive?"))
	n2, err3 := c.Read(b[n:])
	if err != nil || err2 != nil || err3 != nil || string(b[n:n+n2]) != "ALIVE?" {
		t.Errorf("the connection from before says %q, %v %v %v", b[:n+n2], err, err2, err3)
	}
	// X clients go on, and their server can be replaced as ever.
	must(t, unix.Kill(pids[control.XServer], unix.SIGKILL))
	s.until("another X server", func() bool { p := s.pid(control.XServer); return p != 0 && p != pids[control.XServer] })
	s.stop()
	if s.mounted("/tmp/.X11-unix") {
		t.Error("X0 is still in the user distro")
	}
}

// TestSuccessorByExec: SIGHUP puts another program and another configuration
// in orield's place, with its process number, and nobody else notices.
func TestSuccessorByExec(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	program := filepath.Join(s.dir, "orield")
	b, err := os.ReadFile(program)
	must(t, err)
	s.start().up()
	worker, comp, rdp := s.worker(), s.pid(control.Compositor), s.pid(control.RDPBackend)
	for i := range 3 {
		must(t, os.WriteFile(program+".new", b, 0o755), os.Rename(program+".new", program))
		must(t, os.WriteFile("/run/oriel.conf", []byte("log-level = debug\n"), 0o644))
		must(t, s.cmd.Process.Signal(unix.SIGHUP)) // the first orield passes it on
		s.until("the successor", func() bool { return s.output.count("A successor takes over") == i+1 })
		s.up()
		if w, c, r := s.worker(), s.pid(control.Compositor), s.pid(control.RDPBackend); w != worker || c != comp || r != rdp {
			t.Fatalf("worker %d, was %d; compositor %d, was %d; backend %d, was %d", w, worker, c, comp, r, rdp)
		}
		if exe, _ := os.Readlink("/proc/" + strconv.Itoa(worker) + "/exe"); exe != program {
			t.Errorf("it runs %s", exe)
		}
	}
	// What cannot be run, or a configuration that cannot be read, changes nothing.
	must(t, os.WriteFile("/run/oriel.conf", []byte("nonsense = 1\n"), 0o644), s.cmd.Process.Signal(unix.SIGHUP))
	s.until("the refusal", func() bool { return s.output.count("Nobody takes over", "nonsense") == 1 })
	must(t, os.WriteFile("/run/oriel.conf", nil, 0o644), os.Chmod(program, 0o644), s.cmd.Process.Signal(unix.SIGHUP))
	s.until("the refusal", func() bool { return s.output.count("Nobody takes over", "permission denied") == 1 })
	must(t, os.Chmod(program, 0o755))
	s.up()
	if w, c := s.worker(), s.pid(control.Compositor); w != worker || c != comp || !s.readOnly() {
		t.Errorf("worker %d, compositor %d", w, c)
	}
	s.stop()
}

// TestNeverReadyIsGivenUp: a compositor that crashes too often is failed, and
// orield stays to say so, until a reset.
func TestNeverReadyIsGivenUp(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	broken := "/run/broken" // this test's own, unlike what is in s.dir
	must(t, os.WriteFile(broken, []byte("#!/bin/sh\necho I am broken >&2\nexit 3\n"), 0o755))
	s.args = append(s.args, "--compositor", broken, "--max-crashes", "3")
	s.start()
	state := func() (u control.UnitState) {
		for _, u := range s.states() {
			if u.Unit == control.Compositor {
				return u
			}
		}
		return u
	}
	s.until("it is given up", func() bool { return state().State == control.Failed })
	if u := state(); u.Crashes != 4 || u.Exit>>8 != 3 || s.output.count("I am broken", "unit=compositor") != 4 {
		t.Errorf("%+v", u)
	}
	must(t, os.Remove(broken), os.Symlink(filepath.Join(s.dir, "oriel-compositor"), broken))
	if r, _ := s.request(&control.Reset{Unit: control.Compositor}); r == nil || r.Code != control.OK {
		t.Errorf("reset: %+v", r)
	}
	s.up()
	s.stop()
}

// TestSquattedName: who holds the X display's abstract name is warned of once,
// and nothing else is affected.
func TestSquattedName(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	squatter, err := net.Listen("unix", "@"+x0)
	if err != nil {
		t.Fatalf("this machine has an X display :0 (%v)", err)
	}
	s.start().up()
	if n := s.output.count("WARN", "abstract name"); n != 1 || !s.readOnly() {
		t.Errorf("warned %d times", n)
	}
	squatter.Close()
	s.until("the name to be ours", func() bool {
		_, err := net.Dial("unix", "@"+x0)
		l, err2 := net.Listen("unix", "@"+x0)
		if err2 == nil {
			l.Close()
		}
		return err != nil && err2 != nil
	})
	s.stop()
}

// TestUnderAnInitSystem: sockets come by name, and orield says when it is
// ready, what it wants kept, and that it ends.
func TestUnderAnInitSystem(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	said, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: "/run/notify"})
	must(t, err)
	lines := &output{}
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := said.Read(b)
			if err != nil {
				return
			}
			_, _ = lines.Write(append(b[:n:n], '\n'))
		}
	}()
	passed, err := net.Listen("unix", "/run/passed.sock")
	must(t, err)
	passedFile, err := passed.(*net.UnixListener).File()
	must(t, err)
	seq, err := net.Listen("unixpacket", root)
	must(t, err)
	rootFile, err := seq.(*net.UnixListener).File()
	must(t, err)
	s.env = []string{"NOTIFY_SOCKET=/run/notify", "LISTEN_FDS=2", "LISTEN_FDNAMES=rdp:root"}
	s.wrap = []string{"/bin/sh", "-c", `LISTEN_PID=$$ exec "$@" 3<&3 4<&4`, "sh"}
	s.startWith(passedFile, rootFile)
	s.until("READY", func() bool { return lines.count("READY=1") == 1 })
	s.up()
	if got := s.greeting("/run/passed.sock"); !strings.HasPrefix(got, "oriel-rdp0 ") {
		t.Errorf("the passed socket is served by %q", got)
	}
	if _, err := os.Stat(rdpPath); err == nil {
		t.Error("it listens where the configuration says, too")
	}
	for _, name := range []string{"x11", "x11-name", "wayland-1000", "wayland-1000.lock", "control", "rdp", "pidfd.compositor", "state"} {
		if lines.count("FDNAME="+name) == 0 {
			t.Errorf("%s is not kept", name)
		}
	}
	must(t, s.cmd.Process.Signal(unix.SIGTERM))
	must(t, <-s.ended)
	s.ended <- nil
	if lines.count("STOPPING=1") != 1 {
		t.Error("it did not say that it ends")
	}
}

// startWith starts orield with further descriptors.
func (s *system) startWith(files ...*os.File) {
	s.extra = files
	s.start()
}

// TestUnits: the units for systemd say what the program needs.
func TestUnits(t *testing.T) {
	b, err := os.ReadFile("orield.service")
	must(t, err)
	unit := string(b)
	var names []string
	for _, c := range capabilities {
		names = append(names, c.name)
	}
	slices.Sort(names)
	for _, line := range []string{
		"Type=notify", "KillMode=process", "Restart=on-failure", "FileDescriptorStoreMax=" + strconv.Itoa(maxKept),
		"CapabilityBoundingSet=" + strings.Join(names, " "),
	} {
		if !strings.Contains(unit, "\n"+line+"\n") {
			t.Errorf("orield.service lacks %s", line)
		}
	}
	b, err = os.ReadFile("orield.socket")
	must(t, err)
	if !strings.Contains(string(b), "ListenSequentialPacket=/run/oriel/orield.sock\n") || !strings.Contains(string(b), "FileDescriptorName=root\n") {
		t.Errorf("orield.socket is\n%s", b)
	}
}
