package bcgr

import (
	"oriel/rdp/mcs"
	"oriel/rdp/wire"
)

// Rect is TS_RECTANGLE16 ([MS-RDPBCGR] 2.2.11.1). Right and Bottom are
// inclusive, unlike everywhere in Go.
type Rect struct{ Left, Top, Right, Bottom uint16 }

func (q Rect) appendTo(b []byte) []byte { return u16s(b, q.Left, q.Top, q.Right, q.Bottom) }

func readRect(r *wire.Reader) Rect {
	return Rect{r.U16("left"), r.U16("top"), r.U16("right"), r.U16("bottom")}
}

// SuppressOutput is the Suppress Output PDU ([MS-RDPBCGR] 2.2.11.3).
type SuppressOutput struct {
	Allow bool
	Rect  Rect // with Allow
}

// Type returns the share data type.
func (p *SuppressOutput) Type() DataType { return DataSuppressOutput }

// Size returns the encoded length.
func (p *SuppressOutput) Size() int {
	if p.Allow {
		return 12
	}
	return 4
}

// AppendTo appends the encoded form.
func (p *SuppressOutput) AppendTo(b []byte) []byte {
	if p.Allow {
		return p.Rect.appendTo(append(b, 1, 0, 0, 0))
	}
	return append(b, 0, 0, 0, 0)
}

// ReadFrom decodes.
func (p *SuppressOutput) ReadFrom(r *wire.Reader) {
	*p = SuppressOutput{Allow: r.U8("allowDisplayUpdates") != 0}
	r.Skip(3, "pad3Octets")
	if p.Allow {
		p.Rect = readRect(r)
	}
}

// RefreshRect is the Refresh Rect PDU ([MS-RDPBCGR] 2.2.11.2).
type RefreshRect struct{ Areas []Rect } // at most 255

// Type returns the share data type.
func (p *RefreshRect) Type() DataType { return DataRefreshRect }

// Size returns the encoded length.
func (p *RefreshRect) Size() int { return 4 + 8*len(p.Areas) }

// AppendTo appends the encoded form.
func (p *RefreshRect) AppendTo(b []byte) []byte {
	b = append(b, byte(len(p.Areas)), 0, 0, 0)
	for _, a := range p.Areas {
		b = a.appendTo(b)
	}
	return b
}

// ReadFrom decodes.
func (p *RefreshRect) ReadFrom(r *wire.Reader) {
	n := uint64(r.U8("numberOfAreas"))
	r.Skip(3, "pad3Octets")
	p.Areas = make([]Rect, r.Count(n, 8, 255, "numberOfAreas"))
	for i := range p.Areas {
		p.Areas[i] = readRect(r)
	}
}

// ShutdownRequest is the Shutdown Request PDU ([MS-RDPBCGR] 2.2.2.2).
type ShutdownRequest struct{}

// Type returns the share data type.
func (p *ShutdownRequest) Type() DataType { return DataShutdownRequest }

// Size returns 0: the PDU is its header.
func (p *ShutdownRequest) Size() int { return 0 }

// AppendTo appends nothing.
func (p *ShutdownRequest) AppendTo(b []byte) []byte { return b }

// ReadFrom reads nothing.
func (p *ShutdownRequest) ReadFrom(*wire.Reader) {}

// ShutdownDenied is the Shutdown Request Denied PDU ([MS-RDPBCGR] 2.2.2.3).
type ShutdownDenied struct{}

// Type returns the share data type.
func (p *ShutdownDenied) Type() DataType { return DataShutdownDenied }

// Size returns 0: the PDU is its header.
func (p *ShutdownDenied) Size() int { return 0 }

// AppendTo appends nothing.
func (p *ShutdownDenied) AppendTo(b []byte) []byte { return b }

// ReadFrom reads nothing.
func (p *ShutdownDenied) ReadFrom(*wire.Reader) {}

// Types of SaveSessionInfo.
const (
	InfoLogon       uint32 = 0
	InfoLogonV2     uint32 = 1
	InfoPlainNotify uint32 = 2
	InfoExtended    uint32 = 3
)

const (
	plainNotifyPad   = 576
	extendedPad      = 570
	fieldCookie      = 1
	cookieFieldSize  = 28
	extendedSize     = 4 + 2 + 4 + 4 + cookieFieldSize
	extendedLength   = extendedSize - 4 // Length counts from itself, without infoType
	saveSessionFixed = 4
)

// ServerCookie is ARC_SC_PRIVATE_PACKET ([MS-RDPBCGR] 2.2.4.2), by which the
// client may come back.
type ServerCookie struct {
	LogonID uint32
	Random  [16]byte
}

// SaveSessionInfo is the Save Session Info PDU ([MS-RDPBCGR] 2.2.10.1). With
// InfoPlainNotify it tells that the user has logged on; with InfoExtended and
// a Cookie it lets the client reconnect. Other kinds are kept in Raw.
type SaveSessionInfo struct {
	InfoType uint32
	Cookie   *ServerCookie // InfoExtended only
	Raw      []byte        // neither of the two
}

// Type returns the share data type.
func (p *SaveSessionInfo) Type() DataType { return DataSaveSessionInfo }

// Size returns the encoded length.
func (p *SaveSessionInfo) Size() int {
	switch {
	case p.InfoType == InfoPlainNotify:
		return saveSessionFixed + plainNotifyPad
	case p.InfoType == InfoExtended && p.Cookie != nil:
		return extendedSize + extendedPad
	}
	return saveSessionFixed + len(p.Raw)
}

