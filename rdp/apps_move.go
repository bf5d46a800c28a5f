package rdp

import (
	"image"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/rail"
	"oriel/rdp/svc"
)

// marginOf returns the resize margin that the client counts to a window.
func (a *apps) marginOf(id uint32) int {
	if k := a.s.paint.rec.have[scene.WindowID(id)]; k != nil {
		return k.facade.margin
	}
	return 0
}

// move hears where the client has put a window. One that was snapped gets the
// size back that it had before, unless the user has given it another one.
func (a *apps) move(m *rail.WindowMove, now time.Time) {
	outer := image.Rect(int(m.Rect.Left), int(m.Rect.Top), int(m.Rect.Right), int(m.Rect.Bottom))
	box := outer.Inset(a.marginOf(m.WindowID))
	w, k := a.window(m.WindowID), a.s.paint.rec.have[scene.WindowID(m.WindowID)]
	if w == nil || k == nil || m.Rect.Right <= m.Rect.Left || m.Rect.Bottom <= m.Rect.Top || box.Empty() {
		return
	}
	if a.keyed == w.ID {
		a.keyed = 0
		a.localMove(w, rail.MoveSizeKeyMove, 0, box.Min)
	}
	if k.stale(outer, now) {
		k.again = now.Add(settle / 2)
		return
	}
	to := a.logical(w, box)
	if k.snapped && box.Size() == k.facade.rect.Size() {
		to.Max = to.Min.Add(k.restore.Size())
	}
	k.snapped = false
	a.put(w, k, to, now)
}

// snap hears that the client has arranged a window at a part of its screen.
// The rectangle has no margins, and the window gets none until it is moved.
func (a *apps) snap(m *rail.SnapArrange, now time.Time) {
	box := image.Rect(int(m.Rect.Left), int(m.Rect.Top), int(m.Rect.Right), int(m.Rect.Bottom))
	w, k := a.window(m.WindowID), a.s.paint.rec.have[scene.WindowID(m.WindowID)]
	if w == nil || k == nil || m.Rect.Right <= m.Rect.Left || m.Rect.Bottom <= m.Rect.Top {
		return
	}
	if !k.snapped {
		k.snapped, k.restore = true, w.Bounds
	}
	a.put(w, k, a.logical(w, box), now)
}

// stale reports whether a client that says where it has put a window has done
// nothing, and tells where the window was, with the margins that it has now or
// had then. FreeRDP does when an event of its X server's comes after the order
// that moved the window.
func (k *known) stale(outer image.Rectangle, now time.Time) bool {
	was := k.before.rect
	return !k.told.IsZero() && now.Sub(k.told) < settle &&
		(outer == was.Inset(-k.facade.margin) || outer == was.Inset(-k.before.margin))
}

// settle is how long an app may take to answer a move of the client's.
const settle = time.Second

// put asks the app to be where the client has put its window. The client
// shows it there already, and is told where it is once the app has answered or
// time is over: FreeRDP goes by what it is told even then, and the app may want
// it otherwise, say as it was before.
func (a *apps) put(w *scene.Window, k *known, to image.Rectangle, now time.Time) {
	k.moved = true
	if k.held, k.until = w.Bounds, now.Add(settle); to == w.Bounds {
		k.held = image.Rectangle{}
	}
	a.wish(uint32(w.ID), scene.Wish{What: scene.WantBounds, Bounds: to})
}

// logical converts a place that the client gives to a window into the logical
// one that looks most like it. A window that comes to a monitor of another
// scale and is as large as before keeps its logical size.
func (a *apps) logical(w *scene.Window, box image.Rectangle) image.Rectangle {
	l, was := &a.s.layout, a.s.layout.of(&a.s.want, w)
	to := l.mapping(l.most(box))
	size := scene.ScalePoint(box.Size(), 1/to.factor())
	if box.Size() == frameRect(w, was).Size() {
		size = w.Bounds.Size()
	}
	at := to.nearest(box.Min)
	return image.Rectangle{Min: at, Max: at.Add(size)}
}

// limits tells what a window's size may be on its monitor.
func (a *apps) limits(w *scene.Window) *rail.MinMaxInfo {
	l := &a.s.layout
	i := l.home(&a.s.want, w)
	if i < 0 {
		return limitsOf(w, l.bounds(), 1)
	}
	return limitsOf(w, l.monitors[i].area(), l.monitors[i].scale)
}

