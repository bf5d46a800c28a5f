package wlserver_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
	"oriel/compositor/wlwire/wlconn"
)

// watcher plays the window manager of an Xwayland: it maps its surfaces.
type watcher struct {
	mu sync.Mutex
	id scene.SurfaceID
}

func (w *watcher) SurfaceNew(_ *scene.Tx, _ uint32, id scene.SurfaceID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.id = id
}
func (*watcher) SurfaceSerial(*scene.Tx, uint64, scene.SurfaceID) {}
func (*watcher) SurfaceGone(*scene.Tx, scene.SurfaceID)           {}

// x11 plays the X11 apps: it takes what is dragged over them, and drags.
type x11 struct {
	d    *wltest.Desktop
	c    *wlclient.Client
	seat wlproto.WlSeatProxy
	w    watcher
	wl   clip.DropTarget

	mu     sync.Mutex
	src    clip.DragSource
	events []string
}

func (x *x11) add(format string, a ...any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.events = append(x.events, fmt.Sprintf(format, a...))
}

func (x *x11) Over(src clip.DragSource, px, py float64, may, want clip.Action) {
	x.mu.Lock()
	x.src = src
	x.mu.Unlock()
	x.add("over %g,%g %d %v", px, py, may, src.Types())
	if want != 0 {
		x.add("want %d", want)
	}
}
func (x *x11) Leave(clip.DragSource) { x.add("leave") }
func (x *x11) Drop(clip.DragSource)  { x.add("drop") }

// source is what is dragged over the apps.
func (x *x11) source() clip.DragSource {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.src
}

func (x *x11) expect(want ...string) {
	x.d.T.Helper()
	x.d.Settle()
	x.mu.Lock()
	defer x.mu.Unlock()
	if !slices.Equal(x.events, want) {
		x.d.T.Errorf("got  %q\nwant %q", x.events, want)
	}
	x.events = nil
}

// newX11 shows an X11 app's window of 50 pixels at 500,100.
func newX11(t *testing.T, d *wltest.Desktop) *x11 {
	t.Helper()
	x := &x11{d: d}
	ours, theirs, err := wlconn.Pair()
	if err != nil {
		t.Fatal(err)
	}
	if x.wl, _, err = d.Server.ConnectXwayland(ours, &x.w, x); err != nil {
		t.Fatal(err)
	}
	if x.c, err = wlclient.New(theirs); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.c.Close() })
	r, err := x.c.Bind(wlproto.WlSeatInterface, 0)
	if err != nil {
		t.Fatal(err)
	}
	x.seat = wlproto.WlSeatProxy{Resource: r}
	x.seat.GetPointer()
	s, err := x.c.NewSurface()
	if err != nil {
		t.Fatal(err)
	}
	b, err := x.c.NewBuffer(50, 50)
	if err != nil {
		t.Fatal(err)
	}
	s.Attach(b.WlBufferProxy, 0, 0)
	s.Commit()
	if err := x.c.Roundtrip(); err != nil {
		t.Fatal(err)
	}
	d.Do(func(tx *scene.Tx) {
		x.w.mu.Lock()
		defer x.w.mu.Unlock()
		tx.Map(x.w.id, scene.Window{Title: "x11"})
	})
	place(d, d.Window("x11").ID, 500, 100)
	return x
}

