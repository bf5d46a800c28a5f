package disp

import "oriel/rdp/wire"

// Types of the DISPLAYCONTROL_HEADER ([MS-RDPEDISP] 2.2.1.1).
const (
	typeMonitorLayout = 0x00000002
	typeCaps          = 0x00000005
)

const (
	headerSize  = 4 /* Type */ + 4 /* Length */
	monitorSize = 40
)

// MaxMonitors is the most that any layout may hold.
const MaxMonitors = 16

func appendHeader(b []byte, typ uint32, size int) []byte {
	b = wire.LE.AppendUint32(b, typ)
	return wire.LE.AppendUint32(b, uint32(size))
}

// readHeader checks type and length and returns a Reader over the body.
func readHeader(r *wire.Reader, typ uint32) *wire.Reader {
	if r.U32("Type") != typ {
		r.Fail(wire.ErrType, "Type")
	}
	n := r.U32("Length")
	if n < headerSize || n > 1<<16 {
		r.Fail(wire.ErrRange, "Length")
		n = headerSize
	}
	return r.Sub(int(n)-headerSize, "body")
}

// Caps is DISPLAYCONTROL_CAPS_PDU ([MS-RDPEDISP] 2.2.2.1).
type Caps struct {
	MaxNumMonitors        uint32
	MaxMonitorAreaFactorA uint32
	MaxMonitorAreaFactorB uint32
}

// DefaultCaps allows all that the protocol does.
var DefaultCaps = Caps{MaxNumMonitors: MaxMonitors, MaxMonitorAreaFactorA: 8192, MaxMonitorAreaFactorB: 8192}

// Size implements wire.PDU.
func (p *Caps) Size() int { return headerSize + 4 /* MaxNumMonitors */ + 4 /* A */ + 4 /* B */ }

// AppendTo implements wire.PDU.
func (p *Caps) AppendTo(b []byte) []byte {
	b = appendHeader(b, typeCaps, p.Size())
	b = wire.LE.AppendUint32(b, p.MaxNumMonitors)
	b = wire.LE.AppendUint32(b, p.MaxMonitorAreaFactorA)
	return wire.LE.AppendUint32(b, p.MaxMonitorAreaFactorB)
}

// ReadFrom implements wire.PDU.
func (p *Caps) ReadFrom(r *wire.Reader) {
	s := readHeader(r, typeCaps)
	p.MaxNumMonitors = s.U32("MaxNumMonitors")
	p.MaxMonitorAreaFactorA = s.U32("MaxMonitorAreaFactorA")
	p.MaxMonitorAreaFactorB = s.U32("MaxMonitorAreaFactorB")
	carry(r, s)
}

// carry passes the error of a body on to the message's Reader.
func carry(r, body *wire.Reader) {
	if e, ok := body.Err().(*wire.Error); ok {
		r.Fail(e.Kind, e.Field)
	}
}

// FlagPrimary is DISPLAYCONTROL_MONITOR_PRIMARY.
const FlagPrimary = 1

// Monitor is DISPLAYCONTROL_MONITOR_LAYOUT ([MS-RDPEDISP] 2.2.2.2.1).
// Coordinates are relative to the primary monitor's corner.
type Monitor struct {
	Flags              uint32
	Left, Top          int32
	Width, Height      uint32
	PhysicalWidth      uint32 // millimetres; 0 is unknown
	PhysicalHeight     uint32
	Orientation        uint32 // degrees
	DesktopScaleFactor uint32 // per cent; 0 is unknown
	DeviceScaleFactor  uint32
}

// Primary reports whether this is the primary monitor.
func (m *Monitor) Primary() bool { return m.Flags&FlagPrimary != 0 }

func (m *Monitor) appendTo(b []byte) []byte {
	for _, v := range [...]uint32{
		m.Flags, uint32(m.Left), uint32(m.Top), m.Width, m.Height,
		m.PhysicalWidth, m.PhysicalHeight, m.Orientation,
		m.DesktopScaleFactor, m.DeviceScaleFactor,
	} {
		b = wire.LE.AppendUint32(b, v)
	}
	return b
}

func (m *Monitor) readFrom(r *wire.Reader) {
	m.Flags = r.U32("Flags")
	m.Left = r.I32("Left")
	m.Top = r.I32("Top")
	m.Width = r.U32("Width")
	m.Height = r.U32("Height")
	m.PhysicalWidth = r.U32("PhysicalWidth")
	m.PhysicalHeight = r.U32("PhysicalHeight")
	m.Orientation = r.U32("Orientation")
	m.DesktopScaleFactor = r.U32("DesktopScaleFactor")
	m.DeviceScaleFactor = r.U32("DeviceScaleFactor")
}

// MonitorLayout is DISPLAYCONTROL_MONITOR_LAYOUT_PDU ([MS-RDPEDISP] 2.2.2.2).
type MonitorLayout struct {
	Monitors []Monitor
}

// Size implements wire.PDU.
func (p *MonitorLayout) Size() int {
	return headerSize + 4 /* MonitorLayoutSize */ + 4 /* NumMonitors */ + len(p.Monitors)*monitorSize
}

// AppendTo implements wire.PDU.
func (p *MonitorLayout) AppendTo(b []byte) []byte {
	b = appendHeader(b, typeMonitorLayout, p.Size())
	b = wire.LE.AppendUint32(b, monitorSize)
	b = wire.LE.AppendUint32(b, uint32(len(p.Monitors)))
	for i := range p.Monitors {
		b = p.Monitors[i].appendTo(b)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *MonitorLayout) ReadFrom(r *wire.Reader) {
	s := readHeader(r, typeMonitorLayout)
	size := s.U32("MonitorLayoutSize")
	if s.Err() == nil && (size < monitorSize || size > 1024) {
		s.Fail(wire.ErrRange, "MonitorLayoutSize")
	}
	n := s.Count(uint64(s.U32("NumMonitors")), int(size), MaxMonitors, "NumMonitors")
	p.Monitors = make([]Monitor, n)
	for i := range p.Monitors {
		p.Monitors[i].readFrom(s)
		s.Skip(int(size)-monitorSize, "MonitorLayout")
	}
	carry(r, s)
}
