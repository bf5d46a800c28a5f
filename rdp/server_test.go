package rdp_test

import (
	"fmt"
	"image"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/client"
	"oriel/rdp/rdptest"
)

// eventually waits until f returns "", and fails with what it said last.
func eventually(t *testing.T, s *rdptest.Server, what string, f func() string) {
	t.Helper()
	last := ""
	for begin := time.Now(); time.Since(begin) < time.Minute; {
		asked := time.Now()
		if last = f(); last == "" {
			return
		}
		// Looking takes processors and locks from what is waited for.
		time.Sleep(max(5*time.Millisecond, time.Since(asked)))
	}
	t.Fatalf("%s: %s\n%s", what, last, s.Log)
}

// differs says where two pictures differ; "" for equal ones.
func differs(got *image.RGBA, want *scene.Image) string {
	if got == nil {
		return "no picture"
	}
	if got.Rect.Size() != want.Rect.Size() {
		return fmt.Sprintf("size %v, want %v", got.Rect.Size(), want.Rect.Size())
	}
	for y := range want.Rect.Dy() {
		g := got.Pix[got.PixOffset(got.Rect.Min.X, got.Rect.Min.Y+y):]
		w := want.Row(want.Rect.Min.Y+y, want.Rect.Min.X, want.Rect.Max.X)
		for x := range want.Rect.Dx() {
			g, w := [4]byte(g[4*x:]), [4]byte(w[4*x:])
			if w := [4]byte{w[2], w[1], w[0], w[3]}; g != w {
				return fmt.Sprintf("pixel %d,%d: %v, want %v", x, y, g, w)
			}
		}
	}
	return ""
}

// everyProfile runs f for each profile, and for slow paths and other depths, all
// at the same time.
func everyProfile(t *testing.T, f func(t *testing.T, opt client.Options)) {
	for _, c := range []struct {
		name string
		opt  client.Options
	}{
		{"rail", client.Options{Profile: client.RAIL}},
		{"classic", client.Options{Profile: client.Classic}},
		{"classic24", client.Options{Profile: client.Classic, NoGraphics: true, Depth: 24}},
		{"desktop", client.Options{Profile: client.Desktop}},
		{"classic surface bits", client.Options{Profile: client.Classic, NoGraphics: true, SurfaceBits: true}},
		{"surface", client.Options{Profile: client.Surface}},
		{"surface in small pieces", client.Options{Profile: client.Surface, MaxUpdate: 0x3FFF}},
		{"bitmap15", client.Options{Profile: client.Bitmap, Depth: 15}},
		{"bitmap16", client.Options{Profile: client.Bitmap, Depth: 16}},
		{"bitmap24", client.Options{Profile: client.Bitmap, Depth: 24}},
		{"bitmap32", client.Options{Profile: client.Bitmap, Depth: 32}},
		{"slowpath24", client.Options{Profile: client.Bitmap, Depth: 24, SlowPath: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.opt.Size = image.Pt(640, 480)
			f(t, c.opt)
		})
	}
}

// shows compares all that a client shows with the windows that there are.
func shows(s *rdptest.Server, c *client.Session, opt client.Options) string {
	size := c.View().Size
	want := s.Desktop.Picture(image.Rectangle{Max: size})
	if opt.Profile == client.Bitmap && opt.Depth < 24 && opt.Depth > 0 {
		reduce(want, opt.Depth)
	}
	if opt.Profile != client.RAIL {
		if e := differs(c.Desktop(), want); e != "" {
			return "desktop: " + e
		}
	}
	if opt.Profile != client.RAIL && opt.Profile != client.Classic {
		return ""
	}
	v := c.View()
	windows := s.Desktop.Windows()
	if len(v.Windows) != len(windows) {
		return fmt.Sprintf("%d windows, want %d", len(v.Windows), len(windows))
	}
	for _, w := range windows {
		got := v.Find(uint32(w.ID))
		if got == nil || got.Title != w.Title || got.Rect != w.Bounds || got.Owner != uint32(w.Owner) || !got.Visible {
			return fmt.Sprintf("window %+v, want %d %q %v", got, w.ID, w.Title, w.Bounds)
		}
		if opt.Profile == client.RAIL {
			if e := differs(c.Image(uint32(w.ID)), s.Desktop.Own(w.ID)); e != "" {
				return fmt.Sprintf("window %d: %s", w.ID, e)
			}
			continue
		}
		// The client cuts windows out of the desktop.
		seen := w.Bounds.Intersect(image.Rectangle{Max: size})
		crop := c.Image(uint32(w.ID)).SubImage(seen.Sub(w.Bounds.Min)).(*image.RGBA)
		if e := differs(shifted(crop), s.Desktop.Picture(seen)); e != "" {
			return fmt.Sprintf("crop of window %d: %s", w.ID, e)
		}
	}
	if len(v.Stack) != len(windows) {
		return fmt.Sprintf("stack %v of %d windows", v.Stack, len(windows))
	}
	for i, id := range v.Stack {
		if windows[len(windows)-1-i].ID != scene.WindowID(id) {
			return fmt.Sprintf("stack %v", v.Stack)
		}
	}
	return ""
}

// shifted returns a picture whose corner is the origin.
func shifted(m *image.RGBA) *image.RGBA {
	return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Sub(m.Rect.Min)}
}

// reduce does to a picture what 15 or 16 bits do.
func reduce(m *scene.Image, depth int) {
	green := uint(16 - depth + 2)
	for i := 0; i < len(m.Pix); i += 4 {
		b, g, r := m.Pix[i]>>3, m.Pix[i+1]>>green, m.Pix[i+2]>>3
		m.Pix[i], m.Pix[i+1], m.Pix[i+2] = b<<3|b>>2, g<<green|g>>(8-2*green), r<<3|r>>2
	}
}

func TestWindows(t *testing.T) {
	before := scene.LiveBuffers()
	t.Run("by", func(t *testing.T) { everyProfile(t, windows) })
	if n := scene.LiveBuffers() - before; n != 0 {
		t.Errorf("%d buffers leaked", n)
	}
}

func windows(t *testing.T, opt client.Options) {
	d := rdptest.NewDesktop()
	s := rdptest.Start(t, d, nil)
	a := d.Add(scene.Window{Title: "one", Bounds: image.Rect(50, 40, 251, 181)}, 1)
	c := s.Connect(opt)
	look := func(what string) {
		t.Helper()
		eventually(t, s, what, func() string { return shows(s, c, opt) })
	}
	look("one window")
	b := d.Add(scene.Window{Title: "zwei – ✓", Bounds: image.Rect(150, 100, 400, 333), Owner: a}, 2)
	look("two that overlap")
	m := d.Add(scene.Window{Title: "three", Bounds: image.Rect(-30, -20, 100, 90)}, 3)
	look("off the left and the top edge")
	d.Raise(a)
	look("raised with what it owns")
	d.Bounds(b, image.Rect(300, 220, 550, 453))
	look("moved")
	d.Bounds(a, image.Rect(50, 40, 300, 300))
	look("resized")
	d.Paint(b, 9)
	look("painted")
	d.Bounds(m, image.Rect(600, 450, 730, 560))
	look("off the right and the bottom edge")
	d.Remove(b)
	look("closed")
	for seed := range 20 {
		d.Paint(a, seed)
		d.Bounds(m, image.Rect(10*seed, 10, 10*seed+130, 120))
	}
	look("many changes")
	c.Close()
	s.Stop()
	d.Close()
}
