package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

const (
	alice   = 1000
	bob     = 1001
	x0      = "/tmp/.X11-unix/X0"
	rdpPath = "/run/rdp.sock"
	root    = "/run/root.sock"
	wayland = "/mnt/wslg/runtime-dir/wayland-0"
)

// A system is an orield that runs on a system side, and a user distro.
type system struct {
	t      testing.TB
	dir    string // of the programs
	args   []string
	env    []string
	wrap   []string // before the program
	extra  []*os.File
	cmd    *exec.Cmd
	ended  chan error
	user   *nstest.Process
	output *output
}

// An output keeps what a program says.
type output struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

// String implements fmt.Stringer.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func (o *output) count(words ...string) (n int) {
	for line := range strings.Lines(o.String()) {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(line, w) }) {
			n++
		}
	}
	return n
}

// newSystem is false in the process that only waits for the one in which the
// test runs.
func newSystem(t testing.TB) (*system, bool) {
	t.Helper()
	if !nstest.Private(t, false) {
		return nil, false
	}
	nstest.SystemSide(t)
	s := &system{t: t, dir: os.Getenv(buildEnv), output: &output{}}
	s.user = nstest.Start(t, nstest.Distro{Chroot: nstest.UserSide(t)})
	s.args = []string{"--user", "2000:2000", "--rdp-user", "2001:2001", "--listen", "unix:" + rdpPath, "--control", root,
		"--uids", "1000,1001", "--password-file", "/run/password", "--certificate", "/run/rdp.pem", "--client", "off",
		"--versions", "/top/etc/versions.txt", "--doc", "/top/usr/share/doc", "--xwayland", filepath.Join(s.dir, "Xwayland"),
		"--driver-share", "", "--wslgconfig", "/none", "--config", "/run/oriel.conf", "--distro-pid", strconv.Itoa(s.user.PID)}
	must(t, os.WriteFile("/run/oriel.conf", []byte("# empty\n"), 0o644))
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("orield said:\n%s", s.output)
		}
	})
	return s, true
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// start starts orield.
func (s *system) start() *system {
	s.t.Helper()
	argv := slices.Concat(s.wrap, []string{filepath.Join(s.dir, "orield")}, s.args)
	s.cmd = exec.Command(argv[0], argv[1:]...)
	s.cmd.Env = append(append(os.Environ(), "GORACE=atexit_sleep_ms=0"), s.env...)
	s.cmd.ExtraFiles = s.extra
	s.cmd.Stderr, s.cmd.Stdout = s.output, s.output
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL}
	must(s.t, s.cmd.Start())
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.cmd.Wait() }()
	s.t.Cleanup(s.kill)
	return s
}

// kill ends all that a failed test leaves behind.
func (s *system) kill() {
	for _, pid := range s.processes("") {
		_ = unix.Kill(pid, unix.SIGKILL)
	}
}

// processes are those that run a program of ours, by its name or of any name.
func (s *system) processes(name string) (out []int) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		exe, err := os.Readlink(filepath.Join("/proc", e.Name(), "exe"))
		if err != nil || !strings.Contains(exe, s.dir) {
			continue
		}
		if env, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "environ")); name == "" ||
			strings.HasSuffix(exe, name) || strings.Contains(string(env), roleEnv+"="+name+"\x00") {
			out = append(out, pid)
		}
	}
	return out
}

// worker is the orield that does the work.
func (s *system) worker() int {
	s.t.Helper()
	pid := 0
	s.until("a worker", func() bool {
		for _, p := range s.processes("orield") {
			if env, _ := os.ReadFile(fmt.Sprintf("/proc/%d/environ", p)); strings.Contains(string(env), "NOTIFY_SOCKET=") {
				pid = p
			}
		}
		return pid != 0
	})
	return pid
}

// until waits for something; orield's end is the end of waiting.
func (s *system) until(what string, f func() bool) {
	s.t.Helper()
	for begin := time.Now(); !f(); time.Sleep(2 * time.Millisecond) {
		select {
		case err := <-s.ended:
			s.t.Fatalf("orield has ended while waiting for %s: %v", what, err)
		default:
		}
		if time.Since(begin) > 30*time.Second {
			s.t.Fatalf("did not come about: %s", what)
		}
	}
}

// greeting is what the server of a socket says on our side: its name and
// process.
func (s *system) greeting(path string) string {
	c, err := net.Dial("unix", path)
	if err != nil {
		return ""
	}
	defer c.Close()
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(line)
}

// up waits until all is there, for the user distro too.
func (s *system) up() *system {
	s.t.Helper()
	s.until("all is up", func() bool {
		_, err := s.user.Do("as", strconv.Itoa(alice), x0)
		states := s.states()
		return err == nil && len(states) == 3 && !slices.ContainsFunc(states, func(u control.UnitState) bool { return u.State != control.Running })
	})
	return s
}

// states asks for those of all units, by root's socket.
func (s *system) states() []control.UnitState {
	_, units := s.request(&control.Query{})
	return units
}

func (s *system) request(m control.Message) (*control.Result, []control.UnitState) {
	c, err := control.Dial(root)
	if err != nil {
		return nil, nil
	}
	defer c.Close()
	result, units, err := c.Ask(m, 20*time.Second)
	if err != nil {
		return nil, nil
	}
	return result, units
}

func (s *system) pid(id control.Unit) int {
	for _, u := range s.states() {
		if u.Unit == id && u.State == control.Running {
			return int(u.PID)
		}
	}
	return 0
}

// stop ends orield in order.
func (s *system) stop() {
	s.t.Helper()
	pid := s.cmd.Process.Pid
	if s.wrap != nil { // that is the wrapper's
		pid, _ = strconv.Atoi(s.status(s.worker())["PPid"])
	}
	must(s.t, unix.Kill(pid, unix.SIGTERM))
	if err := <-s.ended; err != nil {
		s.t.Errorf("orield ended with %v", err)
	}
	s.ended <- nil
	if left := s.processes(""); len(left) > 0 {
		s.t.Errorf("left running: %v", left)
	}
}

func (s *system) mounted(point string) bool {
	table, err := mountns.ReadMountinfo(strings.NewReader(s.user.Must("read", "/proc/self/mountinfo")))
	must(s.t, err)
	return slices.ContainsFunc(table, func(m mountns.Info) bool { return m.Point == point })
}

// readOnly reports whether the user distro can connect to X0 and not remove it.
func (s *system) readOnly() bool {
	_, err := s.user.Do("as", strconv.Itoa(bob), x0)
	_, err2 := s.user.Do("unlink", x0)
	return err == nil && err2 != nil && strings.Contains(err2.Error(), unix.EROFS.Error())
}
