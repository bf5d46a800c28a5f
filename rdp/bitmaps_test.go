package rdp

import (
	"bytes"
	"fmt"
	"image"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
	"oriel/rdp/workload"
)

// A plainClient has no graphics pipeline.
type plainClient struct {
	name    string
	depth   int
	bits    bool // it takes surface bits with RemoteFX
	request uint32
	acks    uint32
}

var plainClients = []plainClient{
	{name: "interleaved 16", depth: 16},
	{name: "interleaved 24", depth: 24},
	{name: "planar", depth: 32},
	{name: "RemoteFX", depth: 32, bits: true, request: 8 << 20, acks: 2},
	{name: "RemoteFX, 16 bits besides", depth: 16, bits: true, request: 8 << 20, acks: 2},
	{name: "RemoteFX in small pieces", depth: 32, bits: true, acks: 2},
	{name: "RemoteFX without acknowledgements", depth: 32, bits: true, request: 8 << 20},
}

func (c *plainClient) session(t testing.TB, size image.Point) *session {
	t.Helper()
	st := newStage(false)
	st.add("one", image.Rectangle{Max: size})
	s := activeSessionOf(t, scene.View{}, func(p *acceptor.Result) {
		p.Core.EarlyFlags, p.Info.Flags, p.Width, p.Height, p.Depth, p.Network = 0, 0, size.X, size.Y, c.depth, nil
		p.Capabilities = bcgr.Capabilities{&bcgr.General{ExtraFlags: bcgr.FastPathOutput | bcgr.NoBitmapCompressionHdr}}
		if c.request > 0 {
			p.Capabilities = append(p.Capabilities, &bcgr.MultiFragment{MaxRequestSize: c.request})
		}
		if c.bits {
			caps := bcgr.RFXClientProperties(0, []bcgr.RFXCapability{{Flags: bcgr.RFXVideoMode, Entropy: bcgr.EntropyRLGR3}})
			p.Capabilities = append(p.Capabilities,
				&bcgr.SurfaceCommands{Flags: bcgr.SurfaceSetBits | bcgr.SurfaceStreamBits | bcgr.SurfaceFrameMarker},
				&bcgr.BitmapCodecs{Codecs: []bcgr.Codec{{GUID: bcgr.CodecRemoteFX, ID: 3, Properties: caps}}})
		}
		if c.acks > 0 {
			p.Capabilities = append(p.Capabilities, &bcgr.FrameAcks{MaxUnacknowledged: c.acks})
		}
	})
	s.want = st.view
	return s
}

func (c *plainClient) watch(t testing.TB, name string, size image.Point, link float64) *watched {
	t.Helper()
	w, err := workload.New(name, size.X, size.Y)
	if err != nil {
		t.Fatal(err)
	}
	return watchSession(t, c.session(t, size), w, link)
}

func everyPlainClient(t *testing.T, f func(t *testing.T, c *plainClient)) {
	for i := range plainClients {
		t.Run(plainClients[i].name, func(t *testing.T) { f(t, &plainClients[i]) })
	}
}

// replayPlain draws what a frame brings to a client without the graphics
// pipeline on m, and checks that each update fits into what the client takes.
func replayPlain(f *frame, m *scene.Image, limit int) error {
	var planar codec.PlanarDecoder
	var rle codec.InterleavedDecoder
	var rfx codec.RFXDecoder
	for i := range f.tiles {
		t := &f.tiles[i]
		for _, o := range t.ops {
			if o.how == chosenNothing {
				continue
			}
			data := t.data[o.from:o.to]
			if len(data) != o.bytes || len(data)+64 > limit || !o.rect.In(m.Rect) {
				return fmt.Errorf("%v of %v: %d bytes, said to be %d", o.how, o.rect, len(data), o.bytes)
			}
			w, h := fours(o.rect.Dx()), o.rect.Dy()
			if w != o.rect.Dx() && t.rect.Dx() >= 4 && (o.codec == egfx.CodecPlanar || t.target == toBitmap) {
				return fmt.Errorf("%v of %v is not a multiple of four wide", o.how, o.rect)
			}
			got := scene.NewImage(image.Rectangle{o.rect.Min, o.rect.Min.Add(image.Pt(w, h))})
			var err error
			switch {
			case o.codec == egfx.CodecPlanar:
				err = planar.Decode(got.Pix, got.Stride, w, h, data, true)
			case o.codec == egfx.CodecCAVideo:
				err = rfx.Decode(got.Pix, got.Stride, o.rect.Dx(), h, data)
			case t.target == toBits:
				err = codec.DecodeUncompressed(got.Pix, got.Stride, o.rect.Dx(), h, data, true)
			case o.how == chosenRaw:
				err = codec.DecodePixels(got.Pix, got.Stride, w, h, data, codec.Depth(t.depth))
			default:
				err = rle.Decode(got.Pix, got.Stride, w, h, data, codec.Depth(t.depth))
			}
			if err != nil {
				return fmt.Errorf("%v of %v: %w", o.how, o.rect, err)
			}
			for y := o.rect.Min.Y; y < o.rect.Max.Y; y++ {
				copy(m.Row(y, o.rect.Min.X, o.rect.Max.X), got.Row(y, o.rect.Min.X, o.rect.Max.X))
			}
		}
	}
	return nil
}

