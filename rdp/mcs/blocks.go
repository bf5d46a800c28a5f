package mcs

import "oriel/rdp/wire"

// BlockType is the type of a settings block ([MS-RDPBCGR] 2.2.1.3.1).
type BlockType uint16

// The types of client and server blocks.
const (
	csCore           BlockType = 0xC001
	csSecurity       BlockType = 0xC002
	csNet            BlockType = 0xC003
	csCluster        BlockType = 0xC004
	csMonitor        BlockType = 0xC005
	csMessageChannel BlockType = 0xC006
	csMonitorEx      BlockType = 0xC008
	csMultitransport BlockType = 0xC00A

	scCore           BlockType = 0x0C01
	scSecurity       BlockType = 0x0C02
	scNet            BlockType = 0x0C03
	scMessageChannel BlockType = 0x0C04
	scMultitransport BlockType = 0x0C08
)

// maxBlocks bounds how many blocks one message may have; there are nine types.
const maxBlocks = 32

// Block is a settings block that this package does not know.
type Block struct {
	Type BlockType
	Data []byte
}

const blockHeader = 4

func appendBlockHeader(b []byte, t BlockType, n int) []byte {
	b = wire.LE.AppendUint16(b, uint16(t))
	return wire.LE.AppendUint16(b, uint16(blockHeader+n))
}

func appendBlock(b []byte, t BlockType, p wire.PDU) []byte {
	return p.AppendTo(appendBlockHeader(b, t, p.Size()))
}

// readBlocks hands every block to f until the end of r. What f leaves unread
// is padding.
func readBlocks(r *wire.Reader, f func(t BlockType, s *wire.Reader)) {
	for i := 0; r.Len() > 0; i++ {
		if i == maxBlocks {
			r.Fail(wire.ErrRange, "blocks")
			return
		}
		t, n := BlockType(r.U16("blockType")), int(r.U16("blockLength"))
		if r.Err() == nil && n < blockHeader {
			r.Fail(wire.ErrRange, "blockLength")
			return
		}
		s := r.Sub(n-blockHeader, "block")
		f(t, s)
		adopt(r, s)
	}
}

// Security is CS_SECURITY or SC_SECURITY without keys ([MS-RDPBCGR]
// 2.2.1.3.3, 2.2.1.4.3): two numbers, methods and extended methods or method
// and level. Both are 0 if TLS protects the connection.
type Security struct {
	Methods uint32
	Other   uint32 // extEncryptionMethods or encryptionLevel
}

// Size returns the encoded length.
func (p *Security) Size() int { return 8 }

// AppendTo appends the encoded form.
func (p *Security) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.Methods)
	return wire.LE.AppendUint32(b, p.Other)
}

// ReadFrom decodes.
func (p *Security) ReadFrom(r *wire.Reader) {
	p.Methods = r.U32("encryptionMethods")
	if r.Len() > 0 {
		p.Other = r.U32("encryptionLevel")
	}
}

// flagsBlock is any block that is one 32-bit number.
type flagsBlock uint32

func (p *flagsBlock) Size() int                { return 4 }
func (p *flagsBlock) AppendTo(b []byte) []byte { return wire.LE.AppendUint32(b, uint32(*p)) }
func (p *flagsBlock) ReadFrom(r *wire.Reader)  { *p = flagsBlock(r.U32("flags")) }

// appendFlags appends a block that is one number, unless v is nil.
func appendFlags(b []byte, t BlockType, v *uint32) []byte {
	if v == nil {
		return b
	}
	return appendBlock(b, t, (*flagsBlock)(v))
}

func readFlags(s *wire.Reader) *uint32 {
	v := s.U32("flags")
	return &v
}
