package xwm

import (
	"image"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// A look is all that the scene should know of an X window. It is made by the
// pump and not changed afterwards.
type look struct {
	order   uint64 // of creation
	mapped  bool
	claim   uint64 // counts the names below, since object ids are used again
	key     surfaceKey
	kind    scene.Kind
	owner   *link
	title   string
	appID   string
	pid     int
	at      image.Point // the content's top left
	size    image.Point // until there is content
	margins scene.Insets
	frame   scene.Insets
	limits  scene.Limits
	state   scene.State // without Activated
	icon    *scene.Icon
	shape   []image.Rectangle
	focus   bool   // activate when it appears
	raises  uint64 // counts when the app asked to be raised
	wakes   uint64 // counts when the app asked to be activated
	hides   uint64 // of link.hides, what the pump has heard of
}

// A link is an X window as the scene sees it. It belongs to the loop.
type link struct {
	wm      *WM
	xid     xproto.Window
	look    look
	surface scene.SurfaceID
	window  scene.WindowID
	active  bool
	hides   uint64 // counts wishes to minimise or to restore
}

// Configure implements scene.Handle. Minimising does not wait for the pump:
// an active window that is minimised loses the focus within the turn, and a
// restored one must not.
func (l *link) Configure(tx *scene.Tx, w scene.Wish) {
	if w.Mask&scene.Activated != 0 {
		l.active = w.State&scene.Activated != 0
	}
	if w.What&scene.WantState != 0 && w.Mask&scene.Minimized != 0 {
		l.hides++
		tx.Change(l.window, func(x *scene.Window) { x.State = x.State&^scene.Minimized | w.State&scene.Minimized })
	}
	l.wm.inbox.Put(wishMessage{l.xid, w, l.hides})
}

// Close implements scene.Handle.
func (l *link) Close(*scene.Tx) { l.wm.inbox.Put(closeMessage{l.xid}) }

// desk is the loop's half of the window manager: a scene.SurfaceWatcher and a
// scene.Viewer.
type desk struct {
	wm      *WM
	assoc   associations[*link]
	links   map[*link]struct{}
	windows map[scene.WindowID]*link
	closed  bool
}

func (d *desk) init(wm *WM) {
	d.wm = wm
	d.assoc.init()
	d.links = map[*link]struct{}{}
	d.windows = map[scene.WindowID]*link{}
}

// SurfaceNew implements scene.SurfaceWatcher.
func (d *desk) SurfaceNew(tx *scene.Tx, object uint32, id scene.SurfaceID) {
	d.named(tx, surfaceKey{n: uint64(object)}, id)
}

// SurfaceSerial implements scene.SurfaceWatcher.
func (d *desk) SurfaceSerial(tx *scene.Tx, serial uint64, id scene.SurfaceID) {
	d.named(tx, surfaceKey{serial: true, n: serial}, id)
}

func (d *desk) named(tx *scene.Tx, k surfaceKey, id scene.SurfaceID) {
	if l, ok := d.assoc.surface(k, id); ok {
		d.join(tx, l, id)
	}
}

// SurfaceGone implements scene.SurfaceWatcher.
func (d *desk) SurfaceGone(tx *scene.Tx, id scene.SurfaceID) {
	if l, ok := d.assoc.gone(id); ok {
		d.part(tx, l)
	}
}

// WithoutWindows implements scene.Onlooker.
func (d *desk) WithoutWindows() {}

// Publish implements scene.Viewer.
func (d *desk) Publish(diff scene.Diff) {
	if diff.Changed&scene.FieldOutputs != 0 {
		d.wm.inbox.Put(outputsMessage{diff.Outputs})
	}
	if diff.Changed&scene.FieldStack != 0 {
		var stack []xproto.Window
		for _, id := range diff.Stack {
			if l := d.windows[id]; l != nil {
				stack = append(stack, l.xid)
			}
		}
		d.wm.inbox.Put(stackMessage{stack})
	}
	diff.Release()
}

// apply gives a link its new look.
func (d *desk) apply(tx *scene.Tx, l *link, n look) {
	if d.closed {
		return
	}
	old := l.look
	l.look = n
	if !n.mapped {
		l.look.owner = old.owner // who gets the focus back
		d.assoc.release(l)
		d.part(tx, l)
		delete(d.links, l)
		return
	}
	d.links[l] = struct{}{}
	if n.claim != old.claim || !old.mapped {
		d.assoc.release(l)
		d.part(tx, l)
		if n.claim != 0 {
			d.claim(tx, l)
		}
		return
	}
	if l.window != 0 {
		d.update(tx, l, &old)
	}
}

func (d *desk) claim(tx *scene.Tx, l *link) {
	id, loser, ok := d.assoc.claim(l.look.key, l)
	if !ok {
		return
	}
	if loser != nil {
		d.part(tx, loser)
	}
	d.join(tx, l, id)
}

// join makes a window of a surface.
func (d *desk) join(tx *scene.Tx, l *link, id scene.SurfaceID) {
	n := &l.look
	w := scene.Window{Handle: l}
	l.fill(&w)
	w.Bounds.Max = w.Bounds.Min.Add(n.size).Sub(n.margins.Sub(n.frame).Size())
	l.surface = id
	tx.SetShape(id, n.shape)
	if l.window = tx.Map(id, w); l.window == 0 {
		return
	}
	d.windows[l.window] = l
	for o := range d.links {
		if o.look.owner == l && o.window != 0 {
			tx.Change(o.window, func(w *scene.Window) { w.Owner = l.window })
		}
	}
	if n.focus {
		tx.Activate(l.window)
	}
	tx.Raise(l.window) // after that: a fullscreen window stays above while it is active
}

// fill writes the look into w.
func (l *link) fill(w *scene.Window) {
	l.describe(w)
	l.look.place(w)
}

// placed are the states that come with a size.
const placed = scene.Maximized | scene.Fullscreen

// place writes what belongs to the size into w.
func (n *look) place(w *scene.Window) {
	w.Margins, w.Frame = n.margins, n.frame
	w.State = w.State&^placed | n.state&placed
	rim := n.margins.Sub(n.frame)
	w.Bounds = w.Bounds.Add(n.at.Add(image.Pt(rim.Left, rim.Top)).Sub(w.Bounds.Min))
}

// describe writes what does not into w.
func (l *link) describe(w *scene.Window) {
	n := &l.look
	w.Kind, w.Title, w.AppID, w.PID = n.kind, n.title, n.appID, n.pid
	w.Limits, w.Icon = n.limits, n.icon
	w.Owner = 0
	if n.owner != nil {
		w.Owner = n.owner.window
	}
	keep := scene.Activated | placed
	if n.hides != l.hides {
		keep |= scene.Minimized // the look is from before the user's wish
	}
	w.State = w.State&keep | n.state&^keep
}

// update brings a window in line with its look, which was old before.
func (d *desk) update(tx *scene.Tx, l *link, old *look) {
	tx.Change(l.window, l.describe)
	n := l.look
	tx.Await(l.window, n.size, n.place)
	tx.SetShape(l.surface, l.look.shape)
	switch {
	case l.look.wakes != old.wakes:
		tx.Activate(l.window)
		tx.Raise(l.window)
	case l.look.raises != old.raises:
		tx.Raise(l.window)
	}
	if (l.look.state^old.state)&(scene.Above|scene.Fullscreen) != 0 {
		tx.Raise(l.window)
	}
}

// part ends the window of a link, whose surface may be gone already.
func (d *desk) part(tx *scene.Tx, l *link) {
	if l.window == 0 {
		l.surface = 0
		return
	}
	tx.Unmap(l.window)
	delete(d.windows, l.window)
	l.window, l.surface = 0, 0
	active := l.active
	l.active = false
	if active && tx.Active() == 0 {
		d.handBack(tx, l)
	}
}

// handBack gives the focus of a window that has gone to its owner. Without
// one the compositor chooses.
func (d *desk) handBack(tx *scene.Tx, gone *link) {
	o := gone.look.owner
	if o == nil || !tx.Shown(o.window) {
		return
	}
	if k := tx.Window(o.window).Kind; k == scene.Toplevel || k == scene.Dialog {
		tx.Activate(o.window)
	}
}

// close ends all windows.
func (d *desk) close(tx *scene.Tx) {
	d.closed = true
	for l := range d.links {
		d.assoc.release(l)
		d.part(tx, l)
	}
	clear(d.links)
}
