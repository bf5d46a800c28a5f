package rdp

import (
	"bytes"
	"image"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// badApp shows the window of an app that scribbles over its buffer and cuts its
// file short all the time, until the test ends.
func badApp(t *testing.T, size image.Point) (comp *composer, win *scene.Window) {
	t.Helper()
	length := 4 * size.X * size.Y
	fd, err := unix.MemfdCreate("pool", 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	if err := unix.Ftruncate(fd, int64(length)); err != nil {
		t.Fatal(err)
	}
	ours, err := unix.Mmap(fd, 0, length, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Munmap(ours) })

	s := newStage(false)
	s.do(func(tx *scene.Tx) {
		px := scene.Pixels{Pix: ours, Stride: 4 * size.X, Width: size.X, Height: size.Y, Format: scene.ARGB8888}
		id := tx.NewSurface()
		tx.Commit(id, scene.Content{
			Planes: []scene.Plane{{Buffer: scene.NewBuffer(px, nil), Dst: image.Rectangle{Max: size}}}, Size: size,
		})
		tx.Map(id, scene.Window{Bounds: image.Rectangle{Max: size}})
	})
	comp = &composer{}
	comp.reset(&layout{monitors: []monitor{{rect: image.Rectangle{Max: size}, primary: true, scale: 1}}})
	comp.update(&s.view)
	for _, w := range s.view.Windows {
		win = w
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { misbehave(fd, length, stop) })
	t.Cleanup(func() {
		close(stop)
		wg.Wait()
	})
	return comp, win
}

// encodes has workers encode all of a tile's surface.
func encodes(t *testing.T, e *encoders, f *frame, tl tile, size image.Point) {
	t.Helper()
	f.reset()
	f.addDamage(tl, []image.Rectangle{{Max: size}})
	e.start(f)
	<-f.done
	if c := f.crash.Load(); c != nil {
		t.Fatal(c)
	}
}

// TestAppMayRewriteAndCutItsPool: whatever the workers see of a bad app's
// memory, the client gets valid streams, and has what we think it has.
func TestAppMayRewriteAndCutItsPool(t *testing.T) {
	t.Parallel()
	size := image.Pt(530, 150) // some tiles wide and high
	comp, win := badApp(t, size)
	e := newEncoders()
	defer e.close()
	desktop, window := newCanvas(size), newCanvas(size)
	shown := [2]*scene.Image{scene.NewImage(desktop.bounds()), scene.NewImage(window.bounds())}
	f := newFrame()
	for range 150 {
		for i, tl := range []tile{
			{target: toSurface, comp: comp, canvas: desktop, photo: chosenRaw},
			{target: toARGB, win: win, scale: 1, canvas: window, photo: chosenPlanar},
		} {
			encodes(t, e, f, tl, size)
			for _, s := range f.scrolls {
				moved := &canvas{size: size, pix: shown[i].Pix, cols: tl.canvas.cols, cells: tl.canvas.cells}
				moved.move(s.src, s.dy)
			}
			replay(t, f, shown[i])
			for k := range tl.canvas.cells {
				if r := tl.canvas.rect(k); tl.canvas.cells[k].comparable() && !same(shown[i], tl.canvas, r) {
					t.Fatalf("the client does not have what its canvas says of %v", r)
				}
			}
		}
	}
}

// TestLossyStreamsOfABadAppAreValid has every codec with losses encode its
// pictures.
func TestLossyStreamsOfABadAppAreValid(t *testing.T) {
	t.Parallel()
	size := image.Pt(530, 150)
	comp, _ := badApp(t, size)
	e := newEncoders()
	defer e.close()
	f, shown := newFrame(), scene.NewImage(image.Rectangle{Max: size})
	seen := map[choice]int{}
	for _, tl := range []tile{
		{target: toSurface, photo: chosenCoarse},
		{target: toSurface, photo: chosenRefined},
		{target: toSurface, photo: chosenRaw, halved: true},
		{target: toBits, photo: chosenRemoteFX, depth: 32, most: bitmapPixels, planar: true, format: codec.TileRFX3},
		{target: toBits, photo: chosenRemoteFX, depth: 32, most: bitmapPixels, planar: true, format: codec.TileRFX1},
	} {
		tl.comp, tl.canvas = comp, newCanvas(size)
		want := tl.photo
		if tl.halved {
			want = chosenNSCodec
		}
		// On a busy machine the app may be slow to change anything.
		for n, end := 0, time.Now().Add(time.Minute); n < 60 || seen[want] == 0 && time.Now().Before(end); n++ {
			encodes(t, e, f, tl, size)
			if tl.target == toBits {
				if err := replayPlain(f, shown, 8<<20); err != nil {
					t.Fatal(err)
				}
			}
			for i := range f.tiles {
				for _, o := range f.tiles[i].ops {
					seen[o.how]++
					if err := valid(f.tiles[i].data[o.from:o.to], &o, shown); err != nil {
						t.Fatalf("%v of %v: %v", o.how, o.rect, err)
					}
				}
			}
		}
	}
	for _, how := range []choice{chosenCoarse, chosenRefined, chosenNSCodec, chosenRemoteFX} {
		if seen[how] == 0 {
			t.Errorf("nothing went %v", how)
		}
	}
}

// valid decodes what an operation with losses brings to a surface.
func valid(data []byte, o *op, m *scene.Image) error {
	switch {
	case len(data) == 0:
		return nil // told by another operation
	case o.codec == egfx.CodecProgressive:
		var d codec.ProgressiveDecoder
		return d.Decode(m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), data)
	case o.codec == egfx.CodecClear:
		var d codec.ClearDecoder
		return d.Decode(m.Pix[o.rect.Min.Y*m.Stride+4*o.rect.Min.X:], m.Stride, o.rect.Dx(), o.rect.Dy(), data)
	}
	return nil
}

// same reports whether a picture has the canvas' pixels in r.
func same(m *scene.Image, c *canvas, r image.Rectangle) bool {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if !bytes.Equal(m.Row(y, r.Min.X, r.Max.X), c.row(y, r.Min.X, r.Max.X)) {
			return false
		}
	}
	return true
}

// misbehave writes to a file and cuts it short until stop.
func misbehave(fd, length int, stop <-chan struct{}) {
	r := rand.New(rand.NewPCG(5, 6))
	noise := make([]byte, 64<<10)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for {
		select {
		case <-stop:
			return
		default:
		}
		n := 1 + r.IntN(len(noise))
		from := r.IntN(len(noise) - n + 1)
		_, _ = unix.Pwrite(fd, noise[from:from+n], int64(r.IntN(length-n)))
		if r.IntN(4) == 0 {
			_ = unix.Ftruncate(fd, int64(r.IntN(length)))
			_ = unix.Ftruncate(fd, int64(length))
		}
	}
}
