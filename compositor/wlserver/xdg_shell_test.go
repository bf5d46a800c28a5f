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

// answer shows a buffer of the size that the last configure asked for.
func answer(c *wltest.Client, w *wlclient.Toplevel) {
	c.Roundtrip()
	w.Show(c.Buffer(w.Width, w.Height))
	c.Roundtrip()
}

// bounds waits until a window is where it should be.
func bounds(t *testing.T, d *wltest.Desktop, title string, want image.Rectangle) {
	t.Helper()
	d.Settle()
	if got := d.Window(title).Bounds; got != want {
		t.Errorf("%s is at %v, want %v", title, got, want)
	}
}

func TestMaximizeFullscreenRestore(t *testing.T) {
	d := wltest.New(t, scene.Output{ID: 1, Name: "A", Bounds: image.Rect(0, 0, 1000, 800), Work: image.Rect(0, 0, 1000, 760), Scale: 1, Primary: true})
	c := d.Client()
	w := c.Window("w", 200, 100)
	place(d, d.Window("w").ID, 50, 60)
	start := image.Rect(50, 60, 250, 160)
	for _, step := range []struct {
		name  string
		ask   func()
		want  image.Rectangle
		state scene.State
		told  wlproto.XdgToplevelState
	}{
		{"maximise", func() { w.Toplevel.SetMaximized() }, image.Rect(0, 0, 1000, 760), scene.Maximized, wlproto.XdgToplevelStateMaximized},
		{"fullscreen", func() { w.Toplevel.SetFullscreen(wlproto.WlOutputProxy{}) }, image.Rect(0, 0, 1000, 800), scene.Maximized | scene.Fullscreen, wlproto.XdgToplevelStateFullscreen},
		{"back to maximised", func() { w.Toplevel.UnsetFullscreen() }, image.Rect(0, 0, 1000, 760), scene.Maximized, wlproto.XdgToplevelStateMaximized},
		{"restore", func() { w.Toplevel.UnsetMaximized() }, start, 0, wlproto.XdgToplevelStateActivated},
	} {
		step.ask()
		answer(c, w)
		bounds(t, d, "w", step.want)
		const mask = scene.Maximized | scene.Fullscreen
		if got := d.Window("w").State & mask; got != step.state {
			t.Errorf("%s: state %b, want %b", step.name, got, step.state)
		}
		if !w.Has(step.told) {
			t.Errorf("%s: the app was told %v", step.name, w.States)
		}
	}
}

func TestAStateStaysUntilTheAppHasAnswered(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 200, 100)
	place(d, d.Window("w").ID, 50, 60)
	w.Toplevel.SetMaximized()
	c.Roundtrip()
	bounds(t, d, "w", image.Rect(50, 60, 250, 160))
	if d.Window("w").State&scene.Maximized != 0 {
		t.Error("maximised before the app drew it")
	}
}

func TestResizeKeepsTheSideThatIsNotPulled(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 200, 100)
	id := d.Window("w").ID
	place(d, id, 100, 100)
	d.Comp.Wish(id, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(60, 70, 300, 200)})
	d.Settle()
	c.Roundtrip()
	if w.Width != 240 || w.Height != 130 {
		t.Fatalf("asked for %dx%d", w.Width, w.Height)
	}
	// A terminal rounds down to whole characters.
	w.Show(c.Buffer(235, 125))
	c.Roundtrip()
	bounds(t, d, "w", image.Rect(65, 75, 300, 200))
}

func TestMoveNeedsNoAnswer(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 200, 100)
	id, n := d.Window("w").ID, w.Configures
	d.Comp.Wish(id, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(-30, 40, 170, 140)})
	bounds(t, d, "w", image.Rect(-30, 40, 170, 140))
	c.Roundtrip()
	if w.Configures != n {
		t.Error("a move was told to the app")
	}
}

