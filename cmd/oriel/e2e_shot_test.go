package main_test

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
)

// painters starts both demos in a bridge, apart from one another, and returns
// their windows. Odd sizes show what rounds.
func painters(t *testing.T, b *bridge) (x, wl window) {
	t.Helper()
	b.app(demo(t, "xpaint"), "-title", "An X11 window: Häuser 🏠", "-size", "317x203", "-at", "330,240")
	b.app(demo(t, "wlpaint"), "-title", "A \"Wayland\" window & more", "-size", "291x177", "-app-id", "org.example.Paint")
	x, wl = b.window("An X11 window: Häuser 🏠"), b.window("A \"Wayland\" window & more")
	// The frame is at the place that was asked for, the content inside of it.
	if r, in := image.Rect(330, 240, 655, 479), image.Rect(334, 272, 651, 475); x.rect() != r || x.inner() != in {
		t.Errorf("xpaint is at %v in %v, not at %v in %v", x.inner(), x.rect(), in, r)
	}
	if wl.rect().Size() != image.Pt(291, 177) || wl.inner() != wl.rect() || wl.rect().Overlaps(x.rect()) {
		t.Errorf("wlpaint is at %v, xpaint at %v", wl.rect(), x.rect())
	}
	if x.AppID != "Xpaint" || wl.AppID != "org.example.Paint" || x.Kind != "toplevel" || wl.Kind != "toplevel" {
		t.Errorf("the windows are %+v and %+v", x, wl)
	}
	return x, wl
}

// shotProfiles are the ways to connect with our own client.
var shotProfiles = []struct {
	name  string
	depth depth
}{{"rail", exact}, {"classic", exact}, {"desktop", exact}, {"bitmap", rgb565}}

func TestOurClientShowsEveryPixelInEveryProfile(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	x, wl := painters(t, b)
	for _, p := range shotProfiles {
		t.Run(p.name, func(t *testing.T) {
			b := b.in(t)
			for _, w := range []window{x, wl} {
				m, list := b.shot("--profile", p.name, "--size", "800x600", "--window", w.Title)
				if m.Rect.Size() != w.inner().Size() {
					t.Errorf("the picture of %q is %v, the window's content %v", w.Title, m.Rect, w.inner())
					continue
				}
				if why := (painting{rect: m.Rect, depth: p.depth}).wrong(m, m.Rect); why != "" {
					keep(t, w.AppID, m)
					t.Errorf("%q: %s", w.Title, why)
				}
				sameWindows(t, list, b.windows())
				m, _ = b.shot("--profile", p.name, "--size", "800x600", "--window", w.Title, "--frame")
				if m.Rect.Size() != w.rect().Size() {
					t.Errorf("the picture of %q with its frame is %v, the window %v", w.Title, m.Rect, w.rect())
				} else if why := (painting{rect: w.inner().Sub(w.rect().Min), depth: p.depth}).wrong(m, m.Rect); why != "" {
					keep(t, w.AppID, m)
					t.Errorf("%q in its frame: %s", w.Title, why)
				}
			}
		})
	}
}

func TestOurClientShowsTheWholeDesktopInEveryProfile(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	x, wl := painters(t, b)
	for _, p := range shotProfiles {
		t.Run(p.name, func(t *testing.T) {
			m, list := b.in(t).shot("--profile", p.name, "--size", "800x600")
			if m.Rect != image.Rect(0, 0, 800, 600) {
				t.Errorf("the desktop is %v", m.Rect)
			}
			for _, w := range []window{x, wl} {
				if why := (painting{rect: w.inner(), depth: p.depth}).wrong(m, m.Rect); why != "" {
					keep(t, "desktop", m)
					t.Errorf("%q: %s", w.Title, why)
				}
			}
			sameWindows(t, list, b.windows())
		})
	}
}

// in is the bridge for a subtest, which then reports for itself.
func (b *bridge) in(t testing.TB) *bridge {
	c := *b
	c.t = t
	return &c
}

// sameWindows compares what a client was told with the bridge's own truth.
func sameWindows(t *testing.T, client, bridge []window) {
	t.Helper()
	key := func(list []window) (out []string) {
		for _, w := range list {
			out = append(out, fmt.Sprintf("%d %v in %v %q %q owner %d", w.ID, w.inner(), w.rect(), w.Title, w.AppID, w.Owner))
		}
		slices.Sort(out)
		return out
	}
	if c, b := key(client), key(bridge); !slices.Equal(c, b) {
		t.Errorf("the client knows of\n%s\nthe bridge has\n%s", strings.Join(c, "\n"), strings.Join(b, "\n"))
	}
}

func TestShotOfACommandStartsABridgeOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"xpaint", "wlpaint"} {
		for _, p := range []string{"auto", "rail", "classic", "desktop"} {
			b := newBridge(t)
			out, stderr, code := b.command("shot", "-o", b.file("x.png"), "--json", "--profile", p, "--window", "A shot",
				"--timeout", (patience / 2).String(), "--", demo(t, name), "-size", "203x101", "-title", "A shot")
			if code != 0 {
				t.Errorf("%s, %s: status %d: %s", name, p, code, stderr)
				continue
			}
			m, err := readPNG(b.file("x.png"))
			if err != nil {
				t.Error(err)
				continue
			}
			if m.Rect != image.Rect(0, 0, 203, 101) {
				t.Errorf("%s, %s: the picture is %v", name, p, m.Rect)
			} else if why := (painting{rect: m.Rect}).wrong(m, m.Rect); why != "" {
				t.Errorf("%s, %s: %s", name, p, why)
			}
			if list := decodeWindows(t, out); len(list) != 1 || list[0].Title != "A shot" {
				t.Errorf("%s, %s: the windows are %+v", name, p, list)
			}
			b.leftNothingAsCommand()
		}
	}
}

// Each status says what was wrong, so that a test suite can tell its own
// failures from ours.
func TestShotTellsByItsStatusWhatWasWrong(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	paint := demo(t, "xpaint")
	png := b.file("x.png")
	for _, c := range []struct {
		about  string
		args   []string
		status int
		says   string
	}{
		{"done", []string{"-o", png, "--window", "Xpaint", "--", paint}, 0, ""},
		{"no output", []string{"--", paint}, 2, "-o FILE.png"},
		{"no command", []string{"-o", png}, 2, "--connect"},
		{"unknown flag", []string{"-o", png, "--nonsense", "--", paint}, 2, "nonsense"},
		{"a frame of no window", []string{"-o", png, "--frame", "--", paint}, 2, "--window"},
		{"unknown profile", []string{"-o", png, "--profile", "best", "--", paint}, 2, "best"},
		{"never at rest", []string{"-o", png, "--timeout", "3s", "--window", "xpaint", "--", paint, "-rate", "30"}, 3, "it goes on changing, and a --settle below 300ms"},
		{"never at rest, and taken so", []string{"-o", png, "--settle", "0s", "--window", "xpaint", "--", paint, "-rate", "30"}, 0, ""},
		{"a desktop never at rest", []string{"-o", png, "--timeout", "3s", "--", paint, "-rate", "30"}, 3, `seen: "xpaint"`},
		{"a minimized window", []string{"-o", png, "--timeout", "3s", "--window", "hidden", "--", "xterm", "-iconic", "-T", "hidden"}, 4, `"hidden" is minimized`},
		{"a password file that is not there", []string{"-o", png, "--connect", "tcp:127.0.0.1:1", "--password-file", "nofile"}, 1, "--password-file: "},
		{"no such window", []string{"-o", png, "--timeout", "3s", "--window", "no such", "--", paint}, 4, `"xpaint"`},
		{"no window at all", []string{"-o", png, "--timeout", "2s", "--window", "any", "--", "sleep", "20"}, 4, "no window"},
		{"the command fails", []string{"-o", png, "--", "false"}, 5, "status 1"},
		{"no such command", []string{"-o", png, "--", "/nonexistent/program"}, 5, "/nonexistent/program"},
	} {
		t.Run(c.about, func(t *testing.T) {
			b := b.in(t)
			_, stderr, code := b.command(append([]string{"shot"}, c.args...)...)
			if code != c.status {
				t.Errorf("status %d, not %d; stderr: %s", code, c.status, stderr)
			}
			for _, line := range ours(stderr) {
				if !strings.HasPrefix(line, "oriel: ") {
					t.Errorf("stderr has a line %q", line)
				}
			}
			if !strings.Contains(stderr, c.says) {
				t.Errorf("stderr does not say %q: %s", c.says, stderr)
			}
			b.leftNothingAsCommand()
		})
	}
}

// ours are the lines that the app has not written.
func ours(stderr string) (lines []string) {
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "xpaint: ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}
