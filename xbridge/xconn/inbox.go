package xconn

import "sync"

// An Inbox takes messages to the goroutine that owns a connection, from others
// that must not wait for it.
type Inbox[M any] struct {
	ready      chan struct{}
	supersedes func(m, old M) bool

	mu     sync.Mutex
	items  []M
	closed bool
}

// NewInbox returns an empty Inbox. supersedes reports whether m makes old, the
// last message that waits, superfluous: hands and apps can send faster than
// anybody takes. It may be nil.
func NewInbox[M any](supersedes func(m, old M) bool) *Inbox[M] {
	return &Inbox[M]{ready: make(chan struct{}, 1), supersedes: supersedes}
}

// Ready delivers once Take has something to return.
func (b *Inbox[M]) Ready() <-chan struct{} { return b.ready }

// Len returns how many messages wait.
func (b *Inbox[M]) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.items)
}

// Put adds a message. It reports whether that will be taken, which it is not
// after Close.
func (b *Inbox[M]) Put(m M) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	if n := len(b.items); n > 0 && b.supersedes != nil && b.supersedes(m, b.items[n-1]) {
		b.items[n-1] = m
	} else {
		b.items = append(b.items, m)
	}
	select {
	case b.ready <- struct{}{}:
	default:
	}
	return true
}

// Take returns what waits.
func (b *Inbox[M]) Take() []M {
	b.mu.Lock()
	defer b.mu.Unlock()
	items := b.items
	b.items = nil
	return items
}

// Close returns what nobody will take any more.
func (b *Inbox[M]) Close() []M {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	return b.Take()
}
