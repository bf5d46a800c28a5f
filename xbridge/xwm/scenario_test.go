package xwm_test

import (
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/shape"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xbridgetest"
)

func TestWindowAppearsWithAllThatItSays(t *testing.T) {
	w := newWorld(t)
	a := w.x.Atoms
	id := w.create(image.Rect(0, 0, 300, 200), false)
	w.title(id, "héllo 🙂")
	w.x.SetProperty(id, a["WM_CLASS"], a["STRING"], []byte("inst\x00Klass\x00"))
	w.x.SetWords(id, a["_NET_WM_PID"], a["CARDINAL"], 4711)
	w.x.SetWords(id, a["_NET_WM_ICON"], a["CARDINAL"], 1, 2, 0x80112233, 0xff445566)
	w.x.SetWords(id, a["WM_NORMAL_HINTS"], a["WM_SIZE_HINTS"], 1<<4|1<<5, 0, 0, 0, 0, 100, 50, 600, 500, 0, 0, 0, 0, 0, 0, 0, 0, 1)
	w.mapped(id)
	got := w.desk.Titled("héllo 🙂")
	if got.AppID != "Klass" || got.PID != 4711 || got.Kind != scene.Toplevel {
		t.Errorf("app id %q, pid %d, kind %v", got.AppID, got.PID, got.Kind)
	}
	if want := (scene.Limits{Min: image.Pt(108, 86), Max: image.Pt(608, 536)}); got.Limits != want {
		t.Errorf("limits %v, want %v", got.Limits, want)
	}
	if got.Icon == nil || len(got.Icon.Images) != 1 || string(got.Icon.Images[0].Pix) != "\x33\x22\x11\x80\x66\x55\x44\xff" {
		t.Errorf("icon %v", got.Icon)
	}
	if got.Inner().Size() != image.Pt(300, 200) {
		t.Errorf("content %v of %v", got.Inner(), got.Bounds)
	}
	w.desk.Eventually("it has the focus", func() bool { return w.focus() == id && w.desk.Active() == got.ID })
	w.desk.Eventually("it is the active window", func() bool { return w.has(w.x.Root, "_NET_ACTIVE_WINDOW", uint32(id)) })
	for _, list := range []string{"_NET_CLIENT_LIST", "_NET_CLIENT_LIST_STACKING"} {
		if !slices.Equal(w.words(w.x.Root, list), []uint32{uint32(id)}) {
			t.Errorf("%s = %v", list, w.words(w.x.Root, list))
		}
	}
	if s := w.words(id, "WM_STATE"); len(s) != 2 || s[0] != 1 {
		t.Errorf("WM_STATE = %v", s)
	}
}

func TestTitleChangesLater(t *testing.T) {
	w := newWorld(t)
	id, _ := w.window("before", image.Rect(0, 0, 50, 50))
	w.title(id, "after")
	w.desk.Titled("after")
	w.x.DeleteProperty(id, w.x.Atoms["_NET_WM_NAME"])
	w.x.SetProperty(id, w.x.Atoms["WM_NAME"], w.x.Atoms["STRING"], []byte("caf\xe9"))
	w.desk.Titled("café")
}

func TestSurfaceThatComesBeforeItsNameIsJoined(t *testing.T) {
	w := newWorld(t)
	w.desk.Do(func(tx *scene.Tx) {
		s := tx.NewSurface()
		w.wm.Watcher().SurfaceNew(tx, 77, s)
		w.wm.Watcher().SurfaceSerial(tx, 1<<33+5, s)
		tx.Commit(s, xbridgetest.Content(image.Pt(40, 30)))
	})
	id := w.create(image.Rect(0, 0, 40, 30), false)
	w.title(id, "early surface")
	xproto.MapWindow(w.x.Conn, id)
	w.viewable(id)
	w.ask(id, "WL_SURFACE_SERIAL", 5, 2)
	w.desk.Titled("early surface")
}

