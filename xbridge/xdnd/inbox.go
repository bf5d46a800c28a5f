package xdnd

import (
	"image"
	"sync"

	"oriel/compositor/clip"
)

// A message comes from the compositor's loop, or from where content goes.
type message interface{ handle(d *DND) }

// An inbox takes messages without ever blocking, and merges what hands and
// apps can flood it with. It is a clip.DropTarget: the X windows.
type inbox struct {
	mu     sync.Mutex
	items  []message
	closed bool
	ready  chan struct{}
}

func (b *inbox) put(m message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		end(m)
		return
	}
	if n := len(b.items); n > 0 && supersedes(m, b.items[n-1]) {
		b.items[n-1] = m
	} else {
		b.items = append(b.items, m)
	}
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

func (b *inbox) take() []message {
	b.mu.Lock()
	defer b.mu.Unlock()
	items := b.items
	b.items = nil
	return items
}

// close ends what waits, and what still comes is ended at once.
func (b *inbox) close() {
	b.mu.Lock()
	items := b.items
	b.items, b.closed = nil, true
	b.mu.Unlock()
	for _, m := range items {
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

// supersedes reports whether m makes old superfluous.
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
func (b *inbox) Over(src clip.DragSource, x, y float64, may clip.Action) {
	b.put(overMessage{src, x, y, may})
}

// Leave implements clip.DropTarget.
func (b *inbox) Leave(src clip.DragSource) { b.put(leaveMessage{src}) }

// Drop implements clip.DropTarget.
func (b *inbox) Drop(src clip.DragSource) { b.put(dropMessage{src}) }

type overMessage struct {
	src  clip.DragSource
	x, y float64
	may  clip.Action
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
		d.out.over(m.src, d.x.point(m.x, m.y), m.may)
	}
}

func (m leaveMessage) handle(d *DND) { d.out.leave(m.src) }

func (m dropMessage) handle(d *DND) { d.out.drop(m.src) }

func (m statusMessage) handle(d *DND) { d.in.status(m.src, m.action) }

func (m finishedMessage) handle(d *DND) { d.in.finished(m.src, m.action) }

func (m deletedMessage) handle(d *DND) { d.in.answer(m.src, clip.Move) }

func (m uncoveredMessage) handle(d *DND) { d.in.uncovered(m.rects) }
