// Package xdnd joins drag and drop of X11 apps (XDND, version 5) to that of
// Wayland apps. Among themselves X11 apps need nobody for it.
//
// It has two roads. What a Wayland app drags over X windows, we drag there:
// outgoing is a source as XDND knows it. What an X11 app drags over Wayland
// windows, it drags over a window of ours, which lies where these are, and
// which nobody sees: incoming is a target. The content goes by xsel, as that
// of the clipboard does; who is told of it elsewhere is a clip.DropTarget.
//
// Both are driven: by events, by messages from the compositor's loop, and by
// the time. They belong to one goroutine, which calls Handle and Turn. Every
// wait has an end, so that neither an app that dies nor one that never answers
// leaves a drag behind.
package xdnd

import (
	"log/slog"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/xbridge/xconn"
	"oriel/xbridge/xsel"
)

// Config says what a DND needs.
type Config struct {
	Log      *slog.Logger
	Now      func() time.Time // default time.Now
	Patience time.Duration    // for an answer while something is dragged; default 5 s
	Finish   time.Duration    // until what was dropped has been taken; default 5 min, since users may be asked
}

// A DND is the drag and drop of one X server. It is made before the server
// runs, since Wayland apps may drag from then on.
type DND struct {
	cfg   Config
	inbox inbox
	atom  xconn.Atoms
	x     *screen // nil until Start
	out   outgoing
	in    incoming
}

// New returns a DND without a connection.
func New(cfg Config) *DND {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Patience == 0 {
		cfg.Patience = 5 * time.Second
	}
	if cfg.Finish == 0 {
		cfg.Finish = 5 * time.Minute
	}
	return &DND{cfg: cfg, inbox: inbox{xconn.NewInbox(supersedes)}}
}

// Target takes what Wayland apps drag over X windows.
func (d *DND) Target() clip.DropTarget { return d.inbox }

// Start begins on a connection. What X11 apps drag over Wayland windows goes
// to wl.
func (d *DND) Start(conn *xconn.Conn, wm WM, sel *xsel.Selections, wl clip.DropTarget) error {
	x := &screen{conn: conn, atom: conn.Atoms, wm: wm, drag: sel.Drag(), inbox: d.inbox}
	if err := x.makeProxy(); err != nil {
		return err
	}
	d.x, d.atom = x, conn.Atoms
	d.out = outgoing{cfg: &d.cfg, x: x}
	d.in = incoming{cfg: &d.cfg, x: x, wl: wl, inbox: d.inbox}
	return nil
}

// Ready delivers when Turn has something to do besides X events.
func (d *DND) Ready() <-chan struct{} { return d.inbox.Ready() }

// Handle handles an X event if it is about something dragged. The Selections
// must have seen it before.
func (d *DND) Handle(e xgb.Event) {
	switch e := e.(type) {
	case xproto.ClientMessageEvent:
		d.handleClientMessage(e)
	case xfixes.SelectionNotifyEvent:
		if e.Selection == d.atom["XdndSelection"] && e.Owner != d.x.drag.Window() {
			d.in.handleOwner(e.Owner)
		}
	case xproto.DestroyNotifyEvent:
		d.out.handleGone(e.Window)
	case xproto.UnmapNotifyEvent:
		d.out.handleUnmap(e.Window)
	}
}

func (d *DND) handleClientMessage(e xproto.ClientMessageEvent) {
	m, ok := parse(d.atom, e)
	if !ok {
		return
	}
	switch e.Window {
	case d.x.drag.Window():
		d.out.handle(m)
	case d.x.proxy:
		d.in.handle(m)
	}
}

// Turn ends a batch of events. It returns when it wants to be called again at
// the latest; zero for never.
func (d *DND) Turn() (next time.Time) {
	for _, m := range d.inbox.Take() {
		m.handle(d)
	}
	for _, t := range []time.Time{d.out.turn(), d.in.turn()} {
		if next.IsZero() || !t.IsZero() && t.Before(next) {
			next = t
		}
	}
	return next
}

// Close ends what is dragged: the X server is gone, or we go.
func (d *DND) Close() {
	d.inbox.close()
	if d.x != nil {
		d.out.end(0)
		d.in.cancel()
	}
}
