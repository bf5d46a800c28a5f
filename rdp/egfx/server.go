package egfx

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Versions are those that Server agrees on, best first.
var Versions = []uint32{
	Version107, Version106, Version105, Version104, Version103, Version102,
	Version101, Version10, Version81, Version8,
}

// Server is the server's end: it agrees on capabilities, hands out surface
// ids, builds batches of commands and counts frames.
type Server struct {
	Frames *FrameController

	versions   []uint32 // allowed, best first
	caps       CapsSet
	generation int
	surfaces   map[uint16]bool // ids in use
	retired    []retiredSurface
	nextID     uint16
	frame      uint32
}

type retiredSurface struct {
	id    uint16
	frame uint32
}

// NewServer returns a Server that waits for the client's capabilities.
func NewServer() *Server {
	return &Server{Frames: NewFrameController(60), versions: Versions, surfaces: map[uint16]bool{}}
}

// State implements svc.Machine.
func (s *Server) State() string {
	if s.generation == 0 {
		return "awaiting capabilities"
	}
	return "ready"
}

// Generation counts the agreements on capabilities, 0 before the first. When
// it grows, everything that the client had is gone: surfaces, caches, codec
// contexts, outstanding frames. The caller starts over with ResetGraphics and
// full frames, and must not delete the old surfaces.
func (s *Server) Generation() int { return s.generation }

// ScaledMaps reports whether surfaces can be mapped scaled.
func (s *Server) ScaledMaps() bool {
	return s.caps.Version >= Version105 && s.caps.Flags()&CapsScaledMapDisable == 0
}

// Progressive reports whether the client takes progressive bitmaps. Thin
// clients want RemoteFX instead.
func (s *Server) Progressive() bool {
	return s.caps.Version > Version81 || s.caps.Flags()&CapsThinClient == 0
}

// CacheSlots returns the number of the last cache slot (the first is 1) and
// the bytes of the whole cache.
func (s *Server) CacheSlots() (slots, bytes int) {
	return cacheLimits(s.caps)
}

func cacheLimits(c CapsSet) (slots, bytes int) {
	small := uint32(CapsSmallCache)
	if c.Version <= Version81 {
		small |= CapsThinClient
	}
	if c.Flags()&small != 0 {
		return 4096, 16 << 20
	}
	return 25600, 100 << 20
}

// Step implements svc.Machine. What it adds to out must be wrapped by zgfx.
func (s *Server) Step(in []byte, now time.Time, out *svc.Outbox) error {
	if s.acknowledged(in, now) {
		return nil
	}
	r := wire.NewReader(in)
	for r.Len() > 0 {
		c := Read(r)
		if err := r.Err(); err != nil {
			return err
		}
		if err := s.command(c, now, out); err != nil {
			return err
		}
	}
	return r.Err()
}

// acknowledged takes a message that is nothing but RDPGFX_FRAME_ACKNOWLEDGE_PDU
// or its QoE sister. They come with each frame, so they take no memory, as
// Commands would.
func (s *Server) acknowledged(in []byte, now time.Time) bool {
	r := wire.NewReader(in)
	id := r.U16("cmdId")
	r.Skip(2, "flags")
	if n := r.U32("pduLength"); r.Err() != nil || uint64(n) != uint64(len(in)) {
		return false
	}
	switch id {
	case CmdFrameAcknowledge:
		var p FrameAcknowledge
		if p.ReadFrom(r); r.Err() == nil {
			s.Frames.Acknowledge(p, now)
			return true
		}
	case CmdQoEFrameAcknowledge:
		var p QoEFrameAcknowledge
		p.ReadFrom(r)
		return r.Err() == nil
	}
	return false // Step says why
}

func (s *Server) command(c Command, now time.Time, out *svc.Outbox) error {
	switch c := c.(type) {
	case *CapsAdvertise:
		return s.capsAdvertise(c, out)
	case *FrameAcknowledge:
		s.Frames.Acknowledge(*c, now)
	case *CacheImportOffer:
		out.Add(func(b []byte) []byte { return Append(b, &CacheImportReply{}) })
	}
	return nil
}

// capsAdvertise agrees on the best version. A second CAPS_ADVERTISE is a reset
// of the protocol by the client (Windows 11 under load, macOS after decoder
// errors).
func (s *Server) capsAdvertise(p *CapsAdvertise, out *svc.Outbox) error {
	for _, v := range s.versions {
		for _, c := range p.Sets {
			if c.Version == v {
				s.caps = c.clone()
				s.reset()
				s.generation++
				out.Add(func(b []byte) []byte { return Append(b, &CapsConfirm{Set: s.caps}) })
				return nil
			}
		}
	}
	return ErrNoVersion
}

func (s *Server) reset() {
	clear(s.surfaces)
	s.retired = s.retired[:0]
	s.nextID = 0
	s.Frames.Reset()
}
