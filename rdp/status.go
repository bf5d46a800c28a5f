package rdp

import (
	"fmt"
	"image"
	"sync"
	"time"
)

// A Client describes one connected client.
type Client struct {
	Address string
	Name    string // of the client's machine
	User    string
	Build   uint32
	Profile string // rail, classic, desktop, surface or bitmap
	Codec   string
	Size    image.Point // of its desktop, device pixels
	Scale   float64
	Frames  uint64
	Bytes   uint64        // sent, before TLS
	RTT     time.Duration // from a frame to its acknowledgement, 0 if unknown
	Since   time.Time
}

// A statusBox holds a session's description for other goroutines.
type statusBox struct {
	mu sync.Mutex
	c  Client
}

func (b *statusBox) set(s *session) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &b.c
	c.Profile, c.Size, c.Scale = s.profile.String(), s.layout.bounds().Size(), s.layout.primary().scale
	c.Frames, c.Bytes, c.Since = s.paint.frames, s.w.written(), s.started
	c.Name, c.User, c.Build = s.peer.Core.Name, s.peer.Info.User, s.peer.Core.Build
	if f := s.throttle(); f != nil {
		c.RTT = f.RTT()
	}
	switch {
	case s.medium() == byGraphics:
		c.Codec = "planar"
	case s.medium() == bySurfaceBits:
		c.Codec = s.bits.codecName()
	case s.peer.Depth == 32:
		c.Codec = "planar bitmaps"
	default:
		if c.Codec == "" {
			c.Codec = fmt.Sprintf("interleaved %d", s.peer.Depth)
		}
	}
}

func (b *statusBox) get() Client {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.c
}
