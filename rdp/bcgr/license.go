package bcgr

import "oriel/rdp/wire"

// Messages, codes and states of licensing that the shortcut needs.
const (
	LicenseErrorAlert   = 0xFF
	StatusValidClient   = 7
	StateNoTransition   = 2
	licensePreambleVer3 = 0x03 // never with 0x80: mstsc crashes on that from a server
	blobError           = 4
	licenseAlertSize    = 16
)

// LicenseError is the licensing PDU's error alert ([MS-RDPBCGR] 2.2.1.12.1.3),
// behind its security header (SecLicense). {StatusValidClient,
// StateNoTransition} ends licensing before it begins.
type LicenseError struct {
	Code       uint32
	Transition uint32
}

// Size returns the encoded length.
func (p *LicenseError) Size() int { return licenseAlertSize }

// AppendTo appends the encoded form.
func (p *LicenseError) AppendTo(b []byte) []byte {
	b = append(b, LicenseErrorAlert, licensePreambleVer3)
	b = u16s(b, licenseAlertSize)
	b = u32s(b, p.Code, p.Transition)
	return u16s(b, blobError, 0)
}

// ReadFrom decodes. A licensing PDU of another kind is wire.ErrType.
func (p *LicenseError) ReadFrom(r *wire.Reader) {
	if t := r.U8("bMsgType"); r.Err() == nil && t != LicenseErrorAlert {
		r.Fail(wire.ErrType, "bMsgType")
	}
	r.U8("flags")
	r.U16("wMsgSize")
	p.Code = r.U32("dwErrorCode")
	p.Transition = r.U32("dwStateTransition")
	r.U16("wBlobType")
	r.Skip(int(r.U16("wBlobLen")), "blobData")
}
