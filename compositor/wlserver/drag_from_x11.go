package wlserver

import (
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
)

// dragFromX11 is the source of a drag that an X11 app began. The pointer stays
// Xwayland's: the app hears of each motion by X, and says itself where it drags
// and what it drops.
type dragFromX11 struct {
	offerable
	src  clip.DragSource
	may  wlproto.WlDataDeviceManagerDndAction
	mime string // that the target takes
	act  wlproto.WlDataDeviceManagerDndAction
	told clip.Action // what the X11 app knows
}

func (d *dragFromX11) mimes() []string                               { return d.types }
func (d *dragFromX11) allowed() wlproto.WlDataDeviceManagerDndAction { return d.may }
func (d *dragFromX11) send(mime string, fd int)                      { paste(d.src, mime, fd) }
func (d *dragFromX11) performed()                                    {}
func (d *dragFromX11) finished()                                     { d.src.Finished(clip.Action(d.act)) }
func (d *dragFromX11) cancelled()                                    { d.src.Finished(0) }

func (d *dragFromX11) target(mime string) {
	d.mime = mime
	d.changed()
}

func (d *dragFromX11) action(a wlproto.WlDataDeviceManagerDndAction) {
	d.act = a
	d.changed()
}

// does returns what a drop would do.
func (d *dragFromX11) does() clip.Action {
	if d.mime == "" {
		return 0
	}
	return clip.Action(d.act)
}

func (d *dragFromX11) changed() {
	if d.does() != d.told {
		d.status()
	}
}

// status tells what a drop would do.
func (d *dragFromX11) status() {
	d.told = d.does()
	d.src.Status(d.told)
}

// dropTarget is the Wayland apps' windows as X11 apps of one Xwayland see them.
type dropTarget struct {
	s *Server
	c *client
}

// Over implements clip.DropTarget. Which keys are held the seat knows itself.
func (t dropTarget) Over(src clip.DragSource, x, y float64, may, _ clip.Action) {
	t.post(func() {
		g, d := t.find(src)
		if d == nil {
			if g, d = t.begin(src); d == nil {
				src.Status(0)
				return
			}
		}
		if m := wlproto.WlDataDeviceManagerDndAction(may); m != d.may {
			d.may = m
			if g.offer != nil {
				g.offer.allow()
			}
		}
		g.motion(x, y)
		d.status()
	})
}

// Leave implements clip.DropTarget.
func (t dropTarget) Leave(src clip.DragSource) {
	t.post(func() {
		if g, _ := t.find(src); g != nil {
			g.leave()
			t.s.data.drag = nil
			t.s.seat.pointer.settle()
		}
	})
}

// Drop implements clip.DropTarget.
func (t dropTarget) Drop(src clip.DragSource) {
	t.post(func() {
		if g, _ := t.find(src); g != nil {
			g.end(true)
			return
		}
		src.Finished(0)
	})
}

// find returns the drag of a source, if it goes on.
func (t dropTarget) find(src clip.DragSource) (*drag, *dragFromX11) {
	if g := t.s.data.drag; g != nil {
		if d, ok := g.src.(*dragFromX11); ok && d.src == src {
			return g, d
		}
	}
	return nil, nil
}

// begin begins a drag, if its app may: while the user holds a button or a
// finger on one of Xwayland's windows, and nothing else is dragged.
func (t dropTarget) begin(src clip.DragSource) (*drag, *dragFromX11) {
	if t.s.data.drag != nil || !t.s.seat.holds(t.c) {
		return nil, nil
	}
	d := &dragFromX11{src: src}
	for _, mime := range src.Types() {
		d.add(mime)
	}
	t.s.data.drag = &drag{s: t.s, c: t.c, src: d, finger: byXwayland}
	return t.s.data.drag, d
}

// post runs f on the loop, from whatever goroutine but the loop's.
func (t dropTarget) post(f func()) {
	t.s.host.Post(func(tx *scene.Tx) {
		t.s.enter(tx, time.Time{})
		f()
	})
}

// holds reports whether a client has a button or a finger that is down.
func (t *seatState) holds(c *client) bool {
	if p := &t.pointer; p.grab != nil && p.grab.c == c {
		return true
	}
	for _, f := range t.touch.fingers {
		if f.x.c == c {
			return true
		}
	}
	return false
}

// pickWayland is pick for what an X11 app drags, at a place where the app
// cannot see an X window: it looks through the picture that the app drags along.
func (t *seatState) pickWayland(x, y float64) (hit *surface, lx, ly float64) {
	_, hit, lx, ly = t.pickWindow(x, y, func(w *scene.Window, root *surface) bool {
		return root.c.watcher != nil && (w.Kind == scene.Tooltip || w.Kind == scene.Menu)
	})
	if hit != nil && hit.c.watcher != nil {
		hit = nil
	}
	return hit, lx, ly
}