func TestWithdrawnWindowGoesAndComesBack(t *testing.T) {
	w := newWorld(t)
	id, first := w.window("again", image.Rect(0, 0, 50, 50))
	xproto.UnmapWindow(w.x.Conn, id)
	w.desk.Eventually("the window is gone", func() bool { return len(w.desk.Windows()) == 0 })
	w.desk.Eventually("it is withdrawn", func() bool { return w.has(id, "WM_STATE", 0) && !w.has(id, "WM_STATE", 1) })
	w.mapped(id)
	if second := w.desk.Titled("again"); second.ID == first.ID {
		t.Error("window ids must not be used again")
	}
	xproto.DestroyWindow(w.x.Conn, id)
	w.desk.Eventually("the window is destroyed", func() bool { return len(w.desk.Windows()) == 0 })
	w.desk.Eventually("no client is listed", func() bool { return len(w.words(w.x.Root, "_NET_CLIENT_LIST")) == 0 })
}

func TestWindowDiesBetweenMapAndProperty(t *testing.T) {
	w := newWorld(t)
	for range 50 {
		id := w.create(image.Rect(0, 0, 50, 50), false)
		xproto.MapWindow(w.x.Conn, id)
		w.title(id, "ghost")
		xproto.DestroyWindow(w.x.Conn, id)
	}
	w.window("alive", image.Rect(0, 0, 50, 50))
	if n := len(w.desk.Windows()); n != 1 {
		t.Errorf("%d windows", n)
	}
}

func TestMenuBelongsToTheActiveWindowOfItsClient(t *testing.T) {
	w := newWorld(t)
	_, owner := w.window("owner", image.Rect(0, 0, 300, 200))
	w.desk.Eventually("owner is active", func() bool { return w.desk.Active() == owner.ID })
	menu := w.create(image.Rect(123, 234, 223, 334), true)
	w.title(menu, "menu")
	w.mapped(menu)
	got := w.desk.Titled("menu")
	if got.Kind != scene.Menu || got.Owner != owner.ID || got.Bounds != image.Rect(123, 234, 223, 334) {
		t.Errorf("kind %v, owner %d, bounds %v", got.Kind, got.Owner, got.Bounds)
	}
	if w.desk.Active() != owner.ID {
		t.Error("a menu must not take the focus")
	}
	xproto.ConfigureWindow(w.x.Conn, menu, xproto.ConfigWindowX, []uint32{150})
	w.desk.Find("menu moved", func(x *scene.Window) bool { return x.Title == "menu" && x.Bounds.Min.X == 150 })

	tip := w.create(image.Rect(10, 10, 60, 30), true)
	w.title(tip, "tip")
	w.x.SetWords(tip, w.x.Atoms["_NET_WM_WINDOW_TYPE"], w.x.Atoms["ATOM"], uint32(w.x.Atoms["_NET_WM_WINDOW_TYPE_TOOLTIP"]))
	w.mapped(tip)
	if got := w.desk.Titled("tip"); got.Kind != scene.Tooltip {
		t.Errorf("kind %v", got.Kind)
	}
}

func TestDialogIsOwnedModalAndCentred(t *testing.T) {
	w := newWorld(t)
	parent, owner := w.window("parent", image.Rect(0, 0, 400, 300))
	id := w.create(image.Rect(0, 0, 100, 50), false)
	w.title(id, "dialog")
	a := w.x.Atoms
	w.x.SetWords(id, a["WM_TRANSIENT_FOR"], a["WINDOW"], uint32(parent))
	w.x.SetWords(id, a["_NET_WM_STATE"], a["ATOM"], uint32(a["_NET_WM_STATE_MODAL"]))
	w.mapped(id)
	got := w.desk.Titled("dialog")
	if got.Kind != scene.Dialog || got.Owner != owner.ID || got.State&scene.Modal == 0 {
		t.Errorf("kind %v, owner %d, state %b", got.Kind, got.Owner, got.State)
	}
	if want := owner.Bounds.Min.Add(image.Pt(150, 125)); got.Bounds.Min != want {
		t.Errorf("at %v, want %v", got.Bounds.Min, want)
	}
	xproto.UnmapWindow(w.x.Conn, id)
	w.desk.Eventually("the focus goes back to the owner", func() bool { return w.desk.Active() == owner.ID && w.focus() == parent })
}

