package link

import (
	"context"
	"errors"
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

	tasks     sync.WaitGroup // programs that are being started
	launching int            // how many; under mu
	asking    *asking        // under mu
	asked     bool           // it was sent; under mu

	// Owned by the reader.
	att     scene.Attachment
	hands   bool // there were events
	greeted bool
	rate    rate
	touched byte // keeps a read from being left out

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
	p.tasks.Wait()
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
		p.server.count.merged.Add(1)
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
