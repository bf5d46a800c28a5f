package main_test

import (
	"fmt"
	"image"
	"os"
	"strings"
	"testing"
)

// eachClient runs a test in the client's two ways to show a bridge.
func eachClient(t *testing.T, f func(t *testing.T, b *bridge, s *screen, connect func() *process)) {
	t.Helper()
	for _, mode := range []string{"desktop", "windows"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			b := startBridge(t, "--size", "800x600")
			s := xvfb(t, 800, 600)
			s.pretendWindowManager()
			f(t, b, s, func() *process {
				if mode == "desktop" {
					return s.desktop(b)
				}
				return s.remoteApp(b)
			})
		})
	}
}

// focus gives the keyboard to the client's window, as a window manager does.
func (s *screen) focus(titles ...string) {
	s.t.Helper()
	until(s.t, "a window to focus", func() string {
		list := s.windows()
		for _, title := range titles {
			for _, w := range list {
				if w.title == title {
					s.do("windowraise", fmt.Sprint(w.id), "windowfocus", "--sync", fmt.Sprint(w.id))
					return ""
				}
			}
		}
		return fmt.Sprintf("none of %q is in %+v", titles, list)
	})
}

func TestKeysTypedIntoTheClientReachXterm(t *testing.T) {
	t.Parallel()
	eachClient(t, func(t *testing.T, b *bridge, s *screen, connect func() *process) {
		b.app(need(t, "xterm", "xterm"), "-title", "typing", "-geometry", "60x12+40+50",
			"-e", "sh", "-c", "stty -echoctl; cat > "+b.file("typed"))
		w := b.window("typing")
		connect()
		s.focus("typing", "desktop")
		s.click(w.inner().Min.Add(image.Pt(80, 60)), 1)
		b.windowWhere("xterm with the focus", func(w window) bool {
			return w.Title == "typing" && strings.Contains(strings.Join(w.State, " "), "active")
		})
		const text = `The quick brown Fox, 0123456789 jumps: "over" (the) [lazy] {dog}? a+b=c*d/e_f-g; #1 @2 $3 %4 ^5 &6 ~7!`
		s.do("type", "--delay", "20", text)
		s.do("key", "Return")
		s.do("key", "ctrl+d")
		until(t, "what was typed", func() string {
			got, err := os.ReadFile(b.file("typed"))
			if strings.TrimSpace(string(got)) == text {
				return ""
			}
			return fmt.Sprintf("the file has %q (%v)", got, err)
		})
		// The end of its input was the end of cat, and of the window.
		b.noWindow("xterm", func(w window) bool { return w.Title == "typing" })
	})
}

func TestClicksAndWheelHitTheRightPixel(t *testing.T) {
	t.Parallel()
	eachClient(t, func(t *testing.T, b *bridge, s *screen, connect func() *process) {
		app := b.app(demo(t, "xpaint"), "-title", "aim", "-size", "300x200", "-at", "200,150", "-events", b.file("aim"))
		wl := b.app(demo(t, "wlpaint"), "-title", "aim too", "-size", "150x100", "-events", b.file("aim too"))
		w, w2 := b.window("aim"), b.window("aim too")
		connect()
		untilPainted(t, "the first picture", s.picture, painting{rect: w.inner()})
		s.focus("aim", "desktop")
		for _, at := range []image.Point{{0, 0}, {299, 199}, {1, 198}, {137, 61}} {
			for button := 1; button <= 3; button++ {
				s.click(w.inner().Min.Add(at), button)
				b.logs("aim", fmt.Sprintf("button %d down at %d,%d", button, at.X, at.Y))
				b.logs("aim", fmt.Sprintf("button %d up at %d,%d", button, at.X, at.Y))
			}
		}
		s.click(w.inner().Min.Add(image.Pt(20, 20)), 4)
		b.logs("aim", "wheel up at 20,20")
		s.click(w.inner().Min.Add(image.Pt(30, 20)), 5)
		b.logs("aim", "wheel down at 30,20")
		s.focus("aim too", "desktop")
		s.click(w2.inner().Min.Add(image.Pt(149, 99)), 1)
		b.logs("aim too", "button 1 down at 149,99")
		s.click(w2.inner().Min.Add(image.Pt(3, 7)), 5)
		b.logs("aim too", "wheel down at 3,7")
		if app.ended() || wl.ended() {
			t.Errorf("an app ended: %s%s", &app.err, &wl.err)
		}
	})
}

func TestClosingTheClientsWindowClosesTheApp(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	s := xvfb(t, 800, 600)
	s.pretendWindowManager()
	x := b.app(demo(t, "xpaint"), "-title", "X", "-at", "300,200", "-events", b.file("X"))
	wl := b.app(demo(t, "wlpaint"), "-title", "W", "-events", b.file("W"))
	client := s.remoteApp(b)
	s.askToClose(s.window("X").id)
	if code := x.wait(); code != 0 {
		t.Errorf("xpaint ended with status %d: %s", code, &x.err)
	}
	b.logs("X", "close")
	b.noWindow("X", func(w window) bool { return w.Title == "X" })
	s.askToClose(s.window("W").id)
	if code := wl.wait(); code != 0 {
		t.Errorf("wlpaint ended with status %d: %s", code, &wl.err)
	}
	b.logs("W", "close")
	if client.ended() {
		t.Errorf("xfreerdp ended with the windows: %s%s", &client.out, &client.err)
	}
}
