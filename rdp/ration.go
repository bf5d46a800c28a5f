package rdp

import (
	"cmp"
	"image"
	"slices"
	"time"

	"oriel/rdp/egfx"
)

// On a slow link what is drawn now waits for what was sent before. So frames
// are kept as short as this on the link, and no more of them are under way
// than fill it and this much besides. What a frame leaves out stays damaged.
const (
	rationTime = 4 * time.Millisecond
	queueTime  = 4 * time.Millisecond
)

// rationBytes is what a frame may always have: the link is not slow if it
// carries so much in rationTime.
const rationBytes = 64 << 10

// For answerTime after a key what is large waits for what the key changes, but not
// after each of many: for one in answerPause. probeLook is how often the way is looked
// at while the kernel probes it.
const (
	answerTime  = 4 * time.Millisecond
	answerPause = 16 * time.Millisecond
	probeLook   = 2 * time.Millisecond
)

// unprovedBytes may always be under way.
const unprovedBytes = 256 << 10

// flatRatio is about how many bytes a pixel of flat content takes, and
// hotRate how many frames a second a rationed link may get.
const (
	flatRatio = 0.15
	hotRate   = 1000
)

// ration returns how many bytes a frame may have on a slow link.
func (s *strategy) ration() float64 { return float64(rationTime) / s.link * max(1, s.share) }

// slow reports whether frames are rationed.
func (s *strategy) slow() bool { return s.known && slow(s.link) }

// slow reports whether a link on which a byte takes so many nanoseconds is one.
func slow(perByte float64) bool { return perByte*rationBytes > float64(rationTime) }

// shares returns how many times longer than rationTime frames must be on the link
// for a client that wants few to be on their way: else it would be idle.
func shares(f *egfx.FrameController) float64 {
	return float64(f.LowestRTT()+queueTime) / float64(rationTime) / float64(f.Limited())
}

// congested reports whether what is under way fills the link, or is work enough
// for the client: it is sent to at the pace at which both get done with it.
func (p *painter) congested(now time.Time) bool {
	f := p.s.throttle()
	if !p.strategy.slow() {
		return p.unproved(f, now)
	}
	var busy time.Duration
	if f != nil {
		p.look(now)
		busy = f.Behind(now) - paceSlack
	} else {
		busy = p.behind(now)
	}
	if p.free = later(p.paced, now.Add(busy)); now.Before(p.free) {
		return true
	}
	p.free = time.Time{}
	return f != nil && time.Duration(float64(f.InFlight())*p.strategy.link) > f.LowestRTT()+queueTime
}

// typed notes a key: what it changes is to find the link empty.
func (p *painter) typed(now time.Time) {
	if now.Sub(p.asked) > answerPause {
		p.asked, p.answered = now, false
	}
}

// hold returns until when what is large waits at most, zero if it does not. While the
// kernel probes the way, that is until nothing is on it: what is small would be behind
// it for a round trip.
func (p *painter) hold(now time.Time) (until time.Time) {
	switch way := &p.hop.last; {
	case !p.strategy.slow():
	case way.probes && way.queued > 0:
		return now.Add(probeLook)
	case !p.answered && now.Sub(p.asked) < answerTime:
		return p.asked.Add(answerTime)
	}
	return until
}

// unproved reports whether so much is under way that the link may after all not be
// as fast as it seems. A client that acknowledges frames may have more, as long as it
// arrives fast, or it is the client that does not take it.
func (p *painter) unproved(f *egfx.FrameController, now time.Time) bool {
	if f != nil && f.InFlight() <= unprovedBytes {
		return false
	}
	h, _ := p.look(now)
	if h.queued+p.s.w.pending() <= unprovedBytes || f != nil && (p.drain.held || !p.drain.crawls(h, now)) {
		return false
	}
	p.free = now.Add(time.Millisecond) // the kernel does not wake us when it has sent
	return true
}

// Numbers of a watch: how late frames must be, how often the way is looked at then,
// and how long not again if it was not the way that was busy.
const (
	watchFrom  = 10 * time.Millisecond
	watchEvery = nextDrain
	watchPause = time.Second
)

