package rail

import "oriel/rdp/wire"

// Fields of a Window order, in FieldsPresentFlags.
const (
	FieldAppBarEdge          = 0x00000001
	FieldOwner               = 0x00000002
	FieldTitle               = 0x00000004
	FieldStyle               = 0x00000008
	FieldShow                = 0x00000010
	FieldAppBarState         = 0x00000040
	FieldResizeMarginX       = 0x00000080
	FieldWindowRects         = 0x00000100
	FieldVisibility          = 0x00000200
	FieldWindowSize          = 0x00000400
	FieldWindowOffset        = 0x00000800
	FieldVisibleOffset       = 0x00001000
	FieldIconBig             = 0x00002000 // of icon orders
	FieldClientAreaOffset    = 0x00004000
	FieldWindowClientDelta   = 0x00008000
	FieldClientAreaSize      = 0x00010000
	FieldRPContent           = 0x00020000
	FieldRootParent          = 0x00040000
	FieldEnforceServerZOrder = 0x00080000
	FieldIconOverlay         = 0x00100000 // of icon orders
	FieldIconOverlayNull     = 0x00200000
	FieldOverlayDescription  = 0x00400000
	FieldTaskbarButton       = 0x00800000
	FieldResizeMarginY       = 0x08000000
)

// Values of Window.ShowState.
const (
	ShowHide      = 0
	ShowMinimized = 2
	ShowMaximized = 3
	Show          = 5
)

// maxWindowRects bounds a list of rectangles: two must fit into one order.
const maxWindowRects = 2048

// Window is Window Information for a new or existing window ([MS-RDPERP]
// 2.2.1.3.1.2.1). Fields says which of the others are there, and whether the
// window is new.
type Window struct {
	Fields uint32
	ID     uint32

	Owner               uint32
	Style               uint32
	ExtendedStyle       uint32
	ShowState           uint8
	Title               string
	ClientOffsetX       int32
	ClientOffsetY       int32
	ClientAreaWidth     uint32
	ClientAreaHeight    uint32
	MarginLeft          uint32 // WindowLeftResizeMargin
	MarginRight         uint32
	MarginTop           uint32
	MarginBottom        uint32
	RPContent           uint8
	RootParent          uint32
	OffsetX             int32 // WindowOffsetX, in the client's desktop
	OffsetY             int32
	ClientDeltaX        int32
	ClientDeltaY        int32
	Width               uint32
	Height              uint32
	WindowRects         []Rect // relative to the window
	VisibleOffsetX      int32
	VisibleOffsetY      int32
	VisibilityRects     []Rect // relative to the visible offset
	OverlayDescription  string
	TaskbarButton       uint8 // 0 has one, 1 has none
	EnforceServerZOrder uint8
	AppBarState         uint8
	AppBarEdge          uint8
}

func (p *Window) has(f uint32) bool { return p.Fields&f != 0 }

// flags returns FieldsPresentFlags with the type bits in order.
func (p *Window) flags() uint32 {
	return p.Fields&^(OrderNotify|OrderDesktop|OrderDeleted|OrderIcon|OrderCachedIcon) | OrderWindow
}

