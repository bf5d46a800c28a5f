package wlserver_test

import (
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// waitCursor waits for a picture of the pointer.
func waitCursor(d *wltest.Desktop, what string, ok func(c *scene.Cursor) bool) {
	d.T.Helper()
	d.Wait(what, func(v *scene.View) bool { return v.Cursor != nil && ok(v.Cursor) })
}

func isArrow(c *scene.Cursor) bool { return c.Pix == nil && !c.Hidden }

func TestCursor(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	s := c.Seat()
	c.Window("w", 100, 100)
	place(d, d.Window("w").ID, 0, 0)
	d.Input(seat.Motion{X: 5, Y: 5})
	s.Take()
	waitCursor(d, "the arrow", isArrow)

	cur := c.Surface("cursor")
	s.Pointer.SetCursor(s.Entered, cur, 3, 4)
	b := c.Buffer(32, 32)
	cur.SetBufferScale(2)
	cur.Attach(b.WlBufferProxy, 0, 0)
	done := false
	cur.Frame().SetEvents(&wlproto.WlCallbackEvents{Done: func(uint32) { done = true }})
	cur.Commit()
	c.Roundtrip()
	waitCursor(d, "the picture", func(c *scene.Cursor) bool {
		return c.Width == 32 && c.Height == 32 && c.Scale == 2 && c.Hot == image.Pt(6, 8) &&
			[4]byte(c.Pix) == [4]byte{0x99, 0x66, 0x33, 0xff}
	})
	c.Until("the frame", func() bool { return done })
	cur.Offset(1, 1)
	cur.Commit()
	c.Roundtrip()
	waitCursor(d, "the hot spot", func(c *scene.Cursor) bool { return c.Hot == image.Pt(4, 6) })

	s.Pointer.SetCursor(s.Entered-1, wlproto.WlSurfaceProxy{}, 0, 0) // too old
	c.Roundtrip()
	waitCursor(d, "the picture", func(c *scene.Cursor) bool { return !c.Hidden })
	s.Pointer.SetCursor(s.Entered, wlproto.WlSurfaceProxy{}, 0, 0)
	c.Roundtrip()
	waitCursor(d, "nothing", func(c *scene.Cursor) bool { return c.Hidden })

	shapes := wlproto.WpCursorShapeManagerV1Proxy{Resource: c.Bound(wlproto.WpCursorShapeManagerV1Interface)}
	dev := shapes.GetPointer(s.Pointer)
	dev.SetShape(s.Entered, wlproto.WpCursorShapeDeviceV1ShapeText)
	c.Roundtrip()
	waitCursor(d, "the beam", func(c *scene.Cursor) bool { return !c.Hidden && c.Pix != nil && c.Width > 0 })

	early := c.Surface("early") // committed before it is a cursor
	early.Attach(c.Buffer(16, 16).WlBufferProxy, 0, 0)
	early.Commit()
	s.Pointer.SetCursor(s.Entered, early, 1, 1)
	c.Roundtrip()
	waitCursor(d, "the early picture", func(c *scene.Cursor) bool { return c.Width == 16 && c.Hot == image.Pt(1, 1) })

	d.Input(seat.Motion{X: 500, Y: 500})
	waitCursor(d, "the arrow", isArrow)
	s.Pointer.SetCursor(s.Entered, wlproto.WlSurfaceProxy{}, 0, 0) // the focus is elsewhere
	c.Roundtrip()
	waitCursor(d, "the arrow", isArrow)
	dev.SetShape(s.Entered, 4711)
	c.Refused("wp_cursor_shape_device_v1", uint32(wlproto.WpCursorShapeDeviceV1ErrorInvalidShape))
}
