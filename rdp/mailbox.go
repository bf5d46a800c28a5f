package rdp

import (
	"sync"

	"oriel/compositor/scene"
)

// A mailbox holds what a session has not yet looked at: one Diff, into which
// later ones merge. It is a scene.Viewer that never blocks.
type mailbox struct {
	mu     sync.Mutex
	diff   scene.Diff
	closed bool
	notify chan struct{} // capacity 1: there is something to take
}

func newMailbox() *mailbox { return &mailbox{notify: make(chan struct{}, 1)} }

// Publish implements scene.Viewer.
func (m *mailbox) Publish(d scene.Diff) {
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		d.Release()
		return
	}
	if m.diff.Empty() {
		m.diff = d
	} else {
		m.diff.Merge(d)
	}
	m.mu.Unlock()
	select {
	case m.notify <- struct{}{}:
	default:
	}
}

// take returns the Diff with its references, and whether there is one.
func (m *mailbox) take() (d scene.Diff, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.diff.Empty() {
		return d, false
	}
	d, m.diff = m.diff, scene.Diff{}
	return d, true
}

// close releases what is left; later Diffs are released as they come.
func (m *mailbox) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.diff.Release()
	m.closed = true
}
