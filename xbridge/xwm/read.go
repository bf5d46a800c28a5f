package xwm

import (
	"encoding/binary"
	"slices"

	"github.com/jezek/xgb/xproto"

	"oriel/xbridge/xconn"
)

var le = binary.LittleEndian

// A reader takes over what a property says; the zero Property means that it
// is not there. max bounds how much is read.
type reader struct {
	max  int
	read func(w *window, p xconn.Property)
}

func (wm *WM) makeReaders() map[xproto.Atom]reader {
	const small, text, list = 128, 4096, 1024
	return map[xproto.Atom]reader{
		wm.atom["WM_NAME"]:                  {text, wm.readWMName},
		wm.atom["_NET_WM_NAME"]:             {text, wm.readNetWMName},
		wm.atom["WM_CLASS"]:                 {text, wm.readWMClass},
		wm.atom["_NET_WM_PID"]:              {small, wm.readNetWMPID},
		wm.atom["WM_TRANSIENT_FOR"]:         {small, wm.readWMTransientFor},
		wm.atom["WM_HINTS"]:                 {small, wm.readWMHints},
		wm.atom["WM_NORMAL_HINTS"]:          {small, wm.readWMNormalHints},
		wm.atom["WM_PROTOCOLS"]:             {list, wm.readWMProtocols},
		wm.atom["_MOTIF_WM_HINTS"]:          {small, wm.readMotifWMHints},
		wm.atom["_NET_WM_WINDOW_TYPE"]:      {list, wm.readNetWMWindowType},
		wm.atom["_NET_WM_ICON"]:             {maxIconBytes, wm.readNetWMIcon},
		wm.atom["_NET_WM_USER_TIME"]:        {small, wm.readNetWMUserTime},
		wm.atom["_NET_WM_USER_TIME_WINDOW"]: {small, wm.readNetWMUserTimeWindow},
		wm.atom["_GTK_FRAME_EXTENTS"]:       {small, wm.readGTKFrameExtents},
	}
}

// readAll reads all that is known of a window, in one batch.
func (wm *WM) readAll(w *window) {
	atoms := make([]xproto.Atom, 0, len(wm.readers)+1)
	for a := range wm.readers {
		atoms = append(atoms, a)
	}
	slices.Sort(atoms)
	state := wm.conn.AskProperty(w.id, wm.atom["_NET_WM_STATE"], 1024)
	attributes := xproto.GetWindowAttributes(wm.conn.Conn, w.id)
	geometry := xproto.GetGeometry(wm.conn.Conn, xproto.Drawable(w.id))
	wm.readBatch(w, atoms)
	if p, err := state.Reply(); err == nil && !w.override {
		w.net = wm.decodeNetState(p.Atoms()) &^ netHidden
		if w.motif.modal() {
			w.net |= netModal
		}
	}
	if a, err := attributes.Reply(); err == nil {
		w.noInput = a.Class == xproto.WindowClassInputOnly
	}
	if g, err := geometry.Reply(); err == nil {
		w.geometry, w.border = rect(g.X, g.Y, g.Width, g.Height), int(g.BorderWidth)
	}
	wm.readShape(w)
	if w.pid == 0 {
		w.pid = wm.conn.ClientPID(w.id)
	}
	delete(wm.stale, w)
}

func (wm *WM) readBatch(w *window, atoms []xproto.Atom) {
	cookies := make([]xconn.PropertyCookie, len(atoms))
	for i, a := range atoms {
		cookies[i] = wm.conn.AskProperty(w.id, a, wm.readers[a].max)
	}
	for i, a := range atoms {
		if p, err := cookies[i].Reply(); err == nil {
			wm.readers[a].read(w, p)
		}
	}
}

// handlePropertyNotify remembers what to read again, at the turn's end.
func (wm *WM) handlePropertyNotify(e xproto.PropertyNotifyEvent) {
	if wm.clock.Handle(e) {
		return
	}
	w := wm.windows[e.Window]
	if w == nil || !w.managed && !w.mapped {
		return // all is read when it is mapped
	}
	if _, known := wm.readers[e.Atom]; known && !slices.Contains(wm.stale[w], e.Atom) {
		wm.stale[w] = append(wm.stale[w], e.Atom)
	}
}

func (wm *WM) readStale() {
	for w, atoms := range wm.stale {
		wm.readBatch(w, atoms)
		wm.writeExtents(w)
		wm.touch(w)
	}
	clear(wm.stale)
}

// userTime is when the user last did something in a window.
type userTime struct {
	given bool
	time  uint32
}

func (wm *WM) readNetWMUserTime(w *window, p xconn.Property) {
	w.userTime.time, w.userTime.given = p.Word()
}

func (wm *WM) readNetWMUserTimeWindow(w *window, p xconn.Property) {
	v, ok := p.Word()
	if !ok || v == uint32(w.id) {
		return
	}
	if p, err := wm.conn.ReadProperty(xproto.Window(v), wm.atom["_NET_WM_USER_TIME"], 4); err == nil {
		if t, ok := p.Word(); ok {
			w.userTime.time, w.userTime.given = t, true
		}
	}
}

// refuses reports whether a new window asks not to be focused (_NET_WM_USER_TIME 0).
func (u *userTime) refuses() bool { return u.given && u.time == 0 }
