package wlserver

import (
	"image"
	"math"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
	"oriel/compositor/xcursor"
)

type cursorShapes struct {
	t *seatState
	c *client
}

func (s *Server) bindCursorShape(c *client, r *wlwire.Resource) {
	wlproto.WpCursorShapeManagerV1{Resource: r}.SetHandler(cursorShapes{s.seat, c})
}

// Destroy implements wlproto.WpCursorShapeManagerV1Requests.
func (cursorShapes) Destroy(wlproto.WpCursorShapeManagerV1) error { return nil }

// GetPointer implements wlproto.WpCursorShapeManagerV1Requests.
func (h cursorShapes) GetPointer(_ wlproto.WpCursorShapeManagerV1, id wlproto.WpCursorShapeDeviceV1, _ wlproto.WlPointer) error {
	id.SetHandler(cursorShapeDevice(h))
	return nil
}

// GetTabletToolV2 implements wlproto.WpCursorShapeManagerV1Requests: there are
// no tablets.
func (h cursorShapes) GetTabletToolV2(_ wlproto.WpCursorShapeManagerV1, id wlproto.WpCursorShapeDeviceV1, _ wlproto.ZwpTabletToolV2) error {
	id.SetHandler(cursorShapeDevice(h))
	id.SetInert()
	return nil
}

type cursorShapeDevice cursorShapes

// Destroy implements wlproto.WpCursorShapeDeviceV1Requests.
func (cursorShapeDevice) Destroy(wlproto.WpCursorShapeDeviceV1) error { return nil }

// SetShape implements wlproto.WpCursorShapeDeviceV1Requests.
func (h cursorShapeDevice) SetShape(r wlproto.WpCursorShapeDeviceV1, serial uint32, shape wlproto.WpCursorShapeDeviceV1Shape) error {
	if !shape.Valid() {
		return wlwire.Errorf(r, wlproto.WpCursorShapeDeviceV1ErrorInvalidShape, "shape %d", shape)
	}
	if !h.t.mayPoint(h.c, serial) {
		return nil
	}
	cur := &h.t.pointer.cursor
	if shape == wlproto.WpCursorShapeDeviceV1ShapeDefault {
		cur.reset() // the viewer's own arrow fits best
		return nil
	}
	cur.role = nil
	cur.shape, cur.shapeScale = xcursor.ShapeName(uint32(shape)), 0
	cur.settle()
	return nil
}

// settle draws a named shape at the scale of the output that the pointer is on.
func (c *cursor) settle() {
	if c.shape == "" {
		return
	}
	at := image.Pt(int(math.Floor(c.t.pointer.x)), int(math.Floor(c.t.pointer.y)))
	scale := scene.Home(c.t.s.tx.Outputs(), image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))}).Scale
	if scale != c.shapeScale {
		c.shapeScale = scale
		c.set(xcursor.System(c.shape, max(1, scale)))
	}
}
