package compositor

import (
	"sync"

	"oriel/compositor/scene"
)

// attachment is a viewer's hold on the desktop.
type attachment struct {
	c        *Compositor
	viewer   scene.Viewer
	onlooker bool // it wants no windows

	mu    sync.Mutex
	drawn []scene.Drawn // that the loop has not seen
	spare []scene.Drawn
	tell  func(*scene.Tx) // made once: viewers draw all the time
}

// Attach shows the desktop to v from now on, beginning with a Snapshot.
func (c *Compositor) Attach(v scene.Viewer) scene.Attachment {
	a := &attachment{c: c, viewer: v}
	a.tell = a.takeDrawn
	_, a.onlooker = v.(scene.Onlooker)
	c.Do(func(tx *scene.Tx) {
		c.viewers = append(c.viewers, a)
		a.fresh(tx)
	})
	return a
}

// fresh publishes the snapshot. It is taken within a turn, before the turn's
// own changes are published; those then come as a Diff of their own, which
// the viewer may see twice: state, not events, so that is harmless.
func (a *attachment) fresh(*scene.Tx) {
	d := a.c.scene.Snapshot()
	if !a.onlooker {
		a.viewer.Publish(d)
		return
	}
	a.viewer.Publish(d.Globals())
	d.Release()
}

// Drawn implements scene.Attachment.
func (a *attachment) Drawn(done []scene.Drawn) {
	a.mu.Lock()
	posted := len(a.drawn) > 0
	a.drawn = append(a.drawn, done...)
	a.mu.Unlock()
	if !posted && len(done) > 0 {
		a.c.Post(a.tell)
	}
}

// takeDrawn hands what the viewer has drawn to the pacer.
func (a *attachment) takeDrawn(tx *scene.Tx) {
	a.mu.Lock()
	list := a.drawn
	a.drawn = a.spare[:0]
	a.mu.Unlock()
	for _, d := range list {
		a.c.pace.drawn(tx, d)
	}
	a.spare = list // the loop's alone
}

// Detach implements scene.Attachment.
func (a *attachment) Detach() {
	a.c.Do(func(*scene.Tx) {
		for i, o := range a.c.viewers {
			if o == a {
				a.c.viewers = append(a.c.viewers[:i], a.c.viewers[i+1:]...)
				break
			}
		}
	})
}
