package link

import (
	"context"
	"image"
	"io"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor"
	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/socket/fdpass"
)

const patience = 10 * time.Second

func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(200 * time.Microsecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// noBuffers checks at the test's end, after all else, that no buffer is left.
func noBuffers(t testing.TB) {
	t.Helper()
	before := scene.LiveBuffers()
	t.Cleanup(func() {
		t.Helper()
		until(t, "the release of all buffers", func() bool { return scene.LiveBuffers() == before })
	})
}

// newDesktop returns a running compositor, which ends with the test.
func newDesktop(t testing.TB) *compositor.Compositor {
	t.Helper()
	c := compositor.New(compositor.Config{Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return c
}

// served is a link whose Server runs.
type served struct {
	t      testing.TB
	server *Server
	cancel context.CancelFunc
	ended  chan struct{}
	err    error
}

// serve serves one end of a pair and returns the other one.
func serve(t testing.TB, s *Server) (*served, *fdpass.Conn) {
	t.Helper()
	a, b, err := fdpass.Pair()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	v := &served{t: t, server: s, cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(v.ended)
		v.err = s.Serve(ctx, a)
	}()
	t.Cleanup(func() {
		cancel()
		b.Close()
		<-v.ended
	})
	return v, b
}

// wait returns how Serve ended.
func (v *served) wait() error {
	v.t.Helper()
	select {
	case <-v.ended:
	case <-time.After(patience):
		v.t.Fatal("Serve does not end")
	}
	return v.err
}

// connect returns a Client that runs, and ends with the test.
func connect(t testing.TB, s *Server) (*Client, *served) {
	t.Helper()
	v, conn := serve(t, s)
	c := NewClient(conn)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		if err := c.Run(ctx); err != io.EOF && err != context.Canceled {
			t.Errorf("Run: %v", err)
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-c.Done()
	})
	return c, v
}

// eye is a viewer that keeps a View.
type eye struct {
	mu    sync.Mutex
	view  scene.View
	diffs int
	news  func(d *scene.Diff)
}

// Publish implements scene.Viewer.
func (e *eye) Publish(d scene.Diff) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.diffs++
	if e.news != nil {
		e.news(&d)
	}
	e.view.Apply(d)
}

func (e *eye) look(f func(v *scene.View)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f(&e.view)
}

func (e *eye) sees(f func(v *scene.View) bool) (ok bool) {
	e.look(func(v *scene.View) { ok = f(v) })
	return ok
}

func (e *eye) release() { e.look(func(v *scene.View) { v.Release() }) }

// watch attaches an eye until the test ends.
func watch(t testing.TB, d Desktop) *eye {
	t.Helper()
	e := &eye{}
	a := d.Attach(e)
	t.Cleanup(func() {
		a.Detach()
		e.release()
	})
	return e
}

// pool is memory of an app: a file that it may write to.
type pool struct {
	t   testing.TB
	fd  int
	pix []byte
	mem *scene.Memory
}

func newPool(t testing.TB, size int) *pool {
	t.Helper()
	fd, err := unix.MemfdCreate("app", unix.MFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Ftruncate(fd, int64(size)); err != nil {
		t.Fatal(err)
	}
	pix, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	p := &pool{t: t, fd: fd, pix: pix, mem: &scene.Memory{FD: fd, Size: size}}
	t.Cleanup(func() {
		_ = unix.Munmap(p.pix)
		_ = unix.Close(p.fd)
	})
	return p
}

// buffer is a picture of one colour at an offset.
func (p *pool) buffer(offset, w, h int, colour byte, release func()) *scene.Buffer {
	px := p.pix[offset : offset+4*w*h]
	for i := range px {
		px[i] = colour
	}
	return scene.NewSharedBuffer(
		scene.Pixels{Pix: px, Stride: 4 * w, Width: w, Height: h, Format: scene.XRGB8888},
		scene.Shared{Memory: p.mem, Offset: offset}, release)
}

// heap is a picture of one colour in memory that is not shared.
func heap(w, h int, colour byte) *scene.Buffer {
	px := make([]byte, 4*w*h)
	for i := range px {
		px[i] = colour
	}
	return scene.NewBuffer(scene.Pixels{Pix: px, Stride: 4 * w, Width: w, Height: h, Format: scene.XRGB8888}, nil)
}

func contentOf(b *scene.Buffer) scene.Content {
	r := image.Rectangle{Max: b.Size()}
	return scene.Content{Planes: []scene.Plane{{Buffer: b, Dst: r}}, Size: r.Max, Damage: region.Of(r)}
}

// show maps a new window.
func show(c *compositor.Compositor, title string, b *scene.Buffer) (sf scene.SurfaceID, id scene.WindowID) {
	c.Do(func(tx *scene.Tx) {
		sf = tx.NewSurface()
		tx.Commit(sf, contentOf(b))
		id = tx.Map(sf, scene.Window{Title: title})
	})
	return sf, id
}

func commit(c *compositor.Compositor, sf scene.SurfaceID, b *scene.Buffer) {
	c.Do(func(tx *scene.Tx) { tx.Commit(sf, contentOf(b)) })
}

// colour returns the first byte of a window's picture, and -1 if there is
// none.
func colour(v *scene.View, id scene.WindowID) (c int) {
	c = -1
	if w := v.Windows[id]; w != nil {
		m := scene.NewImage(image.Rect(0, 0, 1, 1))
		if w.Content.Draw(m, image.Point{}, 1, m.Rect) == nil {
			c = int(m.Pix[0])
		}
	}
	return c
}

func openFiles(t testing.TB) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func pair(t testing.TB) (a, b *fdpass.Conn) {
	t.Helper()
	a, b, err := fdpass.Pair()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.Close()
		b.Close()
	})
	return a, b
}
