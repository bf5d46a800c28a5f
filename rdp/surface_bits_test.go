package rdp_test

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"oriel/rdp"
	"oriel/rdp/client"
)

// shown is how the server says that it shows the desktop.
func shown(s interface{ Status() []rdp.Client }) string {
	var out []string
	for _, c := range s.Status() {
		out = append(out, c.Profile+" by "+c.Codec)
	}
	return strings.Join(out, ", ")
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wanted rdp.Profile
		opt    client.Options
		shown  string
	}{
		{rdp.ProfileNone, client.Options{Profile: client.RAIL}, "rail by planar"},
		{rdp.ProfileNone, client.Options{Profile: client.Classic}, "classic by planar"},
		{rdp.ProfileNone, client.Options{Profile: client.Classic, NoGraphics: true}, "classic by planar bitmaps"},
		{rdp.ProfileNone, client.Options{Profile: client.Classic, NoGraphics: true, SurfaceBits: true}, "classic by remotefx"},
		{rdp.ProfileNone, client.Options{Profile: client.Desktop}, "desktop by planar"},
		{rdp.ProfileNone, client.Options{Profile: client.Surface}, "surface by remotefx"},
		{rdp.ProfileNone, client.Options{Profile: client.Surface, Depth: 16}, "surface by remotefx"},
		{rdp.ProfileNone, client.Options{Profile: client.Surface, NoRemoteFX: true}, "bitmap by planar bitmaps"},
		{rdp.ProfileNone, client.Options{Profile: client.Surface, SlowPath: true}, "bitmap by planar bitmaps"},
		{rdp.ProfileNone, client.Options{Profile: client.Bitmap, Depth: 16}, "bitmap by interleaved 16"},
		// What the server's owner wants counts as far as the client can.
		{rdp.ProfileClassic, client.Options{Profile: client.RAIL}, "classic by planar"},
		{rdp.ProfileSurface, client.Options{Profile: client.RAIL}, "classic by planar bitmaps"},
		{rdp.ProfileBitmap, client.Options{Profile: client.Classic}, "classic by planar bitmaps"},
		{rdp.ProfileSurface, client.Options{Profile: client.Surface, NoRemoteFX: true}, "surface by raw"},
		{rdp.ProfileSurface, client.Options{Profile: client.Surface, NoRemoteFX: true, MaxUpdate: 0x3FFF}, "surface by raw"},
		{rdp.ProfileSurface, client.Options{Profile: client.Desktop, SurfaceBits: true}, "surface by remotefx"},
		{rdp.ProfileBitmap, client.Options{Profile: client.Desktop, SurfaceBits: true, NoRemoteFX: true}, "bitmap by planar bitmaps"},
		{rdp.ProfileHiDef, client.Options{Profile: client.Desktop}, "desktop by planar"},
	} {
		t.Run(fmt.Sprintf("%s %s", c.wanted, c.shown), func(t *testing.T) {
			t.Parallel()
			s, d, a := stage(t, func(cfg *rdp.Config) { cfg.Profile = c.wanted })
			c.opt.Size = image.Pt(640, 480)
			x := s.Connect(c.opt)
			if c.wanted != rdp.ProfileNone && strings.HasPrefix(c.shown, "classic") {
				c.opt.Profile = client.Classic
			}
			look := func(what string) {
				t.Helper()
				eventually(t, s, what, func() string { return shows(s, x, c.opt) })
			}
			look("first picture")
			d.Paint(a, 7)
			look("painted")
			if got := shown(s); got != c.shown {
				t.Errorf("shown %s, want %s", got, c.shown)
			}
			if st := s.Status()[0]; len(st.Choices) == 0 || st.Why == "" {
				t.Errorf("how pixels travel is not told: %+v", st)
			}
		})
	}
	if p, err := rdp.ParseProfile("surface"); p != rdp.ProfileSurface || err != nil {
		t.Errorf("%v, %v", p, err)
	}
	if _, err := rdp.ParseProfile("fax"); err == nil || !strings.Contains(err.Error(), "auto, rail,") {
		t.Errorf("an unknown profile: %v", err)
	}
}

func TestSurfaceBitsWaitForAcknowledgements(t *testing.T) {
	s, d, a := stage(t, nil)
	opt := client.Options{Profile: client.Surface, Size: image.Pt(640, 480)}
	c := s.Connect(opt)
	eventually(t, s, "first picture", func() string { return shows(s, c, opt) })
	if err := c.HoldAcks(true); err != nil {
		t.Fatal(err)
	}
	before := s.Status()[0].Frames
	paintFor(d, a, 50)
	if n := s.Status()[0].Frames - before; n > 2 {
		t.Errorf("%d frames without an acknowledgement, and the client wants 2 at most", n)
	}
	if err := c.HoldAcks(false); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "newest state", func() string { return shows(s, c, opt) })
	if rtt := s.Status()[0].RTT; rtt <= 0 {
		t.Errorf("the round trip is %v", rtt)
	}
}
