package rdp

import (
	"image"
	"time"

	"oriel/rdp/avc"
)

// A cell moves that changed so often, never later than movePause after the last
// time: on a slow link it is not sent with each frame. Where all turns take longer
// than that, it is one of those that waited.
const (
	movesEnough = 5
	movePause   = 500 * time.Millisecond
)

// videoCells is how many cells of a video must move.
const videoCells = 12

// move notes a change of the cell, on a canvas that is behind since then.
func (p *cell) move(now, behind time.Time) {
	switch d := now.Sub(p.moved); {
	case d == 0: // in the same frame
		return
	case d < movePause || !behind.IsZero() && behind.Before(p.moved):
		p.moves = min(p.moves+1, movesEnough)
	default:
		p.moves = 0
	}
	p.moved = now
}

// begin begins a frame of damage.
func (c *canvas) begin() {
	if !c.left {
		c.behind = time.Time{}
	}
	c.left = false
}

// leave notes that some of the damage waits for a later frame.
func (c *canvas) leave(now time.Time) {
	if c.left = true; c.behind.IsZero() {
		c.behind = now
	}
}

// moves reports whether a cell goes on changing.
func (c *canvas) moves(i int, now time.Time) bool {
	p := &c.cells[i]
	return p.moves >= movesEnough && (now.Sub(p.moved) < movePause || c.left && c.behind.Before(p.moved))
}

// moving returns the largest part of a canvas that a video seems to be on.
func (c *canvas) moving(now time.Time) (area image.Rectangle) {
	seen := make([]bool, len(c.cells)) // this is not done with every frame
	best := 0
	for i := range c.cells {
		if seen[i] || c.cells[i].photo == 0 || !c.moves(i, now) {
			continue
		}
		if r, n := c.flood(i, seen, now); n > best {
			area, best = r, n
		}
	}
	if best < videoCells || 3*best < 2*pixels(area) {
		return image.Rectangle{}
	}
	area = c.edges(area, now)
	area = image.Rectangle{Min: area.Min.Mul(cellSide), Max: area.Max.Mul(cellSide)}.Intersect(c.bounds())
	if max(area.Dx(), area.Dy()) > avc.MaxSide-16 || 4*(area.Dx()+16)*(area.Dy()+16) > avc.PictureSize {
		return image.Rectangle{}
	}
	return area
}

// flood returns where the moving cells that touch cell i are, in cells, and how
// many.
func (c *canvas) flood(i int, seen []bool, now time.Time) (r image.Rectangle, n int) {
	todo := []int{i}
	seen[i] = true
	for len(todo) > 0 {
		i, todo = todo[len(todo)-1], todo[:len(todo)-1]
		x, y := i%c.cols, i/c.cols
		r, n = r.Union(image.Rect(x, y, x+1, y+1)), n+1
		for _, d := range [...]image.Point{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
			k := i + d.Y*c.cols + d.X
			if x+d.X < 0 || x+d.X >= c.cols || k < 0 || k >= len(c.cells) || seen[k] || !c.moves(k, now) {
				continue
			}
			seen[k] = true
			todo = append(todo, k)
		}
	}
	return r, n
}

// edges adds to a part, in cells, what of the cells around it moves: a video
// seldom ends where a cell does.
func (c *canvas) edges(r image.Rectangle, now time.Time) image.Rectangle {
	rows := len(c.cells) / c.cols
	out := r
	for _, side := range [...]image.Rectangle{
		image.Rect(r.Min.X-1, r.Min.Y, r.Min.X, r.Max.Y), image.Rect(r.Max.X, r.Min.Y, r.Max.X+1, r.Max.Y),
		image.Rect(r.Min.X, r.Min.Y-1, r.Max.X, r.Min.Y), image.Rect(r.Min.X, r.Max.Y, r.Max.X, r.Max.Y+1),
	} {
		if !side.In(image.Rect(0, 0, c.cols, rows)) {
			continue
		}
		n := 0
		for y := side.Min.Y; y < side.Max.Y; y++ {
			for x := side.Min.X; x < side.Max.X; x++ {
				if c.moves(y*c.cols+x, now) {
					n++
				}
			}
		}
		if 2*n > pixels(side) {
			out = out.Union(side)
		}
	}
	return out
}
