package rdp

import (
	"image"
	"sync"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/egfx"
)

// tick is how often the app of these tests draws.
const tick = 16 * time.Millisecond

// advance lets the session send what it wants to; nothing acknowledges it.
func (x *watched) advance() (sent bool) {
	x.t.Helper()
	frames := x.paint.frames
	frameAt(x.t, x.session, x.now)
	return x.paint.frames > frames
}

func (x *watched) acknowledge(frame uint64, depth uint32) {
	if f := x.throttle(); f != nil {
		f.Acknowledge(egfx.FrameAcknowledge{FrameID: uint32(frame), QueueDepth: depth}, x.now)
	}
}

// last is the number by which the client acknowledges the last frame.
func (x *watched) last() uint64 {
	if x.medium() == bySurfaceBits {
		return uint64(x.bits.last)
	}
	return x.paint.frames
}

// newest reports whether what was sent is the newest picture: nothing waits, and
// where the canvas has what the client has, it is what the app shows.
func (x *watched) newest() bool {
	if !x.window.Content.Damage.Empty() || !x.paint.comp.damage.Empty() {
		return false
	}
	want := scene.NewImage(image.Rect(0, 0, x.w.Width, x.w.Height))
	x.paint.comp.draw(want)
	c := x.paint.canvases[0]
	for i := range c.cells {
		if p := &c.cells[i]; !p.known || !p.stale && !same(want, c, c.rect(i)) {
			return false
		}
	}
	return true
}

// complete waits for the newest picture: what looks like a slow link gets it in
// parts.
func (x *watched) complete() {
	x.t.Helper()
	for n := 0; !x.newest(); n++ {
		if n > 500 {
			x.t.Fatal("the newest picture is not shown")
		}
		x.advance()
		x.now = x.now.Add(time.Millisecond)
		x.acknowledge(x.paint.frames, 0)
	}
}

// settledSize is small: these tests have minutes of pictures.
var settledSize = image.Pt(320, 240)

// settled is a session that has shown a few pictures.
func settled(t *testing.T, name string) *watched {
	t.Helper()
	x := watch(t, name, settledSize, 1)
	for range 5 {
		x.show()
		x.frame()
	}
	if !x.newest() {
		t.Fatal("the first pictures are not shown")
	}
	return x
}

func TestTheFirstChangeAfterIdleGoesAtOnce(t *testing.T) {
	t.Parallel()
	x := settled(t, "typing")
	for range 20 {
		x.now = x.now.Add(10 * time.Second)
		before := x.session.w.queued()
		x.show()
		if !x.advance() || x.session.w.queued() == before {
			t.Fatal("it waits")
		}
		x.acknowledge(x.paint.frames, 0)
	}
}

func TestLateAcknowledgementsCoalesce(t *testing.T) {
	t.Parallel()
	x := settled(t, "scroll")
	window := x.gfx.srv.Frames.Window()
	sent := 0
	for range 60 { // a second
		x.show()
		if x.advance() {
			sent++
		}
		x.now = x.now.Add(tick)
	}
	if sent != window {
		t.Errorf("%d frames without an acknowledgement, window %d", sent, window)
	}
	if x.newest() {
		t.Error("the test is none: the newest picture was sent")
	}
	x.acknowledge(x.paint.frames, 0)
	if !x.advance() {
		t.Error("nothing follows the acknowledgement")
	}
	x.complete()
}

func TestAcknowledgementsThatNeverComeDoNotStopThePicture(t *testing.T) {
	t.Parallel()
	x := settled(t, "scroll")
	sent := 0
	for range 60 * 30 {
		x.show()
		if x.advance() {
			sent++
		}
		if n := x.gfx.srv.Frames.Outstanding(); n > 20 {
			t.Fatalf("%d frames are on their way", n)
		}
		x.now = x.now.Add(tick)
	}
	// A frame is given up after two seconds.
	if sent < 14 || sent > 60 {
		t.Errorf("%d frames in 30 s", sent)
	}
	x.now = x.now.Add(3 * time.Second)
	if !x.advance() {
		t.Error("no frame after all were given up")
	}
	x.acknowledge(x.paint.frames, 0)
	x.complete()
}

func TestSuspendedAcknowledgementsDoNotStopThePicture(t *testing.T) {
	t.Parallel()
	x := settled(t, "scroll")
	x.acknowledge(x.paint.frames, egfx.SuspendFrameAcknowledge)
	for i := range 120 {
		x.show()
		if !x.advance() || !x.newest() {
			t.Fatalf("picture %d waits", i)
		}
		for !x.session.w.Room() { // the kernel takes it
			<-x.session.w.room
		}
		x.now = x.now.Add(tick)
	}
}

// TestRoundTripsThatJumpKeepTheWindowSmall has acknowledgements that take 2 ms,
// then 400 ms, as a client that is busy sends them, then 2 ms again.
func TestRoundTripsThatJumpKeepTheWindowSmall(t *testing.T) {
	t.Parallel()
	x := settled(t, "scroll")
	type sent struct {
		frame uint64
		at    time.Time
	}
	var flying []sent
	step := func(rtt time.Duration) {
		x.show()
		if x.advance() {
			flying = append(flying, sent{x.paint.frames, x.now})
		}
		x.now = x.now.Add(tick)
		for len(flying) > 0 && x.now.Sub(flying[0].at) >= rtt {
			x.acknowledge(flying[0].frame, 0)
			flying = flying[1:]
		}
	}
	for _, rtt := range []time.Duration{2 * time.Millisecond, 400 * time.Millisecond, 2 * time.Millisecond} {
		frames := x.paint.frames
		for range 300 {
			step(rtt)
			if n := len(flying); n > 3 {
				t.Fatalf("%d frames on their way at %v: what is drawn now would wait for them", n, rtt)
			}
		}
		// One a round trip at least, and nearly all that are drawn.
		if n := x.paint.frames - frames; n < uint64(300*tick/rtt) && n < 290 {
			t.Errorf("%d frames in 5 s at %v", n, rtt)
		}
	}
	x.acknowledge(x.paint.frames, 0)
	x.complete()
}

// A stuck writer takes nothing until it is let go.
type stuckWriter struct {
	mu    sync.Mutex
	taken int
}

func (w *stuckWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken += len(p)
	return len(p), nil
}

// TestClientThatStopsReading does so for 30 s of a video, with
// acknowledgements suspended, so that only the connection holds us back.
func TestClientThatStopsReading(t *testing.T) {
	t.Parallel()
	x := settled(t, "video")
	x.acknowledge(x.paint.frames, egfx.SuspendFrameAcknowledge)
	out := &stuckWriter{}
	out.mu.Lock()
	x.session.w.close()
	<-x.session.w.done
	w := newWriter(out)
	x.session.w, x.session.link.w = w, w
	go func() { _ = w.run() }()
	frame := 4 * settledSize.X * settledSize.Y
	for range 60 * 30 {
		x.show()
		x.advance()
		x.now = x.now.Add(tick)
		if n := w.queued(); n > writerRoom+uint64(frame)*11/10 {
			t.Fatalf("%d bytes wait for a client that does not read", n)
		}
	}
	queued := w.queued()
	out.mu.Unlock()
	for !w.Room() {
		<-w.room
	}
	if !x.advance() || !x.newest() {
		t.Error("the newest picture does not follow at once")
	}
	w.close()
	<-w.done
	if uint64(out.taken) < queued || w.error() != nil {
		t.Errorf("%d bytes written: %v", out.taken, w.error())
	}
}
