package egfx

// draw checks a drawing command and hands it on. Commands outside of a frame
// are tolerated, as other clients do; unknown ones are passed over.
func (c *Client) draw(cmd Command) error {
	switch p := cmd.(type) {
	case *WireToSurface1:
		return c.wireToSurface1(p)
	case *WireToSurface2:
		if !c.known(p.SurfaceID) {
			return ErrSurface
		}
		if p.CodecID != CodecProgressive && p.CodecID != CodecProgressiveV2 {
			return ErrCodec
		}
		if p.PixelFormat != XRGB && p.PixelFormat != ARGB {
			return ErrFormat
		}
		return c.sink.WireToSurface2(p)
	case *DeleteEncodingContext:
		if !c.known(p.SurfaceID) {
			return ErrSurface
		}
		c.sink.DeleteEncodingContext(p)
	case *SolidFill:
		if !c.known(p.SurfaceID) {
			return ErrSurface
		}
		for _, r := range p.Rects {
			if err := c.inside(p.SurfaceID, r); err != nil {
				return err
			}
		}
		return c.sink.SolidFill(p)
	case *SurfaceToSurface:
		if err := c.inside(p.SrcID, p.Src); err != nil {
			return err
		}
		if err := c.fits(p.DestID, p.Dest, p.Src.Width(), p.Src.Height()); err != nil {
			return err
		}
		return c.sink.SurfaceToSurface(p)
	case *SurfaceToCache:
		return c.surfaceToCache(p)
	case *CacheToSurface:
		e, ok := c.cache[p.CacheSlot]
		if !ok {
			return ErrCache
		}
		if err := c.fits(p.SurfaceID, p.Dest, e.width, e.height); err != nil {
			return err
		}
		return c.sink.CacheToSurface(p)
	case *EvictCacheEntry:
		if !c.evict(p.CacheSlot) {
			return ErrCache
		}
		c.sink.EvictCacheEntry(p.CacheSlot)
	}
	return nil
}

func (c *Client) wireToSurface1(p *WireToSurface1) error {
	if err := c.inside(p.SurfaceID, p.Dest); err != nil {
		return err
	}
	switch p.CodecID {
	case CodecUncompressed:
		if len(p.Data) != p.Dest.Width()*p.Dest.Height()*4 {
			return ErrSize
		}
	case CodecCAVideo, CodecClear, CodecPlanar, CodecAVC420, CodecAlpha, CodecAVC444, CodecAVC444v2:
	default:
		return ErrCodec
	}
	if p.PixelFormat != XRGB && p.PixelFormat != ARGB {
		return ErrFormat
	}
	return c.sink.WireToSurface1(p)
}

func (c *Client) known(id uint16) bool {
	_, ok := c.surfaces[id]
	return ok
}

// inside checks that r is a non-empty part of the surface.
func (c *Client) inside(id uint16, r Rect) error {
	s, ok := c.surfaces[id]
	if !ok {
		return ErrSurface
	}
	if r.Width() <= 0 || r.Height() <= 0 || int(r.Right) > s.width || int(r.Bottom) > s.height {
		return ErrRect
	}
	return nil
}

// fits checks that w × h at each of the points is inside the surface.
func (c *Client) fits(id uint16, pts []Point, w, h int) error {
	s, ok := c.surfaces[id]
	if !ok {
		return ErrSurface
	}
	for _, p := range pts {
		if p.X < 0 || p.Y < 0 || int(p.X)+w > s.width || int(p.Y)+h > s.height {
			return ErrRect
		}
	}
	return nil
}

func (c *Client) surfaceToCache(p *SurfaceToCache) error {
	slots, bytes := cacheLimits(c.caps)
	if err := c.inside(p.SurfaceID, p.Src); err != nil {
		return err
	}
	if p.CacheSlot < 1 || int(p.CacheSlot) > slots {
		return ErrCache
	}
	c.evict(p.CacheSlot)
	e := extent{p.Src.Width(), p.Src.Height()}
	if e.width*e.height*4 > bytes-c.cacheMem {
		return ErrMemory
	}
	c.cacheMem += e.width * e.height * 4
	c.cache[p.CacheSlot] = e
	return c.sink.SurfaceToCache(p)
}

func (c *Client) evict(slot uint16) bool {
	e, ok := c.cache[slot]
	if ok {
		c.cacheMem -= e.width * e.height * 4
		delete(c.cache, slot)
	}
	return ok
}
