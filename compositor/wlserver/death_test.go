package wlserver_test

import (
	"testing"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// TestDeathInTheMiddle lets an app die that has everything: focus, buttons,
// keys, fingers, cursor, popups, constraint, selections, text input. What the
// next app gets must be as if it had never been.
func TestDeathInTheMiddle(t *testing.T) {
	d := wltest.New(t)
	next := d.Client()
	ns := next.Seat()
	next.Window("next", 100, 100)
	place(d, d.Window("next").ID, 100, 100)
	for range 3 {
		die(t, d)
		d.Input(seat.Motion{X: 110, Y: 110}, up(left), seat.Key{Code: 30}, seat.Touch{ID: 1, Phase: seat.TouchUp, Last: true})
		d.Click(111, 111)
		d.Input(seat.Key{Code: 31, Down: true}, seat.Key{Code: 31})
		got := ns.Take()
		if n := len(got); n < 5 || got[n-1] != "key 31 up" || got[n-2] != "key 31 down" {
			t.Errorf("got %q", got)
		}
		waitCursor(d, "the arrow", isArrow)
		d.Wait("one window", func(v *scene.View) bool { return len(v.Windows) == 1 })
		if cur, _ := d.Comp.Clipboard().Current(); cur != nil {
			t.Error("the selection is left")
		}
	}
}

func die(t *testing.T, d *wltest.Desktop) {
	t.Helper()
	k := newCopier(t, d, 0)
	w := k.c.Window("dying", 100, 100)
	place(d, d.Window("dying").ID, 100, 100)
	d.Input(seat.Motion{X: 110, Y: 110}, down(left))
	k.s.Take()

	cur := k.c.Surface("cursor")
	cur.Attach(k.c.Buffer(16, 16).WlBufferProxy, 0, 0)
	cur.Frame()
	cur.Commit()
	k.s.Pointer.SetCursor(k.s.Entered, cur, 0, 0)
	pc := wlproto.ZwpPointerConstraintsV1Proxy{Resource: k.c.Bound(wlproto.ZwpPointerConstraintsV1Interface)}
	pc.ConfinePointer(w.Surface, k.s.Pointer, wlproto.WlRegionProxy{}, wlproto.ZwpPointerConstraintsV1LifetimePersistent)
	in := wlproto.ZwpTextInputManagerV3Proxy{Resource: k.c.Bound(wlproto.ZwpTextInputManagerV3Interface)}.GetTextInput(k.s.Seat)
	in.Enable()
	in.Commit()
	k.device.SetSelection(k.source("x", clip.Text), k.s.Serial)
	openPopup(k.c, k.s, w.XdgSurface, "popup")
	wlproto.ZwpIdleInhibitManagerV1Proxy{Resource: k.c.Bound(wlproto.ZwpIdleInhibitManagerV1Interface)}.CreateInhibitor(w.Surface)
	d.Input(seat.Key{Code: 30, Down: true}, seat.Touch{ID: 1, X: 115, Y: 115, Last: true})
	icon := k.c.Surface("icon")
	icon.Attach(k.c.Buffer(16, 16).WlBufferProxy, 0, 0)
	icon.Commit()
	k.c.Roundtrip()
	src := k.source("dragged", clip.Text)
	src.SetActions(dndMove)
	k.device.StartDrag(src, w.Surface, icon, k.s.Serial)
	k.pump(d)
	if err := k.c.Close(); err != nil {
		t.Fatal(err)
	}
	d.Wait("its end", func(v *scene.View) bool { return len(v.Windows) == 1 })
}
