package rdp_test

import (
	"image"
	"strings"
	"testing"

	"oriel/rdp"
	"oriel/rdp/rdptest"
)

func TestXfreerdpSurfaceBits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		wanted rdp.Profile
		args   []string
		shown  string
	}{
		{"remotefx", rdp.ProfileNone, []string{"/rfx"}, "surface by remotefx"},
		{"raw", rdp.ProfileSurface, []string{"/bpp:32", "/network:lan"}, "surface by raw"},
		{"instead of graphics", rdp.ProfileSurface, nil, "surface by remotefx"},
		{"bitmaps instead", rdp.ProfileBitmap, []string{"/rfx"}, "bitmap by planar bitmaps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			scr := newScreen(t, "640x480")
			d := rdptest.NewDesktop()
			defer d.Close()
			s := rdptest.Start(t, d, func(cfg *rdp.Config) { cfg.Profile = c.wanted })
			a, b := twoWindows(d)
			scr.xfreerdp(s, append(c.args, "/size:640x480", "/f")...)
			same := func() string {
				return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480)))
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

// TestXfreerdpRemoteFXEndsExact: on a slow link a video goes by RemoteFX, and
// the client has it to the bit once it rests.
func TestXfreerdpRemoteFXEndsExact(t *testing.T) {
	p := startPlayer(t, nil, tenMbit, "/rfx")
	for n := 0; p.chosen("remotefx") == 0; n++ { // until the link is known
		if p.play(); n > 100 {
			t.Fatalf("no RemoteFX: %+v", p.s.Status())
		}
	}
	exact := p.chosen("exact")
	worst, before := 99.0, p.chosen("remotefx")
	const frames = 20
	for range frames {
		worst = min(worst, p.play())
	}
	eventually(t, p.s, "the last picture, exactly", p.exact)
	st := p.s.Status()[0]
	t.Logf("%.1f dB at worst; %s", worst, choicesOf(st))
	if n := p.chosen("remotefx") - before; n < frames*500*380/4 {
		t.Errorf("%d pixels by RemoteFX", n)
	}
	if n := p.chosen("exact") - exact; n < 500*380*9/10 {
		t.Errorf("%d pixels made better", n)
	}
	if st.Codec != "remotefx" || !strings.Contains(st.Why, "photos go remotefx") {
		t.Errorf("it is told as %q: %s", st.Codec, st.Why)
	}
	p.draw("text", p.m.Rect)
	p.paint(p.m.Rect)
	eventually(t, p.s, "text where the video was", p.exact)
}
