package xwayland

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestArgvNeverOpensTheServer(t *testing.T) {
	c := Command{Display: 7, Auth: "/x/auth", Args: []string{"-noTouchPointerEmulation"}}
	got := strings.Join(c.Argv(), " ")
	want := ":7 -rootless -shm -wm 3 -listenfd 4 -displayfd 5 -auth /x/auth -noTouchPointerEmulation"
	if got != want {
		t.Errorf("%s", got)
	}
	if slices.Contains(c.Argv(), "-ac") {
		t.Error("-ac lets everybody in")
	}
}

func TestEnvironHasOneWaylandConnection(t *testing.T) {
	c := Command{Env: []string{"A=1", "WAYLAND_DISPLAY=wayland-0", "WAYLAND_SOCKET=9", "DISPLAY=:0", "XAUTHORITY=/y"}}
	if got := c.Environ(); !slices.Equal(got, []string{"A=1", "WAYLAND_SOCKET=6"}) {
		t.Errorf("%v", got)
	}
	if len(c.Env) != 5 || c.Env[1] != "WAYLAND_DISPLAY=wayland-0" {
		t.Errorf("the caller's slice was changed: %v", c.Env)
	}
}

func TestXauthorityIsWhatXauthReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth")
	cookie := []byte("0123456789abcdef")
	for range 2 { // written over, too
		if err := WriteXauthority(path, 42, cookie); err != nil {
			t.Fatal(err)
		}
	}
	if i, err := os.Stat(path); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", i.Mode(), err)
	}
	if l, _ := os.ReadDir(filepath.Dir(path)); len(l) != 1 {
		t.Errorf("left over: %v", l)
	}
	b, _ := os.ReadFile(path)
	if !strings.HasSuffix(string(b), "\xff\xff\x00\x00\x00\x0242\x00\x12MIT-MAGIC-COOKIE-1\x00\x100123456789abcdef") {
		t.Errorf("%q", b)
	}
	if err := WriteXauthority(path, 1, cookie[:3]); err == nil {
		t.Error("a short cookie was taken")
	}
	xauth, err := exec.LookPath("xauth")
	if err != nil {
		return
	}
	out, err := exec.Command(xauth, "-f", path, "list").Output()
	if err != nil || strings.Count(string(out), "30313233343536373839616263646566") != 2 {
		t.Errorf("xauth says %q, %v", out, err)
	}
}

// script starts a shell script instead of the server; $1 and so on are its
// arguments.
func script(t *testing.T, text string) *Process {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	p, err := (&Command{Path: path, Env: os.Environ()}).Start(Files{WM: null, Listen: null, Wayland: null})
	if err != nil {
		t.Fatal(err)
	}
	waited := make(chan struct{})
	go func() { defer close(waited); _ = p.Wait() }()
	t.Cleanup(func() { p.Stop(time.Second); <-waited; p.Stderr().Close() })
	return p
}

func TestReadyWaitsForTheDisplayNumber(t *testing.T) {
	p := script(t, "printf '7\\n' >&5; exec sleep 60")
	if err := p.Ready(t.Context(), 10*time.Second); err != nil {
		t.Fatal(err)
	}
	p.Stop(time.Second)
	if p.Err() == nil {
		t.Error("a signal is an error")
	}
}

func TestServerThatDiesOrHangsIsNotReady(t *testing.T) {
	if err := script(t, "exit 1").Ready(t.Context(), 10*time.Second); !errors.Is(err, ErrNotReady) {
		t.Errorf("%v", err)
	}
	if err := script(t, "exec sleep 60").Ready(t.Context(), 50*time.Millisecond); !errors.Is(err, ErrNotReady) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := script(t, "exec sleep 60").Ready(ctx, 10*time.Second); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestServerThatIgnoresTheSignalIsKilled(t *testing.T) {
	p := script(t, "trap '' TERM; printf '7\\n' >&5; while :; do sleep 0.05; done")
	if err := p.Ready(t.Context(), 10*time.Second); err != nil {
		t.Fatal(err)
	}
	p.Stop(50 * time.Millisecond)
	select {
	case <-p.Done():
	default:
		t.Error("it is still there")
	}
}
