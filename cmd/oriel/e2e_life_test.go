package main_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestEachCommandExplainsItself(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	all, _, code := b.command("--help")
	if code != 0 {
		t.Errorf("oriel --help: status %d", code)
	}
	for _, name := range []string{"run", "shot", "exec", "windows", "clients", "status", "reload", "doctor"} {
		if !strings.Contains(all, "\n  "+name+" ") {
			t.Errorf("oriel --help does not name %s:\n%s", name, all)
		}
		out, stderr, code := b.command(name, "--help")
		if code != 0 || stderr != "" || !strings.Contains(out, "Usage: oriel "+name+" ") || !strings.Contains(out, "\nFlags:\n") {
			t.Errorf("oriel %s --help: status %d\n%s%s", name, code, out, stderr)
		}
		if again, _, _ := b.command("help", name); again != out {
			t.Errorf("oriel help %s says something else", name)
		}
		_, stderr, code = b.command(name, "--nonsense")
		if code != 2 || !strings.HasPrefix(stderr, "oriel: ") {
			t.Errorf("oriel %s --nonsense: status %d: %s", name, code, stderr)
		}
	}
	for _, args := range [][]string{{}, {"nonsense"}} {
		if _, stderr, code := b.command(args...); code != 2 || stderr == "" {
			t.Errorf("oriel %q: status %d: %s", args, code, stderr)
		}
	}
	for _, name := range []string{"windows", "clients", "status", "exec"} {
		args := []string{name}
		if name == "exec" {
			args = append(args, "--", "true")
		}
		if _, stderr, code := b.command(args...); code != 1 || !strings.HasPrefix(stderr, "oriel: no bridge of yours is running") {
			t.Errorf("oriel %s without a bridge: status %d: %s", name, code, stderr)
		}
	}
}

func TestRunSaysHowToConnect(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	p := launch(t, b.environment(), oriel(t), "run", "--listen", "tcp:127.0.0.1:0", "--listen", "unix:"+b.file("rdp.sock"))
	var said string
	until(t, "what oriel run says", func() string {
		if said = p.out.String(); strings.Contains(said, "control ") {
			return ""
		}
		return "it said: " + said + p.err.String()
	})
	for _, want := range []string{"tcp:127.0.0.1:", "unix:" + b.file("rdp.sock"), "xfreerdp /v:127.0.0.1:", `/app:"||all"`,
		"user ", "password ", "fingerprint ", "DISPLAY ", "XAUTHORITY "} {
		if !strings.Contains(said, want) {
			t.Errorf("oriel run does not say %q:\n%s", want, said)
		}
	}
	password := fact(said, "password")
	for line := range strings.Lines(said) {
		if strings.Contains(line, "xfreerdp") && strings.Contains(line, password) {
			t.Errorf("the password is in a line that people paste: %s", line)
		}
	}
	rdp, err := os.ReadFile(fact(said, "file"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"full address:s:127.0.0.1:", "enablecredsspsupport:i:1\r\n", "prompt for credentials on client:i:1\r\n"} {
		if !strings.Contains(string(rdp), want) {
			t.Errorf("the .rdp file has no %q:\n%s", want, rdp)
		}
	}
	if st, err := os.Stat(fact(said, "control")); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the control socket: %v, %v", st, err)
	}
	_ = p.cmd.Process.Signal(syscall.SIGINT)
	if code := p.wait(); code != 0 {
		t.Errorf("after SIGINT the status is %d: %s", code, &p.err)
	}
	b.leftNothingAsCommand()
	if _, err := os.Stat(b.file("rdp.sock")); err == nil {
		t.Errorf("the bridge left %s", b.file("rdp.sock"))
	}
}

// fact finds a fact in what oriel run says.
func fact(said, name string) string {
	for line := range strings.Lines(said) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name {
			return f[1]
		}
	}
	return ""
}

