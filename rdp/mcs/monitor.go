package mcs

import "oriel/rdp/wire"

// MaxMonitors is the number of monitors that CS_MONITOR may have.
const MaxMonitors = 16

// MonitorPrimary marks the primary monitor in Monitor.Flags.
const MonitorPrimary = 1

// Monitor is TS_MONITOR_DEF ([MS-RDPBCGR] 2.2.1.3.6.1). Right and Bottom are
// inclusive, unlike everywhere in Go.
type Monitor struct {
	Left, Top, Right, Bottom int32
	Flags                    uint32
}

// Width returns the number of columns.
func (m Monitor) Width() int { return int(m.Right) - int(m.Left) + 1 }

// Height returns the number of rows.
func (m Monitor) Height() int { return int(m.Bottom) - int(m.Top) + 1 }

// MonitorEx is TS_MONITOR_ATTRIBUTES ([MS-RDPBCGR] 2.2.1.3.9.1).
type MonitorEx struct {
	PhysicalWidth, PhysicalHeight uint32 // millimetres
	Orientation                   uint32 // degrees
	DesktopScale, DeviceScale     uint32 // per cent
}

const (
	monitorSize   = 20
	monitorExSize = 20
)

// AppendMonitor appends one TS_MONITOR_DEF.
func AppendMonitor(b []byte, m Monitor) []byte {
	for _, v := range []int32{m.Left, m.Top, m.Right, m.Bottom} {
		b = wire.LE.AppendUint32(b, uint32(v))
	}
	return wire.LE.AppendUint32(b, m.Flags)
}

// ReadMonitor reads one TS_MONITOR_DEF.
func ReadMonitor(r *wire.Reader) Monitor {
	return Monitor{r.I32("left"), r.I32("top"), r.I32("right"), r.I32("bottom"), r.U32("flags")}
}

func appendMonitors(b []byte, ms []Monitor) []byte {
	b = appendBlockHeader(b, csMonitor, 8+monitorSize*len(ms))
	b = wire.LE.AppendUint32(b, 0)
	b = wire.LE.AppendUint32(b, uint32(len(ms)))
	for _, m := range ms {
		b = AppendMonitor(b, m)
	}
	return b
}

func readMonitors(r *wire.Reader) []Monitor {
	r.U32("flags")
	n := r.Count(uint64(r.U32("monitorCount")), monitorSize, MaxMonitors, "monitorCount")
	ms := make([]Monitor, n)
	for i := range ms {
		ms[i] = ReadMonitor(r)
	}
	return ms
}

func appendMonitorsEx(b []byte, ms []MonitorEx) []byte {
	b = appendBlockHeader(b, csMonitorEx, 12+monitorExSize*len(ms))
	b = wire.LE.AppendUint32(b, 0)
	b = wire.LE.AppendUint32(b, monitorExSize)
	b = wire.LE.AppendUint32(b, uint32(len(ms)))
	for _, m := range ms {
		for _, v := range []uint32{m.PhysicalWidth, m.PhysicalHeight, m.Orientation, m.DesktopScale, m.DeviceScale} {
			b = wire.LE.AppendUint32(b, v)
		}
	}
	return b
}

func readMonitorsEx(r *wire.Reader) []MonitorEx {
	r.U32("flags")
	size := int(r.U32("monitorAttributeSize"))
	if r.Err() == nil && size != monitorExSize {
		r.Fail(wire.ErrRange, "monitorAttributeSize")
	}
	n := r.Count(uint64(r.U32("monitorCount")), monitorExSize, MaxMonitors, "monitorCount")
	ms := make([]MonitorEx, n)
	for i := range ms {
		ms[i] = MonitorEx{r.U32("physicalWidth"), r.U32("physicalHeight"), r.U32("orientation"),
			r.U32("desktopScaleFactor"), r.U32("deviceScaleFactor")}
	}
	return ms
}