func TestDragToX11(t *testing.T) {
	d := wltest.New(t)
	x := newX11(t, d)
	a, b := dragging(t, d, dndCopy|dndMove, 0)
	d.Input(seat.Motion{X: 510, Y: 110}, seat.Motion{X: 511, Y: 111})
	a.expect(d, "leave")
	x.expect("over 510,110 3 [text/plain]", "over 510,110 3 [text/plain]", "over 511,111 3 [text/plain]")
	x.source().Status(clip.Copy)
	x.source().Status(clip.Copy)
	x.source().Status(clip.Move)
	a.expect(d, "target text/plain", "action 1", "action 2")

	d.Input(seat.Motion{X: 310, Y: 110}) // over another Wayland window
	a.expect(d, "target", "action 0")
	b.expect(d, "source can 3", "enter 10 10", "motion 10 10")
	x.expect("leave")
	x.source().Status(clip.Copy) // late
	x.source().Finished(clip.Copy)
	a.expect(d)

	d.Input(seat.Motion{X: 510, Y: 110})
	x.expect("over 510,110 3 [text/plain]", "over 510,110 3 [text/plain]")
	x.source().Status(clip.Ask)
	d.Settle()
	d.Input(up(left))
	a.expect(d, "target text/plain", "action 4", "dropped")
	x.expect("drop")
	r := &result{done: make(chan struct{})}
	x.source().Send(clip.Text, r)
	for open := true; open; {
		select {
		case <-r.done:
			open = false
		default:
			a.c.Roundtrip()
		}
	}
	if r.String() != "dragged" {
		t.Errorf("got %q", r.String())
	}
	x.source().Finished(clip.Move)
	x.source().Finished(clip.Move)
	a.expect(d, "action 2", "finished")
}

func TestKeysChooseWhatADragToX11Does(t *testing.T) {
	d := wltest.New(t)
	x := newX11(t, d)
	dragging(t, d, dndCopy|dndAsk, 0)
	d.Input(seat.Motion{X: 510, Y: 110})
	x.expect("over 510,110 5 [text/plain]", "over 510,110 5 [text/plain]")
	d.Input(hold(control, true))
	x.expect("over 510,110 5 [text/plain]", "want 1")
	d.Input(seat.Motion{X: 511, Y: 110}, hold(control, false))
	x.expect("over 511,110 5 [text/plain]", "want 1", "over 511,110 5 [text/plain]")
	d.Input(hold(shift, true)) // which the source does not allow
	x.expect("over 511,110 5 [text/plain]")
}

func TestDragThatX11Refuses(t *testing.T) {
	d := wltest.New(t)
	x := newX11(t, d)
	a, _ := dragging(t, d, dndCopy, 0)
	d.Input(seat.Motion{X: 510, Y: 110}, up(left))
	x.expect("over 510,110 1 [text/plain]", "over 510,110 1 [text/plain]", "drop")
	a.expect(d, "leave", "dropped")
	x.source().Finished(0)
	a.expect(d, "cancelled")
}

func TestDragToX11EndsWithItsPeople(t *testing.T) {
	t.Run("source", func(t *testing.T) {
		d := wltest.New(t)
		x := newX11(t, d)
		a, _ := dragging(t, d, dndCopy, 0)
		d.Input(seat.Motion{X: 510, Y: 110})
		d.Settle()
		_ = a.c.Close()
		d.Until("it has left", func() bool {
			x.mu.Lock()
			defer x.mu.Unlock()
			return slices.Contains(x.events, "leave")
		})
		x.source().Status(clip.Copy)
		r := &result{done: make(chan struct{})}
		x.source().Send(clip.Text, r) // nothing
		<-r.done
	})
	t.Run("Xwayland", func(t *testing.T) {
		d := wltest.New(t)
		x := newX11(t, d)
		a, _ := dragging(t, d, dndCopy, 0)
		d.Input(seat.Motion{X: 510, Y: 110})
		a.pump(d)
		x.source().Status(clip.Copy)
		a.pump(d)
		_ = x.c.Close()
		a.c.Until("the source is told", func() bool { return slices.Contains(a.events, "action 0") })
		d.Input(up(left))
		a.pump(d)
		if !slices.Contains(a.events, "cancelled") {
			t.Errorf("events %q", a.events)
		}
	})
}

// xSource is what an X11 app drags.
type xSource struct {
	x *x11
}

func (xSource) Types() []string {
	return []string{clip.Text, strings.Repeat("x", 1<<17), "text/html"}
}

func (xSource) Send(mime string, w io.WriteCloser) {
	go func() {
		defer w.Close()
		_, _ = io.WriteString(w, "from X11: "+mime)
	}()
}
func (s *xSource) Status(a clip.Action)   { s.x.add("status %d", a) }
func (s *xSource) Finished(a clip.Action) { s.x.add("finished %d", a) }