func TestRunEndsWithTheStatusOfItsCommand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		script string
		status int
	}{{"exit 0", 0}, {"exit 7", 7}, {"kill -TERM $$", 143}, {"xdpyinfo >/dev/null && test -S $WAYLAND_DISPLAY && exit 9", 9}} {
		need(t, "xdpyinfo", "x11-utils")
		b := newBridge(t)
		_, stderr, code := b.command("run", "--json", "--listen", "tcp:127.0.0.1:0", "--", "sh", "-c", c.script)
		if code != c.status {
			t.Errorf("%q: status %d, not %d: %s", c.script, code, c.status, stderr)
		}
		b.leftNothingAsCommand()
	}
	b := newBridge(t)
	if _, stderr, code := b.command("run", "--", "/nonexistent/program"); code != 1 || !strings.HasPrefix(stderr, "oriel: ") {
		t.Errorf("a program that is not there: status %d: %s", code, stderr)
	}
}

func TestRunStaysUntilTheWindowsOfItsCommandAreClosed(t *testing.T) {
	t.Parallel()
	log := filepath.Join(short(t), "events")
	b := startBridge(t, "--", "sh", "-c", fmt.Sprintf("%s -title left -events %s & until grep -qs map %[2]s; do sleep 0.05; done; exit 5", demo(t, "xpaint"), log))
	w := b.window("left")
	if b.run.ended() {
		t.Fatal("the bridge is gone while a window is there")
	}
	b.x(t).askToClose(b.x(t).window(w.Title).id)
	if code := b.run.wait(); code != 5 {
		t.Errorf("status %d, not 5: %s", code, &b.run.err)
	}
	b.leftNothing()
}

func TestRunKeepStaysWithoutItsCommand(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--keep", "--", "true")
	out, stderr, code := b.command("exec", "--control", b.Control, "--", "sh", "-c", "echo $DISPLAY $XAUTHORITY $WAYLAND_DISPLAY; exit 6")
	if want := fmt.Sprintf("%s %s %s\n", b.Display, b.Xauthority, b.WaylandDisplay); code != 6 || out != want {
		t.Errorf("oriel exec: status %d, output %q, not %q: %s", code, out, want, stderr)
	}
	if _, stderr, code := b.command("exec", "--", "/nonexistent/program"); code != 127 && code != 126 || !strings.HasPrefix(stderr, "oriel: ") {
		t.Errorf("oriel exec of nothing: status %d: %s", code, stderr)
	}
	p := launch(t, b.environment(), oriel(t), "exec", "--", demo(t, "wlpaint"), "-title", "by exec")
	b.window("by exec")
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	p.wait()
	b.noWindow("wlpaint", func(window) bool { return true })
}

func TestTheEndOfABridgeEndsAllThatItStarted(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--", "sh", "-c", "setsid sleep 300 & "+demo(t, "xpaint")+" -title stays & trap '' TERM; while :; do sleep 1; done")
	b.window("stays")
	s := xvfb(t, 640, 480)
	s.desktop(b)
	b.end()
}

func TestTwoBridgesOfOneUserLiveTogether(t *testing.T) {
	t.Parallel()
	a := startBridge(t)
	b := newBridge(t)
	b.dir = a.dir // the same home
	b.start()
	if a.Display == b.Display || a.Control == b.Control || a.WaylandDisplay == b.WaylandDisplay {
		t.Fatalf("they share %q and %q", a.Control, b.Control)
	}
	b.app(demo(t, "xpaint"), "-title", "in the second")
	b.window("in the second")
	if out, _, _ := a.command("windows", "--json"); !strings.Contains(out, "in the second") {
		t.Errorf("oriel windows does not ask the newest bridge: %s", out)
	}
	if list := a.windows(); len(list) != 0 {
		t.Errorf("the first bridge has %+v", list)
	}
	_ = b.run.cmd.Process.Signal(syscall.SIGTERM)
	if code := b.run.wait(); code != 0 {
		t.Errorf("status %d", code)
	}
	b.over = true
	list, err := filepath.Glob(filepath.Join(a.dir, "run", "oriel", "*"))
	if err != nil || slices.ContainsFunc(list, func(p string) bool { return strings.Contains(p, fmt.Sprint(b.run.pid())) }) {
		t.Errorf("the second bridge left something in %q", list)
	}
	a.windows() // it is still there
}

