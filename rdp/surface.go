package rdp

import (
	"bytes"
	"hash/maphash"
	"image"
	"math/bits"
	"time"

	"oriel/rdp/codec"
)

// An op is one step that brings pixels to a surface.
type op struct {
	how      choice
	codec    uint16
	rect     image.Rectangle // on the surface
	bytes    int             // of data
	from, to int             // where they are in the tile's data
	late     bool            // the data are the worker's pixels, yet to be taken
	color    [4]byte         // of a fill
	slot     uint16          // of the cache
}

// A keyed cell has pixels with a key that the cache does not know.
type keyed struct {
	cell int
	key  uint64
}

func trailing(v uint64) int { return bits.TrailingZeros64(v) }

// minPhoto is how many pixels a rectangle must have in a cell to be asked
// whether it is flat: less is cheap anyway.
const minPhoto = 1024

// flatBytes is the most that flat content takes per 5 pixels in planar form, and
// tightBytes the same of less than half a cell: what changed may be nothing but
// letters, tightly around, without the ground that they are on.
const (
	flatBytes  = 6
	tightBytes = 9
)

// photoAge is how many changes a cell that is not flat is not asked again, and
// rawAge the same where to be wrong costs no more than some bytes.
const (
	photoAge = 32
	rawAge   = 128
)

// rowGap is how many unchanged rows part two rectangles: each has a header.
const rowGap = 6

// A surfaceWorker is what a worker needs to bring tiles to surfaces.
type surfaceWorker struct {
	video bool              // the tile is taken to have changed all over
	masks [tileCells]uint64 // changed rows of the tile's cells
	rects []image.Rectangle
	parts []image.Rectangle // of what changed in a cell
	areas [tileCells]int    // how many pixels of each cell rects have
	lossy []image.Rectangle // for the tile's progressive message
	trial []byte
	prog  codec.ProgressiveEncoder
}

// surface finds what changed in a composed tile, and codes that.
func (w *worker) surface(t *tile) {
	c, r, own := t.canvas, t.rect.Sub(t.origin), t.data
	if t.way != nil {
		t.data = w.lent[:0]
	}
	w.compare(c, r)
	stale := w.video && t.passing() && !c.soon // unless the next frame is searched for scrolls
	w.cached(t, r)
	w.changes(t, r)
	for k, end := c.along(r); k < end; k++ {
		c.loss[k].idle = true // if nothing is lost now
	}
	for _, x := range w.rects {
		if !stale {
			c.take(&w.img, t.origin, x)
		}
		w.touch(t, x)
	}
	for _, x := range w.rects {
		w.choose(t, x)
	}
	w.finishLossy(t)
	for k, end := c.along(r); k < end; k++ {
		if c.rect(k).In(r) {
			c.cells[k].known, c.cells[k].stale, c.cells[k].again = true, stale, false
		}
	}
	if len(t.ops) == 0 {
		t.ops = append(t.ops, op{how: chosenNothing, rect: r})
	}
	w.seal(t, own)
}

// passing reports whether nothing of the tile is made of the canvas' pixels
// again: it travels exactly, or the app is asked for it once more.
func (t *tile) passing() bool {
	return t.video == nil && (t.photo == chosenRaw || t.photo == chosenPlanar)
}

// compare fills masks: which rows of which cells differ from the canvas.
func (w *worker) compare(c *canvas, r image.Rectangle) {
	first, n := r.Min.X/cellSide, cellsIn(r.Max.X)-r.Min.X/cellSide
	clear(w.masks[:])
	row := r.Min.Y % cellSide
	w.video = w.assume(c, r, first, n)
	if w.video {
		return
	}
	for y := range r.Dy() {
		cur := w.img.Pix[y*w.img.Stride:][:4*r.Dx()]
		old := c.row(r.Min.Y+y, r.Min.X, r.Max.X)
		if bytes.Equal(cur, old) {
			continue
		}
		for k := range n {
			lo, hi := span(r, first+k)
			if !bytes.Equal(cur[4*lo:4*hi], old[4*lo:4*hi]) {
				w.masks[k] |= 1 << (row + y)
			}
		}
	}
	for k := range n {
		if !c.cells[r.Min.Y/cellSide*c.cols+first+k].comparable() {
			w.masks[k] = (1<<r.Dy() - 1) << row
		}
	}
	w.remember(c, r, first, n)
}

