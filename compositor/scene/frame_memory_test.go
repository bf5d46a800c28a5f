//go:build !race

package scene

import (
	"image"
	"testing"

	"oriel/compositor/region"
)

// TestFrameTakesNoMemory shows frames to a viewer that takes each, and to one
// that lets them gather.
func TestFrameTakesNoMemory(t *testing.T) {
	s := New()
	px := Pixels{Pix: make([]byte, 4*8*8), Stride: 32, Width: 8, Height: 8, Format: XRGB8888}
	all := image.Rectangle{Max: px.Size()}
	var planes [2][]Plane
	for i := range planes {
		planes[i] = []Plane{{Buffer: NewBuffer(px, nil), Dst: all}}
		defer planes[i][0].Buffer.Release()
	}
	damage := region.Of(all)
	var sf SurfaceID
	var each, merged View
	var pending Diff
	turn := 0
	frame := func() {
		turn++
		tx := s.Begin()
		c := Content{Planes: planes[turn%2], Size: all.Max, Damage: damage}
		c.Acquire()
		if sf == 0 {
			sf = tx.NewSurface()
			tx.Commit(sf, c)
			tx.Map(sf, Window{Title: "x"})
		} else {
			tx.Commit(sf, c)
		}
		d, _ := s.End()
		pending.Merge(d.Clone())
		each.Apply(d)
		for _, w := range each.Windows {
			w.Content.Damage.Clear()
		}
		if turn%3 == 0 {
			merged.Apply(pending)
			pending = Diff{}
		}
	}
	for range 100 {
		frame()
	}
	if n := testing.AllocsPerRun(1000, frame); n != 0 {
		t.Errorf("%v allocations per frame", n)
	}
	pending.Release()
	each.Release()
	merged.Release()
	s.Release()
}
