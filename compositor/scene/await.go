package scene

import "image"

// maxAwaits bounds what waits for contents of other sizes, patience how many
// commits it waits for.
const (
	maxAwaits = 32
	patience  = 8
)

// await is a change of a window that belongs to a content of a size.
type await struct {
	size image.Point
	f    func(w *Window)
}

// Await lets f change a window together with the commit that gives its surface
// a content of the given size, so that nobody sees the one without the other: a
// window that is restored to its old place, say, with the size that it had
// while it was maximised. If the surface has that size, f is called at once. An
// app may answer to several sizes or leave some out: a commit carries out the
// last change that waits for its size, and drops those before it.
func (tx *Tx) Await(id WindowID, size image.Point, f func(w *Window)) {
	s := tx.scene()
	w := s.windows[id]
	if w == nil {
		return
	}
	x := s.surfaces[w.Surface]
	if x.content.Size == size || len(x.content.Planes) == 0 {
		x.awaits = x.awaits[:0]
		tx.Change(id, f)
		return
	}
	if len(x.awaits) == maxAwaits {
		x.awaits = append(x.awaits[:0], x.awaits[1:]...)
	}
	x.awaits = append(x.awaits, await{size, f})
	x.commits = 0
}

// arrived carries out what has waited for the content that x has now. What no
// content fits is carried out after a while all the same.
func (tx *Tx) arrived(x *surface) {
	for i := len(x.awaits) - 1; i >= 0; i-- {
		if a := x.awaits[i]; a.size == x.content.Size || x.commits >= patience {
			x.awaits = append(x.awaits[:0], x.awaits[i+1:]...)
			tx.Change(x.window, a.f)
			return
		}
	}
	x.commits++
}
