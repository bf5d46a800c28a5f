package rdp

import (
	"fmt"
	"image"
	"sync"
	"time"
)

// A Client describes one connected client.
type Client struct {
	ID       uint32 // for Disconnect
	Address  string
	Name     string // of the client's machine
	User     string
	Version  string // of RDP, as the client says
	Build    uint32 // of the client
	Security string // how the user was proved and what protects the connection
	Leads    bool   // its monitors are the desktop's
	Controls bool   // it may type and click
	Profile  string // rail, classic, desktop, surface or bitmap
	Codec    string
	Size     image.Point // of its desktop, device pixels
	Scale    float64
	Choices  []Choice // how pixels travelled
	Why      string   // what decides between them now
	Frames   uint64
	Bytes    uint64        // sent, before TLS
	RTT      time.Duration // 0 if unknown
	Rate     float64       // bytes a second that the network carries, 0 if unknown
	Since    time.Time
}

// Counts are what a Server has done since it was made.
type Counts struct {
	Sessions int    // now
	Frames   uint64 // sent
	Bytes    uint64 // sent, before TLS
	Refused  uint64 // connections that ended before they were sessions
}

// Counts counts.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.past
	for _, c := range s.sessions {
		n.add(c)
		if c.session != nil {
			n.Sessions++
		}
	}
	return n
}

// add adds what a connection was sent.
func (n *Counts) add(c *connection) {
	if c.session == nil {
		return
	}
	b := &c.session.status
	b.mu.Lock()
	defer b.mu.Unlock()
	n.Frames += b.c.Frames
	n.Bytes += b.c.Bytes
}

func (s *Server) refused() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.past.Refused++
}

// describe returns the client's description. The server's lock is held.
func (c *connection) describe() Client {
	d := c.session.status.get()
	d.ID, d.Address, d.Security = c.id, address(c.conn), c.security
	d.Leads, d.Controls = c.gate.lead.Load(), c.gate.hands.Load()
	return d
}

// A statusBox holds a session's description for other goroutines.
type statusBox struct {
	mu       sync.Mutex
	c        Client
	medium   medium
	strategy strategy
	tally    tally
}

func (b *statusBox) set(s *session) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &b.c
	c.Profile, c.Size, c.Scale = s.profile.String(), s.layout.bounds().Size(), s.layout.primary().scale
	c.Frames, c.Bytes, c.Since = s.paint.frames, s.w.written(), s.started
	c.Name, c.User, c.Build = s.peer.Core.Name, s.peer.Info.User, s.peer.Core.Build
	if c.Version == "" { // it stays
		c.Version = version(s.peer.Core.Version)
	}
	c.RTT, c.Rate = s.link.RTT(), s.link.Rate()
	b.medium, b.strategy, b.tally = s.medium(), s.paint.strategy, s.paint.tally
	switch {
	case b.medium == byGraphics:
		c.Codec = "" // get says
	case b.medium == bySurfaceBits:
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
	c := b.c
	c.Choices, c.Why = b.tally.list(), b.strategy.why()
	switch b.medium {
	case byGraphics:
		c.Codec = b.tally.codec()
	case byBitmaps:
		c.Why = "bitmap updates, which have one codec for each depth"
	}
	return c
}

// versions are the values of clientCoreData.version ([MS-RDPBCGR] 2.2.1.3.2).
var versions = [...]string{
	0x01: "4.0", 0x04: "5.0 to 8.1", 0x05: "10.0", 0x06: "10.1", 0x07: "10.2", 0x08: "10.3", 0x09: "10.4", 0x0A: "10.5",
	0x0B: "10.6", 0x0C: "10.7", 0x0D: "10.8", 0x0E: "10.9", 0x0F: "10.10", 0x10: "10.11", 0x11: "10.12",
}

func version(v uint32) string {
	if i := v & 0xFFFF; v>>16 == 8 && int(i) < len(versions) && versions[i] != "" {
		return versions[i]
	}
	return fmt.Sprintf("%#x", v)
}
