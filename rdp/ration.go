package rdp

import (
	"image"
	"slices"
	"time"
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

// flatRatio is about how many bytes a pixel of flat content takes, and
// hotRate how many frames a second a rationed link may get.
const (
	flatRatio = 0.15
	hotRate   = 1000
)

// ration returns how many bytes a frame may have; ok is false if it need not
// be asked.
func (s *strategy) ration() (bytes float64, ok bool) {
	bytes = float64(rationTime) / s.link
	return bytes, s.known && bytes < rationBytes
}

// congested reports whether what is under way fills the link: it is sent to at
// the pace at which it empties.
func (p *painter) congested() bool {
	if _, slow := p.strategy.ration(); !slow || !p.s.gfx.ready() {
		return false
	}
	f := p.s.gfx.srv.Frames
	return time.Duration(float64(f.InFlight())*p.strategy.link) > f.LowestRTT()+queueTime
}

// small reports whether a tile is what somebody may be waiting for who types or
// points: not much of what it could be.
func (t *tile) small() bool {
	r := t.rect.Sub(t.origin)
	if t.video != nil && r.Overlaps(t.video.area) {
		return false
	}
	at := image.Pt(r.Min.X-r.Min.X%tileWidth, r.Min.Y-r.Min.Y%cellSide)
	whole := image.Rectangle{Min: at, Max: at.Add(image.Pt(tileWidth, cellSide))}.Intersect(t.canvas.bounds())
	return 4*r.Dx()*r.Dy() <= whole.Dx()*whole.Dy()
}

// expect returns about how many bytes a tile will take.
func (t *tile) expect() (bytes float64) {
	c, r := t.canvas, t.rect.Sub(t.origin)
	for x := r.Min.X; x < r.Max.X; x += cellSide - x%cellSide {
		area, ratio := (min(x-x%cellSide+cellSide, r.Max.X)-x)*r.Dy(), flatRatio
		switch i := c.index(image.Pt(x, r.Min.Y)); {
		case t.video != nil && t.video.takes(i):
			ratio = 0 // it has a share of its own
		case c.cells[i].wasPhoto:
			ratio = t.ratio
		}
		bytes += float64(area) * ratio
	}
	return bytes
}

// cut takes tiles from the frame, from the given one on, that it has no room
// for, and returns what they were to draw. Large changes, as of videos, go last,
// each part of them in its turn, and not at all together with a small one.
func (p *painter) cut(from int) (rest []image.Rectangle) {
	room, slow := p.strategy.ration()
	list := p.frame.tiles[from:]
	if c := list[0].canvas; !slow || !c.known(c.bounds()) {
		return nil // a surface that is new is shown at once, whole
	}
	now := list
	if n := p.smallFirst(list); n > 0 {
		now = list[:n]
	}
	p.order(now)
	keep := fitting(now, room)
	for i := range list[keep:] {
		rest = append(rest, list[keep+i].rect)
	}
	p.turn = list[keep-1].rect.Max
	p.frame.tiles = p.frame.tiles[:from+keep]
	return rest
}

// smallFirst moves small changes to the front and returns how many there are.
func (p *painter) smallFirst(list []tile) (n int) {
	for i := range list {
		if list[i].small() {
			list[n], list[i] = list[i], list[n]
			n++
		}
	}
	return n
}

// order sorts tiles so that those after the last one sent come first.
func (p *painter) order(list []tile) {
	after := func(t *tile) bool {
		return t.rect.Max.Y > p.turn.Y || t.rect.Max.Y == p.turn.Y && t.rect.Max.X > p.turn.X
	}
	slices.SortStableFunc(list, func(a, b tile) int {
		if x, y := after(&a), after(&b); x != y {
			if x {
				return -1
			}
			return 1
		}
		if a.rect.Max.Y != b.rect.Max.Y {
			return a.rect.Max.Y - b.rect.Max.Y
		}
		return a.rect.Max.X - b.rect.Max.X
	})
}

// fitting returns how many tiles there is room for: one at least.
func fitting(list []tile, room float64) (n int) {
	for n < len(list) {
		if room -= list[n].expect(); room < 0 && n > 0 {
			break
		}
		n++
	}
	return n
}
