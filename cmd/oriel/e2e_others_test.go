package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestGrdpshotShowsTheDesktopAtSixteenBits uses an RDP client library that is
// not ours, built apart from everything that ships.
func TestGrdpshotShowsTheDesktopAtSixteenBits(t *testing.T) {
	t.Parallel()
	program := build(t, "grdpshot", func(out string) ([]string, []string) {
		return []string{"go", "build", "-C", "../../demo/grdpshot", "-tags", "grdp", "-o", out, "."}, []string{"CGO_ENABLED=1"}
	})
	b := startBridge(t, "--size", "800x600")
	x, wl := painters(t, b)
	secret := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(secret, []byte(b.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.png")
	must(t, nil, program, "-addr", b.address(), "-user", b.User, "-password-file", secret, "-size", "800x600", "-settle", "1s", "-o", out)
	m, err := readPNG(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []window{x, wl} {
		if why := (painting{rect: w.inner(), depth: rgb565}).wrong(m, m.Rect); why != "" {
			keep(t, "grdpshot", m)
			t.Errorf("%q: %s", w.Title, why)
		}
	}
}

func TestRdesktopShowsTheDesktop(t *testing.T) {
	t.Parallel()
	need(t, "rdesktop", "rdesktop")
	b := startBridge(t, "--size", "800x600")
	x, wl := painters(t, b)
	for _, c := range []struct {
		bits  int
		depth depth
		codec string
	}{{16, rgb565, "interleaved 16"}, {24, exact, "interleaved 24"}, {32, exact, "planar bitmaps"}} {
		t.Run(fmt.Sprint(c.bits), func(t *testing.T) {
			b := b.in(t)
			s := xvfb(t, 800, 600)
			// It asks on its input whether the certificate is to be trusted.
			p := launch(t, s.env, "sh", "-c",
				`yes yes | exec rdesktop -u "$1" -p "$2" -g 800x600 -a "$3" "$4"`, "rdesktop",
				b.User, b.Password, fmt.Sprint(c.bits), b.address())
			for _, w := range []window{x, wl} {
				untilPainted(t, fmt.Sprintf("%q in the client", w.Title), s.picture, painting{rect: w.inner(), depth: c.depth})
			}
			if list := b.status().Clients; len(list) != 1 || list[0].Codec != c.codec {
				t.Errorf("the bridge's clients are %+v", list)
			}
			p.stop()
		})
	}
}
