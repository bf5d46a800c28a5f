package xbridge_test

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
	"oriel/compositor/wlwire"
	"oriel/xbridge/xbridgetest"
)

const (
	dndCopy = wlproto.WlDataDeviceManagerDndActionCopy
	dndMove = wlproto.WlDataDeviceManagerDndActionMove
	dndAsk  = wlproto.WlDataDeviceManagerDndActionAsk
)

// A wlApp is a Wayland app that drags and takes drops.
type wlApp struct {
	t       *testing.T
	w       *world
	title   string
	c       *wltest.Client
	s       *wltest.Seat
	win     *wlclient.Toplevel
	manager wlproto.WlDataDeviceManagerProxy
	device  wlproto.WlDataDeviceProxy

	types  map[uint32][]string // by offer
	offer  wlproto.WlDataOfferProxy
	at     image.Point                          // where it was entered
	takes  string                               // accepted at once, if it is offered
	wants  wlproto.WlDataDeviceManagerDndAction // with it
	asked  int                                  // for content
	events []string
}

// wlApp shows a Wayland window at a place.
func (w *world) wlApp(t *testing.T, title string, at image.Rectangle) *wlApp {
	t.Helper()
	a := &wlApp{t: t, w: w, title: title, c: w.Client(), types: map[uint32][]string{}, takes: clip.Text, wants: dndCopy}
	a.s = a.c.Seat()
	a.manager = wlproto.WlDataDeviceManagerProxy{Resource: a.c.Bound(wlproto.WlDataDeviceManagerInterface)}
	a.device = a.manager.GetDataDevice(a.s.Seat)
	a.device.SetEvents(&wlproto.WlDataDeviceEvents{
		DataOffer: a.offered,
		Enter: func(serial uint32, _ wlproto.WlSurfaceProxy, x, y wlwire.Fixed, o wlproto.WlDataOfferProxy) {
			a.offer, a.at = o, image.Pt(int(x.Float()), int(y.Float()))
			a.events = append(a.events, "enter")
			if slices.Contains(a.types[o.ID()], a.takes) {
				o.Accept(serial, a.takes)
				o.SetActions(a.wants, a.wants&-a.wants)
			}
		},
		Leave: func() { a.events = append(a.events, "leave") },
		Drop:  func() { a.events = append(a.events, "drop") },
	})
	a.win = a.c.Window(title, at.Dx(), at.Dy())
	w.put(title, at.Min)
	return a
}

func (a *wlApp) offered(o wlproto.WlDataOfferProxy) {
	a.types[o.ID()] = nil
	o.SetEvents(&wlproto.WlDataOfferEvents{Offer: func(m string) { a.types[o.ID()] = append(a.types[o.ID()], m) }})
}

// put moves a window of any kind to a place.
func (w *world) put(title string, at image.Point) {
	id := w.Window(title).ID
	b := w.Window(title).Bounds
	b = b.Add(at.Sub(b.Min))
	w.Comp.Wish(id, scene.Wish{What: scene.WantBounds, Bounds: b})
	w.Do(func(tx *scene.Tx) {
		tx.Change(id, func(o *scene.Window) { o.Bounds = o.Bounds.Add(at.Sub(o.Bounds.Min)) })
	})
	w.Wait("it is there", func(v *scene.View) bool { return v.Windows[id].Bounds.Min == at })
}

// raise puts a window on top.
func (w *world) raise(title string) {
	id := w.Window(title).ID
	w.Comp.Wish(id, scene.Wish{What: scene.WantActivate})
	w.Wait(title+" is on top", func(v *scene.View) bool { return v.Stack[len(v.Stack)-1] == id })
}

// until dispatches events until ok.
func (a *wlApp) until(what string, ok func() bool) {
	a.t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			a.t.Fatalf("waited in vain: %s; events %q", what, a.events)
		}
		a.c.Roundtrip()
	}
}

func (a *wlApp) last() string {
	if len(a.events) == 0 {
		return ""
	}
	return a.events[len(a.events)-1]
}

