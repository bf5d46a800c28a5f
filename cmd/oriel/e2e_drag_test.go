package main_test

import (
	"fmt"
	"image"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTextIsDraggedFromAppToApp drags with the mouse of an RDP client, from an
// X11 app to a Wayland app and back.
func TestTextIsDraggedFromAppToApp(t *testing.T) {
	t.Parallel()
	eachClient(t, func(t *testing.T, b *bridge, s *screen, connect func() *process) {
		yad := need(t, "yad", "yad")
		const text = "Grüße, 日本語"
		if err := os.WriteFile(b.file("text"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		look := []string{yad, "--width=250", "--height=150", "--no-buttons", "--undecorated"}
		show := func(backend, title string, args ...string) (*process, window) {
			p := b.appWith([]string{"GDK_BACKEND=" + backend}, slices.Concat(look, []string{"--title=" + title}, args)...)
			return p, b.window(title)
		}
		for _, way := range [][2]string{{"x11", "wayland"}, {"wayland", "x11"}} {
			box, to := show(way[1], "to "+way[1], "--dnd", "--exit-on-drop=1")
			view, from := show(way[0], "from "+way[0], "--text-info", "--editable", "--filename="+b.file("text"))
			if way[0] == "x11" {
				connect()
			}
			s.focus("from "+way[0], "desktop")
			line := from.inner().Min.Add(image.Pt(20, 12))
			s.click(line, 1)
			s.do("key", "--delay", "50", "ctrl+a")
			s.dragTo(line.Add(image.Pt(20, 0)), to.inner().Min.Add(to.inner().Size().Div(2)))
			until(t, "what was dropped", func() string {
				if got := strings.TrimSpace(box.out.String()); got != text {
					return fmt.Sprintf("it is %q", got)
				}
				return ""
			})
			view.stop()
			b.noWindow("the source", func(w window) bool { return w.ID == from.ID })
		}
	})
}

// TestKeysChooseWhatADragDoes: Control copies, and Shift moves, whatever the
// apps would do.
func TestKeysChooseWhatADragDoes(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	s := xvfb(t, 800, 600)
	s.pretendWindowManager()
	yad := need(t, "yad", "yad")
	const text = "to copy or to move"
	if err := os.WriteFile(b.file("text"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	show := func(backend, title string, args ...string) (*process, window) {
		p := b.appWith([]string{"GDK_BACKEND=" + backend, "WAYLAND_DEBUG=1"}, slices.Concat(
			[]string{yad, "--width=250", "--height=150", "--no-buttons", "--undecorated", "--title=" + title}, args)...)
		return p, b.window(title)
	}
	s.desktop(b)
	agreed := regexp.MustCompile(`wl_data_(?:offer|source)@\d+\.action\((\d)\)`)
	for _, way := range [][2]string{{"wayland", "wayland"}, {"wayland", "x11"}, {"x11", "wayland"}} {
		for key, want := range map[string]string{"ctrl": "1", "shift": "2"} {
			title := fmt.Sprintf("%s, %s to %s", key, way[0], way[1])
			box, to := show(way[1], "to: "+title, "--dnd", "--exit-on-drop=1")
			view, from := show(way[0], title, "--text-info", "--editable", "--filename="+b.file("text"))
			s.focus(title, "desktop")
			line := from.inner().Min.Add(image.Pt(20, 12))
			s.click(line, 1)
			s.do("key", "--delay", "50", "ctrl+a")
			s.dragTo(line.Add(image.Pt(20, 0)), to.inner().Min.Add(to.inner().Size().Div(2)), key)
			heard := view
			if way[0] == "x11" {
				heard = box
			}
			until(t, title, func() string {
				if got := strings.TrimSpace(box.out.String()); got != text {
					return fmt.Sprintf("what was dropped is %q", got)
				}
				all := agreed.FindAllStringSubmatch(heard.err.String(), -1)
				if len(all) == 0 || all[len(all)-1][1] != want {
					return fmt.Sprintf("the actions were %q", all)
				}
				return ""
			})
			view.stop()
			b.noWindow("both", func(w window) bool { return w.ID == from.ID || w.ID == to.ID })
		}
	}
}

// dragTo drags with the left button, at a hand's pace, and lets go once it has
// lingered. Keys are held from half way on.
func (s *screen) dragTo(from, to image.Point, keys ...string) {
	s.t.Helper()
	s.moveTo(from)
	s.do("mousedown", "1")
	const steps = 20
	var args []string
	for n := range steps + 30 {
		p := from.Add(to.Sub(from).Mul(min(n, steps)).Div(steps)).Add(image.Pt(n%2, 0))
		args = append(args, "mousemove", fmt.Sprint(p.X), fmt.Sprint(p.Y), "sleep", "0.05")
		if n == steps/2 {
			for _, k := range keys {
				args = append(args, "keydown", k)
			}
		}
	}
	s.do(args...)
	s.do("mouseup", "1")
	for _, k := range keys {
		s.do("keyup", k)
	}
}
