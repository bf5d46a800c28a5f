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

func TestServersAreReadyWhenTheySayTheirNumber(t *testing.T) {
	for name, c := range map[string]struct {
		say  string // "" and closed: it dies
		hang bool
		want error
	}{
		"it comes up":  {say: "7\n"},
		"it dies":      {want: ErrNotReady},
		"it hangs":     {hang: true, want: ErrNotReady},
		"we are ended": {hang: true, want: context.Canceled},
	} {
		ours, theirs, err := Connect()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := theirs.Ready.WriteString(c.say); err != nil {
			t.Fatal(err)
		}
		if !c.hang {
			theirs.Ready.Close()
		}
		patience := 10 * time.Second
		ctx, cancel := context.WithCancel(t.Context())
		switch {
		case c.want == context.Canceled:
			time.AfterFunc(20*time.Millisecond, cancel)
		case c.hang:
			patience = 50 * time.Millisecond
		}
		s := Server{Conns: ours}
		if err := s.Await(ctx, patience); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
		ours.Close()
		theirs.Close()
	}
}

func TestConnectionsAreWhereTheArgumentsSay(t *testing.T) {
	ours, theirs, err := Connect()
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	defer theirs.Close()
	cmd := exec.Command("sh", "-c", "printf wm >&3; test -c /dev/fd/4 && printf 7 >&5; printf wl >&6")
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	cmd.ExtraFiles = theirs.Inherited(null)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for f, want := range map[*os.File]string{ours.WM: "wm", ours.Ready: "7", ours.Wayland: "wl"} {
		b := make([]byte, 8)
		if n, err := f.Read(b); err != nil || string(b[:n]) != want {
			t.Errorf("%s: %q, %v", f.Name(), b[:n], err)
		}
	}
}
