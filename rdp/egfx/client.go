package egfx

import (
	"fmt"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Limits of what a server may make a Client keep.
const (
	maxSurfaces        = 1024
	defaultSurfaceMem  = 1 << 30
	maxClientDimension = MaxSurfaceSize
)

// ClientConfig is what a Client can be told.
type ClientConfig struct {
	Caps       []CapsSet // to advertise; nil means DefaultCaps
	SurfaceMem int       // bytes of all surfaces, at 4 a pixel; 0 means 1 GiB
	NoAcks     bool      // suspend acknowledgements with the first frame
}

// DefaultCaps are the sets of a client that decodes all but AVC.
func DefaultCaps() []CapsSet {
	return []CapsSet{
		NewCapsSet(Version8, 0),
		NewCapsSet(Version81, 0),
		NewCapsSet(Version10, CapsAVCDisabled),
		NewCapsSet(Version104, CapsAVCDisabled),
		NewCapsSet(Version105, CapsAVCDisabled),
		NewCapsSet(Version106, CapsAVCDisabled),
		NewCapsSet(Version107, CapsAVCDisabled),
	}
}

// An extent is the size of a surface, or of a picture in the cache.
type extent struct{ width, height int }

// Client is the client's end: it keeps account of surfaces and the cache,
// checks every command, hands it to its Sink and acknowledges frames.
type Client struct {
	cfg        ClientConfig
	sink       Sink
	caps       CapsSet
	confirmed  bool
	surfaces   map[uint16]extent
	surfaceMem int
	cache      map[uint16]extent
	cacheMem   int
	frame      uint32
	inFrame    bool
	suspended  bool
	decoded    uint32
}

// NewClient returns a Client that draws into sink.
func NewClient(cfg ClientConfig, sink Sink) *Client {
	if cfg.Caps == nil {
		cfg.Caps = DefaultCaps()
	}
	if cfg.SurfaceMem == 0 {
		cfg.SurfaceMem = defaultSurfaceMem
	}
	return &Client{cfg: cfg, sink: sink, surfaces: map[uint16]extent{}, cache: map[uint16]extent{}}
}

// Start advertises the capabilities; again, it makes the server start over.
func (c *Client) Start(_ time.Time, out *svc.Outbox) {
	out.Add(func(b []byte) []byte { return Append(b, &CapsAdvertise{Sets: c.cfg.Caps}) })
}

// State implements svc.Machine.
func (c *Client) State() string {
	if !c.confirmed {
		return "awaiting confirmation"
	}
	return fmt.Sprintf("ready, %d surfaces", len(c.surfaces))
}

// Step implements svc.Machine; in is a message after zgfx.
func (c *Client) Step(in []byte, _ time.Time, out *svc.Outbox) error {
	r := wire.NewReader(in)
	for r.Len() > 0 {
		cmd := Read(r)
		if err := r.Err(); err != nil {
			return err
		}
		if err := c.command(cmd, out); err != nil {
			return fmt.Errorf("command %#04x: %w", cmd.CmdID(), err)
		}
	}
	return r.Err()
}

func (c *Client) command(cmd Command, out *svc.Outbox) error {
	if p, ok := cmd.(*CapsConfirm); ok {
		return c.capsConfirm(p)
	}
	if !c.confirmed {
		return ErrSequence
	}
	switch p := cmd.(type) {
	case *StartFrame:
		return c.startFrame(p)
	case *EndFrame:
		return c.endFrame(p, out)
	case *ResetGraphics:
		return c.resetGraphics(p)
	case *CreateSurface:
		return c.createSurface(p)
	case *DeleteSurface:
		return c.deleteSurface(p)
	case *MapSurfaceToOutput, *MapSurfaceToScaledOutput, *MapSurfaceToWindow, *MapSurfaceToScaledWindow:
		return c.mapSurface(cmd)
	}
	return c.draw(cmd)
}

func (c *Client) capsConfirm(p *CapsConfirm) error {
	for _, own := range c.cfg.Caps {
		if own.Version == p.Set.Version {
			c.caps, c.confirmed = p.Set.clone(), true
			clear(c.surfaces)
			clear(c.cache)
			c.surfaceMem, c.cacheMem, c.inFrame = 0, 0, false
			c.sink.Reset(c.caps)
			return nil
		}
	}
	return ErrNoVersion
}

func (c *Client) startFrame(p *StartFrame) error {
	if c.inFrame {
		return ErrSequence
	}
	c.inFrame, c.frame = true, p.FrameID
	c.sink.StartFrame(p)
	return nil
}

func (c *Client) endFrame(p *EndFrame, out *svc.Outbox) error {
	if !c.inFrame || p.FrameID != c.frame {
		return ErrSequence
	}
	c.inFrame = false
	if err := c.sink.EndFrame(p.FrameID); err != nil {
		return err
	}
	c.decoded++
	if c.suspended {
		return nil
	}
	ack := FrameAcknowledge{QueueDepth: QueueDepthUnavailable, FrameID: p.FrameID, TotalFramesDecoded: c.decoded}
	if c.cfg.NoAcks {
		c.suspended = true
		ack.QueueDepth = SuspendFrameAcknowledge
	}
	out.Add(func(b []byte) []byte { return Append(b, &ack) })
	return nil
}

func (c *Client) resetGraphics(p *ResetGraphics) error {
	if p.Width < 1 || p.Height < 1 || p.Width > maxClientDimension || p.Height > maxClientDimension {
		return ErrSize
	}
	for _, m := range p.Monitors {
		if m.Right < m.Left || m.Bottom < m.Top {
			return ErrMonitor
		}
	}
	return c.sink.ResetGraphics(p)
}

func (c *Client) createSurface(p *CreateSurface) error {
	mem := int(p.Width) * int(p.Height) * 4
	switch {
	case c.known(p.SurfaceID):
		return ErrSurface
	case len(c.surfaces) >= maxSurfaces:
		return ErrSurfaces
	case p.Width < 1 || p.Height < 1 || p.Width > MaxSurfaceSize || p.Height > MaxSurfaceSize:
		return ErrSize
	case p.PixelFormat != XRGB && p.PixelFormat != ARGB:
		return ErrFormat
	case mem > c.cfg.SurfaceMem-c.surfaceMem:
		return ErrMemory
	}
	if err := c.sink.CreateSurface(p); err != nil {
		return err
	}
	c.surfaceMem += mem
	c.surfaces[p.SurfaceID] = extent{int(p.Width), int(p.Height)}
	return nil
}

func (c *Client) deleteSurface(p *DeleteSurface) error {
	s, ok := c.surfaces[p.SurfaceID]
	if !ok {
		return ErrSurface
	}
	c.surfaceMem -= s.width * s.height * 4
	delete(c.surfaces, p.SurfaceID)
	c.sink.DeleteSurface(p.SurfaceID)
	return nil
}

// mapSurface brings the four forms to one. A part of size 0 unmaps.
func (c *Client) mapSurface(cmd Command) error {
	var id uint16
	var m Mapping
	switch p := cmd.(type) {
	case *MapSurfaceToOutput:
		id, m = p.SurfaceID, Mapping{Kind: MappedToOutput, X: p.OutputOriginX, Y: p.OutputOriginY}
	case *MapSurfaceToScaledOutput:
		id, m = p.SurfaceID, Mapping{
			Kind: MappedToOutput, X: p.OutputOriginX, Y: p.OutputOriginY,
			TargetWidth: p.TargetWidth, TargetHeight: p.TargetHeight,
		}
	case *MapSurfaceToWindow:
		id, m = p.SurfaceID, Mapping{
			Kind: MappedToWindow, WindowID: p.WindowID, Width: p.MappedWidth, Height: p.MappedHeight,
			TargetWidth: p.MappedWidth, TargetHeight: p.MappedHeight,
		}
	case *MapSurfaceToScaledWindow:
		id, m = p.SurfaceID, Mapping{
			Kind: MappedToWindow, WindowID: p.WindowID, Width: p.MappedWidth, Height: p.MappedHeight,
			TargetWidth: p.TargetWidth, TargetHeight: p.TargetHeight,
		}
	}
	s, ok := c.surfaces[id]
	if !ok {
		return ErrSurface
	}
	w, h := uint32(s.width), uint32(s.height)
	if m.Kind == MappedToOutput {
		m.Width, m.Height = w, h
		if _, plain := cmd.(*MapSurfaceToOutput); plain {
			m.TargetWidth, m.TargetHeight = w, h
		}
	}
	if m.Width > w || m.Height > h || m.TargetWidth > MaxSurfaceSize || m.TargetHeight > MaxSurfaceSize ||
		m.X > MaxSurfaceSize || m.Y > MaxSurfaceSize {
		return ErrSize
	}
	if m.Width == 0 || m.Height == 0 || m.TargetWidth == 0 || m.TargetHeight == 0 {
		m = Mapping{}
	}
	return c.sink.MapSurface(id, m)
}
