package link

import (
	"slices"
	"sync"

	"oriel/compositor/scene"
)

// views are a Client's viewers. All of them share one generation of Diffs; who
// comes later gets a Snapshot of what has come so far.
type views struct {
	c *Client

	mu     sync.Mutex
	list   []*attachment
	gen    uint32
	synced bool // the Snapshot of this generation has come
	view   scene.View
	closed bool
}

type attachment struct {
	v      *views
	viewer scene.Viewer
}

func (v *views) attach(viewer scene.Viewer) scene.Attachment {
	a := &attachment{v, viewer}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return a
	}
	v.list = append(v.list, a)
	switch {
	case len(v.list) == 1:
		v.gen++
		v.tell(kindAttach)
	case v.synced:
		viewer.Publish(snapshot(&v.view))
	}
	return a
}

func (v *views) tell(kind byte) {
	v.c.post(func(b []byte) []byte { return le.AppendUint32(begin(b, kind, 0), v.gen) })
}

// Drawn implements scene.Attachment.
func (a *attachment) Drawn(done []scene.Drawn) { a.v.c.drawn(done) }

// Detach implements scene.Attachment.
func (a *attachment) Detach() {
	v := a.v
	v.mu.Lock()
	defer v.mu.Unlock()
	i := slices.Index(v.list, a)
	if i < 0 {
		return
	}
	v.list = slices.Delete(v.list, i, i+1)
	if len(v.list) == 0 {
		v.tell(kindDetach)
		v.reset()
	}
}

func (v *views) reset() {
	v.view.Release()
	v.view, v.synced = scene.View{}, false
}

// take gives a Diff to all viewers. A single one may look at it at once; of
// several none shall wait for another.
func (v *views) take(gen uint32, d scene.Diff) {
	if p := v.deal(gen, d); p != nil {
		p.Look()
	}
}

// deal gives a Diff to all viewers, and returns who is to look.
func (v *views) deal(gen uint32, d scene.Diff) scene.Prompt {
	v.mu.Lock()
	defer v.mu.Unlock()
	if gen != v.gen || len(v.list) == 0 {
		d.Release()
		return nil
	}
	settle(&d, &v.view)
	v.view.Apply(d.Clone())
	for i := range d.Windows {
		v.view.Windows[d.Windows[i].Window.ID].Content.Damage.Clear()
	}
	v.synced = true
	last := len(v.list) - 1
	for _, a := range v.list[:last] {
		a.viewer.Publish(d.Clone())
	}
	if p, ok := v.list[last].viewer.(scene.Prompt); ok && last == 0 {
		p.Leave(d)
		return p
	}
	v.list[last].viewer.Publish(d)
	return nil
}

func (v *views) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closed, v.list = true, nil
	v.reset()
}
