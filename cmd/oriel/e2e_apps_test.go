package main_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// closing is how long an app may take to go after it was asked to.
const closing = 5 * time.Second * slowness

// An app is a real program, shown by Debian's client in a window of its own.
type app struct {
	name    string
	pkg     string // Debian's
	env     []string
	argv    []string
	title   string
	id      string
	size    image.Point                                         // what was asked for; zero: whatever it likes
	sizeOf  func(t *testing.T, b *bridge, w window) image.Point // instead of size
	keys    []string                                            // of xdotool; they change the picture
	moves   bool                                                // its picture changes by itself, or with the pointer
	nothing bool                                                // it reacts to nothing that a user does
	after   string                                              // a key that ends what the others began
	stuck   func(*process) bool                                 // whether it met a deadlock of its own at its end
}

var realApps = []app{
	{name: "xterm", pkg: "xterm", argv: []string{"xterm", "-title", "a terminal", "-fa", "DejaVu Sans Mono", "-geometry", "60x12"},
		title: "a terminal", id: "XTerm", sizeOf: characters(60, 12), keys: []string{"a", "b"}},
	{name: "xclock", pkg: "x11-apps", argv: []string{"xclock", "-geometry", "200x150"}, title: "xclock", id: "XClock", size: image.Pt(200, 150), nothing: true},
	{name: "xeyes", pkg: "x11-apps", argv: []string{"xeyes", "-geometry", "180x120"}, title: "xeyes", id: "XEyes", size: image.Pt(180, 120), moves: true},
	{name: "glxgears", pkg: "mesa-utils", argv: []string{"glxgears", "-geometry", "300x280"}, title: "glxgears", size: image.Pt(300, 280), moves: true},
	{name: "gtk3-demo", pkg: "gtk-3-examples", env: []string{"GDK_BACKEND=wayland"}, argv: []string{"gtk3-demo"},
		title: "Application Class", id: "gtk3-demo", keys: []string{"Down"}},
	{name: "gtk3-demo (X11)", pkg: "gtk-3-examples", env: []string{"GDK_BACKEND=x11"}, argv: []string{"gtk3-demo"},
		title: "Application Class", id: "Gtk3-demo", keys: []string{"Down"}},
	{name: "gtk4-demo", pkg: "gtk-4-examples", env: []string{"GDK_BACKEND=wayland"}, argv: []string{"gtk4-demo"},
		title: "GTK Demo", id: "gtk4-demo", size: image.Pt(800, 600), keys: []string{"Tab", "Down"}},
	{name: "mousepad", pkg: "mousepad", env: []string{"GDK_BACKEND=wayland"}, argv: []string{"mousepad"},
		title: "Untitled 1 - Mousepad", id: "mousepad", keys: []string{"F10"}, after: "Escape"},
	{name: "foot", pkg: "foot", argv: []string{"foot", "--window-size-pixels=500x300"}, title: "foot", id: "foot", size: image.Pt(500, 300),
		keys: []string{"a", "b"}},
	{name: "weston-simple-shm", pkg: "weston", argv: []string{"weston-simple-shm"}, title: "simple-shm", id: "org.freedesktop.weston.simple-shm",
		size: image.Pt(250, 250), moves: true},
	{name: "weston-terminal", pkg: "weston", argv: []string{"weston-terminal"}, title: "Wayland Terminal",
		id: "org.freedesktop.weston.wayland-terminal", keys: []string{"a", "b"}},
	{name: "Qt 5 (xcb)", pkg: "qterminal", env: []string{"QT_QPA_PLATFORM=xcb"}, argv: []string{"qterminal"}, title: "Shell No. 1", id: "qterminal",
		keys: []string{"a", "b"}},
	{name: "Qt 5 (Wayland)", pkg: "qterminal", env: []string{"QT_QPA_PLATFORM=wayland"}, argv: []string{"qterminal"}, title: "Shell No. 1", id: "qterminal",
		keys: []string{"a", "b"}, stuck: qtWaits},
	{name: "SDL 2", env: []string{"SDL_VIDEODRIVER=x11"}, argv: []string{"sdlpaint"}, title: "SDL 2", id: "sdlpaint", size: image.Pt(320, 240),
		keys: []string{"space"}},
	{name: "SDL 2 (Wayland)", env: []string{"SDL_VIDEODRIVER=wayland"}, argv: []string{"sdlpaint"}, title: "SDL 2", id: "sdlpaint", size: image.Pt(320, 240),
		keys: []string{"space"}},
}

