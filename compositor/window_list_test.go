package compositor

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"oriel/compositor/frame"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

var empty = image.Pt(700, 500) // where no window is

// listed returns what the open menu says.
func (d *desk) listed() (texts []string) {
	d.settle()
	d.c.Do(func(*scene.Tx) {
		if d.c.menu.open() {
			for _, e := range d.c.menu.look.Entries {
				texts = append(texts, e.Text)
			}
		}
	})
	return texts
}

// top returns the window on top.
func (d *desk) top() (id scene.WindowID) {
	d.settle()
	d.c.Do(func(tx *scene.Tx) { id = tx.Stack()[len(tx.Stack())-1] })
	return id
}

func (d *desk) minimize(id scene.WindowID) {
	d.c.Wish(id, scene.Wish{What: scene.WantState, State: scene.Minimized, Mask: scene.Minimized})
	d.settle()
}

func (d *desk) list(want ...string) {
	d.t.Helper()
	d.clickAt(empty)
	if got := d.listed(); !slices.Equal(got, want) {
		d.t.Fatalf("the list is %q, want %q", got, want)
	}
}

// threeWindows opens a, b and c, and what is not to be listed.
func threeWindows(t *testing.T) (d *desk, a, b, c scene.WindowID) {
	d = newDesk(t)
	a = d.framed(image.Rect(100, 100, 400, 300), scene.Window{Title: "a"})
	b = d.framed(image.Rect(100, 100, 400, 300), scene.Window{AppID: "b"})
	d.framed(image.Rect(120, 120, 300, 200), scene.Window{Title: "dialog", Kind: scene.Dialog, Owner: b})
	d.framed(image.Rect(120, 120, 300, 200), scene.Window{Title: "bar", State: scene.SkipTaskbar})
	c = d.framed(image.Rect(110, 110, 400, 300), scene.Window{})
	return d, a, b, c
}

func TestTheDesktopListsItsWindows(t *testing.T) {
	d, a, b, c := threeWindows(t)
	d.minimize(b)
	d.list("Untitled", "[b]", "a")
	if r := d.menu(); r.Min != empty {
		t.Errorf("the menu is at %v", r)
	}
	d.clickAt(d.item(2))
	if w := d.get(b); w.State&scene.Minimized != 0 || d.active() != b || len(d.listed()) != 0 {
		t.Errorf("state %b, %d is active, the menu says %q", w.State, d.active(), d.listed())
	}
	d.list("b", "Untitled", "a")
	d.key(keyUp, keyEnter) // the last
	if d.active() != a || d.top() != a {
		t.Errorf("%d is active, %d on top", d.active(), d.top())
	}
	for _, id := range []scene.WindowID{a, b, c} {
		d.minimize(id)
	}
	d.list("[a]", "[b]", "[Untitled]")
	d.key(keyDown, keyDown, keyDown, keyEnter)
	if w := d.get(c); w.State&scene.Minimized != 0 || d.active() != c {
		t.Errorf("state %b, %d is active", w.State, d.active())
	}
}

// TestTheListBringsBackWhatIsOutOfReach, minimised or not.
func TestTheListBringsBackWhatIsOutOfReach(t *testing.T) {
	d := newDesk(t)
	desktop := image.Rect(0, 0, 1280, 800)
	for _, from := range []image.Rectangle{
		image.Rect(300, -200, 500, -50), image.Rect(300, -100, 500, 50), image.Rect(-250, 10, -50, 200), image.Rect(300, 900, 500, 1000),
	} {
		for _, minimize := range []bool{false, true} {
			id, want := d.framed(from, scene.Window{Title: "lost"}), "lost"
			if minimize {
				d.minimize(id)
				want = "[lost]"
			}
			d.list(want)
			d.clickAt(d.item(1))
			if r := d.get(id).Bounds; !r.In(desktop) || r.Size() != from.Size() || d.active() != id {
				t.Errorf("%s at %v is at %v then, and %d is active", want, from, r, d.active())
			}
			d.c.Do(func(tx *scene.Tx) { tx.Unmap(id) })
		}
	}
}