// lookAgain is after how many changes of a cell in a video it is looked whether it
// still changes all over. They are the cell's own: on a slow link tiles have
// turns.
const lookAgain = 14

// assume fills masks without looking where all cells are damaged and changed all
// over for some frames: comparing would cost more than what it could still find.
func (w *worker) assume(c *canvas, r image.Rectangle, first, n int) bool {
	if r.Min.X%cellSide != 0 || r.Max.X%cellSide != 0 && r.Max.X != c.size.X || r.Dy() != cellSide {
		return false
	}
	cells := c.cells[r.Min.Y/cellSide*c.cols+first:][:n]
	for k := range cells {
		if n := cells[k].whole; n < hotFrames || n >= hotFrames+lookAgain {
			return false
		}
	}
	for k := range cells {
		w.masks[k] = ^uint64(0)
		cells[k].whole++
	}
	return true
}

// remember notes which cells changed all over.
func (w *worker) remember(c *canvas, r image.Rectangle, first, n int) {
	for k := range n {
		i := r.Min.Y/cellSide*c.cols + first + k
		p := &c.cells[i]
		switch {
		case p.stale: // there was nothing to compare with
		case w.masks[k] == ^uint64(0) && p.known && w.whole(c, r, c.rect(i)):
			p.whole = min(p.whole+1, hotFrames)
		default:
			p.whole = 0
		}
	}
}

// span returns the columns of a cell in r, from r's left.
func span(r image.Rectangle, column int) (lo, hi int) {
	return max(column*cellSide, r.Min.X) - r.Min.X, min((column+1)*cellSide, r.Max.X) - r.Min.X
}

// mostRows is how many rows of a cell must change before the cache is asked.
const mostRows = 48

// cached takes cells that the client's cache knows. Cells of videos never come
// back.
func (w *worker) cached(t *tile, r image.Rectangle) {
	c := t.canvas
	if t.cache == nil || r.Dy() < cellSide || w.video {
		return
	}
	for k := range w.masks {
		if bits.OnesCount64(w.masks[k]) < mostRows {
			continue
		}
		i := c.index(r.Min) + k
		x := c.rect(i)
		if p := &c.cells[i]; x.Size() != image.Pt(cellSide, cellSide) || !x.In(r) || p.heat >= hotFrames {
			continue
		}
		if _, one := w.solid(t, x); one {
			continue
		}
		key := w.key(t, x)
		slot, ok := t.cache.lookup(key)
		if !ok {
			t.keys = append(t.keys, keyed{i, key})
			continue
		}
		w.masks[k] = 0
		c.take(&w.img, t.origin, x)
		c.touch(i, t.now).quality = exact
		t.ops = append(t.ops, op{how: chosenCache, rect: x, slot: slot})
	}
}

// keySeed makes it impossible to choose pixels whose keys collide.
var keySeed = maphash.MakeSeed()

// key returns a number that stands for the pixels of r.
func (w *worker) key(t *tile, r image.Rectangle) (key uint64) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := w.img.Row(y+t.origin.Y, r.Min.X+t.origin.X, r.Max.X+t.origin.X)
		key = bits.RotateLeft64(key, 7)*0x9E3779B185EBCA87 ^ maphash.Bytes(keySeed, row)
	}
	return key
}

// changes fills rects: what of r changed, to the pixel.
func (w *worker) changes(t *tile, r image.Rectangle) {
	c := t.canvas
	w.rects = w.rects[:0]
	first, n := r.Min.X/cellSide, cellsIn(r.Max.X)-r.Min.X/cellSide
	base := r.Min.Y - r.Min.Y%cellSide
	all := uint64(0)
	for _, m := range w.masks {
		all |= m
	}
	runs(all, rowGap, func(from, to int) {
		band := ^uint64(0) << from
		if to < 64 {
			band &= 1<<to - 1
		}
		for k := 0; k < n; k++ {
			if w.masks[k]&band == 0 {
				continue
			}
			end, m := k+1, w.masks[k]&band
			for ; end < n && w.masks[end]&band != 0 && w.alike(t, r, end, band); end++ {
				m |= w.masks[end] & band
			}
			lo, _ := span(r, first+k)
			_, hi := span(r, first+end-1)
			x := image.Rect(r.Min.X+lo, base+trailing(m), r.Min.X+hi, base+64-bits.LeadingZeros64(m))
			if end == k+1 && !w.video && !c.plain(c.index(x.Min), t.now) {
				w.rects = append(w.rects, w.divide(c, r, x)...)
			} else {
				w.rects = append(w.rects, w.tighten(c, r, x))
			}
			k = end - 1
		}
	})
	w.measure(c, r)
}

