package wlserver

import (
	"bytes"
	"image"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// cursor is the pointer's picture.
type cursor struct {
	t    *seatState
	role *cursorSurface // the surface that gives the picture, or nil
	is   *scene.Cursor  // what the scene has; nil: the default

	shape      string // a named shape, drawn at shapeScale; "": none
	shapeScale float64
}

// cursorSurface is the role of a surface that a client made a cursor.
type cursorSurface struct {
	c   *cursor
	x   *surface
	hot image.Point // surface coordinates
}

// SetCursor implements wlproto.WlPointerRequests.
func (p *wlPointer) SetCursor(r wlproto.WlPointer, serial uint32, surf wlproto.WlSurface, hx, hy int32) error {
	c := &p.t.pointer.cursor
	x, _ := surf.Handler().(*surface)
	if x == nil {
		if p.t.mayPoint(p.c, serial) {
			c.role, c.shape = nil, ""
			c.set(&scene.Cursor{Hidden: true})
		}
		return nil
	}
	cs, ok := x.role.(*cursorSurface)
	if !ok {
		cs = &cursorSurface{c: c, x: x}
		if !x.setRole(roleCursor, cs) {
			return wlwire.Errorf(r, wlproto.WlPointerErrorRole, "the surface has another role")
		}
	}
	if p.t.mayPoint(p.c, serial) {
		cs.hot = pt(hx, hy)
		c.role, c.shape = cs, ""
		cs.draw()
	}
	return nil
}

// mayPoint reports whether a client that knows that serial may set the cursor.
func (t *seatState) mayPoint(c *client, serial uint32) bool {
	p := &t.pointer
	return p.focus != nil && p.focus.c == c && notBefore(serial, p.serial)
}

// maxCursor bounds the sides of a cursor in pixels.
const maxCursor = 512

// draw makes the picture of the surface's content. Cursors are small, so they
// are copied: the scene needs no buffer of the client's.
func (cs *cursorSurface) draw() {
	x := cs.x
	if x.content == nil {
		cs.c.set(&scene.Cursor{Hidden: true})
		return
	}
	var content scene.Content // borrows the buffers
	var ext image.Rectangle   // not x.extents: without a role it was not published
	x.each(image.Point{}, func(y *surface, at image.Point) {
		ext = ext.Union(image.Rectangle{Min: at, Max: at.Add(y.size())})
		content.Planes = append(content.Planes, scene.Plane{
			Buffer: y.content, Transform: y.current.transform, Src: y.source(),
			Dst: image.Rectangle{Min: at, Max: at.Add(y.size())},
		})
	})
	scale := x.density()
	size := scene.ScalePoint(ext.Size(), scale)
	size.X, size.Y = min(size.X, maxCursor), min(size.Y, maxCursor)
	if size.X <= 0 || size.Y <= 0 {
		cs.c.set(&scene.Cursor{Hidden: true})
		return
	}
	m := scene.NewImage(image.Rectangle{Max: size})
	at := scene.ScalePoint(ext.Min, scale)
	_ = content.Draw(m, image.Point{}.Sub(at), scale, m.Rect) // a client that cuts its memory gets what is left
	cs.c.set(&scene.Cursor{
		Width: size.X, Height: size.Y, Pix: m.Pix,
		Hot: scene.ScalePoint(cs.hot, scale/x.unit()).Sub(at), Scale: scale,
	})
}

// density is how many pixels of the buffer make a pixel of the surface.
func (x *surface) density() float64 {
	if x.current.dst == (image.Point{}) || x.current.dst.X <= 0 {
		return float64(x.current.scale) * x.unit()
	}
	w := x.current.src.W * float64(x.current.scale)
	if w == 0 {
		w = float64(x.bufferSize(&x.current).X)
	}
	return max(1, w/float64(x.current.dst.X))
}

// set gives the scene a picture, if it is another one.
func (c *cursor) set(n *scene.Cursor) {
	if o := c.is; o != nil && o.Hidden == n.Hidden && o.Width == n.Width && o.Height == n.Height &&
		o.Hot == n.Hot && o.Scale == n.Scale && bytes.Equal(o.Pix, n.Pix) {
		return
	}
	c.is = n
	if c.t.s.tx != nil {
		c.t.s.tx.SetCursor(n)
	}
}

// reset goes back to the viewer's own arrow.
func (c *cursor) reset() {
	c.role, c.shape = nil, ""
	if c.is != nil {
		c.set(&scene.Cursor{})
		c.is = nil
	}
}

func (c *cursor) surfaceGone(x *surface) {
	if c.role != nil && c.role.x == x {
		c.role = nil
		c.set(&scene.Cursor{Hidden: true})
	}
}

func (cs *cursorSurface) precommit(*surface) error { return nil }

// committed moves the hot spot along with the content.
func (cs *cursorSurface) committed(x *surface) { cs.hot = cs.hot.Sub(x.current.offset) }

func (cs *cursorSurface) published(*surface) {
	if cs.c.role == cs {
		cs.draw()
	}
}

func (cs *cursorSurface) gone(*surface) {}
