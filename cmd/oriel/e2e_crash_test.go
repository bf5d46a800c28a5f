package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"oriel/compositor/console"
	"oriel/compositor/control"
	"oriel/rdp/client"
)

// manager is the path of the manager's own socket.
func (b *bridge) manager() string {
	b.t.Helper()
	r, err := console.Ask(b.Control, console.Request{Verb: "env"})
	if err != nil {
		b.t.Fatal(err)
	}
	var e console.Environment
	if err := json.Unmarshal(r.Env, &e); err != nil || e.Manager == "" {
		b.t.Fatalf("%v: %s", err, r.Env)
	}
	return e.Manager
}

// units asks the manager, who answers whatever else is dead.
func units(t testing.TB, path string) map[control.Unit]control.UnitState {
	t.Helper()
	c, err := control.Dial(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, list, err := c.Ask(&control.Query{}, patience)
	if err != nil {
		t.Fatal(err)
	}
	out := map[control.Unit]control.UnitState{}
	for _, s := range list {
		out[s.Unit] = s
	}
	return out
}

// A crashTable kills the processes of one bridge under load.
type crashTable struct {
	*bridge
	t       *testing.T
	manager string
	wl, x   *process // apps that draw all the time
	n       int      // apps so far
	took    map[string][]time.Duration
}

// everybody are the units of a bridge.
var everybody = []control.Unit{control.Compositor, control.RDPBackend, control.XServer}

// load starts the apps that do not run.
func (c *crashTable) load() {
	c.t.Helper()
	if c.wl == nil || c.wl.ended() {
		c.n++
		title := fmt.Sprint("W", c.n)
		c.wl = c.app(demo(c.t, "wlpaint"), "-title", title, "-rate", "30")
		c.window(title)
	}
	if c.x == nil || c.x.ended() {
		c.n++
		title := fmt.Sprint("X", c.n)
		c.x = c.app(demo(c.t, "xpaint"), "-title", title, "-rate", "30")
		c.window(title)
	}
}

// view connects a client and waits until it is shown both apps.
func (c *crashTable) view() *benchClient {
	c.t.Helper()
	v := connect(c.bridge, client.RAIL, image.Pt(1280, 800))
	until(c.t, "both windows at the client", func() string {
		var titles []string
		for _, w := range v.Windows() {
			if w.Visible && v.Image(w.ID) != nil {
				titles = append(titles, w.Title[:1])
			}
		}
		return whether(slices.Contains(titles, "W") && slices.Contains(titles, "X"))
	})
	return v
}

// kill kills units and waits until all that must come back has.
func (c *crashTable) kill(killed ...control.Unit) {
	c.t.Helper()
	c.load()
	v := c.view()
	// Who has not worked for a second waits before they are started again.
	until(c.t, "all to be steady", func() string {
		for _, s := range units(c.t, c.manager) {
			if s.State != control.Running || time.Since(time.UnixMilli(int64(s.Since))) < 1100*time.Millisecond {
				return fmt.Sprintf("%+v", s)
			}
		}
		return ""
	})
	before := units(c.t, c.manager)
	begun := time.Now()
	var names []string
	for _, u := range killed {
		names = append(names, u.String())
		// What stood on the one before may be gone already.
		if err := syscall.Kill(int(before[u].PID), syscall.SIGKILL); err != nil && err != syscall.ESRCH {
			c.t.Fatal(err)
		}
	}
	back := killed
	if slices.Contains(killed, control.Compositor) {
		back = everybody
	}
	for _, u := range everybody {
		if !slices.Contains(back, u) {
			continue
		}
		if u == control.XServer && slices.Contains(killed, control.Compositor) {
			continue // it comes back with the next X client, at the latest
		}
		until(c.t, u.String()+" to come back", func() string {
			now := units(c.t, c.manager)
			if s := now[u]; s.State == control.Running && s.PID != before[u].PID {
				return ""
			}
			return fmt.Sprintf("before %+v, now %+v", before, now)
		})
	}
	what := strings.Join(names, "+")
	c.took[what] = append(c.took[what], time.Since(begun))
	c.check(killed, before)
	v.Close()
}

// check looks who has survived.
func (c *crashTable) check(killed []control.Unit, before map[control.Unit]control.UnitState) {
	c.t.Helper()
	compositor, x := slices.Contains(killed, control.Compositor), slices.Contains(killed, control.XServer)
	if compositor {
		until(c.t, "the Wayland app's end", func() string { return whether(c.wl.ended()) })
	} else if c.wl.ended() {
		c.t.Fatalf("%v killed: the Wayland app ended: %s", killed, &c.wl.err)
	}
	if compositor || x {
		until(c.t, "the X app's end", func() string { return whether(c.x.ended()) })
	} else if c.x.ended() {
		c.t.Fatalf("%v killed: the X app ended: %s", killed, &c.x.err)
	}
	now := units(c.t, c.manager)
	for _, u := range everybody {
		if !compositor && !slices.Contains(killed, u) && now[u].PID != before[u].PID {
			c.t.Fatalf("%v killed: %v is another", killed, u)
		}
	}
}

// files counts what is open in the processes that stay.
func (c *crashTable) files() int { return descriptors(c.t, c.run.pid()) }

func TestCrashTable(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--max-crashes", "-1", "-v")
	c := &crashTable{bridge: b, t: t, manager: b.manager(), took: map[string][]time.Duration{}}
	times := 20
	if testing.Short() {
		times = 2
	}
	for _, u := range everybody { // the first ones warm up
		c.kill(u)
	}
	c.load()
	files := c.files()
	for range times - 1 {
		for _, u := range everybody {
			c.kill(u)
		}
	}
	for range max(times/4, 1) {
		c.kill(control.RDPBackend, control.XServer)
		c.kill(control.Compositor, control.RDPBackend)
		c.kill(control.XServer, control.Compositor)
	}
	c.load()
	c.view().Close()
	until(t, "no more open files than at first", func() string {
		if n := c.files(); n > files {
			return fmt.Sprintf("%d, before %d", n, files)
		}
		return ""
	})
	for _, w := range b.status().Processes {
		if (w.State == "running") != (w.PID != 0) {
			t.Errorf("%+v", w)
		}
	}
	for what, took := range c.took {
		t.Logf("%-20s killed %2d times, back after %v at the median, %v at most", what, len(took),
			median(took).Round(time.Millisecond), slices.Max(took).Round(time.Millisecond))
	}
}

// kill9 kills a process of the bridge by its name in the status.
func (b *bridge) kill9(name string) {
	b.t.Helper()
	pid, state := b.status().process(name)
	if pid == 0 || syscall.Kill(pid, syscall.SIGKILL) != nil {
		b.t.Fatalf("%s has pid %d and is %q", name, pid, state)
	}
}

func TestAProcessThatCrashesTooOftenIsGivenUp(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--max-crashes", "1")
	path := b.manager()
	x := b.app(demo(t, "xpaint"), "-title", "X")
	b.window("X")
	for i := range 2 {
		until(t, "Xwayland", func() string { return whether(units(t, path)[control.XServer].PID != 0) })
		b.kill9("Xwayland")
		until(t, "its end to be seen", func() string { return whether(int(units(t, path)[control.XServer].Crashes) > i) })
	}
	x.wait()
	if pid, state := b.status().process("Xwayland"); state != "failed" || pid != 0 {
		t.Errorf("Xwayland is %q, pid %d", state, pid)
	}
	// Wayland apps do not notice, and people can have it back.
	b.app(demo(t, "wlpaint"), "-title", "W")
	b.window("W")
	if _, stderr, code := b.command("reload", "--control", b.Control, "xwayland"); code != 0 {
		t.Fatalf("oriel reload: status %d: %s", code, stderr)
	}
	b.app(demo(t, "xpaint"), "-title", "again")
	b.window("again")
	// Without the backend there is no bridge.
	for i := range uint32(2) {
		var pid uint32
		until(t, "the backend", func() string {
			s := units(t, path)[control.RDPBackend]
			pid = s.PID
			return whether(s.State == control.Running && s.Crashes == i)
		})
		if err := syscall.Kill(int(pid), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	if code := b.run.wait(); code != 1 || !strings.Contains(b.run.err.String(), "oriel: the process oriel-rdp crashes again and again") {
		t.Errorf("status %d: %s", code, &b.run.err)
	}
	b.leftNothing()
}

func TestABackendIsReplacedAtRunTime(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	wl := b.app(demo(t, "wlpaint"), "-title", "W", "-size", "200x150")
	x := b.app(demo(t, "xpaint"), "-title", "X", "-size", "250x180")
	first := []window{b.window("W"), b.window("X")}
	v := connect(b, client.RAIL, image.Pt(1280, 800)) // which waits for the backend
	pid, _ := b.status().process("oriel-rdp")
	if _, stderr, code := b.command("reload", "--control", b.Control, "rdp"); code != 0 || stderr != "" {
		t.Fatalf("oriel reload: status %d: %s", code, stderr)
	}
	if now, state := b.status().process("oriel-rdp"); now == pid || state != "running" {
		t.Errorf("the backend has pid %d, as before %d, and is %q", now, pid, state)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := v.WaitRest(ctx, time.Hour, func(*client.View) bool { return true }); err == nil || ctx.Err() != nil {
		t.Error("the client of the old backend is not told")
	}
	sameWindows(t, b.windows(), first)
	for _, w := range first {
		m, _ := b.shot("--profile", "rail", "--window", w.Title)
		if why := (painting{rect: m.Rect}).wrong(m, m.Rect); why != "" {
			t.Errorf("%q: %s", w.Title, why)
		}
	}
	if wl.ended() || x.ended() {
		t.Errorf("an app ended: %s%s", &wl.err, &x.err)
	}
	if s := b.run.err.String(); s != "" {
		t.Errorf("a reload is nothing to warn of: %s", s)
	}
	for _, args := range [][]string{{}, {"nothing"}, {"share"}, {"rdp", "rdp"}} {
		if _, stderr, code := b.command(append([]string{"reload"}, args...)...); code != 2 {
			t.Errorf("oriel reload %q: status %d: %s", args, code, stderr)
		}
	}
}

// TestABrokenUpdateReplacesNothing: the old process stays.
func TestABrokenUpdateReplacesNothing(t *testing.T) {
	t.Parallel()
	oriel(t)
	b := newBridge(t)
	b.bin = short(t)
	for _, name := range []string{"oriel", "oriel-compositor", "oriel-rdp"} {
		program, err := os.ReadFile(built.dir + "/" + name)
		if err == nil {
			err = os.WriteFile(b.bin+"/"+name, program, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b.start()
	var pid int
	until(t, "the backend", func() string {
		p, state := b.status().process("oriel-rdp")
		pid = p
		return whether(p != 0 && state == "running")
	})
	if err := os.Remove(b.bin + "/oriel-rdp"); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := b.command("reload", "--control", b.Control, "rdp"); code != 1 || !strings.HasPrefix(stderr, "oriel: cannot reload rdp: ") {
		t.Errorf("oriel reload: status %d: %s", code, stderr)
	}
	if now, state := b.status().process("oriel-rdp"); now != pid || state != "running" {
		t.Errorf("the backend has pid %d, not %d, and is %q", now, pid, state)
	}
}
