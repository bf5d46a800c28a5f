package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/manager"
	"oriel/socket/cage/cagetest"
)

func TestMain(m *testing.M) {
	cagetest.Main(prepare, probes)
	os.Exit(m.Run())
}

// shipped is this test as the command ships: without cgo, since the cage
// cannot be entered else.
func shipped(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "oriel-rdp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "test")
	cmd := exec.Command("go", "test", "-c", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// inheritance is what a probe gets.
func inheritance(t *testing.T) []*os.File {
	t.Helper()
	fd, err := unix.MemfdCreate("buffer", unix.MFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	memory := os.NewFile(uintptr(fd), "buffer")
	defer memory.Close()
	if err := memory.Truncate(4096); err != nil {
		t.Fatal(err)
	}
	buffer, err := os.Open(fmt.Sprintf("/proc/self/fd/%d", fd))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	waiting, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { waiting.Close() })
	listener, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	files := []*os.File{buffer, os.NewFile(uintptr(pair[0]), "socket"), listener}
	for range 2 {
		f, err := manager.CookieMemory()
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	files = append(files, os.NewFile(uintptr(pair[1]), "other end"))
	t.Cleanup(func() {
		for _, f := range files {
			f.Close()
		}
	})
	return files[:5]
}

func TestCageRefusesEverythingElse(t *testing.T) {
	cagetest.Run(t, shipped(t), func() []*os.File { return inheritance(t) }, probes)
}

func TestWithoutAManagerItDoesNothing(t *testing.T) {
	if err := run(); err == nil || !strings.Contains(err.Error(), "oriel run") {
		t.Errorf("%v", err)
	}
}