// fromX11 has an X11 app dragging something over b's window at 300,100.
func fromX11(t *testing.T, d *wltest.Desktop) (x *x11, b *copier, src *xSource) {
	t.Helper()
	x, b = newX11(t, d), newCopier(t, d, 0)
	src = &xSource{x}
	b.c.Window("b", 50, 50)
	place(d, d.Window("b").ID, 300, 100)
	b.s.Take()
	x.wl.Over(src, 310, 110, clip.Copy, 0) // nobody holds a button
	x.expect("status 0")
	d.Input(seat.Motion{X: 510, Y: 110}, down(left), seat.Motion{X: 310, Y: 110})
	d.Settle()
	x.wl.Over(src, 310, 110, clip.Copy, 0)
	b.expect(d, "source can 1", "enter 10 10", "motion 10 10")
	equal(t, b.types[b.drag.ID()], clip.Text, "text/html")
	x.expect("status 0")
	b.s.Expect("blur b")
	return x, b, src
}

func TestDragFromX11(t *testing.T) {
	d := wltest.New(t)
	x, b, src := fromX11(t, d)
	b.drag.Accept(b.serial, clip.Text)
	b.drag.SetActions(dndCopy|dndMove, dndMove)
	b.expect(d, "do 1")
	x.expect("status 1")
	x.wl.Over(src, 311, 110, clip.Move, 0) // the user has pressed Shift
	b.expect(d, "source can 2", "do 2", "motion 11 10")
	x.expect("status 2", "status 2")
	x.wl.Over(src, 10, 10, clip.Move, 0)
	b.expect(d, "leave")
	x.expect("status 0", "status 0")
	x.wl.Over(src, 310, 110, clip.Move, 0)
	b.pump(d)
	b.drag.Accept(b.serial, clip.Text)
	b.drag.SetActions(dndMove, dndMove)
	b.expect(d, "source can 2", "enter 10 10", "motion 10 10", "do 2")

	d.Input(up(left)) // the app hears of it before it drops
	b.s.Expect()
	x.expect("status 0", "status 2")
	x.wl.Drop(src)
	b.expect(d, "drop", "leave")
	b.s.Expect("enter b 10,10")
	if got := receive(t, b, nil, func(fd int) { b.drag.Receive(clip.Text, fd) }); got != "from X11: text/plain" {
		t.Errorf("got %q", got)
	}
	b.drag.Finish()
	b.pump(d)
	x.expect("finished 2")
}

func TestKeysChooseWhatADragFromX11Does(t *testing.T) {
	d := wltest.New(t)
	x, b, src := fromX11(t, d)
	x.wl.Over(src, 310, 110, clip.Copy|clip.Move, 0)
	b.drag.Accept(b.serial, clip.Text)
	b.drag.SetActions(dndCopy|dndMove, dndMove)
	b.expect(d, "source can 3", "motion 10 10", "do 2")
	x.expect("status 0", "status 2")
	d.Input(hold(control, true))
	b.expect(d, "do 1")
	x.expect("status 1")
}

func TestDragFromX11IsRefused(t *testing.T) {
	d := wltest.New(t)
	x, b, src := fromX11(t, d)
	x.wl.Drop(src)
	b.expect(d, "leave")
	x.expect("finished 0")
	x.wl.Drop(src)
	x.wl.Leave(src)
	x.expect("finished 0")

	x.wl.Over(src, 310, 110, clip.Copy, 0)
	b.pump(d)
	b.drag.Accept(b.serial, clip.Text)
	b.drag.SetActions(dndCopy, dndCopy)
	b.pump(d)
	x.wl.Drop(src)
	b.pump(d)
	b.drag.Destroy() // without finish
	b.pump(d)
	x.expect("status 0", "status 1", "finished 0")
}

