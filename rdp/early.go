package rdp

import (
	"runtime"
	"time"
)

// An early is a frame whose large tiles go as soon as they are coded, while
// they are in a processor's cache and others are still to be coded. A tile's
// message is of its own, and no two tiles lie on one another, so their order is
// of no importance: StartFrame must come before all of them, EndFrame and what
// the client is to keep after.
type early struct {
	g     *graphics
	head  []byte // StartFrame
	begun bool   // it is on its way
}

// early begins a frame that is ready to be encoded, if it is worth it. What
// has to come before its tiles has been sent.
func (p *painter) early(now time.Time) *early {
	g, e := p.s.gfx, &p.ahead
	e.begun = false
	if !g.ready() || p.refining || !p.addressed() || !p.opens() || p.s.measuring(now) {
		return nil
	}
	e.g, e.head = g, g.srv.StartFrame(e.head[:0], now)
	return e
}

// addressed reports whether workers make whole messages of tiles.
func (p *painter) addressed() bool {
	for i := range p.frame.tiles {
		if p.frame.tiles[i].way != nil {
			return true
		}
	}
	return false
}

// opens reports whether the frame's beginning is the first thing to be sent.
func (p *painter) opens() bool {
	return p.s.profile != ProfileHiDef || p.after[0].kind == orderStartFrame
}

// startFrame appends the beginning of the frame if it is not on its way.
func (p *painter) startFrame(now time.Time) {
	switch g := p.s.gfx; {
	case p.frame.early == nil:
		g.batch = g.srv.StartFrame(g.batch, now)
	case !p.ahead.begun:
		g.batch = append(g.batch, p.ahead.head...)
	}
}

// abandon ends a frame that is dropped.
func (p *painter) abandon() {
	if g := p.s.gfx; p.frame.early != nil && p.ahead.begun {
		g.batch, _ = g.srv.EndFrame(g.batch)
		p.s.note(g.flush())
		g.sent = 0
	}
}

// pass sends a tile's message. It is for workers.
func (f *frame) pass(t *tile) {
	e := f.early
	if e == nil || len(t.sealed) == 0 || len(f.scrolls) > 0 { // the copies come first
		return
	}
	e.send(t)
	runtime.Gosched() // the writer has it while it is in this processor's cache
}

// send sends a tile's message, behind the frame's beginning. The writer keeps
// what goes wrong for the session.
func (e *early) send(t *tile) {
	g := e.g
	g.mu.Lock()
	defer g.mu.Unlock()
	if !e.begun {
		e.begun = true
		_ = g.transmit(e.head)
	}
	_ = g.hand(t)
	g.link.w.hurry() // the session waits for the other tiles
	t.gone = true
}
