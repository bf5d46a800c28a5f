package xwm_test

import (
	"bytes"
	"image"
	"slices"
	"testing"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xbridgetest"
	"oriel/xbridge/xwm"
)

// outputs gives the desktop one output of a scale.
func (w *world) outputs(scale float64, b image.Rectangle) {
	w.desk.Do(func(tx *scene.Tx) {
		tx.SetOutputs([]scene.Output{{ID: 1, Bounds: b, Work: b, Scale: scale, Primary: true}})
	})
}

func (w *world) geometry(id xproto.Window) image.Rectangle {
	g, err := xproto.GetGeometry(w.x.Conn, xproto.Drawable(id)).Reply()
	if err != nil {
		w.t.Fatal(err)
	}
	return image.Rect(int(g.X), int(g.Y), int(g.X)+int(g.Width), int(g.Y)+int(g.Height))
}

func TestNativeWindowsHaveTheMonitorsPixels(t *testing.T) {
	w := newWorldOf(t, xwm.Config{Native: true})
	w.outputs(2, image.Rect(0, 0, 640, 400))
	w.desk.Eventually("the larger desktop", func() bool {
		return slices.Equal(w.words(w.x.Root, "_NET_DESKTOP_GEOMETRY"), []uint32{1280, 800})
	})
	id := w.create(image.Rect(200, 100, 600, 300), false)
	w.title(id, "fine")
	w.x.SetWords(id, w.x.Atoms["WM_NORMAL_HINTS"], w.x.Atoms["WM_SIZE_HINTS"],
		1|1<<4, 200, 100, 400, 200, 100, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) // USPosition, PMinSize
	xproto.MapWindow(w.x.Conn, id)
	w.viewable(id)
	// Xwayland's surface has the size that the Wayland server makes of it.
	w.object++
	w.name(id, w.object)
	w.desk.Do(func(tx *scene.Tx) {
		s := tx.NewSurface()
		w.wm.Watcher().SurfaceNew(tx, w.object, s)
		tx.Commit(s, xbridgetest.Content(image.Pt(200, 100)))
	})
	win := w.desk.Titled("fine")
	if win.Inner() != image.Rect(104, 82, 304, 182) || win.Frame != scene.FrameInsets(0) || win.Limits.Min != image.Pt(58, 66) {
		t.Errorf("the scene has %v (frame %v, limits %v)", win.Inner(), win.Frame, win.Limits)
	}
	if e := w.words(id, "_NET_FRAME_EXTENTS"); !slices.Equal(e, []uint32{8, 8, 64, 8}) {
		t.Errorf("frame extents %v", e)
	}
	// What the user wishes comes back as twice as many pixels.
	w.wish(win.ID, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(10, 20, 218, 156)})
	w.desk.Eventually("the wish", func() bool { return w.geometry(id) == image.Rect(28, 104, 428, 304) })
	// A size that is no whole number of logical pixels stays when it is moved.
	w.x.SetWords(id, w.x.Atoms["WM_NORMAL_HINTS"], w.x.Atoms["WM_SIZE_HINTS"], make([]uint32, 18)...)
	xproto.ConfigureWindow(w.x.Conn, id, xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, []uint32{401, 303})
	w.desk.Eventually("the odd size", func() bool { return w.geometry(id) == image.Rect(28, 104, 429, 407) })
	w.wish(win.ID, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(30, 20, 30+8+201, 20+36+152)})
	w.desk.Eventually("the move", func() bool { return w.geometry(id) == image.Rect(68, 104, 469, 407) })
	xproto.ConfigureWindow(w.x.Conn, id, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight,
		[]uint32{20, 40, 400, 200})
	w.desk.Eventually("where it was", func() bool { return w.geometry(id) == image.Rect(28, 104, 428, 304) })
	// On a coarser monitor the window keeps its place and size as it is seen.
	w.outputs(1, image.Rect(0, 0, 640, 400))
	w.desk.Eventually("the coarser window", func() bool { return w.geometry(id) == image.Rect(14, 52, 214, 152) })
}

