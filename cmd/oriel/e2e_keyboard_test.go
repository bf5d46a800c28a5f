package main_test

import (
	"fmt"
	"image"
	"os"
	"strings"
	"testing"

	"oriel/rdp/client"
)

// TestLayoutsTypeWhatTheirKeysSay has somebody type on keyboards of several
// layouts at the client. Apps of both kinds must get the same text, by keys
// alone.
func TestLayoutsTypeWhatTheirKeysSay(t *testing.T) {
	t.Parallel()
	for _, l := range []struct{ id, xkb, text string }{
		{"0x00000407", "de", "Zyklus äöüß ÄÖÜ @{[]}\\|~ <>"},
		{"0x0000040C", "fr", "azqwm éèçà 1234 @#{[|]} ,;:!"},
		{"0x00000415", "pl", "zażółć gęślą jaźń ZAŻÓŁĆ"},
		{"0x0000040A", "es", "ñÑ ¿¡ çÇ @#[]{}"},
		{"0x00000419", "ru", "Съешь же ещё этих мягких булок"},
		{"0x00000809", "gb", "£\"@#~|\\ quick"},
		{"0x00000408", "gr", "αβγδ σς ΑΒΓ"},
		{"0x0000041F", "tr", "ığüşöç İĞÜŞÖÇ"},
	} {
		t.Run(l.xkb, func(t *testing.T) {
			b := startBridge(t, "--size", "800x600")
			s := xvfb(t, 800, 600)
			s.pretendWindowManager()
			must(t, s.env, need(t, "setxkbmap", "x11-xkb-utils"), "-model", "pc105", "-layout", l.xkb)
			s.desktop(b, "/kbd:"+l.id)
			// Ended by Return: no layout needs a Latin letter for that.
			const reads = `IFS= read -r line; printf %s "$line" > `
			for _, app := range [][]string{
				{need(t, "xterm", "xterm"), "-u8", "-title", "typing", "-geometry", "60x12+40+50", "-e", "sh", "-c", reads + b.file("xterm")},
				{need(t, "foot", "foot"), "--title=typing", "--window-size-pixels=500x300", "sh", "-c", reads + b.file("foot")},
			} {
				name := "xterm"
				if strings.Contains(app[0], "foot") {
					name = "foot"
				}
				b.app(app...)
				w := b.window("typing")
				s.focus("desktop")
				s.click(w.inner().Min.Add(image.Pt(80, 60)), 1)
				b.windowWhere(name+" with the focus", func(w window) bool {
					return w.Title == "typing" && strings.Contains(strings.Join(w.State, " "), "active")
				})
				s.do("type", "--delay", "20", l.text)
				s.do("key", "Return")
				until(t, "what was typed into "+name, func() string {
					got, err := os.ReadFile(b.file(name))
					if strings.TrimSpace(string(got)) == l.text {
						return ""
					}
					return fmt.Sprintf("the file has %q (%v), want %q", got, err, l.text)
				})
				b.noWindow(name, func(w window) bool { return w.Title == "typing" })
			}
		})
	}
}

// A wheel that turns by quarters of a notch makes one click of four, in apps
// of both kinds, up and down and to both sides.
func TestSlowWheelsAddUp(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connectWith(b, client.Options{Profile: client.Desktop, Size: image.Pt(800, 600)})
	for _, program := range []string{"xpaint", "wlpaint"} {
		p := b.app(demo(t, program), "-title", program, "-size", "200x100", "-events", b.file(program))
		at := b.window(program).inner().Min.Add(image.Pt(20, 30))
		if err := c.Move(at); err != nil {
			t.Fatal(err)
		}
		b.logs(program, "motion 20,30")
		for _, w := range []struct {
			across bool
			v      int
			name   string
		}{{false, 30, "up"}, {false, -30, "down"}, {true, 30, "right"}, {true, -30, "left"}} {
			for range 8 {
				if err := c.Wheel(w.across, w.v); err != nil {
					t.Fatal(err)
				}
			}
			until(t, "two notches "+w.name+" in "+program, func() string {
				log, err := os.ReadFile(b.file(program))
				if n := strings.Count(string(log), "wheel "+w.name+" "); n != 2 {
					return fmt.Sprintf("there are %d (%v):\n%s", n, err, log)
				}
				return ""
			})
		}
		p.stop()
	}
}

// Text that no key stands for, as phones and input methods send it, arrives
// in apps of both kinds, characters outside the BMP too.
func TestTextWithoutKeysArrives(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connectWith(b, client.Options{Profile: client.Desktop, Size: image.Pt(800, 600)})
	const text = "Zoë 日本語 мир 😀 naïve ≠ Ω𝄞 done"
	for _, app := range []struct {
		name string
		argv []string
	}{
		{"xterm", []string{need(t, "xterm", "xterm"), "-u8", "-title", "typing", "-e", "sh", "-c"}},
		{"foot", []string{need(t, "foot", "foot"), "--title=typing", "sh", "-c"}},
	} {
		b.appWith([]string{"LANG=C.UTF-8"}, append(app.argv, `IFS= read -r line; printf %s "$line" > `+b.file(app.name))...)
		w := b.window("typing")
		if err := c.Click(client.Left, w.inner().Min.Add(image.Pt(40, 40))); err != nil {
			t.Fatal(err)
		}
		b.windowWhere(app.name+" with the focus", func(w window) bool {
			return w.Title == "typing" && strings.Contains(strings.Join(w.State, " "), "active")
		})
		if err := c.Type(text + "\r"); err != nil {
			t.Fatal(err)
		}
		until(t, "the text in "+app.name, func() string {
			got, err := os.ReadFile(b.file(app.name))
			if string(got) == text {
				return ""
			}
			return fmt.Sprintf("there is %q (%v)", got, err)
		})
		b.noWindow(app.name, func(w window) bool { return w.Title == "typing" })
	}
}

// TestXfreerdpHearsOfLockKeys that another client has pressed: it goes on, and
// shows what comes.
func TestXfreerdpHearsOfLockKeys(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "640x480", "--share", "control")
	b.app(demo(t, "wlpaint"), "-title", "W", "-size", "200x150", "-events", b.file("events"))
	w := b.window("W")
	s := xvfb(t, 640, 480)
	s.pretendWindowManager()
	p := s.desktop(b, "/log-filters:com.freerdp.core.update:TRACE,com.freerdp.client.x11:TRACE")
	untilPainted(t, "the picture", s.picture, painting{rect: w.inner()})
	(&onScreen{s, p, false, "desktop"}).press(w) // by then it has told its own lock keys
	c := connectWith(b, client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)})
	for i := range 3 {
		for _, down := range []bool{true, false} {
			if err := c.Key(0x3A, false, down); err != nil { // Caps Lock
				t.Fatal(err)
			}
		}
		until(t, "the client's light", func() string {
			leds := must(t, s.env, need(t, "xset", "x11-xserver-utils"), "q")
			if on := strings.Contains(leds, "Caps Lock:   on"); on != (i%2 == 0) {
				return leds
			}
			return ""
		})
	}
	if p.ended() {
		t.Errorf("the client has ended: %s%s", &p.out, &p.err)
	}
	untilPainted(t, "the picture", s.picture, painting{rect: w.inner()})
}
