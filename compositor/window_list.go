package compositor

import (
	"image"
	"slices"

	"oriel/compositor/frame"
	"oriel/compositor/scene"
)

// windowsWidth is how wide the list of windows is, logical pixels.
const windowsWidth = 320

// windowsOnDesktop opens the list of windows where a button goes down on the
// empty desktop, the only place where a user who has no task bar finds what is
// minimised. It reports whether it did.
//
// Clients that show windows without a desktop have a task bar. A press while an
// app has a menu open closes that, which is the app's to do.
func (c *Compositor) windowsOnDesktop(tx *scene.Tx, button uint16) bool {
	if c.pointer.cropped || c.pointer.held || len(c.pointer.buttons) != 1 || tx.Locked() || tx.Grab().Window != 0 || c.under(tx) != nil {
		return false
	}
	if slices.ContainsFunc(tx.Stack(), func(id scene.WindowID) bool {
		return tx.Shown(id) && tx.Window(id).Kind == scene.Menu
	}) {
		return false
	}
	c.showWindows(tx, c.pointer.at)
	if c.menu.open() {
		c.held(button)
	}
	return c.menu.open()
}

// showWindows opens the list of windows with a corner at a place.
func (c *Compositor) showWindows(tx *scene.Tx, at image.Point) {
	c.closeMenu(tx)
	home := scene.Home(tx.Outputs(), image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
	room := home.WorkArea().Size()
	ids := listed(tx)
	ids = ids[:min(len(ids), frame.Fitting(room.Y))]
	if len(ids) == 0 {
		return
	}
	c.menu.entries = func(tx *scene.Tx) []frame.Entry { return titles(tx, ids) }
	c.menu.act = func(tx *scene.Tx, i frame.Item) { c.bring(tx, ids[i-1]) }
	look := frame.Menu{Scale: max(home.Scale, 1), Width: min(windowsWidth, room.X), Entries: titles(tx, ids)}
	c.showMenu(tx, 0, "Windows", look, at)
}

// listed returns the windows that a task bar would show, the one on top first.
func listed(tx *scene.Tx) (ids []scene.WindowID) {
	for _, id := range slices.Backward(tx.Stack()) {
		w := tx.Window(id)
		minimized := w.State&scene.Minimized != 0
		switch {
		case w.Handle == nil || !tx.Shown(id) && !minimized:
		case w.State&scene.SkipTaskbar != 0 && !minimized:
		case w.Kind == scene.Toplevel, w.Kind == scene.Dialog && tx.Window(w.Owner) == nil:
			ids = append(ids, id)
		}
	}
	return ids
}

// titles returns the entries of windows, nil if one of them is gone.
func titles(tx *scene.Tx, ids []scene.WindowID) (list []frame.Entry) {
	for _, id := range ids {
		w := tx.Window(id)
		if w == nil {
			return nil
		}
		text := w.Title
		if text == "" {
			text = w.AppID
		}
		if text == "" {
			text = "Untitled"
		}
		if w.State&scene.Minimized != 0 {
			text = "[" + text + "]"
		}
		list = append(list, frame.Entry{Text: text})
	}
	return list
}

// bring puts a window before the user, minimised or not, and where the user can
// get hold of it: one that was dragged by its middle, or resized by an app that
// keeps its proportions, may be past the desktop's edge.
func (c *Compositor) bring(tx *scene.Tx, id scene.WindowID) {
	w := tx.Window(id)
	if w == nil {
		return
	}
	wish := scene.Wish{What: scene.WantActivate}
	if w.State&scene.Minimized != 0 {
		wish.What, wish.Mask = wish.What|scene.WantState, scene.Minimized
	}
	if at := scene.Retrieve(tx.Outputs(), w.Bounds); at != w.Bounds && w.State&(scene.Maximized|scene.Fullscreen) == 0 {
		wish.What, wish.Bounds = wish.What|scene.WantBounds, at
	}
	c.wish(tx, id, wish)
}
