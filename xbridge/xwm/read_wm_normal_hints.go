package xwm

import (
	"image"

	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

// SizeHints is WM_NORMAL_HINTS (ICCCM 4.1.2.3). Sizes are of the X window;
// 0 means none.
type SizeHints struct {
	Flags     uint32
	Min, Max  image.Point
	Inc, Base image.Point
	MinAspect image.Point // numerator, denominator of width/height
	MaxAspect image.Point
	Gravity   uint32
}

// The flags of SizeHints.
const (
	SizeUSPosition uint32 = 1 << iota
	SizeUSSize
	SizePPosition
	SizePSize
	SizePMinSize
	SizePMaxSize
	SizePResizeInc
	SizePAspect
	SizePBaseSize
	SizePWinGravity
)

// maxSize is the largest that an X window can be.
const maxSize = 32767

// DecodeSizeHints reads WM_NORMAL_HINTS; nonsense in it is dropped. Clients
// older than ICCCM send 15 words, without base size and gravity.
func DecodeSizeHints(words []uint32) SizeHints {
	if len(words) < 15 {
		return SizeHints{}
	}
	w := make([]uint32, 18)
	copy(w, words)
	h := SizeHints{Flags: w[0], Gravity: gravityNorthWest}
	if len(words) < 18 {
		h.Flags &^= SizePBaseSize | SizePWinGravity
	}
	if h.Flags&SizePMinSize != 0 {
		h.Min = size(w[5], w[6])
	}
	if h.Flags&SizePMaxSize != 0 {
		h.Max = size(w[7], w[8])
	}
	if h.Flags&SizePResizeInc != 0 {
		h.Inc = size(w[9], w[10])
	}
	if h.Flags&SizePAspect != 0 {
		h.MinAspect, h.MaxAspect = size(w[11], w[12]), size(w[13], w[14])
	}
	if h.Flags&SizePBaseSize != 0 {
		h.Base = size(w[15], w[16])
	}
	if h.Flags&SizePWinGravity != 0 && w[17] >= gravityNorthWest && w[17] <= gravityStatic {
		h.Gravity = w[17]
	}
	// Each of base and minimum stands in for the other.
	if h.Flags&SizePMinSize == 0 {
		h.Min = h.Base
	}
	if h.Max.X != 0 && h.Max.X < h.Min.X {
		h.Max.X = h.Min.X
	}
	if h.Max.Y != 0 && h.Max.Y < h.Min.Y {
		h.Max.Y = h.Min.Y
	}
	return h
}

func size(w, h uint32) image.Point {
	clamp := func(v uint32) int {
		if int32(v) <= 0 {
			return 0
		}
		return int(min(v, maxSize))
	}
	return image.Pt(clamp(w), clamp(h))
}

// Constrain returns the size nearest to p, not above it, that the app
// accepts: within its limits, in its steps, of its aspect.
func (h *SizeHints) Constrain(p image.Point) image.Point {
	p = h.clamp(p)
	p = h.aspect(p)
	base := h.Base
	if h.Flags&SizePBaseSize == 0 {
		base = h.Min
	}
	p.X = step(p.X, base.X, h.Inc.X)
	p.Y = step(p.Y, base.Y, h.Inc.Y)
	return h.clamp(p)
}

func (h *SizeHints) clamp(p image.Point) image.Point {
	one := func(v, lo, hi int) int {
		if hi > 0 {
			v = min(v, hi)
		}
		return min(max(v, lo, 1), maxSize)
	}
	return image.Pt(one(p.X, h.Min.X, h.Max.X), one(p.Y, h.Min.Y, h.Max.Y))
}

// step rounds v down to base plus a multiple of inc.
func step(v, base, inc int) int {
	if inc <= 1 || v <= base {
		return v
	}
	return base + (v-base)/inc*inc
}

// aspect makes p narrower or lower until its aspect is within the limits. The
// base size, if given, does not count for it.
func (h *SizeHints) aspect(p image.Point) image.Point {
	q := p
	if h.Flags&SizePBaseSize != 0 {
		q = p.Sub(h.Base)
	}
	if q.X <= 0 || q.Y <= 0 {
		return p
	}
	if a := h.MaxAspect; a.X > 0 && a.Y > 0 && q.X*a.Y > q.Y*a.X {
		p.X -= q.X - q.Y*a.X/a.Y
	} else if a := h.MinAspect; a.X > 0 && a.Y > 0 && q.X*a.Y < q.Y*a.X {
		p.Y -= q.Y - q.X*a.Y/a.X
	}
	return p
}

// Window gravities (X11 protocol, WinGravity).
const (
	gravityNorthWest = 1 + iota
	gravityNorth
	gravityNorthEast
	gravityWest
	gravityCenter
	gravityEast
	gravitySouthWest
	gravitySouth
	gravitySouthEast
	gravityStatic
)

// Anchor returns where the top left of a window goes that the client asked to
// be at p with a border, once the border is taken away and a frame is around
// it: the reference point of its gravity, on the outer edge, stays where it is
// (ICCCM 4.1.2.3). Static is about the window itself.
func Anchor(gravity uint32, p image.Point, border int, frame scene.Insets) image.Point {
	before, middle, after := func(a, b int) int { return a }, func(a, b int) int { return border + (a-b)/2 }, func(a, b int) int { return 2*border - b }
	x, y := before, before
	switch gravity {
	case gravityNorth, gravityCenter, gravitySouth:
		x = middle
	case gravityNorthEast, gravityEast, gravitySouthEast:
		x = after
	case gravityStatic:
		return p.Add(image.Pt(border, border))
	}
	switch gravity {
	case gravityWest, gravityCenter, gravityEast:
		y = middle
	case gravitySouthWest, gravitySouth, gravitySouthEast:
		y = after
	}
	return p.Add(image.Pt(x(frame.Left, frame.Right), y(frame.Top, frame.Bottom)))
}

// Grow returns the rectangle r resized to size about the reference point of a
// gravity.
func Grow(gravity uint32, r image.Rectangle, size image.Point) image.Rectangle {
	d := r.Size().Sub(size)
	at := r.Min
	switch gravity {
	case gravityNorth, gravityCenter, gravitySouth:
		at.X += d.X / 2
	case gravityNorthEast, gravityEast, gravitySouthEast:
		at.X += d.X
	}
	switch gravity {
	case gravityWest, gravityCenter, gravityEast:
		at.Y += d.Y / 2
	case gravitySouthWest, gravitySouth, gravitySouthEast:
		at.Y += d.Y
	}
	return image.Rectangle{Min: at, Max: at.Add(size)}
}

func (wm *WM) readWMNormalHints(w *window, p xconn.Property) { w.size = DecodeSizeHints(p.Words()) }
