package wlwire_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

func TestRequests(t *testing.T) {
	p := newPair(t)
	comp := wlproto.WlCompositorProxy{Resource: p.bind(1, 6)}
	shm := wlproto.WlShmProxy{Resource: p.bind(2, 1)}
	seat := wlproto.WlSeatProxy{Resource: p.bind(3, 5)}
	mgr := wlproto.WlDataDeviceManagerProxy{Resource: p.bind(4, 3)}
	s := comp.CreateSurface()
	region := comp.CreateRegion()
	s.Attach(wlproto.WlBufferProxy{}, -1, 2)
	s.Damage(1, -2, 3, 1<<31-1)
	s.SetOpaqueRegion(region)
	pool := shm.CreatePool(5, 4096)
	s.Attach(pool.CreateBuffer(0, 1, 1, 4, wlproto.WlShmFormatXrgb8888), 0, 0)
	src := mgr.CreateDataSource()
	src.Offer("text/plain")
	src.Offer("")
	src.Offer("abc")
	src.Offer("ünï\xff")
	mgr.GetDataDevice(seat)
	seat.GetPointer().SetCursor(9, wlproto.WlSurfaceProxy{}, 3, 4)
	s.Commit()
	p.pump()
	p.want("attach 0 -1 2", "damage 1 -2 3 2147483647", "opaque true", "pool 5 4096",
		"attach 10 0 0", `offer "text/plain"`, `offer ""`, `offer "abc"`, `offer "ünï\xff"`,
		"device true", "cursor 9 false 3 4", "commit")
	// The client's copy of 5 is closed, and the server's handler had it: the
	// numbers are the same because there is no kernel between them.
	if !slices.Equal(p.closed, []int{5}) || p.s.fds[5] != 1 {
		t.Errorf("descriptors: client closed %v, server got %v", p.closed, p.s.fds)
	}
}

func TestEvents(t *testing.T) {
	p := newPair(t)
	s := wlproto.WlCompositorProxy{Resource: p.bind(1, 6)}.CreateSurface()
	seat := wlproto.WlSeatProxy{Resource: p.bind(3, 6)}
	ptr, kbd := seat.GetPointer(), seat.GetKeyboard()
	dev := wlproto.WlDataDeviceManagerProxy{Resource: p.bind(4, 3)}.GetDataDevice(seat)
	var log []string
	logf := func(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) }
	ptr.SetEvents(&wlproto.WlPointerEvents{
		Enter: func(serial uint32, on wlproto.WlSurfaceProxy, x, y wlwire.Fixed) {
			logf("enter %d %t %v %v", serial, on == s, x.Float(), y.Float())
		},
		Leave: func(serial uint32, on wlproto.WlSurfaceProxy) { logf("leave %d %t", serial, on.Alive()) },
	})
	kbd.SetEvents(&wlproto.WlKeyboardEvents{
		Keymap: func(f wlproto.WlKeyboardKeymapFormat, fd int, size uint32) { logf("keymap %d %d %d", f, fd, size) },
		Enter:  func(_ uint32, _ wlproto.WlSurfaceProxy, keys []byte) { logf("keys %x", keys) },
	})
	var offer wlproto.WlDataOfferProxy
	dev.SetEvents(&wlproto.WlDataDeviceEvents{
		DataOffer: func(id wlproto.WlDataOfferProxy) {
			offer = id
			id.SetEvents(&wlproto.WlDataOfferEvents{Offer: func(m string) { logf("offer %s", m) }})
		},
		Selection: func(id wlproto.WlDataOfferProxy) { logf("selection %t", id.Alive() && id == offer) },
	})
	p.pump()
	srv := p.s
	srv.pointer.SendEnter(1, srv.surface, wlwire.FixedFloat(1.5), wlwire.FixedInt(-2))
	srv.keyboard.SendKeymap(wlproto.WlKeyboardKeymapFormatXkbV1, 8, 100)
	srv.keyboard.SendEnter(2, srv.surface, []byte{1, 2, 3, 4, 5})
	o := srv.device.SendDataOffer()
	o.SetHandler(offerServer{srv})
	o.SendOffer("text/html")
	srv.device.SendSelection(o)
	srv.device.SendSelection(wlproto.WlDataOffer{})
	p.pump()
	if want := []string{"enter 1 true 1.5 -2", "keymap 1 8 100", "keys 0102030405", "offer text/html",
		"selection true", "selection false"}; !slices.Equal(log, want) {
		t.Errorf("got  %q\nwant %q", log, want)
	}
	offer.Accept(3, "")
	offer.Accept(4, "text/html")
	offer.Receive("text/html", 12)
	p.s.log = nil
	p.pump()
	p.want(`accept 3 ""`, `accept 4 "text/html"`, `receive "text/html" 12`)

	// leave of a surface that the client has just destroyed must arrive.
	log = nil
	s.Destroy()
	srv.pointer.SendLeave(5, srv.surface)
	if err := move(srv.t, p.c); err != nil {
		t.Fatal(err)
	}
	if want := []string{"leave 5 false"}; !slices.Equal(log, want) {
		t.Errorf("got %q want %q", log, want)
	}
	// Once the server knows, it does not send the event at all.
	p.pump()
	srv.pointer.SendLeave(6, srv.surface)
	if srv.t.Out().Len() != 0 {
		t.Error("event about a destroyed object was sent")
	}
}

