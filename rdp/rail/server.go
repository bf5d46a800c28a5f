package rail

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// ServerConfig is what a Server can be told.
type ServerConfig struct {
	Ex    bool   // HandshakeEx: both sides have RAIL_LEVEL_HANDSHAKE_EX
	Flags uint32 // of HandshakeEx
	Build uint32
	// Handle gets every message of the client, among them Handshake and
	// ClientStatus. It may send by out. Window ids are the client's claim:
	// unknown ones are normal (races) and to be ignored.
	Handle func(m Message, now time.Time, out *svc.Outbox)
}

// Server is the server's end of the channel "rail".
type Server struct {
	cfg       ServerConfig
	handshake bool
	status    uint32
	hasStatus bool
}

// NewServer returns a Server that has sent nothing yet.
func NewServer(cfg ServerConfig) *Server { return &Server{cfg: cfg} }

// Start sends the handshake. It must come before anything else on the channel.
func (s *Server) Start(_ time.Time, out *svc.Outbox) {
	if s.cfg.Ex {
		add(out, &HandshakeEx{Build: s.cfg.Build, Flags: s.cfg.Flags})
	} else {
		add(out, &Handshake{Build: s.cfg.Build})
	}
}

func add(out *svc.Outbox, m Message) {
	out.Add(func(b []byte) []byte { return Append(b, m) })
}

// State implements svc.Machine.
func (s *Server) State() string {
	switch {
	case !s.handshake:
		return "awaiting handshake"
	case !s.hasStatus:
		return "awaiting client status"
	}
	return "ready"
}

// Ready reports whether the client's handshake came.
func (s *Server) Ready() bool { return s.handshake }

// ClientStatus returns the flags of the client's ClientStatus, and whether it
// came.
func (s *Server) ClientStatus() (uint32, bool) { return s.status, s.hasStatus }

// Step implements svc.Machine. Messages of unknown type, and those that only a
// server sends, are passed over.
func (s *Server) Step(in []byte, now time.Time, out *svc.Outbox) error {
	r := wire.NewReader(in)
	m := Read(r)
	if err := r.Err(); err != nil {
		return err
	}
	if messages[m.Type()].from&byClient == 0 {
		return nil
	}
	switch m := m.(type) {
	case *Handshake:
		s.handshake = true // older clients send theirs before ours
	case *ClientStatus:
		s.status, s.hasStatus = m.Flags, true
	}
	s.cfg.Handle(m, now, out)
	return nil
}

// needs are messages that may only be sent to a client that announced them:
// FreeRDP ends the session otherwise.
var needs = map[uint16]uint32{
	TypeZOrderSync:          StatusZOrderSync,
	TypeLocalMoveSize:       StatusAllowLocalMoveSize,
	TypePowerDisplayRequest: StatusPowerDisplayRequest,
	TypeGetAppIDRespEx:      StatusGetAppIDRespEx,
	TypeCloak:               StatusBidirectionalCloak,
	TypeTaskbarInfo:         StatusAppBarRemoting,
}

// Can reports whether the client takes messages of this type.
func (s *Server) Can(typ uint16) bool {
	return messages[typ].from&byServer != 0 && s.status&needs[typ] == needs[typ]
}

// Send sends a message, unless the client did not say that it takes it.
func (s *Server) Send(m Message, out *svc.Outbox) bool {
	if !s.Can(m.Type()) {
		return false
	}
	add(out, m)
	return true
}

// ExecResult answers an Exec.
func (s *Server) ExecResult(e *Exec, result uint16, raw uint32, out *svc.Outbox) {
	add(out, &ExecResult{Flags: e.Flags, Result: result, RawResult: raw, ExeOrFile: e.ExeOrFile})
}

// ScreenSaver tells the client whether a screen saver may run and lock.
func (s *Server) ScreenSaver(active, secure bool, out *svc.Outbox) {
	add(out, &SysParam{Param: SPIScreenSaveSecure, Value: uint32(flag(secure))})
	add(out, &SysParam{Param: SPIScreenSaveActive, Value: uint32(flag(active))})
}

// AppID answers a GetAppIDReq, in the extended form if the client takes it.
// Taskbar buttons are grouped by appID.
func (s *Server) AppID(window uint32, appID string, pid uint32, image string, out *svc.Outbox) {
	if s.Can(TypeGetAppIDRespEx) {
		add(out, &GetAppIDRespEx{WindowID: window, AppID: appID, ProcessID: pid, ProcessImage: image})
	} else {
		add(out, &GetAppIDResp{WindowID: window, AppID: appID})
	}
}
