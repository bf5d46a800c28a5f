package bcgr

import (
	"fmt"
	"log/slog"

	"oriel/rdp/wire"
)

// InfoFlags are the flags of Client Info ([MS-RDPBCGR] 2.2.1.11.1.1).
type InfoFlags uint32

// The info flags.
const (
	InfoMouse              InfoFlags = 0x00000001
	InfoDisableCtrlAltDel  InfoFlags = 0x00000002
	InfoAutoLogon          InfoFlags = 0x00000008
	InfoUnicode            InfoFlags = 0x00000010
	InfoMaximizeShell      InfoFlags = 0x00000020
	InfoLogonNotify        InfoFlags = 0x00000040
	InfoCompression        InfoFlags = 0x00000080
	InfoCompressionType    InfoFlags = 0x00001E00
	InfoEnableWindowsKey   InfoFlags = 0x00000100
	InfoRemoteConsoleAudio InfoFlags = 0x00002000
	InfoForceEncryptedCS   InfoFlags = 0x00004000
	InfoRAIL               InfoFlags = 0x00008000
	InfoLogonErrors        InfoFlags = 0x00010000
	InfoMouseHasWheel      InfoFlags = 0x00020000
	InfoPasswordIsSCPin    InfoFlags = 0x00040000
	InfoNoAudioPlayback    InfoFlags = 0x00080000
	InfoUsingSavedCreds    InfoFlags = 0x00100000
	InfoAudioCapture       InfoFlags = 0x00200000
	InfoVideoDisable       InfoFlags = 0x00400000
	InfoHiDefRAIL          InfoFlags = 0x02000000
)

// Address families of ClientInfo.
const (
	FamilyINET  = 0x02
	FamilyINET6 = 0x17
)

const (
	maxInfoString = 512 // of a string's bytes, its NUL not counted
	timeZoneSize  = 172
)

// ClientInfo is the Client Info PDU's TS_INFO_PACKET ([MS-RDPBCGR] 2.2.1.11.1.1),
// what follows the security header. It is always written in Unicode, and with
// all its optional parts. However it is printed, the password is not.
type ClientInfo struct {
	CodePage  uint32 // the keyboard layout, with InfoUnicode
	Flags     InfoFlags
	Domain    string
	User      string
	Password  string
	Shell     string
	WorkDir   string
	Family    uint16
	Address   string
	ClientDir string
	TimeZone  TimeZone

	SessionID        uint32
	PerformanceFlags uint32
	Reconnect        *ReconnectCookie
	TimeZoneKey      string // the name of a Windows time zone
	NoDynamicDST     bool
}

// ReconnectCookie is ARC_CS_PRIVATE_PACKET ([MS-RDPBCGR] 2.2.4.3), by which
// a client proves that it held the session before.
type ReconnectCookie struct {
	LogonID  uint32
	Verifier [16]byte
}

// SystemTime is TS_SYSTEMTIME as far as a time zone's rule goes.
type SystemTime struct {
	Year, Month, DayOfWeek, Day, Hour, Minute, Second, Milliseconds uint16
}

// TimeZone is TS_TIME_ZONE_INFORMATION ([MS-RDPBCGR] 2.2.1.11.1.1.1.1).
type TimeZone struct {
	Bias         int32 // minutes that local time lags behind UTC
	StandardName string
	StandardDate SystemTime
	StandardBias int32
	DaylightName string
	DaylightDate SystemTime
	DaylightBias int32
}

// String shows who logs on, without the password.
func (p ClientInfo) String() string {
	return fmt.Sprintf("{User:%q Domain:%q Flags:%#x Shell:%q Address:%q}", p.User, p.Domain, uint32(p.Flags), p.Shell, p.Address)
}

// GoString is String.
func (p ClientInfo) GoString() string { return p.String() }

// Format makes every verb print String.
func (p ClientInfo) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// LogValue shows what String shows.
func (p ClientInfo) LogValue() slog.Value { return slog.StringValue(p.String()) }

func (p *ClientInfo) strings() [5]*string {
	return [5]*string{&p.Domain, &p.User, &p.Password, &p.Shell, &p.WorkDir}
}

// Size returns the encoded length.
func (p *ClientInfo) Size() int {
	n := 8
	for _, s := range p.strings() {
		n += 2 + cutSize(*s) + 2
	}
	n += 2 + 2 + cutSize(p.Address) + 2 + 2 + cutSize(p.ClientDir) + 2
	n += timeZoneSize + 4 + 4 + 2
	if p.Reconnect != nil {
		n += 28
	}
	return n + 4 + 2 + cutSize(p.TimeZoneKey) + 2
}

// cutSize is the size of s in UTF-16, cut to what a field can hold.
func cutSize(s string) int { return wire.SizeUTF16(cut(s)) }

func cut(s string) string { return wire.TruncateUTF16(s, maxInfoString) }

// AppendTo appends the encoded form.
func (p *ClientInfo) AppendTo(b []byte) []byte {
	b = u32s(b, p.CodePage, uint32(p.Flags|InfoUnicode))
	for _, s := range p.strings() {
		b = u16s(b, uint16(cutSize(*s)))
	}
	for _, s := range p.strings() {
		b = u16s(wire.AppendUTF16(b, cut(*s)), 0)
	}
	b = u16s(b, p.Family)
	for _, s := range []string{p.Address, p.ClientDir} {
		b = u16s(b, uint16(cutSize(s)+2)) // these two count their NUL
		b = u16s(wire.AppendUTF16(b, cut(s)), 0)
	}
	b = p.TimeZone.appendTo(b)
	b = u32s(b, p.SessionID, p.PerformanceFlags)
	if p.Reconnect == nil {
		b = u16s(b, 0)
	} else {
		b = u16s(b, 28)
		b = u32s(b, 28, 1, p.Reconnect.LogonID)
		b = append(b, p.Reconnect.Verifier[:]...)
	}
	b = u16s(b, 0, 0, uint16(cutSize(p.TimeZoneKey)))
	b = wire.AppendUTF16(b, cut(p.TimeZoneKey))
	noDST := uint16(0)
	if p.NoDynamicDST {
		noDST = 1
	}
	return u16s(b, noDST)
}

