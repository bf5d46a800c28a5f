package wlclient

import (
	"encoding/binary"
	"net"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
	"oriel/compositor/wlwire/wlconn"
)

// server is just enough of a compositor for one window per client.
type server struct {
	t       *testing.T
	globals []*wlwire.Interface
	shown   chan []byte // what was committed
	surface *surface
	top     wlproto.XdgToplevel
	pongs   chan uint32
}

type (
	registry   struct{ *server }
	compositor struct{ *server }
	shm        struct{ *server }
	pool       struct {
		data []byte
	}
	buffer struct {
		pix []byte
		res wlproto.WlBuffer
	}
	surface struct {
		wlproto.WlSurfaceRequests // the rest is not called
		*server
		buffer *buffer
		xdg    wlproto.XdgSurface
	}
	wmBase struct {
		wlproto.XdgWmBaseRequests
		*server
	}
	xdgSurface struct {
		wlproto.XdgSurfaceRequests
		*server
	}
	toplevel struct {
		wlproto.XdgToplevelRequests
		*server
	}
)

// serve runs a server for one client until it hangs up.
func serve(t *testing.T) (*net.UnixConn, *server) {
	t.Helper()
	a, b, err := wlconn.Pair()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := wlconn.New(a)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, shown: make(chan []byte, 10), pongs: make(chan uint32, 10), globals: []*wlwire.Interface{
		wlproto.WlCompositorInterface, wlproto.WlShmInterface, wlproto.XdgWmBaseInterface,
	}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer conn.Close()
		table := wlproto.NewServer(s, wlwire.Config{CloseFD: wlconn.CloseFD})
		defer table.Close()
		buf := make([]byte, wlconn.ReadSize)
		for {
			n, fds, err := conn.Read(buf)
			ferr := table.Feed(buf[:n], fds)
			if conn.Flush(table.Out()) != nil || err != nil || ferr != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { b.Close(); <-done })
	return b, s
}

func (s *server) Sync(_ wlproto.WlDisplay, c wlproto.WlCallback) error { c.SendDone(0); return nil }

func (s *server) GetRegistry(_ wlproto.WlDisplay, r wlproto.WlRegistry) error {
	r.SetHandler(registry{s})
	for i, g := range s.globals {
		r.SendGlobal(uint32(i), g.Name, g.Version)
	}
	return nil
}

func (s registry) Bind(r wlproto.WlRegistry, name uint32, id wlwire.NewID) error {
	res, err := r.Table().Bind(id, s.globals[name], 6)
	switch {
	case err != nil:
		return err
	case name == 0:
		wlproto.WlCompositor{Resource: res}.SetHandler(compositor(s))
	case name == 1:
		wlproto.WlShm{Resource: res}.SetHandler(shm(s))
	default:
		wlproto.XdgWmBase{Resource: res}.SetHandler(wmBase{server: s.server})
		wlproto.XdgWmBase{Resource: res}.SendPing(77)
	}
	return nil
}

func (s compositor) CreateSurface(_ wlproto.WlCompositor, id wlproto.WlSurface) error {
	s.surface = &surface{server: s.server}
	id.SetHandler(s.surface)
	return nil
}
func (s compositor) CreateRegion(_ wlproto.WlCompositor, id wlproto.WlRegion) error {
	id.SetInert()
	return nil
}

func (s shm) Release(wlproto.WlShm) error { return nil }
func (s shm) CreatePool(r wlproto.WlShm, id wlproto.WlShmPool, fd int, size int32) error {
	defer wlconn.CloseFD(fd)
	data, err := unix.Mmap(fd, 0, int(size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidFd, "mmap: %v", err)
	}
	id.SetHandler(pool{data})
	return nil
}

func (p pool) Destroy(wlproto.WlShmPool) error       { return nil }
func (p pool) Resize(wlproto.WlShmPool, int32) error { return nil }
func (p pool) CreateBuffer(_ wlproto.WlShmPool, id wlproto.WlBuffer, off, w, h, stride int32, _ wlproto.WlShmFormat) error {
	id.SetHandler(&buffer{pix: p.data[off : off+h*stride], res: id})
	return nil
}

func (b *buffer) Destroy(wlproto.WlBuffer) error { return nil }

func (s *surface) Destroy(wlproto.WlSurface) error { return nil }
func (s *surface) Attach(_ wlproto.WlSurface, b wlproto.WlBuffer, x, y int32) error {
	s.buffer, _ = b.Handler().(*buffer)
	return nil
}
func (s *surface) DamageBuffer(_ wlproto.WlSurface, x, y, w, h int32) error { return nil }
func (s *surface) Commit(wlproto.WlSurface) error {
	if s.buffer == nil {
		s.top.SendConfigure(0, 48, binary.LittleEndian.AppendUint32(nil, uint32(wlproto.XdgToplevelStateActivated)))
		s.xdg.SendConfigure(5)
		return nil
	}
	s.shown <- append([]byte(nil), s.buffer.pix...)
	s.buffer.res.SendRelease()
	s.top.SendClose()
	return nil
}

func (s wmBase) Pong(_ wlproto.XdgWmBase, serial uint32) error { s.pongs <- serial; return nil }
func (s wmBase) GetXdgSurface(_ wlproto.XdgWmBase, id wlproto.XdgSurface, on wlproto.WlSurface) error {
	on.Handler().(*surface).xdg = id
	id.SetHandler(xdgSurface{server: s.server})
	return nil
}

func (s xdgSurface) Destroy(wlproto.XdgSurface) error { return nil }
func (s xdgSurface) AckConfigure(r wlproto.XdgSurface, serial uint32) error {
	if serial != 5 {
		return wlwire.Errorf(r, wlproto.XdgSurfaceErrorInvalidSerial, "serial %d", serial)
	}
	return nil
}
func (s xdgSurface) GetToplevel(_ wlproto.XdgSurface, id wlproto.XdgToplevel) error {
	s.top = id
	id.SetHandler(toplevel{server: s.server})
	return nil
}

func (s toplevel) Destroy(wlproto.XdgToplevel) error          { return nil }
func (s toplevel) SetTitle(wlproto.XdgToplevel, string) error { return nil }
