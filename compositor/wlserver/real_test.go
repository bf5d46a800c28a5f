package wlserver_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wltest"
)

func TestRealInfo(t *testing.T) {
	d := wltest.New(t)
	out := d.Command(d.Listen(), "wayland-info").Begin().End()
	for _, want := range []string{
		"'wl_compositor'", "'wl_seat'", "version:  9", "name: seat0", "capabilities: pointer keyboard", "keyboard repeat rate: 25",
		"'wl_data_device_manager'", "'zwp_text_input_manager_v3'", "'xdg_activation_v1'", "width: 1280 px",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
}

// any window of a program.
func anyWindow(d *wltest.Desktop) (w scene.Window) {
	d.Wait("a window", func(v *scene.View) bool {
		for _, o := range v.Windows {
			w = *o
			w.Content = scene.Content{Size: o.Content.Size, Seq: o.Content.Seq}
			return true
		}
		return false
	})
	return w
}

func TestRealFrames(t *testing.T) {
	d := wltest.New(t)
	d.Command(d.Listen(), "weston-simple-shm").Begin()
	first := anyWindow(d)
	d.Wait("ten more frames", func(v *scene.View) bool {
		w := v.Windows[first.ID]
		return w != nil && w.Content.Seq > first.Content.Seq+10
	})
}

// TestRealTerminal types into terminals: with keys, and with text that no key
// stands for.
func TestRealTerminal(t *testing.T) {
	for _, cmd := range [][]string{
		{"foot", "-e", "sh", "-c"},
		{"weston-terminal", "--shell"},
	} {
		t.Run(cmd[0], func(t *testing.T) {
			d := wltest.New(t)
			file := filepath.Join(t.TempDir(), "typed")
			script := `read x; printf %s "$x" >` + file + `.part; mv ` + file + `.part ` + file
			if cmd[0] == "weston-terminal" {
				sh := filepath.Join(t.TempDir(), "shell")
				if err := os.WriteFile(sh, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
					t.Fatal(err)
				}
				script = sh
			}
			d.Command(d.Listen(), cmd[0], append(cmd[1:], script)...).Begin()
			w := anyWindow(d)
			d.Wait("the focus", func(v *scene.View) bool { return v.Active == w.ID })
			for _, code := range []uint16{30, 48} {
				d.Input(seat.Key{Code: code, Down: true}, seat.Key{Code: code})
			}
			d.Input(seat.Text{Text: "Aé日\n"})
			var got []byte
			d.Until("what was typed", func() bool {
				var err error
				got, err = os.ReadFile(file)
				return err == nil
			})
			if string(got) != "abAé日" {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestRealClipboard(t *testing.T) {
	d := wltest.New(t)
	socket := d.Listen()
	const text = "Grüße 😀"
	d.Command(socket, "wl-copy", "--foreground", text).Begin()
	d.Until("the copy", func() bool {
		src, _ := d.Comp.Clipboard().Current()
		return src != nil && clip.Pick(src, clip.TextUTF8) != ""
	})
	if got := d.Command(socket, "wl-paste", "--no-newline").Begin().End(); got != text {
		t.Errorf("pasted %q", got)
	}
	d.Comp.Clipboard().Set(viewerSource{strings.Repeat(text, 1<<16)}, "viewer")
	if got := d.Command(socket, "wl-paste", "--no-newline").Begin().End(); got != strings.Repeat(text, 1<<16) {
		t.Errorf("pasted %d bytes", len(got))
	}
	d.Command(socket, "wl-copy", "--primary", "--foreground", text).Begin()
	d.Until("the primary selection", func() bool {
		src, _ := d.Comp.Primary().Current()
		return src != nil
	})
	if got := d.Command(socket, "wl-paste", "--primary", "--no-newline").Begin().End(); got != text {
		t.Errorf("pasted %q", got)
	}
}
