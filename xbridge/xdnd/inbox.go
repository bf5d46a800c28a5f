package xdnd

import (
	"image"

	"oriel/compositor/clip"
	"oriel/xbridge/xconn"
)

// A message comes from the compositor's loop, or from where content goes.
type message interface{ handle(d *DND) }

// An inbox is a clip.DropTarget: the X windows.
type inbox struct{ *xconn.Inbox[message] }

func (b inbox) put(m message) {
	if !b.Put(m) {
		end(m)
	}
}

// close ends what waits, and what still comes is ended at once.
func (b inbox) close() {
	for _, m := range b.Close() {
		end(m)
	}
}

// end tells that nothing comes of a drop. It is told by a goroutine of its own,
// since we may be on the one that must hear of it.
func end(m message) {
	if m, ok := m.(dropMessage); ok {
		go m.src.Finished(0)
	}
}

// supersedes merges what hands and apps can flood us with.
func supersedes(m, old message) bool {
	switch m := m.(type) {
	case overMessage:
		o, ok := old.(overMessage)
		return ok && o.src == m.src
	case statusMessage:
		o, ok := old.(statusMessage)
		return ok && o.src == m.src
	}
	return false
}

// Over implements clip.DropTarget.
func (b inbox) Over(src clip.DragSource, x, y float64, may, want clip.Action) {
	b.put(overMessage{src, x, y, may, want})
}

// Leave implements clip.DropTarget.
func (b inbox) Leave(src clip.DragSource) { b.put(leaveMessage{src}) }

// Drop implements clip.DropTarget.
func (b inbox) Drop(src clip.DragSource) { b.put(dropMessage{src}) }

type overMessage struct {
	src       clip.DragSource
	x, y      float64
	may, want clip.Action
}

type leaveMessage struct{ src clip.DragSource }

type dropMessage struct{ src clip.DragSource }

// A statusMessage is what a Wayland app would do with what an X11 app drags.
type statusMessage struct {
	src    *dragged
	action clip.Action
}

// A finishedMessage is what it has done.
type finishedMessage struct {
	src    *dragged
	action clip.Action
}

// A deletedMessage tells that the source was asked to delete what was moved.
type deletedMessage struct{ src *dragged }

// An uncoveredMessage tells where Wayland windows are.
type uncoveredMessage struct{ rects []image.Rectangle }

func (m overMessage) handle(d *DND) {
	if d.x != nil {
		d.out.over(m.src, d.x.point(m.x, m.y), m.may, m.want)
	}
}

func (m leaveMessage) handle(d *DND) { d.out.leave(m.src) }

func (m dropMessage) handle(d *DND) { d.out.drop(m.src) }

func (m statusMessage) handle(d *DND) { d.in.status(m.src, m.action) }

func (m finishedMessage) handle(d *DND) { d.in.finished(m.src, m.action) }

func (m deletedMessage) handle(d *DND) { d.in.answer(m.src, clip.Move) }

func (m uncoveredMessage) handle(d *DND) { d.in.uncovered(m.rects) }
