package egfx

import "oriel/rdp/wire"

// WireToSurface1 is RDPGFX_WIRE_TO_SURFACE_PDU_1 ([MS-RDPEGFX] 2.2.2.1).
type WireToSurface1 struct {
	SurfaceID   uint16
	CodecID     uint16
	PixelFormat PixelFormat
	Dest        Rect
	Data        []byte // aliases the message
}

// wireToSurface1Size is the size of the fields before the data.
const wireToSurface1Size = 2 /* surfaceId */ + 2 /* codecId */ + 1 /* pixelFormat */ + rectSize + 4 /* bitmapDataLength */

// CmdID implements Command.
func (p *WireToSurface1) CmdID() uint16 { return CmdWireToSurface1 }

// Size implements wire.PDU.
func (p *WireToSurface1) Size() int { return wireToSurface1Size + len(p.Data) }

// AppendTo implements wire.PDU.
func (p *WireToSurface1) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = wire.LE.AppendUint16(b, p.CodecID)
	b = append(b, byte(p.PixelFormat))
	b = p.Dest.appendTo(b)
	b = wire.LE.AppendUint32(b, uint32(len(p.Data)))
	return append(b, p.Data...)
}

// ReadFrom implements wire.PDU.
func (p *WireToSurface1) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	p.CodecID = r.U16("codecId")
	p.PixelFormat = PixelFormat(r.U8("pixelFormat"))
	p.Dest = readRect(r, "destRect")
	p.Data = readData(r)
}

func readData(r *wire.Reader) []byte {
	n := uint64(r.U32("bitmapDataLength"))
	return r.Bytes(r.Count(n, 1, 1<<31-1, "bitmapDataLength"), "bitmapData")
}

// WireToSurface2 is RDPGFX_WIRE_TO_SURFACE_PDU_2 ([MS-RDPEGFX] 2.2.2.2).
type WireToSurface2 struct {
	SurfaceID      uint16
	CodecID        uint16
	CodecContextID uint32
	PixelFormat    PixelFormat
	Data           []byte // aliases the message
}

// wireToSurface2Size is the size of the fields before the data.
const wireToSurface2Size = 2 /* surfaceId */ + 2 /* codecId */ + 4 /* codecContextId */ + 1 /* pixelFormat */ + 4 /* bitmapDataLength */

// CmdID implements Command.
func (p *WireToSurface2) CmdID() uint16 { return CmdWireToSurface2 }

// Size implements wire.PDU.
func (p *WireToSurface2) Size() int { return wireToSurface2Size + len(p.Data) }

// AppendTo implements wire.PDU.
func (p *WireToSurface2) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = wire.LE.AppendUint16(b, p.CodecID)
	b = wire.LE.AppendUint32(b, p.CodecContextID)
	b = append(b, byte(p.PixelFormat))
	b = wire.LE.AppendUint32(b, uint32(len(p.Data)))
	return append(b, p.Data...)
}

// ReadFrom implements wire.PDU.
func (p *WireToSurface2) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	p.CodecID = r.U16("codecId")
	p.CodecContextID = r.U32("codecContextId")
	p.PixelFormat = PixelFormat(r.U8("pixelFormat"))
	p.Data = readData(r)
}

// DeleteEncodingContext is RDPGFX_DELETE_ENCODING_CONTEXT_PDU ([MS-RDPEGFX] 2.2.2.3).
type DeleteEncodingContext struct {
	SurfaceID      uint16
	CodecContextID uint32
}

// CmdID implements Command.
func (p *DeleteEncodingContext) CmdID() uint16 { return CmdDeleteEncodingContext }

// Size implements wire.PDU.
func (p *DeleteEncodingContext) Size() int { return 2 /* surfaceId */ + 4 /* codecContextId */ }

// AppendTo implements wire.PDU.
func (p *DeleteEncodingContext) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	return wire.LE.AppendUint32(b, p.CodecContextID)
}

// ReadFrom implements wire.PDU.
func (p *DeleteEncodingContext) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	p.CodecContextID = r.U32("codecContextId")
}

// SolidFill is RDPGFX_SOLIDFILL_PDU ([MS-RDPEGFX] 2.2.2.4).
type SolidFill struct {
	SurfaceID uint16
	Pixel     Color
	Rects     []Rect
}

// CmdID implements Command.
func (p *SolidFill) CmdID() uint16 { return CmdSolidFill }

// Size implements wire.PDU.
func (p *SolidFill) Size() int {
	return 2 /* surfaceId */ + 4 /* fillPixel */ + 2 /* fillRectCount */ + len(p.Rects)*rectSize
}

// AppendTo implements wire.PDU.
func (p *SolidFill) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = append(b, p.Pixel.B, p.Pixel.G, p.Pixel.R, p.Pixel.XA)
	b = wire.LE.AppendUint16(b, uint16(len(p.Rects)))
	for _, r := range p.Rects {
		b = r.appendTo(b)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *SolidFill) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	p.Pixel = Color{r.U8("B"), r.U8("G"), r.U8("R"), r.U8("XA")}
	n := r.Count(uint64(r.U16("fillRectCount")), rectSize, maxRects, "fillRectCount")
	p.Rects = make([]Rect, n)
	for i := range p.Rects {
		p.Rects[i] = readRect(r, "fillRects")
	}
}

// SurfaceToSurface is RDPGFX_SURFACE_TO_SURFACE_PDU ([MS-RDPEGFX] 2.2.2.5).
type SurfaceToSurface struct {
	SrcID, DestID uint16
	Src           Rect
	Dest          []Point
}

// CmdID implements Command.
func (p *SurfaceToSurface) CmdID() uint16 { return CmdSurfaceToSurface }

// Size implements wire.PDU.
func (p *SurfaceToSurface) Size() int {
	return 2 /* surfaceIdSrc */ + 2 /* surfaceIdDest */ + rectSize + 2 /* destPtsCount */ + len(p.Dest)*pointSize
}

// AppendTo implements wire.PDU.
func (p *SurfaceToSurface) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SrcID)
	b = wire.LE.AppendUint16(b, p.DestID)
	b = p.Src.appendTo(b)
	return appendPoints(b, p.Dest)
}

// ReadFrom implements wire.PDU.
func (p *SurfaceToSurface) ReadFrom(r *wire.Reader) {
	p.SrcID = r.U16("surfaceIdSrc")
	p.DestID = r.U16("surfaceIdDest")
	p.Src = readRect(r, "rectSrc")
	p.Dest = readPoints(r)
}
