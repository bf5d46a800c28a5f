package bcgr

import "oriel/rdp/wire"

// VirtualChannel is the Virtual Channel Capability Set ([MS-RDPBCGR]
// 2.2.7.1.10). Flags 0 means: no compression either way.
type VirtualChannel struct {
	Flags     uint32
	ChunkSize uint32 // of the server: the longest chunk of either end; 0: not said
}

// Type returns the set's type.
func (p *VirtualChannel) Type() CapabilityType { return CapVirtualChannel }

// Size returns the encoded length.
func (p *VirtualChannel) Size() int { return 8 }

// AppendTo appends the encoded form.
func (p *VirtualChannel) AppendTo(b []byte) []byte { return u32s(b, p.Flags, p.ChunkSize) }

// ReadFrom decodes.
func (p *VirtualChannel) ReadFrom(r *wire.Reader) {
	p.Flags = r.U32("flags")
	p.ChunkSize = u32(r, "VCChunkSize")
	r.Rest()
}

// Levels of RemotePrograms.
const (
	RAILSupported         uint32 = 0x01
	RAILDockedLangBar     uint32 = 0x02
	RAILShellIntegration  uint32 = 0x04
	RAILLanguageIMESync   uint32 = 0x08
	RAILServerToClientIME uint32 = 0x10
	RAILHideMinimizedApps uint32 = 0x20
	RAILWindowCloaking    uint32 = 0x40
	RAILHandshakeEx       uint32 = 0x80
)

// RemotePrograms is the Remote Programs Capability Set ([MS-RDPERP] 2.2.1.1.1).
type RemotePrograms struct{ Level uint32 }

// Type returns the set's type.
func (p *RemotePrograms) Type() CapabilityType { return CapRemotePrograms }

// Size returns the encoded length.
func (p *RemotePrograms) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *RemotePrograms) AppendTo(b []byte) []byte { return u32s(b, p.Level) }

// ReadFrom decodes.
func (p *RemotePrograms) ReadFrom(r *wire.Reader) { p.Level = r.U32("RailSupportLevel"); r.Rest() }

// Levels of WindowList. FreeRDP 3 rejects every window order above 2.
const (
	WindowNotSupported uint32 = 0
	WindowSupported    uint32 = 1
	WindowSupportedEx  uint32 = 2
)

// WindowList is the Window List Capability Set ([MS-RDPERP] 2.2.1.1.2).
type WindowList struct {
	Level            uint32
	IconCaches       uint8
	IconCacheEntries uint16
}

// Type returns the set's type.
func (p *WindowList) Type() CapabilityType { return CapWindowList }

// Size returns the encoded length.
func (p *WindowList) Size() int { return 7 }

// AppendTo appends the encoded form.
func (p *WindowList) AppendTo(b []byte) []byte {
	return u16s(append(u32s(b, p.Level), p.IconCaches), p.IconCacheEntries)
}

// ReadFrom decodes.
func (p *WindowList) ReadFrom(r *wire.Reader) {
	p.Level = r.U32("WndSupportLevel")
	p.IconCaches = u8(r, "NumIconCaches")
	p.IconCacheEntries = u16(r, "NumIconCacheEntries")
	r.Rest()
}

// DesktopComposition is the Desktop Composition Capability Set ([MS-RDPBCGR]
// 2.2.7.2.8).
type DesktopComposition struct{ Level uint16 }

// Type returns the set's type.
func (p *DesktopComposition) Type() CapabilityType { return CapDesktopComposition }

// Size returns the encoded length.
func (p *DesktopComposition) Size() int { return 2 }

// AppendTo appends the encoded form.
func (p *DesktopComposition) AppendTo(b []byte) []byte { return u16s(b, p.Level) }

// ReadFrom decodes.
func (p *DesktopComposition) ReadFrom(r *wire.Reader) {
	p.Level = u16(r, "CompDeskSupportLevel")
	r.Rest()
}

// MultiFragment is the Multifragment Update Capability Set ([MS-RDPBCGR]
// 2.2.7.2.6): the longest reassembled fast-path update its sender takes.
type MultiFragment struct{ MaxRequestSize uint32 }

// Type returns the set's type.
func (p *MultiFragment) Type() CapabilityType { return CapMultiFragment }

// Size returns the encoded length.
func (p *MultiFragment) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *MultiFragment) AppendTo(b []byte) []byte { return u32s(b, p.MaxRequestSize) }

// ReadFrom decodes.
func (p *MultiFragment) ReadFrom(r *wire.Reader) {
	p.MaxRequestSize = r.U32("MaxRequestSize")
	r.Rest()
}

// Flags of LargePointer.
const (
	LargePointer96  uint16 = 1
	LargePointer384 uint16 = 2
)

// LargePointer is the Large Pointer Capability Set ([MS-RDPBCGR] 2.2.7.2.7).
type LargePointer struct{ Flags uint16 }

// Type returns the set's type.
func (p *LargePointer) Type() CapabilityType { return CapLargePointer }

// Size returns the encoded length.
func (p *LargePointer) Size() int { return 2 }

// AppendTo appends the encoded form.
func (p *LargePointer) AppendTo(b []byte) []byte { return u16s(b, p.Flags) }

// ReadFrom decodes.
func (p *LargePointer) ReadFrom(r *wire.Reader) {
	p.Flags = r.U16("largePointerSupportFlags")
	r.Rest()
}

// Flags of SurfaceCommands.
const (
	SurfaceSetBits     uint32 = 0x02
	SurfaceFrameMarker uint32 = 0x10
	SurfaceStreamBits  uint32 = 0x40
)

// SurfaceCommands is the Surface Commands Capability Set ([MS-RDPBCGR] 2.2.7.2.9).
type SurfaceCommands struct{ Flags uint32 }

// Type returns the set's type.
func (p *SurfaceCommands) Type() CapabilityType { return CapSurfaceCommands }

// Size returns the encoded length.
func (p *SurfaceCommands) Size() int { return 8 }

// AppendTo appends the encoded form.
func (p *SurfaceCommands) AppendTo(b []byte) []byte { return u32s(b, p.Flags, 0) }

// ReadFrom decodes.
func (p *SurfaceCommands) ReadFrom(r *wire.Reader) { p.Flags = r.U32("cmdFlags"); r.Rest() }

// FrameAcks is the Frame Acknowledge Capability Set ([MS-RDPRFX] 2.2.1.3).
type FrameAcks struct{ MaxUnacknowledged uint32 }

// Type returns the set's type.
func (p *FrameAcks) Type() CapabilityType { return CapFrameAcknowledge }

// Size returns the encoded length.
func (p *FrameAcks) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *FrameAcks) AppendTo(b []byte) []byte { return u32s(b, p.MaxUnacknowledged) }

// ReadFrom decodes.
func (p *FrameAcks) ReadFrom(r *wire.Reader) {
	p.MaxUnacknowledged = r.U32("maxUnacknowledgedFrameCount")
	r.Rest()
}
