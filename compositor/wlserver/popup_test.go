package wlserver_test

import (
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// openPopup shows a popup with a grab, 20x20 at 10,10 of its parent.
func openPopup(c *wltest.Client, s *wltest.Seat, parent wlproto.XdgSurfaceProxy, name string) (done *bool, xs wlproto.XdgSurfaceProxy) {
	done = new(bool)
	base := wlproto.XdgWmBaseProxy{Resource: c.Bound(wlproto.XdgWmBaseInterface)}
	pos := base.CreatePositioner()
	pos.SetSize(20, 20)
	pos.SetAnchorRect(10, 10, 1, 1)
	pos.SetAnchor(wlproto.XdgPositionerAnchorTopLeft)
	pos.SetGravity(wlproto.XdgPositionerGravityBottomRight)
	x := c.Surface(name)
	xs = base.GetXdgSurface(x)
	ready := false
	xs.SetEvents(&wlproto.XdgSurfaceEvents{Configure: func(serial uint32) { xs.AckConfigure(serial); ready = true }})
	p := xs.GetPopup(parent, pos)
	p.SetEvents(&wlproto.XdgPopupEvents{PopupDone: func() { *done = true }})
	p.Grab(s.Seat, s.Serial)
	x.Commit()
	c.Until("the popup's configure", func() bool { return ready || *done })
	if *done {
		return done, xs
	}
	x.Attach(c.Buffer(20, 20).WlBufferProxy, 0, 0)
	x.Commit()
	c.Roundtrip()
	return done, xs
}

// popupDesktop has two windows, the first of which has two popups open.
func popupDesktop(t *testing.T) (d *wltest.Desktop, c *wltest.Client, s, other *wltest.Seat, w *wlclient.Toplevel, outer, inner *bool) {
	d = wltest.New(t)
	c, oc := d.Client(), d.Client()
	s, other = c.Seat(), oc.Seat()
	w = c.Window("w", 100, 100)
	oc.Window("o", 100, 100)
	place(d, d.Window("w").ID, 100, 100)
	place(d, d.Window("o").ID, 300, 100)
	d.Click(105, 105)
	s.Take()
	outer, xs := openPopup(c, s, w.XdgSurface, "outer")
	inner, _ = openPopup(c, s, xs, "inner")
	s.Expect("blur w", "focus outer", "blur outer", "focus inner")
	other.Take()
	return d, c, s, other, w, outer, inner
}

func TestPopupGrab(t *testing.T) {
	d, _, s, other, _, outer, inner := popupDesktop(t)
	d.Click(125, 125)
	s.Expect("leave w", "enter inner 5,5", "button 0x110 down", "button 0x110 up")
	d.Click(101, 101) // the app itself decides what that does
	s.Expect("leave inner", "enter w 1,1", "button 0x110 down", "button 0x110 up")
	if *outer || *inner {
		t.Fatal("the popups were dismissed")
	}
	d.Input(seat.Motion{X: 310, Y: 110})
	other.Expect() // the grab keeps it from the other app
	d.Input(down(left), up(left))
	d.Settle()
	s.Take()
	if !*outer || !*inner {
		t.Error("the popups were not dismissed")
	}
	for _, e := range other.Take() {
		if e == "button 0x110 down" {
			t.Error("the click went through")
		}
	}
	d.Click(311, 111)
	other.Expect("motion 11,11", "button 0x110 down", "button 0x110 up")
}

func TestPopupGrabEndsWithTheFocus(t *testing.T) {
	d, _, s, _, _, outer, inner := popupDesktop(t)
	d.Do(func(tx *scene.Tx) { tx.Activate(0) })
	s.Expect("blur inner")
	if !*outer || !*inner {
		t.Error("the popups were not dismissed")
	}
}

func TestPopupGrabReturnsTheFocus(t *testing.T) {
	d, c, s, _, _, outer, inner := popupDesktop(t)
	d.Do(func(tx *scene.Tx) {
		for _, id := range tx.Stack() {
			if w := tx.Window(id); w.Kind == scene.Menu && w.Owner != d.Window("w").ID {
				w.Handle.Close(tx)
			}
		}
	})
	s.Expect("blur inner", "focus outer")
	if *outer || !*inner {
		t.Error("another popup than the inner one was dismissed")
	}
	// The app dies in the middle of it.
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	d.Input(down(left), seat.Key{Code: 30, Down: true}, seat.Motion{X: 110, Y: 110})
	d.Settle()
}

func TestStalePopupIsDismissed(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	w := c.Window("w", 100, 100)
	s.Take()
	s.Serial += 1000
	if done, _ := openPopup(c, s, w.XdgSurface, "late"); !*done {
		t.Error("a popup with a made up serial has the grab")
	}
}
