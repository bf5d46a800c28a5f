package rdp

import (
	"image"
	"math/bits"
)

// covered returns the largest part of to, around one of the strips that moved,
// that tiles have, and which of these strips are in it. Damage need not fill the
// rectangle around it, and what a copy takes with it outside of all tiles nobody
// would code again.
func (s *scroller) covered(tiles []tile, to image.Rectangle, good uint) (part image.Rectangle, in uint) {
	for m := good; m != 0; m &= m - 1 {
		x := s.at[bits.TrailingZeros(m)]
		s.bands = appendBands(s.bands[:0], tiles, to, x, x+stripWidth)
		if r := largest(s.bands); pixels(r) > pixels(part) {
			part = r
		}
	}
	for m := good; m != 0; m &= m - 1 {
		k := bits.TrailingZeros(m)
		if s.at[k] >= part.Min.X && s.at[k]+stripWidth <= part.Max.X {
			in |= 1 << k
		}
	}
	return part, in
}

// appendBands appends, from the top of to to its bottom, the widest rectangles
// around the columns from x0 to x1 that tiles fill: empty ones where none does.
func appendBands(b []image.Rectangle, tiles []tile, to image.Rectangle, x0, x1 int) []image.Rectangle {
	for y := to.Min.Y; y < to.Max.Y; {
		lo, hi, next := x0, x0, to.Max.Y
		for grown := true; grown; {
			grown = false
			for i := range tiles {
				r := tiles[i].rect.Sub(tiles[i].origin)
				for _, edge := range []int{r.Min.Y, r.Max.Y} {
					if edge > y {
						next = min(next, edge)
					}
				}
				if r.Min.Y <= y && y < r.Max.Y && r.Min.X <= hi && r.Max.X >= lo && (r.Min.X < lo || r.Max.X > hi) {
					lo, hi, grown = min(lo, r.Min.X), max(hi, r.Max.X), true
				}
			}
		}
		band := image.Rect(max(lo, to.Min.X), y, min(hi, to.Max.X), next)
		if hi < x1 {
			band.Max.X = band.Min.X
		}
		b, y = append(b, band), next
	}
	return b
}

// largest returns the largest rectangle in bands that lie on each other.
func largest(bands []image.Rectangle) (best image.Rectangle) {
	for i, r := range bands {
		for _, b := range bands[i:] {
			r.Min.X, r.Max.X, r.Max.Y = max(r.Min.X, b.Min.X), min(r.Max.X, b.Max.X), b.Max.Y
			if r.Empty() {
				break
			}
			if pixels(r) > pixels(best) {
				best = r
			}
		}
	}
	return best
}
