package xwm_test

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"github.com/jezek/xgb/shape"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// wide is the frame of a window that is neither maximised nor fullscreen.
var wide = scene.FrameInsets(0)

// extents is _NET_FRAME_EXTENTS of a frame.
func extents(f scene.Insets) []uint32 {
	return []uint32{uint32(f.Left), uint32(f.Right), uint32(f.Top), uint32(f.Bottom)}
}

// TestWhoGetsAFrame asks for the extents before the window is mapped, as
// toolkits do, and looks at the frame afterwards: both must say the same.
func TestWhoGetsAFrame(t *testing.T) {
	w := newWorld(t)
	a := w.x.Atoms
	none := scene.Insets{}
	kind := func(name string) func(id xproto.Window) {
		return func(id xproto.Window) {
			w.x.SetWords(id, a["_NET_WM_WINDOW_TYPE"], a["ATOM"], uint32(a["_NET_WM_WINDOW_TYPE_"+name]))
		}
	}
	motif := func(flags, decorations uint32) func(id xproto.Window) {
		return func(id xproto.Window) {
			w.x.SetWords(id, a["_MOTIF_WM_HINTS"], a["_MOTIF_WM_HINTS"], flags, 0, decorations, 0, 0)
		}
	}
	shaped := func(id xproto.Window) {
		shape.Rectangles(w.x.Conn, shape.SoSet, shape.SkBounding, 0, id, 0, 0, []xproto.Rectangle{{X: 5, Y: 5, Width: 20, Height: 20}})
	}
	for i, c := range []struct {
		what string
		set  func(id xproto.Window)
		want scene.Insets
	}{
		{"nothing said", nil, wide},
		{"normal", kind("NORMAL"), wide}, {"dialog", kind("DIALOG"), wide}, {"utility", kind("UTILITY"), wide},
		{"dock", kind("DOCK"), none}, {"desktop", kind("DESKTOP"), none}, {"splash", kind("SPLASH"), none},
		{"notification", kind("NOTIFICATION"), none},
		{"no decorations", motif(2, 0), none}, {"all decorations", motif(2, 1), wide}, {"decorations not said", motif(1, 0), wide},
		{"a border only", motif(2, 2), scene.Insets{Left: 4, Top: 4, Right: 4, Bottom: 4}},
		{"its own frame", func(id xproto.Window) {
			w.x.SetWords(id, a["_GTK_FRAME_EXTENTS"], a["CARDINAL"], 0, 0, 0, 0)
		}, none},
		{"shaped", shaped, none},
		{"shaped, with decorations", func(id xproto.Window) { shaped(id); motif(2, 1)(id) }, wide},
	} {
		id := w.create(image.Rect(0, 0, 60, 40), false)
		title := fmt.Sprint("frame ", i)
		w.title(id, title)
		if c.set != nil {
			c.set(id)
		}
		w.ask(id, "_NET_REQUEST_FRAME_EXTENTS")
		w.desk.Eventually(c.what+": the extents before it is mapped", func() bool {
			return slices.Equal(w.words(id, "_NET_FRAME_EXTENTS"), extents(c.want))
		})
		w.mapped(id)
		if win := w.desk.Titled(title); win.Frame != c.want || win.Inner().Size() != image.Pt(60, 40) {
			t.Errorf("%s: frame %v around %v, want %v", c.what, win.Frame, win.Inner(), c.want)
		}
		if got := w.words(id, "_NET_FRAME_EXTENTS"); !slices.Equal(got, extents(c.want)) {
			t.Errorf("%s: extents %v of a mapped window, want %v", c.what, got, c.want)
		}
	}
	menu := w.create(image.Rect(10, 10, 70, 50), true)
	w.title(menu, "override")
	w.mapped(menu)
	if win := w.desk.Titled("override"); win.Frame != none || win.Bounds != image.Rect(10, 10, 70, 50) {
		t.Errorf("an override-redirect window: frame %v, bounds %v", win.Frame, win.Bounds)
	}
}

func TestFrameGoesWhenTheAppTakesItAway(t *testing.T) {
	w := newWorld(t)
	id, win := w.window("changing", image.Rect(0, 0, 200, 100))
	hints := w.x.Atoms["_MOTIF_WM_HINTS"]
	w.x.SetWords(id, hints, hints, 2, 0, 0, 0, 0)
	bare := w.desk.Find("no frame", func(x *scene.Window) bool { return x.ID == win.ID && x.Frame == scene.Insets{} })
	if bare.Bounds != win.Inner() {
		t.Errorf("the content went from %v to %v", win.Inner(), bare.Bounds)
	}
	w.desk.Eventually("extents of 0", func() bool { return slices.Equal(w.words(id, "_NET_FRAME_EXTENTS"), []uint32{0, 0, 0, 0}) })
}

// TestPositionIsTheFramesByGravity: where an app asks to be is where the
// reference point of its frame goes (ICCCM 4.1.2.3, 4.1.5), and the client is
// told where its own window is.
func TestPositionIsTheFramesByGravity(t *testing.T) {
	const northWest, north, southEast, static = 1, 2, 9, 10
	w := newWorld(t)
	a := w.x.Atoms
	for _, c := range []struct {
		gravity uint32
		want    image.Point // of the X window, asked to be at 300,200
	}{
		{northWest, image.Pt(304, 232)}, {north, image.Pt(300, 232)}, {southEast, image.Pt(296, 196)}, {static, image.Pt(300, 200)},
	} {
		id := w.create(image.Rect(300, 200, 400, 250), false)
		title := fmt.Sprint("gravity ", c.gravity)
		w.title(id, title)
		w.x.SetWords(id, a["WM_NORMAL_HINTS"], a["WM_SIZE_HINTS"], 1|1<<9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, c.gravity)
		w.mapped(id)
		win := w.desk.Titled(title)
		if win.Inner().Min != c.want {
			t.Errorf("gravity %d: at first %v, want %v", c.gravity, win.Inner().Min, c.want)
		}
		at := func(p image.Point) func() bool {
			return func() bool {
				g, err := xproto.GetGeometry(w.x.Conn, xproto.Drawable(id)).Reply()
				return err == nil && image.Pt(int(g.X), int(g.Y)) == p
			}
		}
		w.desk.Eventually("the X window is there", at(c.want))
		xproto.ConfigureWindow(w.x.Conn, id, xproto.ConfigWindowX|xproto.ConfigWindowY, []uint32{500, 400})
		w.desk.Eventually("it has moved", at(c.want.Add(image.Pt(200, 200))))
		w.ask(id, "_NET_MOVERESIZE_WINDOW", c.gravity|1<<8|1<<9, 100, 90, 0, 0)
		w.desk.Eventually("a pager has moved it", at(c.want.Sub(image.Pt(200, 110))))
	}
}
