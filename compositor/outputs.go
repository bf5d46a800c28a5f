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

// reach is how much of a window's top edge must be on a monitor, so that a
// user can get hold of it.
const reach = 32

// follow lets windows follow their monitors, and moves those back that
// monitors have left behind. What can still be reached and was on a monitor
// that is where it was stays where it is.
func (c *Compositor) follow(tx *scene.Tx) {
	before, after := c.outputs, tx.Outputs()
	if slices.Equal(before, after) {
		return
	}
	c.outputs = slices.Clone(after)
	for _, id := range slices.Clone(tx.Stack()) {
		w := tx.Window(id)
		if w == nil || w.Handle == nil || len(w.Content.Planes) == 0 || w.Kind != scene.Toplevel && w.Kind != scene.Dialog {
			continue
		}
		b := scene.Carry(before, after, w.Bounds)
		big := w.State&(scene.Maximized|scene.Fullscreen) != 0
		if !big && !reachable(b, after) {
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

// reachable reports whether a user can get hold of a window by its top edge,
// and sees at least half of it.
func reachable(b image.Rectangle, outputs []scene.Output) bool {
	edge := image.Rect(b.Min.X, b.Min.Y, b.Max.X, min(b.Min.Y+reach, b.Max.Y))
	held, seen := false, 0
	for _, o := range outputs {
		in := edge.Intersect(o.Bounds)
		held = held || in.Dx() >= min(reach, edge.Dx()) && in.Dy() >= edge.Dy()/2
		part := b.Intersect(o.Bounds)
		seen += part.Dx() * part.Dy()
	}
	return held && 2*seen >= b.Dx()*b.Dy()
}
