package compositor

import (
	"image"
	"testing"

	"oriel/compositor/frame"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// menuAt asks for a window's menu and returns where it is; empty: there is none.
func (d *desk) menuAt(id scene.WindowID, p image.Point) image.Rectangle {
	d.c.Wish(id, scene.Wish{What: scene.WantMenu, Bounds: image.Rectangle{Min: p, Max: p}})
	return d.menu()
}

// menu returns where the menu is.
func (d *desk) menu() (r image.Rectangle) {
	d.settle()
	d.c.Do(func(tx *scene.Tx) {
		if w := tx.WindowOf(d.c.menu.surface); w != nil && d.c.menu.open() {
			r = w.Bounds
		}
	})
	return r
}

// item returns the middle of an item.
func (d *desk) item(i frame.Item) (p image.Point) {
	d.c.Do(func(tx *scene.Tx) {
		w := tx.WindowOf(d.c.menu.surface)
		for p = w.Bounds.Min; p.Y < w.Bounds.Max.Y; p.Y++ {
			if q := p.Add(image.Pt(60, 4)); d.c.menuAt(tx, q) == i {
				p = q
				return
			}
		}
		d.t.Errorf("there is no item %d", i)
	})
	return p
}

func (d *desk) key(codes ...uint16) {
	for _, code := range codes {
		d.c.Input(seat.Key{Code: code, Down: true})
		d.c.Input(seat.Key{Code: code})
	}
	d.settle()
}

func (d *desk) clickAt(p image.Point) {
	d.press(p)
	d.lift()
	d.settle()
}

func TestTheSystemMenuDoesWhatItSays(t *testing.T) {
	d := newDesk(t)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	if r := d.menuAt(a, image.Pt(120, 130)); r.Min != image.Pt(120, 130) || d.active() != a {
		t.Fatalf("the menu is at %v", r)
	}
	d.clickAt(d.item(frame.MaximizeItem))
	if d.get(a).State&scene.Maximized == 0 || !d.menu().Empty() {
		t.Errorf("state %b, the menu is at %v", d.get(a).State, d.menu())
	}
	d.menuAt(a, image.Pt(120, 130))
	d.key(keyDown, keyEnter) // the first that can be chosen
	if d.get(a).State&scene.Maximized != 0 {
		t.Error("it is not restored")
	}
	d.menuAt(a, image.Pt(120, 130))
	d.c.Input(seat.Text{Text: "n"})
	if d.get(a).State&scene.Minimized == 0 {
		t.Error("it is not minimised")
	}
	if r := d.menuAt(a, image.Pt(120, 130)); r.Empty() {
		t.Fatal("a minimised window has no menu")
	}
	d.key(keyHome, keySpace)
	if d.get(a).State&scene.Minimized != 0 {
		t.Error("it is not back")
	}
	d.menuAt(a, image.Pt(120, 130))
	d.key(keyUp, keyKPEnter)
	if d.get(a); d.closed[a] != 1 {
		t.Errorf("closed %d times", d.closed[a])
	}
}

func TestTheSystemMenuGoesAway(t *testing.T) {
	d := newDesk(t)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	b := d.framed(image.Rect(500, 100, 800, 300), scene.Window{})
	at := image.Pt(120, 130)
	for what, do := range map[string]func(){
		"Escape":            func() { d.key(keyEsc) },
		"a click elsewhere": func() { d.clickAt(image.Pt(600, 110)) },
		"a finger elsewhere": func() {
			d.c.Input(seat.Touch{Phase: seat.TouchDown, X: 600, Y: 110})
			d.c.Input(seat.Touch{Phase: seat.TouchUp, X: 600, Y: 110})
		},
		"another window's focus":  func() { d.c.Wish(b, scene.Wish{What: scene.WantActivate}) },
		"the end of the user":     func() { d.c.Input(seat.ReleaseAll{}) },
		"another state":           func() { d.c.Wish(a, scene.Wish{What: scene.WantState, State: scene.Maximized, Mask: scene.Maximized}) },
		"a menu of another one's": func() { d.menuAt(b, at); d.key(keyEsc) },
	} {
		d.c.Wish(a, scene.Wish{What: scene.WantState, Mask: scene.Maximized})
		if d.menuAt(a, at).Empty() {
			t.Fatalf("before %s there is no menu", what)
		}
		do()
		if r := d.menu(); !r.Empty() {
			t.Errorf("after %s it is still at %v", what, r)
			d.key(keyEsc)
		}
	}
	d.menuAt(a, at)
	d.clickAt(image.Pt(600, 110))
	if d.active() != a {
		t.Error("the click that closed the menu was a click on another window, too")
	}
	d.menuAt(a, at)
	d.c.Do(func(tx *scene.Tx) { tx.Unmap(a) })
	if r := d.menu(); !r.Empty() {
		t.Errorf("its window is gone, the menu at %v", r)
	}
	if r := d.menuAt(4711, at); !r.Empty() {
		t.Error("a menu of no window")
	}
}

// TestTheSystemMenuIsSeenWhole wherever it is asked for.
func TestTheSystemMenuIsSeenWhole(t *testing.T) {
	d := newDesk(t)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	for _, p := range []image.Point{{1270, 790}, {1270, 100}, {100, 790}, {-50, -50}, {5000, 5000}} {
		if r := d.menuAt(a, p); r.Empty() || !r.In(image.Rect(0, 0, 1280, 800)) {
			t.Errorf("asked for at %v it is at %v", p, r)
		}
		d.key(keyEsc)
	}
}

func TestMovesAndResizesByKeys(t *testing.T) {
	d := newDesk(t)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	choose := func(i frame.Item) {
		t.Helper()
		d.menuAt(a, image.Pt(120, 130))
		d.clickAt(d.item(i))
	}
	at := func(want image.Rectangle, grab bool) {
		t.Helper()
		if got := d.get(a).Bounds; got != want {
			t.Errorf("it is at %v, want %v", got, want)
		}
		d.c.Do(func(tx *scene.Tx) {
			if g := tx.Grab(); (g.Window == a) != grab {
				t.Errorf("grab %+v", g)
			}
		})
	}
	choose(frame.MoveItem)
	d.key(keyRight, keyRight, keyDown, keyLeft)
	at(image.Rect(108, 108, 408, 308), true)
	d.key(keyEnter)
	at(image.Rect(108, 108, 408, 308), false)
	choose(frame.SizeItem)
	d.key(keyRight, keyUp)
	at(image.Rect(108, 108, 416, 300), true)
	d.key(keyEsc)
	at(image.Rect(108, 108, 408, 308), false)
	choose(frame.MoveItem) // by the pointer
	var from image.Point
	d.c.Do(func(*scene.Tx) { from = d.c.pointer.at })
	d.move(from.Add(image.Pt(20, -10)))
	at(image.Rect(128, 98, 428, 298), true)
	d.clickAt(from.Add(image.Pt(20, -10)))
	at(image.Rect(128, 98, 428, 298), false)
	choose(frame.MoveItem) // by the client itself, which says where
	d.c.Wish(a, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(0, 0, 300, 200)})
	at(image.Rect(0, 0, 300, 200), false)
}

func TestARightClickOnTheTitleBarOpensTheMenu(t *testing.T) {
	d := newDesk(t)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	right := func(p image.Point) {
		d.move(p)
		d.c.Input(seat.Button{Code: seat.BtnRight, Down: true})
		d.c.Input(seat.Button{Code: seat.BtnRight})
	}
	right(image.Pt(200, 112))
	if r := d.menu(); r.Min != image.Pt(200, 112) {
		t.Errorf("the menu is at %v", r)
	}
	d.key(keyEsc)
	right(image.Pt(200, 200))
	if r := d.menu(); !r.Empty() {
		t.Errorf("a click into the app opens it at %v", r)
	}
	d.press(image.Pt(200, 112)) // no button is thought to be down
	d.move(image.Pt(220, 112))
	d.lift()
	if got := d.get(a).Bounds.Min; got != image.Pt(120, 100) {
		t.Errorf("then the window is moved to %v", got)
	}
}