// AppendTo appends the encoded form.
func (p *SaveSessionInfo) AppendTo(b []byte) []byte {
	b = u32s(b, p.InfoType)
	switch {
	case p.InfoType == InfoPlainNotify:
		return append(b, make([]byte, plainNotifyPad)...)
	case p.InfoType == InfoExtended && p.Cookie != nil:
		b = u16s(b, extendedLength)
		b = u32s(b, fieldCookie, cookieFieldSize)
		b = u32s(b, cookieFieldSize, 1, p.Cookie.LogonID)
		b = append(b, p.Cookie.Random[:]...)
		return append(b, make([]byte, extendedPad)...)
	}
	return append(b, p.Raw...)
}

// ReadFrom decodes. Raw aliases the message.
func (p *SaveSessionInfo) ReadFrom(r *wire.Reader) {
	*p = SaveSessionInfo{InfoType: r.U32("infoType")}
	switch p.InfoType {
	case InfoPlainNotify:
		r.Skip(plainNotifyPad, "pad")
	case InfoExtended:
		whole := *r
		if p.Cookie = readServerCookie(r); p.Cookie == nil {
			*r = whole
			p.Raw = r.Rest()
		}
	default:
		p.Raw = r.Rest()
	}
}

// readServerCookie reads logon info extended up to the cookie, nil if there
// is none.
func readServerCookie(r *wire.Reader) *ServerCookie {
	r.U16("length")
	if r.U32("fieldsPresent")&fieldCookie == 0 {
		return nil
	}
	s := r.Sub(int(r.U32("cbFieldData")), "fieldData")
	if s.U32("cbLen") != cookieFieldSize || s.U32("version") != 1 {
		return nil
	}
	c := &ServerCookie{LogonID: s.U32("logonId")}
	copy(c.Random[:], s.Bytes(16, "arcRandomBits"))
	if s.Err() != nil {
		return nil
	}
	r.Rest()
	return c
}

// Lock keys in SetKeyboardIndicators and in InputSync events.
const (
	LockScroll uint16 = 1
	LockNum    uint16 = 2
	LockCaps   uint16 = 4
	LockKana   uint16 = 8
)

// SetKeyboardIndicators is the Set Keyboard Indicators PDU ([MS-RDPBCGR] 2.2.8.2.1.1).
type SetKeyboardIndicators struct{ LEDs uint16 }

// Type returns the share data type.
func (p *SetKeyboardIndicators) Type() DataType { return DataSetKeyboardIndicators }

// Size returns the encoded length.
func (p *SetKeyboardIndicators) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *SetKeyboardIndicators) AppendTo(b []byte) []byte { return u16s(b, 0, p.LEDs) }

// ReadFrom decodes.
func (p *SetKeyboardIndicators) ReadFrom(r *wire.Reader) {
	r.U16("unitId")
	p.LEDs = r.U16("ledFlags")
}

// PlaySound is the Play Sound PDU, a beep ([MS-RDPBCGR] 2.2.9.1.1.5.1), for
// clients whose Sound set allows it.
type PlaySound struct {
	Milliseconds uint32
	Hertz        uint32
}

// Type returns the share data type.
func (p *PlaySound) Type() DataType { return DataPlaySound }

// Size returns the encoded length.
func (p *PlaySound) Size() int { return 8 }

// AppendTo appends the encoded form.
func (p *PlaySound) AppendTo(b []byte) []byte { return u32s(b, p.Milliseconds, p.Hertz) }

// ReadFrom decodes.
func (p *PlaySound) ReadFrom(r *wire.Reader) {
	p.Milliseconds = r.U32("duration")
	p.Hertz = r.U32("frequency")
}

// MonitorLayout is the Monitor Layout PDU ([MS-RDPBCGR] 2.2.12.1), for
// clients with mcs.SupportMonitorLayout.
type MonitorLayout struct{ Monitors []mcs.Monitor }

// Type returns the share data type.
func (p *MonitorLayout) Type() DataType { return DataMonitorLayout }

// Size returns the encoded length.
func (p *MonitorLayout) Size() int { return 4 + 20*len(p.Monitors) }

// AppendTo appends the encoded form.
func (p *MonitorLayout) AppendTo(b []byte) []byte {
	b = u32s(b, uint32(len(p.Monitors)))
	for _, m := range p.Monitors {
		b = mcs.AppendMonitor(b, m)
	}
	return b
}

// ReadFrom decodes.
func (p *MonitorLayout) ReadFrom(r *wire.Reader) {
	n := r.Count(uint64(r.U32("monitorCount")), 20, 64, "monitorCount")
	p.Monitors = make([]mcs.Monitor, n)
	for i := range p.Monitors {
		p.Monitors[i] = mcs.ReadMonitor(r)
	}
}

// FrameAcknowledge is TS_FRAME_ACKNOWLEDGE_PDU ([MS-RDPRFX] 2.2.3.1), the
// answer to the end of a frame of surface commands.
type FrameAcknowledge struct{ FrameID uint32 }

// Type returns the share data type.
func (p *FrameAcknowledge) Type() DataType { return DataFrameAcknowledge }

// Size returns the encoded length.
func (p *FrameAcknowledge) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *FrameAcknowledge) AppendTo(b []byte) []byte { return u32s(b, p.FrameID) }

// ReadFrom decodes.
func (p *FrameAcknowledge) ReadFrom(r *wire.Reader) { p.FrameID = r.U32("frameID") }
