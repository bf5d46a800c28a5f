package rdp

import (
	"image"
	"testing"

	"oriel/compositor/seat"
)

// A distant client's pointer, which events report late.
type distant struct {
	session
	warps []image.Point
}

func (d *distant) warp(p image.Point) { d.warps = append(d.warps, p) }

func TestPlacesBecomeMotionWhileTheAppHasThePointer(t *testing.T) {
	d := &distant{session: session{layout: *flat(image.Rect(0, 0, 800, 600))}}
	var sum image.Point
	placed := 0
	h := newHand(func(e seat.Event) {
		switch e := e.(type) {
		case seat.RelativeMotion:
			sum = sum.Add(image.Pt(int(e.DX), int(e.DY)))
		case seat.Motion:
			placed++
		}
	}, d)
	h.move(300, 300)
	h.lock(true)
	x := 300
	for ; x <= 560; x += 10 { // 400 and a quarter of the height
		h.move(uint16(x), 300)
	}
	if sum != image.Pt(260, 0) || placed != 1 {
		t.Errorf("moved by %v, placed %d times", sum, placed)
	}
	if len(d.warps) != 1 || d.warps[0] != image.Pt(400, 300) {
		t.Fatalf("warped to %v", d.warps)
	}
	// What was on its way does not count, nor does the warp itself.
	for ; x < 600; x += 10 {
		h.move(uint16(x), 300)
	}
	h.move(400, 300)
	h.move(390, 320)
	if sum != image.Pt(250, 20) || len(d.warps) != 1 {
		t.Errorf("moved by %v, warped to %v", sum, d.warps)
	}
	h.lock(false)
	h.move(390, 320)
	if placed != 2 {
		t.Errorf("placed %d times", placed)
	}
	// A client that warps nothing gets what it sends, up to its edges.
	h.lock(true)
	sum = image.Point{}
	for i := range 200 {
		h.move(uint16(600+i), 300)
	}
	if sum.X < 100 || len(d.warps) != 2 {
		t.Errorf("moved by %v, warped to %v", sum, d.warps)
	}
}
