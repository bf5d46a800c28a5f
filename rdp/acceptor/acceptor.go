// Package acceptor is the server's side of the connection sequence, from the
// X.224 Connection Request to the Font Map PDU ([MS-RDPBCGR] 1.3.1.1), as a
// machine without I/O. Its caller reads frames (x224.FrameLen), hands each to
// Step, sends what is in the Outbox, and then does what Wants says:
//
//	for !s.Active() {
//		frame := read()
//		err := s.Step(frame, now, out)
//		send(out) // also with an error: the client is told why
//		if err != nil { return err }
//		switch s.Wants() {
//		case acceptor.WantTLS:     upgrade the stream; s.TLSDone()
//		case acceptor.WantCredSSP: run nla; s.CredSSPDone()
//		}
//	}
//
// Afterwards Result tells everything about the client. The caller keeps the
// machine: Reactivate changes the desktop's size, End says goodbye, and Step
// still answers what belongs to the sequence (late joins, control PDUs, a
// Confirm Active). It ignores all other frames, so that a caller may pass on
// whatever it does not handle itself. While a reactivation is under way
// (Active is false) channels stay open, but nothing may be drawn.
package acceptor

import (
	"errors"
	"fmt"
	"io"
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// Config is what a Server offers.
type Config struct {
	// Protocols are the security protocols offered, best first chosen:
	// HYBRID_EX, HYBRID, SSL.
	Protocols x224.Protocol
	// AllowPlain accepts a connection without any protection from a client
	// that offers nothing else. Only for transports that nobody can listen to:
	// unix sockets, vsock.
	AllowPlain bool
	// Authenticate is asked once, when Client Info arrives, unless CredSSP or
	// Reconnect vouched for the user. nil lets nobody in.
	Authenticate func(user, domain, password string) bool
	// Refuse is asked before that. What it returns, an error with the
	// bcgr.ErrorInfo for the client in it, keeps everybody out. May be nil.
	Refuse func() error
	// Reconnect checks the cookie of a client that comes back; nil: no cookies.
	Reconnect func(bcgr.ReconnectCookie) bool
	// Width and Height are the desktop's size if the client's is unusable.
	Width, Height int
	// Capabilities returns the sets for Demand Active; nil: DefaultCapabilities.
	Capabilities func(*Result) bcgr.Capabilities
	// RAIL is the level of the Remote Programs set; 0: desktops only.
	RAIL uint32
	// ChunkSize is the longest channel chunk of either end; 0: svc.DefaultChunk.
	ChunkSize int
	// Random is a source of secure random bytes.
	Random io.Reader
}

// Want is what the caller must do next.
type Want int

// The wants.
const (
	WantFrame   Want = iota // read a frame and Step it
	WantTLS                 // send the Outbox, do the TLS handshake, call TLSDone
	WantCredSSP             // do CredSSP as server, call CredSSPDone
	WantClose               // send the Outbox and close
)

// The states, in their order.
type state int

const (
	stateNegotiate state = iota
	stateTLS
	stateCredSSP
	stateConnect
	stateAttach
	stateJoin // and Client Info
	stateConfirm
	stateFinalize
	stateActive
	stateEnded
)

var stateNames = [...]string{"negotiate", "tls", "credssp", "connect", "attach", "join", "confirm", "finalize", "active", "ended"}

// Errors of Step.
var (
	// ErrDenied is a user that Authenticate did not accept.
	ErrDenied = errors.New("access denied")
	// ErrDisconnected is a client that left by itself.
	ErrDisconnected = errors.New("client disconnected")
	// ErrSequence is a message that does not belong here.
	ErrSequence = errors.New("message out of sequence")
	// ErrFlood is a client that never comes to the point.
	ErrFlood = errors.New("too many messages before the session is active")
)

// maxFrames bounds the sequence: 31 joins and some dozen other messages.
const maxFrames = 512

// Server is the machine. Make it with New.
type Server struct {
	cfg     Config
	state   state
	frames  int
	res     Result
	hybrid  bool // CredSSP has vouched for the user
	synced  bool // since the last Demand Active: the client's Synchronize came
	granted bool // and control was granted
	reached bool // the session was active once
}

var _ svc.Machine = (*Server)(nil)

// New returns a Server at the start of a connection.
func New(cfg Config) *Server {
	if cfg.Width == 0 || cfg.Height == 0 {
		cfg.Width, cfg.Height = 1024, 768
	}
	if cfg.ChunkSize == 0 {
		cfg.ChunkSize = svc.DefaultChunk
	}
	return &Server{cfg: cfg}
}

// State names the state, for logs.
func (s *Server) State() string { return stateNames[s.state] }

// Active reports whether the session may draw and talk on channels.
func (s *Server) Active() bool { return s.state == stateActive }

// Wants tells what the caller must do next.
func (s *Server) Wants() Want {
	switch s.state {
	case stateTLS:
		return WantTLS
	case stateCredSSP:
		return WantCredSSP
	case stateEnded:
		return WantClose
	}
	return WantFrame
}

// Result is what is known of the client so far: all of it once Active.
func (s *Server) Result() *Result { return &s.res }

// TLSDone tells that the stream is encrypted now.
func (s *Server) TLSDone() {
	if s.state != stateTLS {
		return
	}
	s.state = stateConnect
	if s.res.Selected&(x224.ProtocolHybrid|x224.ProtocolHybridEx) != 0 {
		s.state = stateCredSSP
	}
}

// CredSSPDone tells that the user has proved who it is. With HYBRID_EX the
// caller has sent the Early User Authorization Result.
func (s *Server) CredSSPDone() {
	if s.state == stateCredSSP {
		s.hybrid, s.state = true, stateConnect
	}
}

// Step takes one whole frame. If it fails, out may have an answer that should
// be sent before the connection is closed.
func (s *Server) Step(in []byte, now time.Time, out *svc.Outbox) error {
	err := s.step(in, now, out)
	if err != nil {
		err = fmt.Errorf("%s: %w", s.State(), err)
		if s.state != stateEnded && !errors.Is(err, ErrDisconnected) {
			s.End(ErrorInfo(err), out)
		}
		s.state = stateEnded
	}
	return err
}

// ErrorInfo returns the code to tell the client for err.
func ErrorInfo(err error) bcgr.ErrorInfo {
	var code bcgr.ErrorInfo
	switch {
	case errors.As(err, &code):
		return code
	case errors.Is(err, ErrSequence):
		return bcgr.ErrControlPDUSequence
	}
	return bcgr.ErrUnknownPDU
}

func (s *Server) step(in []byte, now time.Time, out *svc.Outbox) error {
	_, fast, err := x224.FrameLen(in)
	if err != nil {
		return err
	}
	if !s.reached {
		if s.frames++; s.frames > maxFrames {
			return ErrFlood
		}
	}
	switch s.state {
	case stateNegotiate:
		return s.negotiate(in, out)
	case stateConnect:
		return s.connect(in, out)
	case stateTLS, stateCredSSP, stateEnded:
		return ErrSequence
	}
	if fast {
		if s.state < stateConfirm {
			return ErrSequence
		}
		return nil // input, of which nothing is wanted yet
	}
	return s.domain(in, now, out)
}

// domain handles MCS domain PDUs.
func (s *Server) domain(in []byte, now time.Time, out *svc.Outbox) error {
	p, err := mcs.DecodeFrame(in)
	if err != nil {
		return err
	}
	switch p := p.(type) {
	case *mcs.ErectDomainRequest:
		return nil
	case *mcs.AttachUserRequest:
		if s.state > stateJoin {
			return ErrSequence
		}
		s.state = stateJoin
		out.Add(func(b []byte) []byte { return x224.AppendData(b, &mcs.AttachUserConfirm{User: s.res.User}) })
		return nil
	case *mcs.ChannelJoinRequest:
		if s.state < stateJoin {
			return ErrSequence
		}
		s.join(p, out)
		return nil
	case *mcs.SendDataRequest:
		return s.data(p, now, out)
	case *mcs.DisconnectProviderUltimatum:
		return ErrDisconnected
	}
	return ErrSequence
}

// join confirms a join in any order, also one that nobody needs, or a late one.
func (s *Server) join(p *mcs.ChannelJoinRequest, out *svc.Outbox) {
	c := &mcs.ChannelJoinConfirm{User: s.res.User, Requested: p.Channel, Channel: p.Channel}
	if !s.res.hasChannel(p.Channel) {
		c.Result, c.Channel = mcs.ResultNoSuchChannel, 0
	}
	out.Add(func(b []byte) []byte { return x224.AppendData(b, c) })
}

// send appends p as a share data PDU on the I/O channel.
func (s *Server) send(out *svc.Outbox, p bcgr.DataPDU) { s.res.AppendData(out, p) }

// End appends what tells the client that the session ends and why (0: no
// reason). The caller sends it and closes; the machine is done.
func (s *Server) End(code bcgr.ErrorInfo, out *svc.Outbox) {
	if s.state == stateEnded {
		return
	}
	last := s.state
	s.state = stateEnded
	if last < stateAttach {
		return // no MCS domain to leave; mstsc wants no more bytes then
	}
	if last < stateConfirm && s.res.licensable() {
		s.license(out) // clients take nothing else on the I/O channel before
	}
	if last == stateActive {
		s.deactivate(out)
	}
	if code != bcgr.ErrNone && s.res.Core.EarlyFlags&mcs.SupportErrorInfo != 0 && s.res.infoSeen {
		s.send(out, &bcgr.SetErrorInfo{Code: code})
	}
	out.Add(func(b []byte) []byte {
		return x224.AppendData(b, &mcs.DisconnectProviderUltimatum{Reason: mcs.UserRequested})
	})
}
