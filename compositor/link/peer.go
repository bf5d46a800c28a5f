package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/socket/fdpass"
)

// peer is the Server's end of one link. Two goroutines drive it: the reader
// and the writer. The loop comes by in Publish and waits for nobody.
type peer struct {
	server *Server
	conn   *fdpass.Conn
	wakes  chan struct{} // capacity 1: the writer has something to do
	done   chan struct{} // closed when the reader has ended

	mu      sync.Mutex
	table   table
	view    *viewer // nil: nobody looks
	pending scene.Diff
	credit  int
	mail    []letter
	timer   *time.Timer // takes buffers back
	armed   bool
	closed  bool

	graves graves
	mapped atomic.Int64 // files that the Client knows
	clip   desktopClip
	sound  desktopSound
	pipes  transfers

	// Owned by the reader.
	att     scene.Attachment
	hands   bool // there were events
	greeted bool
	rate    rate

	// Owned by the writer.
	enc  encoder
	note []byte
	ids  []uint32
}

// letter is a small message that waits for the writer.
type letter struct {
	b []byte
	f *os.File
}

// maxMail bounds the letters of a link. A Client that asks faster than it
// reads goes.
const maxMail = 256

func newPeer(s *Server, conn *fdpass.Conn) *peer {
	conn.Limit(0) // descriptors go the other way
	p := &peer{server: s, conn: conn, wakes: make(chan struct{}, 1), done: make(chan struct{})}
	p.table.init()
	p.enc.p = p
	p.timer = time.AfterFunc(time.Hour, p.reclaim)
	p.timer.Stop()
	return p
}

func (p *peer) run(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() { p.conn.Close() })()
	var wait sync.WaitGroup
	var werr error
	wait.Go(func() {
		if werr = p.write(); werr != nil {
			p.conn.Close() // ends the reader
		}
	})
	rerr := p.read()
	close(p.done)
	p.conn.Close()
	p.detach()
	wait.Wait()
	p.close()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case werr != nil && !gone(werr):
		return werr
	case rerr != nil && !gone(rerr):
		return rerr
	}
	return nil
}

// gone reports whether an error only says that the other end is not there.
func gone(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, unix.EPIPE) || errors.Is(err, unix.ECONNRESET)
}

// close gives back all that the Client had.
func (p *peer) close() {
	p.clip.close(p)
	p.sound.close()
	p.pipes.close()
	if p.hands {
		p.server.desk.Input(seat.ReleaseAll{})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.timer.Stop()
	p.table.close()
	for _, l := range p.mail {
		l.close()
	}
	p.mail = nil
}

func (l letter) close() {
	if l.f != nil {
		l.f.Close()
	}
}

// wake lets the writer look. Any goroutine; it never blocks.
func (p *peer) wake() {
	select {
	case p.wakes <- struct{}{}:
	default:
	}
}

// post queues a small message and takes its descriptor over. It reports
// whether the link still lives.
func (p *peer) post(b []byte, f *os.File) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := letter{b, f}
	if p.closed || len(p.mail) >= maxMail {
		l.close()
		return false
	}
	p.mail = append(p.mail, l)
	p.wake()
	return true
}

// viewer is one generation of the Client's view.
type viewer struct {
	p   *peer
	gen uint32
}

// Publish implements scene.Viewer: it merges what the Client cannot take yet.
func (v *viewer) Publish(d scene.Diff) {
	p := v.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.view != v || p.closed {
		d.Release()
		return
	}
	p.supersede(&d)
	if p.pending.Empty() {
		p.pending = d
	} else {
		p.pending.Merge(d)
		p.trim()
	}
	if p.credit > 0 {
		p.wake()
	}
}

// supersede retires the holds on what d replaces.
func (p *peer) supersede(d *scene.Diff) {
	due := time.Now().Add(grace)
	for _, id := range d.Gone {
		p.table.supersede(id, nil, due)
	}
	for i := range d.Windows {
		w := &d.Windows[i].Window
		p.table.supersede(w.ID, &w.Content, due)
	}
	if len(p.table.old) > 0 && !p.armed {
		p.armed = true
		p.timer.Reset(grace)
	}
}

// trim keeps the pending Diff from growing while a Client takes none: damage
// gets coarser, and windows that came and went meanwhile are not told of.
func (p *peer) trim() {
	const few = 64
	d := &p.pending
	for i := range d.Windows {
		if g := &d.Windows[i].Window.Content.Damage; len(g.Rects()) > 2*fineDamage {
			g.Simplify(fineDamage)
		}
	}
	if len(d.Gone) > few {
		d.Gone = slices.DeleteFunc(d.Gone, func(id scene.WindowID) bool { return p.table.windows[id] == nil })
	}
}

// reclaim takes back what a Client keeps too long. It runs on the timer.
func (p *peer) reclaim() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed = false
	if p.closed {
		return
	}
	n, next := p.table.reclaim(time.Now())
	p.server.count.reclaimed.Add(uint64(n))
	if !next.IsZero() {
		p.armed = true
		p.timer.Reset(time.Until(next))
	}
}

// write is the writer.
func (p *peer) write() error {
	if err := p.send(appendHello(p.note[:0], 0)); err != nil {
		return err
	}
	for {
		if err := p.notes(); err != nil {
			return err
		}
		more, err := p.next()
		if err != nil {
			return err
		}
		if more {
			continue
		}
		select {
		case <-p.wakes:
		case <-p.done:
			return nil
		}
	}
}

