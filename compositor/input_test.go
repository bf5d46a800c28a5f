package compositor

import (
	"context"
	"image"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// desk is a running compositor with windows that note what is wished of them.
type desk struct {
	t      *testing.T
	c      *Compositor
	wishes map[scene.WindowID][]scene.Wish
	closed map[scene.WindowID]int
	turns  turns
}

// turns is a shell that counts turns of the loop.
type turns struct{ n atomic.Int64 }

func (*turns) Input(*scene.Tx, seat.Event, time.Time)               {}
func (*turns) Settle(*scene.Tx, time.Time)                          {}
func (*turns) FrameDone(*scene.Tx, scene.SurfaceID, time.Time) bool { return true }
func (t *turns) Idle()                                              { t.n.Add(1) }

// settle waits until the turn is over in which all so far has come.
func (d *desk) settle() {
	var n int64
	d.c.Do(func(*scene.Tx) { n = d.turns.n.Load() })
	for d.turns.n.Load() == n {
		runtime.Gosched()
	}
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, c: New(Config{}), wishes: map[scene.WindowID][]scene.Wish{}, closed: map[scene.WindowID]int{}}
	d.c.AddShell(&d.turns)
	ctx, cancel := context.WithCancel(context.Background())
	go d.c.Run(ctx)
	t.Cleanup(func() {
		cancel()
		<-d.c.Done()
	})
	return d
}

// window opens a window; it does at once what is wished.
func (d *desk) window(w scene.Window, size image.Point) (id scene.WindowID) {
	h := &obedient{d: d}
	d.c.Do(func(tx *scene.Tx) {
		h.surface = tx.NewSurface()
		w.Handle = h
		id = tx.Map(h.surface, w)
		h.id = id
		h.resize(tx, size)
	})
	return id
}

func (d *desk) get(id scene.WindowID) (w scene.Window) {
	d.settle()
	d.c.Do(func(tx *scene.Tx) {
		if p := tx.Window(id); p != nil {
			w = *p
		}
	})
	return w
}

func (d *desk) active() (id scene.WindowID) {
	d.settle()
	d.c.Do(func(tx *scene.Tx) { id = tx.Active() })
	return id
}

type obedient struct {
	d       *desk
	id      scene.WindowID
	surface scene.SurfaceID
}

func (h *obedient) resize(tx *scene.Tx, size image.Point) {
	b := scene.NewBuffer(scene.Pixels{Pix: make([]byte, 4), Stride: 4, Width: 1, Height: 1, Format: scene.XRGB8888}, nil)
	r := image.Rectangle{Max: size}
	tx.Commit(h.surface, scene.Content{Planes: []scene.Plane{{Buffer: b, Dst: r}}, Size: size, Damage: region.Of(r)})
}

func (h *obedient) Configure(tx *scene.Tx, w scene.Wish) {
	h.d.wishes[h.id] = append(h.d.wishes[h.id], w)
	if w.What&scene.WantBounds != 0 {
		tx.Change(h.id, func(x *scene.Window) { x.Bounds = w.Bounds })
		x := tx.Window(h.id)
		h.resize(tx, w.Bounds.Size().Sub(x.Frame.Size()).Add(x.Margins.Size()))
	}
	if w.What&scene.WantState != 0 {
		tx.Change(h.id, func(x *scene.Window) {
			x.State = x.State&^w.Mask | w.State&w.Mask
			if x.Frame != (scene.Insets{}) {
				x.Frame = scene.FrameInsets(x.State)
			}
		})
	}
}

func (h *obedient) Close(*scene.Tx) { h.d.closed[h.id]++ }

func (d *desk) click(x, y float64) {
	d.c.Input(seat.Motion{X: x, Y: y})
	d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
	d.c.Input(seat.Button{Code: seat.BtnLeft})
}

func at(x, y int) image.Rectangle { return image.Rect(x, y, x, y) }

