package rdp_test

import (
	"image"
	"strings"
	"testing"

	"oriel/compositor/scene"
	"oriel/rdp"
	"oriel/rdp/rdptest"
)

func TestXfreerdpSurfaceBits(t *testing.T) {
	for _, c := range []struct {
		name    string
		wanted  rdp.Profile
		args    []string
		compare func(*image.RGBA, *scene.Image) string
		shown   string
	}{
		{"remotefx", rdp.ProfileNone, []string{"/rfx"}, unlike, "surface by remotefx"},
		{"raw", rdp.ProfileSurface, []string{"/bpp:32", "/network:lan"}, differs, "surface by raw"},
		{"instead of graphics", rdp.ProfileSurface, nil, unlike, "surface by remotefx"},
		{"bitmaps instead", rdp.ProfileBitmap, []string{"/rfx"}, differs, "bitmap by planar bitmaps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			scr := newScreen(t, "640x480")
			d := rdptest.NewDesktop()
			defer d.Close()
			s := rdptest.Start(t, d, func(cfg *rdp.Config) { cfg.Profile = c.wanted })
			a, b := twoWindows(d)
			scr.xfreerdp(s, append(c.args, "/size:640x480", "/f")...)
			same := func() string {
				return c.compare(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480)))
			}
			eventually(t, s, "first picture", same)
			d.Raise(a)
			d.Bounds(b, image.Rect(203, 151, 420, 390))
			eventually(t, s, "after changes", same)
			for seed := range 30 {
				d.Paint(a, seed)
				eventually(t, s, "painted", func() string {
					if d.DrawnSeq(a) < uint64(seed+2) {
						return "frames do not go on"
					}
					return ""
				})
			}
			eventually(t, s, "after many frames", same)
			if got := shown(s); got != c.shown {
				t.Errorf("shown %s, want %s", got, c.shown)
			}
			if strings.HasSuffix(c.shown, "remotefx") && s.Status()[0].RTT == 0 {
				t.Error("no frame was acknowledged")
			}
		})
	}
}
