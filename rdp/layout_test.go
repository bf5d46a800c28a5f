package rdp

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/disp"
	"oriel/rdp/mcs"
)

// flat is a layout of one monitor without scale.
func flat(r image.Rectangle) *layout {
	l := &layout{monitors: []monitor{{rect: r, scale: 1, primary: true}}}
	l.name(nil)
	l.spread()
	return l
}

func TestLayoutOfTwoMonitors(t *testing.T) {
	l := layoutOf(&acceptor.Result{
		Width: 3200, Height: 1080,
		Monitors: []mcs.Monitor{
			{Left: -1280, Top: 0, Right: -1, Bottom: 1023},
			{Left: 0, Top: 0, Right: 1919, Bottom: 1079, Flags: mcs.MonitorPrimary},
		},
		MonitorsEx: []mcs.MonitorEx{
			{PhysicalWidth: 300, PhysicalHeight: 400, Orientation: 90, DesktopScale: 100, DeviceScale: 100},
			{PhysicalWidth: 520, PhysicalHeight: 290, DesktopScale: 150, DeviceScale: 140},
		},
	})
	if l.bounds() != image.Rect(-1280, 0, 1920, 1080) {
		t.Errorf("bounds %v", l.bounds())
	}
	want := []scene.Output{
		{ID: 2, Name: "RDP-2", Bounds: image.Rect(0, 0, 1280, 1024), Work: image.Rect(0, 0, 1280, 1024), Scale: 1, Physical: image.Pt(400, 300), Transform: 1, Refresh: 60000},
		{ID: 1, Name: "RDP-1", Bounds: image.Rect(1280, 0, 2560, 720), Work: image.Rect(1280, 0, 2560, 720), Scale: 1.5, Physical: image.Pt(520, 290), Refresh: 60000, Primary: true},
	}
	if o := l.outputs(); !slices.Equal(o, want) {
		t.Errorf("outputs %+v", o)
	}
	if !l.setWork(image.Rect(0, 0, 1920, 1040)) || l.monitors[1].area() != image.Rect(0, 0, 1920, 1040) || l.outs[1].Work != image.Rect(1280, 0, 2560, 693) {
		t.Errorf("work area %v, %v", l.monitors[1].area(), l.outs[1].Work)
	}
	if l.setWork(image.Rect(0, 0, 1920, 1040)) {
		t.Error("the same work area is news")
	}
	m := l.graphicsMonitors()
	if m[0].Left != -1280 || m[0].Right != -1 || m[1].Bottom != 1079 || m[1].Flags != 1 {
		t.Errorf("monitors %+v", m)
	}
}

func TestMonitorsThatTouchTouchAtEveryScale(t *testing.T) {
	const p = disp.FlagPrimary
	at := func(x, y int32, w, h uint32, flags, scale uint32) disp.Monitor {
		return disp.Monitor{Flags: flags, Left: x, Top: y, Width: w, Height: h, DesktopScaleFactor: scale, DeviceScaleFactor: 100}
	}
	for _, c := range []struct {
		name string
		in   []disp.Monitor
		want []image.Rectangle
	}{
		{"beside", []disp.Monitor{at(0, 0, 1920, 1080, p, 100), at(1920, 0, 3840, 2160, 0, 200)},
			[]image.Rectangle{image.Rect(0, 0, 1920, 1080), image.Rect(1920, 0, 3840, 1080)}},
		{"above, to the left", []disp.Monitor{at(0, 0, 3000, 1500, p, 150), at(-600, -1000, 1600, 1000, 0, 100)},
			[]image.Rectangle{image.Rect(600, 1000, 2600, 2000), image.Rect(0, 0, 1600, 1000)}},
		{"below, along the primary's edge", []disp.Monitor{at(0, 0, 3000, 1500, p, 150), at(600, 1500, 1600, 1000, 0, 100)},
			[]image.Rectangle{image.Rect(0, 0, 2000, 1000), image.Rect(400, 1000, 2000, 2000)}},
		{"a row of three, primary in the middle", []disp.Monitor{at(-1000, 0, 1000, 1000, 0, 200), at(0, 0, 1000, 1000, p, 125), at(1000, 0, 1000, 1000, 0, 500)},
			[]image.Rectangle{image.Rect(0, 0, 500, 500), image.Rect(500, 0, 1300, 800), image.Rect(1300, 0, 1500, 200)}},
		{"what would overlap does not", []disp.Monitor{at(0, 0, 1000, 1000, p, 200), at(1000, 0, 1000, 1000, 0, 200), at(500, 1000, 1000, 1000, 0, 100), at(1500, 1000, 1000, 1000, 0, 100)},
			[]image.Rectangle{image.Rect(0, 0, 500, 500), image.Rect(500, 0, 1000, 500), image.Rect(250, 500, 1250, 1500), image.Rect(1250, 500, 2250, 1500)}},
	} {
		l := layoutFrom(c.in, &layout{})
		for i, o := range l.outs {
			if o.Bounds != c.want[i] {
				t.Errorf("%s: monitor %d is at %v, want %v", c.name, i, o.Bounds, c.want[i])
			}
		}
	}
}

