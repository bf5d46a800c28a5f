package rdp

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// photoOnSlowLink is a session on a link of 10 Mbit/s and 50 ms, which it has
// come to know, that has just got a photo of 1280×800 to show. The clock is made
// up.
func photoOnSlowLink(t *testing.T) (*watched, *slowLink) {
	t.Helper()
	x, l := watch(t, "photo", image.Pt(1280, 800), 800), &slowLink{}
	for range 4 {
		x.show()
		l.run(x, time.Minute, x.settled)
	}
	if !x.paint.strategy.slow() {
		t.Fatalf("the link is not known to be slow: %s", x.paint.strategy.why())
	}
	x.show()
	return x, l
}

// run passes so much time; it ends early when until says so.
func (l *slowLink) run(x *watched, most time.Duration, until func() bool) {
	for end := x.now.Add(most); x.now.Before(end) && (until == nil || !until()); {
		l.pass(x, func() bool { return false })
	}
}

// pass passes a little time.
func (l *slowLink) pass(x *watched, typed func() bool) {
	x.now = x.now.Add(250 * time.Microsecond)
	for len(l.acks) > 0 && !l.acks[0].acked.After(x.now) {
		x.acknowledge(l.acks[0].frame, 0)
		l.acks = l.acks[1:]
	}
	l.pump(x, typed)
}

// TestAPhotoBecomesExactAsFastAsTheLinkCarriesIt counts what it takes from the
// change on until the last bit is on its way.
func TestAPhotoBecomesExactAsFastAsTheLinkCarriesIt(t *testing.T) {
	computes(t)
	x, l := photoOnSlowLink(t)
	c, start, before := x.paint.canvases[0], x.now, x.session.w.queued()
	l.run(x, 2*time.Minute, func() bool { return c.lossy > 0 && !c.any(coarse) && x.newest() })
	good := x.now.Sub(start)
	l.run(x, 2*time.Minute, x.settled)
	if !x.settled() {
		t.Fatalf("%d cells keep their losses", c.lossy)
	}
	took, bytes := x.now.Sub(start), x.session.w.queued()-before
	carried := time.Duration(x.link * float64(bytes))
	t.Log(x.paint.strategy.why(), x.gfx.srv.Frames.LowestRTT(), x.gfx.srv.Frames.Window())
	t.Logf("good after %v, exact after %v; its %d bytes take %v on the link", good, took, bytes, carried)
	if bytes > 1280*800*14/5 {
		t.Errorf("%d bytes: 3 a pixel is what it takes as it is", bytes)
	}
	if took > restTime+carried*11/10+4*halfTrip {
		t.Errorf("exact after %v, though its %d bytes take %v on the link", took, bytes, carried)
	}
}

// settled reports whether the client has exactly what the app shows.
func (x *watched) settled() bool {
	c := x.paint.canvases[0]
	return c != nil && c.lossy == 0 && x.newest()
}

// any reports whether a cell is of that quality.
func (c *canvas) any(q quality) bool {
	return slices.ContainsFunc(c.cells, func(p cell) bool { return p.quality == q })
}

// TestTypingWhileAPhotoIsMadeBetter types on a photo that is on its way to be
// exact, and counts what a character waits besides the way of itself.
func TestTypingWhileAPhotoIsMadeBetter(t *testing.T) {
	computes(t)
	x, l := photoOnSlowLink(t)
	c := x.paint.canvases[0]
	at := image.Rect(8, 8, 16, 25)
	var waits []time.Duration
	for round := range 4 {
		if round > 0 {
			x.show()
		}
		l.run(x, time.Minute, func() bool { return x.newest() && x.refines() })
		for n := 0; c.lossy > 1; n++ {
			l.run(x, 61*time.Millisecond+time.Duration(n%7)*3*time.Millisecond, nil)
			waits = append(waits, l.typed(x, at))
		}
		l.run(x, time.Minute, x.settled)
	}
	slices.Sort(waits)
	median, worst := waits[len(waits)/2], waits[len(waits)-1]
	t.Logf("%d characters wait %v, %v at worst", len(waits), median, worst)
	if len(waits) < 40 || median > 5*time.Millisecond || worst > 10*time.Millisecond {
		t.Errorf("%d characters wait %v, %v at worst", len(waits), median, worst)
	}
}

