package xwm

import (
	"github.com/jezek/xgb/xproto"

	"oriel/xbridge/xconn"
)

// protocols are what a client takes part in (WM_PROTOCOLS).
type protocols struct{ deleteWindow, takeFocus, ping bool }

func (wm *WM) readWMProtocols(w *window, p xconn.Property) {
	w.protocols = protocols{}
	for _, a := range p.Atoms() {
		switch a {
		case wm.atom["WM_DELETE_WINDOW"]:
			w.protocols.deleteWindow = true
		case wm.atom["WM_TAKE_FOCUS"]:
			w.protocols.takeFocus = true
		case wm.atom["_NET_WM_PING"]:
			w.protocols.ping = true
		}
	}
}

// sendProtocol sends a WM_PROTOCOLS message (ICCCM 4.2.8).
func (wm *WM) sendProtocol(w *window, what string, t xproto.Timestamp, more ...uint32) {
	data := append([]uint32{uint32(wm.atom[what]), uint32(t)}, more...)
	wm.conn.SendMessage(w.id, w.id, xproto.EventMaskNoEvent, wm.atom["WM_PROTOCOLS"], data...)
}

// closeWindow asks a window to go. One without WM_DELETE_WINDOW loses its
// client, as every window manager does; so does one whose client did not
// answer a ping, but only when the user asks a second time.
func (wm *WM) closeWindow(w *window) {
	if !w.managed {
		return
	}
	hung := !w.pinged.IsZero() && wm.cfg.Now().Sub(w.pinged) > wm.cfg.Ping
	if !w.protocols.deleteWindow || hung {
		xproto.KillClient(wm.conn.Conn, uint32(w.id))
		return
	}
	ping := w.protocols.ping && w.pinged.IsZero()
	if ping {
		w.pinged = wm.cfg.Now()
	}
	wm.clock.Ask(func(t xproto.Timestamp) {
		wm.sendProtocol(w, "WM_DELETE_WINDOW", t)
		if ping {
			wm.sendProtocol(w, "_NET_WM_PING", t, uint32(w.id))
		}
	})
}
