package rdp

import (
	"encoding/binary"
	"image"
	"math/bits"

	"oriel/compositor/scene"
)

// Numbers of the search for scrolls.
const (
	scrollCells  = 40 // cells of damage from which a copy is cheaper than coding
	scrollStrips = 8  // columns of pixels that are compared
	stripWidth   = 16
	scrollRows   = 32 // fewest rows that must have moved
	edgeRows     = 16 // rows by which the moved part's sides are found
	voteRows     = 8  // rows that vote together: one alone looks like too many others
)

// A scroll is a part of a surface that moved up or down.
type scroll struct {
	surface uint16
	src     image.Rectangle
	dy      int
}

// A scroller finds what scrolled. Its guess decides nothing but the cost: the
// copy is made on the canvas as well, and what then differs is coded.
type scroller struct {
	img      scene.Image
	old, cur [scrollStrips][]uint64 // a number per row of each strip
	was, is  []uint64               // of a strip: a number for several rows from each on
	at       [scrollStrips]int      // where the strips begin
	rows     []rowOf                // of a strip, at places that their numbers give
	votes    []int                  // rows that moved by so many, from -n+1 on
	bands    []image.Rectangle      // what the tiles have
}

// A rowOf says which row has a number; y is -1 if there are more.
type rowOf struct {
	number uint64
	y      int32
	any    bool
}

// rowPlaces is how many places there are for rows: a power of two.
const rowPlaces = 1 << 13

// find looks for a scroll among the tiles of one canvas. draw composes a part
// of the surface as it is now.
func (s *scroller) find(c *canvas, tiles []tile, draw func(m *scene.Image, r image.Rectangle)) (src image.Rectangle, dy int, ok bool) {
	var r image.Rectangle
	for i := range tiles {
		r = r.Union(tiles[i].rect.Sub(tiles[i].origin))
	}
	if r.Dx() < 2*stripWidth || r.Dy() < 2*scrollRows {
		return src, 0, false
	}
	s.sample(c, r, draw)
	if dy = s.vote(r.Dy()); dy == 0 {
		return src, 0, false
	}
	y0, y1, good := s.extent(r.Dy(), dy)
	if y1-y0 < scrollRows || good == 0 {
		return src, 0, false
	}
	to, good := s.covered(tiles, image.Rect(r.Min.X, r.Min.Y+y0, r.Max.X, r.Min.Y+y1), good)
	if to.Dy() < scrollRows || good == 0 {
		return src, 0, false
	}
	to.Min.X, to.Max.X = s.sides(c, r, to, dy, good, draw)
	if src = to.Sub(image.Pt(0, dy)); src.Dx() < 2*stripWidth || !c.comparable(src) {
		return src, 0, false
	}
	return src, dy, true
}

// known reports whether the client has all of r.
func (c *canvas) known(r image.Rectangle) bool {
	return c.all(r, func(p *cell) bool { return p.known })
}

// comparable reports whether the canvas has all of r as the client has it.
func (c *canvas) comparable(r image.Rectangle) bool { return c.all(r, (*cell).comparable) }

// all reports whether something is so of all cells in r.
func (c *canvas) all(r image.Rectangle, is func(p *cell) bool) bool {
	if !r.In(c.bounds()) {
		return false
	}
	for y := r.Min.Y / cellSide; y < cellsIn(r.Max.Y); y++ {
		for x := r.Min.X / cellSide; x < cellsIn(r.Max.X); x++ {
			if !is(&c.cells[y*c.cols+x]) {
				return false
			}
		}
	}
	return true
}

// sample numbers the rows of a few strips, as they were and as they are: some
// rows at a time, so that it goes from page to page of memory only once.
func (s *scroller) sample(c *canvas, r image.Rectangle, draw func(*scene.Image, image.Rectangle)) {
	for k := range scrollStrips {
		s.at[k] = r.Min.X + (r.Dx()-stripWidth)*(2*k+1)/(2*scrollStrips)
		s.old[k], s.cur[k] = s.old[k][:0], s.cur[k][:0]
	}
	for top := r.Min.Y; top < r.Max.Y; top += scrollRows {
		bottom := min(top+scrollRows, r.Max.Y)
		for k, x := range s.at {
			draw(&s.img, image.Rect(x, top, x+stripWidth, bottom))
			for y := range bottom - top {
				s.cur[k] = append(s.cur[k], rowNumber(s.img.Pix[y*4*stripWidth:][:4*stripWidth]))
			}
		}
		for y := top; y < bottom; y++ {
			for k, x := range s.at {
				s.old[k] = append(s.old[k], rowNumber(c.row(y, x, x+stripWidth)))
			}
		}
	}
}

