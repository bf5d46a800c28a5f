package scene

import (
	"image"
	"slices"

	"oriel/compositor/region"
	"oriel/compositor/seat"
)

// surface is pixels, with or without a window.
type surface struct {
	content Content
	awaits  []await // changes of the window that wait for a content
	commits int     // since the last of them came
	window  WindowID

	// Of a window with a frame; see dress.
	frame  []Plane       // its pictures, each with a reference
	planes []Plane       // of both
	harm   region.Region // what changed of the frame
	sum    region.Region // what changed of both
}

// A Scene is the desktop. It belongs to one goroutine; see Begin.
type Scene struct {
	surfaces map[SurfaceID]*surface
	windows  map[WindowID]*Window
	stack    []WindowID // bottom first; all windows, shown or not
	active   WindowID
	orphaned bool // the active window went away
	outputs  []Output
	cursor   *Cursor
	grab     Grab
	locked   bool
	locks    seat.Locks

	notifyIcons []*NotifyIcon // oldest first; Diffs share it

	lastSurface    SurfaceID
	lastWindow     WindowID
	lastNotifyIcon NotifyIconID
	turns          [64]Tx // used in turn, so that a turn takes no memory and a stale Tx stays dead for long
	turn           int

	// What changed in this turn.
	changed map[WindowID]Fields
	gone    []WindowID
	dirty   Fields
	shown   map[WindowID]bool // windows that viewers know of

	arrangement uint64 // counts changes of more than contents
}

// New returns an empty scene.
func New() *Scene {
	return &Scene{
		surfaces: map[SurfaceID]*surface{},
		windows:  map[WindowID]*Window{},
		changed:  map[WindowID]Fields{},
		shown:    map[WindowID]bool{},
		cursor:   &Cursor{},
	}
}

// Begin starts a turn. The Tx is good until End; one turn runs at a time.
func (s *Scene) Begin() *Tx {
	tx := &s.turns[s.turn%len(s.turns)]
	if tx.s != nil {
		panic("scene: Begin within a turn")
	}
	tx.s = s
	return tx
}

// End ends the turn and returns what it changed, with references of its own;
// ok is false when nothing did.
func (s *Scene) End() (d Diff, ok bool) {
	s.turns[s.turn%len(s.turns)].s = nil
	s.turn++
	d = s.diff()
	for id := range s.changed {
		if w := s.windows[id]; w != nil {
			x := s.surfaces[w.Surface]
			x.content.Damage.Clear()
			x.harm.Clear()
			w.Content.Damage.Clear()
		}
	}
	clear(s.changed)
	s.gone, s.dirty = s.gone[:0], 0
	return d, !d.Empty()
}

// diff builds the Diff of the turn.
func (s *Scene) diff() Diff {
	var d Diff
	for _, id := range s.gone {
		if w := s.windows[id]; w != nil && s.visible(w) {
			s.changed[id] |= FieldAll // hidden and shown again within the turn
		} else if s.shown[id] {
			delete(s.shown, id)
			d.Gone = append(d.Gone, id)
			s.dirty |= FieldStack
		}
	}
	for id, f := range s.changed {
		w := s.windows[id]
		if w == nil || !s.visible(w) {
			continue
		}
		if !s.shown[id] {
			s.shown[id] = true
			f |= FieldNew | FieldAll
			s.dirty |= FieldStack
		}
		d.snapshot(f, w)
	}
	slices.SortFunc(d.Windows, func(a, b WindowDiff) int { return int(a.Window.ID) - int(b.Window.ID) })
	s.globals(&d, s.dirty)
	return d
}

// globals adds the parts of d that belong to no window.
func (s *Scene) globals(d *Diff, f Fields) {
	d.Changed = f & sceneFields
	if f&FieldStack != 0 {
		d.Stack = s.visibleStack()
	}
	if f&FieldActive != 0 {
		d.Active = s.active
	}
	if f&FieldOutputs != 0 {
		d.Outputs = slices.Clone(s.outputs)
	}
	if f&FieldCursor != 0 {
		d.Cursor = s.cursor
	}
	if f&FieldGrab != 0 {
		d.Grab = s.grab
	}
	if f&FieldLocked != 0 {
		d.Locked = s.locked
	}
	if f&FieldLocks != 0 {
		d.Locks = s.locks
	}
	if f&FieldNotifyIcons != 0 {
		d.NotifyIcons = s.notifyIcons
	}
}

// snapshot adds w as it is now; one that is new is damaged everywhere.
func (d *Diff) snapshot(f Fields, w *Window) {
	d.Add(f, w)
	if f&FieldNew != 0 {
		c := &d.Windows[len(d.Windows)-1].Window.Content
		c.Damage.Clear()
		c.Damage.Add(image.Rectangle{Max: c.Size})
	}
}

func (s *Scene) visible(w *Window) bool { return len(w.Content.Planes) > 0 }

func (s *Scene) visibleStack() []WindowID {
	out := make([]WindowID, 0, len(s.stack))
	for _, id := range s.stack {
		if s.shown[id] {
			out = append(out, id)
		}
	}
	return out
}

// Snapshot returns the Diff from the empty scene to this one.
func (s *Scene) Snapshot() Diff {
	var d Diff
	for _, id := range s.stack {
		if s.shown[id] {
			d.snapshot(FieldNew|FieldAll, s.windows[id])
		}
	}
	slices.SortFunc(d.Windows, func(a, b WindowDiff) int { return int(a.Window.ID) - int(b.Window.ID) })
	s.globals(&d, sceneFields)
	return d
}

// Release gives back all buffers: the scene's end.
func (s *Scene) Release() {
	for _, x := range s.surfaces {
		x.undress()
		x.content.Release()
	}
	clear(s.surfaces)
	clear(s.windows)
	s.stack = nil
}
