package main

import (
	"errors"
	"net"
	"os"
	"sync"

	"oriel/compositor"
	"oriel/compositor/clip"
	"oriel/compositor/control"
	"oriel/compositor/scene"
	"oriel/compositor/wlserver"
	"oriel/xbridge/xwayland"
)

// desk is what xbridge needs of the compositor.
type desk struct {
	*compositor.Compositor
	wl *wlserver.Server
}

// XwaylandClient implements xbridge.Desktop.
func (d desk) XwaylandClient(conn *os.File, w scene.SurfaceWatcher, x clip.DropTarget) (wl clip.DropTarget, stop func(), err error) {
	c, err := net.FileConn(conn) // a copy
	conn.Close()
	if err != nil {
		return nil, nil, err
	}
	u, ok := c.(*net.UnixConn)
	if !ok {
		c.Close()
		return nil, nil, errors.New("the connection of Xwayland is no Unix socket")
	}
	return d.wl.ConnectXwayland(u, w, x)
}

// xservers are the X servers that the manager starts.
type xservers struct {
	conn    *control.Conn
	started chan *xwayland.Server // of capacity 1

	mu         sync.Mutex
	generation uint32
	server     *xwayland.Server // of that generation; nil: it has gone
}

func newXservers(conn *control.Conn) *xservers {
	return &xservers{conn: conn, started: make(chan *xwayland.Server, 1)}
}

// Want implements xbridge.Servers.
func (x *xservers) Want(need bool) error { return x.conn.Send(&control.WantXwayland{Want: need}) }

// Started implements xbridge.Servers.
func (x *xservers) Started() <-chan *xwayland.Server { return x.started }

// arrived takes a new server's connections. One that nobody took meanwhile
// is gone.
func (x *xservers) arrived(m *control.Xwayland) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.server != nil {
		close(x.server.Gone)
	}
	select {
	case old := <-x.started:
		old.Close()
	default:
	}
	x.generation = m.Generation
	x.server = &xwayland.Server{Conns: xwayland.Conns{WM: m.WM, Wayland: m.Wayland, Ready: m.Ready}, Gone: make(chan struct{})}
	x.started <- x.server
}

// left hears of a server's end.
func (x *xservers) left(m *control.XwaylandGone) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.generation == m.Generation && x.server != nil {
		x.server.Asked = m.Wanted
		close(x.server.Gone)
		x.server = nil
	}
}
