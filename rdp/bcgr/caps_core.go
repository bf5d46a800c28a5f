package bcgr

import "oriel/rdp/wire"

// Extra flags of General.
const (
	FastPathOutput         uint16 = 0x0001
	LongCredentials        uint16 = 0x0004
	AutoReconnectSupported uint16 = 0x0008
	NoBitmapCompressionHdr uint16 = 0x0400
)

const generalProtocolVersion = 0x0200

// General is the General Capability Set ([MS-RDPBCGR] 2.2.7.1.1).
type General struct {
	OSMajor, OSMinor uint16
	ExtraFlags       uint16
	RefreshRect      bool // the server understands Refresh Rect
	SuppressOutput   bool // the server understands Suppress Output
}

// Type returns the set's type.
func (p *General) Type() CapabilityType { return CapGeneral }

// Size returns the encoded length.
func (p *General) Size() int { return 20 }

// AppendTo appends the encoded form.
func (p *General) AppendTo(b []byte) []byte {
	b = u16s(b, p.OSMajor, p.OSMinor, generalProtocolVersion, 0, 0, p.ExtraFlags, 0, 0, 0)
	return append(b, byte(flag16(p.RefreshRect)), byte(flag16(p.SuppressOutput)))
}

// ReadFrom decodes.
func (p *General) ReadFrom(r *wire.Reader) {
	*p = General{OSMajor: r.U16("osMajorType"), OSMinor: r.U16("osMinorType")}
	r.U16("protocolVersion")
	r.U16("pad2octetsA")
	r.U16("generalCompressionTypes")
	p.ExtraFlags = r.U16("extraFlags")
	if r.Len() < 8 {
		r.Rest()
		return
	}
	r.Skip(6, "generalCompressionLevel")
	p.RefreshRect = r.U8("refreshRectSupport") != 0
	p.SuppressOutput = r.U8("suppressOutputSupport") != 0
	r.Rest()
}

// Drawing flags of Bitmap.
const (
	DrawDynamicColorFidelity uint8 = 0x02
	DrawColorSubsampling     uint8 = 0x04
	DrawSkipAlpha            uint8 = 0x08
)

// Bitmap is the Bitmap Capability Set ([MS-RDPBCGR] 2.2.7.1.2). The server's
// one decides size and depth of the session.
type Bitmap struct {
	BitsPerPixel  uint16
	Width, Height uint16
	Resize        bool
	DrawingFlags  uint8
}

// Type returns the set's type.
func (p *Bitmap) Type() CapabilityType { return CapBitmap }

// Size returns the encoded length.
func (p *Bitmap) Size() int { return 24 }

// AppendTo appends the encoded form.
func (p *Bitmap) AppendTo(b []byte) []byte {
	b = u16s(b, p.BitsPerPixel, 1, 1, 1, p.Width, p.Height, 0, flag16(p.Resize), 1)
	b = append(b, 0, p.DrawingFlags)
	return u16s(b, 1, 0)
}

// ReadFrom decodes.
func (p *Bitmap) ReadFrom(r *wire.Reader) {
	*p = Bitmap{BitsPerPixel: r.U16("preferredBitsPerPixel")}
	r.Skip(6, "receive1BitPerPixel")
	p.Width = r.U16("desktopWidth")
	p.Height = r.U16("desktopHeight")
	u16(r, "pad2octets")
	p.Resize = u16(r, "desktopResizeFlag") != 0
	u16(r, "bitmapCompressionFlag")
	u8(r, "highColorFlags")
	p.DrawingFlags = u8(r, "drawingFlags")
	r.Rest()
}

// Flags of Order.
const (
	OrderNegotiate       uint16 = 0x0002
	OrderZeroBoundsDelta uint16 = 0x0008
	OrderColorIndex      uint16 = 0x0020
	OrderFlagsExtra      uint16 = 0x0080

	OrderExBitmapRev3  uint16 = 0x0002
	OrderExFrameMarker uint16 = 0x0004
)

// Order is the Order Capability Set ([MS-RDPBCGR] 2.2.7.1.3). This package
// sends no drawing orders; all zero in Support says so.
type Order struct {
	Flags       uint16
	Support     [32]byte
	TextFlags   uint16
	ExFlags     uint16
	DesktopSave uint32
	ANSICode    uint16
}

// Type returns the set's type.
func (p *Order) Type() CapabilityType { return CapOrder }

// Size returns the encoded length.
func (p *Order) Size() int { return 84 }

// AppendTo appends the encoded form.
func (p *Order) AppendTo(b []byte) []byte {
	b = append(b, make([]byte, 20)...)
	b = u16s(b, 1, 20, 0, 1, 0, p.Flags)
	b = append(b, p.Support[:]...)
	b = u16s(b, p.TextFlags, p.ExFlags)
	b = u32s(b, 0, p.DesktopSave)
	return u16s(b, 0, 0, p.ANSICode, 0)
}

