package egfx

import (
	"image"

	"oriel/rdp/wire"
)

// Limits of the protocol and of what a Client takes.
const (
	MaxSurfaceSize = 32766 // width or height
	MaxMonitors    = 16
	maxRects       = 1 << 16
	maxCapsSets    = 64
	maxCacheImport = 5462
)

// Codec ids of WireToSurface1 and 2.
const (
	CodecUncompressed  = 0x0000
	CodecCAVideo       = 0x0003 // RemoteFX
	CodecClear         = 0x0008
	CodecProgressive   = 0x0009 // WireToSurface2 only
	CodecPlanar        = 0x000A
	CodecAVC420        = 0x000B
	CodecAlpha         = 0x000C
	CodecProgressiveV2 = 0x000D
	CodecAVC444        = 0x000E
	CodecAVC444v2      = 0x000F
)

// A PixelFormat is RDPGFX_PIXELFORMAT ([MS-RDPEGFX] 2.2.1.4).
type PixelFormat uint8

// The pixel formats; both are B, G, R, X/A in memory.
const (
	XRGB PixelFormat = 0x20
	ARGB PixelFormat = 0x21
)

// Point is RDPGFX_POINT16 ([MS-RDPEGFX] 2.2.1.1).
type Point struct{ X, Y int16 }

// Rect is RDPGFX_RECT16 ([MS-RDPEGFX] 2.2.1.2); right and bottom are outside.
type Rect struct{ Left, Top, Right, Bottom uint16 }

// RectOf returns r as a Rect. Its coordinates must be within a surface.
func RectOf(r image.Rectangle) Rect {
	return Rect{uint16(r.Min.X), uint16(r.Min.Y), uint16(r.Max.X), uint16(r.Max.Y)}
}

// Image returns r as an image.Rectangle, not put in order.
func (r Rect) Image() image.Rectangle {
	return image.Rectangle{
		Min: image.Point{X: int(r.Left), Y: int(r.Top)},
		Max: image.Point{X: int(r.Right), Y: int(r.Bottom)},
	}
}

// Width returns the width, 0 or less for a bad one.
func (r Rect) Width() int { return int(r.Right) - int(r.Left) }

// Height returns the height, 0 or less for a bad one.
func (r Rect) Height() int { return int(r.Bottom) - int(r.Top) }

const (
	rectSize  = 8
	pointSize = 4
)

func (r Rect) appendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, r.Left)
	b = wire.LE.AppendUint16(b, r.Top)
	b = wire.LE.AppendUint16(b, r.Right)
	return wire.LE.AppendUint16(b, r.Bottom)
}

func readRect(r *wire.Reader, field string) Rect {
	return Rect{r.U16(field), r.U16(field), r.U16(field), r.U16(field)}
}

func appendPoints(b []byte, pts []Point) []byte {
	b = wire.LE.AppendUint16(b, uint16(len(pts)))
	for _, p := range pts {
		b = wire.LE.AppendUint16(b, uint16(p.X))
		b = wire.LE.AppendUint16(b, uint16(p.Y))
	}
	return b
}

func readPoints(r *wire.Reader) []Point {
	n := r.Count(uint64(r.U16("destPtsCount")), pointSize, maxRects, "destPtsCount")
	pts := make([]Point, n)
	for i := range pts {
		pts[i] = Point{r.I16("x"), r.I16("y")}
	}
	return pts
}

// Color is RDPGFX_COLOR32 ([MS-RDPEGFX] 2.2.1.3).
type Color struct{ B, G, R, XA uint8 }

// A Command is the body of a message; CmdID is its cmdId.
type Command interface {
	wire.PDU
	CmdID() uint16
}

// HeaderSize is the size of RDPGFX_HEADER ([MS-RDPEGFX] 2.2.1.5).
const HeaderSize = 2 /* cmdId */ + 2 /* flags */ + 4 /* pduLength */

// Append appends c with its header.
func Append(b []byte, c Command) []byte {
	b = appendHeader(b, c.CmdID(), c.Size())
	return c.AppendTo(b)
}

func appendHeader(b []byte, id uint16, bodySize int) []byte {
	b = wire.LE.AppendUint16(b, id)
	b = wire.LE.AppendUint16(b, 0)
	return wire.LE.AppendUint32(b, uint32(HeaderSize+bodySize))
}

