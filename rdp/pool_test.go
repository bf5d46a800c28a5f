package rdp

import (
	"bytes"
	"image"
	"math/rand/v2"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
)

// TestAppMayRewriteAndCutItsPool has an app that scribbles over its buffer and
// cuts its file short all the time that it is encoded. Whatever the workers
// see of it, the client gets valid streams, and has what we think it has.
func TestAppMayRewriteAndCutItsPool(t *testing.T) {
	t.Parallel()
	size := image.Pt(530, 150) // some tiles wide and high
	length := 4 * size.X * size.Y
	fd, err := unix.MemfdCreate("pool", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Ftruncate(fd, int64(length)); err != nil {
		t.Fatal(err)
	}
	ours, err := unix.Mmap(fd, 0, length, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(ours)

	s := newStage(false)
	s.do(func(tx *scene.Tx) {
		px := scene.Pixels{Pix: ours, Stride: 4 * size.X, Width: size.X, Height: size.Y, Format: scene.ARGB8888}
		id := tx.NewSurface()
		tx.Commit(id, scene.Content{
			Planes: []scene.Plane{{Buffer: scene.NewBuffer(px, nil), Dst: image.Rectangle{Max: size}}}, Size: size,
		})
		tx.Map(id, scene.Window{Bounds: image.Rectangle{Max: size}})
	})
	comp := &composer{}
	comp.reset(&layout{monitors: []monitor{{rect: image.Rectangle{Max: size}, primary: true, scale: 1}}})
	comp.update(&s.view)
	var win *scene.Window
	for _, w := range s.view.Windows {
		win = w
	}

	stop := make(chan struct{})
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(stop)
	wg.Go(func() { misbehave(fd, length, stop) })

	e := newEncoders()
	defer e.close()
	desktop, window := newCanvas(size), newCanvas(size)
	shown := [2]*scene.Image{scene.NewImage(desktop.bounds()), scene.NewImage(window.bounds())}
	all := []image.Rectangle{{Max: size}}
	f := newFrame()
	for range 150 {
		for i, tl := range []tile{
			{target: toSurface, comp: comp, canvas: desktop, photo: chosenRaw},
			{target: toARGB, win: win, scale: 1, canvas: window, photo: chosenPlanar},
		} {
			f.reset()
			f.addDamage(tl, all)
			e.start(f)
			<-f.done
			if c := f.crash.Load(); c != nil {
				t.Fatal(c)
			}
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
