package xsel

import (
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
)

// An answer is what one SelectionRequest gets: one part, or with MULTIPLE one
// for each pair of target and property.
type answer struct {
	s        *Selections
	request  xproto.SelectionRequestEvent
	source   clip.Source
	parts    []*part
	multiple []uint32 // the ATOM_PAIRs, refused ones with property None
	told     bool     // SelectionNotify was sent
	deadline time.Time
}

// handleRequest: an X app pastes what somebody else has copied.
func (s *Selections) handleRequest(e xproto.SelectionRequestEvent) {
	sel := s.selection(e.Selection)
	if e.Property == 0 {
		e.Property = e.Target // as obsolete clients want it (ICCCM 2.2)
	}
	if sel == nil || sel.source == nil || e.Owner != s.win || s.ours(e.Requestor) ||
		e.Time != 0 && int32(e.Time-sel.time) < 0 {
		s.notify(e, 0)
		return
	}
	switch e.Target {
	case s.atom["TARGETS"], s.atom["TIMESTAMP"]:
		s.meta(sel, e.Requestor, e.Target, e.Property)
		s.notify(e, e.Property)
	case s.atom["MULTIPLE"]:
		s.handleMultiple(sel, e)
	default:
		a := &answer{s: s, request: e, source: sel.source}
		if !a.add(e.Target, e.Property) {
			s.notify(e, 0)
			return
		}
		s.queue(a)
	}
}

func (s *Selections) ours(w xproto.Window) bool {
	return uint32(w)&^s.conn.ClientMask == s.conn.ClientBase
}

// meta answers the targets that need no content.
func (s *Selections) meta(sel *selection, w xproto.Window, target, property xproto.Atom) {
	if target == s.atom["TIMESTAMP"] {
		s.conn.SetWords(w, property, s.atom["INTEGER"], uint32(sel.time))
		return
	}
	list := []uint32{uint32(s.atom["TARGETS"]), uint32(s.atom["TIMESTAMP"]), uint32(s.atom["MULTIPLE"])}
	for _, t := range toTargets(sel.source) {
		if a := s.conn.Intern(t); a != 0 {
			list = append(list, uint32(a))
		}
	}
	s.conn.SetWords(w, property, s.atom["ATOM"], list...)
}

// maxPairs bounds a MULTIPLE.
const maxPairs = 64

// handleMultiple: several targets at once (ICCCM 2.6.2).
func (s *Selections) handleMultiple(sel *selection, e xproto.SelectionRequestEvent) {
	p, err := s.conn.ReadProperty(e.Requestor, e.Property, maxPairs*8)
	pairs := p.Words()
	if err != nil || len(pairs) == 0 || len(pairs)%2 != 0 {
		s.notify(e, 0)
		return
	}
	a := &answer{s: s, request: e, source: sel.source, multiple: pairs}
	for i := 0; i < len(pairs); i += 2 {
		target, property := xproto.Atom(pairs[i]), xproto.Atom(pairs[i+1])
		switch {
		case property == 0:
		case target == s.atom["TARGETS"] || target == s.atom["TIMESTAMP"]:
			s.meta(sel, e.Requestor, target, property)
		case !a.add(target, property):
			pairs[i+1] = 0
		}
	}
	s.queue(a)
}

// notify sends the SelectionNotify that ends a request; property 0 refuses it.
func (s *Selections) notify(e xproto.SelectionRequestEvent, property xproto.Atom) {
	s.conn.Send(e.Requestor, xproto.EventMaskNoEvent, xproto.SelectionNotifyEvent{
		Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: property,
	})
}

// queue begins an answer, unless the requestor is busy with another.
func (s *Selections) queue(a *answer) {
	w := a.request.Requestor
	s.answers[w] = append(s.answers[w], a)
	if len(s.answers[w]) == 1 {
		s.begin(a)
	}
}

func (s *Selections) begin(a *answer) {
	a.touch()
	for _, p := range a.parts {
		a.source.Send(p.mime, &p.pipe)
	}
	s.progress(a)
}

func (a *answer) touch() { a.deadline = a.s.cfg.Now().Add(a.s.cfg.Timeout) }

// progress tells the requestor once every part is there or has begun, and
// ends the answer once every part is over.
func (s *Selections) progress(a *answer) {
	started, over := true, true
	for _, p := range a.parts {
		started = started && p.state != collecting
		over = over && p.state == done
	}
	if started && !a.told {
		a.told = true
		if a.multiple != nil {
			s.conn.SetWords(a.request.Requestor, a.request.Property, s.atom["ATOM_PAIR"], a.multiple...)
		}
		s.notify(a.request, a.request.Property)
	}
	if over {
		s.drop(a)
	}
}

// drop ends an answer and begins the requestor's next.
func (s *Selections) drop(a *answer) {
	w := a.request.Requestor
	list := s.answers[w]
	if len(list) == 0 || list[0] != a {
		return
	}
	if list = list[1:]; len(list) == 0 {
		delete(s.answers, w)
		return
	}
	s.answers[w] = list
	s.begin(list[0])
}

// giveUp ends the answer that a requestor, or its source, does not go on with.
func (s *Selections) giveUp(w xproto.Window) {
	a := s.answers[w][0]
	for _, p := range a.parts {
		p.state = done
		p.pipe.abandon()
	}
	if !a.told {
		a.told = true
		s.notify(a.request, 0)
	}
	s.drop(a)
}

// handleProperty: a requestor has taken a piece, or an owner has given one.
func (s *Selections) handleProperty(e xproto.PropertyNotifyEvent) {
	if e.State == xproto.PropertyNewValue {
		for _, sel := range s.all {
			if sel.requestor == e.Window && sel.fetching != nil && sel.fetching.incr && e.Atom == s.atom["_ORIEL_SELECTION"] {
				sel.handleChunk()
			}
		}
		return
	}
	if list := s.answers[e.Window]; len(list) > 0 {
		a := list[0]
		for _, p := range a.parts {
			if p.property == e.Atom && p.state == incremental {
				p.hungry = true
				p.feed()
			}
		}
		s.progress(a)
	}
}
