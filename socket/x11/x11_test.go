package x11_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket/x11"
)

// dir is a short directory of this test: a socket path holds 107 bytes.
func dir(t *testing.T) string {
	t.Helper()
	d, err := os.MkdirTemp("/tmp", "x11")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(d) })
	return d
}

func claim(t *testing.T, dir string, n int) *x11.Display {
	t.Helper()
	d, err := x11.Claim(x11.Options{Number: n, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func lockPath(dir string, n int) string { return filepath.Join(dir, fmt.Sprintf(".X%d-lock", n)) }
func socketPath(dir string, n int) string {
	return filepath.Join(dir, ".X11-unix", fmt.Sprintf("X%d", n))
}

func TestClaimHoldsLockSocketAndName(t *testing.T) {
	dir := dir(t)
	d := claim(t, dir, x11.First)
	if d.Name() != ":0" {
		t.Fatalf("first display is %s", d.Name())
	}
	lock, err := os.ReadFile(lockPath(dir, 0))
	if want := fmt.Sprintf("%10d\n", os.Getpid()); err != nil || string(lock) != want {
		t.Errorf("lock holds %q, %v; want %q", lock, err, want)
	}
	for path, want := range map[string]os.FileMode{
		lockPath(dir, 0):                0o444,
		socketPath(dir, 0):              os.ModeSocket | 0o777,
		filepath.Join(dir, ".X11-unix"): os.ModeDir | os.ModeSticky | 0o777,
	} {
		if info, err := os.Lstat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want mode %v", path, info, err, want)
		}
	}
	c, err := net.Dial("unix", socketPath(dir, 0))
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := net.Dial("unix", "@"+socketPath(dir, 0)); !errors.Is(err, unix.ECONNREFUSED) {
		t.Errorf("the abstract name: %v, want connection refused", err)
	}
	if l, err := net.Listen("unix", "@"+socketPath(dir, 0)); !errors.Is(err, unix.EADDRINUSE) {
		t.Errorf("the abstract name can be taken: %v, %v", l, err)
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	dir := dir(t)
	d := claim(t, dir, x11.First)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatalf("second Close: %v", err)
	}
	for _, sub := range []string{"", ".X11-unix"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() != ".X11-unix" {
				t.Errorf("%s is left", filepath.Join(sub, e.Name()))
			}
		}
	}
	l, err := net.Listen("unix", "@"+socketPath(dir, 0))
	if err != nil {
		t.Fatalf("the abstract name is still held: %v", err)
	}
	l.Close()
}

func TestCloseSparesWhatOthersPutThere(t *testing.T) {
	dir := dir(t)
	d := claim(t, dir, x11.First)
	if err := os.Remove(lockPath(dir, 0)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(lockPath(dir, 0), []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(lockPath(dir, 0)); err != nil || string(b) != "other" {
		t.Errorf("a foreign lock became %q, %v", b, err)
	}
}

func TestNumbersAreGivenOnce(t *testing.T) {
	dir := dir(t)
	a, b := claim(t, dir, x11.First), claim(t, dir, x11.First)
	if a.Number != 0 || b.Number != 1 {
		t.Errorf("got :%d and :%d", a.Number, b.Number)
	}
	if _, err := x11.Claim(x11.Options{Number: 1, Dir: dir}); !errors.Is(err, x11.ErrTaken) {
		t.Errorf("claiming :1 again: %v", err)
	}
	a.Close()
	if c := claim(t, dir, x11.First); c.Number != 0 {
		t.Errorf("a freed number is not used again: :%d", c.Number)
	}
}

func TestAskingAroundDisturbsNoLazyServer(t *testing.T) {
	dir := dir(t)
	a := claim(t, dir, x11.First)
	claim(t, dir, x11.First)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := a.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the second claim connected to the first display: %v", err)
	}
}

func TestStaleLockIsTakenOver(t *testing.T) {
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	dir := dir(t)
	claim(t, dir, 5).Close() // makes the directory
	if err := os.WriteFile(lockPath(dir, 0), fmt.Appendf(nil, "%10d\n", dead.Process.Pid), 0o444); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socketPath(dir, 0))
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	l.Close()
	d := claim(t, dir, x11.First)
	if d.Number != 0 {
		t.Fatalf("a dead server keeps :0; got :%d", d.Number)
	}
}

func TestServerWithoutLockIsRespected(t *testing.T) {
	dir := dir(t)
	claim(t, dir, 5).Close()
	l, err := net.Listen("unix", socketPath(dir, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if d := claim(t, dir, x11.First); d.Number != 1 {
		t.Errorf("got :%d beside a running server without a lock", d.Number)
	}
	if _, err := os.Lstat(lockPath(dir, 0)); err == nil {
		t.Error("a lock for the other's display is left")
	}
}

func TestSquatterOnAbstractNameIsAvoided(t *testing.T) {
	dir := dir(t)
	l, err := net.Listen("unix", "@"+socketPath(dir, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if d := claim(t, dir, x11.First); d.Number != 1 {
		t.Errorf("got :%d although :0's abstract name is taken", d.Number)
	}
}

func TestUnreadableLocksAreTaken(t *testing.T) {
	dir := dir(t)
	for n, content := range []string{"", "nonsense\n", "-1\n", "0\n"} {
		if err := os.WriteFile(lockPath(dir, n), []byte(content), 0o444); err != nil {
			t.Fatal(err)
		}
		if _, err := x11.Claim(x11.Options{Number: n, Dir: dir}); !errors.Is(err, x11.ErrTaken) {
			t.Errorf("lock %q: %v", content, err)
		}
	}
	if err := os.Symlink("/etc/passwd", lockPath(dir, 9)); err != nil {
		t.Fatal(err)
	}
	if _, err := x11.Claim(x11.Options{Number: 9, Dir: dir}); !errors.Is(err, x11.ErrTaken) {
		t.Errorf("a symbolic link as lock: %v", err)
	}
}

func TestDirectoryIsChecked(t *testing.T) {
	for name, prepare := range map[string]func(path string) error{
		"a file":     func(p string) error { return os.WriteFile(p, nil, 0o600) },
		"a link":     func(p string) error { return os.Symlink("/tmp", p) },
		"not sticky": func(p string) error { return errors.Join(os.Mkdir(p, 0o777), os.Chmod(p, 0o777)) },
	} {
		dir := dir(t)
		if err := prepare(filepath.Join(dir, ".X11-unix")); err != nil {
			t.Fatal(err)
		}
		if _, err := x11.Claim(x11.Options{Number: x11.First, Dir: dir}); !errors.Is(err, x11.ErrDir) {
			t.Errorf("%s as directory of sockets: %v", name, err)
		}
		if err := x11.Check(dir); !errors.Is(err, x11.ErrDir) {
			t.Errorf("Check finds nothing wrong with %s: %v", name, err)
		}
	}
}

func TestCheckChangesNothing(t *testing.T) {
	dir := dir(t)
	if err := x11.Check(dir); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("Check left %v, %v", entries, err)
	}
	claim(t, dir, x11.First)
	if err := x11.Check(dir); err != nil {
		t.Error(err)
	}
	if err := x11.Check(filepath.Join(dir, "missing")); !errors.Is(err, x11.ErrDir) {
		t.Errorf("a missing directory: %v", err)
	}
}

func TestWaitSeesTheFirstClientAndLeavesIt(t *testing.T) {
	dir := dir(t)
	d := claim(t, dir, x11.First)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := d.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("Wait with an ended context: %v", err)
	}
	seen := make(chan error, 1)
	go func() { seen <- d.Wait(context.Background()) }()
	c, err := net.Dial("unix", socketPath(dir, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	select {
	case err := <-seen:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Wait does not see the client")
	}
	l, err := net.FileListener(d.File()) // as an X server gets it
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

func TestHoldKeepsAnAbstractName(t *testing.T) {
	dir := dir(t)
	f, err := x11.Hold(dir, 3)
	if err != nil {
		t.Fatal(err)
	}
	name := "@" + socketPath(dir, 3)
	if _, err := net.Dial("unix", name); !errors.Is(err, unix.ECONNREFUSED) {
		t.Errorf("a client of the name gets %v", err)
	}
	if _, err := x11.Hold(dir, 3); !errors.Is(err, x11.ErrTaken) {
		t.Errorf("somebody else gets %v", err)
	}
	f.Close()
	l, err := net.Listen("unix", name)
	if err != nil {
		t.Fatalf("given back: %v", err)
	}
	l.Close()
}
