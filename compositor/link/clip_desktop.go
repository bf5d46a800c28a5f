package link

import (
	"io"
	"slices"
	"sync"

	"oriel/compositor/clip"
)

// desktopClip joins the desktop's clipboard to a link. It is what the Client
// offers, as an owner of the Board.
type desktopClip struct {
	mu     sync.Mutex
	stop   func()
	serial uint32 // of the newest source that is not the Client's
	src    clip.Source
	types  []string // of src, those that cross
	dirty  bool     // the Client does not know of it
	theirs uint32   // the Client's newest offer
}

func (c *desktopClip) start(p *peer) {
	stop := p.server.desk.Clipboard().Watch(p, func(src clip.Source) {
		types := typesOf(src)
		c.mu.Lock()
		c.serial++
		c.src, c.types, c.dirty = src, types, true
		c.mu.Unlock()
		p.wake()
	})
	c.mu.Lock()
	c.stop = stop
	c.mu.Unlock()
}

func (c *desktopClip) close(p *peer) {
	c.mu.Lock()
	stop := c.stop
	c.mu.Unlock()
	if stop != nil {
		stop()
		p.server.desk.Clipboard().Clear(p)
	}
}

// news appends an offer that the Client does not know of, if there is one.
func (c *desktopClip) news(_ *peer, b []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.dirty {
		return nil
	}
	c.dirty = false
	o := offer{serial: c.serial, seen: c.theirs, types: c.types}
	return o.append(b)
}

// offered takes what the Client has. Of two offers that cross, the desktop's
// stays: the Client will take it over.
func (c *desktopClip) offered(p *peer, o offer) {
	c.mu.Lock()
	late := o.seen != c.serial
	if !late {
		c.theirs = o.serial
	}
	c.mu.Unlock()
	board := p.server.desk.Clipboard()
	switch {
	case late:
	case len(o.types) == 0:
		board.Clear(p)
	default:
		board.Set(&clientSource{p, o.serial, o.types}, p)
	}
}

// fetch answers a Client that pastes: with a pipe, or with none.
func (c *desktopClip) fetch(p *peer, f fetch) error {
	c.mu.Lock()
	src, mime := c.src, ""
	if f.serial == c.serial && f.index < len(c.types) {
		mime = c.types[f.index]
	}
	c.mu.Unlock()
	b := le.AppendUint32(begin(nil, kindData, 0), f.request)
	r, w, err := pipe()
	if err != nil || mime == "" || src == nil || !p.pipes.begin(w) {
		if err == nil {
			r.Close()
			w.Close()
		}
		if !p.post(b, nil) {
			return ErrFlood
		}
		return nil
	}
	if !p.post(b, r) {
		p.pipes.end(w)
		return ErrFlood
	}
	src.Send(mime, &outlet{w, &p.pipes})
	return nil
}

// clientSource is what a Client has copied.
type clientSource struct {
	p      *peer
	serial uint32
	types  []string
}

// Types implements clip.Source.
func (s *clientSource) Types() []string { return s.types }

// Send implements clip.Source.
func (s *clientSource) Send(mime string, w io.WriteCloser) {
	i := slices.Index(s.types, mime)
	if i < 0 {
		w.Close()
		return
	}
	r, pw, err := pipe()
	if err != nil {
		w.Close()
		return
	}
	if !s.p.pipes.begin(r) {
		pw.Close()
		w.Close()
		return
	}
	// A link that is gone has closed the pipe, or does so now: the reader
	// sees the end.
	s.p.post(le.AppendUint32(le.AppendUint32(begin(nil, kindPaste, 0), s.serial), uint32(i)), pw)
	go s.p.pipes.pump(w, r)
}