// TestALargeDialogFitsItsMonitor, unless its user or its limits say otherwise.
func TestALargeDialogFitsItsMonitor(t *testing.T) {
	w := newWorld(t)
	a := w.x.Atoms
	parent, _ := w.window("parent", image.Rect(0, 0, 400, 300))
	const usSize, pPosition, pMinSize = 1 << 1, 1 << 2, 1 << 4
	for name, x := range map[string]struct {
		flags, least uint32
		want         image.Point
	}{
		"large":       {0, 0, image.Pt(1272, 800)},
		"placed":      {pPosition, 0, image.Pt(1272, 800)},
		"least size":  {pMinSize, 900, image.Pt(1272, 900+36)},
		"user's size": {usSize, 0, image.Pt(1272, 1000+36)},
	} {
		id := w.create(image.Rect(20, -100, 1284, 900), false)
		w.title(id, name)
		w.x.SetWords(id, a["WM_TRANSIENT_FOR"], a["WINDOW"], uint32(parent))
		w.x.SetWords(id, a["WM_NORMAL_HINTS"], a["WM_SIZE_HINTS"], x.flags, 0, 0, 0, 0, 0, x.least, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
		w.mapped(id)
		if got := w.desk.Titled(name).Bounds; got.Size() != x.want || got.Min != (image.Point{}) {
			t.Errorf("%s: at %v", name, got)
		}
		xproto.UnmapWindow(w.x.Conn, id)
	}
}

func TestStatesComeFromTheAppAndFromTheUser(t *testing.T) {
	w := newWorld(t)
	a := w.x.Atoms
	id, win := w.window("states", image.Rect(0, 0, 300, 200))
	before := win.Inner()
	w.ask(id, "_NET_WM_STATE", 1, uint32(a["_NET_WM_STATE_MAXIMIZED_VERT"]), uint32(a["_NET_WM_STATE_MAXIMIZED_HORZ"]))
	w.desk.Find("maximised", func(x *scene.Window) bool { return x.State&scene.Maximized != 0 })
	geometry := func() image.Rectangle {
		g, err := xproto.GetGeometry(w.x.Conn, xproto.Drawable(id)).Reply()
		if err != nil {
			t.Fatal(err)
		}
		return image.Rect(int(g.X), int(g.Y), int(g.X)+int(g.Width), int(g.Y)+int(g.Height))
	}
	w.desk.Eventually("it fills the output under its title bar", func() bool { return geometry() == image.Rect(0, 28, 1280, 800) })
	w.desk.Eventually("a title bar", func() bool { return slices.Equal(w.words(id, "_NET_FRAME_EXTENTS"), []uint32{0, 0, 28, 0}) })
	w.wish(win.ID, scene.Wish{What: scene.WantState, Mask: scene.Maximized})
	w.desk.Eventually("it has its old place", func() bool { return geometry() == before })
	w.desk.Eventually("the property says so", func() bool { return !w.has(id, "_NET_WM_STATE", uint32(a["_NET_WM_STATE_MAXIMIZED_VERT"])) })

	w.ask(id, "WM_CHANGE_STATE", 3)
	w.desk.Find("minimised", func(x *scene.Window) bool { return x.State&scene.Minimized != 0 })
	w.desk.Eventually("iconic", func() bool {
		return w.has(id, "WM_STATE", 3) && w.has(id, "_NET_WM_STATE", uint32(a["_NET_WM_STATE_HIDDEN"]))
	})
	w.ask(id, "_NET_ACTIVE_WINDOW", 2)
	w.desk.Find("restored", func(x *scene.Window) bool { return x.State&scene.Minimized == 0 })
	w.desk.Eventually("active", func() bool { return w.desk.Active() == win.ID && w.focus() == id })

	w.ask(id, "_NET_WM_STATE", 2, uint32(a["_NET_WM_STATE_FULLSCREEN"]), 0)
	w.desk.Find("fullscreen", func(x *scene.Window) bool { return x.State&scene.Fullscreen != 0 })
	w.desk.Eventually("it covers the output", func() bool { return geometry() == image.Rect(0, 0, 1280, 800) })
	w.desk.Eventually("no frame", func() bool { return slices.Equal(w.words(id, "_NET_FRAME_EXTENTS"), []uint32{0, 0, 0, 0}) })
}

func TestWindowComesUpAboveAFullscreenOne(t *testing.T) {
	w := newWorld(t)
	full, _ := w.window("full", image.Rect(0, 0, 300, 200))
	w.ask(full, "_NET_WM_STATE", 1, uint32(w.x.Atoms["_NET_WM_STATE_FULLSCREEN"]), 0)
	w.desk.Find("fullscreen", func(x *scene.Window) bool { return x.State&scene.Fullscreen != 0 })
	id, over := w.window("over", image.Rect(0, 0, 100, 100))
	w.desk.Eventually("it is active and on top", func() bool {
		stack := w.words(w.x.Root, "_NET_CLIENT_LIST_STACKING")
		return w.desk.Active() == over.ID && len(stack) == 2 && stack[1] == uint32(id)
	})
}

func TestUserResizesInStepsOfTheApp(t *testing.T) {
	w := newWorld(t)
	a := w.x.Atoms
	id := w.create(image.Rect(0, 0, 204, 104), false)
	w.title(id, "steps")
	w.x.SetWords(id, a["WM_NORMAL_HINTS"], a["WM_SIZE_HINTS"], 1|1<<6|1<<8, 0, 0, 0, 0, 0, 0, 0, 0, 10, 20, 0, 0, 0, 0, 4, 4, 1)
	xproto.ConfigureWindow(w.x.Conn, id, xproto.ConfigWindowX|xproto.ConfigWindowY, []uint32{500, 300})
	w.mapped(id)
	win := w.desk.Titled("steps")
	if win.Bounds.Min != image.Pt(500, 300) {
		t.Fatalf("USPosition was not respected: %v", win.Bounds)
	}
	b := win.Bounds
	b.Min.X -= 33 // pulled at the left edge
	w.wish(win.ID, scene.Wish{What: scene.WantBounds, Bounds: b})
	w.desk.Eventually("resized", func() bool {
		g, err := xproto.GetGeometry(w.x.Conn, xproto.Drawable(id)).Reply()
		return err == nil && g.Width == 234 && g.X == 474 // a frame of 4 pixels around it
	})
}

func TestCloseAsksThenKillsWhatDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	a := w.x.Atoms
	id := w.create(image.Rect(0, 0, 50, 50), false)
	w.title(id, "deaf")
	w.x.SetWords(id, a["WM_PROTOCOLS"], a["ATOM"], uint32(a["WM_DELETE_WINDOW"]), uint32(a["_NET_WM_PING"]))
	w.mapped(id)
	win := w.desk.Titled("deaf")
	closeIt := func() { w.desk.Do(func(tx *scene.Tx) { tx.Window(win.ID).Handle.Close(tx) }) }
	closeIt()
	w.desk.Eventually("it was asked", func() bool {
		items, _ := w.x.Queue.Take()
		for _, i := range items {
			if m, ok := i.Event.(xproto.ClientMessageEvent); ok && xproto.Atom(m.Data.Data32[0]) == a["WM_DELETE_WINDOW"] {
				return true
			}
		}
		return false
	})
	time.Sleep(50 * time.Millisecond)
	if len(w.desk.Windows()) != 1 {
		t.Fatal("it was killed at once")
	}
	w.clock(time.Minute)
	closeIt()
	w.desk.Eventually("it was killed", func() bool { return len(w.desk.Windows()) == 0 })
}

