// Package xsel joins X selections to the boards of the clipboard port:
// CLIPBOARD to the clipboard, PRIMARY to the primary selection (ICCCM 2).
// XdndSelection, what is dragged, has no board (Drag).
//
// A selection has two roads. When an X app owns it, XFixes tells, we ask for
// its TARGETS and put a Source on the board (owner.go), whose content is
// fetched when somebody pastes (incoming.go). When somebody else sets the
// board, we own the selection and answer requests from the board's Source
// (requests.go, outgoing.go). Both roads do INCR, one transfer at a time for
// each requestor, since apps forget PropertyNotify events otherwise.
//
// All X state belongs to one goroutine, which calls Handle and Turn. Content
// is moved by goroutines of its own, since pipes block; Close waits for them.
package xsel

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/xbridge/xconn"
)

// Config says what Selections need.
type Config struct {
	Log       *slog.Logger
	Clipboard *clip.Board
	Primary   *clip.Board
	Now       func() time.Time // default time.Now
	Timeout   time.Duration    // without progress of a transfer; default 10 s
	MaxBytes  int              // of one paste from an X app; default 64 MiB
}

// Selections are the CLIPBOARD, the PRIMARY selection and XdndSelection of one
// X server.
type Selections struct {
	cfg     Config
	conn    *xconn.Conn
	atom    xconn.Atoms
	clock   *xconn.Clock
	win     xproto.Window // owns what others have copied
	all     []*selection
	drag    *Drag
	answers map[xproto.Window][]*answer // per requestor; the first is at work
	inbox   *xconn.Inbox[message]
	movers  movers
}

// A selection is one of them. Its address is the Origin on the board.
type selection struct {
	s     *Selections
	atom  xproto.Atom
	board *clip.Board // nil: XdndSelection
	stop  func()

	// While we own it.
	source clip.Source
	time   xproto.Timestamp

	// While an X app does.
	copies    uint64        // counts changes of the owner
	requestor xproto.Window // where content comes in
	fetching  *fetch
	queue     []*fetch
}

// Start begins to join the selections.
func Start(conn *xconn.Conn, cfg Config) (*Selections, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 10 * time.Second
	}
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = 64 << 20
	}
	s := &Selections{cfg: cfg, conn: conn, atom: conn.Atoms, answers: map[xproto.Window][]*answer{}, inbox: xconn.NewInbox[message](nil)}
	var err error
	if s.win, err = s.newWindow(); err != nil {
		return nil, err
	}
	s.clock = xconn.NewClock(conn, s.win)
	for _, x := range []struct {
		name  string
		board *clip.Board
	}{{"CLIPBOARD", cfg.Clipboard}, {"PRIMARY", cfg.Primary}} {
		if x.board == nil {
			continue
		}
		sel := s.follow(x.name)
		sel.board = x.board
		sel.stop = x.board.Watch(sel, func(src clip.Source) { s.inbox.Put(boardMessage{sel, src}) })
		sel.begin()
	}
	s.drag = &Drag{sel: s.follow("XdndSelection")}
	return s, nil
}

// follow asks to be told of a selection's owners.
func (s *Selections) follow(name string) *selection {
	sel := &selection{s: s, atom: s.atom[name]}
	s.all = append(s.all, sel)
	const mask = xfixes.SelectionEventMaskSetSelectionOwner |
		xfixes.SelectionEventMaskSelectionWindowDestroy | xfixes.SelectionEventMaskSelectionClientClose
	xfixes.SelectSelectionInput(s.conn.Conn, s.win, sel.atom, mask)
	return sel
}

// begin takes what an app copied before we were told of owners: the X server
// starts with the first app, which may be faster than we.
func (sel *selection) begin() {
	if src, _ := sel.board.Current(); src != nil {
		return
	}
	r, err := xproto.GetSelectionOwner(sel.s.conn.Conn, sel.atom).Reply()
	if err == nil && r.Owner != 0 {
		sel.handleOwner(xfixes.SelectionNotifyEvent{
			Owner: r.Owner, Subtype: xfixes.SelectionEventSetSelectionOwner, SelectionTimestamp: xproto.TimeCurrentTime,
		})
	}
}

func (s *Selections) newWindow() (xproto.Window, error) {
	id, err := xproto.NewWindowId(s.conn.Conn)
	if err != nil {
		return 0, fmt.Errorf("cannot make a window: %w", err)
	}
	xproto.CreateWindow(s.conn.Conn, 0, id, s.conn.Root, -1, -1, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwOverrideRedirect|xproto.CwEventMask, []uint32{1, xproto.EventMaskPropertyChange})
	return id, nil
}

// Ready delivers when Turn has something to do besides X events.
func (s *Selections) Ready() <-chan struct{} { return s.inbox.Ready() }

// Handle handles an X event if it is about a selection.
func (s *Selections) Handle(e xgb.Event) {
	switch e := e.(type) {
	case xfixes.SelectionNotifyEvent:
		if sel := s.selection(e.Selection); sel != nil {
			sel.handleOwner(e)
		}
	case xproto.SelectionRequestEvent:
		s.handleRequest(e)
	case xproto.SelectionNotifyEvent:
		if sel := s.selection(e.Selection); sel != nil {
			sel.handleNotify(e)
		}
	case xproto.PropertyNotifyEvent:
		if s.clock.Handle(e) {
			return
		}
		s.handleProperty(e)
	}
}

func (s *Selections) selection(a xproto.Atom) *selection {
	for _, sel := range s.all {
		if sel.atom == a {
			return sel
		}
	}
	return nil
}

// Turn ends a batch of events. It returns when it wants to be called again at
// the latest; zero for never.
func (s *Selections) Turn() (next time.Time) {
	for _, m := range s.inbox.Take() {
		m.handle(s)
	}
	now := s.cfg.Now()
	soonest := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	for _, sel := range s.all {
		if f := sel.fetching; f != nil && !now.Before(f.deadline) {
			s.cfg.Log.Debug("X app did not deliver its selection in time")
			sel.abandon()
		}
		if f := sel.fetching; f != nil {
			soonest(f.deadline)
		}
	}
	for w, list := range s.answers {
		if !now.Before(list[0].deadline) {
			s.cfg.Log.Debug("X app did not take the selection in time")
			s.giveUp(w)
		}
		if list := s.answers[w]; len(list) > 0 {
			soonest(list[0].deadline)
		}
	}
	return next
}

// Close ends all transfers and takes the X apps' copies off the boards.
func (s *Selections) Close() {
	for _, sel := range s.all {
		if sel.board != nil {
			sel.stop()
			sel.board.Clear(sel)
		}
		if sel.fetching != nil {
			sel.fetching.end()
		}
		for _, f := range sel.queue {
			f.end()
		}
		sel.fetching, sel.queue = nil, nil
	}
	for _, m := range s.inbox.Close() {
		if f, ok := m.(*fetch); ok {
			f.end()
		}
	}
	for w := range s.answers {
		for len(s.answers[w]) > 0 {
			s.giveUp(w)
		}
	}
	s.movers.stop()
}

// A message comes from another goroutine.
type message interface{ handle(s *Selections) }
