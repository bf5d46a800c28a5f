package xdnd

import (
	"image"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
)

// A content is what an X app gives of what it drags.
type content interface {
	clip.Source
	At(t xproto.Timestamp)
	Delete(done func())
}

// inServer is what incoming needs of the X server.
type inServer interface {
	target() xproto.Window // our window
	held() bool            // a button is down
	look()                 // asks where Wayland windows are: an uncoveredMessage
	show(rects []image.Rectangle)
	typeList(w xproto.Window) []xproto.Atom
	actionList(w xproto.Window) []xproto.Atom
	content(types []xproto.Atom) content // nil: nothing that others know
	logical(p image.Point) (x, y float64)
	send(to, about xproto.Window, m any)
	actions() actions
}

// A dragged is what an X app drags over Wayland windows: a clip.DragSource.
type dragged struct {
	content
	inbox inbox

	// The pump's.
	win      xproto.Window // the source
	status   clip.Action   // what the app knows a drop would do
	dropped  bool
	deadline time.Time // for the drop, or for its end; zero: a button is down
}

// Status implements clip.DragSource.
func (s *dragged) Status(a clip.Action) { s.inbox.put(statusMessage{s, a}) }

// Finished implements clip.DragSource.
func (s *dragged) Finished(a clip.Action) { s.inbox.put(finishedMessage{s, a}) }

// incoming takes what X apps drag over Wayland windows.
type incoming struct {
	cfg   *Config
	x     inServer
	wl    clip.DropTarget
	inbox inbox

	dragging bool      // an app drags something, wherever
	next     time.Time // when we look again whether it still does
	src      *dragged  // what it drags over us; nil: nothing
}

// between is how often we look while an app drags something: for a button,
// since the app may not tell us of the end, and for windows, which may move.
const between = 200 * time.Millisecond

// handleOwner: an app has taken XdndSelection, which begins a drag, or it is
// nobody's any more.
func (i *incoming) handleOwner(w xproto.Window) {
	i.cancel()
	if w != 0 {
		i.dragging = true
		i.check()
	}
}

// check looks whether the drag goes on.
func (i *incoming) check() {
	now := i.cfg.Now()
	if i.x.held() {
		i.next = now.Add(between)
		i.x.look()
		return
	}
	i.stop()
	if s := i.src; s != nil && !s.dropped {
		s.deadline = now.Add(i.cfg.Patience)
	}
}

// stop takes our window away.
func (i *incoming) stop() {
	if i.dragging {
		i.dragging = false
		i.x.show(nil)
	}
}

func (i *incoming) uncovered(rects []image.Rectangle) {
	if i.dragging {
		i.x.show(rects)
	}
}

// handle handles what a source says.
func (i *incoming) handle(m any) {
	if m, ok := m.(enterMsg); ok {
		i.enter(m)
		return
	}
	s := i.src
	if s == nil || s.dropped {
		return
	}
	switch m := m.(type) {
	case positionMsg:
		if m.from == s.win {
			i.position(s, m)
		}
	case leaveMsg:
		if m.from == s.win {
			i.leave()
		}
	case dropMsg:
		if m.from == s.win {
			i.drop(s, m)
		}
	}
}

func (i *incoming) enter(m enterMsg) {
	i.leave()
	if m.version < oldest {
		return
	}
	if m.more {
		m.types = i.x.typeList(m.from)
	}
	i.src = &dragged{win: m.from, inbox: i.inbox, content: i.x.content(m.types)}
}

func (i *incoming) position(s *dragged, m positionMsg) {
	if s.content == nil {
		i.say(s, 0)
		return
	}
	s.At(m.time)
	x, y := i.x.logical(m.at)
	i.wl.Over(s, x, y, i.may(s, m.action), 0)
}

// may returns what the app allows: what it proposes, and what it lists, which
// changes with the keys that its user holds. Of Ask alone everything may come.
func (i *incoming) may(s *dragged, proposed xproto.Atom) clip.Action {
	a := i.x.actions().action(proposed) | i.x.actions().set(i.x.actionList(s.win))
	if a == clip.Ask {
		a |= clip.Copy | clip.Move
	}
	return a
}

// status: this is what a drop would do.
func (i *incoming) status(s *dragged, a clip.Action) {
	if i.src == s && !s.dropped {
		i.say(s, a)
	}
}

func (i *incoming) say(s *dragged, a clip.Action) {
	s.status = a
	i.x.send(s.win, s.win, statusMsg{i.x.target(), a != 0, i.x.actions().atom(a)})
}

func (i *incoming) drop(s *dragged, m dropMsg) {
	i.stop()
	if s.status == 0 || s.content == nil {
		i.leave()
		i.finish(s.win, 0)
		return
	}
	s.At(m.time)
	s.dropped = true
	s.deadline = i.cfg.Now().Add(i.cfg.Finish)
	i.wl.Drop(s)
}

// finished: the target has taken what was dropped, or the desktop has ended
// the drag.
func (i *incoming) finished(s *dragged, a clip.Action) {
	switch {
	case i.src != s:
	case !s.dropped:
		i.say(s, 0)
	case a == clip.Move: // it is the target that asks for this (XDND, "XdndActionMove")
		s.Delete(func() { i.inbox.put(deletedMessage{s}) })
	default:
		i.answer(s, a)
	}
}

// answer tells the source that all is over.
func (i *incoming) answer(s *dragged, a clip.Action) {
	if i.src == s {
		i.src = nil
		i.finish(s.win, a)
	}
}

func (i *incoming) finish(to xproto.Window, a clip.Action) {
	i.x.send(to, to, finishedMsg{i.x.target(), a != 0, i.x.actions().atom(a)})
}

// leave ends what is dragged over us, or what was dropped and is not finished.
func (i *incoming) leave() {
	s := i.src
	i.src = nil
	switch {
	case s == nil:
	case s.dropped:
		i.finish(s.win, 0)
	case s.content != nil:
		i.wl.Leave(s)
	}
}

// cancel ends everything.
func (i *incoming) cancel() {
	i.stop()
	i.leave()
}

// turn looks after the drag, and gives up what does not end.
func (i *incoming) turn() (next time.Time) {
	now := i.cfg.Now()
	if i.dragging && !now.Before(i.next) {
		i.check()
	}
	if i.dragging {
		next = i.next
	}
	s := i.src
	if s == nil || s.deadline.IsZero() {
		return next
	}
	if !now.Before(s.deadline) {
		i.cfg.Log.Debug("What an X app has dragged comes to no end")
		i.leave()
		return next
	}
	if next.IsZero() || s.deadline.Before(next) {
		next = s.deadline
	}
	return next
}