func TestAClientThatIsKilledComesBackTenTimesAndNothingLeaks(t *testing.T) {
	t.Parallel()
	eachClient(t, func(t *testing.T, b *bridge, s *screen, connect func() *process) {
		x := b.app(demo(t, "xpaint"), "-title", "X", "-size", "301x203", "-at", "320,240")
		wl := b.app(demo(t, "wlpaint"), "-title", "W", "-size", "277x191")
		first := []window{b.window("X"), b.window("W")}
		var routines, buffers, files int
		for i := range 11 { // the first one warms up
			client := connect()
			for _, w := range first {
				untilPainted(t, fmt.Sprintf("%s at connection %d", w.Title, i+1), s.picture, painting{rect: w.inner()})
			}
			client.kill()
			until(t, "the connection to end", func() string {
				if n := len(b.status().Clients); n != 0 {
					return fmt.Sprintf("there are %d clients", n)
				}
				return ""
			})
			sameWindows(t, b.windows(), first)
			if i == 0 {
				routines, buffers, files = b.resources()
			}
		}
		until(t, "everything of ten connections to be gone", func() string {
			if r, bu, f := b.resources(); r > routines || bu > buffers || f > files {
				return fmt.Sprintf("goroutines %d → %d, buffers %d → %d, files %d → %d", routines, r, buffers, bu, files, f)
			}
			return ""
		})
		if x.ended() || wl.ended() {
			t.Errorf("an app ended: %s%s", &x.err, &wl.err)
		}
	})
}

// resources are what must not grow.
func (b *bridge) resources() (routines, buffers, files int) {
	s := b.status()
	return s.Routines, s.Buffers, descriptors(b.t, b.run.pid())
}

func TestXwaylandMayDieAndWaylandAppsDoNotNotice(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	s := xvfb(t, 800, 600)
	s.desktop(b)
	wl := b.app(demo(t, "wlpaint"), "-title", "W", "-size", "200x150", "-events", b.file("W"))
	at := b.window("W").rect()
	untilPainted(t, "W", s.picture, painting{rect: at})
	for i := range 3 {
		x := b.app(demo(t, "xpaint"), "-title", fmt.Sprint("X", i), "-size", "250x180", "-at", "400,300")
		b.window(fmt.Sprint("X", i))
		untilPainted(t, fmt.Sprint("X", i), s.picture, painting{rect: image.Rect(404, 332, 654, 512)})
		pid, state := b.status().process("Xwayland")
		if pid == 0 || !alive(pid) {
			t.Fatalf("Xwayland has pid %d and is %q", pid, state)
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if code := x.wait(); code == 0 {
			t.Error("xpaint ended as if nothing had happened")
		}
		b.noWindow("X", func(w window) bool { return w.Title != "W" })
		untilPainted(t, "W without X", s.picture, painting{rect: at})
	}
	x := b.app(demo(t, "xpaint"), "-title", "the next", "-size", "250x180", "-at", "400,300")
	untilPainted(t, "the next X app", s.picture, painting{rect: image.Rect(404, 332, 654, 512)})
	if wl.ended() || x.ended() {
		t.Errorf("an app ended: %s%s", &wl.err, &x.err)
	}
}

// TestRunSaysWhatIsWrongAroundIt, in words that say what to do.
func TestRunSaysWhatIsWrongAroundIt(t *testing.T) {
	t.Parallel()
	short, long := t.TempDir(), filepath.Join(t.TempDir(), strings.Repeat("d", 100))
	if err := os.Mkdir(long, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dir, listen, says string }{
		{long, "tcp:127.0.0.1:0", "is longer than 107 bytes; set XDG_RUNTIME_DIR to a shorter one of your own, or to nothing"},
		{short, "tcp:192.0.2.1:3390", "tcp:192.0.2.1:3390: it is no address of this machine; choose another by --listen"},
	} {
		env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + short, "XDG_RUNTIME_DIR=" + c.dir}
		_, stderr, code := run(t, env, oriel(t), "run", "--listen", c.listen, "--", "true")
		if code != 1 || !strings.Contains(stderr, c.says) {
			t.Errorf("%s in %s: status %d: %s", c.listen, c.dir, code, stderr)
		}
	}
}