// receive reads what is dragged.
func (a *wlApp) receive(mime string) string {
	a.t.Helper()
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		a.t.Fatal(err)
	}
	a.offer.Receive(mime, fds[1])
	a.c.Roundtrip()
	f := os.NewFile(uintptr(fds[0]), "receive")
	defer f.Close()
	_ = f.SetReadDeadline(time.Now().Add(20 * time.Second))
	b, err := io.ReadAll(f)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(b)
}

// drag moves the pointer in steps, as a hand does.
func (w *world) drag(from, to image.Point) {
	const steps = 12
	for n := range steps + 1 {
		at := from.Add(to.Sub(from).Mul(n).Div(steps))
		w.Input(seat.Motion{X: float64(at.X), Y: float64(at.Y)})
		time.Sleep(10 * time.Millisecond)
	}
}

// source begins to drag content from the app's window, where the pointer is.
func (a *wlApp) source(content string, actions wlproto.WlDataDeviceManagerDndAction, mimes ...string) {
	a.t.Helper()
	src := a.manager.CreateDataSource()
	src.SetEvents(&wlproto.WlDataSourceEvents{
		Send: func(_ string, fd int) {
			a.asked++
			go func() {
				f := os.NewFile(uintptr(fd), "give")
				_, _ = io.WriteString(f, content)
				f.Close()
			}()
		},
		Target:           func(m string) { a.events = append(a.events, "target "+m) },
		Cancelled:        func() { a.events = append(a.events, "cancelled") },
		DndDropPerformed: func() { a.events = append(a.events, "dropped") },
		DndFinished:      func() { a.events = append(a.events, "finished") },
		Action:           func(x wlproto.WlDataDeviceManagerDndAction) { a.events = append(a.events, fmt.Sprint("action ", x)) },
	})
	for _, m := range mimes {
		src.Offer(m)
	}
	src.SetActions(actions)
	at := a.w.Window(a.title).Bounds.Min.Add(image.Pt(20, 20))
	a.w.Input(seat.Motion{X: float64(at.X), Y: float64(at.Y)}, seat.Button{Code: seat.BtnLeft, Down: true})
	a.s.Take()
	a.device.StartDrag(src, a.win.Surface, wlproto.WlSurfaceProxy{}, a.s.Serial)
	a.c.Roundtrip()
}

// over drags over a place until the source knows what a drop would do.
func (a *wlApp) over(to image.Point) {
	a.t.Helper()
	a.w.drag(a.w.Window(a.title).Bounds.Min.Add(image.Pt(20, 20)), to)
	a.until("it is accepted", func() bool {
		to.X ^= 1 // hands are never still
		a.w.Input(seat.Motion{X: float64(to.X), Y: float64(to.Y)})
		return strings.HasPrefix(a.last(), "action ") && a.last() != "action 0"
	})
}

// gtk are the variables of a GTK app under X11.
var gtk = []string{"GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "GTK_THEME=Adwaita"}

// textInfo are yad's arguments for a window with a text.
func textInfo(t *testing.T, title, text string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"--text-info", "--editable", "--filename=" + file, "--title=" + title,
		"--width=300", "--height=200", "--no-buttons", "--undecorated"}
}

// dropBox are yad's arguments for a window that prints what is dropped, and ends.
func dropBox(title string) []string {
	return []string{"--dnd", "--title=" + title, "--width=300", "--height=200", "--no-buttons", "--undecorated", "--exit-on-drop=1"}
}

// pull selects the text in a toolkit's window and begins to drag it to a place,
// where over says when something has it.
func (w *world) pull(t *testing.T, title string, to image.Point, over func() bool) {
	t.Helper()
	w.raise(title)
	from := w.Window(title).Bounds.Min.Add(image.Pt(30, 15))
	const keyLeftCtrl, keyA = 29, 30
	xbridgetest.Eventually(t, "the text is selected", func() bool {
		w.Click(float64(from.X), float64(from.Y))
		w.Input(seat.Key{Code: keyLeftCtrl, Down: true}, seat.Key{Code: keyA, Down: true}, seat.Key{Code: keyA}, seat.Key{Code: keyLeftCtrl})
		time.Sleep(100 * time.Millisecond)
		src, _ := w.Comp.Primary().Current()
		return src != nil
	})
	from.X += 20 // or it is a triple click
	w.Input(seat.Motion{X: float64(from.X), Y: float64(from.Y)}, seat.Button{Code: seat.BtnLeft, Down: true})
	w.drag(from, to)
	xbridgetest.Eventually(t, "it is over the target", func() bool {
		to.X ^= 1 // hands are never still
		w.Input(seat.Motion{X: float64(to.X), Y: float64(to.Y)})
		time.Sleep(10 * time.Millisecond)
		return over()
	})
}

