package link

import (
	"oriel/compositor/scene"
)

// Notification icons: all of them are told when one changes, each with its
// picture, since they are few and small.

// What a notification icon has; recNotifyIcon.
const (
	notifyHidden = 1 << iota
	notifyInfoTip
)

const notifyIconSize = 4 + 1 + 4 + 2 + 2 + 1

// notifyIcon appends an icon.
func (e *encoder) notifyIcon(n *scene.NotifyIcon) {
	e.room(1 + notifyIconSize + maxToolTip + maxAppID + 4*maxIcons + 4 + 4 + 2*2 + maxToolTip + maxInfoTip)
	var flags byte
	if n.Hidden {
		flags |= notifyHidden
	}
	if n.InfoTip != nil {
		flags |= notifyInfoTip
	}
	e.b = append(le.AppendUint32(append(e.b, recNotifyIcon), uint32(n.ID)), flags)
	e.b = le.AppendUint32(e.b, uint32(min(max(n.PID, 0), maxCoord)))
	e.b = appendString(appendString(e.b, n.ToolTip, maxToolTip), n.AppID, maxAppID)
	var sizes []byte
	if n.Icon != nil {
		sizes = e.images(n.Icon)
	}
	e.b = append(append(e.b, byte(len(sizes)/4)), sizes...)
	if t := n.InfoTip; t != nil {
		e.b = le.AppendUint32(le.AppendUint32(e.b, t.Serial), uint32(min(max(t.Timeout, 0), maxCoord)))
		e.b = appendString(appendString(e.b, t.Title, maxToolTip), t.Text, maxInfoTip)
	}
}

// notifyIcon reads an icon.
func (c *decoder) notifyIcon(r *reader) {
	n := &scene.NotifyIcon{ID: scene.NotifyIconID(r.u32("notification icon"))}
	flags := r.below(notifyInfoTip<<1, "flags")
	n.Hidden, n.PID = flags&notifyHidden != 0, r.natural(maxCoord, "pid")
	n.ToolTip, n.AppID = r.string(maxToolTip, "tooltip"), r.string(maxAppID, "app id")
	n.Icon = c.images(r, int(r.u8("images")))
	if flags&notifyInfoTip != 0 {
		n.InfoTip = &scene.InfoTip{Serial: r.u32("serial"), Timeout: r.natural(maxCoord, "timeout")}
		n.InfoTip.Title, n.InfoTip.Text = r.string(maxToolTip, "title"), r.string(maxInfoTip, "text")
	}
	list := c.d.NotifyIcons
	last := scene.NotifyIconID(0)
	if len(list) > 0 {
		last = list[len(list)-1].ID
	}
	if n.ID <= last || len(list) == maxNotifyIcons {
		r.fail("notification icon")
	}
	if r.err == nil {
		c.d.NotifyIcons = append(list, n)
	}
}

func appendNotify(b []byte, id scene.NotifyIconID, e scene.NotifyEvent) []byte {
	b = le.AppendUint32(begin(b, kindNotify, 0), uint32(id))
	return appendPoint(append(b, byte(e.Action)), e.At)
}

func readNotify(r *reader) (scene.NotifyIconID, scene.NotifyEvent) {
	id := scene.NotifyIconID(r.u32("notification icon"))
	e := scene.NotifyEvent{Action: scene.NotifyAction(r.below(byte(scene.NotifyInfoTipEnd)+1, "action"))}
	e.At = r.point("place")
	return id, e
}
