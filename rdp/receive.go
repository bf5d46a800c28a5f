package rdp

import (
	"errors"
	"fmt"
	"image"
	"slices"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/egfx"
	"oriel/rdp/mcs"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// errGoodbye ends a session as the user wants it.
var errGoodbye = errors.New("the user closed the session")

// receive handles one frame.
func (s *session) receive(frame []byte) error {
	_, fast, err := x224.FrameLen(frame)
	if err != nil {
		return err
	}
	if fast {
		return s.fastPathInput(frame)
	}
	d, ok := mcs.DecodeSendDataRequest(frame)
	if c := s.channels[d.Channel]; s.paint.rec != nil && (c == nil || c.name != "drdynvc") {
		s.paint.rec.stir() // the client may have said something about windows
	}
	if !ok {
		if _, err := mcs.DecodeFrame(frame); err != nil {
			return err
		}
		return s.sequence(frame)
	}
	switch c := s.channels[d.Channel]; {
	case d.Channel == s.peer.IOChannel:
		return s.shareMessage(frame, d.Data)
	case c != nil:
		return s.channelData(c, &d)
	case d.Channel == s.peer.MessageChannel && d.Channel != 0:
		return s.sequence(frame)
	case s.peer.ChannelByID(d.Channel) != nil:
		return nil // channels that we do not use
	}
	return bcgr.ErrBadChannelID
}

// channelData takes a chunk of a static channel. What is malformed costs the
// channel, or a part of the message, not the session.
func (s *session) channelData(c *channel, d *mcs.SendDataRequest) error {
	msg, done, err := c.assemble.Step(d.Data)
	if err == nil && done {
		err = c.step(msg, time.Now(), &s.out)
	}
	if err != nil {
		s.log.Warn("Bad channel message", "channel", c.name, "err", err)
		if c.bad++; c.bad > maxBad {
			return fmt.Errorf("channel %s: %w", c.name, err)
		}
	}
	return s.link.channel(d.Channel, &s.out)
}

// maxBad is how many bad messages a channel may have.
const maxBad = 100

func (s *session) fastPathInput(frame []byte) error {
	var err error
	s.events, err = bcgr.AppendFastPathEvents(s.events[:0], frame)
	if s.active {
		s.hand.events(s.events)
		s.typed = onlyKeys(s.events) && !s.leds.busy
	}
	if errors.Is(err, wire.ErrType) {
		return nil // an event of a kind that we do not know ends its PDU
	}
	return err
}

// onlyKeys reports whether events leave the session as it is.
func onlyKeys(list []bcgr.InputEvent) bool {
	return !slices.ContainsFunc(list, func(e bcgr.InputEvent) bool {
		return e.Kind != bcgr.InputScancode && e.Kind != bcgr.InputUnicode
	})
}

// shareMessage handles a PDU on the I/O channel; what belongs to the
// connection sequence goes to the acceptor.
func (s *session) shareMessage(frame, data []byte) error {
	kind, _, body := bcgr.ReadShare(wire.NewReader(data))
	if err := body.Err(); err != nil {
		return err
	}
	if kind != bcgr.ShareData {
		return s.sequence(frame)
	}
	_, t := bcgr.ReadShareData(body)
	if err := body.Err(); err != nil {
		return err
	}
	switch t {
	case bcgr.DataInput, bcgr.DataSuppressOutput, bcgr.DataRefreshRect, bcgr.DataShutdownRequest, bcgr.DataFrameAcknowledge:
	case bcgr.DataSynchronize, bcgr.DataControl, bcgr.DataFontList:
		return s.sequence(frame)
	default:
		return nil
	}
	p := bcgr.NewDataPDU(t)
	if p.ReadFrom(body); body.Err() != nil {
		return body.Err()
	}
	return s.sharePDU(p)
}

func (s *session) sharePDU(p bcgr.DataPDU) error {
	switch p := p.(type) {
	case *bcgr.InputPDU:
		if s.active {
			s.hand.events(p.Events)
		}
	case *bcgr.SuppressOutput:
		s.suppress(!p.Allow)
	case *bcgr.RefreshRect:
		s.refreshRect(p)
	case *bcgr.FrameAcknowledge:
		if s.bits != nil && s.bits.frames != nil {
			s.bits.frames.Acknowledge(egfx.FrameAcknowledge{FrameID: p.FrameID}, time.Now())
		}
	case *bcgr.ShutdownRequest:
		return errGoodbye
	}
	return nil
}

// suppress stops and resumes output. mstsc suppresses already while it
// connects, and then needs the first frame all the same.
func (s *session) suppress(on bool) {
	if s.suppressed == on || on && s.paint.frames == 0 {
		return
	}
	s.suppressed = on
	if on {
		s.hand.letGo() // who has minimised the client types elsewhere
	}
	if f := s.throttle(); f != nil {
		f.Reset() // frames on their way may never be acknowledged
	}
	if !on {
		s.paint.refresh()
	}
}

func (s *session) refreshRect(p *bcgr.RefreshRect) {
	s.suppressed = false
	if s.profile == ProfileHiDef {
		s.paint.refresh()
		return
	}
	for _, a := range p.Areas {
		r := image.Rect(int(a.Left), int(a.Top), int(a.Right)+1, int(a.Bottom)+1)
		s.paint.comp.add(r.Add(s.layout.bounds().Min))
	}
}

// sequence hands a frame to the acceptor: late joins, and the exchange of a
// reactivation.
func (s *session) sequence(frame []byte) error {
	err := s.acc.Step(frame, time.Now(), &s.out)
	s.sendFrames()
	if errors.Is(err, acceptor.ErrDisconnected) {
		return errGoodbye
	}
	if err == nil && !s.active && s.acc.Active() {
		s.active = true
		s.bits = newSurfaceBits(s.peer)
		s.pointers.reset()
		s.leds = indicators{due: time.Now().Add(settleLocks)}
		s.paint.resize()
	}
	return err
}

// sendFrames sends what the acceptor has put into out: whole frames.
func (s *session) sendFrames() {
	for i := range s.out.Len() {
		m := s.out.Message(i)
		s.note(s.w.add(func(b []byte) []byte { return append(b, m...) }))
	}
	s.out.Reset()
}
