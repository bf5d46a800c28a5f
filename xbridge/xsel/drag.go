package xsel

import (
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
)

// A Drag is XdndSelection. It has no board: what is dragged, and where, is
// said by other messages (package xdnd). It belongs to the goroutine that calls
// Handle and Turn.
type Drag struct {
	sel  *selection
	asks uint64 // of Own and Disown
}

// Drag returns XdndSelection.
func (s *Selections) Drag() *Drag { return s.drag }

// Window is what owns XdndSelection while we do.
func (d *Drag) Window() xproto.Window { return d.sel.s.win }

// Own lets X apps have src, and calls then once they can; not if they cannot,
// or if another Own or a Disown came meanwhile.
func (d *Drag) Own(src clip.Source, then func(t xproto.Timestamp)) {
	d.asks++
	asked := d.asks
	d.sel.s.clock.Ask(func(t xproto.Timestamp) {
		if d.asks == asked && d.sel.take(src, t) {
			then(t)
		}
	})
}

// Disown ends Own. A transfer that goes on still comes to its end.
func (d *Drag) Disown() {
	d.asks++
	d.sel.disown()
}

// Targets returns the names of what an X app can give, in X's words.
func (d *Drag) Targets(src clip.Source) []xproto.Atom {
	var list []xproto.Atom
	for _, t := range toTargets(src) {
		if a := d.sel.s.conn.Intern(t); a != 0 {
			list = append(list, a)
		}
	}
	return list
}

// Content returns what the X app that owns the selection offers in targets,
// nil if that is nothing that other apps know. It is void once the selection
// has another owner.
func (d *Drag) Content(targets []xproto.Atom) *Content {
	src := d.sel.content(targets, d.sel.copies, xproto.TimeCurrentTime)
	if src == nil {
		return nil
	}
	return &Content{source: src}
}

// Content is what an X app drags: a clip.Source.
type Content struct{ *source }

// At sets the time for which the content is asked.
func (c *Content) At(t xproto.Timestamp) { c.source.time = t }

// Delete asks the app to delete what was moved (ICCCM 2.6.3.1), and calls done
// when it has, or will not; any goroutine may do that.
func (c *Content) Delete(done func()) {
	f := &fetch{sel: c.sel, copies: c.copies, target: c.sel.s.atom["DELETE"], from: c.source, out: discard(done)}
	if !c.sel.s.inbox.Put(f) {
		done()
	}
}

// discard is an io.WriteCloser that keeps nothing.
type discard func()

func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) Close() error              { d(); return nil }
