package xwm

import (
	"slices"
	"time"

	"github.com/jezek/xgb/xproto"
)

// focus is which window should have the X focus, and which was given it; 0 is
// none.
type focus struct {
	want, has xproto.Window
	again     bool      // an app took it: give it once more
	stolen    time.Time // when that was last undone
}

// A FocusModel says how a client takes the focus (ICCCM 4.1.7).
type FocusModel uint8

// The models.
const (
	NoInput FocusModel = iota
	Passive
	LocallyActive
	GloballyActive
)

// FocusModelOf returns the model of a client.
func FocusModelOf(input, takeFocus bool) FocusModel {
	switch {
	case input && takeFocus:
		return LocallyActive
	case input:
		return Passive
	case takeFocus:
		return GloballyActive
	}
	return NoInput
}

func (w *window) focusModel() FocusModel { return FocusModelOf(w.hints.Input, w.protocols.takeFocus) }

// focusOnMap reports whether a window gets the focus as it appears.
func (wm *WM) focusOnMap(w *window) bool {
	if w.net&netHidden != 0 || w.userTime.refuses() || w.focusModel() == NoInput {
		return false
	}
	switch wm.windowType(w) {
	case "SPLASH", "TOOLTIP", "NOTIFICATION", "DND", "DOCK", "DESKTOP":
		return false
	}
	return true
}

// setActivated is the scene's word on who has the focus.
func (wm *WM) setActivated(w *window, on bool) {
	if !on {
		if wm.focus.want == w.id {
			wm.focus.want = 0
		}
		return
	}
	wm.focus.want = w.id
	wm.recent = append([]xproto.Window{w.id}, without(wm.recent, w.id)...)
	w.hints.Flags &^= HintUrgency
	wm.setState(w, w.net&^netAttention)
}

// applyFocus gives the X focus to whom it is due, once a turn.
func (wm *WM) applyFocus() {
	f := &wm.focus
	if f.want == f.has && !f.again {
		return
	}
	f.again = false
	if f.want != f.has {
		if w := wm.windows[f.has]; w != nil && w.managed {
			wm.setState(w, w.net&^netFocused)
		}
		f.has = f.want
		if w := wm.windows[f.has]; w != nil && w.managed {
			wm.setState(w, w.net|netFocused)
		}
		wm.writeActive()
	}
	// Both need one time: a client that takes the focus with an older time
	// than ours is ignored by the server.
	wm.clock.Ask(func(t xproto.Timestamp) {
		if f.has == f.want {
			wm.setInputFocus(wm.windows[f.has], t)
		}
	})
}

func (wm *WM) writeActive() {
	wm.conn.SetWords(wm.conn.Root, wm.atom["_NET_ACTIVE_WINDOW"], wm.atom["WINDOW"], uint32(wm.focus.has))
}

func (wm *WM) setInputFocus(w *window, t xproto.Timestamp) {
	if w == nil || !w.mapped || w.focusModel() == NoInput {
		// Our own window, not None: with None apps see FocusIn with odd details.
		xproto.SetInputFocus(wm.conn.Conn, xproto.InputFocusParent, wm.check, t)
		return
	}
	m := w.focusModel()
	if m == Passive || m == LocallyActive {
		xproto.SetInputFocus(wm.conn.Conn, xproto.InputFocusPointerRoot, w.id, t)
	}
	if m == LocallyActive || m == GloballyActive {
		wm.sendProtocol(w, "WM_TAKE_FOCUS", t)
	}
}

// handleFocusIn undoes what an app did to the focus without being asked:
// otherwise keys would go elsewhere than what the user sees as active. Within
// its own windows a client may move the focus as it likes.
func (wm *WM) handleFocusIn(e xproto.FocusInEvent) {
	if e.Mode == xproto.NotifyModeGrab || e.Mode == xproto.NotifyModeUngrab {
		return
	}
	if e.Detail == xproto.NotifyDetailPointer || e.Detail == xproto.NotifyDetailInferior {
		return
	}
	f := &wm.focus
	if e.Event == f.want || e.Event == wm.conn.Root && e.Detail != xproto.NotifyDetailNone ||
		f.want != 0 && wm.conn.SameClient(e.Event, f.want) {
		return
	}
	// Two that fight for it must not keep the machine busy.
	if now := wm.cfg.Now(); now.Sub(f.stolen) > 100*time.Millisecond {
		f.stolen, f.again = now, true
	}
}

// restack brings the X stacking order in line with the scene's.
func (wm *WM) restack(order []xproto.Window) {
	if slices.Equal(order, wm.stack) {
		return
	}
	wm.stack = order
	wm.listed = false
	for i, id := range order {
		if i > 0 {
			xproto.ConfigureWindow(wm.conn.Conn, id, xproto.ConfigWindowSibling|xproto.ConfigWindowStackMode,
				[]uint32{uint32(order[i-1]), xproto.StackModeAbove})
		}
	}
}
