package acceptor

import (
	"fmt"
	"io"

	"oriel/rdp/autodetect"
	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// negotiate answers the Connection Request.
func (s *Server) negotiate(in []byte, out *svc.Outbox) error {
	var cr x224.ConnectionRequest
	r := wire.NewReader(in)
	if cr.ReadFrom(r); r.Err() != nil {
		return r.Err()
	}
	s.res.Cookie = cr.Cookie
	cc := x224.ConnectionConfirm{DstRef: cr.SrcRef, SrcRef: 0x1234}
	if cr.Negotiation != nil {
		s.res.Negotiated, s.res.Requested = true, cr.Negotiation.Protocols
	}
	selected, failure := s.choose()
	if failure != 0 {
		s.state = stateEnded
		if s.res.Negotiated { // an old client would not understand
			cc.Failure = failure
			out.AddPDU(&cc)
		}
		return fmt.Errorf("client offers %v: %w", s.res.Requested, failure)
	}
	s.res.Selected = selected
	if s.res.Negotiated {
		cc.Response = &x224.NegotiationResponse{Flags: x224.ExtendedClientData | x224.DynvcGFXProtocol, Selected: selected}
	}
	out.AddPDU(&cc)
	s.state = stateTLS
	if selected == x224.ProtocolRDP {
		s.state = stateConnect
	}
	return nil
}

// choose picks the best protocol of both sides.
func (s *Server) choose() (x224.Protocol, x224.FailureCode) {
	for _, p := range []x224.Protocol{x224.ProtocolHybridEx, x224.ProtocolHybrid, x224.ProtocolSSL} {
		if s.cfg.Protocols&s.res.Requested&p != 0 {
			return p, 0
		}
	}
	switch {
	case s.cfg.AllowPlain && s.res.Requested == x224.ProtocolRDP:
		return x224.ProtocolRDP, 0
	case s.cfg.Protocols&x224.ProtocolSSL != 0:
		return 0, x224.SSLRequiredByServer
	case s.cfg.Protocols != 0:
		return 0, x224.HybridRequiredByServer
	}
	return 0, x224.SSLNotAllowedByServer
}

// connect answers the MCS Connect Initial.
func (s *Server) connect(in []byte, out *svc.Outbox) error {
	d, err := readConnectInitial(in)
	if err != nil {
		return err
	}
	s.keep(d)
	if err := s.newShareID(); err != nil {
		return err
	}
	sd := mcs.ServerData{
		Core:           mcs.ServerCore{Version: mcs.Version10, RequestedProtocols: uint32(s.res.Requested)},
		IOChannel:      s.res.IOChannel,
		Channels:       []uint16{},
		MessageChannel: s.res.MessageChannel,
	}
	if d.Core.EarlyFlags&mcs.SupportSkipChannelJoin != 0 {
		sd.Core.EarlyFlags |= mcs.SkipChannelJoin
	}
	for _, c := range s.res.Channels {
		sd.Channels = append(sd.Channels, c.ID)
	}
	out.Add(func(b []byte) []byte { return x224.AppendData(b, mcs.NewConnectResponse(&sd)) })
	s.state = stateAttach
	return nil
}

func readConnectInitial(in []byte) (*mcs.ClientData, error) {
	r := x224.Data(in)
	var ci mcs.ConnectInitial
	if ci.ReadFrom(r); r.Err() != nil {
		return nil, r.Err()
	}
	r = wire.NewReader(ci.UserData)
	var q mcs.ConferenceCreateRequest
	if q.ReadFrom(r); r.Err() != nil {
		return nil, r.Err()
	}
	return &q.Data, nil
}

// keep takes over what the client said and gives out channel ids: the I/O
// channel, the static channels in their order, the message channel, the user.
func (s *Server) keep(d *mcs.ClientData) {
	r := &s.res
	r.Core, r.Monitors, r.MonitorsEx = d.Core, d.Monitors, d.MonitorsEx
	r.Depth = d.Core.Depth()
	r.IOChannel = mcs.IOChannel
	next := mcs.IOChannel + 1
	for _, c := range d.Channels {
		r.Channels = append(r.Channels, Channel{c.Name, next, c.Options})
		next++
	}
	if d.MessageChannel != nil {
		r.MessageChannel = next
		next++
		cfg := autodetect.Config{
			Detect:    d.Core.EarlyFlags&mcs.SupportNetCharDetect != 0,
			Heartbeat: d.Core.EarlyFlags&mcs.SupportHeartbeat != 0,
		}
		if cfg != (autodetect.Config{}) {
			r.Network = autodetect.New(cfg)
		}
	}
	r.User = next
	r.Width, r.Height = s.desktop(int(d.Core.Width), int(d.Core.Height))
}

// Limits of a desktop's sides ([MS-RDPBCGR] 2.2.1.3.2 and [MS-RDPEDISP] 2.2.2.2.1).
const (
	minSide = 200
	maxSide = 8192
)

// desktop returns a size that can be used, the configured one if need be.
func (s *Server) desktop(w, h int) (int, int) {
	if w < minSide || h < minSide || w > maxSide || h > maxSide {
		return s.cfg.Width, s.cfg.Height
	}
	return w, h
}

// newShareID draws a share id. Nothing depends on its being secret; that it
// differs between sessions shows mix-ups.
func (s *Server) newShareID() error {
	var b [2]byte
	if s.cfg.Random != nil {
		if _, err := io.ReadFull(s.cfg.Random, b[:]); err != nil {
			return fmt.Errorf("cannot draw a share id: %w", err)
		}
	}
	s.res.ShareID = uint32(1+wire.LE.Uint16(b[:])%0x7FFF)<<16 | uint32(mcs.ServerUser)
	return nil
}

// license appends the PDU that ends licensing before it begins.
func (s *Server) license(out *svc.Outbox) {
	p := &bcgr.LicenseError{Code: bcgr.StatusValidClient, Transition: bcgr.StateNoTransition}
	out.Add(func(b []byte) []byte {
		b = mcs.AppendSendDataIndication(b, mcs.ServerUser, s.res.IOChannel, bcgr.SecurityHeaderSize+p.Size())
		return p.AppendTo(bcgr.AppendSecurityHeader(b, bcgr.SecLicense))
	})
	s.res.licensed = true
}
