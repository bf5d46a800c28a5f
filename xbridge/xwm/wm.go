// Package xwm is the window manager of the X screen: it makes X windows into
// windows of the scene, after ICCCM 2.0 and EWMH 1.5 (xbridge/COMPLIANCE.md
// says how far). There are no virtual desktops, and root coordinates are the
// scene's global logical pixels, or finer ones of the same desktop (native.go). Windows stay children of the root: it only says
// how wide a frame the compositor draws around them.
//
// The state has two halves. A WM and its windows belong to the pump, the
// goroutine that handles X events and may wait for X replies. Links belong to
// the compositor's loop: a link is one X window as the scene sees it. The pump
// posts to the loop what a window should look like, as a whole (look); the
// loop puts what users wish into the inbox, and waits for nothing.
//
// Files are named by what they handle (handle_*.go, by event) and by the
// properties that they read (read_*.go).
package xwm

import (
	"errors"
	"fmt"
	"image"
	"log/slog"
	"slices"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/composite"
	"github.com/jezek/xgb/shape"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

// A Desktop is what the window manager needs of the compositor.
type Desktop interface {
	// Do runs f on the loop and waits; Post does not wait. They report
	// whether the loop still runs.
	Do(f func(tx *scene.Tx)) bool
	Post(f func(tx *scene.Tx)) bool
	// StartGrab lets the user move (edges 0) or resize a window.
	StartGrab(tx *scene.Tx, id scene.WindowID, edges scene.Edges)
	// ShowMenu opens a window's system menu at a place of the desktop.
	ShowMenu(tx *scene.Tx, id scene.WindowID, at image.Point)
}

// Config says what a WM needs.
type Config struct {
	Desktop Desktop
	Log     *slog.Logger
	Ping    time.Duration    // how long an app may take to answer; default 10 s
	Now     func() time.Time // default time.Now
	Users   []int            // who is let in without a cookie
	Native  bool             // X11 apps draw for the monitors' own pixels
}

// ErrOtherWM means that another window manager has the screen.
var ErrOtherWM = errors.New("another window manager has taken the screen")

// A WM manages one X screen from the server's start to its end. It is made
// before the server runs, since the server's surfaces are watched from the
// first one on.
type WM struct {
	cfg   Config
	inbox *xconn.Inbox[message]
	desk  desk // the loop's

	// The pump's, all of it.
	conn     *xconn.Conn
	atom     xconn.Atoms
	clock    *xconn.Clock
	check    xproto.Window // _NET_SUPPORTING_WM_CHECK; holds WM_S0 and, if no app does, the focus
	windows  map[xproto.Window]*window
	clients  []xproto.Window // managed, oldest first
	recent   []xproto.Window // that had the focus, newest first
	stack    []xproto.Window // bottom first, as the scene has it
	monitors []scene.Output  // as the scene has them
	outputs  []scene.Output  // in pixels of X
	unit     float64         // pixels of X in a logical one
	serial   uint32          // of XSETTINGS
	focus    focus
	stale    map[*window][]xproto.Atom // properties to read again
	dirty    map[*window]struct{}      // looks to post
	readers  map[xproto.Atom]reader
	netBits  map[xproto.Atom]netState
	made     uint64 // windows so far
	claims   uint64 // surface names so far
	listed   bool   // _NET_CLIENT_LIST is up to date
}

// New returns a WM without a connection.
func New(cfg Config) *WM {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Ping == 0 {
		cfg.Ping = 10 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	wm := &WM{
		cfg: cfg, inbox: xconn.NewInbox(supersedes), unit: 1, windows: map[xproto.Window]*window{},
		stale: map[*window][]xproto.Atom{}, dirty: map[*window]struct{}{},
	}
	wm.desk.init(wm)
	return wm
}

// Watcher returns what must hear of the X server's Wayland surfaces.
func (wm *WM) Watcher() scene.SurfaceWatcher { return &wm.desk }

// Viewer returns what follows the outputs and the stacking order; it is to be
// attached to the desktop.
func (wm *WM) Viewer() scene.Viewer { return &wm.desk }

// Ready delivers when Turn has something to do besides X events.
func (wm *WM) Ready() <-chan struct{} { return wm.inbox.Ready() }

// Start takes the screen. The order matters: the server serves clients as
// soon as WM_S0 has an owner, so that is last.
func (wm *WM) Start(conn *xconn.Conn) error {
	wm.conn, wm.atom = conn, conn.Atoms
	wm.readers = wm.makeReaders()
	wm.netBits = wm.makeNetBits()
	// Without our manual redirection no window gets a wl_surface.
	if err := composite.RedirectSubwindowsChecked(conn.Conn, conn.Root, composite.RedirectManual).Check(); err != nil {
		return fmt.Errorf("cannot redirect the windows: %w: %w", ErrOtherWM, err)
	}
	mask := uint32(xproto.EventMaskSubstructureRedirect | xproto.EventMaskSubstructureNotify |
		xproto.EventMaskStructureNotify | xproto.EventMaskPropertyChange | xproto.EventMaskFocusChange)
	err := xproto.ChangeWindowAttributesChecked(conn.Conn, conn.Root, xproto.CwEventMask, []uint32{mask}).Check()
	if err != nil {
		return fmt.Errorf("cannot manage the windows: %w: %w", ErrOtherWM, err)
	}
	if err := wm.makeCheckWindow(); err != nil {
		return err
	}
	wm.clock = xconn.NewClock(conn, wm.check)
	wm.setRootCursor()
	wm.announce()
	for _, uid := range wm.cfg.Users {
		if err := conn.AllowUser(uid); err != nil {
			wm.cfg.Log.Warn("Cannot let a user in by name", "err", err)
		}
	}
	wm.ownSettings()
	wm.adopt()
	return wm.ownScreen()
}

// Handle handles one thing that the server told.
func (wm *WM) Handle(i xconn.Item) error {
	if i.Err != nil {
		if !errors.Is(i.Err, xconn.ErrGone) {
			wm.cfg.Log.Debug("X request refused", "err", i.Err)
		}
		return nil
	}
	return wm.handleEvent(i.Event)
}

func (wm *WM) handleEvent(e xgb.Event) error {
	switch e := e.(type) {
	case xproto.CreateNotifyEvent:
		wm.handleCreateNotify(e)
	case xproto.DestroyNotifyEvent:
		wm.forget(wm.windows[e.Window])
	case xproto.ReparentNotifyEvent:
		wm.handleReparentNotify(e)
	case xproto.MapRequestEvent:
		wm.handleMapRequest(e)
	case xproto.MapNotifyEvent:
		wm.handleMapNotify(e)
	case xproto.UnmapNotifyEvent:
		wm.handleUnmapNotify(e)
	case xproto.ConfigureRequestEvent:
		wm.handleConfigureRequest(e)
	case xproto.ConfigureNotifyEvent:
		wm.handleConfigureNotify(e)
	case xproto.PropertyNotifyEvent:
		wm.handlePropertyNotify(e)
	case xproto.ClientMessageEvent:
		wm.handleClientMessage(e)
	case xproto.FocusInEvent:
		wm.handleFocusIn(e)
	case shape.NotifyEvent:
		wm.handleShapeNotify(e)
	case xproto.SelectionClearEvent:
		if e.Selection == wm.atom["WM_S0"] {
			return ErrOtherWM
		}
	}
	return nil
}

// Turn ends a batch of events: it handles the inbox, reads what is stale and
// posts what is dirty.
func (wm *WM) Turn() {
	for _, m := range wm.inbox.Take() {
		m.handle(wm)
	}
	wm.readStale()
	wm.applyFocus()
	wm.listClients()
	wm.postLooks()
}

// Close ends all windows of the scene that came from here: the X server is gone.
func (wm *WM) Close() {
	wm.cfg.Desktop.Do(func(tx *scene.Tx) { wm.desk.close(tx) })
}

// Windows returns how many windows are managed, for the status.
func (wm *WM) Windows() int { return len(wm.clients) }

func (wm *WM) touch(w *window) { wm.dirty[w] = struct{}{} }

// postLooks tells the loop how the changed windows should look.
func (wm *WM) postLooks() {
	if len(wm.dirty) == 0 {
		return
	}
	type job struct {
		l    *link
		look look
	}
	var jobs []job
	for w := range wm.dirty {
		jobs = append(jobs, job{w.link, wm.logical(wm.lookOf(w))})
	}
	clear(wm.dirty)
	// Owners are made before what they own: ids grow as windows are created.
	slices.SortFunc(jobs, func(a, b job) int { return int(a.look.order - b.look.order) })
	wm.cfg.Desktop.Post(func(tx *scene.Tx) {
		for _, j := range jobs {
			wm.desk.apply(tx, j.l, j.look)
		}
	})
}
