package rdp

import (
	"bytes"
	"image"
	"slices"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/rail"
	"oriel/rdp/wire"
)

// notifyOwner is the window that all notification icons belong to. On Windows
// that is mostly one that is never seen, and here it is none at all: an icon
// may outlive the windows of its app.
const notifyOwner = 0xFFFFFE00

// freeRDPBuild is what FreeRDP says of itself, as does one of Windows' releases.
const freeRDPBuild = 18363

// showsIcons reports whether the client is one that shows notification icons.
// There is no capability for it, and FreeRDP passes over them: with apps that
// hide in a tray its user would lose them. Orders are sent to all.
func (s *session) showsIcons() bool { return s.peer.RAIL() && s.peer.Core.Build != freeRDPBuild }

// knownIcon is what the client was told of a notification icon, and has told
// of it.
type knownIcon struct {
	told  *scene.NotifyIcon
	small bool // in a picture smaller than it takes
	last  uint32
	at    time.Time // of last
}

// notifyIcons plans what is new about notification icons. One without a
// picture is not told of: a new icon must have one.
func (r *reconciler) notifyIcons(want *scene.View) {
	if r.crowded {
		return
	}
	r.buryIcons(want)
	for _, n := range want.NotifyIcons {
		k := r.icons[n.ID]
		if k != nil && k.told == n && !k.small || n.Icon == nil && k == nil {
			continue
		}
		var tell uint32
		if k == nil {
			k = &knownIcon{told: &scene.NotifyIcon{}}
			r.icons[n.ID] = k
			tell = rail.OrderNew | rail.NotifyVersion | rail.NotifyTip | rail.NotifyState | rail.OrderIcon
		}
		tell |= newsOf(k.told, n)
		if k.small && n.Icon != nil {
			tell |= rail.OrderIcon
		}
		k.told, k.small = n, false
		if tell != 0 {
			r.add(order{kind: orderNotifyIcon, icon: n, tell: tell})
		}
	}
}

