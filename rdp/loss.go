package rdp

import (
	"image"
	"time"

	"oriel/compositor/region"
)

// A loss says where a cell has losses, and where in it changes with losses go
// on: what lies beside those rests, however often they come. Changes that are
// sent exactly, as small ones are, count for nothing here.
type loss struct {
	where region.Region // the client may have other pixels there than the canvas
	fresh region.Region // what changed with losses since then
	prior region.Region // and in the time before, which was no shorter than restTime
	since time.Time
	last  time.Time // when something did
	idle  bool      // the cell was looked at since then, and nothing did
}

// lossParts is how many rectangles are told apart where a cell has losses, and
// where it changes.
const lossParts = 8

// change notes a change of r with losses.
func (l *loss) change(r image.Rectangle, now time.Time) {
	if now.Sub(l.since) >= restTime {
		if l.prior.Clear(); !l.still(now) {
			l.prior, l.fresh = l.fresh, l.prior
		}
		l.fresh.Clear()
		l.since = now
	}
	l.fresh.Add(r)
	l.fresh.Simplify(lossParts)
	l.last, l.idle = now, false
}

// still reports whether nothing has changed in the last restTime.
func (l *loss) still(now time.Time) bool { return now.Sub(l.last) >= restTime }

// restsIn returns how long it takes until all of the cell rests; 0 or less: it
// does. If it is damaged it is looked at before: on a slow link the parts of a
// video wait for their turns, and all will change again.
func (l *loss) restsIn(damaged bool, now time.Time) time.Duration {
	wait := l.last.Add(restTime).Sub(now)
	if wait <= 0 && damaged && !l.idle {
		return restTime
	}
	return wait
}

// rest makes r the losses that rest: those beside what changed with losses in the
// last restTime, or a little before. It returns how long it takes until there are
// some, if nothing changes any more; 0: there are.
func (l *loss) rest(r *region.Region, damaged bool, now time.Time) time.Duration {
	r.CopyFrom(&l.where)
	wait := l.restsIn(damaged, now)
	if wait <= 0 {
		return 0
	}
	if r.Subtract(&l.fresh); r.Empty() {
		return wait
	}
	if now.Sub(l.since) >= restTime {
		return 0
	}
	if r.Subtract(&l.prior); r.Empty() {
		return l.since.Add(restTime).Sub(now)
	}
	return 0
}

// part returns what of some losses is made exact next: as many rows as n pixels
// are.
func part(losses *region.Region, n int) image.Rectangle {
	r := losses.Rects()[0]
	if k := max(leastRows, n/r.Dx()); r.Dy()-k >= leastRows {
		r.Max.Y = r.Min.Y + k
	}
	return r
}

// lose notes that r has changed and was sent with losses.
func (c *canvas) lose(r image.Rectangle, q quality, now time.Time) {
	for k, end := c.along(r); k < end; k++ {
		p, l, x := &c.cells[k], &c.loss[k], c.rect(k).Intersect(r)
		if l.change(x, now); p.quality == exact {
			l.where.Clear()
		}
		l.where.Add(x)
		l.where.Simplify(lossParts)
		p.quality = q
	}
}

// mend notes that r, of cell i's losses, has been made exact.
func (c *canvas) mend(i int, r image.Rectangle) {
	l := &c.loss[i]
	if l.where.SubtractRect(r); l.where.Empty() {
		c.cells[i].quality = exact
	}
}
