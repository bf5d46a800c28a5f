package rdp

import (
	"bytes"
	"image"
	"slices"
	"time"

	"oriel/compositor/scene"
)

// The grid that all strategy works on. A cell is what progressive codes and
// what the client's cache keeps; a tile is what a worker takes: small enough
// for its cache, and few enough for all workers to have some.
const (
	cellSide  = 64
	tileCells = 8 // side by side
	tileWidth = cellSide * tileCells
)

// A canvas is a surface of the graphics pipeline, or the desktop without one, as
// the client has it. It costs four bytes a pixel, and pays: what an app damages without changing it
// is not sent, small changes are found to the pixel, scrolls are proved, and
// what was sent with losses is sent again without the app. Where a cell has
// losses, the canvas has the pixels that it should have.
//
// Of a video it is not kept, but for the frames that are compared with it.
//
// It belongs to the session; while a frame is with the encoders, each tile's
// part of it to the worker that has the tile.
type canvas struct {
	size  image.Point
	pix   []byte // B, G, R, A, rows without gaps; nil: given up to save memory
	used  time.Time
	cols  int // of cells
	cells []cell
	seq   uint32 // counts frames
	lossy int    // cells that the client does not have exactly
	loss  []loss // where in each of them
	vain  int    // how many searches for a scroll to leave out, as the last was in vain
	pause int    // and how many of them are left
	soon  bool   // the next frame is likely to be searched
	todo  []image.Rectangle

	left   bool      // the last frame had no room for all damage
	behind time.Time // since when no frame had; zero: the last one did

	looked time.Time // for a video
}

// A cell is what is known of cellSide × cellSide pixels.
type cell struct {
	known    bool // else the client may have anything
	stale    bool // the client has what came after the canvas' pixels
	again    bool // it is drawn again to be exact
	quality  quality
	photo    uint8 // > 0: not flat; changes left until that is asked again
	wasPhoto bool  // when that was asked last
	heat     uint8 // how often it changed, each time soon after the last
	whole    uint8 // in how many frames in a row, all over; hotFrames and more: assumed
	seq      uint32
	changed  time.Time
	moves    uint8 // how often it changed, each time soon after the last
	moved    time.Time
}

// quality says how well the client has a cell.
type quality uint8

const (
	exact   quality = iota
	halved          // with colours of two by two pixels: the canvas need not have it
	refined         // as good as the progressive codec's default
	coarse
)

// A cell is part of a video when it changed so often, never later than hotPause
// after the last time: how often others change meanwhile, as those of a second
// video do, says nothing of it.
const (
	hotFrames = 5
	hotPause  = 100 * time.Millisecond
)

func newCanvas(size image.Point) *canvas {
	cols, rows := cellsIn(size.X), cellsIn(size.Y)
	return &canvas{size: size, pix: make([]byte, 4*size.X*size.Y), cols: cols, cells: make([]cell, cols*rows), loss: make([]loss, cols*rows)}
}

// canvasBudget bounds the memory of a session's canvases: of those that were
// not drawn on for the longest time the pixels are given up.
const canvasBudget = 256 << 20

// giveUp frees the memory: whatever is damaged next is sent as it is.
func (c *canvas) giveUp() {
	c.pix = nil
	c.forget()
}

// revive makes sure that the canvas has memory.
func (c *canvas) revive(now time.Time) {
	if now.Sub(c.used) > hotPause {
		c.vain, c.pause = 0, 0 // what comes now may scroll, whatever was before
	}
	c.used = now
	if c.pix == nil {
		c.pix = make([]byte, 4*c.size.X*c.size.Y)
	}
}

// economize keeps canvases within a budget of bytes, except the one in use.
// Such as have losses are needed to mend them.
func economize(list map[uint16]*canvas, keep *canvas, budget int) {
	total := 0
	for _, c := range list {
		total += len(c.pix)
	}
	for total > budget {
		var victim *canvas
		for _, c := range list {
			if c != keep && c.pix != nil && c.lossy == 0 && (victim == nil || c.used.Before(victim.used)) {
				victim = c
			}
		}
		if victim == nil {
			return
		}
		total -= len(victim.pix)
		victim.giveUp()
	}
}

func cellsIn(n int) int { return (n + cellSide - 1) / cellSide }