func TestMinimizeAndBack(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	a, b := c.Window("a", 100, 100), c.Window("b", 100, 100)
	b.Toplevel.SetMinimized()
	c.Roundtrip()
	d.Settle()
	if d.Window("b").State&scene.Minimized == 0 || d.Window("a").State&scene.Activated == 0 {
		t.Fatal("minimising did not hand the focus on")
	}
	d.Comp.Wish(d.Window("b").ID, scene.Wish{What: scene.WantActivate | scene.WantState, Mask: scene.Minimized})
	d.Settle()
	c.Roundtrip()
	if d.Window("b").State != scene.Activated || !b.Has(wlproto.XdgToplevelStateActivated) || a.Has(wlproto.XdgToplevelStateActivated) {
		t.Fatalf("b is %b; told a: %v, b: %v", d.Window("b").State, a.States, b.States)
	}
}

func TestCloseIsAWish(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 10, 10)
	d.Comp.Wish(d.Window("w").ID, scene.Wish{What: scene.WantClose})
	c.Until("close", func() bool { return w.Closed })
	w.Close()
	c.Roundtrip()
	d.Wait("the window to go", func(v *scene.View) bool { return len(v.Windows) == 0 })
}

func TestParentsLimitsAndNames(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	p, w := c.Window("parent", 300, 300), c.Window("child", 100, 100)
	w.Toplevel.SetParent(p.Toplevel)
	w.Toplevel.SetAppId("org.example")
	w.Toplevel.SetMinSize(50, 40)
	w.Toplevel.SetMaxSize(500, 400)
	w.Surface.Commit()
	w.Toplevel.SetTitle("title")
	c.Roundtrip()
	d.Settle()
	x := d.Window("title")
	if x.Owner != d.Window("parent").ID || x.Kind != scene.Dialog || x.AppID != "org.example" ||
		x.Limits != (scene.Limits{Min: image.Pt(50, 40), Max: image.Pt(500, 400)}) {
		t.Errorf("%+v", x)
	}
	p.Close()
	c.Roundtrip()
	d.Settle()
	if d.Window("title").Owner != 0 {
		t.Error("the owner is gone, and still named")
	}
}

// TestALargeDialogIsAskedToFit its monitor, as far as it can.
func TestALargeDialogIsAskedToFit(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	p := c.Window("parent", 300, 300)
	for _, x := range []struct {
		size, least, want image.Point
		owned             bool
	}{
		{size: image.Pt(1200, 949), want: image.Pt(1200, 800), owned: true},
		{size: image.Pt(1400, 949), least: image.Pt(0, 900), want: image.Pt(1280, 900), owned: true},
		{size: image.Pt(1280, 800), want: image.Pt(1280, 800), owned: true},
		{size: image.Pt(1200, 949), want: image.Pt(1200, 949)},
	} {
		w, err := c.NewToplevel("dialog", x.size.X, x.size.Y)
		if err != nil {
			t.Fatal(err)
		}
		if x.owned {
			w.Toplevel.SetParent(p.Toplevel)
		}
		w.Toplevel.SetMinSize(int32(x.least.X), int32(x.least.Y))
		w.Show(c.Buffer(x.size.X, x.size.Y))
		c.Roundtrip()
		if got := image.Pt(w.Width, w.Height); got != x.want {
			t.Errorf("%+v: it is asked to be %v", x, got)
		}
		w.Show(c.Buffer(x.want.X, x.want.Y))
		c.Roundtrip()
		d.Settle()
		if b := d.Window("dialog").Bounds; b.Size() != x.want || x.owned && (b.Min.X < 0 || b.Min.Y != 0) {
			t.Errorf("%+v: it is at %v", x, b)
		}
		w.Close()
		c.Roundtrip()
		d.Settle()
	}
}

func TestWindowGeometryMakesMargins(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 120, 110)
	place(d, d.Window("w").ID, 200, 200)
	w.XdgSurface.SetWindowGeometry(10, 5, 100, 90)
	w.Surface.Commit()
	c.Roundtrip()
	bounds(t, d, "w", image.Rect(200, 200, 300, 290))
	if m := d.Window("w").Margins; m != (scene.Insets{Left: 10, Top: 5, Right: 10, Bottom: 15}) {
		t.Errorf("margins %+v", m)
	}
}

func TestUnmapAndMapAgain(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 100, 100)
	first := d.Window("w").ID
	w.Surface.Attach(wlproto.WlBufferProxy{}, 0, 0)
	w.Surface.Commit()
	c.Roundtrip()
	d.Wait("the window to go", func(v *scene.View) bool { return len(v.Windows) == 0 })
	n := w.Configures
	w.Surface.Commit()
	c.Until("a new first configure", func() bool { return w.Configures > n })
	answer(c, w)
	if id := d.Window("w").ID; id == first {
		t.Error("the window's id was used again")
	}
}

