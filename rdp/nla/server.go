package nla

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"slices"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Config is what a Server is told.
type Config struct {
	// PublicKey is the SubjectPublicKey of the certificate that TLS used: the
	// content of the BIT STRING alone.
	PublicKey []byte
	// Account returns the NTHash of a user's password. Names come as the client
	// wrote them: case does not matter to NTLM, and the user may have the
	// domain within (D\u, u@d). It should take as long for unknown users.
	Account func(user, domain string) (ntHash [16]byte, ok bool)
	// Random is a source of secure random bytes.
	Random io.Reader
	// TargetName is how the server calls itself; "": oriel.
	TargetName string
	// MinVersion and MaxVersion bound the version of CredSSP; 0: 2 and 6.
	MinVersion, MaxVersion uint32
	// EarlyUserAuth tells that HYBRID_EX was selected.
	EarlyUserAuth bool
	// Refuse keeps everybody out, before anything of the user is looked at.
	Refuse NTStatus
}

// The states of a Server.
type serverState int

const (
	serverNegotiate    serverState = iota
	serverAuthenticate             // the challenge is out, or SPNEGO has chosen NTLM
	serverPublicKey                // SPNEGO is complete, pubKeyAuth is to come
	serverCredentials
	serverDone
	serverEnded
)

var serverStates = [...]string{"negotiate", "authenticate", "public key", "credentials", "done", "ended"}

// Server is the server's side of CredSSP. Make it with NewServer.
type Server struct {
	cfg     Config
	state   serverState
	peer    uint32 // the client's version; 0: not known yet
	version uint32 // the one that both know
	spnego  spnegoServer
	ntlm    ntlmServer
	session *session
	nonce   []byte
}

var _ svc.Machine = (*Server)(nil)

// NewServer returns a Server that waits for the first message.
func NewServer(cfg Config) *Server {
	if cfg.TargetName == "" {
		cfg.TargetName = "oriel"
	}
	if cfg.MinVersion == 0 {
		cfg.MinVersion = MinVersion
	}
	if cfg.MaxVersion == 0 {
		cfg.MaxVersion = MaxVersion
	}
	s := &Server{cfg: cfg}
	s.ntlm.cfg = &s.cfg
	return s
}

// State names the state, for logs.
func (s *Server) State() string { return serverStates[s.state] }

// Done reports whether the user is proved.
func (s *Server) Done() bool { return s.state == serverDone }

// Version is the version of CredSSP that both sides know; 0: not known yet.
func (s *Server) Version() uint32 { return s.version }

// User returns who the client is, once Done, in its own words.
func (s *Server) User() (user, domain string) {
	if !s.Done() {
		return "", ""
	}
	return s.ntlm.user, s.ntlm.domain
}

// Early User Authorization Results ([MS-RDPBCGR] 2.2.10.2).
const (
	authzSuccess      = 0
	authzAccessDenied = 5
)

// Step takes one whole TSRequest. If it fails, out may have the reason for the
// client.
func (s *Server) Step(in []byte, now time.Time, out *svc.Outbox) error {
	if s.state >= serverDone {
		return fmt.Errorf("%s: %w", s.State(), ErrSequence)
	}
	err := s.step(in, now, out)
	if err != nil {
		s.refuse(err, out)
		err = fmt.Errorf("%s: %w", s.State(), err)
		s.state, s.session = serverEnded, nil
	}
	return err
}

// refuse tells the client why, in the way that its version knows.
func (s *Server) refuse(err error, out *svc.Outbox) {
	switch {
	case s.state == serverCredentials:
		if s.cfg.EarlyUserAuth {
			out.AddBytes(wire.LE.AppendUint32(nil, authzAccessDenied))
		}
	case hasErrorCode(s.version):
		out.AddPDU(&TSRequest{Version: s.cfg.MaxVersion, ErrorCode: Status(err)})
	}
}

func (s *Server) step(in []byte, now time.Time, out *svc.Outbox) error {
	if len(in) > MaxMessage {
		return fmt.Errorf("%d bytes: %w", len(in), wire.ErrRange)
	}
	var req TSRequest
	r := wire.NewReader(in)
	if req.ReadFrom(r); r.Err() == nil && r.Len() != 0 {
		r.Fail(wire.ErrRange, "end")
	}
	if r.Err() != nil {
		return r.Err()
	}
	if err := s.checkVersion(req.Version); err != nil {
		return err
	}
	if s.cfg.Refuse != 0 {
		return s.cfg.Refuse
	}
	if req.ErrorCode != 0 {
		return fmt.Errorf("client gives up: %w", req.ErrorCode)
	}
	if req.ClientNonce != nil {
		s.nonce = slices.Clone(req.ClientNonce)
	}
	switch s.state {
	case serverNegotiate, serverAuthenticate:
		return s.negotiate(&req, now, out)
	case serverPublicKey:
		if len(req.NegoToken) != 0 {
			return ErrSequence
		}
		return s.publicKey(&req, nil, out)
	}
	return s.credentials(&req, out)
}