// measure fills areas.
func (w *worker) measure(c *canvas, r image.Rectangle) {
	clear(w.areas[:])
	for _, x := range w.rects {
		for i, end := c.along(x); i < end; i++ {
			w.areas[i-c.index(r.Min)] += pixels(c.rect(i).Intersect(x))
		}
	}
}

// alike reports whether what changed of a cell may be taken together with what
// did of the one on its left: of photos, which may travel with losses, only where
// that takes nothing along that rests.
func (w *worker) alike(t *tile, r image.Rectangle, k int, band uint64) bool {
	c := t.canvas
	i, m := c.index(r.Min)+k, w.masks[k]&band
	a, b := &c.cells[i-1], &c.cells[i]
	switch {
	case w.video || a.photo == 0 && b.photo == 0 && (c.plain(i-1, t.now) || c.plain(i, t.now)):
		return true
	case a.photo == 0 != (b.photo == 0) || m != w.masks[k-1]&band:
		return false
	}
	left, right := c.rect(i-1).Intersect(r), c.rect(i).Intersect(r)
	top := right.Min.Y - right.Min.Y%cellSide
	left.Min.Y, left.Max.Y = top+trailing(m), top+64-bits.LeadingZeros64(m)
	right.Min.Y, right.Max.Y = left.Min.Y, left.Max.Y
	x := w.divide(c, r, left)
	if len(x) != 1 || x[0].Max.X != left.Max.X {
		return false
	}
	x = w.divide(c, r, right)
	return len(x) == 1 && x[0].Min.X == right.Min.X
}

// flat reports whether a cell is no photo, as far as is known.
func (p *cell) flat() bool { return p.photo == 0 && !p.wasPhoto }

// plain reports whether cell i is flat, and was so when it changed last.
func (c *canvas) plain(i int, now time.Time) bool { return c.cells[i].flat() && c.loss[i].still(now) }

// comparable reports whether the canvas has what the client has.
func (p *cell) comparable() bool { return p.known && !p.stale }

// tighten cuts unchanged columns off x, unless the client may have anything.
func (w *worker) tighten(c *canvas, r, x image.Rectangle) image.Rectangle {
	if w.video {
		return x
	}
	lo, hi := x.Dx(), 0
	leftKnown := c.cells[c.index(x.Min)].comparable()
	rightKnown := c.cells[c.index(image.Pt(x.Max.X-1, x.Min.Y))].comparable()
	for y := x.Min.Y; y < x.Max.Y; y++ {
		cur := w.img.Pix[(y-r.Min.Y)*w.img.Stride+4*(x.Min.X-r.Min.X):][:4*x.Dx()]
		old := c.row(y, x.Min.X, x.Max.X)
		if lo > 0 {
			lo = min(lo, firstDifference(cur[:4*lo], old[:4*lo]))
		}
		if hi < x.Dx() {
			hi += lastDifference(cur[4*hi:], old[4*hi:])
		}
		if lo == 0 && hi == x.Dx() {
			break
		}
	}
	if !leftKnown {
		lo = 0
	}
	if !rightKnown {
		hi = x.Dx()
	}
	return image.Rect(x.Min.X+lo, x.Min.Y, x.Min.X+hi, x.Max.Y)
}

// touch notes the change of the cells in r.
func (w *worker) touch(t *tile, r image.Rectangle) {
	for k, end := t.canvas.along(r); k < end; k++ {
		p := t.canvas.touch(k, t.now)
		p.move(t.now, t.canvas.behind)
		if p.quality != exact && t.canvas.loss[k].where.Bounds().In(r) {
			p.quality = exact // until it is coded with losses again
		}
	}
}

