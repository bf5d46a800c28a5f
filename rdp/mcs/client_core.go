package mcs

import "oriel/rdp/wire"

// EarlyFlags are the client's earlyCapabilityFlags.
type EarlyFlags uint16

// The client's early capability flags ([MS-RDPBCGR] 2.2.1.3.2).
const (
	SupportErrorInfo       EarlyFlags = 0x0001
	Want32BPP              EarlyFlags = 0x0002
	SupportStatusInfo      EarlyFlags = 0x0004
	StrongAsymmetricKeys   EarlyFlags = 0x0008
	RelativeMouseInput     EarlyFlags = 0x0010
	ValidConnectionType    EarlyFlags = 0x0020
	SupportMonitorLayout   EarlyFlags = 0x0040
	SupportNetCharDetect   EarlyFlags = 0x0080
	SupportDynvcGFX        EarlyFlags = 0x0100
	SupportDynamicTimeZone EarlyFlags = 0x0200
	SupportHeartbeat       EarlyFlags = 0x0400
	SupportSkipChannelJoin EarlyFlags = 0x0800
)

// Versions of RDP in ClientCore and ServerCore.
const (
	Version4  uint32 = 0x00080001
	Version5  uint32 = 0x00080004 // 5.0 to 8.1
	Version10 uint32 = 0x00080005
)

// Connection types of ClientCore.
const (
	ConnectionModem      = 1
	ConnectionLAN        = 6
	ConnectionAutoDetect = 7
)

// Bits of SupportedColorDepths.
const (
	Support24BPP = 0x1
	Support16BPP = 0x2
	Support15BPP = 0x4
	Support32BPP = 0x8
)

const secureAccessSequence = 0xAA03 // RNS_UD_SAS_DEL

// ClientCore is TS_UD_CS_CORE ([MS-RDPBCGR] 2.2.1.3.2). Everything after
// IMEFileName is optional on the wire: what a client left out is zero. It is
// always written in full.
type ClientCore struct {
	Version                       uint32
	Width, Height                 uint16
	ColorDepth                    uint16 // 0xCA00: 4, 0xCA01: 8 bits per pixel
	KeyboardLayout                uint32
	Build                         uint32
	Name                          string // at most 15 UTF-16 units
	KeyboardType, KeyboardSubType uint32
	FunctionKeys                  uint32
	IMEFileName                   string // at most 31 UTF-16 units
	PostBeta2ColorDepth           uint16 // 0xCA00 … 0xCA04: 4, 8, 15, 16, 24 bits per pixel
	ProductID                     uint16
	SerialNumber                  uint32
	HighColorDepth                uint16 // bits per pixel
	SupportedColorDepths          uint16
	EarlyFlags                    EarlyFlags
	DigProductID                  string
	ConnectionType                uint8 // valid with ValidConnectionType
	SelectedProtocol              uint32
	PhysicalWidth, PhysicalHeight uint32 // millimetres
	Orientation                   uint16 // degrees
	DesktopScale, DeviceScale     uint32 // per cent
}

const clientCoreSize = 230

// Size returns the encoded length.
func (p *ClientCore) Size() int { return clientCoreSize }

// AppendTo appends the encoded form.
func (p *ClientCore) AppendTo(b []byte) []byte {
	le := wire.LE
	b = le.AppendUint32(b, p.Version)
	b = le.AppendUint16(b, p.Width)
	b = le.AppendUint16(b, p.Height)
	b = le.AppendUint16(b, p.ColorDepth)
	b = le.AppendUint16(b, secureAccessSequence)
	b = le.AppendUint32(b, p.KeyboardLayout)
	b = le.AppendUint32(b, p.Build)
	b = appendFixedUTF16(b, p.Name, 32)
	b = le.AppendUint32(b, p.KeyboardType)
	b = le.AppendUint32(b, p.KeyboardSubType)
	b = le.AppendUint32(b, p.FunctionKeys)
	b = appendFixedUTF16(b, p.IMEFileName, 64)
	b = le.AppendUint16(b, p.PostBeta2ColorDepth)
	b = le.AppendUint16(b, p.ProductID)
	b = le.AppendUint32(b, p.SerialNumber)
	b = le.AppendUint16(b, p.HighColorDepth)
	b = le.AppendUint16(b, p.SupportedColorDepths)
	b = le.AppendUint16(b, uint16(p.EarlyFlags))
	b = appendFixedUTF16(b, p.DigProductID, 64)
	b = append(b, p.ConnectionType, 0)
	b = le.AppendUint32(b, p.SelectedProtocol)
	b = le.AppendUint32(b, p.PhysicalWidth)
	b = le.AppendUint32(b, p.PhysicalHeight)
	b = le.AppendUint16(b, p.Orientation)
	b = le.AppendUint32(b, p.DesktopScale)
	return le.AppendUint32(b, p.DeviceScale)
}

