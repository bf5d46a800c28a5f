package rdp

import (
	"image"
	"math"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/disp"
	"oriel/rdp/egfx"
	"oriel/rdp/mcs"
)

// A monitor is one of the client's, in device pixels of the client's desktop,
// where the primary one begins at (0, 0).
type monitor struct {
	rect     image.Rectangle
	work     image.Rectangle // free of the client's bars; zero: all of it
	physical image.Point     // mm
	primary  bool
}

// A layout is the client's monitors. All of them have the primary one's
// scale: a window has one size wherever it lies.
type layout struct {
	monitors []monitor
	scale    float64
}

// Sides of a desktop.
const (
	minSide = 200
	maxSide = 8192
)

// layoutOf returns the layout of a client that connects.
func layoutOf(d *acceptor.Result) layout {
	c := &d.Core
	l := layout{scale: scaleOf(c.DesktopScale, c.DeviceScale)}
	for i, m := range d.Monitors {
		r := image.Rect(int(m.Left), int(m.Top), int(m.Right)+1, int(m.Bottom)+1)
		n := monitor{rect: r, primary: m.Flags&mcs.MonitorPrimary != 0}
		if i < len(d.MonitorsEx) {
			x := d.MonitorsEx[i]
			n.physical = millimetres(x.PhysicalWidth, x.PhysicalHeight)
			if n.primary {
				l.scale = scaleOf(x.DesktopScale, x.DeviceScale)
			}
		}
		l.monitors = append(l.monitors, n)
	}
	size := image.Pt(clampSide(d.Width), clampSide(d.Height))
	if !l.valid() || l.bounds().Size() != size {
		// Monitors that do not fit the desktop that the client asked for.
		l.monitors = []monitor{{
			rect: image.Rectangle{Max: size}, primary: true,
			physical: millimetres(c.PhysicalWidth, c.PhysicalHeight),
		}}
	}
	return l
}

// layoutFrom returns the layout that a client asked for by display control.
func layoutFrom(ms []disp.Monitor, old float64) layout {
	l := layout{scale: old}
	for _, m := range ms {
		at := image.Pt(int(m.Left), int(m.Top))
		n := monitor{
			rect:    image.Rectangle{Min: at, Max: at.Add(image.Pt(int(m.Width), int(m.Height)))},
			primary: m.Primary(), physical: millimetres(m.PhysicalWidth, m.PhysicalHeight),
		}
		if n.primary && m.DesktopScaleFactor != 0 {
			l.scale = scaleOf(m.DesktopScaleFactor, m.DeviceScaleFactor)
		}
		l.monitors = append(l.monitors, n)
	}
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

// millimetres returns a physical size, zero if it is not believable.
func millimetres(w, h uint32) image.Point {
	if w < 10 || h < 10 || w > 10000 || h > 10000 {
		return image.Point{}
	}
	return image.Pt(int(w), int(h))
}

// bounds returns the rectangle around all monitors, in device pixels.
func (l *layout) bounds() (b image.Rectangle) {
	for _, m := range l.monitors {
		b = b.Union(m.rect)
	}
	return b
}

// outputs returns the monitors as the scene knows them, in logical pixels.
func (l *layout) outputs() []scene.Output {
	var out []scene.Output
	for i, m := range l.monitors {
		o := scene.Output{
			ID: uint32(i + 1), Name: "RDP-" + string(rune('1'+i)), Scale: l.scale,
			Bounds: l.logical(m.rect), Work: l.logical(m.work),
			Physical: m.physical, Refresh: 60000, Primary: m.primary,
		}
		if o.Work.Empty() {
			o.Work = o.Bounds
		}
		out = append(out, o)
	}
	return out
}

// logical converts a rectangle of device pixels; all logical pixels lie inside.
func (l *layout) logical(r image.Rectangle) image.Rectangle {
	if l.scale == 1 || r.Empty() {
		return r
	}
	return image.Rect(
		int(math.Ceil(float64(r.Min.X)/l.scale)), int(math.Ceil(float64(r.Min.Y)/l.scale)),
		int(math.Floor(float64(r.Max.X)/l.scale)), int(math.Floor(float64(r.Max.Y)/l.scale)))
}

// setWork gives a work area to the monitor that it lies on.
func (l *layout) setWork(r image.Rectangle) bool {
	for i := range l.monitors {
		m := &l.monitors[i]
		if w := r.Intersect(m.rect); !w.Empty() && w.Dx() > m.rect.Dx()/4 && w.Dy() > m.rect.Dy()/4 && m.work != w {
			m.work = w
			return true
		}
	}
	return false
}

// work returns the primary monitor's work area.
func (l *layout) work() image.Rectangle {
	for _, m := range l.monitors {
		if m.primary && !m.work.Empty() {
			return m.work
		}
		if m.primary {
			return m.rect
		}
	}
	return l.bounds()
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
