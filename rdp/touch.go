package rdp

import (
	"image"

	"oriel/compositor/seat"
	"oriel/rdp/rdpei"
)

// digitizers returns what hears of fingers and pens.
func (h *hand) digitizers() rdpei.ServerConfig {
	return rdpei.ServerConfig{Ready: h.touchable, Touch: h.touch, Pen: h.pen}
}

// touchable tells that there is a touch screen, so that apps are prepared when
// a finger comes.
func (h *hand) touchable() { h.emit(seat.Touch{Phase: seat.TouchCancel, Last: true}) }

// spot returns the logical position of a point of the client's desktop.
func (h *hand) spot(x, y int32) (float64, float64) {
	lx, ly, _ := h.screen.locate(h.screen.onto(image.Pt(int(x), int(y)).Add(h.origin)))
	return lx, ly
}

// touch handles a finger. One that hovers is nothing to apps.
func (h *hand) touch(t rdpei.Touch) {
	e := seat.Touch{ID: int32(t.ID), Last: t.Last}
	switch t.Change {
	case rdpei.Down:
		e.Phase = seat.TouchDown
	case rdpei.Move:
		e.Phase = seat.TouchMove
	case rdpei.Up:
		e.Phase = seat.TouchUp
	case rdpei.Cancel:
		e.Phase = seat.TouchCancel
	default:
		if !t.Last {
			return
		}
		// It ends a frame all the same: as the move of a finger that is not there.
		e.Phase = seat.TouchMove
	}
	e.X, e.Y = h.spot(t.X, t.Y)
	h.emit(e)
}

// pen handles a pen.
func (h *hand) pen(p rdpei.Pen) {
	e := seat.Pen{
		ID: p.Device, Near: p.InRange, Down: p.Change == rdpei.Down || p.Change == rdpei.Move,
		Eraser: p.Buttons&(rdpei.PenInverted|rdpei.EraserPressed) != 0, Barrel: p.Buttons&rdpei.BarrelPressed != 0,
		Pressure: -1, TiltX: float64(p.TiltX), TiltY: float64(p.TiltY), Rotation: float64(p.Rotation), Last: p.Last,
	}
	if p.Fields&rdpei.PenPressurePresent != 0 {
		e.Pressure = float64(p.Pressure) / 1024
	}
	e.X, e.Y = h.spot(p.X, p.Y)
	h.emit(e)
}