// refines reports whether something is being made better.
func (x *watched) refines() bool {
	return x.paint.canvases[0].lossy > 0 && x.gfx.srv.Frames.Outstanding() > 0
}

// typed changes what is at a place, and returns how long that waits.
func (l *slowLink) typed(x *watched, at image.Rectangle) time.Duration {
	x.paintOver(at, 0x55)
	start, shown := x.now, time.Duration(-1)
	look := func() bool {
		if shown < 0 && x.shows(at) {
			shown = l.free.Sub(start) // and what its frame takes, which comes on top
		}
		return false
	}
	for l.pump(x, look); shown < 0; {
		if l.pass(x, look); x.now.Sub(start) > time.Minute {
			x.t.Fatal("a character is not shown")
		}
	}
	return shown
}

// A mirror is a client's picture, drawn by what is sent.
type mirror struct {
	t    *testing.T
	m    *scene.Image
	last uint64
	prog codec.ProgressiveDecoder
	flat codec.PlanarDecoder
}

// draw draws the frame that has been sent, if it was not seen yet.
func (c *mirror) draw(x *watched) {
	c.t.Helper()
	if c.last == x.paint.frames {
		return
	}
	c.last = x.paint.frames
	size := x.paint.canvases[0].size
	for _, s := range x.paint.frame.scrolls {
		old := canvas{size: size, pix: c.m.Pix}
		old.move(s.src, s.dy)
	}
	for i := range x.paint.frame.tiles {
		for _, o := range x.paint.frame.tiles[i].ops {
			data := x.paint.frame.tiles[i].data[o.from:o.to]
			at, w, h := c.m.Pix[o.rect.Min.Y*c.m.Stride+4*o.rect.Min.X:], o.rect.Dx(), o.rect.Dy()
			var err error
			switch {
			case o.how == chosenNothing:
			case o.how == chosenFill:
				one := scene.NewImage(o.rect)
				fill(one, o.color)
				err = codec.DecodeUncompressed(at, c.m.Stride, w, h, one.Pix, false)
			case o.how == chosenCache:
				for y := o.rect.Min.Y; y < o.rect.Max.Y; y++ {
					copy(c.m.Row(y, o.rect.Min.X, o.rect.Max.X), x.paint.canvases[0].row(y, o.rect.Min.X, o.rect.Max.X))
				}
			case o.codec == egfx.CodecProgressive:
				if o.bytes > 0 {
					err = c.prog.Decode(c.m.Pix, c.m.Stride, size.X, size.Y, data)
				}
			case o.codec == egfx.CodecPlanar:
				err = c.flat.Decode(at, c.m.Stride, w, h, data, false)
			default:
				err = codec.DecodeUncompressed(at, c.m.Stride, w, h, data, false)
			}
			if err != nil {
				c.t.Fatalf("%v of %v: %v", o.how, o.rect, err)
			}
		}
	}
}

// TestWhatChangesWhileItIsMadeBetterEndsExact changes parts of a photo, and
// scrolls some of it, between all steps of making it better.
func TestWhatChangesWhileItIsMadeBetterEndsExact(t *testing.T) {
	computes(t)
	x, l := watch(t, "photo", image.Pt(640, 480), 800), &slowLink{}
	c := &mirror{t: t, m: scene.NewImage(image.Rect(0, 0, 640, 480))}
	pass := func(n int) {
		for range n {
			l.pass(x, func() bool { c.draw(x); return false })
		}
	}
	for range 3 {
		x.show()
		pass(4000)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for step := range 60 {
		if step%15 == 0 {
			x.show()
		}
		pass(400 + r.IntN(900))
		at := image.Pt(r.IntN(620), r.IntN(470))
		switch r.IntN(3) {
		case 0:
			x.paintOver(image.Rectangle{at, at.Add(image.Pt(7, 10))}, byte(step))
		case 1:
			x.paintOver(image.Rectangle{at, image.Pt(640, 480)}, 0x11)
		default:
			x.scrollUp(64)
		}
	}
	pass(40_000)
	if !x.settled() {
		t.Fatal("it has losses at the end")
	}
	for y := range 480 {
		for i, v := range x.w.Pix[2560*y : 2560*y+2560] {
			if i%4 != 3 && c.m.Pix[y*c.m.Stride+i] != v {
				t.Fatalf("the client has another pixel at %d,%d; %v", i/4, y, x.paint.tally.list())
			}
		}
	}
	for _, how := range []choice{chosenCoarse, chosenRefined, chosenExact, chosenCopy} {
		if x.pixels(how) == 0 {
			t.Errorf("nothing went %v", how)
		}
	}
}

// paintOver changes pixels of the app's picture.
func (x *watched) paintOver(r image.Rectangle, by byte) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for i := 4 * (y*x.w.Width + r.Min.X); i < 4*(y*x.w.Width+r.Max.X); i++ {
			x.w.Pix[i] ^= by
		}
	}
	x.showPixels(r)
}

