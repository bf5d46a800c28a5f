package wlserver_test

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// copier is a client's data devices, with what they were offered.
type copier struct {
	t       *testing.T
	c       *wltest.Client
	s       *wltest.Seat
	manager wlproto.WlDataDeviceManagerProxy
	device  wlproto.WlDataDeviceProxy
	primary wlproto.ZwpPrimarySelectionDeviceV1Proxy

	types     map[uint32][]string // by offer
	selection wlproto.WlDataOfferProxy
	primed    wlproto.ZwpPrimarySelectionOfferV1Proxy
	drag      wlproto.WlDataOfferProxy
	serial    uint32
	events    []string
}

func newCopier(t *testing.T, d *wltest.Desktop, version uint32) *copier {
	t.Helper()
	k := &copier{t: t, c: d.Client(), types: map[uint32][]string{}}
	k.s = k.c.Seat()
	r, err := k.c.Bind(wlproto.WlDataDeviceManagerInterface, version)
	if err != nil {
		t.Fatal(err)
	}
	k.manager = wlproto.WlDataDeviceManagerProxy{Resource: r}
	k.device = k.manager.GetDataDevice(k.s.Seat)
	k.device.SetEvents(&wlproto.WlDataDeviceEvents{
		DataOffer: k.offered,
		Selection: func(o wlproto.WlDataOfferProxy) { k.selection = o },
		Enter: func(serial uint32, _ wlproto.WlSurfaceProxy, x, y wlFixed, o wlproto.WlDataOfferProxy) {
			k.drag, k.serial = o, serial
			k.add("enter", x.Float(), y.Float())
		},
		Leave:  func() { k.add("leave") },
		Motion: func(_ uint32, x, y wlFixed) { k.add("motion", x.Float(), y.Float()) },
		Drop:   func() { k.add("drop") },
	})
	pm := wlproto.ZwpPrimarySelectionDeviceManagerV1Proxy{Resource: k.c.Bound(wlproto.ZwpPrimarySelectionDeviceManagerV1Interface)}
	k.primary = pm.GetDevice(k.s.Seat)
	k.primary.SetEvents(&wlproto.ZwpPrimarySelectionDeviceV1Events{
		DataOffer: func(o wlproto.ZwpPrimarySelectionOfferV1Proxy) {
			o.SetEvents(&wlproto.ZwpPrimarySelectionOfferV1Events{Offer: func(m string) { k.types[o.ID()] = append(k.types[o.ID()], m) }})
		},
		Selection: func(o wlproto.ZwpPrimarySelectionOfferV1Proxy) { k.primed = o },
	})
	k.c.Roundtrip()
	return k
}

func (k *copier) add(a ...any) { k.events = append(k.events, sprint(a...)) }

func (k *copier) offered(o wlproto.WlDataOfferProxy) {
	o.SetEvents(&wlproto.WlDataOfferEvents{
		Offer:         func(m string) { k.types[o.ID()] = append(k.types[o.ID()], m) },
		SourceActions: func(a wlproto.WlDataDeviceManagerDndAction) { k.add("source can", uint32(a)) },
		Action:        func(a wlproto.WlDataDeviceManagerDndAction) { k.add("do", uint32(a)) },
	})
}

// source makes a source that gives content.
func (k *copier) source(content string, mimes ...string) wlproto.WlDataSourceProxy {
	src := k.manager.CreateDataSource()
	src.SetEvents(&wlproto.WlDataSourceEvents{
		Send:             func(_ string, fd int) { give(fd, content) },
		Target:           func(m string) { k.add("target", m) },
		Cancelled:        func() { k.add("cancelled") },
		DndDropPerformed: func() { k.add("dropped") },
		DndFinished:      func() { k.add("finished") },
		Action:           func(a wlproto.WlDataDeviceManagerDndAction) { k.add("action", uint32(a)) },
	})
	for _, m := range mimes {
		src.Offer(m)
	}
	return src
}

func give(fd int, content string) {
	go func() {
		f := os.NewFile(uintptr(fd), "give")
		_, _ = io.WriteString(f, content)
		f.Close()
	}()
}

// pump dispatches until everything so far has come.
func (k *copier) pump(d *wltest.Desktop) {
	k.t.Helper()
	k.c.Roundtrip()
	d.Settle()
	k.c.Roundtrip()
}

func (k *copier) expect(d *wltest.Desktop, want ...string) {
	k.t.Helper()
	k.pump(d)
	equal(k.t, k.events, want...)
	k.events = nil
}

