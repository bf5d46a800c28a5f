package rdp

import (
	"net"
	"sync"
)

// gatherSize is how much goes to the kernel in one piece: 64 KiB in four full
// records, each with what TLS adds to it.
const gatherSize = 4 * (16<<10 + 256)

// A gather is a connection below TLS, which writes each record of 16 KiB by
// itself: while held, it collects them, since each write costs as much as
// copying some ten kilobytes.
type gather struct {
	net.Conn
	mu   sync.Mutex // TLS may answer the peer while it is written to
	held bool
	buf  []byte
}

// Write implements net.Conn.
func (g *gather) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.held {
		return g.Conn.Write(p)
	}
	if len(g.buf)+len(p) > gatherSize {
		if err := g.flush(); err != nil {
			return 0, err
		}
	}
	if len(p) >= gatherSize {
		return g.Conn.Write(p)
	}
	if g.buf == nil {
		g.buf = make([]byte, 0, gatherSize)
	}
	g.buf = append(g.buf, p...)
	return len(p), nil
}

// hold begins to collect.
func (g *gather) hold() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held = true
}

// release writes what is left, and what comes from now on at once.
func (g *gather) release() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held = false
	return g.flush()
}

// tryHold holds, unless somebody writes, who may wait for the peer.
func (g *gather) tryHold() bool {
	if !g.mu.TryLock() {
		return false
	}
	defer g.mu.Unlock()
	g.held = true
	return true
}

// tryRelease writes what it can without waiting. If something is left, it goes
// on holding.
func (g *gather) tryRelease() (left bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c, ok := g.Conn.(interface{ tryWrite([]byte) (int, error) }); ok {
		var n int
		n, err = c.tryWrite(g.buf)
		g.buf = g.buf[:copy(g.buf, g.buf[n:])]
	}
	g.held = len(g.buf) > 0
	return g.held, err
}

func (g *gather) flush() error {
	if len(g.buf) == 0 {
		return nil
	}
	_, err := g.Conn.Write(g.buf)
	g.buf = g.buf[:0]
	return err
}

// A gathered writer writes through TLS, or whatever lies above a gather.
type gathered struct {
	above interface{ Write([]byte) (int, error) }
	below *gather
}

// Write implements io.Writer.
func (w gathered) Write(p []byte) (int, error) {
	w.below.hold()
	n, err := w.above.Write(p)
	if e := w.below.release(); err == nil {
		err = e
	}
	return n, err
}

// try implements prompt. What TLS makes of p must be less than a gather takes.
func (w gathered) try(p []byte) (taken, left bool, err error) {
	if !w.below.tryHold() {
		return false, false, nil
	}
	_, err = w.above.Write(p)
	left, e := w.below.tryRelease()
	if err == nil {
		err = e
	}
	return true, left, err
}

// finish implements prompt.
func (w gathered) finish() error { return w.below.release() }
