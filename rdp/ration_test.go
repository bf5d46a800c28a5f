package rdp

import (
	"fmt"
	"image"
	"runtime"
	"slices"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/workload"
)

// computes is of tests that play minutes of a session in one goroutine, by a clock
// that is made up. The race detector finds nothing in them and makes them ten
// times longer: make test runs them without it.
func computes(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("runs without the race detector")
	}
}

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
	if !x.paint.strategy.slow() {
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

// showBelow has the video play below row top, right of what is left to others,
// and a character change.
func (x *watched) showBelow(top int, char *image.Rectangle) {
	old := x.w.Clone()
	x.w.Step()
	px := scene.Pixels{Pix: x.w.Clone(), Stride: 4 * x.w.Width, Width: x.w.Width, Height: x.w.Height, Format: scene.XRGB8888}
	if x.still == nil {
		x.still = old
	}
	if char != nil {
		for y := char.Min.Y; y < char.Max.Y; y++ {
			for i := y*px.Stride + 4*char.Min.X; i < y*px.Stride+4*char.Max.X; i++ {
				x.still[i] ^= 0x55
			}
		}
		x.window.Content.Damage.Add(*char)
	}
	for y := range x.w.Height {
		wide := 4 * x.left
		if y < top {
			wide = px.Stride
		}
		copy(px.Pix[y*px.Stride:][:wide], x.still[y*px.Stride:])
	}
	x.window.Content.Planes[0].Buffer = scene.NewBuffer(px, nil)
	x.window.Content.Damage.Add(image.Rect(x.left, top, x.w.Width, x.w.Height))
}

// A slowLink carries frames one after the other, at the pace of who is watched, to
// a client that is 25 ms away, whose acknowledgements take as long.
type slowLink struct {
	slack float64   // how many times longer than thought the client is at work
	free  time.Time // when all that was sent has left
	shown time.Time // when the client has shown it
	acks  []delivered
}

type delivered struct {
	frame  uint64
	bytes  int
	at     time.Time // the client shows it
	acked  time.Time
	typing bool
}

const halfTrip = 25 * time.Millisecond

// hop is what the kernel would know of it, which has seen a burst of so many
// nanoseconds a byte.
func (l *slowLink) hop(x *watched, burst float64) (hop, bool) {
	for x.session.w.pending() > 0 { // the link has it, and the kernel would
		x.session.w.hurry()
		runtime.Gosched()
	}
	h := hop{perByte: burst, rtt: 2 * halfTrip}
	for i := range l.acks {
		h.queued += l.acks[i].bytes
	}
	h.queued = min(h.queued, max(0, int(float64(l.free.Add(2*halfTrip).Sub(x.now))/x.link)))
	h.acked = x.session.w.queued() - uint64(h.queued)
	return h, true
}

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
		l.free = l.free.Add(time.Duration(x.link * float64(x.session.w.queued()-before)))
		l.shown = later(l.shown, l.free.Add(halfTrip)).Add(time.Duration(l.slack * float64(x.work())))
		l.acks = append(l.acks, delivered{x.last(), int(x.session.w.queued() - before), l.shown, l.shown.Add(halfTrip), typed()})
	}
}

// work is what the client is thought to have with the frame that was sent.
func (x *watched) work() (d time.Duration) {
	for i := range x.paint.frame.tiles {
		for _, o := range x.paint.frame.tiles[i].ops {
			d += time.Duration(float64(pixels(o.rect)) * costs[o.how].decode)
		}
	}
	return d
}

// TestTypingBesideAVideoOnASlowLink types while a video plays, and counts what a
// character waits besides the way of itself. The clock is made up.
func TestTypingBesideAVideoOnASlowLink(t *testing.T) {
	computes(t)
	for _, c := range []struct {
		slack    float64
		pictures float64
		worst    time.Duration
	}{{0, 30, 20 * time.Millisecond}, {1, 30, 20 * time.Millisecond}, {4, 30, 20 * time.Millisecond}, {10, 15, 60 * time.Millisecond}} {
		t.Run(fmt.Sprintf("a client %v times slower than thought", c.slack), func(t *testing.T) {
			t.Parallel()
			x, l := watch(t, "video", image.Pt(640, 480), 800), &slowLink{slack: c.slack}
			typeBesideAVideo(t, x, l, c.pictures, c.worst)
		})
	}
}

// TestTypingBesideAVideoBehindABucket does so where the kernel has seen bursts that
// were ten and a hundred times faster than what follows them.
func TestTypingBesideAVideoBehindABucket(t *testing.T) {
	computes(t)
	for _, burst := range []float64{80, 7} {
		t.Run(fmt.Sprintf("%v ns a byte in a burst", burst), func(t *testing.T) {
			t.Parallel()
			x, l := watch(t, "video", image.Pt(640, 480), 800), &slowLink{slack: 1}
			x.session.hop = func() (hop, bool) { return l.hop(x, burst) }
			typeBesideAVideo(t, x, l, 30, 20*time.Millisecond)
		})
	}
}

