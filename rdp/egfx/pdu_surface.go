package egfx

import "oriel/rdp/wire"

// CreateSurface is RDPGFX_CREATE_SURFACE_PDU ([MS-RDPEGFX] 2.2.2.9).
type CreateSurface struct {
	SurfaceID   uint16
	Width       uint16
	Height      uint16
	PixelFormat PixelFormat
}

// CmdID implements Command.
func (p *CreateSurface) CmdID() uint16 { return CmdCreateSurface }

// Size implements wire.PDU.
func (p *CreateSurface) Size() int {
	return 2 /* surfaceId */ + 2 /* width */ + 2 /* height */ + 1 /* pixelFormat */
}

// AppendTo implements wire.PDU.
func (p *CreateSurface) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = wire.LE.AppendUint16(b, p.Width)
	b = wire.LE.AppendUint16(b, p.Height)
	return append(b, byte(p.PixelFormat))
}

// ReadFrom implements wire.PDU.
func (p *CreateSurface) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	p.Width = r.U16("width")
	p.Height = r.U16("height")
	p.PixelFormat = PixelFormat(r.U8("pixelFormat"))
}

// DeleteSurface is RDPGFX_DELETE_SURFACE_PDU ([MS-RDPEGFX] 2.2.2.10).
type DeleteSurface struct {
	SurfaceID uint16
}

// CmdID implements Command.
func (p *DeleteSurface) CmdID() uint16 { return CmdDeleteSurface }

// Size implements wire.PDU.
func (p *DeleteSurface) Size() int { return 2 /* surfaceId */ }

// AppendTo implements wire.PDU.
func (p *DeleteSurface) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint16(b, p.SurfaceID)
}

// ReadFrom implements wire.PDU.
func (p *DeleteSurface) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
}

// MapSurfaceToOutput is RDPGFX_MAP_SURFACE_TO_OUTPUT_PDU ([MS-RDPEGFX] 2.2.2.15).
type MapSurfaceToOutput struct {
	SurfaceID     uint16
	OutputOriginX uint32
	OutputOriginY uint32
}

// CmdID implements Command.
func (p *MapSurfaceToOutput) CmdID() uint16 { return CmdMapSurfaceToOutput }

// Size implements wire.PDU.
func (p *MapSurfaceToOutput) Size() int {
	return 2 /* surfaceId */ + 2 /* reserved */ + 4 /* outputOriginX */ + 4 /* outputOriginY */
}

// AppendTo implements wire.PDU.
func (p *MapSurfaceToOutput) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = wire.LE.AppendUint16(b, 0)
	b = wire.LE.AppendUint32(b, p.OutputOriginX)
	return wire.LE.AppendUint32(b, p.OutputOriginY)
}

// ReadFrom implements wire.PDU.
func (p *MapSurfaceToOutput) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	r.Skip(2, "reserved")
	p.OutputOriginX = r.U32("outputOriginX")
	p.OutputOriginY = r.U32("outputOriginY")
}

// MapSurfaceToScaledOutput is RDPGFX_MAP_SURFACE_TO_SCALED_OUTPUT_PDU ([MS-RDPEGFX] 2.2.2.22).
type MapSurfaceToScaledOutput struct {
	SurfaceID     uint16
	OutputOriginX uint32
	OutputOriginY uint32
	TargetWidth   uint32
	TargetHeight  uint32
}

// CmdID implements Command.
func (p *MapSurfaceToScaledOutput) CmdID() uint16 { return CmdMapSurfaceToScaledOutput }

// Size implements wire.PDU.
func (p *MapSurfaceToScaledOutput) Size() int {
	return 2 /* surfaceId */ + 2 /* reserved */ + 4 /* outputOriginX */ + 4 /* outputOriginY */ + 4 /* targetWidth */ + 4 /* targetHeight */
}

// AppendTo implements wire.PDU.
func (p *MapSurfaceToScaledOutput) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = wire.LE.AppendUint16(b, 0)
	b = wire.LE.AppendUint32(b, p.OutputOriginX)
	b = wire.LE.AppendUint32(b, p.OutputOriginY)
	b = wire.LE.AppendUint32(b, p.TargetWidth)
	return wire.LE.AppendUint32(b, p.TargetHeight)
}

// ReadFrom implements wire.PDU.
func (p *MapSurfaceToScaledOutput) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	r.Skip(2, "reserved")
	p.OutputOriginX = r.U32("outputOriginX")
	p.OutputOriginY = r.U32("outputOriginY")
	p.TargetWidth = r.U32("targetWidth")
	p.TargetHeight = r.U32("targetHeight")
}

// MapSurfaceToWindow is RDPGFX_MAP_SURFACE_TO_WINDOW_PDU ([MS-RDPEGFX] 2.2.2.20).
type MapSurfaceToWindow struct {
	SurfaceID    uint16
	WindowID     uint64
	MappedWidth  uint32
	MappedHeight uint32
}

// CmdID implements Command.
func (p *MapSurfaceToWindow) CmdID() uint16 { return CmdMapSurfaceToWindow }

// Size implements wire.PDU.
func (p *MapSurfaceToWindow) Size() int {
	return 2 /* surfaceId */ + 8 /* windowId */ + 4 /* mappedWidth */ + 4 /* mappedHeight */
}

// AppendTo implements wire.PDU.
func (p *MapSurfaceToWindow) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = wire.LE.AppendUint64(b, p.WindowID)
	b = wire.LE.AppendUint32(b, p.MappedWidth)
	return wire.LE.AppendUint32(b, p.MappedHeight)
}

// ReadFrom implements wire.PDU.
func (p *MapSurfaceToWindow) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	p.WindowID = r.U64("windowId")
	p.MappedWidth = r.U32("mappedWidth")
	p.MappedHeight = r.U32("mappedHeight")
}

// MapSurfaceToScaledWindow is RDPGFX_MAP_SURFACE_TO_SCALED_WINDOW_PDU ([MS-RDPEGFX] 2.2.2.23).
type MapSurfaceToScaledWindow struct {
	SurfaceID    uint16
	WindowID     uint64
	MappedWidth  uint32
	MappedHeight uint32
	TargetWidth  uint32
	TargetHeight uint32
}

// CmdID implements Command.
func (p *MapSurfaceToScaledWindow) CmdID() uint16 { return CmdMapSurfaceToScaledWindow }

// Size implements wire.PDU.
func (p *MapSurfaceToScaledWindow) Size() int {
	return 2 /* surfaceId */ + 8 /* windowId */ + 4 /* mappedWidth */ + 4 /* mappedHeight */ + 4 /* targetWidth */ + 4 /* targetHeight */
}

// AppendTo implements wire.PDU.
func (p *MapSurfaceToScaledWindow) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = wire.LE.AppendUint64(b, p.WindowID)
	b = wire.LE.AppendUint32(b, p.MappedWidth)
	b = wire.LE.AppendUint32(b, p.MappedHeight)
	b = wire.LE.AppendUint32(b, p.TargetWidth)
	return wire.LE.AppendUint32(b, p.TargetHeight)
}

// ReadFrom implements wire.PDU.
func (p *MapSurfaceToScaledWindow) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	p.WindowID = r.U64("windowId")
	p.MappedWidth = r.U32("mappedWidth")
	p.MappedHeight = r.U32("mappedHeight")
	p.TargetWidth = r.U32("targetWidth")
	p.TargetHeight = r.U32("targetHeight")
}
