package wlserver

import (
	"image"
	"slices"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// popup is an xdg_popup.
type popup struct {
	s      *Server
	xs     *xdgSurface
	x      *surface
	res    wlproto.XdgPopup
	win    scene.WindowID
	parent *xdgSurface
	pos    positioner
	at     image.Rectangle // in the parent's frame, as configured last
	grabs  bool
	done   bool // dismissed
}

// Destroy implements wlproto.XdgPopupRequests.
func (p *popup) Destroy(r wlproto.XdgPopup) error {
	if len(p.xs.popups) > 0 {
		return wlwire.Errorf(p.xs.base.res, wlproto.XdgWmBaseErrorNotTheTopmostPopup, "a popup on this one is left")
	}
	return nil
}

// Destroyed implements wlwire.Destroyer.
func (p *popup) Destroyed(*wlwire.Resource) {
	p.unmap()
	if p.parent != nil {
		p.parent.popups = slices.DeleteFunc(p.parent.popups, func(o *popup) bool { return o == p })
	}
	for _, o := range p.xs.popups {
		o.parent = nil
	}
	p.xs.pop = nil
	p.xs.reset()
	if p.x.role == p {
		p.x.role = nil
	}
}

// Grab implements wlproto.XdgPopupRequests.
func (p *popup) Grab(r wlproto.XdgPopup, _ wlproto.WlSeat, serial uint32) error {
	if p.win != 0 {
		return wlwire.Errorf(r, wlproto.XdgPopupErrorInvalidGrab, "the popup is mapped")
	}
	if top := p.s.seat.topPopup(); top != nil && (p.parent == nil || p.parent.pop != top) && top.x.c == p.x.c {
		return wlwire.Errorf(p.xs.base.res, wlproto.XdgWmBaseErrorNotTheTopmostPopup, "the parent is not the topmost popup")
	}
	if !p.s.seat.recent(serial) {
		p.dismiss() // what the user did is long past
		return nil
	}
	p.grabs = true
	p.s.seat.pushPopup(p)
	return nil
}

// Reposition implements wlproto.XdgPopupRequests.
func (p *popup) Reposition(r wlproto.XdgPopup, pos wlproto.XdgPositioner, token uint32) error {
	n, ok := pos.Handler().(*positioner)
	if !ok || !n.complete() {
		return wlwire.Errorf(p.xs.base.res, wlproto.XdgWmBaseErrorInvalidPositioner, "the positioner is incomplete")
	}
	p.pos = *n
	p.place()
	p.res.SendRepositioned(token)
	p.send()
	return nil
}

// place computes where the popup belongs: it must stay on the parent's
// monitor, as the positioner allows.
func (p *popup) place() {
	org, ok := p.parentOrigin()
	if !ok {
		p.at = p.pos.place(image.Rectangle{})
		return
	}
	p.at = p.pos.place(p.s.outputArea(image.Rectangle{Min: org, Max: org.Add(image.Pt(1, 1))}).Sub(org))
}

// parentOrigin is where the parent's window geometry is on the desktop.
func (p *popup) parentOrigin() (image.Point, bool) {
	if p.parent == nil {
		return image.Point{}, false
	}
	w := p.parent.window()
	if w == nil {
		return image.Point{}, false
	}
	return w.Inner().Min, true
}

func (p *popup) send() {
	p.res.SendConfigure(int32(p.at.Min.X), int32(p.at.Min.Y), int32(p.at.Dx()), int32(p.at.Dy()))
	p.xs.configure(configure{})
}

func (p *popup) precommit(*surface) error {
	if p.parent == nil {
		return nil
	}
	return p.xs.precommit()
}

func (p *popup) committed(x *surface) {
	if x.content != nil {
		return
	}
	if p.win != 0 {
		p.unmap()
		p.xs.reset()
		return
	}
	if !p.xs.asked && !p.done {
		p.xs.asked = true
		p.place()
		p.send()
	}
}

func (p *popup) published(x *surface) {
	if x.content == nil || p.done {
		return
	}
	org, ok := p.parentOrigin()
	if !ok {
		p.dismiss()
		return
	}
	at := org.Add(p.at.Min)
	if p.win != 0 {
		p.s.tx.Change(p.win, func(w *scene.Window) {
			w.Margins = p.xs.margins()
			w.Bounds.Min = at
		})
		return
	}
	kind := scene.Tooltip
	if p.grabs {
		kind = scene.Menu
	}
	p.win = p.s.tx.Map(x.id, scene.Window{
		Kind: kind, Owner: p.parent.window().ID, PID: x.c.pid, AppID: p.parent.window().AppID,
		Bounds: image.Rectangle{Min: at, Max: at.Add(p.xs.frame().Size())}, Margins: p.xs.margins(), Handle: p,
	})
}

// settle follows the parent; a reactive popup is placed anew.
func (p *popup) settle() {
	org, ok := p.parentOrigin()
	w := p.xs.window()
	if !ok || w == nil || p.win == 0 {
		return
	}
	if p.pos.reactive {
		old := p.at
		if p.place(); p.at != old {
			p.send()
		}
	}
	if at := org.Add(p.at.Min); at != w.Bounds.Min {
		p.s.tx.Change(p.win, func(w *scene.Window) { w.Bounds = w.Bounds.Sub(w.Bounds.Min).Add(at) })
	}
}

func (p *popup) unmap() {
	p.xs.dismissPopups()
	if p.win != 0 && p.s.tx != nil {
		p.s.tx.Unmap(p.win)
	}
	p.win = 0
	p.s.seat.dropPopup(p)
}

// dismiss tells the app that the popup is over, and takes it away.
func (p *popup) dismiss() {
	if p.done {
		return
	}
	p.done = true
	p.unmap()
	p.res.SendPopupDone()
}

func (p *popup) gone(*surface) { p.unmap() }

// Configure implements scene.Handle: nobody but its app moves a popup.
func (p *popup) Configure(*scene.Tx, scene.Wish) {}

// Close implements scene.Handle.
func (p *popup) Close(tx *scene.Tx) {
	p.s.enter(tx, p.s.now)
	p.dismiss()
}