func TestDragFromX11EndsWithItsPeople(t *testing.T) {
	d := wltest.New(t)
	x, b, src := fromX11(t, d)
	x.wl.Leave(src)
	b.expect(d, "leave")

	x.wl.Over(src, 310, 110, clip.Copy, 0)
	b.pump(d)
	d.Input(up(left), down(left)) // the app has forgotten to drop it
	b.expect(d, "source can 1", "enter 10 10", "motion 10 10", "leave")
	x.expect("status 0", "finished 0")
	d.Input(up(left))
	b.s.Expect("focus b", "enter b 10,10", "button 0x110 down", "button 0x110 up")

	d.Input(seat.Motion{X: 510, Y: 110}, down(left))
	d.Settle()
	x.wl.Over(src, 310, 110, clip.Copy, 0)
	b.pump(d)
	d.Input(seat.ReleaseAll{})
	d.Settle()
	x.expect("status 0", "finished 0")

	d.Input(seat.Motion{X: 510, Y: 110}, down(left))
	d.Settle()
	x.wl.Over(src, 310, 110, clip.Copy, 0)
	b.pump(d)
	_ = b.c.Close()
	d.Until("the window is gone", func() (gone bool) {
		d.View(func(v *scene.View) { gone = len(v.Windows) == 1 })
		return gone
	})
	x.wl.Drop(src)
	d.Settle()
	x.expect("status 0", "finished 0")
}

// touched makes it known that there is a touch screen.
func touched(d *wltest.Desktop) {
	d.Input(seat.Touch{ID: 1, Last: true}, seat.Touch{ID: 1, Phase: seat.TouchUp, Last: true})
	d.Settle()
}

func TestFingerDragsFromX11(t *testing.T) {
	d := wltest.New(t)
	x, b := newX11(t, d), newCopier(t, d, 0)
	src := &xSource{x}
	b.c.Window("b", 50, 50)
	place(d, d.Window("b").ID, 300, 100)
	touched(d)
	x.seat.GetTouch()
	if err := x.c.Roundtrip(); err != nil {
		t.Fatal(err)
	}
	d.Input(seat.Touch{ID: 7, Phase: seat.TouchDown, X: 510, Y: 110, Last: true})
	d.Settle()
	x.wl.Over(src, 310, 110, clip.Copy, 0)
	b.pump(d)
	b.drag.Accept(b.serial, clip.Text)
	b.drag.SetActions(dndCopy, dndCopy)
	b.pump(d)
	d.Input(seat.Touch{ID: 7, Phase: seat.TouchUp, X: 310, Y: 110, Last: true})
	d.Settle()
	x.wl.Over(src, 311, 110, clip.Copy, 0)
	x.wl.Drop(src)
	b.expect(d, "source can 1", "enter 10 10", "motion 10 10", "do 1", "motion 11 10", "drop", "leave")
	b.drag.Finish()
	b.pump(d)
	x.expect("status 0", "status 1", "status 1", "finished 1")
}

func TestFingerDragsToX11(t *testing.T) {
	d := wltest.New(t)
	x, a := newX11(t, d), newCopier(t, d, 0)
	touched(d)
	touch := a.s.Seat.GetTouch()
	var serial uint32
	touch.SetEvents(&wlproto.WlTouchEvents{
		Down: func(n, _ uint32, _ wlproto.WlSurfaceProxy, _ int32, _, _ wlFixed) { serial = n },
	})
	wa := a.c.Window("a", 50, 50)
	place(d, d.Window("a").ID, 100, 100)
	d.Input(seat.Touch{ID: 7, Phase: seat.TouchDown, X: 110, Y: 110, Last: true})
	a.pump(d)
	src := a.source("dragged", clip.Text)
	src.SetActions(dndCopy)
	a.device.StartDrag(src, wa.Surface, wlproto.WlSurfaceProxy{}, serial)
	a.pump(d)
	d.Input(seat.Touch{ID: 7, Phase: seat.TouchMove, X: 510, Y: 110, Last: true})
	x.expect("over 510,110 1 [text/plain]", "over 510,110 1 [text/plain]")
	d.Input(seat.Touch{ID: 7, Phase: seat.TouchUp, X: 510, Y: 110, Last: true})
	x.expect("drop")
	x.source().Finished(clip.Copy)
	a.pump(d)
	if !slices.Contains(a.events, "finished") {
		t.Errorf("events %q", a.events)
	}
}
