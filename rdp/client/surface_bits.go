package client

import (
	"image"

	"oriel/rdp/bcgr"
	"oriel/rdp/codec"
)

// remoteFXID is what surface bits by RemoteFX are marked with: a client's
// own choice.
const remoteFXID = 3

// remoteFX is the entry of BitmapCodecs by which we say that we know it.
func remoteFX() bcgr.Codec {
	return bcgr.Codec{GUID: bcgr.CodecRemoteFX, ID: remoteFXID, Properties: bcgr.RFXClientProperties(0, []bcgr.RFXCapability{
		{Flags: bcgr.RFXVideoMode, Entropy: bcgr.EntropyRLGR1}, {Flags: bcgr.RFXVideoMode, Entropy: bcgr.EntropyRLGR3},
	})}
}

// surfaceCommand carries out a command of an UpdateSurfaceCommands.
func (s *Session) surfaceCommand(c bcgr.SurfaceCommand) error {
	switch c := c.(type) {
	case *bcgr.SurfaceBits:
		return s.surfaceBits(c)
	case *bcgr.FrameMarker:
		if c.End {
			s.stats.Frames++
			s.touch()
			return s.acknowledge(c.FrameID)
		}
	}
	return nil
}

// acknowledge tells that a frame of surface bits is on the screen.
func (s *Session) acknowledge(frame uint32) error {
	ack := &bcgr.FrameAcknowledge{FrameID: frame}
	if s.hold {
		s.heldFrame = ack
		return nil
	}
	s.seq.Result().AppendData(&s.out, ack)
	return s.st.send(&s.out)
}

// surfaceBits draws a rectangle into the desktop.
func (s *Session) surfaceBits(c *bcgr.SurfaceBits) error {
	r := image.Rect(int(c.Left), int(c.Top), int(c.Left)+int(c.Width), int(c.Top)+int(c.Height))
	if r.Empty() || !r.In(s.desktop.bounds()) {
		return errRect
	}
	s.drew(r)
	dst := s.desktop.at(r.Min.X, r.Min.Y)
	var err error
	switch {
	case c.CodecID == 0 && c.BitsPerPixel == 32:
		err = codec.DecodeUncompressed(dst, s.desktop.stride(), r.Dx(), r.Dy(), c.Data, true)
	case c.CodecID == remoteFXID:
		err = s.rfx.Decode(dst, s.desktop.stride(), r.Dx(), r.Dy(), c.Data)
	default:
		err = errCodec
	}
	s.desktop.opaque(r)
	return err
}