// buryIcons plans the end of icons that are gone.
func (r *reconciler) buryIcons(want *scene.View) {
	var gone []scene.NotifyIconID
	for id := range r.icons {
		if !slices.ContainsFunc(want.NotifyIcons, func(n *scene.NotifyIcon) bool { return n.ID == id }) {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	for _, id := range gone {
		r.add(order{kind: orderDeleteNotifyIcon, icon: r.icons[id].told})
		delete(r.icons, id)
	}
}

// newsOf returns the fields of an order that brings an icon from a to b.
func newsOf(a, b *scene.NotifyIcon) (tell uint32) {
	if a.ToolTip != b.ToolTip {
		tell |= rail.NotifyTip
	}
	if a.Hidden != b.Hidden {
		tell |= rail.NotifyState
	}
	if b.Icon != nil && !sameIcon(a.Icon, b.Icon) {
		tell |= rail.OrderIcon
	}
	if x, y := a.InfoTip, b.InfoTip; (x == nil) != (y == nil) || x != nil && *x != *y {
		tell |= rail.NotifyInfoTip
	}
	return tell
}

// sameIcon compares pictures: from another process they come anew with each
// change of any icon.
func sameIcon(a, b *scene.Icon) bool {
	return a == b || a != nil && b != nil && slices.EqualFunc(a.Images, b.Images, func(x, y scene.IconImage) bool {
		return x.Width == y.Width && x.Height == y.Height && bytes.Equal(x.Pix, y.Pix)
	})
}

// maxToolTip is how long a tooltip is on Windows, in bytes of UTF-16.
const maxToolTip = 2 * 127

// notifyIcon returns the order that tells the given fields of an icon, nil
// if its picture is no good.
func (o *order) notifyIcon(side int) *rail.NotifyIcon {
	n := o.icon
	w := &rail.NotifyIcon{
		Fields: o.tell, WindowID: notifyOwner, NotifyID: uint32(n.ID),
		// Since Windows 2000 icons have balloons and keys; later ones draw
		// their own tooltips.
		Version: 3, ToolTip: wire.TruncateUTF16(n.ToolTip, maxToolTip),
	}
	if n.Hidden {
		w.State = 1
	}
	if t := n.InfoTip; t != nil {
		w.InfoTip = rail.InfoTip{Timeout: uint32(t.Timeout), Flags: rail.InfoTipInfo, Text: t.Text, Title: t.Title}
		if t.Text == "" { // without it there would be no balloon
			w.InfoTip.Text, w.InfoTip.Title = t.Title, ""
		}
	}
	if o.tell&rail.OrderIcon == 0 {
		return w
	}
	m := fitIcon(n.Icon, side)
	if m == nil {
		return nil
	}
	var ok bool
	if w.Icon, ok = rail.NewIconInfo(m.Width, m.Height, m.Pix); !ok {
		return nil
	}
	return w
}

// notifyIcon tells of a notification icon. Clients that take no window icons
// take these all the same ([MS-RDPERP] 3.3.5.1.6).
func (a *apps) notifyIcon(o *order) error {
	if w := o.notifyIcon(a.iconSide()); w != nil {
		return a.orders(w)
	}
	return nil
}

// twice is within what time Windows says the same of one key stroke again.
const twice = 100 * time.Millisecond

// notify hears what the user does to a notification icon. Of a click Windows
// tells the button, and then once more what it means.
func (a *apps) notify(m *rail.NotifyEvent, now time.Time) {
	id := scene.NotifyIconID(m.NotifyIconID)
	k := a.s.paint.rec.icons[id]
	if k == nil || m.WindowID != notifyOwner {
		return
	}
	last, since := k.last, now.Sub(k.at)
	k.last, k.at = m.Message, now
	var action scene.NotifyAction
	switch m.Message {
	case rail.NotifyLeftUp:
		action = scene.NotifySelect
	case rail.NotifyRightUp:
		action = scene.NotifyContextMenu
	case rail.NotifySelect:
		if last == rail.NotifyLeftUp {
			return
		}
		action = scene.NotifySelect
	case rail.NotifyKeySelect: // which the Enter key causes twice
		if last == rail.NotifyKeySelect && since < twice {
			k.last = 0
			return
		}
		action = scene.NotifySelect
	case rail.NotifyContextMenu:
		if last == rail.NotifyRightUp {
			return
		}
		action = scene.NotifyContextMenu
	case rail.NotifyBalloonClick:
		action = scene.NotifyInfoTipClick
	case rail.NotifyBalloonHide, rail.NotifyBalloonTimeout:
		action = scene.NotifyInfoTipEnd
	default:
		return
	}
	at := a.tray()
	if action == scene.NotifySelect || action == scene.NotifyContextMenu {
		a.s.hand.leave(at)
	}
	a.s.desk.Notify(id, scene.NotifyEvent{Action: action, At: at})
}

// tray returns where the client's tray is, as well as can be known: messages
// do not say. A pointer that is on none of our windows is where the client has
// put it just now, since it tells of no other way over its own desktop.
func (a *apps) tray() image.Point {
	s := a.s
	if p := s.hand.at; s.hand.placed && !s.covered(p) {
		x, y, _ := s.locate(p)
		return image.Pt(int(x), int(y))
	}
	for _, o := range s.layout.outs {
		if o.Primary {
			return trayCorner(o)
		}
	}
	return image.Point{}
}

// covered reports whether a device pixel is on a window.
func (s *session) covered(p image.Point) bool {
	for _, w := range s.want.Windows {
		if w.State&scene.Minimized == 0 && p.In(frameRect(w, s.layout.of(&s.want, w))) {
			return true
		}
	}
	return false
}

// trayCorner is where Windows has its tray: at the end of the task bar, which
// is what the work area leaves out.
func trayCorner(o scene.Output) image.Point {
	w := o.WorkArea()
	p := w.Max.Sub(image.Pt(1, 1))
	switch {
	case w.Max.Y < o.Bounds.Max.Y || w.Max.X < o.Bounds.Max.X:
	case w.Min.Y > o.Bounds.Min.Y:
		p.Y = w.Min.Y
	case w.Min.X > o.Bounds.Min.X:
		p.X = w.Min.X
	}
	return p
}
