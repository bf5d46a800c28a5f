package main_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oriel/rdp/client"
)

// A guest is a client under test.
type guest interface {
	picture() *image.RGBA
	// press types the key x into a window; false if the client has no keyboard.
	press(w window) bool
	// resize does what a user does to resize what the client shows: its
	// desktop or the window; nil if the client cannot. wanted tells whether the
	// bridge has followed.
	resize(b *bridge, w window) (wanted func() string)
	stop()
}

// onScreen is a client that shows itself on an X server.
type onScreen struct {
	*screen
	p     *process
	app   bool   // windows of their own
	title string // of the desktop's window
}

func startXfreerdp(c *clientCase, t *testing.T, b *bridge) guest {
	s := xvfb(t, 800, 600)
	s.pretendWindowManager()
	args := strings.Fields(c.options)
	if strings.Contains(c.options, "/app:") {
		return &onScreen{s, s.xfreerdp(b, append(args, "/size:800x600")...), true, ""}
	}
	return &onScreen{s, s.xfreerdp(b, append(args, "/size:800x600", "/dynamic-resolution", "-decorations", "/t:desktop")...), false, "desktop"}
}

func startRdesktop(c *clientCase, t *testing.T, b *bridge) guest {
	need(t, "rdesktop", "rdesktop")
	s := xvfb(t, 800, 600)
	s.pretendWindowManager()
	// It asks on its input whether the certificate is to be trusted.
	p := launch(t, s.env, append([]string{"sh", "-c", `yes yes | exec rdesktop -T desktop -u "$1" -p "$2" -g 800x600 "$4" "$5" "$3"`,
		"rdesktop", b.User, b.Password, b.address()}, strings.Fields(c.options)...)...)
	return &onScreen{s, p, false, "desktop"}
}

// picture is the screen as far as the client covers it.
func (g *onScreen) picture() *image.RGBA {
	g.t.Helper()
	m := g.screen.picture()
	for _, w := range g.windows() {
		if !g.app && w.title == g.title {
			return m.SubImage(w.rect).(*image.RGBA)
		}
	}
	return m
}

func (g *onScreen) target(w window) xwindow {
	if g.app {
		return g.window(w.Title)
	}
	return g.window(g.title)
}

func (g *onScreen) press(w window) bool {
	g.t.Helper()
	g.do("windowfocus", "--sync", fmt.Sprint(g.target(w).id))
	g.click(w.inner().Min.Add(image.Pt(30, 30)), 1)
	g.do("key", "x")
	return true
}

func (g *onScreen) resize(b *bridge, w window) func() string {
	g.t.Helper()
	id := fmt.Sprint(g.target(w).id)
	if g.app {
		width, height := w.Width+41, w.Height-23
		g.do("windowfocus", "--sync", id)
		g.do("windowsize", id, fmt.Sprint(width), fmt.Sprint(height))
		return func() string {
			if now := b.window(w.Title); now.Width != width || now.Height != height {
				return fmt.Sprintf("it is %+v, not %dx%d", now, width, height)
			}
			return ""
		}
	}
	g.do("windowsize", id, "760", "552")
	return desktopOf(b, "760x552")
}

// desktopOf says whether the bridge's client has a desktop of a size.
func desktopOf(b *bridge, size string) func() string {
	return func() string {
		if list := b.status().Clients; len(list) != 1 || list[0].Size != size {
			return fmt.Sprintf("%+v", list)
		}
		return ""
	}
}

func (g *onScreen) stop() { g.p.stop() }

func startGrdpshot(_ *clientCase, t *testing.T, b *bridge) guest {
	program := build(t, "grdpshot", func(out string) ([]string, []string) {
		return []string{"go", "build", "-C", "../../demo/grdpshot", "-tags", "grdp", "-o", out, "."}, []string{"CGO_ENABLED=1"}
	})
	secret := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(secret, []byte(b.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.png")
	g := &grdpshot{t: t, path: out, argv: []string{program, "-addr", b.address(), "-user", b.User, "-password-file", secret, "-size", "800x600", "-settle", "2s", "-o", out}}
	g.start()
	return g
}

// grdpshot takes one picture and ends.
type grdpshot struct {
	t    *testing.T
	p    *process
	path string
	argv []string
}

func (g *grdpshot) start(more ...string) {
	g.p = launch(g.t, os.Environ(), append(g.argv, more...)...)
	g.t.Cleanup(g.p.stop)
}

func (g *grdpshot) picture() *image.RGBA {
	if m, err := readPNG(g.path); err == nil {
		return m
	}
	return image.NewRGBA(image.Rectangle{})
}

func (g *grdpshot) press(w window) bool {
	at := w.inner().Min.Add(image.Pt(30, 30))
	g.start("-press", fmt.Sprintf("%d,%d", at.X, at.Y))
	return true
}

func (*grdpshot) resize(*bridge, window) (f func() string) { return nil }
func (g *grdpshot) stop()                                  { g.p.stop() }

// our is our own client.
type our struct {
	*benchClient
	opt client.Options
}

func startOurs(c *clientCase, t *testing.T, b *bridge) guest {
	opt := c.opt
	opt.Size = image.Pt(800, 600)
	return &our{connectWith(b, opt), opt}
}

func (g *our) picture() *image.RGBA { return g.Desktop() }

func (g *our) press(w window) bool {
	at := w.inner().Min.Add(image.Pt(30, 30))
	for _, err := range []error{g.Move(at), g.Click(client.Left, at), g.Key(0x2D, false, true), g.Key(0x2D, false, false)} {
		if err != nil {
			g.t.Fatal(err)
		}
	}
	return true
}

func (g *our) resize(b *bridge, w window) func() string {
	g.t.Helper()
	if err := g.Resize(image.Pt(760, 552), 0); err != nil {
		g.t.Fatal(err)
	}
	g.wait(50*time.Millisecond, func(v *client.View) bool { return v.Size == image.Pt(760, 552) })
	return desktopOf(b, "760x552")
}

func (g *our) stop() { g.Close() }
