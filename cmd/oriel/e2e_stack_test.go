package main_test

import (
	"fmt"
	"image"
	"testing"
)

// A view is a client that is not ours and looks at a bridge, in one of the
// ways that there are to paint.
type view interface {
	// painted waits until the window is where it should be and looks as it
	// should, but for what covers it where there is only one picture of all.
	painted(title string, at image.Rectangle, covers ...image.Rectangle)
	// point activates a window and moves the pointer to a point of the desktop.
	point(title string, at image.Point)
	// click presses the left button there.
	click(at image.Point)
	// drag moves a window, as a user would.
	drag(title string, to image.Point)
}

// eachView runs a test for every way to paint, each with a bridge of its own.
func eachView(t *testing.T, f func(t *testing.T, b *bridge, v view)) {
	t.Helper()
	for _, c := range []struct {
		name string
		make func(t *testing.T, b *bridge) view
	}{
		{"P1", func(t *testing.T, b *bridge) view { return surfaces{connectHidef(t, b, 800, 600), b} }},
		{"P2", func(t *testing.T, b *bridge) view {
			s := xvfb(t, 800, 600)
			s.pretendWindowManager()
			p := s.remoteApp(b)
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("xfreerdp (ended: %t) said: %s%s", p.ended(), &p.out, &p.err)
				}
			})
			return apps{s, b}
		}},
		{"P3", func(t *testing.T, b *bridge) view {
			s := xvfb(t, 800, 600)
			s.desktop(b)
			return whole{s, b}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := startBridge(t, "--size", "800x600")
			f(t, b, c.make(t, b))
		})
	}
}

// surfaces is P1: each window has a surface of its own.
type surfaces struct {
	h *hidef
	b *bridge
}

func (v surfaces) painted(title string, at image.Rectangle, _ ...image.Rectangle) {
	v.h.t.Helper()
	untilPainted(v.h.t, title, func() *image.RGBA { _, m := v.h.find(title); return m }, painting{rect: v.b.inner(title, at)})
}

func (v surfaces) point(title string, at image.Point) {
	v.h.t.Helper()
	w, _ := v.h.find(title)
	v.h.do("activate %d", w.ID)
	v.h.do("point %d %d", at.X+1, at.Y+1)
	v.h.do("point %d %d", at.X, at.Y)
}

func (v surfaces) click(at image.Point) {
	v.h.t.Helper()
	v.h.do("click %d %d", at.X, at.Y)
}

func (v surfaces) drag(title string, to image.Point) {
	v.h.t.Helper()
	w, _ := v.h.find(title)
	v.h.do("move %d %d %d", w.ID, to.X, to.Y)
}

// apps is P2: the client cuts its windows out of the desktop. There is no
// window manager that would place them anew; the test does what one does.
type apps struct {
	s *screen
	b *bridge
}

func (v apps) painted(title string, at image.Rectangle, covers ...image.Rectangle) {
	v.s.t.Helper()
	until(v.s.t, fmt.Sprintf("%q at %v", title, at), func() string {
		if w := v.s.window(title); w.rect != at {
			return fmt.Sprintf("the client has it at %v", w.rect)
		}
		return ""
	})
	untilPainted(v.s.t, title, v.s.picture, painting{rect: v.b.inner(title, at)}, covers...)
}

func (v apps) point(title string, at image.Point) {
	v.s.t.Helper()
	id := fmt.Sprint(v.s.window(title).id)
	v.s.do("windowraise", id, "windowfocus", "--sync", id)
	v.s.moveTo(at)
}

func (v apps) click(at image.Point) {
	v.s.t.Helper()
	v.s.click(at, 1)
}

func (v apps) drag(title string, to image.Point) {
	v.s.t.Helper()
	w := v.s.window(title)
	v.s.do("windowfocus", "--sync", fmt.Sprint(w.id))
	v.s.move(w.id, to)
}

// whole is P3: there is the desktop only.
type whole struct {
	s *screen
	b *bridge
}

func (v whole) painted(title string, at image.Rectangle, covers ...image.Rectangle) {
	v.s.t.Helper()
	v.b.windowWhere(fmt.Sprintf("%q at %v", title, at), func(w window) bool { return w.Title == title && w.rect() == at })
	untilPainted(v.s.t, title, v.s.picture, painting{rect: v.b.inner(title, at)}, covers...)
}

func (v whole) point(_ string, at image.Point) {
	v.s.t.Helper()
	v.s.moveTo(at)
}

func (v whole) click(at image.Point) {
	v.s.t.Helper()
	v.s.click(at, 1)
}

