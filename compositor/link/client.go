package link

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"oriel/compositor/audio"
	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/socket/fdpass"
)

// credit is how many Diffs a Client lets come before it has looked at the
// first.
const credit = 3

// enough is how much credit is told of for its own sake. Less goes with the next
// report, which a Diff that is drawn brings about: one message instead of two.
const enough = 2

// maxQueue bounds what waits for a compositor that does not read, in bytes.
const maxQueue = 1 << 20

// A Client is the desktop, for the process of an RDP backend. Its methods may
// be called from any goroutine and wait for nobody.
type Client struct {
	conn  *fdpass.Conn
	wakes chan struct{} // capacity 1: the writer has something to do
	done  chan struct{} // closed when Run has ended

	views views
	mem   memory
	clip  clientClip
	sound clientSound
	pipes transfers
	execs execs

	// Clients tells who is connected, for people; Disconnect ends a client's
	// connection. They are set before Run, run on its goroutine, and must not
	// block. They may be nil.
	Clients    func() []ClientInfo
	Disconnect func(id uint32)

	mu     sync.Mutex
	queue  []byte // messages, each after its length
	idle   bool   // the writer has sent all and sends nothing unless it is woken
	motion int    // where the last message is, if it is a Motion; else -1
	report report
	saving bool     // what is to be reported is sent soon, together
	note   []byte   // memory of a report
	faults []uint32 // holds whose memory an app has cut
	closed bool
	stuck  bool
}

// NewClient returns a Client on a link; it takes conn over. Run makes it live.
func NewClient(conn *fdpass.Conn) *Client {
	c := &Client{conn: conn, wakes: make(chan struct{}, 1), done: make(chan struct{}), motion: -1}
	c.views.c, c.clip.c, c.sound.c = c, c, c
	c.mem.init(c)
	c.sound.hear, c.sound.wanting = map[*func([]byte)]struct{}{}, map[*func(bool)]struct{}{}
	c.post(func(b []byte) []byte { return appendHello(b, credit) })
	c.clip.init()
	return c
}

// Run serves the link until the compositor is gone or ctx ends. A Client whose
// Run has ended shows what it showed last, and does nothing any more.
func (c *Client) Run(ctx context.Context) error {
	defer close(c.done)
	defer context.AfterFunc(ctx, func() { c.conn.Close() })()
	var wait sync.WaitGroup
	ended := make(chan struct{})
	var werr error
	wait.Go(func() {
		if werr = c.write(ended); werr != nil {
			c.conn.Close() // ends the reader
		}
	})
	rerr := c.read()
	close(ended)
	c.conn.Close()
	wait.Wait()
	c.close()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case werr != nil && !gone(werr):
		return werr
	case rerr != nil && !gone(rerr):
		return rerr
	}
	return io.EOF
}

// Done is closed when Run has ended.
func (c *Client) Done() <-chan struct{} { return c.done }

func (c *Client) close() {
	c.mu.Lock()
	c.closed = true
	c.queue, c.report = nil, report{}
	c.mu.Unlock()
	c.execs.close()
	c.clip.close()
	c.sound.close()
	c.pipes.close()
	c.views.close()
	c.mem.close()
}

func (c *Client) wake() {
	select {
	case c.wakes <- struct{}{}:
	default:
	}
}

// post queues a message.
func (c *Client) post(appendTo func(b []byte) []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.enqueue(appendTo)
}

// enqueue is post under the lock.
func (c *Client) enqueue(appendTo func(b []byte) []byte) bool {
	if c.closed || c.stuck {
		return false
	}
	at := len(c.queue)
	c.queue = appendTo(le.AppendUint32(c.queue, 0))
	le.PutUint32(c.queue[at:], uint32(len(c.queue)-at-4))
	c.motion = -1
	if at == 0 && c.idle && c.conn.TrySend(c.queue[4:]) { // sooner than the writer is awake
		c.queue = c.queue[:0]
		return true
	}
	c.stuck = len(c.queue) > maxQueue
	c.wake()
	return true
}

// fault tells the Server, once for each hold, before its release.
func (c *Client) fault(hold uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.faults = append(c.faults, hold)
		c.wake()
	}
}

// write is the writer.
func (c *Client) write(ended <-chan struct{}) error {
	var queue, note []byte
	var rep report
	var faults []uint32
	for {
		c.mu.Lock()
		queue, c.queue = c.queue, queue[:0]
		rep, c.report = c.report, report{released: rep.released[:0], drawn: rep.drawn[:0]}
		faults, c.faults = c.faults, faults[:0]
		c.motion = -1
		stuck := c.stuck
		c.idle = false
		c.mu.Unlock()
		if stuck {
			return ErrStuck
		}
		for _, hold := range faults {
			note = le.AppendUint32(begin(note[:0], kindFault, 0), hold)
			if err := c.conn.Send(note); err != nil {
				return err
			}
		}
		for rest := rep; !rest.empty(); {
			note, rest = rest.append(note[:0])
			if err := c.conn.Send(note); err != nil {
				return err
			}
		}
		for b := queue; len(b) > 0; {
			n := 4 + int(le.Uint32(b))
			if err := c.conn.Send(b[4:n]); err != nil {
				return err
			}
			b = b[n:]
		}
		if o, ok := c.clip.news(); ok {
			note = o.append(note[:0])
			if err := c.conn.Send(note); err != nil {
				return err
			}
		}
		c.mem.unmap()
		c.mu.Lock()
		c.idle = len(c.queue) == 0 && c.report.empty() && len(c.faults) == 0
		c.mu.Unlock()
		select {
		case <-c.wakes:
		case <-ended:
			return nil
		}
	}
}