func TestUnwantedFDIsClosed(t *testing.T) {
	p := newPair(t)
	wlproto.WlSeatProxy{Resource: p.bind(3, 6)}.GetKeyboard() // no listener
	p.pump()
	p.s.keyboard.SendKeymap(1, 33, 1)
	p.pump()
	if !slices.Equal(p.closed, []int{33}) || p.s.fds[33] != 1 {
		t.Errorf("closed by client: %v, by server: %v", p.closed, p.s.fds)
	}
}

func TestCallbackIDIsReused(t *testing.T) {
	p := newPair(t)
	for i := range 1000 {
		cb := p.display.Sync()
		if cb.ID() != 3 {
			t.Fatalf("round %d: callback has id %d", i, cb.ID())
		}
		done := false
		cb.SetEvents(&wlproto.WlCallbackEvents{Done: func(uint32) { done = true }})
		p.pump()
		if !done || cb.Alive() {
			t.Fatal("callback is not done")
		}
	}
	if n := p.s.t.Len(); n != 2 {
		t.Errorf("server has %d objects", n)
	}
}

func TestServerObjectZombie(t *testing.T) {
	p := newPair(t)
	seat := wlproto.WlSeatProxy{Resource: p.bind(3, 6)}
	dev := wlproto.WlDataDeviceManagerProxy{Resource: p.bind(4, 3)}.GetDataDevice(seat)
	var offer wlproto.WlDataOfferProxy
	dev.SetEvents(&wlproto.WlDataDeviceEvents{DataOffer: func(id wlproto.WlDataOfferProxy) { offer = id }})
	p.pump()
	p.s.log = nil
	o := p.s.device.SendDataOffer()
	o.SetHandler(offerServer{p.s})
	id := o.ID()
	p.pump()
	o.Destroy()
	if p.s.destroyed[o.Resource] != 1 {
		t.Error("handler was not told")
	}
	offer.Receive("text/plain", 44) // the client cannot know
	p.pump()
	p.want()
	if p.s.fds[44] != 1 {
		t.Error("descriptor leaked")
	}
	if next := p.s.device.SendDataOffer(); next.ID() == id {
		t.Error("id used again while the client still has it")
	}
	offer.Destroy()
	p.pump()
	if again := p.s.device.SendDataOffer(); again.ID() != id {
		t.Errorf("id %#x is lost, got %#x", id, again.ID())
	}
	p.pump()
	if !offer.Alive() || offer.ID() != id {
		t.Error("client did not take the reused id")
	}
}

func TestInert(t *testing.T) {
	p := newPair(t)
	sub := wlproto.WlSubcompositorProxy{Resource: p.bind(5, 1)}
	comp := wlproto.WlCompositorProxy{Resource: p.bind(1, 6)}
	s, parent := comp.CreateSurface(), comp.CreateSurface()
	ss := sub.GetSubsurface(s, parent)
	ss.SetPosition(1, 2)
	ss.PlaceAbove(parent)
	ss.Destroy()
	sub.Destroy()
	p.pump()
	if n := p.s.t.Len(); n != 5 { // display, registry, compositor, two surfaces
		t.Errorf("%d objects left", n)
	}
}

