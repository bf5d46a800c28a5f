package compositor

import (
	"image"
	"math"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

func pixel(x, y float64) image.Point { return image.Pt(int(math.Floor(x)), int(math.Floor(y))) }

// touch follows the first finger, which does with windows and their frames
// what the pointer does. It reports whether the finger is nobody else's.
func (c *Compositor) touch(tx *scene.Tx, e seat.Touch, now time.Time) (ours bool) {
	p := &c.pointer
	first := p.touched && p.finger == e.ID
	switch {
	case e.Phase == seat.TouchDown && !p.touched:
		p.touched, p.finger, p.at = true, e.ID, pixel(e.X, e.Y)
		p.down = p.at
		if s := c.spotAt(tx); s != (spot{}) {
			p.framed = true
			c.focusByClick(tx)
			c.pressed(tx, now)
		}
		return p.framed
	case e.Phase == seat.TouchMove && first && (p.framed || tx.Grab().Window != 0):
		p.at = pixel(e.X, e.Y)
		if p.framed && c.decor.press != (spot{}) {
			c.hovered(tx)
		}
		c.dragged(tx)
		return p.framed
	case e.Phase == seat.TouchUp && first, e.Phase == seat.TouchCancel && p.touched:
		return c.lift(tx, e)
	}
	return false
}

// lift ends the first finger.
func (c *Compositor) lift(tx *scene.Tx, e seat.Touch) (ours bool) {
	p := &c.pointer
	if p.framed && e.Phase == seat.TouchUp {
		c.released(tx)
	}
	ours = p.framed && e.Phase == seat.TouchUp
	c.decor.letGo()
	p.touched, p.framed = false, false
	tx.SetGrab(scene.Grab{})
	return ours
}

// pen lets a pen be a finger.
func (c *Compositor) pen(tx *scene.Tx, e seat.Pen, now time.Time) (ours bool) {
	f := seat.Touch{ID: -1 - int32(e.ID), Phase: seat.TouchUp, X: e.X, Y: e.Y}
	switch {
	case e.Down && c.pointer.touched:
		f.Phase = seat.TouchMove
	case e.Down:
		f.Phase = seat.TouchDown
	}
	return c.touch(tx, f, now)
}
