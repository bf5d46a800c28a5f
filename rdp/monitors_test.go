package rdp_test

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp/client"
	"oriel/rdp/rdpei"
	"oriel/rdp/rdptest"
)

// twoMonitors are one of 800x600 at 100 % and one of 900x600 at 150 % to its
// right: 600x400 logical pixels that begin at 800,0.
var twoMonitors = []client.Monitor{
	{Rect: image.Rect(0, 0, 800, 600), Physical: image.Pt(300, 200)},
	{Rect: image.Rect(800, 0, 1700, 600), Scale: 1.5},
}

// A placed window is where it should be, and shows the pixels of its buffer.
func placed(c *client.Session, d *rdptest.Desktop, p client.Profile, id scene.WindowID, at image.Rectangle) string {
	if p == client.Desktop {
		m := c.Desktop()
		if m == nil || !at.In(m.Rect) {
			return "no picture"
		}
		part := image.NewRGBA(image.Rectangle{Max: at.Size()})
		for y := range at.Dy() {
			copy(part.Pix[part.PixOffset(0, y):][:4*at.Dx()], m.Pix[m.PixOffset(at.Min.X, at.Min.Y+y):])
		}
		return differs(part, d.Own(id))
	}
	if w := c.View().Find(uint32(id)); w == nil || w.Rect != at {
		return fmt.Sprintf("%+v, want it at %v", w, at)
	}
	return differs(c.Image(uint32(id)), d.Own(id))
}

func TestEachWindowHasTheScaleOfItsMonitor(t *testing.T) {
	for _, p := range []client.Profile{client.RAIL, client.Classic, client.Desktop} {
		t.Run(fmt.Sprint(p), func(t *testing.T) {
			d := rdptest.NewDesktop()
			s := rdptest.Start(t, d, nil)
			c := s.Connect(client.Options{Profile: p, Monitors: twoMonitors})
			eventually(t, s, "the outputs", func() string {
				o := d.Outputs()
				if len(o) != 2 || o[0].Bounds != image.Rect(0, 0, 800, 600) || o[1].Bounds != image.Rect(800, 0, 1400, 400) || o[0].Physical != image.Pt(300, 200) {
					return fmt.Sprintf("%+v", o)
				}
				return ""
			})
			left := d.Add(scene.Window{Title: "left", Bounds: image.Rect(33, 21, 233, 121)}, 3)
			right := d.Add(scene.Window{Title: "right", Bounds: image.Rect(900, 50, 1100, 150)}, 4)
			// It reaches onto the second monitor, where it keeps its scale.
			both := d.Add(scene.Window{Title: "both", Bounds: image.Rect(600, 300, 850, 400)}, 5)
			eventually(t, s, "sharp windows", func() string {
				for id, at := range map[scene.WindowID]image.Rectangle{
					left: image.Rect(33, 21, 233, 121), right: image.Rect(950, 75, 1250, 225), both: image.Rect(600, 300, 850, 400),
				} {
					if why := placed(c, d, p, id, at); why != "" {
						return why
					}
				}
				return ""
			})
			d.Bounds(left, image.Rect(810, 280, 1010, 380))
			eventually(t, s, "a window on the other monitor", func() string {
				return placed(c, d, p, left, image.Rect(815, 420, 1115, 570))
			})
			pointAt(t, s, d, c, image.Pt(950, 75), 900+1./3, 50+1./3)
			pointAt(t, s, d, c, image.Pt(840, 310), 840, 310) // of the window that is seen there
			pointAt(t, s, d, c, image.Pt(799, 599), 799, 599)
			s.Stop()
			d.Close()
		})
	}
}

// pointAt moves the pointer and wants it at a logical position.
func pointAt(t *testing.T, s *rdptest.Server, d *rdptest.Desktop, c *client.Session, p image.Point, x, y float64) {
	t.Helper()
	if err := c.Move(p); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, fmt.Sprintf("the pointer at %v", p), func() string {
		for _, e := range d.Events() {
			if m, ok := e.(seat.Motion); ok && max(m.X-x, x-m.X, m.Y-y, y-m.Y) < 1e-9 {
				return ""
			}
		}
		return fmt.Sprint(d.Events())
	})
}

// The client's user drags a window onto the other monitor: it becomes larger
// there, but not for the app.
func TestAWindowKeepsItsLogicalSizeOnAnotherMonitor(t *testing.T) {
	d := rdptest.NewDesktop()
	s := rdptest.Start(t, d, nil)
	c := s.Connect(client.Options{Profile: client.RAIL, Monitors: twoMonitors})
	id := d.Add(scene.Window{Title: "moved", Bounds: image.Rect(100, 100, 300, 200)}, 3)
	eventually(t, s, "the window", func() string { return placed(c, d, client.RAIL, id, image.Rect(100, 100, 300, 200)) })
	const margin = 8
	if err := c.MoveWindow(uint32(id), image.Rect(1000, 150, 1200, 250).Inset(-margin)); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "the window on the right", func() string { return placed(c, d, client.RAIL, id, image.Rect(1000, 150, 1300, 300)) })
	if w := d.Windows(); w[0].Bounds.Size() != image.Pt(200, 100) {
		t.Errorf("the app sees %v", w[0].Bounds)
	}
	s.Stop()
	d.Close()
}

