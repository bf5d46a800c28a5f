package xtray

import (
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

// Opcodes of _NET_SYSTEM_TRAY_OPCODE.
const (
	requestDock   = 0
	beginMessage  = 1
	cancelMessage = 2
)

// message20 is a balloon on its way: its text comes in pieces of 20 bytes.
type message20 struct {
	id      uint32
	timeout uint32 // milliseconds; 0: never
	left    int
	text    []byte
}

// maxText bounds the text of a balloon, in bytes.
const maxText = 4096

// How long a balloon is kept: clients show it for 10 to 30 seconds.
const (
	leastTip = 10 * time.Second
	mostTip  = 30 * time.Second
)

// handleClientMessage: an app wants to dock, or has a balloon to show.
func (t *Tray) handleClientMessage(e xproto.ClientMessageEvent) {
	switch e.Type {
	case t.atom["_NET_SYSTEM_TRAY_OPCODE"]:
		if d := e.Data.Data32; e.Format == 32 && len(d) >= 5 {
			t.handleOpcode(e.Window, d)
		}
	case t.atom["_NET_SYSTEM_TRAY_MESSAGE_DATA"]:
		if i := t.icons[e.Window]; i != nil && e.Format == 8 {
			t.handleMessageData(i, e.Data.Data8)
		}
	}
}

func (t *Tray) handleOpcode(win xproto.Window, d []uint32) {
	i := t.icons[win]
	switch {
	case d[1] == requestDock:
		t.dock(xproto.Window(d[2]))
	case i == nil:
	case d[1] == beginMessage && d[3] <= maxText:
		i.message = message20{id: d[4], timeout: d[2], left: int(d[3])}
		t.complete(i)
	case d[1] == cancelMessage && i.message.id == d[2]:
		i.message = message20{}
		t.quiet(i)
	}
}

func (t *Tray) handleMessageData(i *icon, piece []byte) {
	m := &i.message
	n := min(len(piece), m.left)
	m.text, m.left = append(m.text, piece[:n]...), m.left-n
	if n > 0 {
		t.complete(i)
	}
}

// complete shows a balloon once all of its text is there.
func (t *Tray) complete(i *icon) {
	m := &i.message
	if m.left > 0 || len(m.text) == 0 {
		return
	}
	timeout := min(time.Duration(m.timeout)*time.Millisecond, mostTip)
	if timeout == 0 {
		timeout = mostTip
	}
	timeout = max(timeout, leastTip)
	t.tips++
	i.tip = &scene.InfoTip{
		Serial: t.tips, Title: i.toolTip(), Text: xconn.DecodeText(false, m.text), Timeout: int(timeout / time.Millisecond),
	}
	i.until = t.cfg.Now().Add(timeout)
	m.text = nil
	t.touch(i)
}

// quiet takes the balloon of an icon away.
func (t *Tray) quiet(i *icon) {
	if i.tip != nil {
		i.tip = nil
		t.touch(i)
	}
}

// expire takes a balloon away whose time is over, so that no client shows it
// that comes later, and returns when that is.
func (t *Tray) expire(i *icon, now time.Time) (next time.Time) {
	if i.tip == nil {
		return next
	}
	if now.Before(i.until) {
		return i.until
	}
	t.quiet(i)
	return next
}
