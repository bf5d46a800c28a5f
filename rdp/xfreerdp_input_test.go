package rdp_test

import (
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/seat"
	"oriel/rdp/rdptest"
)

// run runs a tool on the screen and returns what it prints. Tools that stay
// in the background hold no pipe of ours: their output is a file.
func (s *screen) run(stdin string, name string, args ...string) string {
	s.t.Helper()
	out, err := os.CreateTemp(s.t.TempDir(), "out")
	if err != nil {
		s.t.Fatal(err)
	}
	defer out.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	cmd.Stdin, cmd.Stdout = strings.NewReader(stdin), out
	if err := cmd.Run(); err != nil {
		s.t.Logf("%s: %v", name, err)
	}
	b, err := os.ReadFile(out.Name())
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

func needTool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is not installed; make deps installs it", name)
	}
}

func TestXfreerdpInput(t *testing.T) {
	needTool(t, "xdotool")
	scr := newScreen(t, "640x480")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, nil)
	twoWindows(d)
	scr.xfreerdp(s, "/size:640x480", "/f")
	eventually(t, s, "picture", func() string {
		return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480)))
	})
	scr.run("", "xdotool", "mousemove", "123", "234", "click", "1", "click", "4", "click", "5", "key", "a", "key", "Right")
	for _, want := range [][]seat.Event{
		{seat.Motion{X: 123, Y: 234}},
		{seat.Button{Code: seat.BtnLeft, Down: true}, seat.Button{Code: seat.BtnLeft}},
		{seat.Axis{V120: -120}}, {seat.Axis{V120: 120}},
		{seat.Key{Code: 30, Down: true}, seat.Key{Code: 30}},
		{seat.Key{Code: 106, Down: true}, seat.Key{Code: 106}},
	} {
		eventually(t, s, fmt.Sprint(want), func() string {
			rest := d.Events()
			for _, w := range want {
				i := slices.Index(rest, w)
				if i < 0 {
					return fmt.Sprint(d.Events())
				}
				rest = rest[i+1:]
			}
			return ""
		})
	}
}

func TestXfreerdpClipboard(t *testing.T) {
	needTool(t, "xclip")
	scr := newScreen(t, "640x480")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, nil)
	twoWindows(d)
	scr.xfreerdp(s, "/size:640x480", "/f", "+clipboard")
	eventually(t, s, "picture", func() string {
		return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480)))
	})
	// Beyond 2²⁰ bytes xclip sends in steps (INCR), which xfreerdp 2.11 does
	// not follow.
	line := "Zeile mit Umläuten äöü und 😀\n"
	big := strings.Repeat(line, 1e6/len(line))
	for _, want := range []string{"kurz 😀", big} {
		d.Clipboard().Set(text(want), "app")
		eventually(t, s, "pasted by X11's client", func() string {
			if got := scr.run("", "xclip", "-o", "-selection", "clipboard", "-t", "UTF8_STRING"); got != want {
				return fmt.Sprintf("%d bytes, want %d", len(got), len(want))
			}
			return ""
		})
	}
	for _, want := range []string{"short 😀", big} {
		before, _ := d.Clipboard().Current()
		scr.run(want, "xclip", "-i", "-selection", "clipboard")
		eventually(t, s, "copied by X11's client", func() string {
			src, by := d.Clipboard().Current()
			if src == nil || by == "app" || src == before {
				return "not offered"
			}
			w := &sink{done: make(chan struct{})}
			src.Send(clip.TextUTF8, w)
			<-w.done
			if w.String() != want {
				return fmt.Sprintf("%d bytes, want %d", w.Len(), len(want))
			}
			return ""
		})
	}
}
