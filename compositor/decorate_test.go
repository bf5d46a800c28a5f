package compositor

import (
	"image"
	"sync"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// framed opens a window whose frame is at b.
func (d *desk) framed(b image.Rectangle, w scene.Window) scene.WindowID {
	w.Bounds, w.Frame = b, scene.FrameInsets(w.State)
	id := d.window(w, w.Frame.Inside(b).Size())
	d.settle() // the frame is drawn at the end of the turn
	return id
}

func (d *desk) press(p image.Point) {
	d.c.Input(seat.Motion{X: float64(p.X), Y: float64(p.Y)})
	d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
}

func (d *desk) move(p image.Point) { d.c.Input(seat.Motion{X: float64(p.X), Y: float64(p.Y)}) }
func (d *desk) lift()              { d.c.Input(seat.Button{Code: seat.BtnLeft}) }

func TestWindowIsMovedByItsTitleBar(t *testing.T) {
	d := newDesk(t)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	b := d.framed(image.Rect(150, 50, 250, 250), scene.Window{})
	d.press(image.Pt(280, 110))
	if d.active() != a {
		t.Error("the press on the title bar did not give it the focus")
	}
	d.move(image.Pt(282, 111))
	if got := d.get(a).Bounds.Min; got != image.Pt(100, 100) {
		t.Errorf("a hand that shakes moved it to %v", got)
	}
	d.move(image.Pt(290, 140))
	d.move(image.Pt(260, 150))
	if got := d.get(a).Bounds; got != image.Rect(80, 140, 380, 340) {
		t.Errorf("it is at %v", got)
	}
	d.lift()
	d.move(image.Pt(0, 0))
	if got := d.get(a).Bounds.Min; got != image.Pt(80, 140) {
		t.Errorf("it went on to %v", got)
	}
	if got := d.get(b).Bounds; got != image.Rect(150, 50, 250, 250) {
		t.Errorf("the other one went to %v", got)
	}
}

func TestWindowIsResizedByItsEdges(t *testing.T) {
	for _, c := range []struct {
		at, to image.Point
		want   image.Rectangle
	}{
		{image.Pt(101, 200), image.Pt(81, 222), image.Rect(80, 100, 400, 300)},
		{image.Pt(405, 200), image.Pt(415, 222), image.Rect(100, 100, 410, 300)}, // just outside
		{image.Pt(250, 100), image.Pt(260, 90), image.Rect(100, 90, 400, 300)},
		{image.Pt(250, 299), image.Pt(260, 319), image.Rect(100, 100, 400, 320)},
		{image.Pt(100, 100), image.Pt(90, 80), image.Rect(90, 80, 400, 300)},
		{image.Pt(399, 100), image.Pt(409, 80), image.Rect(100, 80, 410, 300)},
		{image.Pt(100, 299), image.Pt(90, 309), image.Rect(90, 100, 400, 310)},
		{image.Pt(398, 298), image.Pt(408, 308), image.Rect(100, 100, 410, 310)},
		{image.Pt(398, 298), image.Pt(-500, -500), image.Rect(100, 100, 220, 137)}, // something is left
	} {
		d := newDesk(t)
		a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
		d.press(c.at)
		d.move(c.to)
		d.lift()
		if got := d.get(a).Bounds; got != c.want {
			t.Errorf("%v pulled to %v: %v, want %v", c.at, c.to, got, c.want)
		}
	}
}

func TestButtonsOfAFrame(t *testing.T) {
	d := newDesk(t)
	const right = 396
	closeAt, maxAt, minAt := image.Pt(right-10, 110), image.Pt(right-42, 110), image.Pt(right-74, 110)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	d.press(closeAt)
	d.move(image.Pt(200, 110)) // off it: no click
	d.lift()
	if d.closed[a] != 0 {
		t.Error("it was closed by a press that ended elsewhere")
	}
	d.press(maxAt)
	d.lift()
	if d.get(a).State&scene.Maximized == 0 {
		t.Error("it is not maximised")
	}
	d.c.Wish(a, scene.Wish{What: scene.WantState, Mask: scene.Maximized})
	d.press(minAt)
	d.lift()
	if w := d.get(a); w.State&scene.Minimized == 0 || w.State&scene.Maximized != 0 {
		t.Errorf("state %b", w.State)
	}
	d.c.Wish(a, scene.Wish{What: scene.WantActivate | scene.WantState, Mask: scene.Minimized})
	d.press(closeAt)
	d.lift()
	d.get(a)
	if d.closed[a] != 1 {
		t.Errorf("closed %d times", d.closed[a])
	}
}

func TestDoubleClickMaximises(t *testing.T) {
	d := newDesk(t)
	now := time.Unix(0, 0)
	d.c.Do(func(*scene.Tx) { d.c.now = func() time.Time { return now } })
	later := func(by time.Duration) { d.c.Do(func(*scene.Tx) { now = now.Add(by) }) }
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	for _, c := range []struct {
		wait time.Duration
		want scene.State
	}{{0, 0}, {time.Second, 0}, {200 * time.Millisecond, scene.Maximized}, {100 * time.Millisecond, scene.Maximized}, {100 * time.Millisecond, 0}} {
		later(c.wait)
		d.press(image.Pt(200, 110))
		d.lift()
		if got := d.get(a).State & scene.Maximized; got != c.want {
			t.Errorf("after %v: state %b, want %b", c.wait, got, c.want)
		}
	}
}

// planes returns how many pictures of the frame a viewer gets.
func planes(w *scene.Window) int { return len(w.Content.Planes) - 1 }

func TestFrameFollowsTheWindow(t *testing.T) {
	d := newDesk(t)
	v := &watcher{}
	d.c.Attach(v)
	defer v.release()
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	w := v.next(t, a)
	if planes(&w) != 4 || w.Content.Size != image.Pt(300, 200) || w.Inner() != image.Rect(104, 132, 396, 296) {
		t.Fatalf("%d strips, size %v, inner %v", planes(&w), w.Content.Size, w.Inner())
	}
	if dst := w.Content.Planes[4].Dst; dst != image.Rect(4, 32, 296, 196) {
		t.Errorf("the app's plane is at %v", dst)
	}

	// A frame of the app's damages nothing of ours.
	d.c.Do(func(tx *scene.Tx) {
		c := tx.Window(a).Content
		b := c.Planes[4].Buffer.Acquire()
		n := scene.Content{Planes: []scene.Plane{{Buffer: b, Dst: image.Rect(0, 0, 292, 164)}}, Size: image.Pt(292, 164)}
		n.Damage.Add(image.Rect(10, 20, 30, 40))
		tx.Commit(tx.Window(a).Surface, n)
	})
	if w = v.next(t, a); len(w.Content.Damage.Rects()) != 1 || w.Content.Damage.Bounds() != image.Rect(14, 52, 34, 72) {
		t.Errorf("damage %v", w.Content.Damage.Rects())
	}
	d.c.Do(func(tx *scene.Tx) { tx.Change(a, func(w *scene.Window) { w.Title = "now it has one" }) })
	if w = v.next(t, a); !w.Content.Damage.Bounds().In(image.Rect(4, 4, 200, 32)) || w.Content.Damage.Empty() {
		t.Errorf("a new title damages %v", w.Content.Damage.Rects())
	}
	d.move(image.Pt(386, 110))
	if w = v.next(t, a); w.Content.Damage.Bounds() != image.Rect(264, 4, 296, 32) {
		t.Errorf("a pointer on a button damages %v", w.Content.Damage.Rects())
	}
	d.move(image.Pt(200, 200))
	v.next(t, a)

	// Away and back within a turn, and within several.
	flip := func(tx *scene.Tx, s scene.State) {
		tx.Change(a, func(w *scene.Window) { w.Frame = scene.FrameInsets(s) })
	}
	d.c.Do(func(tx *scene.Tx) { flip(tx, scene.Fullscreen); flip(tx, 0) })
	if w = v.next(t, a); planes(&w) != 4 {
		t.Errorf("%d strips", planes(&w))
	}
	d.c.Do(func(tx *scene.Tx) { flip(tx, scene.Fullscreen) })
	if w = v.next(t, a); planes(&w) != 0 || w.Content.Size != image.Pt(292, 164) || w.Bounds.Size() != w.Content.Size {
		t.Errorf("fullscreen: %d strips, size %v, bounds %v", planes(&w), w.Content.Size, w.Bounds)
	}
	d.c.Do(func(tx *scene.Tx) { flip(tx, 0) })
	if w = v.next(t, a); planes(&w) != 4 || w.Content.Damage.Bounds() != image.Rect(0, 0, 300, 200) {
		t.Errorf("back: %d strips, damage %v", planes(&w), w.Content.Damage.Rects())
	}
}

// TestPointerHasTheShapeOfTheEdge also when the window is pulled, and loses it
// on the way off.
func TestPointerHasTheShapeOfTheEdge(t *testing.T) {
	d := newDesk(t)
	d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	shape := func() (c *scene.Cursor) {
		d.settle()
		d.c.Do(func(tx *scene.Tx) { c = tx.Cursor() })
		return c
	}
	d.move(image.Pt(250, 200))
	if shape().Pix != nil {
		t.Error("the app has set no pointer")
	}
	d.press(image.Pt(102, 200))
	edge := shape()
	if edge.Pix == nil {
		t.Fatal("no shape on the left edge")
	}
	d.move(image.Pt(60, 200))
	if shape() != edge {
		t.Error("another shape while the edge is pulled")
	}
	d.lift()
	d.move(image.Pt(399, 299))
	if c := shape(); c.Pix == nil || c == edge {
		t.Error("the corner has the shape of the edge")
	}
	d.move(image.Pt(700, 500))
	if shape().Pix != nil {
		t.Error("the shape stays")
	}
}

// TestOwnFrameIsResizedInsideForWhoSeesNoShadow: the shadow by which the app
// would let itself be resized is not on the user's screen.
func TestOwnFrameIsResizedInsideForWhoSeesNoShadow(t *testing.T) {
	for _, cropped := range []bool{false, true} {
		d := newDesk(t)
		told := &told{}
		d.c.Do(func(*scene.Tx) { d.c.AddShell(told) }) // the loop is running
		shadow := scene.Insets{Left: 20, Top: 20, Right: 20, Bottom: 20}
		a := d.window(scene.Window{Bounds: at(100, 100), Margins: shadow}, image.Pt(340, 240))
		plain := d.window(scene.Window{Bounds: at(500, 100)}, image.Pt(100, 100))
		apps := &scene.Cursor{Width: 1, Height: 1, Pix: make([]byte, 4)}
		d.c.Do(func(tx *scene.Tx) { tx.SetCursor(apps) })
		to := func(x, y float64) { d.c.Input(seat.Motion{X: x, Y: y, Cropped: cropped}) }
		cursor := func() (c *scene.Cursor) {
			d.settle() // the shape is set at the end of the turn
			d.c.Do(func(tx *scene.Tx) { c = tx.Cursor() })
			return c
		}
		to(398, 200)
		if edge := cursor() != apps; edge != cropped {
			t.Errorf("cropped %t: the pointer on the edge is ours: %t", cropped, edge)
		}
		to(200, 200)
		if cursor() != apps {
			t.Errorf("cropped %t: inside the pointer is not the app's", cropped)
		}
		to(398, 200)
		d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
		to(428, 230)
		d.lift()
		want, buttons := image.Rect(100, 100, 400, 300), 2
		if cropped {
			want.Max.X, buttons = 430, 1 // the release alone, which means nothing without its press
		}
		if got := d.get(a).Bounds; got != want || told.buttons() != buttons {
			t.Errorf("cropped %t: it is at %v, want %v; the app was told of %d buttons", cropped, got, want, told.buttons())
		}
		to(598, 150)
		d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
		to(628, 150)
		d.lift()
		if got := d.get(plain).Bounds; got != image.Rect(500, 100, 600, 200) {
			t.Errorf("cropped %t: a window without a shadow went to %v", cropped, got)
		}
	}
}

// told is a shell that counts the buttons that it hears of.
type told struct {
	mu sync.Mutex
	n  int
}

func (s *told) buttons() int { s.mu.Lock(); defer s.mu.Unlock(); return s.n }

func (s *told) Input(_ *scene.Tx, e seat.Event, _ time.Time) {
	if _, ok := e.(seat.Button); ok {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}
}
func (*told) Settle(*scene.Tx, time.Time)                          {}
func (*told) FrameDone(*scene.Tx, scene.SurfaceID, time.Time) bool { return true }
func (*told) Idle()                                                {}

// A watcher remembers the newest Diff of each window.
type watcher struct {
	ch   chan scene.Diff
	view scene.View
}

func (v *watcher) Publish(d scene.Diff) {
	if v.ch == nil {
		v.ch = make(chan scene.Diff, 64)
	}
	v.ch <- d
}

// next returns a window as the newest Diff has it, with what changed since the
// last call.
func (v *watcher) next(t *testing.T, id scene.WindowID) scene.Window {
	t.Helper()
	if w := v.view.Windows[id]; w != nil {
		w.Content.Damage.Clear()
	}
	for end := time.After(10 * time.Second); ; {
		select {
		case d := <-v.ch:
			v.view.Apply(d)
		case <-end:
			t.Fatal("no Diff comes")
		}
		for more := true; more; {
			select {
			case d := <-v.ch:
				v.view.Apply(d)
			case <-time.After(20 * time.Millisecond):
				more = false
			}
		}
		if w := v.view.Windows[id]; w != nil && !w.Content.Damage.Empty() {
			return *w
		}
	}
}

func (v *watcher) release() { v.view.Release() }