// scrollUp moves all of the app's picture.
func (x *watched) scrollUp(rows int) {
	copy(x.w.Pix, x.w.Pix[4*x.w.Width*rows:])
	x.showPixels(image.Rect(0, 0, x.w.Width, x.w.Height))
}

// TestWhatScrolledIsMadeExactWhole: parts that were exact lie elsewhere. What has no
// losses, and gets none, stays exact.
func TestWhatScrolledIsMadeExactWhole(t *testing.T) {
	c := newCanvas(image.Pt(256, 256))
	c.lose(c.rect(1), refined, c.used)
	c.mend(1, image.Rect(64, 0, 128, 16))
	c.lose(c.rect(5), coarse, c.used)
	c.count()
	c.scrolled(image.Rect(0, 64, 256, 192), -64)
	for i := range c.cells {
		want := exact
		if i == 1 || i == 5 {
			want = refined
		}
		if p := &c.cells[i]; p.quality != want || want != exact && c.loss[i].where.Bounds() != c.rect(i) {
			t.Errorf("cell %d is of quality %d, with losses in %v", i, p.quality, c.loss[i].where.Rects())
		}
	}
}

// TestLossesGoWithWhatIsCopied, by as many rows as that, up and down.
func TestLossesGoWithWhatIsCopied(t *testing.T) {
	for _, x := range []struct {
		src  image.Rectangle
		dy   int
		want []int // rows of cells with losses
	}{
		{image.Rect(0, 100, 64, 640), -100, []int{3, 4, 5}},
		{image.Rect(0, 0, 64, 540), 100, []int{5, 6, 7}},
		{image.Rect(0, 64, 64, 640), -64, []int{4, 5}},
		{image.Rect(0, 0, 64, 630), 10, []int{5, 6}},
		{image.Rect(0, 10, 64, 640), -10, []int{4, 5}},
		{image.Rect(0, 0, 64, 320), 320, []int{5}},
		{image.Rect(0, 330, 64, 640), -330, []int{0, 5}},
	} {
		c := newCanvas(image.Pt(64, 640))
		c.cells[5].quality = coarse
		c.count()
		c.scrolled(x.src, x.dy)
		var got []int
		for i := range c.cells {
			if c.cells[i].quality != exact {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%v by %d: losses in %v, not %v", x.src, x.dy, got, x.want)
		}
	}
}

// TestWhoAcknowledgesNothingIsSentToAtTheLinksPace counts what is made better at
// once for a client that has suspended acknowledgements.
func TestWhoAcknowledgesNothingIsSentToAtTheLinksPace(t *testing.T) {
	computes(t)
	x, l := photoOnSlowLink(t)
	l.run(x, time.Minute, func() bool { return x.newest() && x.refines() })
	x.acknowledge(x.paint.frames, egfx.SuspendFrameAcknowledge)
	l.acks = nil
	start, before := x.now, x.session.w.queued()
	l.run(x, 500*time.Millisecond, func() bool { l.acks = nil; return false })
	bytes := x.session.w.queued() - before
	if carried := time.Duration(800 * float64(bytes)); carried > x.now.Sub(start)*6/5 || carried < x.now.Sub(start)/2 {
		t.Errorf("%d bytes in %v, which take %v", bytes, x.now.Sub(start), carried)
	}
}
