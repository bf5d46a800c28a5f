package wlserver

import (
	"image"
	"math"
	"slices"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// wlPointer is a wl_pointer.
type wlPointer struct {
	t   *seatState
	c   *client
	res wlproto.WlPointer
}

// Release implements wlproto.WlPointerRequests.
func (*wlPointer) Release(wlproto.WlPointer) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (p *wlPointer) Destroyed(*wlwire.Resource) {
	k := p.t.client(p.c)
	k.pointers = slices.DeleteFunc(k.pointers, func(o *wlPointer) bool { return o == p })
}

// pointer is the seat's pointer.
type pointer struct {
	t    *seatState
	x, y float64    // on the desktop
	here bool       // it is anywhere: a user is
	last [2]float64 // where the user's own pointer is

	focus  *surface
	serial uint32 // of the enter
	lx, ly float64

	// While a button is down, all goes to the surface where the first one
	// went down. Buttons are those that it knows to be down.
	grab       *surface
	grabSerial uint32
	buttons    map[uint16]bool

	turned [2]int32 // rest of wheel notches, by axis
	cursor cursor

	constraint *constraint // that is active, or nil
}

func (p *pointer) init(t *seatState) {
	p.t, p.buttons = t, map[uint16]bool{}
	p.cursor.t = t
}

// pick returns the surface that takes input at a place of the desktop. Frames
// are no surface.
func (t *seatState) pick(x, y float64) (hit *surface, lx, ly float64) {
	_, hit, lx, ly = t.pickWindow(x, y, nil)
	return hit, lx, ly
}

// pickWindow returns the window that takes input at a place of the desktop,
// and its surface there, nil for the window's frame. through, if not nil, says
// which windows to look through.
func (t *seatState) pickWindow(x, y float64, through func(w *scene.Window, root *surface) bool) (w *scene.Window, hit *surface, lx, ly float64) {
	at := image.Pt(int(math.Floor(x)), int(math.Floor(y)))
	w = t.s.tx.WindowAt(at, func(w *scene.Window) bool {
		root := t.s.surfaceOf(w)
		if root == nil || root.kind == roleDragIcon || through != nil && through(w, root) {
			return false
		}
		o := w.SurfaceOrigin().Sub(root.extents.Min)
		hit, lx, ly = root.at(x-float64(o.X), y-float64(o.Y))
		return hit != nil
	})
	return w, hit, lx, ly
}

// Pick implements compositor.Picker.
func (s *Server) Pick(tx *scene.Tx, p image.Point) *scene.Window {
	s.enter(tx, time.Time{})
	if ptr := &s.seat.pointer; ptr.constraint != nil && ptr.focus != nil { // the pointer stays where it is
		return tx.WindowOf(ptr.focus.root().id)
	}
	w, _, _, _ := s.seat.pickWindow(float64(p.X), float64(p.Y), nil)
	return w
}

// local converts a place of the desktop to the surface's coordinates.
func (x *surface) local(px, py float64) (lx, ly float64, ok bool) {
	o, ok := x.origin()
	return px - float64(o.X), py - float64(o.Y), ok
}

// focusWindow activates and raises the window that a surface is in.
func (t *seatState) focusWindow(x *surface) {
	tx := t.s.tx
	if w := tx.WindowOf(x.root().id); w != nil && (w.Kind == scene.Toplevel || w.Kind == scene.Dialog) {
		tx.Activate(w.ID)
		tx.Raise(w.ID)
	}
}

// settle brings focus and constraints in line with the scene.
func (p *pointer) settle() {
	p.refocus()
	p.constrain()
	p.cursor.settle()
	p.t.s.tx.SetLocked(p.constraint != nil && p.constraint.locked.Resource != nil)
}

// refocus brings the focus in line with what is under the pointer.
func (p *pointer) refocus() {
	tx := p.t.s.tx
	g := p.t.s.data.drag
	if tx.Grab().Window != 0 || g != nil && g.finger != byXwayland {
		p.letGo() // the user moves or resizes a window, or drags something
		p.setFocus(nil, 0, 0)
		return
	}
	if p.grab != nil {
		if _, ok := p.grab.origin(); ok {
			return
		}
		p.letGo()
	}
	if !p.here || g != nil && g.focus != nil { // the X11 app is about to drop it
		p.setFocus(nil, 0, 0)
		return
	}
	if c := p.constraint; c != nil && c.x == p.focus && p.mayConstrain(c) {
		if _, ok := c.x.origin(); ok {
			return
		}
	}
	x, lx, ly := p.t.pick(p.x, p.y)
	if x != nil && p.t.grabbed(x) {
		x = nil
	}
	p.setFocus(x, lx, ly)
}

// letGo ends the implicit grab; releases that still come are nobody's.
func (p *pointer) letGo() {
	p.grab = nil
	clear(p.buttons)
}

func (p *pointer) setFocus(x *surface, lx, ly float64) {
	if x == p.focus {
		return
	}
	old := p.focus
	if old != nil {
		serial := p.t.s.nextSerial()
		for _, r := range p.t.of(old).pointers {
			r.res.SendLeave(serial, old.res)
			r.res.SendFrame()
		}
	}
	p.focus, p.lx, p.ly = x, lx, ly
	p.turned = [2]int32{}
	if x == nil || old == nil || x.c != old.c {
		p.cursor.reset()
	}
	if x == nil {
		return
	}
	p.serial = p.t.inputSerial()
	for _, r := range p.t.of(x).pointers {
		p.enter(r)
	}
}

func (p *pointer) enter(r *wlPointer) {
	r.res.SendEnter(p.serial, p.focus.res, r.c.fixed(p.lx), r.c.fixed(p.ly))
	r.res.SendFrame()
	if r.c.watcher != nil { // Xwayland drops buttons until it has seen a motion
		r.res.SendMotion(p.t.s.millis(), r.c.fixed(p.lx), r.c.fixed(p.ly))
		r.res.SendFrame()
	}
}

// welcome tells a new wl_pointer where the pointer is.
func (p *pointer) welcome(r *wlPointer) {
	if p.focus != nil && p.focus.c == r.c {
		p.enter(r)
	}
}

func (p *pointer) surfaceGone(x *surface) {
	if p.grab == x {
		p.letGo()
	}
	if c := p.t.constraints[x]; c != nil {
		delete(p.t.constraints, x)
		c.end()
	}
	if p.focus == x {
		p.focus = nil
		p.cursor.reset()
	}
	p.cursor.surfaceGone(x)
}

// motion places the pointer.
func (p *pointer) motion(x, y float64) {
	dx, dy := x-p.last[0], y-p.last[1]
	p.last = [2]float64{x, y}
	if !p.here {
		dx, dy = 0, 0
	}
	p.move(x, y, dx, dy)
}

// move moves the pointer as far as constraints let it.
func (p *pointer) move(x, y, dx, dy float64) {
	told := p.sendRelative(dx, dy)
	if c := p.constraint; c != nil {
		if c.locked.Resource != nil {
			x, y = p.x, p.y
		} else {
			x, y = c.keep(x, y)
		}
	}
	p.x, p.y, p.here = x, y, true
	if g := p.t.s.data.drag; g != nil && g.finger == byPointer {
		g.motion(x, y)
		return
	}
	p.settle()
	if !p.sync() && told {
		for _, r := range p.t.of(p.focus).pointers {
			r.res.SendFrame()
		}
	}
}

// relative moves the pointer, within the monitors.
func (p *pointer) relative(dx, dy float64) {
	b := scene.Bounds(p.t.s.tx.Outputs())
	p.move(
		max(float64(b.Min.X), min(p.x+dx, float64(b.Max.X-1))),
		max(float64(b.Min.Y), min(p.y+dy, float64(b.Max.Y-1))), dx, dy)
}

// sync tells the focus where the pointer is, if it does not know. It reports
// whether there was something to tell.
func (p *pointer) sync() bool {
	if p.focus == nil {
		return false
	}
	lx, ly, ok := p.focus.local(p.x, p.y)
	if !ok || lx == p.lx && ly == p.ly {
		return false
	}
	p.lx, p.ly = lx, ly
	for _, r := range p.t.of(p.focus).pointers {
		r.res.SendMotion(p.t.s.millis(), r.c.fixed(lx), r.c.fixed(ly))
		r.res.SendFrame()
	}
	return true
}
