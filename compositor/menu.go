package compositor

import (
	"image"
	"unicode/utf8"

	"oriel/compositor/frame"
	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// menu is the menu that is open: one at a time, a window of our own. While it
// is open all input is its.
type menu struct {
	surface scene.SurfaceID // its own; 0: none is open
	active  scene.WindowID  // has the focus; 0: none of ours
	look    frame.Menu
	drawn   frame.Menu
	entries func(tx *scene.Tx) []frame.Entry // as they are now; nil: what it is about is gone
	act     func(tx *scene.Tx, i frame.Item) // does what an item says, once the menu is closed
	opener  uint16                           // the button that opened it and is still there, held
	down    map[uint16]bool                  // keys and buttons that went down in it, also when it is gone
	fingers map[int32]bool                   // likewise
}

// open reports whether there is a menu.
func (m *menu) open() bool { return m.surface != 0 }

// showMenu opens a menu with a corner at a place, above its owner or, if that
// is 0, on the desktop.
func (c *Compositor) showMenu(tx *scene.Tx, owner scene.WindowID, title string, look frame.Menu, at image.Point) {
	m := &c.menu
	m.active, m.look, m.drawn, m.opener = tx.Active(), look, frame.Menu{}, 0
	m.surface = tx.NewSurface()
	c.drawMenu(tx)
	tx.Map(m.surface, scene.Window{Kind: scene.Menu, Owner: owner, Title: title, Bounds: beside(at, look.Size(), tx.Outputs())})
}

// held gives an open menu the button that opened it: let go where it went
// down, it chooses nothing.
func (c *Compositor) held(button uint16) {
	delete(c.pointer.buttons, button)
	c.menu.down[button], c.menu.opener = true, button
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
	if m.look.Equal(&m.drawn) {
		return
	}
	m.drawn = m.look
	all := image.Rectangle{Max: m.look.Size()}
	tx.Commit(m.surface, scene.Content{
		Planes: []scene.Plane{{Buffer: c.decor.painter.DrawMenu(m.look), Dst: all}}, Size: all.Max, Damage: region.Of(all),
	})
}

// closeMenu closes the menu, if one is open.
func (c *Compositor) closeMenu(tx *scene.Tx) {
	if c.menu.open() {
		tx.Drop(c.menu.surface)
		c.menu.surface = 0
	}
}

// settleMenu closes a menu that is not true any more, or whose window is behind
// another one that has the focus.
func (c *Compositor) settleMenu(tx *scene.Tx) {
	m := &c.menu
	if !m.open() {
		return
	}
	other := tx.Active() != 0 && tx.Active() != m.active
	if m.look.Entries = m.entries(tx); other || m.look.Entries == nil {
		c.closeMenu(tx)
		return
	}
	c.drawMenu(tx)
}

// menuInput is the menu's share of an event. It reports whether that is all.
func (c *Compositor) menuInput(tx *scene.Tx, e seat.Event) (all bool) {
	m := &c.menu
	open := m.open()
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
			if at := pixel(e.X, e.Y); at != c.pointer.at {
				m.opener = 0
			}
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
	if !m.open() {
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
		if all && m.open() && m.opener != e.Code {
			c.choose(tx, c.menuAt(tx, c.pointer.at))
		}
		m.opener = 0
		return all
	}
	if !m.open() {
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
	case down && m.open():
		m.fingers[id] = true
		if w := tx.WindowOf(m.surface); w == nil || !at.In(w.Bounds) {
			c.closeMenu(tx)
		}
	case !m.fingers[id]:
		return false
	case up:
		delete(m.fingers, id)
		if m.open() {
			c.choose(tx, c.menuAt(tx, at))
		}
		return true
	}
	if m.open() {
		m.look.Current = c.menuAt(tx, at)
	}
	return true
}

// choose does what an item says, and closes the menu.
func (c *Compositor) choose(tx *scene.Tx, i frame.Item) {
	if c.menu.look.Has(i) {
		c.closeMenu(tx)
		c.menu.act(tx, i)
	}
}
