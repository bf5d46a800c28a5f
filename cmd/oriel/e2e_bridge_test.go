package main_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// window is a window as `oriel windows --json` and `oriel shot --json` tell.
type window struct {
	ID     uint32   `json:"id"`
	Kind   string   `json:"kind"`
	Owner  uint32   `json:"owner"`
	Title  string   `json:"title"`
	AppID  string   `json:"app_id"`
	X      int      `json:"x"`
	Y      int      `json:"y"`
	Width  int      `json:"width"`
	Height int      `json:"height"`
	State  []string `json:"state"`

	Content struct{ X, Y, Width, Height int }
}

func (w window) rect() image.Rectangle { return image.Rect(w.X, w.Y, w.X+w.Width, w.Y+w.Height) }

// inner is the app's part of the window, without the frame.
func (w window) inner() image.Rectangle {
	c := w.Content
	return image.Rect(c.X, c.Y, c.X+c.Width, c.Y+c.Height)
}

// status is what `oriel status --json` tells.
type status struct {
	Windows   int `json:"windows"`
	Buffers   int `json:"live_buffers"`
	Routines  int `json:"goroutines"`
	Mallocs   uint64
	Clients   []struct{ Profile, Codec, Size string }
	Processes []struct {
		Name, State string
		PID         int
	}
}

// process finds a process of the bridge by name.
func (s status) process(name string) (pid int, state string) {
	for _, p := range s.Processes {
		if p.Name == name {
			return p.PID, p.State
		}
	}
	return 0, ""
}

// A bridge is a running `oriel run` with a home of its own.
type bridge struct {
	t      testing.TB
	dir    string // HOME, XDG_RUNTIME_DIR and files of tests are in it
	marker string // is in the environment of everything that belongs to it
	run    *process
	over   bool
	prefix []string // of its own commands, to be somebody else
	bin    string   // directory of programs of its own; "": those of all tests
	xsock  syscall.Stat_t

	RDP            []string
	User           string
	Password       string
	Fingerprint    string
	Display        string
	Xauthority     string
	WaylandDisplay string `json:"wayland_display"`
	Control        string
}

var bridges atomic.Int64

// startBridge starts `oriel run --json` on a free port. The test ends with a
// look at what the bridge has left behind.
func startBridge(t testing.TB, args ...string) *bridge {
	t.Helper()
	b := newBridge(t)
	b.start(args...)
	return b
}