func TestFocusModels(t *testing.T) {
	w := newWorld(t)
	a := w.x.Atoms
	passive, _ := w.window("passive", image.Rect(0, 0, 50, 50))
	w.desk.Eventually("passive has the focus", func() bool { return w.focus() == passive })

	none := w.create(image.Rect(0, 0, 50, 50), false)
	w.title(none, "no input")
	w.x.SetWords(none, a["WM_HINTS"], a["WM_HINTS"], 1, 0, 0, 0, 0, 0, 0, 0, 0)
	w.mapped(none)
	w.desk.Titled("no input")
	if f := w.focus(); f != passive {
		t.Errorf("focus is %d", f)
	}

	global := w.create(image.Rect(0, 0, 50, 50), false)
	w.title(global, "global")
	w.x.SetWords(global, a["WM_HINTS"], a["WM_HINTS"], 1, 0, 0, 0, 0, 0, 0, 0, 0)
	w.x.SetWords(global, a["WM_PROTOCOLS"], a["ATOM"], uint32(a["WM_TAKE_FOCUS"]))
	w.mapped(global)
	w.desk.Titled("global")
	w.desk.Eventually("it is told to take the focus, with a time that is good for it", func() bool {
		items, _ := w.x.Queue.Take()
		for _, i := range items {
			m, ok := i.Event.(xproto.ClientMessageEvent)
			if ok && xproto.Atom(m.Data.Data32[0]) == a["WM_TAKE_FOCUS"] && m.Window == global {
				xproto.SetInputFocus(w.x.Conn, xproto.InputFocusParent, global, xproto.Timestamp(m.Data.Data32[1]))
				return true
			}
		}
		return false
	})
	w.desk.Eventually("it has taken it", func() bool { return w.focus() == global })
}

