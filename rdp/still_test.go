package rdp

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"oriel/compositor/region"
	"oriel/compositor/scene"
)

// A beside is a still picture, in a part of which something goes on changing.
type beside struct {
	*watched
	link  *slowLink
	at    image.Rectangle // where
	and   image.Rectangle // and where else
	every time.Duration
	next  time.Time
	see   func() // the client's picture takes what was sent
	has   *scene.Image
}

// run passes so much time; it ends early when until says so.
func (b *beside) run(most time.Duration, until func() bool) {
	for end := b.now.Add(most); b.now.Before(end) && (until == nil || !until()); {
		if b.every > 0 && !b.now.Before(b.next) {
			if b.change(b.at); !b.and.Empty() {
				b.change(b.and)
			}
			b.next = b.now.Add(b.every)
		}
		b.link.pass(b.watched, func() bool { b.see(); return false })
	}
}

// change shows the video's next picture in a part.
func (b *beside) change(r image.Rectangle) {
	old := b.w.Clone()
	b.w.Step()
	for y := range b.w.Height {
		row := b.w.Pix[4*y*b.w.Width:][:4*b.w.Width]
		if was := old[4*y*b.w.Width:]; y < r.Min.Y || y >= r.Max.Y {
			copy(row, was)
		} else {
			copy(row[:4*r.Min.X], was)
			copy(row[4*r.Max.X:], was[4*r.Max.X:])
		}
	}
	b.showPixels(r)
}

// inexact says what the client does not have exactly beside two rectangles.
func (b *beside) inexact(r, and image.Rectangle) string {
	c := b.paint.canvases[0]
	for i := range c.cells {
		left := c.loss[i].where.Clone()
		left.SubtractRect(r)
		left.SubtractRect(and)
		if p := &c.cells[i]; p.quality != exact && !left.Empty() {
			return fmt.Sprintf("cell %v of quality %d has losses in %v", c.rect(i), p.quality, left.Rects())
		}
	}
	if b.has == nil {
		return ""
	}
	for y := range b.w.Height {
		for i, v := range b.w.Pix[4*b.w.Width*y : 4*b.w.Width*(y+1)] {
			if i%4 != 3 && b.has.Pix[y*b.has.Stride+i] != v && !image.Pt(i/4, y).In(r) && !image.Pt(i/4, y).In(and) {
				return fmt.Sprintf("another pixel at %d,%d", i/4, y)
			}
		}
	}
	return ""
}

// media are the ways to a client, at a link of so many nanoseconds a byte.
var media = []struct {
	name  string
	links []float64
	watch func(t *testing.T, size image.Point, link float64) *beside
}{
	{"graphics", []float64{80, 800}, func(t *testing.T, size image.Point, link float64) *beside {
		m := &mirror{t: t, m: scene.NewImage(image.Rectangle{Max: size})}
		b := &beside{watched: watch(t, "video", size, link), link: &slowLink{}, has: m.m}
		b.see = func() { m.draw(b.watched) }
		return b
	}},
	{"AVC420", []float64{80, 800}, func(t *testing.T, size image.Point, link float64) *beside {
		x, _ := watchVideo(t, "video", size, link, true)
		return &beside{watched: x, link: &slowLink{}, see: func() {}}
	}},
	{"surface bits", []float64{80, 800}, watchPlain(plainClient{depth: 32, bits: true, request: 8 << 20, acks: 16})},
	{"surface bits without acknowledgements", []float64{80, 800}, watchPlain(plainClient{depth: 32, bits: true, request: 8 << 20})},
	{"bitmap updates", []float64{80, 800}, watchPlain(plainClient{depth: 32})},
}

func watchPlain(c plainClient) func(t *testing.T, size image.Point, link float64) *beside {
	return func(t *testing.T, size image.Point, link float64) *beside {
		b := &beside{watched: c.watch(t, "video", size, link), link: &slowLink{}, has: scene.NewImage(image.Rectangle{Max: size})}
		last := uint64(0)
		b.see = func() {
			if last == b.paint.frames {
				return
			}
			last = b.paint.frames
			if err := replayPlain(b.paint.frame, b.has, b.peer.MaxUpdate()); err != nil {
				t.Fatal(err)
			}
		}
		if c.acks == 0 {
			b.session.hop = func() (hop, bool) { return b.link.hop(b.watched, link) }
		}
		return b
	}
}

