package rail

import (
	"image"
	"math"
)

// Window styles and extended styles, as Windows names them.
const (
	WSPopup        = 0x80000000
	WSChild        = 0x40000000
	WSMinimize     = 0x20000000
	WSVisible      = 0x10000000
	WSDisabled     = 0x08000000
	WSClipSiblings = 0x04000000
	WSClipChildren = 0x02000000
	WSMaximize     = 0x01000000
	WSBorder       = 0x00800000
	WSDlgFrame     = 0x00400000
	WSCaption      = WSBorder | WSDlgFrame
	WSSysMenu      = 0x00080000
	WSThickFrame   = 0x00040000
	WSMinimizeBox  = 0x00020000
	WSMaximizeBox  = 0x00010000
	WSOverlapped   = WSCaption | WSSysMenu | WSThickFrame | WSMinimizeBox | WSMaximizeBox
	WSExDlgModal   = 0x00000001
	WSExTopmost    = 0x00000008
	WSExToolWindow = 0x00000080
	WSExLayered    = 0x00080000
	WSExNoActivate = 0x08000000
)

const (
	taskbarHide      = 1 // TaskbarButton: 0 shows one
	maxVisibleRects  = 1024
	clientAreaMargin = 8
)

// A Kind is what sort of window a Look describes.
type Kind uint8

// The kinds of windows.
const (
	Toplevel Kind = iota
	Dialog
	Menu
	Tooltip
)

// Margins are the invisible edges around a window by which it can be resized.
type Margins struct{ Left, Top, Right, Bottom uint32 }

// A Look is all that a client is told about a window.
type Look struct {
	ID         uint32
	Owner      uint32 // 0 without
	Title      string
	Bounds     image.Rectangle // in the client's desktop
	Kind       Kind
	ShowState  uint8 // ShowHide, ShowMinimized, ShowMaximized or Show
	Fullscreen bool
	Layered    bool              // mstsc blends by the surface's alpha
	NoTaskbar  bool              // no taskbar button; menus and tooltips never have one
	Margins    *Margins          // only for a client with StatusWindowResizeMargin, and not while snapped
	Shape      []image.Rectangle // visible part, relative to Bounds.Min; nil means all
}

// lookFields are those that every order of a Look carries. TaskbarButton is
// among them because mstsc forgets it.
const lookFields = FieldOwner | FieldStyle | FieldShow | FieldTitle |
	FieldClientAreaOffset | FieldClientAreaSize | FieldWindowOffset | FieldWindowClientDelta |
	FieldWindowSize | FieldWindowRects | FieldVisibleOffset | FieldVisibility | FieldTaskbarButton

// New returns the order for a window that the client does not know yet.
func (l *Look) New() *Window {
	w := l.Update()
	w.Fields |= OrderNew
	return w
}

// Update returns the order for a window that the client knows.
func (l *Look) Update() *Window {
	x, y := clamp32(l.Bounds.Min.X), clamp32(l.Bounds.Min.Y)
	width, height := uint32(max(l.Bounds.Dx(), 0)), uint32(max(l.Bounds.Dy(), 0))
	w := &Window{
		Fields: OrderWindow | lookFields,
		ID:     l.ID, Owner: l.Owner, Title: l.Title, ShowState: l.ShowState,
		OffsetX: x, OffsetY: y, Width: width, Height: height,
		// xfreerdp moves the shape by visible offset − (client offset −
		// client delta), which must be 0.
		ClientOffsetX: x, ClientOffsetY: y, VisibleOffsetX: x, VisibleOffsetY: y,
		ClientAreaWidth: width, ClientAreaHeight: height,
		WindowRects: l.rects(),
	}
	w.VisibilityRects = w.WindowRects
	w.Style, w.ExtendedStyle = l.styles()
	if l.NoTaskbar || l.Kind == Menu || l.Kind == Tooltip {
		w.TaskbarButton = taskbarHide
	}
	// mstsc takes a window that is all client area for a borderless
	// fullscreen one.
	if !l.Fullscreen && height > clientAreaMargin {
		w.ClientAreaHeight = height - clientAreaMargin
	}
	if m := l.Margins; m != nil {
		w.Fields |= FieldResizeMarginX | FieldResizeMarginY
		w.MarginLeft, w.MarginRight, w.MarginTop, w.MarginBottom = m.Left, m.Right, m.Top, m.Bottom
	}
	return w
}

// styles chooses by what xfreerdp makes of them: popup styles without a system
// menu, and tool windows, become override-redirect windows.
func (l *Look) styles() (style, ex uint32) {
	switch l.Kind {
	case Menu, Tooltip:
		style = WSPopup | WSVisible
		ex = WSExToolWindow | WSExTopmost
		if l.Kind == Tooltip {
			ex |= WSExNoActivate
		}
	case Dialog:
		style = WSOverlapped&^(WSMinimizeBox|WSMaximizeBox) | WSVisible | WSClipSiblings
		ex = WSExDlgModal
	default:
		style = WSOverlapped | WSVisible | WSClipSiblings
	}
	if l.Fullscreen {
		style &^= WSThickFrame | WSCaption
	}
	if l.ShowState == ShowMaximized {
		style |= WSMaximize
	}
	if l.Layered {
		ex |= WSExLayered
	}
	return style, ex
}

// rects returns the visible part relative to the window. FreeRDP aborts on
// negative numbers, hence the clipping. A shape of too many pieces becomes the
// whole window.
func (l *Look) rects() []Rect {
	whole := image.Rect(0, 0, min(max(l.Bounds.Dx(), 0), math.MaxInt16), min(max(l.Bounds.Dy(), 0), math.MaxInt16))
	shape := l.Shape
	if shape == nil || len(shape) > maxVisibleRects {
		shape = []image.Rectangle{whole}
	}
	out := make([]Rect, 0, len(shape))
	for _, r := range shape {
		if r = r.Intersect(whole); !r.Empty() {
			out = append(out, Rect{int16(r.Min.X), int16(r.Min.Y), int16(r.Max.X), int16(r.Max.Y)})
		}
	}
	return out
}

func clamp32(v int) int32 { return int32(min(max(v, math.MinInt32), math.MaxInt32)) }
