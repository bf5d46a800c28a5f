package xsel

import (
	"io"
	"slices"

	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
)

// A boardMessage tells that somebody else has set the board.
type boardMessage struct {
	sel    *selection
	source clip.Source
}

func (m boardMessage) handle(s *Selections) {
	sel := m.sel
	if m.source == nil {
		sel.disown()
		return
	}
	s.clock.Ask(func(t xproto.Timestamp) { sel.own(m.source, t) })
}

// own makes us the owner, unless an X app has copied meanwhile.
func (sel *selection) own(src clip.Source, t xproto.Timestamp) {
	if now, by := sel.board.Current(); by == sel || now == nil {
		return
	}
	sel.take(src, t)
}

// take makes us the owner, and reports whether we are.
func (sel *selection) take(src clip.Source, t xproto.Timestamp) bool {
	s := sel.s
	xproto.SetSelectionOwner(s.conn.Conn, s.win, sel.atom, t)
	r, err := xproto.GetSelectionOwner(s.conn.Conn, sel.atom).Reply()
	if err != nil || r.Owner != s.win {
		return false
	}
	sel.source, sel.time = src, t
	return true
}

// disown gives the selection up, if it is ours.
func (sel *selection) disown() {
	if sel.source != nil {
		sel.source = nil
		xproto.SetSelectionOwner(sel.s.conn.Conn, 0, sel.atom, sel.time)
	}
}

// handleOwner: the selection has another owner, or none any more.
func (sel *selection) handleOwner(e xfixes.SelectionNotifyEvent) {
	s := sel.s
	if e.Owner == s.win {
		return
	}
	sel.source = nil
	sel.copies++
	if sel.board == nil {
		return
	}
	if e.Owner == 0 || e.Subtype != xfixes.SelectionEventSetSelectionOwner {
		sel.board.Clear(sel)
		return
	}
	// Of several that wait only the newest answer counts.
	sel.queue = slices.DeleteFunc(sel.queue, func(f *fetch) bool { return f.target == s.atom["TARGETS"] })
	sel.enqueue(&fetch{sel: sel, copies: sel.copies, target: s.atom["TARGETS"], time: e.SelectionTimestamp})
}

// offered puts what the X app offers on the board.
func (sel *selection) offered(targets []xproto.Atom, copies uint64, t xproto.Timestamp) {
	if src := sel.content(targets, copies, t); src != nil {
		sel.board.Set(src, sel)
		return
	}
	sel.board.Clear(sel)
}

// content makes a source of an X app's targets, nil if there are none that
// other apps know.
func (sel *selection) content(targets []xproto.Atom, copies uint64, t xproto.Timestamp) *source {
	const most = 256
	names := sel.s.conn.AtomNames(targets[:min(len(targets), most)])
	types, byType := fromTargets(names)
	if len(types) == 0 {
		return nil
	}
	src := &source{sel: sel, copies: copies, time: t, types: types, targets: map[string]xproto.Atom{}}
	for mime, i := range byType {
		src.targets[mime] = targets[i]
	}
	return src
}

// A source is what an X app has copied, or drags.
type source struct {
	sel     *selection
	copies  uint64
	time    xproto.Timestamp // the pump's
	types   []string
	targets map[string]xproto.Atom
}

// Types implements clip.Source.
func (x *source) Types() []string { return x.types }

// Send implements clip.Source. Any goroutine may call it.
func (x *source) Send(mime string, w io.WriteCloser) {
	f := &fetch{sel: x.sel, copies: x.copies, target: x.targets[mime], from: x, text: isText(mime), out: w}
	if f.target == 0 || !x.sel.s.inbox.Put(f) {
		w.Close()
	}
}
