package cliprdr

import "oriel/rdp/wire"

// FormatDataRequest is CLIPRDR_FORMAT_DATA_REQUEST ([MS-RDPECLIP] 2.2.5.1).
type FormatDataRequest struct {
	noFlags
	FormatID uint32
}

func (p *FormatDataRequest) header() (typ, flags uint16) { return typeFormatDataRequest, 0 }

// Size implements wire.PDU.
func (p *FormatDataRequest) Size() int { return 4 /* requestedFormatId */ }

// AppendTo implements wire.PDU.
func (p *FormatDataRequest) AppendTo(b []byte) []byte { return wire.LE.AppendUint32(b, p.FormatID) }

// ReadFrom implements wire.PDU.
func (p *FormatDataRequest) ReadFrom(r *wire.Reader) { p.FormatID = r.U32("requestedFormatId") }

// FormatDataResponse is CLIPRDR_FORMAT_DATA_RESPONSE ([MS-RDPECLIP] 2.2.5.2).
type FormatDataResponse struct {
	OK   bool
	Data []byte // aliases the message
}

func (p *FormatDataResponse) header() (typ, flags uint16) {
	return typeFormatDataResponse, response(p.OK)
}
func (p *FormatDataResponse) setFlags(flags uint16) { p.OK = flags&flagOK != 0 }

// Size implements wire.PDU.
func (p *FormatDataResponse) Size() int { return len(p.Data) }

// AppendTo implements wire.PDU.
func (p *FormatDataResponse) AppendTo(b []byte) []byte { return append(b, p.Data...) }

// ReadFrom implements wire.PDU.
func (p *FormatDataResponse) ReadFrom(r *wire.Reader) { p.Data = r.Rest() }
