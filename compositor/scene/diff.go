package scene

import (
	"image"
	"slices"

	"oriel/compositor/seat"
)

// Fields says what changed.
type Fields uint32

// Of a window.
const (
	FieldNew Fields = 1 << iota
	FieldOwner
	FieldTitle // title and app id
	FieldBounds
	FieldLimits
	FieldState
	FieldIcon
	FieldContent
	FieldKind

	FieldAll = FieldOwner | FieldTitle | FieldBounds | FieldLimits | FieldState | FieldIcon | FieldContent | FieldKind
)

// Of the scene.
const (
	FieldStack Fields = 1 << (16 + iota)
	FieldActive
	FieldOutputs
	FieldCursor
	FieldGrab
	FieldLocked
	FieldNotifyIcons
	FieldLocks

	sceneFields = FieldStack | FieldActive | FieldOutputs | FieldCursor | FieldGrab | FieldLocked | FieldNotifyIcons | FieldLocks
)

// changes returns which fields differ.
func changes(a, b *Window) (f Fields) {
	for _, c := range []struct {
		differs bool
		f       Fields
	}{
		{a.Owner != b.Owner, FieldOwner},
		{a.Title != b.Title || a.AppID != b.AppID || a.PID != b.PID, FieldTitle},
		{a.Bounds != b.Bounds || a.Margins != b.Margins || a.Frame != b.Frame, FieldBounds},
		{a.Limits != b.Limits, FieldLimits},
		{a.State != b.State, FieldState},
		{a.Icon != b.Icon, FieldIcon},
		{a.Kind != b.Kind, FieldKind},
	} {
		if c.differs {
			f |= c.f
		}
	}
	return f
}

// A WindowDiff is a window that is new or changed: all of it as it is now.
// Its Content owns references; Content.Damage is what changed.
type WindowDiff struct {
	Changed Fields
	Window  Window
}

// A Diff is what a viewer must do to its picture of the scene. It is plain
// data but for the Buffers, of which it owns one reference each: who gets a
// Diff must Merge it, Apply it or Release it. That gives back the memory of
// Windows, too, with the planes and the damage in it: none of it may be kept.
type Diff struct {
	Windows []WindowDiff // by ID
	Gone    []WindowID

	Changed Fields     // which of the following count
	Stack   []WindowID // bottom first
	Active  WindowID
	Outputs []Output
	Cursor  *Cursor
	Grab    Grab
	Locked  bool // an app has locked the pointer: it wants motion, not places
	Locks   seat.Locks

	NotifyIcons []*NotifyIcon // all of them, oldest first; not to be written to

	memory *memory // of Windows, if they were put there by Add
}

// Empty reports whether d says nothing.
func (d *Diff) Empty() bool { return len(d.Windows) == 0 && len(d.Gone) == 0 && d.Changed == 0 }

// Release gives back all buffers.
func (d *Diff) Release() {
	for i := range d.Windows {
		release(d.Windows[i].Window.Content.Planes)
	}
	d.recycle()
}

// Clone returns a Diff with references of its own.
func (d *Diff) Clone() Diff {
	n := *d
	n.Windows, n.memory = nil, nil
	for i := range d.Windows {
		n.Add(d.Windows[i].Changed, &d.Windows[i].Window)
	}
	n.Gone = slices.Clone(d.Gone)
	return n
}

// Merge makes d say what d and then next say. Later wins, damage adds up,
// replaced buffers are released. next must not be used afterwards.
func (d *Diff) Merge(next Diff) {
	for n := range next.Windows {
		w := &next.Windows[n]
		i, found := slices.BinarySearchFunc(d.Windows, w.Window.ID, func(x WindowDiff, id WindowID) int { return int(x.Window.ID) - int(id) })
		if !found {
			d.Windows = slices.Insert(d.Windows, i, *w)
			*w = WindowDiff{} // its memory is d's now
			continue
		}
		old := &d.Windows[i]
		old.Changed |= w.Changed
		old.Window.replace(&w.Window)
	}
	for _, id := range next.Gone {
		i := slices.IndexFunc(d.Windows, func(x WindowDiff) bool { return x.Window.ID == id })
		if i >= 0 {
			d.Windows[i].Window.Content.Release()
			d.Windows = slices.Delete(d.Windows, i, i+1)
		}
		// A window that is new and gone within d is told as gone all the
		// same: it may have been hidden and shown again, then the viewer knows it.
		if !slices.Contains(d.Gone, id) {
			d.Gone = append(d.Gone, id)
		}
	}
	d.mergeGlobals(&next)
	next.recycle()
}

