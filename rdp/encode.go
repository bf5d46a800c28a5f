package rdp

import (
	"fmt"
	"image"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// A target says for which kind of update a tile is encoded.
type target uint8

const (
	toSurface    target = iota // a surface without alpha
	toARGB                     // a surface with alpha
	toBitmap                   // a bitmap update
	toBits                     // surface bits, and bitmap updates for what is flat
	tileOverhead = 64          // bytes that a tile costs besides its pixels
)

// graphics reports whether it is a surface of the graphics pipeline.
func (t target) graphics() bool { return t == toSurface || t == toARGB }

// A tile is one rectangle to be composed and encoded.
type tile struct {
	target  target
	surface uint16          // as the reconciler numbers them
	place   int             // of its surface in the plan
	spare   bool            // there is room for it only if its surface has scrolled
	left    bool            // there was none
	rect    image.Rectangle // in the surface or on the desktop
	comp    *composer       // what to draw: the desktop
	win     *scene.Window   // or a window
	at      image.Point     // where its content begins
	scale   float64
	data    []byte // keeps its memory from frame to frame

	// Of an update without the graphics pipeline:
	depth  int              // of bitmap updates
	most   int              // pixels of one update
	planar bool             // surface bits may be mixed with planar bitmap updates
	format codec.TileFormat // of RemoteFX

	// Where the worker shall make a whole message of the tile if it is large:
	way    *way         // nil: nowhere
	srv    *egfx.Server // of which only what appends commands is used
	id     uint16       // of the surface
	sealed []*block     // the message
	counts []*byte      // in it: where the numbers of ClearCodec streams belong
	gone   bool         // it was sent

	// How it is coded:
	canvas *canvas
	origin image.Point // of the canvas, in the coordinates of rect
	cache  *cellCache  // nil: not to be used
	photo  choice      // for what is not flat
	halved bool        // and of it, what goes on changing with colours of two by two pixels
	ratio  float64     // bytes a pixel that it is likely to take
	video  *video      // nil: nothing of it is
	apart  bool        // what lies elsewhere in its part of the grid is another tile
	dense  bool        // bulk compression will code all bytes
	refine choice      // nothing to draw: it is sent better, like this
	now    time.Time
	ops    []op
	keys   []keyed
}

// A frame is a list of tiles under way. While it is, nobody may change the
// View that its windows belong to: the workers read it.
type frame struct {
	tiles   []tile
	scrolls []scroll     // found before the tiles are coded
	videos  []*video     // coded after them
	early   *early       // nil: all of it is sent when it is coded
	prepare sync.Once    // finds them
	next    atomic.Int32 // the first tile that no worker has taken
	workers atomic.Int32 // that still look at the frame
	crash   atomic.Pointer[crash]
	done    chan *frame // capacity 1
}

func newFrame() *frame { return &frame{done: make(chan *frame, 1)} }

// reset empties the frame and keeps all memory.
func (f *frame) reset() {
	for i := range f.tiles {
		f.tiles[i].sealed = releaseAll(f.tiles[i].sealed) // it was not sent
		f.tiles[i].counts = f.tiles[i].counts[:0]
	}
	f.tiles, f.scrolls, f.videos = f.tiles[:0], f.scrolls[:0], f.videos[:0]
	f.prepare = sync.Once{}
}

// add appends a tile, whose data has the memory of an earlier one.
func (f *frame) add(t tile) {
	n := len(f.tiles)
	if n < cap(f.tiles) {
		f.tiles = f.tiles[:n+1]
		old := &f.tiles[n]
		t.data, t.ops, t.keys, t.sealed, t.counts = old.data[:0], old.ops[:0], old.keys[:0], old.sealed, old.counts
	} else {
		f.tiles = append(f.tiles, tile{})
	}
	f.tiles[n] = t
}

// bytes returns how much the encoded tiles take.
func (f *frame) bytes() (n int) {
	for i := range f.tiles {
		n += len(f.tiles[i].data) + tileOverhead*len(f.tiles[i].ops)
		for _, b := range f.tiles[i].sealed {
			n += len(b.buf)
		}
	}
	for _, v := range f.videos {
		n += len(v.data)
	}
	return n
}

// encoders are the workers that all sessions share. Each frame is offered to
// all of them; who comes takes tile after tile.
type encoders struct {
	n    int
	jobs chan *frame
	wg   sync.WaitGroup
}

// newEncoders starts a worker for every processor: who waits for them has
// nothing else to do.
func newEncoders() *encoders { return startEncoders(runtime.GOMAXPROCS(0)) }

func startEncoders(n int) *encoders {
	e := &encoders{n: n}
	e.jobs = make(chan *frame, 16*e.n)
	for range e.n {
		e.wg.Go(e.work)
	}
	return e
}

func (e *encoders) work() {
	var w worker
	for f := range e.jobs {
		w.take(f)
		if f.workers.Add(-1) == 0 && f.finished() {
			f.done <- f
		}
	}
}

// take encodes tiles as long as there are any. A panic spoils the frame, and
// so ends the session that it belongs to, not the process.
func (w *worker) take(f *frame) {
	defer func() {
		if r := recover(); r != nil {
			f.crash.Store(&crash{r, stack()})
			*w = worker{}
		}
	}()
	f.prepare.Do(func() { w.findScrolls(f) })
	for {
		i := int(f.next.Add(1)) - 1
		if i >= len(f.tiles) {
			return
		}
		w.encode(&f.tiles[i])
		f.pass(&f.tiles[i])
	}
}

// A crash is a panic of a worker.
type crash struct {
	why   any
	stack string
}

func (c *crash) Error() string { return fmt.Sprintf("encoder crashed: %v\n%s", c.why, c.stack) }

// close ends the workers. No frame may be under way.
func (e *encoders) close() {
	close(e.jobs)
	e.wg.Wait()
}

// start gives a frame to the workers; it comes out of its done channel.
func (e *encoders) start(f *frame) {
	n := min(e.n, max(1, len(f.tiles)))
	f.next.Store(0)
	f.workers.Store(int32(n))
	for range n {
		e.jobs <- f
	}
}

// aloneMax is how many pixels a frame of several tiles may have that its session
// codes itself.
const aloneMax = cellSide * cellSide

// alone reports whether a session codes a frame itself: another thread takes as
// long to wake, and one tile cannot be shared.
func (f *frame) alone() bool {
	n := 0
	for i := range f.tiles {
		n += f.tiles[i].rect.Dx() * f.tiles[i].rect.Dy()
	}
	return len(f.tiles) == 1 || n <= aloneMax
}

// frame codes a frame, and reports whether that is all of it: if not, it comes
// out of its done channel, as from the workers.
func (w *worker) frame(f *frame) bool {
	f.next.Store(0)
	w.take(f)
	return f.finished()
}

// A worker has memory of its own: the tile as composed, and the codecs'.
type worker struct {
	img    scene.Image
	planar codec.PlanarEncoder
	rle    codec.InterleavedEncoder
	rfx    codec.RFXEncoder
	pad    []byte // rows in whole fours of pixels
	scroll scroller
	surfaceWorker
	sealer
}

func (w *worker) encode(t *tile) {
	if t.left {
		return
	}
	if t.refine != chosenNothing {
		w.refine(t)
		return
	}
	w.compose(t)
	w.surface(t)
}

// compose draws the tile's pixels. This is the one time that the apps'
// memory is read.
func (w *worker) compose(t *tile) { t.draw(&w.img, t.rect) }

// draw makes m the picture of r.
func (t *tile) draw(m *scene.Image, r image.Rectangle) {
	resize(m, r)
	if t.win == nil {
		t.comp.draw(m)
		return
	}
	if t.target == toARGB && !covers(&t.win.Content, t.at, t.scale, r) {
		clear(m.Pix)
	}
	if t.win.Content.Draw(m, t.at, t.scale, r) != nil {
		clear(m.Pix) // the app took its memory away: m may have another tile's pixels
	}
}

// covers reports whether an opaque plane fills r, so that nothing below it
// would be seen.
func covers(c *scene.Content, at image.Point, scale float64, r image.Rectangle) bool {
	for i := range c.Planes {
		if r.In(hides(c, i, at, scale)) {
			return true
		}
	}
	return false
}

// resize gives m another rectangle and leaves its pixels undefined.
func resize(m *scene.Image, r image.Rectangle) {
	n := pixels(r) * 4
	if cap(m.Pix) < n {
		m.Pix = make([]byte, n)
	}
	m.Pix, m.Stride, m.Rect = m.Pix[:n], r.Dx()*4, r
}
