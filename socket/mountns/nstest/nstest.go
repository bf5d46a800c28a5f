// Package nstest makes stand-ins for a user distro: processes with namespaces
// of their own, driven by a test from outside.
//
//	func TestMain(m *testing.M) { nstest.Main(m) }
//
//	d := nstest.Start(t, nstest.Distro{})
//	d.Must("connect", "/tmp/.X11-unix/X0")
//
// A stand-in is the test program itself, started again. Tests that find no
// privilege to make namespaces skip and say so, or fail if the environment has
// ORIEL_TEST_PRIVILEGED.
package nstest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const (
	agentEnv  = "ORIEL_NSTEST_AGENT"  // the program is a stand-in
	insideEnv = "ORIEL_NSTEST_INSIDE" // the test runs inside Private
)

// hurry keeps the race detector from waiting a second at each program's end.
const hurry = "GORACE=atexit_sleep_ms=0"

// Main is to be called by TestMain: it runs the tests and then what is to be
// done after them, or is a stand-in.
func Main(m *testing.M, after ...func()) {
	if s, ok := os.LookupEnv(agentEnv); ok {
		agent(s)
		os.Exit(0)
	}
	code := m.Run()
	for _, f := range after {
		f()
	}
	os.Exit(code)
}

// A Distro says what a stand-in is like.
type Distro struct {
	User   bool   // has a user namespace of its own, in which it is root
	Chroot string // what it takes for its root directory
	Shared bool   // its mounts stay in one peer group with ours
}

// A Process is a stand-in that runs.
type Process struct {
	PID int
	t   testing.TB
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

type request struct {
	Op   string
	Args []string
}

type reply struct {
	Out   string
	Errno unix.Errno
	Err   string
}

// Start makes a stand-in with a tmpfs of its own on /tmp. It ends with the
// test.
func Start(t testing.TB, d Distro) *Process {
	t.Helper()
	flags := uintptr(unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWUTS)
	attr := &syscall.SysProcAttr{Cloneflags: flags}
	if d.User {
		attr.Cloneflags |= unix.CLONE_NEWUSER
		// Not our own root: an id that means nothing to our file systems.
		ids := []syscall.SysProcIDMap{{ContainerID: 0, HostID: 200000, Size: 1000}}
		attr.UidMappings, attr.GidMappings = ids, ids
		attr.Credential = &syscall.Credential{}
		attr.GidMappingsEnableSetgroups = true
	}
	s, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), agentEnv+"="+string(s), hurry)
	cmd.Dir = "/"
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = attr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		if errors.Is(err, os.ErrPermission) || errors.Is(err, unix.EINVAL) {
			skip(t, err)
		}
		t.Fatal(err)
	}
	p := &Process{PID: cmd.Process.Pid, t: t, cmd: cmd, in: in, out: bufio.NewReader(out)}
	t.Cleanup(p.Stop)
	p.Must("ready")
	return p
}

// Stop ends the stand-in. It may be called twice.
func (p *Process) Stop() {
	p.in.Close() // it leaves at the end of its input
	p.cmd.Wait()
}

// Do has the stand-in do something; see agent.go for what it can.
func (p *Process) Do(op string, args ...string) (string, error) {
	p.t.Helper()
	b, err := json.Marshal(request{op, args})
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.in.Write(append(b, '\n')); err != nil {
		p.t.Fatalf("stand-in: %v", err)
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		p.t.Fatalf("stand-in: %s: %v", op, err)
	}
	var r reply
	if err := json.Unmarshal(line, &r); err != nil {
		p.t.Fatalf("stand-in: %s: %q: %v", op, line, err)
	}
	switch {
	case r.Errno != 0:
		return r.Out, fmt.Errorf("%s %s: %w", op, strings.Join(args, " "), r.Errno)
	case r.Err != "":
		return r.Out, errors.New(r.Err)
	}
	return r.Out, nil
}

// Must is Do for what has to succeed.
func (p *Process) Must(op string, args ...string) string {
	p.t.Helper()
	out, err := p.Do(op, args...)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// Private runs the rest of the calling test again in a process of its own, in
// a mount namespace that may be ruined, with a tmpfs on /tmp, and in a network
// namespace in which no abstract name is taken. With user it is
// root in a user namespace and nobody outside: what a person without any
// privilege can have. It returns true in that process, and false in the one
// that only waits for it.
//
//	if !nstest.Private(t, false) {
//		return
//	}
func Private(t testing.TB, user bool) bool {
	t.Helper()
	if os.Getenv(insideEnv) != "" {
		if err := settle(); err != nil {
			t.Fatal(err)
		}
		return true
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=^"+t.Name()+"$", "-test.v="+fmt.Sprint(testing.Verbose()))
	b, isBenchmark := t.(*testing.B)
	if isBenchmark {
		cmd.Args = []string{cmd.Path, "-test.run=^$", "-test.bench=^" + t.Name() + "$", "-test.benchtime=1x"}
	}
	cmd.Env = append(os.Environ(), insideEnv+"=1", "TMPDIR=/tmp", "PWD=/", hurry)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWNET}
	if user {
		id := 65534
		if os.Getuid() != 0 {
			id = os.Getuid()
		}
		cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
		cmd.SysProcAttr.Credential = &syscall.Credential{NoSetGroups: true}
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, os.ErrPermission):
		skip(t, err)
	case errors.As(err, &exit):
		t.Fatalf("inside: %v\n%s", err, out)
	case err != nil:
		t.Fatal(err)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skipf("inside:\n%s", out)
	}
	if isBenchmark {
		report(b, string(out))
	} else if testing.Verbose() {
		t.Logf("inside:\n%s", out)
	}
	return false
}

// report reports as a benchmark's what was measured inside.
func report(b *testing.B, out string) {
	for line := range strings.Lines(out) {
		f := strings.Fields(line)
		if len(f) < 2 || !strings.HasPrefix(f[0], b.Name()) {
			continue
		}
		for pair := range slices.Chunk(f[2:], 2) {
			if v, err := strconv.ParseFloat(pair[0], 64); err == nil && len(pair) == 2 {
				b.ReportMetric(v, pair[1])
			}
		}
	}
}

// skip says that a test cannot run here, which is a failure where it must.
func skip(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("ORIEL_TEST_PRIVILEGED") != "" {
		t.Fatalf("namespaces need privilege: %v", err)
	}
	t.Skipf("namespaces need privilege: %v", err)
}

// settle cuts the namespace off and gives it a /tmp.
func settle() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("cannot make mounts private: %w", err)
	}
	if err := unix.Mount("none", "/tmp", "tmpfs", 0, "mode=1777"); err != nil {
		return fmt.Errorf("cannot mount a tmpfs: %w", err)
	}
	return nil
}

// Root is a directory with the little that a stand-in in a chroot needs.
func Root(t testing.TB) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{"tmp", "proc", "dev", "etc"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
