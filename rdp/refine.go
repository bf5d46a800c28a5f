package rdp

import (
	"image"
	"time"
)

// restTime is for how long a cell must not have changed before it is made
// better: it is no video then.
const restTime = 200 * time.Millisecond

// Bounds of a frame that makes cells better. It must not keep the link busy
// for long: what changes next waits behind it.
const (
	refineTime = 10e6 // nanoseconds on the link
	refineMost = 32   // cells
)

// refine plans a frame that makes cells better which rest, and tells how long
// until the next may be; ok is false if there is nothing to be made better.
func (p *painter) refine(now time.Time) (wait time.Duration, ok bool) {
	wait = time.Hour
	for key, c := range p.canvases {
		if c.lossy == 0 {
			continue
		}
		p.frame.reset()
		c.seq++
		budget := max(1, min(refineMost, int(refineTime/(p.strategy.link*3*cellSide*cellSide))))
		for i := range c.cells {
			q := &c.cells[i]
			if q.quality == exact || !q.known {
				continue
			}
			ok = true
			if rest := q.changed.Add(restTime).Sub(now); rest > 0 {
				wait = min(wait, rest)
				continue
			}
			if len(p.frame.tiles) < budget {
				t := p.template()
				t.canvas, t.surface, t.rect = c, key, c.lossOf(i)
				t.refine, t.photo, t.now = true, p.strategy.lossless(), now
				p.frame.add(t)
			}
		}
		if len(p.frame.tiles) > 0 {
			return 0, true
		}
	}
	return wait, ok
}

// refine makes a cell better by one step: exact at last. The app is not asked.
func (w *worker) refine(t *tile) {
	c, r := t.canvas, t.rect
	resize(&w.img, r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(w.img.Row(y, r.Min.X, r.Max.X), c.row(y, r.Min.X, r.Max.X))
	}
	p := &c.cells[c.index(r.Min)]
	if p.quality == coarse && w.addLossy(t, r, chosenRefined) {
		w.finishLossy(t)
		return
	}
	if t.cache != nil && r.Size() == image.Pt(cellSide, cellSide) {
		t.keys = append(t.keys, keyed{c.index(r.Min), w.key(t, r)})
	}
	t.pieces(r, func(r image.Rectangle) { w.lossless(t, r, t.photo) })
	for i := range t.ops {
		t.ops[i].how = chosenRefined
	}
	p.quality = exact
}
