package rdp

import (
	"image"
	"testing"
	"time"
)

func TestCanvasesKeepToTheirBudget(t *testing.T) {
	const each = 4 * 100 * 100
	list, now := map[uint16]*canvas{}, time.Unix(1e9, 0)
	for i := range uint16(10) {
		c := newCanvas(image.Pt(100, 100))
		for k := range c.cells {
			c.cells[k].known = true
		}
		list[i] = c
		now = now.Add(time.Second)
		c.revive(now)
		economize(list, c, 4*each)
		total := 0
		for _, c := range list {
			total += len(c.pix)
		}
		if total > 4*each || c.pix == nil {
			t.Fatalf("%d bytes after %d canvases", total, i+1)
		}
	}
	for i, c := range list {
		if (c.pix != nil) != (i >= 6) || c.known(c.bounds()) != (i >= 6) {
			t.Errorf("canvas %d: %d bytes", i, len(c.pix))
		}
	}
	list[7].lossy = 1
	list[0].revive(now)
	economize(list, list[0], each)
	if list[7].pix == nil || list[9].pix != nil || list[0].pix == nil {
		t.Error("given up: one with losses or in use, or not given up one that rests")
	}
	if list[0].known(list[0].bounds()) {
		t.Error("a canvas that was given up is known")
	}
}

func TestRuns(t *testing.T) {
	for _, x := range []struct {
		mask uint64
		gap  int
		want []int
	}{
		{0, 4, nil},
		{1, 4, []int{0, 1}},
		{0b1011, 1, []int{0, 2, 3, 4}},
		{0b1011, 2, []int{0, 4}},
		{1 << 63, 4, []int{63, 64}},
		{1<<63 | 1, 4, []int{0, 1, 63, 64}},
		{^uint64(0), 4, []int{0, 64}},
	} {
		var got []int
		runs(x.mask, x.gap, func(from, to int) { got = append(got, from, to) })
		if len(got) != len(x.want) {
			t.Errorf("%b by %d: %v", x.mask, x.gap, got)
			continue
		}
		for i := range got {
			if got[i] != x.want[i] {
				t.Errorf("%b by %d: %v", x.mask, x.gap, got)
			}
		}
	}
}
