package rdp

import (
	"image"
	"math/rand/v2"
	"testing"
)

// TestACopyStaysWithinTheTiles looks for room for copies among tiles that damage
// of any shape makes: nothing in it is outside of them.
func TestACopyStaysWithinTheTiles(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	size, found := image.Pt(1200, 500), 0
	for n := range 300 {
		var damage []image.Rectangle
		for range 1 + rnd.IntN(4) {
			at := image.Pt(rnd.IntN(size.X), rnd.IntN(size.Y))
			damage = append(damage, image.Rectangle{Min: at, Max: at.Add(image.Pt(64+rnd.IntN(700), 64+rnd.IntN(400)))})
		}
		f, all, in := newFrame(), image.Rectangle{}, make([]bool, size.X*size.Y)
		f.addDamage(tile{target: toSurface, canvas: newCanvas(size), apart: n%2 == 0}, damage)
		for i := range f.tiles {
			r := f.tiles[i].rect
			all = all.Union(r)
			for y := r.Min.Y; y < r.Max.Y; y++ {
				for x := r.Min.X; x < r.Max.X; x++ {
					in[y*size.X+x] = true
				}
			}
		}
		if all.Dx() < 2*stripWidth {
			continue
		}
		var s scroller
		for k := range scrollStrips {
			s.at[k] = all.Min.X + (all.Dx()-stripWidth)*(2*k+1)/(2*scrollStrips)
		}
		r, strips := s.covered(f.tiles, all, uint(1+rnd.IntN(1<<scrollStrips-1)))
		if r.Empty() != (strips == 0) || len(damage) == 1 && r.Dx() < all.Dx() {
			t.Fatalf("damage of %v has room for %v, with strips %b", damage, r, strips)
		}
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if !in[y*size.X+x] {
					t.Fatalf("damage of %v has room for %v, where %d,%d is in no tile", damage, r, x, y)
				}
			}
		}
		found += pixels(r)
	}
	if found == 0 {
		t.Error("no room was found")
	}
}
