package rdp

import (
	"image"
	"time"

	"oriel/rdp/egfx"
)

// restTime is for how long a cell must not have changed before it is made
// better: it is no video then.
const restTime = 200 * time.Millisecond

// refineTime is for how long a frame that makes cells better may keep the link
// busy: what changes next waits behind it.
const refineTime = 3 * time.Millisecond

// leastRows is how many rows of a cell are made exact at once at least.
const leastRows = 8

// paceSlack is how much later than it could a frame may be sent that makes
// better, and the next one so much earlier: timers are no better.
const paceSlack = 2 * time.Millisecond

// turnOfRest is which frame goes to what rests while changes keep the link busy.
const turnOfRest = 16

// improve sends better pixels of what rests, as far as there is room for them.
func (p *painter) improve(now time.Time) {
	frames := p.s.throttle()
	room := p.room(frames, now)
	if room <= 0 {
		return // an acknowledgement will wake us
	}
	if now.Before(p.paced) {
		p.better = p.paced
		return
	}
	p.better = p.sendBetter(room, now)
}

// insist gives what rests its turn on a busy link, with as much as others have.
func (p *painter) insist(now time.Time) {
	if p.frames-p.mended >= turnOfRest && p.held.IsZero() {
		p.sendBetter(p.strategy.ration(), now)
	}
}

// sendBetter sends better pixels of what rests, at most so many bytes, or tells when
// some will rest; zero: nothing is to be made better, or a frame is under way.
func (p *painter) sendBetter(room float64, now time.Time) (next time.Time) {
	p.mended = p.frames
	switch wait, ok := p.refine(room, now); {
	case !ok:
	case wait > 0 || len(p.frame.tiles) == 0:
		return now.Add(max(0, wait))
	default:
		p.refining = true
		p.start(now)
	}
	return time.Time{}
}

// room returns how many bytes a frame that makes better may have: no more than
// what fills the link together with what is on its way. A change then waits for
// no acknowledgement, and for no more than queueTime on the link. Where the link
// is not known, or slower than it was, nothing else may be on its way.
func (p *painter) room(frames *egfx.FrameController, now time.Time) float64 {
	most := float64(refineTime) / p.strategy.link
	if !p.held.IsZero() {
		return 0
	}
	if frames == nil || frames.Outstanding() == 0 {
		return most
	}
	span := frames.LowestRTT() + refineTime
	if !p.strategy.known || frames.Outstanding()+1 >= frames.Window() || frames.Oldest(now) > span+2*queueTime {
		return 0
	}
	room := min(most, float64(span)/p.strategy.link-float64(frames.InFlight()))
	if room < most/2 {
		frames.Full()
		return 0
	}
	return room
}

// refine plans a frame that makes cells better which rest: nothing is made exact
// while something else is still coarse. It tells how long until some will rest
// if none do; ok is false if there is nothing to be made better.
func (p *painter) refine(room float64, now time.Time) (wait time.Duration, ok bool) {
	p.frame.reset()
	wait, ok = p.askAgain(room, now)
	if ok && wait <= 0 {
		return 0, true
	}
	for _, how := range [...]choice{chosenRefined, chosenExact} {
		for surface, c := range p.canvases {
			if c.lossy == 0 {
				continue
			}
			t := p.template()
			t.canvas, t.surface, t.refine = c, surface, how
			t.photo, t.dense, t.now = p.strategy.lossless(), p.strategy.dense(), now
			p.owes(surface)
			rest, any := p.addResting(t, room)
			if len(p.frame.tiles) > 0 {
				c.seq++
				return 0, true
			}
			wait, ok = min(wait, rest), ok || any
		}
	}
	return wait, ok
}

// askAgain damages cells that rest and have losses, but whose pixels the canvas
// need not have, one at least: they are drawn again, exactly. It tells how long
// until some will rest if none do; ok is false if there are none.
func (p *painter) askAgain(room float64, now time.Time) (wait time.Duration, ok bool) {
	wait = time.Hour
	for surface, c := range p.canvases {
		if c.lossy == 0 {
			continue
		}
		p.owes(surface)
		for i := range c.cells {
			x := &c.cells[i]
			if x.quality == exact || x.again || x.quality != halved && x.known {
				continue
			}
			rest := c.loss[i].restsIn(p.owed.Overlaps(c.rect(i)), now)
			if wait, ok = min(wait, rest), true; rest > 0 || room <= 0 {
				continue
			}
			x.again, x.stale, x.whole = true, true, 0
			room -= float64(pixels(c.rect(i))) * p.strategy.ratio(p.strategy.lossless())
			p.undraw(surface, c.rect(i))
		}
	}
	return wait, ok
}

// owes fills owed: what of a surface is damaged, and waits for its turn.
func (p *painter) owes(surface uint16) {
	if surface == 0 {
		p.owed.CopyFrom(&p.comp.damage)
		p.owed.Translate(image.Point{}.Sub(p.comp.bounds.Min))
		return
	}
	p.owed.Clear()
	for _, k := range p.rec.have {
		if k.surface == surface {
			p.owed.Union(&k.undrawn)
		}
	}
}

