package rdpei

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// A Touch is what a finger does. X and Y are device pixels of the client's
// desktop; Last marks the end of a frame. A Cancel is for all fingers.
type Touch struct {
	ID     uint8
	Change Change
	X, Y   int32
	Last   bool
}

// A Pen is what a pen does.
type Pen struct {
	Device       uint8
	Change       Change
	InRange      bool // it stays near after an Up
	X, Y         int32
	Fields       uint16 // which of the following are known, as in a PenContact
	Buttons      uint32 // BarrelPressed, EraserPressed, PenInverted
	Pressure     uint32 // up to 1024
	Rotation     uint16 // degrees clockwise, below 360
	TiltX, TiltY int16  // degrees, -90 to 90
	Last         bool
}

// ServerConfig says who hears of fingers and pens.
type ServerConfig struct {
	Ready func() // the client has a device
	Touch func(Touch)
	Pen   func(Pen) // nil: pens are not asked for
}

// Server asks for fingers and pens and hears what they do. What contacts
// report is checked: one that does what it cannot ends the transaction for
// all.
type Server struct {
	cfg    ServerConfig
	state  string
	touch  lives
	pen    lives
	client CSReady
}

// NewServer returns a Server.
func NewServer(cfg ServerConfig) *Server { return &Server{cfg: cfg, state: "new"} }

// Start implements drdynvc.Starter: the server speaks first.
func (s *Server) Start(_ time.Time, out *svc.Outbox) {
	p := SCReady{ProtocolVersion: V101}
	if s.cfg.Pen != nil {
		p = SCReady{ProtocolVersion: V300, SupportedFeatures: MultipenInjection}
	}
	out.AddPDU(&p)
	s.state = "awaiting readiness"
}

// State implements svc.Machine.
func (s *Server) State() string { return s.state }

// Step implements svc.Machine. Messages that are not a server's to hear are
// passed over.
func (s *Server) Step(in []byte, _ time.Time, _ *svc.Outbox) error {
	r := wire.NewReader(in)
	event := r.U16("eventId")
	if r.Err() != nil {
		return r.Err()
	}
	read := func(p wire.PDU) error {
		r := wire.NewReader(in)
		p.ReadFrom(r)
		return r.Err()
	}
	switch event {
	case eventCSReady:
		if err := read(&s.client); err != nil {
			return err
		}
		if s.state = "ready"; s.cfg.Ready != nil {
			s.cfg.Ready()
		}
	case eventTouch:
		var p TouchEvent
		if err := read(&p); err != nil {
			return err
		}
		for i := range p.Frames {
			s.touchFrame(p.Frames[i].Contacts)
		}
	case eventPen:
		var p PenEvent
		if err := read(&p); err != nil || s.cfg.Pen == nil {
			return err
		}
		for i := range p.Frames {
			s.penFrame(p.Frames[i].Contacts)
		}
	case eventDismissHovering:
		var p DismissHovering
		if err := read(&p); err != nil {
			return err
		}
		if s.touch.state[p.ContactID] == hovering {
			delete(s.touch.state, p.ContactID)
		}
	}
	return nil
}

func (s *Server) touchFrame(list []TouchContact) {
	if s.touch.broken {
		for i := range list {
			if !begins(list[i].Flags) {
				return
			}
		}
		s.touch.broken = len(list) == 0
	}
	for i := range list {
		c := &list[i]
		change, _, ok := s.touch.step(c.ID, c.Flags)
		if !ok || change == Cancel {
			s.touch.cancel()
			s.cfg.Touch(Touch{ID: c.ID, Change: Cancel, X: c.X, Y: c.Y, Last: true})
			return
		}
		s.cfg.Touch(Touch{ID: c.ID, Change: change, X: c.X, Y: c.Y, Last: i == len(list)-1})
	}
}

func (s *Server) penFrame(list []PenContact) {
	if s.pen.broken {
		for i := range list {
			if !begins(list[i].Flags) {
				return
			}
		}
		s.pen.broken = len(list) == 0
	}
	for i := range list {
		c := &list[i]
		change, to, ok := s.pen.step(c.DeviceID, c.Flags)
		if !ok || c.DeviceID >= MaxPens {
			change = Cancel
		}
		s.cfg.Pen(c.report(change, to != outOfRange && change != Cancel, i == len(list)-1 || change == Cancel))
		if change == Cancel {
			s.pen.cancel()
			return
		}
	}
}

// report keeps what a contact says within its limits.
func (c *PenContact) report(change Change, inRange, last bool) Pen {
	angle := func(v int16) int16 { return max(-90, min(v, 90)) }
	return Pen{
		Device: c.DeviceID, Change: change, InRange: inRange, X: c.X, Y: c.Y, Fields: c.FieldsPresent,
		Buttons: c.PenFlags, Pressure: min(c.Pressure, 1024), Rotation: c.Rotation % 360,
		TiltX: angle(c.TiltX), TiltY: angle(c.TiltY), Last: last,
	}
}
