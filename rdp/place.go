package rdp

import (
	"image"
	"math"
	"strconv"

	"oriel/compositor/scene"
)

// A mapping places logical pixels on the client's desktop, as one monitor
// does. The zero value maps them one to one.
type mapping struct {
	scale  float64     // device pixels per logical pixel; 0: 1
	corner image.Point // of the monitor, logical pixels
	origin image.Point // the same corner, device pixels
}

func (m mapping) factor() float64 {
	if m.scale == 0 {
		return 1
	}
	return m.scale
}

// point returns where a logical position is on the client's desktop.
func (m mapping) point(p image.Point) image.Point {
	return scene.ScalePoint(p.Sub(m.corner), m.factor()).Add(m.origin)
}

// back returns the logical position of the centre of a device pixel, so that
// rounding never leaves it.
func (m mapping) back(p image.Point) (x, y float64) {
	k, half := m.factor(), 0.0
	if k != 1 {
		half = 0.5
	}
	p = p.Sub(m.origin)
	return (float64(p.X)+half)/k + float64(m.corner.X), (float64(p.Y)+half)/k + float64(m.corner.Y)
}

// nearest returns the logical position that is nearest to a device pixel's
// corner.
func (m mapping) nearest(p image.Point) image.Point {
	return scene.ScalePoint(p.Sub(m.origin), 1/m.factor()).Add(m.corner)
}

// mapping returns the mapping of monitor i.
func (l *layout) mapping(i int) mapping {
	if i < 0 || i >= len(l.outs) {
		return mapping{}
	}
	return mapping{l.monitors[i].scale, l.outs[i].Bounds.Min, l.monitors[i].rect.Min}
}

// home returns the monitor that a window belongs to, -1 if there is none. The
// window has that monitor's scale also where it reaches onto others: clients
// show a window in one size.
func (l *layout) home(v *scene.View, w *scene.Window) int {
	if len(l.outs) == 0 {
		return -1
	}
	root := scene.Root(w, func(id scene.WindowID) *scene.Window { return v.Windows[id] })
	return l.index(scene.Home(l.outs, root.Bounds).ID)
}

func (l *layout) index(id uint32) int {
	for i, m := range l.monitors {
		if m.id == id {
			return i
		}
	}
	return -1
}

// of returns the mapping of the monitor that a window belongs to.
func (l *layout) of(v *scene.View, w *scene.Window) mapping { return l.mapping(l.home(v, w)) }

// at returns the monitor that a device pixel is on, else the nearest.
func (l *layout) at(p image.Point) int {
	best, least := -1, 0
	for i, m := range l.monitors {
		d := p.Sub(into(p, m.rect))
		if n := d.X*d.X + d.Y*d.Y; best < 0 || n < least {
			best, least = i, n
		}
	}
	return best
}

// into moves a pixel into a rectangle, as little as possible.
func into(p image.Point, r image.Rectangle) image.Point {
	return image.Pt(max(r.Min.X, min(p.X, r.Max.X-1)), max(r.Min.Y, min(p.Y, r.Max.Y-1)))
}

// locate returns the logical position that a device pixel shows: of the
// window that is seen there, else of the monitor. The two differ where a
// window reaches from one monitor onto another of another scale.
func (l *layout) locate(v *scene.View, p image.Point) (x, y float64) {
	at := l.mapping(l.at(p))
	if v.Grab.Window != 0 || l.even() {
		return at.back(p) // what is moved goes where the pointer goes
	}
	for i := len(v.Stack) - 1; i >= 0; i-- {
		w := v.Windows[v.Stack[i]]
		if w == nil || w.State&scene.Minimized != 0 {
			continue
		}
		if m := l.of(v, w); p.In(frameRect(w, m)) {
			return m.back(p)
		}
	}
	return at.back(p)
}

// onto implements screen.
func (s *session) onto(p image.Point) image.Point {
	if i := s.layout.at(p); i >= 0 {
		return into(p, s.layout.monitors[i].rect)
	}
	return p
}

// locate implements screen.
func (s *session) locate(p image.Point) (x, y, scale float64) {
	x, y = s.layout.locate(&s.want, p)
	return x, y, s.layout.mapping(s.layout.at(p)).factor()
}

// most returns the monitor that has most of a rectangle, else the nearest.
func (l *layout) most(r image.Rectangle) int {
	best, area := -1, 0
	for i, m := range l.monitors {
		in := m.rect.Intersect(r)
		if n := pixels(in); n > area {
			best, area = i, n
		}
	}
	if best < 0 {
		return l.at(r.Min)
	}
	return best
}

// even reports whether all monitors have the same scale.
func (l *layout) even() bool {
	for _, m := range l.monitors {
		if m.scale != l.monitors[0].scale {
			return false
		}
	}
	return true
}

// name gives the monitors ids: those that they had before, by place and size,
// else by place, else by being primary, so that what is on a monitor stays on
// it; new ones get new ids, the primary one of a new layout 1.
func (l *layout) name(before []monitor) {
	used := map[uint32]bool{}
	for _, alike := range []func(a, b *monitor) bool{
		func(a, b *monitor) bool { return a.rect == b.rect && a.primary == b.primary },
		func(a, b *monitor) bool { return a.primary && b.primary },
		func(a, b *monitor) bool { return a.rect.Min == b.rect.Min },
		func(a, b *monitor) bool { return a.rect.Size() == b.rect.Size() },
	} {
		for i := range l.monitors {
			for j := range before {
				if m, o := &l.monitors[i], &before[j]; m.id == 0 && !used[o.id] && alike(m, o) {
					m.id = o.id
					used[o.id] = true
				}
			}
		}
	}
	next := uint32(1)
	fresh := func(m *monitor) {
		for used[next] {
			next++
		}
		m.id = next
		used[next] = true
	}
	for _, primary := range []bool{true, false} {
		for i := range l.monitors {
			if m := &l.monitors[i]; m.id == 0 && m.primary == primary {
				fresh(m)
			}
		}
	}
}

