package nla

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// spnegoServer unwraps the client's tokens and wraps ours in the same way.
type spnegoServer struct {
	begun     bool
	wrapped   bool   // in SPNEGO
	chosen    bool   // the NEGOTIATE_MESSAGE has been answered
	mechTypes []byte // the client's list, which the MIC protects
	needMIC   bool   // the client would rather have had another mechanism
	mic       bool   // the client waits for our MIC
}

// step takes a token and returns the answer, nil if none is due, and the
// session once the user is proved.
func (s *spnegoServer) step(token []byte, n *ntlmServer, now time.Time) ([]byte, *session, error) {
	if !s.begun {
		s.begun = true
		s.wrapped = !strings.HasPrefix(string(token), ntlmSignature)
		if s.wrapped {
			return s.begin(token, n, now)
		}
	}
	if !s.wrapped {
		return s.plain(token, n, now)
	}
	var p NegTokenResp
	if err := decode(&p, token, "NegTokenResp"); err != nil {
		return nil, nil, err
	}
	if p.State == Reject || p.ResponseToken == nil {
		return nil, nil, ErrMechanism
	}
	if !s.chosen {
		reply, _, err := s.plain(p.ResponseToken, n, now)
		if err != nil {
			return nil, nil, err
		}
		return (&NegTokenResp{State: AcceptIncomplete, ResponseToken: reply}).AppendTo(nil), nil, nil
	}
	return s.finish(&p, n)
}

// plain takes a message of NTLM itself.
func (s *spnegoServer) plain(msg []byte, n *ntlmServer, now time.Time) ([]byte, *session, error) {
	if !s.chosen {
		s.chosen = true
		reply, err := n.start(msg, now)
		return reply, nil, err
	}
	session, err := n.finish(msg)
	return nil, session, err
}

// begin answers the client's list of mechanisms. If NTLM is not the first, the
// token is for another one, and a MIC must prove that nobody touched the list
// (RFC 4178 5).
func (s *spnegoServer) begin(token []byte, n *ntlmServer, now time.Time) ([]byte, *session, error) {
	var p NegTokenInit
	if err := decode(&p, token, "NegTokenInit"); err != nil {
		return nil, nil, err
	}
	s.mechTypes = slices.Clone(p.MechTypes)
	reply := NegTokenResp{State: AcceptIncomplete, SupportedMech: oidNTLM}
	switch at := p.Mech(oidNTLM); {
	case at < 0:
		return nil, nil, fmt.Errorf("client offers no NTLM: %w", ErrMechanism)
	case at > 0:
		s.needMIC = true
		reply.State = RequestMIC
	case p.MechToken != nil:
		msg, _, err := s.plain(p.MechToken, n, now)
		if err != nil {
			return nil, nil, err
		}
		reply.ResponseToken = msg
	}
	return reply.AppendTo(nil), nil, nil
}

// finish takes the last token: AUTHENTICATE_MESSAGE, with a MIC if need be.
func (s *spnegoServer) finish(p *NegTokenResp, n *ntlmServer) ([]byte, *session, error) {
	session, err := n.finish(p.ResponseToken)
	if err != nil {
		return nil, nil, err
	}
	reply := NegTokenResp{State: AcceptCompleted}
	switch {
	case p.MechListMIC != nil:
		if err := session.recv.verify(p.MechListMIC, s.mechTypes); err != nil {
			return nil, nil, fmt.Errorf("mechListMIC: %w", err)
		}
		reply.MechListMIC = session.send.signature(s.mechTypes)
		session.reset()
		s.mic = true
	case s.needMIC:
		return nil, nil, fmt.Errorf("no mechListMIC: %w", ErrAltered)
	}
	return reply.AppendTo(nil), session, nil
}
