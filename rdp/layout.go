package rdp

import (
	"image"
	"math"
	"slices"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/disp"
	"oriel/rdp/egfx"
	"oriel/rdp/mcs"
)

// A monitor is one of the client's. rect and work are device pixels of the
// client's desktop, where the primary one begins at (0, 0).
type monitor struct {
	id        uint32 // of the output; the primary monitor of a new client is 1
	rect      image.Rectangle
	work      image.Rectangle // free of the client's bars; zero: all of it
	scale     float64
	transform scene.Transform
	physical  image.Point // mm
	primary   bool
}

// A layout is the client's monitors, and where they are among the desktop's
// logical pixels (spread).
type layout struct {
	monitors []monitor
	outs     []scene.Output // one per monitor
}

// Sides of a desktop.
const (
	minSide = 200
	maxSide = 8192
)

// layoutOf returns the layout of a client that connects.
func layoutOf(d *acceptor.Result) layout {
	c := &d.Core
	var l layout
	for i, m := range d.Monitors {
		n := monitor{
			rect:    image.Rect(int(m.Left), int(m.Top), int(m.Right)+1, int(m.Bottom)+1),
			primary: m.Flags&mcs.MonitorPrimary != 0, scale: scaleOf(c.DesktopScale, c.DeviceScale),
		}
		if i < len(d.MonitorsEx) {
			x := d.MonitorsEx[i]
			n.scale = scaleOf(x.DesktopScale, x.DeviceScale)
			n.transform = transformOf(x.Orientation)
			n.physical = millimetres(x.PhysicalWidth, x.PhysicalHeight, n.rect.Size())
		}
		l.monitors = append(l.monitors, n)
	}
	size := image.Pt(clampSide(d.Width), clampSide(d.Height))
	if !l.valid() || l.bounds().Size() != size {
		// Monitors that do not fit the desktop that the client asked for.
		l.monitors = []monitor{{
			rect: image.Rectangle{Max: size}, primary: true,
			scale: scaleOf(c.DesktopScale, c.DeviceScale), transform: transformOf(uint32(c.Orientation)),
			physical: millimetres(c.PhysicalWidth, c.PhysicalHeight, size),
		}}
	}
	l.name(nil)
	l.spread()
	return l
}

// layoutFrom returns the layout that a client asked for by display control.
// What it says nothing of stays as it was.
func layoutFrom(ms []disp.Monitor, old *layout) layout {
	var l layout
	for _, m := range ms {
		at := image.Pt(int(m.Left), int(m.Top))
		l.monitors = append(l.monitors, monitor{
			rect:    image.Rectangle{Min: at, Max: at.Add(image.Pt(int(m.Width), int(m.Height)))},
			primary: m.Primary(), physical: measured(m),
			transform: transformOf(m.Orientation),
		})
	}
	l.name(old.monitors)
	for i, m := range ms {
		n := &l.monitors[i]
		if m.DesktopScaleFactor != 0 {
			n.scale = scaleOf(m.DesktopScaleFactor, m.DeviceScaleFactor)
		} else {
			n.scale = old.known(n.id).scale
		}
	}
	l.spread()
	return l
}

// valid reports whether there is one primary monitor at the origin and all
// have sides within the limits.
func (l *layout) valid() bool {
	primary := 0
	for _, m := range l.monitors {
		if m.primary {
			primary++
			if m.rect.Min != (image.Point{}) {
				return false
			}
		}
		s := m.rect.Size()
		if s.X < minSide || s.Y < minSide || s.X > maxSide || s.Y > maxSide {
			return false
		}
	}
	b := l.bounds().Size()
	return primary == 1 && b.X <= egfx.MaxSurfaceSize && b.Y <= egfx.MaxSurfaceSize
}

func clampSide(v int) int { return max(minSide, min(v, maxSide)) }

