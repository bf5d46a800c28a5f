package egfx

import "oriel/rdp/wire"

// Values of FrameAcknowledge.QueueDepth.
const (
	QueueDepthUnavailable   = 0x00000000
	SuspendFrameAcknowledge = 0xFFFFFFFF // no acknowledgements from now on
)

// FrameAcknowledge is RDPGFX_FRAME_ACKNOWLEDGE_PDU ([MS-RDPEGFX] 2.2.2.13).
type FrameAcknowledge struct {
	QueueDepth         uint32
	FrameID            uint32
	TotalFramesDecoded uint32
}

// CmdID implements Command.
func (p *FrameAcknowledge) CmdID() uint16 { return CmdFrameAcknowledge }

// Size implements wire.PDU.
func (p *FrameAcknowledge) Size() int {
	return 4 /* queueDepth */ + 4 /* frameId */ + 4 /* totalFramesDecoded */
}

// AppendTo implements wire.PDU.
func (p *FrameAcknowledge) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.QueueDepth)
	b = wire.LE.AppendUint32(b, p.FrameID)
	return wire.LE.AppendUint32(b, p.TotalFramesDecoded)
}

// ReadFrom implements wire.PDU.
func (p *FrameAcknowledge) ReadFrom(r *wire.Reader) {
	p.QueueDepth = r.U32("queueDepth")
	p.FrameID = r.U32("frameId")
	p.TotalFramesDecoded = r.U32("totalFramesDecoded")
}

// QoEFrameAcknowledge is RDPGFX_QOE_FRAME_ACKNOWLEDGE_PDU ([MS-RDPEGFX] 2.2.2.21).
type QoEFrameAcknowledge struct {
	FrameID     uint32
	Timestamp   uint32
	TimeDiffSE  uint16 // milliseconds from start to end of decoding
	TimeDiffEDR uint16 // milliseconds from end of decoding to the screen
}

// CmdID implements Command.
func (p *QoEFrameAcknowledge) CmdID() uint16 { return CmdQoEFrameAcknowledge }

// Size implements wire.PDU.
func (p *QoEFrameAcknowledge) Size() int {
	return 4 /* frameId */ + 4 /* timestamp */ + 2 /* timeDiffSE */ + 2 /* timeDiffEDR */
}

// AppendTo implements wire.PDU.
func (p *QoEFrameAcknowledge) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.FrameID)
	b = wire.LE.AppendUint32(b, p.Timestamp)
	b = wire.LE.AppendUint16(b, p.TimeDiffSE)
	return wire.LE.AppendUint16(b, p.TimeDiffEDR)
}

// ReadFrom implements wire.PDU.
func (p *QoEFrameAcknowledge) ReadFrom(r *wire.Reader) {
	p.FrameID = r.U32("frameId")
	p.Timestamp = r.U32("timestamp")
	p.TimeDiffSE = r.U16("timeDiffSE")
	p.TimeDiffEDR = r.U16("timeDiffEDR")
}
