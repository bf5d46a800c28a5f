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
	c       *client     // who began it
	src     *dataSource // nil: the app only drags within itself
	origin  *surface
	icon    *dragIcon
	finger  int32 // that drags, -1: the pointer
	x, y    float64
	buttons map[uint16]bool

	focus *surface
	offer *dndOffer // to the focus
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
	g := &drag{s: s, c: d.c, src: src, origin: origin.Handler().(*surface), icon: ic, finger: -1}
	if s.data.drag != nil || !g.take(serial) {
		if src != nil && src.res.Version() >= 3 {
			src.res.SendCancelled()
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
	x, lx, ly := g.s.seat.pick(g.x, g.y)
	if x != nil && g.src == nil && x.c != g.c {
		x = nil
	}
	if x == g.focus {
		return
	}
	g.leave()
	if x == nil {
		return
	}
	g.focus = x
	serial := g.s.seat.inputSerial()
	if g.src != nil {
		g.offer = &dndOffer{src: g.src}
	}
	for _, d := range g.devices() {
		o := wlproto.WlDataOffer{}
		if g.src != nil {
			o = g.offer.to(d)
		}
		d.res.SendEnter(serial, x.res, x.c.fixed(lx), x.c.fixed(ly), o)
	}
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
	for _, d := range g.devices() {
		d.res.SendLeave()
	}
	if g.offer != nil {
		g.offer.src = nil // what is late about it is ignored
		if g.offer.mime != "" {
			g.src.res.SendTarget("")
		}
		if g.offer.action != 0 {
			g.src.res.SendAction(0)
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
	case drop && g.offer != nil && g.offer.takes():
		g.offer.dropped = true
		for _, d := range g.devices() {
			d.res.SendDrop()
		}
		g.src.res.SendDndDropPerformed()
		for _, d := range g.devices() {
			d.res.SendLeave()
		}
	default:
		g.leave()
		if g.src != nil && g.src.res.Version() >= 3 {
			g.src.res.SendCancelled()
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