func TestTextIsDraggedFromAnX11ToolkitToWayland(t *testing.T) {
	w := start(t, nil)
	w.env = append(w.env, gtk...)
	const text = "grüße 🙂 aus X11"
	w.run(t, "yad", textInfo(t, "source", text)...)
	w.put("source", image.Pt(50, 50))
	a := w.wlApp(t, "target", image.Rect(600, 300, 900, 500))
	w.pull(t, "source", image.Pt(700, 400), func() bool {
		a.c.Roundtrip()
		return a.last() == "enter"
	})
	a.c.Roundtrip() // it has accepted
	w.drag(image.Pt(700, 400), image.Pt(710, 405))
	w.Input(seat.Button{Code: seat.BtnLeft})
	a.until("it is dropped", func() bool { return slices.Contains(a.events, "drop") })
	if got := a.receive(clip.TextUTF8); got != text {
		t.Errorf("%q", got)
	}
	a.offer.Finish()
	a.c.Roundtrip()
}

func TestURIIsDraggedFromWaylandToAnX11Toolkit(t *testing.T) {
	w := start(t, nil)
	w.env = append(w.env, gtk...)
	var out bytes.Buffer
	target := xbridgetest.Command(t, w.env, "yad", dropBox("target")...)
	target.Stdout = &out
	if err := target.Start(); err != nil {
		t.Fatal(err)
	}
	w.put("target", image.Pt(600, 300))
	a := w.wlApp(t, "source", image.Rect(50, 50, 250, 250))
	a.source("file:///tmp/gr%C3%BC%C3%9Fe.txt\r\n", dndCopy, "text/uri-list")
	a.over(image.Pt(700, 400))
	w.Input(seat.Button{Code: seat.BtnLeft})
	a.until("it is finished", func() bool { return a.last() == "finished" })
	_ = target.Wait()
	if got := strings.TrimSpace(out.String()); got != "file:///tmp/grüße.txt" {
		t.Errorf("%q", got)
	}
}

func TestTextIsDraggedBetweenToolkits(t *testing.T) {
	const text = "von einem zum anderen"
	t.Run("from X11 to Wayland", func(t *testing.T) {
		w := start(t, nil)
		w.env = append(w.env, gtk...)
		w.run(t, "yad", textInfo(t, "source", text)...)
		w.put("source", image.Pt(50, 50))
		target := w.Command(w.Listen(), "yad", dropBox("target")...).Begin()
		w.put("target", image.Pt(600, 300))
		w.pull(t, "source", image.Pt(700, 400), w.drops())
		if got := strings.TrimSpace(target.End()); got != text {
			t.Errorf("%q", got)
		}
	})
	t.Run("from Wayland to X11", func(t *testing.T) {
		w := start(t, nil)
		w.env = append(w.env, gtk...)
		var out bytes.Buffer
		target := xbridgetest.Command(t, w.env, "yad", dropBox("target")...)
		target.Stdout = &out
		if err := target.Start(); err != nil {
			t.Fatal(err)
		}
		w.put("target", image.Pt(600, 300))
		w.Command(w.Listen(), "yad", textInfo(t, "source", text)...).Begin()
		w.put("source", image.Pt(50, 50))
		w.pull(t, "source", image.Pt(700, 400), w.drops())
		_ = target.Wait()
		if got := strings.TrimSpace(out.String()); got != text {
			t.Errorf("%q", got)
		}
	})
}

