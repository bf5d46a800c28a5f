package compositor

import (
	"image"
	"unicode/utf8"

	"oriel/compositor/frame"
	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// menu is the system menu: one at a time, a window of our own. While it is
// open all input is its.
type menu struct {
	window  scene.WindowID  // whose it is; 0: none is open
	surface scene.SurfaceID // its own
	active  scene.WindowID  // has the focus; 0: none of ours
	look    frame.Menu
	drawn   frame.Menu
	down    map[uint16]bool // keys and buttons that went down in it, also when it is gone
	fingers map[int32]bool  // likewise
}

// ShowMenu opens a window's system menu with a corner at a place. On the loop.
func (c *Compositor) ShowMenu(tx *scene.Tx, id scene.WindowID, at image.Point) {
	c.closeMenu(tx)
	w := tx.Window(id)
	if w == nil || w.Kind != scene.Toplevel && w.Kind != scene.Dialog || w.Handle == nil {
		return
	}
	m := &c.menu
	if w.State&scene.Minimized == 0 {
		tx.Activate(c.modalOf(tx, id))
	}
	home := tx.HomeOf(w)
	m.active = tx.Active()
	m.window, m.look, m.drawn = id, frame.MenuOf(w, home.Scale), frame.Menu{}
	m.surface = tx.NewSurface()
	c.drawMenu(tx)
	tx.Map(m.surface, scene.Window{Kind: scene.Menu, Owner: id, Title: "System menu", Bounds: beside(at, m.look.Size(), tx.Outputs())})
}

// beside returns a rectangle that begins at a place, or ends there where there
// is no room for it.
func beside(at, size image.Point, outputs []scene.Output) image.Rectangle {
	in := scene.Home(outputs, image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))}).WorkArea()
	r := image.Rectangle{Min: at, Max: at.Add(size)}
	if r.Max.X > in.Max.X {
		r = r.Sub(image.Pt(size.X, 0))
	}
	if r.Max.Y > in.Max.Y {
		r = r.Sub(image.Pt(0, size.Y))
	}
	low := in.Max.Sub(size) // of corners from which all of it is seen
	to := image.Pt(max(in.Min.X, min(r.Min.X, low.X)), max(in.Min.Y, min(r.Min.Y, low.Y)))
	return r.Add(to.Sub(r.Min))
}

// drawMenu draws the menu if it looks different by now.
func (c *Compositor) drawMenu(tx *scene.Tx) {
	m := &c.menu
	if m.look == m.drawn {
		return
	}
	m.drawn = m.look
	all := image.Rectangle{Max: m.look.Size()}
	tx.Commit(m.surface, scene.Content{
		Planes: []scene.Plane{{Buffer: c.decor.painter.DrawMenu(m.look), Dst: all}}, Size: all.Max, Damage: region.Of(all),
	})
}

// closeMenu closes the menu, if it is open.
func (c *Compositor) closeMenu(tx *scene.Tx) {
	if c.menu.window != 0 {
		tx.Drop(c.menu.surface)
		c.menu.window, c.menu.surface = 0, 0
	}
}

// settleMenu closes the menu of a window that is gone, minimised, in another
// state than the menu says, or behind another one that has the focus.
func (c *Compositor) settleMenu(tx *scene.Tx) {
	m := &c.menu
	w := tx.Window(m.window)
	if m.window == 0 {
		return
	}
	other := tx.Active() != 0 && tx.Active() != m.active
	if w == nil || other || frame.MenuOf(w, tx.HomeOf(w).Scale).Items != m.look.Items {
		c.closeMenu(tx)
		return
	}
	c.drawMenu(tx)
}

// menuInput is the menu's share of an event. It reports whether that is all.
func (c *Compositor) menuInput(tx *scene.Tx, e seat.Event) (all bool) {
	m := &c.menu
	open := m.window != 0
	switch e := e.(type) {
	case seat.Key:
		return c.menuKey(tx, e)
	case seat.Button:
		return c.menuButton(tx, e)
	case seat.Touch:
		return c.menuTouch(tx, e.ID, e.Phase == seat.TouchDown, e.Phase == seat.TouchUp, pixel(e.X, e.Y))
	case seat.Pen:
		id := -1 - int32(e.ID)
		return c.menuTouch(tx, id, e.Down && !m.fingers[id], !e.Down, pixel(e.X, e.Y))
	case seat.Motion:
		if open {
			c.pointer.at, c.pointer.cropped = pixel(e.X, e.Y), e.Cropped
			m.look.Current = c.menuAt(tx, c.pointer.at)
		}
		return open
	case seat.Text:
		if r, _ := utf8.DecodeRuneInString(e.Text); open {
			c.choose(tx, m.look.Key(r))
		}
		return open
	case seat.ReleaseAll:
		clear(m.down)
		clear(m.fingers)
		c.closeMenu(tx)
	case seat.Axis, seat.RelativeMotion:
		return open
	}
	return false
}

// menuAt returns the item at a place of the desktop.
func (c *Compositor) menuAt(tx *scene.Tx, p image.Point) frame.Item {
	if w := tx.WindowOf(c.menu.surface); w != nil {
		return c.menu.look.At(p.Sub(w.Bounds.Min))
	}
	return frame.NoItem
}

// The keys of a menu, as evdev codes.
const (
	keyEsc     = 1
	keyEnter   = 28
	keySpace   = 57
	keyKPEnter = 96
	keyHome    = 102
	keyUp      = 103
	keyLeft    = 105
	keyRight   = 106
	keyEnd     = 107
	keyDown    = 108
)

