package rdp

import (
	"image"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp/disp"
	"oriel/rdp/rail"
	"oriel/rdp/svc"
)

// handle hears the client. Windows that it names may be gone: a race.
func (a *apps) handle(m rail.Message, now time.Time, out *svc.Outbox) {
	switch m := m.(type) {
	case *rail.Handshake:
		a.announce(out)
	case *rail.ClientStatus:
		a.status(m, out)
	case *rail.Exec:
		a.exec(m, out)
	case *rail.Activate:
		a.activate(m, now)
	case *rail.SysCommand:
		a.command(m, out)
	case *rail.SysMenu:
		a.menu(m)
	case *rail.WindowMove:
		a.move(m, now)
	case *rail.SnapArrange:
		a.snap(m, now)
	case *rail.Cloak:
		a.cloak(m)
	case *rail.SysParam:
		a.param(m)
	case *rail.GetAppIDReq:
		if w := a.window(m.WindowID); w != nil {
			a.srv.AppID(m.WindowID, w.AppID, uint32(w.PID), `\\oriel\`+w.AppID, out)
		}
	case *rail.NotifyEvent:
		a.notify(m, now)
	case *rail.LangBarInfo:
		a.srv.Send(&rail.LangBarInfo{Status: rail.LangBarHidden}, out) // we have none
	case *rail.TextScaleInfo:
		if m.Factor >= 100 && m.Factor <= 225 {
			a.s.textScale = float64(m.Factor) / 100
			a.s.setOutputs()
		}
	case *rail.LanguageImeInfo:
		a.language(m)
	}
}

// status hears what the client takes.
func (a *apps) status(m *rail.ClientStatus, out *svc.Outbox) {
	a.announce(out)
	rec := a.s.paint.rec
	rec.margins = m.Flags&rail.StatusWindowResizeMargin != 0
	if m.Flags&rail.StatusHighDPIIcons != 0 {
		rec.forgetIcons() // those sent so far were small
	}
	if a.srv.Send(&rail.ZOrderSync{Marker: rail.MarkerID}, out) {
		rec.told = false // the z-order once more, with the marker in it
	}
	a.s.note(a.keepAwake())
}

// window returns a window that the client may name, or nil.
func (a *apps) window(id uint32) *scene.Window { return a.s.want.Windows[scene.WindowID(id)] }

func (a *apps) wish(id uint32, w scene.Wish) {
	a.s.desk.Wish(scene.WindowID(id), w)
}

// flurry is how long focus goes here and there on the client after a window
// was minimised.
const flurry = time.Second

// activate hears which window has the client's focus. Menus never take it. That
// a window which was just minimised has it is none of the user's doing: with
// some window managers xfreerdp says so, and would bring it back by that.
func (a *apps) activate(m *rail.Activate, now time.Time) {
	w := a.window(m.WindowID)
	switch {
	case !m.Enabled || m.WindowID == 0:
		if w == nil || a.s.want.Active == w.ID {
			a.wish(0, scene.Wish{What: scene.WantDeactivate})
		}
	case w == nil || w.Kind == scene.Menu || w.Kind == scene.Tooltip:
	case w.State&scene.Minimized == 0:
		a.wish(m.WindowID, scene.Wish{What: scene.WantActivate | scene.WantRaise})
	case now.Sub(a.hiddenSince(w.ID)) >= flurry:
		a.bringBack(m.WindowID)
	}
}

// bringBack restores a minimised window.
func (a *apps) bringBack(id uint32) {
	a.wish(id, scene.Wish{What: scene.WantState | scene.WantActivate | scene.WantRaise, Mask: scene.Minimized})
}

// hiddenSince returns when the client was told that a window is minimised.
func (a *apps) hiddenSince(id scene.WindowID) (t time.Time) {
	if k := a.s.paint.rec.have[id]; k != nil {
		t = k.hidden
	}
	return t
}

// command carries out a command of the system menu.
func (a *apps) command(m *rail.SysCommand, out *svc.Outbox) {
	w := a.window(m.WindowID)
	if w == nil {
		return
	}
	state := func(on, mask scene.State) {
		a.wish(m.WindowID, scene.Wish{What: scene.WantState, State: on, Mask: mask})
	}
	switch m.Command &^ 0xF { // Windows uses the low bits for itself
	case rail.CommandMinimize:
		state(scene.Minimized, scene.Minimized)
	case rail.CommandMaximize:
		state(scene.Maximized, scene.Maximized|scene.Minimized)
	case rail.CommandRestore, rail.CommandDefault:
		a.restore(w)
	case rail.CommandClose:
		a.wish(m.WindowID, scene.Wish{What: scene.WantClose})
	case rail.CommandMove:
		a.byKeys(w, rail.MoveSizeKeyMove, out)
	case rail.CommandSize:
		a.byKeys(w, rail.MoveSizeKeySize, out)
	}
}

// menu opens a window's system menu where the client wants it.
func (a *apps) menu(m *rail.SysMenu) {
	w := a.window(m.WindowID)
	if w == nil {
		return
	}
	l := &a.s.layout
	p := image.Pt(int(m.Left), int(m.Top))
	at := l.mapping(l.most(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})).nearest(p)
	a.wish(m.WindowID, scene.Wish{What: scene.WantMenu, Bounds: image.Rectangle{Min: at, Max: at}})
}

// restore undoes what was done to a window last.
func (a *apps) restore(w *scene.Window) {
	id := uint32(w.ID)
	k := a.s.paint.rec.have[w.ID]
	switch {
	case w.State&scene.Minimized != 0:
		a.bringBack(id)
	case k != nil && k.snapped && w.State&scene.Maximized == 0:
		k.snapped = false
		a.wish(id, scene.Wish{What: scene.WantBounds, Bounds: k.restore})
	default:
		a.wish(id, scene.Wish{What: scene.WantState, Mask: scene.Maximized})
	}
}

// cloak hears that the client shows or hides a window without the user's
// having minimised it: it lies on another of the client's desktops.
func (a *apps) cloak(m *rail.Cloak) {
	if k := a.s.paint.rec.have[scene.WindowID(m.WindowID)]; k != nil {
		k.cloaked = m.Cloaked
	}
}

// param hears a setting of the client's desktop.
func (a *apps) param(m *rail.SysParam) {
	r := image.Rect(int(m.Rect.Left), int(m.Rect.Top), int(m.Rect.Right), int(m.Rect.Bottom))
	switch m.Param {
	case rail.SPIWorkArea:
		if a.s.layout.setWork(r) {
			a.s.setOutputs()
		}
	case rail.SPIDisplayChange:
		a.s.displayChange(r)
	case rail.SPIMouseButtonSwap:
		a.s.hand.swap = m.Value != 0
	}
}

// displayChange takes a new size of the client's screen, unless the client
// knows the display control channel, which tells more.
func (s *session) displayChange(r image.Rectangle) {
	if s.displays || r.Min != (image.Point{}) || len(s.own.monitors) != 1 {
		return
	}
	s.rearrange([]disp.Monitor{{Flags: disp.FlagPrimary, Width: uint32(max(r.Dx(), 0)), Height: uint32(max(r.Dy(), 0))}})
}

// language hears which keyboard layout the user has chosen. An input method
// names none; its language stands for one.
func (a *apps) language(m *rail.LanguageImeInfo) {
	id := m.KeyboardLayout
	if id == 0 {
		id = uint32(m.LanguageID)
	}
	if c := &a.s.peer.Core; id != 0 {
		a.s.desk.Input(seat.Layout{ID: id, Type: c.KeyboardType, SubType: c.KeyboardSubType})
	}
}

// keepAwake tells the client whether an app that is seen wants the screen to
// stay on.
func (a *apps) keepAwake() error {
	on := false
	for _, w := range a.s.want.Windows {
		on = on || w.State&scene.Awake != 0 && w.State&scene.Minimized == 0
	}
	if on == a.awake || !a.srv.Can(rail.TypePowerDisplayRequest) {
		return nil
	}
	a.awake = on
	p := &rail.PowerDisplayRequest{}
	if on {
		p.Active = 1
	}
	return a.send(p)
}
