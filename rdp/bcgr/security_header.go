package bcgr

import "oriel/rdp/wire"

// SecurityFlags are the flags of the basic security header, TS_SECURITY_HEADER
// ([MS-RDPBCGR] 2.2.8.1.1.2.1). Without RDP encryption only few PDUs have one.
type SecurityFlags uint16

// The flags that matter without RDP encryption.
const (
	SecExchange           SecurityFlags = 0x0001
	SecTransportRequest   SecurityFlags = 0x0002
	SecTransportResponse  SecurityFlags = 0x0004
	SecEncrypt            SecurityFlags = 0x0008
	SecInfo               SecurityFlags = 0x0040
	SecLicense            SecurityFlags = 0x0080
	SecRedirection        SecurityFlags = 0x0400
	SecAutoDetectRequest  SecurityFlags = 0x1000
	SecAutoDetectResponse SecurityFlags = 0x2000
	SecHeartbeat          SecurityFlags = 0x4000
)

// SecurityHeaderSize is the length of the basic security header.
const SecurityHeaderSize = 4

// AppendSecurityHeader appends a basic security header.
func AppendSecurityHeader(b []byte, f SecurityFlags) []byte { return u16s(b, uint16(f), 0) }

// ReadSecurityHeader reads a basic security header. An encrypted PDU is an
// error: this side never agreed to RDP encryption.
func ReadSecurityHeader(r *wire.Reader) SecurityFlags {
	f := SecurityFlags(r.U16("flags"))
	r.U16("flagsHi")
	if f&SecEncrypt != 0 {
		r.Fail(wire.ErrUnsupported, "flags")
	}
	return f
}
