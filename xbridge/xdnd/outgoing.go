package xdnd

import (
	"image"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
)

// A target is an X window that takes drops. The zero value is none.
type target struct {
	win     xproto.Window // that messages are about
	to      xproto.Window // that gets them: the same, or its XdndProxy
	top     xproto.Window // the child of the root that it is in
	version int
}

// outServer is what outgoing needs of the X server.
type outServer interface {
	// own makes src the content of XdndSelection, with its types and actions,
	// and calls then when apps can get it.
	own(src clip.Source, may clip.Action, then func(xproto.Timestamp))
	disown()
	self() xproto.Window // the source as apps see it
	types() []xproto.Atom
	find(at image.Point) target
	send(to, about xproto.Window, m any)
	actions() actions
}

// outgoing drags what a Wayland app drags over X windows.
type outgoing struct {
	cfg *Config
	x   outServer

	src     clip.DragSource // nil: nothing is dragged there
	may     clip.Action
	want    clip.Action // of may
	owned   bool
	time    xproto.Timestamp // of the ownership
	at      image.Point
	moved   bool // the target does not know of at
	to      target
	waiting bool        // for its XdndStatus
	status  clip.Action // what it said last
	drops   bool        // the user has dropped it
	dropped bool        // the target knows

	deadline time.Time // while waiting or dropped
}

// over: the pointer is at a place of the root window.
func (o *outgoing) over(src clip.DragSource, at image.Point, may, want clip.Action) {
	if o.drops && o.src == src {
		return
	}
	if o.src != src {
		o.end(0)
		o.src = src
		o.x.own(src, may, func(t xproto.Timestamp) {
			if o.src == src {
				o.owned, o.time = true, t
				o.proceed()
			}
		})
	}
	o.at, o.may, o.want, o.moved = at, may, want&may, true
	o.step()
}

// step tells the target under the pointer of it, one motion at a time.
func (o *outgoing) step() {
	if !o.owned || !o.moved || o.dropped {
		return
	}
	if t := o.x.find(o.at); t != o.to {
		o.enter(t)
	}
	if o.to.win == 0 {
		o.moved = false
		o.src.Status(0)
		return
	}
	if o.waiting {
		return
	}
	o.moved, o.waiting = false, true
	o.deadline = o.cfg.Now().Add(o.cfg.Patience)
	proposed := o.want
	if proposed == 0 {
		proposed = o.may.First()
	}
	o.tell(positionMsg{o.x.self(), o.at, o.time, o.x.actions().atom(proposed)})
}

// enter goes to another target.
func (o *outgoing) enter(t target) {
	if o.to.win != 0 {
		o.tell(leaveMsg{o.x.self()})
	}
	o.to, o.waiting = t, false
	o.say(0)
	if t.win != 0 {
		types := o.x.types()
		o.tell(enterMsg{o.x.self(), t.version, len(types) > 3, types})
	}
}

func (o *outgoing) tell(m any) { o.x.send(o.to.to, o.to.win, m) }

// say notes what a drop would do, and tells the source.
func (o *outgoing) say(a clip.Action) {
	o.status = a
	o.src.Status(a)
}

// handle handles what a target says.
func (o *outgoing) handle(m any) {
	if o.src == nil {
		return
	}
	switch m := m.(type) {
	case statusMsg:
		if m.from == o.to.win && o.waiting && !o.dropped {
			o.waiting = false
			o.say(o.answer(m.accept, m.action))
			o.proceed()
		} else if m.from == o.to.win && !o.drops {
			o.say(o.answer(m.accept, m.action)) // it has changed its mind
		}
	case finishedMsg:
		switch {
		case m.from != o.to.win || !o.dropped:
		case o.to.version < 5:
			o.end(o.status)
		default:
			o.end(o.answer(m.accept, m.action))
		}
	}
}

// answer is the action that a target's answer means for the source.
func (o *outgoing) answer(accept bool, a xproto.Atom) clip.Action {
	if !accept {
		return 0
	}
	does := o.x.actions().action(a)
	if does&o.may != 0 || o.dropped && o.status == clip.Ask { // the user was asked
		return does
	}
	return o.may.First()
}

// proceed goes on after what was waited for.
func (o *outgoing) proceed() {
	if o.moved {
		o.step()
	}
	if o.drops && !o.waiting {
		o.deliver()
	}
}

// drop: the user has dropped it. What the target thinks of the last motion is
// waited for.
func (o *outgoing) drop(src clip.DragSource) {
	if o.src != src {
		src.Finished(0)
		return
	}
	if o.drops {
		return
	}
	o.drops = true
	if !o.owned || o.waiting {
		o.deadline = o.cfg.Now().Add(o.cfg.Patience)
		return
	}
	o.deliver()
}

func (o *outgoing) deliver() {
	if o.status == 0 {
		o.end(0)
		return
	}
	o.dropped = true
	o.deadline = o.cfg.Now().Add(o.cfg.Finish)
	o.tell(dropMsg{o.x.self(), o.time})
}

// leave: the pointer has left the X windows.
func (o *outgoing) leave(src clip.DragSource) {
	if o.src == src && !o.drops {
		o.end(0)
	}
}

// handleUnmap: a window is not seen any more. What was dropped on it may go on.
func (o *outgoing) handleUnmap(w xproto.Window) {
	if !o.dropped {
		o.handleGone(w)
	}
}

// handleGone: a window is gone.
func (o *outgoing) handleGone(w xproto.Window) {
	if o.to.win == 0 || w != o.to.top && w != o.to.win && w != o.to.to {
		return
	}
	o.to, o.waiting = target{}, false
	if o.drops {
		o.end(0)
		return
	}
	o.say(0)
}

// turn gives up what does not answer.
func (o *outgoing) turn() (next time.Time) {
	if o.src == nil || !o.waiting && !o.drops {
		return time.Time{}
	}
	if o.cfg.Now().Before(o.deadline) {
		return o.deadline
	}
	o.cfg.Log.Debug("X app does not answer what is dragged over it")
	if o.drops {
		o.end(0)
		return time.Time{}
	}
	o.waiting = false
	o.say(0)
	o.step()
	if o.waiting {
		return o.deadline
	}
	return time.Time{}
}

// end ends the drag: with what was done, if it was dropped.
func (o *outgoing) end(a clip.Action) {
	if o.src == nil {
		return
	}
	if o.to.win != 0 && !o.dropped {
		o.tell(leaveMsg{o.x.self()})
	}
	if o.drops {
		o.src.Finished(a)
	} else {
		o.src.Status(0)
	}
	o.x.disown()
	*o = outgoing{cfg: o.cfg, x: o.x}
}