func TestNewWindowOfAnIdleUserTimeGetsNoFocus(t *testing.T) {
	w := newWorld(t)
	_, first := w.window("first", image.Rect(0, 0, 50, 50))
	id := w.create(image.Rect(0, 0, 50, 50), false)
	w.title(id, "shy")
	w.x.SetWords(id, w.x.Atoms["_NET_WM_USER_TIME"], w.x.Atoms["CARDINAL"], 0)
	w.mapped(id)
	w.desk.Titled("shy")
	if w.desk.Active() != first.ID {
		t.Error("it took the focus")
	}
}

func TestForeignClientCannotTakeTheFocus(t *testing.T) {
	w := newWorld(t)
	mine, _ := w.window("mine", image.Rect(0, 0, 50, 50))
	w.desk.Eventually("mine has the focus", func() bool { return w.focus() == mine })
	thief := &world{t: t, server: w.server, desk: w.desk, wm: w.wm, x: w.server.Open(), object: 1000}
	id := thief.create(image.Rect(0, 0, 50, 50), false)
	thief.title(id, "thief")
	thief.x.SetWords(id, thief.x.Atoms["_NET_WM_USER_TIME"], thief.x.Atoms["CARDINAL"], 0)
	thief.mapped(id)
	thief.desk.Titled("thief")
	xproto.SetInputFocus(thief.x.Conn, xproto.InputFocusParent, id, 0)
	w.desk.Eventually("the focus is given back", func() bool { return w.focus() == mine })
}

func TestShapeIsShown(t *testing.T) {
	w := newWorld(t)
	id, _ := w.window("shaped", image.Rect(0, 0, 100, 100))
	shape.Rectangles(w.x.Conn, shape.SoSet, shape.SkBounding, 0, id, 0, 0,
		[]xproto.Rectangle{{X: 10, Y: 20, Width: 30, Height: 40}})
	w.desk.Find("shaped window", func(x *scene.Window) bool {
		return slices.Equal(x.Content.Shape, []image.Rectangle{image.Rect(10, 20, 40, 60)})
	})
}

