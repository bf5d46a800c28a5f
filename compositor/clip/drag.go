package clip

// An Action is what becomes of what is dragged, or a set of such. Wayland's
// dnd_action has the same numbers.
type Action uint8

// The actions. Ask lets the target ask the user.
const (
	Copy Action = 1 << iota
	Move
	Ask
)

// First returns the simplest action of a set, 0 for none.
func (a Action) First() Action { return a & -a }

// A DragSource is what an app of one kind drags over windows of the other
// kind: X11 apps and Wayland apps are the two. It is told what the target makes
// of it. Values are compared by ==.
//
// A DragSource and its DropTarget live on goroutines of their own, and neither
// waits for the other: what is called hands over and returns.
type DragSource interface {
	Source
	// Status says what a drop would do now: one Action, or 0 for nothing.
	Status(a Action)
	// Finished says after a Drop what was done: 0 if nothing was. Nothing is
	// said afterwards.
	Finished(a Action)
}

// A DropTarget is all windows of one kind.
type DropTarget interface {
	// Over says where on the desktop the pointer is with src, which actions
	// src allows there, and which of them the user asks for by the keys that
	// are held: one, or 0. Each is answered by a Status.
	Over(src DragSource, x, y float64, may, want Action)
	// Leave ends what the first Over began.
	Leave(src DragSource)
	// Drop ends it, too. It is answered by Finished, once the content has
	// been taken.
	Drop(src DragSource)
}
