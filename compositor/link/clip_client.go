package link

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"oriel/compositor/clip"
)

// clientClip joins a Client's own Board to the desktop's. On the Board it is
// the owner of what the desktop has.
type clientClip struct {
	c     *Client
	board *clip.Board
	stop  func()

	mu      sync.Mutex
	serial  uint32 // of the newest source that is not the desktop's
	src     clip.Source
	types   []string
	dirty   bool   // the desktop does not know of it
	theirs  uint32 // the desktop's newest offer
	request uint32
	waiting map[uint32]io.WriteCloser // by request
	closed  bool
}

func (c *clientClip) init() {
	c.board, c.waiting = clip.NewBoard(), map[uint32]io.WriteCloser{}
	c.stop = c.board.Watch(c, func(src clip.Source) {
		types := typesOf(src)
		c.mu.Lock()
		c.serial++
		c.src, c.types, c.dirty = src, types, true
		c.mu.Unlock()
		c.c.wake()
	})
}

func (c *clientClip) close() {
	c.stop()
	c.mu.Lock()
	c.closed = true
	waiting := c.waiting
	c.waiting = nil
	c.mu.Unlock()
	for _, w := range waiting {
		w.Close()
	}
	c.board.Clear(c)
}

// news returns an offer that the desktop does not know of.
func (c *clientClip) news() (o offer, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.dirty {
		return o, false
	}
	c.dirty = false
	return offer{serial: c.serial, seen: c.theirs, types: c.types}, true
}

// offered takes what the desktop has; it wins over what the desktop does not
// know yet.
func (c *clientClip) offered(o offer) {
	c.mu.Lock()
	c.theirs, c.dirty = o.serial, false
	c.mu.Unlock()
	if len(o.types) == 0 {
		c.board.Set(nil, c)
		return
	}
	c.board.Set(&desktopSource{c, o.serial, o.types}, c)
}

// data is the desktop's answer to a fetch.
func (c *clientClip) data(request uint32, fds []*os.File) error {
	c.mu.Lock()
	w := c.waiting[request]
	delete(c.waiting, request)
	c.mu.Unlock()
	switch {
	case w == nil:
		for _, f := range fds {
			f.Close()
		}
		return fmt.Errorf("%w: data that nobody asked for", ErrProtocol)
	case len(fds) == 0 || !c.c.pipes.begin(fds[0]):
		w.Close()
	default:
		go c.c.pipes.pump(w, fds[0])
	}
	return nil
}

// paste has the Client's source written into a pipe.
func (c *clientClip) paste(f fetch, to *os.File) {
	c.mu.Lock()
	src, mime := c.src, ""
	if f.serial == c.serial && f.index < len(c.types) {
		mime = c.types[f.index]
	}
	c.mu.Unlock()
	if mime == "" || src == nil {
		to.Close()
		return
	}
	if c.c.pipes.begin(to) {
		src.Send(mime, &outlet{to, &c.c.pipes})
	}
}

// desktopSource is what the desktop has.
type desktopSource struct {
	c      *clientClip
	serial uint32
	types  []string
}

// Types implements clip.Source.
func (s *desktopSource) Types() []string { return s.types }

// Send implements clip.Source.
func (s *desktopSource) Send(mime string, w io.WriteCloser) {
	if !s.c.fetch(s.serial, slices.Index(s.types, mime), w) {
		w.Close()
	}
}

func (c *clientClip) fetch(serial uint32, index int, w io.WriteCloser) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if index < 0 || c.closed || len(c.waiting) >= maxTransfers {
		return false
	}
	c.request++
	f := fetch{c.request, serial, index}
	if !c.c.post(func(b []byte) []byte { return appendFetch(b, f) }) {
		return false
	}
	c.waiting[c.request] = w
	return true
}
