package wlserver

import (
	"image"
	"math"

	"oriel/compositor/region"
	"oriel/compositor/scene"
)

// each visits the surfaces of a tree that have content, from bottom to top,
// with their positions relative to the root.
func (x *surface) each(at image.Point, f func(x *surface, at image.Point)) {
	if x.content == nil {
		return // children of an unmapped surface are not shown
	}
	below := true
	for _, c := range x.stacked() {
		if c == nil {
			below = false
			f(x, at)
			continue
		}
		c.surface.each(at.Add(c.pos), f)
	}
	if below {
		f(x, at)
	}
}

// publish tells the scene what the tree looks like now.
func (x *surface) publish() {
	if x.role == nil && x.c.watcher == nil {
		return
	}
	// The scene holds the planes of the last content until it has these, and
	// copies the damage: so two lists of planes and one of damage are enough.
	x.turn ^= 1
	c := scene.Content{Planes: x.planes[x.turn][:0]}
	dmg := &x.harm
	dmg.Clear()
	ext := image.Rectangle{}
	x.each(image.Point{}, func(y *surface, at image.Point) {
		r := image.Rectangle{Min: at, Max: at.Add(y.size())}
		ext = ext.Union(r)
		y.collect(dmg, r)
		c.Planes = append(c.Planes, scene.Plane{
			Buffer: y.content.Acquire(), Transform: y.current.transform, Src: y.source(), Dst: r,
			Opaque: y.current.opaque.Add(at).Intersect(r),
		})
	})
	x.hidden(dmg)
	if ext.Min != x.extents.Min {
		dmg.Add(ext)
	}
	x.extents = ext
	for i := range c.Planes {
		c.Planes[i].Move(image.Point{}.Sub(ext.Min))
	}
	dmg.Translate(image.Point{}.Sub(ext.Min))
	x.planes[x.turn] = c.Planes
	c.Size, c.Damage = ext.Size(), *dmg
	c.Shape = x.shape()
	x.s.tx.Commit(x.id, c)
	if x.role != nil {
		x.role.published(x)
	}
}

// shape keeps what the X window manager has set.
func (x *surface) shape() []image.Rectangle {
	return x.s.tx.Shape(x.id)
}

// collect adds a surface's damage in root coordinates, where r is its place.
func (x *surface) collect(dmg *region.Region, r image.Rectangle) {
	if x.redraw || x.shown != r {
		dmg.Add(x.shown)
		dmg.Add(r)
	} else {
		x.damage.Translate(r.Min)
		dmg.Union(&x.damage)
	}
	dmg.Simplify(maxDamage)
	x.damage.Clear()
	x.redraw, x.shown = false, r
}

// hidden damages the places of surfaces that are no longer shown.
func (x *surface) hidden(dmg *region.Region) {
	if x.content == nil && !x.shown.Empty() {
		dmg.Add(x.shown)
		x.shown = image.Rectangle{}
	}
	for _, c := range x.children {
		if x.content == nil && c.surface.content != nil && !c.surface.shown.Empty() {
			dmg.Add(c.surface.shown)
			c.surface.shown = image.Rectangle{}
		}
		c.surface.hidden(dmg)
	}
}

// source returns the part of the buffer that is shown, in the pixels of the
// upright buffer; zero for all of it.
func (x *surface) source() scene.RectF {
	s := x.current.src
	if u := x.unit(); u != 1 && s == (scene.RectF{}) {
		// As many pixels as the place has: none is to be drawn between others.
		size := scene.ScalePoint(x.size(), u)
		return scene.RectF{W: float64(size.X), H: float64(size.Y)}
	}
	if s == (scene.RectF{}) {
		return s
	}
	k := float64(x.current.scale)
	return scene.RectF{X: s.X * k, Y: s.Y * k, W: s.W * k, H: s.H * k}
}

