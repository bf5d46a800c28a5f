package compositor

import (
	"image"
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
func (c *Compositor) follow(tx *scene.Tx) {
	before, after := c.outputs, tx.Outputs()
	if slices.Equal(before, after) {
		return
	}
	c.outputs = slices.Clone(after)
	same := slices.EqualFunc(before, after, func(a, b scene.Output) bool { return a.ID == b.ID && a.Bounds == b.Bounds })
	for _, id := range slices.Clone(tx.Stack()) {
		w := tx.Window(id)
		if w == nil || w.Handle == nil || len(w.Content.Planes) == 0 || w.Kind != scene.Toplevel && w.Kind != scene.Dialog {
			continue
		}
		b := scene.Carry(before, after, w.Bounds)
		big := w.State&(scene.Maximized|scene.Fullscreen) != 0
		if !big && !same && !(scene.InReach(after, b) && halfSeen(after, b)) {
			at := tx.Place(b.Size(), w.Owner)
			b = b.Sub(b.Min).Add(at)
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

// halfSeen reports whether at least half of a window is on monitors.
func halfSeen(outputs []scene.Output, b image.Rectangle) bool {
	seen := 0
	for _, o := range outputs {
		part := b.Intersect(o.Bounds)
		seen += part.Dx() * part.Dy()
	}
	return 2*seen >= b.Dx()*b.Dy()
}
