package xtray

import (
	"bytes"
	"image"
	"strings"
	"time"

	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

// An icon is an app's window in the tray. It belongs to the pump.
type icon struct {
	win    xproto.Window
	socket xproto.Window // ours, which it lives in
	damage damage.Damage
	depth  byte
	face   *face

	mapped bool
	stale  bool // properties are to be read again
	drawn  bool // the picture is

	name    string
	class   string
	pid     int
	picture *scene.IconImage // nil: nothing was drawn yet
	tip     *scene.InfoTip
	until   time.Time // of tip
	message message20 // a balloon whose text is still coming
}

// maxIcons bounds the icons of an X server.
const maxIcons = 64

// Flags of _XEMBED_INFO, and the message that tells an icon of its socket.
const (
	xembedMapped         = 1
	xembedEmbeddedNotify = 0
	xembedVersion        = 0
)

// dock takes a window into the tray.
func (t *Tray) dock(win xproto.Window) {
	x := t.conn
	if len(t.icons) >= maxIcons || t.icons[win] != nil || x.SameClient(win, t.win) || win == x.Root {
		return
	}
	attributes := xproto.GetWindowAttributes(x.Conn, win)
	geometry := xproto.GetGeometry(x.Conn, xproto.Drawable(win))
	a, err1 := attributes.Reply()
	g, err2 := geometry.Reply()
	if err1 != nil || err2 != nil || a.Class == xproto.WindowClassInputOnly || g.Depth != 24 && g.Depth != 32 {
		return
	}
	i := &icon{win: win, depth: g.Depth, face: &face{t: t, win: win}, stale: true, drawn: true}
	if err := t.makeSocket(i, a.Visual); err != nil {
		t.cfg.Log.Debug("An X app's icon has no place in the tray", "err", err)
		return
	}
	t.icons[win], t.sockets[i.socket] = i, i
	i.pid = x.ClientPID(win)
	xproto.ChangeWindowAttributes(x.Conn, win, xproto.CwEventMask,
		[]uint32{xproto.EventMaskPropertyChange | xproto.EventMaskStructureNotify})
	xproto.ChangeSaveSet(x.Conn, xproto.SetModeInsert, win) // it outlives us
	xproto.ReparentWindow(x.Conn, win, i.socket, 0, 0)
	t.fit(i)
	damage.Create(x.Conn, i.damage, xproto.Drawable(win), damage.ReportLevelNonEmpty)
	x.SendMessage(win, win, xproto.EventMaskNoEvent, t.atom["_XEMBED"],
		xproto.TimeCurrentTime, xembedEmbeddedNotify, 0, uint32(i.socket), xembedVersion)
	t.read(i)
}

// makeSocket makes the window that an icon lives in, which looks as the icon
// does: in another one the server would mix the two.
func (t *Tray) makeSocket(i *icon, visual xproto.Visualid) error {
	x := t.conn.Conn
	var err error
	if i.socket, err = xproto.NewWindowId(x); err != nil {
		return err
	}
	if i.damage, err = damage.NewDamageId(x); err != nil {
		return err
	}
	colors := t.conn.Screen.DefaultColormap
	if visual != t.conn.Screen.RootVisual {
		if colors = t.maps[visual]; colors == 0 {
			if colors, err = xproto.NewColormapId(x); err != nil {
				return err
			}
			xproto.CreateColormap(x, xproto.ColormapAllocNone, colors, t.conn.Root, visual)
			t.maps[visual] = colors
		}
	}
	at, side := t.corner(), uint16(t.side())
	err = xproto.CreateWindowChecked(x, i.depth, i.socket, t.conn.Root, int16(at.X), int16(at.Y), side, side, 0,
		xproto.WindowClassInputOutput, visual,
		xproto.CwBackPixel|xproto.CwBorderPixel|xproto.CwOverrideRedirect|xproto.CwEventMask|xproto.CwColormap,
		[]uint32{0, 0, 1, xproto.EventMaskSubstructureNotify | xproto.EventMaskSubstructureRedirect, uint32(colors)}).Check()
	if err != nil {
		return xconn.Gone(err)
	}
	t.lower(i)
	xproto.MapWindow(x, i.socket)
	return nil
}

// park puts a socket where it waits.
func (t *Tray) park(i *icon) {
	at := t.corner()
	xproto.ConfigureWindow(t.conn.Conn, i.socket, xproto.ConfigWindowX|xproto.ConfigWindowY, []uint32{uint32(at.X), uint32(at.Y)})
}

// lower puts a socket below all windows, so that it is in nobody's way.
func (t *Tray) lower(i *icon) {
	xproto.ConfigureWindow(t.conn.Conn, i.socket, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeBelow})
}

// corner is where sockets wait: apps that open something by themselves put it
// there.
func (t *Tray) corner() image.Point {
	for _, o := range t.outputs {
		if o.Primary {
			return t.toX(o.WorkArea().Max).Sub(image.Pt(t.side(), t.side()))
		}
	}
	return image.Point{}
}

