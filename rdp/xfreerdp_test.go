package rdp_test

import (
	"context"
	"fmt"
	"image"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/rdp/rdptest"
	"oriel/socket/x11/x11test"
)

// A screen is an X server without a screen, and its pictures.
type screen struct {
	t       *testing.T
	display string
	conn    *xgb.Conn
	root    xproto.Window
}

// newScreen starts Xvfb.
func newScreen(t *testing.T, size string) *screen {
	t.Helper()
	if _, err := exec.LookPath("xfreerdp"); err != nil {
		t.Fatal("xfreerdp is not installed; make deps installs it")
	}
	xgb.Logger.SetOutput(io.Discard)
	s := &screen{t: t, display: x11test.Xvfb(t, size)}
	var err error
	if s.conn, err = xgb.NewConnDisplay(s.display); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.conn.Close)
	s.root = xproto.Setup(s.conn).DefaultScreen(s.conn).Root
	return s
}

// start runs a command until the end of the test.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
}

// picture returns a drawable's pixels, or nil.
func (s *screen) picture(d xproto.Window) *image.RGBA {
	g, err := xproto.GetGeometry(s.conn, xproto.Drawable(d)).Reply()
	if err != nil {
		return nil
	}
	p, err := xproto.GetImage(s.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d), 0, 0, g.Width, g.Height, ^uint32(0)).Reply()
	if err != nil {
		return nil
	}
	m := image.NewRGBA(image.Rect(0, 0, int(g.Width), int(g.Height)))
	for i := 0; i+4 <= len(p.Data) && i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = p.Data[i+2], p.Data[i+1], p.Data[i], 0xFF
	}
	return m
}

// named returns the window with a title, anywhere in the tree.
func (s *screen) named(title string) (id xproto.Window, at image.Rectangle) {
	tree, err := xproto.QueryTree(s.conn, s.root).Reply()
	if err != nil {
		return 0, at
	}
	for _, w := range tree.Children {
		if s.title(w) != title {
			continue
		}
		if g, err := xproto.GetGeometry(s.conn, xproto.Drawable(w)).Reply(); err == nil {
			min := image.Pt(int(g.X), int(g.Y))
			return w, image.Rectangle{Min: min, Max: min.Add(image.Pt(int(g.Width), int(g.Height)))}
		}
	}
	return 0, at
}

func (s *screen) title(w xproto.Window) string {
	name := "_NET_WM_NAME"
	a, err := xproto.InternAtom(s.conn, true, uint16(len(name)), name).Reply()
	if err != nil {
		return ""
	}
	p, err := xproto.GetProperty(s.conn, false, w, a.Atom, xproto.AtomAny, 0, 256).Reply()
	if err != nil {
		return ""
	}
	return string(p.Value)
}

// xfreerdp connects Debian's client to the server.
func (s *screen) xfreerdp(srv *rdptest.Server, args ...string) *exec.Cmd {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Serve(ctx, l)
	}()
	s.t.Cleanup(func() { cancel(); <-done })
	return s.dial(l.Addr().(*net.TCPAddr).Port, args...)
}

func (s *screen) dial(port int, args ...string) *exec.Cmd {
	log, err := os.Create(filepath.Join(s.t.TempDir(), "xfreerdp.log"))
	if err != nil {
		s.t.Fatal(err)
	}
	args = append([]string{
		"/v:127.0.0.1:" + strconv.Itoa(port), "/u:" + rdptest.User, "/p:" + rdptest.Password, "/cert:ignore",
	}, args...)
	cmd := exec.Command("xfreerdp", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display, "HOME="+s.t.TempDir())
	cmd.Stdout, cmd.Stderr = log, log
	start(s.t, cmd)
	s.t.Cleanup(func() {
		if b, err := os.ReadFile(log.Name()); err == nil && s.t.Failed() {
			s.t.Logf("xfreerdp says:\n%s", b)
		}
	})
	return cmd
}

// twoWindows is a desktop with two windows that overlap, and one off the edge.
func twoWindows(d *rdptest.Desktop) (a, b scene.WindowID) {
	a = d.Add(scene.Window{Title: "Erstes ✓", Bounds: image.Rect(60, 50, 361, 251)}, 1)
	b = d.Add(scene.Window{Title: "Second", Bounds: image.Rect(300, 200, 500, 400)}, 2)
	d.Add(scene.Window{Title: "Corner", Bounds: image.Rect(-50, -40, 40, 30)}, 3)
	return a, b
}

