package scene

import "image"

// Sizes of the frame that the compositor draws around windows which draw none
// themselves, in logical pixels. They are multiples of four, so that a frame
// has whole device pixels at each scale that is a multiple of a quarter, and
// the app's own pixels stay sharp inside it.
const (
	FrameTitle  = 32 // height of the title bar, with the edge above it
	FrameBorder = 4  // width of the other edges, by which the window is resized
	FrameReach  = 8  // how far outside of the edges a press still resizes
)

// FrameInsets returns how wide the frame of a window is in a state. The shells
// ask it too: they tell apps how large to be inside.
func FrameInsets(s State) Insets {
	switch {
	case s&Fullscreen != 0:
		return Insets{}
	case s&Maximized != 0:
		return Insets{Top: FrameTitle - FrameBorder}
	}
	return Insets{Left: FrameBorder, Top: FrameTitle, Right: FrameBorder, Bottom: FrameBorder}
}

// Size returns how much larger the insets make what they are around.
func (i Insets) Size() image.Point { return image.Pt(i.Left+i.Right, i.Top+i.Bottom) }

// Sub returns the insets less others; sides may become negative.
func (i Insets) Sub(o Insets) Insets {
	return Insets{i.Left - o.Left, i.Top - o.Top, i.Right - o.Right, i.Bottom - o.Bottom}
}

// Inside returns r without the insets.
func (i Insets) Inside(r image.Rectangle) image.Rectangle {
	r.Min.X, r.Min.Y, r.Max.X, r.Max.Y = r.Min.X+i.Left, r.Min.Y+i.Top, r.Max.X-i.Right, r.Max.Y-i.Bottom
	return r
}

// Outside is the inverse of Inside.
func (i Insets) Outside(r image.Rectangle) image.Rectangle {
	return Insets{}.Sub(i).Inside(r)
}

// Inner returns the part of Bounds that the app draws: what the frame is
// around.
func (w *Window) Inner() image.Rectangle { return w.Frame.Inside(w.Bounds) }

// SurfaceOrigin returns where the top left pixel of the app's own content is.
func (w *Window) SurfaceOrigin() image.Point {
	return w.Inner().Min.Sub(image.Pt(w.Margins.Left, w.Margins.Top))
}

// Resizable reports whether a user may resize the window by its edges.
func (w *Window) Resizable() bool {
	fixed := w.Limits.Max != (image.Point{}) && w.Limits.Min == w.Limits.Max
	return !fixed && w.State&(Maximized|Fullscreen) == 0
}

// OnFrame reports whether the pointer at p is the frame's: on it, or just
// outside of the edges of a window that can be resized.
func (w *Window) OnFrame(p image.Point) bool {
	if w.Frame == (Insets{}) || p.In(w.Inner()) {
		return false
	}
	return p.In(w.grasp())
}

// grasp is the rectangle in which the window takes the pointer for its frame.
func (w *Window) grasp() image.Rectangle {
	if w.Frame.Bottom == 0 || !w.Resizable() {
		return w.Bounds
	}
	return w.Bounds.Inset(-FrameReach)
}

// dress gives w the content of its surface, with the frame around it. The
// window borrows the references of both.
func (x *surface) dress(w *Window) {
	w.Content = x.content
	if c := &w.Content; w.Frame != (Insets{}) && len(c.Planes) > 0 {
		off := image.Pt(w.Frame.Left, w.Frame.Top)
		x.planes = append(x.planes[:0], x.frame...)
		for _, p := range c.Planes {
			p.Move(off)
			x.planes = append(x.planes, p)
		}
		c.Planes, c.Size = x.planes, c.Size.Add(w.Frame.Size())
		c.Shape = framed(c.Shape, x.content.Size, w.Frame)
		x.sum.CopyFrom(&x.content.Damage)
		x.sum.Translate(off)
		x.sum.Union(&x.harm)
		c.Damage = x.sum
	}
	w.fit()
}

// framed returns the shape of a content of the given size with a frame.
func framed(shape []image.Rectangle, size image.Point, f Insets) []image.Rectangle {
	if shape == nil {
		return nil
	}
	all := image.Rectangle{Max: size.Add(f.Size())}
	in := f.Inside(all)
	out := make([]image.Rectangle, 0, len(shape)+4)
	for _, r := range []image.Rectangle{
		{Max: image.Pt(all.Max.X, in.Min.Y)}, {Min: image.Pt(0, in.Max.Y), Max: all.Max},
		{Min: image.Pt(0, in.Min.Y), Max: image.Pt(in.Min.X, in.Max.Y)},
		{Min: image.Pt(in.Max.X, in.Min.Y), Max: image.Pt(all.Max.X, in.Max.Y)},
	} {
		if !r.Empty() {
			out = append(out, r)
		}
	}
	for _, r := range shape {
		if r = r.Add(in.Min).Intersect(in); !r.Empty() {
			out = append(out, r)
		}
	}
	return out
}

// SetFrame gives a window the pictures of its frame: planes around the app's
// content, in logical pixels from the window's top left, and what of them
// changed. The scene takes over the references in planes. The width of the
// frame is Window.Frame, which the window's shell sets.
func (tx *Tx) SetFrame(id WindowID, planes []Plane, damage []image.Rectangle) {
	s := tx.scene()
	w := s.windows[id]
	if w == nil {
		release(planes)
		return
	}
	x := s.surfaces[w.Surface]
	old := len(x.frame)
	x.frame = append(x.frame, planes...)
	release(x.frame[:old])
	x.frame = append(x.frame[:0], x.frame[old:]...)
	for _, r := range damage {
		x.harm.Add(r)
	}
	x.dress(w)
	s.changed[id] |= FieldContent
}

// Framed reports whether a window has pictures of its frame. They go when the
// width of the frame changes.
func (tx *Tx) Framed(id WindowID) bool {
	s := tx.scene()
	w := s.windows[id]
	return w != nil && len(s.surfaces[w.Surface].frame) > 0
}

// undress drops the pictures of a window's frame.
func (x *surface) undress() {
	release(x.frame)
	x.frame, x.planes = nil, nil
	x.harm.Clear()
}

func release(planes []Plane) {
	for i := range planes {
		planes[i].Buffer.Release()
	}
}
