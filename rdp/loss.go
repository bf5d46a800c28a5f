package rdp

import (
	"image"
	"time"
)

// A loss says where a cell has losses, and where in it changes with losses go
// on: what lies beside those rests, however often they come. Changes that are
// sent exactly, as small ones are, count for nothing here.
type loss struct {
	rect  image.Rectangle // where the client may have other pixels than the canvas
	fresh image.Rectangle // what changed with losses since then
	prior image.Rectangle // and in the time before, which was no shorter than restTime
	since time.Time
	last  time.Time // when something did
}

// change notes a change of r with losses.
func (l *loss) change(r image.Rectangle, now time.Time) {
	if now.Sub(l.since) >= restTime {
		l.prior, l.fresh, l.since = l.moving(now), image.Rectangle{}, now
	}
	l.fresh, l.last = l.fresh.Union(r), now
}

// moving returns where changes with losses came in the last restTime, or a little
// before.
func (l *loss) moving(now time.Time) image.Rectangle {
	switch {
	case now.Sub(l.last) >= restTime:
		return image.Rectangle{}
	case now.Sub(l.since) >= restTime:
		return l.fresh
	}
	return l.fresh.Union(l.prior)
}

// rests returns how long it takes until some of the losses rest, if nothing
// changes any more; 0: some do.
func (l *loss) rests(now time.Time) time.Duration {
	switch {
	case !l.rect.In(l.moving(now)):
		return 0
	case !l.rect.In(l.fresh):
		return l.since.Add(restTime).Sub(now)
	}
	return l.last.Add(restTime).Sub(now)
}

// part returns what of the losses is made exact next: a side of them, as many
// rows or columns of it as n pixels are, so that what is left is a rectangle.
// What moves is left out.
func (l *loss) part(moving image.Rectangle, n int) (r image.Rectangle) {
	r, m := l.rect, l.rect.Intersect(moving)
	some := func(all, across int) int {
		if k := max(leastRows, n/across); all-k >= leastRows {
			return k
		}
		return all
	}
	switch {
	case m.Empty():
		r.Max.Y = r.Min.Y + some(r.Dy(), r.Dx())
	case m.Min.Y > r.Min.Y:
		r.Max.Y = r.Min.Y + some(m.Min.Y-r.Min.Y, r.Dx())
	case m.Max.Y < r.Max.Y:
		r.Min.Y = r.Max.Y - some(r.Max.Y-m.Max.Y, r.Dx())
	case m.Min.X > r.Min.X:
		r.Max.X = r.Min.X + some(m.Min.X-r.Min.X, r.Dy())
	default:
		r.Min.X = r.Max.X - some(r.Max.X-m.Max.X, r.Dy())
	}
	return r
}

// cut takes a side of a rectangle away.
func cut(r, side image.Rectangle) image.Rectangle {
	switch {
	case side == r:
		return image.Rectangle{}
	case side.Min.Y > r.Min.Y:
		r.Max.Y = side.Min.Y
	case side.Max.Y < r.Max.Y:
		r.Min.Y = side.Max.Y
	case side.Min.X > r.Min.X:
		r.Max.X = side.Min.X
	default:
		r.Min.X = side.Max.X
	}
	return r
}

// lose notes that r has changed and was sent with losses.
func (c *canvas) lose(r image.Rectangle, q quality, now time.Time) {
	for i := r.Min.X / cellSide; i < cellsIn(r.Max.X); i++ {
		k := c.index(image.Pt(i*cellSide, r.Min.Y))
		p, l, x := &c.cells[k], &c.loss[k], c.rect(k).Intersect(r)
		if l.change(x, now); p.quality != exact {
			x = x.Union(l.rect)
		}
		p.quality, l.rect = q, x
	}
}

// mend notes that a side of cell i's losses has been made exact.
func (c *canvas) mend(i int, side image.Rectangle) {
	l := &c.loss[i]
	if l.rect = cut(l.rect, side); l.rect.Empty() {
		c.cells[i].quality = exact
	}
}