// newBridge makes what a bridge needs, but starts none.
func newBridge(t testing.TB) *bridge {
	t.Helper()
	b := &bridge{t: t, dir: short(t), marker: fmt.Sprintf("ORIEL_E2E=%d.%d", os.Getpid(), bridges.Add(1))}
	for _, d := range []string{"home", "run"} {
		if err := os.Mkdir(filepath.Join(b.dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// program is the oriel that runs the bridge.
func (b *bridge) program() string {
	if b.bin != "" {
		return filepath.Join(b.bin, "oriel")
	}
	return oriel(b.t)
}

func (b *bridge) start(args ...string) {
	b.t.Helper()
	argv := append([]string{b.program(), "run", "--json", "--listen", "tcp:127.0.0.1:0"}, args...)
	r, w, err := os.Pipe()
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Close()
	argv = append(append([]string{}, b.prefix...), argv...)
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdout = w
	b.run = start(b.t, cmd, b.environment())
	w.Close()
	b.t.Cleanup(b.end)
	if err := r.SetReadDeadline(time.Now().Add(patience)); err != nil {
		b.t.Fatal(err)
	}
	if err := json.NewDecoder(r).Decode(b); err != nil {
		b.run.stop()
		b.t.Fatalf("the bridge does not start: %v; stderr:\n%s", err, &b.run.err)
	}
	if st, err := os.Stat(b.xsocket()); err == nil {
		b.xsock = *st.Sys().(*syscall.Stat_t)
	}
}

// environment is that of the bridge's own commands: nothing of who runs the
// test shows in it.
func (b *bridge) environment() []string {
	env := []string{
		b.marker, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TMPDIR=" + os.TempDir(),
		"HOME=" + filepath.Join(b.dir, "home"), "XDG_RUNTIME_DIR=" + filepath.Join(b.dir, "run"),
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "NO_AT_BRIDGE=1", "GTK_A11Y=none", "GSETTINGS_BACKEND=memory",
		"LIBGL_ALWAYS_SOFTWARE=1",
	}
	if d := os.Getenv("GOCOVERDIR"); d != "" {
		env = append(env, "GOCOVERDIR="+d)
	}
	return env
}

// appEnvironment is that of apps in the bridge.
func (b *bridge) appEnvironment(more ...string) []string {
	return append(append(b.environment(), "DISPLAY="+b.Display, "XAUTHORITY="+b.Xauthority,
		"WAYLAND_DISPLAY="+b.WaylandDisplay), more...)
}

// app starts a program in the bridge.
func (b *bridge) app(argv ...string) *process {
	b.t.Helper()
	return b.appWith(nil, argv...)
}

// appWith is app with more environment.
func (b *bridge) appWith(env []string, argv ...string) *process {
	b.t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = b.dir // whatever it may write
	return start(b.t, cmd, b.appEnvironment(env...))
}

// file is the path of a file of the test.
func (b *bridge) file(name string) string { return filepath.Join(b.dir, name) }

// address is host:port of the RDP server.
func (b *bridge) address() string {
	b.t.Helper()
	for _, a := range b.RDP {
		if hp, ok := strings.CutPrefix(a, "tcp:"); ok {
			if _, port, err := net.SplitHostPort(hp); err != nil || port == "0" {
				b.t.Fatalf("%q is no address to connect to", a)
			}
			return hp
		}
	}
	b.t.Fatalf("the bridge names no TCP address: %q", b.RDP)
	return ""
}

// logs waits until the log of events of a demo has a line that begins so.
func (b *bridge) logs(file, line string) {
	b.t.Helper()
	until(b.t, fmt.Sprintf("the line %q", line), func() string {
		log, err := os.ReadFile(b.file(file))
		if strings.Contains("\n"+string(log), "\n"+line) {
			return ""
		}
		return fmt.Sprintf("the log (%v) is:\n%s", err, log)
	})
}

// command runs one of oriel's other commands with the bridge's environment.
func (b *bridge) command(args ...string) (stdout, stderr string, code int) {
	b.t.Helper()
	return run(b.t, b.environment(), append(append(append([]string{}, b.prefix...), oriel(b.t)), args...)...)
}

// windows is the bridge's own truth, the topmost window first.
func (b *bridge) windows() []window {
	b.t.Helper()
	out, stderr, code := b.command("windows", "--json", "--control", b.Control)
	if code != 0 {
		b.t.Fatalf("oriel windows: status %d: %s\nthe bridge said:\n%s", code, stderr, &b.run.err)
	}
	return decodeWindows(b.t, out)
}

func decodeWindows(t testing.TB, s string) []window {
	t.Helper()
	var v struct{ Windows []window }
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("the list of windows is no JSON: %v\n%s", err, s)
	}
	return v.Windows
}

// window waits for a window with exactly that title.
func (b *bridge) window(title string) window {
	b.t.Helper()
	return b.windowWhere(fmt.Sprintf("the window %q", title), func(w window) bool { return w.Title == title })
}

// windowWhere waits for a window.
func (b *bridge) windowWhere(what string, f func(window) bool) (found window) {
	b.t.Helper()
	until(b.t, what, func() string {
		list := b.windows()
		i := slices.IndexFunc(list, f)
		if i < 0 {
			return fmt.Sprintf("there are %+v; the bridge said:\n%s", list, &b.run.err)
		}
		found = list[i]
		return ""
	})
	return found
}

// noWindow waits until no window is as f says.
func (b *bridge) noWindow(what string, f func(window) bool) {
	b.t.Helper()
	until(b.t, what+" to close", func() string {
		list := b.windows()
		if !slices.ContainsFunc(list, f) {
			return ""
		}
		return fmt.Sprintf("there are %+v", list)
	})
}

func (b *bridge) status() (s status) {
	b.t.Helper()
	out, stderr, code := b.command("status", "--json", "--control", b.Control)
	if code != 0 {
		b.t.Fatalf("oriel status: status %d: %s", code, stderr)
	}
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		b.t.Fatalf("the status is no JSON: %v\n%s", err, out)
	}
	return s
}

// shot takes a picture through our own client.
func (b *bridge) shot(args ...string) (*image.RGBA, []window) {
	b.t.Helper()
	m, list, err := b.tryShot(args...)
	if err != nil {
		b.t.Fatalf("%v; the bridge said:\n%s", err, &b.run.err)
	}
	return m, list
}

func (b *bridge) tryShot(args ...string) (*image.RGBA, []window, error) {
	b.t.Helper()
	path := b.file("shot.png")
	os.Remove(path)
	argv := append([]string{"shot", "-o", path, "--json", "--timeout", (patience / 2).String(), "--connect", b.RDP[0]}, args...)
	out, stderr, code := b.command(argv...)
	if code != 0 {
		return nil, nil, fmt.Errorf("oriel %q: status %d: %s", argv, code, stderr)
	}
	m, err := readPNG(path)
	return m, decodeWindows(b.t, out), err
}

func readPNG(path string) (*image.RGBA, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	rgba := image.NewRGBA(m.Bounds())
	draw.Draw(rgba, rgba.Rect, m, m.Bounds().Min, draw.Src)
	return rgba, nil
}

func (b *bridge) xsocket() string { return "/tmp/.X11-unix/X" + strings.TrimPrefix(b.Display, ":") }

// end stops the bridge and looks at what it has left behind.
func (b *bridge) end() {
	b.t.Helper()
	if b.over || b.run == nil {
		return
	}
	b.over = true
	// The RDP backend has no environment by which it could be found later.
	list := children(b.run.pid())
	_ = b.run.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-b.run.done:
	case <-time.After(patience):
		b.t.Errorf("the bridge does not end on SIGTERM")
		b.run.kill()
	}
	for _, pid := range list {
		if alive(pid) {
			b.t.Errorf("the bridge left process %d", pid)
		}
	}
	b.leftNothing()
}

// children lists a process's own.
func children(pid int) (list []int) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		for _, word := range strings.Fields(string(b)) {
			if n, err := strconv.Atoi(word); err == nil {
				list = append(list, n)
			}
		}
	}
	return list
}