// alike compares pictures, whose alpha nobody sees, as a depth has them.
func alike(got, want []byte, depth int) bool {
	keep := [4]byte{0xFF, 0xFF, 0xFF}
	switch depth {
	case 15:
		keep = [4]byte{0xF8, 0xF8, 0xF8}
	case 16:
		keep = [4]byte{0xF8, 0xFC, 0xF8}
	}
	for i := range want {
		if (got[i]^want[i])&keep[i%4] != 0 {
			return false
		}
	}
	return len(got) == len(want)
}

// TestUnchangedPixelsAreNotSentByUpdates has all of a page damaged, again and
// again.
func TestUnchangedPixelsAreNotSentByUpdates(t *testing.T) {
	everyPlainClient(t, func(t *testing.T, c *plainClient) {
		x := c.watch(t, "typing", image.Pt(641, 479), 1)
		x.show()
		for x.frame() {
			x.now = x.now.Add(restTime)
		}
		before, frames, all := x.session.w.queued(), x.paint.frames, x.paint.tally
		for range 5 {
			x.window.Content.Damage.Add(image.Rect(0, 0, 641, 479))
			x.now = x.now.Add(restTime)
			x.frame()
		}
		if n := x.session.w.queued() - before; n != 0 || x.paint.frames != frames {
			t.Errorf("%d bytes in %d frames", n, x.paint.frames-frames)
		}
		if n := x.pixels(chosenNothing) - all[chosenNothing].pixels; n > 0 {
			t.Errorf("%d pixels are told as a frame's, which was not sent", n)
		}
	})
}

// TestSmallChangeIsSmallByUpdates types a character into a page that is damaged
// all over, as some toolkits do.
func TestSmallChangeIsSmallByUpdates(t *testing.T) {
	everyPlainClient(t, func(t *testing.T, c *plainClient) {
		x := c.watch(t, "typing", image.Pt(640, 480), 1)
		x.show()
		for x.frame() {
			x.now = x.now.Add(restTime)
		}
		n, most := uint64(0), 260
		if c.bits && c.depth != 32 {
			most = 800 // as it is
		}
		const keys = 20
		for range keys {
			x.show()
			x.window.Content.Damage.Add(image.Rect(0, 0, 640, 480))
			before := x.session.w.queued()
			for x.now = x.now.Add(restTime); x.frame(); x.now = x.now.Add(restTime) {
			}
			n += x.session.w.queued() - before
		}
		t.Logf("%d bytes a character", n/keys)
		if int(n) > keys*most || n == 0 {
			t.Errorf("%d bytes for a character", n/keys)
		}
	})
}

