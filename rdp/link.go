package rdp

import (
	"time"

	"oriel/rdp/autodetect"
	"oriel/rdp/bcgr"
	"oriel/rdp/egfx"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// A link frames what a session sends: channel messages, share data PDUs and
// graphics updates.
type link struct {
	w        *writer
	io       uint16
	shareID  uint32
	fastPath bool
	chunk    int // of static channels
	scratch  []byte
	payload  []byte                       // the payload of an update, for its maker
	frames   func() *egfx.FrameController // nil, or returns nil: nothing is acknowledged
	net      *autodetect.Server           // nil: the client cannot be measured
}

// controller returns who counts the frames that the client acknowledges, or nil.
func (l *link) controller() *egfx.FrameController {
	if l.frames == nil {
		return nil
	}
	return l.frames()
}

// RTT is how long a round trip takes: of the network alone, or else from a
// frame to its acknowledgement. 0 means unknown.
func (l *link) RTT() time.Duration {
	if l.net != nil && l.net.RTT() > 0 {
		return l.net.RTT()
	}
	if c := l.controller(); c != nil {
		return c.RTT()
	}
	return 0
}

// Rate is how many bytes a second get through, 0 if unknown.
func (l *link) Rate() float64 {
	if l.net != nil && l.net.Rate() > 0 {
		return l.net.Rate()
	}
	if c := l.controller(); c != nil {
		if ns, ok := c.PerByte(); ok {
			return 1e9 / ns
		}
	}
	return 0
}

// channel sends the messages in out over a static channel, and empties out.
func (l *link) channel(id uint16, out *svc.Outbox) error {
	defer out.Reset()
	if out.Len() == 0 || id == 0 {
		return nil
	}
	return l.w.add(func(b []byte) []byte {
		for i := range out.Len() {
			for h, part := range svc.Chunks(out.Message(i), 0, l.chunk) {
				b = mcs.AppendSendDataIndication(b, mcs.ServerUser, id, svc.HeaderSize+len(part))
				b = append(h.AppendTo(b), part...)
			}
		}
		return b
	})
}

// update sends a graphics update, by the path that the client takes.
func (l *link) update(c bcgr.UpdateCode, payload []byte) error {
	if l.fastPath {
		return l.w.add(func(b []byte) []byte { return bcgr.AppendFastPathUpdate(b, c, payload) })
	}
	body, t, ok := bcgr.SlowPathUpdate(l.scratch[:0], c, payload)
	l.scratch = body
	if !ok {
		return nil
	}
	return l.w.add(func(b []byte) []byte {
		b = mcs.AppendSendDataIndication(b, mcs.ServerUser, l.io, bcgr.ShareDataSize+len(body))
		b = bcgr.AppendShareData(b, l.shareID, mcs.ServerUser, t, len(body))
		return append(b, body...)
	})
}

// updatePDU sends an update whose payload is a PDU.
func (l *link) updatePDU(c bcgr.UpdateCode, p wire.PDU) error {
	return l.update(c, p.AppendTo(nil))
}
