package rdp

import (
	"image"
	"sync"
	"time"

	"oriel/rdp/egfx"
	"oriel/rdp/svc"
	"oriel/rdp/zgfx"
)

// graphics is the session's graphics pipeline: egfx in zgfx in a dynamic
// channel. It is a drdynvc.Handler.
type graphics struct {
	link   *link
	way    way
	srv    *egfx.Server
	zip    zgfx.Compressor
	open   bool
	failed bool
	reset  func() // the client's graphics are empty: everything from the start

	generation int
	surfaces   map[uint16]uint16 // reconciler's numbers to the channel's; 0 is the composed desktop

	cells *cellCache // what the client's cache has

	batch []byte

	mu     sync.Mutex // workers send tiles, too: the order, zip and what follows
	packed []byte
	msg    message
	list   []*block
	sent   int  // bytes of the frame under way
	clear  byte // number of the next ClearCodec stream
	stored bool // large messages are not worth bulk compression
	box    svc.Outbox
}

// newGraphics returns the graphics pipeline of a connection: w has all but its
// dynamic channel's id.
func newGraphics(l *link, w way, reset func()) *graphics {
	return &graphics{link: l, way: w, srv: egfx.NewServer(), reset: reset, surfaces: map[uint16]uint16{}}
}

// Opened implements drdynvc.Handler. The client speaks first.
func (g *graphics) Opened(id uint32, _ time.Time, _ *svc.Outbox) error {
	g.way.dynamic, g.open = id, true
	return nil
}

// Message implements drdynvc.Handler.
func (g *graphics) Message(_ uint32, msg []byte, now time.Time, _ *svc.Outbox) error {
	g.box.Reset()
	if err := g.srv.Step(msg, now, &g.box); err != nil {
		return err
	}
	for i := range g.box.Len() {
		if err := g.send(g.box.Message(i)); err != nil {
			return err
		}
	}
	if n := g.srv.Generation(); n != g.generation {
		g.generation = n
		clear(g.surfaces)
		g.cells = newCellCache(g.srv.CacheSlots())
		g.reset()
	}
	return nil
}

// Closed implements drdynvc.Handler.
func (g *graphics) Closed(uint32, error) { g.open, g.failed = false, true }

// ready reports whether the client's capabilities are agreed on.
func (g *graphics) ready() bool { return g != nil && g.open && g.generation > 0 }

// storedSize is how long a message must be to go without bulk compression.
const storedSize = 16 << 10

// send sends commands as one message.
func (g *graphics) send(b []byte) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.transmit(b)
}

// transmit does it, with mu held.
func (g *graphics) transmit(b []byte) error {
	if g.stored && len(b) >= storedSize {
		g.msg.beginStored(g.way, len(b))
		g.msg.store(b)
		g.list = g.msg.take(g.list[:0])
		return g.passStored(g.list)
	}
	g.packed = g.zip.Append(g.packed[:0], b)
	g.msg.begin(g.way, len(g.packed))
	g.msg.append(g.packed)
	g.list = g.msg.take(g.list[:0])
	return g.pass(g.list)
}

// give sends the message that a tile's worker has made of it.
func (g *graphics) give(t *tile) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.hand(t)
}

// hand does it, with mu held.
func (g *graphics) hand(t *tile) error {
	for i, p := range t.counts {
		*p, t.counts[i] = g.nextClear(), nil
	}
	err := g.passStored(t.sealed)
	t.sealed, t.counts = t.sealed[:0], t.counts[:0]
	return err
}

// nextClear returns the number of the next ClearCodec stream in the order in
// which they are sent.
func (g *graphics) nextClear() byte {
	g.clear++
	return g.clear - 1
}

// passStored passes a message in stored segments on.
func (g *graphics) passStored(list []*block) error {
	g.zip.Forget()
	return g.pass(list)
}

// pass hands a message to the writer.
func (g *graphics) pass(list []*block) error {
	for _, b := range list {
		g.sent += len(b.buf)
	}
	return g.link.w.give(list)
}

// batchSize is about how many bytes of commands make one message. A frame
// may take several.
const batchSize = 256 << 10

// flush sends the batch so far.
func (g *graphics) flush() error {
	if len(g.batch) == 0 {
		return nil
	}
	err := g.send(g.batch)
	g.batch = g.batch[:0]
	return err
}

// forget notes that the client's cache will be empty: frames that are planned
// from now on are for graphics that resize has told of before.
func (g *graphics) forget() {
	if g.ready() {
		g.cells = newCellCache(g.srv.CacheSlots())
	}
}

// resize tells a new layout, after which all contents count as lost.
func (g *graphics) resize(l *layout) {
	size := l.bounds().Size()
	for k, id := range g.surfaces {
		g.batch = g.srv.DeleteSurface(g.batch, id)
		delete(g.surfaces, k)
	}
	g.batch = g.srv.ResetGraphics(g.batch, uint32(size.X), uint32(size.Y), l.graphicsMonitors())
}

// needDesktop makes the composed desktop's surface if there is none, and
// reports whether it did.
func (g *graphics) needDesktop(size image.Point) (fresh bool, err error) {
	if _, ok := g.surfaces[0]; ok {
		return false, nil
	}
	var id uint16
	if g.batch, id, err = g.srv.CreateSurface(g.batch, size.X, size.Y, egfx.XRGB); err != nil {
		return false, err
	}
	g.surfaces[0] = id
	return true, nil
}
