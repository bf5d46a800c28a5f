package rail

import "oriel/rdp/wire"

// Commands of SysCommand.
const (
	CommandSize     = 0xF000
	CommandMove     = 0xF010
	CommandMinimize = 0xF020
	CommandMaximize = 0xF030
	CommandClose    = 0xF060
	CommandKeyMenu  = 0xF100
	CommandRestore  = 0xF120
	CommandDefault  = 0xF160
)

func flag(v bool) byte {
	if v {
		return 1
	}
	return 0
}

// Activate is TS_RAIL_ORDER_ACTIVATE ([MS-RDPERP] 2.2.2.6.1). Window 0, or
// Enabled false, means that a local window of the client has the focus.
type Activate struct {
	WindowID uint32
	Enabled  bool
}

// Type implements Message.
func (p *Activate) Type() uint16 { return TypeActivate }

// Size implements wire.PDU.
func (p *Activate) Size() int { return 4 /* windowId */ + 1 /* Enabled */ }

// AppendTo implements wire.PDU.
func (p *Activate) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	return append(b, flag(p.Enabled))
}

// ReadFrom implements wire.PDU.
func (p *Activate) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.Enabled = r.U8("Enabled") != 0
}

// SysMenu is TS_RAIL_ORDER_SYSMENU ([MS-RDPERP] 2.2.2.6.2).
type SysMenu struct {
	WindowID uint32
	Left     int16
	Top      int16
}

// Type implements Message.
func (p *SysMenu) Type() uint16 { return TypeSysMenu }

// Size implements wire.PDU.
func (p *SysMenu) Size() int { return 4 /* windowId */ + 2 /* Left */ + 2 /* Top */ }

// AppendTo implements wire.PDU.
func (p *SysMenu) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	b = wire.LE.AppendUint16(b, uint16(p.Left))
	return wire.LE.AppendUint16(b, uint16(p.Top))
}

// ReadFrom implements wire.PDU.
func (p *SysMenu) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.Left = r.I16("Left")
	p.Top = r.I16("Top")
}

// SysCommand is TS_RAIL_ORDER_SYSCOMMAND ([MS-RDPERP] 2.2.2.6.3).
type SysCommand struct {
	WindowID uint32
	Command  uint16
}

// Type implements Message.
func (p *SysCommand) Type() uint16 { return TypeSysCommand }

// Size implements wire.PDU.
func (p *SysCommand) Size() int { return 4 /* windowId */ + 2 /* Command */ }

// AppendTo implements wire.PDU.
func (p *SysCommand) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	return wire.LE.AppendUint16(b, p.Command)
}

// ReadFrom implements wire.PDU.
func (p *SysCommand) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.Command = r.U16("Command")
}

// Messages of NotifyEvent: those of Windows.
const (
	NotifyContextMenu    = 0x7B  // WM_CONTEXTMENU
	NotifyLeftDown       = 0x201 // WM_LBUTTONDOWN
	NotifyLeftUp         = 0x202 // WM_LBUTTONUP
	NotifyLeftDouble     = 0x203 // WM_LBUTTONDBLCLK
	NotifyRightDown      = 0x204 // WM_RBUTTONDOWN
	NotifyRightUp        = 0x205 // WM_RBUTTONUP
	NotifyRightDouble    = 0x206 // WM_RBUTTONDBLCLK
	NotifySelect         = 0x400 // NIN_SELECT
	NotifyKeySelect      = 0x401 // NIN_KEYSELECT
	NotifyBalloonShow    = 0x402 // NIN_BALLOONSHOW
	NotifyBalloonHide    = 0x403 // NIN_BALLOONHIDE
	NotifyBalloonTimeout = 0x404 // NIN_BALLOONTIMEOUT
	NotifyBalloonClick   = 0x405 // NIN_BALLOONUSERCLICK
)

// NotifyEvent is TS_RAIL_ORDER_NOTIFY_EVENT ([MS-RDPERP] 2.2.2.6.4).
type NotifyEvent struct {
	WindowID     uint32
	NotifyIconID uint32
	Message      uint32
}

// Type implements Message.
func (p *NotifyEvent) Type() uint16 { return TypeNotifyEvent }

// Size implements wire.PDU.
func (p *NotifyEvent) Size() int { return 4 /* windowId */ + 4 /* NotifyIconId */ + 4 /* Message */ }

// AppendTo implements wire.PDU.
func (p *NotifyEvent) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	b = wire.LE.AppendUint32(b, p.NotifyIconID)
	return wire.LE.AppendUint32(b, p.Message)
}

// ReadFrom implements wire.PDU.
func (p *NotifyEvent) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.NotifyIconID = r.U32("NotifyIconId")
	p.Message = r.U32("Message")
}

// GetAppIDReq is TS_RAIL_ORDER_GET_APPID_REQ ([MS-RDPERP] 2.2.2.6.5).
type GetAppIDReq struct {
	WindowID uint32
}

// Type implements Message.
func (p *GetAppIDReq) Type() uint16 { return TypeGetAppIDReq }

// Size implements wire.PDU.
func (p *GetAppIDReq) Size() int { return 4 /* windowId */ }

// AppendTo implements wire.PDU.
func (p *GetAppIDReq) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.WindowID)
}

// ReadFrom implements wire.PDU.
func (p *GetAppIDReq) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
}

// TextScaleInfo is TS_RAIL_ORDER_TEXTSCALEINFO ([MS-RDPERP] 2.2.2.15.1).
type TextScaleInfo struct {
	Factor uint32 // per cent
}

// Type implements Message.
func (p *TextScaleInfo) Type() uint16 { return TypeTextScaleInfo }

// Size implements wire.PDU.
func (p *TextScaleInfo) Size() int { return 4 /* TextScaleFactor */ }

// AppendTo implements wire.PDU.
func (p *TextScaleInfo) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.Factor)
}

// ReadFrom implements wire.PDU.
func (p *TextScaleInfo) ReadFrom(r *wire.Reader) {
	p.Factor = r.U32("TextScaleFactor")
}

// CaretBlinkInfo is TS_RAIL_ORDER_CARETBLINKINFO ([MS-RDPERP] 2.2.2.15.2).
type CaretBlinkInfo struct {
	Rate uint32 // milliseconds
}

// Type implements Message.
func (p *CaretBlinkInfo) Type() uint16 { return TypeCaretBlinkInfo }

// Size implements wire.PDU.
func (p *CaretBlinkInfo) Size() int { return 4 /* CaretBlinkRate */ }

// AppendTo implements wire.PDU.
func (p *CaretBlinkInfo) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.Rate)
}

// ReadFrom implements wire.PDU.
func (p *CaretBlinkInfo) ReadFrom(r *wire.Reader) {
	p.Rate = r.U32("CaretBlinkRate")
}
