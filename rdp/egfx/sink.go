package egfx

// MapKind says what a surface is mapped to.
type MapKind uint8

// The kinds of Mapping.
const (
	Unmapped MapKind = iota
	MappedToOutput
	MappedToWindow
)

// A Mapping is where a surface is shown. Without scaling the target has the
// size of the mapped part.
type Mapping struct {
	Kind          MapKind
	X, Y          uint32 // origin on the output
	WindowID      uint64
	Width, Height uint32 // mapped part of the surface, from its left upper corner
	TargetWidth   uint32
	TargetHeight  uint32
}

// A Sink carries out a server's commands, which Client has checked: surfaces
// exist, rectangles are not empty and lie inside. Slices alias the message. An
// error ends Step.
type Sink interface {
	// Reset: capabilities were confirmed; there is no surface and no cache.
	Reset(caps CapsSet)
	// ResetGraphics gives the size of the output; all contents are lost.
	ResetGraphics(p *ResetGraphics) error
	CreateSurface(p *CreateSurface) error
	DeleteSurface(id uint16)
	MapSurface(id uint16, m Mapping) error
	StartFrame(p *StartFrame)
	EndFrame(id uint32) error
	WireToSurface1(p *WireToSurface1) error
	WireToSurface2(p *WireToSurface2) error
	DeleteEncodingContext(p *DeleteEncodingContext)
	SolidFill(p *SolidFill) error
	SurfaceToSurface(p *SurfaceToSurface) error
	SurfaceToCache(p *SurfaceToCache) error
	CacheToSurface(p *CacheToSurface) error
	EvictCacheEntry(slot uint16)
}
