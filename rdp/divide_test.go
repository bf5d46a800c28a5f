package rdp

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"
)

// rowsOf returns what changed in the rows of a cell of which rectangles did.
func rowsOf(changed ...image.Rectangle) []extent {
	rows := make([]extent, cellSide)
	for _, r := range changed {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			rows[y] = rows[y].union(extent{r.Min.X, r.Max.X})
		}
	}
	return rows
}

func TestAChangeIsDividedWhereACornerRests(t *testing.T) {
	r := image.Rect
	for _, c := range []struct{ changed, want []image.Rectangle }{
		{[]image.Rectangle{r(0, 0, 64, 64)}, []image.Rectangle{r(0, 0, 64, 64)}},
		{[]image.Rectangle{r(3, 5, 60, 44)}, []image.Rectangle{r(3, 5, 60, 44)}},
		{[]image.Rectangle{r(11, 0, 64, 64), r(0, 22, 64, 64)}, []image.Rectangle{r(11, 0, 64, 22), r(0, 22, 64, 64)}},
		{[]image.Rectangle{r(0, 0, 50, 64), r(0, 22, 64, 64)}, []image.Rectangle{r(0, 0, 50, 22), r(0, 22, 64, 64)}},
		{[]image.Rectangle{r(0, 0, 64, 30), r(40, 30, 64, 60)}, []image.Rectangle{r(0, 0, 64, 30), r(40, 30, 64, 60)}},
		{[]image.Rectangle{r(20, 0, 40, 64), r(0, 20, 64, 40)}, // a cross
			[]image.Rectangle{r(20, 0, 40, 20), r(0, 20, 64, 40), r(20, 40, 40, 64)}},
		{[]image.Rectangle{r(3, 0, 64, 64), r(0, 5, 64, 64)}, []image.Rectangle{r(0, 0, 64, 64)}}, // not worth it
	} {
		if got := appendParts(nil, rowsOf(c.changed...), image.Point{}, 2); !slices.Equal(got, c.want) {
			t.Errorf("%v becomes %v, not %v", c.changed, got, c.want)
		}
	}
}

// TestPartsHaveAllThatChanged divides changes of all shapes.
func TestPartsHaveAllThatChanged(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	at := image.Pt(128, 64)
	for range 5000 {
		rows := make([]extent, 1+rng.IntN(cellSide))
		var all extent
		for y := range rows {
			if rng.IntN(4) > 0 {
				lo := rng.IntN(cellSide)
				rows[y] = extent{lo, lo + rng.IntN(cellSide-lo) + 1}
			}
			all = all.union(rows[y])
		}
		parts := appendParts(nil, rows, at, 2)
		if len(parts) > 4 {
			t.Fatalf("%v becomes %v", rows, parts)
		}
		last := at.Y
		for _, p := range parts {
			if p.Empty() || p.Min.Y < last || p.Max.Y > at.Y+len(rows) || p.Min.X < at.X+all.lo || p.Max.X > at.X+all.hi {
				t.Fatalf("%v becomes %v", rows, parts)
			}
			last = p.Max.Y
		}
		for y, e := range rows {
			row := image.Rect(e.lo, y, e.hi, y+1).Add(at)
			if !row.Empty() && !slices.ContainsFunc(parts, func(p image.Rectangle) bool { return row.In(p) }) {
				t.Fatalf("row %d of %v is not in %v", y, rows, parts)
			}
		}
	}
}
