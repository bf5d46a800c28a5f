package wlserver_test

import (
	"fmt"
	"slices"
	"testing"

	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// pens binds the tablet and writes down what its tools tell.
func pens(c *wltest.Client, s *wltest.Seat) *[]string {
	got := new([]string)
	add := func(format string, args ...any) { *got = append(*got, fmt.Sprintf(format, args...)) }
	manager := wlproto.ZwpTabletManagerV2Proxy{Resource: c.Bound(wlproto.ZwpTabletManagerV2Interface)}
	manager.GetTabletSeat(s.Seat).SetEvents(&wlproto.ZwpTabletSeatV2Events{
		TabletAdded: func(wlproto.ZwpTabletV2Proxy) { add("tablet") },
		ToolAdded: func(r wlproto.ZwpTabletToolV2Proxy) {
			r.SetEvents(&wlproto.ZwpTabletToolV2Events{
				Type:         func(k wlproto.ZwpTabletToolV2Type) { add("tool %#x", uint32(k)) },
				ProximityIn:  func(uint32, wlproto.ZwpTabletV2Proxy, wlproto.WlSurfaceProxy) { add("in") },
				ProximityOut: func() { add("out") },
				Down:         func(uint32) { add("down") },
				Up:           func() { add("up") },
				Motion:       func(x, y wlFixed) { add("motion %g,%g", x.Float(), y.Float()) },
				Pressure:     func(v uint32) { add("pressure %d", v) },
				Tilt:         func(x, y wlFixed) { add("tilt %g,%g", x.Float(), y.Float()) },
				Rotation:     func(v wlFixed) { add("rotation %g", v.Float()) },
				Button:       func(_, code uint32, st wlproto.ZwpTabletToolV2ButtonState) { add("button %#x %d", code, st) },
				Frame:        func(uint32) { add("frame") },
			})
		},
	})
	c.Roundtrip()
	return got
}

func TestPens(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	got := pens(c, s)
	c.Window("w", 100, 100)
	place(d, d.Window("w").ID, 50, 50)
	expect := func(what string, want ...string) {
		t.Helper()
		d.Settle()
		c.Roundtrip()
		if !slices.Equal(*got, want) {
			t.Errorf("%s:\n got %q\nwant %q", what, *got, want)
		}
		*got = nil
	}
	d.Input(seat.Pen{Near: true, X: 60, Y: 70, Pressure: -1, TiltX: 10, Last: true})
	expect("near", "tablet", "tool 0x140", "in", "motion 10,20", "tilt 10,0", "frame")
	d.Input(seat.Pen{Near: true, Down: true, X: 61, Y: 70, Pressure: 0.5, TiltX: 10, Barrel: true, Last: true})
	expect("down", "motion 11,20", "pressure 32768", "down", "button 0x14b 1", "frame")
	d.Input(seat.Pen{Near: true, Down: true, X: 0, Y: 0, Pressure: 1, TiltX: 10, Rotation: 90, Last: true})
	expect("drawn out of the window", "motion -50,-50", "pressure 65535", "rotation 90", "button 0x14b 0", "frame")
	d.Input(seat.Pen{Near: true, X: 0, Y: 0, Pressure: 0, TiltX: 10, Rotation: 90, Last: true})
	expect("lifted", "motion -50,-50", "pressure 0", "up", "frame")
	d.Input(seat.Pen{Near: true, X: 1, Y: 0, Pressure: 0, Last: true})
	expect("over nothing", "out", "frame")
	d.Input(seat.Pen{Near: true, Down: true, Eraser: true, X: 60, Y: 60, Pressure: 1, Last: true})
	expect("turned round", "tool 0x141", "in", "motion 10,10", "pressure 65535", "down", "frame")
	d.Input(seat.ReleaseAll{})
	expect("the user is gone", "up", "out", "frame")
	d.Input(seat.Pen{ID: 200, Near: true, Down: true, X: 60, Y: 60})
	expect("a pen too many")
	if more := s.Take(); slices.Contains(more, "button 0x110 down") {
		t.Errorf("the pen played the pointer: %q", more)
	}
}

func TestAPenIsAPointerToAppsWithoutPens(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	c.Window("w", 100, 100)
	place(d, d.Window("w").ID, 50, 50)
	s.Take()
	d.Input(
		seat.Pen{Near: true, X: 60, Y: 70}, seat.Pen{Near: true, Down: true, X: 60, Y: 70},
		seat.Pen{Near: true, Down: true, X: 65, Y: 70}, seat.Pen{X: 65, Y: 70})
	s.Expect("enter w 10,20", "button 0x110 down", "motion 15,20", "button 0x110 up")
}
