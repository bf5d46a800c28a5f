package xwm

import (
	"image"
	"slices"
	"time"

	"github.com/jezek/xgb/shape"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// A window is a child of the root, managed or override-redirect. It belongs
// to the pump.
type window struct {
	id       xproto.Window
	link     *link
	order    uint64
	override bool
	noInput  bool            // InputOnly: it has no pixels
	geometry image.Rectangle // without the border
	border   int
	asked    asked
	mapped   bool
	managed  bool
	claim    uint64
	key      surfaceKey
	raises   uint64
	wakes    uint64
	hides    uint64

	// What the properties say; all of it is reset when they go.
	names     names
	pid       int
	types     []xproto.Atom
	transient xproto.Window
	hasOwner  bool // WM_TRANSIENT_FOR is there, if only to name the root
	hints     Hints
	size      SizeHints
	protocols protocols
	motif     MotifHints
	margins   scene.Insets
	ownFrame  bool // it draws a frame itself, by _GTK_FRAME_EXTENTS
	icon      *scene.Icon
	userTime  userTime
	shape     []image.Rectangle

	net     netState
	extents *scene.Insets   // _NET_FRAME_EXTENTS as written last
	restore image.Rectangle // geometry before it was maximised or fullscreen
	pinged  time.Time       // when an unanswered _NET_WM_PING was sent
}

// track begins to follow a window, which exists already.
func (wm *WM) track(id xproto.Window, override bool, at image.Rectangle, border int) *window {
	if w := wm.windows[id]; w != nil {
		return w
	}
	wm.made++
	w := &window{id: id, override: override, geometry: at, border: border, order: wm.made}
	w.link = &link{wm: wm, xid: id}
	wm.windows[id] = w
	xproto.ChangeWindowAttributes(wm.conn.Conn, id, xproto.CwEventMask,
		[]uint32{xproto.EventMaskPropertyChange | xproto.EventMaskFocusChange})
	shape.SelectInput(wm.conn.Conn, id, true)
	return w
}

// forget ends a window that was destroyed or went into another one.
func (wm *WM) forget(w *window) {
	if w == nil {
		return
	}
	wm.withdraw(w)
	delete(wm.windows, w.id)
	delete(wm.stale, w)
}

// adopt tracks and maps what was there before us.
func (wm *WM) adopt() {
	tree, err := xproto.QueryTree(wm.conn.Conn, wm.conn.Root).Reply()
	if err != nil {
		return
	}
	for _, id := range tree.Children {
		if id == wm.check {
			continue
		}
		g, err1 := xproto.GetGeometry(wm.conn.Conn, xproto.Drawable(id)).Reply()
		a, err2 := xproto.GetWindowAttributes(wm.conn.Conn, id).Reply()
		if err1 != nil || err2 != nil {
			continue
		}
		w := wm.track(id, a.OverrideRedirect, rect(g.X, g.Y, g.Width, g.Height), int(g.BorderWidth))
		switch {
		case a.MapState == xproto.MapStateUnmapped:
		case a.OverrideRedirect:
			wm.show(w)
		default:
			wm.manage(w)
			wm.show(w)
		}
	}
}

func rect(x, y int16, w, h uint16) image.Rectangle {
	return image.Rect(int(x), int(y), int(x)+int(w), int(y)+int(h))
}

// inside is Insets.Inside for insets that a client sends: something is left.
func inside(g image.Rectangle, m scene.Insets) image.Rectangle {
	r := m.Inside(g)
	r.Max.X, r.Max.Y = max(r.Max.X, r.Min.X+1), max(r.Max.Y, r.Min.Y+1)
	return r
}

// manage takes a window under management and maps it (ICCCM 4.1.4).
func (wm *WM) manage(w *window) {
	wm.readAll(w)
	w.managed = true
	if !slices.Contains(wm.clients, w.id) {
		wm.clients = append(wm.clients, w.id)
		wm.listed = false
	}
	if w.hints.Has(HintState) && w.hints.InitialState == stateIconic {
		w.net |= netHidden
	}
	wm.place(w)
	a := wm.atom
	wm.writeExtents(w)
	wm.conn.SetWords(w.id, a["_NET_WM_DESKTOP"], a["CARDINAL"], 0)
	wm.writeActions(w)
	wm.writeState(w)
	xproto.MapWindow(wm.conn.Conn, w.id)
	wm.touch(w)
}

// withdraw ends the management of a window (ICCCM 4.1.4).
func (wm *WM) withdraw(w *window) {
	if w.mapped || w.managed {
		wm.touch(w)
	}
	w.mapped, w.claim = false, 0
	if wm.focus.want == w.id {
		wm.focus.want = 0
	}
	if wm.focus.has == w.id { // the server has moved it somewhere
		wm.focus.has, wm.focus.again = 0, true
		wm.writeActive()
	}
	wm.recent = without(wm.recent, w.id)
	if !w.managed {
		return
	}
	w.managed, w.net, w.pinged, w.extents = false, 0, time.Time{}, nil
	w.restore = image.Rectangle{}
	wm.clients = without(wm.clients, w.id)
	wm.listed = false
	a := wm.atom
	wm.conn.SetWords(w.id, a["WM_STATE"], a["WM_STATE"], stateWithdrawn, 0)
	wm.conn.DeleteProperty(w.id, a["_NET_WM_STATE"])
}

func without(list []xproto.Window, id xproto.Window) []xproto.Window {
	return slices.DeleteFunc(list, func(o xproto.Window) bool { return o == id })
}

// show marks a window that is mapped now.
func (wm *WM) show(w *window) {
	if w.override {
		wm.readAll(w)
	}
	w.mapped = true
	wm.touch(w)
}

// lookOf makes the look of a window.
func (wm *WM) lookOf(w *window) look {
	l := look{
		order: w.order, mapped: w.mapped && !w.noInput, claim: w.claim, key: w.key,
		kind:  wm.kindOf(w),
		title: w.names.title(), appID: w.names.appID(), pid: w.pid,
		at: w.geometry.Min, size: w.geometry.Size().Add(image.Pt(2*w.border, 2*w.border)),
		margins: w.margins, icon: w.icon,
		raises: w.raises, wakes: w.wakes, hides: w.hides,
	}
	for _, r := range w.shape {
		l.shape = append(l.shape, r.Add(image.Pt(w.border, w.border)))
	}
	if w.shape != nil && l.shape == nil {
		l.shape = []image.Rectangle{}
	}
	if !w.mapped {
		return l
	}
	if o := wm.ownerOf(w); o != nil {
		l.owner = o.link
	}
	if w.managed {
		l.state = w.net.scene()
		if wm.skipsTaskbar(w) {
			l.state |= scene.SkipTaskbar
		}
		if w.hints.Urgent() && w.net&netFocused == 0 {
			l.state |= scene.Attention
		}
		l.frame = wm.frameOf(w)
		l.limits = wm.limits(w)
		l.focus = wm.focusOnMap(w)
	}
	return l
}

// limits are the sizes that the app accepts, as the user sees them.
func (wm *WM) limits(w *window) scene.Limits {
	l := scene.Limits{Min: w.size.Min, Max: w.size.Max}
	if w.motif.fixed() {
		l.Min, l.Max = w.geometry.Size(), w.geometry.Size()
	}
	m := wm.rim(w).Size()
	less := func(p image.Point) image.Point {
		if p.X > 0 {
			p.X = max(1, p.X-m.X)
		}
		if p.Y > 0 {
			p.Y = max(1, p.Y-m.Y)
		}
		return p
	}
	return scene.Limits{Min: less(l.Min), Max: less(l.Max)}
}

// readShape reads the part of a window that is visible.
func (wm *WM) readShape(w *window) {
	w.shape = nil
	x, err := shape.QueryExtents(wm.conn.Conn, w.id).Reply()
	if err != nil || !x.BoundingShaped {
		return
	}
	r, err := shape.GetRectangles(wm.conn.Conn, w.id, shape.SkBounding).Reply()
	if err != nil {
		return
	}
	w.shape = make([]image.Rectangle, 0, len(r.Rectangles))
	for _, q := range r.Rectangles {
		w.shape = append(w.shape, rect(q.X, q.Y, q.Width, q.Height))
	}
}

// handleShapeNotify: the app cut out another shape.
func (wm *WM) handleShapeNotify(e shape.NotifyEvent) {
	if w := wm.windows[e.AffectedWindow]; w != nil && e.ShapeKind == shape.SkBounding && w.mapped {
		wm.readShape(w)
		wm.writeExtents(w)
		wm.touch(w)
	}
}
