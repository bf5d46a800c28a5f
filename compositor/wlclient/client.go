// Package wlclient is a small Wayland client for tests and tools. It does one
// thing at a time: a Client belongs to one goroutine, which sends requests by
// the proxies of wlproto, and waits for events in Roundtrip or Until.
//
//	c, err := wlclient.Connect("")
//	w, err := c.NewToplevel("title", 640, 480)
//	b, err := c.NewBuffer(w.Width, w.Height)
//	b.Fill(0xff336699)
//	w.Show(b)
//	err = c.Until(func() bool { return w.Closed })
package wlclient

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
	"oriel/compositor/wlwire/wlconn"
)

// ErrNoGlobal says that the server lacks something.
var ErrNoGlobal = errors.New("server does not offer this global")

// Client is a connection to a Wayland server.
type Client struct {
	Display  wlproto.WlDisplayProxy
	Registry wlproto.WlRegistryProxy
	Globals  []Global
	Timeout  time.Duration // how long waiting may take; 10 s at first

	conn  *wlconn.Conn
	table *wlwire.Table
	buf   []byte
	bound map[*wlwire.Interface]*wlwire.Resource
}

// Global is something the server offers.
type Global struct {
	Name      uint32
	Interface string
	Version   uint32
}

// Connect connects to the socket at path. With no path it does what
// libwayland does: WAYLAND_SOCKET, then WAYLAND_DISPLAY in XDG_RUNTIME_DIR.
func Connect(path string) (*Client, error) {
	if path == "" {
		if s := os.Getenv("WAYLAND_SOCKET"); s != "" {
			fd, err := strconv.Atoi(s)
			if err != nil {
				return nil, fmt.Errorf("cannot use WAYLAND_SOCKET: %w", err)
			}
			return ConnectFD(fd)
		}
		path = os.Getenv("WAYLAND_DISPLAY")
		if path == "" {
			path = "wayland-0"
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), path)
		}
	}
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	return New(conn)
}

// ConnectFD takes over a connected socket.
func ConnectFD(fd int) (*Client, error) {
	conn, err := wlconn.FileConn(fd)
	if err != nil {
		return nil, err
	}
	return New(conn)
}

// New takes over a connection and fetches the list of globals.
func New(u *net.UnixConn) (*Client, error) {
	conn, err := wlconn.New(u)
	if err != nil {
		return nil, err
	}
	c := &Client{
		Timeout: 10 * time.Second,
		conn:    conn,
		buf:     make([]byte, wlconn.ReadSize),
		bound:   map[*wlwire.Interface]*wlwire.Resource{},
	}
	c.table, c.Display = wlproto.NewClient(wlwire.Config{CloseFD: wlconn.CloseFD, Owner: c})
	c.Registry = c.Display.GetRegistry()
	c.Registry.SetEvents(&wlproto.WlRegistryEvents{
		Global: func(name uint32, iface string, version uint32) {
			c.Globals = append(c.Globals, Global{name, iface, version})
		},
		GlobalRemove: func(name uint32) {
			for i, g := range c.Globals {
				if g.Name == name {
					c.Globals = append(c.Globals[:i], c.Globals[i+1:]...)
					return
				}
			}
		},
	})
	if err := c.Roundtrip(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Close hangs up.
func (c *Client) Close() error {
	c.table.Close()
	return c.conn.Close()
}

// Table returns the objects of the connection.
func (c *Client) Table() *wlwire.Table { return c.table }

// Conn returns the socket, for sending what the proxies would not.
func (c *Client) Conn() *wlconn.Conn { return c.conn }

// Flush sends the requests made so far.
func (c *Client) Flush() error {
	if err := c.conn.SetWriteDeadline(time.Now().Add(c.Timeout)); err != nil {
		return err
	}
	return c.conn.Flush(c.table.Out())
}

// Dispatch flushes, reads once and calls what listens to the events. If the
// server reported a protocol error, that is the error returned.
func (c *Client) Dispatch() error {
	flushed := c.Flush() // if that fails, the reason may wait to be read
	if err := c.conn.SetReadDeadline(time.Now().Add(c.Timeout)); err != nil {
		return err
	}
	n, fds, err := c.conn.Read(c.buf)
	if ferr := c.table.Feed(c.buf[:n], fds); ferr != nil {
		return ferr
	}
	if flushed != nil && err != nil {
		return flushed
	}
	return err
}

// Until dispatches events until done says so.
func (c *Client) Until(done func() bool) error {
	for !done() {
		if err := c.Dispatch(); err != nil {
			return err
		}
	}
	return nil
}

// Roundtrip returns when the server has handled all requests made so far, and
// all its events of that time were dispatched.
func (c *Client) Roundtrip() error {
	done := false
	c.Display.Sync().SetEvents(&wlproto.WlCallbackEvents{Done: func(uint32) { done = true }})
	return c.Until(func() bool { return done })
}

// Bind makes an object of the first global of that interface, in its version
// but at most max (0: as described by iface).
func (c *Client) Bind(iface *wlwire.Interface, max uint32) (*wlwire.Resource, error) {
	if max == 0 {
		max = iface.Version
	}
	for _, g := range c.Globals {
		if g.Interface == iface.Name {
			return c.Registry.Bind(g.Name, iface, min(g.Version, max)), nil
		}
	}
	return nil, fmt.Errorf("%s: %w", iface.Name, ErrNoGlobal)
}

// Get returns an object of a global that one client needs once; it is bound
// by the first call.
func (c *Client) Get(iface *wlwire.Interface) (*wlwire.Resource, error) {
	if r := c.bound[iface]; r.Alive() {
		return r, nil
	}
	r, err := c.Bind(iface, 0)
	if err == nil {
		c.bound[iface] = r
	}
	return r, err
}

// NewSurface makes a wl_surface.
func (c *Client) NewSurface() (wlproto.WlSurfaceProxy, error) {
	r, err := c.Get(wlproto.WlCompositorInterface)
	return wlproto.WlCompositorProxy{Resource: r}.CreateSurface(), err
}
