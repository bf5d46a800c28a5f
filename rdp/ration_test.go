package rdp

import (
	"image"
	"slices"
	"testing"
	"time"

	"oriel/compositor/scene"
)

// onSlowLink is a session that shows a video on a link of 10 Mbit/s, which it
// has come to know.
func onSlowLink(t *testing.T) *watched {
	t.Helper()
	x := watch(t, "video", image.Pt(640, 480), 800)
	for range 40 {
		x.show()
		x.frame()
		x.now = x.now.Add(tick)
	}
	if _, slow := x.paint.strategy.ration(); !slow {
		t.Fatalf("the link is not known to be slow: %s", x.paint.strategy.why())
	}
	return x
}

// took returns how long the next frame keeps the link busy, 0 if there is none.
func (x *watched) took() time.Duration {
	before := x.session.w.queued()
	if !x.advance() {
		return 0
	}
	d := time.Duration(x.link * float64(x.session.w.queued()-before))
	x.now = x.now.Add(d)
	x.acknowledge(x.paint.frames, 0)
	return d
}

func TestFramesAreShortOnASlowLink(t *testing.T) {
	t.Parallel()
	x := onSlowLink(t)
	for range 30 {
		x.show()
		for range 3 {
			if d := x.took(); d > 5*rationTime {
				t.Fatalf("a frame keeps the link busy for %v", d)
			}
		}
		x.now = x.now.Add(tick)
	}
	for n := 0; !x.newest(); n++ {
		if x.took() == 0 || n > 200 {
			t.Fatal("the picture is never complete")
		}
	}
	x.now = x.now.Add(restTime)
	for n := 0; x.paint.canvases[0].lossy > 0; n++ {
		if x.took() == 0 || n > 1000 {
			t.Fatal("the picture is never exact")
		}
	}
}

// TestATypedCharacterDoesNotWaitForAVideo changes a few pixels while all of
// the video waits to be sent.
func TestATypedCharacterDoesNotWaitForAVideo(t *testing.T) {
	t.Parallel()
	x := onSlowLink(t)
	at := image.Rect(8, 8, 16, 25)
	// From here on the upper left corner rests, but for the character.
	for range 3 * hotFrames {
		x.showBelow(64, nil)
		x.took()
		x.now = x.now.Add(tick)
	}
	x.now = x.now.Add(hotPause)
	for i := range 20 {
		x.showBelow(64, &at)
		waited := x.took()
		if !x.shows(at) {
			t.Fatalf("character %d is not in the first frame, of %v", i, waited)
		}
		if waited > 2*rationTime {
			t.Errorf("character %d took %v on the link", i, waited)
		}
		for range 3 {
			x.took()
		}
		x.now = x.now.Add(hotPause)
	}
}

// showBelow has the video play below row top, and a character change.
func (x *watched) showBelow(top int, char *image.Rectangle) {
	old := x.w.Clone()
	x.w.Step()
	px := scene.Pixels{Pix: x.w.Clone(), Stride: 4 * x.w.Width, Width: x.w.Width, Height: x.w.Height, Format: scene.XRGB8888}
	if x.above == nil {
		x.above = old[:top*px.Stride]
	}
	if char != nil {
		for y := char.Min.Y; y < char.Max.Y; y++ {
			for i := y*px.Stride + 4*char.Min.X; i < y*px.Stride+4*char.Max.X; i++ {
				x.above[i] ^= 0x55
			}
		}
		x.window.Content.Damage.Add(*char)
	}
	copy(px.Pix, x.above)
	x.window.Content.Planes[0].Buffer = scene.NewBuffer(px, nil)
	x.window.Content.Damage.Add(image.Rect(0, top, x.w.Width, x.w.Height))
}

// A slowLink carries frames one after the other, at 800 ns a byte, to a client
// that is 25 ms away, whose acknowledgements take as long.
type slowLink struct {
	free time.Time // when all that was sent has left
	acks []delivered
}

type delivered struct {
	frame  uint64
	at     time.Time // the client shows it
	acked  time.Time
	typing bool
}

const halfTrip = 25 * time.Millisecond

// pump lets the session send what it wants to.
func (l *slowLink) pump(x *watched, typed func() bool) {
	for {
		frames, before := x.paint.frames, x.session.w.queued()
		if !x.advance() || x.paint.frames == frames {
			return
		}
		if l.free.Before(x.now) {
			l.free = x.now
		}
		l.free = l.free.Add(time.Duration(800 * float64(x.session.w.queued()-before)))
		l.acks = append(l.acks, delivered{x.paint.frames, l.free.Add(halfTrip), l.free.Add(2 * halfTrip), typed()})
	}
}

// TestTypingBesideAVideoOnASlowLink types while a video plays, and counts what a
// character waits besides the way of itself. The clock is made up.
func TestTypingBesideAVideoOnASlowLink(t *testing.T) {
	t.Parallel()
	x := watch(t, "video", image.Pt(640, 480), 800)
	at := image.Rect(8, 8, 16, 25)
	var l slowLink
	var waits []time.Duration
	var typedAt time.Time
	waiting := false
	typed := func() bool {
		if !waiting || !x.shows(at) {
			return false
		}
		waiting = false
		return true
	}
	start := x.now
	nextPicture, nextKey := x.now, x.now.Add(4*time.Second)
	for len(waits) < 60 {
		x.now = x.now.Add(250 * time.Microsecond)
		if x.now.Sub(start) > time.Minute {
			t.Fatalf("%d characters were shown in a minute", len(waits))
		}
		for len(l.acks) > 0 && !l.acks[0].acked.After(x.now) {
			if d := l.acks[0]; d.typing {
				waits = append(waits, d.at.Sub(typedAt)-halfTrip)
				nextKey = x.now.Add(53*time.Millisecond + time.Duration(len(waits)%7)*3*time.Millisecond)
			}
			x.acknowledge(l.acks[0].frame, 0)
			l.acks = l.acks[1:]
		}
		if !x.now.Before(nextPicture) {
			x.showBelow(64, nil)
			nextPicture = nextPicture.Add(tick)
		}
		if !x.now.Before(nextKey) {
			x.showBelow(64, &at)
			typedAt, waiting, nextKey = x.now, true, x.now.Add(time.Hour)
		}
		l.pump(x, typed)
	}
	slices.Sort(waits)
	median, worst := waits[len(waits)/2], waits[len(waits)-1]
	pictures := float64(x.pixels(chosenCoarse)+x.pixels(chosenRefined)) / (640 * 416) / x.now.Sub(start).Seconds()
	t.Logf("a character waits %v, %v at worst, beside a video of %.0f pictures a second", median, worst, pictures)
	if median > 5*time.Millisecond || worst > 10*time.Millisecond || pictures < 30 {
		t.Errorf("a character waits %v, %v at worst, beside a video of %.0f pictures a second", median, worst, pictures)
	}
}

// shows reports whether the client has the newest pixels of r.
func (x *watched) shows(r image.Rectangle) bool {
	want := scene.NewImage(r)
	x.paint.comp.draw(want)
	return same(want, x.paint.canvases[0], r)
}
