package disp

import "errors"

// Reasons to refuse a layout.
var (
	ErrNoMonitor  = errors.New("layout without monitors")
	ErrTooMany    = errors.New("more monitors than announced")
	ErrPrimary    = errors.New("layout needs exactly one primary monitor")
	ErrTooLarge   = errors.New("layout larger than announced")
	ErrCoordinate = errors.New("monitor outside the coordinate space")
)

// Limits of a monitor ([MS-RDPEDISP] 2.2.2.2.1). maxCoordinate is ours: RAIL
// has 16-bit coordinates.
const (
	minSide       = 200
	maxSide       = 8192
	maxCoordinate = 32767
)

// Clean checks a client's layout against what was announced and returns it in
// order: sides clamped to the limits and widths made even, senseless physical
// sizes, orientations and scales zeroed ("MUST be ignored"), everything moved
// so that the primary monitor is at (0, 0). The input is not changed.
func Clean(in []Monitor, caps Caps) ([]Monitor, error) {
	if len(in) == 0 {
		return nil, ErrNoMonitor
	}
	if len(in) > MaxMonitors || uint64(len(in)) > uint64(caps.MaxNumMonitors) {
		return nil, ErrTooMany
	}
	out := make([]Monitor, len(in))
	primary, area := -1, uint64(0)
	for i, m := range in {
		out[i] = cleanOne(m)
		area += uint64(out[i].Width) * uint64(out[i].Height)
		if m.Primary() {
			if primary >= 0 {
				return nil, ErrPrimary
			}
			primary = i
		}
	}
	if primary < 0 {
		return nil, ErrPrimary
	}
	if area > uint64(len(in))*uint64(caps.MaxMonitorAreaFactorA)*uint64(caps.MaxMonitorAreaFactorB) {
		return nil, ErrTooLarge
	}
	return out, anchor(out, primary)
}

// anchor moves the layout so that the primary monitor is at (0, 0).
func anchor(l []Monitor, primary int) error {
	x, y := int64(l[primary].Left), int64(l[primary].Top)
	for i := range l {
		left, top := int64(l[i].Left)-x, int64(l[i].Top)-y
		if left < -maxCoordinate || top < -maxCoordinate ||
			left+int64(l[i].Width) > maxCoordinate || top+int64(l[i].Height) > maxCoordinate {
			return ErrCoordinate
		}
		l[i].Left, l[i].Top = int32(left), int32(top)
	}
	return nil
}

func cleanOne(m Monitor) Monitor {
	m.Flags &= FlagPrimary
	m.Width = min(max(m.Width, minSide), maxSide) &^ 1
	m.Height = min(max(m.Height, minSide), maxSide)
	if m.PhysicalWidth < 10 || m.PhysicalWidth > 10000 || m.PhysicalHeight < 10 || m.PhysicalHeight > 10000 {
		m.PhysicalWidth, m.PhysicalHeight = 0, 0
	}
	switch m.Orientation {
	case 0, 90, 180, 270:
	default:
		m.Orientation = 0
	}
	device := m.DeviceScaleFactor
	if m.DesktopScaleFactor < 100 || m.DesktopScaleFactor > 500 || device != 100 && device != 140 && device != 180 {
		m.DesktopScaleFactor, m.DeviceScaleFactor = 0, 0
	}
	return m
}