// leftNothing checks that a bridge that has ended left no trace but its
// certificate.
func (b *bridge) leftNothing() {
	b.t.Helper()
	b.over = true
	b.leftNothingAsCommand()
	if st, err := os.Stat(b.xsocket()); b.Display != "" && err == nil {
		// Another bridge may have it by now, even with the same inode number.
		if now := st.Sys().(*syscall.Stat_t); now.Ino == b.xsock.Ino && now.Ctim == b.xsock.Ctim {
			b.t.Errorf("the bridge left %s", b.xsocket())
		}
	}
	lock := "/tmp/.X" + strings.TrimPrefix(b.Display, ":") + "-lock"
	if pid, err := os.ReadFile(lock); err == nil && strings.TrimSpace(string(pid)) == fmt.Sprint(b.run.pid()) {
		b.t.Errorf("the bridge left %s", lock)
	}
	said := b.run.err.String()
	for _, bad := range []string{"panic:", "DATA RACE", "fatal error:", "level=ERROR"} {
		if strings.Contains(said, bad) {
			b.t.Errorf("the bridge said %q:\n%s", bad, said)
			return
		}
	}
	if b.t.Failed() {
		b.t.Logf("the bridge said:\n%s", said)
	}
}

// leftNothingAsCommand checks for processes and for files in the runtime
// directory.
func (b *bridge) leftNothingAsCommand() {
	b.t.Helper()
	for range 50 { // apps of the test itself are on their way out
		if len(marked(b.marker)) == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for _, p := range marked(b.marker) {
		b.t.Errorf("the bridge left a process: %s", p)
	}
	if list, err := os.ReadDir(filepath.Join(b.dir, "run", "oriel")); err == nil && len(list) > 0 {
		b.t.Errorf("the bridge left in its directory: %v", list)
	}
}
