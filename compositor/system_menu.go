package compositor

import (
	"image"
	"slices"

	"oriel/compositor/frame"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// ShowMenu opens a window's system menu with a corner at a place, for an app.
// On the loop.
func (c *Compositor) ShowMenu(tx *scene.Tx, id scene.WindowID, at image.Point) {
	c.showSystemMenu(tx, id, at, !c.pointer.cropped)
}

// windowsItem is the item below those of a window: the others. It is for users
// of the desktop, where the window may cover all else.
const windowsItem = frame.CloseItem + 1

// showSystemMenu opens a window's system menu with or without windowsItem.
func (c *Compositor) showSystemMenu(tx *scene.Tx, id scene.WindowID, at image.Point, windows bool) {
	c.closeMenu(tx)
	w := tx.Window(id)
	if w == nil || w.Kind != scene.Toplevel && w.Kind != scene.Dialog || w.Handle == nil {
		return
	}
	if w.State&scene.Minimized == 0 {
		tx.Activate(c.modalOf(tx, id))
	}
	menuOf := func(tx *scene.Tx, w *scene.Window) frame.Menu {
		m := frame.MenuOf(w, tx.HomeOf(w).Scale)
		if windows {
			m.Entries = append(m.Entries, frame.Entry{Text: "Windows…", Key: 'w'})
		}
		return m
	}
	look := menuOf(tx, w)
	c.menu.entries = func(tx *scene.Tx) []frame.Entry {
		if w := tx.Window(id); w != nil {
			if now := menuOf(tx, w).Entries; slices.Equal(now, look.Entries) {
				return now
			}
		}
		return nil
	}
	c.menu.act = func(tx *scene.Tx, i frame.Item) {
		if i == windowsItem {
			c.showWindows(tx, at)
			return
		}
		c.command(tx, id, i)
	}
	c.showMenu(tx, id, "System menu", look, at)
}

// command does what an item of a window's system menu says.
func (c *Compositor) command(tx *scene.Tx, id scene.WindowID, i frame.Item) {
	w := tx.Window(id)
	if w == nil {
		return
	}
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
