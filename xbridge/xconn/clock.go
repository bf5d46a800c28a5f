package xconn

import "github.com/jezek/xgb/xproto"

// A Clock tells the server's time, which ICCCM wants in focus changes and
// with selections instead of CurrentTime. The server tells it in
// PropertyNotify only, so the answer comes with an event.
type Clock struct {
	conn  *Conn
	win   xproto.Window
	asked []func(xproto.Timestamp)
}

// NewClock returns a clock that uses a property of w, which must be ours and
// must have PropertyChange selected.
func NewClock(c *Conn, w xproto.Window) *Clock { return &Clock{conn: c, win: w} }

// Ask calls f with the server's time, soon: when Handle gets the event.
func (k *Clock) Ask(f func(xproto.Timestamp)) {
	k.asked = append(k.asked, f)
	a := k.conn.Atoms
	xproto.ChangeProperty(k.conn.Conn, xproto.PropModeAppend, k.win, a["_ORIEL_CLOCK"], a["CARDINAL"], 32, 0, nil)
}

// Handle reports whether e was the clock's. Since notifies of the same
// property coalesce, each answers all who asked.
func (k *Clock) Handle(e xproto.PropertyNotifyEvent) bool {
	if e.Window != k.win || e.Atom != k.conn.Atoms["_ORIEL_CLOCK"] {
		return false
	}
	asked := k.asked
	k.asked = nil
	for _, f := range asked {
		f(e.Time)
	}
	return true
}