func TestMonitorsComeAndGo(t *testing.T) {
	d := rdptest.NewDesktop()
	s := rdptest.Start(t, d, nil)
	c := s.Connect(client.Options{Profile: client.Desktop, Monitors: twoMonitors})
	for _, l := range []struct {
		name string
		ms   []client.Monitor
		want []scene.Output
	}{
		{"another one to the left", []client.Monitor{twoMonitors[0], twoMonitors[1], {Rect: image.Rect(-600, 0, 0, 800), Scale: 2, Orientation: 90}},
			[]scene.Output{{ID: 1, Bounds: image.Rect(300, 0, 1100, 600), Scale: 1}, {ID: 2, Bounds: image.Rect(1100, 0, 1700, 400), Scale: 1.5}, {ID: 3, Bounds: image.Rect(0, 0, 300, 400), Scale: 2, Transform: 1}}},
		{"the second is gone", []client.Monitor{twoMonitors[0], {Rect: image.Rect(-600, 0, 0, 800), Scale: 2, Orientation: 90}},
			[]scene.Output{{ID: 1, Bounds: image.Rect(300, 0, 1100, 600), Scale: 1}, {ID: 3, Bounds: image.Rect(0, 0, 300, 400), Scale: 2, Transform: 1}}},
		{"one at five hundred per cent", []client.Monitor{{Rect: image.Rect(0, 0, 2000, 1000), Scale: 5}},
			[]scene.Output{{ID: 1, Bounds: image.Rect(0, 0, 400, 200), Scale: 5}}},
	} {
		if err := c.SetMonitors(l.ms); err != nil {
			t.Fatal(err)
		}
		eventually(t, s, l.name, func() string {
			var got []scene.Output
			for _, o := range d.Outputs() {
				got = append(got, scene.Output{ID: o.ID, Bounds: o.Bounds, Scale: o.Scale, Transform: o.Transform})
			}
			if !slices.Equal(got, l.want) {
				return fmt.Sprintf("%+v", got)
			}
			return ""
		})
	}
	s.Stop()
	d.Close()
}

func TestFingersAndPensReachTheDesktop(t *testing.T) {
	d := rdptest.NewDesktop()
	s := rdptest.Start(t, d, nil)
	c := s.Connect(client.Options{Profile: client.Desktop, Monitors: twoMonitors, Touch: 10})
	eventually(t, s, "the server to ask for touch", func() string {
		if !c.TouchReady() {
			return "it has not"
		}
		return ""
	})
	const begin, move = rdpei.FlagDown | rdpei.FlagInRange | rdpei.FlagInContact, rdpei.FlagUpdate | rdpei.FlagInRange | rdpei.FlagInContact
	for _, f := range [][]rdpei.TouchContact{
		{{ID: 0, X: 10, Y: 20, Flags: begin}, {ID: 1, X: 800, Y: 300, Flags: begin}},
		{{ID: 0, X: 11, Y: 20, Flags: move}, {ID: 1, X: 800, Y: 300, Flags: rdpei.FlagUp}},
	} {
		if err := c.Touch(f...); err != nil {
			t.Fatal(err)
		}
	}
	err := c.Pen(rdpei.PenContact{
		X: 100, Y: 200, Flags: begin, FieldsPresent: rdpei.PenFlagsPresent | rdpei.PenPressurePresent | rdpei.TiltXPresent,
		PenFlags: rdpei.PenInverted, Pressure: 256, TiltX: -20,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []seat.Event{
		seat.Touch{Phase: seat.TouchCancel, Last: true}, // there is a touch screen
		seat.Touch{ID: 0, X: 10, Y: 20}, seat.Touch{ID: 1, X: 800 + 1./3, Y: 200 + 1./3, Last: true},
		seat.Touch{ID: 0, Phase: seat.TouchMove, X: 11, Y: 20}, seat.Touch{ID: 1, Phase: seat.TouchUp, X: 800 + 1./3, Y: 200 + 1./3, Last: true},
		seat.Pen{Near: true, Down: true, Eraser: true, X: 100, Y: 200, Pressure: 0.25, TiltX: -20, Last: true},
	}
	eventually(t, s, "fingers and pen", func() string {
		var got []seat.Event
		for _, e := range d.Events() {
			switch e.(type) {
			case seat.Touch, seat.Pen:
				got = append(got, e)
			}
		}
		if len(got) != len(want) {
			return fmt.Sprintf("%+v", got)
		}
		for i, w := range want {
			if fmt.Sprintf("%.6v", got[i]) != fmt.Sprintf("%.6v", w) {
				return fmt.Sprintf("%+v, want %+v", got[i], w)
			}
		}
		return ""
	})
	s.Stop()
	d.Close()
}

// An app that locks the pointer gets motion, and the client is told to keep
// its pointer off the edges.
func TestLockedPointerIsKeptOffTheEdges(t *testing.T) {
	d := rdptest.NewDesktop()
	s := rdptest.Start(t, d, nil)
	c := s.Connect(client.Options{Profile: client.Desktop, Size: image.Pt(800, 600)})
	pointAt(t, s, d, c, image.Pt(300, 300), 300, 300)
	d.Do(func(tx *scene.Tx) { tx.SetLocked(true) })
	x := 300
	eventually(t, s, "a warp to the middle", func() string {
		x = min(x+10, 799)
		if err := c.Move(image.Pt(x, 300)); err != nil {
			return err.Error()
		}
		if w := c.Warped(); len(w) != 1 || w[0] != image.Pt(400, 300) {
			return fmt.Sprintf("warped to %v", w)
		}
		return ""
	})
	s.Stop()
	d.Close()
}