// ReadFrom decodes to the end of r.
func (p *ClientCore) ReadFrom(r *wire.Reader) {
	*p = ClientCore{Version: r.U32("version")}
	p.Width = r.U16("desktopWidth")
	p.Height = r.U16("desktopHeight")
	p.ColorDepth = r.U16("colorDepth")
	r.U16("SASSequence")
	p.KeyboardLayout = r.U32("keyboardLayout")
	p.Build = r.U32("clientBuild")
	p.Name = wire.UTF16(r.Bytes(32, "clientName"))
	p.KeyboardType = r.U32("keyboardType")
	p.KeyboardSubType = r.U32("keyboardSubType")
	p.FunctionKeys = r.U32("keyboardFunctionKey")
	p.IMEFileName = wire.UTF16(r.Bytes(64, "imeFileName"))
	p.readOptional(r)
}

// readOptional reads the optional fields as far as they go. A field that is
// cut counts as absent, with all after it.
func (p *ClientCore) readOptional(r *wire.Reader) {
	for _, f := range []struct {
		size int
		read func()
	}{
		{2, func() { p.PostBeta2ColorDepth = r.U16("postBeta2ColorDepth") }},
		{2, func() { p.ProductID = r.U16("clientProductId") }},
		{4, func() { p.SerialNumber = r.U32("serialNumber") }},
		{2, func() { p.HighColorDepth = r.U16("highColorDepth") }},
		{2, func() { p.SupportedColorDepths = r.U16("supportedColorDepths") }},
		{2, func() { p.EarlyFlags = EarlyFlags(r.U16("earlyCapabilityFlags")) }},
		{64, func() { p.DigProductID = wire.UTF16(r.Bytes(64, "clientDigProductId")) }},
		{1, func() { p.ConnectionType = r.U8("connectionType") }},
		{1, func() { r.U8("pad1octet") }},
		{4, func() { p.SelectedProtocol = r.U32("serverSelectedProtocol") }},
		{4, func() { p.PhysicalWidth = r.U32("desktopPhysicalWidth") }},
		{4, func() { p.PhysicalHeight = r.U32("desktopPhysicalHeight") }},
		{2, func() { p.Orientation = r.U16("desktopOrientation") }},
		{4, func() { p.DesktopScale = r.U32("desktopScaleFactor") }},
		{4, func() { p.DeviceScale = r.U32("deviceScaleFactor") }},
	} {
		if r.Len() < f.size {
			return
		}
		f.read()
	}
}

// Depth returns the colour depth in bits per pixel that the client asks for.
func (p *ClientCore) Depth() int {
	if p.EarlyFlags&Want32BPP != 0 && (p.SupportedColorDepths == 0 || p.SupportedColorDepths&Support32BPP != 0) {
		return 32
	}
	switch p.HighColorDepth {
	case 4, 8, 15, 16, 24:
		return int(p.HighColorDepth)
	}
	depths := [...]int{4, 8, 15, 16, 24}
	for _, v := range []uint16{p.PostBeta2ColorDepth, p.ColorDepth} {
		if v >= 0xCA00 && int(v-0xCA00) < len(depths) {
			return depths[v-0xCA00]
		}
	}
	return 8
}

// appendFixedUTF16 appends s in exactly n bytes, with at least one NUL.
func appendFixedUTF16(b []byte, s string, n int) []byte {
	end := len(b) + n
	b = wire.AppendUTF16(b, wire.TruncateUTF16(s, n-2))
	return append(b, make([]byte, end-len(b))...)
}
