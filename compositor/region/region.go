// Package region computes with sets of pixels kept as rectangles: damage,
// opaque and input regions. A Region is a value with an owner: its methods
// change it in place and keep its memory, so that per-frame damage allocates
// nothing in the steady state.
//
//	var dmg region.Region
//	dmg.Add(image.Rect(0, 0, 64, 64))
//	dmg.Intersect(window)
//	for _, r := range dmg.Rects() { … }
package region

import (
	"image"
	"slices"
)

// A Region is a set of pixels. The zero Region is empty. Copying a Region
// copies the header only; use Clone or CopyFrom for a copy with its own
// memory.
type Region struct {
	// INVARIANT: non-empty rectangles in bands: sorted by top, then left; two
	// rectangles share either both top and bottom or no row; within a band
	// they do not touch; bands that touch differ in their columns. So equal
	// sets have equal lists.
	rects []image.Rectangle
	spare []image.Rectangle // memory of the last combine
}

// Of returns the region that the rectangles cover together.
func Of(rects ...image.Rectangle) Region {
	var r Region
	for _, x := range rects {
		r.Add(x)
	}
	return r
}

// Rects returns disjoint rectangles that cover the region, top to bottom.
// They are valid until the region changes and must not be written to.
func (r *Region) Rects() []image.Rectangle { return r.rects }

// Empty reports whether the region has no pixel.
func (r *Region) Empty() bool { return len(r.rects) == 0 }

// Bounds returns the smallest rectangle that holds the region.
func (r *Region) Bounds() image.Rectangle {
	var b image.Rectangle
	for _, x := range r.rects {
		b = b.Union(x)
	}
	return b
}

// Area returns the number of pixels.
func (r *Region) Area() int {
	n := 0
	for _, x := range r.rects {
		n += x.Dx() * x.Dy()
	}
	return n
}

// Largest returns the one of Rects with the most pixels.
func (r *Region) Largest() (most image.Rectangle) {
	for _, x := range r.rects {
		if x.Dx()*x.Dy() > most.Dx()*most.Dy() {
			most = x
		}
	}
	return most
}

// Equal reports whether both regions have the same pixels.
func (r *Region) Equal(o *Region) bool { return slices.Equal(r.rects, o.rects) }

// Contains reports whether p is in the region.
func (r *Region) Contains(p image.Point) bool {
	return slices.ContainsFunc(r.rects, p.In)
}

// Overlaps reports whether x and the region share pixels.
func (r *Region) Overlaps(x image.Rectangle) bool {
	return slices.ContainsFunc(r.rects, x.Overlaps)
}

// Clear empties the region and keeps its memory.
func (r *Region) Clear() { r.rects = r.rects[:0] }

// Clone returns a copy with memory of its own.
func (r *Region) Clone() Region { return Region{rects: slices.Clone(r.rects)} }

// CopyFrom makes r equal to o and keeps r's memory.
func (r *Region) CopyFrom(o *Region) { r.rects = append(r.rects[:0], o.rects...) }

// Translate moves the region by d.
func (r *Region) Translate(d image.Point) {
	for i := range r.rects {
		r.rects[i] = r.rects[i].Add(d)
	}
}

// Add adds the pixels of x.
func (r *Region) Add(x image.Rectangle) {
	if x.Empty() {
		return
	}
	if len(r.rects) == 0 {
		r.rects = append(r.rects, x)
		return
	}
	for _, o := range r.rects {
		if x.In(o) {
			return
		}
	}
	if r.Bounds().In(x) {
		r.rects = append(r.rects[:0], x)
		return
	}
	one := [1]image.Rectangle{x}
	r.combine(one[:], func(a, b bool) bool { return a || b })
}

// Union adds the pixels of o.
func (r *Region) Union(o *Region) {
	switch {
	case len(o.rects) == 0:
	case len(o.rects) == 1:
		r.Add(o.rects[0])
	case len(r.rects) == 0:
		r.CopyFrom(o)
	default:
		r.combine(o.rects, func(a, b bool) bool { return a || b })
	}
}

// Subtract removes the pixels of o.
func (r *Region) Subtract(o *Region) {
	if len(r.rects) > 0 && len(o.rects) > 0 {
		r.combine(o.rects, func(a, b bool) bool { return a && !b })
	}
}

// SubtractRect removes the pixels of x.
func (r *Region) SubtractRect(x image.Rectangle) {
	if x.Empty() || !x.Overlaps(r.Bounds()) {
		return
	}
	one := [1]image.Rectangle{x}
	r.combine(one[:], func(a, b bool) bool { return a && !b })
}

// Intersect keeps the pixels inside x.
func (r *Region) Intersect(x image.Rectangle) {
	if r.Bounds().In(x) {
		return
	}
	one := [1]image.Rectangle{x}
	if x.Empty() {
		r.Clear()
		return
	}
	r.combine(one[:], func(a, b bool) bool { return a && b })
}

// IntersectRegion keeps the pixels that are in o too.
func (r *Region) IntersectRegion(o *Region) {
	r.combine(o.rects, func(a, b bool) bool { return a && b })
}

