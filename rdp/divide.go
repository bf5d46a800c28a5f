package rdp

import "image"

// leastNotch is how many pixels that rest a rectangle of a photo must spare to be
// divided: each has a header.
const leastNotch = 16

// An extent is from where to where a row changed; nothing of it did if lo ≥ hi.
type extent struct{ lo, hi int }

func (e extent) union(f extent) extent {
	switch {
	case e.lo >= e.hi:
		return f
	case f.lo >= f.hi:
		return e
	}
	return extent{min(e.lo, f.lo), max(e.hi, f.hi)}
}

func (e extent) width() int { return max(0, e.hi-e.lo) }

// divide returns what changed in x, a part of one cell of a photo: in up to four
// rectangles, one above the other, so that what rests in the notch of an L, as
// where the corner of a window lies on a video, gets no losses each time.
// They are valid until the next call.
func (w *worker) divide(c *canvas, r, x image.Rectangle) []image.Rectangle {
	w.parts = w.parts[:0]
	if p := &c.cells[c.index(x.Min)]; !p.comparable() {
		w.parts = append(w.parts, x)
		return w.parts
	}
	var rows [cellSide]extent
	for y := range x.Dy() {
		cur := w.img.Pix[(x.Min.Y+y-r.Min.Y)*w.img.Stride+4*(x.Min.X-r.Min.X):][:4*x.Dx()]
		old := c.row(x.Min.Y+y, x.Min.X, x.Max.X)
		lo := firstDifference(cur, old)
		rows[y] = extent{lo, lo + lastDifference(cur[4*lo:], old[4*lo:])}
	}
	w.parts = appendParts(w.parts, rows[:x.Dy()], x.Min, 2)
	return w.parts
}

// whole reports whether x, a cell, changed all over: from edge to edge, and no
// corner of it rests.
func (w *worker) whole(c *canvas, r, x image.Rectangle) bool {
	if !x.In(r) {
		return false
	}
	parts := w.divide(c, r, x)
	return len(parts) == 1 && parts[0] == x
}

// appendParts appends the rectangles of rows, the first of which is that of at,
// divided no more than so many times.
func appendParts(parts []image.Rectangle, rows []extent, at image.Point, times int) []image.Rectangle {
	for ; len(rows) > 0 && rows[0].width() == 0; rows = rows[1:] {
		at.Y++
	}
	for len(rows) > 0 && rows[len(rows)-1].width() == 0 {
		rows = rows[:len(rows)-1]
	}
	if len(rows) == 0 {
		return parts
	}
	var all extent
	changed := 0
	for _, e := range rows {
		all = all.union(e)
		changed += e.width()
	}
	if times > 0 && len(rows)*all.width()-changed >= leastNotch {
		if cut := bestCut(rows, all); cut > 0 {
			parts = appendParts(parts, rows[:cut], at, times-1)
			return appendParts(parts, rows[cut:], at.Add(image.Pt(0, cut)), times-1)
		}
	}
	return append(parts, image.Rect(at.X+all.lo, at.Y, at.X+all.hi, at.Y+len(rows)))
}

// bestCut returns above which row to divide, so that the two rectangles are
// smallest; 0: it is not worth it. all is the union of the rows.
func bestCut(rows []extent, all extent) (cut int) {
	var below [cellSide + 1]extent
	for i := len(rows) - 1; i > 0; i-- {
		below[i] = below[i+1].union(rows[i])
	}
	var above extent
	best := len(rows)*all.width() - leastNotch
	for i := 1; i < len(rows); i++ {
		above = above.union(rows[i-1])
		if area := i*above.width() + (len(rows)-i)*below[i].width(); area <= best {
			best, cut = area, i
		}
	}
	return cut
}