func TestTextIsDraggedFromWaylandToQt(t *testing.T) {
	w := start(t, nil)
	w.env = append(w.env, "QT_QPA_PLATFORM=xcb", "HOME="+t.TempDir(), "XDG_RUNTIME_DIR="+t.TempDir(), "LC_ALL=C.UTF-8")
	out := filepath.Join(t.TempDir(), "typed")
	w.run(t, "qterminal", "-w", t.TempDir(), "-e", "sh -c 'head -n 1 > "+out+"; sleep 60'")
	w.put("Shell No. 1", image.Pt(400, 100))
	win := w.Window("Shell No. 1")
	a := w.wlApp(t, "source", image.Rect(50, 50, 250, 250))
	a.source("grüße\n", dndCopy, clip.TextUTF8, clip.Text)
	a.over(win.Bounds.Min.Add(win.Bounds.Size().Div(2)))
	w.Input(seat.Button{Code: seat.BtnLeft})
	xbridgetest.Eventually(t, "it is typed", func() bool {
		a.c.Roundtrip()
		b, _ := os.ReadFile(out)
		return string(b) == "grüße\n"
	})
	// It says that it has not taken what it has typed.
	a.until("it is over", func() bool { return a.last() == "cancelled" })
}

func TestTextIsDraggedFromQtToWayland(t *testing.T) {
	w := start(t, nil)
	w.env = append(w.env, "QT_QPA_PLATFORM=xcb", "HOME="+t.TempDir(), "XDG_RUNTIME_DIR="+t.TempDir(), "LC_ALL=C.UTF-8")
	// One word all over, so that it does not matter where it is clicked.
	w.run(t, "qterminal", "-w", t.TempDir(), "-e", "sh -c 'head -c 20000 /dev/zero | tr \\\\0 x; sleep 60'")
	w.put("Shell No. 1", image.Pt(50, 100))
	a := w.wlApp(t, "target", image.Rect(950, 300, 1250, 500))
	w.raise("Shell No. 1")
	b := w.Window("Shell No. 1").Bounds
	at := b.Min.Add(b.Size().Div(2))
	word, to := "", image.Pt(1100, 400)
	xbridgetest.Eventually(t, "a word is dragged over the target", func() bool {
		w.Click(float64(at.X), float64(at.Y))
		w.Click(float64(at.X), float64(at.Y))
		time.Sleep(700 * time.Millisecond) // a third click would be one of three
		if src, _ := w.Comp.Primary().Current(); src != nil {
			word = paste(src)
		}
		w.Input(seat.Motion{X: float64(at.X + 20), Y: float64(at.Y)}, seat.Button{Code: seat.BtnLeft, Down: true})
		w.drag(at.Add(image.Pt(20, 0)), to)
		for n := range 50 {
			if a.c.Roundtrip(); a.last() == "enter" {
				return true
			}
			w.Input(seat.Motion{X: float64(to.X + n&1), Y: float64(to.Y)})
			time.Sleep(10 * time.Millisecond)
		}
		w.Input(seat.Button{Code: seat.BtnLeft}) // it was too early
		return false
	})
	a.c.Roundtrip() // it has accepted
	w.drag(to, to.Add(image.Pt(10, 5)))
	w.Input(seat.Button{Code: seat.BtnLeft})
	a.until("it is dropped", func() bool { return slices.Contains(a.events, "drop") })
	if got := a.receive(clip.TextUTF8); got != word || len(got) < 100 {
		t.Errorf("%d bytes %.50q, not %d", len(got), got, len(word))
	}
	a.offer.Finish()
	a.c.Roundtrip()
}

// paste reads a text.
func paste(src clip.Source) string {
	r, out := io.Pipe()
	src.Send(clip.TextUTF8, out)
	b, _ := io.ReadAll(r)
	return string(b)
}

// drops lets the user hesitate for a while, then drop it.
func (w *world) drops() func() bool {
	n := 0
	return func() bool {
		if n++; n < 50 {
			return false
		}
		w.Input(seat.Button{Code: seat.BtnLeft})
		return true
	}
}