// receive reads what an offer gives, while giver answers.
func receive(t *testing.T, me, giver *copier, ask func(fd int)) string {
	t.Helper()
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	ask(fds[1])
	me.c.Roundtrip()
	if giver != nil {
		giver.c.Roundtrip()
	}
	f := os.NewFile(uintptr(fds[0]), "receive")
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func activate(d *wltest.Desktop, title string) {
	id := d.Window(title).ID
	d.Do(func(tx *scene.Tx) { tx.Activate(id); tx.Raise(id) })
}

func TestSelection(t *testing.T) {
	d := wltest.New(t)
	a, b := newCopier(t, d, 0), newCopier(t, d, 0)
	a.c.Window("a", 10, 10)
	b.c.Window("b", 10, 10)
	activate(d, "a")
	a.pump(d)

	long := strings.Repeat("Grüße 😀 ", 1<<20/14)
	src := a.source(long, clip.TextUTF8, clip.Text)
	a.device.SetSelection(src, a.s.Serial)
	a.pump(d)
	b.pump(d)
	if b.selection.Alive() {
		t.Error("an app without the focus sees the selection")
	}
	activate(d, "b")
	b.pump(d)
	if !b.selection.Alive() {
		t.Fatal("no offer")
	}
	equal(t, b.types[b.selection.ID()], clip.TextUTF8, clip.Text)
	if got := receive(t, b, a, func(fd int) { b.selection.Receive(clip.TextUTF8, fd) }); got != long {
		t.Errorf("got %d bytes, want %d", len(got), len(long))
	}

	// A new one cancels it.
	b.device.SetSelection(b.source("b", clip.Text), b.s.Serial)
	b.pump(d)
	a.expect(d, "cancelled")
	if cur, by := d.Comp.Clipboard().Current(); cur == nil || by == nil || cur.Types()[0] != clip.Text {
		t.Errorf("the board has %v by %v", cur, by)
	}
	// It goes with its owner.
	if err := b.c.Close(); err != nil {
		t.Fatal(err)
	}
	d.Until("the selection of a dead app is gone", func() bool {
		cur, _ := d.Comp.Clipboard().Current()
		return cur == nil
	})
	activate(d, "a")
	a.pump(d)
	if a.selection.Alive() {
		t.Error("an app sees the selection of a dead one")
	}
}

// viewerSource is what somebody outside has copied.
type viewerSource struct{ text string }

func (v viewerSource) Types() []string { return []string{clip.TextUTF8} }
func (v viewerSource) Send(_ string, w io.WriteCloser) {
	go func() {
		_, _ = io.WriteString(w, v.text)
		w.Close()
	}()
}

// result is a WriteCloser that tells when it is closed.
type result struct {
	bytes.Buffer
	done chan struct{}
}

func (r *result) Close() error { close(r.done); return nil }

func TestClipboardOfOthers(t *testing.T) {
	d := wltest.New(t)
	a := newCopier(t, d, 0)
	a.c.Window("a", 10, 10)
	a.pump(d)
	d.Comp.Clipboard().Set(viewerSource{"from afar"}, "viewer")
	a.pump(d)
	if !a.selection.Alive() {
		t.Fatal("no offer")
	}
	if got := receive(t, a, nil, func(fd int) { a.selection.Receive(clip.TextUTF8, fd) }); got != "from afar" {
		t.Errorf("got %q", got)
	}
	if got := receive(t, a, nil, func(fd int) { a.selection.Receive("image/png", fd) }); got != "" {
		t.Errorf("got %q", got)
	}

	told := make(chan clip.Source, 4)
	stop := d.Comp.Clipboard().Watch("viewer", func(s clip.Source) { told <- s })
	defer stop()
	a.device.SetSelection(a.source("from here", clip.Text), a.s.Serial)
	a.pump(d)
	src := <-told
	r := &result{done: make(chan struct{})}
	src.Send(clip.Text, r)
	for open := true; open; {
		select {
		case <-r.done:
			open = false
		default:
			a.c.Roundtrip()
		}
	}
	if r.String() != "from here" {
		t.Errorf("got %q", r.String())
	}
	d.Comp.Clipboard().Set(nil, "viewer")
	a.expect(d, "cancelled")
	if a.selection.Alive() {
		t.Error("an empty board is offered")
	}
}

func TestPrimary(t *testing.T) {
	d := wltest.New(t)
	a, b := newCopier(t, d, 0), newCopier(t, d, 0)
	a.c.Window("a", 10, 10)
	b.c.Window("b", 10, 10)
	activate(d, "a")
	a.pump(d)
	pm := wlproto.ZwpPrimarySelectionDeviceManagerV1Proxy{Resource: a.c.Bound(wlproto.ZwpPrimarySelectionDeviceManagerV1Interface)}
	src := pm.CreateSource()
	src.SetEvents(&wlproto.ZwpPrimarySelectionSourceV1Events{Send: func(_ string, fd int) { give(fd, "middle click") }})
	src.Offer(clip.Text)
	a.primary.SetSelection(src, a.s.Serial)
	a.pump(d)
	activate(d, "b")
	b.pump(d)
	if !b.primed.Alive() {
		t.Fatal("no offer")
	}
	if got := receive(t, b, a, func(fd int) { b.primed.Receive(clip.Text, fd) }); got != "middle click" {
		t.Errorf("got %q", got)
	}
	src.Destroy()
	a.pump(d)
	b.pump(d)
	if b.primed.Alive() || b.selection.Alive() {
		t.Error("something is still offered")
	}
}

// dragging returns two clients; the first has begun to drag src in its window
// at 100,100, the other's is at 300,100.
func dragging(t *testing.T, d *wltest.Desktop, actions wlproto.WlDataDeviceManagerDndAction, version uint32) (a, b *copier) {
	t.Helper()
	a, b = newCopier(t, d, 0), newCopier(t, d, version)
	wa := a.c.Window("a", 50, 50)
	b.c.Window("b", 50, 50)
	place(d, d.Window("a").ID, 100, 100)
	place(d, d.Window("b").ID, 300, 100)
	d.Input(seat.Motion{X: 110, Y: 110}, down(left))
	a.pump(d)
	b.pump(d)
	a.s.Take()
	b.s.Take()
	src := a.source("dragged", clip.Text)
	src.SetActions(actions)
	icon := a.c.Surface("icon")
	a.device.StartDrag(src, wa.Surface, icon, a.s.Serial)
	icon.Attach(a.c.Buffer(8, 8).WlBufferProxy, 0, 0)
	icon.Commit()
	a.expect(d, "source can "+sprint(uint32(actions)), "enter 10 10")
	a.s.Expect("leave a")
	return a, b
}

const (
	dndCopy = wlproto.WlDataDeviceManagerDndActionCopy
	dndMove = wlproto.WlDataDeviceManagerDndActionMove
	dndAsk  = wlproto.WlDataDeviceManagerDndActionAsk
)

func TestDragMove(t *testing.T) {
	d := wltest.New(t)
	a, b := dragging(t, d, dndCopy|dndMove, 0)
	d.Wait("the icon", func(v *scene.View) bool {
		for _, w := range v.Windows {
			if w.Kind == scene.Tooltip {
				return w.Bounds.Min.X == 110 && w.Bounds.Dx() == 8
			}
		}
		return false
	})
	d.Input(seat.Motion{X: 310, Y: 120}, seat.Motion{X: 311, Y: 121})
	a.expect(d, "leave")
	b.expect(d, "source can 3", "enter 10 20", "motion 10 20", "motion 11 21")
	b.drag.Accept(b.serial, clip.Text)
	b.drag.SetActions(dndCopy|dndMove, dndMove)
	b.expect(d, "do 2")
	a.expect(d, "target text/plain", "action 2")
	d.Input(up(left))
	b.expect(d, "drop", "leave")
	a.expect(d, "dropped")
	if got := receive(t, b, a, func(fd int) { b.drag.Receive(clip.Text, fd) }); got != "dragged" {
		t.Errorf("got %q", got)
	}
	b.drag.Finish()
	b.drag.Destroy()
	b.expect(d)
	a.expect(d, "finished")
	b.s.Expect("enter b 11,21")
	d.View(func(v *scene.View) {
		if len(v.Windows) != 2 {
			t.Error("the icon is left")
		}
	})
}

// The keys that choose what a drag does, as evdev codes.
const (
	control = 29
	shift   = 42
)

func hold(code uint16, down bool) seat.Key { return seat.Key{Code: code, Down: down} }

func TestKeysChooseWhatADragDoes(t *testing.T) {
	d := wltest.New(t)
	a, b := dragging(t, d, dndCopy|dndMove|dndAsk, 0)
	d.Input(hold(control, true), seat.Motion{X: 310, Y: 120})
	b.pump(d)
	b.drag.Accept(b.serial, clip.Text)
	b.drag.SetActions(dndCopy|dndMove|dndAsk, dndAsk)
	b.expect(d, "source can 7", "enter 10 20", "motion 10 20", "do 1")
	d.Input(hold(control, false))
	b.expect(d, "do 4")
	d.Input(hold(shift, true))
	b.expect(d, "do 2")
	d.Input(hold(control, true)) // both mean neither
	b.expect(d, "do 4")
	d.Input(hold(control, false))
	b.drag.SetActions(dndCopy, dndCopy) // it cannot be moved here
	b.expect(d, "do 2", "do 1")
	d.Input(hold(shift, false), up(left))
	b.expect(d, "drop", "leave")
	a.expect(d, "leave", "target text/plain", "action 1", "action 4", "action 2", "action 4", "action 2", "action 1", "dropped")
}

// TestWhoAsksIsNotOverruled: what was dropped to be asked about, the user
// answers in the app, whatever keys are still held.
func TestWhoAsksIsNotOverruled(t *testing.T) {
	d := wltest.New(t)
	a, b := dragging(t, d, dndCopy|dndMove|dndAsk, 0)
	d.Input(seat.Motion{X: 310, Y: 120})
	b.pump(d)
	b.drag.Accept(b.serial, clip.Text)
	b.drag.SetActions(dndMove|dndAsk, dndAsk)
	b.pump(d)
	d.Input(hold(control, true), up(left))
	b.pump(d)
	b.drag.SetActions(dndCopy|dndMove, dndMove)
	b.drag.Finish()
	b.expect(d, "source can 7", "enter 10 20", "motion 10 20", "do 4", "drop", "leave", "do 2")
	a.expect(d, "leave", "target text/plain", "action 4", "dropped", "action 2", "finished")
}

func TestDragCopyToOlderApp(t *testing.T) {
	d := wltest.New(t)
	a, b := dragging(t, d, dndCopy|dndMove, 2)
	d.Input(seat.Motion{X: 310, Y: 120})
	b.expect(d, "enter 10 20", "motion 10 20")
	b.drag.Accept(b.serial, clip.Text)
	b.expect(d)
	a.expect(d, "leave", "action 1", "target text/plain")
	d.Input(up(left))
	b.expect(d, "drop", "leave")
	b.drag.Destroy()
	b.expect(d)
	a.expect(d, "dropped", "finished")
}

func TestDragRefused(t *testing.T) {
	d := wltest.New(t)
	a, b := dragging(t, d, dndMove, 0)
	d.Input(seat.Motion{X: 310, Y: 120})
	b.pump(d)
	b.drag.SetActions(dndCopy, dndCopy)
	b.drag.Accept(b.serial, clip.Text)
	b.c.Roundtrip()
	a.expect(d, "leave", "target text/plain")
	d.Input(up(left))
	a.expect(d, "target", "cancelled")
	b.expect(d, "source can 2", "enter 10 20", "motion 10 20", "leave")
}

func TestDragEndsWithItsPeople(t *testing.T) {
	t.Run("user", func(t *testing.T) {
		d := wltest.New(t)
		a, _ := dragging(t, d, dndMove, 0)
		d.Input(seat.ReleaseAll{})
		a.expect(d, "leave", "cancelled")
	})
	t.Run("source", func(t *testing.T) {
		d := wltest.New(t)
		a, b := dragging(t, d, dndMove, 0)
		d.Input(seat.Motion{X: 310, Y: 120})
		if err := a.c.Close(); err != nil {
			t.Fatal(err)
		}
		b.c.Until("leave", func() bool { return len(b.events) > 0 && b.events[len(b.events)-1] == "leave" })
		d.Input(up(left))
		b.pump(d)
		if got := b.s.Take(); !slices.Contains(got, "enter b 10,20") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("target", func(t *testing.T) {
		d := wltest.New(t)
		a, b := dragging(t, d, dndMove, 0)
		d.Input(seat.Motion{X: 310, Y: 120})
		if err := b.c.Close(); err != nil {
			t.Fatal(err)
		}
		d.Input(up(left))
		a.expect(d, "leave", "cancelled")
	})
}

func TestDataErrors(t *testing.T) {
	d := wltest.New(t)
	k := newCopier(t, d, 0)
	src := k.source("x", clip.Text)
	src.SetActions(8)
	k.c.Refused("wl_data_source", uint32(wlproto.WlDataSourceErrorInvalidActionMask))

	k = newCopier(t, d, 0)
	src = k.source("x", clip.Text)
	src.SetActions(dndCopy)
	k.device.SetSelection(src, 0)
	k.c.Refused("wl_data_source", uint32(wlproto.WlDataSourceErrorInvalidSource))

	k = newCopier(t, d, 0)
	w := k.c.Window("w", 10, 10)
	k.device.StartDrag(wlproto.WlDataSourceProxy{}, w.Surface, w.Surface, 0)
	k.c.Refused("wl_data_device", uint32(wlproto.WlDataDeviceErrorRole))
}
