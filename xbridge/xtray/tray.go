// Package xtray is the tray of the X screen: it makes the icons that apps dock
// into it notification icons of the scene, after the freedesktop System Tray
// protocol and XEMBED (xbridge/COMPLIANCE.md says how far).
//
// Each icon is an app's window. It gets a socket, a window of ours to live in,
// which is drawn where nobody sees it and below all others; what it shows is
// read from there. A click puts the socket where the client's pointer is,
// clicks it, and puts it below again.
//
// There is a tray from the first client on that shows notification icons:
// apps that find one may hide in it. From then on it stays, since apps come
// to terms with a tray that comes, and with one that goes they do not.
//
// The state has two halves, as that of the window manager: a Tray belongs to
// the pump, a face, which is an icon as the scene sees it, to the compositor's
// loop.
package xtray

import (
	"fmt"
	"image"
	"log/slog"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

// A Desktop is what the tray needs of the compositor.
type Desktop interface {
	// Do runs f on the loop and waits; Post does not wait. They report
	// whether the loop still runs.
	Do(f func(tx *scene.Tx)) bool
	Post(f func(tx *scene.Tx)) bool
}

// Config says what a Tray needs.
type Config struct {
	Desktop Desktop
	Log     *slog.Logger
	Now     func() time.Time // default time.Now
	Native  bool             // X11 apps draw for the monitors' own pixels
}

// A Tray is the tray of one X server.
type Tray struct {
	cfg   Config
	conn  *xconn.Conn
	atom  xconn.Atoms
	inbox *xconn.Inbox[message]

	win     xproto.Window // owns _NET_SYSTEM_TRAY_S0; 0: there is no tray
	maps    map[xproto.Visualid]xproto.Colormap
	icons   map[xproto.Window]*icon // by the app's window
	sockets map[xproto.Window]*icon
	dirty   map[*icon]struct{} // faces to post
	tips    uint32             // balloons so far
	outputs []scene.Output
	unit    float64 // pixels of X in a logical one
}

// Start returns a tray that nobody sees before a client does.
func Start(conn *xconn.Conn, cfg Config) *Tray {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	t := &Tray{
		cfg: cfg, conn: conn, atom: conn.Atoms, inbox: xconn.NewInbox[message](nil), unit: 1,
		maps:  map[xproto.Visualid]xproto.Colormap{},
		icons: map[xproto.Window]*icon{}, sockets: map[xproto.Window]*icon{}, dirty: map[*icon]struct{}{},
	}
	return t
}

// Ready delivers when Turn has something to do besides X events.
func (t *Tray) Ready() <-chan struct{} { return t.inbox.Ready() }

// Viewer returns what follows the outputs; it is to be attached to the desktop.
func (t *Tray) Viewer() scene.Viewer { return viewer{t.inbox} }

// Handle handles an X event if it is about the tray or an icon.
func (t *Tray) Handle(e xgb.Event) {
	if t.win == 0 {
		return
	}
	switch e := e.(type) {
	case xproto.ClientMessageEvent:
		t.handleClientMessage(e)
	case damage.NotifyEvent:
		t.handleDamage(e)
	case xproto.PropertyNotifyEvent:
		if i := t.icons[e.Window]; i != nil {
			i.stale = true
		}
	case xproto.MapRequestEvent:
		if t.sockets[e.Parent] != nil {
			xproto.MapWindow(t.conn.Conn, e.Window)
		}
	case xproto.ConfigureRequestEvent:
		// An icon is as large as we say, also if it has asked before it was in
		// its socket and the window manager has let it.
		if i := t.icons[e.Window]; i != nil {
			t.fit(i)
		}
	case xproto.MapNotifyEvent:
		t.handleMapped(t.icons[e.Window], true)
	case xproto.UnmapNotifyEvent:
		t.handleMapped(t.icons[e.Window], false)
	case xproto.ReparentNotifyEvent:
		if i := t.icons[e.Window]; i != nil && e.Parent != i.socket {
			t.undock(i)
		}
	case xproto.DestroyNotifyEvent:
		t.undock(t.icons[e.Window])
	case xproto.SelectionClearEvent:
		if e.Selection == t.atom["_NET_SYSTEM_TRAY_S0"] && e.Owner == t.win {
			t.abdicate()
		}
	}
}

// Turn ends a batch of events. It returns when it wants to be called again at
// the latest; zero for never.
func (t *Tray) Turn() (next time.Time) {
	for _, m := range t.inbox.Take() {
		m.handle(t)
	}
	now := t.cfg.Now()
	for _, i := range t.icons {
		if i.stale {
			t.read(i)
		}
		if i.drawn {
			t.look(i)
		}
		if e := t.expire(i, now); !e.IsZero() && (next.IsZero() || e.Before(next)) {
			next = e
		}
	}
	t.post()
	return next
}

// Close takes all icons out of the scene: the X server is gone, or we go.
func (t *Tray) Close() {
	t.cfg.Desktop.Do(func(tx *scene.Tx) {
		for _, i := range t.icons {
			i.face.remove(tx)
		}
	})
}

// setOutputs takes the monitors over.
func (t *Tray) setOutputs(o []scene.Output) {
	t.outputs = o
	old := t.unit
	if t.cfg.Native {
		t.unit = scene.X11Scale(o)
	}
	shown := false
	for _, m := range o {
		shown = shown || m.Tray
	}
	if shown && t.win == 0 {
		if err := t.own(); err != nil {
			t.cfg.Log.Warn("Cannot have a tray for X apps", "err", err)
		}
	}
	if t.unit != old && t.win != 0 {
		t.writeSize()
		for _, i := range t.icons {
			t.fit(i)
		}
	}
	for _, i := range t.icons {
		t.park(i)
	}
}

// own becomes the tray, unless some app is it (System Tray protocol, "Locating
// the system tray").
func (t *Tray) own() error {
	x, a := t.conn, t.atom
	selection := a["_NET_SYSTEM_TRAY_S0"]
	r, err := xproto.GetSelectionOwner(x.Conn, selection).Reply()
	if err != nil || r.Owner != 0 {
		return xconn.Gone(err)
	}
	id, err := xproto.NewWindowId(x.Conn)
	if err != nil {
		return fmt.Errorf("cannot make a window: %w", err)
	}
	xproto.CreateWindow(x.Conn, 0, id, x.Root, -1, -1, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwOverrideRedirect|xproto.CwEventMask, []uint32{1, xproto.EventMaskPropertyChange})
	t.win = id
	x.SetWords(id, a["_NET_SYSTEM_TRAY_ORIENTATION"], a["CARDINAL"], 0) // horizontal
	if v := argb(x.Screen); v != 0 {
		x.SetWords(id, a["_NET_SYSTEM_TRAY_VISUAL"], a["VISUALID"], uint32(v))
	}
	t.writeSize()
	xproto.SetSelectionOwner(x.Conn, id, selection, xproto.TimeCurrentTime)
	x.SendMessage(x.Root, x.Root, xproto.EventMaskStructureNotify, a["MANAGER"],
		xproto.TimeCurrentTime, uint32(selection), uint32(id))
	return nil
}

// writeSize tells how large icons are, which is not in the protocol, but GTK
// and KDE read it.
func (t *Tray) writeSize() {
	t.conn.SetWords(t.win, t.atom["_NET_SYSTEM_TRAY_ICON_SIZE"], t.atom["CARDINAL"], uint32(t.side()))
}

// abdicate gives up what another tray has taken over. Apps dock there once our
// window is gone.
func (t *Tray) abdicate() {
	for _, i := range t.icons {
		xproto.UnmapWindow(t.conn.Conn, i.win)
		xproto.ReparentWindow(t.conn.Conn, i.win, t.conn.Root, 0, 0)
		t.undock(i)
	}
	xproto.DestroyWindow(t.conn.Conn, t.win)
	t.win = 0
}

// argb returns the visual with an alpha channel, 0 if there is none.
func argb(s *xproto.ScreenInfo) xproto.Visualid {
	for _, d := range s.AllowedDepths {
		for _, v := range d.Visuals {
			if d.Depth == 32 && v.Class == xproto.VisualClassTrueColor && v.RedMask == 0xFF0000 && v.BlueMask == 0xFF {
				return v.VisualId
			}
		}
	}
	return 0
}

// side is how large icons are. Clients show them in 16 pixels, or more where
// there are finer ones; but many an app has a picture of 22 or 24 pixels alone,
// and leaves a margin around it in a larger icon.
func (t *Tray) side() int { return min(int(logicalSide*t.unit), maxSide) }

const (
	logicalSide = 24
	maxSide     = 96 // as large as an icon in RDP
)

// toX converts a logical position.
func (t *Tray) toX(p image.Point) image.Point { return scene.ScalePoint(p, t.unit) }

// A viewer is an inbox as a scene.Onlooker.
type viewer struct{ *xconn.Inbox[message] }

// WithoutWindows implements scene.Onlooker.
func (viewer) WithoutWindows() {}

// Publish implements scene.Viewer.
func (v viewer) Publish(d scene.Diff) {
	if d.Changed&scene.FieldOutputs != 0 {
		v.Put(outputsMessage(d.Outputs))
	}
	d.Release()
}

// A message is something that the loop asks of the pump.
type message interface{ handle(t *Tray) }

type outputsMessage []scene.Output

func (m outputsMessage) handle(t *Tray) { t.setOutputs(m) }