// moveTypes say which sides a resize pulls at.
var moveTypes = map[scene.Edges]uint16{
	0: rail.MoveSizeMove, scene.Left: rail.MoveSizeLeft, scene.Right: rail.MoveSizeRight,
	scene.Top: rail.MoveSizeTop, scene.Bottom: rail.MoveSizeBottom,
	scene.Top | scene.Left: rail.MoveSizeTopLeft, scene.Top | scene.Right: rail.MoveSizeTopRight,
	scene.Bottom | scene.Left: rail.MoveSizeBottomLeft, scene.Bottom | scene.Right: rail.MoveSizeBottomRight,
}

// grabbed tells the client that the user has begun or ended to move or resize
// a window, which it then does by itself. It ends with the button's release
// at the final position, by which the desktop moves the window, or with
// WindowMove. What the user of another client moves is no business of this
// one's hands: it would end the move where its own pointer is.
func (a *apps) grabbed(g scene.Grab, now time.Time) {
	if a.grab.Window == 0 && !a.s.desk.began() {
		g = scene.Grab{}
	}
	if g == a.grab {
		return
	}
	old := a.grab
	a.grab = g
	// Motions that are on their way would move the window under the client's
	// own hands.
	a.s.hand.away = g.Window != 0 && a.srv.Can(rail.TypeLocalMoveSize)
	if same := old.Window == g.Window && old.Edges == g.Edges && old.Keys == g.Keys; same {
		return // a step by keys
	}
	if old.Window != 0 && !old.Keys {
		if w := a.s.want.Windows[old.Window]; w != nil {
			a.localMove(w, moveTypes[old.Edges], 0, frameRect(w, a.s.layout.of(&a.s.want, w)).Min)
		}
		a.tellAgain(old.Window, now.Add(settle/2))
	}
	a.tellAgain(g.Window, time.Time{})
	w := a.s.want.Windows[g.Window]
	switch {
	case w == nil:
	case g.Keys:
		a.keyedBy(w, g)
	default:
		m := a.s.layout.of(&a.s.want, w)
		at := m.point(g.Start)
		if g.Edges == 0 {
			at = at.Sub(frameRect(w, m).Min)
		}
		a.s.note(a.send(a.limits(w)))
		a.localMove(w, moveTypes[g.Edges], 1, at)
	}
}

// tellAgain has the client told once more where a window is. A button that was
// let go before the client's window manager took the window has moved it here,
// and FreeRDP, which still waits for that, drops what it is told at first.
func (a *apps) tellAgain(id scene.WindowID, at time.Time) {
	if k := a.s.paint.rec.have[id]; k != nil && a.srv.Can(rail.TypeLocalMoveSize) {
		k.again = at
	}
}

// byKeys lets the user move or resize a window by the client's keyboard, from
// its middle; it ends with WindowMove.
func (a *apps) byKeys(w *scene.Window, kind uint16, out *svc.Outbox) {
	if !a.srv.Can(rail.TypeLocalMoveSize) || w.State&(scene.Maximized|scene.Minimized|scene.Fullscreen) != 0 {
		return
	}
	r := frameRect(w, a.s.layout.of(&a.s.want, w))
	at := r.Size().Div(2)
	if kind == rail.MoveSizeKeySize {
		at = r.Min.Add(at)
	}
	a.keyed = w.ID
	a.srv.Send(a.limits(w), out)
	a.srv.Send(a.moveSize(w, kind, 1, at), out)
}

// keyedBy is byKeys for what the user has chosen in our own menu. It goes on
// by what the client sends if the client has no part in it.
func (a *apps) keyedBy(w *scene.Window, g scene.Grab) {
	kind := uint16(rail.MoveSizeKeyMove)
	if g.Edges != 0 {
		kind = rail.MoveSizeKeySize
	}
	var out svc.Outbox
	a.byKeys(w, kind, &out)
	a.s.note(a.s.link.channel(a.s.channelID("rail"), &out))
}

func (a *apps) localMove(w *scene.Window, kind, start uint16, at image.Point) {
	a.s.note(a.send(a.moveSize(w, kind, start, at)))
}

func (a *apps) moveSize(w *scene.Window, kind, start uint16, at image.Point) *rail.LocalMoveSize {
	return &rail.LocalMoveSize{
		WindowID: uint32(w.ID), Start: start, MoveSizeType: kind, PosX: clamp16(at.X), PosY: clamp16(at.Y),
	}
}
