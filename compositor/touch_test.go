package compositor

import (
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

func (d *desk) finger(phase seat.TouchPhase, x, y float64) {
	d.c.Input(seat.Touch{ID: 7, Phase: phase, X: x, Y: y, Last: true})
}

func TestAFingerMovesAWindowByItsTitleBar(t *testing.T) {
	d := newDesk(t)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	b := d.framed(image.Rect(150, 350, 250, 450), scene.Window{})
	d.finger(seat.TouchDown, 280, 110)
	if d.active() != a {
		t.Error("the touch of the title bar did not give it the focus")
	}
	d.finger(seat.TouchMove, 290, 140)
	d.finger(seat.TouchMove, 260, 150)
	d.finger(seat.TouchUp, 260, 150)
	d.finger(seat.TouchMove, 0, 0)
	if got := d.get(a).Bounds; got != image.Rect(80, 140, 380, 340) {
		t.Errorf("it is at %v", got)
	}
	if got := d.get(b).Bounds; got != image.Rect(150, 350, 250, 450) {
		t.Errorf("the other one went to %v", got)
	}
}

func TestAPenClosesAWindow(t *testing.T) {
	d := newDesk(t)
	a := d.framed(image.Rect(100, 100, 400, 300), scene.Window{})
	at := seat.Pen{Near: true, Down: true, X: 384, Y: 116, Last: true}
	d.c.Input(at)
	at.Down = false
	d.c.Input(at)
	d.c.Do(func(*scene.Tx) {})
	if d.closed[a] != 1 {
		t.Errorf("it was asked to close %d times", d.closed[a])
	}
}
