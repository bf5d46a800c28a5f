package main_test

import (
	"fmt"
	"image"
	"testing"
)

// Debian's client draws what it decodes on an X server's screen, where every
// pixel of it can be looked at.

func TestXfreerdpShowsEachWindowOfItsOwn(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "1024x768")
	x, wl := painters(t, b)
	for _, c := range []struct {
		name  string
		args  []string
		depth depth
	}{
		{"graphics pipeline", nil, exact},
		{"bitmap updates", []string{"/network:lan"}, freerdp565},
		{"bitmap updates at 16 bit", []string{"/bpp:16"}, freerdp565},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := b.in(t)
			s := xvfb(t, 800, 600)
			s.remoteApp(b, c.args...)
			for _, w := range []window{x, wl} {
				theirs := s.window(w.Title)
				until(t, "the window's place", func() string {
					if theirs = s.window(w.Title); theirs.rect == w.rect() {
						return ""
					}
					return fmt.Sprintf("the client has %q at %v, the bridge at %v", w.Title, theirs.rect, w.rect())
				})
				untilPainted(t, fmt.Sprintf("%q in the client", w.Title), s.picture, painting{rect: w.inner(), depth: c.depth})
			}
			if list := s.windows(); len(list) != 2 {
				t.Errorf("the client has the windows %+v", list)
			}
			if list := b.status().Clients; len(list) != 1 || list[0].Profile != "classic" {
				t.Errorf("the bridge's clients are %+v", list)
			}
			// What comes and goes while the client is there.
			b.app(demo(t, "xpaint"), "-title", "a late one", "-size", "120x90", "-at", "20,440")
			untilPainted(t, "the late window", func() *image.RGBA { s.window("a late one"); return s.picture() },
				painting{rect: image.Rect(24, 472, 144, 562), depth: c.depth})
			s.askToClose(s.window("a late one").id)
			b.noWindow("the late window", func(w window) bool { return w.Title == "a late one" })
			until(t, "the client's window to go", func() string {
				if list := s.windows(); len(list) != 2 {
					return fmt.Sprintf("the client has the windows %+v", list)
				}
				return ""
			})
		})
	}
}
