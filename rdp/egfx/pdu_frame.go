package egfx

import "oriel/rdp/wire"

// StartFrame is RDPGFX_START_FRAME_PDU ([MS-RDPEGFX] 2.2.2.11).
type StartFrame struct {
	Timestamp uint32 // packed, see Timestamp
	FrameID   uint32
}

// CmdID implements Command.
func (p *StartFrame) CmdID() uint16 { return CmdStartFrame }

// Size implements wire.PDU.
func (p *StartFrame) Size() int { return 4 /* timestamp */ + 4 /* frameId */ }

// AppendTo implements wire.PDU.
func (p *StartFrame) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.Timestamp)
	return wire.LE.AppendUint32(b, p.FrameID)
}

// ReadFrom implements wire.PDU.
func (p *StartFrame) ReadFrom(r *wire.Reader) {
	p.Timestamp = r.U32("timestamp")
	p.FrameID = r.U32("frameId")
}

// EndFrame is RDPGFX_END_FRAME_PDU ([MS-RDPEGFX] 2.2.2.12).
type EndFrame struct {
	FrameID uint32
}

// CmdID implements Command.
func (p *EndFrame) CmdID() uint16 { return CmdEndFrame }

// Size implements wire.PDU.
func (p *EndFrame) Size() int { return 4 /* frameId */ }

// AppendTo implements wire.PDU.
func (p *EndFrame) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.FrameID)
}

// ReadFrom implements wire.PDU.
func (p *EndFrame) ReadFrom(r *wire.Reader) {
	p.FrameID = r.U32("frameId")
}