func TestInteractiveMoveAndResize(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	w := c.Window("w", 200, 100)
	place(d, d.Window("w").ID, 100, 100)
	d.Input(seat.Motion{X: 110, Y: 110}, seat.Button{Code: seat.BtnLeft, Down: true})
	d.Settle()
	c.Roundtrip()
	w.Toplevel.Move(s.Seat, s.Serial)
	c.Roundtrip()
	d.Input(seat.Motion{X: 150, Y: 90}, seat.Button{Code: seat.BtnLeft})
	bounds(t, d, "w", image.Rect(140, 80, 340, 180))

	d.Input(seat.Motion{X: 335, Y: 175}, seat.Button{Code: seat.BtnLeft, Down: true})
	d.Settle()
	c.Roundtrip()
	w.Toplevel.Resize(s.Seat, s.Serial, wlproto.XdgToplevelResizeEdgeBottomRight)
	c.Roundtrip()
	d.Input(seat.Motion{X: 385, Y: 195})
	d.Settle()
	answer(c, w)
	bounds(t, d, "w", image.Rect(140, 80, 390, 200))
	d.Input(seat.Button{Code: seat.BtnLeft})
}

// TestWindowMenu: an app asks for it with the serial of a click, at a place of
// its own part of the window.
func TestWindowMenu(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	w := c.Window("w", 200, 100)
	place(d, d.Window("w").ID, 100, 100)
	menu := func() (at image.Point) {
		c.Roundtrip()
		d.View(func(v *scene.View) {
			for _, w := range v.Windows {
				if w.Kind == scene.Menu {
					at = w.Bounds.Min
				}
			}
		})
		return at
	}
	w.Toplevel.ShowWindowMenu(s.Seat, 0, 5, 6)
	if at := menu(); at != (image.Point{}) {
		t.Errorf("without a click there is one at %v", at)
	}
	d.Input(seat.Motion{X: 110, Y: 110}, seat.Button{Code: seat.BtnRight, Down: true})
	d.Settle()
	c.Roundtrip()
	w.Toplevel.ShowWindowMenu(s.Seat, s.Serial, 5, 6)
	if at := menu(); at != image.Pt(105, 106) {
		t.Errorf("the menu is at %v", at)
	}
	// The layout's letters choose: x is where a German keyboard has it, too.
	d.Input(seat.Button{Code: seat.BtnRight}, seat.Layout{ID: 0x407}, seat.Key{Code: 45, Down: true}, seat.Key{Code: 45})
	d.Settle()
	answer(c, w)
	if w := d.Window("w"); w.State&scene.Maximized == 0 {
		t.Errorf("it is %+v", w)
	}
	if at := menu(); at != (image.Point{}) {
		t.Errorf("it is still at %v", at)
	}
}