func TestMonitorsKeepTheirNames(t *testing.T) {
	mon := func(x int32, w uint32, flags uint32) disp.Monitor {
		return disp.Monitor{Flags: flags, Left: x, Width: w, Height: 600}
	}
	l := layout{}
	for _, c := range []struct {
		in   []disp.Monitor
		want string
	}{
		{[]disp.Monitor{mon(-800, 800, 0), mon(0, 1000, 1)}, "2 1"},
		{[]disp.Monitor{mon(0, 1000, 1), mon(1000, 900, 0), mon(-800, 800, 0)}, "1 3 2"},
		{[]disp.Monitor{mon(0, 1200, 1), mon(-800, 800, 0)}, "1 2"},
		{[]disp.Monitor{mon(0, 1200, 1), mon(1200, 900, 0)}, "1 2"},
	} {
		l = layoutFrom(c.in, &l)
		var got []string
		for _, m := range l.monitors {
			got = append(got, fmt.Sprint(m.id))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v: names %s, want %s", c.in, s, c.want)
		}
	}
}

func TestMappingGoesThereAndBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var ms []disp.Monitor
		x := int32(0)
		for i := range 1 + random.IntN(4) {
			w := uint32(400 + 2*random.IntN(400))
			ms = append(ms, disp.Monitor{
				Left: x, Top: int32(random.IntN(400) - 200), Width: w, Height: uint32(400 + random.IntN(400)),
				DesktopScaleFactor: uint32(100 + random.IntN(401)), DeviceScaleFactor: 100,
			})
			if i == 0 {
				ms[0].Top, ms[0].Flags = 0, disp.FlagPrimary
			}
			x += int32(w)
		}
		l := layoutFrom(ms, &layout{})
		for i, a := range l.outs {
			for j, b := range l.outs {
				if i != j && a.Bounds.Overlaps(b.Bounds) {
					t.Fatalf("%v overlaps %v: %+v", a.Bounds, b.Bounds, ms)
				}
			}
			m, r := l.mapping(i), l.monitors[i].rect
			p := image.Pt(r.Min.X+random.IntN(r.Dx()), r.Min.Y+random.IntN(r.Dy()))
			fx, fy := m.back(p)
			q := image.Pt(int(math.Floor(fx)), int(math.Floor(fy)))
			if d := p.Sub(m.point(q)); d.X < -3 || d.Y < -3 || d.X > 6 || d.Y > 6 {
				t.Fatalf("%v shows %v, which is at %v", p, q, m.point(q))
			}
			if n := m.nearest(m.point(q)); n != q {
				t.Fatalf("%v is at %v, which is nearest to %v", q, m.point(q), n)
			}
		}
	}
}

// A window that reaches from a monitor at 100 % onto one at 200 % is drawn at
// 100 % on both, and the pointer finds it so.
func TestAWindowOnTwoMonitorsIsWhereItIsSeen(t *testing.T) {
	l := layoutFrom([]disp.Monitor{
		{Flags: disp.FlagPrimary, Width: 1000, Height: 800},
		{Left: 1000, Width: 1000, Height: 800, DesktopScaleFactor: 200, DeviceScaleFactor: 100},
	}, &layout{})
	w := &scene.Window{ID: 1, Bounds: image.Rect(800, 100, 1100, 300)}
	menu := &scene.Window{ID: 2, Kind: scene.Menu, Owner: 1, Bounds: image.Rect(1050, 120, 1080, 160)}
	other := &scene.Window{ID: 3, Bounds: image.Rect(1200, 100, 1300, 200)}
	v := &scene.View{Windows: map[scene.WindowID]*scene.Window{1: w, 2: menu, 3: other}, Stack: []scene.WindowID{3, 1, 2}}
	for _, c := range []struct {
		w    *scene.Window
		want image.Rectangle
	}{
		{w, image.Rect(800, 100, 1100, 300)}, {menu, image.Rect(1050, 120, 1080, 160)}, {other, image.Rect(1400, 200, 1600, 400)},
	} {
		if got := frameRect(c.w, l.of(v, c.w)); got != c.want {
			t.Errorf("window %d is shown at %v, want %v", c.w.ID, got, c.want)
		}
	}
	for _, c := range []struct {
		p    image.Point
		x, y float64
	}{
		{image.Pt(900, 200), 900, 200}, {image.Pt(1060, 130), 1060, 130},
		{image.Pt(1200, 100), 1100.25, 50.25}, {image.Pt(1500, 300), 1250.25, 150.25},
	} {
		if x, y := l.locate(v, c.p); x != c.x || y != c.y {
			t.Errorf("%v shows %v,%v, want %v,%v", c.p, x, y, c.x, c.y)
		}
	}
}

