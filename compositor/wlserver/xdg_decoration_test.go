package wlserver_test

import (
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

const (
	clientSide = wlproto.ZxdgToplevelDecorationV1ModeClientSide
	serverSide = wlproto.ZxdgToplevelDecorationV1ModeServerSide
)

func TestDecorationErrors(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	base := wlproto.XdgWmBaseProxy{Resource: c.Bound(wlproto.XdgWmBaseInterface)}
	manager := wlproto.ZxdgDecorationManagerV1Proxy{Resource: c.Bound(wlproto.ZxdgDecorationManagerV1Interface)}
	top := base.GetXdgSurface(c.Surface("x")).GetToplevel()
	manager.GetToplevelDecoration(top)
	c.Roundtrip()
	top.Destroy() // before its decoration
	c.Refused("zxdg_toplevel_decoration_v1", uint32(wlproto.ZxdgToplevelDecorationV1ErrorOrphaned))
}

// decorated is a window whose app speaks of its decoration.
type decorated struct {
	*wlclient.Toplevel
	deco  wlproto.ZxdgToplevelDecorationV1Proxy
	modes []wlproto.ZxdgToplevelDecorationV1Mode
}

// newDecorated opens a window; ask says what the app wants before it is shown.
func newDecorated(d *wltest.Desktop, c *wltest.Client, title string, ask func(wlproto.ZxdgToplevelDecorationV1Proxy)) *decorated {
	d.T.Helper()
	manager := wlproto.ZxdgDecorationManagerV1Proxy{Resource: c.Bound(wlproto.ZxdgDecorationManagerV1Interface)}
	top, err := c.NewToplevel(title, 300, 200)
	if err != nil {
		d.T.Fatal(err)
	}
	w := &decorated{Toplevel: top, deco: manager.GetToplevelDecoration(top.Toplevel)}
	w.deco.SetEvents(&wlproto.ZxdgToplevelDecorationV1Events{
		Configure: func(m wlproto.ZxdgToplevelDecorationV1Mode) { w.modes = append(w.modes, m) },
	})
	ask(w.deco)
	c.Roundtrip()
	w.Show(c.Buffer(w.Width, w.Height))
	c.Roundtrip()
	return w
}

func TestDecorationIsWhoseTheAppWants(t *testing.T) {
	for _, e := range []struct {
		name  string
		ask   func(wlproto.ZxdgToplevelDecorationV1Proxy)
		mode  wlproto.ZxdgToplevelDecorationV1Mode
		frame scene.Insets
	}{
		{"ours", func(p wlproto.ZxdgToplevelDecorationV1Proxy) { p.SetMode(serverSide) }, serverSide, scene.FrameInsets(0)},
		{"its own", func(p wlproto.ZxdgToplevelDecorationV1Proxy) { p.SetMode(clientSide) }, clientSide, scene.Insets{}},
		{"left to us", func(p wlproto.ZxdgToplevelDecorationV1Proxy) {}, serverSide, scene.FrameInsets(0)},
		{"left to us again", func(p wlproto.ZxdgToplevelDecorationV1Proxy) { p.SetMode(clientSide); p.UnsetMode() }, serverSide, scene.FrameInsets(0)},
		{"destroyed", func(p wlproto.ZxdgToplevelDecorationV1Proxy) { p.Destroy() }, 0, scene.Insets{}},
	} {
		t.Run(e.name, func(t *testing.T) {
			d := wltest.New(t)
			w := newDecorated(d, d.Client(), "x", e.ask)
			if n := len(w.modes); n > 0 && w.modes[n-1] != e.mode || n == 0 && e.mode != 0 {
				t.Errorf("modes %d, want %d", w.modes, e.mode)
			}
			if got := d.Window("x"); got.Frame != e.frame || got.Inner().Size() != image.Pt(300, 200) {
				t.Errorf("frame %v around %v", got.Frame, got.Inner())
			}
		})
	}
}

// TestFramedWindowKnowsItsOwnSize: the app is told of its part, the user of
// the whole.
func TestFramedWindowKnowsItsOwnSize(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := newDecorated(d, c, "x", func(p wlproto.ZxdgToplevelDecorationV1Proxy) { p.SetMode(serverSide) })
	w.Toplevel.Toplevel.SetMinSize(100, 50)
	w.Surface.Commit()
	c.Roundtrip()
	was := d.Window("x")
	if was.Limits.Min != image.Pt(108, 86) {
		t.Errorf("limits %v", was.Limits)
	}
	become := func(what string, wish scene.Wish, size image.Point, bounds image.Rectangle) {
		t.Helper()
		d.Comp.Wish(was.ID, wish)
		c.Until(what, func() bool { return image.Pt(w.Width, w.Height) == size })
		w.Show(c.Buffer(w.Width, w.Height))
		c.Roundtrip()
		d.Wait(what, func(v *scene.View) bool { return v.Windows[was.ID].Bounds == bounds })
	}
	state := func(on, mask scene.State) scene.Wish {
		return scene.Wish{What: scene.WantState, State: on, Mask: mask}
	}
	become("maximised", state(scene.Maximized, scene.Maximized), image.Pt(1280, 772), image.Rect(0, 0, 1280, 800))
	become("fullscreen", state(scene.Fullscreen, scene.Fullscreen), image.Pt(1280, 800), image.Rect(0, 0, 1280, 800))
	become("maximised again", state(0, scene.Fullscreen), image.Pt(1280, 772), image.Rect(0, 0, 1280, 800))
	become("as before", state(0, scene.Maximized), image.Pt(300, 200), was.Bounds)
	b := image.Rect(40, 50, 440, 350)
	become("resized", scene.Wish{What: scene.WantBounds, Bounds: b}, image.Pt(392, 264), b)
	w.deco.SetMode(clientSide)
	c.Roundtrip()
	w.Show(c.Buffer(w.Width, w.Height))
	c.Roundtrip()
	d.Wait("no frame", func(v *scene.View) bool {
		x := v.Windows[was.ID]
		return x.Frame == scene.Insets{} && x.Bounds.Size() == image.Pt(392, 264) && x.Limits.Min == image.Pt(100, 50)
	})
}

// TestFrameIsNoPartOfTheApp: neither pointer nor click reach it, its own
// coordinates begin inside, and popups are placed from there.
func TestFrameIsNoPartOfTheApp(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	w := newDecorated(d, c, "x", func(p wlproto.ZxdgToplevelDecorationV1Proxy) { p.SetMode(serverSide) })
	c.Name(w.Surface, "x")
	c.Window("behind", 1280, 800)
	win := d.Window("x")
	d.Comp.Wish(win.ID, scene.Wish{What: scene.WantActivate})
	d.Settle()
	s.Take()
	in := win.Inner().Min
	d.Input(seat.Motion{X: float64(in.X + 10), Y: float64(in.Y + 20)})
	s.Expect("enter x 10,20")
	d.Click(float64(win.Bounds.Min.X+50), float64(win.Bounds.Min.Y+16))
	s.Expect("leave x")
	d.Input(seat.Motion{X: float64(in.X), Y: float64(in.Y)})
	s.Expect("enter x 0,0")
}
