package egfx

import "oriel/rdp/wire"

// Monitor is TS_MONITOR_DEF ([MS-RDPBCGR] 2.2.1.3.6.1); right and bottom are
// inside.
type Monitor struct {
	Left, Top, Right, Bottom int32
	Flags                    uint32 // 1: primary
}

const monitorSize = 20

// resetGraphicsSize is the body that makes the whole message 340 bytes.
const resetGraphicsSize = 340 - HeaderSize

// ResetGraphics is RDPGFX_RESET_GRAPHICS_PDU ([MS-RDPEGFX] 2.2.2.14). Without
// a monitor the client of macOS shows nothing: send at least one.
type ResetGraphics struct {
	Width, Height uint32
	Monitors      []Monitor // at most MaxMonitors
}

// CmdID implements Command.
func (p *ResetGraphics) CmdID() uint16 { return CmdResetGraphics }

// Size implements wire.PDU.
func (p *ResetGraphics) Size() int { return resetGraphicsSize }

// AppendTo implements wire.PDU.
func (p *ResetGraphics) AppendTo(b []byte) []byte {
	start := len(b)
	mons := p.Monitors[:min(len(p.Monitors), MaxMonitors)]
	b = wire.LE.AppendUint32(b, p.Width)
	b = wire.LE.AppendUint32(b, p.Height)
	b = wire.LE.AppendUint32(b, uint32(len(mons)))
	for _, m := range mons {
		for _, v := range [...]int32{m.Left, m.Top, m.Right, m.Bottom} {
			b = wire.LE.AppendUint32(b, uint32(v))
		}
		b = wire.LE.AppendUint32(b, m.Flags)
	}
	return append(b, make([]byte, start+resetGraphicsSize-len(b))...)
}

// ReadFrom implements wire.PDU.
func (p *ResetGraphics) ReadFrom(r *wire.Reader) {
	p.Width = r.U32("width")
	p.Height = r.U32("height")
	n := r.Count(uint64(r.U32("monitorCount")), monitorSize, MaxMonitors, "monitorCount")
	p.Monitors = make([]Monitor, n)
	for i := range p.Monitors {
		p.Monitors[i] = Monitor{r.I32("left"), r.I32("top"), r.I32("right"), r.I32("bottom"), r.U32("flags")}
	}
	r.Skip(resetGraphicsSize-12-n*monitorSize, "pad")
}