// ReadFrom decodes.
func (p *Order) ReadFrom(r *wire.Reader) {
	r.Skip(30, "terminalDescriptor")
	*p = Order{Flags: r.U16("orderFlags")}
	copy(p.Support[:], r.Bytes(32, "orderSupport"))
	p.TextFlags = u16(r, "textFlags")
	p.ExFlags = u16(r, "orderSupportExFlags")
	u32(r, "pad4octetsB")
	p.DesktopSave = u32(r, "desktopSaveSize")
	u32(r, "pad2octetsC")
	p.ANSICode = u16(r, "textANSICodePage")
	r.Rest()
}

// Pointer is the Pointer Capability Set ([MS-RDPBCGR] 2.2.7.1.5).
type Pointer struct {
	Color          bool
	ColorCacheSize uint16
	CacheSize      uint16 // 0: no New Pointer updates
}

// Type returns the set's type.
func (p *Pointer) Type() CapabilityType { return CapPointer }

// Size returns the encoded length.
func (p *Pointer) Size() int { return 6 }

// AppendTo appends the encoded form.
func (p *Pointer) AppendTo(b []byte) []byte {
	return u16s(b, flag16(p.Color), p.ColorCacheSize, p.CacheSize)
}

// ReadFrom decodes; old clients leave out the cache size.
func (p *Pointer) ReadFrom(r *wire.Reader) {
	p.Color = r.U16("colorPointerFlag") != 0
	p.ColorCacheSize = r.U16("colorPointerCacheSize")
	p.CacheSize = u16(r, "pointerCacheSize")
	r.Rest()
}

// Share is the Share Capability Set ([MS-RDPBCGR] 2.2.7.2.4).
type Share struct{ NodeID uint16 }

// Type returns the set's type.
func (p *Share) Type() CapabilityType { return CapShare }

// Size returns the encoded length.
func (p *Share) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *Share) AppendTo(b []byte) []byte { return u16s(b, p.NodeID, 0) }

// ReadFrom decodes.
func (p *Share) ReadFrom(r *wire.Reader) { p.NodeID = u16(r, "nodeId"); r.Rest() }

// SoundBeeps is the flag of Sound.
const SoundBeeps uint16 = 1

// Sound is the Sound Capability Set ([MS-RDPBCGR] 2.2.7.1.11), clients only.
type Sound struct{ Flags uint16 }

// Type returns the set's type.
func (p *Sound) Type() CapabilityType { return CapSound }

// Size returns the encoded length.
func (p *Sound) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *Sound) AppendTo(b []byte) []byte { return u16s(b, p.Flags, 0) }

// ReadFrom decodes.
func (p *Sound) ReadFrom(r *wire.Reader) { p.Flags = u16(r, "soundFlags"); r.Rest() }

// Flags of Input.
const (
	InputFlagScancodes     uint16 = 0x0001
	InputFlagMouseExtended uint16 = 0x0004
	InputFlagFastPath      uint16 = 0x0008
	InputFlagUnicodeKeys   uint16 = 0x0010
	InputFlagFastPath2     uint16 = 0x0020
	InputFlagMouseRelative uint16 = 0x0080
	InputFlagMouseHWheel   uint16 = 0x0100
	InputFlagQoETimestamps uint16 = 0x0200
	imeFileNameSize               = 64
)

// Input is the Input Capability Set ([MS-RDPBCGR] 2.2.7.1.6).
type Input struct {
	Flags                         uint16
	KeyboardLayout                uint32
	KeyboardType, KeyboardSubType uint32
	FunctionKeys                  uint32
	IMEFileName                   string
}

// Type returns the set's type.
func (p *Input) Type() CapabilityType { return CapInput }

// Size returns the encoded length.
func (p *Input) Size() int { return 84 }

// AppendTo appends the encoded form.
func (p *Input) AppendTo(b []byte) []byte {
	b = u16s(b, p.Flags, 0)
	b = u32s(b, p.KeyboardLayout, p.KeyboardType, p.KeyboardSubType, p.FunctionKeys)
	return appendName(b, p.IMEFileName, imeFileNameSize)
}

// ReadFrom decodes.
func (p *Input) ReadFrom(r *wire.Reader) {
	*p = Input{Flags: r.U16("inputFlags")}
	u16(r, "pad2octetsA")
	p.KeyboardLayout = u32(r, "keyboardLayout")
	p.KeyboardType = u32(r, "keyboardType")
	p.KeyboardSubType = u32(r, "keyboardSubType")
	p.FunctionKeys = u32(r, "keyboardFunctionKey")
	if r.Len() >= imeFileNameSize {
		p.IMEFileName = wire.UTF16(r.Bytes(imeFileNameSize, "imeFileName"))
	}
	r.Rest()
}

// Font is the Font Capability Set ([MS-RDPBCGR] 2.2.7.2.5).
type Font struct{ Flags uint16 }

// Type returns the set's type.
func (p *Font) Type() CapabilityType { return CapFont }

// Size returns the encoded length.
func (p *Font) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *Font) AppendTo(b []byte) []byte { return u16s(b, p.Flags, 0) }

// ReadFrom decodes.
func (p *Font) ReadFrom(r *wire.Reader) { p.Flags = u16(r, "fontSupportFlags"); r.Rest() }
