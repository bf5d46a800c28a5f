package rdp

import (
	"bytes"
	"io"
	"slices"
	"sync"
	"time"

	"oriel/compositor/clip"
	"oriel/rdp/cliprdr"
	"oriel/rdp/svc"
)

// clipSource joins the client's clipboard to the desktop's. Its machine
// belongs to the session; other goroutines post what they want done, and are
// never waited for.
type clipSource struct {
	s    *session
	id   uint16
	srv  *cliprdr.Server // nil if the client has no clipboard
	stop func()

	src     clip.Source               // the desktop's, as the client was told
	waiting map[uint32]io.WriteCloser // by the id of a Fetch

	held    []string // what the client has, while that is kept from the desktop
	holding bool
	next    time.Time // when the offers so far are paid for

	mu     sync.Mutex
	queue  []func(now time.Time, out *svc.Outbox)
	closed bool
	notify chan struct{} // capacity 1: there is something in the queue
}

// Two clients on one screen are each told of what the other has copied, take
// that over, and so tell the first of it, without end. So a client's offers
// cost time, and but a few may be in debt: the newest waits until it is paid.
const (
	offerCost = time.Second
	offerDebt = 8 * offerCost
)

func newClipSource(s *session) *clipSource {
	return &clipSource{s: s, notify: make(chan struct{}, 1), waiting: map[uint32]io.WriteCloser{}}
}

// start begins the exchange on the channel with an id.
func (c *clipSource) start(id uint16, now time.Time) {
	c.id = id
	c.srv = cliprdr.NewServer(cliprdr.Config{Handler: c})
	c.srv.Start(now, &c.s.out)
	c.s.note(c.s.link.channel(id, &c.s.out))
	c.stop = c.s.desk.Clipboard().Watch(c, func(src clip.Source) {
		c.post(func(now time.Time, out *svc.Outbox) { c.offer(src, now, out) })
	})
}

func (c *clipSource) step(msg []byte, now time.Time, out *svc.Outbox) error {
	return c.srv.Step(msg, now, out)
}

// post has f run by the session, and reports whether there still is one.
func (c *clipSource) post(f func(now time.Time, out *svc.Outbox)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.queue = append(c.queue, f)
	select {
	case c.notify <- struct{}{}:
	default:
	}
	return true
}

// run does what was posted.
func (c *clipSource) run(now time.Time) {
	c.mu.Lock()
	q := c.queue
	c.queue = nil
	c.mu.Unlock()
	for _, f := range q {
		f(now, &c.s.out)
	}
	c.s.note(c.s.link.channel(c.id, &c.s.out))
}

func (c *clipSource) deadline() (time.Time, bool) {
	if c.srv == nil {
		return time.Time{}, false
	}
	at, ok := c.srv.Deadline()
	if due := c.next.Add(-offerDebt); c.holding && (!ok || due.Before(at)) {
		return due, true
	}
	return at, ok
}

func (c *clipSource) tick(now time.Time) {
	if c.srv == nil {
		return
	}
	c.release(now)
	if at, ok := c.srv.Deadline(); ok && !now.Before(at) {
		c.srv.Tick(now, &c.s.out)
		c.s.note(c.s.link.channel(c.id, &c.s.out))
	}
}

// close ends the exchange: what was being pasted ends, and the board is
// emptied if the client still owns it.
func (c *clipSource) close() {
	if c.srv == nil {
		return
	}
	c.stop()
	c.mu.Lock()
	c.closed = true
	q := c.queue
	c.queue = nil
	c.mu.Unlock()
	var out svc.Outbox
	for _, f := range q { // writers among them want to be closed
		f(time.Now(), &out)
	}
	c.srv.Close(time.Now())
	for id, w := range c.waiting {
		delete(c.waiting, id)
		_ = w.Close()
	}
	c.s.desk.Clipboard().Clear(c)
}

// offer tells the client what the desktop has.
func (c *clipSource) offer(src clip.Source, now time.Time, out *svc.Outbox) {
	c.src, c.holding = src, false
	var types []string
	if src != nil {
		for _, t := range src.Types() {
			if m := cliprdr.Canonical(t); m != "" && !slices.Contains(types, m) {
				types = append(types, m)
			}
		}
		if slices.Contains(types, cliprdr.MIMEPNG) && !slices.Contains(types, cliprdr.MIMEBMP) {
			types = append(types, cliprdr.MIMEBMP)
		}
	}
	c.srv.SetLocal(types, now, out)
}

