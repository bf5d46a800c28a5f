package wltest

import (
	"errors"
	"fmt"
	"slices"

	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// A Client is a client whose failures end the test.
type Client struct {
	*wlclient.Client
	d     *Desktop
	own   bool
	names map[uint32]string // of surfaces, for Seat.Events
}

// Window shows a window filled with one colour.
func (c *Client) Window(title string, width, height int) *wlclient.Toplevel {
	c.d.T.Helper()
	w, err := c.NewToplevel(title, width, height)
	c.d.check(err)
	c.Name(w.Surface, title)
	w.Show(c.Buffer(width, height))
	c.Roundtrip()
	return w
}

// Buffer returns a buffer filled with one colour.
func (c *Client) Buffer(width, height int) *wlclient.Buffer {
	c.d.T.Helper()
	b, err := c.NewBuffer(width, height)
	c.d.check(err)
	b.Fill(0xff336699)
	return b
}

// Surface returns a new surface, named for the events.
func (c *Client) Surface(name string) wlproto.WlSurfaceProxy {
	c.d.T.Helper()
	s, err := c.NewSurface()
	c.d.check(err)
	c.Name(s, name)
	return s
}

// Bound returns an object of a global, bound once.
func (c *Client) Bound(iface *wlwire.Interface) *wlwire.Resource {
	c.d.T.Helper()
	r, err := c.Get(iface)
	c.d.check(err)
	return r
}

// Roundtrip waits until all requests were handled.
func (c *Client) Roundtrip() {
	c.d.T.Helper()
	c.d.check(c.Client.Roundtrip())
}

// Until dispatches events until done says so.
func (c *Client) Until(what string, done func() bool) {
	c.d.T.Helper()
	if err := c.Client.Until(done); err != nil {
		c.d.T.Fatalf("waiting for %s: %v", what, err)
	}
}

// Refused checks that the server throws the client out with that error.
func (c *Client) Refused(iface string, code uint32) {
	c.d.T.Helper()
	err := c.Client.Roundtrip()
	var e *wlwire.ProtocolError
	if !errors.As(err, &e) {
		c.d.T.Fatalf("got %v, want error %d of %s", err, code, iface)
	}
	if e.Interface != iface || e.Code != code {
		c.d.T.Errorf("got %v, want error %d of %s", e, code, iface)
	}
}

// Name gives a surface a name in events.
func (c *Client) Name(s wlproto.WlSurfaceProxy, name string) {
	if c.names == nil {
		c.names = map[uint32]string{}
	}
	c.names[s.ID()] = name
}

func (c *Client) nameOf(s wlproto.WlSurfaceProxy) string {
	if n := c.names[s.ID()]; n != "" {
		return n
	}
	return fmt.Sprintf("surface#%d", s.ID())
}

// A Seat is a client's pointer and keyboard, with a record of their events.
type Seat struct {
	Seat     wlproto.WlSeatProxy
	Pointer  wlproto.WlPointerProxy
	Keyboard wlproto.WlKeyboardProxy

	Name     string
	Caps     wlproto.WlSeatCapability
	Events   []string // such as "enter window 10,20" and "key 30 down"
	Serial   uint32   // of the last event that had one
	Entered  uint32   // serial of the pointer's last enter
	Keymaps  []int    // their descriptors
	Size     uint32   // of the last keymap
	Frames   int      // of the pointer
	Repeat   [2]int32
	Modifier [4]uint32 // depressed, latched, locked, group

	c *Client
}

// Seat binds the seat and takes its pointer and keyboard.
func (c *Client) Seat() *Seat { return c.SeatVersion(0) }

// SeatVersion is Seat in a version at most that given.
func (c *Client) SeatVersion(max uint32) *Seat {
	c.d.T.Helper()
	r, err := c.Bind(wlproto.WlSeatInterface, max)
	c.d.check(err)
	s := &Seat{Seat: wlproto.WlSeatProxy{Resource: r}, c: c}
	s.Seat.SetEvents(&wlproto.WlSeatEvents{
		Name:         func(n string) { s.Name = n },
		Capabilities: func(caps wlproto.WlSeatCapability) { s.Caps = caps },
	})
	s.pointer()
	s.keyboard()
	c.Roundtrip()
	return s
}

func (s *Seat) add(format string, args ...any) {
	s.Events = append(s.Events, fmt.Sprintf(format, args...))
}

func at(x, y wlwire.Fixed) string { return fmt.Sprintf("%g,%g", x.Float(), y.Float()) }

func (s *Seat) pointer() {
	s.Pointer = s.Seat.GetPointer()
	s.Pointer.SetEvents(&wlproto.WlPointerEvents{
		Enter: func(serial uint32, x wlproto.WlSurfaceProxy, lx, ly wlwire.Fixed) {
			s.Serial, s.Entered = serial, serial
			s.add("enter %s %s", s.c.nameOf(x), at(lx, ly))
		},
		Leave:  func(_ uint32, x wlproto.WlSurfaceProxy) { s.add("leave %s", s.c.nameOf(x)) },
		Motion: func(_ uint32, lx, ly wlwire.Fixed) { s.add("motion %s", at(lx, ly)) },
		Button: func(serial, _, code uint32, st wlproto.WlPointerButtonState) {
			s.Serial = serial
			s.add("button %#x %s", code, updown(uint32(st)))
		},
		Axis:         func(_ uint32, a wlproto.WlPointerAxis, v wlwire.Fixed) { s.add("axis %d %g", a, v.Float()) },
		AxisDiscrete: func(a wlproto.WlPointerAxis, n int32) { s.add("discrete %d %d", a, n) },
		AxisValue120: func(a wlproto.WlPointerAxis, n int32) { s.add("value120 %d %d", a, n) },
		Frame:        func() { s.Frames++ },
	})
}

func updown(n uint32) string {
	if n == 0 {
		return "up"
	}
	return "down"
}

func (s *Seat) keyboard() {
	s.Keyboard = s.Seat.GetKeyboard()
	s.Keyboard.SetEvents(&wlproto.WlKeyboardEvents{
		Keymap: func(_ wlproto.WlKeyboardKeymapFormat, fd int, size uint32) {
			s.Keymaps, s.Size = append(s.Keymaps, fd), size
			s.c.d.T.Cleanup(func() { s.c.Table().CloseFD(fd) })
			if len(s.Keymaps) > 1 {
				s.add("keymap")
			}
		},
		Enter: func(serial uint32, x wlproto.WlSurfaceProxy, keys []byte) {
			s.Serial = serial
			if len(keys) > 0 {
				s.add("focus %s with %d keys", s.c.nameOf(x), len(keys)/4)
				return
			}
			s.add("focus %s", s.c.nameOf(x))
		},
		Leave: func(_ uint32, x wlproto.WlSurfaceProxy) { s.add("blur %s", s.c.nameOf(x)) },
		Key: func(serial, _, key uint32, st wlproto.WlKeyboardKeyState) {
			s.Serial = serial
			s.add("key %d %s", key, updown(uint32(st)))
		},
		Modifiers: func(_, dep, lat, lock, group uint32) {
			if m := [4]uint32{dep, lat, lock, group}; m != s.Modifier {
				s.Modifier = m
				s.add("mods %d %d %d", dep, lat, lock)
			}
		},
		RepeatInfo: func(rate, delay int32) { s.Repeat = [2]int32{rate, delay} },
	})
}

// Take settles the desktop, then returns and forgets the events so far.
func (s *Seat) Take() []string {
	s.c.d.T.Helper()
	s.c.Roundtrip()
	s.c.d.Settle()
	s.c.Roundtrip()
	e := s.Events
	s.Events = nil
	return e
}

// Expect checks what came since the last Take or Expect.
func (s *Seat) Expect(want ...string) {
	s.c.d.T.Helper()
	if got := s.Take(); !slices.Equal(got, want) {
		s.c.d.T.Errorf("got %q\nwant %q", got, want)
	}
}
