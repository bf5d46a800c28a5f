package wlwire_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

var le = binary.LittleEndian

// msg builds a message of words (uint32, int) and strings, each with length,
// NUL and padding.
func msg(id, op uint32, args ...any) []byte {
	b := le.AppendUint32(nil, id)
	b = le.AppendUint32(b, op)
	for _, a := range args {
		switch a := a.(type) {
		case uint32:
			b = le.AppendUint32(b, a)
		case int:
			b = le.AppendUint32(b, uint32(a))
		case string:
			b = le.AppendUint32(b, uint32(len(a)+1))
			b = append(b, a...)
			b = append(b, "\x00\x00\x00\x00"[:4-len(a)%4]...)
		}
	}
	le.PutUint16(b[6:], uint16(len(b)))
	return b
}

// The objects of prologue.
const (
	oRegistry = iota + 2
	oCompositor
	oShm
	oManager
	oSurface
	oSource
	oRegion
	oNext
)

func prologue() []byte {
	var b []byte
	for _, m := range [][]byte{
		msg(1, 1, oRegistry),
		msg(oRegistry, 0, 1, "wl_compositor", 4, oCompositor),
		msg(oRegistry, 0, 2, "wl_shm", 1, oShm),
		msg(oRegistry, 0, 4, "wl_data_device_manager", 3, oManager),
		msg(oCompositor, 0, oSurface),
		msg(oManager, 0, oSource),
		msg(oCompositor, 1, oRegion),
	} {
		b = append(b, m...)
	}
	return b
}

func wantError(t *testing.T, err error, code uint32, text string) {
	t.Helper()
	var pe *wlwire.ProtocolError
	if !errors.As(err, &pe) || pe.Code != code || !strings.Contains(pe.Msg, text) {
		t.Errorf("got %v, want code %d, %q", err, code, text)
	}
}

func TestViolations(t *testing.T) {
	header := func(size uint16, rest ...byte) []byte {
		b := msg(1, 0)
		le.PutUint16(b[6:], size)
		return append(b, rest...)
	}
	for _, c := range []struct {
		name string
		msg  []byte
		code uint32
		text string
	}{
		{"size below header", header(4), 1, "message of 4 bytes"},
		{"size not of words", header(10), 1, "message of 10 bytes"},
		{"unknown object", msg(99, 0), 0, "invalid object 99"},
		{"null object", msg(0, 0), 0, "invalid object 0"},
		{"unknown server object", msg(0xff000000, 0), 0, "invalid object"},
		{"last server object", msg(0xffffffff, 0), 0, "invalid object"},
		{"unknown opcode", msg(oSurface, 11), 1, "invalid method 11"},
		{"later version", msg(oSurface, 10, 1, 1), 1, "since 5 > 4"},
		{"too short", msg(oSurface, 2, 1, 2, 3), 1, "wl_surface#6.damage: too short"},
		{"too long", msg(oSurface, 6, 1), 1, "too long"},
		{"object of another interface", msg(oSurface, 1, oRegion, 0, 0), 1, "object is a wl_region"},
		{"unknown object argument", msg(oSurface, 1, 77, 0, 0), 1, "no such object"},
		{"null not allowed", msg(oManager, 1, oNext, 0), 1, "null object"},
		{"new id zero", msg(oCompositor, 0, 0), 1, "out of range"},
		{"new id in use", msg(oCompositor, 0, oShm), 1, "in use"},
		{"new id with a hole", msg(oCompositor, 0, oNext+1), 1, "out of range"},
		{"new id of the server", msg(oCompositor, 0, 0xff000000), 1, "out of range"},
		{"null string", msg(oSource, 0, 0), 1, "null string"},
		{"string too long", msg(oSource, 0, 9, 0x61616161, 0x61616161), 1, "too short"},
		{"huge string", msg(oSource, 0, 0xffffffff, 0), 1, "too short"},
		{"string without NUL", msg(oSource, 0, 4, 0x61616161), 1, "without NUL"},
		{"NUL inside string", msg(oSource, 0, 4, 0x00610061), 1, "NUL in string"},
		{"no descriptor", msg(oShm, 0, oNext, 100), 1, "no file descriptor"},
		{"bind of unknown global", msg(oRegistry, 0, 42, "wl_x", 1, oNext), 0, "no global 42"},
		{"bind of another interface", msg(oRegistry, 0, 1, "wl_x", 1, oNext), 0, "global is wl_compositor"},
		{"bind of version 0", msg(oRegistry, 0, 1, "wl_compositor", 0, oNext), 0, "no version 0"},
		{"bind of version 7", msg(oRegistry, 0, 1, "wl_compositor", 7, oNext), 0, "no version 7"},
		{"bind with used id", msg(oRegistry, 0, 1, "wl_compositor", 1, oShm), 1, "in use"},
		{"handler's error", msg(oSurface, 7, 8), uint32(wlproto.WlSurfaceErrorInvalidTransform), "transform 8"},
		{"no handler", slices.Concat(msg(oRegistry, 0, 3, "wl_seat", 5, oNext),
			msg(oNext, 2, oNext+1), msg(oNext+1, 0)), 3, "release is not implemented"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newServer(wlwire.Config{})
			client, _ := wlproto.NewClient(wlwire.Config{})
			if err := s.t.Feed(prologue(), nil); err != nil {
				t.Fatal(err)
			}
			s.t.TakeOut(new(wlwire.Out)) // globals, which this client did not ask for
			s.log = nil
			err := s.t.Feed(append(c.msg, msg(oSurface, 6)...), nil)
			wantError(t, err, c.code, c.text)
			if len(s.log) != 0 {
				t.Errorf("handlers were called: %q", s.log)
			}
			if again := s.t.Feed(msg(oSurface, 6), nil); again != err {
				t.Errorf("dead table says %v", again)
			}
			wantError(t, move(s.t, client), c.code, c.text)
		})
	}
}