// TestUpdatesEndExact follows photos and pages from their first picture to the
// last bit, as the client decodes it.
func TestUpdatesEndExact(t *testing.T) {
	computes(t)
	everyPlainClient(t, func(t *testing.T, c *plainClient) {
		for _, name := range []string{"photo", "video", "scroll"} {
			x := c.watch(t, name, image.Pt(333, 250), 800)
			screen := scene.NewImage(image.Rect(0, 0, 333, 250))
			frame := func() bool {
				sent := x.frame()
				if sent {
					if err := replayPlain(x.paint.frame, screen, x.peer.MaxUpdate()); err != nil {
						t.Fatal(err)
					}
				}
				return sent
			}
			for range 8 {
				x.show()
				frame()
			}
			for n := 0; frame() || x.paint.better.After(x.now); n++ {
				if n > 1000 {
					t.Fatal("it never ends")
				}
				if x.paint.better.After(x.now) {
					x.now = x.paint.better
				}
			}
			want := scene.NewImage(screen.Rect)
			x.paint.comp.draw(want)
			depth := c.depth
			if c.bits {
				depth = 32
			}
			if !alike(screen.Pix, want.Pix, depth) {
				t.Errorf("%s does not end exact", name)
			}
			if lossy := x.pixels(chosenRemoteFX) > 0; lossy != (c.bits && name != "scroll") && c.depth == 32 {
				t.Errorf("%s: by %v", name, x.paint.tally.list())
			}
			if n := x.paint.canvases[0].lossy; n > 0 {
				t.Errorf("%s: %d cells keep their losses", name, n)
			}
		}
	})
}

// TestRefinementSendsOnlyWhatHasLosses changes a small photo in a large page.
func TestRefinementSendsOnlyWhatHasLosses(t *testing.T) {
	c := &plainClients[3]
	x := c.watch(t, "photo", image.Pt(640, 480), 800)
	x.show()
	for x.frame() || x.paint.better.After(x.now) {
		x.now = x.now.Add(restTime)
	}
	before := x.paint.tally
	part := image.Rect(68, 80, 120, 110)
	pix := x.window.Content.Planes[0].Buffer
	px := scene.Pixels{Pix: x.w.Clone(), Stride: 4 * 640, Width: 640, Height: 480, Format: scene.XRGB8888}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for i := 4 * (640*y + part.Min.X); i < 4*(640*y+part.Max.X); i++ {
			px.Pix[i] = ^px.Pix[i]
		}
	}
	pix.Release()
	x.window.Content.Planes[0].Buffer = scene.NewBuffer(px, nil)
	x.window.Content.Damage.Add(image.Rect(0, 0, 640, 480))
	for x.frame() || x.paint.better.After(x.now) {
		x.now = x.now.Add(restTime)
	}
	if n := x.pixels(chosenRemoteFX) - before[chosenRemoteFX].pixels; n != uint64(pixels(part)) {
		t.Errorf("%d pixels by RemoteFX; %v", n, x.paint.tally.list())
	}
	if n := x.pixels(chosenExact) - before[chosenExact].pixels; n != uint64(pixels(part)) {
		t.Errorf("%d pixels made exact", n)
	}
}

// TestUpdatesAllocateNothing damages all of a video, on a slow link.
func TestUpdatesAllocateNothing(t *testing.T) {
	if raced {
		t.Skip("with the race detector, sync.Pool loses memory on purpose")
	}
	everyPlainClient(t, func(t *testing.T, c *plainClient) {
		x := c.watch(t, "video", image.Pt(641, 480), 800)
		step := x.alternate()
		if n := testing.AllocsPerRun(50, step); n != 0 {
			t.Errorf("%v allocations per frame", n)
		}
	})
}

func TestPieces(t *testing.T) {
	for _, target := range []target{toBitmap, toBits} {
		for _, edge := range []int{512, 513, 514, 515} {
			for h := 1; h <= 64; h++ {
				tl := tile{target: target, most: bitmapPixels, rect: image.Rect(0, 5, edge, 5+h)}
				for w := 1; w <= edge; w += 1 + min(w/9, max(edge-w-1, 0)) {
					r := image.Rect(edge-w, 5, edge, 5+h)
					area := 0
					tl.pieces(r, func(p image.Rectangle) {
						area += pixels(p)
						if p.Empty() || !p.In(r) || fours(p.Dx())*p.Dy() > bitmapPixels || tl.widen(p).Dx()%4 != 0 {
							t.Errorf("%v has a piece %v", r, p)
						}
					})
					if area != pixels(r) {
						t.Errorf("the pieces of %v have %d pixels", r, area)
					}
				}
			}
		}
	}
}

