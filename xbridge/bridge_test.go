package xbridge_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"image"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wltest"
	"oriel/xbridge"
	"oriel/xbridge/xbridgetest"
	"oriel/xbridge/xwayland"
)

// A host joins the compositor and its Wayland server, as the commands do.
type host struct {
	*wltest.Desktop
}

func (h host) Do(f func(tx *scene.Tx)) bool           { return h.Comp.Do(f) }
func (h host) Post(f func(tx *scene.Tx)) bool         { return h.Comp.Post(f) }
func (h host) Attach(v scene.Viewer) scene.Attachment { return h.Comp.Attach(v) }
func (h host) Clipboard() *clip.Board                 { return h.Comp.Clipboard() }
func (h host) Primary() *clip.Board                   { return h.Comp.Primary() }
func (h host) StartGrab(tx *scene.Tx, id scene.WindowID, e scene.Edges) {
	h.Comp.StartGrab(tx, id, e)
}

func (h host) ShowMenu(tx *scene.Tx, id scene.WindowID, at image.Point) { h.Comp.ShowMenu(tx, id, at) }

func (h host) XwaylandClient(f *os.File, w scene.SurfaceWatcher, x clip.DropTarget) (clip.DropTarget, func(), error) {
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, nil, err
	}
	return h.Server.ConnectXwayland(c.(*net.UnixConn), w, x)
}

// A world is a desktop with a bridge to a real Xwayland.
type world struct {
	*wltest.Desktop
	bridge  *xbridge.Bridge
	servers *xbridgetest.Servers
	env     []string
	socket  string
	cookie  []byte
	stop    func()
}

// start starts a bridge; change may change its configuration.
func start(t *testing.T, change func(*xbridge.Config)) *world {
	t.Helper()
	w := &world{Desktop: wltest.New(t)}
	display, l := listen(t)
	w.socket = l.Addr().String()
	file, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	cookie := make([]byte, 16)
	_, _ = rand.Read(cookie)
	w.cookie = cookie
	auth := filepath.Join(t.TempDir(), "xauth")
	if err := xwayland.WriteXauthority(auth, display, cookie); err != nil {
		t.Fatal(err)
	}
	w.servers = xbridgetest.NewServers(t, xwayland.Command{Display: display, Auth: auth, Env: os.Environ()}, file)
	cfg := xbridge.Config{Desktop: host{w.Desktop}, Servers: w.servers, Log: log, Listener: file, Idle: -1, Cookie: cookie}
	if change != nil {
		change(&cfg)
	}
	w.env = []string{fmt.Sprintf("DISPLAY=:%d", display), "XAUTHORITY=" + auth}
	w.bridge = xbridge.New(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.bridge.Run(ctx) }()
	w.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the bridge ended: %v", err)
		}
		ended <- nil
	}
	t.Cleanup(func() { w.stop(); file.Close(); l.Close() })
	return w
}

// listen takes the first free X display.
func listen(t *testing.T) (int, *net.UnixListener) {
	t.Helper()
	_ = os.Mkdir("/tmp/.X11-unix", 0o777|os.ModeSticky)
	for n := 60; n < 1000; n++ {
		if _, err := os.Lstat(fmt.Sprintf("/tmp/.X%d-lock", n)); err == nil {
			continue
		}
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: fmt.Sprintf("/tmp/.X11-unix/X%d", n), Net: "unix"})
		if err == nil {
			return n, l
		}
	}
	t.Fatal("no free X display")
	return 0, nil
}

