package acceptor

import (
	"strings"

	"oriel/rdp/autodetect"
	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// Channel is a static virtual channel of the session.
type Channel struct {
	Name    string
	ID      uint16
	Options uint32
}

// Result is what the sequence has found out about the client.
type Result struct {
	Negotiated bool // the client sent a negotiation request
	Requested  x224.Protocol
	Selected   x224.Protocol
	Cookie     string // the name in the X.224 cookie; not authenticated

	Core           mcs.ClientCore
	Monitors       []mcs.Monitor
	MonitorsEx     []mcs.MonitorEx // as many as Monitors, or none
	Channels       []Channel       // in the client's order
	User           uint16          // the user channel's id
	IOChannel      uint16
	MessageChannel uint16 // 0: none
	// Network measures, if the client can be measured or wants heartbeats;
	// else nil.
	Network *autodetect.Server

	Info         bcgr.ClientInfo   // without the password
	Capabilities bcgr.Capabilities // the client's
	ShareID      uint32

	Width, Height int // of the desktop
	Depth         int // bits per pixel of the session

	infoSeen bool
	licensed bool
}

// Channel returns the channel called name, nil if the client has none. Upper
// and lower case do not matter.
func (r *Result) Channel(name string) *Channel {
	for i := range r.Channels {
		if strings.EqualFold(r.Channels[i].Name, name) {
			return &r.Channels[i]
		}
	}
	return nil
}

// ChannelByID returns the static virtual channel with an id, or nil.
func (r *Result) ChannelByID(id uint16) *Channel {
	for i := range r.Channels {
		if r.Channels[i].ID == id {
			return &r.Channels[i]
		}
	}
	return nil
}

func (r *Result) hasChannel(id uint16) bool {
	return id == r.User || id == r.IOChannel || id == r.MessageChannel && id != 0 || r.ChannelByID(id) != nil
}

func (r *Result) licensable() bool { return r.infoSeen && !r.licensed }

// RAIL reports whether the client wants windows rather than a desktop and is
// able to show them.
func (r *Result) RAIL() bool {
	set := bcgr.Find[*bcgr.RemotePrograms](r.Capabilities)
	win := bcgr.Find[*bcgr.WindowList](r.Capabilities)
	return r.Info.Flags&bcgr.InfoRAIL != 0 && set != nil && set.Level&bcgr.RAILSupported != 0 &&
		win != nil && win.Level != bcgr.WindowNotSupported && r.Channel("rail") != nil
}

// FastPathOutput reports whether the client takes fast-path updates; one that
// does not gets the slow path.
func (r *Result) FastPathOutput() bool {
	g := bcgr.Find[*bcgr.General](r.Capabilities)
	return g != nil && g.ExtraFlags&bcgr.FastPathOutput != 0
}

// fragmentFloor is a MultiFragment size that no sane client stays below;
// Windows CE does.
const fragmentFloor = 0x3FFF

// MaxUpdate is the longest payload of one update that the client takes. Up to
// bcgr.MaxFragment it means: never fragment.
func (r *Result) MaxUpdate() int {
	m := bcgr.Find[*bcgr.MultiFragment](r.Capabilities)
	if m == nil || m.MaxRequestSize < fragmentFloor {
		return 0x3F80
	}
	return int(min(m.MaxRequestSize, MaxRequestSize))
}

// Chunk is the longest chunk of a static channel that the client takes: what
// it says after our Demand Active, as FreeRDP does, or else what all take.
func (r *Result) Chunk() int {
	v := bcgr.Find[*bcgr.VirtualChannel](r.Capabilities)
	if v == nil || v.ChunkSize < svc.DefaultChunk || v.ChunkSize > svc.MaxChunk {
		return svc.DefaultChunk
	}
	return int(v.ChunkSize)
}

// PointerCache is the number of pointer shapes that the client keeps; 0: send
// only color pointers, never cached ones.
func (r *Result) PointerCache() int {
	p := bcgr.Find[*bcgr.Pointer](r.Capabilities)
	if p == nil {
		return 0
	}
	return int(min(p.CacheSize, pointerCache))
}

// AppendMessages appends what is in box to out as messages on the message
// channel.
func (r *Result) AppendMessages(out, box *svc.Outbox) {
	for i := range box.Len() {
		m := box.Message(i)
		out.Add(func(b []byte) []byte {
			return append(mcs.AppendSendDataIndication(b, mcs.ServerUser, r.MessageChannel, len(m)), m...)
		})
	}
	box.Reset()
}

// AppendData appends p to out as a share data PDU on the I/O channel.
func (r *Result) AppendData(out *svc.Outbox, p bcgr.DataPDU) {
	out.Add(func(b []byte) []byte {
		b = mcs.AppendSendDataIndication(b, mcs.ServerUser, r.IOChannel, bcgr.DataLen(p))
		return bcgr.AppendData(b, r.ShareID, mcs.ServerUser, p)
	})
}