// TestWhatRestsBesideAChangeEndsExact has a picture rest in which something goes
// on changing: all but that is exact soon, and at last that, too.
func TestWhatRestsBesideAChangeEndsExact(t *testing.T) {
	computes(t)
	size := image.Pt(400, 300)
	for _, m := range media {
		for _, link := range m.links {
			for _, c := range []struct {
				name    string
				at, and image.Rectangle
				every   time.Duration
			}{
				{"a spinner", image.Rect(198, 137, 220, 159), image.Rectangle{}, 50 * time.Millisecond},
				{"a large spinner", image.Rect(203, 139, 248, 183), image.Rectangle{}, 50 * time.Millisecond},
				{"a video", image.Rect(101, 85, 350, 277), image.Rectangle{}, 33 * time.Millisecond},
				{"a video that fills the link", image.Rect(64, 64, 400, 300), image.Rectangle{}, 4 * time.Millisecond},
				{"two spinners in a cell", image.Rect(194, 129, 254, 149), image.Rect(194, 169, 254, 189), 50 * time.Millisecond},
				{"a video below and beside it", image.Rect(203, 85, 350, 277), image.Rect(101, 150, 350, 277), 33 * time.Millisecond},
				{"a video below and on the left", image.Rect(75, 101, 203, 277), image.Rect(75, 150, 350, 277), 33 * time.Millisecond},
				{"a spinner beside a video", image.Rect(203, 139, 248, 183), image.Rect(256, 85, 350, 277), 33 * time.Millisecond},
			} {
				t.Run(fmt.Sprintf("%s by %s at %g ns a byte", c.name, m.name, link), func(t *testing.T) {
					t.Parallel()
					b := m.watch(t, size, link)
					b.at, b.every = image.Rectangle{Max: size}, tick
					b.run(1500*time.Millisecond, nil)
					b.at, b.and, b.every = c.at, c.and, c.every
					start, why := b.now, ""
					b.run(5*time.Second, func() bool { why = b.inexact(c.at, c.and); return why == "" })
					if why != "" {
						t.Fatalf("%s; %s", why, b.paint.strategy.why())
					}
					took := b.now.Sub(start)
					b.run(time.Second, nil)
					if why := b.inexact(c.at, c.and); why != "" {
						t.Errorf("it does not stay exact: %s", why)
					}
					b.every = 0
					b.run(20*time.Second, b.settled)
					if why := b.inexact(image.Rectangle{}, image.Rectangle{}); why != "" {
						t.Errorf("at rest, %s", why)
					}
					t.Logf("exact after %v, all %v later; %v", took, b.now.Sub(start)-took-time.Second, b.paint.tally.list())
				})
			}
		}
	}
}

// TestWhatWasHalvedBesideAChangeEndsExact: where a video was is a photo with a
// spinner upon it, beside a video that goes on.
func TestWhatWasHalvedBesideAChangeEndsExact(t *testing.T) {
	computes(t)
	t.Parallel()
	for _, at := range []image.Rectangle{
		image.Rect(330, 210, 370, 250),
		image.Rect(330, 192, 370, 256), // all rows of its cell
	} {
		b := &beside{watched: watch(t, "video", image.Pt(1280, 720), 12)}
		step := b.alternate()
		step()
		if n := b.paint.canvases[0].lossy; n != len(b.paint.canvases[0].cells) {
			t.Fatalf("%d cells have losses; %s", n, b.paint.strategy.why())
		}
		video := image.Rect(384, 64, 1280, 576)
		for range 100 {
			b.change(at)
			b.change(video)
			b.frame()
			b.now = b.now.Add(5 * time.Millisecond)
			b.frame()
			b.now = b.now.Add(5 * time.Millisecond)
		}
		if why := b.inexact(video, video); why != "" {
			t.Errorf("%s, with the spinner in %v; %v", why, at, b.paint.tally.list())
		}
		if !b.paint.canvases[0].any(halved) {
			t.Errorf("the video is not halved: %s", b.paint.strategy.why())
		}
		b.exactly()
	}
}

// TestLossesAreMendedBesideWhatMoves takes part after part of losses away: none of
// what moves, all of the rest, and each pixel once.
func TestLossesAreMendedBesideWhatMoves(t *testing.T) {
	for _, moving := range [][]image.Rectangle{
		{}, {image.Rect(0, 0, 64, 64)}, {image.Rect(20, 20, 30, 50)}, {image.Rect(0, 0, 64, 10)}, {image.Rect(0, 50, 64, 64)},
		{image.Rect(0, 0, 5, 64)}, {image.Rect(60, 0, 64, 64)}, {image.Rect(0, 0, 31, 1)}, {image.Rect(63, 63, 64, 64)},
		{image.Rect(40, 0, 64, 64), image.Rect(0, 30, 64, 64)}, // below and on the right
		{image.Rect(0, 0, 8, 8), image.Rect(56, 0, 64, 8), image.Rect(0, 56, 8, 64), image.Rect(56, 56, 64, 64)},
	} {
		for _, n := range []int{0, 700, 1 << 20} {
			c, now := newCanvas(image.Pt(64, 64)), time.Unix(1e9, 0)
			l := &c.loss[0]
			c.lose(c.bounds(), coarse, now)
			now = now.Add(2 * restTime)
			moves := region.Of(moving...)
			for _, r := range moving {
				c.lose(r, coarse, now)
			}
			left := pixels(c.bounds()) - moves.Area()
			var rests region.Region
			for l.rest(&rests, false, now) == 0 && !rests.Empty() {
				r := part(&rests, n)
				in := region.Of(r)
				if in.IntersectRegion(&moves); r.Empty() || !in.Empty() {
					t.Fatalf("beside %v, %v of %v", moving, r, rests.Rects())
				}
				left -= pixels(r)
				c.mend(0, r)
			}
			if left != 0 || !l.where.Equal(&moves) {
				t.Errorf("beside %v, %d pixels are left, and losses in %v", moving, left, l.where.Rects())
			}
		}
	}
}

