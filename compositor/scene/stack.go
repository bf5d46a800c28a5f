package scene

import (
	"image"
	"slices"
)

// layer orders windows that must stay above others whatever is raised.
func (w *Window) layer() int {
	switch {
	case w.Kind == Menu || w.Kind == Tooltip:
		return 3
	case w.State&Fullscreen != 0 && w.State&Activated != 0:
		return 2
	case w.State&Above != 0:
		return 1
	}
	return 0
}

// Raise puts a window on top, together with the windows it owns, in their
// order. Owned windows stay above their owner, and windows that are Above,
// menus and tooltips above the rest.
func (tx *Tx) Raise(id WindowID) {
	s := tx.scene()
	if s.windows[id] == nil {
		return
	}
	old := slices.Clone(s.stack)
	var rest, up []WindowID
	for _, o := range s.stack {
		if s.ownedBy(o, id) {
			up = append(up, o)
		} else {
			rest = append(rest, o)
		}
	}
	// The window itself first, then what it owns.
	slices.SortStableFunc(up, func(a, b WindowID) int { return s.depth(a) - s.depth(b) })
	s.stack = append(rest, up...)
	slices.SortStableFunc(s.stack, func(a, b WindowID) int { return s.layerOf(a) - s.layerOf(b) })
	if !slices.Equal(old, s.stack) {
		s.dirty |= FieldStack
	}
}

// layerOf is the highest layer of the window and its owners, so that a dialog
// of a fullscreen window is not hidden by it.
func (s *Scene) layerOf(id WindowID) int {
	l := 0
	for range 32 { // owners may form a ring: X11 apps set them as they like
		w := s.windows[id]
		if w == nil {
			break
		}
		l = max(l, w.layer())
		id = w.Owner
	}
	return l
}

func (s *Scene) depth(id WindowID) int {
	d := 0
	for ; d < 32; d++ {
		w := s.windows[id]
		if w == nil || w.Owner == 0 {
			break
		}
		id = w.Owner
	}
	return d
}

// ownedBy reports whether id is owner or belongs to it over any number of steps.
func (s *Scene) ownedBy(id, owner WindowID) bool {
	for range 32 {
		if id == owner {
			return true
		}
		w := s.windows[id]
		if w == nil || w.Owner == 0 {
			return false
		}
		id = w.Owner
	}
	return false
}

// Activate gives a window the focus (0: none) and tells both shells. It does
// not raise.
func (tx *Tx) Activate(id WindowID) {
	s := tx.scene()
	w := s.windows[id]
	if w == nil {
		id = 0
	}
	s.orphaned = false
	if s.active == id {
		return
	}
	old := s.windows[s.active]
	s.active = id
	s.dirty |= FieldActive
	tx.setActivated(old, 0)
	tx.setActivated(w, Activated)
}

func (tx *Tx) setActivated(w *Window, on State) {
	if w == nil {
		return
	}
	w.State = w.State&^Activated | on
	tx.s.mark(w.ID, FieldState)
	if w.Handle != nil {
		w.Handle.Configure(tx, Wish{What: WantState, State: on, Mask: Activated})
	}
}

// WindowAt returns the topmost shown window at p for which take says yes (nil:
// any): one whose content covers p, margins included, or whose frame takes it.
func (tx *Tx) WindowAt(p image.Point, take func(w *Window) bool) *Window {
	s := tx.scene()
	for _, id := range slices.Backward(s.stack) {
		w := s.windows[id]
		if !tx.Shown(id) {
			continue
		}
		at := w.Origin()
		switch {
		case w.OnFrame(p):
			return w
		case !p.In(image.Rectangle{Min: at, Max: at.Add(w.Content.Size)}):
			continue
		}
		if w.Content.Shape != nil && !slices.ContainsFunc(w.Content.Shape, p.Sub(at).In) {
			continue
		}
		if take == nil || take(w) {
			return w
		}
	}
	return nil
}

// Place proposes where a new window of the given size should be: centred over
// its owner, on the owner's output, else where it covers no other window of the
// primary output's work area, else in a cascade.
func (tx *Tx) Place(size image.Point, owner WindowID) image.Point {
	s := tx.scene()
	if o := s.windows[owner]; o != nil && s.visible(o) {
		c := o.Bounds.Min.Add(o.Bounds.Max).Sub(size).Div(2)
		return clampInto(c, size, tx.HomeOf(o).WorkArea())
	}
	work := Home(s.outputs, image.Rectangle{}).WorkArea()
	var others []image.Rectangle
	for _, id := range s.stack {
		if w := s.windows[id]; (w.Kind == Toplevel || w.Kind == Dialog) && w.State&Minimized == 0 && w.Bounds.Overlaps(work) {
			others = append(others, w.Bounds)
		}
	}
	if at, ok := beside(size, work, others); ok {
		return at
	}
	return cascade(size, work, others)
}

// gap is the room left between windows that are placed side by side.
const gap = 16

// beside finds the place next to the work area's or another window's edge
// that covers least, the topmost, then the leftmost of several. What would
// cover more than half of the new window's area is no place.
func beside(size image.Point, work image.Rectangle, others []image.Rectangle) (best image.Point, ok bool) {
	xs := []int{work.Min.X + gap, work.Max.X - gap - size.X}
	ys := []int{work.Min.Y + gap, work.Max.Y - gap - size.Y}
	for _, o := range others {
		xs, ys = append(xs, o.Max.X+gap), append(ys, o.Max.Y+gap)
	}
	least := size.X * size.Y / 2
	for _, y := range ys {
		for _, x := range xs {
			at := image.Pt(x, y)
			r := image.Rectangle{Min: at, Max: at.Add(size)}
			if !r.In(work) {
				continue
			}
			n := covered(r, others)
			if n < least || n == least && ok && (at.Y < best.Y || at.Y == best.Y && at.X < best.X) {
				best, least, ok = at, n, true
			}
		}
	}
	return best, ok
}

func covered(r image.Rectangle, others []image.Rectangle) (n int) {
	for _, o := range others {
		in := r.Intersect(o)
		n += in.Dx() * in.Dy()
	}
	return n
}

// cascade steps down and right from the work area's corner to a place where
// no other window begins.
func cascade(size image.Point, work image.Rectangle, others []image.Rectangle) image.Point {
	const step = 32
	room := work.Size().Sub(size)
	steps := max(1, min(room.X, room.Y)/step+1)
	at := work.Min
	for n := range steps {
		at = work.Min.Add(image.Pt(n*step, n*step))
		if !slices.ContainsFunc(others, func(o image.Rectangle) bool { return o.Min == at }) {
			break
		}
	}
	return clampInto(at, size, work)
}

// clampInto moves a rectangle at p into work; where it does not fit, its top
// left stays visible.
func clampInto(p, size image.Point, work image.Rectangle) image.Point {
	p.X = max(work.Min.X, min(p.X, work.Max.X-size.X))
	p.Y = max(work.Min.Y, min(p.Y, work.Max.Y-size.Y))
	return p
}