// scaleOf turns a desktop scale in per cent into a multiple of 1/120. It
// counts only together with a valid device scale.
func scaleOf(desktop, device uint32) float64 {
	if desktop < 100 || desktop > 500 || device != 100 && device != 140 && device != 180 {
		return 1
	}
	return math.Round(float64(desktop)*120/100) / 120
}

// transformOf turns an orientation in degrees clockwise into how a picture is
// turned to be upright on it.
func transformOf(degrees uint32) scene.Transform {
	switch degrees {
	case 90, 180, 270:
		return scene.Transform(degrees / 90)
	}
	return 0
}

// leastDensity is how many pixels an inch has at least. With fewer it is not
// what we draw on that is so large: a client in a small window may tell the
// size of the whole monitor that this is on.
const leastDensity = 60

// millimetres returns the physical size of so many pixels, zero if it is not
// believable.
func millimetres(w, h uint32, size image.Point) image.Point {
	sparse := func(mm uint32, px int) bool { return float64(px)*25.4 < leastDensity*float64(mm) }
	if w < 10 || h < 10 || w > 10000 || h > 10000 || sparse(w, size.X) || sparse(h, size.Y) {
		return image.Point{}
	}
	return image.Pt(int(w), int(h))
}

// measured returns the physical size of a monitor that changes. FreeRDP's
// windows are no monitors: it makes a size up for them, of 75 pixels an inch,
// in 2.11 of whole inches. Apps that heed it would draw other text than before,
// when no size was known.
func measured(m disp.Monitor) image.Point {
	whole := func(px uint32) uint32 { return uint32(float64(px/75) * 25.4) }
	exact := func(px uint32) uint32 { return uint32(math.Round(float64(px) / 75 * 25.4)) }
	for _, made := range []func(uint32) uint32{whole, exact} {
		if m.PhysicalWidth == made(m.Width) && m.PhysicalHeight == made(m.Height) {
			return image.Point{}
		}
	}
	return millimetres(m.PhysicalWidth, m.PhysicalHeight, image.Pt(int(m.Width), int(m.Height)))
}

// bounds returns the rectangle around all monitors, in device pixels.
func (l *layout) bounds() (b image.Rectangle) {
	for _, m := range l.monitors {
		b = b.Union(m.rect)
	}
	return b
}

// outputs returns the monitors as the scene knows them, in logical pixels.
func (l *layout) outputs() []scene.Output { return slices.Clone(l.outs) }

// primary returns the primary monitor.
func (l *layout) primary() monitor {
	for _, m := range l.monitors {
		if m.primary {
			return m
		}
	}
	return monitor{rect: l.bounds(), scale: 1}
}

// known returns the monitor with an id, else the primary one.
func (l *layout) known(id uint32) monitor {
	for _, m := range l.monitors {
		if m.id == id {
			return m
		}
	}
	return l.primary()
}

// setWork gives a work area to the monitor that it lies on.
func (l *layout) setWork(r image.Rectangle) bool {
	for i := range l.monitors {
		m := &l.monitors[i]
		if w := r.Intersect(m.rect); !w.Empty() && w.Dx() > m.rect.Dx()/4 && w.Dy() > m.rect.Dy()/4 && m.work != w {
			m.work = w
			l.spread()
			return true
		}
	}
	return false
}

// area returns what is free of bars on a monitor.
func (m *monitor) area() image.Rectangle {
	if m.work.Empty() {
		return m.rect
	}
	return m.work
}

// graphicsMonitors returns the monitors for ResetGraphics, relative to the
// desktop's corner as the composed surface is. Right and bottom are inside.
func (l *layout) graphicsMonitors() []egfx.Monitor {
	var out []egfx.Monitor
	for _, m := range l.monitors {
		e := egfx.Monitor{
			Left: int32(m.rect.Min.X), Top: int32(m.rect.Min.Y),
			Right: int32(m.rect.Max.X - 1), Bottom: int32(m.rect.Max.Y - 1),
		}
		if m.primary {
			e.Flags = 1
		}
		out = append(out, e)
	}
	return out
}