// Simplify grows the region until it has at most max rectangles: neighbours
// in the list are joined, the cheapest first by order, at last the bounds.
func (r *Region) Simplify(max int) {
	if len(r.rects) <= max {
		return
	}
	if max < 1 {
		max = 1
	}
	// One bounding rectangle per group of consecutive rectangles; groups can
	// overlap, so they are added again one by one.
	in := append(r.spare[:0], r.rects...)
	per := (len(in) + max - 1) / max
	r.rects = r.rects[:0]
	var groups Region
	for g := range slices.Chunk(in, per) {
		b := g[0]
		for _, x := range g[1:] {
			b = b.Union(x)
		}
		groups.Add(b)
	}
	if len(groups.rects) > max {
		b := groups.Bounds()
		groups.rects = append(groups.rects[:0], b)
	}
	r.rects = append(r.rects, groups.rects...)
	r.spare = in
}

// combine sweeps over both lists from top to bottom and keeps the pixels for
// which keep says so; o must hold the invariant.
func (r *Region) combine(o []image.Rectangle, keep func(a, b bool) bool) {
	a, out := r.rects, r.spare[:0]
	last := 0 // start of the previous band in out
	y := minTop(a, o)
	for len(a) > 0 || len(o) > 0 {
		bandA, bandO := bandAt(a, y), bandAt(o, y)
		next := nextEdge(bandA, a, bandO, o, y)
		start := len(out)
		out = mergeBand(out, bandA, bandO, y, next, keep)
		out, last = coalesce(out, last, start)
		y = next
		a, o = dropAbove(a, y), dropAbove(o, y)
		if len(bandAt(a, y)) == 0 && len(bandAt(o, y)) == 0 {
			y = minTop(a, o)
		}
	}
	r.rects, r.spare = out, r.rects
}

func minTop(a, b []image.Rectangle) int {
	switch {
	case len(a) == 0 && len(b) == 0:
		return 0
	case len(a) == 0:
		return b[0].Min.Y
	case len(b) == 0:
		return a[0].Min.Y
	}
	return min(a[0].Min.Y, b[0].Min.Y)
}

// bandAt returns the leading rectangles that cover row y.
func bandAt(a []image.Rectangle, y int) []image.Rectangle {
	n := 0
	for n < len(a) && a[n].Min.Y <= y && y < a[n].Max.Y {
		n++
	}
	return a[:n]
}

// nextEdge returns the first row below y where either list changes.
func nextEdge(bandA, a, bandO, o []image.Rectangle, y int) int {
	const none = int(^uint(0) >> 1)
	next := none
	for _, s := range [2]struct{ band, all []image.Rectangle }{{bandA, a}, {bandO, o}} {
		if len(s.band) > 0 {
			next = min(next, s.band[0].Max.Y)
		} else if len(s.all) > 0 && s.all[0].Min.Y > y {
			next = min(next, s.all[0].Min.Y)
		}
	}
	return next
}

// mergeBand appends one band of rows y0 to y1.
func mergeBand(out, a, b []image.Rectangle, y0, y1 int, keep func(a, b bool) bool) []image.Rectangle {
	const none = int(^uint(0) >> 1)
	start := len(out)
	for i, j, inA, inB := 0, 0, false, false; ; {
		ax, bx := none, none
		if i < len(a) {
			ax = a[i].Min.X
			if inA {
				ax = a[i].Max.X
			}
		}
		if j < len(b) {
			bx = b[j].Min.X
			if inB {
				bx = b[j].Max.X
			}
		}
		x := min(ax, bx)
		if x == none {
			return out
		}
		was := keep(inA, inB)
		if ax == x {
			if inA {
				i++
			}
			inA = !inA
		}
		if bx == x {
			if inB {
				j++
			}
			inB = !inB
		}
		switch now := keep(inA, inB); {
		case now && !was:
			if n := len(out); n > start && out[n-1].Max.X == x {
				break // it goes on where the last one ended
			}
			out = append(out, image.Rectangle{Min: image.Pt(x, y0), Max: image.Pt(x, y1)})
		case was && !now:
			out[len(out)-1].Max.X = x
		}
	}
}

// coalesce joins the band that begins at start with the one before it, at
// last, when they touch and have the same columns. It returns where the last
// band begins.
func coalesce(out []image.Rectangle, last, start int) ([]image.Rectangle, int) {
	n := len(out) - start
	if n == 0 {
		return out, last
	}
	if start-last != n || start == 0 || out[last].Max.Y != out[start].Min.Y {
		return out, start
	}
	for i := range n {
		if out[last+i].Min.X != out[start+i].Min.X || out[last+i].Max.X != out[start+i].Max.X {
			return out, start
		}
	}
	bottom := out[start].Max.Y
	for i := range n {
		out[last+i].Max.Y = bottom
	}
	return out[:start], last
}

func dropAbove(a []image.Rectangle, y int) []image.Rectangle {
	for len(a) > 0 && a[0].Max.Y <= y {
		a = a[1:]
	}
	return a
}
