package disp

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Server announces what the server can do and hears the client's layouts.
type Server struct {
	caps     Caps
	onLayout func([]Monitor)
	state    string
}

// NewServer returns a Server. onLayout gets every valid layout, cleaned;
// clients send bursts while a window is dragged, so apply the last after some
// rest.
func NewServer(caps Caps, onLayout func([]Monitor)) *Server {
	return &Server{caps: caps, onLayout: onLayout, state: "new"}
}

// Start sends the capabilities; the client is silent before it has them.
func (s *Server) Start(_ time.Time, out *svc.Outbox) {
	out.AddPDU(&s.caps)
	s.state = "ready"
}

// State implements svc.Machine.
func (s *Server) State() string { return s.state }

// Step implements svc.Machine. A layout that breaks the rules is an error and
// changes nothing; other messages are passed over.
func (s *Server) Step(in []byte, _ time.Time, _ *svc.Outbox) error {
	r := wire.NewReader(in)
	typ := r.U32("Type")
	if r.Err() != nil || typ != typeMonitorLayout {
		return r.Err()
	}
	var p MonitorLayout
	r = wire.NewReader(in)
	p.ReadFrom(r)
	if err := r.Err(); err != nil {
		return err
	}
	l, err := Clean(p.Monitors, s.caps)
	if err == nil {
		s.onLayout(l)
	}
	return err
}