// TestTypingLeftOfAVideoOnASlowLink types in rows in which the video is, too.
func TestTypingLeftOfAVideoOnASlowLink(t *testing.T) {
	computes(t)
	l := func() *slowLink { return &slowLink{slack: 1} }
	t.Run("graphics", func(t *testing.T) {
		t.Parallel()
		x := watch(t, "video", image.Pt(640, 480), 800)
		x.left = 128
		typeBesideAVideo(t, x, l(), 30, 20*time.Millisecond)
	})
	for _, acks := range []uint32{2, 16} {
		t.Run(fmt.Sprintf("surface bits, %d on their way", acks), func(t *testing.T) {
			t.Parallel()
			client := plainClient{depth: 32, bits: true, request: 8 << 20, acks: acks}
			x := client.watch(t, "video", image.Pt(640, 480), 800)
			x.left = 128
			typeBesideAVideo(t, x, l(), 5, 60*time.Millisecond)
		})
	}
	t.Run("bitmaps", func(t *testing.T) {
		t.Parallel()
		x, l := (&plainClient{depth: 32}).watch(t, "video", image.Pt(640, 480), 800), &slowLink{}
		x.session.hop = func() (hop, bool) { return l.hop(x, x.link) }
		x.left = 128
		typeBesideAVideo(t, x, l, 1, 40*time.Millisecond)
	})
}

// TestTypingBesideAVideoBySurfaceBits does so with a client that has no graphics
// pipeline, by links of 10, 40 and 100 Mbit/s. Where it wants few frames to be on
// their way, they must be long.
func TestTypingBesideAVideoBySurfaceBits(t *testing.T) {
	computes(t)
	const ms = time.Millisecond
	for _, c := range []struct {
		acks     uint32
		link     float64
		pictures float64
		worst    time.Duration
	}{{2, 800, 6, 60 * ms}, {16, 800, 10, 30 * ms}, {2, 200, 20, 60 * ms}, {16, 200, 40, 15 * ms}, {2, 80, 25, 60 * ms}, {16, 80, 50, 40 * ms}} {
		t.Run(fmt.Sprintf("%d frames on their way at %v ns a byte", c.acks, c.link), func(t *testing.T) {
			t.Parallel()
			client := plainClient{depth: 32, bits: true, request: 8 << 20, acks: c.acks}
			x, l := client.watch(t, "video", image.Pt(640, 480), c.link), &slowLink{slack: 1}
			typeBesideAVideo(t, x, l, c.pictures, c.worst)
		})
	}
}

// TestTypingBesideAVideoByBitmaps does so with clients that acknowledge nothing:
// the kernel says how fast the link is, and how much is on its way.
func TestTypingBesideAVideoByBitmaps(t *testing.T) {
	computes(t)
	for _, c := range []struct {
		plainClient
		link     float64
		burst    float64
		pictures float64
		worst    time.Duration
	}{
		{plainClient{depth: 16}, 800, 800, 1, 40 * time.Millisecond},
		{plainClient{depth: 32}, 800, 800, 1, 40 * time.Millisecond},
		{plainClient{depth: 32}, 80, 80, 10, 40 * time.Millisecond},
		{plainClient{depth: 16}, 800, 7, 1, 40 * time.Millisecond},
		{plainClient{depth: 32}, 800, 7, 1, 40 * time.Millisecond},
		{plainClient{depth: 32, bits: true, request: 8 << 20}, 800, 800, 10, 40 * time.Millisecond},
	} {
		t.Run(fmt.Sprintf("%d bits, RemoteFX %v, at %v and %v ns a byte", c.depth, c.bits, c.link, c.burst), func(t *testing.T) {
			t.Parallel()
			x, l := c.watch(t, "video", image.Pt(640, 480), c.link), &slowLink{}
			x.session.hop = func() (hop, bool) { return l.hop(x, c.burst) }
			typeBesideAVideo(t, x, l, c.pictures, c.worst)
		})
	}
}

// videoTop is no edge of the grid: of some cells the video has little.
const videoTop = 117

// appTime is how long an app takes to answer a key.
const appTime = time.Millisecond

