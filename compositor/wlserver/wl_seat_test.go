package wlserver_test

import (
	"image"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

const left = seat.BtnLeft

func down(code uint16) seat.Event { return seat.Button{Code: code, Down: true} }
func up(code uint16) seat.Event   { return seat.Button{Code: code} }

// place moves a window.
func place(d *wltest.Desktop, id scene.WindowID, x, y int) {
	d.Do(func(tx *scene.Tx) {
		tx.Change(id, func(w *scene.Window) { w.Bounds = w.Bounds.Add(image.Pt(x, y).Sub(w.Bounds.Min)) })
	})
}

func TestPointer(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	w := c.Window("w", 200, 100)
	place(d, d.Window("w").ID, 300, 200)
	s.Expect("focus w")

	d.Input(seat.Motion{X: 310.5, Y: 220}, seat.Motion{X: 311, Y: 221})
	s.Expect("enter w 10.5,20", "motion 11,21")
	d.Input(down(left), seat.Motion{X: 0, Y: 0}, down(seat.BtnRight), up(left), up(seat.BtnRight))
	s.Expect("button 0x110 down", "motion -300,-200", "button 0x111 down", "button 0x110 up", "button 0x111 up", "leave w")

	// The window comes to the pointer, and goes away from it.
	place(d, d.Window("w").ID, -5, -5)
	s.Expect("enter w 5,5")
	w.Close() // and with it the surface that a leave would have to name
	s.Expect()
	if s.Caps != wlproto.WlSeatCapabilityPointer|wlproto.WlSeatCapabilityKeyboard || s.Name == "" {
		t.Errorf("seat %q can %d", s.Name, s.Caps)
	}
	if s.Frames < 5 {
		t.Errorf("%d frames", s.Frames)
	}
}

func TestPointerTakesInputRegions(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	w := c.Window("w", 200, 100)
	place(d, d.Window("w").ID, 100, 100)

	sub := c.Surface("sub")
	comp := wlproto.WlCompositorProxy{Resource: c.Bound(wlproto.WlCompositorInterface)}
	role := wlproto.WlSubcompositorProxy{Resource: c.Bound(wlproto.WlSubcompositorInterface)}.GetSubsurface(sub, w.Surface)
	role.SetPosition(20, 10)
	sub.Attach(c.Buffer(50, 50).WlBufferProxy, 0, 0)
	sub.Commit()
	w.Surface.Commit()
	c.Roundtrip()
	s.Take()

	d.Input(seat.Motion{X: 101, Y: 101}, seat.Motion{X: 125, Y: 115})
	s.Expect("enter w 1,1", "leave w", "enter sub 5,5")

	// A hole in the subsurface shows the window, one in both nothing.
	r := comp.CreateRegion()
	r.Add(0, 0, 10, 10)
	sub.SetInputRegion(r)
	sub.Commit()
	r.Add(0, 0, 60, 100)
	w.Surface.SetInputRegion(r)
	w.Surface.Commit()
	c.Roundtrip()
	d.Input(seat.Motion{X: 150, Y: 130})
	s.Expect("leave sub", "enter w 50,30")
	d.Input(seat.Motion{X: 165, Y: 130}, down(left), up(left))
	s.Expect("leave w")
}

// TestClickThroughShadow clicks where a window shows but takes no input: what
// is below gets the click, and the focus.
func TestClickThroughShadow(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	c.Window("below", 200, 100)
	top := c.Window("top", 200, 100)
	r := wlproto.WlCompositorProxy{Resource: c.Bound(wlproto.WlCompositorInterface)}.CreateRegion()
	r.Add(50, 50, 100, 40)
	top.Surface.SetInputRegion(r)
	top.Surface.Commit()
	place(d, d.Window("below").ID, 100, 100)
	place(d, d.Window("top").ID, 100, 100)
	s.Take()
	d.Click(110, 110)
	s.Expect("enter below 10,10", "blur top", "focus below", "button 0x110 down", "button 0x110 up")
}

func TestAxis(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s, old := c.Seat(), c.SeatVersion(5)
	c.Window("w", 200, 100)
	d.Input(seat.Motion{X: 1, Y: 1})
	place(d, d.Window("w").ID, 0, 0)
	s.Take()
	old.Take()
	d.Input(seat.Axis{V120: 120}, seat.Axis{V120: -60, Horizontal: true}, seat.Axis{V120: -60, Horizontal: true})
	s.Expect("value120 0 120", "axis 0 15", "value120 1 -60", "axis 1 -7.5", "value120 1 -60", "axis 1 -7.5")
	old.Expect("discrete 0 1", "axis 0 15", "discrete 1 -1", "axis 1 -15")
}

func TestKeyboard(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	c.Window("a", 200, 100)
	c.Window("b", 200, 100)
	a, b := d.Window("a").ID, d.Window("b").ID
	d.Do(func(tx *scene.Tx) { tx.Activate(b) })
	s.Take()

	d.Input(seat.Key{Code: 30, Down: true}, seat.Key{Code: 30, Down: true}, seat.Key{Code: 30}, seat.Key{Code: 30})
	s.Expect("key 30 down", "key 30 up")
	d.Input(seat.Key{Code: 42, Down: true})
	s.Expect("key 42 down", "mods 1 0 0")
	d.Do(func(tx *scene.Tx) { tx.Activate(a) })
	s.Expect("blur b", "focus a with 1 keys")
	d.Do(func(tx *scene.Tx) { tx.Activate(0) })
	d.Input(seat.ReleaseAll{})
	s.Expect("blur a")
	d.Do(func(tx *scene.Tx) { tx.Activate(a) })
	s.Expect("focus a", "mods 0 0 0")
	d.Input(seat.Key{Code: 30, Down: true}, seat.ReleaseAll{})
	s.Expect("key 30 down", "key 30 up")

	d.Input(seat.Locks{Caps: true})
	s.Expect("key 58 down", "mods 2 0 2", "key 58 up", "mods 0 0 2")
	d.Input(seat.Locks{Caps: true})
	s.Expect()
	d.Input(seat.Locks{})
	s.Expect("key 58 down", "mods 2 0 2", "key 58 up", "mods 0 0 0")
	if s.Repeat != [2]int32{25, 600} {
		t.Errorf("repeat %v", s.Repeat)
	}
}

func TestKeymap(t *testing.T) {
	d := wltest.New(t)
	c, other := d.Client(), d.Client()
	s, so := c.Seat(), other.Seat()
	other.Window("o", 10, 10)
	c.Window("w", 10, 10)
	s.Take()
	so.Take()
	d.Input(seat.Layout{ID: 0x407}, seat.Layout{ID: 0x407})
	s.Expect("keymap")
	so.Expect()
	activate(d, "o")
	so.Expect("keymap", "focus o")
	want, err := seat.Keymap(seat.Lookup(seat.Layout{ID: 0x407}))
	if err != nil {
		t.Fatal(err)
	}
	fd := s.Keymaps[1]
	got, err := unix.Mmap(fd, 0, int(s.Size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Munmap(got) }()
	if string(got) != string(want)+"\x00" {
		t.Errorf("another keymap, %d bytes", len(got))
	}
	if _, err := unix.Write(fd, []byte("x")); err == nil {
		t.Error("the keymap can be changed")
	}
}

func TestText(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	c.Window("w", 10, 10)
	s.Take()
	d.Input(seat.Text{Text: "aA"})
	s.Expect("key 30 down", "key 30 up", "key 42 down", "mods 1 0 0", "key 30 down", "key 30 up", "key 42 up", "mods 0 0 0")

	d.Input(seat.Text{Text: "ж😀ж"})
	got := s.Take()
	if len(got) != 7 || got[0] != "keymap" || got[1] != got[5] || got[1] == got[3] {
		t.Errorf("got %q", got)
	}
	d.Input(seat.Text{Text: "😀"}) // the keymap is still in use
	if again := s.Take(); len(again) != 2 || again[0] != got[3] {
		t.Errorf("got %q", got)
	}
	d.Input(seat.Text{Text: "ы"}, seat.Text{Text: "ж"}) // what had a key keeps it
	if more := s.Take(); len(more) != 5 || more[0] != "keymap" || more[1] == got[1] || more[3] != got[1] {
		t.Errorf("got %q after %q", more, got)
	}
	d.Input(seat.Key{Code: 30, Down: true}, seat.Key{Code: 30})
	s.Expect("keymap", "key 30 down", "key 30 up")
}

func TestTouch(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	c.Window("w", 100, 100)
	place(d, d.Window("w").ID, 50, 50)
	d.Input(seat.Touch{ID: 1, X: 0, Y: 0, Last: true}, seat.Touch{ID: 1, Phase: seat.TouchUp, Last: true})
	s.Take()
	if s.Caps&wlproto.WlSeatCapabilityTouch == 0 {
		t.Fatal("no touch")
	}
	var got []string
	touch := s.Seat.GetTouch()
	touch.SetEvents(&wlproto.WlTouchEvents{
		Down: func(_, _ uint32, _ wlproto.WlSurfaceProxy, id int32, x, y wlFixed) {
			got = append(got, sprint("down", id, x.Float(), y.Float()))
		},
		Up:     func(_, _ uint32, id int32) { got = append(got, sprint("up", id)) },
		Motion: func(_ uint32, id int32, x, y wlFixed) { got = append(got, sprint("move", id, x.Float(), y.Float())) },
		Frame:  func() { got = append(got, "frame") },
		Cancel: func() { got = append(got, "cancel") },
	})
	c.Roundtrip()
	d.Input(
		seat.Touch{ID: 1, X: 60, Y: 70}, seat.Touch{ID: 2, X: 61, Y: 71, Last: true},
		seat.Touch{ID: 1, Phase: seat.TouchMove, X: 0, Y: 0, Last: true},
		seat.Touch{ID: 1, Phase: seat.TouchUp, Last: true},
		seat.ReleaseAll{})
	d.Settle()
	c.Roundtrip()
	equal(t, got, "down 1 10 20", "down 2 11 21", "frame", "move 1 -50 -50", "frame", "up 1", "frame", "cancel")
}

// An app that knows no touch gets clicks of the first finger.
func TestAFingerIsAPointerToAppsWithoutTouch(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	c.Window("w", 100, 100)
	place(d, d.Window("w").ID, 50, 50)
	s.Take()
	d.Input(
		seat.Touch{ID: 4, X: 60, Y: 70, Last: true}, seat.Touch{ID: 5, X: 61, Y: 70, Last: true},
		seat.Touch{ID: 4, Phase: seat.TouchMove, X: 62, Y: 70, Last: true},
		seat.Touch{ID: 5, Phase: seat.TouchUp, Last: true}, seat.Touch{ID: 4, Phase: seat.TouchUp, Last: true})
	s.Expect("enter w 10,20", "button 0x110 down", "motion 12,20", "button 0x110 up")
	d.Input(seat.Touch{ID: 4, X: 60, Y: 70, Last: true}, seat.Touch{Phase: seat.TouchCancel, Last: true})
	s.Expect("motion 10,20", "button 0x110 down", "button 0x110 up")
}

// A window is moved by the finger whose touch the app answers with a move.
func TestAFingerMovesAWindow(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	w := c.Window("w", 100, 100)
	place(d, d.Window("w").ID, 50, 50)
	d.Input(seat.Touch{Phase: seat.TouchCancel, Last: true})
	c.Roundtrip()
	var serial uint32
	canceled := false
	touch := s.Seat.GetTouch()
	touch.SetEvents(&wlproto.WlTouchEvents{
		Down:   func(n, _ uint32, _ wlproto.WlSurfaceProxy, _ int32, _, _ wlFixed) { serial = n },
		Cancel: func() { canceled = true },
	})
	c.Roundtrip()
	d.Input(seat.Touch{ID: 1, X: 60, Y: 70, Last: true})
	c.Until("the touch", func() bool { return serial != 0 })
	w.Toplevel.Move(s.Seat, serial)
	c.Roundtrip()
	d.Input(seat.Touch{ID: 1, Phase: seat.TouchMove, X: 160, Y: 90, Last: true}, seat.Touch{ID: 1, Phase: seat.TouchUp, X: 160, Y: 90, Last: true})
	c.Until("the end of the touch", func() bool { return canceled })
	d.Wait("the window where the finger is", func(v *scene.View) bool {
		for _, o := range v.Windows {
			return o.Bounds.Min == image.Pt(150, 70)
		}
		return false
	})
}

func TestSeatErrors(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	s.Seat.GetTouch()
	c.Refused("wl_seat", uint32(wlproto.WlSeatErrorMissingCapability))

	c = d.Client()
	s = c.Seat()
	w := c.Window("w", 10, 10)
	s.Pointer.SetCursor(0, w.Surface, 0, 0)
	c.Refused("wl_pointer", uint32(wlproto.WlPointerErrorRole))
}