func TestShellErrors(t *testing.T) {
	d := wltest.New(t)
	for _, e := range []struct {
		name, iface string
		code        uint32
		sin         func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy)
	}{
		{"a buffer before the first configure", "xdg_surface", uint32(wlproto.XdgSurfaceErrorUnconfiguredBuffer),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				base.GetXdgSurface(x).GetToplevel()
				x.Attach(c.Buffer(4, 4).WlBufferProxy, 0, 0)
				x.Commit()
			}},
		{"an unknown serial", "xdg_surface", uint32(wlproto.XdgSurfaceErrorInvalidSerial),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				xs := base.GetXdgSurface(x)
				xs.GetToplevel()
				xs.AckConfigure(0x7777)
			}},
		{"two roles", "xdg_surface", uint32(wlproto.XdgSurfaceErrorAlreadyConstructed),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				xs := base.GetXdgSurface(x)
				xs.GetToplevel()
				xs.GetToplevel()
			}},
		{"an xdg_surface that dies before its role", "xdg_surface", uint32(wlproto.XdgSurfaceErrorDefunctRoleObject),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				xs := base.GetXdgSurface(x)
				xs.GetToplevel()
				xs.Destroy()
			}},
		{"a window that is its own parent", "xdg_toplevel", uint32(wlproto.XdgToplevelErrorInvalidParent),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				top := base.GetXdgSurface(x).GetToplevel()
				top.SetParent(top)
			}},
		{"a minimum above the maximum", "xdg_toplevel", uint32(wlproto.XdgToplevelErrorInvalidSize),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				top := base.GetXdgSurface(x).GetToplevel()
				top.SetMinSize(100, 100)
				top.SetMaxSize(50, 200)
				x.Commit()
			}},
		{"no window geometry", "xdg_surface", uint32(wlproto.XdgSurfaceErrorInvalidSize),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				xs := base.GetXdgSurface(x)
				xs.GetToplevel()
				xs.SetWindowGeometry(0, 0, 0, 10)
			}},
		{"a positioner without a size", "xdg_wm_base", uint32(wlproto.XdgWmBaseErrorInvalidPositioner),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				parent := base.GetXdgSurface(c.Surface("p"))
				parent.GetToplevel()
				base.GetXdgSurface(x).GetPopup(parent, base.CreatePositioner())
			}},
		{"a base that dies before its surfaces", "xdg_wm_base", uint32(wlproto.XdgWmBaseErrorDefunctSurfaces),
			func(c *wltest.Client, base wlproto.XdgWmBaseProxy, x wlproto.WlSurfaceProxy) {
				base.GetXdgSurface(x)
				base.Destroy()
			}},
	} {
		t.Run(e.name, func(t *testing.T) {
			c := d.Client()
			e.sin(c, wlproto.XdgWmBaseProxy{Resource: c.Bound(wlproto.XdgWmBaseInterface)}, c.Surface("x"))
			c.Refused(e.iface, e.code)
		})
	}
	d.Client().Window("still served", 10, 10)
	d.Window("still served")
}

func TestMaximisedWindowFollowsItsMonitor(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 200, 100)
	w.Toplevel.SetMaximized()
	answer(c, w)
	bounds(t, d, "w", image.Rect(0, 0, 1280, 800))
	d.Comp.SetOutputs([]scene.Output{{ID: 1, Name: "A", Bounds: image.Rect(0, 0, 640, 480), Scale: 1, Primary: true}})
	d.Settle()
	answer(c, w)
	bounds(t, d, "w", image.Rect(0, 0, 640, 480))
}

// TestAMaximisedWindowComesBackInReach: its old place may be off a desktop that
// has become smaller meanwhile.
func TestAMaximisedWindowComesBackInReach(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 200, 100)
	place(d, d.Window("w").ID, 900, 600)
	w.Toplevel.SetMaximized()
	answer(c, w)
	d.Comp.SetOutputs([]scene.Output{{ID: 1, Name: "A", Bounds: image.Rect(0, 0, 640, 480), Scale: 1, Primary: true}})
	d.Settle()
	answer(c, w)
	w.Toplevel.UnsetMaximized()
	answer(c, w)
	bounds(t, d, "w", image.Rect(440, 380, 640, 480))
}

// TestAWindowThatStartsMaximisedChoosesItsSizeLater: Firefox is, where it finds
// no better size, and a size of nothing would make it as small as it can be.
func TestAWindowThatStartsMaximisedChoosesItsSizeLater(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w, err := c.NewToplevel("w", 600, 400)
	if err != nil {
		t.Fatal(err)
	}
	c.Name(w.Surface, "w")
	w.Toplevel.SetMaximized()
	answer(c, w)
	bounds(t, d, "w", image.Rect(0, 0, 1280, 800))
	w.Toplevel.UnsetMaximized()
	c.Roundtrip()
	if w.Width != 600 || w.Height != 400 {
		t.Errorf("asked for %dx%d", w.Width, w.Height)
	}
	w.Show(c.Buffer(1280, 800)) // Firefox has answered by now, and still draws what it was
	c.Roundtrip()
	w.Show(c.Buffer(600, 400))
	c.Roundtrip()
	bounds(t, d, "w", image.Rect(340, 200, 940, 600))
	c.Window("another", 10, 10) // which takes the focus
	c.Roundtrip()
	if w.Width != 600 || w.Height != 400 {
		t.Errorf("without the focus asked for %dx%d", w.Width, w.Height)
	}
}
