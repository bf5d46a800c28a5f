package rail

import "oriel/rdp/wire"

// LangBarHidden is the Status of a language bar that is not shown.
const LangBarHidden = 8

// LangBarInfo is TS_RAIL_ORDER_LANGBARINFO ([MS-RDPERP] 2.2.2.9.1).
type LangBarInfo struct {
	Status uint32
}

// Type implements Message.
func (p *LangBarInfo) Type() uint16 { return TypeLangBarInfo }

// Size implements wire.PDU.
func (p *LangBarInfo) Size() int { return 4 /* LanguageBarStatus */ }

// AppendTo implements wire.PDU.
func (p *LangBarInfo) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.Status)
}

// ReadFrom implements wire.PDU.
func (p *LangBarInfo) ReadFrom(r *wire.Reader) {
	p.Status = r.U32("LanguageBarStatus")
}

// LanguageImeInfo is TS_RAIL_ORDER_LANGUAGEIMEINFO ([MS-RDPERP] 2.2.2.10.1).
type LanguageImeInfo struct {
	ProfileType    uint32 // 1 input processor, 2 keyboard layout
	LanguageID     uint16
	CLSID          [16]byte
	ProfileGUID    [16]byte
	KeyboardLayout uint32
}

// Type implements Message.
func (p *LanguageImeInfo) Type() uint16 { return TypeLanguageImeInfo }

// Size implements wire.PDU.
func (p *LanguageImeInfo) Size() int {
	return 4 /* ProfileType */ + 2 /* LanguageID */ + 16 /* LanguageProfileCLSID */ + 16 /* ProfileGUID */ + 4 /* KeyboardLayout */
}

// AppendTo implements wire.PDU.
func (p *LanguageImeInfo) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.ProfileType)
	b = wire.LE.AppendUint16(b, p.LanguageID)
	b = append(b, p.CLSID[:]...)
	b = append(b, p.ProfileGUID[:]...)
	return wire.LE.AppendUint32(b, p.KeyboardLayout)
}

// ReadFrom implements wire.PDU.
func (p *LanguageImeInfo) ReadFrom(r *wire.Reader) {
	p.ProfileType = r.U32("ProfileType")
	p.LanguageID = r.U16("LanguageID")
	copy(p.CLSID[:], r.Bytes(16, "LanguageProfileCLSID"))
	copy(p.ProfileGUID[:], r.Bytes(16, "ProfileGUID"))
	p.KeyboardLayout = r.U32("KeyboardLayout")
}

// CompartmentInfo is TS_RAIL_ORDER_COMPARTMENTINFO ([MS-RDPERP] 2.2.2.10.2).
type CompartmentInfo struct {
	ImeState        uint32 // 0 closed, 1 open
	ImeConvMode     uint32
	ImeSentenceMode uint32
	KanaMode        uint32
}

// Type implements Message.
func (p *CompartmentInfo) Type() uint16 { return TypeCompartmentInfo }

// Size implements wire.PDU.
func (p *CompartmentInfo) Size() int {
	return 4 /* ImeState */ + 4 /* ImeConvMode */ + 4 /* ImeSentenceMode */ + 4 /* KANAMode */
}

// AppendTo implements wire.PDU.
func (p *CompartmentInfo) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.ImeState)
	b = wire.LE.AppendUint32(b, p.ImeConvMode)
	b = wire.LE.AppendUint32(b, p.ImeSentenceMode)
	return wire.LE.AppendUint32(b, p.KanaMode)
}

// ReadFrom implements wire.PDU.
func (p *CompartmentInfo) ReadFrom(r *wire.Reader) {
	p.ImeState = r.U32("ImeState")
	p.ImeConvMode = r.U32("ImeConvMode")
	p.ImeSentenceMode = r.U32("ImeSentenceMode")
	p.KanaMode = r.U32("KANAMode")
}
