package rdp

import (
	"image"

	"oriel/compositor/scene"
)

// Window styles ([MS-RDPERP] 2.2.1.3.1.2.1; the values are Win32's).
const (
	wsPopup        = 0x80000000
	wsMinimize     = 0x20000000
	wsVisible      = 0x10000000
	wsClipSiblings = 0x04000000
	wsMaximize     = 0x01000000
	wsCaption      = 0x00C00000
	wsSysMenu      = 0x00080000
	wsThickFrame   = 0x00040000
	wsMinimizeBox  = 0x00020000
	wsMaximizeBox  = 0x00010000

	wsExDialogFrame = 0x00000001
	wsExTopmost     = 0x00000008
	wsExToolWindow  = 0x00000080
	wsExAppWindow   = 0x00040000
	wsExLayered     = 0x00080000
	wsExNoActivate  = 0x08000000
)

// Show states of window orders.
const (
	showHidden    = 0
	showMinimized = 2
	showMaximized = 3
	showNormal    = 5
)

// resizeMargin is the width around a window in which clients that know
// resize margins send us the mouse.
const resizeMargin = 8

// A facade is a window as window orders tell it. It is comparable.
type facade struct {
	owner          scene.WindowID
	style, exStyle uint32
	show           uint8
	title          string
	rect           image.Rectangle // on the client's desktop, device pixels
	margin         int
	noTaskbar      bool
	fullscreen     bool
}

// facadeOf tells how a window looks to a client. margins: the client knows
// resize margins.
func facadeOf(w *scene.Window, scale float64, margins bool) facade {
	f := facade{owner: w.Owner, title: w.Title, rect: frameRect(w, scale), show: showNormal}
	f.style, f.exStyle = styles(w)
	f.fullscreen = w.State&scene.Fullscreen != 0
	f.noTaskbar = w.Kind == scene.Menu || w.Kind == scene.Tooltip || w.State&scene.SkipTaskbar != 0
	switch {
	case w.State&scene.Minimized != 0:
		f.show = showMinimized
		f.style |= wsMinimize
	case w.State&scene.Maximized != 0 && !f.fullscreen:
		f.show = showMaximized
		f.style |= wsMaximize
	}
	if margins && f.style&wsThickFrame != 0 && f.show == showNormal {
		f.margin = resizeMargin
	}
	return f
}

// styles chooses what both Windows and xfreerdp take rightly. xfreerdp lets
// no window manager near a popup, and shows a window as a normal one only
// without WS_POPUP.
func styles(w *scene.Window) (style, ex uint32) {
	style, ex = wsVisible|wsClipSiblings, wsExLayered
	if w.State&scene.Above != 0 {
		ex |= wsExTopmost
	}
	switch {
	case w.Kind == scene.Menu || w.Kind == scene.Tooltip:
		return style | wsPopup, ex | wsExToolWindow | wsExTopmost | wsExNoActivate
	case w.State&scene.Fullscreen != 0:
		style |= wsSysMenu | wsMinimizeBox | wsMaximizeBox
	case w.Kind == scene.Dialog:
		style |= wsCaption | wsSysMenu | wsThickFrame
		ex |= wsExDialogFrame
	default:
		style |= wsCaption | wsSysMenu | wsThickFrame | wsMinimizeBox | wsMaximizeBox
	}
	if l := w.Limits; l.Max != (image.Point{}) && l.Min == l.Max {
		style &^= wsThickFrame | wsMaximizeBox
	}
	return style, ex
}

// shapeOf returns the visible parts of a shaped window in device pixels from
// the frame's corner; nil means all of it, also for shapes too fine to tell.
func shapeOf(w *scene.Window, scale float64) []image.Rectangle {
	const most = 800 // an order must fit into one fast-path PDU
	if w.Content.Shape == nil || len(w.Content.Shape) > most {
		return nil
	}
	off := scene.ScalePoint(image.Pt(w.Margins.Left, w.Margins.Top), scale)
	frame := image.Rectangle{Max: scene.ScalePoint(w.Bounds.Size(), scale)}
	out := []image.Rectangle{}
	for _, r := range w.Content.Shape {
		if r := scene.ScaleRect(r, scale).Sub(off).Intersect(frame); !r.Empty() {
			out = append(out, r)
		}
	}
	return out
}
