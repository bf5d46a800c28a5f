package scene

import (
	"image"
	"math"
	"slices"
)

// Home returns the output that a rectangle belongs to: the one with most of
// it, else the nearest; for an empty rectangle the primary one. A window is
// drawn at its home's scale, also where it reaches onto other outputs. Without
// outputs there is still room to be in.
func Home(outputs []Output, r image.Rectangle) Output {
	best, most, least := -1, 0, 0
	for i, o := range outputs {
		in := o.Bounds.Intersect(r)
		if n := in.Dx() * in.Dy(); n > most {
			best, most = i, n
		}
	}
	for i, o := range outputs {
		if most > 0 {
			break
		}
		d := distance(o.Bounds, r)
		if r.Empty() && o.Primary {
			d = -1
		}
		if best < 0 || d < least {
			best, least = i, d
		}
	}
	if best < 0 {
		return Output{Bounds: image.Rect(0, 0, 1024, 768), Scale: 1}
	}
	return outputs[best]
}

// distance is how far two rectangles are apart, along both axes together.
func distance(a, b image.Rectangle) int {
	return max(0, a.Min.X-b.Max.X, b.Min.X-a.Max.X) + max(0, a.Min.Y-b.Max.Y, b.Min.Y-a.Max.Y)
}

// Root returns the window whose place decides for w: a menu or tooltip goes
// with the window that it belongs to, since it must fit to what it points at.
// find looks windows up.
func Root(w *Window, find func(WindowID) *Window) *Window {
	for range 32 { // owners may form a ring: X11 apps set them as they like
		if w.Kind != Menu && w.Kind != Tooltip {
			return w
		}
		o := find(w.Owner)
		if o == nil {
			return w
		}
		w = o
	}
	return w
}

// HomeOf returns the output that a window belongs to.
func (tx *Tx) HomeOf(w *Window) Output {
	return Home(tx.scene().outputs, Root(w, tx.Window).Bounds)
}

// X11Scale returns how many of X11's pixels make a logical one where X11 apps
// draw for the monitors' own pixels: X11 knows one scale for all, so it is the
// largest.
func X11Scale(outputs []Output) float64 {
	best := 1.0
	for _, o := range outputs {
		best = max(best, o.Scale)
	}
	return best
}

// Carry returns where a rectangle goes when monitors change: along with the
// output that it belongs to, so that it stays where its user sees it. What
// belonged to an output that is gone stays where it is.
func Carry(before, after []Output, r image.Rectangle) image.Rectangle {
	home := Home(before, r)
	for _, o := range after {
		if r.Empty() {
			break // it is nowhere
		}
		if o.ID != home.ID {
			continue
		}
		d := r.Min.Sub(home.Bounds.Min)
		if k := home.Scale / o.Scale; o.Scale > 0 && home.Scale > 0 && k != 1 {
			d = image.Pt(int(math.Round(float64(d.X)*k)), int(math.Round(float64(d.Y)*k)))
		}
		at := o.Bounds.Min.Add(d)
		return image.Rectangle{Min: at, Max: at.Add(r.Size())}
	}
	return r
}

// reach is how much of a window's top edge must be on a monitor, so that a
// user can get hold of it.
const reach = 32

// InReach reports whether a user can get hold of a window by its top edge,
// where title bars are. An empty rectangle is a window whose size is not known.
func InReach(outputs []Output, r image.Rectangle) bool {
	edge := image.Rect(r.Min.X, r.Min.Y, r.Max.X, min(r.Min.Y+reach, r.Max.Y))
	if r.Empty() {
		edge = image.Rectangle{Min: r.Min, Max: r.Min.Add(image.Pt(reach, reach))}
	}
	return slices.ContainsFunc(outputs, func(o Output) bool {
		in := edge.Intersect(o.Bounds)
		return in.Dx() >= min(reach, edge.Dx()) && in.Dy() >= edge.Dy()/2
	})
}

// BelowTop returns where a window goes that is being moved to r: not so far above
// its monitor that nobody could get hold of it any more.
func BelowTop(outputs []Output, r image.Rectangle) image.Rectangle {
	if len(outputs) == 0 || InReach(outputs, r) {
		return r
	}
	least := Home(outputs, r).Bounds.Min.Y - min(reach, r.Dy())/2
	return r.Add(image.Pt(0, max(0, least-r.Min.Y)))
}

// Retrieve returns where a window belongs that would get its old place back:
// there, or where it is in reach, if monitors are no longer what they were.
func Retrieve(outputs []Output, r image.Rectangle) image.Rectangle {
	if len(outputs) == 0 || InReach(outputs, r) {
		return r
	}
	size := r.Size()
	at := clampInto(r.Min, image.Pt(max(size.X, reach), max(size.Y, reach)), Home(outputs, r).WorkArea())
	return image.Rectangle{Min: at, Max: at.Add(size)}
}
