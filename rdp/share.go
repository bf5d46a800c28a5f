package rdp

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp/bcgr"
)

// Share says what becomes of a client when another one connects.
type Share uint8

// The ways to share.
//
// Of several sessions the oldest leads: its monitors are the desktop's, its
// keyboard layout counts, and the others show what it sees. When it ends, the
// next oldest leads, and its own monitors become the desktop's.
const (
	TakeOver     Share = iota // it ends: the new one takes the session over
	ShareView                 // it stays, and the new one looks on
	ShareControl              // it stays, and both have keyboard and mouse
)

var shareNames = [...]string{"none", "view", "control"}

func (s Share) String() string { return shareNames[min(s, ShareControl)] }

// ParseShare reads what String writes.
func ParseShare(s string) (Share, bool) {
	i := slices.Index(shareNames[:], s)
	return Share(max(i, 0)), i >= 0
}

// A gate is the desktop as far as one of several sessions may use it.
type gate struct {
	Desktop
	lead     atomic.Bool   // decides monitors and keyboard layout
	hands    atomic.Bool   // may type, click, copy, and ask of windows
	promoted chan struct{} // capacity 1: it leads now
	pressed  *atomic.Pointer[gate]
}

func (s *Server) newGate() *gate {
	return &gate{Desktop: s.cfg.Desktop, promoted: make(chan struct{}, 1), pressed: &s.pressed}
}

// Input implements Desktop.
func (g *gate) Input(e seat.Event) {
	if _, layout := e.(seat.Layout); layout && !g.lead.Load() || !g.hands.Load() {
		return
	}
	if presses(e) {
		g.pressed.Store(g)
	}
	g.Desktop.Input(e)
}

// presses reports whether an event is one by which a user begins something.
func presses(e seat.Event) bool {
	switch e := e.(type) {
	case seat.Key:
		return e.Down
	case seat.Button:
		return e.Down
	case seat.Touch:
		return e.Phase == seat.TouchDown
	case seat.Pen:
		return e.Down
	}
	return false
}

// began reports whether what the desktop's users have begun, a move say, may
// be this one's doing: none of the others has pressed anything since.
func (g *gate) began() bool {
	p := g.pressed.Load()
	return p == nil || p == g
}

// Wish implements Desktop.
func (g *gate) Wish(id scene.WindowID, w scene.Wish) {
	if g.hands.Load() {
		g.Desktop.Wish(id, w)
	}
}

// Notify implements Desktop.
func (g *gate) Notify(id scene.NotifyIconID, e scene.NotifyEvent) {
	if g.hands.Load() {
		g.Desktop.Notify(id, e)
	}
}

// SetOutputs implements Desktop.
func (g *gate) SetOutputs(o []scene.Output) {
	if g.lead.Load() {
		g.Desktop.SetOutputs(o)
	}
}

// enter puts c among the sessions. Whom it replaces is told why, and has let
// go of the desktop when enter returns.
func (s *Server) enter(c *connection) error {
	s.mu.Lock()
	var old []*connection
	at := len(s.sessions)
	switch i := slices.IndexFunc(s.sessions, func(o *connection) bool { return c.returns != 0 && o.id == c.returns }); {
	case s.cfg.Share == TakeOver:
		old, s.sessions, at = s.sessions, nil, 0
	case i >= 0: // a client that comes back before its loss was noticed
		old, at = []*connection{s.sessions[i]}, i
		s.sessions = slices.Delete(s.sessions, i, i+1)
	case len(s.sessions) >= s.cfg.Limits.Sessions:
		s.mu.Unlock()
		return errFull
	}
	s.lastID++
	c.id, c.gate = s.lastID, s.newGate()
	s.sessions = slices.Insert(s.sessions, at, c)
	c.gate.lead.Store(at == 0)
	c.gate.hands.Store(at == 0 || s.cfg.Share == ShareControl)
	s.mu.Unlock()
	for _, o := range old {
		o.end(bcgr.ErrOtherConnection)
		<-o.ended
	}
	return nil
}

// errFull is one client too many.
var errFull = fmt.Errorf("too many clients share the desktop: %w", bcgr.ErrDenied)

// end asks the session to end.
func (c *connection) end(why error) {
	select {
	case c.stop <- why:
	default:
	}
}

// leave takes c out of the sessions. If it has led, the next one leads.
func (s *Server) leave(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pressed.CompareAndSwap(c.gate, nil)
	i := slices.Index(s.sessions, c)
	if i < 0 {
		return
	}
	s.sessions = slices.Delete(s.sessions, i, i+1)
	s.past.add(c)
	if i > 0 || len(s.sessions) == 0 {
		return
	}
	g := s.sessions[0].gate
	g.hands.Store(true)
	g.lead.Store(true)
	select {
	case g.promoted <- struct{}{}:
	default:
	}
}

// lead makes the client's own monitors and keyboard the desktop's.
func (s *session) lead() {
	s.desk.Input(s.keyboard())
	s.leds.busy = true
	l := s.own
	s.wanted = &l
	s.relayout.Reset(0)
}

// keyboard is the client's keyboard layout.
func (s *session) keyboard() seat.Layout {
	c := &s.peer.Core
	return seat.Layout{ID: c.KeyboardLayout, Type: c.KeyboardType, SubType: c.KeyboardSubType}
}

// setOutputs makes the session's layout the desktop's, if it leads.
func (s *session) setOutputs() {
	if s.desk.lead.Load() {
		l := layout{monitors: slices.Clone(s.layout.monitors), outs: s.layout.outputs()}
		s.srv.layout.Store(&l)
	}
	out := s.layout.outputs()
	for i := range out {
		out[i].TextScale, out[i].Tray = s.textScale, s.showsIcons()
	}
	s.desk.SetOutputs(out)
}

// follow adopts the layout that the leading session has chosen.
func (s *session) follow() {
	l := s.srv.layout.Load()
	if l == nil || s.desk.lead.Load() || slices.Equal(l.monitors, s.layout.monitors) {
		return
	}
	s.wanted = &layout{monitors: slices.Clone(l.monitors), outs: l.outs}
	s.relayout.Reset(0)
}

// ErrNoClient is a client that is not, or not any more, connected.
var ErrNoClient = errors.New("no such client")

// Disconnect ends the session with an ID that Status tells; its client is told
// that an administrator did it.
func (s *Server) Disconnect(id uint32) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.sessions {
		if c.id == id {
			c.end(bcgr.ErrDisconnectByTool)
			return nil
		}
	}
	return ErrNoClient
}