// TestWhatRestsIsKnownByTime follows a photo upon which something turns.
func TestWhatRestsIsKnownByTime(t *testing.T) {
	c, now := newCanvas(image.Pt(64, 64)), time.Unix(1e9, 0)
	l, spinner := &c.loss[0], image.Rect(10, 10, 50, 50)
	beside := region.Of(c.bounds())
	beside.SubtractRect(spinner)
	var left region.Region
	c.lose(c.bounds(), coarse, now)
	for d := 50 * time.Millisecond; d < time.Second; d += 50 * time.Millisecond {
		rests := l.rest(&left, false, now.Add(d)) == 0
		if rests && d < restTime || !rests && d > 2*restTime {
			t.Errorf("after %v it rests: %v", d, rests)
		}
		c.lose(spinner, coarse, now.Add(d))
		if l.rest(&left, false, now.Add(d)); d > 2*restTime && !left.Equal(&beside) {
			t.Errorf("after %v, %v rests", d, left.Rects())
		}
	}
	now = l.last
	for _, r := range beside.Rects() {
		if c.cells[0].quality == exact || l.rest(&left, false, now) != 0 {
			t.Error("what is left beside the spinner does not rest")
		}
		c.mend(0, r)
	}
	if wait := l.rest(&left, false, now); wait != restTime || l.rest(&left, false, now.Add(restTime)) != 0 {
		t.Errorf("the spinner rests in %v", wait)
	}
	if c.mend(0, spinner); c.cells[0].quality != exact {
		t.Error("a cell without losses is not exact")
	}
}

// TestWhatWaitsForItsTurnIsNotMadeExact: on a link that a video fills its parts
// wait for each other, longer than what rests does; but they will be drawn anew.
func TestWhatWaitsForItsTurnIsNotMadeExact(t *testing.T) {
	computes(t)
	t.Parallel()
	size, photo := image.Pt(1280, 720), image.Rect(0, 0, 320, 192)
	for _, m := range media {
		if !strings.HasPrefix(m.name, "surface bits") {
			continue // others are fast enough
		}
		b := m.watch(t, size, 800)
		b.at, b.every = image.Rectangle{Max: size}, 16*time.Millisecond
		b.run(1500*time.Millisecond, nil)
		b.at, b.and = image.Rect(0, 192, 1280, 720), image.Rect(320, 0, 1280, 720)
		before := b.paint.tally[chosenExact].pixels
		b.run(6*time.Second, func() bool { return b.inexact(b.at, b.and) == "" })
		b.run(500*time.Millisecond, nil)
		if why := b.inexact(b.at, b.and); why != "" {
			t.Errorf("%s: %s", m.name, why)
		}
		if n := b.paint.tally[chosenExact].pixels - before; n != uint64(pixels(photo)) {
			t.Errorf("%s: %d pixels were made exact for a photo of %d; %v", m.name, n, pixels(photo), b.paint.tally.list())
		}
	}
}

// TestWhatCeasesToChangeIsSeenInItsTurn: tiles of a video that take turns, as on a
// slow link, are looked at however their turns fall.
func TestWhatCeasesToChangeIsSeenInItsTurn(t *testing.T) {
	t.Parallel()
	for phase := range 2 {
		b := &beside{watched: watch(t, "video", image.Pt(512, 128), 100)}
		turns := [2]image.Rectangle{image.Rect(0, 0, 512, 64), image.Rect(0, 64, 512, 128)}
		if phase == 1 {
			turns[0], turns[1] = turns[1], turns[0]
		}
		play := func(n int, changes image.Rectangle) (pixels uint64) {
			before := b.pixels(chosenRefined)
			for range n {
				for _, r := range turns {
					b.change(r.Intersect(changes))
					b.showPixels(r) // all of it is damaged
					b.now = b.now.Add(8 * time.Millisecond)
					b.frame()
				}
			}
			return b.pixels(chosenRefined) - before
		}
		play(20, image.Rect(0, 0, 512, 128))
		play(20, image.Rect(0, 32, 512, 128)) // the upper half of a tile rests
		if n := play(20, image.Rect(0, 32, 512, 128)); n != 20*512*96 {
			t.Errorf("a frame takes %d pixels, not %d; %v", n/20, 512*96, b.paint.tally.list())
		}
	}
}
