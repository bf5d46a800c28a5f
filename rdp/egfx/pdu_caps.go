package egfx

import "oriel/rdp/wire"

// Versions of capability sets ([MS-RDPEGFX] 2.2.3).
const (
	Version8   = 0x00080004
	Version81  = 0x00080105
	Version10  = 0x000A0002
	Version101 = 0x000A0100 // 16 reserved bytes instead of flags
	Version102 = 0x000A0200
	Version103 = 0x000A0301
	Version104 = 0x000A0400
	Version105 = 0x000A0502
	Version106 = 0x000A0600
	Version107 = 0x000A0701
)

// Flags of capability sets.
const (
	CapsThinClient       = 0x00000001 // 8, 8.1
	CapsSmallCache       = 0x00000002
	CapsAVC420Enabled    = 0x00000010 // 8.1
	CapsAVCDisabled      = 0x00000020 // 10 and later
	CapsAVCThinClient    = 0x00000040 // 10.3 and later
	CapsScaledMapDisable = 0x00000080 // 10.7
)

// CapsSet is RDPGFX_CAPSET ([MS-RDPEGFX] 2.2.1.6). Its data is kept as it
// came: the answer must repeat it.
type CapsSet struct {
	Version uint32
	Data    []byte // aliases the message
}

// NewCapsSet returns a set of a version that has flags.
func NewCapsSet(version, flags uint32) CapsSet {
	return CapsSet{Version: version, Data: wire.LE.AppendUint32(nil, flags)}
}

// Flags returns the flags; version 10.1 has none.
func (c CapsSet) Flags() uint32 {
	if c.Version == Version101 || len(c.Data) < 4 {
		return 0
	}
	return wire.LE.Uint32(c.Data)
}

func (c CapsSet) clone() CapsSet {
	return CapsSet{c.Version, append([]byte(nil), c.Data...)}
}

const capsSetHeader = 4 /* version */ + 4 /* capsDataLength */

func (c CapsSet) appendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, c.Version)
	b = wire.LE.AppendUint32(b, uint32(len(c.Data)))
	return append(b, c.Data...)
}

func readCapsSet(r *wire.Reader) CapsSet {
	v := r.U32("version")
	n := r.Count(uint64(r.U32("capsDataLength")), 1, 1<<16, "capsDataLength")
	return CapsSet{v, r.Bytes(n, "capsData")}
}

// CapsAdvertise is RDPGFX_CAPS_ADVERTISE_PDU ([MS-RDPEGFX] 2.2.2.18).
type CapsAdvertise struct {
	Sets []CapsSet
}

// CmdID implements Command.
func (p *CapsAdvertise) CmdID() uint16 { return CmdCapsAdvertise }

// Size implements wire.PDU.
func (p *CapsAdvertise) Size() int {
	n := 2 /* capsSetCount */
	for _, c := range p.Sets {
		n += capsSetHeader + len(c.Data)
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *CapsAdvertise) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, uint16(len(p.Sets)))
	for _, c := range p.Sets {
		b = c.appendTo(b)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *CapsAdvertise) ReadFrom(r *wire.Reader) {
	n := r.Count(uint64(r.U16("capsSetCount")), capsSetHeader, maxCapsSets, "capsSetCount")
	p.Sets = make([]CapsSet, n)
	for i := range p.Sets {
		p.Sets[i] = readCapsSet(r)
	}
}

// CapsConfirm is RDPGFX_CAPS_CONFIRM_PDU ([MS-RDPEGFX] 2.2.2.19).
type CapsConfirm struct {
	Set CapsSet
}

// CmdID implements Command.
func (p *CapsConfirm) CmdID() uint16 { return CmdCapsConfirm }

// Size implements wire.PDU.
func (p *CapsConfirm) Size() int { return capsSetHeader + len(p.Set.Data) }

// AppendTo implements wire.PDU.
func (p *CapsConfirm) AppendTo(b []byte) []byte { return p.Set.appendTo(b) }

// ReadFrom implements wire.PDU.
func (p *CapsConfirm) ReadFrom(r *wire.Reader) { p.Set = readCapsSet(r) }
