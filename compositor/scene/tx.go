package scene

import (
	"image"
	"slices"

	"oriel/compositor/seat"
)

// A Tx is the right to change the scene during one turn of its goroutine. A
// Tx used between turns panics.
type Tx struct{ s *Scene }

func (tx *Tx) scene() *Scene {
	if tx.s == nil {
		panic("scene: Tx used after its turn")
	}
	return tx.s
}

// NewSurface makes a surface without content.
func (tx *Tx) NewSurface() SurfaceID {
	s := tx.scene()
	s.lastSurface++
	s.surfaces[s.lastSurface] = &surface{}
	return s.lastSurface
}

// Commit replaces the content of a surface. The scene takes over the
// references in c; it adds c.Damage to what the viewers have not seen yet. A
// content without planes hides the window.
func (tx *Tx) Commit(id SurfaceID, c Content) {
	s := tx.scene()
	x := s.surfaces[id]
	if x == nil {
		c.Release()
		return
	}
	old := x.content
	dmg := old.Damage
	dmg.Union(&c.Damage)
	if old.Size != c.Size {
		dmg.Add(image.Rectangle{Max: c.Size})
	}
	c.Damage, c.Seq = dmg, old.Seq+1
	x.content = c
	old.Release()
	if w := s.windows[x.window]; w != nil {
		tx.setContent(w, x)
		tx.arrived(x)
	} else {
		x.content.Damage.Clear() // a window that is made later is drawn whole
	}
}

// setContent gives w the content of its surface.
func (tx *Tx) setContent(w *Window, x *surface) {
	s := tx.s
	wasVisible, was := s.visible(w), w.Bounds
	x.dress(w)
	f := FieldContent
	if w.Bounds != was || wasVisible != s.visible(w) {
		f |= FieldBounds
	}
	s.mark(w.ID, f)
	if wasVisible && !s.visible(w) {
		s.gone = append(s.gone, w.ID)
	}
}

// mark notes what changed of a window.
func (s *Scene) mark(id WindowID, f Fields) {
	s.changed[id] |= f
	if f&^FieldContent != 0 {
		s.arrangement++
	}
}

// Arrangement is another number whenever more has changed than what windows
// show: a window came, went or is another one, or monitors are.
func (tx *Tx) Arrangement() uint64 { return tx.scene().arrangement }

// fit makes Bounds as large as the content less the margins.
func (w *Window) fit() {
	if len(w.Content.Planes) == 0 {
		return
	}
	m := w.Margins
	w.Bounds.Max = w.Bounds.Min.Add(w.Content.Size).Sub(image.Pt(m.Left+m.Right, m.Top+m.Bottom))
}

// Drop destroys a surface and its window.
func (tx *Tx) Drop(id SurfaceID) {
	s := tx.scene()
	x := s.surfaces[id]
	if x == nil {
		return
	}
	if x.window != 0 {
		tx.Unmap(x.window)
	}
	x.content.Release()
	delete(s.surfaces, id)
}

// Map makes a window of a surface, on top of the stack. w.ID and w.Content
// are set here; viewers see it once there is content. It returns 0 when the
// surface is gone or has a window already.
func (tx *Tx) Map(id SurfaceID, w Window) WindowID {
	s := tx.scene()
	x := s.surfaces[id]
	if x == nil || x.window != 0 {
		return 0
	}
	s.lastWindow++
	w.ID, w.Surface = s.lastWindow, id
	x.dress(&w)
	x.window = w.ID
	s.windows[w.ID] = &w
	s.stack = append(s.stack, w.ID)
	s.mark(w.ID, FieldAll)
	tx.Raise(w.ID)
	return w.ID
}

// Unmap ends a window; its surface stays.
func (tx *Tx) Unmap(id WindowID) {
	s := tx.scene()
	w := s.windows[id]
	if w == nil {
		return
	}
	x := s.surfaces[w.Surface]
	x.window, x.awaits = 0, nil
	x.undress()
	delete(s.windows, id)
	delete(s.changed, id)
	s.gone = append(s.gone, id)
	s.arrangement++
	s.stack = slices.DeleteFunc(s.stack, func(o WindowID) bool { return o == id })
	if s.grab.Window == id {
		tx.SetGrab(Grab{})
	}
	if s.active == id {
		s.active, s.orphaned = 0, true
		s.dirty |= FieldActive
	}
}

