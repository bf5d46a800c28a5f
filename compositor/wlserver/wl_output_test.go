package wlserver_test

import (
	"fmt"
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// twoOutputs are one of 100 % and one of 150 %, turned by 90°, to its right.
func twoOutputs() []scene.Output {
	return []scene.Output{
		{ID: 1, Name: "RDP-1", Bounds: image.Rect(0, 0, 800, 600), Work: image.Rect(0, 0, 800, 560), Scale: 1, Primary: true, Refresh: 60000},
		{ID: 2, Name: "RDP-2", Bounds: image.Rect(800, 0, 1200, 600), Work: image.Rect(800, 0, 1200, 600), Scale: 1.5, Transform: 1, Physical: image.Pt(300, 200)},
	}
}

// scales follows what a surface is told of its scale.
type scales struct {
	fraction uint32
	whole    int32
	entered  int
}

func follow(c *wltest.Client, x wlproto.WlSurfaceProxy) *scales {
	s := &scales{}
	m := wlproto.WpFractionalScaleManagerV1Proxy{Resource: c.Bound(wlproto.WpFractionalScaleManagerV1Interface)}
	m.GetFractionalScale(x).SetEvents(&wlproto.WpFractionalScaleV1Events{PreferredScale: func(v uint32) { s.fraction = v }})
	x.SetEvents(&wlproto.WlSurfaceEvents{
		PreferredBufferScale: func(v int32) { s.whole = v },
		Enter:                func(wlproto.WlOutputProxy) { s.entered++ },
		Leave:                func(wlproto.WlOutputProxy) { s.entered-- },
	})
	return s
}

func TestASurfaceHasTheScaleOfWhereMostOfItsWindowIs(t *testing.T) {
	d := wltest.New(t, twoOutputs()...)
	c := d.Client()
	for _, g := range c.Globals {
		if g.Interface == "wl_output" {
			c.Registry.Bind(g.Name, wlproto.WlOutputInterface, 4)
		}
	}
	w, err := c.NewToplevel("w", 100, 100)
	if err != nil {
		t.Fatal(err)
	}
	s := follow(c, w.Surface)
	s.whole = 1 // what it was told before anybody followed
	w.Show(c.Buffer(100, 100))
	c.Roundtrip()
	is := func(what string, fraction uint32, whole int32, entered int) {
		t.Helper()
		c.Until(what, func() bool { return s.fraction == fraction && s.whole == whole && s.entered == entered })
	}
	id := d.Window("w").ID
	place(d, id, 10, 10)
	is("the first output", 120, 1, 1)
	place(d, id, 740, 10)
	is("a bit on the second", 120, 1, 2)
	place(d, id, 760, 10)
	is("more on the second", 180, 2, 2)
	place(d, id, 900, 10)
	is("all on the second", 180, 2, 1)
	d.Comp.SetOutputs([]scene.Output{{ID: 2, Bounds: image.Rect(0, 0, 400, 600), Scale: 3, Primary: true}})
	is("another scale", 360, 3, 1)
}

// An output says how it is turned, and its size as it is mounted.
func TestOutputsSayWhatTheyAre(t *testing.T) {
	d := wltest.New(t, twoOutputs()...)
	c := d.Client()
	var got []string
	for _, g := range c.Globals {
		if g.Interface != "wl_output" {
			continue
		}
		o := wlproto.WlOutputProxy{Resource: c.Registry.Bind(g.Name, wlproto.WlOutputInterface, 4)}
		line := ""
		o.SetEvents(&wlproto.WlOutputEvents{
			Geometry: func(x, y, pw, ph int32, _ wlproto.WlOutputSubpixel, _, _ string, tr wlproto.WlOutputTransform) {
				line = fmt.Sprintf("at %d,%d, %dx%d mm, turned %d", x, y, pw, ph, tr)
			},
			Mode:  func(_ wlproto.WlOutputMode, w, h, _ int32) { line += fmt.Sprintf(", %dx%d", w, h) },
			Scale: func(s int32) { line += fmt.Sprintf(", scale %d", s) },
			Name:  func(n string) { line += ", " + n },
			Done:  func() { got = append(got, line) },
		})
	}
	c.Roundtrip()
	equal(t, got, "at 0,0, 0x0 mm, turned 0, 800x600, scale 1, RDP-1",
		"at 800,0, 300x200 mm, turned 1, 900x600, scale 2, RDP-2")
}

// The picture of a named shape has the scale of the output that the pointer
// is on.
func TestANamedCursorFollowsTheScale(t *testing.T) {
	d := wltest.New(t, twoOutputs()...)
	c := d.Client()
	s := c.Seat()
	c.Window("w", 200, 100)
	place(d, d.Window("w").ID, 700, 50)
	d.Input(seat.Motion{X: 720, Y: 60})
	s.Take()
	m := wlproto.WpCursorShapeManagerV1Proxy{Resource: c.Bound(wlproto.WpCursorShapeManagerV1Interface)}
	m.GetPointer(s.Pointer).SetShape(s.Entered, wlproto.WpCursorShapeDeviceV1ShapeText)
	c.Roundtrip()
	larger := func(want bool) {
		t.Helper()
		d.Wait(fmt.Sprintf("a larger cursor: %t", want), func(v *scene.View) bool { return v.Cursor != nil && v.Cursor.Scale > 1 == want })
	}
	larger(false)
	d.Input(seat.Motion{X: 850, Y: 60})
	larger(true)
	d.Input(seat.Motion{X: 720, Y: 60})
	larger(false)
}
