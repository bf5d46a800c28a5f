package scene

import (
	"image"
	"testing"
)

func TestHome(t *testing.T) {
	outs := []Output{
		{ID: 1, Bounds: image.Rect(0, 0, 100, 100), Scale: 1},
		{ID: 2, Bounds: image.Rect(100, 0, 200, 100), Scale: 1.5, Primary: true},
	}
	for _, c := range []struct {
		r    image.Rectangle
		want uint32
	}{
		{image.Rect(0, 0, 10, 10), 1}, {image.Rect(80, 0, 130, 10), 2}, {image.Rect(70, 0, 120, 10), 1},
		{image.Rect(90, 0, 110, 10), 1}, {image.Rect(500, 0, 510, 10), 2}, {image.Rect(-50, 0, -10, 10), 1},
		{image.Rectangle{}, 2}, {image.Rect(120, 300, 130, 310), 2},
	} {
		if got := Home(outs, c.r); got.ID != c.want {
			t.Errorf("%v belongs to %d, want %d", c.r, got.ID, c.want)
		}
	}
	if o := Home(nil, image.Rect(0, 0, 1, 1)); o.Bounds.Empty() || o.Scale != 1 {
		t.Errorf("without outputs: %+v", o)
	}
	if s := X11Scale(outs); s != 1.5 || X11Scale(nil) != 1 {
		t.Errorf("X11's scale is %v", s)
	}
}

func TestRootOfMenus(t *testing.T) {
	windows := map[WindowID]*Window{
		1: {ID: 1}, 2: {ID: 2, Kind: Menu, Owner: 1}, 3: {ID: 3, Kind: Tooltip, Owner: 2},
		4: {ID: 4, Kind: Dialog, Owner: 1}, 5: {ID: 5, Kind: Menu, Owner: 6}, 6: {ID: 6, Kind: Menu, Owner: 5},
		7: {ID: 7, Kind: Menu, Owner: 99},
	}
	find := func(id WindowID) *Window { return windows[id] }
	for id, want := range map[WindowID]WindowID{1: 1, 2: 1, 3: 1, 4: 4, 7: 7} {
		if got := Root(windows[id], find); got.ID != want {
			t.Errorf("%d goes with %d, want %d", id, got.ID, want)
		}
	}
	Root(windows[5], find) // a ring: it ends
}