// forget makes all pixels unknown.
func (c *canvas) forget() {
	for i := range c.cells {
		c.cells[i].known = false
	}
}

func (c *canvas) bounds() image.Rectangle { return image.Rectangle{Max: c.size} }

// row returns the pixels of row y from x0 to x1.
func (c *canvas) row(y, x0, x1 int) []byte {
	return c.pix[4*(y*c.size.X+x0) : 4*(y*c.size.X+x1)]
}

// rect returns where cell i lies.
func (c *canvas) rect(i int) image.Rectangle {
	at := image.Pt(i%c.cols*cellSide, i/c.cols*cellSide)
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(cellSide, cellSide))}.Intersect(c.bounds())
}

// index returns the cell that a point lies in.
func (c *canvas) index(p image.Point) int { return p.Y/cellSide*c.cols + p.X/cellSide }

// along returns the first cell that r is on, which is no higher than a row of
// cells, and the one after the last.
func (c *canvas) along(r image.Rectangle) (first, end int) {
	first = c.index(r.Min)
	return first, first + cellsIn(r.Max.X) - r.Min.X/cellSide
}

// split calls f with each run of r's cells of which something is so, and with each
// of which it is not. r is no higher than a row of cells.
func (c *canvas) split(r image.Rectangle, is func(i int) bool, f func(r image.Rectangle, so bool)) {
	for x := r.Min.X; x < r.Max.X; {
		end, so := x, is(c.index(image.Pt(x, r.Min.Y)))
		for end < r.Max.X && is(c.index(image.Pt(end, r.Min.Y))) == so {
			end = min(r.Max.X, end-end%cellSide+cellSide)
		}
		f(image.Rect(x, r.Min.Y, end, r.Max.Y), so)
		x = end
	}
}

// take copies r of m, which lies off from the canvas, into the canvas.
func (c *canvas) take(m *scene.Image, off image.Point, r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(c.row(y, r.Min.X, r.Max.X), m.Row(y+off.Y, r.Min.X+off.X, r.Max.X+off.X))
	}
}

// move copies src to where it lies by that much higher or lower.
func (c *canvas) move(src image.Rectangle, dy int) {
	y0, y1, step := src.Min.Y, src.Max.Y, 1
	if dy > 0 {
		y0, y1, step = src.Max.Y-1, src.Min.Y-1, -1
	}
	for y := y0; y != y1; y += step {
		copy(c.row(y+dy, src.Min.X, src.Max.X), c.row(y, src.Min.X, src.Max.X))
	}
}

// touch notes a change of cell i.
func (c *canvas) touch(i int, now time.Time) *cell {
	p := &c.cells[i]
	switch {
	case p.seq == c.seq:
	case now.Sub(p.changed) < hotPause:
		p.heat = min(p.heat+1, 2*hotFrames)
	default:
		p.heat = 0
	}
	p.seq, p.changed = c.seq, now
	return p
}

// count counts the cells with losses again.
func (c *canvas) count() {
	c.lossy = 0
	for i := range c.cells {
		if c.cells[i].quality != exact {
			c.lossy++
		}
	}
}

// photos returns how many pixels of the cells in r are not flat, as far as is
// known: what the client does not have may be anything. before counts those that
// were not when that was asked last.
func (c *canvas) photos(r image.Rectangle, before bool) (n int) {
	for y := r.Min.Y / cellSide; y < cellsIn(r.Max.Y); y++ {
		for x := r.Min.X / cellSide; x < cellsIn(r.Max.X); x++ {
			if p := &c.cells[y*c.cols+x]; p.photo > 0 || before && p.wasPhoto || !p.known {
				n += cellSide * cellSide
			}
		}
	}
	return n
}

// playing returns how many pixels of photos go on changing, if any of the damage
// is of them: frames that have a part of a video each are as much as all of it.
func (c *canvas) playing(damage []image.Rectangle, t tile) (n int) {
	hit := false
	for i := range c.cells {
		if x := &c.cells[i]; x.flat() || !c.moves(i, t.now) {
			continue
		}
		r := c.rect(i)
		n += pixels(r)
		hit = hit || slices.ContainsFunc(damage, r.Add(t.origin).Overlaps)
	}
	if !hit {
		return 0
	}
	return n
}