// drag takes the window by its title bar, where the pointer can. Elsewhere the
// app asks for the place.
func (v whole) drag(title string, to image.Point) {
	v.s.t.Helper()
	hold := image.Pt(150, 16)
	from, end := v.b.window(title).rect().Min.Add(hold), to.Add(hold)
	if !from.In(v.s.bounds) || !end.In(v.s.bounds) {
		x := v.b.x(v.s.t)
		x.move(x.window(title).id, to)
		return
	}
	v.s.moveTo(from)
	v.s.do("mousedown", "1")
	v.s.moveTo(end)
	v.s.do("mouseup", "1")
}

// inner is the app's part of a window that is at a place with its frame.
func (b *bridge) inner(title string, at image.Rectangle) image.Rectangle {
	b.t.Helper()
	w := b.window(title)
	in, r := w.inner(), w.rect()
	return image.Rectangle{at.Min.Add(in.Min.Sub(r.Min)), at.Max.Add(in.Max.Sub(r.Max))}
}

func TestTheLowerOfTwoWindowsComesUpWhenClicked(t *testing.T) {
	t.Parallel()
	eachView(t, func(t *testing.T, b *bridge, v view) {
		b.app(demo(t, "xpaint"), "-title", "first", "-size", "300x200", "-at", "100,100", "-events", b.file("first"))
		first := b.window("first").rect()
		b.app(demo(t, "xpaint"), "-title", "second", "-size", "300x200", "-at", "200,180", "-events", b.file("second"))
		second := b.window("second").rect()
		v.painted("second", second)
		v.painted("first", first, second)
		at := b.window("first").inner().Min.Add(image.Pt(30, 20))
		v.point("first", at)
		b.logs("first", "motion 30,20")
		v.click(at)
		b.logs("first", "button 1 down at 30,20")
		b.windowWhere("the first window on top", func(w window) bool { return w.Title == "first" && b.windows()[0].Title == "first" })
		v.painted("first", first)
		v.painted("second", second, first)
		at = b.window("second").inner().Min.Add(image.Pt(250, 170))
		v.point("second", at)
		b.logs("second", "motion 250,170")
		v.click(at)
		b.logs("second", "button 1 down at 250,170")
		v.painted("second", second)
		v.painted("first", first, second)
	})
}

// A client may move and press in one breath, as one with a touch screen does.
func TestAClickThatComesWithItsMotionIsNotLost(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	b.app(demo(t, "xpaint"), "-title", "one", "-size", "200x200", "-at", "50,50", "-events", b.file("one"))
	one := b.window("one").inner().Min
	b.app(demo(t, "xpaint"), "-title", "two", "-size", "200x200", "-at", "350,50", "-events", b.file("two"))
	two := b.window("two").inner().Min
	h := connectHidef(t, b, 800, 600)
	h.find("two")
	for i := range 3 {
		h.do("click %d %d", one.X+10+i, one.Y+10)
		b.logs("one", fmt.Sprintf("button 1 down at %d,10", 10+i))
		h.do("click %d %d", two.X+10+i, two.Y+10)
		b.logs("two", fmt.Sprintf("button 1 down at %d,10", 10+i))
	}
}

func TestAMenuLiesOverTheWindowOfAnotherApp(t *testing.T) {
	t.Parallel()
	eachView(t, func(t *testing.T, b *bridge, v view) {
		b.app(demo(t, "wlpaint"), "-title", "below", "-size", "400x300")
		below := b.window("below").rect()
		v.painted("below", below)
		at := below.Min.Add(image.Pt(37, 41))
		menu := b.app(demo(t, "xpaint"), "-title", "menu", "-size", "150x120", "-override", "-at", fmt.Sprintf("%d,%d", at.X, at.Y))
		over := image.Rectangle{at, at.Add(image.Pt(150, 120))}
		w := b.window("menu")
		if w.rect() != over || w.Kind == "toplevel" {
			t.Errorf("the menu is %+v, and should be at %v", w, over)
		}
		v.painted("menu", over)
		v.painted("below", below, over)
		menu.stop()
		b.noWindow("the menu", func(w window) bool { return w.Title == "menu" })
		v.painted("below", below)
	})
}

func TestWindowsDraggedOverTheEdgeKeepTheirPixels(t *testing.T) {
	t.Parallel()
	eachView(t, func(t *testing.T, b *bridge, v view) {
		b.app(demo(t, "xpaint"), "-title", "dragged", "-size", "300x200", "-at", "250,200")
		at := b.window("dragged").rect()
		v.painted("dragged", at)
		for _, to := range []image.Point{{-101, 150}, {90, -37}, {-50, -60}, {643, 451}, {200, 100}} {
			v.drag("dragged", to)
			v.painted("dragged", image.Rectangle{to, to.Add(at.Size())})
		}
	})
}

// x is the bridge's own X display.
func (b *bridge) x(t testing.TB) *screen { return openScreen(t, b.Display, b.appEnvironment()) }
