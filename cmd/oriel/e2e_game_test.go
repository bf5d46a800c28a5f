package main_test

import (
	"image"
	"testing"

	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
	"oriel/rdp/bcgr"
	"oriel/rdp/client"
)

// A game is a Wayland app that locks the pointer when it gets it, and adds up
// how far it moves.
type game struct {
	*wlclient.Client
	locked, moved bool
	sum           image.Point
}

// play starts a game in a bridge.
func play(t *testing.T, b *bridge) *game {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	app, err := wlclient.Connect(b.WaylandDisplay)
	check(err)
	t.Cleanup(func() { app.Close() })
	g := &game{Client: app}
	get := func(i *wlwire.Interface) *wlwire.Resource {
		r, err := app.Get(i)
		check(err)
		return r
	}
	top, err := app.NewToplevel("game", 200, 150)
	check(err)
	buf, err := app.NewBuffer(200, 150)
	check(err)
	pointer := wlproto.WlSeatProxy{Resource: get(wlproto.WlSeatInterface)}.GetPointer()
	pointer.SetEvents(&wlproto.WlPointerEvents{Motion: func(uint32, wlwire.Fixed, wlwire.Fixed) { g.moved = true }})
	wlproto.ZwpRelativePointerManagerV1Proxy{Resource: get(wlproto.ZwpRelativePointerManagerV1Interface)}.GetRelativePointer(pointer).SetEvents(
		&wlproto.ZwpRelativePointerV1Events{RelativeMotion: func(_, _ uint32, dx, dy, _, _ wlwire.Fixed) {
			g.sum = g.sum.Add(image.Pt(dx.Int(), dy.Int()))
		}})
	constraints := wlproto.ZwpPointerConstraintsV1Proxy{Resource: get(wlproto.ZwpPointerConstraintsV1Interface)}
	constraints.LockPointer(top.Surface, pointer, wlproto.WlRegionProxy{}, wlproto.ZwpPointerConstraintsV1LifetimePersistent).SetEvents(
		&wlproto.ZwpLockedPointerV1Events{Locked: func() { g.locked = true }})
	top.Show(buf)
	check(app.Roundtrip())
	return g
}

// lock waits until the game has the pointer for itself.
func (g *game) lock(t *testing.T) {
	t.Helper()
	if err := g.Until(func() bool { return g.locked }); err != nil {
		t.Fatalf("the pointer is not locked: %v", err)
	}
	g.moved, g.sum = false, image.Point{}
}

// A game that locks the pointer gets how far the mouse moves, for ever, from
// a client that sends that.
func TestAGameGetsRelativeMotion(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connectWith(b, client.Options{Profile: client.Desktop, Size: image.Pt(800, 600)})
	g := play(t, b)
	if err := c.Click(client.Left, b.window("game").inner().Min.Add(image.Pt(50, 50))); err != nil {
		t.Fatal(err)
	}
	g.lock(t)
	for range 100 { // far more than the screen is wide
		if err := c.Input(bcgr.InputEvent{Kind: bcgr.InputRelative, X: 50, Y: -7}); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Until(func() bool { return g.sum == image.Pt(5000, -700) }); err != nil {
		t.Fatalf("%v, after %v", err, g.sum)
	}
	if g.moved {
		t.Error("a locked pointer has moved")
	}
}

// Debian's client sends places only, and does not put its pointer where it is
// told: the game gets motion as far as the screen goes.
func TestAGameGetsMotionFromAClientThatSendsPlaces(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	s := xvfb(t, 800, 600)
	s.pretendWindowManager()
	g := play(t, b)
	s.desktop(b)
	s.focus("desktop")
	s.click(b.window("game").inner().Min.Add(image.Pt(50, 50)), 1)
	g.lock(t)
	for range 70 {
		s.do("mousemove_relative", "10", "0")
	}
	if err := g.Until(func() bool { return g.sum.X > 300 }); err != nil {
		t.Errorf("%v, after %v", err, g.sum)
	}
	if g.moved || g.sum.Y != 0 {
		t.Errorf("a locked pointer has moved: %t, %v", g.moved, g.sum)
	}
}
