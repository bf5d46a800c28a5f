package xconn

import (
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// An Item is what the server told us: an Event, or an Err of a request that
// nobody waited for.
type Item struct {
	Event xgb.Event
	Err   error
}

// A Queue holds items between Drain and the goroutine that owns the X state.
// It has no bound, since a reader that waits would keep replies from being
// read; what would flood it is coalesced.
type Queue struct {
	mu     sync.Mutex
	items  []Item
	last   map[xproto.Window]int // per window, its newest item
	closed bool
	ready  chan struct{}
}

func (q *Queue) init() {
	q.ready = make(chan struct{}, 1)
	q.last = map[xproto.Window]int{}
}

// Ready delivers when Take has something to give.
func (q *Queue) Ready() <-chan struct{} { return q.ready }

// Take returns what is queued, and false once the connection has ended and
// nothing is left.
func (q *Queue) Take() ([]Item, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	items := q.items
	q.items = nil
	clear(q.last)
	return items, len(items) > 0 || !q.closed
}

func (q *Queue) put(i Item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if w, ok := subject(i.Event); ok {
		if n, ok := q.last[w]; ok && replaces(i.Event, q.items[n].Event) {
			q.items[n] = i
			return
		}
		q.last[w] = len(q.items)
	}
	q.items = append(q.items, i)
	q.signal()
}

func (q *Queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

func (q *Queue) signal() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// subject returns the window that an event is about, for those events whose
// order matters to coalescing.
func subject(e xgb.Event) (xproto.Window, bool) {
	switch e := e.(type) {
	case xproto.ConfigureNotifyEvent:
		return e.Window, true
	case xproto.ConfigureRequestEvent:
		return e.Window, true
	case xproto.PropertyNotifyEvent:
		return e.Window, true
	case xproto.MapNotifyEvent:
		return e.Window, true
	case xproto.MapRequestEvent:
		return e.Window, true
	case xproto.UnmapNotifyEvent:
		return e.Window, true
	case xproto.DestroyNotifyEvent:
		return e.Window, true
	case xproto.ReparentNotifyEvent:
		return e.Window, true
	case xproto.ClientMessageEvent:
		return e.Window, true
	}
	return 0, false
}

// replaces reports whether e makes old superfluous, which is of the same window.
func replaces(e, old xgb.Event) bool {
	switch e := e.(type) {
	case xproto.ConfigureNotifyEvent:
		_, ok := old.(xproto.ConfigureNotifyEvent)
		return ok
	case xproto.PropertyNotifyEvent:
		o, ok := old.(xproto.PropertyNotifyEvent)
		return ok && o.Atom == e.Atom && o.State == e.State && e.State == xproto.PropertyNewValue
	}
	return false
}

// Drain moves events from the connection into the Queue until it ends. It
// does nothing else, on a goroutine of its own: xgb dead-locks when its own
// queue runs full while somebody waits for a reply.
func (c *Conn) Drain() {
	defer c.Queue.close()
	for {
		e, err := c.WaitForEvent()
		if e == nil && err == nil {
			return
		}
		i := Item{Event: e}
		if err != nil {
			i.Err = Gone(err)
		}
		c.Queue.put(i)
	}
}
