package cliprdr

import "oriel/rdp/wire"

// Flags of FileContentsRequest.
const (
	FileContentsSize  = 1
	FileContentsRange = 2
)

// FileContentsRequest is CLIPRDR_FILECONTENTS_REQUEST ([MS-RDPECLIP] 2.2.5.3).
type FileContentsRequest struct {
	noFlags
	StreamID   uint32
	Index      int32 // lindex
	Flags      uint32
	Position   uint64
	Requested  uint32
	ClipDataID *uint32 // nil: not there
}

func (p *FileContentsRequest) header() (typ, flags uint16) { return typeFileContentsRequest, 0 }

// Size implements wire.PDU.
func (p *FileContentsRequest) Size() int {
	n := 4 /* streamId */ + 4 /* lindex */ + 4 /* dwFlags */ + 8 /* nPosition */ + 4 /* cbRequested */
	if p.ClipDataID != nil {
		n += 4
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *FileContentsRequest) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.StreamID)
	b = wire.LE.AppendUint32(b, uint32(p.Index))
	b = wire.LE.AppendUint32(b, p.Flags)
	b = wire.LE.AppendUint64(b, p.Position)
	b = wire.LE.AppendUint32(b, p.Requested)
	if p.ClipDataID != nil {
		b = wire.LE.AppendUint32(b, *p.ClipDataID)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *FileContentsRequest) ReadFrom(r *wire.Reader) {
	p.StreamID = r.U32("streamId")
	p.Index = r.I32("lindex")
	p.Flags = r.U32("dwFlags")
	p.Position = r.U64("nPosition")
	p.Requested = r.U32("cbRequested")
	if r.Len() >= 4 {
		id := r.U32("clipDataId")
		p.ClipDataID = &id
	}
}

// FileContentsResponse is CLIPRDR_FILECONTENTS_RESPONSE ([MS-RDPECLIP]
// 2.2.5.4).
type FileContentsResponse struct {
	OK       bool
	StreamID uint32
	Data     []byte // aliases the message
}

func (p *FileContentsResponse) header() (typ, flags uint16) {
	return typeFileContentsResponse, response(p.OK)
}
func (p *FileContentsResponse) setFlags(flags uint16) { p.OK = flags&flagOK != 0 }

// Size implements wire.PDU.
func (p *FileContentsResponse) Size() int { return 4 /* streamId */ + len(p.Data) }

// AppendTo implements wire.PDU.
func (p *FileContentsResponse) AppendTo(b []byte) []byte {
	return append(wire.LE.AppendUint32(b, p.StreamID), p.Data...)
}

// ReadFrom implements wire.PDU.
func (p *FileContentsResponse) ReadFrom(r *wire.Reader) {
	p.StreamID = r.U32("streamId")
	p.Data = r.Rest()
}

// LockClipData is CLIPRDR_LOCK_CLIPDATA ([MS-RDPECLIP] 2.2.4.1).
type LockClipData struct {
	noFlags
	ID uint32
}

func (p *LockClipData) header() (typ, flags uint16) { return typeLockClipData, 0 }

// Size implements wire.PDU.
func (p *LockClipData) Size() int { return 4 /* clipDataId */ }

// AppendTo implements wire.PDU.
func (p *LockClipData) AppendTo(b []byte) []byte { return wire.LE.AppendUint32(b, p.ID) }

// ReadFrom implements wire.PDU.
func (p *LockClipData) ReadFrom(r *wire.Reader) { p.ID = r.U32("clipDataId") }

// UnlockClipData is CLIPRDR_UNLOCK_CLIPDATA ([MS-RDPECLIP] 2.2.4.2).
type UnlockClipData struct {
	noFlags
	ID uint32
}

func (p *UnlockClipData) header() (typ, flags uint16) { return typeUnlockClipData, 0 }

// Size implements wire.PDU.
func (p *UnlockClipData) Size() int { return 4 /* clipDataId */ }

// AppendTo implements wire.PDU.
func (p *UnlockClipData) AppendTo(b []byte) []byte { return wire.LE.AppendUint32(b, p.ID) }

// ReadFrom implements wire.PDU.
func (p *UnlockClipData) ReadFrom(r *wire.Reader) { p.ID = r.U32("clipDataId") }
