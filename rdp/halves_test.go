package rdp

import (
	"image"
	"testing"
	"time"

	"oriel/rdp/codec/codectest"
)

// exactly lets cells be made exact, and returns how long a frame of that kept
// the link busy at most.
func (x *watched) exactly() (most time.Duration) {
	x.t.Helper()
	c := x.paint.canvases[0]
	x.now = x.now.Add(restTime)
	for n := 0; c.lossy > 0; n++ {
		start := x.now
		if !x.frame() && x.now.Before(x.paint.better) {
			x.now = x.paint.better
		}
		if n > 50*len(c.cells) {
			x.t.Fatalf("%d cells keep their losses", c.lossy)
		}
		most = max(most, x.now.Sub(start))
	}
	return most
}

// TestChangingPhotoIsHalved: what goes on changing has colours of two by two
// pixels, until it rests.
func TestChangingPhotoIsHalved(t *testing.T) {
	t.Parallel()
	for _, link := range []float64{12, 16} { // about 1 Gbit/s
		x := watch(t, "video", image.Pt(1280, 720), link)
		step := x.alternate()
		before := x.paint.tally
		for range 10 {
			step()
		}
		c, all := x.paint.canvases[0], uint64(1280*720)
		if n := x.pixels(chosenNSCodec) - before[chosenNSCodec].pixels; n != 10*all {
			t.Errorf("%v ns a byte: %d pixels of NSCodec; %s", link, n, x.paint.strategy.why())
		}
		if c.lossy != len(c.cells) {
			t.Errorf("%v ns a byte: %d of %d cells are known to have losses", link, c.lossy, len(c.cells))
		}
		before = x.paint.tally
		if most := x.exactly(); most > 20*time.Millisecond {
			t.Errorf("%v ns a byte: a frame that makes exact keeps the link busy for %v", link, most)
		}
		n := x.pixels(chosenRaw) - before[chosenRaw].pixels + x.pixels(chosenPlanar) - before[chosenPlanar].pixels
		if n != all {
			t.Errorf("%v ns a byte: %d pixels are made exact of %d", link, n, all)
		}
		for i := range c.cells {
			if p := &c.cells[i]; p.quality != exact || p.again || p.stale {
				t.Fatalf("cell %d: %+v", i, p)
			}
		}
		x.now = x.now.Add(time.Second)
		if x.frame() {
			t.Errorf("%v ns a byte: it never ends", link)
		}
	}
}

// TestVideosBesideEachOtherAreHalved: what changes by turns goes on changing, too.
func TestVideosBesideEachOtherAreHalved(t *testing.T) {
	t.Parallel()
	const videos, height = 4, 192
	x := watch(t, "video", image.Pt(1280, videos*height), 12)
	play := func() {
		for k := range videos {
			x.w.Step()
			x.showPixels(image.Rect(0, k*height, x.w.Width, (k+1)*height))
			if !x.frame() {
				t.Fatal("no frame")
			}
		}
	}
	x.alternate() // until the link is known
	for range 2 * hotFrames {
		play()
	}
	before := x.pixels(chosenNSCodec)
	play()
	if n, all := x.pixels(chosenNSCodec)-before, uint64(x.w.Width*x.w.Height); n != all {
		t.Errorf("%d pixels of NSCodec, not %d; %s", n, all, x.paint.strategy.why())
	}
	x.exactly()
}

// TestSinglePhotoIsExactAtOnce: what changes once costs no second time.
func TestSinglePhotoIsExactAtOnce(t *testing.T) {
	t.Parallel()
	x := watch(t, "video", image.Pt(1280, 720), 12)
	x.show()
	x.frame() // with losses, as the link is not known
	x.exactly()
	for range 10 {
		x.show()
		x.frame()
		x.now = x.now.Add(hotPause)
	}
	if n := x.pixels(chosenNSCodec); n > 0 || x.paint.canvases[0].lossy > 0 {
		t.Errorf("%d pixels have losses; %s", n, x.paint.strategy.why())
	}
}

// TestUnknownCellsWithLossesAreDrawnAgain: the canvas has given up its pixels,
// or never had them.
func TestUnknownCellsWithLossesAreDrawnAgain(t *testing.T) {
	t.Parallel()
	x := watch(t, "video", image.Pt(1280, 720), 12)
	x.show()
	x.frame() // with losses, as the link is not known
	c := x.paint.canvases[0]
	x.exactly()
	for i, q := range []quality{halved, refined, coarse} {
		c.cells[i].quality, c.cells[i].known = q, false
	}
	c.count()
	before := x.paint.tally
	x.exactly()
	n := x.pixels(chosenRaw) - before[chosenRaw].pixels + x.pixels(chosenPlanar) - before[chosenPlanar].pixels
	if n != 3*cellSide*cellSide {
		t.Errorf("%d pixels are made exact", n)
	}
}

// TestScrollKeepsLosses: a copy of what has losses has losses, too, and who has
// the right pixels of it is known.
func TestScrollKeepsLosses(t *testing.T) {
	c := newCanvas(image.Pt(64, 256))
	for i := range c.cells {
		c.cells[i].known = true
	}
	c.cells[1].quality = halved
	c.cells[2].stale = true
	c.count()
	c.scrolled(image.Rect(0, 0, 64, 192), 64)
	for i, want := range []quality{exact, halved, halved, refined} {
		if got := c.cells[i].quality; got != want {
			t.Errorf("cell %d is of quality %d, not %d", i, got, want)
		}
	}
}

// TestTextAfterAVideoIsExactAtOnce: what takes a video's place is no photo for as
// long as a video's cells are not asked.
func TestTextAfterAVideoIsExactAtOnce(t *testing.T) {
	t.Parallel()
	size := image.Pt(1280, 720)
	x := watch(t, "video", size, 12)
	x.alternate()
	before := x.paint.tally
	text := codectest.Image("text", size.X, size.Y)
	for n := range 20 {
		copy(x.w.Pix, text[4*size.X*n:]) // it scrolls
		x.showPixels(image.Rectangle{Max: size})
		x.frame()
	}
	if n := x.pixels(chosenNSCodec) - before[chosenNSCodec].pixels; n > 0 {
		t.Errorf("%d pixels of text have losses", n)
	}
	if n := x.paint.canvases[0].lossy; n > 0 {
		t.Errorf("%d cells have losses", n)
	}
}
