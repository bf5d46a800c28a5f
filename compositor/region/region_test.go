package region

import (
	"image"
	"math/rand/v2"
	"testing"
)

const side = 24 // the model is a bitmap of side x side pixels

type bitmap [side * side]bool

func (m *bitmap) set(r image.Rectangle, f func(old, in bool) bool) {
	for i := range m {
		m[i] = f(m[i], image.Pt(i%side, i/side).In(r))
	}
}

func of(r *Region) (m bitmap) {
	for _, x := range r.Rects() {
		m.set(x, func(old, in bool) bool { return old || in })
	}
	return m
}

func random(rng *rand.Rand) image.Rectangle {
	return image.Rect(rng.IntN(side), rng.IntN(side), rng.IntN(side), rng.IntN(side))
}

// TestAgainstBitmap runs random operations on a Region and on a bitmap.
func TestAgainstBitmap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var r, o Region
		var m bitmap
		for range 12 {
			x := random(rng)
			switch rng.IntN(5) {
			case 0, 1:
				r.Add(x)
				m.set(x, func(old, in bool) bool { return old || in })
			case 2:
				r.SubtractRect(x)
				m.set(x, func(old, in bool) bool { return old && !in })
			case 3:
				o = Of(x, random(rng))
				om := of(&o)
				if rng.IntN(2) == 0 {
					r.Union(&o)
					for i := range m {
						m[i] = m[i] || om[i]
					}
				} else {
					r.Subtract(&o)
					for i := range m {
						m[i] = m[i] && !om[i]
					}
				}
			case 4:
				if rng.IntN(4) == 0 {
					r.Intersect(x)
					m.set(x, func(old, in bool) bool { return old && in })
				}
			}
			check(t, &r, m)
		}
	}
}

func check(t *testing.T, r *Region, want bitmap) {
	t.Helper()
	if of(r) != want {
		t.Fatalf("wrong pixels: %v", r.Rects())
	}
	n := 0
	for _, in := range want {
		if in {
			n++
		}
	}
	if r.Area() != n {
		t.Fatalf("rectangles overlap: area %d, pixels %d: %v", r.Area(), n, r.Rects())
	}
	var again Region // built in another order, the list must be the same
	for i := len(r.rects) - 1; i >= 0; i-- {
		again.Add(r.rects[i])
	}
	if !again.Equal(r) {
		t.Fatalf("not canonical: %v and %v", r.Rects(), again.Rects())
	}
}

func TestSimplify(t *testing.T) {
	var r Region
	for i := range 100 {
		r.Add(image.Rect(i*3, i*2, i*3+1, i*2+1))
	}
	old := r.Clone()
	r.Simplify(16)
	if len(r.Rects()) > 16 {
		t.Fatalf("%d rectangles", len(r.Rects()))
	}
	old.Subtract(&r)
	if !old.Empty() {
		t.Fatal("Simplify lost pixels")
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	var r Region
	if n := testing.AllocsPerRun(100, func() {
		r.Clear()
		r.Add(image.Rect(0, 0, 10, 10))
		r.Add(image.Rect(5, 5, 20, 20))
		r.SubtractRect(image.Rect(2, 2, 4, 4))
	}); n != 0 {
		t.Fatalf("%v allocations", n)
	}
}