// choose codes one changed rectangle.
func (w *worker) choose(t *tile, r image.Rectangle) {
	switch t.target {
	case toBitmap:
		t.pieces(r, func(r image.Rectangle) { w.bitmap(t, r) })
		return
	case toBits:
		t.pieces(r, func(r image.Rectangle) { w.surfaceBits(t, r) })
		return
	}
	if color, one := w.solid(t, r); one {
		t.ops = append(t.ops, op{how: chosenFill, rect: r, color: color})
		return
	}
	w.film(t, r)
}

// still codes one changed rectangle that is no part of a video.
func (w *worker) still(t *tile, r image.Rectangle) {
	w.noPhotos(t, r)
	c := t.canvas
	photo := func(i int) bool { return c.cells[i].photo > 0 }
	c.split(r, photo, func(x image.Rectangle, so bool) {
		switch {
		case so:
			w.photo(t, x)
		case !w.flat(t, x):
			// Some of its cells are photos, as is known now.
			c.split(x, photo, func(x image.Rectangle, so bool) {
				if so {
					w.photo(t, x)
				} else {
					w.lossless(t, x, chosenPlanar)
				}
			})
		}
	})
}

// solid reports whether r has one colour.
func (w *worker) solid(t *tile, r image.Rectangle) (color [4]byte, one bool) {
	at := r.Add(t.origin)
	first := w.img.Row(at.Min.Y, at.Min.X, at.Max.X)
	if !bytes.Equal(first[4:], first[:len(first)-4]) {
		return color, false
	}
	for y := at.Min.Y + 1; y < at.Max.Y; y++ {
		if !bytes.Equal(w.img.Row(y, at.Min.X, at.Max.X), first) {
			return color, false
		}
	}
	return [4]byte(first), true
}

// pixels returns the tile's memory from the corner of r on.
func (w *worker) pixels(t *tile, r image.Rectangle) []byte {
	at := r.Add(t.origin).Min.Sub(w.img.Rect.Min)
	return w.img.Pix[at.Y*w.img.Stride+4*at.X:]
}

// flat codes r as flat content; false if cells turn out to be photos.
func (w *worker) flat(t *tile, r image.Rectangle) bool {
	area := pixels(r)
	from, wide := len(t.data), t.widen(r)
	t.data = w.appendPlanar(t.data, t, wide)
	flat := 5*(len(t.data)-from) <= flatBytes*area
	if flat || area < minPhoto || !w.classify(t, r) {
		if area >= minPhoto {
			t.canvas.seems(r, !flat)
		}
		w.planarOp(t, wide, from)
		return true
	}
	t.data = t.data[:from]
	return false
}

// classify finds the cells of r that are photos, and reports whether any is.
func (w *worker) classify(t *tile, r image.Rectangle) (any bool) {
	c := t.canvas
	for i, end := c.along(r); i < end; i++ {
		x := c.rect(i).Intersect(r)
		area := pixels(x)
		if area < minPhoto {
			continue
		}
		most := flatBytes
		if area < cellSide*cellSide/2 {
			most = tightBytes
		}
		w.trial = w.appendPlanar(w.trial[:0], t, x)
		if 5*len(w.trial) > most*area {
			p := &c.cells[i]
			if p.photo, p.wasPhoto = photoAge, true; t.photo == chosenRaw {
				p.photo = rawAge
			}
			any = true
		}
	}
	return any
}

// seems notes whether all of r is a photo, for those who ask next what it takes.
func (c *canvas) seems(r image.Rectangle, photo bool) {
	for i, end := c.along(r); i < end; i++ {
		c.cells[i].wasPhoto = photo
	}
}

// appendPlanar appends r in planar form.
func (w *worker) appendPlanar(b []byte, t *tile, r image.Rectangle) []byte {
	if !t.target.graphics() {
		return w.appendBitmap(b, t, r)
	}
	return w.planar.Append(b, w.pixels(t, r), w.img.Stride, r.Dx(), r.Dy(), t.planarOptions())
}

func (t *tile) planarOptions() codec.PlanarOptions {
	return codec.PlanarOptions{NoAlpha: t.target == toSurface, Stable: true}
}