// notes sends all but Diffs.
func (p *peer) notes() error {
	p.mu.Lock()
	mail := p.mail
	p.mail = nil
	p.mu.Unlock()
	var err error
	for _, l := range mail {
		if err == nil && l.f != nil {
			err = p.send(l.b, l.f)
		} else if err == nil {
			err = p.send(l.b)
		}
		l.close()
	}
	if b := p.clip.news(p, p.note[:0]); err == nil && len(b) > 0 {
		err = p.send(b)
	}
	if on, news := p.sound.recording(); err == nil && news {
		err = p.send(appendBool(begin(p.note[:0], kindRecord, 0), on))
	}
	p.ids = p.exhume(p.ids[:0])
	const most = (maxMessage - header - 2) / 4
	for ids := range slices.Chunk(p.ids, most) {
		p.note = le.AppendUint16(begin(p.note[:0], kindForget, 0), uint16(len(ids)))
		for _, id := range ids {
			p.note = le.AppendUint32(p.note, id)
		}
		if err == nil {
			err = p.send(p.note)
		}
	}
	p.mapped.Store(int64(len(p.table.files)))
	return err
}

// next sends the pending Diff, if the Client takes one.
func (p *peer) next() (sent bool, err error) {
	p.mu.Lock()
	if p.credit == 0 || p.pending.Empty() || p.view == nil {
		p.mu.Unlock()
		return false, nil
	}
	d, gen := p.pending, p.view.gen
	p.pending = scene.Diff{}
	p.credit--
	for _, id := range d.Gone {
		delete(p.table.windows, id)
	}
	for i := range d.Windows {
		if id := d.Windows[i].Window.ID; p.table.windows[id] == nil {
			p.table.windows[id] = &known{}
		}
	}
	p.mu.Unlock()

	err = p.enc.diff(gen, &d)
	d.Release()
	p.mu.Lock()
	p.supersede(&p.pending) // what came while this Diff was not yet holds
	p.mu.Unlock()
	p.server.count.diffs.Add(1)
	return true, p.enc.send(err)
}

// send sends a message. It waits for the Client.
func (p *peer) send(b []byte, files ...*os.File) error {
	p.server.count.messages.Add(1)
	p.server.count.bytes.Add(uint64(len(b)))
	for {
		err := p.conn.Send(b, files...)
		if !errors.Is(err, unix.ETOOMANYREFS) {
			return err
		}
		// The kernel bounds the descriptors that are under way.
		select {
		case <-time.After(2 * time.Millisecond):
		case <-p.done:
			return err
		}
	}
}

// read is the reader.
func (p *peer) read() error {
	buf := make([]byte, maxMessage)
	var m up
	for {
		n, _, err := p.conn.Receive(buf)
		if err != nil {
			return err
		}
		if err := m.read(buf[:n]); err != nil {
			return err
		}
		if !p.rate.allow(m.kind, time.Now()) {
			return ErrFlood
		}
		if (m.kind == kindHello) == p.greeted {
			return fmt.Errorf("%w: Hello is the first message and comes once", ErrProtocol)
		}
		if err := p.handle(&m); err != nil {
			return err
		}
	}
}

// rate counts messages of one second; those that cost more count more.
type rate struct {
	since time.Time
	n     int
}

func (r *rate) allow(kind byte, now time.Time) bool {
	if now.Sub(r.since) > time.Second {
		r.since, r.n = now, 0
	}
	r.n++
	switch kind {
	case kindAttach, kindDetach, kindOutputs, kindOffer, kindFetch, kindSound:
		r.n += maxRate / 200
	}
	return r.n <= maxRate
}

func (p *peer) handle(m *up) error {
	switch m.kind {
	case kindHello:
		p.greeted = true
		p.clip.start(p)
		return p.grant(m.credit)
	case kindAttach:
		p.attach(m.gen)
	case kindDetach:
		p.detach()
	case kindReport:
		return p.report(&m.report)
	case kindInput:
		p.hands = true
		p.server.desk.Input(m.event)
	case kindWish:
		p.server.desk.Wish(m.window, m.wish)
	case kindOutputs:
		p.server.desk.SetOutputs(append([]scene.Output(nil), m.outputs...))
	case kindOffer:
		p.clip.offered(p, m.offer)
	case kindFetch:
		return p.clip.fetch(p, m.fetch)
	case kindSound:
		return p.sound.set(p, m.listen)
	}
	return nil
}

func (p *peer) grant(n int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.credit += n; p.credit > maxCredit {
		return fmt.Errorf("%w: credit for %d Diffs", ErrProtocol, p.credit)
	}
	p.wake()
	return nil
}

func (p *peer) report(r *report) error {
	p.mu.Lock()
	for _, id := range r.released {
		if !p.table.release(id) {
			p.mu.Unlock()
			return fmt.Errorf("%w: release of %d, which it does not hold", ErrProtocol, id)
		}
	}
	forget := len(p.table.dead) > 0
	p.mu.Unlock()
	if forget {
		p.wake()
	}
	if len(r.drawn) > 0 && p.att != nil {
		p.att.Drawn(r.drawn)
	}
	if r.credit > 0 {
		return p.grant(r.credit)
	}
	return nil
}

func (p *peer) attach(gen uint32) {
	p.detach()
	v := &viewer{p, gen}
	p.mu.Lock()
	p.view = v
	p.mu.Unlock()
	p.att = p.server.desk.Attach(v)
}

func (p *peer) detach() {
	if p.att == nil {
		return
	}
	p.att.Detach()
	p.att = nil
	p.mu.Lock()
	defer p.mu.Unlock()
	p.view = nil
	p.pending.Release()
	p.table.forgetAll(time.Now().Add(grace))
	if len(p.table.old) > 0 && !p.armed {
		p.armed = true
		p.timer.Reset(grace)
	}
}