func TestErrorObject(t *testing.T) {
	s := newServer(wlwire.Config{})
	err := s.t.Feed(append(prologue(), msg(oSurface, 7, 99)...), nil)
	var pe *wlwire.ProtocolError
	if !errors.As(err, &pe) || pe.Object != oSurface || pe.Interface != "wl_surface" {
		t.Errorf("got %#v", err)
	}
	s = newServer(wlwire.Config{})
	s.refuse = fmt.Errorf("out of ideas")
	if err := s.t.Feed(append(prologue(), msg(oSurface, 6)...), nil); err != s.refuse {
		t.Errorf("got %v", err)
	}
	s.t.TakeOut(new(wlwire.Out))
}

// go-wayland counts padding as part of the string.
func TestPaddedString(t *testing.T) {
	s := newServer(wlwire.Config{})
	if err := s.t.Feed(append(prologue(), msg(oSource, 0, 8, 0x64636261, 0x00000065)...), nil); err != nil {
		t.Fatal(err)
	}
	if got := s.log[len(s.log)-1]; got != `offer "abcde"` {
		t.Error(got)
	}
}

// Padding may hold anything: old libraries do not clear it.
func TestDirtyPadding(t *testing.T) {
	s := newServer(wlwire.Config{})
	if err := s.t.Feed(append(prologue(), msg(oSource, 0, 2, 0xffff0061)...), nil); err != nil {
		t.Fatal(err)
	}
}

func TestAnySplit(t *testing.T) {
	all := append(prologue(), msg(oSource, 0, "text/plain")...)
	all = append(all, msg(oSurface, 2, 1, 2, 3, 4)...)
	all = append(all, msg(oShm, 0, oNext, 100)...)
	all = append(all, msg(oSurface, 6)...)
	var want string
	for step := len(all); step > 0; step-- {
		s := newServer(wlwire.Config{})
		s.t.Feed(nil, []int{9})
		for b := all; len(b) > 0; b = b[min(step, len(b)):] {
			if err := s.t.Feed(b[:min(step, len(b))], nil); err != nil {
				t.Fatalf("step %d: %v", step, err)
			}
		}
		got := fmt.Sprintf("%q", s.log)
		if want == "" {
			want = got
		}
		if got != want || !strings.Contains(got, "commit") {
			t.Fatalf("step %d: got %s want %s", step, got, want)
		}
	}
}