// fit gives an icon and its socket the size that icons have.
func (t *Tray) fit(i *icon) {
	side := uint32(t.side())
	const size = xproto.ConfigWindowWidth | xproto.ConfigWindowHeight
	xproto.ConfigureWindow(t.conn.Conn, i.socket, size, []uint32{side, side})
	xproto.ConfigureWindow(t.conn.Conn, i.win, xproto.ConfigWindowX|xproto.ConfigWindowY|size|xproto.ConfigWindowBorderWidth,
		[]uint32{0, 0, side, side, 0})
	t.conn.Send(i.win, xproto.EventMaskStructureNotify, xproto.ConfigureNotifyEvent{
		Event: i.win, Window: i.win, Width: uint16(side), Height: uint16(side),
	})
	i.drawn = true
}

// undock ends an icon whose window is gone, or went elsewhere.
func (t *Tray) undock(i *icon) {
	if i == nil {
		return
	}
	delete(t.icons, i.win)
	delete(t.sockets, i.socket)
	delete(t.dirty, i)
	xproto.DestroyWindow(t.conn.Conn, i.socket)
	t.cfg.Desktop.Post(i.face.remove)
}

func (t *Tray) touch(i *icon) { t.dirty[i] = struct{}{} }

// read reads the properties of an icon.
func (t *Tray) read(i *icon) {
	i.stale = false
	const text = 4096
	x, a := t.conn, t.atom
	info, net := x.AskProperty(i.win, a["_XEMBED_INFO"], 8), x.AskProperty(i.win, a["_NET_WM_NAME"], text)
	name, class := x.AskProperty(i.win, a["WM_NAME"], text), x.AskProperty(i.win, a["WM_CLASS"], text)
	xembed, err := info.Reply()
	if err != nil {
		return
	}
	i.name = ""
	for _, k := range []xconn.PropertyCookie{net, name} {
		if p, err := k.Reply(); err == nil && i.name == "" {
			i.name = strings.TrimSpace(x.Text(p))
		}
	}
	if p, err := class.Reply(); err == nil {
		if s := x.Strings(p); len(s) > 0 {
			i.class = s[len(s)-1]
		}
	}
	// An icon without the property is none of XEMBED, and wants to be seen.
	if w := xembed.Words(); len(w) >= 2 && w[1]&xembedMapped == 0 {
		xproto.UnmapWindow(x.Conn, i.win)
	} else {
		xproto.MapWindow(x.Conn, i.win)
	}
	t.touch(i)
}

func (t *Tray) handleMapped(i *icon, on bool) {
	if i != nil && i.mapped != on {
		i.mapped, i.drawn = on, on
		t.touch(i)
	}
}

// handleDamage: an icon was drawn. It is told once until the picture is read.
func (t *Tray) handleDamage(e damage.NotifyEvent) {
	if i := t.icons[xproto.Window(e.Drawable)]; i != nil {
		i.drawn = true
	}
}

// look reads the picture of an icon from where its socket is drawn.
func (t *Tray) look(i *icon) {
	i.drawn = false
	damage.Subtract(t.conn.Conn, i.damage, 0, 0)
	if !i.mapped {
		return
	}
	pix := t.pixels(i)
	if pix == nil {
		return
	}
	straighten(pix, i.depth == 32)
	side := t.side()
	switch old := i.picture; {
	case old == nil && !visible(pix): // nothing was drawn yet
	case old == nil || old.Width != side || !bytes.Equal(old.Pix, pix):
		i.picture = &scene.IconImage{Width: side, Height: side, Pix: pix}
		t.touch(i)
	}
}

// post tells the loop of the icons that changed.
func (t *Tray) post() {
	for i := range t.dirty {
		n := scene.NotifyIcon{ToolTip: i.toolTip(), AppID: i.class, PID: i.pid, Hidden: !i.mapped, InfoTip: i.tip, Handle: i.face}
		if i.picture != nil {
			n.Icon = &scene.Icon{Images: []scene.IconImage{*i.picture}}
		}
		f := i.face
		t.cfg.Desktop.Post(func(tx *scene.Tx) { f.show(tx, n) })
	}
	clear(t.dirty)
}

// toolTip is what an icon is called: X apps draw their tooltips themselves,
// and tell nobody what is in it.
func (i *icon) toolTip() string {
	if i.name != "" {
		return i.name
	}
	return i.class
}

// A face is an icon as the scene sees it. It belongs to the loop.
type face struct {
	t    *Tray
	win  xproto.Window
	id   scene.NotifyIconID
	gone bool
}

func (f *face) show(tx *scene.Tx, n scene.NotifyIcon) {
	switch {
	case f.gone:
	case f.id == 0:
		f.id = tx.AddNotifyIcon(n)
	default:
		tx.ChangeNotifyIcon(f.id, func(old *scene.NotifyIcon) { *old = n })
	}
}

func (f *face) remove(tx *scene.Tx) {
	f.gone = true
	tx.RemoveNotifyIcon(f.id)
}

// Notify implements scene.NotifyHandle.
func (f *face) Notify(_ *scene.Tx, e scene.NotifyEvent) {
	if f.t.inbox.Len() < maxMessages {
		f.t.inbox.Put(notifyMessage{f.win, e})
	}
}

// maxMessages bounds what waits: a backend can send clicks as fast as it likes.
const maxMessages = 256
