package xsel

import (
	"io"
	"sync"
	"unicode/utf8"

	"github.com/jezek/xgb/xproto"

	"oriel/xbridge/xconn"
)

// The states of a part.
const (
	collecting  = iota // until it is whole, or too large for one property
	incremental        // INCR: piece by piece, as the requestor deletes them
	done
)

// A part is one target of an answer.
type part struct {
	answer   *answer
	mime     string
	property xproto.Atom
	kind     xproto.Atom
	state    int
	hungry   bool // the requestor has deleted the last piece
	pipe     pipe
}

// add adds a part to an answer; false means that the source has no such target.
func (a *answer) add(target, property xproto.Atom) bool {
	s := a.s
	mime, kind, latin1 := fromTarget(a.source, s.conn.AtomName(target))
	if mime == "" {
		return false
	}
	p := &part{answer: a, mime: mime, property: property, kind: s.conn.Intern(kind)}
	p.pipe.init(s.conn.MaxRequest, latin1, func() { s.inbox.Put(pipeMessage{p}) })
	a.parts = append(a.parts, p)
	return true
}

// A pipeMessage tells that a source has written, or has ended.
type pipeMessage struct{ p *part }

func (m pipeMessage) handle(s *Selections) {
	p := m.p
	p.pipe.told()
	if p.state == done {
		return
	}
	p.answer.touch()
	p.feed()
	s.progress(p.answer)
}

// feed moves what the pipe has to the requestor.
func (p *part) feed() {
	s, w := p.answer.s, p.answer.request.Requestor
	if p.state == collecting {
		switch size, ended := p.pipe.size(); {
		case ended && size <= s.conn.MaxRequest:
			data, _ := p.pipe.take(s.conn.MaxRequest)
			s.conn.SetProperty(w, p.property, p.kind, data)
			p.state = done
		case size > s.conn.MaxRequest:
			p.state = incremental
			s.watch(w)
			s.conn.SetWords(w, p.property, s.atom["INCR"], uint32(size)) // a lower bound
		}
		return
	}
	if !p.hungry {
		return
	}
	data, ended := p.pipe.take(s.conn.MaxRequest)
	if len(data) == 0 && !ended {
		return
	}
	p.hungry = false
	p.answer.touch()
	s.conn.SetProperty(w, p.property, p.kind, data)
	if len(data) == 0 {
		p.state = done
	}
}

// watch makes a requestor's deleting of properties known to us. It may be a
// window that the window manager looks after on the same connection.
func (s *Selections) watch(w xproto.Window) {
	a, err := xproto.GetWindowAttributes(s.conn.Conn, w).Reply()
	if err == nil {
		xproto.ChangeWindowAttributes(s.conn.Conn, w, xproto.CwEventMask,
			[]uint32{a.YourEventMask | xproto.EventMaskPropertyChange})
	}
}

// A pipe holds what a source has written until the requestor takes it, and
// lets the source wait when that is much.
type pipe struct {
	mu     sync.Mutex
	room   sync.Cond
	buf    []byte
	high   int  // no more is taken in above this
	ended  bool // the source has closed
	dead   bool // nobody takes any more
	called bool // notify was called and told was not
	latin1 bool
	notify func()
}

func (p *pipe) init(piece int, latin1 bool, notify func()) {
	p.room.L = &p.mu
	p.high, p.latin1, p.notify = 2*piece+2, latin1, notify
}

// Write implements io.Writer, for the source.
func (p *pipe) Write(b []byte) (n int, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(b) > 0 {
		for len(p.buf) >= p.high && !p.dead {
			p.room.Wait()
		}
		if p.dead || p.ended {
			return n, io.ErrClosedPipe
		}
		k := min(len(b), p.high-len(p.buf))
		p.buf = append(p.buf, b[:k]...)
		b = b[k:]
		n += k
		p.call()
	}
	return n, nil
}

// Close implements io.Closer, for the source.
func (p *pipe) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.call()
	return nil
}

func (p *pipe) call() {
	if !p.called {
		p.called = true
		p.notify()
	}
}

// told lets notify be called again.
func (p *pipe) told() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.called = false
}

// size returns how much there is, and whether that is all.
func (p *pipe) size() (n int, ended bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.buf), p.ended
}

// take returns at most n bytes, and whether nothing follows. Latin-1 is made
// of whole characters only.
func (p *pipe) take(n int) (out []byte, ended bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n = min(n, len(p.buf))
	if p.latin1 && !(p.ended && n == len(p.buf)) {
		n = whole(p.buf[:n])
	}
	out = append(out, p.buf[:n]...)
	p.buf = append(p.buf[:0], p.buf[n:]...)
	p.room.Broadcast()
	if p.latin1 {
		out = xconn.ToLatin1(string(out))
	}
	return out, p.ended && len(p.buf) == 0
}

// whole returns the length of b without an unfinished character at its end.
func whole(b []byte) int {
	for i := 1; i <= min(utf8.UTFMax-1, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return len(b) - i
			}
			break
		}
	}
	return len(b)
}

// abandon lets the source go that still writes.
func (p *pipe) abandon() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dead = true
	p.room.Broadcast()
}
