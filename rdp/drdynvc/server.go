package drdynvc

import (
	"fmt"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Server is the server's end of the channel "drdynvc".
type Server struct {
	mux
	version uint16 // agreed; 0 until the client answered
	lastID  uint32
	waiting []CreateRequest // opened before the version was agreed on
}

// NewServer returns a Server that has sent nothing yet.
func NewServer(cfg Config) *Server { return &Server{mux: newMux(cfg)} }

// Start sends the capabilities. It must not come before licensing is over:
// FreeRDP 3 ends the session on earlier channel data.
func (s *Server) Start(_ time.Time, out *svc.Outbox) {
	out.AddPDU(&CapsRequest{Version: s.cfg.Version, PriorityCharges: [4]uint16{936, 3276, 9362, 21845}})
}

// State implements svc.Machine.
func (s *Server) State() string {
	if s.version == 0 {
		return "awaiting capabilities"
	}
	return fmt.Sprintf("version %d, %d channels", s.version, len(s.channels))
}

// Version returns the agreed version, 0 before.
func (s *Server) Version() uint16 { return s.version }

// SetPDUSize changes the size of channel PDUs from now on, within 64 and
// MaxPDUSize.
func (s *Server) SetPDUSize(n int) {
	s.cfg.PDUSize = n
	s.cfg.fill()
}

// Open asks the client for a channel; the Handler hears the answer. Before
// the capabilities are agreed on the request waits. Ids are never used twice.
func (s *Server) Open(name string, h Handler, out *svc.Outbox) uint32 {
	s.lastID++
	c := &channel{id: s.lastID, name: name, h: h, limit: s.cfg.limit(name)}
	s.channels[c.id] = c
	req := CreateRequest{ChannelID: c.id, Name: name}
	if s.version == 0 {
		s.waiting = append(s.waiting, req)
	} else {
		out.AddPDU(&req)
	}
	return c.id
}

// Step implements svc.Machine.
func (s *Server) Step(in []byte, now time.Time, out *svc.Outbox) error {
	if len(in) > 0 && in[0]>>4 == CmdData { // most of all messages; it takes no memory
		var d Data
		r := wire.NewReader(in)
		if d.ReadFrom(r); r.Err() == nil {
			s.data(&d, now, out)
			return nil
		}
	}
	p, err := DecodeFromClient(in)
	if err != nil {
		return err
	}
	switch p := p.(type) {
	case *CapsResponse:
		return s.capsResponse(p, out)
	case *CreateResponse:
		s.createResponse(p, now, out)
	case *DataFirst:
		s.dataFirst(p, now, out)
	case *Close:
		s.closed(p, out)
	}
	return nil
}

func (s *Server) capsResponse(p *CapsResponse, out *svc.Outbox) error {
	if s.version != 0 {
		return nil // some clients answer twice
	}
	if p.Version == 0 {
		return &wire.Error{Field: "Version", Off: 2, Kind: wire.ErrVersion}
	}
	s.version = min(p.Version, s.cfg.Version)
	for i := range s.waiting {
		if s.channels[s.waiting[i].ChannelID] != nil { // not closed meanwhile
			out.AddPDU(&s.waiting[i])
		}
	}
	s.waiting = nil
	return nil
}

func (s *Server) createResponse(p *CreateResponse, now time.Time, out *svc.Outbox) {
	c := s.channels[p.ChannelID]
	switch {
	case c == nil:
		// Closed by us before the client answered: the client has it now.
		if p.Status >= 0 && p.ChannelID != 0 && p.ChannelID <= s.lastID {
			out.AddPDU(&Close{ChannelID: p.ChannelID})
		}
	case c.open:
	case p.Status < 0:
		s.drop(c, &RefusedError{Name: c.name, Status: p.Status}, false, out)
	default:
		s.opened(c, now, out)
	}
}