// fromBuffer converts a rectangle of buffer pixels to surface coordinates,
// rounded outwards.
func (x *surface) fromBuffer(r image.Rectangle) image.Rectangle {
	st := &x.current
	if x.content == nil {
		return image.Rectangle{}
	}
	size := x.content.Size()
	r = upright(r.Intersect(image.Rectangle{Max: size}), size, st.transform)
	if st.transform&1 != 0 {
		size.X, size.Y = size.Y, size.X
	}
	k := float64(st.scale) * x.unit()
	src := scene.RectF{W: float64(size.X) / k, H: float64(size.Y) / k}
	if st.src != (scene.RectF{}) {
		src = st.src
	}
	out := x.size()
	sx, sy := float64(out.X)/src.W, float64(out.Y)/src.H
	bleed := 0.0
	if sx != math.Trunc(sx) || sy != math.Trunc(sy) {
		bleed = 1 // scaled pixels bleed into their neighbours
	}
	return image.Rect(
		int(math.Floor((float64(r.Min.X)/k-src.X)*sx-bleed)), int(math.Floor((float64(r.Min.Y)/k-src.Y)*sy-bleed)),
		int(math.Ceil((float64(r.Max.X)/k-src.X)*sx+bleed)), int(math.Ceil((float64(r.Max.Y)/k-src.Y)*sy+bleed)))
}

// upright maps a rectangle of a buffer of the given size to the upright
// picture.
func upright(r image.Rectangle, size image.Point, t scene.Transform) image.Rectangle {
	if r.Empty() {
		return r
	}
	w, h := size.X, size.Y
	switch t & 3 {
	case 1:
		r = image.Rect(r.Min.Y, w-r.Max.X, r.Max.Y, w-r.Min.X)
	case 2:
		r = image.Rect(w-r.Max.X, h-r.Max.Y, w-r.Min.X, h-r.Min.Y)
	case 3:
		r = image.Rect(h-r.Max.Y, r.Min.X, h-r.Min.Y, r.Max.X)
	}
	if t&1 != 0 {
		w = h
	}
	if t >= 4 {
		r.Min.X, r.Max.X = w-r.Max.X, w-r.Min.X
	}
	return r
}

// at returns the topmost surface of the tree that takes input at p (root
// coordinates), and p in its coordinates.
func (x *surface) at(px, py float64) (hit *surface, hx, hy float64) {
	x.each(image.Point{}, func(y *surface, at image.Point) {
		lx, ly := px-float64(at.X), py-float64(at.Y)
		p := image.Pt(int(math.Floor(lx)), int(math.Floor(ly)))
		if !p.In(image.Rectangle{Max: y.size()}) {
			return
		}
		if u := y.unit(); !y.current.inputAll && !y.current.input.Contains(image.Pt(int(lx*u), int(ly*u))) {
			return
		}
		hit, hx, hy = y, lx, ly
	})
	return hit, hx, hy
}

// position returns where the surface is, relative to its root.
func (x *surface) position() image.Point {
	var p image.Point
	for x.sub != nil && x.sub.parent != nil {
		p = p.Add(x.sub.pos)
		x = x.sub.parent
	}
	return p
}

// origin returns where the surface's top left is on the desktop; ok is false
// if it is in no window.
func (x *surface) origin() (p image.Point, ok bool) {
	root := x.root()
	w := x.s.tx.WindowOf(root.id)
	if w == nil {
		return p, false
	}
	return w.SurfaceOrigin().Sub(root.extents.Min).Add(x.position()), true
}

// starved reports whether a viewer still reads what the newest content has
// replaced, anywhere in the tree. A client with two buffers then has none to
// draw into, and some give up when they are told to draw all the same. That
// viewer lets go soon: an app waits for it no longer than for its own frame.
func (x *surface) starved() bool {
	if x.before != nil && x.before != x.buffer && x.before.uses > 0 {
		return true
	}
	for _, c := range x.children {
		if c.surface.starved() {
			return true
		}
	}
	return false
}

// frameDone answers the callbacks of the whole tree.
func (x *surface) frameDone() {
	now := x.s.millis()
	answer := func(y *surface) {
		for _, cb := range y.current.frames {
			cb.SendDone(now)
			cb.Recycle() // nobody else has it
		}
		y.current.frames = y.current.frames[:0]
		y.presented()
	}
	answer(x)
	for _, c := range x.children {
		c.surface.frameDone()
	}
}
