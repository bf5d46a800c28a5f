package rdp

import (
	"image"
	"strings"
	"time"

	"golang.org/x/image/draw"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp/bcgr"
	"oriel/rdp/rail"
	"oriel/rdp/svc"
)

// railMax bounds a message of the channel "rail".
const railMax = 64 << 10

// apps is RemoteApp: window orders out, what the user does to windows in.
type apps struct {
	s         *session
	srv       *rail.Server
	announced bool // the client has been told that all windows are being told
	grab      scene.Grab
	execs     int
	payload   []byte
}

// railMessage takes a message of the client. Some send before we do: until
// the profile is decided, messages wait.
func (s *session) railMessage(msg []byte, now time.Time, out *svc.Outbox) error {
	if s.apps != nil {
		return s.apps.srv.Step(msg, now, out)
	}
	const most = 32
	if len(s.early) < most {
		s.early = append(s.early, append([]byte(nil), msg...))
	}
	return nil
}

// startApps begins with the handshake. Whether windows have surfaces of their
// own is told by it, so that it waits for the graphics.
func (s *session) startApps(now time.Time) {
	a := &apps{s: s}
	a.srv = rail.NewServer(rail.ServerConfig{
		Ex: handshakeEx(s.peer), Flags: s.profile.handshakeFlags(), Handle: a.handle,
	})
	s.apps = a
	var out svc.Outbox
	a.srv.Start(now, &out)
	for _, m := range s.early {
		if err := a.srv.Step(m, now, &out); err != nil {
			s.log.Warn("Bad channel message", "channel", "rail", "err", err)
		}
	}
	s.early = nil
	s.note(s.link.channel(s.channelID("rail"), &out))
}

// announce starts the monitored desktop. Newer clients send Exec only after
// it, older ones before: it waits for nothing but the client's handshake.
func (a *apps) announce(out *svc.Outbox) {
	if a.announced {
		return
	}
	a.announced = true
	a.srv.ScreenSaver(false, false, out)
	a.s.note(a.orders(rail.ArcBegan(), rail.ZOrder(rail.DesktopID, []uint32{rail.MarkerID}), rail.ArcCompleted()))
}

// orders sends windowing orders in one update.
func (a *apps) orders(o ...rail.Order) error {
	a.payload = rail.AppendOrders(a.payload[:0], o...)
	return a.s.link.update(bcgr.UpdateOrders, a.payload)
}

// send sends a message on the channel, unless the client does not take it.
func (a *apps) send(m rail.Message) error {
	var out svc.Outbox
	a.srv.Send(m, &out)
	return a.s.link.channel(a.s.channelID("rail"), &out)
}

// order carries out a window order of a plan.
func (a *apps) order(o *order) error {
	switch o.kind {
	case orderNewWindow, orderWindow:
		return a.orders(o.windowOrder())
	case orderZOrder:
		return a.orders(zorder(o))
	case orderIcon:
		return a.icon(o)
	case orderLimits:
		return a.send(a.limits(o.win))
	case orderDeleteWindow:
		return a.orders(&rail.WindowDelete{ID: uint32(o.window)})
	}
	return nil
}

func zorder(o *order) *rail.Desktop {
	ids := make([]uint32, 0, len(o.stack))
	for _, id := range o.stack {
		ids = append(ids, uint32(id))
	}
	active := uint32(o.active)
	if active == 0 {
		active = rail.DesktopID
	}
	return rail.ZOrder(active, ids)
}

// icon tells a window's icon, scaled down if the client takes no such size.
func (a *apps) icon(o *order) error {
	flags, _ := a.srv.ClientStatus()
	if o.win.Icon == nil || flags&rail.StatusSuppressIconOrders != 0 {
		return nil
	}
	side := 32
	if flags&rail.StatusHighDPIIcons != 0 {
		side = rail.MaxIconSide
	}
	m := o.win.Icon.Best(side)
	if m == nil || m.Width < 1 || m.Height < 1 || len(m.Pix) < m.Width*m.Height*4 {
		return nil
	}
	if big := max(m.Width, m.Height); big > side {
		m = shrink(m, max(1, m.Width*side/big), max(1, m.Height*side/big))
	}
	if w, ok := rail.NewWindowIcon(uint32(o.window), rail.OrderNew|rail.FieldIconBig, m.Width, m.Height, m.Pix); ok {
		return a.orders(w)
	}
	return nil
}

