package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/gpu/overlay"
	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

// commandEnv is the path of the built command, for the inner process.
const commandEnv = "ORIEL_SHARE_COMMAND"

// needNineP skips where the kernel cannot mount 9p; the guest of make
// test-system can.
func needNineP(t *testing.T) {
	t.Helper()
	if b, err := os.ReadFile("/proc/filesystems"); err == nil && !strings.Contains(string(b), "\t9p\n") {
		t.Skip("this kernel has no 9p file system, or has not loaded it")
	}
}

// inherit gives a path of the command that is good in a namespace in which a
// tmpfs hides /tmp, too.
func inherit(t *testing.T) string {
	t.Helper()
	command := os.Getenv(commandEnv)
	if command == "" {
		command, _ = build(t)
		t.Setenv(commandEnv, command)
	}
	f, err := os.Open(command)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), f.Fd())
}

// TestDistrosSeeTheDrivers is the whole way: our process serves, the kernel
// mounts, two distros read.
func TestDistrosSeeTheDrivers(t *testing.T) {
	needNineP(t)
	program := inherit(t)
	if !nstest.Private(t, false) {
		return
	}
	dir := share(t)
	var process *exec.Cmd
	serve := func(dir *os.File) (*os.File, error) {
		ours, theirs := socketpair(t)
		process = exec.Command(program)
		process.ExtraFiles = []*os.File{dir, theirs}
		process.Stderr = os.Stderr
		if err := process.Start(); err != nil {
			return nil, err
		}
		return ours, theirs.Close()
	}
	plan := overlay.Plan{
		Drivers: &overlay.DriverStore{Source: dir.Name(), Target: "/tmp/wsl/drivers", NineP: true},
		Stage:   filepath.Join(t.TempDir(), "stage"),
	}
	var to []*mountns.Namespace
	var distros []*nstest.Process
	for range 2 {
		d := nstest.Start(t, nstest.Distro{})
		ns, err := mountns.Open(d.PID)
		if err != nil {
			t.Fatal(err)
		}
		defer ns.Close()
		distros, to = append(distros, d), append(to, ns)
	}
	applied, err := plan.Apply(to, serve)
	if err != nil || len(applied.Notes) > 0 {
		t.Fatalf("%v, %+v", err, applied)
	}
	want, err := os.ReadFile(filepath.Join(dir.Name(), "a.so"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range distros {
		if got := d.Must("read", "/tmp/wsl/drivers/a.so"); got != string(want) {
			t.Errorf("%d bytes, want %d", len(got), len(want))
		}
		if _, err := d.Do("write", "/tmp/wsl/drivers/new", ""); !errors.Is(err, unix.EROFS) {
			t.Errorf("writing: %v", err)
		}
		lookMounted(t, d.Must("read", "/proc/self/mountinfo"))
	}
	if err := applied.Undo(); err != nil {
		t.Error(err)
	}
	// With the last mount the kernel closes the socket.
	if err := process.Wait(); err != nil {
		t.Errorf("the share: %v", err)
	}
}

// lookMounted compares with the line of WSL's own share.
func lookMounted(t *testing.T, text string) {
	t.Helper()
	table, err := mountns.ReadMountinfo(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(table, func(m mountns.Info) bool { return m.Point == "/tmp/wsl/drivers" })
	if i < 0 {
		t.Fatalf("not mounted: %s", text)
	}
	m := table[i]
	if m.Type != "9p" || m.Source != "none" || m.Root != "/" || m.Options != "ro,nosuid,nodev,noatime" ||
		!strings.HasPrefix(m.Super, "ro,dirsync,aname=drivers;fmask=222;dmask=222,mmap,access=client,msize=65536,trans=fd,rfd=") {
		t.Errorf("%+v", m)
	}
}