func TestShadowIsNotPartOfTheFrame(t *testing.T) {
	w := newWorld(t)
	id := w.create(image.Rect(0, 0, 140, 130), false)
	w.title(id, "shadow")
	w.x.SetWords(id, w.x.Atoms["_GTK_FRAME_EXTENTS"], w.x.Atoms["CARDINAL"], 10, 30, 5, 25)
	w.mapped(id)
	win := w.desk.Titled("shadow")
	if win.Bounds.Size() != image.Pt(100, 100) || win.Margins != (scene.Insets{Left: 10, Right: 30, Top: 5, Bottom: 25}) {
		t.Fatalf("bounds %v, margins %v", win.Bounds, win.Margins)
	}
	w.wish(win.ID, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(200, 100, 400, 300)})
	w.desk.Eventually("the X window is larger than the frame", func() bool {
		g, err := xproto.GetGeometry(w.x.Conn, xproto.Drawable(id)).Reply()
		return err == nil && g.X == 190 && g.Y == 95 && g.Width == 240 && g.Height == 230
	})
}

func TestAppMovesResizesAndDragsItself(t *testing.T) {
	w := newWorld(t)
	id, _ := w.window("self", image.Rect(0, 0, 100, 100))
	xproto.ConfigureWindow(w.x.Conn, id, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth, []uint32{40, 50, 120})
	w.desk.Find("moved", func(x *scene.Window) bool { return x.Bounds.Min == image.Pt(40, 50) })
	w.ask(id, "_NET_WM_MOVERESIZE", 10, 10, 4, 1, 1)
	w.ask(id, "_NET_WM_MOVERESIZE", 10, 10, 8, 1, 1)
	w.desk.Eventually("two drags", func() bool {
		return slices.Equal(w.desk.Grabs(), []scene.Edges{scene.Bottom | scene.Right, 0})
	})
	w.ask(id, "_GTK_SHOW_WINDOW_MENU", 2, 65, 0xFFFFFFF9, 0, 0)
	w.desk.Eventually("a menu", func() bool { return slices.Equal(w.desk.Menus(), []image.Point{{65, -7}}) })
	w.ask(id, "_NET_MOVERESIZE_WINDOW", 1|1<<8|1<<9, 70, 80, 0, 0)
	w.desk.Find("moved again", func(x *scene.Window) bool { return x.Bounds.Min == image.Pt(70, 80) })
}

func TestWindowReparentedIntoAnotherIsNoLongerOurs(t *testing.T) {
	w := newWorld(t)
	host, _ := w.window("host", image.Rect(0, 0, 100, 100))
	id, _ := w.window("plug", image.Rect(0, 0, 50, 50))
	xproto.ReparentWindow(w.x.Conn, id, host, 0, 0)
	w.desk.Eventually("only the host is left", func() bool {
		l := w.desk.Windows()
		return len(l) == 1 && l[0].Title == "host"
	})
}

func TestWindowManagerSaysWhatItSupports(t *testing.T) {
	w := newWorld(t)
	a := w.x.Atoms
	check := w.words(w.x.Root, "_NET_SUPPORTING_WM_CHECK")
	if len(check) != 1 {
		t.Fatal("no check window")
	}
	if again := w.words(xproto.Window(check[0]), "_NET_SUPPORTING_WM_CHECK"); !slices.Equal(again, check) {
		t.Errorf("the check window says %v", again)
	}
	said, err := w.x.ReadProperty(xproto.Window(check[0]), a["_NET_WM_NAME"], 4096)
	if err != nil || !strings.HasPrefix(string(said.Data), "LG3D") {
		t.Errorf("Java does not know a window manager that is called %q; %v", said.Data, err)
	}
	if !w.has(w.x.Root, "_NET_SUPPORTED", uint32(a["_NET_WM_STATE_FULLSCREEN"])) {
		t.Error("fullscreen is not announced")
	}
	r, err := xproto.GetSelectionOwner(w.x.Conn, a["WM_S0"]).Reply()
	if err != nil || uint32(r.Owner) != check[0] {
		t.Errorf("WM_S0 belongs to %v", r)
	}
	w.desk.Eventually("work area", func() bool { return slices.Equal(w.words(w.x.Root, "_NET_WORKAREA"), []uint32{0, 0, 1280, 800}) })
}

