package bcgr

import "oriel/rdp/wire"

// Surface command types ([MS-RDPBCGR] 2.2.9.1.2.1.10.1).
const (
	cmdSetSurfaceBits    = 0x0001
	cmdFrameMarker       = 0x0004
	cmdStreamSurfaceBits = 0x0006
)

// SurfaceCommand is one command in the payload of UpdateSurfaceCommands:
// *SurfaceBits or *FrameMarker.
type SurfaceCommand interface{ wire.PDU }

// SurfaceBits is Set Surface Bits or Stream Surface Bits ([MS-RDPBCGR]
// 2.2.9.2.1, 2.2.9.2.2). Right and Bottom are exclusive, as in Go.
type SurfaceBits struct {
	Stream                   bool // Stream Surface Bits
	Left, Top, Right, Bottom uint16
	BitsPerPixel             uint8
	CodecID                  uint8 // 0: raw; else what the client's BitmapCodecs says
	Width, Height            uint16
	Data                     []byte
}

// SurfaceBitsHeader is the length of SurfaceBits without Data.
const SurfaceBitsHeader = 22

const (
	exHeaderPresent = 0x01
	exHeaderSize    = 24
)

// Size returns the encoded length.
func (p *SurfaceBits) Size() int { return SurfaceBitsHeader + len(p.Data) }

// AppendTo appends the encoded form.
func (p *SurfaceBits) AppendTo(b []byte) []byte {
	cmd := uint16(cmdSetSurfaceBits)
	if p.Stream {
		cmd = cmdStreamSurfaceBits
	}
	b = u16s(b, cmd, p.Left, p.Top, p.Right, p.Bottom)
	b = append(b, p.BitsPerPixel, 0, 0, p.CodecID)
	b = u32s(u16s(b, p.Width, p.Height), uint32(len(p.Data)))
	return append(b, p.Data...)
}

// ReadFrom decodes. Data aliases the message.
func (p *SurfaceBits) ReadFrom(r *wire.Reader) {
	cmd := r.U16("cmdType")
	if r.Err() == nil && cmd != cmdSetSurfaceBits && cmd != cmdStreamSurfaceBits {
		r.Fail(wire.ErrType, "cmdType")
	}
	p.Stream = cmd == cmdStreamSurfaceBits
	p.Left, p.Top = r.U16("destLeft"), r.U16("destTop")
	p.Right, p.Bottom = r.U16("destRight"), r.U16("destBottom")
	p.BitsPerPixel = r.U8("bpp")
	flags := r.U8("flags")
	r.U8("reserved")
	p.CodecID = r.U8("codecID")
	p.Width, p.Height = r.U16("width"), r.U16("height")
	n := r.U32("bitmapDataLength")
	if flags&exHeaderPresent != 0 {
		r.Skip(exHeaderSize, "exBitmapDataHeader")
	}
	p.Data = r.Bytes(r.Count(uint64(n), 1, 1<<30, "bitmapDataLength"), "bitmapData")
}

// FrameMarker begins or ends a frame of surface commands ([MS-RDPBCGR]
// 2.2.9.2.3).
type FrameMarker struct {
	End     bool
	FrameID uint32
}

// Size returns the encoded length.
func (p *FrameMarker) Size() int { return 8 }

// AppendTo appends the encoded form.
func (p *FrameMarker) AppendTo(b []byte) []byte {
	return u32s(u16s(b, cmdFrameMarker, flag16(p.End)), p.FrameID)
}

// ReadFrom decodes.
func (p *FrameMarker) ReadFrom(r *wire.Reader) {
	if cmd := r.U16("cmdType"); r.Err() == nil && cmd != cmdFrameMarker {
		r.Fail(wire.ErrType, "cmdType")
	}
	p.End = r.U16("frameAction") != 0
	p.FrameID = r.U32("frameId")
}

// ReadSurfaceCommands calls f for every command in the payload of
// UpdateSurfaceCommands.
func ReadSurfaceCommands(payload []byte, f func(SurfaceCommand) error) error {
	r := wire.NewReader(payload)
	for r.Len() > 0 {
		peek := *r
		var c SurfaceCommand
		switch peek.U16("cmdType") {
		case cmdFrameMarker:
			c = new(FrameMarker)
		default:
			c = new(SurfaceBits)
		}
		c.ReadFrom(r)
		if r.Err() != nil {
			break
		}
		if err := f(c); err != nil {
			return err
		}
	}
	return r.Err()
}
