package rail

import "oriel/rdp/wire"

// Flags of HandshakeEx.
const (
	HandshakeHiDef        = 0x01 // enhanced RemoteApp: surfaces are mapped to windows
	HandshakeExtendedSPI  = 0x02
	HandshakeSnapArrange  = 0x04
	HandshakeTextScale    = 0x08
	HandshakeCaretBlink   = 0x10
	HandshakeExtendedSPI2 = 0x20
	HandshakeExtendedSPI3 = 0x40
)

// Flags of ClientStatus.
const (
	StatusAllowLocalMoveSize  = 0x001
	StatusAutoReconnect       = 0x002
	StatusZOrderSync          = 0x004
	StatusWindowResizeMargin  = 0x010
	StatusHighDPIIcons        = 0x020
	StatusAppBarRemoting      = 0x040
	StatusPowerDisplayRequest = 0x080
	StatusGetAppIDRespEx      = 0x100
	StatusBidirectionalCloak  = 0x200
	StatusSuppressIconOrders  = 0x400
)

// Handshake is TS_RAIL_ORDER_HANDSHAKE ([MS-RDPERP] 2.2.2.2.1).
type Handshake struct {
	Build uint32
}

// Type implements Message.
func (p *Handshake) Type() uint16 { return TypeHandshake }

// Size implements wire.PDU.
func (p *Handshake) Size() int { return 4 /* buildNumber */ }

// AppendTo implements wire.PDU.
func (p *Handshake) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.Build)
}

// ReadFrom implements wire.PDU.
func (p *Handshake) ReadFrom(r *wire.Reader) {
	p.Build = r.U32("buildNumber")
}

// ClientStatus is TS_RAIL_ORDER_CLIENTSTATUS ([MS-RDPERP] 2.2.2.2.2).
type ClientStatus struct {
	Flags uint32
}

// Type implements Message.
func (p *ClientStatus) Type() uint16 { return TypeClientStatus }

// Size implements wire.PDU.
func (p *ClientStatus) Size() int { return 4 /* Flags */ }

// AppendTo implements wire.PDU.
func (p *ClientStatus) AppendTo(b []byte) []byte {
	return wire.LE.AppendUint32(b, p.Flags)
}

// ReadFrom implements wire.PDU.
func (p *ClientStatus) ReadFrom(r *wire.Reader) {
	p.Flags = r.U32("Flags")
}

// HandshakeEx is TS_RAIL_ORDER_HANDSHAKE_EX ([MS-RDPERP] 2.2.2.2.3).
type HandshakeEx struct {
	Build uint32
	Flags uint32
}

// Type implements Message.
func (p *HandshakeEx) Type() uint16 { return TypeHandshakeEx }

// Size implements wire.PDU.
func (p *HandshakeEx) Size() int { return 4 /* buildNumber */ + 4 /* railHandshakeFlags */ }

// AppendTo implements wire.PDU.
func (p *HandshakeEx) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.Build)
	return wire.LE.AppendUint32(b, p.Flags)
}

// ReadFrom implements wire.PDU.
func (p *HandshakeEx) ReadFrom(r *wire.Reader) {
	p.Build = r.U32("buildNumber")
	p.Flags = r.U32("railHandshakeFlags")
}
