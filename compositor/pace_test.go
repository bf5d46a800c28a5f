package compositor

import (
	"context"
	"image"
	"testing"
	"testing/synctest"
	"time"

	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// app is a shell with one window that draws whenever it may.
type app struct {
	c       *Compositor
	id      scene.SurfaceID
	win     scene.WindowID
	draws   bool
	starved bool // it has no buffer to draw into
	done    []time.Time
}

func (*app) Input(*scene.Tx, seat.Event, time.Time) {}
func (*app) Settle(*scene.Tx, time.Time)            {}
func (*app) Idle()                                  {}

func (a *app) FrameDone(tx *scene.Tx, id scene.SurfaceID, now time.Time) bool {
	if a.starved {
		return false
	}
	a.done = append(a.done, now)
	if a.draws {
		a.commit(tx)
	}
	return true
}

func (a *app) commit(tx *scene.Tx) {
	b := scene.NewBuffer(scene.Pixels{Pix: make([]byte, 16), Stride: 8, Width: 2, Height: 2, Format: scene.XRGB8888}, nil)
	r := image.Rect(0, 0, 2, 2)
	tx.Commit(a.id, scene.Content{Planes: []scene.Plane{{Buffer: b, Dst: r}}, Size: r.Max, Damage: region.Of(r)})
	a.c.WantFrame(a.id)
}

// eye is a viewer that reads each content after a while, every other one later.
type eye struct {
	at    scene.Attachment
	takes time.Duration
	later time.Duration
	odd   bool
}

func (e *eye) Publish(d scene.Diff) {
	var list []scene.Drawn
	for i := range d.Windows {
		w := &d.Windows[i].Window
		list = append(list, scene.Drawn{Window: w.ID, Seq: w.Content.Seq})
	}
	d.Release()
	if len(list) == 0 {
		return
	}
	takes := e.takes
	if e.odd = !e.odd; e.odd {
		takes += e.later
	}
	time.AfterFunc(takes, func() { e.at.Drawn(list) })
}

// film lets an app draw for a while and returns the times of its callbacks
// since its first frame.
func film(t *testing.T, draws bool, d time.Duration, viewers ...*eye) (out []time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		before := scene.LiveBuffers()
		ctx, cancel := context.WithCancel(t.Context())
		c := New(Config{})
		a := &app{c: c, draws: draws}
		c.AddShell(a)
		go c.Run(ctx)
		for _, v := range viewers {
			v.at = c.Attach(v)
		}
		start := time.Now()
		c.Do(func(tx *scene.Tx) {
			a.id = tx.NewSurface()
			a.win = tx.Map(a.id, scene.Window{})
			a.commit(tx)
		})
		time.Sleep(d)
		cancel()
		<-c.Done()
		time.Sleep(time.Second)
		for _, at := range a.done {
			out = append(out, at.Sub(start))
		}
		if n := scene.LiveBuffers() - before; n != 0 {
			t.Errorf("%d buffers leaked", n)
		}
	})
	return out
}

func TestFirstFrameWaitsForNothing(t *testing.T) {
	if got := film(t, false, 10*time.Second, &eye{}); len(got) != 1 || got[0] != 0 {
		t.Fatalf("callbacks at %v", got)
	}
}

func TestNeverFasterThanTheOutput(t *testing.T) {
	got := film(t, true, time.Second, &eye{takes: time.Millisecond})
	if len(got) < 58 || len(got) > 63 {
		t.Fatalf("%d frames in a second", len(got))
	}
}

// What one frame was late is made up for by the next: else an app with a clock of
// its own would lose a frame now and then.
func TestALateFrameCostsNone(t *testing.T) {
	got := film(t, true, time.Second, &eye{takes: 5 * time.Millisecond, later: 20 * time.Millisecond})
	if len(got) < 58 || len(got) > 63 {
		t.Fatalf("%d frames in a second", len(got))
	}
}

// No more than one interval is made up for, however long nothing was drawn.
func TestARestIsNotMadeUpFor(t *testing.T) {
	const interval = time.Second / 60
	got := film(t, true, 2*time.Second, &eye{takes: time.Millisecond, later: 10 * interval})
	for i := 2; i < len(got); i++ {
		if d := got[i] - got[i-2]; d < interval-time.Millisecond {
			t.Fatalf("callback %d comes %v after the second last", i, d)
		}
	}
}

func TestTheFastestViewerSetsThePace(t *testing.T) {
	got := film(t, true, time.Second, &eye{takes: 300 * time.Millisecond}, &eye{takes: 100 * time.Millisecond})
	if len(got) < 9 || len(got) > 12 {
		t.Fatalf("%d frames in a second", len(got))
	}
}

func TestOneHertzWhenNobodyLooks(t *testing.T) {
	got := film(t, true, 5*time.Second+time.Millisecond)
	if len(got) != 6 {
		t.Fatalf("callbacks at %v", got)
	}
}

func TestIdleTakesNoTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := New(Config{})
		s := &idler{}
		c.AddShell(s)
		go c.Run(ctx)
		c.Do(func(*scene.Tx) {})
		synctest.Wait()
		n := s.turns
		time.Sleep(10 * time.Minute)
		if s.turns != n {
			t.Errorf("%d turns while nothing happened", s.turns-n)
		}
		cancel()
		<-c.Done()
	})
}

type idler struct {
	app
	turns int
}

func (i *idler) Idle() { i.turns++ }

// An app with two buffers gives up when it is to draw while viewers have both.
func TestAFrameWaitsForABuffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := New(Config{})
		a := &app{c: c, starved: true}
		c.AddShell(a)
		go c.Run(ctx)
		c.Do(func(tx *scene.Tx) {
			a.id = tx.NewSurface()
			a.win = tx.Map(a.id, scene.Window{})
			a.commit(tx)
		})
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(a.done) != 0 {
			t.Errorf("callbacks at %v, without a buffer", a.done)
		}
		start := time.Now()
		c.Do(func(*scene.Tx) { a.starved = false })
		synctest.Wait()
		if len(a.done) != 1 || !a.done[0].Equal(start) {
			t.Errorf("callbacks at %v, a buffer at %v", a.done, start)
		}
		cancel()
		<-c.Done()
	})
}
