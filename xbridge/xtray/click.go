package xtray

import (
	"image"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"oriel/compositor/scene"
)

// A notifyMessage is scene.NotifyHandle.Notify.
type notifyMessage struct {
	win   xproto.Window
	event scene.NotifyEvent
}

func (m notifyMessage) handle(t *Tray) {
	i := t.icons[m.win]
	if i == nil {
		return
	}
	switch m.event.Action {
	case scene.NotifySelect:
		t.click(i, 1, m.event.At)
	case scene.NotifyContextMenu:
		t.click(i, 3, m.event.At)
	case scene.NotifyInfoTipClick, scene.NotifyInfoTipEnd:
		t.quiet(i) // the protocol has no word for it
	}
}

// click presses and releases a button at a logical position, on an icon that
// is put there for it. The server's own pointer does it, since toolkits pass
// over events that somebody sent; a press that is not released at once would
// keep all other windows from the pointer. Afterwards the icon stays there, for
// apps that ask where it is to put a menu beside it, and the pointer on it,
// until the client's own moves.
func (t *Tray) click(i *icon, button byte, at image.Point) {
	if !i.mapped {
		return
	}
	x, root := t.conn.Conn, t.conn.Root
	p := t.toX(at)
	g, err := xproto.GetGeometry(x, xproto.Drawable(root)).Reply()
	if err != nil {
		return
	}
	p.X, p.Y = max(0, min(p.X, int(g.Width)-1)), max(0, min(p.Y, int(g.Height)-1))
	side := t.side()
	corner := image.Pt(
		max(0, min(p.X-side/2, int(g.Width)-side)),
		max(0, min(p.Y-side/2, int(g.Height)-side)))
	xproto.ConfigureWindow(x, i.socket, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowStackMode,
		[]uint32{uint32(corner.X), uint32(corner.Y), xproto.StackModeAbove})
	// Where it is on the screen it is told; ICCCM 4.1.5 has that for windows
	// whose parent has moved.
	t.conn.Send(i.win, xproto.EventMaskStructureNotify, xproto.ConfigureNotifyEvent{
		Event: i.win, Window: i.win, X: int16(corner.X), Y: int16(corner.Y), Width: uint16(side), Height: uint16(side),
	})
	const now, device = 0, 0
	fake := func(kind, detail byte, p image.Point) {
		xtest.FakeInput(x, kind, detail, now, root, int16(p.X), int16(p.Y), device)
	}
	fake(xproto.MotionNotify, 0, p)
	fake(xproto.ButtonPress, button, p)
	fake(xproto.ButtonRelease, button, p)
	t.lower(i)
}
