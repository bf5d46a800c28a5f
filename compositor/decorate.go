package compositor

import (
	"image"
	"time"

	"oriel/compositor/frame"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/xcursor"
)

// decor is the frames of windows, and what the pointer does to them.
type decor struct {
	painter frame.Painter
	frames  map[scene.WindowID]*frame.Frame
	hover   spot // under the pointer
	press   spot // where the left button went down
	at      image.Point
	click   click         // the last on a title bar
	cursor  *scene.Cursor // that we set, or nil
	theirs  *scene.Cursor // that it covers
}

// A spot is a place on a window's frame; the zero spot is none.
type spot struct {
	window scene.WindowID
	area   frame.Area
	edges  scene.Edges
}

// A click is one that another may make a double click of.
type click struct {
	window scene.WindowID
	at     image.Point
	when   time.Time
}

const (
	slop        = 4 // logical pixels within which a press stays a click
	doubleClick = 500 * time.Millisecond
)

// decorate brings frames in line with their windows, at the end of each turn.
// An app that draws into its window leaves its frame's Look as it was, which
// costs a comparison.
func (c *Compositor) decorate(tx *scene.Tx) {
	d := &c.decor
	for _, id := range tx.Stack() {
		w := tx.Window(id)
		f := d.frames[id]
		if w.Frame == (scene.Insets{}) || !tx.Shown(id) {
			continue // a hidden window keeps its frame until it is gone
		}
		if f == nil {
			f = &frame.Frame{}
			d.frames[id] = f
		}
		if !tx.Framed(id) {
			f.Release()
		}
		if planes, damage, ok := d.painter.Draw(f, c.lookOf(tx, w)); ok {
			tx.SetFrame(id, planes, damage)
		}
	}
	for id, f := range d.frames {
		if w := tx.Window(id); w == nil || w.Frame == (scene.Insets{}) {
			f.Release()
			delete(d.frames, id)
		}
	}
	c.point(tx)
}

// lookOf is what a window's frame looks like now.
func (c *Compositor) lookOf(tx *scene.Tx, w *scene.Window) frame.Look {
	l := frame.Of(w, tx.HomeOf(w).Scale)
	if h := &c.decor.hover; h.window == w.ID && h.area.IsButton() {
		l.Hover, l.Pressed = h.area, c.decor.press == *h
	}
	return l
}

// spotAt returns what of a frame is under the pointer.
func (c *Compositor) spotAt(tx *scene.Tx) spot {
	if len(c.decor.frames) == 0 && !c.pointer.cropped {
		return spot{}
	}
	w := c.under(tx)
	if w == nil {
		return spot{}
	}
	l := frame.Of(w, 1)
	switch {
	case w.OnFrame(c.pointer.at):
	case c.pointer.cropped && ownFrame(w):
		l.Insets = ownEdges
	default:
		return spot{}
	}
	area, edges := l.Hit(c.pointer.at.Sub(w.Bounds.Min))
	if area == frame.None {
		return spot{}
	}
	return spot{w.ID, area, edges}
}

// ownEdges are the edges of a window that draws its own frame, for a user who
// does not see the shadow around it: that is where toolkits have theirs.
var ownEdges = scene.Insets{
	Left: scene.FrameBorder, Top: scene.FrameBorder, Right: scene.FrameBorder, Bottom: scene.FrameBorder,
}

// ownFrame reports whether a window would be resized by its shadow.
func ownFrame(w *scene.Window) bool {
	return w.Frame == scene.Insets{} && w.Margins != scene.Insets{} && (w.Kind == scene.Toplevel || w.Kind == scene.Dialog)
}

// hovered follows the pointer over frames. A button that went down elsewhere
// keeps the pointer there. It reports whether a move began.
func (c *Compositor) hovered(tx *scene.Tx) (began bool) {
	d := &c.decor
	switch {
	case tx.Grab().Window != 0 || len(c.pointer.buttons) > 0 && d.press == spot{}:
		d.hover = spot{}
		return false
	case d.press.area == frame.Title:
		if m := c.pointer.at.Sub(d.at); max(m.X, -m.X, m.Y, -m.Y) < slop {
			return false
		}
		c.dragTitle(tx, d.press.window)
		return true
	}
	d.hover = c.spotAt(tx)
	if d.press.area.IsButton() && d.hover != d.press {
		d.hover = spot{} // no other button lights up while one is held
	}
	return false
}

// dragTitle begins to move a window by its title bar.
func (c *Compositor) dragTitle(tx *scene.Tx, id scene.WindowID) {
	at := c.decor.at
	c.decor.press, c.decor.click = spot{}, click{}
	if w := tx.Window(id); w != nil && w.State&scene.Maximized == 0 {
		c.grab(tx, w, 0, at)
	}
}

