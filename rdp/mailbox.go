package rdp

import (
	"sync"

	"oriel/compositor/scene"
)

// A mailbox holds what a session has not yet looked at: one Diff, into which
// later ones merge. It is a scene.Prompt, and blocks nobody who publishes.
type mailbox struct {
	mu     sync.Mutex
	diff   scene.Diff
	closed bool
	look   func() bool   // takes it, unless somebody else works for the session
	notify chan struct{} // capacity 1: there is something to take
}

func newMailbox(look func() bool) *mailbox {
	return &mailbox{look: look, notify: make(chan struct{}, 1)}
}

// Leave implements scene.Prompt.
func (m *mailbox) Leave(d scene.Diff) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.closed:
		d.Release()
	case m.diff.Empty():
		m.diff = d
	default:
		m.diff.Merge(d)
	}
}

// Look implements scene.Prompt.
func (m *mailbox) Look() {
	if !m.look() {
		m.tell()
	}
}

// Publish implements scene.Viewer.
func (m *mailbox) Publish(d scene.Diff) {
	m.Leave(d)
	m.tell()
}

func (m *mailbox) tell() {
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