// TestAMaximisedWindowComesBackInReach: the title bar too, which is ours, after
// the desktop has become smaller.
func TestAMaximisedWindowComesBackInReach(t *testing.T) {
	w := newWorld(t)
	w.outputs(1, image.Rect(0, 0, 1000, 800))
	id := w.create(image.Rect(700, 600, 900, 700), false)
	w.title(id, "far")
	w.x.SetWords(id, w.x.Atoms["WM_NORMAL_HINTS"], w.x.Atoms["WM_SIZE_HINTS"],
		1, 700, 600, 200, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) // USPosition
	xproto.MapWindow(w.x.Conn, id)
	w.viewable(id)
	w.object++
	w.name(id, w.object)
	w.desk.Do(func(tx *scene.Tx) {
		s := tx.NewSurface()
		w.wm.Watcher().SurfaceNew(tx, w.object, s)
		tx.Commit(s, xbridgetest.Content(image.Pt(200, 100)))
	})
	win := w.desk.Titled("far").ID
	maximized := func(on scene.State) {
		w.wish(win, scene.Wish{What: scene.WantState, State: on, Mask: scene.Maximized})
	}
	maximized(scene.Maximized)
	w.desk.Eventually("maximised", func() bool { return w.geometry(id).Dx() == 1000 })
	w.outputs(1, image.Rect(0, 0, 500, 400))
	w.desk.Eventually("maximised on less", func() bool { return w.geometry(id).Dx() == 500 })
	maximized(0)
	want := scene.FrameInsets(0).Inside(image.Rect(500-208, 400-136, 500, 400))
	w.desk.Eventually("in reach", func() bool { return w.geometry(id) == want })
}

func TestAppsAreToldHowLargeToDraw(t *testing.T) {
	w := newWorldOf(t, xwm.Config{Native: true})
	resources := func(want string) {
		t.Helper()
		w.desk.Eventually("the resources "+want, func() bool {
			p, err := w.x.ReadProperty(w.x.Root, w.x.Atoms["RESOURCE_MANAGER"], 4096)
			return err == nil && string(p.Data) == want
		})
	}
	settings := func(want []byte) {
		t.Helper()
		w.desk.Eventually("the settings", func() bool {
			r, err := xproto.GetSelectionOwner(w.x.Conn, w.x.Atoms["_XSETTINGS_S0"]).Reply()
			if err != nil || r.Owner == 0 {
				return false
			}
			p, err := w.x.ReadProperty(r.Owner, w.x.Atoms["_XSETTINGS_SETTINGS"], 4096)
			return err == nil && bytes.Contains(p.Data, want)
		})
	}
	resources("Xft.dpi:\t96\nXcursor.size:\t24\n")
	w.x.SetProperty(w.x.Root, w.x.Atoms["RESOURCE_MANAGER"], w.x.Atoms["STRING"], []byte("*background: red\nXft.dpi: 7\n"))
	if _, err := w.x.ReadProperty(w.x.Root, w.x.Atoms["RESOURCE_MANAGER"], 4096); err != nil { // the server has it
		t.Fatal(err)
	}
	w.outputs(1.5, image.Rect(0, 0, 640, 400))
	resources("*background: red\nXft.dpi:\t144\nXcursor.size:\t36\n")
	// Xft/DPI is 144 * 1024, after name and serial.
	settings([]byte("Xft/DPI\x00\x02\x00\x00\x00\x00\x40\x02\x00"))
	w.outputs(2.5, image.Rect(0, 0, 640, 400))
	settings([]byte("Gdk/WindowScalingFactor\x00\x03\x00\x00\x00\x02\x00\x00\x00"))
	settings([]byte("Gdk/UnscaledDPI\x00\x03\x00\x00\x00\x00\xe0\x01\x00")) // 120 * 1024
	// Text that is larger by a quarter, and windows as they are.
	w.desk.Do(func(tx *scene.Tx) {
		o := slices.Clone(tx.Outputs())
		o[0].TextScale = 1.25
		tx.SetOutputs(o)
	})
	settings([]byte("Gdk/UnscaledDPI\x00\x04\x00\x00\x00\x00\x58\x02\x00")) // 150 * 1024
	settings([]byte("Gdk/WindowScalingFactor\x00\x04\x00\x00\x00\x02\x00\x00\x00"))
}