// Read reads one command with its header. Unknown ones become *Raw.
func Read(r *wire.Reader) Command {
	id := r.U16("cmdId")
	r.Skip(2, "flags")
	n := r.U32("pduLength")
	if r.Err() == nil && n < HeaderSize {
		r.Fail(wire.ErrRange, "pduLength")
	}
	if r.Err() == nil && uint64(n)-HeaderSize > uint64(r.Len()) {
		r.Fail(wire.ErrShort, "pduLength")
	}
	if r.Err() != nil {
		return &Raw{ID: id}
	}
	body := r.Sub(int(n)-HeaderSize, "body")
	c := newCommand(id)
	c.ReadFrom(body)
	if e, ok := body.Err().(*wire.Error); ok {
		r.Fail(e.Kind, e.Field)
	}
	return c
}

// Raw is a command of unknown type.
type Raw struct {
	ID   uint16
	Data []byte // aliases the message
}

// CmdID implements Command.
func (p *Raw) CmdID() uint16 { return p.ID }

// Size implements wire.PDU.
func (p *Raw) Size() int { return len(p.Data) }

// AppendTo implements wire.PDU.
func (p *Raw) AppendTo(b []byte) []byte { return append(b, p.Data...) }

// ReadFrom implements wire.PDU.
func (p *Raw) ReadFrom(r *wire.Reader) { p.Data = r.Rest() }

// Command ids ([MS-RDPEGFX] 2.2.1.5).
const (
	CmdWireToSurface1           = 0x0001
	CmdWireToSurface2           = 0x0002
	CmdDeleteEncodingContext    = 0x0003
	CmdSolidFill                = 0x0004
	CmdSurfaceToSurface         = 0x0005
	CmdSurfaceToCache           = 0x0006
	CmdCacheToSurface           = 0x0007
	CmdEvictCacheEntry          = 0x0008
	CmdCreateSurface            = 0x0009
	CmdDeleteSurface            = 0x000A
	CmdStartFrame               = 0x000B
	CmdEndFrame                 = 0x000C
	CmdFrameAcknowledge         = 0x000D
	CmdResetGraphics            = 0x000E
	CmdMapSurfaceToOutput       = 0x000F
	CmdCacheImportOffer         = 0x0010
	CmdCacheImportReply         = 0x0011
	CmdCapsAdvertise            = 0x0012
	CmdCapsConfirm              = 0x0013
	CmdMapSurfaceToWindow       = 0x0015
	CmdQoEFrameAcknowledge      = 0x0016
	CmdMapSurfaceToScaledOutput = 0x0017
	CmdMapSurfaceToScaledWindow = 0x0018
)

var commands = map[uint16]func() Command{
	CmdWireToSurface1:           func() Command { return new(WireToSurface1) },
	CmdWireToSurface2:           func() Command { return new(WireToSurface2) },
	CmdDeleteEncodingContext:    func() Command { return new(DeleteEncodingContext) },
	CmdSolidFill:                func() Command { return new(SolidFill) },
	CmdSurfaceToSurface:         func() Command { return new(SurfaceToSurface) },
	CmdSurfaceToCache:           func() Command { return new(SurfaceToCache) },
	CmdCacheToSurface:           func() Command { return new(CacheToSurface) },
	CmdEvictCacheEntry:          func() Command { return new(EvictCacheEntry) },
	CmdCreateSurface:            func() Command { return new(CreateSurface) },
	CmdDeleteSurface:            func() Command { return new(DeleteSurface) },
	CmdStartFrame:               func() Command { return new(StartFrame) },
	CmdEndFrame:                 func() Command { return new(EndFrame) },
	CmdFrameAcknowledge:         func() Command { return new(FrameAcknowledge) },
	CmdResetGraphics:            func() Command { return new(ResetGraphics) },
	CmdMapSurfaceToOutput:       func() Command { return new(MapSurfaceToOutput) },
	CmdCacheImportOffer:         func() Command { return new(CacheImportOffer) },
	CmdCacheImportReply:         func() Command { return new(CacheImportReply) },
	CmdCapsAdvertise:            func() Command { return new(CapsAdvertise) },
	CmdCapsConfirm:              func() Command { return new(CapsConfirm) },
	CmdMapSurfaceToWindow:       func() Command { return new(MapSurfaceToWindow) },
	CmdQoEFrameAcknowledge:      func() Command { return new(QoEFrameAcknowledge) },
	CmdMapSurfaceToScaledOutput: func() Command { return new(MapSurfaceToScaledOutput) },
	CmdMapSurfaceToScaledWindow: func() Command { return new(MapSurfaceToScaledWindow) },
}

func newCommand(id uint16) Command {
	if f := commands[id]; f != nil {
		return f()
	}
	return &Raw{ID: id}
}
