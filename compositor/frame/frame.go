// Package frame draws title bars and borders around windows whose apps draw
// none, and menus, and tells what of them is under the
// pointer.
//
// A picture depends on its Look and on nothing else: size, scale, state,
// title. It is cut into four strips around the app's content, each a Buffer,
// so that a frame costs nothing while the app draws. Strips are made anew when
// the Look changes, and what differs from the last ones is the damage.
//
// A Painter and its Frames belong to one goroutine, the compositor's loop.
package frame

import (
	"image"
	"math"

	"oriel/compositor/scene"
)

// A Look is all that the picture of a frame depends on. Looks are compared
// with ==.
type Look struct {
	Size      image.Point  // of the window with its frame, logical pixels
	Insets    scene.Insets // how wide the frame is
	Scale     float64      // device pixels per logical pixel
	Title     string
	Icon      *scene.Icon // nil for none
	Active    bool
	Maximized bool
	Resizable bool // by the edges
	Buttons   Buttons
	Hover     Area // a button under the pointer, or None
	Pressed   bool // Hover is held down
}

// Buttons is a set of buttons.
type Buttons uint8

// The buttons.
const (
	CloseButton Buttons = 1 << iota
	MaximizeButton
	MinimizeButton
)

// Of returns the Look of a window, without the pointer. A scale that is none
// counts as 1.
func Of(w *scene.Window, scale float64) Look {
	if !(scale > 0) {
		scale = 1
	}
	l := Look{
		Size: w.Bounds.Size(), Insets: w.Frame, Scale: scale, Title: w.Title, Icon: w.Icon,
		Active: w.State&scene.Activated != 0, Maximized: w.State&scene.Maximized != 0,
		Resizable: w.Resizable(), Buttons: CloseButton,
	}
	if w.Kind != scene.Toplevel {
		return l // a dialog goes with its owner
	}
	l.Buttons |= MinimizeButton
	if l.Resizable || l.Maximized {
		l.Buttons |= MaximizeButton
	}
	return l
}

// side numbers the strips.
type side int

const (
	top side = iota
	left
	right
	bottom
	sides
)

// strip returns where a strip is, logical pixels from the window's top left.
func (l *Look) strip(s side) image.Rectangle {
	in := l.Insets.Inside(image.Rectangle{Max: l.Size})
	in.Max.X, in.Max.Y = max(in.Max.X, in.Min.X), max(in.Max.Y, in.Min.Y)
	switch s {
	case top:
		return image.Rect(0, 0, l.Size.X, in.Min.Y)
	case left:
		return image.Rect(0, in.Min.Y, in.Min.X, in.Max.Y)
	case right:
		return image.Rect(in.Max.X, in.Min.Y, l.Size.X, in.Max.Y)
	}
	return image.Rect(0, in.Max.Y, l.Size.X, l.Size.Y)
}

// without is the Look as far as the sides without a title show it.
func (l Look) without() Look {
	l.Title, l.Icon, l.Buttons, l.Hover, l.Pressed = "", nil, 0, None, false
	return l
}

// A Frame is the frame of one window as it was drawn last. The zero Frame was
// not drawn.
type Frame struct {
	look   Look
	strips [sides]strip
	icon   icon
}

type strip struct {
	dst image.Rectangle // logical pixels
	buf *scene.Buffer   // nil if dst is empty
	pix []byte          // of buf; not written to any more
}

// Draw brings a frame in line with a Look. It returns planes with references
// for scene.Tx.SetFrame and what changed in them, logical pixels from the
// window's top left; ok is false when nothing did.
func (p *Painter) Draw(f *Frame, l Look) (planes []scene.Plane, damage []image.Rectangle, ok bool) {
	if f.look == l {
		return nil, nil, false
	}
	old := f.look
	f.look = l
	for s := range sides {
		if s != top && old.without() == l.without() {
			continue
		}
		damage = p.redraw(f, s, old.Scale == l.Scale, damage)
	}
	if len(damage) == 0 {
		return nil, nil, false
	}
	for i := range f.strips {
		if s := &f.strips[i]; s.buf != nil {
			planes = append(planes, scene.Plane{Buffer: s.buf.Acquire(), Dst: s.dst})
		}
	}
	return planes, damage, true
}

// redraw draws one strip and appends what of it changed.
func (p *Painter) redraw(f *Frame, s side, sameScale bool, damage []image.Rectangle) []image.Rectangle {
	l, x := &f.look, &f.strips[s]
	dst := l.strip(s)
	if dst.Empty() {
		if x.buf != nil {
			damage = append(damage, x.dst)
			x.release()
		}
		return damage
	}
	size := scene.ScaleRect(dst, l.Scale).Size()
	m := newCanvas(size)
	p.paint(m, f, s)
	changed := image.Rectangle{Max: dst.Size()}
	if x.buf != nil && sameScale && x.dst == dst {
		if changed = difference(x.pix, m.Pix, size); changed.Empty() {
			return damage
		}
		changed = logical(changed, l.Scale).Intersect(image.Rectangle{Max: dst.Size()})
	}
	x.release()
	*x = strip{dst: dst, pix: m.Pix, buf: scene.NewBuffer(scene.Pixels{
		Pix: m.Pix, Stride: m.Stride, Width: size.X, Height: size.Y, Format: scene.XRGB8888,
	}, nil)}
	return append(damage, changed.Add(dst.Min))
}

func (s *strip) release() {
	if s.buf != nil {
		s.buf.Release()
	}
	*s = strip{}
}

// Release gives back the pictures of a window that is gone.
func (f *Frame) Release() {
	for i := range f.strips {
		f.strips[i].release()
	}
	*f = Frame{}
}

// difference returns the rectangle around all pixels that differ.
func difference(a, b []byte, size image.Point) (r image.Rectangle) {
	row := size.X * 4
	for y := range size.Y {
		p, q := a[y*row:(y+1)*row], b[y*row:(y+1)*row]
		if string(p) == string(q) {
			continue
		}
		first, last := 0, row-1
		for p[first] == q[first] {
			first++
		}
		for p[last] == q[last] {
			last--
		}
		r = r.Union(image.Rect(first/4, y, last/4+1, y+1))
	}
	return r
}

// logical returns the logical pixels that cover a rectangle of device pixels.
func logical(r image.Rectangle, scale float64) image.Rectangle {
	return image.Rect(
		int(math.Floor(float64(r.Min.X)/scale)), int(math.Floor(float64(r.Min.Y)/scale)),
		int(math.Ceil(float64(r.Max.X)/scale)), int(math.Ceil(float64(r.Max.Y)/scale)))
}