// run starts an X client, which is killed with the test.
func (w *world) run(t *testing.T, name string, arg ...string) *exec.Cmd {
	t.Helper()
	cmd := xbridgetest.Command(t, w.env, name, arg...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

// colours counts the colours of a window.
func (w *world) colours(id scene.WindowID) int {
	seen := map[[3]byte]bool{}
	w.View(func(v *scene.View) {
		win := v.Windows[id]
		if win == nil {
			return
		}
		for _, p := range win.Content.Planes {
			_ = p.Buffer.Read(func(px scene.Pixels) error {
				for y := range px.Height {
					row := px.Pix[y*px.Stride:]
					for x := range px.Width {
						seen[[3]byte(row[4*x:])] = true
					}
				}
				return nil
			})
		}
	})
	return len(seen)
}

func TestXtermAppearsAndTakesKeys(t *testing.T) {
	w := start(t, nil)
	out := filepath.Join(t.TempDir(), "typed")
	w.run(t, "xterm", "-title", "a terminal", "-geometry", "80x24", "-e", "sh", "-c", "head -n 1 >"+out+"; sleep 60")
	win := w.Window("a terminal")
	if win.AppID != "XTerm" || win.Kind != scene.Toplevel || win.PID == 0 {
		t.Errorf("app id %q, kind %v, pid %d", win.AppID, win.Kind, win.PID)
	}
	if s := win.Bounds.Size(); s.X < 400 || s.Y < 250 || s != win.Content.Size {
		t.Errorf("size %v of content %v", s, win.Content.Size)
	}
	xbridgetest.Eventually(t, "it has drawn something", func() bool { return w.colours(win.ID) >= 2 })
	w.Wait("it is active", func(v *scene.View) bool { return v.Active == win.ID })
	xbridgetest.Eventually(t, "what is typed arrives", func() bool {
		const keyA, keyEnter = 30, 28
		for _, k := range []uint16{keyA, keyEnter} {
			w.Input(seat.Key{Code: k, Down: true}, seat.Key{Code: k})
		}
		time.Sleep(50 * time.Millisecond)
		b, _ := os.ReadFile(out)
		return bytes.Contains(b, []byte("a"))
	})
}

func TestXtermMenuIsOverItsWindow(t *testing.T) {
	w := start(t, nil)
	w.run(t, "xterm", "-title", "with menu", "-e", "sleep", "60")
	win := w.Window("with menu")
	w.Wait("it is active", func(v *scene.View) bool { return v.Active == win.ID })
	at := win.Bounds.Min
	w.Input(seat.Motion{X: float64(at.X + 50), Y: float64(at.Y + 50)})
	var menu scene.Window
	const keyLeftCtrl = 29
	xbridgetest.Eventually(t, "the menu is there", func() bool {
		w.Input(seat.Key{Code: keyLeftCtrl, Down: true}, seat.Button{Code: seat.BtnLeft, Down: true})
		time.Sleep(200 * time.Millisecond)
		w.View(func(v *scene.View) {
			for _, o := range v.Windows {
				if o.Kind == scene.Menu {
					menu = *o
				}
			}
		})
		if menu.ID == 0 {
			w.Input(seat.Button{Code: seat.BtnLeft}, seat.Key{Code: keyLeftCtrl})
		}
		return menu.ID != 0
	})
	if menu.Owner != win.ID {
		t.Errorf("the menu belongs to %d, not %d", menu.Owner, win.ID)
	}
	if p := at.Add(image.Pt(50, 50)); !p.In(menu.Bounds.Inset(-2)) {
		t.Errorf("the menu is at %v, the pointer at %v", menu.Bounds, p)
	}
	w.Input(seat.Button{Code: seat.BtnLeft}, seat.Key{Code: keyLeftCtrl})
	w.Wait("the menu is gone", func(v *scene.View) bool { return v.Windows[menu.ID] == nil })
}

func TestXeyesAreShaped(t *testing.T) {
	w := start(t, nil)
	w.run(t, "xeyes", "-geometry", "200x100")
	win := w.Window("xeyes")
	w.Wait("its shape", func(v *scene.View) bool { o := v.Windows[win.ID]; return o != nil && len(o.Content.Shape) > 2 })
}

func TestClosedWindowIsGone(t *testing.T) {
	w := start(t, nil)
	cmd := w.run(t, "xclock", "-title", "a clock")
	win := w.Window("a clock")
	w.Comp.Wish(win.ID, scene.Wish{What: scene.WantClose})
	w.Wait("the window is gone", func(v *scene.View) bool { return len(v.Windows) == 0 })
	_ = cmd.Wait()
}

func TestClipboardIsSharedBothWays(t *testing.T) {
	w := start(t, nil)
	const text = "über 🙂"
	copier := xbridgetest.Command(t, w.env, "xclip", "-quiet", "-i", "-selection", "clipboard")
	copier.Stdin = strings.NewReader(text)
	if err := copier.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = copier.Process.Kill(); _ = copier.Wait() })
	var src clip.Source
	xbridgetest.Eventually(t, "the board has it", func() bool { src, _ = w.Comp.Clipboard().Current(); return src != nil })
	r, out := io.Pipe()
	src.Send(clip.TextUTF8, out)
	if b, _ := io.ReadAll(r); string(b) != text {
		t.Errorf("%q", b)
	}
	large := strings.Repeat("0123456789abcdé🙂", 1<<20/20)
	w.Comp.Clipboard().Set(source(large), "a test")
	xbridgetest.Eventually(t, "xclip has it", func() bool {
		b, _ := xbridgetest.Command(t, w.env, "xclip", "-o", "-selection", "clipboard", "-t", "UTF8_STRING").Output()
		return string(b) == large
	})
}

type source string

