package cliprdr

import "oriel/rdp/wire"

// General flags of ClipCaps.
const (
	CapsLongFormatNames = 0x02
	CapsStreamFileClip  = 0x04
	CapsFileClipNoPaths = 0x08
	CapsCanLock         = 0x10
	CapsHugeFileSupport = 0x20
)

const (
	capsetGeneral        = 1
	capsetGeneralSize    = 12
	capsVersion2         = 2
	maxCapabilitySets    = 64
	tempDirectorySize    = 520
	maxShortFormatString = 32 // bytes
)

// ClipCaps is CLIPRDR_CAPS with its one set, CLIPRDR_GENERAL_CAPABILITY
// ([MS-RDPECLIP] 2.2.2.1).
type ClipCaps struct {
	noFlags
	Version uint32 // 1 or 2
	General uint32
}

func (p *ClipCaps) header() (typ, flags uint16) { return typeClipCaps, 0 }

// Size implements wire.PDU.
func (p *ClipCaps) Size() int {
	return 2 /* cCapabilitiesSets */ + 2 /* pad1 */ + capsetGeneralSize
}

// AppendTo implements wire.PDU.
func (p *ClipCaps) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, 1)
	b = wire.LE.AppendUint16(b, 0)
	b = wire.LE.AppendUint16(b, capsetGeneral)
	b = wire.LE.AppendUint16(b, capsetGeneralSize)
	b = wire.LE.AppendUint32(b, p.Version)
	return wire.LE.AppendUint32(b, p.General)
}

// ReadFrom implements wire.PDU. Other sets are passed over.
func (p *ClipCaps) ReadFrom(r *wire.Reader) {
	sets := r.U16("cCapabilitiesSets")
	r.Skip(2, "pad1")
	for n := r.Count(uint64(sets), 4, maxCapabilitySets, "cCapabilitiesSets"); n > 0; n-- {
		typ, size := r.U16("capabilitySetType"), r.U16("lengthCapability")
		if r.Err() == nil && (size < 4 || typ == capsetGeneral && size < capsetGeneralSize) {
			r.Fail(wire.ErrRange, "lengthCapability")
		}
		if typ != capsetGeneral {
			r.Skip(int(size)-4, "capabilitySet")
			continue
		}
		p.Version = r.U32("version")
		p.General = r.U32("generalFlags")
		r.Skip(int(size)-capsetGeneralSize, "capabilitySet")
	}
}

// MonitorReady is CLIPRDR_MONITOR_READY ([MS-RDPECLIP] 2.2.2.2).
type MonitorReady struct{ noFlags }

func (p *MonitorReady) header() (typ, flags uint16) { return typeMonitorReady, 0 }

// Size implements wire.PDU.
func (p *MonitorReady) Size() int { return 0 }

// AppendTo implements wire.PDU.
func (p *MonitorReady) AppendTo(b []byte) []byte { return b }

// ReadFrom implements wire.PDU.
func (p *MonitorReady) ReadFrom(*wire.Reader) {}

// TempDirectory is CLIPRDR_TEMP_DIRECTORY ([MS-RDPECLIP] 2.2.2.3).
type TempDirectory struct {
	noFlags
	Path string
}

func (p *TempDirectory) header() (typ, flags uint16) { return typeTempDirectory, 0 }

// Size implements wire.PDU.
func (p *TempDirectory) Size() int { return tempDirectorySize }

// AppendTo implements wire.PDU.
func (p *TempDirectory) AppendTo(b []byte) []byte {
	return appendFixed(b, p.Path, tempDirectorySize)
}

// ReadFrom implements wire.PDU.
func (p *TempDirectory) ReadFrom(r *wire.Reader) {
	p.Path = wire.UTF16(r.Bytes(tempDirectorySize, "wszTempDir"))
}

// appendFixed appends s in UTF-16, padded by NULs to size bytes.
func appendFixed(b []byte, s string, size int) []byte {
	start := len(b)
	b = wire.AppendUTF16(b, wire.TruncateUTF16(s, size))
	return append(b, make([]byte, start+size-len(b))...)
}
