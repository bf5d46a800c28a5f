package xwm

import (
	"image"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// configure gives a managed window a geometry. The client hears of it by a
// real ConfigureNotify, or by a synthetic one if nothing changes (ICCCM
// 4.1.5): its parent is the root, so the real one has the right coordinates.
func (wm *WM) configure(w *window, g image.Rectangle) {
	s := g.Size()
	g.Max = g.Min.Add(image.Pt(min(max(s.X, 1), maxSize), min(max(s.Y, 1), maxSize)))
	if g == w.geometry && w.border == 0 {
		wm.sendConfigureNotify(w)
		return
	}
	w.geometry, w.border = g, 0
	mask := uint16(xproto.ConfigWindowX | xproto.ConfigWindowY | xproto.ConfigWindowWidth |
		xproto.ConfigWindowHeight | xproto.ConfigWindowBorderWidth)
	k := xproto.ConfigureWindow(wm.conn.Conn, w.id, mask,
		[]uint32{uint32(int32(g.Min.X)), uint32(int32(g.Min.Y)), uint32(g.Dx()), uint32(g.Dy()), 0})
	w.asked = asked{k.Sequence, wm.cfg.Now().Add(askedFor)}
	wm.touch(w)
}

// asked is the last request for a geometry that the server has not answered
// yet. Notifies from before it would throw a dragged window back.
type asked struct {
	sequence uint16
	until    time.Time // sequences wrap, and a request that changes nothing gets no notify
}

const askedFor = time.Second

// outdates reports whether an event is from before the request.
func (a *asked) outdates(sequence uint16, now time.Time) bool {
	if now.After(a.until) || int16(sequence-a.sequence) >= 0 {
		*a = asked{}
		return false
	}
	return true
}

func (wm *WM) sendConfigureNotify(w *window) {
	g := w.geometry
	wm.conn.Send(w.id, xproto.EventMaskStructureNotify, xproto.ConfigureNotifyEvent{
		Event: w.id, Window: w.id, X: int16(g.Min.X), Y: int16(g.Min.Y),
		Width: uint16(g.Dx()), Height: uint16(g.Dy()),
	})
}

// handleConfigureRequest: a client wants another geometry or place in the stack.
func (wm *WM) handleConfigureRequest(e xproto.ConfigureRequestEvent) {
	if e.Parent != wm.conn.Root {
		return // an icon in the tray
	}
	w := wm.windows[e.Window]
	if w == nil || !w.managed {
		wm.passOn(e)
		return
	}
	if e.ValueMask&xproto.ConfigWindowStackMode != 0 && e.StackMode == xproto.StackModeAbove && w.mapped {
		w.raises++
		wm.touch(w)
	}
	if w.net&(netMaximized|netFullscreen) != 0 {
		wm.sendConfigureNotify(w)
		return
	}
	g := w.geometry
	size := g.Size()
	if e.ValueMask&xproto.ConfigWindowWidth != 0 {
		size.X = int(e.Width)
	}
	if e.ValueMask&xproto.ConfigWindowHeight != 0 {
		size.Y = int(e.Height)
	}
	if e.ValueMask&(xproto.ConfigWindowX|xproto.ConfigWindowY) == 0 {
		g = Grow(w.size.Gravity, g, size)
	} else {
		at := Anchor(w.size.Gravity, image.Pt(int(e.X), int(e.Y)), 0, wm.frameOf(w))
		if e.ValueMask&xproto.ConfigWindowX != 0 {
			g.Min.X = at.X
		}
		if e.ValueMask&xproto.ConfigWindowY != 0 {
			g.Min.Y = at.Y
		}
		g.Max = g.Min.Add(size)
	}
	wm.configure(w, g)
}

// passOn lets a window that is not managed have what it wants.
func (wm *WM) passOn(e xproto.ConfigureRequestEvent) {
	var values []uint32
	for _, f := range []struct {
		bit uint16
		v   uint32
	}{
		{xproto.ConfigWindowX, uint32(int32(e.X))}, {xproto.ConfigWindowY, uint32(int32(e.Y))},
		{xproto.ConfigWindowWidth, uint32(e.Width)}, {xproto.ConfigWindowHeight, uint32(e.Height)},
		{xproto.ConfigWindowBorderWidth, uint32(e.BorderWidth)}, {xproto.ConfigWindowSibling, uint32(e.Sibling)},
		{xproto.ConfigWindowStackMode, uint32(e.StackMode)},
	} {
		if e.ValueMask&f.bit != 0 {
			values = append(values, f.v)
		}
	}
	xproto.ConfigureWindow(wm.conn.Conn, e.Window, e.ValueMask, values)
}

// handleConfigureNotify: this is how a window is now.
func (wm *WM) handleConfigureNotify(e xproto.ConfigureNotifyEvent) {
	w := wm.windows[e.Window]
	if w == nil || w.asked.outdates(e.Sequence, wm.cfg.Now()) {
		return
	}
	g := rect(e.X, e.Y, e.Width, e.Height)
	w.override = e.OverrideRedirect
	if g == w.geometry && w.border == int(e.BorderWidth) {
		return
	}
	w.geometry, w.border = g, int(e.BorderWidth)
	if w.mapped {
		wm.touch(w)
	}
}

// handleWish: the user wants another geometry or state.
func (wm *WM) handleWish(w *window, wish scene.Wish) {
	if wish.What&scene.WantState != 0 {
		if wish.Mask&scene.Activated != 0 {
			wm.setActivated(w, wish.State&scene.Activated != 0)
		}
		wm.setState(w, wished(w.net, wish.State, wish.Mask))
	}
	if wish.What&scene.WantBounds != 0 && w.managed && w.net&netFullscreen == 0 {
		wm.configure(w, wm.rim(w).Outside(wm.resized(w, wm.wished(w, wish.Bounds))))
	}
}

// wished turns bounds that a user wishes for into pixels of X. What is moved
// only keeps its size, which need not be a whole number of logical pixels.
func (wm *WM) wished(w *window, b image.Rectangle) image.Rectangle {
	to, now := wm.toX(b), wm.bounds(w).Size()
	if wm.fromX(now) == b.Size() {
		to.Max = to.Min.Add(now)
	}
	return to
}

// resized turns the bounds that a user wishes for into what the app accepts. The side that is not pulled stays where it is.
func (wm *WM) resized(w *window, b image.Rectangle) image.Rectangle {
	now := wm.bounds(w)
	if b.Size() == now.Size() || w.net&netMaximized != 0 {
		return b
	}
	m := wm.rim(w).Size()
	size := now.Size()
	if !w.motif.fixed() {
		size = w.size.Constrain(b.Size().Add(m)).Sub(m)
	}
	if b.Min.X != now.Min.X && b.Max.X == now.Max.X {
		b.Min.X = b.Max.X - size.X
	}
	if b.Min.Y != now.Min.Y && b.Max.Y == now.Max.Y {
		b.Min.Y = b.Max.Y - size.Y
	}
	b.Max = b.Min.Add(size)
	return b
}

// place finds a new window's geometry.
func (wm *WM) place(w *window) {
	g, size := w.geometry, wm.shrunk(w)
	// Toolkits set PPosition without having one in mind: then it is 0,0; or have
	// one for the size that they wanted.
	placed := w.size.Flags&SizeUSPosition != 0 || w.size.Flags&SizePPosition != 0 && g.Min != image.Point{} && size == g.Size()
	size = w.size.Constrain(size)
	g.Min = Anchor(w.size.Gravity, g.Min, w.border, wm.frameOf(w))
	g.Max = g.Min.Add(size)
	f := wm.rim(w).Inside(g)
	if !placed {
		var owner *link
		if o := wm.ownerOf(w); o != nil {
			owner = o.link
		}
		wm.cfg.Desktop.Do(func(tx *scene.Tx) {
			var id scene.WindowID
			if owner != nil {
				id = owner.window
			}
			f = f.Add(scene.ScalePoint(tx.Place(wm.fromX(f.Size()), id), wm.unit).Sub(f.Min))
		})
		g = wm.rim(w).Outside(f)
	}
	wm.configure(w, g)
	if w.net&(netMaximized|netFullscreen) != 0 {
		w.restore = g
		wm.fit(w)
	}
}

// shrunk returns a new window's size: of a dialog, no more than its monitor has
// room for, unless its user says so. Its buttons may be at its end.
func (wm *WM) shrunk(w *window) image.Point {
	size, owner := w.geometry.Size(), wm.ownerOf(w)
	if owner == nil || !w.hasOwner || w.size.Flags&SizeUSSize != 0 {
		return size
	}
	room := scene.Home(wm.outputs, wm.bounds(owner)).WorkArea().Size().Add(wm.rim(w).Size())
	return image.Pt(min(size.X, room.X), min(size.Y, room.Y))
}