func (source) Types() []string { return []string{clip.TextUTF8} }
func (s source) Send(_ string, w io.WriteCloser) {
	go func() { defer w.Close(); _, _ = io.WriteString(w, string(s)) }()
}

func TestXwaylandIsKilledAndTheNextClientWorks(t *testing.T) {
	w := start(t, nil)
	c := w.Client()
	c.Window("wayland", 50, 50)
	for n := range 3 {
		w.run(t, "xclock", "-title", fmt.Sprint("clock ", n))
		w.Window(fmt.Sprint("clock ", n))
		xbridgetest.Eventually(t, "it runs", func() bool { return w.bridge.Status().State == "running" })
		_ = syscall.Kill(w.servers.PID(), syscall.SIGKILL)
		w.Wait("only the Wayland window is left", func(v *scene.View) bool { return len(v.Windows) == 1 })
	}
	c.Roundtrip()
}

func TestXwaylandStopsWhenIdleAndComesBack(t *testing.T) {
	w := start(t, func(c *xbridge.Config) { c.Idle = 300 * time.Millisecond })
	if s := w.bridge.Status(); s.Starts != 0 {
		t.Fatalf("it runs without clients: %+v", s)
	}
	for n := range 2 {
		if err := xbridgetest.Command(t, w.env, "xdpyinfo").Run(); err != nil {
			t.Fatalf("xdpyinfo: %v", err)
		}
		xbridgetest.Eventually(t, "it is stopped", func() bool {
			s := w.bridge.Status()
			return s.State == "waiting" && w.servers.PID() == 0 && s.Starts == n+1
		})
	}
}

func TestOnlyCookieOrNamedUserIsLetIn(t *testing.T) {
	w := start(t, nil)
	ok := xbridgetest.Command(t, w.env, "xdpyinfo")
	if out, err := ok.CombinedOutput(); err != nil {
		t.Fatalf("with the cookie: %v: %s", err, out)
	}
	if i, err := os.Stat(strings.TrimPrefix(w.env[1], "XAUTHORITY=")); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("the cookie file: %v, %v", i, err)
	}
	without := xbridgetest.Command(t, []string{w.env[0], "XAUTHORITY=/dev/null"}, "xdpyinfo")
	if out, err := without.CombinedOutput(); err == nil {
		t.Errorf("without the cookie it is let in: %.100s", out)
	}

	named := start(t, func(c *xbridge.Config) { c.AllowUIDs = []int{os.Getuid()} })
	without = xbridgetest.Command(t, []string{named.env[0], "XAUTHORITY=/dev/null"}, "xdpyinfo")
	if out, err := without.CombinedOutput(); err != nil {
		t.Errorf("a named user is not let in: %v: %s", err, out)
	}
}

func TestServerThatComesUnaskedIsServed(t *testing.T) {
	w := start(t, nil)
	if err := w.servers.Want(true); err != nil {
		t.Fatal(err)
	}
	xbridgetest.Eventually(t, "it runs without a client", func() bool { return w.bridge.Status().State == "running" })
}

// A dead server is one that never says a word.
type dead struct {
	started chan *xwayland.Server
	server  *xwayland.Server
	let     atomic.Int32
}

func (d *dead) Started() <-chan *xwayland.Server { return d.started }

func (d *dead) Want(need bool) error {
	if !need && d.let.Add(1) == 1 {
		close(d.server.Gone)
	}
	return nil
}

func TestServerThatHangsIsLetGo(t *testing.T) {
	_, l := listen(t)
	defer l.Close()
	f, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ours, theirs, err := xwayland.Connect()
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	d := &dead{started: make(chan *xwayland.Server, 1), server: &xwayland.Server{Conns: ours, Gone: make(chan struct{})}}
	d.started <- d.server
	b := xbridge.New(xbridge.Config{Desktop: host{wltest.New(t)}, Servers: d, Listener: f, Startup: 20 * time.Millisecond})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	xbridgetest.Eventually(t, "it is let go", func() bool { return d.let.Load() == 1 })
	xbridgetest.Eventually(t, "another is waited for", func() bool { return b.Status().State == "waiting" })
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestBridgeEndsWithoutServers(t *testing.T) {
	_, l := listen(t)
	defer l.Close()
	f, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := net.Dial("unix", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	b := xbridge.New(xbridge.Config{Desktop: host{wltest.New(t)}, Servers: none{}, Listener: f})
	if err := b.Run(t.Context()); !errors.Is(err, errNone) {
		t.Errorf("%v", err)
	}
}

// none has no servers.
type none struct{}

var errNone = errors.New("none today")

func (none) Want(bool) error                  { return errNone }
func (none) Started() <-chan *xwayland.Server { return nil }
