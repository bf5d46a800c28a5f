package wlserver

import (
	"image"
	"math"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// drag is a drag-and-drop that goes on.
type drag struct {
	s       *Server
	c       *client    // who began it
	src     dragSource // nil: the app only drags within itself
	origin  *surface
	icon    *dragIcon
	finger  int32 // that drags, or byPointer, or byXwayland
	x, y    float64
	buttons map[uint16]bool

	focus *surface
	offer *dndOffer  // to the focus
	toX11 *dragToX11 // while the focus is an X11 app's
}

// What drags if it is no finger. Xwayland keeps pointer and fingers, and its
// apps say what they do.
const (
	byPointer  = -1
	byXwayland = -2
)

// dragSource is who a drag tells of its fate.
type dragSource interface {
	mimes() []string
	allowed() wlproto.WlDataDeviceManagerDndAction
	send(mime string, fd int) // takes the descriptor
	target(mime string)       // that a drop would take
	action(a wlproto.WlDataDeviceManagerDndAction)
	performed() // it was dropped
	finished()
	cancelled()
}

// StartDrag implements wlproto.WlDataDeviceRequests.
func (d *dataDevice) StartDrag(r wlproto.WlDataDevice, source wlproto.WlDataSource, origin, icon wlproto.WlSurface, serial uint32) error {
	s := d.c.s
	src, _ := source.Handler().(*dataSource)
	if src != nil && (src.app != nil || src.dragged) {
		return wlwire.Errorf(r, wlproto.WlDataDeviceErrorUsedSource, "the source was used already")
	}
	var ic *dragIcon
	if x, ok := icon.Handler().(*surface); ok {
		if ic, ok = x.role.(*dragIcon); !ok {
			ic = &dragIcon{x: x}
			if !x.setRole(roleDragIcon, ic) {
				return wlwire.Errorf(r, wlproto.WlDataDeviceErrorRole, "the icon has another role")
			}
		}
	}
	if src != nil {
		src.dragged = true
	}
	g := &drag{s: s, c: d.c, origin: origin.Handler().(*surface), icon: ic, finger: byPointer}
	if src != nil {
		g.src = src
	}
	if s.data.drag != nil || !g.take(serial) {
		if src != nil {
			src.cancelled()
		}
		return nil
	}
	s.data.drag = g
	if ic != nil {
		ic.offset = image.Point{}
		ic.x.redraw = true
		ic.x.publish()
	}
	s.seat.pointer.settle()
	g.settle()
	return nil
}

// take takes over the buttons or the finger that began the drag.
func (g *drag) take(serial uint32) bool {
	t := g.s.seat
	if p := &t.pointer; p.grab != nil && p.grab.c == g.c && notBefore(serial, p.grabSerial) {
		g.buttons, g.x, g.y = p.buttons, p.x, p.y
		p.buttons = map[uint16]bool{}
		p.letGo()
		return true
	}
	for id, f := range t.touch.fingers {
		if f.x.c == g.c && notBefore(serial, f.serial) {
			g.finger, g.x, g.y = id, f.px, f.py
			t.touch.cancel()
			return true
		}
	}
	return false
}

// motion moves what is dragged.
func (g *drag) motion(x, y float64) {
	g.x, g.y = x, y
	g.settle()
	if g.icon != nil {
		g.icon.place(g)
	}
	if g.toX11 != nil {
		g.toX11.move()
		return
	}
	if g.focus == nil {
		return
	}
	if lx, ly, ok := g.focus.local(x, y); ok {
		for _, d := range g.devices() {
			d.res.SendMotion(g.s.millis(), g.focus.c.fixed(lx), g.focus.c.fixed(ly))
		}
	}
}

// button follows the buttons; the last release is the drop.
func (g *drag) button(e seat.Button) {
	if e.Down {
		g.buttons[e.Code] = true
		return
	}
	delete(g.buttons, e.Code)
	if len(g.buttons) == 0 {
		g.end(true)
	}
}

// settle brings the focus in line with what is under the pointer.
func (g *drag) settle() {
	x, lx, ly := g.pick()
	if x == g.focus {
		return
	}
	if g.toX11 != nil && x != nil && x.c == g.focus.c {
		g.focus = x // which window it is, only X knows
		return
	}
	g.leave()
	if x == nil {
		return
	}
	g.focus = x
	if g.src != nil && x.c.drops != nil {
		g.toX11 = newDragToX11(g, x.c.drops)
		g.toX11.move()
		return
	}
	serial := g.s.seat.inputSerial()
	if g.src != nil {
		g.offer = &dndOffer{src: g.src, wish: g.wish()}
	}
	for _, d := range g.devices() {
		o := wlproto.WlDataOffer{}
		if g.src != nil {
			o = g.offer.to(d)
		}
		d.res.SendEnter(serial, x.res, x.c.fixed(lx), x.c.fixed(ly), o)
	}
}

// wish is the action that the user asks for by keys, as on other desktops:
// Control copies, Shift moves.
func (g *drag) wish() wlproto.WlDataDeviceManagerDndAction {
	switch g.s.seat.keyboard.state.Mods().Depressed & (seat.ModControl | seat.ModShift) {
	case seat.ModControl:
		return dndCopy
	case seat.ModShift:
		return dndMove
	}
	return 0
}

// keys follows the keys that choose the action.
func (g *drag) keys() {
	switch {
	case g.toX11 != nil:
		g.toX11.move()
	case g.offer != nil:
		g.offer.wish = g.wish()
		g.offer.agree()
	}
}

// pick returns the surface that is the target.
func (g *drag) pick() (x *surface, lx, ly float64) {
	if g.finger == byXwayland {
		return g.s.seat.pickWayland(g.x, g.y)
	}
	if x, lx, ly = g.s.seat.pick(g.x, g.y); x != nil && g.src == nil && x.c != g.c {
		x = nil
	}
	return x, lx, ly
}

// devices returns those of the focus.
func (g *drag) devices() (list []*dataDevice) {
	if g.focus == nil {
		return nil
	}
	for _, d := range g.s.seat.of(g.focus).devices[g.s.data.clipboard] {
		list = append(list, d.(*dataDevice))
	}
	return list
}

func (g *drag) leave() {
	if g.toX11 != nil {
		g.toX11.leave()
		g.focus, g.toX11 = nil, nil
		return
	}
	for _, d := range g.devices() {
		d.res.SendLeave()
	}
	if g.offer != nil {
		g.offer.src = nil // what is late about it is ignored
		if g.offer.mime != "" {
			g.src.target("")
		}
		if g.offer.action != 0 {
			g.src.action(0)
		}
	}
	g.focus, g.offer = nil, nil
}

// end ends the drag: with a drop, if the target takes it.
func (g *drag) end(drop bool) {
	g.s.data.drag = nil
	if g.icon != nil {
		g.icon.unmap()
	}
	switch {
	case drop && g.focus != nil && g.src == nil:
		for _, d := range g.devices() {
			d.res.SendDrop()
		}
		g.leave()
	case drop && g.toX11 != nil:
		g.toX11.drop()
		g.src.performed()
	case drop && g.offer != nil && g.offer.takes():
		g.offer.dropped = true
		for _, d := range g.devices() {
			d.res.SendDrop()
		}
		g.src.performed()
		for _, d := range g.devices() {
			d.res.SendLeave()
		}
	default:
		g.leave()
		if g.src != nil {
			g.src.cancelled()
		}
	}
	if g.s.tx != nil {
		g.s.seat.pointer.settle()
	}
}

func (g *drag) surfaceGone(x *surface) {
	if g.icon != nil && g.icon.x == x {
		g.icon = nil
	}
	if g.focus == x {
		g.leave()
	}
	if g.origin == x && g.src == nil {
		g.end(false)
	}
}

// dragIcon is the role of a surface that is dragged along.
type dragIcon struct {
	x      *surface
	win    scene.WindowID
	offset image.Point // from the pointer
}

func (*dragIcon) precommit(*surface) error { return nil }

func (i *dragIcon) committed(x *surface) { i.offset = i.offset.Add(x.current.offset) }

func (i *dragIcon) published(x *surface) {
	if g := x.s.data.drag; g != nil && g.icon == i {
		i.place(g)
	}
}

// place keeps the icon at the pointer.
func (i *dragIcon) place(g *drag) {
	if i.x.content == nil {
		return
	}
	tx := g.s.tx
	at := image.Pt(int(math.Floor(g.x)), int(math.Floor(g.y))).Add(i.offset).Add(i.x.extents.Min)
	if i.win == 0 {
		i.win = tx.Map(i.x.id, scene.Window{Kind: scene.Tooltip, PID: i.x.c.pid, Bounds: image.Rectangle{Min: at, Max: at}})
		return
	}
	tx.Change(i.win, func(w *scene.Window) { w.Bounds = w.Bounds.Sub(w.Bounds.Min).Add(at) })
}

func (i *dragIcon) unmap() {
	if i.win != 0 && i.x.s.tx != nil {
		i.x.s.tx.Unmap(i.win)
	}
	i.win = 0
}

func (i *dragIcon) gone(*surface) { i.unmap() }
