package wlserver

import (
	"errors"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
	"oriel/compositor/wlwire/wlconn"
)

// client is one connection.
type client struct {
	s       *Server
	conn    *wlconn.Conn
	table   *wlwire.Table
	pid     int
	watcher scene.SurfaceWatcher // of Xwayland; nil for others
	drops   clip.DropTarget      // its apps, for what Wayland apps drag; nil for others
	dead    bool

	registries []wlproto.WlRegistry
	bases      []*wmBase

	// Between the loop and the writer: while writing is set, out is the
	// writer's.
	out     wlwire.Out
	writing atomic.Bool
	more    atomic.Bool // the loop has more to write than it could hand over
	kick    chan struct{}
	gone    chan struct{}
}

// Connect serves a client; w, if not nil, hears of its surfaces and makes it
// Xwayland. The returned function disconnects it. Any goroutine.
func (s *Server) Connect(u *net.UnixConn, w scene.SurfaceWatcher) (stop func(), err error) {
	_, stop, err = s.ConnectXwayland(u, w, nil)
	return stop, err
}

// ConnectXwayland is Connect for Xwayland: x takes what Wayland apps drag over
// X11 apps' windows, and the DropTarget returned what X11 apps drag over those
// of Wayland apps.
func (s *Server) ConnectXwayland(u *net.UnixConn, w scene.SurfaceWatcher, x clip.DropTarget) (clip.DropTarget, func(), error) {
	pid := peerPID(u)
	k, err := wlconn.New(u)
	if err != nil {
		return nil, nil, err
	}
	c := &client{s: s, conn: k, watcher: w, drops: x, pid: pid, kick: make(chan struct{}, 1), gone: make(chan struct{})}
	c.table = wlproto.NewServer(c, wlwire.Config{CloseFD: wlconn.CloseFD, Owner: c})
	ok := s.host.Post(func(tx *scene.Tx) {
		s.clients[c] = struct{}{}
		s.wait.Add(2)
		go c.read()
		go c.write()
	})
	if !ok {
		k.Close()
		return nil, nil, errors.New("the compositor has ended")
	}
	return dropTarget{s, c}, func() { k.Close() }, nil
}

func peerPID(u *net.UnixConn) int {
	raw, err := u.SyscallConn()
	if err != nil {
		return 0
	}
	pid := 0
	_ = raw.Control(func(fd uintptr) {
		if cred, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED); err == nil {
			pid = int(cred.Pid)
		}
	})
	return pid
}

// read hands what the client sends to the loop, a batch at a time, and waits
// until it is handled: so a client cannot fill our memory.
func (c *client) read() {
	defer c.s.wait.Done()
	buf := make([]byte, wlconn.ReadSize)
	handled := make(chan bool, 1)
	var n int
	var fds []int
	var err error
	// Made once: nothing is allocated for each batch. The loop looks at the
	// variables only while the reader waits for it.
	feed := func(tx *scene.Tx) { handled <- c.feed(tx, buf[:n], fds, err) }
	for {
		n, fds, err = c.conn.Read(buf)
		if !c.s.host.Post(feed) {
			closeAll(fds)
			c.conn.Close()
			return
		}
		select {
		case ok := <-handled:
			if !ok {
				return
			}
		case <-c.gone:
			return
		case <-c.s.done:
			return
		}
	}
}

func closeAll(fds []int) {
	for _, fd := range fds {
		wlconn.CloseFD(fd)
	}
}

// feed handles one batch and reports whether there may be more.
func (c *client) feed(tx *scene.Tx, b []byte, fds []int, err error) bool {
	if c.dead {
		closeAll(fds)
		return false
	}
	c.s.enter(tx, time.Time{})
	if e := c.table.Feed(b, fds); e != nil {
		c.fail(e)
		return false
	}
	if err != nil {
		c.bye()
		return false
	}
	return true
}

// fail logs why a client is thrown out, and does so.
func (c *client) fail(err error) {
	c.s.log.Warn("Client broke the protocol", "client", c.pid, "err", err)
	c.bye()
}

