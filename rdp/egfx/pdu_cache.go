package egfx

import "oriel/rdp/wire"

// SurfaceToCache is RDPGFX_SURFACE_TO_CACHE_PDU ([MS-RDPEGFX] 2.2.2.6).
type SurfaceToCache struct {
	SurfaceID uint16
	CacheKey  uint64
	CacheSlot uint16
	Src       Rect
}

// CmdID implements Command.
func (p *SurfaceToCache) CmdID() uint16 { return CmdSurfaceToCache }

// Size implements wire.PDU.
func (p *SurfaceToCache) Size() int {
	return 2 /* surfaceId */ + 8 /* cacheKey */ + 2 /* cacheSlot */ + 8 /* rectSrc */
}

// AppendTo implements wire.PDU.
func (p *SurfaceToCache) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	b = wire.LE.AppendUint64(b, p.CacheKey)
	b = wire.LE.AppendUint16(b, p.CacheSlot)
	return p.Src.appendTo(b)
}

// ReadFrom implements wire.PDU.
func (p *SurfaceToCache) ReadFrom(r *wire.Reader) {
	p.SurfaceID = r.U16("surfaceId")
	p.CacheKey = r.U64("cacheKey")
	p.CacheSlot = r.U16("cacheSlot")
	p.Src = readRect(r, "rectSrc")
}

// EvictCacheEntry is RDPGFX_EVICT_CACHE_ENTRY_PDU ([MS-RDPEGFX] 2.2.2.8).
type EvictCacheEntry struct {
	CacheSlot uint16
}

// CmdID implements Command.
func (p *EvictCacheEntry) CmdID() uint16 { return CmdEvictCacheEntry }

// Size implements wire.PDU.
func (p *EvictCacheEntry) Size() int { return 2 /* cacheSlot */ }

// AppendTo implements wire.PDU.
func (p *EvictCacheEntry) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint16(b, p.CacheSlot)
}

// ReadFrom implements wire.PDU.
func (p *EvictCacheEntry) ReadFrom(r *wire.Reader) {
	p.CacheSlot = r.U16("cacheSlot")
}

// CacheToSurface is RDPGFX_CACHE_TO_SURFACE_PDU ([MS-RDPEGFX] 2.2.2.7).
type CacheToSurface struct {
	CacheSlot uint16
	SurfaceID uint16
	Dest      []Point
}

// CmdID implements Command.
func (p *CacheToSurface) CmdID() uint16 { return CmdCacheToSurface }

// Size implements wire.PDU.
func (p *CacheToSurface) Size() int {
	return 2 /* cacheSlot */ + 2 /* surfaceId */ + 2 /* destPtsCount */ + len(p.Dest)*pointSize
}

// AppendTo implements wire.PDU.
func (p *CacheToSurface) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.CacheSlot)
	b = wire.LE.AppendUint16(b, p.SurfaceID)
	return appendPoints(b, p.Dest)
}

// ReadFrom implements wire.PDU.
func (p *CacheToSurface) ReadFrom(r *wire.Reader) {
	p.CacheSlot = r.U16("cacheSlot")
	p.SurfaceID = r.U16("surfaceId")
	p.Dest = readPoints(r)
}

// CacheEntry is RDPGFX_CACHE_ENTRY_METADATA ([MS-RDPEGFX] 2.2.2.16.1).
type CacheEntry struct {
	Key          uint64
	BitmapLength uint32
}

const cacheEntrySize = 12

// CacheImportOffer is RDPGFX_CACHE_IMPORT_OFFER_PDU ([MS-RDPEGFX] 2.2.2.16).
type CacheImportOffer struct {
	Entries []CacheEntry
}

// CmdID implements Command.
func (p *CacheImportOffer) CmdID() uint16 { return CmdCacheImportOffer }

// Size implements wire.PDU.
func (p *CacheImportOffer) Size() int {
	return 2 /* cacheEntriesCount */ + len(p.Entries)*cacheEntrySize
}

// AppendTo implements wire.PDU.
func (p *CacheImportOffer) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, uint16(len(p.Entries)))
	for _, e := range p.Entries {
		b = wire.LE.AppendUint64(b, e.Key)
		b = wire.LE.AppendUint32(b, e.BitmapLength)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *CacheImportOffer) ReadFrom(r *wire.Reader) {
	n := r.Count(uint64(r.U16("cacheEntriesCount")), cacheEntrySize, maxCacheImport, "cacheEntriesCount")
	p.Entries = make([]CacheEntry, n)
	for i := range p.Entries {
		p.Entries[i] = CacheEntry{r.U64("cacheKey"), r.U32("bitmapLength")}
	}
}

// CacheImportReply is RDPGFX_CACHE_IMPORT_REPLY_PDU ([MS-RDPEGFX] 2.2.2.17).
type CacheImportReply struct {
	Slots []uint16
}

// CmdID implements Command.
func (p *CacheImportReply) CmdID() uint16 { return CmdCacheImportReply }

// Size implements wire.PDU.
func (p *CacheImportReply) Size() int { return 2 /* importedEntriesCount */ + len(p.Slots)*2 }

// AppendTo implements wire.PDU.
func (p *CacheImportReply) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, uint16(len(p.Slots)))
	for _, s := range p.Slots {
		b = wire.LE.AppendUint16(b, s)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *CacheImportReply) ReadFrom(r *wire.Reader) {
	n := r.Count(uint64(r.U16("importedEntriesCount")), 2, maxCacheImport, "importedEntriesCount")
	p.Slots = make([]uint16, n)
	for i := range p.Slots {
		p.Slots[i] = r.U16("cacheSlots")
	}
}