// ReadFrom decodes to the end of r. Everything behind the five strings is
// optional: what a client left out is zero.
func (p *ClientInfo) ReadFrom(r *wire.Reader) {
	*p = ClientInfo{CodePage: r.U32("codePage"), Flags: InfoFlags(r.U32("flags"))}
	var n [5]int
	for i := range n {
		n[i] = p.readLength(r, "cb")
	}
	nul := 1
	if p.Flags&InfoUnicode != 0 {
		nul = 2
	}
	for i, s := range p.strings() {
		*s = p.text(r.Bytes(n[i], "string"))
		r.Skip(nul, "string")
	}
	if r.Len() > 0 {
		p.readExtended(r)
	}
}

// readLength reads a string's length in bytes.
func (p *ClientInfo) readLength(r *wire.Reader, field string) int {
	n := int(r.U16(field))
	if n > maxInfoString+2 {
		r.Fail(wire.ErrRange, field)
		return 0
	}
	return n
}

// text decodes a string of either kind. The code page of the ANSI kind is
// taken for Latin-1; who uses it has plain ASCII.
func (p *ClientInfo) text(b []byte) string {
	if p.Flags&InfoUnicode != 0 {
		return wire.UTF16(b)
	}
	var out []rune
	for _, c := range b {
		if c == 0 {
			break
		}
		out = append(out, rune(c))
	}
	return string(out)
}

// readExtended reads TS_EXTENDED_INFO_PACKET as far as it goes. Its strings
// are Unicode whatever the flags say.
func (p *ClientInfo) readExtended(r *wire.Reader) {
	p.Family = r.U16("clientAddressFamily")
	p.Address = wire.UTF16(r.Bytes(p.readLength(r, "cbClientAddress"), "clientAddress"))
	p.ClientDir = wire.UTF16(r.Bytes(p.readLength(r, "cbClientDir"), "clientDir"))
	if r.Len() < timeZoneSize {
		return
	}
	p.TimeZone.readFrom(r)
	if r.Len() < 10 {
		return
	}
	p.SessionID = r.U32("clientSessionId")
	p.PerformanceFlags = r.U32("performanceFlags")
	p.readCookie(r)
	if r.Len() < 6 {
		return
	}
	r.Skip(4, "reserved")
	p.TimeZoneKey = wire.UTF16(r.Bytes(p.readLength(r, "cbDynamicDSTTimeZoneKeyName"), "dynamicDSTTimeZoneKeyName"))
	if r.Len() >= 2 {
		p.NoDynamicDST = r.U16("dynamicDaylightTimeDisabled") != 0
	}
}

func (p *ClientInfo) readCookie(r *wire.Reader) {
	n := int(r.U16("cbAutoReconnectCookie"))
	s := r.Sub(n, "autoReconnectCookie")
	if n != 28 {
		return // 0, or what no client sends
	}
	if s.U32("cbLen") != 28 || s.U32("version") != 1 {
		return
	}
	p.Reconnect = &ReconnectCookie{LogonID: s.U32("logonId")}
	copy(p.Reconnect.Verifier[:], s.Bytes(16, "securityVerifier"))
}

func (z *TimeZone) appendTo(b []byte) []byte {
	b = u32s(b, uint32(z.Bias))
	b = appendName(b, z.StandardName, 64)
	b = z.StandardDate.appendTo(b)
	b = u32s(b, uint32(z.StandardBias))
	b = appendName(b, z.DaylightName, 64)
	b = z.DaylightDate.appendTo(b)
	return u32s(b, uint32(z.DaylightBias))
}

func (z *TimeZone) readFrom(r *wire.Reader) {
	z.Bias = r.I32("bias")
	z.StandardName = wire.UTF16(r.Bytes(64, "standardName"))
	z.StandardDate.readFrom(r)
	z.StandardBias = r.I32("standardBias")
	z.DaylightName = wire.UTF16(r.Bytes(64, "daylightName"))
	z.DaylightDate.readFrom(r)
	z.DaylightBias = r.I32("daylightBias")
}

func (t *SystemTime) fields() [8]*uint16 {
	return [8]*uint16{&t.Year, &t.Month, &t.DayOfWeek, &t.Day, &t.Hour, &t.Minute, &t.Second, &t.Milliseconds}
}

func (t *SystemTime) appendTo(b []byte) []byte {
	for _, f := range t.fields() {
		b = u16s(b, *f)
	}
	return b
}

func (t *SystemTime) readFrom(r *wire.Reader) {
	for _, f := range t.fields() {
		*f = r.U16("systemTime")
	}
}

// appendName appends s as UTF-16 in exactly n bytes, with at least one NUL.
func appendName(b []byte, s string, n int) []byte {
	end := len(b) + n
	b = wire.AppendUTF16(b, wire.TruncateUTF16(s, n-2))
	return append(b, make([]byte, end-len(b))...)
}