// rowNumber stands for a row of a strip, which has whole sixteens of bytes.
func rowNumber(b []byte) uint64 {
	const odd = 0x9E3779B185EBCA87
	var g, h uint64 // two, so that one need not wait for the other
	for ; len(b) >= 16; b = b[16:] {
		g = bits.RotateLeft64(g^binary.LittleEndian.Uint64(b), 29) * odd
		h = bits.RotateLeft64(h^binary.LittleEndian.Uint64(b[8:]), 31) * odd
	}
	return g ^ bits.RotateLeft64(h, 17)*odd
}

// vote returns by how many rows most changed rows have moved, 0 if too few
// agree. What looks like something else, as blank rows do, has no vote.
func (s *scroller) vote(n int) (dy int) {
	if s.rows == nil {
		s.rows = make([]rowOf, rowPlaces)
	}
	s.votes = s.votes[:0]
	for range 2*n - 1 {
		s.votes = append(s.votes, 0)
	}
	voters := 0
	for k := range scrollStrips {
		s.was, s.is = together(s.was[:0], s.old[k]), together(s.is[:0], s.cur[k])
		clear(s.rows)
		for y, h := range s.was {
			switch p := &s.rows[h%rowPlaces]; {
			case !p.any:
				*p = rowOf{h, int32(y), true}
			case p.number == h:
				p.y = -1
			}
		}
		for y, h := range s.is {
			p := &s.rows[h%rowPlaces]
			if h == s.was[y] || !p.any || p.number != h || p.y < 0 {
				continue
			}
			s.votes[y-int(p.y)+n-1]++
			voters++
		}
	}
	best := 0
	for i, v := range s.votes {
		if d := i - n + 1; v > best || v == best && abs(d) < abs(dy) {
			best, dy = v, d
		}
	}
	if best < scrollRows || best*2 < voters {
		return 0
	}
	return dy
}

// together appends a number for every voteRows rows that follow each other.
func together(out, rows []uint64) []uint64 {
	for y := 0; y+voteRows <= len(rows); y++ {
		h := uint64(0)
		for _, v := range rows[y : y+voteRows] {
			h = bits.RotateLeft64(h^v, 23) * 0x9E3779B185EBCA87
		}
		out = append(out, h)
	}
	return out
}

func abs(v int) int { return max(v, -v) }

// extent returns the rows that moved by dy, and a bit for each strip in which
// most of what changed did.
func (s *scroller) extent(n, dy int) (y0, y1 int, good uint) {
	y0 = n
	lo, hi := max(0, dy), min(n, n+dy)
	for k := range scrollStrips {
		moved, other := 0, 0
		from, to := n, 0
		for y := lo; y < hi; y++ {
			same, came := s.cur[k][y] == s.old[k][y], s.cur[k][y] == s.old[k][y-dy]
			switch {
			case same && came:
			case came:
				moved++
				from, to = min(from, y), y+1
			default:
				other++
			}
		}
		if moved < scrollRows/4 || moved < 2*other && moved*4 < to-from {
			continue
		}
		good |= 1 << k
		// Rows at the ends that look the same moved or not belong to it.
		for from > lo && s.cur[k][from-1] == s.old[k][from-1-dy] {
			from--
		}
		for to < hi && s.cur[k][to] == s.old[k][to-dy] {
			to++
		}
		y0, y1 = min(y0, from), max(y1, to)
	}
	return y0, y1, good
}

// sides returns the columns that are worth moving, found by looking at a few rows
// of to from the strips outwards: beside what scrolls may be what does not, and
// what rests above it (a button, say) costs less than to send all that moved
// below it.
func (s *scroller) sides(c *canvas, r, to image.Rectangle, dy int, good uint, draw func(*scene.Image, image.Rectangle)) (x0, x1 int) {
	first, last := bits.TrailingZeros(good), bits.Len(good)-1
	a, b := 4*(s.at[first]-to.Min.X), 4*(s.at[last]+stripWidth-to.Min.X)
	var left, right [edgeRows]edge
	n := 0
	for i := range edgeRows {
		y := to.Min.Y + (to.Dy()-1)*(2*i+1)/(2*edgeRows)
		row := y - r.Min.Y
		if s.cur[first][row] != s.old[first][row-dy] || s.cur[last][row] != s.old[last][row-dy] {
			continue // something else is here
		}
		draw(&s.img, image.Rect(to.Min.X, y, to.Max.X, y+1))
		cur, was, stayed := s.img.Pix, c.row(y-dy, to.Min.X, to.Max.X), c.row(y, to.Min.X, to.Max.X)
		wide := len(cur[b:]) / 4
		left[n] = edge{lastDifference(cur[:a], was[:a]), lastDifference(cur[:a], stayed[:a])}
		right[n] = edge{wide - firstDifference(cur[b:], was[b:]), wide - firstDifference(cur[b:], stayed[b:])}
		n++
	}
	return to.Min.X + cheapest(left[:n]), to.Max.X - cheapest(right[:n])
}

