package rail

import "oriel/rdp/wire"

// GetAppIDResp is TS_RAIL_ORDER_GET_APPID_RESP ([MS-RDPERP] 2.2.2.8.1).
type GetAppIDResp struct {
	WindowID uint32
	AppID    string
}

// Type implements Message.
func (p *GetAppIDResp) Type() uint16 { return TypeGetAppIDResp }

// Size implements wire.PDU.
func (p *GetAppIDResp) Size() int { return 4 /* windowId */ + appIDSize }

// AppendTo implements wire.PDU.
func (p *GetAppIDResp) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	return appendFixed(b, p.AppID, appIDSize)
}

// ReadFrom implements wire.PDU.
func (p *GetAppIDResp) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.AppID = readFixed(r, "ApplicationId")
}

// GetAppIDRespEx is TS_RAIL_ORDER_GET_APPID_RESP_EX ([MS-RDPERP] 2.2.2.8.2).
type GetAppIDRespEx struct {
	WindowID     uint32
	AppID        string
	ProcessID    uint32
	ProcessImage string
}

// Type implements Message.
func (p *GetAppIDRespEx) Type() uint16 { return TypeGetAppIDRespEx }

// Size implements wire.PDU.
func (p *GetAppIDRespEx) Size() int {
	return 4 /* windowId */ + appIDSize + 4 /* ProcessId */ + appIDSize
}

// AppendTo implements wire.PDU.
func (p *GetAppIDRespEx) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	b = appendFixed(b, p.AppID, appIDSize)
	b = wire.LE.AppendUint32(b, p.ProcessID)
	return appendFixed(b, p.ProcessImage, appIDSize)
}

// ReadFrom implements wire.PDU.
func (p *GetAppIDRespEx) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.AppID = readFixed(r, "ApplicationId")
	p.ProcessID = r.U32("ProcessId")
	p.ProcessImage = readFixed(r, "ProcessImageName")
}

// ZOrderSync is TS_RAIL_ORDER_ZORDER_SYNC ([MS-RDPERP] 2.2.2.11.1). The
// marker stands for the client's own windows in Z-order lists.
type ZOrderSync struct {
	Marker uint32
}

// Type implements Message.
func (p *ZOrderSync) Type() uint16 { return TypeZOrderSync }

// Size implements wire.PDU.
func (p *ZOrderSync) Size() int { return 4 /* WindowIdMarker */ }

// AppendTo implements wire.PDU.
func (p *ZOrderSync) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.Marker)
}

// ReadFrom implements wire.PDU.
func (p *ZOrderSync) ReadFrom(r *wire.Reader) {
	p.Marker = r.U32("WindowIdMarker")
}

// Cloak is TS_RAIL_ORDER_CLOAK ([MS-RDPERP] 2.2.2.12.1).
type Cloak struct {
	WindowID uint32
	Cloaked  bool
}

// Type implements Message.
func (p *Cloak) Type() uint16 { return TypeCloak }

// Size implements wire.PDU.
func (p *Cloak) Size() int { return 4 /* windowId */ + 1 /* Cloaked */ }

// AppendTo implements wire.PDU.
func (p *Cloak) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.WindowID)
	return append(b, flag(p.Cloaked))
}

// ReadFrom implements wire.PDU.
func (p *Cloak) ReadFrom(r *wire.Reader) {
	p.WindowID = r.U32("windowId")
	p.Cloaked = r.U8("Cloaked") != 0
}

// PowerDisplayRequest is TS_RAIL_ORDER_POWER_DISPLAY_REQUEST ([MS-RDPERP] 2.2.2.13.1).
type PowerDisplayRequest struct {
	Active uint32
}

// Type implements Message.
func (p *PowerDisplayRequest) Type() uint16 { return TypePowerDisplayRequest }

// Size implements wire.PDU.
func (p *PowerDisplayRequest) Size() int { return 4 /* Active */ }

// AppendTo implements wire.PDU.
func (p *PowerDisplayRequest) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.Active)
}

// ReadFrom implements wire.PDU.
func (p *PowerDisplayRequest) ReadFrom(r *wire.Reader) {
	p.Active = r.U32("Active")
}

// TaskbarInfo is TS_RAIL_ORDER_TASKBARINFO ([MS-RDPERP] 2.2.2.14.1).
type TaskbarInfo struct {
	Message     uint32 // 1 register, 2 unregister, 3 order, 4 active, 5 properties
	WindowIDTab uint32
	Body        uint32
}

// Type implements Message.
func (p *TaskbarInfo) Type() uint16 { return TypeTaskbarInfo }

// Size implements wire.PDU.
func (p *TaskbarInfo) Size() int { return 4 /* TaskbarMessage */ + 4 /* WindowIdTab */ + 4 /* Body */ }

// AppendTo implements wire.PDU.
func (p *TaskbarInfo) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.Message)
	b = wire.LE.AppendUint32(b, p.WindowIDTab)
	return wire.LE.AppendUint32(b, p.Body)
}

// ReadFrom implements wire.PDU.
func (p *TaskbarInfo) ReadFrom(r *wire.Reader) {
	p.Message = r.U32("TaskbarMessage")
	p.WindowIDTab = r.U32("WindowIdTab")
	p.Body = r.U32("Body")
}
