// Package svc carries messages over static virtual channels: it cuts them
// into chunks and puts chunks together again ([MS-RDPBCGR] 2.2.6, 3.1.5.2).
// It also defines the two types by which every protocol part of rdp/... is
// driven: Machine and Outbox. No I/O, no clock, no goroutine.
package svc

import (
	"time"

	"oriel/rdp/wire"
)

// A Machine is one protocol end that is driven and never drives: Step takes
// one whole message from the peer and appends what must be sent to out. It
// does no I/O, reads no clock and starts no goroutine. A returned error means
// that the peer broke the protocol; what it costs (the channel or the
// connection) is for the caller to decide.
type Machine interface {
	Step(in []byte, now time.Time, out *Outbox) error
	State() string
}

// Outbox collects messages in the order in which they must be sent. It keeps
// its memory over Reset, so that a steady state allocates nothing. The zero
// Outbox is ready.
type Outbox struct {
	buf  []byte
	ends []int
}

// Add appends one message: f gets the buffer and returns it with the message
// appended, as the AppendTo methods do.
func (o *Outbox) Add(f func(b []byte) []byte) {
	o.buf = f(o.buf)
	o.ends = append(o.ends, len(o.buf))
}

// AddPDU appends one message that is p alone.
func (o *Outbox) AddPDU(p wire.PDU) {
	o.buf = p.AppendTo(o.buf)
	o.ends = append(o.ends, len(o.buf))
}

// AddBytes appends a copy of b as one message.
func (o *Outbox) AddBytes(b []byte) {
	o.buf = append(o.buf, b...)
	o.ends = append(o.ends, len(o.buf))
}

// Len returns the number of messages.
func (o *Outbox) Len() int { return len(o.ends) }

// Message returns message i; it is valid until the next Reset.
func (o *Outbox) Message(i int) []byte {
	start := 0
	if i > 0 {
		start = o.ends[i-1]
	}
	return o.buf[start:o.ends[i]:o.ends[i]]
}

// Reset forgets all messages and keeps the memory.
func (o *Outbox) Reset() { o.buf, o.ends = o.buf[:0], o.ends[:0] }