// typeBesideAVideo wants at least so many pictures a second besides, and that no
// character waits for longer than most, nor half of them for half of that.
func typeBesideAVideo(t *testing.T, x *watched, l *slowLink, least float64, most time.Duration) {
	at := image.Rect(8, 8, 16, 25)
	if x.left > 0 {
		at = at.Add(image.Pt(0, 200))
	}
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
	x.show()
	l.run(x, time.Minute, x.settled)
	l.typed(x, at)
	start := x.now
	nextPicture, nextKey, answer := x.now, x.now.Add(4*time.Second), time.Time{}
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
			x.showBelow(videoTop, nil)
			nextPicture = nextPicture.Add(tick)
		}
		if !x.now.Before(nextKey) {
			x.paint.typed(x.now)
			nextKey, answer = x.now.Add(time.Hour), x.now.Add(appTime)
		}
		if !answer.IsZero() && !x.now.Before(answer) {
			x.showBelow(videoTop, &at)
			typedAt, waiting, answer = x.now, true, time.Time{}
		}
		l.pump(x, typed)
	}
	for c, i := x.paint.canvases[0], 0; i < len(c.cells); i++ {
		if r := c.rect(i); r.Max.Y > videoTop && r.Min.X >= x.left && x.now.Sub(c.cells[i].changed) > 10*time.Second {
			t.Errorf("the video rests in %v", r)
		}
	}
	slices.Sort(waits)
	median, worst := waits[len(waits)/2], waits[len(waits)-1]
	pictures := float64(x.pixels(chosenCoarse)+x.pixels(chosenRefined)+x.pixels(chosenRemoteFX)+x.pixels(chosenPlanar)+x.pixels(chosenInterleaved)) / (640 * (480 - videoTop)) / x.now.Sub(start).Seconds()
	t.Logf("a character waits %v, %v at worst, beside a video of %.0f pictures a second", median, worst, pictures)
	if median > most/2 || worst > most || pictures < least {
		t.Errorf("a character waits %v, %v at worst, beside a video of %.0f pictures a second", median, worst, pictures)
	}
}

// shows reports whether the client has the newest pixels of r.
func (x *watched) shows(r image.Rectangle) bool {
	want := scene.NewImage(r)
	x.paint.comp.draw(want)
	return same(want, x.paint.canvases[0], r)
}

// TestASmallChangeTakesNoVideoOfAnotherWindowAlong plans a frame of two windows.
func TestASmallChangeTakesNoVideoOfAnotherWindowAlong(t *testing.T) {
	p := onSlowLink(t).paint
	video, text := newCanvas(image.Pt(640, 480)), newCanvas(image.Pt(480, 320))
	for _, c := range []*canvas{video, text} {
		for i := range c.cells {
			c.cells[i].known = true
		}
	}
	plan := func(char image.Rectangle) {
		p.frame.reset()
		p.comp.damage.Clear()
		p.canvases[1], p.canvases[2] = video, text
		for surface, r := range []image.Rectangle{1: video.bounds(), 2: char} {
			if !r.Empty() {
				p.damage = append(p.damage, r)
				p.addDamage(tile{target: toSurface, surface: uint16(surface)})
			}
		}
		p.cut()
	}
	has := func() (n int) {
		for i := range p.frame.tiles {
			if !p.frame.tiles[i].spare {
				n++
			}
		}
		return n
	}
	char := image.Rect(8, 8, 15, 21)
	plan(char)
	if n := len(p.frame.tiles); n != 1 || p.frame.tiles[0].rect != char {
		t.Errorf("the character goes with %d tiles", n)
	}
	if got := p.comp.damage.Rects(); !slices.Equal(got, []image.Rectangle{video.bounds()}) {
		t.Errorf("%v stays damaged instead of all of the video", got)
	}
	plan(image.Rectangle{})
	if n, all := has(), len(p.frame.tiles); n == 0 || n == all {
		t.Errorf("alone, %d of %d tiles of the video go", n, all)
	}
	p.strategy.slack = 1000
	if plan(image.Rectangle{}); has() != 1 {
		t.Errorf("%d tiles of the video go to a client that is busy with one for long", has())
	}
}

// TestAScrollGoesAsACopyOnASlowLink scrolls a page which has no room in a frame.
func TestAScrollGoesAsACopyOnASlowLink(t *testing.T) {
	t.Parallel()
	x, l := watch(t, "scroll", image.Pt(640, 480), 800), &slowLink{}
	for range 60 {
		x.show()
		l.run(x, 5*time.Second, x.settled)
		x.now = x.now.Add(hotPause + time.Millisecond)
	}
	if !x.paint.strategy.slow() {
		t.Fatalf("the link is not known to be slow: %s", x.paint.strategy.why())
	}
	before, bytes := x.pixels(chosenCopy), x.session.w.queued()
	const steps = 20
	for range steps {
		x.show()
		l.run(x, 5*time.Second, x.settled)
		x.now = x.now.Add(hotPause + time.Millisecond)
	}
	if n := x.pixels(chosenCopy) - before; n < steps*640*480*9/10 {
		t.Errorf("%d pixels were copied of %d", n, steps*640*480)
	}
	if n := (x.session.w.queued() - bytes) / steps; n > 6<<10 {
		t.Errorf("%d bytes for a step of %d rows", n, workload.ScrollStep)
	}
}
