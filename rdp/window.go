package rdp

import (
	"image"
	"math"

	"oriel/compositor/scene"
	"oriel/rdp/rail"
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
	client         image.Rectangle // the app's part of it, from its corner; zero without a frame
	margin         int
	noTaskbar      bool
	fullscreen     bool
}

// facadeOf tells how a window looks to a client. margins: the client knows
// resize margins.
func facadeOf(w *scene.Window, m mapping, margins bool) facade {
	f := facade{owner: w.Owner, title: w.Title, rect: frameRect(w, m), show: rail.Show}
	f.style, f.exStyle = styles(w)
	if w.Frame != (scene.Insets{}) {
		f.client.Min = scene.ScalePoint(image.Pt(w.Frame.Left, w.Frame.Top), m.factor())
		f.client.Max = f.client.Min.Add(scene.ScalePoint(w.Inner().Size(), m.factor()))
	}
	f.fullscreen = w.State&scene.Fullscreen != 0
	f.noTaskbar = w.Kind == scene.Menu || w.Kind == scene.Tooltip || w.State&scene.SkipTaskbar != 0
	switch {
	case w.State&scene.Minimized != 0:
		f.show = rail.ShowMinimized
		f.style |= rail.WSMinimize
	case w.State&scene.Maximized != 0 && !f.fullscreen:
		f.show = rail.ShowMaximized
		f.style |= rail.WSMaximize
	}
	if margins && f.style&rail.WSThickFrame != 0 && f.show == rail.Show {
		f.margin = resizeMargin
	}
	return f
}

// styles chooses what both Windows and xfreerdp take rightly. xfreerdp lets
// no window manager near a popup, and shows a window as a normal one only
// without WS_POPUP.
func styles(w *scene.Window) (style, ex uint32) {
	style, ex = rail.WSVisible|rail.WSClipSiblings, rail.WSExLayered
	if w.State&scene.Above != 0 {
		ex |= rail.WSExTopmost
	}
	switch {
	case w.Kind == scene.Menu || w.Kind == scene.Tooltip:
		return style | rail.WSPopup, ex | rail.WSExToolWindow | rail.WSExTopmost | rail.WSExNoActivate
	case w.State&scene.Fullscreen != 0:
		style |= rail.WSSysMenu | rail.WSMinimizeBox | rail.WSMaximizeBox
	case w.Kind == scene.Dialog:
		style |= rail.WSCaption | rail.WSSysMenu | rail.WSThickFrame
		ex |= rail.WSExDlgModal
	default:
		style |= rail.WSCaption | rail.WSSysMenu | rail.WSThickFrame | rail.WSMinimizeBox | rail.WSMaximizeBox
	}
	if l := w.Limits; l.Max != (image.Point{}) && l.Min == l.Max {
		style &^= rail.WSThickFrame | rail.WSMaximizeBox
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

// windowOrder returns the order that tells the given fields of a window.
func (o *order) windowOrder() *rail.Window {
	f := &o.facade
	look := rail.Look{
		ID: uint32(o.window), Owner: uint32(f.owner), Title: f.title, Bounds: f.rect,
		ShowState: f.show, Fullscreen: f.fullscreen, NoTaskbar: f.noTaskbar, Shape: o.shape,
	}
	m := uint32(f.margin)
	look.Margins = &rail.Margins{Left: m, Right: m, Top: m, Bottom: m}
	w := look.Update()
	w.Style, w.ExtendedStyle = f.style, f.exStyle
	if c := f.client; !c.Empty() { // as Windows tells of its own frames
		w.ClientOffsetX, w.ClientOffsetY = int32(f.rect.Min.X+c.Min.X), int32(f.rect.Min.Y+c.Min.Y)
		w.ClientDeltaX, w.ClientDeltaY = int32(c.Min.X), int32(c.Min.Y)
		w.ClientAreaWidth, w.ClientAreaHeight = uint32(c.Dx()), uint32(c.Dy())
	}
	// mstsc forgets the taskbar button unless each order repeats it.
	w.Fields = rail.OrderWindow | rail.FieldTaskbarButton
	for _, t := range fieldsOf {
		if o.fields&t.tell != 0 {
			w.Fields |= t.wire
		}
	}
	if o.kind == orderNewWindow {
		w.Fields |= rail.OrderNew
	}
	return w
}

var fieldsOf = []struct {
	tell fields
	wire uint32
}{
	{tellOwner, rail.FieldOwner},
	{tellStyle, rail.FieldStyle},
	{tellShow, rail.FieldShow},
	{tellTitle, rail.FieldTitle},
	{tellRect, rail.FieldClientAreaOffset | rail.FieldClientAreaSize | rail.FieldWindowOffset |
		rail.FieldWindowClientDelta | rail.FieldWindowSize | rail.FieldVisibleOffset},
	{tellMargin, rail.FieldResizeMarginX | rail.FieldResizeMarginY},
	{tellShape, rail.FieldWindowRects | rail.FieldVisibility},
}

// limitsOf returns what a window's size may be. A window that has no limit of
// its own has the work area's.
func limitsOf(w *scene.Window, work image.Rectangle, scale float64) *rail.MinMaxInfo {
	lo, hi := scene.ScalePoint(w.Limits.Min, scale), scene.ScalePoint(w.Limits.Max, scale)
	if hi.X <= 0 {
		hi.X = work.Dx()
	}
	if hi.Y <= 0 {
		hi.Y = work.Dy()
	}
	return &rail.MinMaxInfo{
		WindowID: uint32(w.ID),
		MaxWidth: clamp16(work.Dx()), MaxHeight: clamp16(work.Dy()),
		MaxPosX: clamp16(work.Min.X), MaxPosY: clamp16(work.Min.Y),
		MinTrackWidth: clamp16(lo.X), MinTrackHeight: clamp16(lo.Y),
		MaxTrackWidth: clamp16(hi.X), MaxTrackHeight: clamp16(hi.Y),
	}
}

func clamp16(v int) int16 { return int16(max(math.MinInt16, min(v, math.MaxInt16))) }