// Change lets f change a window. ID, Surface and Content stay; the size of
// Bounds follows the content.
func (tx *Tx) Change(id WindowID, f func(w *Window)) {
	s := tx.scene()
	w := s.windows[id]
	if w == nil {
		return
	}
	old := *w
	f(w)
	w.ID, w.Surface, w.Content = old.ID, old.Surface, old.Content
	c := changes(&old, w)
	if w.Frame != old.Frame {
		x := s.surfaces[w.Surface]
		x.undress()
		if all := (image.Rectangle{Max: x.content.Size.Add(w.Frame.Size())}); w.Frame != (Insets{}) {
			x.harm.Add(all)
		} else {
			x.content.Damage.Add(all)
		}
		x.dress(w)
		c |= FieldContent
	} else {
		w.fit()
	}
	if c != 0 {
		s.mark(id, c)
	}
}

// SetShape sets the visible part of a window, in logical pixels of its
// content; nil means all of it.
func (tx *Tx) SetShape(id SurfaceID, shape []image.Rectangle) {
	s := tx.scene()
	x := s.surfaces[id]
	if x == nil || slices.Equal(x.content.Shape, shape) && (x.content.Shape == nil) == (shape == nil) {
		return
	}
	x.content.Shape = shape
	x.content.Damage.Add(image.Rectangle{Max: x.content.Size})
	if w := s.windows[x.window]; w != nil {
		x.dress(w)
		s.changed[w.ID] |= FieldContent
	}
}

// Shape returns what SetShape has set.
func (tx *Tx) Shape(id SurfaceID) []image.Rectangle {
	if x := tx.scene().surfaces[id]; x != nil {
		return x.content.Shape
	}
	return nil
}

// SetGrab begins a move or resize by the pointer, or ends it with the zero Grab.
func (tx *Tx) SetGrab(g Grab) {
	if s := tx.scene(); s.grab != g {
		s.grab = g
		s.dirty |= FieldGrab
	}
}

// Grab returns the move or resize that goes on, if any.
func (tx *Tx) Grab() Grab { return tx.scene().grab }

// SetLocked tells whether an app has locked the pointer.
func (tx *Tx) SetLocked(on bool) {
	if s := tx.scene(); s.locked != on {
		s.locked = on
		s.dirty |= FieldLocked
	}
}

// Locked reports whether an app holds the pointer where it is.
func (tx *Tx) Locked() bool { return tx.scene().locked }

// SetLocks tells which lock keys are on.
func (tx *Tx) SetLocks(l seat.Locks) {
	if s := tx.scene(); s.locks != l {
		s.locks = l
		s.dirty |= FieldLocks
	}
}

// SetOutputs replaces the monitors.
func (tx *Tx) SetOutputs(o []Output) {
	s := tx.scene()
	if !slices.Equal(s.outputs, o) {
		s.outputs = slices.Clone(o)
		s.arrangement++
		s.dirty |= FieldOutputs
	}
}

// Outputs returns the monitors; not to be written to.
func (tx *Tx) Outputs() []Output { return tx.scene().outputs }

// SetCursor replaces the pointer's picture.
func (tx *Tx) SetCursor(c *Cursor) {
	if s := tx.scene(); s.cursor != c {
		s.cursor = c
		s.dirty |= FieldCursor
	}
}

// Cursor returns the pointer's picture.
func (tx *Tx) Cursor() *Cursor { return tx.scene().cursor }

// Window returns a window to look at, or nil. It is valid until the next
// change.
func (tx *Tx) Window(id WindowID) *Window { return tx.scene().windows[id] }

// WindowOf returns the window of a surface, or nil.
func (tx *Tx) WindowOf(id SurfaceID) *Window {
	if x := tx.scene().surfaces[id]; x != nil {
		return tx.s.windows[x.window]
	}
	return nil
}

// Shown reports whether a window has content and is not minimised.
func (tx *Tx) Shown(id WindowID) bool {
	w := tx.scene().windows[id]
	return w != nil && tx.s.visible(w) && w.State&Minimized == 0
}

// Active returns the window with the focus, or 0.
func (tx *Tx) Active() WindowID { return tx.scene().active }

// Orphaned reports whether nothing is active because the active window went
// away or was minimised, and nobody has said who is next.
func (tx *Tx) Orphaned() bool {
	s := tx.scene()
	w := s.windows[s.active]
	return s.orphaned || w != nil && w.State&Minimized != 0
}

// Stack returns all windows from bottom to top, hidden ones too; not to be
// written to.
func (tx *Tx) Stack() []WindowID { return tx.scene().stack }