// spread finds the place of each monitor among the logical pixels, which
// begin at (0, 0): X11 knows no others. Monitors that touch on the client's
// desktop touch here, whatever their scales are.
func (l *layout) spread() {
	n := len(l.monitors)
	area := make([]image.Rectangle, n)
	done := make([]bool, n)
	for range n {
		i, by := l.nextToPlace(done)
		m := &l.monitors[i]
		size := image.Pt(int(float64(m.rect.Dx())/m.scale), int(float64(m.rect.Dy())/m.scale))
		area[i] = image.Rectangle{Max: size}
		if by >= 0 {
			area[i] = area[i].Add(l.beside(i, by, area[by], size))
		}
		apart(area, done, i)
		done[i] = true
	}
	var all image.Rectangle
	for _, a := range area {
		all = all.Union(a)
	}
	l.outs = l.outs[:0:0]
	for i, m := range l.monitors {
		o := scene.Output{
			ID: m.id, Name: "RDP-" + strconv.Itoa(int(m.id)), Scale: m.scale, Bounds: area[i].Sub(all.Min),
			Physical: m.physical, Transform: m.transform, Refresh: 60000, Primary: m.primary,
		}
		if m.transform&1 != 0 {
			o.Physical.X, o.Physical.Y = m.physical.Y, m.physical.X // of the panel, unturned
		}
		l.outs = append(l.outs, o)
		l.outs[i].Work = l.mapping(i).inside(m.area()).Intersect(o.Bounds)
	}
}

// inside converts a rectangle of device pixels; all logical pixels lie in it.
func (m mapping) inside(r image.Rectangle) image.Rectangle {
	k := m.factor()
	r = r.Sub(m.origin)
	up := func(v int) int { return int(math.Ceil(float64(v) / k)) }
	down := func(v int) int { return int(math.Floor(float64(v) / k)) }
	return image.Rect(up(r.Min.X), up(r.Min.Y), down(r.Max.X), down(r.Max.Y)).Add(m.corner)
}

// nextToPlace returns the monitor to be placed next, and the placed one that
// it is nearest to: the primary one first, by none.
func (l *layout) nextToPlace(done []bool) (next, by int) {
	next, by = -1, -1
	least := 0
	for i := range l.monitors {
		for j := range l.monitors {
			if done[i] || !done[j] {
				continue
			}
			if d := gapOf(l.monitors[i].rect, l.monitors[j].rect); next < 0 || d < least {
				next, by, least = i, j, d
			}
		}
	}
	for i := 0; i < len(done) && next < 0; i++ {
		if l.monitors[i].primary {
			next = i
		}
	}
	return max(next, 0), by
}

// gapOf is how far two monitors are apart. Those that touch only at a corner
// are farther apart than those that share an edge.
func gapOf(a, b image.Rectangle) int {
	dx := max(0, a.Min.X-b.Max.X, b.Min.X-a.Max.X)
	dy := max(0, a.Min.Y-b.Max.Y, b.Min.Y-a.Max.Y)
	d := 2 * (dx + dy)
	if min(a.Max.X, b.Max.X) <= max(a.Min.X, b.Min.X) && min(a.Max.Y, b.Max.Y) <= max(a.Min.Y, b.Min.Y) {
		d++
	}
	return d
}

// beside returns where monitor i begins, next to monitor by, whose area is
// known. Along the shared edge the one that begins earlier gives the scale.
func (l *layout) beside(i, by int, area image.Rectangle, size image.Point) (at image.Point) {
	m, o := &l.monitors[i], &l.monitors[by]
	axis := func(min, max, omin, omax, amin, amax, size int) int {
		switch {
		case min >= omax: // after it
			return amax + int(float64(min-omax)/o.scale)
		case max <= omin: // before it
			return amin - size - int(float64(omin-max)/o.scale)
		case min >= omin:
			return amin + int(math.Round(float64(min-omin)/o.scale))
		}
		return amin - int(math.Round(float64(omin-min)/m.scale))
	}
	return image.Pt(
		axis(m.rect.Min.X, m.rect.Max.X, o.rect.Min.X, o.rect.Max.X, area.Min.X, area.Max.X, size.X),
		axis(m.rect.Min.Y, m.rect.Max.Y, o.rect.Min.Y, o.rect.Max.Y, area.Min.Y, area.Max.Y, size.Y))
}

// apart moves area i off those that are placed already, to the right or down:
// where scales differ, what fits on the client's desktop may overlap here.
func apart(area []image.Rectangle, done []bool, i int) {
	for range len(area) * len(area) {
		hit := false
		for j, o := range area {
			in := o.Intersect(area[i])
			if !done[j] || in.Empty() {
				continue
			}
			hit = true
			d := image.Pt(o.Max.X-area[i].Min.X, 0)
			if in.Dy() < in.Dx() {
				d = image.Pt(0, o.Max.Y-area[i].Min.Y)
			}
			area[i] = area[i].Add(d)
		}
		if !hit {
			return
		}
	}
}