// A Reader is a Shell that knows the keyboard's layout.
type Reader interface {
	// Rune returns the character of a key, 0 for none.
	Rune(code uint16) rune
}

func (c *Compositor) menuKey(tx *scene.Tx, e seat.Key) (all bool) {
	m := &c.menu
	if !e.Down {
		all = m.down[e.Code]
		delete(m.down, e.Code)
		return all
	}
	if m.window == 0 {
		return false
	}
	m.down[e.Code] = true
	switch e.Code {
	case keyEsc:
		c.closeMenu(tx)
	case keyEnter, keyKPEnter, keySpace:
		c.choose(tx, m.look.Current)
	case keyUp:
		m.look.Current = m.look.Step(-1)
	case keyDown:
		m.look.Current = m.look.Step(+1)
	case keyHome:
		m.look.Current = frame.NoItem
		m.look.Current = m.look.Step(+1)
	case keyEnd:
		m.look.Current = frame.NoItem
		m.look.Current = m.look.Step(-1)
	default:
		for _, s := range c.shells {
			if r, ok := s.(Reader); ok {
				c.choose(tx, m.look.Key(r.Rune(e.Code)))
				break
			}
		}
	}
	return true
}

// menuButton takes buttons: a press elsewhere closes the menu, and nobody else
// gets it. What is released after it was pressed in an app is the app's.
func (c *Compositor) menuButton(tx *scene.Tx, e seat.Button) (all bool) {
	m := &c.menu
	if !e.Down {
		all = m.down[e.Code]
		delete(m.down, e.Code)
		if all && m.window != 0 {
			c.choose(tx, c.menuAt(tx, c.pointer.at))
		}
		return all
	}
	if m.window == 0 {
		return false
	}
	m.down[e.Code] = true
	if w := tx.WindowOf(m.surface); w == nil || !c.pointer.at.In(w.Bounds) {
		c.closeMenu(tx)
	}
	return true
}

// menuTouch takes fingers and pens likewise.
func (c *Compositor) menuTouch(tx *scene.Tx, id int32, down, up bool, at image.Point) (all bool) {
	m := &c.menu
	switch {
	case down && m.window != 0:
		m.fingers[id] = true
		if w := tx.WindowOf(m.surface); w == nil || !at.In(w.Bounds) {
			c.closeMenu(tx)
		}
	case !m.fingers[id]:
		return false
	case up:
		delete(m.fingers, id)
		if m.window != 0 {
			c.choose(tx, c.menuAt(tx, at))
		}
		return true
	}
	if m.window != 0 {
		m.look.Current = c.menuAt(tx, at)
	}
	return true
}

// choose does what an item says, and closes the menu.
func (c *Compositor) choose(tx *scene.Tx, i frame.Item) {
	id := c.menu.window
	w := tx.Window(id)
	if w == nil || !c.menu.look.Items.Has(i) {
		return
	}
	c.closeMenu(tx)
	state := func(on, mask scene.State) scene.Wish { return scene.Wish{What: scene.WantState, State: on, Mask: mask} }
	switch i {
	case frame.RestoreItem:
		back := scene.Maximized
		if w.State&scene.Minimized != 0 {
			back = scene.Minimized
		}
		c.wish(tx, id, state(0, back))
	case frame.MoveItem:
		c.grabByKeys(tx, w, 0)
	case frame.SizeItem:
		c.grabByKeys(tx, w, scene.Right|scene.Bottom)
	case frame.MinimizeItem:
		c.wish(tx, id, state(scene.Minimized, scene.Minimized))
	case frame.MaximizeItem:
		c.wish(tx, id, state(scene.Maximized, scene.Maximized|scene.Minimized))
	case frame.CloseItem:
		c.wish(tx, id, scene.Wish{What: scene.WantClose})
	}
}

// grabByKeys lets the user move or resize a window by the arrow keys or the
// pointer, no button held, until Enter, a click or Escape.
func (c *Compositor) grabByKeys(tx *scene.Tx, w *scene.Window, edges scene.Edges) {
	c.grab(tx, w, edges, c.pointer.at)
	if g := tx.Grab(); g.Window == w.ID {
		g.Keys = true
		tx.SetGrab(g)
	}
}

// keyStep is how far an arrow key goes, logical pixels.
const keyStep = 8

// grabKeys is what a move or resize by keys takes of an event. It reports
// whether that is all.
func (c *Compositor) grabKeys(tx *scene.Tx, e seat.Event) (all bool) {
	g := tx.Grab()
	if !g.Keys {
		return false
	}
	code, step := uint16(0), image.Point{}
	switch e := e.(type) {
	case seat.Button:
		if !e.Down {
			return false
		}
		code = e.Code
	case seat.Key:
		if !e.Down {
			return false
		}
		code = e.Code
		step = map[uint16]image.Point{keyUp: {0, -1}, keyDown: {0, 1}, keyLeft: {-1, 0}, keyRight: {1, 0}}[code].Mul(keyStep)
	default:
		return false
	}
	c.menu.down[code] = true
	switch {
	case step != image.Point{}:
		g.Start = g.Start.Sub(step) // as if the pointer had gone there
		tx.SetGrab(g)
		c.dragged(tx)
		return true
	case code == keyEsc:
		if w := tx.Window(g.Window); w != nil && w.Handle != nil && w.Bounds != g.Bounds {
			w.Handle.Configure(tx, scene.Wish{What: scene.WantBounds, Bounds: g.Bounds})
		}
	}
	tx.SetGrab(scene.Grab{})
	return true
}