func TestDispatchAllocatesNothing(t *testing.T) {
	s := newServer(wlwire.Config{})
	if err := s.t.Feed(prologue(), nil); err != nil {
		t.Fatal(err)
	}
	s.quiet = true
	frame := append(msg(oSurface, 2, 1, 2, 3, 4), msg(oSurface, 9, 1, 2, 3, 4)...)
	frame = append(frame, msg(oSurface, 6)...)
	if n := testing.AllocsPerRun(100, func() { s.t.Feed(frame, nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	var out wlwire.Out
	s.t.TakeOut(&out)
	out.Advance(out.Len())
	send := func() {
		s.surface.SendPreferredBufferScale(1)
		s.source.SendTarget("text/plain")
		s.t.TakeOut(&out)
		out.Advance(out.Len())
	}
	for range 3 {
		send() // grows both buffers
	}
	if n := testing.AllocsPerRun(100, send); n != 0 {
		t.Errorf("%v allocations for sending", n)
	}
}

func BenchmarkDispatch(b *testing.B) {
	s := newServer(wlwire.Config{})
	if err := s.t.Feed(prologue(), nil); err != nil {
		b.Fatal(err)
	}
	s.quiet = true
	batch := []byte{}
	for range 100 {
		batch = append(batch, msg(oSurface, 2, 1, 2, 3, 4)...)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.t.Feed(batch, nil)
	}
}

// FuzzServer feeds anything to a server: nothing may panic, descriptors are
// delivered or closed exactly once, and objects are destroyed exactly once.
func FuzzServer(f *testing.F) {
	f.Add(prologue(), uint8(0), uint16(0))
	f.Add(append(prologue(), msg(oShm, 0, oNext, 100)...), uint8(1), uint16(9))
	f.Add(append(prologue(), msg(oSource, 0, "text/plain")...), uint8(3), uint16(100))
	f.Add(append(prologue(), append(msg(oSurface, 0), msg(1, 0, oSurface)...)...), uint8(0), uint16(30))
	f.Add(append(prologue(), msg(0xff000000, 1, "a")...), uint8(1), uint16(3))
	f.Fuzz(func(t *testing.T, b []byte, nfds uint8, cut uint16) {
		s := newServer(wlwire.Config{MaxObjects: 100, MaxOut: 1 << 14, MaxFDs: 200})
		var fds []int
		for i := range int(nfds) {
			fds = append(fds, 1000+i)
		}
		n := min(int(cut), len(b))
		err := s.t.Feed(prologue(), nil)
		if s.device.SendDataOffer().Alive() {
			t.Error("object without a parent")
		}
		if err == nil {
			err = s.t.Feed(b[:n], fds)
			fds = nil
		}
		if err == nil {
			err = s.t.Feed(b[n:], nil)
		}
		client, _ := wlproto.NewClient(wlwire.Config{})
		if e := move(s.t, client); err != nil && e == nil && !errors.Is(err, wlwire.ErrOverflow) {
			t.Errorf("client was not told of %v", err)
		}
		s.t.Close()
		for i := range int(nfds) {
			if s.fds[1000+i] != 1 {
				t.Fatalf("descriptor %d was closed or delivered %d times", i, s.fds[1000+i])
			}
		}
		for r, n := range s.destroyed {
			if n != 1 || r.Alive() {
				t.Fatalf("%s#%d was destroyed %d times", r.Interface().Name, r.ID(), n)
			}
		}
	})
}

// FuzzClient feeds anything to a client.
func FuzzClient(f *testing.F) {
	f.Add(msg(2, 0, 1, "wl_compositor", 6), uint8(0))
	f.Add(append(msg(1, 1, 2), msg(1, 0, 1, 0, "bad")...), uint8(2))
	f.Add(append(msg(3, 0, 0xff000000), msg(0xff000000, 0, "text/plain")...), uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, nfds uint8) {
		closed := 0
		c, d := wlproto.NewClient(wlwire.Config{CloseFD: func(int) { closed++ }})
		reg := d.GetRegistry()
		reg.SetEvents(&wlproto.WlRegistryEvents{Global: func(n uint32, _ string, v uint32) {
			reg.Bind(n, wlproto.WlSeatInterface, v)
		}})
		seat := wlproto.WlSeatProxy{Resource: reg.Bind(3, wlproto.WlSeatInterface, 6)}
		m := wlproto.WlDataDeviceManagerProxy{Resource: reg.Bind(4, wlproto.WlDataDeviceManagerInterface, 3)}
		m.GetDataDevice(seat).SetEvents(&wlproto.WlDataDeviceEvents{DataOffer: func(o wlproto.WlDataOfferProxy) { o.Destroy() }})
		seat.GetKeyboard()
		c.Feed(b, make([]int, nfds))
		c.Close()
		if closed != int(nfds) {
			t.Errorf("%d of %d descriptors closed", closed, nfds)
		}
	})
}
