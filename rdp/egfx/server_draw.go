package egfx

import (
	"time"

	"oriel/rdp/wire"
)

// Timestamp packs the time of day as StartFrame wants it.
func Timestamp(t time.Time) uint32 {
	ms := uint32(t.Nanosecond() / 1e6)
	return ms | uint32(t.Second())<<10 | uint32(t.Minute())<<16 | uint32(t.Hour())<<22
}

// ResetGraphics appends RDPGFX_RESET_GRAPHICS_PDU. Afterwards the contents of
// all surfaces, codec contexts and caches count as lost.
func (s *Server) ResetGraphics(b []byte, width, height uint32, monitors []Monitor) []byte {
	return Append(b, &ResetGraphics{Width: width, Height: height, Monitors: monitors})
}

// CreateSurface appends RDPGFX_CREATE_SURFACE_PDU with a free id. mstsc wants
// ARGB for all windows, even opaque ones. A new surface must be painted whole
// before it is mapped.
func (s *Server) CreateSurface(b []byte, width, height int, f PixelFormat) ([]byte, uint16, error) {
	if width < 1 || height < 1 || width > MaxSurfaceSize || height > MaxSurfaceSize {
		return b, 0, ErrSize
	}
	id, ok := s.freeID()
	if !ok {
		return b, 0, ErrSurfaces
	}
	s.surfaces[id] = true
	b = Append(b, &CreateSurface{SurfaceID: id, Width: uint16(width), Height: uint16(height), PixelFormat: f})
	return b, id, nil
}

// freeID goes round, so that an id rests as long as possible before it is
// used again.
func (s *Server) freeID() (uint16, bool) {
	for range 1 << 16 {
		id := s.nextID
		s.nextID++
		if !s.surfaces[id] {
			return id, true
		}
	}
	return 0, false
}

// DeleteSurface appends RDPGFX_DELETE_SURFACE_PDU at once.
func (s *Server) DeleteSurface(b []byte, id uint16) []byte {
	if !s.surfaces[id] {
		return b
	}
	delete(s.surfaces, id)
	return Append(b, &DeleteSurface{SurfaceID: id})
}

// Retire deletes a surface as soon as the frames sent so far are acknowledged:
// mstsc may still be drawing them.
func (s *Server) Retire(id uint16) {
	if s.surfaces[id] {
		s.retired = append(s.retired, retiredSurface{id, s.frame})
	}
}

// AppendRetired appends the deletions that have become due.
func (s *Server) AppendRetired(b []byte) []byte {
	keep := s.retired[:0]
	for _, r := range s.retired {
		if s.Frames.Acknowledged(r.frame) {
			b = s.DeleteSurface(b, r.id)
		} else {
			keep = append(keep, r)
		}
	}
	s.retired = keep
	return b
}

// StartFrame appends RDPGFX_START_FRAME_PDU. Everything that draws goes
// between it and EndFrame.
func (s *Server) StartFrame(b []byte, now time.Time) []byte {
	s.frame++
	p := StartFrame{Timestamp: Timestamp(now), FrameID: s.frame} // no Command: those take memory
	return p.AppendTo(appendHeader(b, CmdStartFrame, p.Size()))
}

// EndFrame appends RDPGFX_END_FRAME_PDU and returns the frame's id, for
// Frames.Sent.
func (s *Server) EndFrame(b []byte) ([]byte, uint32) {
	p := EndFrame{FrameID: s.frame}
	return p.AppendTo(appendHeader(b, CmdEndFrame, p.Size())), s.frame
}

// WireToSurface1 appends RDPGFX_WIRE_TO_SURFACE_PDU_1 up to its data, of which
// the caller appends n bytes next.
func (s *Server) WireToSurface1(b []byte, id, codec uint16, f PixelFormat, dest Rect, n int) []byte {
	p := WireToSurface1{SurfaceID: id, CodecID: codec, PixelFormat: f, Dest: dest}
	b = p.AppendTo(appendHeader(b, CmdWireToSurface1, wireToSurface1Size+n))
	wire.LE.PutUint32(b[len(b)-4:], uint32(n)) // bitmapDataLength
	return b
}