// checkVersion settles the version with the first message. Later ones must
// not say another.
func (s *Server) checkVersion(v uint32) error {
	if s.peer == 0 {
		s.peer, s.version = v, min(v, s.cfg.MaxVersion)
		if v < max(s.cfg.MinVersion, MinVersion) {
			return fmt.Errorf("version %d: %w", v, StatusNotSupported)
		}
	}
	if v != s.peer {
		return fmt.Errorf("version %d after %d: %w", v, s.peer, ErrSequence)
	}
	return nil
}

// negotiate takes the messages up to AUTHENTICATE_MESSAGE.
func (s *Server) negotiate(req *TSRequest, now time.Time, out *svc.Outbox) error {
	if req.NegoToken == nil || req.AuthInfo != nil {
		return ErrSequence
	}
	reply, session, err := s.spnego.step(req.NegoToken, &s.ntlm, now)
	if err != nil {
		return err
	}
	s.state, s.session = serverAuthenticate, session
	if session == nil {
		if req.PubKeyAuth != nil {
			return ErrSequence
		}
		out.AddPDU(&TSRequest{Version: s.cfg.MaxVersion, NegoToken: reply})
		return nil
	}
	s.state = serverPublicKey
	if req.PubKeyAuth != nil {
		if !s.spnego.mic {
			reply = nil // the client has not waited for it
		}
		return s.publicKey(req, reply, out)
	}
	if reply == nil {
		return ErrSequence // raw NTLM is complete, pubKeyAuth must be there
	}
	out.AddPDU(&TSRequest{Version: s.cfg.MaxVersion, NegoToken: reply})
	return nil
}

// publicKey checks that the client sees our certificate, and answers.
func (s *Server) publicKey(req *TSRequest, token []byte, out *svc.Outbox) error {
	if req.PubKeyAuth == nil || req.AuthInfo != nil {
		return ErrSequence
	}
	got, err := s.session.recv.unseal(req.PubKeyAuth)
	if err != nil {
		return err
	}
	if hasNonce(s.version) && s.nonce == nil {
		return fmt.Errorf("no nonce: %w", ErrWeak)
	}
	want, answer := bindings(s.version, s.nonce, s.cfg.PublicKey)
	if subtle.ConstantTimeCompare(got, want) != 1 {
		return ErrPublicKey
	}
	out.AddPDU(&TSRequest{Version: s.cfg.MaxVersion, NegoToken: token, PubKeyAuth: s.session.send.seal(answer)})
	s.state = serverCredentials
	return nil
}

// The magic strings of the hashes; the NUL is part of them.
const (
	clientBinding = "CredSSP Client-To-Server Binding Hash\x00"
	serverBinding = "CredSSP Server-To-Client Binding Hash\x00"
)

// bindings returns what client and server send as pubKeyAuth
// ([MS-CSSP] 3.1.5).
func bindings(version uint32, nonce, key []byte) (client, server []byte) {
	if hasNonce(version) {
		hash := func(magic string) []byte {
			h := sha256.Sum256(bytes.Join([][]byte{[]byte(magic), nonce, key}, nil))
			return h[:]
		}
		return hash(clientBinding), hash(serverBinding)
	}
	server = slices.Clone(key)
	if len(server) > 0 {
		server[0]++
	}
	return key, server
}

// credentials takes the user's password. Whoever knows the hash alone, from a
// stolen file say, does not get past here.
func (s *Server) credentials(req *TSRequest, out *svc.Outbox) error {
	if req.AuthInfo == nil || req.NegoToken != nil || req.PubKeyAuth != nil {
		return ErrSequence
	}
	b, err := s.session.recv.unseal(req.AuthInfo)
	if err != nil {
		return err
	}
	defer clear(b)
	var c TSCredentials
	if err := decode(&c, b, "TSCredentials"); err != nil {
		return err
	}
	if c.Type != CredentialsPassword {
		return fmt.Errorf("credentials of type %d: %w", c.Type, StatusNotSupported)
	}
	var p TSPasswordCreds
	if err := decode(&p, c.Credentials, "TSPasswordCreds"); err != nil {
		return err
	}
	hash := NTHash(p.Password)
	if subtle.ConstantTimeCompare(hash[:], s.ntlm.hash[:]) != 1 {
		return fmt.Errorf("delegated password: %w", StatusLogonFailure)
	}
	if s.cfg.EarlyUserAuth {
		out.AddBytes(wire.LE.AppendUint32(nil, authzSuccess))
	}
	s.state, s.session = serverDone, nil
	return nil
}
