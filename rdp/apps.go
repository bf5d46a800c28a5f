package rdp

import (
	"image"
	"time"

	"golang.org/x/image/draw"

	"oriel/compositor/scene"
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
	keyed     scene.WindowID // window that the client moves by its keyboard
	awake     bool           // the client was told to keep its screen on
	execs     int            // programs asked for so far
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
		if k := a.s.paint.rec.have[o.window]; k != nil {
			k.tells(o, time.Now())
		}
		return a.orders(o.windowOrder())
	case orderZOrder:
		return a.orders(zorder(o, a.srv.Can(rail.TypeZOrderSync)))
	case orderIcon:
		return a.icon(o)
	case orderLimits:
		return a.send(a.limits(o.win))
	case orderNotifyIcon:
		return a.notifyIcon(o)
	case orderDeleteNotifyIcon:
		return a.orders(&rail.NotifyIconDelete{WindowID: notifyOwner, NotifyID: uint32(o.icon.ID)})
	case orderDeleteWindow:
		return a.orders(&rail.WindowDelete{ID: uint32(o.window)})
	}
	return nil
}

// tells notes when the client was told what it may not have heard yet when it
// speaks of the window.
func (k *known) tells(o *order, now time.Time) {
	if o.fields&tellShow != 0 && o.facade.show == rail.ShowMinimized {
		k.hidden = now
	}
	if o.fields&tellRect != 0 && k.told.IsZero() {
		k.told = now
	}
}

// zorder tells the stack. The marker stands for the client's own windows, and
// the client gives the focus only to windows that come before it: with one of
// ours active it is last, else first.
func zorder(o *order, marker bool) *rail.Desktop {
	ids := make([]uint32, 0, len(o.stack)+1)
	active := uint32(o.active)
	if active == 0 {
		active = rail.DesktopID
		if marker {
			active = rail.MarkerID
			ids = append(ids, rail.MarkerID)
		}
	}
	for _, id := range o.stack {
		ids = append(ids, uint32(id))
	}
	if marker && o.active != 0 {
		const most = 254 // and the marker
		ids = append(ids[:min(len(ids), most)], rail.MarkerID)
	}
	return rail.ZOrder(active, ids)
}

// icon tells a window's icon.
func (a *apps) icon(o *order) error {
	flags, _ := a.srv.ClientStatus()
	if o.win.Icon == nil || flags&rail.StatusSuppressIconOrders != 0 {
		return nil
	}
	m := fitIcon(o.win.Icon, a.iconSide())
	if m == nil {
		return nil
	}
	if w, ok := rail.NewWindowIcon(uint32(o.window), rail.OrderNew|rail.FieldIconBig, m.Width, m.Height, m.Pix); ok {
		return a.orders(w)
	}
	return nil
}

// iconSide is how large an icon may be for the client.
func (a *apps) iconSide() int {
	if flags, _ := a.srv.ClientStatus(); flags&rail.StatusHighDPIIcons != 0 {
		return rail.MaxIconSide
	}
	return 32
}

// fitIcon returns the picture of an icon that suits a side best, scaled down
// if it is larger; nil if there is no good one.
func fitIcon(icon *scene.Icon, side int) *scene.IconImage {
	m := icon.Best(side)
	if m == nil || m.Width < 1 || m.Height < 1 || len(m.Pix) < m.Width*m.Height*4 {
		return nil
	}
	if big := max(m.Width, m.Height); big > side {
		m = shrink(m, max(1, m.Width*side/big), max(1, m.Height*side/big))
	}
	return m
}

// shrink scales an icon. The order of the colours does not matter for it.
func shrink(m *scene.IconImage, w, h int) *scene.IconImage {
	src := &image.NRGBA{Pix: m.Pix, Stride: m.Width * 4, Rect: image.Rect(0, 0, m.Width, m.Height)}
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(dst, dst.Rect, src, src.Rect, draw.Src, nil)
	return &scene.IconImage{Width: w, Height: h, Pix: dst.Pix}
}
