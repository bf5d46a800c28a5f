package bcgr

import "oriel/rdp/wire"

// Synchronize is the Synchronize PDU ([MS-RDPBCGR] 2.2.1.14, 2.2.1.19).
type Synchronize struct {
	TargetUser uint16
}

const synchronizeMessage = 1

// Type returns the share data type.
func (p *Synchronize) Type() DataType { return DataSynchronize }

// Size returns the encoded length.
func (p *Synchronize) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *Synchronize) AppendTo(b []byte) []byte { return u16s(b, synchronizeMessage, p.TargetUser) }

// ReadFrom decodes.
func (p *Synchronize) ReadFrom(r *wire.Reader) {
	r.U16("messageType")
	p.TargetUser = r.U16("targetUser")
}

// Actions of Control.
const (
	ControlRequest   uint16 = 1
	ControlGranted   uint16 = 2
	ControlDetach    uint16 = 3
	ControlCooperate uint16 = 4
)

// Control is the Control PDU ([MS-RDPBCGR] 2.2.1.15, 2.2.1.20).
type Control struct {
	Action    uint16
	GrantID   uint16
	ControlID uint32
}

// Type returns the share data type.
func (p *Control) Type() DataType { return DataControl }

// Size returns the encoded length.
func (p *Control) Size() int { return 8 }

// AppendTo appends the encoded form.
func (p *Control) AppendTo(b []byte) []byte { return u32s(u16s(b, p.Action, p.GrantID), p.ControlID) }

// ReadFrom decodes.
func (p *Control) ReadFrom(r *wire.Reader) {
	p.Action = r.U16("action")
	p.GrantID = r.U16("grantId")
	p.ControlID = r.U32("controlId")
}

// fontFlags mark the first and the last of a sequence of lists.
const fontFlags = 3

// FontList is the Font List PDU ([MS-RDPBCGR] 2.2.1.18). Its content has no
// meaning any more.
type FontList struct{}

// Type returns the share data type.
func (p *FontList) Type() DataType { return DataFontList }

// Size returns the encoded length.
func (p *FontList) Size() int { return 8 }

// AppendTo appends the encoded form of an empty list.
func (p *FontList) AppendTo(b []byte) []byte { return u16s(b, 0, 0, fontFlags, 0x32) }

// ReadFrom passes over the PDU.
func (p *FontList) ReadFrom(r *wire.Reader) { r.Skip(8, "fontList"); r.Rest() }

// FontMap is the Font Map PDU ([MS-RDPBCGR] 2.2.1.22), which ends the
// connection sequence.
type FontMap struct{}

// Type returns the share data type.
func (p *FontMap) Type() DataType { return DataFontMap }

// Size returns the encoded length.
func (p *FontMap) Size() int { return 8 }

// AppendTo appends the encoded form of an empty map.
func (p *FontMap) AppendTo(b []byte) []byte { return u16s(b, 0, 0, fontFlags, 4) }

// ReadFrom passes over the PDU, which some servers leave empty.
func (p *FontMap) ReadFrom(r *wire.Reader) { r.Rest() }
