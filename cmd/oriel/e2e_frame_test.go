package main_test

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
	"time"
)

// windowManager runs openbox on the screen: it moves and resizes the client's
// windows when the client says that the user began to.
func (s *screen) windowManager() {
	s.t.Helper()
	p := launch(s.t, s.env, need(s.t, "openbox", "openbox"), "--sm-disable")
	until(s.t, "openbox", func() string {
		if p.ended() {
			s.t.Fatalf("openbox ended: %s%s", &p.out, &p.err)
		}
		out, _, _ := run(s.t, s.env, need(s.t, "xprop", "x11-utils"), "-root", "_NET_SUPPORTING_WM_CHECK")
		if strings.Contains(out, "window id #") {
			return ""
		}
		return out
	})
}

// pull presses the left button and lets it go elsewhere, in some steps as a
// hand does: it goes on when it sees that the window, which is there, follows.
// Without there it does not look.
func (s *screen) pull(from, to image.Point, there func() image.Rectangle) {
	s.t.Helper()
	s.moveTo(from)
	step := func(i int) {
		p := from.Add(to.Sub(from).Mul(i).Div(8))
		s.do("mousemove", fmt.Sprint(p.X), fmt.Sprint(p.Y))
	}
	first := 1
	if there == nil {
		s.do("mousedown", "1")
	} else {
		was := there()
		s.do("mousedown", "1")
		until(s.t, "the window to follow the mouse", func() string {
			step(first)
			first = 3 - first // who takes the window late waits for a motion
			return whether(there() != was)
		})
	}
	for i := first; i <= 8; i++ {
		step(i)
		time.Sleep(30 * time.Millisecond) // the hand's pace; nothing waits for it
	}
	s.do("mouseup", "1")
	s.moveTo(to) // xfreerdp ends a move of its own with the next event
}

// place returns what tells where the user sees a window: on the desktop, where it
// is here; else where the client has it.
func (s *screen) place(b *bridge, mode, title string) func() image.Rectangle {
	if mode == "desktop" {
		return func() image.Rectangle { return b.window(title).rect() }
	}
	return func() image.Rectangle { return s.window(title).rect }
}

// TestAFrameIsWorkedByTheMouse: an app without decorations of its own is
// moved, resized, maximised, minimised and closed by a user with nothing but
// a mouse.
func TestAFrameIsWorkedByTheMouse(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"desktop", "windows"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			b := startBridge(t, "--size", "800x600")
			s := xvfb(t, 800, 600)
			app := b.app(demo(t, "xpaint"), "-title", "framed", "-size", "300x200", "-at", "200,150")
			w := b.window("framed")
			if w.rect() != image.Rect(200, 150, 508, 386) || w.inner() != image.Rect(204, 182, 504, 382) {
				t.Errorf("the window is at %v, its content at %v", w.rect(), w.inner())
			}
			if mode == "desktop" {
				s.desktop(b)
			} else {
				s.windowManager()
				s.remoteApp(b)
			}
			there := s.place(b, mode, "framed")
			// at waits until the window is there, here and on the client.
			at := func(what string, content image.Rectangle) {
				t.Helper()
				w = b.windowWhere(fmt.Sprintf("%s, to %v", what, content), func(w window) bool { return w.Title == "framed" && w.inner() == content })
				if mode == "windows" {
					until(t, what+", the client's window", func() string {
						if theirs := s.window("framed").rect; theirs != w.rect() {
							return fmt.Sprintf("it is at %v, not %v", theirs, w.rect())
						}
						return ""
					})
				}
				untilPainted(t, what, s.picture, painting{rect: content})
			}
			until(t, "the first picture", func() string { // the window manager places windows anew
				w = b.window("framed")
				return painting{rect: w.inner()}.wrong(s.picture(), s.bounds)
			})
			c := w.inner()
			s.pull(w.rect().Min.Add(image.Pt(100, 16)), w.rect().Min.Add(image.Pt(50, 56)), there)
			c = c.Add(image.Pt(-50, 40))
			at("moved by its title bar", c)
			s.pull(w.rect().Max.Sub(image.Pt(2, 2)), w.rect().Max.Add(image.Pt(48, 28)), there)
			c.Max = c.Max.Add(image.Pt(50, 30))
			at("resized by its corner", c)
			left := image.Pt(w.rect().Min.X+1, c.Min.Y+100)
			s.pull(left, left.Add(image.Pt(40, 10)), there)
			c.Min.X += 40
			at("resized by its left edge", c)

			s.moveTo(w.rect().Min.Add(image.Pt(100, 16)))
			s.do("click", "--repeat", "2", "--delay", "60", "1")
			at("maximised by a double click", image.Rect(0, 28, 800, 600))
			s.click(image.Pt(800-48, 14), 1)
			at("restored by its button", c)

			s.click(image.Pt(w.rect().Max.X-4-80, w.rect().Min.Y+16), 1)
			b.windowWhere("minimised", func(w window) bool { return slices.Contains(w.State, "minimized") })
			if mode == "desktop" {
				desk := image.Pt(20, 500) // there is no task bar, but a list
				s.click(desk, 1)
				until(t, "the list of windows", func() string {
					list := image.Rectangle{Min: desk, Max: desk.Add(image.Pt(320, 34))}
					return whether(readable(s.picture().SubImage(list).(*image.RGBA)) > 50)
				})
				s.click(desk.Add(image.Pt(60, 17)), 1)
			} else {
				s.comesBack("framed")
			}
			at("back again", c)
			s.click(image.Pt(w.rect().Max.X-20, w.rect().Min.Y+16), 1)
			b.noWindow("the window", func(w window) bool { return w.Title == "framed" })
			if code := app.wait(); code != 0 {
				t.Errorf("xpaint ended with status %d: %s", code, &app.err)
			}
			if t.Failed() {
				keep(t, mode, s.picture())
			}
		})
	}
}

