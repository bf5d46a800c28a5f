package xwm

import (
	"github.com/jezek/xgb/xproto"
)

// handleCreateNotify: follow every child of the root, but our own.
func (wm *WM) handleCreateNotify(e xproto.CreateNotifyEvent) {
	if e.Parent != wm.conn.Root || wm.ours(e.Window) {
		return
	}
	wm.track(e.Window, e.OverrideRedirect, rect(e.X, e.Y, e.Width, e.Height), int(e.BorderWidth))
}

// ours reports whether we made a window.
func (wm *WM) ours(id xproto.Window) bool {
	return uint32(id)&^wm.conn.ClientMask == wm.conn.ClientBase
}

// handleReparentNotify: a window that goes into another is no longer ours to
// manage; one that comes to the root is.
func (wm *WM) handleReparentNotify(e xproto.ReparentNotifyEvent) {
	if e.Parent != wm.conn.Root {
		wm.forget(wm.windows[e.Window])
		return
	}
	if wm.ours(e.Window) {
		return
	}
	g, err := xproto.GetGeometry(wm.conn.Conn, xproto.Drawable(e.Window)).Reply()
	if err != nil {
		return
	}
	wm.track(e.Window, e.OverrideRedirect, rect(g.X, g.Y, g.Width, g.Height), int(g.BorderWidth))
}

// handleMapRequest: a client wants its window to be seen.
func (wm *WM) handleMapRequest(e xproto.MapRequestEvent) {
	if e.Parent != wm.conn.Root {
		return // an icon in the tray
	}
	w := wm.windows[e.Window]
	switch {
	case w == nil:
		xproto.MapWindow(wm.conn.Conn, e.Window)
	case w.managed: // mapping an iconic window means to restore it
		wm.setState(w, w.net&^netHidden)
		xproto.MapWindow(wm.conn.Conn, w.id)
	default:
		wm.manage(w)
	}
}

// handleMapNotify: a window is mapped; with override-redirect ones this is
// the first that we hear.
func (wm *WM) handleMapNotify(e xproto.MapNotifyEvent) {
	w := wm.windows[e.Window]
	if w == nil {
		return
	}
	w.override = e.OverrideRedirect
	wm.show(w)
}

// handleUnmapNotify: the client has withdrawn its window. We unmap none
// ourselves, so the synthetic notify that ICCCM 4.1.4 asks for says nothing
// new.
func (wm *WM) handleUnmapNotify(e xproto.UnmapNotifyEvent) {
	if w := wm.windows[e.Window]; w != nil {
		wm.withdraw(w)
	}
}