func TestVersions(t *testing.T) {
	p := newPair(t)
	s := wlproto.WlCompositorProxy{Resource: p.bind(1, 3)}.CreateSurface()
	p.pump()
	p.s.surface.SendPreferredBufferScale(2) // since 6
	if p.s.t.Out().Len() != 0 {
		t.Error("event of a later version was sent")
	}
	s.Offset(1, 1) // since 5
	if p.c.Out().Len() != 0 {
		t.Error("request of a later version was sent")
	}
}

// Handles of null and of objects that could not be made do nothing.
func TestNoObject(t *testing.T) {
	var null wlproto.WlDataDevice
	null.SendLeave()
	null.Destroy()
	null.SetInert()
	o := null.SendDataOffer()
	o.SendOffer("text/plain")
	o.Destroy()
	if null.ID() != 0 || null.Alive() || null.Handler() != nil || null.Version() != 0 || o.Alive() {
		t.Error("null is something")
	}
	wlproto.WlKeyboard(o).SendKeymap(1, 1<<30, 1)
	err := wlwire.Errorf(null, wlproto.WlDisplayErrorInvalidObject, "x")
	wantError(t, err, 0, "x")
	p := newPair(t)
	comp := wlproto.WlCompositorProxy{Resource: p.bind(1, 6)}
	p.c.Close()
	s := comp.CreateSurface()
	s.Commit()
	s.Frame().SetEvents(nil)
	if s.Alive() {
		t.Error("object made by a closed table")
	}
}

func TestClose(t *testing.T) {
	p := newPair(t)
	comp := wlproto.WlCompositorProxy{Resource: p.bind(1, 6)}
	for range 300 {
		comp.CreateSurface()
	}
	p.pump()
	s := p.s
	s.t.Feed([]byte{1, 0}, []int{70, 71})
	last := s.surface
	s.t.Close()
	s.t.Close()
	if len(s.destroyed) != 303 { // those of display, registry and compositor too
		t.Errorf("%d handlers were told", len(s.destroyed))
	}
	for r, n := range s.destroyed {
		if n != 1 {
			t.Fatalf("%s#%d was destroyed %d times", r.Interface().Name, r.ID(), n)
		}
	}
	if s.fds[70] != 1 || s.fds[71] != 1 {
		t.Errorf("descriptors: %v", s.fds)
	}
	last.SendPreferredBufferScale(1)
	last.Destroy()
	if err := s.t.Feed(nil, []int{72}); !errors.Is(err, wlwire.ErrClosed) || s.fds[72] != 1 {
		t.Errorf("Feed after Close: %v, %v", err, s.fds)
	}
}

// go-wayland never uses an id again; frame callbacks must not fill memory.
func TestIDsNeverReused(t *testing.T) {
	s := newServer(wlwire.Config{})
	for id := uint32(2); id < 100_000; id++ {
		if err := s.t.Feed(msg(1, 0, id), nil); err != nil {
			t.Fatal(err)
		}
		s.t.TakeOut(new(wlwire.Out))
	}
	if s.t.Len() != 1 {
		t.Errorf("%d objects", s.t.Len())
	}
}

func TestOutChunks(t *testing.T) {
	p := newPair(t)
	wlproto.WlSeatProxy{Resource: p.bind(3, 6)}.GetKeyboard()
	p.pump()
	k := p.s.keyboard
	k.SendRepeatInfo(1, 1)
	k.SendRepeatInfo(1, 2)
	k.SendKeymap(1, 90, 1)
	k.SendKeymap(1, 91, 1)
	k.SendRepeatInfo(1, 3)
	var all wlwire.Out
	var written []byte
	if !p.s.t.TakeOut(&all) || p.s.t.TakeOut(&all) {
		t.Fatal("TakeOut")
	}
	type chunk struct {
		n   int
		fds string
	}
	var got []chunk
	for b, fds := all.Next(); len(b) > 0; b, fds = all.Next() {
		got = append(got, chunk{len(b), fmt.Sprint(fds)})
		n := min(len(b), 12) // as if the socket were nearly full
		written = append(written, b[:n]...)
		all.Advance(n)
	}
	if s := fmt.Sprint(got); s != "[{32 []} {20 []} {8 []} {16 [90]} {4 []} {16 [91]} {20 []} {8 []}]" {
		t.Error(s)
	}
	if p.s.fds[90] != 1 || p.s.fds[91] != 1 {
		t.Errorf("closed %v", p.s.fds)
	}
	if err := p.c.Feed(written, []int{90, 91}); err != nil || len(p.closed) != 2 {
		t.Errorf("client: %v, closed %v", err, p.closed)
	}
}

