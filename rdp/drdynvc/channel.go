package drdynvc

import (
	"fmt"
	"time"

	"oriel/rdp/svc"
)

// Sizes of one channel PDU, header included. 1600 is what every client takes;
// 16256 needs a client that adopted this chunk size for static channels.
const (
	DefaultPDUSize = 1600
	MaxPDUSize     = 16256
)

// DefaultMaxMessage bounds a reassembled message unless Config says otherwise.
const DefaultMaxMessage = 1 << 20

// keepBuffer is the largest reassembly buffer that a channel keeps when idle.
const keepBuffer = 64 << 10

// Config is what both ends can be told.
type Config struct {
	Version    uint16                // highest version to agree on, 1 or 2; 0 means 2
	PDUSize    int                   // bytes of one channel PDU; 0 means DefaultPDUSize
	MaxMessage func(name string) int // cap of a received message; nil or 0 means DefaultMaxMessage
}

func (c *Config) fill() {
	if c.Version == 0 || c.Version > 2 {
		c.Version = 2
	}
	switch {
	case c.PDUSize <= 0:
		c.PDUSize = DefaultPDUSize
	case c.PDUSize < 64:
		c.PDUSize = 64
	case c.PDUSize > MaxPDUSize:
		c.PDUSize = MaxPDUSize
	}
}

func (c *Config) limit(name string) int {
	if c.MaxMessage != nil {
		if n := c.MaxMessage(name); n > 0 {
			return n
		}
	}
	return DefaultMaxMessage
}

// A Handler is told what happens to one channel. All calls come from within
// Step, Open or Close of the machine; they may send by out, but must not keep
// it. After Closed nothing more comes.
type Handler interface {
	// Opened says that the peer has the channel.
	Opened(id uint32, now time.Time, out *svc.Outbox) error
	// Message delivers one whole message, valid until the call returns. An
	// error closes this channel and no other.
	Message(id uint32, msg []byte, now time.Time, out *svc.Outbox) error
	// Closed says why the channel is gone: a *RefusedError, ErrClosed, the
	// Handler's own error, or nil after Close.
	Closed(id uint32, why error)
}

// RefusedError is the peer's answer to a channel that it does not have. That
// is normal: the feature is absent.
type RefusedError struct {
	Name   string
	Status int32
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("channel %q refused with status %#x", e.Name, uint32(e.Status))
}

// A channel is one end of an open (or, at the server, awaited) channel.
type channel struct {
	id    uint32
	name  string
	h     Handler
	open  bool
	limit int
	buf   []byte // pieces of an unfinished message
	want  int    // its length; 0 when none is under way
}

// mux is what Server and Client have in common.
type mux struct {
	cfg      Config
	channels map[uint32]*channel
}

func newMux(cfg Config) mux {
	cfg.fill()
	return mux{cfg: cfg, channels: map[uint32]*channel{}}
}

// Send cuts msg into channel PDUs of at most Config.PDUSize bytes and appends
// them to out. The bytes are copied once, into out.
func (m *mux) Send(id uint32, msg []byte, out *svc.Outbox) error {
	c := m.channels[id]
	if c == nil || !c.open {
		return ErrUnknownChannel
	}
	room := m.cfg.PDUSize - 1 /* header */ - sizeOf(sizeCode(id))
	if len(msg) > room {
		if uint64(len(msg)) > 1<<32-1 {
			return ErrTooLarge
		}
		n := room - sizeOf(sizeCode(uint32(len(msg))))
		first := DataFirst{ChannelID: id, Length: uint32(len(msg)), Data: msg[:n]}
		out.Add(first.AppendTo)
		msg = msg[n:]
		for len(msg) > room {
			d := Data{ChannelID: id, Data: msg[:room]}
			out.Add(d.AppendTo)
			msg = msg[room:]
		}
	}
	last := Data{ChannelID: id, Data: msg}
	out.Add(last.AppendTo)
	return nil
}

// IsOpen reports whether messages can be sent on the channel.
func (m *mux) IsOpen(id uint32) bool {
	c := m.channels[id]
	return c != nil && c.open
}

// Close closes a channel from this side; unknown ones are ignored.
func (m *mux) Close(id uint32, out *svc.Outbox) {
	if c := m.channels[id]; c != nil {
		m.drop(c, nil, c.open, out)
	}
}

// drop forgets the channel, says so to the peer if tell, and to the Handler.
func (m *mux) drop(c *channel, why error, tell bool, out *svc.Outbox) {
	delete(m.channels, c.id)
	if tell {
		out.AddPDU(&Close{ChannelID: c.id})
	}
	c.open, c.buf = false, nil
	c.h.Closed(c.id, why)
}

// opened tells the Handler; its error closes the channel.
func (m *mux) opened(c *channel, now time.Time, out *svc.Outbox) {
	c.open = true
	if err := c.h.Opened(c.id, now, out); err != nil && m.channels[c.id] == c {
		m.drop(c, err, true, out)
	}
}

// closed handles the peer's Close: it is answered, unless it answers ours
// (then the channel is not known any more).
func (m *mux) closed(p *Close, out *svc.Outbox) {
	if c := m.channels[p.ChannelID]; c != nil {
		m.drop(c, ErrClosed, true, out)
	}
}

// dataFirst and data feed the reassembly. What comes for an unknown channel is
// ignored: it may cross our Close.
func (m *mux) dataFirst(p *DataFirst, now time.Time, out *svc.Outbox) {
	c := m.channels[p.ChannelID]
	if c == nil || !c.open {
		return
	}
	switch {
	case c.want != 0:
		m.drop(c, ErrSequence, true, out)
	case uint64(p.Length) > uint64(c.limit):
		m.drop(c, ErrTooLarge, true, out)
	case len(p.Data) > int(p.Length):
		m.drop(c, ErrSequence, true, out)
	case len(p.Data) == int(p.Length):
		m.deliver(c, p.Data, now, out)
	default:
		c.want = int(p.Length)
		c.buf = append(c.buf[:0], p.Data...)
	}
}

func (m *mux) data(p *Data, now time.Time, out *svc.Outbox) {
	c := m.channels[p.ChannelID]
	if c == nil || !c.open {
		return
	}
	switch {
	case c.want == 0:
		m.deliver(c, p.Data, now, out)
	case len(c.buf)+len(p.Data) > c.want:
		m.drop(c, ErrSequence, true, out)
	default:
		// Memory grows with what came, never with what was announced.
		c.buf = append(c.buf, p.Data...)
		if len(c.buf) == c.want {
			c.want = 0
			m.deliver(c, c.buf, now, out)
			if cap(c.buf) > keepBuffer {
				c.buf = nil
			}
		}
	}
}

func (m *mux) deliver(c *channel, msg []byte, now time.Time, out *svc.Outbox) {
	if err := c.h.Message(c.id, msg, now, out); err != nil && m.channels[c.id] == c {
		m.drop(c, err, true, out)
	}
}
