package compositor

import (
	"image"
	"slices"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// pointer is where the pointer is, and which buttons are down. A finger that
// is alone on the screen moves and resizes windows as it does.
type pointer struct {
	at      image.Point
	down    image.Point // where it was when the first of the buttons or the finger went down
	cropped bool        // the user sees no shadows; see seat.Motion
	held    bool        // it was told to go to at while an app had it locked: it may be elsewhere
	buttons map[uint16]bool
	touched bool
	finger  int32
	framed  bool // it went down on a frame
}

// input is the compositor's own share of an event: focus by click, frames, and
// moves and resizes. Then the shells get it.
func (c *Compositor) input(tx *scene.Tx, e seat.Event) {
	if c.pointer.buttons == nil {
		c.pointer.buttons = map[uint16]bool{}
	}
	now := c.now()
	if c.menuInput(tx, e) || c.grabKeys(tx, e) {
		return
	}
	switch e := e.(type) {
	case seat.Motion:
		c.pointer.at, c.pointer.cropped, c.pointer.held = pixel(e.X, e.Y), e.Cropped, tx.Locked()
		// A client that moves windows by itself begins where the window is now:
		// the motion that begins a move does not move it yet.
		if began := c.hovered(tx); !began {
			c.dragged(tx)
		}
	case seat.Touch:
		if c.touch(tx, e, now) {
			return
		}
	case seat.Pen:
		if c.pen(tx, e, now) {
			return
		}
	case seat.Button:
		if c.pointer.buttons[e.Code] == e.Down {
			return // a repeat, or a release of what was never pressed
		}
		c.pointer.buttons[e.Code] = e.Down
		if !e.Down {
			delete(c.pointer.buttons, e.Code)
		}
		if e.Down && len(c.pointer.buttons) == 1 {
			c.pointer.down = c.pointer.at
			c.focusByClick(tx)
		}
		if c.decorButton(tx, e, now) {
			return // the app must not see it
		}
		if !e.Down && len(c.pointer.buttons) == 0 && tx.Grab().Window != 0 {
			c.dragged(tx)
			tx.SetGrab(scene.Grab{})
		}
	case seat.ReleaseAll:
		clear(c.pointer.buttons)
		c.decor.letGo()
		c.pointer.touched = false
		tx.SetGrab(scene.Grab{})
	}
	for _, s := range c.shells {
		s.Input(tx, e, now)
	}
}

// focusByClick gives the window under the pointer the focus and puts it on
// top. Menus and tooltips never take the focus.
func (c *Compositor) focusByClick(tx *scene.Tx) {
	w := c.under(tx)
	if w == nil || w.Kind == scene.Menu || w.Kind == scene.Tooltip {
		return
	}
	tx.Activate(c.modalOf(tx, w.ID))
	tx.Raise(w.ID)
}

// under returns the window that a press would go to.
func (c *Compositor) under(tx *scene.Tx) *scene.Window {
	for _, s := range c.shells {
		if p, ok := s.(Picker); ok {
			return p.Pick(tx, c.pointer.at)
		}
	}
	return tx.WindowAt(c.pointer.at, nil)
}

// refocus gives the focus to the topmost window when the one that had it has
// closed or was minimised.
func (c *Compositor) refocus(tx *scene.Tx) {
	if !tx.Orphaned() {
		return
	}
	for _, id := range slices.Backward(tx.Stack()) {
		if w := tx.Window(id); tx.Shown(id) && (w.Kind == scene.Toplevel || w.Kind == scene.Dialog) {
			tx.Activate(c.modalOf(tx, id))
			return
		}
	}
	tx.Activate(0)
}

// modalOf returns the modal dialog that blocks a window, or the window itself.
func (c *Compositor) modalOf(tx *scene.Tx, id scene.WindowID) scene.WindowID {
	for _, o := range tx.Stack() {
		w := tx.Window(o)
		if w.Owner == id && w.State&scene.Modal != 0 && tx.Shown(o) {
			return o
		}
	}
	return id
}

// StartGrab lets the user move (edges 0) or resize a window with the pointer
// or a finger, if a button is down or a finger touches. A busy app asks when
// the pointer is far from where it went down: the window makes up for that.
// On the loop.
func (c *Compositor) StartGrab(tx *scene.Tx, id scene.WindowID, edges scene.Edges) {
	if w := tx.Window(id); w != nil && (len(c.pointer.buttons) > 0 || c.pointer.touched) {
		c.grab(tx, w, edges, c.pointer.down)
	}
}

// grab begins to move or resize a window by the pointer, which was at start.
func (c *Compositor) grab(tx *scene.Tx, w *scene.Window, edges scene.Edges, start image.Point) {
	if w.State&scene.Fullscreen == 0 {
		c.decor.hover = spot{}
		tx.SetGrab(scene.Grab{Window: w.ID, Edges: edges, Start: start, Bounds: w.Bounds})
	}
}

// Pointer returns where the pointer is. On the loop.
func (c *Compositor) Pointer() image.Point { return c.pointer.at }

// dragged moves or resizes the grabbed window.
func (c *Compositor) dragged(tx *scene.Tx) {
	g := tx.Grab()
	w := tx.Window(g.Window)
	if w == nil || w.Handle == nil {
		return
	}
	d := c.pointer.at.Sub(g.Start)
	if d == (image.Point{}) && w.Bounds == g.Bounds {
		return
	}
	b := g.Bounds
	if g.Edges == 0 {
		// Apps ask for the move when the pointer has left their title bar already.
		b = scene.BelowTop(tx.Outputs(), b.Add(d))
	}
	if g.Edges&scene.Left != 0 {
		b.Min.X += d.X
	}
	if g.Edges&scene.Right != 0 {
		b.Max.X += d.X
	}
	if g.Edges&scene.Top != 0 {
		b.Min.Y += d.Y
	}
	if g.Edges&scene.Bottom != 0 {
		b.Max.Y += d.Y
	}
	l := w.Limits
	if w.Frame.Bottom != 0 { // enough to get hold of it again
		l.Min.X, l.Min.Y = max(l.Min.X, leastFrame), max(l.Min.Y, w.Frame.Size().Y+1)
	}
	w.Handle.Configure(tx, scene.Wish{What: scene.WantBounds, Bounds: limit(b, g, l)})
}

// leastFrame is how narrow a user can make a window with a frame.
const leastFrame = 120

// limit keeps a size within the app's limits; the side that is not pulled
// stays where it is.
func limit(b image.Rectangle, g scene.Grab, l scene.Limits) image.Rectangle {
	clamp := func(n, lo, hi int) int {
		n = max(n, lo, 1)
		if hi > 0 {
			n = min(n, hi)
		}
		return n
	}
	w, h := clamp(b.Max.X-b.Min.X, l.Min.X, l.Max.X), clamp(b.Max.Y-b.Min.Y, l.Min.Y, l.Max.Y)
	if g.Edges&scene.Left != 0 {
		b.Min.X = b.Max.X - w
	}
	if g.Edges&scene.Top != 0 {
		b.Min.Y = b.Max.Y - h
	}
	b.Max = b.Min.Add(image.Pt(w, h))
	return b
}

// wish carries out the compositor's own share of a wish and passes the rest on.
func (c *Compositor) wish(tx *scene.Tx, id scene.WindowID, w scene.Wish) {
	if w.What&scene.WantDeactivate != 0 {
		tx.Activate(0)
	}
	win := tx.Window(id)
	if win == nil {
		return
	}
	h := win.Handle
	if w.What&scene.WantActivate != 0 {
		back := w.What&scene.WantState != 0 && w.Mask&^w.State&scene.Minimized != 0
		if win.State&scene.Minimized != 0 && !back {
			return // the user has minimised it meanwhile
		}
		if win.Kind == scene.Toplevel || win.Kind == scene.Dialog {
			tx.Activate(c.modalOf(tx, id))
			tx.Raise(id)
		}
	}
	if w.What&scene.WantRaise != 0 {
		tx.Raise(id)
	}
	if h == nil {
		return
	}
	if w.What&(scene.WantBounds|scene.WantState) != 0 {
		if g := tx.Grab(); g.Keys && g.Window == id {
			tx.SetGrab(scene.Grab{}) // the user has done it elsewhere
		}
		h.Configure(tx, w)
	}
	if w.What&scene.WantClose != 0 {
		h.Close(tx)
	}
	if w.What&scene.WantMenu != 0 {
		c.showSystemMenu(tx, id, w.Bounds.Min, false)
	}
}