func TestXfreerdpDesktop(t *testing.T) {
	t.Parallel()
	scr := newScreen(t, "640x480")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, nil)
	a, b := twoWindows(d)
	scr.xfreerdp(s, "/size:640x480", "+fonts", "/f")
	same := func() string { return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480))) }
	eventually(t, s, "first picture", same)
	d.Raise(a)
	d.Paint(b, 7)
	d.Bounds(b, image.Rect(200, 150, 420, 390))
	eventually(t, s, "after changes", same)
	if st := s.Status(); len(st) != 1 || st[0].Profile != "desktop" {
		t.Errorf("status %+v", st)
	}
}

// snap makes pixels equal that differ only by how 5 or 6 bits are widened to
// 8, of which there is more than one way.
func snap(got *image.RGBA, want *scene.Image) {
	for i := 0; i+4 <= len(got.Pix) && i+4 <= len(want.Pix); i += 4 {
		for k, w := range [3]byte{want.Pix[i+2], want.Pix[i+1], want.Pix[i]} {
			if d := int(got.Pix[i+k]) - int(w); d >= -4 && d <= 4 {
				got.Pix[i+k] = w
			}
		}
	}
}

func TestXfreerdpBitmapUpdates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		depth int
		args  []string
	}{
		{"16", 16, []string{"/bpp:16"}},
		{"24", 24, []string{"/bpp:24"}},
		{"32", 32, []string{"/bpp:32", "/network:lan"}},
		{"slow path", 16, []string{"/bpp:16", "-fast-path"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			scr := newScreen(t, "640x480")
			d := rdptest.NewDesktop()
			defer d.Close()
			s := rdptest.Start(t, d, nil)
			a, b := twoWindows(d)
			scr.xfreerdp(s, append(c.args, "/size:640x480", "/f")...)
			same := func() string {
				got, want := scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480))
				if c.depth == 16 {
					reduce(want, 16)
					snap(got, want)
				}
				return differs(got, want)
			}
			eventually(t, s, "first picture", same)
			d.Raise(a)
			d.Bounds(b, image.Rect(203, 151, 420, 390))
			eventually(t, s, "after changes", same)
			if st := s.Status(); len(st) != 1 || st[0].Profile != "bitmap" {
				t.Errorf("status %+v", st)
			}
		})
	}
}

func TestXfreerdpWindows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		args  []string
		shown string
	}{
		{"graphics", nil, "classic by planar"},
		{"surface bits", []string{"/rfx"}, "classic by remotefx"},
		{"bitmaps", []string{"/bpp:24"}, "classic by interleaved 24"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			xfreerdpWindows(t, c.args, c.shown)
		})
	}
}

func xfreerdpWindows(t *testing.T, args []string, want string) {
	scr := newScreen(t, "640x480")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, nil)
	a, b := twoWindows(d)
	scr.xfreerdp(s, append(args, "/size:640x480", "/app:||oriel")...)
	same := func() string {
		screen := image.Rect(0, 0, 640, 480)
		root := scr.picture(scr.root)
		for _, w := range d.Windows() {
			id, at := scr.named(w.Title)
			if id == 0 {
				return fmt.Sprintf("no window %q", w.Title)
			}
			if at != w.Bounds {
				return fmt.Sprintf("window %q at %v, want %v", w.Title, at, w.Bounds)
			}
			// Each window is cut out of one desktop: whichever is on top, the
			// screen shows what the desktop has there.
			seen := w.Bounds.Intersect(screen)
			if e := differs(shifted(root.SubImage(seen).(*image.RGBA)), d.Picture(seen)); e != "" {
				return fmt.Sprintf("window %q: %s", w.Title, e)
			}
		}
		return ""
	}
	eventually(t, s, "first picture", same)
	d.Raise(a)
	d.Paint(b, 7)
	d.Bounds(b, image.Rect(200, 150, 420, 390))
	eventually(t, s, "after changes", same)
	d.Remove(b)
	eventually(t, s, "closed", func() string {
		if id, _ := scr.named("Second"); id != 0 {
			return "the window is still there"
		}
		return ""
	})
	if got := shown(s); got != want {
		t.Errorf("shown %s, want %s", got, want)
	}
}
