package rail

import "oriel/rdp/wire"

// System parameters.
const (
	SPIScreenSaveActive = 0x0011 // server to client, as is the next
	SPIScreenSaveSecure = 0x0077
	SPIMouseButtonSwap  = 0x0021
	SPIDragFullWindows  = 0x0025
	SPIWorkArea         = 0x002F
	SPIFilterKeys       = 0x0033
	SPIToggleKeys       = 0x0035
	SPIStickyKeys       = 0x003B
	SPIHighContrast     = 0x0043
	SPIKeyboardPref     = 0x0045
	SPIKeyboardCues     = 0x100B
	SPICaretWidth       = 0x2007
	SPITaskbarPos       = 0xF000
	SPIDisplayChange    = 0xF001
)

// SysParam is TS_RAIL_ORDER_SYSPARAM ([MS-RDPERP] 2.2.2.4.1, 2.2.2.5.1). Param
// says which of the other fields counts.
type SysParam struct {
	Param      uint32
	Value      uint32      // of one or four bytes; HighContrast: the flags
	Rect       Rect        // SPIWorkArea, SPITaskbarPos, SPIDisplayChange
	Scheme     string      // SPIHighContrast
	FilterKeys *FilterKeys // SPIFilterKeys
	Data       []byte      // unknown parameters; aliases the message
}

// FilterKeys is TS_FILTERKEYS ([MS-RDPERP] 2.2.2.4.3); times in milliseconds.
type FilterKeys struct {
	Flags, WaitTime, DelayTime, RepeatTime, BounceTime uint32
}

type paramKind int

const (
	paramUnknown paramKind = iota
	paramByte
	paramLong
	paramRect
	paramHighContrast
	paramFilterKeys
)

func (p *SysParam) kind() paramKind {
	switch p.Param {
	case SPIScreenSaveActive, SPIScreenSaveSecure, SPIMouseButtonSwap, SPIDragFullWindows, SPIKeyboardPref, SPIKeyboardCues:
		return paramByte
	case SPICaretWidth, SPIStickyKeys, SPIToggleKeys:
		return paramLong
	case SPIWorkArea, SPITaskbarPos, SPIDisplayChange:
		return paramRect
	case SPIHighContrast:
		return paramHighContrast
	case SPIFilterKeys:
		return paramFilterKeys
	}
	return paramUnknown
}

// Type implements Message.
func (p *SysParam) Type() uint16 { return TypeSysParam }

// Size implements wire.PDU.
func (p *SysParam) Size() int {
	n := 4 /* SystemParam */
	switch p.kind() {
	case paramByte:
		return n + 1
	case paramLong:
		return n + 4
	case paramRect:
		return n + rectSize
	case paramHighContrast:
		return n + 4 /* Flags */ + 4 /* ColorSchemeLength */ + sizeString(p.Scheme, maxTitle)
	case paramFilterKeys:
		return n + 5*4
	}
	return n + len(p.Data)
}

// AppendTo implements wire.PDU.
func (p *SysParam) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.Param)
	switch p.kind() {
	case paramByte:
		return append(b, byte(p.Value))
	case paramLong:
		return wire.LE.AppendUint32(b, p.Value)
	case paramRect:
		return p.Rect.appendTo(b)
	case paramHighContrast:
		b = wire.LE.AppendUint32(b, p.Value)
		b = wire.LE.AppendUint32(b, uint32(sizeString(p.Scheme, maxTitle)))
		return appendString(b, p.Scheme, maxTitle)
	case paramFilterKeys:
		var k FilterKeys
		if p.FilterKeys != nil {
			k = *p.FilterKeys
		}
		for _, v := range [...]uint32{k.Flags, k.WaitTime, k.DelayTime, k.RepeatTime, k.BounceTime} {
			b = wire.LE.AppendUint32(b, v)
		}
		return b
	}
	return append(b, p.Data...)
}

// ReadFrom implements wire.PDU.
func (p *SysParam) ReadFrom(r *wire.Reader) {
	p.Param = r.U32("SystemParam")
	switch p.kind() {
	case paramByte:
		p.Value = uint32(r.U8("Body"))
	case paramLong:
		p.Value = r.U32("Body")
	case paramRect:
		p.Rect = readRect(r, "Body")
	case paramHighContrast:
		p.Value = r.U32("Flags")
		r.Skip(4, "ColorSchemeLength")
		p.Scheme = readString(r, maxTitle, "ColorScheme")
	case paramFilterKeys:
		p.FilterKeys = &FilterKeys{
			r.U32("Flags"), r.U32("WaitTime"), r.U32("DelayTime"), r.U32("RepeatTime"), r.U32("BounceTime"),
		}
	default:
		p.Data = r.Rest()
	}
}