// undraw damages r of a surface.
func (p *painter) undraw(surface uint16, r image.Rectangle) {
	if surface == 0 {
		p.comp.damage.Add(r.Add(p.comp.bounds.Min))
		return
	}
	for _, k := range p.rec.have {
		if k.surface == surface {
			k.undrawn.Add(r)
		}
	}
}

// addResting adds tiles like t for cells with losses that rest, one at least. What
// rests beside something that does not is made exact in one step.
func (p *painter) addResting(t tile, room float64) (wait time.Duration, any bool) {
	wait = time.Hour
	for i := range t.canvas.cells {
		x, l := &t.canvas.cells[i], &t.canvas.loss[i]
		if x.quality == exact || x.quality == halved || !x.known {
			continue
		}
		any = true
		damaged := p.owed.Overlaps(t.canvas.rect(i))
		if rest := l.rest(&p.rests, damaged, t.now); rest > 0 {
			wait = min(wait, rest)
			continue
		}
		if step := x.quality == coarse && l.restsIn(damaged, t.now) <= 0 && pixels(l.where.Bounds()) >= minPhoto; step != (t.refine == chosenRefined) {
			continue
		}
		if t.refine == chosenRefined {
			room -= p.addCoarse(t, i)
		} else {
			room -= p.addExact(t, i, room)
		}
		if room <= 0 {
			break
		}
	}
	return wait, any
}

// addCoarse adds a coarse cell: to the last tile if it lies beside it, so that
// they are one message. It returns how many bytes that takes, about.
func (p *painter) addCoarse(t tile, i int) (bytes float64) {
	t.rect = t.canvas.rect(i)
	bytes = float64(pixels(t.rect)) * p.strategy.ratio(chosenRefined)
	if n := len(p.frame.tiles); n > 0 {
		last := &p.frame.tiles[n-1].rect
		if last.Min.Y == t.rect.Min.Y && last.Max.X == t.rect.Min.X && last.Dx() < tileWidth {
			*last = last.Union(t.rect)
			return bytes
		}
	}
	p.frame.add(t)
	return bytes + tileOverhead
}

// addExact adds as much of a cell's losses that rest as there is room for.
func (p *painter) addExact(t tile, i int, room float64) (bytes float64) {
	ratio := p.strategy.ratio(chosenExact)
	r := part(&p.rests, int(room/ratio))
	t.canvas.mend(i, r)
	if t.rect = r; !t.target.graphics() {
		t.rect = widen(r, t.canvas.rect(i))
	}
	p.frame.add(t)
	return float64(pixels(t.rect))*ratio + tileOverhead
}

// refine makes a tile better by one step: exact at last. The app is not asked.
func (w *worker) refine(t *tile) {
	c, r := t.canvas, t.rect
	whole := c.rect(c.index(r.Min)).Union(r)
	resize(&w.img, whole)
	for y := whole.Min.Y; y < whole.Max.Y; y++ {
		copy(w.img.Row(y, whole.Min.X, whole.Max.X), c.row(y, whole.Min.X, whole.Max.X))
	}
	if t.refine == chosenExact {
		w.exact(t, r)
		return
	}
	for x := r.Min.X; x < r.Max.X; x += cellSide {
		i := c.index(image.Pt(x, r.Min.Y))
		if loss := c.loss[i].where.Bounds(); w.addLossy(t, loss, chosenRefined) {
			c.loss[i].where.Add(loss)
			c.cells[i].quality = refined
		} else {
			c.mend(i, loss)
			w.exact(t, loss)
		}
	}
	w.finishLossy(t)
}

// exact codes r exactly, of a cell whose other pixels are as exact as it says.
func (w *worker) exact(t *tile, r image.Rectangle) {
	c, from := t.canvas, len(t.ops)
	t.pieces(r, func(r image.Rectangle) { w.lossless(t, r, t.photo) })
	for k := from; k < len(t.ops); k++ {
		t.ops[k].how = chosenExact
	}
	i := c.index(r.Min)
	if cell := c.rect(i); t.cache != nil && c.cells[i].quality == exact && cell.Size() == image.Pt(cellSide, cellSide) {
		t.keys = append(t.keys, keyed{i, w.key(t, cell)})
	}
}

// finishRefined sends the tiles of improve as one frame.
func (p *painter) finishRefined(now time.Time) error {
	p.refining = false
	if p.medium == bySurfaceBits {
		return p.finishSurfaceBits(now)
	}
	g := p.s.gfx
	number := p.frame.tiles[0].surface
	surface, ok := g.surfaces[number]
	if !ok {
		return nil // it is gone
	}
	g.zip.Dense = p.strategy.dense()
	defer func() { g.zip.Dense = false }()
	p.startFrame(now)
	if _, err := p.send(0, surface, number); err != nil {
		return err
	}
	return p.endFrame(now)
}
