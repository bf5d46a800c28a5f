package client

import (
	"image"

	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// graphics carries out the graphics pipeline's commands. Its methods are
// called with the session's lock held.
type graphics struct {
	s        *Session
	surfaces map[uint16]*surface
	cache    map[uint16]*bitmap
	planar   codec.PlanarDecoder
	clear    codec.ClearDecoder
}

func newGraphics(s *Session) *graphics {
	g := &graphics{s: s}
	g.Reset(egfx.CapsSet{})
	return g
}

// Reset implements egfx.Sink.
func (g *graphics) Reset(egfx.CapsSet) {
	g.surfaces, g.cache = map[uint16]*surface{}, map[uint16]*bitmap{}
}

// ResetGraphics implements egfx.Sink. Like FreeRDP it leaves white behind, so
// that what the server forgets to draw again is seen.
func (g *graphics) ResetGraphics(p *egfx.ResetGraphics) error {
	g.s.desktop = newBitmap(int(p.Width), int(p.Height))
	g.s.desktop.fill(g.s.desktop.bounds(), [4]byte{0xFF, 0xFF, 0xFF, 0xFF})
	for _, s := range g.surfaces {
		s.fill(s.bounds(), [4]byte{0xFF, 0xFF, 0xFF, 0xFF})
		s.changed = s.bounds()
	}
	clear(g.cache)
	return nil
}

// CreateSurface implements egfx.Sink.
func (g *graphics) CreateSurface(p *egfx.CreateSurface) error {
	g.surfaces[p.SurfaceID] = &surface{
		bitmap: newBitmap(int(p.Width), int(p.Height)), alpha: p.PixelFormat == egfx.ARGB,
	}
	return nil
}

// DeleteSurface implements egfx.Sink.
func (g *graphics) DeleteSurface(id uint16) { delete(g.surfaces, id) }

// MapSurface implements egfx.Sink.
func (g *graphics) MapSurface(id uint16, m egfx.Mapping) error {
	s := g.surfaces[id]
	s.mapping, s.changed = m, s.bounds()
	if m.Kind == egfx.MappedToWindow {
		g.s.mapWindow(uint32(m.WindowID), id)
	}
	return nil
}

// StartFrame implements egfx.Sink.
func (g *graphics) StartFrame(*egfx.StartFrame) {}

// EndFrame implements egfx.Sink: the surfaces become visible.
func (g *graphics) EndFrame(uint32) error {
	for _, s := range g.surfaces {
		if s.mapping.Kind == egfx.MappedToOutput {
			p := image.Pt(int(int32(s.mapping.X)), int(int32(s.mapping.Y)))
			g.s.desktop.copyFrom(s.bitmap, s.changed, p.Add(s.changed.Min))
			s.changed = image.Rectangle{}
		}
	}
	g.s.stats.Frames++
	g.s.touch()
	return nil
}

// WireToSurface1 implements egfx.Sink.
func (g *graphics) WireToSurface1(p *egfx.WireToSurface1) error {
	s := g.surfaces[p.SurfaceID]
	g.s.drew(rectangle(p.Dest))
	return g.draw(s, p)
}

// WireToSurface2 implements egfx.Sink: only progressive travels so.
func (g *graphics) WireToSurface2(p *egfx.WireToSurface2) error {
	s := g.surfaces[p.SurfaceID]
	if s == nil {
		return errRect
	}
	g.s.stats.Rects++ // its tiles are the decoder's affair
	err := s.progressive.Decode(s.pix, s.stride(), s.w, s.h, p.Data)
	s.touch(s.progressive.Painted())
	return err
}

// DeleteEncodingContext implements egfx.Sink.
func (g *graphics) DeleteEncodingContext(p *egfx.DeleteEncodingContext) {
	if s := g.surfaces[p.SurfaceID]; s != nil {
		s.progressive.Reset()
	}
}

// SolidFill implements egfx.Sink.
func (g *graphics) SolidFill(p *egfx.SolidFill) error {
	s := g.surfaces[p.SurfaceID]
	if s == nil {
		return errRect // nothing to fill in a surface that nobody made
	}
	c := [4]byte{p.Pixel.B, p.Pixel.G, p.Pixel.R, 0xFF}
	if s.alpha {
		c[3] = p.Pixel.XA
	}
	for _, r := range p.Rects {
		g.s.drew(rectangle(r))
		s.fill(rectangle(r), c)
		s.touch(rectangle(r))
	}
	return nil
}

// SurfaceToSurface implements egfx.Sink.
func (g *graphics) SurfaceToSurface(p *egfx.SurfaceToSurface) error {
	src, dst := g.surfaces[p.SrcID], g.surfaces[p.DestID]
	if src == nil || dst == nil {
		return errRect
	}
	r, from := rectangle(p.Src), src.bitmap
	if src == dst && len(p.Dest) > 1 { // the first copy must not reach the second
		r, from = r.Sub(r.Min), from.part(r)
	}
	for _, to := range p.Dest {
		g.s.drew(r)
		dst.place(from, r, to)
	}
	return nil
}

// SurfaceToCache implements egfx.Sink.
func (g *graphics) SurfaceToCache(p *egfx.SurfaceToCache) error {
	g.cache[p.CacheSlot] = g.surfaces[p.SurfaceID].part(rectangle(p.Src))
	return nil
}

// CacheToSurface implements egfx.Sink.
func (g *graphics) CacheToSurface(p *egfx.CacheToSurface) error {
	part, s := g.cache[p.CacheSlot], g.surfaces[p.SurfaceID]
	if part == nil || s == nil {
		return errRect
	}
	for _, to := range p.Dest {
		g.s.drew(part.bounds())
		s.place(part, part.bounds(), to)
	}
	return nil
}

// EvictCacheEntry implements egfx.Sink.
func (g *graphics) EvictCacheEntry(slot uint16) { delete(g.cache, slot) }

// drew counts what was drawn.
func (s *Session) drew(r image.Rectangle) {
	s.stats.Rects++
	s.stats.Pixels += uint64(r.Dx() * r.Dy())
}

func rectangle(r egfx.Rect) image.Rectangle {
	return image.Rect(int(r.Left), int(r.Top), int(r.Right), int(r.Bottom))
}