// TestAMoveThatEndsTooEarly: where no window manager of the client's takes the
// window, as when the button is let go at once, it is we who move it, and the
// client's follows.
func TestAMoveThatEndsTooEarly(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	s := xvfb(t, 800, 600)
	s.pretendWindowManager()
	b.app(demo(t, "xpaint"), "-title", "below", "-size", "400x400", "-at", "150,100")
	below := b.window("below")
	b.app(demo(t, "xpaint"), "-title", "framed", "-size", "300x200", "-at", "200,150")
	from := b.window("framed").rect()
	s.remoteApp(b)
	untilPainted(t, "the first picture", s.picture, painting{rect: b.window("framed").inner()})
	by := image.Pt(150, 190)
	s.pull(from.Min.Add(image.Pt(100, 16)), from.Min.Add(image.Pt(100, 16)).Add(by), nil)
	w := b.windowWhere("moved", func(w window) bool { return w.Title == "framed" && w.rect() == from.Add(by) })
	until(t, "the client's window", func() string {
		if theirs := s.window("framed").rect; theirs != w.rect() {
			return fmt.Sprintf("it is at %v, not %v", theirs, w.rect())
		}
		return ""
	})
	untilPainted(t, "what was moved", s.picture, painting{rect: w.inner()})
	untilPainted(t, "what that has uncovered", s.picture, painting{rect: below.inner()}, w.rect())
}

// comesBack waits until a window is iconic on the client's screen, and restores
// it as a task bar does.
func (s *screen) comesBack(title string) {
	s.t.Helper()
	xprop := need(s.t, "xprop", "x11-utils")
	until(s.t, "the client's window to be iconic", func() string {
		out, _, _ := run(s.t, s.env, xprop, "-name", title, "WM_STATE")
		if strings.Contains(out, "Iconic") {
			return ""
		}
		return out
	})
	s.do("search", "--name", "^"+title+"$", "windowactivate")
}

// TestAnAppsOwnFrameIsResizedByItsEdge: GTK lets its windows be resized by the
// shadow around them, which RemoteApp clients do not show.
func TestAnAppsOwnFrameIsResizedByItsEdge(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"desktop", "windows"} {
		for _, backend := range []string{"x11", "wayland"} {
			t.Run(mode+" "+backend, func(t *testing.T) {
				t.Parallel()
				b := startBridge(t, "--size", "1000x750")
				s := xvfb(t, 1000, 750)
				b.appWith([]string{"GDK_BACKEND=" + backend}, need(t, "gtk3-demo", "gtk-3-examples"), "--run=tabs")
				w := b.window("Tabs")
				edge := 1 // pixels outside, in the shadow
				if mode == "desktop" {
					s.desktop(b)
				} else {
					s.windowManager()
					s.remoteApp(b)
					s.window("Tabs")
					edge = -2
				}
				until(t, "the window at rest", func() string {
					was := w
					time.Sleep(200 * time.Millisecond) // no event says that it moves no more
					if w = b.window("Tabs"); w.rect() != was.rect() {
						return fmt.Sprintf("it is at %v", w.rect())
					}
					return ""
				})
				was := w.rect()
				from, to := image.Pt(was.Max.X+edge, was.Min.Y+30), image.Pt(60, 5)
				if was.Max.X+100 > s.bounds.Max.X { // there is room at the other side
					from, to = image.Pt(was.Min.X-1-edge, was.Min.Y+30), image.Pt(-60, 5)
				}
				s.pull(from, from.Add(to), s.place(b, mode, "Tabs"))
				b.windowWhere(fmt.Sprintf("%v, wider by 60", was), func(w window) bool {
					r := w.rect()
					near := func(a, b int) bool { return max(a-b, b-a) <= 2 }
					return w.Title == "Tabs" && r.Dy() == was.Dy() && near(r.Min.X, was.Min.X+min(to.X, 0)) && near(r.Max.X, was.Max.X+max(to.X, 0))
				})
				if t.Failed() {
					keep(t, mode, s.picture())
				}
			})
		}
	}
}