// RemoteFormats implements cliprdr.Handler: the client has something, or
// nothing any more.
func (c *clipSource) RemoteFormats(mimes []string, now time.Time, _ *svc.Outbox) {
	c.held, c.holding = slices.Clone(mimes), true
	c.release(now)
}

// release gives the desktop what the client has, if it is time to.
func (c *clipSource) release(now time.Time) {
	if !c.holding || now.Before(c.next.Add(-offerDebt)) {
		return
	}
	c.next, c.holding = later(c.next, now).Add(offerCost), false
	c.publish(c.held)
}

// publish puts what the client has on the board.
func (c *clipSource) publish(types []string) {
	board := c.s.desk.Clipboard()
	if !c.s.desk.hands.Load() {
		return
	}
	if len(types) == 0 {
		board.Clear(c)
		return
	}
	c.src = nil
	if slices.Contains(types, clip.TextUTF8) {
		types = append(types, clip.Text)
	}
	made := slices.Contains(types, cliprdr.MIMEBMP) && !slices.Contains(types, cliprdr.MIMEPNG)
	if made {
		types = append(types, cliprdr.MIMEPNG)
	}
	board.Set(&remoteSource{c, types, made}, c)
}

// Request implements cliprdr.Handler: the client pastes.
func (c *clipSource) Request(id uint32, mime string, now time.Time, out *svc.Outbox) {
	to := io.WriteCloser(&answer{c: c, id: id})
	if c.send(mime, to) || mime == cliprdr.MIMEBMP && c.send(cliprdr.MIMEPNG, &recoded{to: to, as: bitmapOf}) {
		return
	}
	c.srv.Respond(id, nil, false, now, out)
}

// send has the desktop's source write what it has of a type, if it has any.
func (c *clipSource) send(mime string, w io.WriteCloser) bool {
	if c.src == nil {
		return false
	}
	for _, t := range c.src.Types() {
		if cliprdr.Canonical(t) == mime {
			c.src.Send(t, w)
			return true
		}
	}
	return false
}

// Data implements cliprdr.Handler: what an app pastes has come.
func (c *clipSource) Data(id uint32, _ string, data []byte, _ error, _ time.Time, _ *svc.Outbox) {
	w := c.waiting[id]
	delete(c.waiting, id)
	if w == nil {
		return
	}
	go func() { // as slow as the app reads
		_, _ = w.Write(data)
		_ = w.Close()
	}()
}

// An answer collects what an app sends for the client.
type answer struct {
	c      *clipSource
	id     uint32
	buf    bytes.Buffer
	closed bool
}

func (a *answer) Write(p []byte) (int, error) {
	if a.buf.Len()+len(p) > cliprdr.MaxData {
		return 0, cliprdr.ErrTooLarge
	}
	return a.buf.Write(p)
}

// Close answers the client.
func (a *answer) Close() error {
	if a.closed {
		return nil
	}
	a.closed = true
	a.c.post(func(now time.Time, out *svc.Outbox) {
		a.c.srv.Respond(a.id, a.buf.Bytes(), true, now, out)
	})
	return nil
}

// A remoteSource is what the client has copied.
type remoteSource struct {
	c     *clipSource
	types []string
	png   bool // is made from the bitmap that the client has
}

// Types implements clip.Source.
func (r *remoteSource) Types() []string { return r.types }

// Send implements clip.Source.
func (r *remoteSource) Send(mime string, w io.WriteCloser) {
	mime = cliprdr.Canonical(mime)
	if r.png && mime == cliprdr.MIMEPNG {
		mime, w = cliprdr.MIMEBMP, &recoded{to: w, as: pngOf}
	}
	fetch := func(now time.Time, out *svc.Outbox) {
		if id, ok := r.c.srv.Fetch(mime, now, out); ok {
			r.c.waiting[id] = w
			return
		}
		_ = w.Close()
	}
	if !r.c.post(fetch) {
		_ = w.Close()
	}
}
