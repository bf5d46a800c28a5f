package xbridge_test

import (
	"image"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/xbridge"
	"oriel/xbridge/xbridgetest"
	"oriel/xbridge/xconn"
	"oriel/xbridge/xsel"
)

// An xApp is an X11 app that says XDND's messages word by word.
type xApp struct {
	t    *testing.T
	w    *world
	x    *xconn.Conn
	sel  *xsel.Selections
	win  xproto.Window
	jobs chan func()
	end  func()

	seen []xproto.ClientMessageEvent // the pump's
}

// xApp shows an X11 window that takes drops.
func (w *world) xApp(t *testing.T, title string, at image.Rectangle) *xApp {
	t.Helper()
	nc, err := net.Dial("unix", w.socket)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := xconn.Open(nc, w.cookie, 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	a := &xApp{t: t, w: w, x: conn, jobs: make(chan func())}
	if a.sel, err = xsel.Start(conn, xsel.Config{}); err != nil {
		t.Fatal(err)
	}
	if a.win, err = xproto.NewWindowId(conn.Conn); err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(conn.Conn, 0, a.win, conn.Root, 0, 0, uint16(at.Dx()), uint16(at.Dy()), 0,
		xproto.WindowClassInputOutput, 0, xproto.CwBackPixel|xproto.CwEventMask,
		[]uint32{0x808080, xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease})
	conn.SetWords(a.win, conn.Atoms["XdndAware"], conn.Atoms["ATOM"], 5)
	conn.SetWords(a.win, conn.Atoms["_MOTIF_WM_HINTS"], conn.Atoms["_MOTIF_WM_HINTS"], 2, 0, 0, 0, 0) // no frame
	conn.SetProperty(a.win, conn.Atoms["WM_NAME"], conn.Atoms["STRING"], []byte(title))
	xproto.MapWindow(conn.Conn, a.win)
	end, drained, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() { defer close(drained); conn.Drain() }()
	go func() { defer close(ended); a.pump(end) }()
	a.end = func() { close(end); <-ended; conn.Close(); <-drained }
	t.Cleanup(func() {
		if a.end != nil {
			a.end()
		}
	})
	w.put(title, at.Min)
	return a
}

func (a *xApp) pump(end chan struct{}) {
	for {
		select {
		case <-end:
			a.sel.Close()
			return
		case f := <-a.jobs:
			f()
		case <-a.x.Queue.Ready():
			items, _ := a.x.Queue.Take()
			for _, i := range items {
				if m, ok := i.Event.(xproto.ClientMessageEvent); ok {
					a.seen = append(a.seen, m)
				}
				a.sel.Handle(i.Event)
			}
		case <-a.sel.Ready():
		}
		a.sel.Turn()
	}
}

// do runs f on the pump.
func (a *xApp) do(f func()) {
	done := make(chan struct{})
	a.jobs <- func() { defer close(done); f() }
	<-done
}

// die ends the app at once.
func (a *xApp) die() {
	a.end()
	a.end = nil
}

// press holds a button on the app's window.
func (a *xApp) press(title string) {
	at := a.w.Window(title).Bounds.Min.Add(image.Pt(20, 20))
	a.w.Input(seat.Motion{X: float64(at.X), Y: float64(at.Y)}, seat.Button{Code: seat.BtnLeft, Down: true})
	xbridgetest.Eventually(a.t, "X knows of the button", func() bool {
		r, err := xproto.QueryPointer(a.x.Conn, a.x.Root).Reply()
		return err == nil && r.Mask&xproto.KeyButMaskButton1 != 0
	})
}

// own takes XdndSelection, as a drag begins.
func (a *xApp) own(src clip.Source) {
	owned := make(chan struct{})
	a.do(func() { a.sel.Drag().Own(src, func(xproto.Timestamp) { close(owned) }) })
	select {
	case <-owned:
	case <-time.After(20 * time.Second):
		a.t.Fatal("the app does not get XdndSelection")
	}
}

// at returns the child of the root at a place.
func (a *xApp) at(p image.Point) xproto.Window {
	r, err := xproto.TranslateCoordinates(a.x.Conn, a.x.Root, a.x.Root, int16(p.X), int16(p.Y)).Reply()
	if err != nil {
		a.t.Fatal(err)
	}
	return r.Child
}

// proxy waits for the window that stands for Wayland windows at a place.
func (a *xApp) proxy(p image.Point) (w xproto.Window) {
	a.t.Helper()
	xbridgetest.Eventually(a.t, "something there takes drops", func() bool {
		if w = a.at(p); w == 0 {
			return false
		}
		q, err := a.x.ReadProperty(w, a.x.Atoms["XdndAware"], 4)
		v, _ := q.Word()
		return err == nil && v == 5
	})
	return w
}

func (a *xApp) send(to xproto.Window, kind string, words ...uint32) {
	a.x.SendMessage(to, to, 0, a.x.Atoms[kind], append([]uint32{uint32(a.win)}, words...)...)
}

// position says where the app drags.
func (a *xApp) position(to xproto.Window, p image.Point, action string) {
	a.send(to, "XdndPosition", 0, uint32(p.X)<<16|uint32(p.Y), 0, uint32(a.x.Atoms[action]))
}

// hears waits for a message of a kind for which ok says yes.
func (a *xApp) hears(kind string, ok func(words []uint32) bool) (words []uint32) {
	a.t.Helper()
	xbridgetest.Eventually(a.t, kind+" comes", func() bool {
		found := false
		a.do(func() {
			for n, m := range a.seen {
				if d := m.Data.Data32; m.Type == a.x.Atoms[kind] && (ok == nil || ok(d)) {
					words, found = d, true
					a.seen = slices.Delete(a.seen, 0, n+1)
					return
				}
			}
		})
		return found
	})
	return words
}

// accept would copy what is dragged over the app, up to a place.
func (a *xApp) accept(from xproto.Window, to image.Point) {
	a.t.Helper()
	for there := false; !there; {
		d := a.hears("XdndPosition", nil)
		there = d[2] == uint32(to.X)<<16|uint32(to.Y)
		a.send(from, "XdndStatus", 3, 0, 0, uint32(a.x.Atoms["XdndActionCopy"]))
	}
}

func accepted(d []uint32) bool { return d[1]&1 != 0 }

// whole is a source of text.
type whole string

func (whole) Types() []string { return []string{clip.Text, "text/uri-list"} }

func (s whole) Send(_ string, w io.WriteCloser) {
	go func() { defer w.Close(); _, _ = io.WriteString(w, string(s)) }()
}

var large = strings.Repeat("0123456789abcdé🙂", 3<<20/20)

func TestMuchIsDraggedFromX11ToWayland(t *testing.T) {
	w := start(t, nil)
	x := w.xApp(t, "source", image.Rect(50, 50, 250, 250))
	hidden := w.xApp(t, "hidden", image.Rect(650, 350, 750, 450)) // under the target, in part
	target := w.wlApp(t, "target", image.Rect(600, 300, 700, 500))
	target.takes, target.wants = "text/uri-list", dndMove
	w.raise("target")
	x.press("source")
	x.own(whole(large))
	over, beside := image.Pt(680, 400), image.Pt(720, 400)
	to := x.proxy(over)
	xbridgetest.Eventually(t, "what is hidden is not found, what is not is", func() bool {
		to = x.at(over)
		return to != hidden.win && to != 0 && x.at(beside) == hidden.win
	})
	uris := x.x.Intern("text/uri-list")
	x.send(to, "XdndEnter", 5<<24, uint32(uris), uint32(x.x.Atoms["UTF8_STRING"]))
	for _, p := range []image.Point{over, over.Add(image.Pt(1, 1))} {
		x.position(to, p, "XdndActionMove")
	}
	target.until("it is over the target", func() bool { return target.last() == "enter" })
	if got := target.types[target.offer.ID()]; !slices.Equal(got, []string{clip.TextUTF8, clip.Text, "text/uri-list"}) {
		t.Errorf("types %q", got)
	}
	target.c.Roundtrip()
	if d := x.hears("XdndStatus", accepted); xproto.Window(d[0]) != to || xproto.Atom(d[4]) != x.x.Atoms["XdndActionMove"] {
		t.Errorf("status %x", d)
	}
	w.Input(seat.Button{Code: seat.BtnLeft})
	x.send(to, "XdndDrop", 0, 0)
	target.until("it is dropped", func() bool { return slices.Contains(target.events, "drop") })
	if got := target.receive("text/uri-list"); got != large {
		t.Errorf("%d bytes of %d", len(got), len(large))
	}
	target.offer.Finish()
	target.c.Roundtrip()
	if d := x.hears("XdndFinished", nil); d[1]&1 != 1 || xproto.Atom(d[2]) != x.x.Atoms["XdndActionMove"] {
		t.Errorf("finished %x", d)
	}
	xbridgetest.Eventually(t, "our window is away", func() bool { return x.at(over) == hidden.win })
}

func TestMuchIsDraggedFromWaylandToX11(t *testing.T) {
	w := start(t, nil)
	x := w.xApp(t, "target", image.Rect(600, 300, 800, 500))
	a := w.wlApp(t, "source", image.Rect(50, 50, 250, 250))
	a.source(large, dndCopy|dndMove, clip.TextUTF8, "text/uri-list")
	w.drag(image.Pt(70, 70), image.Pt(700, 400))
	enter := x.hears("XdndEnter", nil)
	from := xproto.Window(enter[0])
	if enter[1] != 5<<24|1 {
		t.Errorf("enter %x", enter)
	}
	list, err := x.x.ReadProperty(from, x.x.Atoms["XdndTypeList"], 1024)
	if names := x.x.AtomNames(list.Atoms()); err != nil || !slices.Contains(names, "UTF8_STRING") || !slices.Contains(names, "text/uri-list") {
		t.Errorf("types %q, %v", names, err)
	}
	x.accept(from, image.Pt(700, 400))
	a.until("it is accepted", func() bool { return a.last() == "action 1" })
	w.Input(seat.Button{Code: seat.BtnLeft})
	d := x.hears("XdndDrop", nil)
	r, out := io.Pipe()
	x.do(func() {
		c := x.sel.Drag().Content([]xproto.Atom{x.x.Atoms["UTF8_STRING"]})
		c.At(xproto.Timestamp(d[2]))
		c.Send(clip.TextUTF8, out)
	})
	got := make(chan string, 1)
	go func() { b, _ := io.ReadAll(r); got <- string(b) }()
	text, all := "", false
	a.until("the content is there", func() bool {
		select {
		case text = <-got:
			all = true
		default:
		}
		return all
	})
	if text != large {
		t.Errorf("%d bytes of %d", len(text), len(large))
	}
	x.send(from, "XdndFinished", 1, uint32(x.x.Atoms["XdndActionCopy"]))
	a.until("it is finished", func() bool { return a.last() == "finished" })
	xbridgetest.Eventually(t, "nobody owns XdndSelection", func() bool {
		r, err := xproto.GetSelectionOwner(x.x.Conn, x.x.Atoms["XdndSelection"]).Reply()
		return err == nil && r.Owner == 0
	})
}

func TestDragsEndWithX11Apps(t *testing.T) {
	w := start(t, nil)
	a := w.wlApp(t, "wayland", image.Rect(600, 300, 800, 500))
	over := image.Pt(700, 400)
	for range 2 { // the next is as good as the first
		x := w.xApp(t, "x11", image.Rect(50, 50, 250, 250))
		x.press("x11")
		x.own(whole("gone soon"))
		to := x.proxy(over)
		x.send(to, "XdndEnter", 5<<24, uint32(x.x.Atoms["UTF8_STRING"]))
		x.position(to, over, "XdndActionCopy")
		a.until("it is over the target", func() bool { return a.last() == "enter" })
		x.die()
		a.until("it has left", func() bool { return a.last() == "leave" })
		w.Wait("the window is gone", func(v *scene.View) bool { return len(v.Windows) == 1 })
		w.Input(seat.Button{Code: seat.BtnLeft})
	}
	x := w.xApp(t, "x11", image.Rect(50, 50, 250, 250))
	a.source("x", dndCopy, clip.Text)
	w.drag(image.Pt(620, 320), image.Pt(100, 100))
	x.hears("XdndPosition", nil)
	w.Input(seat.Button{Code: seat.BtnLeft}) // before it has answered
	a.until("it is dropped", func() bool { return a.last() == "dropped" })
	x.die()
	a.until("it is cancelled", func() bool { return a.last() == "cancelled" })
}

func TestDragsEndWithXwayland(t *testing.T) {
	w := start(t, nil)
	a := w.wlApp(t, "wayland", image.Rect(600, 300, 800, 500))
	over := image.Pt(700, 400)
	kill := func() {
		_ = syscall.Kill(w.servers.PID(), syscall.SIGKILL)
		w.Wait("only the Wayland window is left", func(v *scene.View) bool { return len(v.Windows) == 1 })
		w.Input(seat.Button{Code: seat.BtnLeft})
	}
	x := w.xApp(t, "x11", image.Rect(50, 50, 250, 250))
	x.press("x11")
	x.own(whole("gone soon"))
	to := x.proxy(over)
	x.send(to, "XdndEnter", 5<<24, uint32(x.x.Atoms["UTF8_STRING"]))
	x.position(to, over, "XdndActionCopy")
	a.until("it is over the target", func() bool { return a.last() == "enter" })
	kill()
	a.until("it has left", func() bool { return a.last() == "leave" })

	x = w.xApp(t, "x11", image.Rect(50, 50, 250, 250))
	a.source("x", dndCopy, clip.Text)
	w.drag(image.Pt(620, 320), image.Pt(100, 100))
	enter := x.hears("XdndEnter", nil)
	x.accept(xproto.Window(enter[0]), image.Pt(100, 100))
	a.until("it is accepted", func() bool { return a.last() == "action 1" })
	w.Input(seat.Button{Code: seat.BtnLeft})
	x.hears("XdndDrop", nil)
	kill()
	a.until("it is cancelled", func() bool { return a.last() == "cancelled" })
}

func TestDragsWhereX11HasFinerPixels(t *testing.T) {
	w := start(t, func(c *xbridge.Config) {
		c.Native = true
		d := c.Desktop.(host)
		d.Do(func(*scene.Tx) { d.Server.NativeX11() })
		b := image.Rect(0, 0, 1280, 800)
		d.Comp.SetOutputs([]scene.Output{{ID: 1, Bounds: b, Work: b, Scale: 2, Primary: true}})
	})
	x := w.xApp(t, "x11", image.Rect(50, 50, 450, 450)) // 200 logical pixels
	w.Wait("its size is in X's pixels", func(v *scene.View) bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(v.Windows)), func(o *scene.Window) bool {
			return o.Title == "x11" && o.Bounds == image.Rect(50, 50, 250, 250)
		})
	})
	a := w.wlApp(t, "wayland", image.Rect(600, 300, 800, 500))
	x.press("x11")
	x.own(whole("fine"))
	over := image.Pt(700, 400).Mul(2)
	to := x.proxy(over)
	x.send(to, "XdndEnter", 5<<24, uint32(x.x.Atoms["UTF8_STRING"]))
	x.position(to, over, "XdndActionCopy")
	a.until("it is over the target", func() bool { return a.last() == "enter" })
	if a.at != image.Pt(100, 100) {
		t.Errorf("it is at %v", a.at)
	}
	x.send(to, "XdndLeave")
	w.Input(seat.Button{Code: seat.BtnLeft})
	a.until("it has left", func() bool { return a.last() == "leave" })

	a.source("fine", dndCopy, clip.Text)
	w.drag(image.Pt(620, 320), image.Pt(100, 100))
	x.accept(xproto.Window(x.hears("XdndEnter", nil)[0]), image.Pt(200, 200))
	a.until("it is accepted", func() bool { return a.last() == "action 1" })
}