func (d *Diff) mergeGlobals(next *Diff) {
	d.Changed |= next.Changed
	if next.Changed&FieldStack != 0 {
		d.Stack = next.Stack
	}
	if next.Changed&FieldActive != 0 {
		d.Active = next.Active
	}
	if next.Changed&FieldOutputs != 0 {
		d.Outputs = next.Outputs
	}
	if next.Changed&FieldCursor != 0 {
		d.Cursor = next.Cursor
	}
	if next.Changed&FieldGrab != 0 {
		d.Grab = next.Grab
	}
	if next.Changed&FieldLocked != 0 {
		d.Locked = next.Locked
	}
	if next.Changed&FieldLocks != 0 {
		d.Locks = next.Locks
	}
	if next.Changed&FieldNotifyIcons != 0 {
		d.NotifyIcons = next.NotifyIcons
	}
}

// A Viewer shows the scene somewhere else: an RDP session, a screenshot, a
// test.
type Viewer interface {
	// Publish hands over a Diff with its buffer references. It is called on
	// the scene's goroutine and must not block.
	Publish(d Diff)
}

// A Prompt is a Viewer that can look at what it is told on the goroutine that
// tells it, which need not wake another.
type Prompt interface {
	Viewer
	// Leave is Publish, and followed by Look, which may take some time and
	// use the desktop: the caller holds no lock, and is not the scene's
	// goroutine.
	Leave(d Diff)
	Look()
}

// An Onlooker is a Viewer that takes no interest in windows: its Diffs hold
// none, and it is told of nothing when only windows change.
type Onlooker interface {
	Viewer
	WithoutWindows()
}

// Globals returns the part of d that belongs to no window. It shares memory
// with d.
func (d *Diff) Globals() Diff {
	g := *d
	g.Windows, g.Gone, g.memory = nil, nil, nil
	return g
}

// A Drawn tells that a viewer has read a window's content up to Seq and could
// show more: this paces frame callbacks.
type Drawn struct {
	Window WindowID
	Seq    uint64
}

// An Attachment is a viewer's hold on the desktop.
type Attachment interface {
	// Drawn reports contents that the viewer is done with. Any goroutine.
	Drawn(done []Drawn)
	// Detach ends the publishing. Publish is not called after it returned.
	Detach()
}

// A View is a viewer's own picture of the scene: the sum of all Diffs.
type View struct {
	Windows map[WindowID]*Window // each owns its buffer references
	Stack   []WindowID
	Active  WindowID
	Outputs []Output
	Cursor  *Cursor
	Grab    Grab
	Locked  bool
	Locks   seat.Locks

	NotifyIcons []*NotifyIcon
}

// Apply takes d over into v. Damage adds up in each window's Content.Damage
// until the owner of v clears it. d must not be used afterwards.
func (v *View) Apply(d Diff) {
	if v.Windows == nil {
		v.Windows = map[WindowID]*Window{}
	}
	for _, id := range d.Gone {
		if w := v.Windows[id]; w != nil {
			w.Content.Release()
			delete(v.Windows, id)
		}
	}
	for i := range d.Windows {
		n := &d.Windows[i].Window
		old := v.Windows[n.ID]
		if old == nil {
			old = &Window{}
			v.Windows[n.ID] = old
		}
		old.replace(n) // in its place: a window changes all the time
	}
	sum := Diff{Stack: v.Stack, Active: v.Active, Outputs: v.Outputs, Cursor: v.Cursor, Grab: v.Grab, Locked: v.Locked, Locks: v.Locks, NotifyIcons: v.NotifyIcons}
	sum.mergeGlobals(&d)
	v.Stack, v.Active, v.Outputs, v.Cursor, v.Grab = sum.Stack, sum.Active, sum.Outputs, sum.Cursor, sum.Grab
	v.Locked, v.Locks, v.NotifyIcons = sum.Locked, sum.Locks, sum.NotifyIcons
	d.recycle()
}

// Release gives back all buffers.
func (v *View) Release() {
	for _, w := range v.Windows {
		w.Content.Release()
	}
	v.Windows = nil
}

// Bounds returns the rectangle that holds all outputs.
func Bounds(outputs []Output) (b image.Rectangle) {
	for _, o := range outputs {
		b = b.Union(o.Bounds)
	}
	return b
}