func TestRealAppsLookAndActAsTheyShould(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "1200x900")
	// The terminal would ask whether it may go.
	conf := filepath.Join(b.dir, "home", ".config", "qterminal.org")
	if err := os.MkdirAll(conf, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(conf, "qterminal.ini"), []byte("[General]\nAskOnExit=false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := xvfb(t, 1200, 900)
	s.pretendWindowManager()
	b.app(demo(t, "xpaint"), "-title", "always there", "-size", "100x100", "-at", "1090,790")
	b.window("always there")
	client := s.remoteApp(b)
	s.window("always there")
	for _, a := range realApps {
		t.Run(a.name, func(t *testing.T) {
			if client.ended() {
				t.Fatalf("xfreerdp is gone: %s%s", &client.out, &client.err)
			}
			a.check(t, b.in(t), s.in(t))
		})
	}
}

// in is the screen for a subtest.
func (s *screen) in(t testing.TB) *screen {
	c := *s
	c.t = t
	return &c
}

func (a app) check(t *testing.T, b *bridge, s *screen) {
	argv := slices.Clone(a.argv)
	if a.pkg == "" {
		argv[0] = compileC(t, argv[0], "sdl2")
	} else {
		argv[0] = need(t, argv[0], a.pkg)
	}
	p := b.appWith(append(a.env, "SHELL=/bin/sh", "PS1=> "), argv...)
	w := b.window(a.title)
	if w.AppID != a.id || w.Kind != "toplevel" {
		t.Errorf("the window is %+v, the app id should be %q", w, a.id)
	}
	want := a.size
	if a.sizeOf != nil {
		want = a.sizeOf(t, b, w)
	}
	if want != (image.Point{}) && w.inner().Size() != want {
		t.Errorf("it is %v, and asked for %v", w.inner().Size(), want)
	}
	theirs := s.window(a.title)
	if theirs.rect != w.rect() {
		t.Errorf("the client has it at %v, the bridge at %v", theirs.rect, w.rect())
	}
	take := func() *image.RGBA { return crop(s.picture(), w.rect()) }
	until(t, "three colours", func() string {
		if n := colours(take(), 3); n < 3 {
			return fmt.Sprintf("there are %d", n)
		}
		return ""
	})
	s.focus(a.title)
	s.moveTo(w.rect().Min.Add(image.Pt(w.Width*3/4, w.Height/2)))
	if len(a.keys) > 0 {
		b.windowWhere("the app with the focus", func(v window) bool { return v.ID == w.ID && slices.Contains(v.State, "active") })
	}
	before := take()
	switch {
	case a.moves:
		until(t, "a change", func() string {
			s.moveTo(w.rect().Min.Add(image.Pt(w.Width/4, w.Height/2)))
			return whether(!same(before, take()))
		})
	case !a.nothing:
		s.do(append([]string{"key", "--delay", "50"}, a.keys...)...)
		until(t, fmt.Sprintf("a change by %q", a.keys), func() string { return whether(!same(before, take())) })
	}
	if a.after != "" {
		s.do("key", a.after)
		b.noWindow("what the keys opened", func(v window) bool { return v.Owner == w.ID })
	}
	if t.Failed() {
		keep(t, a.name, s.picture())
	}
	s.askToClose(theirs.id)
	shown := func() bool { return slices.ContainsFunc(b.windows(), func(v window) bool { return v.ID == w.ID }) }
	for end := time.Now().Add(closing); shown() || !p.ended(); {
		if time.Now().After(end) {
			if a.stuck != nil && !shown() && a.stuck(p) {
				return
			}
			t.Fatalf("it does not go (ended: %t): %+v", p.ended(), b.windows())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// qtWaits reports whether a process met a deadlock of Qt 5.15 at its end: its
// main thread, in ~QWaylandDisplay, waits for the thread that reads events, and
// that one, in wl_display_read_events, for a reader that left without a word.
// It takes an event that comes while the second of them ends, such as any
// server's wl_display.delete_id for what Qt has just destroyed.
func qtWaits(p *process) bool {
	waiting := map[string]bool{}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", p.pid()))
	for _, task := range tasks {
		name, _ := os.ReadFile(filepath.Join(task, "comm"))
		call, _ := os.ReadFile(filepath.Join(task, "syscall"))
		number, _, _ := strings.Cut(string(call), " ")
		waiting[strings.TrimSpace(string(name))] = number == strconv.Itoa(syscall.SYS_FUTEX)
	}
	return waiting["qterminal"] && waiting["WaylandEventThr"]
}

func whether(ok bool) string {
	if ok {
		return ""
	}
	return "there is none"
}

// characters computes the size of so many characters from what the app says
// of itself.
func characters(columns, rows int) func(*testing.T, *bridge, window) image.Point {
	return func(t *testing.T, b *bridge, w window) image.Point {
		t.Helper()
		out := must(t, b.appEnvironment(), need(t, "xprop", "x11-utils"), "-name", w.Title, "WM_NORMAL_HINTS")
		number := func(pattern string) (x, y int) {
			f := regexp.MustCompile(pattern + ` (\d+) by (\d+)`).FindStringSubmatch(out)
			if f == nil {
				t.Fatalf("the hints have no %q:\n%s", pattern, out)
			}
			x, _ = strconv.Atoi(f[1])
			y, _ = strconv.Atoi(f[2])
			return x, y
		}
		bw, bh := number("base size:")
		iw, ih := number("resize increment:")
		return image.Pt(bw+columns*iw, bh+rows*ih)
	}
}

func TestOutsideAShapeOneSeesWhatIsBehind(t *testing.T) {
	t.Parallel()
	eachClient(t, func(t *testing.T, b *bridge, s *screen, connect func() *process) {
		b.app(demo(t, "xpaint"), "-title", "behind", "-size", "400x300", "-at", "100,100")
		behind := b.window("behind").inner()
		b.app(need(t, "xeyes", "x11-apps"), "-geometry", "200x140+180+160")
		eyes := b.window("xeyes").rect()
		if !eyes.In(behind) {
			t.Fatalf("xeyes is at %v, what is behind at %v", eyes, behind)
		}
		connect()
		s.focus("xeyes", "desktop")
		// All around, and in the corners of xeyes' rectangle.
		untilPainted(t, "what is around xeyes", s.picture, painting{rect: behind}, eyes)
		corner := image.Pt(8, 8)
		inner := image.Rectangle{eyes.Min.Add(corner), eyes.Max.Sub(corner)}
		across := image.Rect(eyes.Min.X, inner.Min.Y, eyes.Max.X, inner.Max.Y)
		down := image.Rect(inner.Min.X, eyes.Min.Y, inner.Max.X, eyes.Max.Y)
		untilPainted(t, "the corners of xeyes", s.picture, painting{rect: behind}, across, down)
		if n := colours(crop(s.picture(), inner), 3); n < 3 {
			t.Errorf("xeyes itself has %d colours", n)
		}
	})
}

var popupConfigure = regexp.MustCompile(`xdg_popup@\d+\.configure\((-?\d+), (-?\d+), (\d+), (\d+)\)`)

func TestMenusAreWhereTheirAppsPutThem(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "1024x768")
	s := xvfb(t, 1024, 768)
	s.desktop(b)
	near := func(what string, got, want image.Rectangle) {
		t.Helper()
		for _, d := range []int{got.Min.X - want.Min.X, got.Min.Y - want.Min.Y, got.Max.X - want.Max.X, got.Max.Y - want.Max.Y} {
			if max(d, -d) > 2 {
				t.Errorf("%s is at %v, and should be at %v", what, got, want)
				return
			}
		}
	}
	t.Run("Wayland", func(t *testing.T) {
		b, s := b.in(t), s.in(t)
		p := b.appWith([]string{"GDK_BACKEND=wayland", "WAYLAND_DEBUG=1"}, need(t, "mousepad", "mousepad"))
		w := b.window("Untitled 1 - Mousepad")
		s.moveTo(w.rect().Min.Add(image.Pt(w.Width/2, w.Height/2)))
		s.click(w.rect().Min.Add(image.Pt(w.Width/2, w.Height/2)), 3)
		menu := b.windowWhere("the menu", func(v window) bool { return v.Owner == w.ID && v.Kind == "menu" })
		all := popupConfigure.FindAllStringSubmatch(p.err.String(), -1)
		if len(all) == 0 {
			t.Fatal("mousepad was never told where its menu is")
		}
		n := [4]int{}
		for i := range n {
			n[i], _ = strconv.Atoi(all[len(all)-1][1+i])
		}
		near("the menu", menu.rect(), image.Rect(n[0], n[1], n[0]+n[2], n[1]+n[3]).Add(w.rect().Min))
		if at := w.rect().Min.Add(image.Pt(w.Width/2, w.Height/2)); !at.In(menu.rect().Inset(-4)) {
			t.Errorf("the menu is at %v, the click was at %v", menu.rect(), at)
		}
		s.do("key", "Escape")
		b.noWindow("the menu", func(v window) bool { return v.ID == menu.ID })
	})
	t.Run("X11", func(t *testing.T) {
		b, s := b.in(t), s.in(t)
		b.app(need(t, "xterm", "xterm"), "-title", "menus", "-geometry", "50x10+300+250")
		w := b.window("menus")
		at := w.rect().Min.Add(image.Pt(w.Width/2, w.Height/2))
		s.moveTo(at)
		s.do("keydown", "ctrl", "mousedown", "1")
		defer func() { // away from the menu, for its entries do things
			s.moveTo(image.Pt(5, 760))
			s.do("mouseup", "1", "keyup", "ctrl")
		}()
		menu := b.windowWhere("the menu", func(v window) bool { return v.Kind == "menu" && v.ID != w.ID })
		var theirs image.Rectangle
		for _, r := range b.x(t).outlines() {
			if r.Min.Sub(menu.rect().Min).In(image.Rect(-2, -2, 3, 3)) {
				theirs = r
			}
		}
		near("the menu", menu.rect(), theirs)
		if !at.In(menu.rect().Inset(-4)) {
			t.Errorf("the menu is at %v, the click was at %v", menu.rect(), at)
		}
	})
}
