package rdp

import (
	"fmt"
	"image"
	"strings"

	"oriel/compositor/scene"
	"oriel/rdp/rail"
)

// An orderKind says what an order does.
type orderKind uint8

// The orders, in the sequence in which a plan has them. mstsc insists on it:
// a window before its place in the z-order, the z-order before content, the
// content before it is mapped, the new surface mapped before the old goes.
const (
	orderNewWindow orderKind = iota
	orderZOrder
	orderWindow // changed fields
	orderIcon
	orderLimits
	orderNotifyIcon
	orderDeleteNotifyIcon
	orderCreateSurface
	orderStartFrame
	orderDraw
	orderMap
	orderDeleteSurface
	orderEndFrame
	orderDeleteWindow
)

// draws reports whether an order is of a frame that only draws.
func (k orderKind) draws() bool {
	return k == orderStartFrame || k == orderDraw || k == orderEndFrame
}

// fields are the parts of a facade that an order tells.
type fields uint8

const (
	tellOwner fields = 1 << iota
	tellStyle
	tellShow
	tellTitle
	tellRect
	tellMargin
	tellShape
	tellAll = 1<<iota - 1
)

// An order is one step from what the client knows towards what is.
type order struct {
	kind    orderKind
	window  scene.WindowID
	win     *scene.Window // of draw, icon and limits
	fields  fields
	facade  facade
	shape   []image.Rectangle
	stack   []scene.WindowID // top first
	active  scene.WindowID
	surface uint16
	size    image.Point     // of the surface
	rect    image.Rectangle // to draw, in the surface
	icon    *scene.NotifyIcon
	tell    uint32 // of the notification icon: fields of rail.NotifyIcon
}

func (o *order) String() string {
	switch o.kind {
	case orderNewWindow:
		return fmt.Sprintf("new %d %q %v", o.window, o.facade.title, o.facade.rect)
	case orderZOrder:
		return fmt.Sprintf("zorder %v active %d", o.stack, o.active)
	case orderWindow:
		return fmt.Sprintf("window %d%s", o.window, o.tells())
	case orderIcon:
		return fmt.Sprintf("icon %d", o.window)
	case orderLimits:
		return fmt.Sprintf("limits %d", o.window)
	case orderNotifyIcon:
		return fmt.Sprintf("notify icon %d%s", o.icon.ID, o.tellsIcon())
	case orderDeleteNotifyIcon:
		return fmt.Sprintf("notify icon %d gone", o.icon.ID)
	case orderCreateSurface:
		return fmt.Sprintf("create s%d %v", o.surface, o.size)
	case orderStartFrame:
		return "start"
	case orderDraw:
		return fmt.Sprintf("draw s%d %v", o.surface, o.rect)
	case orderMap:
		return fmt.Sprintf("map s%d to %d", o.surface, o.window)
	case orderDeleteSurface:
		return fmt.Sprintf("delete s%d", o.surface)
	case orderEndFrame:
		return "end"
	case orderDeleteWindow:
		return fmt.Sprintf("gone %d", o.window)
	}
	return "?"
}

func (o *order) tellsIcon() string {
	var b strings.Builder
	w := o.notifyIcon(rail.MaxIconSide)
	for _, t := range []struct {
		f    uint32
		text string
	}{
		{rail.OrderNew, "new"},
		{rail.NotifyVersion, fmt.Sprintf("version %d", w.Version)},
		{rail.NotifyTip, fmt.Sprintf("tip %q", w.ToolTip)},
		{rail.NotifyInfoTip, fmt.Sprintf("balloon %q %q", w.InfoTip.Title, w.InfoTip.Text)},
		{rail.NotifyState, fmt.Sprintf("state %d", w.State)},
		{rail.OrderIcon, fmt.Sprintf("icon %dx%d", w.Icon.Width, w.Icon.Height)},
	} {
		if o.tell&t.f != 0 {
			b.WriteString(" " + t.text)
		}
	}
	return b.String()
}

func (o *order) tells() string {
	var b strings.Builder
	f := &o.facade
	for _, t := range []struct {
		f    fields
		text string
	}{
		{tellOwner, fmt.Sprintf("owner %d", f.owner)},
		{tellStyle, fmt.Sprintf("style %#x", f.style)},
		{tellShow, fmt.Sprintf("show %d", f.show)},
		{tellTitle, fmt.Sprintf("title %q", f.title)},
		{tellRect, fmt.Sprintf("rect %v", f.rect)},
		{tellMargin, fmt.Sprintf("margin %d", f.margin)},
		{tellShape, fmt.Sprintf("shape %v", o.shape)},
	} {
		if o.fields&t.f != 0 {
			b.WriteString(" " + t.text)
		}
	}
	return b.String()
}