// TestMediumChangesStartOver has the graphics channel closed by the client while
// a frame is with the encoders.
func TestMediumChangesStartOver(t *testing.T) {
	x := watch(t, "typing", image.Pt(320, 200), 1)
	x.show()
	x.frame()
	x.show()
	if err := x.session.advance(x.now); err != nil || !x.paint.busy {
		t.Fatalf("%v, busy: %v", err, x.paint.busy)
	}
	x.gfx.Closed(1, nil)
	x.paint.pass()
	<-x.paint.frame.done
	before := x.session.w.queued()
	if err := x.paint.encoded(x.now); err != nil {
		t.Fatal(err)
	}
	if n := x.session.w.queued() - before; n > 0 {
		t.Errorf("%d bytes of a frame for graphics that are gone", n)
	}
	screen := scene.NewImage(image.Rect(0, 0, 320, 200))
	if !x.frame() {
		t.Fatal("nothing more is sent")
	}
	if err := replayPlain(x.paint.frame, screen, x.peer.MaxUpdate()); err != nil {
		t.Fatal(err)
	}
	want := scene.NewImage(screen.Rect)
	x.paint.comp.draw(want)
	if !alike(screen.Pix, want.Pix, 32) {
		t.Error("the picture is not all there")
	}
}

// FuzzUpdates has two pictures follow each other, of any size and damage.
func FuzzUpdates(f *testing.F) {
	f.Add(uint16(1), uint16(1), byte(0), []byte{1})
	f.Add(uint16(70), uint16(65), byte(1), []byte{1, 2, 3, 200, 7})
	f.Add(uint16(600), uint16(130), byte(2), bytes.Repeat([]byte{9, 7, 5, 3, 1}, 100))
	f.Add(uint16(513), uint16(64), byte(3), bytes.Repeat([]byte{1, 77, 3, 254, 9, 11, 13}, 60))
	f.Add(uint16(257), uint16(200), byte(4), []byte("a page of text is flat, and a photo is not"))
	f.Fuzz(func(t *testing.T, w, h uint16, kind byte, data []byte) {
		size := image.Pt(1+int(w)%700, 1+int(h)%200)
		tl := tile{target: toBitmap, depth: [...]int{15, 16, 24, 32}[kind&3], most: bitmapPixels}
		if kind&4 != 0 {
			tl.target, tl.depth, tl.planar, tl.format = toBits, 32, kind&8 == 0, codec.TileRFX1
		}
		fuzzUpdates(t, tl, size, data)
	})
}

func fuzzUpdates(t *testing.T, tl tile, size image.Point, data []byte) {
	all := image.Rectangle{Max: size}
	c, screen, fr := newCanvas(size), scene.NewImage(all), newFrame()
	var wk worker
	px := scene.Pixels{Pix: make([]byte, 4*size.X*size.Y), Stride: 4 * size.X, Width: size.X, Height: size.Y, Format: scene.XRGB8888}
	take := func() {
		wk.take(fr)
		if e := fr.crash.Load(); e != nil {
			t.Fatal(e)
		}
		if err := replayPlain(fr, screen, 0x3F80); err != nil {
			t.Fatal(err)
		}
		fr.next.Store(0)
	}
	for n := range 3 {
		for i := range px.Pix {
			if len(data) > 0 && (n == 0 || i/4%size.X >= size.X*n/3) {
				px.Pix[i] += data[i*(i>>9+1)%len(data)]
			}
		}
		win := &scene.Window{Content: scene.Content{Size: size, Planes: []scene.Plane{{Buffer: scene.NewBuffer(px, nil), Dst: all}}}}
		tl.win, tl.scale, tl.canvas, tl.photo, tl.now = win, 1, c, [...]choice{chosenRemoteFX, chosenRaw, chosenPlanar}[n], time.Unix(int64(n), 0)
		fr.reset()
		fr.addDamage(tl, []image.Rectangle{all})
		take()
	}
	fr.reset()
	for i := range c.cells {
		if c.cells[i].quality != exact {
			t := tl
			where := c.loss[i].where.Bounds()
			t.refine, t.rect = chosenExact, widen(where, c.rect(i))
			c.mend(i, where)
			fr.add(t)
		}
	}
	take()
	if !alike(screen.Pix, px.Pix, tl.depth) {
		t.Error("the picture differs")
	}
}
