package drdynvc

import "oriel/rdp/wire"

// CapsRequest is DYNVC_CAPS_VERSION1, 2 or 3 ([MS-RDPEDYC] 2.2.1.1).
type CapsRequest struct {
	Version         uint16
	PriorityCharges [4]uint16 // from version 2 on
}

// Size implements wire.PDU.
func (p *CapsRequest) Size() int {
	n := 1 /* header */ + 1 /* Pad */ + 2 /* Version */
	if p.Version >= 2 {
		n += 4 * 2 /* PriorityCharge0..3 */
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *CapsRequest) AppendTo(b []byte) []byte {
	b = append(b, header(CmdCapability, 0, 0), 0)
	b = wire.LE.AppendUint16(b, p.Version)
	if p.Version >= 2 {
		for _, c := range p.PriorityCharges {
			b = wire.LE.AppendUint16(b, c)
		}
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *CapsRequest) ReadFrom(r *wire.Reader) {
	readHeader(r, CmdCapability)
	r.Skip(1, "Pad")
	p.Version = r.U16("Version")
	if p.Version >= 2 {
		for i := range p.PriorityCharges {
			p.PriorityCharges[i] = r.U16("PriorityCharge")
		}
	}
}

// CapsResponse is DYNVC_CAPS_RSP ([MS-RDPEDYC] 2.2.1.2). mstsc sends it with
// Sp bits set (header 0x5C); they mean nothing.
type CapsResponse struct {
	Version uint16
}

// Size implements wire.PDU.
func (p *CapsResponse) Size() int { return 1 /* header */ + 1 /* Pad */ + 2 /* Version */ }

// AppendTo implements wire.PDU.
func (p *CapsResponse) AppendTo(b []byte) []byte {
	b = append(b, header(CmdCapability, 0, 0), 0)
	return wire.LE.AppendUint16(b, p.Version)
}

// ReadFrom implements wire.PDU.
func (p *CapsResponse) ReadFrom(r *wire.Reader) {
	readHeader(r, CmdCapability)
	r.Skip(1, "Pad")
	p.Version = r.U16("Version")
}
