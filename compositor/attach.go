package compositor

import (
	"oriel/compositor/scene"
)

// attachment is a viewer's hold on the desktop.
type attachment struct {
	c      *Compositor
	viewer scene.Viewer
}

// Attach shows the desktop to v from now on, beginning with a Snapshot.
func (c *Compositor) Attach(v scene.Viewer) scene.Attachment {
	a := &attachment{c, v}
	c.Do(func(tx *scene.Tx) {
		c.viewers = append(c.viewers, a)
		a.fresh(tx)
	})
	return a
}

// fresh publishes the snapshot. It is taken within a turn, before the turn's
// own changes are published; those then come as a Diff of their own, which
// the viewer may see twice: state, not events, so that is harmless.
func (a *attachment) fresh(*scene.Tx) { a.viewer.Publish(a.c.scene.Snapshot()) }

// Drawn implements scene.Attachment.
func (a *attachment) Drawn(done []scene.Drawn) {
	list := append([]scene.Drawn(nil), done...)
	a.c.Post(func(tx *scene.Tx) {
		for _, d := range list {
			a.c.pace.drawn(tx, d)
		}
	})
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
