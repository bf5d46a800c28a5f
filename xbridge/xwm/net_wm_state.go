package xwm

import (
	"image"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// netState is _NET_WM_STATE.
type netState uint16

const (
	netMaxVert netState = 1 << iota
	netMaxHorz
	netFullscreen
	netHidden
	netModal
	netAbove
	netSkipTaskbar
	netSkipPager
	netAttention
	netFocused

	netMaximized = netMaxVert | netMaxHorz
)

// netStates gives each state its atom, after _NET_WM_STATE_, and its meaning
// for the scene.
var netStates = []struct {
	bit   netState
	name  string
	scene scene.State
}{
	{netMaxVert, "MAXIMIZED_VERT", 0}, {netMaxHorz, "MAXIMIZED_HORZ", 0},
	{netFullscreen, "FULLSCREEN", scene.Fullscreen}, {netHidden, "HIDDEN", scene.Minimized},
	{netModal, "MODAL", scene.Modal}, {netAbove, "ABOVE", scene.Above},
	{netSkipTaskbar, "SKIP_TASKBAR", scene.SkipTaskbar}, {netSkipPager, "SKIP_PAGER", 0},
	{netAttention, "DEMANDS_ATTENTION", scene.Attention}, {netFocused, "FOCUSED", 0},
}

// scene returns the state as the scene knows it.
func (n netState) scene() (s scene.State) {
	for _, e := range netStates {
		if n&e.bit != 0 {
			s |= e.scene
		}
	}
	if n&netMaximized == netMaximized {
		s |= scene.Maximized
	}
	return s
}

func (wm *WM) makeNetBits() map[xproto.Atom]netState {
	m := map[xproto.Atom]netState{}
	for _, e := range netStates {
		m[wm.atom["_NET_WM_STATE_"+e.name]] = e.bit
	}
	return m
}

// decodeNetState reads _NET_WM_STATE as an app sets it before it maps. Focus
// is not the app's to say.
func (wm *WM) decodeNetState(atoms []xproto.Atom) (n netState) {
	for _, a := range atoms {
		n |= wm.netBits[a]
	}
	return n &^ netFocused
}

// change is what _NET_WM_STATE messages ask for (EWMH 7.7).
func change(old, bits netState, action uint32) netState {
	switch action {
	case 0:
		return old &^ bits
	case 1:
		return old | bits
	case 2:
		if old&bits == bits {
			return old &^ bits
		}
		return old | bits
	}
	return old
}

// wished turns a user's wish into a state.
func wished(old netState, state, mask scene.State) netState {
	for _, e := range []struct {
		s scene.State
		n netState
	}{
		{scene.Maximized, netMaximized}, {scene.Fullscreen, netFullscreen}, {scene.Minimized, netHidden}, {scene.Above, netAbove},
	} {
		switch {
		case mask&e.s == 0:
		case state&e.s != 0:
			old |= e.n
		default:
			old &^= e.n
		}
	}
	return old
}

// setState makes n a window's state: its size, its properties, its look.
func (wm *WM) setState(w *window, n netState) {
	old := w.net
	if n == old {
		return
	}
	const sized = netMaximized | netFullscreen
	if old&sized == 0 && n&sized != 0 {
		w.restore = w.geometry
	}
	w.net = n
	if old&sized != n&sized && w.managed {
		wm.writeExtents(w)
		wm.fit(w)
	}
	wm.writeState(w)
	wm.touch(w)
}

// writeState tells the client and others what state a window is in.
func (wm *WM) writeState(w *window) {
	if !w.managed {
		return
	}
	state := uint32(stateNormal)
	if w.net&netHidden != 0 {
		state = stateIconic
	}
	a := wm.atom
	wm.conn.SetWords(w.id, a["WM_STATE"], a["WM_STATE"], state, 0)
	var list []uint32
	for _, e := range netStates {
		if w.net&e.bit != 0 {
			list = append(list, uint32(a["_NET_WM_STATE_"+e.name]))
		}
	}
	wm.conn.SetWords(w.id, a["_NET_WM_STATE"], a["ATOM"], list...)
}

// fit gives a window the size that its state demands: its output's, the work
// area's, or what it had before.
func (wm *WM) fit(w *window) { wm.fitTo(w, scene.Home(wm.outputs, wm.bounds(w))) }

func (wm *WM) fitTo(w *window, out scene.Output) {
	f, rim := wm.bounds(w), wm.rim(w)
	switch {
	case w.net&netFullscreen != 0:
		f = out.Bounds
	case w.net&netMaximized != 0:
		work := out.WorkArea()
		if !w.restore.Empty() {
			f = inside(w.restore, rim)
		}
		if w.net&netMaxHorz != 0 {
			f.Min.X, f.Max.X = work.Min.X, work.Max.X
		}
		if w.net&netMaxVert != 0 {
			f.Min.Y, f.Max.Y = work.Min.Y, work.Max.Y
		}
	case !w.restore.Empty():
		f = scene.Retrieve(wm.outputs, inside(w.restore, rim))
		w.restore = image.Rectangle{}
	default:
		return
	}
	wm.configure(w, rim.Outside(f))
}

// writeActions tells what the user may do with a window.
func (wm *WM) writeActions(w *window) {
	var list []uint32
	for _, e := range []struct {
		name string
		ok   bool
	}{
		{"MOVE", w.motif.allows(motifFuncMove)}, {"RESIZE", w.motif.allows(motifFuncResize)},
		{"MINIMIZE", w.motif.allows(motifFuncMinimize)},
		{"MAXIMIZE_HORZ", w.motif.allows(motifFuncMaximize)}, {"MAXIMIZE_VERT", w.motif.allows(motifFuncMaximize)},
		{"FULLSCREEN", true}, {"CLOSE", w.motif.allows(motifFuncClose)},
	} {
		if e.ok {
			list = append(list, uint32(wm.atom["_NET_WM_ACTION_"+e.name]))
		}
	}
	wm.conn.SetWords(w.id, wm.atom["_NET_WM_ALLOWED_ACTIONS"], wm.atom["ATOM"], list...)
}
