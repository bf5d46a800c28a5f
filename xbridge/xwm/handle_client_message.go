package xwm

import (
	"image"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// handleClientMessage: apps and pagers ask for something, or the X server
// names a window's surface.
func (wm *WM) handleClientMessage(e xproto.ClientMessageEvent) {
	d := e.Data.Data32
	if e.Format != 32 || len(d) < 5 {
		return
	}
	a := wm.atom
	if e.Type == a["WM_PROTOCOLS"] {
		wm.handlePong(d)
		return
	}
	if e.Type == a["_NET_REQUEST_FRAME_EXTENTS"] {
		wm.handleRequestFrameExtents(e.Window)
		return
	}
	w := wm.windows[e.Window]
	if w == nil {
		return
	}
	switch e.Type {
	case a["WL_SURFACE_ID"]:
		wm.claim(w, surfaceKey{n: uint64(d[0])})
		return
	case a["WL_SURFACE_SERIAL"]:
		wm.claim(w, surfaceKey{serial: true, n: uint64(d[1])<<32 | uint64(d[0])})
		return
	}
	if w.managed {
		wm.handleRequest(w, e.Type, d)
	}
}

// handleRequest handles what a pager or the app itself asks of a window.
func (wm *WM) handleRequest(w *window, what xproto.Atom, d []uint32) {
	a := wm.atom
	switch what {
	case a["_NET_WM_STATE"]:
		wm.handleNetWMState(w, d)
	case a["WM_CHANGE_STATE"]:
		if d[0] == stateIconic {
			wm.setState(w, w.net|netHidden)
		}
	case a["_NET_ACTIVE_WINDOW"]:
		wm.setState(w, w.net&^netHidden)
		w.wakes++
		wm.touch(w)
	case a["_NET_CLOSE_WINDOW"]:
		wm.closeWindow(w)
	case a["_NET_MOVERESIZE_WINDOW"]:
		wm.handleNetMoveresizeWindow(w, d)
	case a["_NET_WM_MOVERESIZE"]:
		wm.handleNetWMMoveresize(w, d)
	case a["_GTK_SHOW_WINDOW_MENU"]:
		wm.handleGTKShowWindowMenu(w, d)
	case a["_NET_RESTACK_WINDOW"]:
		if d[2] == xproto.StackModeAbove {
			w.raises++
			wm.touch(w)
		}
	}
}

// handlePong: the answer to a _NET_WM_PING comes to the root.
func (wm *WM) handlePong(d []uint32) {
	if xproto.Atom(d[0]) != wm.atom["_NET_WM_PING"] {
		return
	}
	if w := wm.windows[xproto.Window(d[2])]; w != nil {
		w.pinged = time.Time{}
	}
}

func (wm *WM) claim(w *window, k surfaceKey) {
	wm.claims++
	w.claim, w.key = wm.claims, k
	wm.touch(w)
}

func (wm *WM) handleNetWMState(w *window, d []uint32) {
	bits := wm.netBits[xproto.Atom(d[1])] | wm.netBits[xproto.Atom(d[2])]
	bits &^= netFocused | netHidden // the window manager's alone
	wm.setState(w, change(w.net, bits, d[0]))
}

// handleNetMoveresizeWindow: a pager's ConfigureRequest with a gravity.
func (wm *WM) handleNetMoveresizeWindow(w *window, d []uint32) {
	if w.net&(netMaximized|netFullscreen) != 0 {
		return
	}
	gravity := d[0] & 0xff
	if gravity == 0 {
		gravity = w.size.Gravity
	}
	g := w.geometry
	size := g.Size()
	if d[0]&(1<<10) != 0 {
		size.X = int(min(d[3], maxSize))
	}
	if d[0]&(1<<11) != 0 {
		size.Y = int(min(d[4], maxSize))
	}
	g = Grow(gravity, g, w.size.Constrain(size))
	at := Anchor(gravity, image.Pt(int(int16(d[1])), int(int16(d[2]))), 0, wm.frameOf(w))
	if d[0]&(1<<8) != 0 {
		g = g.Add(image.Pt(at.X-g.Min.X, 0))
	}
	if d[0]&(1<<9) != 0 {
		g = g.Add(image.Pt(0, at.Y-g.Min.Y))
	}
	wm.configure(w, g)
}

// handleGTKShowWindowMenu: the app wants the system menu at a place of the
// root window.
func (wm *WM) handleGTKShowWindowMenu(w *window, d []uint32) {
	l, at := w.link, wm.fromX(image.Pt(int(int16(d[1])), int(int16(d[2]))))
	wm.cfg.Desktop.Post(func(tx *scene.Tx) {
		if l.window != 0 {
			wm.cfg.Desktop.ShowMenu(tx, l.window, at)
		}
	})
}

// grabEdges are the directions of _NET_WM_MOVERESIZE, clockwise from the top
// left; 8 is a move.
var grabEdges = [9]scene.Edges{
	scene.Top | scene.Left, scene.Top, scene.Top | scene.Right, scene.Right,
	scene.Bottom | scene.Right, scene.Bottom, scene.Bottom | scene.Left, scene.Left, 0,
}

// handleNetWMMoveresize: the app asks us to go on with a drag that began in
// its own title bar or corner. Moves by keyboard and the cancelling have no
// counterpart in the scene.
func (wm *WM) handleNetWMMoveresize(w *window, d []uint32) {
	if d[2] >= uint32(len(grabEdges)) || w.net&(netMaximized|netFullscreen) != 0 {
		return
	}
	edges, l := grabEdges[d[2]], w.link
	wm.cfg.Desktop.Post(func(tx *scene.Tx) {
		if l.window != 0 {
			wm.cfg.Desktop.StartGrab(tx, l.window, edges)
		}
	})
}
