package wlserver_test

import (
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// aimed returns a client with the pointer at 10,10 of its window w.
func aimed(t *testing.T) (d *wltest.Desktop, c *wltest.Client, s *wltest.Seat, x wlproto.WlSurfaceProxy) {
	d = wltest.New(t)
	c = d.Client()
	s = c.Seat()
	x = c.Window("w", 100, 100).Surface
	place(d, d.Window("w").ID, 100, 100)
	d.Input(seat.Motion{X: 110, Y: 110})
	s.Expect("focus w", "enter w 10,10")
	return d, c, s, x
}

func TestLockedPointer(t *testing.T) {
	d, c, s, x := aimed(t)
	rp := wlproto.ZwpRelativePointerManagerV1Proxy{Resource: c.Bound(wlproto.ZwpRelativePointerManagerV1Interface)}.GetRelativePointer(s.Pointer)
	rp.SetEvents(&wlproto.ZwpRelativePointerV1Events{RelativeMotion: func(_, _ uint32, dx, dy, _, _ wlFixed) {
		s.Events = append(s.Events, sprint("relative", dx.Float(), dy.Float()))
	}})
	pc := wlproto.ZwpPointerConstraintsV1Proxy{Resource: c.Bound(wlproto.ZwpPointerConstraintsV1Interface)}
	lock := pc.LockPointer(x, s.Pointer, wlproto.WlRegionProxy{}, wlproto.ZwpPointerConstraintsV1LifetimePersistent)
	lock.SetEvents(&wlproto.ZwpLockedPointerV1Events{
		Locked:   func() { s.Events = append(s.Events, "locked") },
		Unlocked: func() { s.Events = append(s.Events, "unlocked") },
	})
	s.Expect("locked")
	frames := s.Frames
	d.Input(seat.Motion{X: 500, Y: 112}, seat.RelativeMotion{DX: -3, DY: 4}, down(left), up(left))
	s.Expect("relative 390 2", "relative -3 4", "button 0x110 down", "button 0x110 up")
	if s.Frames-frames != 4 {
		t.Errorf("%d frames", s.Frames-frames)
	}
	d.Do(func(tx *scene.Tx) { tx.Activate(0) })
	s.Expect("blur w", "unlocked")
	activate(d, "w")
	s.Expect("focus w", "locked")
	lock.SetCursorPositionHint(50*256, 60*256)
	lock.Destroy()
	c.Roundtrip()
	d.Input(down(left), up(left))
	s.Expect("motion 50,60", "button 0x110 down", "button 0x110 up")

	pc.LockPointer(x, s.Pointer, wlproto.WlRegionProxy{}, wlproto.ZwpPointerConstraintsV1LifetimeOneshot)
	pc.LockPointer(x, s.Pointer, wlproto.WlRegionProxy{}, wlproto.ZwpPointerConstraintsV1LifetimeOneshot)
	c.Refused("zwp_pointer_constraints_v1", uint32(wlproto.ZwpPointerConstraintsV1ErrorAlreadyConstrained))
}

func TestConfinedPointer(t *testing.T) {
	d, c, s, x := aimed(t)
	r := wlproto.WlCompositorProxy{Resource: c.Bound(wlproto.WlCompositorInterface)}.CreateRegion()
	r.Add(20, 20, 30, 30)
	pc := wlproto.ZwpPointerConstraintsV1Proxy{Resource: c.Bound(wlproto.ZwpPointerConstraintsV1Interface)}
	conf := pc.ConfinePointer(x, s.Pointer, r, wlproto.ZwpPointerConstraintsV1LifetimeOneshot)
	conf.SetEvents(&wlproto.ZwpConfinedPointerV1Events{
		Confined:   func() { s.Events = append(s.Events, "confined") },
		Unconfined: func() { s.Events = append(s.Events, "unconfined") },
	})
	s.Expect()
	d.Input(seat.Motion{X: 130, Y: 130}, seat.Motion{X: 90, Y: 135}, seat.Motion{X: 500, Y: 500})
	s.Expect("confined", "motion 30,30", "motion 20,35", "motion 49.99609375,49.99609375")
	d.Do(func(tx *scene.Tx) { tx.Activate(0) })
	s.Expect("blur w", "unconfined")
	activate(d, "w")
	s.Expect("focus w") // it was for once
}
