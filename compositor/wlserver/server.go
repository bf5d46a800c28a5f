// Package wlserver is the Wayland server: it serves clients over Unix sockets
// and keeps the scene as they say. One file per global, named as the protocol
// names it.
//
// Everything here belongs to the compositor's loop, but for two goroutines of
// each client, which only move bytes: the reader hands batches to the loop and
// waits until they are handled, the writer drains what the loop has queued and
// could not write without waiting.
package wlserver

import (
	"image"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// A Host is the compositor around the server.
type Host interface {
	Post(f func(tx *scene.Tx)) bool
	Wake()
	// WantFrame asks for a FrameDone of the surface; ForgetFrame ends that.
	WantFrame(id scene.SurfaceID)
	ForgetFrame(id scene.SurfaceID)
	// StartGrab begins a move or resize by pointer, if a button is down.
	StartGrab(tx *scene.Tx, id scene.WindowID, edges scene.Edges)
	// ShowMenu opens a window's system menu at a place of the desktop.
	ShowMenu(tx *scene.Tx, id scene.WindowID, at image.Point)
	Clipboard() *clip.Board
	Primary() *clip.Board
}

// A Server is the Wayland server.
type Server struct {
	host Host
	log  *slog.Logger
	wait sync.WaitGroup // readers and writers
	done chan struct{}  // closed by Close

	// Owned by the loop.
	tx        *scene.Tx // the turn that goes on
	now       time.Time
	start     time.Time
	globals   []*global
	nextName  uint32
	clients   map[*client]struct{}
	surfaces  map[scene.SurfaceID]*surface
	serial    uint32
	outputs   outputs
	native    bool    // X11 apps draw for the monitors' own pixels
	unit      float64 // then: how many of those make a logical pixel
	toplevels []*toplevel
	seat      *seatState
	data      dataState
	inputs    textInputs

	releases releases
	unmaps   unmapper
}

// New returns a server; the compositor calls it on its loop as a Shell.
func New(host Host, log *slog.Logger) *Server {
	s := &Server{
		host: host, log: log, done: make(chan struct{}),
		clients:  map[*client]struct{}{},
		surfaces: map[scene.SurfaceID]*surface{}, unit: 1,
	}
	s.seat = newSeat(s)
	s.unmaps.init()
	s.addGlobals()
	return s
}

// enter notes the turn for the handlers that it calls.
func (s *Server) enter(tx *scene.Tx, now time.Time) {
	s.tx = tx
	if s.start.IsZero() {
		s.start = now
	}
	if !now.IsZero() {
		s.now = now
	}
}

// millis is the time that events carry.
func (s *Server) millis() uint32 { return uint32(s.now.Sub(s.start).Milliseconds()) }

// nextSerial returns a new event serial.
func (s *Server) nextSerial() uint32 {
	s.serial++
	return s.serial
}

// Serve accepts clients on l until it is closed.
func (s *Server) Serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		if u, ok := c.(*net.UnixConn); ok {
			if _, err := s.Connect(u, nil); err != nil {
				s.log.Warn("Cannot serve client", "err", err)
			}
		} else {
			c.Close()
		}
	}
}

// Close disconnects every client and waits for their goroutines. It is called
// when the loop has ended.
func (s *Server) Close() {
	close(s.done)
	for c := range s.clients {
		c.conn.Close()
		c.table.Close()
	}
	s.wait.Wait()
	s.seat.close()
	s.unmaps.close()
}

// Settle implements compositor.Shell.
func (s *Server) Settle(tx *scene.Tx, now time.Time) {
	s.enter(tx, now)
	s.throwOut()
	s.sweep()
	s.sendReleases()
	s.settleOutputs()
	s.seat.settle()
	s.inputs.settle(s)
	s.settleShell()
}

// FrameDone implements compositor.Shell.
func (s *Server) FrameDone(tx *scene.Tx, id scene.SurfaceID, now time.Time) bool {
	s.enter(tx, now)
	x := s.surfaces[id]
	if x == nil {
		return true
	}
	if x.starved() {
		return false
	}
	x.frameDone()
	return true
}

// Idle implements compositor.Shell.
func (s *Server) Idle() {
	s.sendReleases()
	for c := range s.clients {
		c.flush()
	}
	s.tx = nil
}

// global is an object that clients may bind.
type global struct {
	name    uint32
	iface   *wlwire.Interface
	version uint32
	bind    func(c *client, r *wlwire.Resource)
	hidden  func(c *client) bool // nil: everybody sees it
	gone    bool                 // withdrawn; late binds are still answered
}

// addGlobal offers an interface to all clients.
func (s *Server) addGlobal(iface *wlwire.Interface, version uint32, bind func(c *client, r *wlwire.Resource)) *global {
	s.nextName++
	g := &global{name: s.nextName, iface: iface, version: version, bind: bind}
	s.globals = append(s.globals, g)
	for c := range s.clients {
		c.announce(g)
	}
	return g
}

// removeGlobal withdraws it.
func (s *Server) removeGlobal(g *global) {
	g.gone = true
	for c := range s.clients {
		for _, r := range c.registries {
			r.SendGlobalRemove(g.name)
		}
	}
	// A bind may be on its way: the global answers a while longer.
	var old []*global
	for _, o := range s.globals {
		if o.gone {
			old = append(old, o)
		}
	}
	if len(old) > 32 {
		s.globals = slices.DeleteFunc(s.globals, func(o *global) bool { return o == old[0] })
	}
}

// xwaylandOnly hides a global from all but Xwayland.
func xwaylandOnly(c *client) bool { return c.watcher == nil }

// surfaceOf returns the root surface of a window, or nil.
func (s *Server) surfaceOf(w *scene.Window) *surface {
	if w == nil {
		return nil
	}
	return s.surfaces[w.Surface]
}

var _ wlproto.WlDisplayRequests = (*client)(nil)

// pt converts a wire pair.
func pt(x, y int32) image.Point { return image.Pt(int(x), int(y)) }
