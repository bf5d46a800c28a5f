package rail

import "oriel/rdp/wire"

// Types of LocalMoveSize.
const (
	MoveSizeLeft        = 0x1
	MoveSizeRight       = 0x2
	MoveSizeTop         = 0x3
	MoveSizeTopLeft     = 0x4
	MoveSizeTopRight    = 0x5
	MoveSizeBottom      = 0x6
	MoveSizeBottomLeft  = 0x7
	MoveSizeBottomRight = 0x8
	MoveSizeMove        = 0x9
	MoveSizeKeyMove     = 0xA
	MoveSizeKeySize     = 0xB
)

// WindowMove is TS_RAIL_ORDER_WINDOWMOVE ([MS-RDPERP] 2.2.2.7.4). The rectangle
// includes the resize margins.
type WindowMove struct {
	WindowID uint32
	Rect     Rect
}

// Type implements Message.
func (p *WindowMove) Type() uint16 { return TypeWindowMove }

// Size implements wire.PDU.
func (p *WindowMove) Size() int { return 4 /* windowId */ + rectSize }

// AppendTo implements wire.PDU.
func (p *WindowMove) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	return p.Rect.appendTo(b)
}

// ReadFrom implements wire.PDU.
func (p *WindowMove) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.Rect = readRect(r, "Rect")
}

// SnapArrange is TS_RAIL_ORDER_SNAP_ARRANGE ([MS-RDPERP] 2.2.2.7.5). The
// rectangle is without resize margins.
type SnapArrange struct {
	WindowID uint32
	Rect     Rect
}

// Type implements Message.
func (p *SnapArrange) Type() uint16 { return TypeSnapArrange }

// Size implements wire.PDU.
func (p *SnapArrange) Size() int { return 4 /* windowId */ + rectSize }

// AppendTo implements wire.PDU.
func (p *SnapArrange) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	return p.Rect.appendTo(b)
}

// ReadFrom implements wire.PDU.
func (p *SnapArrange) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.Rect = readRect(r, "Rect")
}

// LocalMoveSize is TS_RAIL_ORDER_LOCALMOVESIZE ([MS-RDPERP] 2.2.2.7.2, 2.2.2.7.3). At
// the start of a move the position is the pointer's within the window, of a
// resize the pointer's on the desktop; at the end it is the window's.
type LocalMoveSize struct {
	WindowID     uint32
	Start        uint16 // 1 start, 0 end
	MoveSizeType uint16
	PosX         int16
	PosY         int16
}

// Type implements Message.
func (p *LocalMoveSize) Type() uint16 { return TypeLocalMoveSize }

// Size implements wire.PDU.
func (p *LocalMoveSize) Size() int {
	return 4 /* windowId */ + 2 /* IsMoveSizeStart */ + 2 /* MoveSizeType */ + 2 /* PosX */ + 2 /* PosY */
}

// AppendTo implements wire.PDU.
func (p *LocalMoveSize) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	b = wire.LE.AppendUint16(b, p.Start)
	b = wire.LE.AppendUint16(b, p.MoveSizeType)
	b = wire.LE.AppendUint16(b, uint16(p.PosX))
	return wire.LE.AppendUint16(b, uint16(p.PosY))
}

// ReadFrom implements wire.PDU.
func (p *LocalMoveSize) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.Start = r.U16("IsMoveSizeStart")
	p.MoveSizeType = r.U16("MoveSizeType")
	p.PosX = r.I16("PosX")
	p.PosY = r.I16("PosY")
}

// MinMaxInfo is TS_RAIL_ORDER_MINMAXINFO ([MS-RDPERP] 2.2.2.7.1).
type MinMaxInfo struct {
	WindowID       uint32
	MaxWidth       int16
	MaxHeight      int16
	MaxPosX        int16
	MaxPosY        int16
	MinTrackWidth  int16
	MinTrackHeight int16
	MaxTrackWidth  int16
	MaxTrackHeight int16
}

// Type implements Message.
func (p *MinMaxInfo) Type() uint16 { return TypeMinMaxInfo }

// Size implements wire.PDU.
func (p *MinMaxInfo) Size() int {
	return 4 /* windowId */ + 2 /* MaxWidth */ + 2 /* MaxHeight */ + 2 /* MaxPosX */ + 2 /* MaxPosY */ + 2 /* MinTrackWidth */ + 2 /* MinTrackHeight */ + 2 /* MaxTrackWidth */ + 2 /* MaxTrackHeight */
}

// AppendTo implements wire.PDU.
func (p *MinMaxInfo) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	b = wire.LE.AppendUint16(b, uint16(p.MaxWidth))
	b = wire.LE.AppendUint16(b, uint16(p.MaxHeight))
	b = wire.LE.AppendUint16(b, uint16(p.MaxPosX))
	b = wire.LE.AppendUint16(b, uint16(p.MaxPosY))
	b = wire.LE.AppendUint16(b, uint16(p.MinTrackWidth))
	b = wire.LE.AppendUint16(b, uint16(p.MinTrackHeight))
	b = wire.LE.AppendUint16(b, uint16(p.MaxTrackWidth))
	return wire.LE.AppendUint16(b, uint16(p.MaxTrackHeight))
}

// ReadFrom implements wire.PDU.
func (p *MinMaxInfo) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.MaxWidth = r.I16("MaxWidth")
	p.MaxHeight = r.I16("MaxHeight")
	p.MaxPosX = r.I16("MaxPosX")
	p.MaxPosY = r.I16("MaxPosY")
	p.MinTrackWidth = r.I16("MinTrackWidth")
	p.MinTrackHeight = r.I16("MinTrackHeight")
	p.MaxTrackWidth = r.I16("MaxTrackWidth")
	p.MaxTrackHeight = r.I16("MaxTrackHeight")
}