// read is the reader.
func (c *Client) read() error {
	c.conn.Limit(maxFiles)
	buf := make([]byte, maxMessage)
	dec := decoder{store: &c.mem}
	defer dec.drop()
	var m down
	for greeted := false; ; greeted = true {
		n, fds, err := c.conn.Receive(buf)
		if err != nil {
			return err
		}
		if greeted && n > 0 && buf[0] == kindDiff {
			done, err := dec.read(buf[:n], fds)
			if err != nil {
				return err
			}
			if done {
				c.save()
				c.views.take(dec.take())
				c.grant()
			}
			continue
		}
		if err := c.message(&m, buf[:n], fds, greeted); err != nil {
			return err
		}
	}
}

// save puts off what is to be reported until grant: one message takes less
// than three.
func (c *Client) save() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.saving = true
}

// grant gives the Server credit for one more Diff.
func (c *Client) grant() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.saving = false
	c.report.credit++
	if c.report.credit >= enough || len(c.report.released) > 0 || len(c.report.drawn) > 0 {
		c.tell()
	}
}

// tell has the report sent, under the lock: at once if that takes no waiting.
func (c *Client) tell() {
	switch {
	case c.closed || c.saving:
		return
	case c.idle && len(c.queue) == 0 && len(c.faults) == 0: // else the writer has something to send before
		note, rest := c.report.append(c.note[:0])
		c.note = note
		if rest.empty() && c.conn.TrySend(note) {
			c.report = report{released: c.report.released[:0], drawn: c.report.drawn[:0]}
			return
		}
	}
	c.wake()
}

// message handles one that is no Diff.
func (c *Client) message(m *down, b []byte, fds []*os.File, greeted bool) error {
	err := m.read(b)
	if err == nil && ((m.kind == kindHello) == greeted || len(fds) > m.fds() || len(fds) < m.fds() && m.kind != kindData) {
		err = fmt.Errorf("%w: message %d with %d descriptors", ErrProtocol, m.kind, len(fds))
	}
	if err != nil {
		for _, f := range fds {
			f.Close()
		}
		return err
	}
	switch m.kind {
	case kindForget:
		return c.mem.forget(m.files)
	case kindOffer:
		c.clip.offered(m.offer)
	case kindData:
		return c.clip.data(m.fetch.request, fds)
	case kindPaste:
		c.clip.paste(m.fetch, fds[0])
	case kindSocket:
		c.sound.connect(fds[0])
	case kindRecord:
		c.sound.recording(m.on)
	case kindLaunched:
		return c.execs.launched(m.id, m.code)
	case kindAsk:
		var list []ClientInfo
		if c.Clients != nil {
			list = c.Clients()
		}
		c.post(func(b []byte) []byte { return appendClients(b, list) })
	case kindDisconnect:
		if c.Disconnect != nil {
			c.Disconnect(m.id)
		}
	}
	return nil
}

// Attach implements Desktop. The Snapshot comes before Attach returns if there
// is another viewer already, else as soon as the compositor has sent it.
func (c *Client) Attach(v scene.Viewer) scene.Attachment { return c.views.attach(v) }

// Input implements Desktop. A Motion replaces one that waits.
func (c *Client) Input(e seat.Event) {
	if t, ok := e.(seat.Text); ok {
		rest := strings.ToValidUTF8(t.Text, "\uFFFD")
		for len(rest) > maxText {
			head := cut(rest, maxText)
			c.input(seat.Text{Text: head})
			rest = rest[len(head):]
		}
		e = seat.Text{Text: rest}
	}
	if validEvent(e) {
		c.input(e)
	}
}

func (c *Client) input(e seat.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, motion := e.(seat.Motion)
	if motion && c.motion >= 0 {
		c.queue = c.queue[:c.motion]
	}
	at := len(c.queue)
	if c.enqueue(func(b []byte) []byte { return appendEvent(begin(b, kindInput, 0), e) }) && motion && len(c.queue) > at {
		c.motion = at
	}
}

// Wish implements Desktop.
func (c *Client) Wish(id scene.WindowID, w scene.Wish) {
	if !sane(w.Bounds) {
		return
	}
	c.post(func(b []byte) []byte { return appendWish(b, id, w) })
}

// Notify implements Desktop.
func (c *Client) Notify(id scene.NotifyIconID, e scene.NotifyEvent) {
	c.post(func(b []byte) []byte { return appendNotify(b, id, e) })
}

// SetOutputs implements Desktop.
func (c *Client) SetOutputs(o []scene.Output) {
	o = slices.DeleteFunc(slices.Clone(o), unusual)
	c.post(func(b []byte) []byte { return appendOutputs(begin(b, kindOutputs, 0), o) })
}

// Clipboard implements Desktop: a Board that mirrors the desktop's.
func (c *Client) Clipboard() *clip.Board { return c.clip.board }

// Audio implements Desktop.
func (c *Client) Audio() (audio.Playback, audio.Capture) { return &c.sound, &c.sound }

// drawn adds to the next report.
func (c *Client) drawn(done []scene.Drawn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
next:
	for _, d := range done {
		for i := range c.report.drawn {
			if o := &c.report.drawn[i]; o.Window == d.Window {
				o.Seq = max(o.Seq, d.Seq)
				continue next
			}
		}
		c.report.drawn = append(c.report.drawn, d)
	}
	c.tell()
}

// released adds to the next report. Any goroutine.
func (c *Client) released(hold uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.report.released = append(c.report.released, hold)
		c.tell()
	}
}

var _ Desktop = (*Client)(nil)
