package rdp

import (
	"image"

	"oriel/compositor/region"
	"oriel/compositor/scene"
)

// background is what the composed desktop shows where no window is: B, G, R, A.
var background = [4]byte{0x40, 0x34, 0x2E, 0xFF}

// A composer turns changes of windows into damage of one desktop picture, in
// device pixels. It keeps no pixels: each damaged rectangle is drawn afresh
// from the windows' own buffers. It belongs to the session.
type composer struct {
	layout *layout
	bounds image.Rectangle // of the desktop, device pixels
	have   []placed        // windows as the damage so far accounts for them, bottom first
	next   []placed
	damage region.Region
	scrap  region.Region
}

// placed is a window's picture on the desktop.
type placed struct {
	id      scene.WindowID
	extents image.Rectangle // content with margins, device pixels
	scale   float64         // of its monitor
	win     *scene.Window
}

// reset makes everything damaged, for a desktop of the given layout.
func (c *composer) reset(l *layout) {
	c.bounds, c.layout = l.bounds(), l
	c.have = c.have[:0]
	c.damageAll()
}

func (c *composer) damageAll() {
	c.damage.Clear()
	c.damage.Add(c.bounds)
}

// origin returns where a window's content begins, in device pixels. The
// frame's corner decides, so that a window lies where RAIL says it does.
func origin(w *scene.Window, m mapping) image.Point {
	return m.point(w.Bounds.Min).Sub(scene.ScalePoint(image.Pt(w.Margins.Left, w.Margins.Top), m.factor()))
}

// extents returns the rectangle that a window's content covers.
func extents(w *scene.Window, m mapping) image.Rectangle {
	at := origin(w, m)
	return image.Rectangle{Min: at, Max: at.Add(scene.ScalePoint(w.Content.Size, m.factor()))}
}

// frameRect returns the visible frame of a window in device pixels. Its size
// is the size of the scaled frame at the origin, so that it does not change
// as the window moves.
func frameRect(w *scene.Window, m mapping) image.Rectangle {
	at := m.point(w.Bounds.Min)
	return image.Rectangle{Min: at, Max: at.Add(scene.ScalePoint(w.Bounds.Size(), m.factor()))}
}

// update adds to the damage what differs between the last call and v, and
// takes the windows' own damage over.
func (c *composer) update(v *scene.View) {
	c.next = c.next[:0]
	for _, id := range v.Stack {
		if w := v.Windows[id]; w != nil && w.State&scene.Minimized == 0 {
			m := c.layout.of(v, w)
			c.next = append(c.next, placed{id, extents(w, m), m.factor(), w})
		}
	}
	for i, h := range c.have {
		j := find(c.next, h.id)
		switch {
		case j < 0:
			c.add(h.extents)
		case c.next[j].extents != h.extents || c.next[j].scale != h.scale:
			c.add(h.extents)
			c.add(c.next[j].extents)
		default:
			c.restacked(i, j)
		}
	}
	for i, n := range c.next {
		if find(c.have, n.id) < 0 {
			c.add(n.extents)
		}
		c.content(i)
	}
	c.have, c.next = c.next, c.have
}

func find(list []placed, id scene.WindowID) int {
	for i := range list {
		if list[i].id == id {
			return i
		}
	}
	return -1
}

// restacked damages what window have[i], now next[j], shares with windows
// that were below it and are now above, or the reverse.
func (c *composer) restacked(i, j int) {
	for k := i + 1; k < len(c.have); k++ {
		if n := find(c.next, c.have[k].id); n >= 0 && n < j {
			c.add(c.have[i].extents.Intersect(c.have[k].extents))
		}
	}
}

func (c *composer) add(r image.Rectangle) { c.damage.Add(r.Intersect(c.bounds)) }

// content takes over the damage of window next[i], less what windows above it
// hide.
func (c *composer) content(i int) {
	w := c.next[i].win
	if w.Content.Damage.Empty() {
		return
	}
	at := c.next[i].extents.Min
	c.scrap.Clear()
	for _, r := range w.Content.Damage.Rects() {
		r = scene.ScaleDamage(r, c.next[i].scale).Add(at).Intersect(c.next[i].extents)
		c.scrap.Add(r.Intersect(c.bounds))
	}
	for k := range c.next[i+1:] {
		above := &c.next[i+1+k]
		for p := range above.win.Content.Planes {
			if r := above.hides(p); r.Overlaps(c.scrap.Bounds()) {
				c.scrap.SubtractRect(r)
			}
		}
	}
	c.damage.Union(&c.scrap)
	w.Content.Damage.Clear()
}

// hides returns what plane i of the window hides of what is below.
func (p *placed) hides(i int) image.Rectangle {
	return hides(&p.win.Content, i, p.extents.Min, p.scale).Intersect(p.extents)
}

// hides returns what plane i of a content that is drawn at a point hides of what
// is below.
func hides(c *scene.Content, i int, at image.Point, scale float64) image.Rectangle {
	if c.Shape != nil {
		return image.Rectangle{}
	}
	return c.Planes[i].Hides(scale).Add(at)
}

// draw composes the desktop inside dst.Rect. Any goroutine may call it while
// nobody calls update. Windows whose memory the app took away keep what was
// below them.
func (c *composer) draw(dst *scene.Image) {
	lowest := c.lowest(dst.Rect)
	if lowest < 0 {
		fill(dst, background)
	}
	for i := max(lowest, 0); i < len(c.have); i++ {
		if p := &c.have[i]; p.extents.Overlaps(dst.Rect) {
			err := p.win.Content.Draw(dst, p.extents.Min, p.scale, p.extents)
			if err != nil && i == lowest {
				fill(dst, background) // there is nothing below it yet
			}
		}
	}
}

// lowest returns the topmost window of which one plane hides all that is below it
// in r, -1 if there is none.
func (c *composer) lowest(r image.Rectangle) int {
	for i := len(c.have) - 1; i >= 0; i-- {
		p := &c.have[i]
		for k := range p.win.Content.Planes {
			if r.In(p.hides(k)) {
				return i
			}
		}
	}
	return -1
}

// fill sets all pixels of m, whose rows follow each other without a gap.
func fill(m *scene.Image, c [4]byte) {
	if len(m.Pix) < 4 {
		return
	}
	copy(m.Pix, c[:])
	for n := 4; n < len(m.Pix); n *= 2 {
		copy(m.Pix[n:], m.Pix[:n])
	}
}