func TestClickFocusesAndRaises(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(0, 0)}, image.Pt(100, 100))
	b := d.window(scene.Window{Bounds: at(50, 50)}, image.Pt(100, 100))
	d.click(10, 10)
	if d.active() != a {
		t.Fatal("the clicked window is not active")
	}
	d.c.Do(func(tx *scene.Tx) {
		if w := tx.WindowAt(image.Pt(60, 60), nil); w.ID != a {
			t.Error("the clicked window is not on top")
		}
	})
	d.click(140, 140)
	if d.active() != b || d.get(a).State&scene.Activated != 0 || d.get(b).State&scene.Activated == 0 {
		t.Fatal("the focus did not move")
	}
}

func TestModalDialogKeepsTheFocus(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(0, 0)}, image.Pt(100, 100))
	m := d.window(scene.Window{Bounds: at(200, 0), Owner: a, Kind: scene.Dialog, State: scene.Modal}, image.Pt(10, 10))
	d.click(10, 10)
	if d.active() != m {
		t.Fatalf("active is %d, want the dialog %d", d.active(), m)
	}
}

func TestMenusNeverTakeTheFocus(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(0, 0)}, image.Pt(100, 100))
	d.click(10, 10)
	d.window(scene.Window{Bounds: at(20, 20), Owner: a, Kind: scene.Menu}, image.Pt(10, 10))
	d.click(25, 25)
	if d.active() != a {
		t.Fatal("the menu took the focus")
	}
}

func TestFocusGoesOnWhenAWindowCloses(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(0, 0)}, image.Pt(10, 10))
	b := d.window(scene.Window{Bounds: at(50, 0)}, image.Pt(10, 10))
	d.click(5, 5)
	d.click(55, 5)
	d.c.Do(func(tx *scene.Tx) { tx.Unmap(b) })
	if d.active() != a {
		t.Fatal("nobody has the focus")
	}
	d.c.Wish(a, scene.Wish{What: scene.WantDeactivate})
	if d.active() != 0 {
		t.Fatal("the focus did not leave")
	}
}

func TestMoveByPointer(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(10, 10)}, image.Pt(100, 50))
	d.c.Input(seat.Motion{X: 20, Y: 20})
	d.c.Do(func(tx *scene.Tx) { d.c.StartGrab(tx, a, 0) })
	d.c.Input(seat.Motion{X: 40, Y: 40})
	if got := d.get(a).Bounds.Min; got != image.Pt(10, 10) {
		t.Fatalf("moved to %v though no button was down", got)
	}
	d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
	d.c.Do(func(tx *scene.Tx) { d.c.StartGrab(tx, a, 0) })
	d.c.Input(seat.Motion{X: 45, Y: 30})
	if got := d.get(a).Bounds; got != image.Rect(15, 0, 115, 50) {
		t.Fatalf("moved to %v", got)
	}
	d.c.Input(seat.Button{Code: seat.BtnLeft})
	d.c.Input(seat.Motion{X: 200, Y: 200})
	if got := d.get(a).Bounds.Min; got != image.Pt(15, 0) {
		t.Fatalf("moved on to %v after the release", got)
	}
}

// An app that asks late is moved by a pointer below its title bar, which so could
// leave the monitor for good.
func TestAMoveLeavesTheTitleBarInReach(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(100, 60)}, image.Pt(400, 300))
	d.c.Input(seat.Motion{X: 300, Y: 150})
	d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
	d.c.Do(func(tx *scene.Tx) { d.c.StartGrab(tx, a, 0) })
	for _, x := range []struct{ to, want image.Point }{
		{image.Pt(320, 100), image.Pt(120, 10)},
		{image.Pt(320, 78), image.Pt(120, -12)},
		{image.Pt(310, 0), image.Pt(110, -16)},
		{image.Pt(0, 0), image.Pt(-200, -16)},
		{image.Pt(300, 120), image.Pt(100, 30)},
	} {
		d.c.Input(seat.Motion{X: float64(x.to.X), Y: float64(x.to.Y)})
		if got := d.get(a).Bounds; got != (image.Rectangle{Min: x.want, Max: x.want.Add(image.Pt(400, 300))}) {
			t.Errorf("a pointer at %v moves it to %v instead of %v", x.to, got, x.want)
		}
	}
}

