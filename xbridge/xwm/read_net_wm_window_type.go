package xwm

import (
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

func (wm *WM) readNetWMWindowType(w *window, p xconn.Property) { w.types = p.Atoms() }

func (wm *WM) readWMTransientFor(w *window, p xconn.Property) {
	v, ok := p.Word()
	w.transient, w.hasOwner = xproto.Window(v), ok
}

// windowType is the first of a window's types that is known, without its
// prefix; "" if there is none.
func (wm *WM) windowType(w *window) string {
	const prefix = "_NET_WM_WINDOW_TYPE_"
	for _, t := range w.types {
		for _, n := range knownTypes {
			if wm.atom[prefix+n] == t {
				return n
			}
		}
	}
	return ""
}

var knownTypes = []string{"NORMAL", "DIALOG", "UTILITY", "TOOLBAR", "SPLASH", "MENU", "DROPDOWN_MENU",
	"POPUP_MENU", "COMBO", "TOOLTIP", "NOTIFICATION", "DND", "DOCK", "DESKTOP"}

// KindOf says what a window is for. An override-redirect window whose type
// says nothing is a menu: toolkits before EWMH give none.
func KindOf(override bool, typ string, owned bool) scene.Kind {
	switch typ {
	case "TOOLTIP", "NOTIFICATION", "DND":
		return scene.Tooltip
	case "DROPDOWN_MENU", "POPUP_MENU", "COMBO":
		return scene.Menu
	}
	switch {
	case override:
		return scene.Menu
	case typ == "DIALOG", typ == "SPLASH", owned:
		return scene.Dialog
	}
	return scene.Toplevel
}

func (wm *WM) kindOf(w *window) scene.Kind {
	return KindOf(w.override, wm.windowType(w), w.hasOwner)
}

// skipsTaskbar reports whether the type alone keeps a window off task bars.
func (wm *WM) skipsTaskbar(w *window) bool {
	switch wm.windowType(w) {
	case "UTILITY", "TOOLBAR", "SPLASH", "MENU", "DOCK", "DESKTOP", "TOOLTIP", "NOTIFICATION", "DND":
		return true
	}
	return false
}

// ownerOf finds the window that w belongs to: the one it names, else, if it
// names only its group or is override-redirect, the one of its group or
// client that had the focus last.
func (wm *WM) ownerOf(w *window) *window {
	if o := wm.windows[w.transient]; o != nil && w.hasOwner && o != w && o.mapped && !wm.owns(w, o) {
		return o
	}
	if !w.override && !w.hasOwner {
		return nil
	}
	for _, id := range wm.recent {
		o := wm.windows[id]
		if o == nil || o == w || !o.mapped || wm.owns(w, o) {
			continue
		}
		sameGroup := w.hints.Group != 0 && w.hints.Group == o.hints.Group
		if sameGroup || wm.conn.SameClient(w.id, id) {
			return o
		}
	}
	return nil
}

// owns reports whether w owns o over any number of steps, by what they name:
// apps make rings.
func (wm *WM) owns(w, o *window) bool {
	for range 32 {
		if o == nil || !o.hasOwner {
			return false
		}
		if o.transient == w.id {
			return true
		}
		o = wm.windows[o.transient]
	}
	return true
}
