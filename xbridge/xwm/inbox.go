package xwm

import (
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// A message is something that the loop asks of the pump.
type message interface{ handle(wm *WM) }

// supersedes merges what a user's hand can flood us with: bounds while dragging.
func supersedes(m, old message) bool {
	switch m := m.(type) {
	case wishMessage:
		o, ok := old.(wishMessage)
		return ok && o.window == m.window && o.wish.What == scene.WantBounds && m.wish.What == scene.WantBounds
	case outputsMessage:
		_, ok := old.(outputsMessage)
		return ok
	case stackMessage:
		_, ok := old.(stackMessage)
		return ok
	}
	return false
}

// A wishMessage is Handle.Configure.
type wishMessage struct {
	window xproto.Window
	wish   scene.Wish
	hides  uint64 // the link's count
}

// A closeMessage is Handle.Close.
type closeMessage struct{ window xproto.Window }

// An outputsMessage tells of the monitors.
type outputsMessage struct{ outputs []scene.Output }

// A stackMessage tells of the stacking order of X windows, bottom first.
type stackMessage struct{ windows []xproto.Window }

func (m wishMessage) handle(wm *WM) {
	if w := wm.windows[m.window]; w != nil {
		if w.hides != m.hides {
			w.hides = m.hides
			wm.touch(w)
		}
		wm.handleWish(w, m.wish)
	}
}

func (m closeMessage) handle(wm *WM) {
	if w := wm.windows[m.window]; w != nil {
		wm.closeWindow(w)
	}
}

func (m outputsMessage) handle(wm *WM) { wm.setOutputs(m.outputs) }

func (m stackMessage) handle(wm *WM) { wm.restack(m.windows) }