func TestTheListOfWindowsGoesAway(t *testing.T) {
	d, a, b, c := threeWindows(t)
	d.c.Wish(c, scene.Wish{What: scene.WantActivate})
	for what, do := range map[string]func(){
		"Escape":                 func() { d.key(keyEsc) },
		"a click elsewhere":      func() { d.clickAt(image.Pt(200, 200)) },
		"a click on the desktop": func() { d.clickAt(image.Pt(1200, 700)) },
		"the end of the user":    func() { d.c.Input(seat.ReleaseAll{}) },
	} {
		d.list("Untitled", "b", "a")
		do()
		if got := d.listed(); got != nil || d.active() != c {
			t.Errorf("after %s the menu says %q, and %d is active", what, got, d.active())
		}
	}
	d.list("Untitled", "b", "a")
	d.c.Do(func(tx *scene.Tx) { tx.Change(a, func(w *scene.Window) { w.Title = "other" }) })
	if got := d.listed(); !slices.Equal(got, []string{"Untitled", "b", "other"}) {
		t.Errorf("after another title: %q", got)
	}
	d.c.Do(func(tx *scene.Tx) { tx.Unmap(b) })
	if got := d.listed(); got != nil {
		t.Errorf("a window is gone, the menu says %q", got)
	}
}

// TestTheListOfWindowsIsForTheDesktop and for nobody who did not ask.
func TestTheListOfWindowsIsForTheDesktop(t *testing.T) {
	d, a, _, _ := threeWindows(t)
	none := func(what string) {
		t.Helper()
		d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
		d.c.Input(seat.Button{Code: seat.BtnLeft})
		if got := d.listed(); got != nil {
			t.Errorf("%s: the menu says %q", what, got)
			d.key(keyEsc)
		}
	}
	d.c.Input(seat.Motion{X: 700, Y: 500, Cropped: true})
	none("a client without a desktop")
	d.move(image.Pt(200, 200))
	none("on a window")
	d.move(empty)
	d.c.Do(func(tx *scene.Tx) { tx.SetLocked(true) })
	none("a locked pointer")
	d.move(empty)
	d.c.Do(func(tx *scene.Tx) { tx.SetLocked(false) })
	none("a pointer that was locked and has not moved since")
	d.move(empty)
	d.c.Input(seat.Button{Code: seat.BtnRight, Down: true})
	d.c.Input(seat.Button{Code: seat.BtnRight})
	if d.listed() == nil {
		t.Error("the right button does nothing")
	}
	d.key(keyEsc)
	menu := d.window(scene.Window{Kind: scene.Menu, Owner: a, Bounds: image.Rect(150, 150, 200, 200)}, image.Pt(50, 50))
	none("an app's menu is open")
	d.c.Do(func(tx *scene.Tx) { tx.Unmap(menu) })
	d.clickAt(empty)
	if d.listed() == nil {
		t.Error("then there is no list")
	}
	bare := newDesk(t)
	bare.clickAt(empty)
	if r := bare.menu(); !r.Empty() {
		t.Errorf("a list of no windows at %v", r)
	}
}

// TestALongListOfWindows is cut to what the monitor has room for, and letting
// go of the button that opened it above an item chooses nothing.
func TestALongListOfWindows(t *testing.T) {
	d := newDesk(t)
	d.c.SetOutputs(DefaultOutputs(400, 400, 1))
	for i := range 20 {
		d.framed(image.Rect(0, 0, 150, 100), scene.Window{Title: fmt.Sprint(i)})
	}
	at := image.Pt(200, 200)
	d.clickAt(at)
	got := d.listed()
	if n := frame.Fitting(400); len(got) != n || n != 15 || got[0] != "19" {
		t.Errorf("%q", got)
	}
	if r := d.menu(); !r.In(image.Rect(0, 0, 400, 400)) || !at.In(r) {
		t.Errorf("it is at %v", r)
	}
	d.clickAt(at) // now it does
	if d.listed() != nil || d.active() == 0 {
		t.Error("a click on an item does nothing")
	}
}

func TestASystemMenuLeadsToTheWindows(t *testing.T) {
	d, a, _, c := threeWindows(t)
	right := func(cropped bool) []string {
		d.c.Input(seat.Motion{X: 200, Y: 122, Cropped: cropped})
		d.c.Input(seat.Button{Code: seat.BtnRight, Down: true})
		d.c.Input(seat.Button{Code: seat.BtnRight})
		return d.listed()
	}
	if got := right(true); len(got) != int(frame.CloseItem) {
		t.Errorf("a client without a desktop sees %q", got)
	}
	d.key(keyEsc)
	if got := right(false); len(got) != int(windowsItem) {
		t.Fatalf("the menu says %q", got)
	}
	d.c.Input(seat.Text{Text: "w"})
	if got := d.listed(); !slices.Equal(got, []string{"Untitled", "b", "a"}) {
		t.Fatalf("the list is %q", got)
	}
	if got := d.get(c).State; got&scene.Activated == 0 {
		t.Errorf("state %b", got)
	}
	d.key(keyEnd, keyEnter)
	if d.active() != a {
		t.Errorf("%d is active", d.active())
	}
}
