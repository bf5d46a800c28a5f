package wlserver

import (
	"slices"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
)

// dragToX11 is what an app drags over windows of X11 apps, from where it
// enters them to where it leaves them, or is dropped: a clip.DragSource.
type dragToX11 struct {
	*appSource
	g       *drag // nil: it has left, or it was dropped
	src     dragSource
	to      clip.DropTarget
	told    clip.Action // what the source knows a drop would do
	dropped bool
}

func newDragToX11(g *drag, to clip.DropTarget) *dragToX11 {
	return &dragToX11{
		appSource: &appSource{s: g.s, types: slices.Clone(g.src.mimes()), send: g.src.send},
		g:         g, src: g.src, to: to,
	}
}

// move tells where the pointer is, and what it would do there.
func (d *dragToX11) move() {
	may := d.src.allowed()
	d.to.Over(d, d.g.x, d.g.y, clip.Action(may), clip.Action(d.g.wish()&may))
}

func (d *dragToX11) leave() {
	d.g = nil
	d.to.Leave(d)
	d.tell(0)
}

func (d *dragToX11) drop() {
	d.g.focus, d.g.toX11 = nil, nil
	d.g, d.dropped = nil, true
	d.to.Drop(d)
}

// tell tells the source what a drop would do. X11 apps do not say which of the
// types they would take.
func (d *dragToX11) tell(a clip.Action) {
	if a == d.told {
		return
	}
	switch {
	case a == 0:
		d.src.target("")
	case d.told == 0 && len(d.types) > 0:
		d.src.target(d.types[0])
	}
	d.told = a
	d.src.action(wlproto.WlDataDeviceManagerDndAction(a))
}

// Status implements clip.DragSource.
func (d *dragToX11) Status(a clip.Action) {
	d.post(func() {
		if d.g != nil {
			d.tell(a)
		}
	})
}

// Finished implements clip.DragSource.
func (d *dragToX11) Finished(a clip.Action) {
	d.post(func() {
		switch {
		case !d.dropped:
		case a == 0:
			d.src.cancelled()
		default:
			d.tell(a)
			d.src.finished()
		}
		d.dropped = false
	})
}

// post runs f on the loop, from whatever goroutine but the loop's.
func (d *dragToX11) post(f func()) {
	d.s.host.Post(func(tx *scene.Tx) {
		d.s.enter(tx, time.Time{})
		f()
	})
}
