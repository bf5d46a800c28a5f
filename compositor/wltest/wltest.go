// Package wltest is a desktop for tests: a compositor with its Wayland server,
// a viewer that records what it is shown, and clients, all in one process.
//
//	d := wltest.New(t)
//	c := d.Client()
//	w := c.Window("title", 200, 100)
//	d.Input(seat.Motion{X: 10, Y: 10})
//	d.Wait("the title", func(v *scene.View) bool { … })
//
// A test that ends with a buffer nobody released fails. Buffers are counted
// for the whole process, so tests with a desktop must not run in parallel.
package wltest

import (
	"context"
	"image"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"oriel/compositor"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlclient"
	"oriel/compositor/wlserver"
	"oriel/compositor/wlwire/wlconn"
)

var (
	_ compositor.Shell  = (*wlserver.Server)(nil)
	_ compositor.Picker = (*wlserver.Server)(nil)
)

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

// A Desktop is a compositor under test.
type Desktop struct {
	T      testing.TB
	Comp   *compositor.Compositor
	Server *wlserver.Server

	viewer  viewer
	attach  scene.Attachment
	clients []*Client
	cancel  context.CancelFunc
	ended   chan struct{}
}

// New returns a running desktop with one monitor of 1280x800, or with the
// given ones. It ends with the test.
func New(t testing.TB, outputs ...scene.Output) *Desktop {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	d := &Desktop{T: t, ended: make(chan struct{})}
	d.Comp = compositor.New(compositor.Config{Log: log, Outputs: outputs})
	d.Server = wlserver.New(d.Comp, log)
	d.Comp.AddShell(d.Server)
	ctx, cancel := context.WithCancel(context.Background())
	d.cancel = cancel
	go func() {
		defer close(d.ended)
		_ = d.Comp.Run(ctx)
	}()
	d.viewer.start()
	d.attach = d.Comp.Attach(&d.viewer)
	d.viewer.drawn(d.attach)
	t.Cleanup(d.close)
	return d
}

func (d *Desktop) close() {
	for _, c := range d.clients {
		_ = c.Client.Close()
	}
	d.attach.Detach()
	d.cancel()
	<-d.ended
	d.Server.Close()
	d.viewer.stop()
	for end := time.Now().Add(patience); scene.LiveBuffers() != 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			d.T.Errorf("%d buffers were never released", scene.LiveBuffers())
			return
		}
	}
}

// Client connects a client; it is closed at the end of the test.
func (d *Desktop) Client() *Client {
	d.T.Helper()
	ours, theirs, err := wlconn.Pair()
	d.check(err)
	_, err = d.Server.Connect(ours, nil)
	d.check(err)
	c, err := wlclient.New(theirs)
	d.check(err)
	c.Timeout = patience
	n := &Client{Client: c, d: d}
	d.clients = append(d.clients, n)
	return n
}

// Input does what a user does.
func (d *Desktop) Input(events ...seat.Event) {
	for _, e := range events {
		d.Comp.Input(e)
	}
}

// Click presses and releases the left button at a place.
func (d *Desktop) Click(x, y float64) {
	d.Input(seat.Motion{X: x, Y: y}, seat.Button{Code: seat.BtnLeft, Down: true}, seat.Button{Code: seat.BtnLeft})
}

// Do runs f on the loop, and returns when the turn after it has begun: all
// that follows from f has been sent.
func (d *Desktop) Do(f func(tx *scene.Tx)) {
	d.T.Helper()
	if !d.Comp.Do(f) {
		d.T.Fatal("the compositor has ended")
	}
	d.Settle()
}

// Settle returns when what was posted before has been dealt with and settled.
func (d *Desktop) Settle() {
	d.T.Helper()
	c := d.clientForSync()
	c.Roundtrip()
	c.Roundtrip()
}

// clientForSync is a client of the fixture's own.
func (d *Desktop) clientForSync() *Client {
	for _, c := range d.clients {
		if c.own {
			return c
		}
	}
	c := d.Client()
	c.own = true
	return c
}

// View lets f look at what the viewer was shown. f must not keep it.
func (d *Desktop) View(f func(v *scene.View)) {
	d.viewer.mu.Lock()
	defer d.viewer.mu.Unlock()
	f(&d.viewer.view)
}

// Wait waits until the view is as ok wants it.
func (d *Desktop) Wait(what string, ok func(v *scene.View) bool) {
	d.T.Helper()
	d.Until(what, func() (done bool) {
		d.View(func(v *scene.View) { done = ok(v) })
		return done
	})
}

// Until waits until done says so.
func (d *Desktop) Until(what string, done func() bool) {
	d.T.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			d.T.Fatalf("waited in vain for %s", what)
		}
	}
}

// Window waits for a window of that title and returns a copy without pixels.
func (d *Desktop) Window(title string) (w scene.Window) {
	d.T.Helper()
	d.Wait("the window "+title, func(v *scene.View) bool {
		for _, o := range v.Windows {
			if o.Title == title {
				w = *o
				w.Content = scene.Content{Size: o.Content.Size, Seq: o.Content.Seq}
				return true
			}
		}
		return false
	})
	return w
}

func (d *Desktop) check(err error) {
	d.T.Helper()
	if err != nil {
		d.T.Fatal(err)
	}
}

// viewer records the scene, and is done with each picture at once.
type viewer struct {
	mu   sync.Mutex
	view scene.View
	seen []scene.Drawn
	kick chan struct{}
	end  chan struct{}
	wait sync.WaitGroup
}

func (v *viewer) start() {
	v.kick, v.end = make(chan struct{}, 1), make(chan struct{})
}

// Publish implements scene.Viewer.
func (v *viewer) Publish(d scene.Diff) {
	v.mu.Lock()
	for i := range d.Windows {
		w := &d.Windows[i].Window
		v.seen = append(v.seen, scene.Drawn{Window: w.ID, Seq: w.Content.Seq})
	}
	v.view.Apply(d)
	v.mu.Unlock()
	select {
	case v.kick <- struct{}{}:
	default:
	}
}

// drawn tells the compositor of what was seen, until the end.
func (v *viewer) drawn(a scene.Attachment) {
	v.wait.Go(func() {
		var seen []scene.Drawn
		for {
			select {
			case <-v.kick:
			case <-v.end:
				return
			}
			v.mu.Lock()
			seen, v.seen = v.seen, seen[:0]
			v.mu.Unlock()
			a.Drawn(seen)
		}
	})
}

func (v *viewer) stop() {
	close(v.end)
	v.wait.Wait()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.view.Release()
}

// Picture draws a window as the viewer sees it, at scale 1 with its margins.
func (d *Desktop) Picture(title string) *scene.Image {
	d.T.Helper()
	id := d.Window(title).ID
	var m *scene.Image
	d.View(func(v *scene.View) {
		if w := v.Windows[id]; w != nil {
			m = scene.NewImage(image.Rectangle{Max: w.Content.Size})
			d.check(w.Content.Draw(m, image.Point{}, 1, m.Rect))
		}
	})
	return m
}
