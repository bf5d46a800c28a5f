package rdp

import (
	"image"
	"slices"
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// bitmapPixels is how many pixels a bitmap update has at most: one of the worst
// pixels fits into one fast-path PDU.
const bitmapPixels = 64 * 56

// wideBitmap is how wide bitmap updates are at most: wide ones have fewer rows,
// each of which takes its time, and longer runs.
const wideBitmap = 128

// pieces cuts r into parts that an update without the graphics pipeline takes,
// about as large as each other. For a surface it is one.
func (t *tile) pieces(r image.Rectangle, f func(image.Rectangle)) {
	if t.target.graphics() {
		f(r)
		return
	}
	// At the edge of an odd desktop, what cannot be widened is cut.
	if rest := r.Dx() % 4; t.widen(r).Dx()%4 != 0 && r.Dx() > 4 {
		edge := r
		edge.Min.X, r.Max.X = r.Max.X-rest, r.Max.X-rest
		defer f(edge)
	}
	widest := wideBitmap
	if t.target == toBits { // RemoteFX pads to squares
		widest = max(4, t.most/r.Dy()&^3)
	}
	width := fours(share(r.Dx(), widest))
	height := share(r.Dy(), t.most/width)
	for y := r.Min.Y; y < r.Max.Y; y += height {
		for x := r.Min.X; x < r.Max.X; x += width {
			f(image.Rect(x, y, x+width, y+height).Intersect(r))
		}
	}
}

// share cuts n into as few parts of at most the given size as can be, and returns
// how large the largest is.
func share(n, most int) int {
	parts := (n + most - 1) / most
	return (n + parts - 1) / parts
}

// fours returns the least multiple of four that is not less than n.
func fours(n int) int { return (n + 3) &^ 3 }

// widen makes r a multiple of four wide, as bitmap updates want it, by pixels
// beside it, if there are any in bounds.
func widen(r, bounds image.Rectangle) image.Rectangle {
	n := fours(r.Dx())
	r.Max.X = min(r.Min.X+n, bounds.Max.X)
	r.Min.X = max(r.Max.X-n, bounds.Min.X)
	return r
}

// widen is that for what is coded for bitmap updates, with pixels of the tile.
func (t *tile) widen(r image.Rectangle) image.Rectangle {
	if t.target.graphics() {
		return r
	}
	return widen(r, t.rect.Sub(t.origin))
}

// bitmap codes one changed rectangle for a bitmap update.
func (w *worker) bitmap(t *tile, r image.Rectangle) {
	r = t.widen(r)
	o := op{how: chosenPlanar, codec: egfx.CodecPlanar, rect: r, from: len(t.data)}
	if t.depth == 32 {
		t.data = w.appendBitmap(t.data, t, r)
	} else {
		pix, stride, dx := w.padded(t, r)
		var compressed bool
		t.data, compressed = w.rle.Append(t.data, pix, stride, dx, r.Dy(), codec.Depth(t.depth))
		if o.how, o.codec = chosenInterleaved, 0; !compressed {
			o.how = chosenRaw
		}
	}
	o.to = len(t.data)
	o.bytes = o.to - o.from
	t.ops = append(t.ops, o)
	if area := pixels(r); area >= minPhoto {
		t.canvas.seems(r, o.bytes > area)
	}
}

// appendBitmap appends r in planar form, as bitmap updates have it: bottom row
// first. rdesktop reads only run-length coded planes with alpha; but it takes no
// surface bits.
func (w *worker) appendBitmap(b []byte, t *tile, r image.Rectangle) []byte {
	pix, stride, dx := w.padded(t, r)
	old := t.target == toBitmap
	opt := codec.PlanarOptions{BottomUp: true, NoAlpha: !old, ForceRLE: old, Stable: true}
	return w.planar.Append(b, pix, stride, dx, r.Dy(), opt)
}

// padded returns the pixels of r in rows of a multiple of four. What this adds on
// the right is to be clipped, which IronRDP does not do: it is for what cannot be
// widened, at the edge of an odd desktop.
func (w *worker) padded(t *tile, r image.Rectangle) (pix []byte, stride, dx int) {
	pix, stride, dx = w.pixels(t, r), w.img.Stride, fours(r.Dx())
	if dx == r.Dx() {
		return pix, stride, dx
	}
	w.pad = slices.Grow(w.pad[:0], 4*dx*r.Dy())[:4*dx*r.Dy()]
	for y := range r.Dy() {
		row := w.pad[4*dx*y:][:4*dx]
		for n := copy(row, pix[y*stride:][:4*r.Dx()]); n < len(row); n += 4 {
			copy(row[n:], row[n-4:n])
		}
	}
	return w.pad, 4 * dx, dx
}

// finishBitmaps sends the composed desktop's tiles as bitmap updates.
func (p *painter) finishBitmaps(now time.Time) error {
	for i := range p.frame.tiles {
		t := &p.frame.tiles[i]
		p.count(t)
		for k := range t.ops {
			if o := &t.ops[k]; o.how != chosenNothing {
				if err := p.sendBitmap(o, t.data[o.from:o.to]); err != nil {
					return err
				}
			}
		}
	}
	p.pace(p.frame.bytes(), now)
	p.work = 0
	return nil
}

// sendBitmap sends a bitmap update of one rectangle: some builds of mstsc draw
// only the first.
func (p *painter) sendBitmap(o *op, data []byte) error {
	r := o.rect
	rects := [1]bcgr.BitmapData{{
		Rect:  bcgr.Rect{Left: uint16(r.Min.X), Top: uint16(r.Min.Y), Right: uint16(r.Max.X - 1), Bottom: uint16(r.Max.Y - 1)},
		Width: uint16(fours(r.Dx())), Height: uint16(r.Dy()), BitsPerPixel: uint16(p.s.peer.Depth), Data: data,
	}}
	if o.how != chosenRaw {
		rects[0].Flags = bcgr.BitmapCompression
		if g := bcgr.Find[*bcgr.General](p.s.peer.Capabilities); g != nil && g.ExtraFlags&bcgr.NoBitmapCompressionHdr != 0 {
			rects[0].Flags |= bcgr.BitmapNoCompressionHdr
		}
	}
	u := bcgr.BitmapUpdate{Rects: rects[:]}
	p.s.link.payload = u.AppendTo(p.s.link.payload[:0])
	return p.s.link.update(bcgr.UpdateBitmap, p.s.link.payload)
}
