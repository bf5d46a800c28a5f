package wlwire_test

import (
	"fmt"
	"testing"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// globals are what the test server offers, by name on the wire.
var globals = []*wlwire.Interface{
	1: wlproto.WlCompositorInterface,
	2: wlproto.WlShmInterface,
	3: wlproto.WlSeatInterface,
	4: wlproto.WlDataDeviceManagerInterface,
	5: wlproto.WlSubcompositorInterface,
}

// server implements every request it can be sent, and logs the calls.
type server struct {
	t         *wlwire.Table
	log       []string
	fds       map[int]int // how often each descriptor was closed or delivered
	destroyed map[*wlwire.Resource]int
	pointer   wlproto.WlPointer
	keyboard  wlproto.WlKeyboard
	device    wlproto.WlDataDevice
	surface   wlproto.WlSurface
	callback  wlproto.WlCallback
	source    wlproto.WlDataSource
	quiet     bool
	refuse    error
}

func newServer(cfg wlwire.Config) *server {
	s := &server{fds: map[int]int{}, destroyed: map[*wlwire.Resource]int{}}
	cfg.CloseFD = func(fd int) { s.fds[fd]++ }
	s.t = wlproto.NewServer(displayServer{s}, cfg)
	return s
}

func (s *server) call(format string, args ...any) error {
	if !s.quiet {
		s.log = append(s.log, fmt.Sprintf(format, args...))
	}
	return s.refuse
}

func (s *server) Destroyed(r *wlwire.Resource) { s.destroyed[r]++ }

type displayServer struct{ *server }

func (s displayServer) Sync(_ wlproto.WlDisplay, c wlproto.WlCallback) error {
	c.SendDone(7)
	return s.call("sync")
}

func (s displayServer) GetRegistry(_ wlproto.WlDisplay, r wlproto.WlRegistry) error {
	r.SetHandler(registryServer(s))
	for i, g := range globals {
		if g != nil {
			r.SendGlobal(uint32(i), g.Name, g.Version)
		}
	}
	return nil
}

type registryServer struct{ *server }

func (s registryServer) Bind(r wlproto.WlRegistry, name uint32, id wlwire.NewID) error {
	if name == 0 || name >= uint32(len(globals)) {
		return wlwire.Errorf(s.t.Display(), wlproto.WlDisplayErrorInvalidObject, "no global %d", name)
	}
	res, err := r.Table().Bind(id, globals[name], 6)
	if err != nil {
		return err
	}
	switch name {
	case 1:
		wlproto.WlCompositor{Resource: res}.SetHandler(compositorServer(s))
	case 2:
		wlproto.WlShm{Resource: res}.SetHandler(shmServer(s))
	case 3:
		wlproto.WlSeat{Resource: res}.SetHandler(seatServer(s))
	case 4:
		wlproto.WlDataDeviceManager{Resource: res}.SetHandler(managerServer(s))
	case 5:
		res.SetInert()
	}
	return nil
}

type compositorServer struct{ *server }

func (s compositorServer) CreateSurface(_ wlproto.WlCompositor, id wlproto.WlSurface) error {
	s.surface = id
	id.SetHandler(surfaceServer(s))
	return nil
}

func (s compositorServer) CreateRegion(_ wlproto.WlCompositor, id wlproto.WlRegion) error {
	id.SetInert()
	return nil
}

type surfaceServer struct{ *server }

func (s surfaceServer) Destroy(wlproto.WlSurface) error { return s.call("destroy") }
func (s surfaceServer) Attach(_ wlproto.WlSurface, b wlproto.WlBuffer, x, y int32) error {
	return s.call("attach %d %d %d", b.ID(), x, y)
}
func (s surfaceServer) Damage(_ wlproto.WlSurface, x, y, w, h int32) error {
	if s.quiet {
		return nil
	}
	return s.call("damage %d %d %d %d", x, y, w, h)
}
func (s surfaceServer) Frame(_ wlproto.WlSurface, c wlproto.WlCallback) error {
	s.callback = c
	return s.call("frame")
}
func (s surfaceServer) SetOpaqueRegion(_ wlproto.WlSurface, r wlproto.WlRegion) error {
	return s.call("opaque %t", r.Alive())
}
func (s surfaceServer) SetInputRegion(_ wlproto.WlSurface, r wlproto.WlRegion) error {
	return s.call("input %t", r.Alive())
}
func (s surfaceServer) Commit(wlproto.WlSurface) error {
	if s.quiet {
		return nil
	}
	return s.call("commit")
}
func (s surfaceServer) SetBufferTransform(r wlproto.WlSurface, v wlproto.WlOutputTransform) error {
	if !v.Valid() {
		return wlwire.Errorf(r, wlproto.WlSurfaceErrorInvalidTransform, "transform %d", v)
	}
	return nil
}
func (s surfaceServer) SetBufferScale(r wlproto.WlSurface, v int32) error {
	return s.call("scale %d", v)
}
func (s surfaceServer) DamageBuffer(r wlproto.WlSurface, x, y, w, h int32) error {
	if s.quiet {
		return nil
	}
	return s.call("damage_buffer %d %d %d %d", x, y, w, h)
}
func (s surfaceServer) Offset(r wlproto.WlSurface, x, y int32) error {
	return s.call("offset %d %d", x, y)
}

type shmServer struct{ *server }

func (s shmServer) CreatePool(_ wlproto.WlShm, id wlproto.WlShmPool, fd int, size int32) error {
	s.fds[fd]++
	id.SetInert()
	return s.call("pool %d %d", fd, size)
}
func (s shmServer) Release(wlproto.WlShm) error { return nil }

type seatServer struct{ *server }

func (s seatServer) GetPointer(_ wlproto.WlSeat, id wlproto.WlPointer) error {
	s.pointer = id
	id.SetHandler(pointerServer(s))
	return nil
}
func (s seatServer) GetKeyboard(_ wlproto.WlSeat, id wlproto.WlKeyboard) error {
	s.keyboard = id
	id.SetHandler(keyboardServer(s))
	return nil
}
func (s seatServer) GetTouch(_ wlproto.WlSeat, id wlproto.WlTouch) error { return nil }
func (s seatServer) Release(wlproto.WlSeat) error                        { return nil }

type pointerServer struct{ *server }

func (s pointerServer) SetCursor(_ wlproto.WlPointer, serial uint32, c wlproto.WlSurface, x, y int32) error {
	return s.call("cursor %d %t %d %d", serial, c.Alive(), x, y)
}
func (s pointerServer) Release(wlproto.WlPointer) error { return nil }

type keyboardServer struct{ *server }

func (s keyboardServer) Release(wlproto.WlKeyboard) error { return nil }

type managerServer struct{ *server }

func (s managerServer) CreateDataSource(_ wlproto.WlDataDeviceManager, id wlproto.WlDataSource) error {
	s.source = id
	id.SetHandler(sourceServer(s))
	return nil
}
func (s managerServer) GetDataDevice(_ wlproto.WlDataDeviceManager, id wlproto.WlDataDevice, seat wlproto.WlSeat) error {
	s.device = id
	id.SetInert()
	return s.call("device %t", seat.Alive())
}

type sourceServer struct{ *server }

func (s sourceServer) Offer(_ wlproto.WlDataSource, mime string) error {
	return s.call("offer %q", mime)
}
func (s sourceServer) Destroy(wlproto.WlDataSource) error { return nil }
func (s sourceServer) SetActions(_ wlproto.WlDataSource, a wlproto.WlDataDeviceManagerDndAction) error {
	return s.call("actions %d", a)
}

type offerServer struct{ *server }

func (s offerServer) Accept(_ wlproto.WlDataOffer, serial uint32, mime string) error {
	return s.call("accept %d %q", serial, mime)
}
func (s offerServer) Receive(_ wlproto.WlDataOffer, mime string, fd int) error {
	s.fds[fd]++
	return s.call("receive %q %d", mime, fd)
}
func (s offerServer) Destroy(wlproto.WlDataOffer) error { return nil }
func (s offerServer) Finish(wlproto.WlDataOffer) error  { return nil }
func (s offerServer) SetActions(_ wlproto.WlDataOffer, a, b wlproto.WlDataDeviceManagerDndAction) error {
	return nil
}

// pair is a server and a client without a socket between them.
type pair struct {
	t        *testing.T
	s        *server
	c        *wlwire.Table
	display  wlproto.WlDisplayProxy
	registry wlproto.WlRegistryProxy
	closed   []int // by the client's table
}

func newPair(t *testing.T) *pair {
	p := &pair{t: t, s: newServer(wlwire.Config{})}
	p.c, p.display = wlproto.NewClient(wlwire.Config{CloseFD: func(fd int) { p.closed = append(p.closed, fd) }})
	p.registry = p.display.GetRegistry()
	p.pump()
	return p
}

// move feeds all of from's output to to. Descriptors keep their numbers.
func move(from, to *wlwire.Table) error {
	o := from.Out()
	for b, fds := o.Next(); len(b) > 0; b, fds = o.Next() {
		if err := to.Feed(b, fds); err != nil {
			return err
		}
		o.Advance(len(b))
	}
	return nil
}

func (p *pair) pump() {
	p.t.Helper()
	if err := move(p.c, p.s.t); err != nil {
		p.t.Fatalf("server: %v", err)
	}
	if err := move(p.s.t, p.c); err != nil {
		p.t.Fatalf("client: %v", err)
	}
}

func (p *pair) bind(name, version uint32) *wlwire.Resource {
	return p.registry.Bind(name, globals[name], version)
}

// want compares and clears the server's log.
func (p *pair) want(calls ...string) {
	p.t.Helper()
	if got, want := fmt.Sprintf("%q", p.s.log), fmt.Sprintf("%q", calls); got != want {
		p.t.Fatalf("got  %s\nwant %s", got, want)
	}
	p.s.log = nil
}
