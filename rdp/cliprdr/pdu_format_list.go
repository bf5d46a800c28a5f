package cliprdr

import (
	"bytes"
	"strings"

	"oriel/rdp/wire"
)

// maxFormats bounds a list.
const maxFormats = 4096

// Format is one entry of a FormatList.
type Format struct {
	ID   uint32
	Name string // only registered formats have one
}

// FormatList is CLIPRDR_FORMAT_LIST with CLIPRDR_SHORT_FORMAT_NAMES or
// CLIPRDR_LONG_FORMAT_NAMES ([MS-RDPECLIP] 2.2.3.1).
type FormatList struct {
	Long    bool // agreed on by ClipCaps; not on the wire
	ASCII   bool // short names are ASCII
	Formats []Format
}

func (p *FormatList) header() (typ, flags uint16) {
	if p.ASCII {
		return typeFormatList, flagASCIINames
	}
	return typeFormatList, 0
}

func (p *FormatList) setFlags(flags uint16) { p.ASCII = flags&flagASCIINames != 0 }

// Size implements wire.PDU.
func (p *FormatList) Size() int {
	if !p.Long {
		return len(p.Formats) * (4 /* formatId */ + maxShortFormatString)
	}
	n := 0
	for _, f := range p.Formats {
		n += 4 /* formatId */ + wire.SizeUTF16(f.Name) + 2 /* NUL */
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *FormatList) AppendTo(b []byte) []byte {
	for _, f := range p.Formats {
		b = wire.LE.AppendUint32(b, f.ID)
		switch {
		case p.Long:
			b = wire.AppendUTF16(b, f.Name)
			b = append(b, 0, 0)
		case p.ASCII:
			var name [maxShortFormatString]byte
			copy(name[:], f.Name)
			b = append(b, name[:]...)
		default:
			b = appendFixed(b, f.Name, maxShortFormatString)
		}
	}
	return b
}

// ReadFrom implements wire.PDU. Less than an id at the end is padding of some
// clients. Windows fills short names without a terminator.
func (p *FormatList) ReadFrom(r *wire.Reader) {
	for r.Len() >= 4 {
		if len(p.Formats) == maxFormats {
			r.Fail(wire.ErrRange, "formatListData")
			return
		}
		f := Format{ID: r.U32("formatId")}
		switch {
		case p.Long:
			f.Name = readLongName(r)
		case p.ASCII:
			name, _, _ := bytes.Cut(r.Bytes(maxShortFormatString, "formatName"), []byte{0})
			f.Name = strings.ToValidUTF8(string(name), "?")
		default:
			f.Name = wire.UTF16(r.Bytes(maxShortFormatString, "formatName"))
		}
		if r.Err() == nil {
			p.Formats = append(p.Formats, f)
		}
	}
	r.Rest()
}

// readLongName reads up to a NUL or the end.
func readLongName(r *wire.Reader) string {
	rest := wire.NewReader(nil)
	*rest = *r
	n := 0
	for rest.Len() >= 2 {
		n += 2
		if rest.U16("wszFormatName") == 0 {
			break
		}
	}
	return wire.UTF16(r.Bytes(n, "wszFormatName"))
}

// FormatListResponse is FORMAT_LIST_RESPONSE ([MS-RDPECLIP] 2.2.3.2).
type FormatListResponse struct {
	OK bool
}

func (p *FormatListResponse) header() (typ, flags uint16) {
	return typeFormatListResponse, response(p.OK)
}
func (p *FormatListResponse) setFlags(flags uint16) { p.OK = flags&flagOK != 0 }

// Size implements wire.PDU.
func (p *FormatListResponse) Size() int { return 0 }

// AppendTo implements wire.PDU.
func (p *FormatListResponse) AppendTo(b []byte) []byte { return b }

// ReadFrom implements wire.PDU.
func (p *FormatListResponse) ReadFrom(*wire.Reader) {}