func TestBorderOfAManagedWindowIsTakenAway(t *testing.T) {
	w := newWorld(t)
	id := w.create(image.Rect(0, 0, 60, 40), false)
	w.title(id, "bordered")
	xproto.ConfigureWindow(w.x.Conn, id, xproto.ConfigWindowBorderWidth, []uint32{5})
	w.mapped(id)
	if win := w.desk.Titled("bordered"); win.Inner().Size() != image.Pt(60, 40) {
		t.Errorf("content %v", win.Inner())
	}
	menu := w.create(image.Rect(10, 10, 70, 50), true)
	w.title(menu, "bordered menu")
	xproto.ConfigureWindow(w.x.Conn, menu, xproto.ConfigWindowBorderWidth, []uint32{5})
	w.mapped(menu)
	if win := w.desk.Titled("bordered menu"); win.Bounds != image.Rect(10, 10, 80, 60) {
		t.Errorf("bounds %v", win.Bounds)
	}
}

func TestMinimisingAndRestoringDoNotWaitForTheApp(t *testing.T) {
	w := newWorld(t)
	_, win := w.window("quick", image.Rect(0, 0, 60, 40))
	for n := range 50 {
		w.desk.Do(func(tx *scene.Tx) {
			on := scene.State(0)
			if n%2 == 0 {
				on = scene.Minimized
			}
			tx.Window(win.ID).Handle.Configure(tx, scene.Wish{What: scene.WantState, State: on, Mask: scene.Minimized})
			if tx.Window(win.ID).State&scene.Minimized != on {
				t.Errorf("wish %d was not followed at once", n)
			}
		})
	}
	w.desk.Do(func(tx *scene.Tx) {})
	time.Sleep(100 * time.Millisecond)
	w.desk.Find("restored", func(x *scene.Window) bool { return x.State&scene.Minimized == 0 })
}

func TestFloodOfEventsBlocksNobody(t *testing.T) {
	w := newWorld(t)
	menu := w.create(image.Rect(0, 0, 50, 50), true)
	w.title(menu, "restless")
	w.mapped(menu)
	id, _ := w.window("victim", image.Rect(0, 0, 50, 50))
	const n = 20000
	for i := range n {
		xproto.ConfigureWindow(w.x.Conn, menu, xproto.ConfigWindowX, []uint32{uint32(i % 300)})
		if i%100 == 0 {
			w.title(id, "victim") // the window manager must ask for it
		}
	}
	xproto.ConfigureWindow(w.x.Conn, menu, xproto.ConfigWindowX, []uint32{333})
	w.title(id, "survivor")
	w.desk.Titled("survivor")
	w.desk.Find("the last position", func(x *scene.Window) bool { return x.Title == "restless" && x.Bounds.Min.X == 333 })
}

func TestDraggedWindowIsNeverThrownBack(t *testing.T) {
	w := newWorld(t)
	_, win := w.window("dragged", image.Rect(0, 0, 60, 40))
	stop, stopped := make(chan struct{}), make(chan bool)
	go func() {
		back, last := false, 0
		for {
			select {
			case <-stop:
				stopped <- back
				return
			default:
			}
			for _, o := range w.desk.Windows() {
				back = back || o.Bounds.Min.X < last
				last = o.Bounds.Min.X
			}
		}
	}()
	for x := 1; x <= 400; x++ {
		w.wish(win.ID, scene.Wish{What: scene.WantBounds, Bounds: win.Bounds.Add(image.Pt(x, 0))})
	}
	w.desk.Find("where it was dragged to", func(o *scene.Window) bool { return o.Bounds.Min == win.Bounds.Min.Add(image.Pt(400, 0)) })
	close(stop)
	if <-stopped {
		t.Error("it went back on its way")
	}
}
