package compositor

import (
	"image"
	"testing"

	"oriel/compositor/scene"
)

// outputs gives the desktop monitors, each at its place with its scale; the
// first is the primary one.
func (d *desk) outputs(list ...scene.Output) {
	for i := range list {
		list[i].Work, list[i].Primary = list[i].Bounds, i == 0
		if list[i].Scale == 0 {
			list[i].Scale = 1
		}
	}
	d.c.SetOutputs(list)
	d.settle()
}

func TestWindowsFollowTheirMonitors(t *testing.T) {
	d := newDesk(t)
	first := scene.Output{ID: 1, Bounds: image.Rect(0, 0, 1000, 800)}
	second := scene.Output{ID: 2, Bounds: image.Rect(1000, 0, 1800, 600)}
	d.outputs(first, second)
	a := d.window(scene.Window{Bounds: image.Rect(100, 100, 300, 200)}, image.Pt(200, 100))
	b := d.window(scene.Window{Bounds: image.Rect(1200, 100, 1400, 200)}, image.Pt(200, 100))
	expect := func(what string, wantA, wantB image.Point) {
		t.Helper()
		if got := d.get(a).Bounds; got.Min != wantA || got.Size() != image.Pt(200, 100) {
			t.Errorf("%s: the first window is at %v, want %v", what, got, wantA)
		}
		if got := d.get(b).Bounds; got.Min != wantB || got.Size() != image.Pt(200, 100) {
			t.Errorf("%s: the second window is at %v, want %v", what, got, wantB)
		}
	}
	// A third monitor to the left of all moves what X11 calls 0,0.
	third := scene.Output{ID: 3, Bounds: image.Rect(0, 0, 500, 500)}
	first.Bounds, second.Bounds = first.Bounds.Add(image.Pt(500, 0)), second.Bounds.Add(image.Pt(500, 0))
	d.outputs(first, second, third)
	expect("one more", image.Pt(600, 100), image.Pt(1700, 100))
	n := len(d.wishes[a])
	first.Refresh = 120000
	d.outputs(first, second, third)
	if len(d.wishes[a]) != n {
		t.Error("a window was moved without need")
	}
	// At twice the scale it begins where it did, in the monitor's pixels.
	second.Scale, second.Bounds = 2, image.Rect(1500, 0, 1900, 300)
	d.outputs(first, second, third)
	expect("another scale", image.Pt(600, 100), image.Pt(1600, 50))
	// Who is left behind comes to where there is a monitor.
	first.Bounds = image.Rect(0, 0, 1000, 800)
	d.outputs(first)
	if got := d.get(b).Bounds; !got.In(first.Bounds) {
		t.Errorf("the second window is at %v", got)
	}
	if got := d.get(a).Bounds.Min; got != image.Pt(100, 100) {
		t.Errorf("the first window is at %v", got)
	}
}

// TestWindowsAreInReachAfterTheDesktopShrinks: those whose title bar can still
// be got hold of stay where they are.
func TestWindowsAreInReachAfterTheDesktopShrinks(t *testing.T) {
	d := newDesk(t)
	small := image.Rect(0, 0, 500, 400)
	d.outputs(scene.Output{ID: 1, Bounds: image.Rect(0, 0, 1000, 800)})
	for _, c := range []struct {
		what  string
		at    image.Rectangle
		stays bool
	}{
		{"below the edge", image.Rect(100, 600, 300, 700), false},
		{"right of the edge", image.Rect(700, 100, 900, 200), false},
		{"by a few pixels on it", image.Rect(490, 100, 690, 200), false},
		{"its title bar just below", image.Rect(100, 395, 300, 495), false},
		{"half on it", image.Rect(400, 100, 600, 200), true},
		{"on it", image.Rect(100, 100, 300, 200), true},
		{"larger than it", image.Rect(600, 500, 1300, 1000), false},
	} {
		id := d.window(scene.Window{Bounds: c.at}, c.at.Size())
		d.outputs(scene.Output{ID: 1, Bounds: image.Rect(0, 0, 1000, 800), Refresh: 75000}) // no monitor has moved
		if got := d.get(id).Bounds; got != c.at {
			t.Errorf("%s: moved without need to %v", c.what, got)
		}
		d.outputs(scene.Output{ID: 1, Bounds: small})
		got := d.get(id).Bounds
		if got.Size() != c.at.Size() || c.stays != (got == c.at) {
			t.Errorf("%s: from %v to %v", c.what, c.at, got)
		}
		if bar := image.Rect(got.Min.X, got.Min.Y, got.Min.X+32, got.Min.Y+scene.FrameTitle); !bar.In(small) {
			t.Errorf("%s: its title bar is at %v", c.what, bar)
		}
		d.outputs(scene.Output{ID: 1, Bounds: image.Rect(0, 0, 1000, 800)})
	}
}

// TestWindowsReturnWithTheRoom: a desktop that is small for a while leaves the
// arrangement as it was, but for windows that users have moved since.
func TestWindowsReturnWithTheRoom(t *testing.T) {
	d := newDesk(t)
	size := func(x, y int) { d.outputs(scene.Output{ID: 1, Bounds: image.Rect(0, 0, x, y)}) }
	size(1000, 800)
	var all []scene.WindowID
	homes := []image.Rectangle{image.Rect(700, 100, 900, 200), image.Rect(750, 600, 950, 700), image.Rect(10, 10, 100, 100)}
	for _, at := range homes {
		all = append(all, d.window(scene.Window{Bounds: at}, at.Size()))
	}
	expect := func(what string, want ...image.Rectangle) {
		t.Helper()
		for i, id := range all {
			if got := d.get(id).Bounds; got != want[i] {
				t.Errorf("%s: window %d is at %v, want %v", what, i, got, want[i])
			}
		}
	}
	for _, by := range []image.Point{{500, 400}, {300, 200}, {600, 780}, {300, 200}} {
		size(by.X, by.Y)
		for i, id := range all {
			if got := d.get(id).Bounds; !seen([]scene.Output{{Bounds: image.Rectangle{Max: by}}}, got) {
				t.Errorf("window %d is at %v of %v", i, got, by)
			}
		}
	}
	size(1000, 800)
	expect("as large as before", homes...)
	size(300, 200)
	moved := image.Rect(40, 50, 240, 150)
	d.c.Wish(all[0], scene.Wish{What: scene.WantBounds, Bounds: moved})
	size(1000, 500)
	if got := d.get(all[1]).Bounds; got == homes[1] {
		t.Error("a window has returned to where no monitor is")
	}
	size(1000, 800)
	expect("one has been moved", moved, homes[1], homes[2])
	if len(d.c.strays) != 0 {
		t.Errorf("strays remain: %v", d.c.strays)
	}
}