func TestLimits(t *testing.T) {
	t.Run("out", func(t *testing.T) {
		s := newServer(wlwire.Config{MaxOut: 1000})
		var err error
		for id := uint32(2); err == nil && id < 1000; id++ {
			err = s.t.Feed(msg(1, 0, id), nil)
		}
		if !errors.Is(err, wlwire.ErrOverflow) || s.t.Out().Len() > 1100 {
			t.Errorf("%v with %d bytes", err, s.t.Out().Len())
		}
	})
	t.Run("objects", func(t *testing.T) {
		s := newServer(wlwire.Config{MaxObjects: 10})
		var err error
		for id := uint32(2); err == nil && id < 1000; id++ {
			err = s.t.Feed(msg(1, 1, id), nil)
		}
		wantError(t, err, wlwire.CodeNoMemory, "10 objects")
	})
	t.Run("descriptors", func(t *testing.T) {
		s := newServer(wlwire.Config{MaxFDs: 2})
		wantError(t, s.t.Feed(nil, []int{1, 2, 3}), wlwire.CodeNoMemory, "2 descriptors")
		if len(s.fds) != 3 {
			t.Errorf("closed %v", s.fds)
		}
	})
	t.Run("message", func(t *testing.T) {
		p := newPair(t)
		src := wlproto.WlDataDeviceManagerProxy{Resource: p.bind(4, 3)}.CreateDataSource()
		p.pump()
		src.Offer(strings.Repeat("x", 4084))
		if p.c.Out().Len() != 0 {
			t.Error("message of more than 4096 bytes was sent")
		}
		src.Offer(strings.Repeat("x", 4083))
		p.s.source.SendSend(strings.Repeat("x", 5000), 66)
		if p.s.fds[66] != 1 || p.s.t.Out().Len() != 0 {
			t.Error("descriptor of an unsent message is open")
		}
		p.pump()
		p.want(fmt.Sprintf("offer %q", strings.Repeat("x", 4083)))
	})
}

func TestFixed(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 0.5, -0.25, 8388607.99609375, -8388608} {
		if got := wlwire.FixedFloat(f).Float(); got != f {
			t.Errorf("%v became %v", f, got)
		}
	}
	if wlwire.FixedFloat(1e30) != 1<<31-1 || wlwire.FixedFloat(-1e30) != -1<<31 || wlwire.FixedInt(1<<40).Int() != 1<<23-1 {
		t.Error("not clamped")
	}
	if wlwire.FixedFloat(-0.5).Int() != -1 {
		t.Error("Int does not round down")
	}
}

// TestRecycle: an object that is gone is made the next one; those that still
// have their id are not.
func TestRecycle(t *testing.T) {
	p := newPair(t)
	comp := wlproto.WlCompositorProxy{Resource: p.bind(1, 6)}
	region := comp.CreateRegion()
	p.pump()
	old := p.s.t.Lookup(region.ID())
	old.Recycle()
	if !old.Alive() || p.s.t.Lookup(region.ID()) != old {
		t.Fatal("an object that lives was recycled")
	}
	region.Destroy()
	p.pump()
	if old.Alive() {
		t.Fatal("the object is still there")
	}
	old.Recycle()
	old.Recycle()
	next := comp.CreateRegion()
	other := comp.CreateRegion()
	p.pump()
	a, b := p.s.t.Lookup(next.ID()), p.s.t.Lookup(other.ID())
	if a != old || b == old {
		t.Errorf("two objects at %p and %p, of the one that was at %p", a, b, old)
	}
	if !a.Alive() || a.ID() != next.ID() || a.Version() != comp.Version() {
		t.Errorf("the new object has the id %d and version %d", a.ID(), a.Version())
	}
}