// bye ends the client: its objects go, what is queued is still written.
func (c *client) bye() {
	if c.dead {
		return
	}
	c.dead = true
	var last wlwire.Out
	c.table.TakeOut(&last)
	c.table.Close()
	delete(c.s.clients, c)
	go func() {
		// The error message must not wait for ever on a peer that does not read.
		_ = c.conn.SetWriteDeadline(time.Now().Add(time.Second))
		for c.writing.Load() {
			time.Sleep(time.Millisecond)
		}
		_ = c.conn.Flush(&last)
		last.Drop()
		c.conn.Close()
		close(c.gone)
	}()
}

// sweep throws out clients that broke the protocol outside of a request, or
// that do not read what they are sent.
func (s *Server) sweep() {
	for c := range s.clients {
		if err := c.table.Err(); err != nil {
			c.fail(err)
		}
	}
}

// flush writes what is queued, or hands it to the writer if that has to wait.
func (c *client) flush() {
	if err := c.table.Err(); err != nil {
		c.s.host.Wake() // the next turn's Settle throws it out
		return
	}
	if c.table.Out().Len() == 0 {
		return
	}
	c.more.Store(true)
	if c.writing.Load() {
		return // the writer will wake the loop
	}
	c.more.Store(false)
	// To wake the writer takes longer than to write, which does not wait.
	if c.table.TakeOut(&c.out) && !c.conn.TryFlush(&c.out) {
		c.writing.Store(true)
		c.kick <- struct{}{}
	}
}

// write sends what the loop has handed over.
func (c *client) write() {
	defer c.s.wait.Done()
	for {
		select {
		case <-c.kick:
		case <-c.gone:
			return
		case <-c.s.done:
			return
		}
		err := c.conn.Flush(&c.out)
		if err != nil {
			c.out.Drop()
			c.conn.Close() // the reader notices
		}
		c.writing.Store(false)
		if c.more.Swap(false) {
			c.s.host.Wake()
		}
	}
}

// Sync implements wlproto.WlDisplayRequests.
func (c *client) Sync(_ wlproto.WlDisplay, cb wlproto.WlCallback) error {
	cb.SendDone(c.s.serial)
	cb.Recycle()
	return nil
}

// GetRegistry implements wlproto.WlDisplayRequests.
func (c *client) GetRegistry(_ wlproto.WlDisplay, r wlproto.WlRegistry) error {
	r.SetHandler(registry{c})
	c.registries = append(c.registries, r)
	for _, g := range c.s.globals {
		if !g.gone && (g.hidden == nil || !g.hidden(c)) {
			r.SendGlobal(g.name, g.iface.Name, g.version)
		}
	}
	return nil
}

// announce tells of a new global.
func (c *client) announce(g *global) {
	if g.hidden != nil && g.hidden(c) {
		return
	}
	for _, r := range c.registries {
		r.SendGlobal(g.name, g.iface.Name, g.version)
	}
}

type registry struct{ c *client }

// Bind implements wlproto.WlRegistryRequests.
func (r registry) Bind(reg wlproto.WlRegistry, name uint32, id wlwire.NewID) error {
	for _, g := range r.c.s.globals {
		if g.name == name && (g.hidden == nil || !g.hidden(r.c)) {
			res, err := r.c.table.Bind(id, g.iface, g.version)
			if err == nil {
				g.bind(r.c, res)
			}
			return err
		}
	}
	return wlwire.Errorf(reg, wlproto.WlDisplayErrorInvalidObject, "no global %d", name)
}

// Destroyed implements wlwire.Destroyer.
func (r registry) Destroyed(res *wlwire.Resource) {
	r.c.registries = slices.DeleteFunc(r.c.registries, func(o wlproto.WlRegistry) bool { return o.Resource == res })
}

// clientOf returns the connection an object belongs to or belonged to.
func clientOf(o wlwire.Object) *client { return o.Base().Table().Owner().(*client) }