// watch looks at the way while frames are late: it may be slower than the best burst.
func (p *painter) watch(late time.Duration, now time.Time) {
	if p.strategy.slow() || now.Before(p.unwatched) {
		return
	}
	if p.free = now.Add(watchFrom - late); late < watchFrom {
		return
	}
	if h, _ := p.look(now); h.queued < drainBytes || p.drain.held {
		p.unwatched, p.free = now.Add(watchPause), time.Time{}
		return
	}
	p.free = now.Add(watchEvery)
}

// behind returns for how long what is under way more than fills the link to a
// client that acknowledges nothing, as far as it is seen from here.
func (p *painter) behind(now time.Time) time.Duration {
	h, _ := p.look(now)
	bytes := float64(h.queued) + float64(p.s.w.pending())
	return time.Duration(bytes*p.strategy.link) - h.rtt - queueTime
}

// pace sets when the next frame may be sent, behind one of so many bytes: before
// acknowledgements come, nothing else keeps a queue from growing. It is a little
// faster than the link seems to be, which then decides; but slower where nothing
// tells of a queue.
func (p *painter) pace(bytes int, now time.Time) {
	haste := 0.9
	if p.strategy.blind {
		haste = 1.1
	}
	p.paced = later(p.paced, now.Add(-paceSlack)).Add(time.Duration(float64(bytes) * p.strategy.link * haste))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// small reports whether a tile is what somebody may be waiting for who types or
// points: not much of what it could be.
func (t *tile) small() bool {
	r := t.rect.Sub(t.origin)
	if t.video != nil && r.Overlaps(t.video.area) {
		return false
	}
	if t.edge(r) {
		return false
	}
	at := image.Pt(r.Min.X-r.Min.X%tileWidth, r.Min.Y-r.Min.Y%cellSide)
	whole := image.Rectangle{Min: at, Max: at.Add(image.Pt(tileWidth, cellSide))}.Intersect(t.canvas.bounds())
	return 4*pixels(r) <= pixels(whole)
}

// edge reports whether r goes through a cell that is not flat: it is not much of
// a video, but no less of one.
func (t *tile) edge(r image.Rectangle) bool {
	for x := r.Min.X; x < r.Max.X; x += cellSide - x%cellSide {
		i := t.canvas.index(image.Pt(x, r.Min.Y))
		p, c := &t.canvas.cells[i], t.canvas.rect(i)
		through := r.Min.X <= c.Min.X && r.Max.X >= c.Max.X || r.Min.Y <= c.Min.Y && r.Max.Y >= c.Max.Y
		if through && !p.flat() {
			return true
		}
	}
	return false
}

// expect returns about how many bytes a tile will take, and how much work the
// client has with it.
func (t *tile) expect() (bytes, work float64) {
	c, r := t.canvas, t.rect.Sub(t.origin)
	for x := r.Min.X; x < r.Max.X; x += cellSide - x%cellSide {
		area, ratio, how := float64((min(x-x%cellSide+cellSide, r.Max.X)-x)*r.Dy()), flatRatio, chosenPlanar
		switch i := c.index(image.Pt(x, r.Min.Y)); {
		case t.video != nil && t.video.takes(i):
			continue // it has a share of its own
		case c.cells[i].wasPhoto:
			ratio, how = t.ratio, t.photo
		}
		bytes, work = bytes+area*ratio, work+area*costs[how].decode
	}
	return bytes, work
}

// A turn is where a frame ended that had no room for all.
type turn struct {
	surface uint16
	at      image.Point // of the canvas
}

// turn returns how far a frame has come that ends with the tile.
func (t *tile) turn() turn { return turn{t.surface, t.rect.Sub(t.origin).Max} }

// compare orders turns by surface, then row by row.
func (a turn) compare(b turn) int {
	return cmp.Or(cmp.Compare(a.surface, b.surface), cmp.Compare(a.at.Y, b.at.Y), cmp.Compare(a.at.X, b.at.X))
}

// cut takes tiles from the frame that it has no room for: what they were to draw
// stays damaged. Large changes, as of videos, go last, each part of them in its
// turn, and not at all together with a small one, even of another window, unless
// they have waited for one already: what is small may change all the time. A
// surface that is new is shown at once, whole.
func (p *painter) cut() {
	list := p.frame.tiles
	if !p.strategy.slow() || len(list) == 0 {
		return
	}
	room := p.strategy.ration()
	whole := front(list, func(t *tile) bool { return !t.canvas.known(t.canvas.bounds()) })
	now := list[whole:]
	small := front(now, (*tile).small)
	p.order(now[:small])
	p.order(now[small:])
	p.first = small > 0 && !(p.first && small < len(now))
	alone := p.first || !p.held.IsZero()
	if alone {
		now = now[:small]
	}
	p.answered = p.answered || small > 0
	keep := whole + p.fitting(now, room)
	if !p.first && small > 0 {
		keep = max(keep, whole+min(small+1, len(now))) // one that has waited
	}
	p.narrow(now[:keep-whole], room)
	if n := keep - whole; n > small || n > 0 && n < small {
		p.turn = now[n-1].turn()
	}
	for i := range list[keep:] {
		list[keep+i].spare = true
	}
	if alone {
		p.drop(keep)
	}
	slices.SortStableFunc(p.frame.tiles, func(a, b tile) int { return cmp.Compare(a.place, b.place) })
}

// narrow takes cells from the last tile of a list that is too much, as exact
// pixels of a video are, so that each has its turn: one stays at least.
func (p *painter) narrow(list []tile, room float64) {
	if len(list) == 0 || list[0].target.graphics() {
		return
	}
	for i := range list[:len(list)-1] {
		bytes, _ := list[i].expect()
		room -= bytes
	}
	t := &list[len(list)-1]
	if bytes, _ := t.expect(); bytes <= room {
		return
	}
	all, from, at := t.rect, t.rect.Min.X, p.turn.at.Add(t.origin)
	row := (all.Min.Y - t.origin.Y) / cellSide
	if p.turn.surface == t.surface && (p.turn.at.Y-1)/cellSide == row && all.Min.X < at.X && at.X < all.Max.X {
		from = at.X
	}
	next := func(x int) int { return min(x+cellSide-(x-t.origin.X)%cellSide, all.Max.X) }
	t.rect.Min.X, t.rect.Max.X = from, next(from)
	for t.rect.Max.X < all.Max.X {
		wide := *t
		wide.rect.Max.X = next(t.rect.Max.X)
		if bytes, _ := wide.expect(); bytes > room {
			break
		}
		t.rect = wide.rect
	}
	for _, r := range [...]image.Rectangle{{all.Min, image.Pt(from, all.Max.Y)}, {image.Pt(t.rect.Max.X, all.Min.Y), all.Max}} {
		if !r.Empty() {
			rest := *t
			rest.rect = r
			p.leave(&rest)
		}
	}
}

// drop takes the tiles from the given one on from the frame.
func (p *painter) drop(from int) {
	for i := range p.frame.tiles[from:] {
		p.leave(&p.frame.tiles[from+i])
	}
	p.frame.tiles = p.frame.tiles[:from]
}

// leaveSpare takes tiles from the coded frame for which there was no room.
func (p *painter) leaveSpare() {
	p.drop(front(p.frame.tiles, func(t *tile) bool { return !t.left }))
}

// front moves some tiles to the front and returns how many they are.
func front(list []tile, some func(*tile) bool) (n int) {
	for i := range list {
		if some(&list[i]) {
			list[n], list[i] = list[i], list[n]
			n++
		}
	}
	return n
}

// order sorts tiles so that those after the last one sent come first.
func (p *painter) order(list []tile) {
	slices.SortStableFunc(list, func(a, b tile) int {
		x, y := a.turn(), b.turn()
		if late := x.compare(p.turn) > 0; late != (y.compare(p.turn) > 0) {
			if late {
				return -1
			}
			return 1
		}
		return x.compare(y)
	})
}

// fitting returns how many tiles there is room for, on the link and at the
// client: one at least.
func (p *painter) fitting(list []tile, room float64) (n int) {
	time := float64(rationTime) * max(1, p.strategy.share)
	for n < len(list) {
		bytes, work := list[n].expect()
		room, time = room-bytes, time-work*p.strategy.slack
		if n > 0 && (room < 0 || time < 0) {
			break
		}
		n++
	}
	return n
}
