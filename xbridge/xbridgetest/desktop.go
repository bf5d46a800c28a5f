// Package xbridgetest helps to test the X bridge: a desktop with nothing but
// a scene and its loop, X servers, and X clients.
package xbridgetest

import (
	"image"
	"sync"
	"testing"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
)

// A Desktop is a scene with a loop.
type Desktop struct {
	t         testing.TB
	scene     *scene.Scene
	queue     chan func(*scene.Tx)
	end       chan struct{}
	over      sync.WaitGroup
	viewers   []scene.Viewer
	clipboard *clip.Board
	primary   *clip.Board

	mu    sync.Mutex
	view  scene.View
	menus []image.Point
	grabs []scene.Edges
}

// NewDesktop returns a desktop of 1280x800 that ends with the test.
func NewDesktop(t testing.TB) *Desktop {
	d := &Desktop{
		t: t, scene: scene.New(), queue: make(chan func(*scene.Tx), 256), end: make(chan struct{}),
		clipboard: clip.NewBoard(), primary: clip.NewBoard(),
	}
	d.over.Go(d.loop)
	t.Cleanup(func() {
		close(d.end)
		d.over.Wait()
		d.view.Release()
	})
	b := image.Rect(0, 0, 1280, 800)
	d.Do(func(tx *scene.Tx) {
		tx.SetOutputs([]scene.Output{{ID: 1, Bounds: b, Work: b, Scale: 1, Primary: true}})
	})
	return d
}

func (d *Desktop) loop() {
	for {
		select {
		case <-d.end:
			d.scene.Release()
			return
		case f := <-d.queue:
			tx := d.scene.Begin()
			f(tx)
			if diff, ok := d.scene.End(); ok {
				for _, v := range d.viewers {
					v.Publish(diff.Clone())
				}
				d.mu.Lock()
				d.view.Apply(diff)
				d.mu.Unlock()
			}
		}
	}
}

// Do implements xwm.Desktop.
func (d *Desktop) Do(f func(tx *scene.Tx)) bool {
	done := make(chan struct{})
	if !d.Post(func(tx *scene.Tx) { defer close(done); f(tx) }) {
		return false
	}
	select {
	case <-done:
		return true
	case <-d.end:
		return false
	}
}

// Post implements xwm.Desktop.
func (d *Desktop) Post(f func(tx *scene.Tx)) bool {
	select {
	case d.queue <- f:
		return true
	case <-d.end:
		return false
	}
}

// StartGrab implements xwm.Desktop: it only remembers.
func (d *Desktop) StartGrab(_ *scene.Tx, _ scene.WindowID, edges scene.Edges) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.grabs = append(d.grabs, edges)
}

// ShowMenu implements xwm.Desktop: it only remembers.
func (d *Desktop) ShowMenu(_ *scene.Tx, _ scene.WindowID, at image.Point) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.menus = append(d.menus, at)
}

// Menus returns where ShowMenu was called for.
func (d *Desktop) Menus() []image.Point {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]image.Point(nil), d.menus...)
}

// Grabs returns what StartGrab was called with.
func (d *Desktop) Grabs() []scene.Edges {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]scene.Edges(nil), d.grabs...)
}

// Clipboard implements xbridge.Desktop.
func (d *Desktop) Clipboard() *clip.Board { return d.clipboard }

// Primary implements xbridge.Desktop.
func (d *Desktop) Primary() *clip.Board { return d.primary }

// Attach implements xbridge.Desktop.
func (d *Desktop) Attach(v scene.Viewer) scene.Attachment {
	d.Do(func(*scene.Tx) {
		d.viewers = append(d.viewers, v)
		v.Publish(d.scene.Snapshot())
	})
	return attachment{d, v}
}

type attachment struct {
	d *Desktop
	v scene.Viewer
}

func (a attachment) Drawn([]scene.Drawn) {}

func (a attachment) Detach() {
	a.d.Do(func(*scene.Tx) {
		for i, v := range a.d.viewers {
			if v == a.v {
				a.d.viewers = append(a.d.viewers[:i], a.d.viewers[i+1:]...)
				return
			}
		}
	})
}

// Windows returns the windows that a viewer sees, bottom first.
func (d *Desktop) Windows() []scene.Window {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []scene.Window
	for _, id := range d.view.Stack {
		if w := d.view.Windows[id]; w != nil {
			out = append(out, *w)
		}
	}
	return out
}

// Active returns the window with the focus.
func (d *Desktop) Active() scene.WindowID {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.view.Active
}

// Find waits for a window for which match says yes.
func (d *Desktop) Find(what string, match func(w *scene.Window) bool) scene.Window {
	d.t.Helper()
	var found scene.Window
	d.Eventually(what, func() bool {
		for _, w := range d.Windows() {
			if match(&w) {
				found = w
				return true
			}
		}
		return false
	})
	return found
}

// Titled waits for a window of a title.
func (d *Desktop) Titled(title string) scene.Window {
	d.t.Helper()
	return d.Find("window "+title, func(w *scene.Window) bool { return w.Title == title })
}

// Eventually waits for something to be so.
func (d *Desktop) Eventually(what string, ok func() bool) {
	d.t.Helper()
	Eventually(d.t, what, ok)
}

// Eventually waits for something to be so; the test fails after 10 s.
func Eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; {
		if ok() {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// Content returns grey pixels of a size, for surfaces that nobody draws.
func Content(size image.Point) scene.Content {
	px := scene.Pixels{Pix: make([]byte, 4*size.X*size.Y), Stride: 4 * size.X, Width: size.X, Height: size.Y, Format: scene.XRGB8888}
	return scene.Content{
		Planes: []scene.Plane{{Buffer: scene.NewBuffer(px, nil), Dst: image.Rectangle{Max: size}}}, Size: size,
	}
}