// Size implements wire.PDU.
func (p *Window) Size() int {
	n := orderHeader + 4 /* WindowId */
	for _, f := range windowFields {
		if p.has(f.flag) {
			n += f.size(p)
		}
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *Window) AppendTo(b []byte) []byte {
	b = appendOrderHeader(b, p.Size(), p.flags())
	b = wire.LE.AppendUint32(b, p.ID)
	for _, f := range windowFields {
		if p.has(f.flag) {
			b = f.append(p, b)
		}
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *Window) ReadFrom(r *wire.Reader) { readAs(r, p, is[*Window]) }

func (p *Window) readBody(r *wire.Reader, flags uint32) {
	p.Fields = flags
	p.ID = r.U32("WindowId")
	for _, f := range windowFields {
		if p.has(f.flag) {
			f.read(p, r)
		}
	}
}

// windowFields are the optional fields in the order on the wire, which is not
// that of the flags.
var windowFields = []struct {
	flag   uint32
	size   func(p *Window) int
	append func(p *Window, b []byte) []byte
	read   func(p *Window, r *wire.Reader)
}{
	field32(FieldOwner, "OwnerWindowId", func(p *Window) []*uint32 { return []*uint32{&p.Owner} }),
	field32(FieldStyle, "Style", func(p *Window) []*uint32 { return []*uint32{&p.Style, &p.ExtendedStyle} }),
	field8(FieldShow, "ShowState", func(p *Window) *uint8 { return &p.ShowState }),
	fieldString(FieldTitle, "TitleInfo", func(p *Window) *string { return &p.Title }),
	fieldPoint(FieldClientAreaOffset, "ClientOffset", func(p *Window) (x, y *int32) { return &p.ClientOffsetX, &p.ClientOffsetY }),
	field32(FieldClientAreaSize, "ClientAreaSize", func(p *Window) []*uint32 { return []*uint32{&p.ClientAreaWidth, &p.ClientAreaHeight} }),
	field32(FieldResizeMarginX, "ResizeMarginX", func(p *Window) []*uint32 { return []*uint32{&p.MarginLeft, &p.MarginRight} }),
	field32(FieldResizeMarginY, "ResizeMarginY", func(p *Window) []*uint32 { return []*uint32{&p.MarginTop, &p.MarginBottom} }),
	field8(FieldRPContent, "RPContent", func(p *Window) *uint8 { return &p.RPContent }),
	field32(FieldRootParent, "RootParentHandle", func(p *Window) []*uint32 { return []*uint32{&p.RootParent} }),
	fieldPoint(FieldWindowOffset, "WindowOffset", func(p *Window) (x, y *int32) { return &p.OffsetX, &p.OffsetY }),
	fieldPoint(FieldWindowClientDelta, "WindowClientDelta", func(p *Window) (x, y *int32) { return &p.ClientDeltaX, &p.ClientDeltaY }),
	field32(FieldWindowSize, "WindowSize", func(p *Window) []*uint32 { return []*uint32{&p.Width, &p.Height} }),
	fieldRects(FieldWindowRects, "NumWindowRects", func(p *Window) *[]Rect { return &p.WindowRects }),
	fieldPoint(FieldVisibleOffset, "VisibleOffset", func(p *Window) (x, y *int32) { return &p.VisibleOffsetX, &p.VisibleOffsetY }),
	fieldRects(FieldVisibility, "NumVisibilityRects", func(p *Window) *[]Rect { return &p.VisibilityRects }),
	fieldString(FieldOverlayDescription, "OverlayDescription", func(p *Window) *string { return &p.OverlayDescription }),
	field8(FieldTaskbarButton, "TaskbarButton", func(p *Window) *uint8 { return &p.TaskbarButton }),
	field8(FieldEnforceServerZOrder, "EnforceServerZOrder", func(p *Window) *uint8 { return &p.EnforceServerZOrder }),
	field8(FieldAppBarState, "AppBarState", func(p *Window) *uint8 { return &p.AppBarState }),
	field8(FieldAppBarEdge, "AppBarEdge", func(p *Window) *uint8 { return &p.AppBarEdge }),
}

type windowField = struct {
	flag   uint32
	size   func(p *Window) int
	append func(p *Window, b []byte) []byte
	read   func(p *Window, r *wire.Reader)
}

func field8(flag uint32, name string, at func(*Window) *uint8) windowField {
	return windowField{
		flag,
		func(*Window) int { return 1 },
		func(p *Window, b []byte) []byte { return append(b, *at(p)) },
		func(p *Window, r *wire.Reader) { *at(p) = r.U8(name) },
	}
}

func field32(flag uint32, name string, at func(*Window) []*uint32) windowField {
	n := 4 * len(at(new(Window)))
	return windowField{
		flag,
		func(*Window) int { return n },
		func(p *Window, b []byte) []byte {
			for _, v := range at(p) {
				b = wire.LE.AppendUint32(b, *v)
			}
			return b
		},
		func(p *Window, r *wire.Reader) {
			for _, v := range at(p) {
				*v = r.U32(name)
			}
		},
	}
}

func fieldPoint(flag uint32, name string, at func(*Window) (x, y *int32)) windowField {
	return windowField{
		flag,
		func(*Window) int { return 8 },
		func(p *Window, b []byte) []byte {
			x, y := at(p)
			return wire.LE.AppendUint32(wire.LE.AppendUint32(b, uint32(*x)), uint32(*y))
		},
		func(p *Window, r *wire.Reader) {
			x, y := at(p)
			*x, *y = r.I32(name), r.I32(name)
		},
	}
}

func fieldString(flag uint32, name string, at func(*Window) *string) windowField {
	return windowField{
		flag,
		func(p *Window) int { return sizeString(*at(p), maxTitle) },
		func(p *Window, b []byte) []byte { return appendString(b, *at(p), maxTitle) },
		func(p *Window, r *wire.Reader) { *at(p) = readString(r, maxTitle, name) },
	}
}

func fieldRects(flag uint32, name string, at func(*Window) *[]Rect) windowField {
	list := func(p *Window) []Rect { return (*at(p))[:min(len(*at(p)), maxWindowRects)] }
	return windowField{
		flag,
		func(p *Window) int { return 2 + len(list(p))*rectSize },
		func(p *Window, b []byte) []byte {
			b = wire.LE.AppendUint16(b, uint16(len(list(p))))
			for _, r := range list(p) {
				b = r.appendTo(b)
			}
			return b
		},
		func(p *Window, r *wire.Reader) {
			l := make([]Rect, r.Count(uint64(r.U16(name)), rectSize, maxWindowRects, name))
			for i := range l {
				l[i] = readRect(r, name)
			}
			*at(p) = l
		},
	}
}

// WindowDelete is Deleted Window ([MS-RDPERP] 2.2.1.3.1.2.4).
type WindowDelete struct {
	ID uint32
}

// Size implements wire.PDU.
func (p *WindowDelete) Size() int { return orderHeader + 4 /* WindowId */ }

// AppendTo implements wire.PDU.
func (p *WindowDelete) AppendTo(b []byte) []byte {
	b = appendOrderHeader(b, p.Size(), OrderWindow|OrderDeleted)
	return wire.LE.AppendUint32(b, p.ID)
}

// ReadFrom implements wire.PDU.
func (p *WindowDelete) ReadFrom(r *wire.Reader) { readAs(r, p, is[*WindowDelete]) }

func (p *WindowDelete) readBody(r *wire.Reader, _ uint32) { p.ID = r.U32("WindowId") }