// pressed takes a press of the left button on a frame.
func (c *Compositor) pressed(tx *scene.Tx, now time.Time) {
	d := &c.decor
	s := c.spotAt(tx)
	w := tx.Window(s.window)
	if w == nil {
		return
	}
	d.hover, d.at = s, c.pointer.at
	switch s.area {
	case frame.Edge:
		c.grab(tx, w, s.edges, d.at)
	case frame.Title:
		again := d.at.Sub(d.click.at)
		if d.click.window == s.window && now.Sub(d.click.when) < doubleClick && max(again.X, -again.X, again.Y, -again.Y) < slop {
			d.click = click{}
			c.toggle(tx, w)
			return
		}
		d.press, d.click = s, click{s.window, d.at, now}
	default:
		d.press = s
	}
}

// released takes the release of the left button.
func (c *Compositor) released(tx *scene.Tx) {
	d := &c.decor
	s := d.press
	d.press = spot{}
	w := tx.Window(s.window)
	if w == nil || !s.area.IsButton() || c.spotAt(tx) != s {
		return
	}
	switch s.area {
	case frame.Close:
		c.wish(tx, w.ID, scene.Wish{What: scene.WantClose})
	case frame.Minimize:
		c.wish(tx, w.ID, scene.Wish{What: scene.WantState, State: scene.Minimized, Mask: scene.Minimized})
	case frame.Maximize:
		c.toggle(tx, w)
	}
	d.hover = spot{} // the window is elsewhere soon; the next motion tells
}

// toggle maximises a window, or takes that back.
func (c *Compositor) toggle(tx *scene.Tx, w *scene.Window) {
	if frame.Of(w, 1).Buttons&frame.MaximizeButton != 0 {
		c.wish(tx, w.ID, scene.Wish{What: scene.WantState, State: ^w.State & scene.Maximized, Mask: scene.Maximized})
	}
}

// letGo forgets the pointer.
func (d *decor) letGo() { d.hover, d.press, d.click = spot{}, spot{}, click{} }

// edgeCursors are the shapes of the pointer on edges.
var edgeCursors = map[scene.Edges]string{
	scene.Left: "w-resize", scene.Right: "e-resize", scene.Top: "n-resize", scene.Bottom: "s-resize",
	scene.Top | scene.Left: "nw-resize", scene.Top | scene.Right: "ne-resize",
	scene.Bottom | scene.Left: "sw-resize", scene.Bottom | scene.Right: "se-resize",
}

// point gives the pointer the shape of the edge that it is on or pulls at.
// Elsewhere it is the app's.
func (c *Compositor) point(tx *scene.Tx) {
	d := &c.decor
	edges := d.hover.edges
	if g := tx.Grab(); g.Window != 0 {
		edges = g.Edges
	}
	if now := tx.Cursor(); now != d.cursor || d.cursor == nil {
		d.theirs = now
	}
	name, ok := edgeCursors[edges]
	if c.menu.open() {
		name, ok = "default", true // whatever the app has there
	}
	if ok {
		at := image.Rectangle{Min: c.pointer.at, Max: c.pointer.at.Add(image.Pt(1, 1))}
		d.cursor = xcursor.System(name, max(1, scene.Home(tx.Outputs(), at).Scale))
		tx.SetCursor(d.cursor)
		return
	}
	if d.cursor != nil {
		tx.SetCursor(d.theirs)
	}
	d.cursor = nil
}

// decorButton is the frames' share of a button event. It reports whether that
// is all of it: the edge of a window that draws its own frame is the app's too.
func (c *Compositor) decorButton(tx *scene.Tx, e seat.Button, now time.Time) (all bool) {
	switch {
	case e.Down && c.windowsOnDesktop(tx, e.Code):
		return true
	case e.Code == seat.BtnRight && e.Down && len(c.pointer.buttons) == 1:
		return c.menuOnTitle(tx)
	case e.Code != seat.BtnLeft:
	case !e.Down:
		c.released(tx)
	case len(c.pointer.buttons) == 1:
		c.pressed(tx, now)
		return tx.Grab().Window != 0
	}
	return false
}

// menuOnTitle opens the system menu of the window whose title bar is under the
// pointer. Its release is the menu's.
func (c *Compositor) menuOnTitle(tx *scene.Tx) bool {
	s := c.spotAt(tx)
	if s.area != frame.Title {
		return false
	}
	c.ShowMenu(tx, s.window, c.pointer.at)
	c.held(seat.BtnRight)
	return true
}
