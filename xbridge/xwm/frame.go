package xwm

import (
	"image"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// frameOf returns how wide a frame a managed window gets in its state, as
// mainstream window managers decide it: what _MOTIF_WM_HINTS says of
// decorations counts first. Apps that say _GTK_FRAME_EXTENTS draw their own
// frame, and a shaped window has an outline of its own.
func (wm *WM) frameOf(w *window) scene.Insets {
	if w.override || w.ownFrame {
		return scene.Insets{}
	}
	switch wm.windowType(w) {
	case "DESKTOP", "DOCK", "SPLASH", "TOOLTIP", "NOTIFICATION", "DND", "DROPDOWN_MENU", "POPUP_MENU", "COMBO":
		return scene.Insets{}
	}
	f := scene.FrameInsets(w.net.scene())
	switch hinted := w.motif.Flags&motifDecorations != 0; {
	case hinted && w.motif.Decorations == 0, !hinted && w.shape != nil:
		return scene.Insets{}
	case hinted && w.motif.Decorations == motifDecorBorder:
		f.Top = f.Bottom
	}
	return scaledInsets(f, wm.unit)
}

// rim is what has to be taken off the X window to get what a user sees: the
// shadow less the frame.
func (wm *WM) rim(w *window) scene.Insets {
	if !w.managed {
		return w.margins
	}
	return w.margins.Sub(wm.frameOf(w))
}

// bounds is what a user sees as the window: without its shadow, with its frame.
func (wm *WM) bounds(w *window) image.Rectangle { return inside(w.geometry, wm.rim(w)) }

// writeExtents tells the client how wide its frame is.
func (wm *WM) writeExtents(w *window) {
	if !w.managed {
		return
	}
	f := wm.frameOf(w)
	if w.extents != nil && *w.extents == f {
		return
	}
	w.extents = &f
	wm.sendExtents(w.id, f)
}

func (wm *WM) sendExtents(id xproto.Window, f scene.Insets) {
	a := wm.atom
	wm.conn.SetWords(id, a["_NET_FRAME_EXTENTS"], a["CARDINAL"], uint32(f.Left), uint32(f.Right), uint32(f.Top), uint32(f.Bottom))
}

// handleRequestFrameExtents: a client asks before it maps its window how wide
// the frame will be.
func (wm *WM) handleRequestFrameExtents(id xproto.Window) {
	w := wm.windows[id]
	if w == nil {
		wm.sendExtents(id, scene.Insets{})
		return
	}
	if !w.managed && !w.mapped {
		wm.readAll(w)
	}
	wm.sendExtents(id, wm.frameOf(w))
}