// WireToSurface2 does the same for RDPGFX_WIRE_TO_SURFACE_PDU_2 (progressive
// codec).
func (s *Server) WireToSurface2(b []byte, id, codec uint16, context uint32, f PixelFormat, n int) []byte {
	p := WireToSurface2{SurfaceID: id, CodecID: codec, CodecContextID: context, PixelFormat: f}
	b = p.AppendTo(appendHeader(b, CmdWireToSurface2, wireToSurface2Size+n))
	wire.LE.PutUint32(b[len(b)-4:], uint32(n)) // bitmapDataLength
	return b
}

// SolidFill appends RDPGFX_SOLIDFILL_PDU.
func (s *Server) SolidFill(b []byte, id uint16, c Color, rects ...Rect) []byte {
	p := SolidFill{SurfaceID: id, Pixel: c, Rects: rects}
	return p.AppendTo(appendHeader(b, CmdSolidFill, p.Size()))
}

// SurfaceToSurface appends RDPGFX_SURFACE_TO_SURFACE_PDU.
func (s *Server) SurfaceToSurface(b []byte, src, dest uint16, r Rect, to ...Point) []byte {
	p := SurfaceToSurface{SrcID: src, DestID: dest, Src: r, Dest: to}
	return p.AppendTo(appendHeader(b, CmdSurfaceToSurface, p.Size()))
}

// SurfaceToCache appends RDPGFX_SURFACE_TO_CACHE_PDU.
func (s *Server) SurfaceToCache(b []byte, id uint16, key uint64, slot uint16, r Rect) []byte {
	p := SurfaceToCache{SurfaceID: id, CacheKey: key, CacheSlot: slot, Src: r}
	return p.AppendTo(appendHeader(b, CmdSurfaceToCache, p.Size()))
}

// CacheToSurface appends RDPGFX_CACHE_TO_SURFACE_PDU.
func (s *Server) CacheToSurface(b []byte, slot, id uint16, to ...Point) []byte {
	p := CacheToSurface{CacheSlot: slot, SurfaceID: id, Dest: to}
	return p.AppendTo(appendHeader(b, CmdCacheToSurface, p.Size()))
}

// EvictCacheEntry appends RDPGFX_EVICT_CACHE_ENTRY_PDU.
func (s *Server) EvictCacheEntry(b []byte, slot uint16) []byte {
	p := EvictCacheEntry{CacheSlot: slot}
	return p.AppendTo(appendHeader(b, CmdEvictCacheEntry, p.Size()))
}

// MapToOutput appends RDPGFX_MAP_SURFACE_TO_OUTPUT_PDU.
func (s *Server) MapToOutput(b []byte, id uint16, x, y uint32) []byte {
	return Append(b, &MapSurfaceToOutput{SurfaceID: id, OutputOriginX: x, OutputOriginY: y})
}

// MapToWindow maps the surface's left upper part of width × height to a RAIL
// window of targetWidth × targetHeight. Where the client can, the scaled form
// is used even at 1:1: mixing the two confuses mstsc. Without it the target
// must be as large as the part. The window order must have been sent before,
// and a surface must not move to another window.
func (s *Server) MapToWindow(b []byte, id uint16, window uint32, width, height, targetWidth, targetHeight uint32) []byte {
	if !s.ScaledMaps() {
		return Append(b, &MapSurfaceToWindow{
			SurfaceID: id, WindowID: uint64(window), MappedWidth: width, MappedHeight: height,
		})
	}
	return Append(b, &MapSurfaceToScaledWindow{
		SurfaceID: id, WindowID: uint64(window), MappedWidth: width, MappedHeight: height,
		TargetWidth: targetWidth, TargetHeight: targetHeight,
	})
}
