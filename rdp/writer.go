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
)

// errOverflow means that a client does not read.
var errOverflow = errors.New("the client does not take what is sent")

// A writer is the one goroutine that writes to a connection. What is queued
// while it writes goes out in one piece, so that TLS makes full records of it.
type writer struct {
	w      io.Writer
	mu     sync.Mutex
	wake   sync.Cond
	queue  []byte
	spare  []byte
	flying int // bytes being written
	total  uint64
	err    error
	closed bool
	done   chan struct{}
	room   chan struct{} // capacity 1: there may be Room again
}

func newWriter(w io.Writer) *writer {
	x := &writer{w: w, done: make(chan struct{}), room: make(chan struct{}, 1)}
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
	w.queue = f(w.queue)
	if len(w.queue) > writerMax {
		w.err = errOverflow
	}
	w.wake.Signal()
	return w.err
}

// Room reports whether a frame may be queued; if not, room tells when.
func (w *writer) Room() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue)+w.flying < writerRoom
}

// written returns the number of bytes written so far.
func (w *writer) written() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.total
}

// queued returns the number of bytes handed over so far.
func (w *writer) queued() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.total + uint64(w.flying+len(w.queue))
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
		for len(w.queue) == 0 && !w.closed && w.err == nil {
			w.wake.Wait()
		}
		if w.err != nil || len(w.queue) == 0 {
			return w.err
		}
		w.flush()
	}
}

// flush writes the queue, with the lock released meanwhile.
func (w *writer) flush() {
	b := w.queue
	w.queue, w.flying = w.spare[:0], len(b)
	w.mu.Unlock()
	_, err := w.w.Write(b)
	w.mu.Lock()
	w.spare, w.flying = b, 0
	if cap(w.spare) > 4*writerRoom {
		w.spare = nil // a burst; the memory is not worth keeping
	}
	w.total += uint64(len(b))
	if err != nil && w.err == nil {
		w.err = err
	}
	select {
	case w.room <- struct{}{}:
	default:
	}
}

// error returns why the writer ended, nil after close.
func (w *writer) error() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}
