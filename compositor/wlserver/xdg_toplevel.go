package wlserver

import (
	"encoding/binary"
	"image"
	"slices"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// toplevel is an xdg_toplevel.
type toplevel struct {
	s   *Server
	xs  *xdgSurface
	x   *surface
	res wlproto.XdgToplevel
	win scene.WindowID

	parent     *toplevel
	title, app string
	next       scene.Limits // pending
	limits     scene.Limits
	state      scene.State     // wished for: Activated, Maximized, Fullscreen, Resizing
	framed     bool            // we draw a frame around it
	size       image.Point     // wished for, of the app's part; zero: the app decides
	restore    image.Rectangle // before it was maximised or fullscreen; empty if it always was
	decoration wlproto.ZxdgToplevelDecorationV1
}

// settable are the states that a configure can ask for.
const settable = scene.Activated | scene.Maximized | scene.Fullscreen | scene.Resizing

// Destroy implements wlproto.XdgToplevelRequests.
func (t *toplevel) Destroy(r wlproto.XdgToplevel) error {
	if t.decoration.Alive() {
		return wlwire.Errorf(t.decoration, wlproto.ZxdgToplevelDecorationV1ErrorOrphaned, "the decoration must be destroyed first")
	}
	return nil
}

// Destroyed implements wlwire.Destroyer.
func (t *toplevel) Destroyed(*wlwire.Resource) {
	s := t.s
	t.unmap()
	s.toplevels = slices.DeleteFunc(s.toplevels, func(o *toplevel) bool { return o == t })
	for _, o := range s.toplevels {
		if o.parent == t {
			o.setParent(t.parent)
		}
	}
	t.xs.top = nil
	t.xs.reset()
	if t.x.role == t {
		t.x.role = nil
	}
}

// SetParent implements wlproto.XdgToplevelRequests.
func (t *toplevel) SetParent(r wlproto.XdgToplevel, parent wlproto.XdgToplevel) error {
	p, _ := parent.Handler().(*toplevel)
	for o := p; o != nil; o = o.parent {
		if o == t {
			return wlwire.Errorf(r, wlproto.XdgToplevelErrorInvalidParent, "a window cannot be its own ancestor")
		}
	}
	t.setParent(p)
	return nil
}

func (t *toplevel) setParent(p *toplevel) {
	t.parent = p
	t.x.s.outputs.stale = true
	t.change(func(w *scene.Window) { w.Owner, w.Kind = t.owner(), t.kind() })
}

// owner is the nearest mapped ancestor.
func (t *toplevel) owner() scene.WindowID {
	for p := t.parent; p != nil; p = p.parent {
		if p.win != 0 {
			return p.win
		}
	}
	return 0
}

func (t *toplevel) kind() scene.Kind {
	if t.parent != nil {
		return scene.Dialog
	}
	return scene.Toplevel
}

// change changes the window, if it is mapped.
func (t *toplevel) change(f func(w *scene.Window)) {
	if t.win != 0 && t.s.tx != nil {
		t.s.tx.Change(t.win, f)
	}
}

// SetTitle implements wlproto.XdgToplevelRequests.
func (t *toplevel) SetTitle(_ wlproto.XdgToplevel, title string) error {
	t.title = title
	t.change(func(w *scene.Window) { w.Title = title })
	return nil
}

// SetAppId implements wlproto.XdgToplevelRequests.
func (t *toplevel) SetAppId(_ wlproto.XdgToplevel, id string) error {
	t.app = id
	t.change(func(w *scene.Window) { w.AppID = id })
	return nil
}

// ShowWindowMenu implements wlproto.XdgToplevelRequests.
func (t *toplevel) ShowWindowMenu(_ wlproto.XdgToplevel, _ wlproto.WlSeat, serial uint32, x, y int32) error {
	if w := t.s.tx.Window(t.win); w != nil && t.s.seat.recent(serial) {
		t.s.host.ShowMenu(t.s.tx, t.win, w.Frame.Inside(w.Bounds).Min.Add(image.Pt(int(x), int(y))))
	}
	return nil
}

// Move implements wlproto.XdgToplevelRequests.
func (t *toplevel) Move(_ wlproto.XdgToplevel, _ wlproto.WlSeat, serial uint32) error {
	if t.win != 0 && t.s.seat.pressed(t.x.c, serial) {
		t.s.host.StartGrab(t.s.tx, t.win, 0)
	}
	return nil
}

// Resize implements wlproto.XdgToplevelRequests.
func (t *toplevel) Resize(r wlproto.XdgToplevel, _ wlproto.WlSeat, serial uint32, edges wlproto.XdgToplevelResizeEdge) error {
	if !edges.Valid() {
		return wlwire.Errorf(r, wlproto.XdgToplevelErrorInvalidResizeEdge, "edges %d", edges)
	}
	if t.win != 0 && edges != 0 && t.s.seat.pressed(t.x.c, serial) {
		t.s.host.StartGrab(t.s.tx, t.win, scene.Edges(edges))
	}
	return nil
}

// SetMaxSize implements wlproto.XdgToplevelRequests.
func (t *toplevel) SetMaxSize(r wlproto.XdgToplevel, w, h int32) error {
	if w < 0 || h < 0 {
		return wlwire.Errorf(r, wlproto.XdgToplevelErrorInvalidSize, "maximum of %dx%d", w, h)
	}
	t.next.Max = pt(w, h)
	return nil
}

// SetMinSize implements wlproto.XdgToplevelRequests.
func (t *toplevel) SetMinSize(r wlproto.XdgToplevel, w, h int32) error {
	if w < 0 || h < 0 {
		return wlwire.Errorf(r, wlproto.XdgToplevelErrorInvalidSize, "minimum of %dx%d", w, h)
	}
	t.next.Min = pt(w, h)
	return nil
}

// SetMaximized implements wlproto.XdgToplevelRequests.
func (t *toplevel) SetMaximized(wlproto.XdgToplevel) error { return t.wish(scene.Maximized, true) }

// UnsetMaximized implements wlproto.XdgToplevelRequests.
func (t *toplevel) UnsetMaximized(wlproto.XdgToplevel) error { return t.wish(scene.Maximized, false) }

// SetFullscreen implements wlproto.XdgToplevelRequests.
func (t *toplevel) SetFullscreen(wlproto.XdgToplevel, wlproto.WlOutput) error {
	return t.wish(scene.Fullscreen, true)
}

// UnsetFullscreen implements wlproto.XdgToplevelRequests.
func (t *toplevel) UnsetFullscreen(wlproto.XdgToplevel) error { return t.wish(scene.Fullscreen, false) }

// SetMinimized implements wlproto.XdgToplevelRequests.
func (t *toplevel) SetMinimized(wlproto.XdgToplevel) error {
	t.setMinimized(true)
	return nil
}

// wish is a state that the app itself asks for; the protocol wants an answer
// even if nothing changes.
func (t *toplevel) wish(bit scene.State, on bool) error {
	w := scene.Wish{What: scene.WantState, Mask: bit}
	if on {
		w.State = bit
	}
	if t.xs.asked {
		t.request(w)
	} else {
		t.state = t.state&^bit | w.State // goes with the first configure
	}
	return nil
}

func (t *toplevel) precommit(x *surface) error {
	l := t.next
	if l.Max.X > 0 && l.Min.X > l.Max.X || l.Max.Y > 0 && l.Min.Y > l.Max.Y {
		return wlwire.Errorf(t.res, wlproto.XdgToplevelErrorInvalidSize, "minimum %v above maximum %v", l.Min, l.Max)
	}
	return t.xs.precommit()
}

func (t *toplevel) committed(x *surface) {
	if t.limits != t.next {
		t.limits = t.next
		t.change(func(w *scene.Window) { w.Limits = t.outerLimits() })
	}
	if x.content == nil {
		if t.win != 0 {
			t.unmap()
			t.xs.reset()
			return
		}
		if !t.xs.asked {
			t.xs.asked = true
			t.first()
		}
	}
}

// first sends the first configure.
func (t *toplevel) first() {
	var caps []byte
	for _, c := range []wlproto.XdgToplevelWmCapabilities{
		wlproto.XdgToplevelWmCapabilitiesWindowMenu,
		wlproto.XdgToplevelWmCapabilitiesMaximize, wlproto.XdgToplevelWmCapabilitiesFullscreen, wlproto.XdgToplevelWmCapabilitiesMinimize,
	} {
		caps = binary.LittleEndian.AppendUint32(caps, uint32(c))
	}
	t.res.SendWmCapabilities(caps)
	if work := t.s.workArea(image.Rectangle{}).Size().Sub(t.frame().Size()); work.X > 0 && work.Y > 0 {
		t.res.SendConfigureBounds(int32(work.X), int32(work.Y))
	}
	if t.state&(scene.Maximized|scene.Fullscreen) != 0 {
		t.request(scene.Wish{What: scene.WantState, State: t.state, Mask: t.state & (scene.Maximized | scene.Fullscreen)})
		return
	}
	t.send(configure{})
}

// published maps the window when it has its first content, and gives it its
// place.
func (t *toplevel) published(x *surface) {
	if x.content == nil {
		return
	}
	size, tx := t.xs.frame().Size().Add(t.xs.acked.frame.Size()), t.s.tx
	if t.win == 0 {
		t.map_(size)
		return
	}
	tx.Change(t.win, func(w *scene.Window) {
		w.Margins, w.Frame, w.Limits = t.xs.margins(), t.xs.acked.frame, t.outerLimits()
		w.State = w.State&^(settable&^scene.Activated) | t.xs.acked.state&settable&^scene.Activated
		if a := &t.xs.acked; a.placed {
			if w.Bounds.Min = anchored(a.from, a.bounds, size); a.bounds.Empty() {
				w.Bounds.Min = t.middle(a.from, size)
			}
			// The place stays until the size is reached: a terminal may answer
			// with a size of its own, and may do so late. Firefox, which is to
			// choose one, commits once more with the old.
			a.placed = len(t.xs.sent) > 0 || a.bounds.Empty() && size == a.from.Size()
		}
	})
}

// anchored returns where a window of the given size belongs that was asked to
// become want: the sides that did not move before stay.
func anchored(was, want image.Rectangle, size image.Point) image.Point {
	p := want.Min
	if want.Min.X != was.Min.X && want.Max.X == was.Max.X {
		p.X = want.Max.X - size.X
	}
	if want.Min.Y != was.Min.Y && want.Max.Y == was.Max.Y {
		p.Y = want.Max.Y - size.Y
	}
	return p
}

// middle is where a window belongs that was never smaller than its monitor and
// has chosen a size by now: the middle of the monitor that it filled.
func (t *toplevel) middle(filled image.Rectangle, size image.Point) image.Point {
	work := t.s.workArea(filled)
	room := work.Size().Sub(size)
	return work.Min.Add(image.Pt(max(room.X, 0), max(room.Y, 0)).Div(2))
}

func (t *toplevel) map_(size image.Point) {
	tx := t.s.tx
	owner := t.owner()
	at := tx.Place(size, owner)
	if t.xs.acked.placed {
		at = t.xs.acked.bounds.Min
	}
	t.restore = image.Rectangle{}
	t.win = tx.Map(t.x.id, scene.Window{
		Kind: t.kind(), Owner: owner, Title: t.title, AppID: t.app, PID: t.x.c.pid,
		Bounds: image.Rectangle{Min: at, Max: at.Add(size)}, Margins: t.xs.margins(), Frame: t.xs.acked.frame, Limits: t.outerLimits(),
		State: t.xs.acked.state & settable &^ scene.Activated, Handle: t,
	})
	for _, o := range t.s.toplevels {
		if o.parent != nil && o.win != 0 {
			o.change(func(w *scene.Window) { w.Owner = o.owner() })
		}
	}
	tx.Activate(t.win)
	tx.Raise(t.win)
	if owner != 0 {
		t.shrink()
	}
}

// shrink asks a dialog that is larger than its monitor to be as large as there
// is room: its buttons may be at its end. GTK 3 does not know configure_bounds.
func (t *toplevel) shrink() {
	win := t.xs.window()
	size, room := win.Bounds.Size(), t.s.workArea(win.Bounds).Size()
	least := win.Limits.Min
	to := image.Pt(min(size.X, max(room.X, least.X)), min(size.Y, max(room.Y, least.Y)))
	if to != size {
		at := t.s.tx.Place(to, win.Owner)
		t.request(scene.Wish{What: scene.WantBounds, Bounds: image.Rectangle{Min: at, Max: at.Add(to)}})
	}
}

func (t *toplevel) unmap() {
	t.xs.dismissPopups()
	if t.win != 0 && t.s.tx != nil {
		t.s.tx.Unmap(t.win)
	}
	t.win = 0
	t.state &^= scene.Activated
}

func (t *toplevel) gone(*surface) { t.unmap() }

// Configure implements scene.Handle.
func (t *toplevel) Configure(tx *scene.Tx, w scene.Wish) {
	t.s.enter(tx, t.s.now)
	t.request(w)
}

// Close implements scene.Handle.
func (t *toplevel) Close(tx *scene.Tx) {
	t.s.enter(tx, t.s.now)
	t.res.SendClose()
}

// request asks the app to become what is wished for. What needs no answer of
// the app (a move, minimising) happens at once.
func (t *toplevel) request(w scene.Wish) {
	c := configure{}
	if w.What&scene.WantState != 0 {
		if w.Mask&scene.Minimized != 0 {
			t.setMinimized(w.State&scene.Minimized != 0)
		}
		before := t.state
		t.state = t.state&^(w.Mask&settable) | w.State&w.Mask&settable
		t.sizeForState(before, &c)
	}
	if w.What&scene.WantBounds != 0 && t.state&(scene.Maximized|scene.Fullscreen) == 0 {
		win := t.xs.window()
		if win == nil {
			return
		}
		if w.Bounds.Size() == win.Bounds.Size() && !t.xs.moving() {
			t.change(func(x *scene.Window) { x.Bounds = w.Bounds })
			t.size = t.inner(w.Bounds)
			if w.What&scene.WantState == 0 {
				return
			}
		} else {
			t.size = t.inner(w.Bounds)
			c.placed, c.bounds, c.from = true, w.Bounds, win.Bounds
		}
	}
	t.send(c)
}

// sizeForState sets size and place when a window becomes maximised or
// fullscreen, or ceases to be.
func (t *toplevel) sizeForState(before scene.State, c *configure) {
	const big = scene.Maximized | scene.Fullscreen
	if (before^t.state)&big == 0 && t.xs.asked && t.win != 0 {
		return
	}
	var at image.Rectangle
	if win := t.xs.window(); win != nil {
		at = win.Bounds
	}
	if before&big == 0 && t.state&big != 0 && !at.Empty() {
		t.restore = at
	}
	switch {
	case t.state&scene.Fullscreen != 0:
		c.bounds = t.s.outputArea(at)
	case t.state&scene.Maximized != 0:
		c.bounds = t.s.workArea(at)
	case before&big != 0:
		if c.bounds = t.restore; !c.bounds.Empty() {
			c.bounds = scene.Retrieve(t.s.tx.Outputs(), c.bounds)
		}
	default:
		return
	}
	c.placed, c.from, t.size = true, at, image.Point{}
	if !c.bounds.Empty() {
		t.size = t.inner(c.bounds)
	}
}

// refit asks a window that fills its monitor to fill it as it is now.
func (t *toplevel) refit() {
	win := t.xs.window()
	if win == nil || t.state&(scene.Maximized|scene.Fullscreen) == 0 {
		return
	}
	want := t.s.workArea(win.Bounds)
	if t.state&scene.Fullscreen != 0 {
		want = t.s.outputArea(win.Bounds)
	}
	if want != win.Bounds || t.inner(want) != t.size {
		t.size = t.inner(want)
		t.send(configure{placed: true, bounds: want, from: win.Bounds})
	}
}

// send sends a configure with the wished size and states.
func (t *toplevel) send(c configure) {
	if !t.xs.asked {
		return
	}
	c.state, c.frame = t.state, t.frame()
	var b []byte
	add := func(on bool, v wlproto.XdgToplevelState) {
		if on {
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		}
	}
	add(t.state&scene.Maximized != 0, wlproto.XdgToplevelStateMaximized)
	add(t.state&scene.Fullscreen != 0, wlproto.XdgToplevelStateFullscreen)
	add(t.state&scene.Resizing != 0, wlproto.XdgToplevelStateResizing)
	add(t.state&scene.Activated != 0, wlproto.XdgToplevelStateActivated)
	if w := t.xs.window(); w != nil && w.State&scene.Minimized != 0 && t.res.Version() >= 6 {
		add(true, wlproto.XdgToplevelStateSuspended)
	}
	t.res.SendConfigure(int32(t.size.X), int32(t.size.Y), b)
	t.xs.configure(c)
}

// frame is how wide our frame around the window is in the state wished for.
func (t *toplevel) frame() scene.Insets {
	if !t.framed {
		return scene.Insets{}
	}
	return scene.FrameInsets(t.state)
}

// inner is the size of the app's part of a window.
func (t *toplevel) inner(bounds image.Rectangle) image.Point {
	s := bounds.Size().Sub(t.frame().Size())
	return image.Pt(max(s.X, 1), max(s.Y, 1))
}

// outerLimits are the app's limits with the frame.
func (t *toplevel) outerLimits() scene.Limits {
	l, f := t.limits, t.xs.acked.frame.Size()
	for _, p := range []*image.Point{&l.Min, &l.Max} {
		if p.X > 0 {
			p.X += f.X
		}
		if p.Y > 0 {
			p.Y += f.Y
		}
	}
	return l
}

// setFramed gives the window our frame, or takes it away, with the next
// configure. What fills its monitor still does.
func (t *toplevel) setFramed(on bool) {
	t.framed = on
	if win := t.xs.window(); win != nil && t.state&(scene.Maximized|scene.Fullscreen) != 0 {
		t.size = t.inner(win.Bounds)
	}
	t.send(configure{})
}

func (t *toplevel) setMinimized(on bool) {
	t.change(func(w *scene.Window) {
		w.State &^= scene.Minimized
		if on {
			w.State |= scene.Minimized
		}
	})
}

// outputArea returns the monitor that a rectangle is on, else the primary one.
func (s *Server) outputArea(at image.Rectangle) image.Rectangle {
	return scene.Home(s.tx.Outputs(), at).Bounds
}

// workArea is outputArea less the bars that the client keeps.
func (s *Server) workArea(at image.Rectangle) image.Rectangle {
	return scene.Home(s.tx.Outputs(), at).WorkArea()
}