// shrink scales an icon. The order of the colours does not matter for it.
func shrink(m *scene.IconImage, w, h int) *scene.IconImage {
	src := &image.NRGBA{Pix: m.Pix, Stride: m.Width * 4, Rect: image.Rect(0, 0, m.Width, m.Height)}
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(dst, dst.Rect, src, src.Rect, draw.Src, nil)
	return &scene.IconImage{Width: w, Height: h, Pix: dst.Pix}
}

// handle hears the client. Windows that it names may be gone: a race.
func (a *apps) handle(m rail.Message, _ time.Time, out *svc.Outbox) {
	switch m := m.(type) {
	case *rail.Handshake:
		a.announce(out)
	case *rail.ClientStatus:
		a.announce(out)
		a.s.paint.rec.margins = m.Flags&rail.StatusWindowResizeMargin != 0
		if m.Flags&rail.StatusHighDPIIcons != 0 {
			a.s.paint.rec.forgetIcons() // those sent so far were small
		}
		a.srv.Send(&rail.ZOrderSync{Marker: rail.MarkerID}, out)
	case *rail.Exec:
		a.exec(m, out)
	case *rail.Activate:
		a.activate(m)
	case *rail.SysCommand:
		a.command(m)
	case *rail.WindowMove:
		a.move(m.WindowID, m.Rect, a.marginOf(m.WindowID))
	case *rail.SnapArrange:
		a.move(m.WindowID, m.Rect, 0)
	case *rail.SysParam:
		a.param(m)
	case *rail.GetAppIDReq:
		if w := a.window(m.WindowID); w != nil {
			a.srv.AppID(m.WindowID, w.AppID, uint32(w.PID), `\\oriel\`+w.AppID, out)
		}
	case *rail.LanguageImeInfo:
		if m.KeyboardLayout != 0 {
			c := &a.s.peer.Core
			a.s.desk.Input(seat.Layout{ID: m.KeyboardLayout, Type: c.KeyboardType, SubType: c.KeyboardSubType})
		}
	}
}

// window returns a window that the client may name, or nil.
func (a *apps) window(id uint32) *scene.Window { return a.s.want.Windows[scene.WindowID(id)] }

func (a *apps) wish(id uint32, w scene.Wish) {
	a.s.desk.Wish(scene.WindowID(id), w)
}

// exec answers every alias with success: all windows are shown whatever was
// asked for. What may be started is for the server's owner to say.
func (a *apps) exec(m *rail.Exec, out *svc.Outbox) {
	const most = 16 // a session; each may start a program
	name := strings.TrimPrefix(m.ExeOrFile, "||")
	if start := a.s.srv.cfg.Exec; start != nil && a.execs < most && a.s.desk.hands.Load() {
		a.execs++
		if err := start(name); err != nil {
			a.s.log.Debug("No program started for the client", "err", err)
		}
	}
	a.srv.ExecResult(m, rail.ExecOK, 0, out)
}

// activate hears which window has the client's focus. Menus never take it.
func (a *apps) activate(m *rail.Activate) {
	w := a.window(m.WindowID)
	switch {
	case !m.Enabled || m.WindowID == 0:
		if w == nil || a.s.want.Active == w.ID {
			a.wish(0, scene.Wish{What: scene.WantDeactivate})
		}
	case w != nil && w.Kind != scene.Menu && w.Kind != scene.Tooltip:
		a.wish(m.WindowID, scene.Wish{What: scene.WantActivate | scene.WantRaise})
	}
}

func (a *apps) command(m *rail.SysCommand) {
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
	case rail.CommandRestore:
		if w.State&scene.Minimized != 0 {
			state(0, scene.Minimized)
			a.wish(m.WindowID, scene.Wish{What: scene.WantActivate | scene.WantRaise})
		} else {
			state(0, scene.Maximized)
		}
	case rail.CommandClose:
		a.wish(m.WindowID, scene.Wish{What: scene.WantClose})
	}
}

// marginOf returns the resize margin that the client counts to a window.
func (a *apps) marginOf(id uint32) int {
	if k := a.s.paint.rec.have[scene.WindowID(id)]; k != nil {
		return k.facade.margin
	}
	return 0
}

// move hears where the client has put a window.
func (a *apps) move(id uint32, r rail.Rect, margin int) {
	w := a.window(id)
	if w == nil {
		return
	}
	box := image.Rect(int(r.Left), int(r.Top), int(r.Right), int(r.Bottom)).Inset(margin)
	if r.Right <= r.Left || r.Bottom <= r.Top || box.Empty() {
		return
	}
	a.wish(id, scene.Wish{What: scene.WantBounds, Bounds: a.logical(w, box)})
}

// logical converts a place that the client gives to a window into the logical
// one that looks most like it. A window that comes to a monitor of another
// scale and is as large as before keeps its logical size.
func (a *apps) logical(w *scene.Window, box image.Rectangle) image.Rectangle {
	l, was := &a.s.layout, a.s.layout.of(&a.s.want, w)
	to := l.mapping(l.most(box))
	size := scene.ScalePoint(box.Size(), 1/to.factor())
	if box.Size() == frameRect(w, was).Size() {
		size = w.Bounds.Size()
	}
	at := to.nearest(box.Min)
	return image.Rectangle{Min: at, Max: at.Add(size)}
}

// limits tells what a window's size may be on its monitor.
func (a *apps) limits(w *scene.Window) *rail.MinMaxInfo {
	l := &a.s.layout
	i := l.home(&a.s.want, w)
	if i < 0 {
		return limitsOf(w, l.bounds(), 1)
	}
	return limitsOf(w, l.monitors[i].area(), l.monitors[i].scale)
}

func (a *apps) param(m *rail.SysParam) {
	switch m.Param {
	case rail.SPIWorkArea:
		r := image.Rect(int(m.Rect.Left), int(m.Rect.Top), int(m.Rect.Right), int(m.Rect.Bottom))
		if a.s.layout.setWork(r) {
			a.s.setOutputs()
		}
	case rail.SPIMouseButtonSwap:
		a.s.hand.swap = m.Value != 0
	}
}

// moveTypes say which sides a resize pulls at.
var moveTypes = map[scene.Edges]uint16{
	0: rail.MoveSizeMove, scene.Left: rail.MoveSizeLeft, scene.Right: rail.MoveSizeRight,
	scene.Top: rail.MoveSizeTop, scene.Bottom: rail.MoveSizeBottom,
	scene.Top | scene.Left: rail.MoveSizeTopLeft, scene.Top | scene.Right: rail.MoveSizeTopRight,
	scene.Bottom | scene.Left: rail.MoveSizeBottomLeft, scene.Bottom | scene.Right: rail.MoveSizeBottomRight,
}

// grabbed tells the client that the user has begun or ended to move or resize
// a window, which it then does by itself. It ends with the button's release
// at the final position, by which the desktop moves the window, or with
// WindowMove.
func (a *apps) grabbed(g scene.Grab) {
	if g == a.grab {
		return
	}
	old := a.grab
	a.grab = g
	if old.Window != 0 && old.Window != g.Window {
		if w := a.s.want.Windows[old.Window]; w != nil {
			a.localMove(w, old.Edges, 0, frameRect(w, a.s.layout.of(&a.s.want, w)).Min)
		}
	}
	if w := a.s.want.Windows[g.Window]; w != nil && old.Window != g.Window {
		m := a.s.layout.of(&a.s.want, w)
		at := m.point(g.Start)
		if g.Edges == 0 {
			at = at.Sub(frameRect(w, m).Min)
		}
		a.s.note(a.send(a.limits(w)))
		a.localMove(w, g.Edges, 1, at)
	}
}

func (a *apps) localMove(w *scene.Window, e scene.Edges, start uint16, at image.Point) {
	a.s.note(a.send(&rail.LocalMoveSize{
		WindowID: uint32(w.ID), Start: start, MoveSizeType: moveTypes[e],
		PosX: clamp16(at.X), PosY: clamp16(at.Y),
	}))
}
