package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// An answer is what xgb's WaitForEvent returns: both nil at the end of the
// connection.
type answer struct {
	event xgb.Event
	err   xgb.Error
}

// pump reads events as fast as they come, whatever the consumer does: xgb's
// own queue blocks replies once it is full. It ends with the connection.
func pump(conn *xgb.Conn) <-chan answer {
	in, out := make(chan answer), make(chan answer)
	go func() {
		defer close(in)
		for {
			e, err := conn.WaitForEvent()
			if e == nil && err == nil {
				return
			}
			in <- answer{e, err}
		}
	}()
	go func() {
		defer close(out)
		var queue []answer
		for in != nil || len(queue) > 0 {
			var send chan answer
			var head answer
			if len(queue) > 0 {
				send, head = out, queue[0]
			}
			select {
			case a, ok := <-in:
				if !ok {
					in = nil
					continue
				}
				queue = append(queue, a)
			case send <- head:
				queue = queue[1:]
			}
		}
	}()
	return out
}

// loop handles events until the window is closed. It draws when no event
// waits, so that a burst of them, as an interactive resize is, ends in one
// drawing.
func (w *window) loop() error {
	events := pump(w.conn)
	var tick <-chan time.Time
	if every := w.p.Interval(); every > 0 {
		t := time.NewTicker(every)
		defer t.Stop()
		tick = t.C
	}
	for {
		var a answer
		var open bool
		select {
		case a, open = <-events:
		default:
			if w.dirty && w.exposed {
				if err := w.draw(); err != nil {
					return err
				}
				w.dirty = false
				continue
			}
			select {
			case a, open = <-events:
			case <-tick:
				w.dirty = w.p.Next() || w.dirty
				continue
			}
		}
		if !open {
			return errors.New("the X server is gone")
		}
		if a.err != nil {
			return fmt.Errorf("the X server reports: %w", a.err)
		}
		if w.handle(a.event) {
			return nil
		}
	}
}

// closed answers WM_PROTOCOLS messages and reports whether the window shall go.
func (w *window) closed(e xproto.ClientMessageEvent) bool {
	if e.Type != w.atoms["WM_PROTOCOLS"] || e.Format != 32 {
		return false
	}
	switch xproto.Atom(e.Data.Data32[0]) {
	case w.atoms["WM_DELETE_WINDOW"]:
		w.p.Logf("close")
		xproto.DestroyWindow(w.conn, w.id)
		w.conn.Sync()
		return true
	case w.atoms["_NET_WM_PING"]:
		root := xproto.Setup(w.conn).DefaultScreen(w.conn).Root
		e.Window = root
		xproto.SendEvent(w.conn, false, root,
			xproto.EventMaskSubstructureNotify|xproto.EventMaskSubstructureRedirect, string(e.Bytes()))
	}
	return false
}

// handle takes one event and reports whether the window is closed.
func (w *window) handle(event xgb.Event) (closed bool) {
	switch e := event.(type) {
	case xproto.ExposeEvent:
		w.dirty, w.exposed = true, true
	case xproto.ClientMessageEvent:
		return w.closed(e)
	case xproto.DestroyNotifyEvent:
		return true
	case xproto.ConfigureNotifyEvent:
		width, height := int(e.Width), int(e.Height)
		w.p.Logf("configure %dx%d", width, height)
		w.dirty = w.dirty || width != w.w || height != w.h
		w.w, w.h = width, height
	case xproto.KeyPressEvent:
		w.key(true, e.Detail, e.State)
	case xproto.KeyReleaseEvent:
		w.key(false, e.Detail, e.State)
	case xproto.ButtonPressEvent:
		w.button(true, int(e.Detail), int(e.EventX), int(e.EventY))
	case xproto.ButtonReleaseEvent:
		w.button(false, int(e.Detail), int(e.EventX), int(e.EventY))
	case xproto.MotionNotifyEvent:
		w.p.Logf("motion %d,%d", e.EventX, e.EventY)
	case xproto.FocusInEvent:
		w.p.Logf("focus in")
	case xproto.FocusOutEvent:
		w.p.Logf("focus out")
	case xproto.MapNotifyEvent:
		w.p.Logf("map")
	case xproto.UnmapNotifyEvent:
		w.p.Logf("unmap")
	case xproto.MappingNotifyEvent:
		if syms, err := readKeysyms(w.conn); err == nil {
			w.syms = syms
		}
	}
	return false
}

func (w *window) key(down bool, code xproto.Keycode, state uint16) {
	more := fmt.Sprintf("sym=%#x state=%#x", w.syms.lookup(code, state), state)
	w.dirty = w.p.Key(down, uint32(code), more) || w.dirty
}

var wheel = map[int]string{4: "up", 5: "down", 6: "left", 7: "right"}

func (w *window) button(down bool, button, x, y int) {
	direction, ok := wheel[button]
	switch {
	case !ok:
		w.dirty = w.p.Button(down, button, x, y) || w.dirty
	case down: // one notch is a press and a release
		w.p.Wheel(direction, x, y)
	}
}