func TestResizeByPointerKeepsTheOtherSideAndTheLimits(t *testing.T) {
	d := newDesk(t)
	l := scene.Limits{Min: image.Pt(60, 40), Max: image.Pt(300, 300)}
	a := d.window(scene.Window{Bounds: at(100, 100), Limits: l}, image.Pt(100, 100))
	d.c.Input(seat.Motion{X: 100, Y: 100})
	d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
	d.c.Do(func(tx *scene.Tx) { d.c.StartGrab(tx, a, scene.Left|scene.Top) })
	d.c.Input(seat.Motion{X: 190, Y: 90})
	if got := d.get(a).Bounds; got != image.Rect(140, 90, 200, 200) {
		t.Fatalf("resized to %v", got)
	}
}

// A busy app asks to be resized when the pointer has gone on already.
func TestAGrabBeginsWhereTheButtonWentDown(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(100, 100)}, image.Pt(100, 100))
	d.c.Input(seat.Motion{X: 199, Y: 150})
	d.c.Input(seat.Button{Code: seat.BtnLeft, Down: true})
	d.c.Input(seat.Motion{X: 210, Y: 150})
	d.c.Input(seat.Button{Code: seat.BtnRight, Down: true}) // moves the beginning no more
	d.c.Do(func(tx *scene.Tx) { d.c.StartGrab(tx, a, scene.Right) })
	d.c.Input(seat.Motion{X: 259, Y: 150})
	if got := d.get(a).Bounds; got != image.Rect(100, 100, 260, 200) {
		t.Fatalf("resized to %v", got)
	}
}

// A finger's grab begins where the finger went down, wherever a button once did.
func TestAFingersGrabBeginsWhereItWentDown(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(100, 100)}, image.Pt(100, 100))
	d.click(110, 110)
	d.finger(seat.TouchDown, 150, 150)
	d.c.Do(func(tx *scene.Tx) { d.c.StartGrab(tx, a, 0) })
	d.finger(seat.TouchMove, 170, 160)
	if got := d.get(a).Bounds.Min; got != image.Pt(120, 110) {
		t.Fatalf("moved to %v", got)
	}
}

func TestWishes(t *testing.T) {
	d := newDesk(t)
	a := d.window(scene.Window{Bounds: at(0, 0), State: scene.Minimized}, image.Pt(10, 10))
	d.c.Wish(a, scene.Wish{What: scene.WantActivate}) // from a user who does not know yet
	if w := d.get(a); w.State&scene.Minimized == 0 {
		t.Errorf("a minimised window came back by the focus alone: state %b", w.State)
	}
	d.c.Wish(a, scene.Wish{What: scene.WantActivate | scene.WantState, Mask: scene.Minimized})
	d.c.Wish(a, scene.Wish{What: scene.WantClose})
	d.c.Wish(12345, scene.Wish{What: scene.WantClose})
	if w := d.get(a); w.State&scene.Minimized != 0 || d.active() != a {
		t.Fatalf("state %b, active %d", w.State, d.active())
	}
	if d.closed[a] != 1 {
		t.Fatal("close did not reach the app")
	}
}

func TestMonitorsThatGoLeaveNoWindowBehind(t *testing.T) {
	d := newDesk(t)
	stays := d.window(scene.Window{Bounds: at(460, 10)}, image.Pt(300, 200))
	half := d.window(scene.Window{Bounds: at(560, 300)}, image.Pt(300, 100))
	lost := d.window(scene.Window{Bounds: at(1000, 600)}, image.Pt(200, 100))
	full := d.window(scene.Window{Bounds: at(900, 700), State: scene.Maximized}, image.Pt(100, 100))
	d.c.SetOutputs(DefaultOutputs(640, 480, 1))
	d.c.Do(func(*scene.Tx) {})
	if got := d.get(stays).Bounds.Min; got != image.Pt(460, 10) {
		t.Errorf("a window in reach was moved to %v", got)
	}
	for _, id := range []scene.WindowID{lost, half} {
		if got := d.get(id).Bounds; !got.In(image.Rect(0, 0, 640, 480)) {
			t.Errorf("a window is left behind at %v", got)
		}
	}
	if len(d.wishes[full]) != 0 {
		t.Error("a maximised window was moved; its shell does that")
	}
}
