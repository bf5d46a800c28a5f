package compositor

import (
	"image"
	"maps"
	"math"
	"slices"

	"oriel/compositor/scene"
)

// DefaultOutputs returns one monitor of w by h device pixels.
func DefaultOutputs(w, h int, scale float64) []scene.Output {
	b := image.Rect(0, 0, int(math.Ceil(float64(w)/scale)), int(math.Ceil(float64(h)/scale)))
	return []scene.Output{{ID: 1, Name: "RDP-1", Bounds: b, Work: b, Scale: scale, Refresh: 60000, Primary: true}}
}

// follow lets windows follow their monitors, and moves those back that
// monitors have left behind, as the edge of a desktop does that becomes
// smaller. What can still be reached and was on a monitor that is where it was
// stays where it is, and so does everything if monitors stay as large as they
// are: clients with windows of their own put them where their users want.
// Windows that were moved return once there is room for them again.
func (c *Compositor) follow(tx *scene.Tx) {
	before, after := c.outputs, tx.Outputs()
	if slices.Equal(before, after) {
		return
	}
	c.outputs = slices.Clone(after)
	same := slices.EqualFunc(before, after, func(a, b scene.Output) bool { return a.ID == b.ID && a.Bounds == b.Bounds })
	maps.DeleteFunc(c.strays, func(id scene.WindowID, _ stray) bool { return tx.Window(id) == nil })
	for _, id := range slices.Clone(tx.Stack()) {
		w := tx.Window(id)
		if w == nil || w.Handle == nil || len(w.Content.Planes) == 0 || w.Kind != scene.Toplevel && w.Kind != scene.Dialog {
			continue
		}
		b := scene.Carry(before, after, w.Bounds)
		big := w.State&(scene.Maximized|scene.Fullscreen) != 0
		if !big && !same {
			b = c.fetch(tx, w, before, b)
		}
		switch {
		case b == w.Bounds:
		case big: // its shell fits it to the monitor that it is on now
			tx.Change(id, func(w *scene.Window) { w.Bounds = b })
		default:
			w.Handle.Configure(tx, scene.Wish{What: scene.WantBounds, Bounds: b})
		}
	}
}

// A stray is a window that monitors have left behind: from where, and where it
// has been put. One that is elsewhere by now was moved by its user.
type stray struct{ from, to image.Point }

// fetch returns where a window goes that would be at b: to where it was before
// monitors left it behind, if that is in reach again; else it stays, if it is.
func (c *Compositor) fetch(tx *scene.Tx, w *scene.Window, before []scene.Output, b image.Rectangle) image.Rectangle {
	after, from := tx.Outputs(), b
	s, away := c.strays[w.ID]
	delete(c.strays, w.ID)
	if away = away && s.to == w.Bounds.Min; away {
		from = scene.Carry(before, after, b.Sub(b.Min).Add(s.from))
		if seen(after, from) {
			return from
		}
	}
	if !seen(after, b) {
		b = b.Sub(b.Min).Add(tx.Place(b.Size(), w.Owner))
		away = true
	}
	if away {
		c.strays[w.ID] = stray{from.Min, b.Min}
	}
	return b
}

// seen reports whether a user can get hold of a window and sees most of it.
func seen(outputs []scene.Output, b image.Rectangle) bool {
	return scene.InReach(outputs, b) && halfSeen(outputs, b)
}

// halfSeen reports whether at least half of a window is on monitors.
func halfSeen(outputs []scene.Output, b image.Rectangle) bool {
	seen := 0
	for _, o := range outputs {
		part := b.Intersect(o.Bounds)
		seen += part.Dx() * part.Dy()
	}
	return 2*seen >= b.Dx()*b.Dy()
}
