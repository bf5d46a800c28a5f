package mcs

import (
	"bytes"

	"oriel/rdp/wire"
)

// ClientData is what a client says of itself in the ConnectInitial: the
// client's settings blocks ([MS-RDPBCGR] 2.2.1.3). A nil pointer is a block
// that was not sent.
type ClientData struct {
	Core           ClientCore
	Security       Security
	Channels       []Channel // CS_NET; in this order they get their ids
	Cluster        *Cluster
	Monitors       []Monitor
	MonitorsEx     []MonitorEx // one per Monitor, or none
	MessageChannel *uint32     // flags
	Multitransport *uint32     // flags
	Unknown        []Block
}

// Channel is CHANNEL_DEF ([MS-RDPBCGR] 2.2.1.3.4.1), a static virtual channel
// that the client wants.
type Channel struct {
	Name    string // at most 7 bytes of ASCII
	Options uint32
}

// Options of a Channel.
const (
	ChannelInitialized  uint32 = 0x80000000
	ChannelEncryptRDP   uint32 = 0x40000000
	ChannelEncryptSC    uint32 = 0x20000000
	ChannelEncryptCS    uint32 = 0x10000000
	ChannelPriHigh      uint32 = 0x08000000
	ChannelPriMed       uint32 = 0x04000000
	ChannelPriLow       uint32 = 0x02000000
	ChannelCompressRDP  uint32 = 0x00800000
	ChannelCompress     uint32 = 0x00400000
	ChannelShowProtocol uint32 = 0x00200000
	ChannelPersistent   uint32 = 0x00100000
)

const channelDefSize = 12

// Cluster is TS_UD_CS_CLUSTER ([MS-RDPBCGR] 2.2.1.3.5).
type Cluster struct {
	Flags     uint32
	SessionID uint32
}

// Size returns the encoded length.
func (p *Cluster) Size() int { return 8 }

// AppendTo appends the encoded form.
func (p *Cluster) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, p.Flags)
	return wire.LE.AppendUint32(b, p.SessionID)
}

// ReadFrom decodes. Old Mac clients pad the block.
func (p *Cluster) ReadFrom(r *wire.Reader) {
	p.Flags = r.U32("flags")
	p.SessionID = r.U32("redirectedSessionID")
}

// Size returns the length of all blocks.
func (p *ClientData) Size() int {
	n := blockHeader + p.Core.Size() + blockHeader + p.Security.Size()
	if p.Cluster != nil {
		n += blockHeader + p.Cluster.Size()
	}
	if p.Channels != nil {
		n += blockHeader + 4 + channelDefSize*len(p.Channels)
	}
	if p.Monitors != nil {
		n += blockHeader + 8 + monitorSize*len(p.Monitors)
	}
	if p.MessageChannel != nil {
		n += blockHeader + 4
	}
	if p.MonitorsEx != nil {
		n += blockHeader + 12 + monitorExSize*len(p.MonitorsEx)
	}
	if p.Multitransport != nil {
		n += blockHeader + 4
	}
	for _, u := range p.Unknown {
		n += blockHeader + len(u.Data)
	}
	return n
}

// AppendTo appends all blocks, in the order in which mstsc sends them.
func (p *ClientData) AppendTo(b []byte) []byte {
	b = appendBlock(b, csCore, &p.Core)
	if p.Cluster != nil {
		b = appendBlock(b, csCluster, p.Cluster)
	}
	b = appendBlock(b, csSecurity, &p.Security)
	if p.Channels != nil {
		b = appendChannels(b, p.Channels)
	}
	if p.Monitors != nil {
		b = appendMonitors(b, p.Monitors)
	}
	b = appendFlags(b, csMessageChannel, p.MessageChannel)
	if p.MonitorsEx != nil {
		b = appendMonitorsEx(b, p.MonitorsEx)
	}
	b = appendFlags(b, csMultitransport, p.Multitransport)
	for _, u := range p.Unknown {
		b = append(appendBlockHeader(b, u.Type, len(u.Data)), u.Data...)
	}
	return b
}

// ReadFrom decodes all blocks to the end of r, in any order. Unknown blocks
// alias the message.
func (p *ClientData) ReadFrom(r *wire.Reader) {
	*p = ClientData{}
	haveCore := false
	readBlocks(r, func(t BlockType, s *wire.Reader) {
		switch t {
		case csCore:
			p.Core.ReadFrom(s)
			haveCore = true
		case csSecurity:
			p.Security.ReadFrom(s)
		case csNet:
			p.Channels = readChannels(s)
		case csCluster:
			p.Cluster = new(Cluster)
			p.Cluster.ReadFrom(s)
		case csMonitor:
			p.Monitors = readMonitors(s)
		case csMonitorEx:
			p.MonitorsEx = readMonitorsEx(s)
		case csMessageChannel:
			p.MessageChannel = readFlags(s)
		case csMultitransport:
			p.Multitransport = readFlags(s)
		default:
			p.Unknown = append(p.Unknown, Block{t, s.Rest()})
		}
	})
	if r.Err() == nil && !haveCore {
		r.Fail(wire.ErrShort, "clientCoreData")
	}
	if len(p.MonitorsEx) != len(p.Monitors) {
		p.MonitorsEx = nil // says nothing about the monitors then
	}
}

func appendChannels(b []byte, cs []Channel) []byte {
	b = appendBlockHeader(b, csNet, 4+channelDefSize*len(cs))
	b = wire.LE.AppendUint32(b, uint32(len(cs)))
	for _, c := range cs {
		var name [8]byte
		copy(name[:7], c.Name)
		b = append(b, name[:]...)
		b = wire.LE.AppendUint32(b, c.Options)
	}
	return b
}

func readChannels(r *wire.Reader) []Channel {
	n := r.Count(uint64(r.U32("channelCount")), channelDefSize, MaxChannels, "channelCount")
	cs := make([]Channel, 0, n)
	for range n {
		name := r.Bytes(8, "name")
		if i := bytes.IndexByte(name, 0); i >= 0 {
			name = name[:i]
		}
		if len(name) > 7 {
			name = name[:7] // the eighth byte is a NUL by the rules
		}
		cs = append(cs, Channel{string(name), r.U32("options")})
	}
	return cs
}