// An edge is a row's end: how many of its pixels, counted from outside, are to be
// sent if they are moved, and if they stay.
type edge struct{ moved, stayed int }

// cheapest returns how many columns at the edge are to stay, so that the fewest
// pixels are to be sent.
func cheapest(rows []edge) (columns int) {
	cost := func(n int) (sum int) {
		for _, e := range rows {
			sum += max(0, e.moved-n) + min(n, e.stayed)
		}
		return sum
	}
	best := cost(0)
	for _, e := range rows {
		if n := cost(e.moved); n < best {
			best, columns = n, e.moved
		}
	}
	return columns
}

// scrolled makes the copy on the canvas, as the client will.
func (c *canvas) scrolled(src image.Rectangle, dy int) {
	c.move(src, dy)
	for i := range c.cells {
		c.cells[i].whole = 0 // from now on it is worth looking
	}
	if c.lossy > 0 {
		c.moveLosses(src, dy)
	}
}

// moveLosses notes which cells a copy has brought losses into: those that had
// some, and those into which part of such a one has gone. Rows are taken in the
// order in which none is overwritten before it was looked at.
func (c *canvas) moveLosses(src image.Rectangle, dy int) {
	to := src.Add(image.Pt(0, dy))
	first, last, step := to.Min.Y/cellSide, cellsIn(to.Max.Y)-1, 1
	if dy > 0 {
		first, last, step = last, first, -1
	}
	for y := first; y != last+step; y += step {
		from := image.Rect(src.Min.X, y*cellSide-dy, src.Max.X, (y+1)*cellSide-dy).Intersect(src)
		for x := to.Min.X / cellSide; x < cellsIn(to.Max.X); x++ {
			lost := false
			for k := from.Min.Y / cellSide; k < cellsIn(from.Max.Y); k++ {
				p := &c.cells[k*c.cols+x]
				lost = lost || p.quality != exact || p.stale
			}
			i := y*c.cols + x
			switch p := &c.cells[i]; {
			case p.stale || p.quality == halved:
				c.lose(c.rect(i), halved, c.used) // the canvas does not have what is beside the copy
			case lost || p.quality != exact:
				c.lose(c.rect(i), refined, c.used)
			}
		}
	}
}

// scrollPause is the most frames without a search after searches in vain.
const scrollPause = 16

// findScrolls looks for scrolls in the tiles of each surface.
func (w *worker) findScrolls(f *frame) {
	for from := 0; from < len(f.tiles); {
		t := &f.tiles[from]
		to := from + 1
		for to < len(f.tiles) && f.tiles[to].canvas == t.canvas {
			to++
		}
		ok := false
		if c := t.canvas; c != nil && t.refine == chosenNothing && t.target.graphics() && c.searchable(f.tiles[from:to]) {
			draw := func(m *scene.Image, r image.Rectangle) { t.draw(m, r.Add(t.origin)) }
			var src image.Rectangle
			var dy int
			if src, dy, ok = w.scroll.find(c, f.tiles[from:to], draw); ok {
				c.scrolled(src, dy)
				f.scrolls = append(f.scrolls, scroll{t.surface, src, dy})
			}
			c.searched(ok)
		}
		for i := from; i < to && !ok; i++ {
			f.tiles[i].left = f.tiles[i].spare
		}
		from = to
	}
}

// searchable reports whether looking for a scroll is worth it.
func (c *canvas) searchable(tiles []tile) bool {
	n := 0
	for i := range tiles {
		n += tiles[i].rect.Dx() * tiles[i].rect.Dy()
	}
	c.soon = false
	if n < scrollCells*cellSide*cellSide {
		return false
	}
	c.pause--
	c.soon = c.pause == 0
	return c.pause < 0
}

// searched notes how a search went: while a video plays, there are fewer.
func (c *canvas) searched(found bool) {
	c.vain = min(2*c.vain+1, scrollPause)
	if found {
		c.vain = 0
	}
	c.pause = c.vain
	c.soon = c.pause == 0
}
