package client

import (
	"image"
	"math"
	"time"

	"oriel/rdp/disp"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
)

// A Monitor is one of the client's. The first of several is the primary one,
// which begins at (0, 0).
type Monitor struct {
	Rect        image.Rectangle // device pixels
	Scale       float64         // 1 to 5; 0: 1
	Physical    image.Point     // millimetres; 0: not known
	Orientation uint32          // degrees: 0, 90, 180 or 270
}

func (m *Monitor) scale() float64 {
	if m.Scale == 0 {
		return 1
	}
	return m.Scale
}

func (m *Monitor) percent() uint32 { return uint32(math.Round(m.scale() * 100)) }

// desktopBounds returns the rectangle around all monitors.
func desktopBounds(list []Monitor) (b image.Rectangle) {
	for _, m := range list {
		b = b.Union(m.Rect)
	}
	return b
}

func desktopSize(list []Monitor) image.Point { return desktopBounds(list).Size() }

// monitors returns what the connection sequence says of the monitors.
func (o *Options) monitors() (list []mcs.Monitor, ex []mcs.MonitorEx) {
	for i, m := range o.Monitors {
		n := mcs.Monitor{
			Left: int32(m.Rect.Min.X), Top: int32(m.Rect.Min.Y),
			Right: int32(m.Rect.Max.X - 1), Bottom: int32(m.Rect.Max.Y - 1),
		}
		if i == 0 {
			n.Flags = mcs.MonitorPrimary
		}
		list = append(list, n)
		ex = append(ex, mcs.MonitorEx{
			PhysicalWidth: uint32(m.Physical.X), PhysicalHeight: uint32(m.Physical.Y), Orientation: m.Orientation,
			DesktopScale: m.percent(), DeviceScale: 100,
		})
	}
	return list, ex
}

// SetMonitors asks for other monitors.
func (s *Session) SetMonitors(list []Monitor) error {
	var ms []disp.Monitor
	for i, m := range list {
		n := disp.Monitor{
			Left: int32(m.Rect.Min.X), Top: int32(m.Rect.Min.Y), Width: uint32(m.Rect.Dx()), Height: uint32(m.Rect.Dy()),
			PhysicalWidth: uint32(m.Physical.X), PhysicalHeight: uint32(m.Physical.Y), Orientation: m.Orientation,
			DesktopScaleFactor: m.percent(), DeviceScaleFactor: 100,
		}
		if i == 0 {
			n.Flags = disp.FlagPrimary
		}
		ms = append(ms, n)
	}
	return s.ask(ms)
}

// Resize asks for one monitor of another size and scale (0: as it is).
func (s *Session) Resize(size image.Point, scale float64) error {
	m := disp.Monitor{Flags: disp.FlagPrimary, Width: uint32(size.X), Height: uint32(size.Y)}
	if scale != 0 {
		m.DesktopScaleFactor, m.DeviceScaleFactor = uint32(scale*100+0.5), 100
	}
	return s.ask([]disp.Monitor{m})
}

// ask sends a layout, or keeps it until there is a channel for it.
func (s *Session) ask(list []disp.Monitor) error {
	return s.do(func(time.Time) error {
		switch {
		case s.dvc == nil:
			return errNoResize
		case s.control == nil:
			s.layout = list
			return nil
		}
		var out svc.Outbox
		if err := s.control.Do(&out, func(box *svc.Outbox) error { return s.disp.Layout(list, box) }); err != nil {
			return err
		}
		return s.sendChannel(s.seq.Result().Channel("drdynvc").ID, &out)
	})
}
