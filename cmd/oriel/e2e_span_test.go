package main_test

import (
	"fmt"
	"image"
	"testing"

	"oriel/rdp/client"
)

// TestAWindowOnTwoMonitors of 100 % and 150 %: a client shows a window as one
// rectangle of its own pixels, so it has one scale on both, that of the monitor
// with most of it. Every pixel is there once, and the pointer finds each.
func TestAWindowOnTwoMonitors(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connectWith(b, client.Options{Profile: client.RAIL, Monitors: mixedMonitors(1.5)})
	b.app(demo(t, "wlpaint"), "-title", "both", "-size", "300x200", "-events", b.file("both"))
	w := c.bring("both", image.Pt(40, 40))
	for _, v := range []struct {
		name  string
		to    image.Point // where the user drags it, as large as it was
		was   float64     // its scale before
		scale float64
	}{
		{"most on the right", image.Pt(710, 60), 1, 1.5},
		{"most on the left", image.Pt(560, 240), 1.5, 1},
	} {
		c.moveTo(w, enlarged(w, v.to, v.was))
		at := enlarged(w, v.to, v.scale)
		c.shown(w.ID, at)
		own := b.window("both")
		off := enlargedPoint(own.inner().Min.Sub(own.rect().Min), v.scale)
		inner := image.Rectangle{Min: off, Max: off.Add(enlargedPoint(image.Pt(300, 200), v.scale))}
		untilPainted(t, v.name, func() *image.RGBA { return c.Image(w.ID) }, painting{rect: inner})
		for _, p := range []image.Point{{0, 0}, {inner.Dx() - 1, inner.Dy() - 1}, {800 - at.Min.X - off.X - 1, 7}, {800 - at.Min.X - off.X, 9}} {
			if err := c.Click(client.Left, at.Min.Add(off).Add(p)); err != nil {
				t.Fatal(err)
			}
			b.logs("both", fmt.Sprintf("button 1 down at %d,%d", int((float64(p.X)+0.5)/v.scale), int((float64(p.Y)+0.5)/v.scale)))
		}
		// On a desktop that is one surface both halves are one picture.
		c.Close()
		d := connectWith(b, client.Options{Profile: client.Desktop, Monitors: mixedMonitors(1.5)})
		untilPainted(t, v.name+", on one desktop", func() *image.RGBA { return d.Desktop() }, painting{rect: inner.Add(at.Min)})
		d.Close()
		c = connectWith(b, client.Options{Profile: client.RAIL, Monitors: mixedMonitors(1.5)})
		c.shown(w.ID, at)
	}
}

func enlargedPoint(p image.Point, scale float64) image.Point {
	return enlarged(client.Window{Rect: image.Rectangle{Max: p}}, image.Point{}, scale).Max
}
