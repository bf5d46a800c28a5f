package xsel

import (
	"io"
	"sync"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/xbridge/xconn"
)

// A fetch is one ConvertSelection: for the TARGETS, or for content that goes
// to out.
type fetch struct {
	sel    *selection
	copies uint64 // of which copy; another one makes it void
	target xproto.Atom
	time   xproto.Timestamp
	from   *source // whose content it is; nil for the TARGETS
	text   bool
	out    io.WriteCloser

	deadline time.Time
	incr     bool
	total    int
	chunks   chan []byte // to the mover; at most one is on its way
	moving   bool        // one is
	ending   sync.Once
	closing  sync.Once
}

// closeOut closes out, once.
func (f *fetch) closeOut() { f.closing.Do(func() { f.out.Close() }) }

// handle: somebody pastes what an X app has copied.
func (f *fetch) handle(*Selections) {
	f.time = f.from.time
	f.sel.enqueue(f)
}

// end lets the reader of the content go.
func (f *fetch) end() {
	f.ending.Do(func() {
		if f.chunks != nil {
			close(f.chunks) // the mover closes out
		} else if f.out != nil {
			f.closeOut()
		}
	})
}

// enqueue begins a fetch, or lets it wait for its turn.
func (sel *selection) enqueue(f *fetch) {
	sel.queue = append(sel.queue, f)
	sel.next()
}

func (sel *selection) next() {
	s := sel.s
	for sel.fetching == nil && len(sel.queue) > 0 {
		f := sel.queue[0]
		sel.queue = sel.queue[1:]
		if f.copies != sel.copies {
			f.end() // the app's copy is gone
			continue
		}
		if sel.requestor == 0 {
			w, err := s.newWindow()
			if err != nil {
				f.end()
				continue
			}
			sel.requestor = w
		}
		f.deadline = s.cfg.Now().Add(s.cfg.Timeout)
		sel.fetching = f
		xproto.ConvertSelection(s.conn.Conn, sel.requestor, sel.atom, f.target, s.atom["_ORIEL_SELECTION"], f.time)
	}
}

// finish ends the fetch that is at work and begins the next.
func (sel *selection) finish() {
	sel.fetching.end()
	sel.fetching = nil
	sel.next()
}

// abandon ends a fetch whose owner does not answer. What it may still send
// goes to a window that is no more, and cannot be taken for the next answer.
func (sel *selection) abandon() {
	if f := sel.fetching; f.out != nil && f.chunks != nil {
		// The mover may hang in a pipe that nobody reads: closing frees it.
		go f.closeOut()
	}
	xproto.DestroyWindow(sel.s.conn.Conn, sel.requestor)
	sel.requestor = 0
	sel.finish()
}

// handleNotify: the owner has answered.
func (sel *selection) handleNotify(e xproto.SelectionNotifyEvent) {
	f, s := sel.fetching, sel.s
	if f == nil || e.Requestor != sel.requestor || e.Target != f.target || f.incr {
		return
	}
	if e.Property == 0 {
		if f.out == nil {
			sel.board.Clear(sel)
		}
		sel.finish()
		return
	}
	p, err := s.conn.ReadProperty(sel.requestor, s.atom["_ORIEL_SELECTION"], s.cfg.MaxBytes)
	s.conn.DeleteProperty(sel.requestor, s.atom["_ORIEL_SELECTION"]) // with INCR: begin
	switch {
	case err != nil:
		sel.finish()
	case p.Type == s.atom["INCR"]:
		f.incr = true
		f.deadline = s.cfg.Now().Add(s.cfg.Timeout)
		if f.out == nil {
			sel.abandon() // nobody needs so many targets
		}
	case f.out == nil:
		targets := p.Atoms()
		if f.copies == sel.copies {
			sel.offered(targets, f.copies, f.time)
		}
		sel.finish()
	default:
		sel.move(f, p)
		sel.finish()
	}
}

// handleChunk: the next piece of an INCR transfer is there.
func (sel *selection) handleChunk() {
	f, s := sel.fetching, sel.s
	if f.moving {
		sel.abandon() // the owner did not wait for us to take the last piece
		return
	}
	p, err := s.conn.ReadProperty(sel.requestor, s.atom["_ORIEL_SELECTION"], s.cfg.MaxBytes)
	if err != nil || p.Type == 0 {
		return
	}
	f.total += len(p.Data)
	if f.total > s.cfg.MaxBytes {
		s.cfg.Log.Warn("X app's selection is too large")
		sel.abandon()
		return
	}
	f.deadline = s.cfg.Now().Add(s.cfg.Timeout)
	if len(p.Data) == 0 {
		s.conn.DeleteProperty(sel.requestor, s.atom["_ORIEL_SELECTION"])
		sel.finish()
		return
	}
	sel.move(f, p) // once it is written, the property is deleted: that is the flow control
}

// move hands content to the fetch's mover.
func (sel *selection) move(f *fetch, p xconn.Property) {
	s := sel.s
	if f.chunks == nil {
		f.chunks = make(chan []byte, 1)
		s.movers.start(f)
	}
	f.moving = true
	f.chunks <- f.decode(p)
}

// decode turns text into UTF-8 by the type that the app gave it.
func (f *fetch) decode(p xconn.Property) []byte {
	if !f.text {
		return p.Data
	}
	switch a := f.sel.s.atom; p.Type {
	case a["STRING"]:
		return []byte(xconn.FromLatin1(p.Data))
	case a["COMPOUND_TEXT"]:
		return []byte(xconn.DecodeCompound(p.Data))
	}
	return p.Data
}

// mover writes content to where it is pasted; that may block.
func (f *fetch) mover() {
	defer f.closeOut()
	broken := false
	for c := range f.chunks {
		if !broken {
			_, err := f.out.Write(c)
			broken = err != nil
		}
		f.sel.s.inbox.Put(movedMessage{f, broken})
	}
}

// A movedMessage tells that a piece was written, or could not be.
type movedMessage struct {
	f      *fetch
	broken bool
}

func (m movedMessage) handle(s *Selections) {
	f := m.f
	if f.sel.fetching != f || !f.incr {
		return
	}
	f.moving = false
	if m.broken {
		f.sel.abandon()
		return
	}
	f.deadline = s.cfg.Now().Add(s.cfg.Timeout)
	s.conn.DeleteProperty(f.sel.requestor, s.atom["_ORIEL_SELECTION"])
}

// movers are the goroutines that write content to where it is pasted.
type movers struct {
	mu   sync.Mutex
	all  map[*fetch]struct{}
	wait sync.WaitGroup
}

func (m *movers) start(f *fetch) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[*fetch]struct{}{}
	}
	m.all[f] = struct{}{}
	m.wait.Go(func() {
		f.mover()
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.all, f)
	})
}

// stop closes what they write to, and waits for them.
func (m *movers) stop() {
	m.mu.Lock()
	for f := range m.all {
		go f.closeOut()
	}
	m.mu.Unlock()
	m.wait.Wait()
}