// addDamage cuts damage into tiles like t along the grid of its canvas: a tile
// has all damage that its part of the grid has. Damage and tiles are in the
// coordinates of what is drawn. If t is apart, it has what lies together.
func (f *frame) addDamage(t tile, damage []image.Rectangle) {
	c := t.canvas
	c.seq++
	cols := (c.size.X + tileWidth - 1) / tileWidth
	c.todo = c.todo[:0]
	for range cols * cellsIn(c.size.Y) {
		c.todo = append(c.todo, image.Rectangle{})
	}
	for _, r := range damage {
		r = r.Sub(t.origin).Intersect(c.bounds())
		for y := r.Min.Y / cellSide; y < cellsIn(r.Max.Y); y++ {
			for x := r.Min.X / tileWidth; x*tileWidth < r.Max.X; x++ {
				g := image.Rect(x*tileWidth, y*cellSide, (x+1)*tileWidth, (y+1)*cellSide)
				d := &c.todo[y*cols+x]
				*d = d.Union(r.Intersect(g))
			}
		}
	}
	for _, r := range c.todo {
		switch {
		case r.Empty():
		case t.apart:
			t.parts(r, damage, func(r image.Rectangle) { f.addPart(t, r) })
		default:
			f.addPart(t, r)
		}
	}
}

// addPart adds a tile like t for damage of one part of the grid.
func (f *frame) addPart(t tile, r image.Rectangle) {
	c := t.canvas
	if r = c.freshen(r); !t.target.graphics() {
		r.Min.X, r.Max.X = r.Min.X&^3, min(fours(r.Max.X), c.size.X)
	}
	t.rect = r.Add(t.origin)
	f.add(t)
}

// parts cuts r, a part of the grid, into those that no damage joins: columns of
// cells.
func (t *tile) parts(r image.Rectangle, damage []image.Rectangle, f func(image.Rectangle)) {
	first, mask := r.Min.X/cellSide, uint64(0)
	for _, d := range damage {
		d = d.Sub(t.origin).Intersect(r)
		for i := d.Min.X / cellSide; !d.Empty() && i < cellsIn(d.Max.X); i++ {
			mask |= 1 << (i - first)
		}
	}
	runs(mask, 1, func(from, to int) {
		in, all := image.Rect((first+from)*cellSide, r.Min.Y, (first+to)*cellSide, r.Max.Y).Intersect(r), image.Rectangle{}
		for _, d := range damage {
			all = all.Union(d.Sub(t.origin).Intersect(in))
		}
		f(all)
	})
}

// freshen returns r, which is damaged, with all of the cells in it whose pixels
// the canvas does not have: small changes can be found again afterwards.
func (c *canvas) freshen(r image.Rectangle) image.Rectangle {
	damaged := r
	for i, end := c.along(r); i < end; i++ {
		if p := &c.cells[i]; p.stale && !c.rect(i).In(damaged) {
			p.whole = 0 // it is no video any more
			r = r.Union(c.rect(i))
		}
	}
	return r
}

// runs calls f for every run of set bits, taking runs together that are less
// than gap apart.
func runs(mask uint64, gap int, f func(from, to int)) {
	for mask != 0 {
		from := trailing(mask)
		to := from
		for m := mask; m != 0; m = mask >> to << to {
			next := trailing(m)
			if next-to >= gap && to > from {
				break
			}
			to = next + trailing(^(m >> next))
			if to >= 64 {
				break
			}
		}
		f(from, to)
		if to >= 64 {
			return
		}
		mask = mask >> to << to
	}
}

// firstDifference returns the first pixel in which two rows differ, their
// length if none.
func firstDifference(a, b []byte) int {
	const step = 64
	n := 0
	for len(a)-n >= step && bytes.Equal(a[n:n+step], b[n:n+step]) {
		n += step
	}
	for n < len(a) && [4]byte(a[n:]) == [4]byte(b[n:]) {
		n += 4
	}
	return n / 4
}

// lastDifference returns the pixel after the last one in which two rows
// differ, 0 if none.
func lastDifference(a, b []byte) int {
	const step = 64
	n := len(a)
	for n >= step && bytes.Equal(a[n-step:n], b[n-step:n]) {
		n -= step
	}
	for n > 0 && [4]byte(a[n-4:]) == [4]byte(b[n-4:]) {
		n -= 4
	}
	return n / 4
}
