package rdp

import (
	"errors"
	"io"
	"sync"
)

// Bounds of what waits to be written.
const (
	writerRoom = 1 << 20  // beyond it no frame is planned
	writerMax  = 64 << 20 // beyond it the client is given up

	pushMax = 32 << 10 // beyond it the session does not write itself

	keptScratch = 1 << 20
)

// errOverflow means that a client does not read.
var errOverflow = errors.New("the client does not take what is sent")

// A writer is the goroutine that writes to a connection, block by block. What is
// added while it writes is put together, so that TLS makes full records of it.
// Less than a block waits for push, at the end of the session's turn, which
// writes in the goroutine's place when that has nothing to do.
type writer struct {
	w       io.Writer
	prompt  prompt // w, if it can do that
	left    bool   // the goroutine has to finish what push began
	mu      sync.Mutex
	wake    sync.Cond
	queue   []*block
	spare   []*block // memory of a queue
	scratch []byte   // of add
	waiting int      // bytes in the queue
	flying  int      // bytes that were taken from it to be written
	total   uint64
	err     error
	closed  bool
	done    chan struct{}
	room    chan struct{} // capacity 1: there may be Room again
}

// A prompt writer can write without waiting.
type prompt interface {
	// try takes all of p, or reports that it takes nothing now. What would have
	// to wait is left for finish, which comes before any other write.
	try(p []byte) (taken, left bool, err error)
	finish() error
}

func newWriter(w io.Writer) *writer {
	x := &writer{w: w, done: make(chan struct{}), room: make(chan struct{}, 1)}
	x.prompt, _ = w.(prompt)
	x.wake.L = &x.mu
	return x
}

// add queues what f appends. It never blocks.
func (w *writer) add(f func(b []byte) []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil || w.closed {
		return w.err
	}
	w.scratch = f(w.scratch[:0])
	w.copy(w.scratch)
	if cap(w.scratch) > keptScratch {
		w.scratch = nil // a burst; the memory is not worth keeping
	}
	return w.added()
}

// give queues blocks, which the writer then has. It never blocks.
func (w *writer) give(list []*block) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, b := range list {
		switch {
		case w.err != nil || w.closed:
			b.release()
		case len(w.queue) > 0 && w.queue[len(w.queue)-1].room() >= len(b.buf):
			w.copy(b.buf)
			b.release()
		default:
			w.waiting += len(b.buf)
			w.queue = append(w.queue, b)
		}
		list[i] = nil
	}
	return w.added()
}

// copy appends bytes to the queue.
func (w *writer) copy(p []byte) {
	w.waiting += len(p)
	for len(p) > 0 {
		if n := len(w.queue); n == 0 || w.queue[n-1].room() == 0 {
			w.queue = append(w.queue, newBlock())
		}
		b := w.queue[len(w.queue)-1]
		n := min(len(p), b.room())
		b.buf = append(b.buf, p[:n]...)
		p = p[n:]
	}
}

// added tells the goroutine that there is enough in the queue to begin.
func (w *writer) added() error {
	if w.waiting > writerMax && w.err == nil {
		w.err = errOverflow
	}
	if w.waiting >= blockSize || w.err != nil {
		w.wake.Signal()
	}
	return w.err
}

// hurry has the goroutine write all that is queued.
func (w *writer) hurry() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wake.Signal()
}

// push has all written that is queued, by the caller if it is little and nothing
// is before it: another thread would take longer to wake than that takes. It
// never waits for the client.
func (w *writer) push() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		return
	}
	if w.prompt == nil || w.err != nil || w.closed || w.flying > 0 || w.waiting > pushMax || len(w.queue) > 1 {
		w.wake.Signal()
		return
	}
	b := w.queue[0]
	taken, left, err := w.prompt.try(b.buf)
	if taken {
		w.queue[0] = nil
		w.queue, w.flying, w.waiting = w.queue[:0], w.waiting, 0
		b.release()
		if w.left = left && err == nil; !w.left {
			w.wrote(w.flying, err)
		}
	}
	if !taken || left || err != nil {
		w.wake.Signal()
	}
}

// Room reports whether a frame may be queued; if not, room tells when.
func (w *writer) Room() bool { return w.pending() < writerRoom }

// pending returns the number of bytes that wait to be written.
func (w *writer) pending() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waiting + w.flying
}

// written returns the number of bytes written so far.
func (w *writer) written() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.total
}

// close lets the writer end once all is written.
func (w *writer) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.wake.Signal()
}

// run writes until close or an error.
func (w *writer) run() error {
	defer close(w.done)
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		for len(w.queue) == 0 && !w.left && !w.closed && w.err == nil {
			w.wake.Wait()
		}
		if w.err != nil || len(w.queue) == 0 && !w.left {
			w.queue, w.waiting = releaseAll(w.queue), 0
			return w.err
		}
		w.flush()
	}
}

// flush writes the queue, with the lock released meanwhile.
func (w *writer) flush() {
	if w.left {
		w.mu.Unlock()
		err := w.prompt.finish()
		w.mu.Lock()
		w.left = false
		w.wrote(w.flying, err)
	}
	list := w.queue
	w.queue, w.spare = w.spare, nil
	w.flying, w.waiting = w.waiting, 0
	for i, b := range list {
		list[i] = nil
		if w.err == nil {
			w.mu.Unlock()
			_, err := w.w.Write(b.buf)
			w.mu.Lock()
			w.wrote(len(b.buf), err)
		}
		b.release()
	}
	w.spare, w.flying = list[:0], 0
}

// wrote counts what was written, and says so if that makes room.
func (w *writer) wrote(n int, err error) {
	had := w.waiting+w.flying < writerRoom
	w.flying -= n
	w.total += uint64(n)
	if err != nil && w.err == nil {
		w.err = err
	}
	if !had && w.waiting+w.flying < writerRoom || err != nil {
		select {
		case w.room <- struct{}{}:
		default:
		}
	}
}

// error returns why the writer ended, nil after close.
func (w *writer) error() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}