func TestLayoutOfNonsense(t *testing.T) {
	for _, r := range []acceptor.Result{
		{Width: 1024, Height: 768},
		{Width: 1024, Height: 768, Monitors: []mcs.Monitor{{Right: 9, Bottom: 9, Flags: mcs.MonitorPrimary}}},
		{Width: 1024, Height: 768, Monitors: []mcs.Monitor{{Right: 1023, Bottom: 767}}},
		{Width: 1024, Height: 768, Core: mcs.ClientCore{DesktopScale: 7, DeviceScale: 100}},
	} {
		if l := layoutOf(&r); l.bounds() != image.Rect(0, 0, 1024, 768) || l.monitors[0].scale != 1 || !l.valid() {
			t.Errorf("%+v: %+v", r, l)
		}
	}
	l := layoutFrom([]disp.Monitor{{Flags: disp.FlagPrimary, Width: 800, Height: 600, DesktopScaleFactor: 200, DeviceScaleFactor: 100}}, &layout{})
	if !l.valid() || l.monitors[0].scale != 2 || l.outputs()[0].Bounds != image.Rect(0, 0, 400, 300) {
		t.Errorf("%+v", l)
	}
}

// TestAWindowIsNotAsLargeAsItsMonitor: mstsc may tell the millimetres of the
// whole monitor that its window is on.
func TestAWindowIsNotAsLargeAsItsMonitor(t *testing.T) {
	for _, c := range []struct{ px, want image.Point }{
		{image.Pt(2560, 1440), image.Pt(600, 340)},
		{image.Pt(1440, 820), image.Pt(600, 340)}, // just dense enough
		{image.Pt(1400, 820), image.Point{}},
		{image.Pt(1440, 800), image.Point{}},
		{image.Pt(800, 600), image.Point{}},
	} {
		first := layoutOf(&acceptor.Result{Width: c.px.X, Height: c.px.Y, Core: mcs.ClientCore{PhysicalWidth: 600, PhysicalHeight: 340}})
		several := layoutOf(&acceptor.Result{
			Width: c.px.X, Height: c.px.Y,
			Monitors:   []mcs.Monitor{{Right: int32(c.px.X) - 1, Bottom: int32(c.px.Y) - 1, Flags: mcs.MonitorPrimary}},
			MonitorsEx: []mcs.MonitorEx{{PhysicalWidth: 600, PhysicalHeight: 340}},
		})
		later := layoutFrom([]disp.Monitor{{
			Flags: disp.FlagPrimary, Width: uint32(c.px.X), Height: uint32(c.px.Y), PhysicalWidth: 600, PhysicalHeight: 340,
		}}, flat(image.Rect(0, 0, 640, 480)))
		for _, l := range []layout{first, several, later} {
			if got := l.monitors[0].physical; got != c.want {
				t.Errorf("%v pixels: %v, want %v", c.px, got, c.want)
			}
		}
	}
}

// TestSizesThatClientsMakeUp: what xfreerdp 2.11 says of a window of 1380 by
// 860 pixels is no monitor's size.
func TestSizesThatClientsMakeUp(t *testing.T) {
	for _, c := range []struct{ px, mm, want image.Point }{
		{image.Pt(1380, 860), image.Pt(457, 279), image.Point{}},
		{image.Pt(1380, 860), image.Pt(467, 291), image.Point{}},
		{image.Pt(1380, 860), image.Pt(1380, 860), image.Point{}},
		{image.Pt(1920, 1080), image.Pt(520, 293), image.Pt(520, 293)},
		{image.Pt(1380, 860), image.Pt(457, 285), image.Pt(457, 285)},
	} {
		l := layoutFrom([]disp.Monitor{{
			Flags: 1, Width: uint32(c.px.X), Height: uint32(c.px.Y),
			PhysicalWidth: uint32(c.mm.X), PhysicalHeight: uint32(c.mm.Y),
		}}, flat(image.Rect(0, 0, 640, 480)))
		if got := l.monitors[0].physical; got != c.want {
			t.Errorf("%v pixels, %v mm: %v, want %v", c.px, c.mm, got, c.want)
		}
	}
}
