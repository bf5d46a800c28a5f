package mcs

import "oriel/rdp/wire"

// The server's early capability flags in ServerCore ([MS-RDPBCGR] 2.2.1.4.2).
const (
	EdgeActionsV1   uint32 = 0x1
	DynamicDST      uint32 = 0x2
	EdgeActionsV2   uint32 = 0x4
	SkipChannelJoin uint32 = 0x8
)

// ServerCore is TS_UD_SC_CORE ([MS-RDPBCGR] 2.2.1.4.2).
type ServerCore struct {
	Version            uint32
	RequestedProtocols uint32 // what the client's CR said: mstsc checks for a downgrade
	EarlyFlags         uint32
}

// Size returns the encoded length.
func (p *ServerCore) Size() int { return 12 }

// AppendTo appends the encoded form.
func (p *ServerCore) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.Version)
	b = wire.LE.AppendUint32(b, p.RequestedProtocols)
	return wire.LE.AppendUint32(b, p.EarlyFlags)
}

// ReadFrom decodes; all but the version is optional.
func (p *ServerCore) ReadFrom(r *wire.Reader) {
	*p = ServerCore{Version: r.U32("version")}
	if r.Len() >= 4 {
		p.RequestedProtocols = r.U32("clientRequestedProtocols")
	}
	if r.Len() >= 4 {
		p.EarlyFlags = r.U32("earlyCapabilityFlags")
	}
}

// ServerData is the server's settings blocks ([MS-RDPBCGR] 2.2.1.4). A nil
// pointer is a block that is not sent.
type ServerData struct {
	Core           ServerCore
	Security       Security
	IOChannel      uint16
	Channels       []uint16 // ids in the order of the client's Channels
	MessageChannel uint16   // 0: none
	Multitransport *uint32
	Unknown        []Block
}

func (p *ServerData) netSize() int { return 4 + 2*(len(p.Channels)+len(p.Channels)&1) }

// Size returns the length of all blocks.
func (p *ServerData) Size() int {
	n := 3*blockHeader + p.Core.Size() + p.netSize() + p.Security.Size()
	if p.MessageChannel != 0 {
		n += blockHeader + 2
	}
	if p.Multitransport != nil {
		n += blockHeader + 4
	}
	for _, u := range p.Unknown {
		n += blockHeader + len(u.Data)
	}
	return n
}

// AppendTo appends all blocks.
func (p *ServerData) AppendTo(b []byte) []byte {
	b = appendBlock(b, scCore, &p.Core)
	b = appendBlockHeader(b, scNet, p.netSize())
	b = wire.LE.AppendUint16(b, p.IOChannel)
	b = wire.LE.AppendUint16(b, uint16(len(p.Channels)))
	for _, id := range p.Channels {
		b = wire.LE.AppendUint16(b, id)
	}
	if len(p.Channels)&1 != 0 {
		b = append(b, 0, 0)
	}
	b = appendBlock(b, scSecurity, &p.Security)
	if p.MessageChannel != 0 {
		b = appendBlockHeader(b, scMessageChannel, 2)
		b = wire.LE.AppendUint16(b, p.MessageChannel)
	}
	b = appendFlags(b, scMultitransport, p.Multitransport)
	for _, u := range p.Unknown {
		b = append(appendBlockHeader(b, u.Type, len(u.Data)), u.Data...)
	}
	return b
}

// ReadFrom decodes all blocks to the end of r, in any order. Unknown blocks
// alias the message; keys of the standard RDP security are passed over.
func (p *ServerData) ReadFrom(r *wire.Reader) {
	*p = ServerData{}
	readBlocks(r, func(t BlockType, s *wire.Reader) {
		switch t {
		case scCore:
			p.Core.ReadFrom(s)
		case scNet:
			p.readNet(s)
		case scSecurity:
			p.Security.ReadFrom(s)
		case scMessageChannel:
			p.MessageChannel = s.U16("MCSChannelID")
		case scMultitransport:
			p.Multitransport = readFlags(s)
		default:
			p.Unknown = append(p.Unknown, Block{t, s.Rest()})
		}
	})
	if r.Err() == nil && p.IOChannel == 0 {
		r.Fail(wire.ErrShort, "serverNetworkData")
	}
}

func (p *ServerData) readNet(r *wire.Reader) {
	p.IOChannel = r.U16("MCSChannelId")
	n := r.Count(uint64(r.U16("channelCount")), 2, MaxChannels, "channelCount")
	p.Channels = make([]uint16, n)
	for i := range p.Channels {
		p.Channels[i] = r.U16("channelIdArray")
	}
}
