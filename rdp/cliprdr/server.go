package cliprdr

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Server is the server's end of the channel.
type Server struct{ endpoint }

// NewServer returns a Server that has sent nothing yet.
func NewServer(cfg Config) *Server {
	s := &Server{newEndpoint(cfg)}
	s.quiet = listSettle
	return s
}

// Start sends the capabilities and Monitor Ready.
func (s *Server) Start(_ time.Time, out *svc.Outbox) {
	add(out, &ClipCaps{Version: capsVersion2, General: ownCaps})
	add(out, &MonitorReady{})
}

// Step implements svc.Machine. The client's first format list ends the initial
// exchange; if that client has nothing, what was set meanwhile is announced.
func (s *Server) Step(in []byte, now time.Time, out *svc.Outbox) error {
	r := wire.NewReader(in)
	m := Read(r, s.long())
	if err := r.Err(); err != nil {
		return err
	}
	err := s.common(m, now, out)
	if _, list := m.(*FormatList); list && !s.ready {
		s.ready = true
		s.sendList(now, out)
	}
	return err
}
