package nla

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"io"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// ClientConfig is what a Client is told.
type ClientConfig struct {
	// PublicKey is the SubjectPublicKey of the server's certificate.
	PublicKey              []byte
	User, Domain, Password string
	Workstation            string
	// Random is a source of secure random bytes.
	Random io.Reader
	// SPNEGO wraps the messages of NTLM.
	SPNEGO bool
	// MinVersion and MaxVersion bound the version of CredSSP; 0: 2 and 6.
	MinVersion, MaxVersion uint32
	// EarlyUserAuth tells that HYBRID_EX was selected.
	EarlyUserAuth bool

	mechs [][]byte // the list for SPNEGO; nil: NTLM alone
}

// The states of a Client.
type clientState int

const (
	clientStart clientState = iota
	clientNegotiate
	clientChallenge
	clientComplete // of SPNEGO
	clientPublicKey
	clientEarlyUserAuth
	clientDone
	clientEnded
)

var clientStates = [...]string{"start", "negotiate", "challenge", "complete", "public key", "early user auth", "done", "ended"}

// Client is the client's side of CredSSP. Make it with NewClient.
type Client struct {
	cfg     ClientConfig
	state   clientState
	peer    uint32
	version uint32
	ntlm    ntlmClient
	session *session
	nonce   []byte
	mechs   []byte // the list that was sent
}

var _ svc.Machine = (*Client)(nil)

// NewClient returns a Client; Start begins.
func NewClient(cfg ClientConfig) *Client {
	if cfg.MinVersion == 0 {
		cfg.MinVersion = MinVersion
	}
	if cfg.MaxVersion == 0 {
		cfg.MaxVersion = MaxVersion
	}
	if cfg.mechs == nil {
		cfg.mechs = [][]byte{oidNTLM}
	}
	c := &Client{cfg: cfg, version: cfg.MaxVersion}
	c.ntlm.cfg = &c.cfg
	return c
}

// State names the state, for logs.
func (c *Client) State() string { return clientStates[c.state] }

// Done reports whether the server has proved itself and taken the password.
func (c *Client) Done() bool { return c.state == clientDone }

// MessageLen returns the length of the message that begins b, or 0 if b is too
// short to tell. The last message of HYBRID_EX is not a TSRequest.
func (c *Client) MessageLen(b []byte) (int, error) {
	if c.state == clientEarlyUserAuth {
		return 4, nil
	}
	return MessageLen(b)
}

// send appends a TSRequest.
func (c *Client) send(out *svc.Outbox, p TSRequest) {
	p.Version = c.cfg.MaxVersion
	out.AddPDU(&p)
}

// Start appends the first message.
func (c *Client) Start(out *svc.Outbox) {
	if c.state != clientStart {
		return
	}
	token := c.ntlm.start()
	c.state = clientChallenge
	if c.cfg.SPNEGO {
		c.mechs = mechList(c.cfg.mechs...)
		p := NegTokenInit{MechTypes: c.mechs, MechToken: token}
		if !bytes.Equal(c.cfg.mechs[0], oidNTLM) {
			p.MechToken, c.state = nil, clientNegotiate
		}
		token = p.AppendTo(nil)
	}
	c.send(out, TSRequest{NegoToken: token})
}

// Step takes one whole message.
func (c *Client) Step(in []byte, now time.Time, out *svc.Outbox) error {
	err := c.step(in, now, out)
	if err != nil {
		err = fmt.Errorf("%s: %w", c.State(), err)
		c.state, c.session = clientEnded, nil
	}
	return err
}

func (c *Client) step(in []byte, now time.Time, out *svc.Outbox) error {
	switch c.state {
	case clientStart, clientDone, clientEnded:
		return ErrSequence
	case clientEarlyUserAuth:
		return c.authorized(in)
	}
	var req TSRequest
	if err := decode(&req, in, "TSRequest"); err != nil {
		return err
	}
	if err := c.checkVersion(req.Version); err != nil {
		return err
	}
	if req.ErrorCode != 0 {
		return req.ErrorCode
	}
	if c.state == clientPublicKey {
		return c.authenticated(&req, out)
	}
	if req.NegoToken == nil {
		return ErrSequence
	}
	token := req.NegoToken
	if c.cfg.SPNEGO {
		var p NegTokenResp
		if err := decode(&p, token, "NegTokenResp"); err != nil {
			return err
		}
		return c.negotiated(&p, now, out)
	}
	token, session, err := c.ntlm.finish(token, now)
	if err != nil {
		return err
	}
	c.session = session
	return c.publicKey(token, out)
}

func (c *Client) checkVersion(v uint32) error {
	if c.peer == 0 {
		c.peer, c.version = v, min(v, c.cfg.MaxVersion)
	}
	if v != c.peer || v < max(c.cfg.MinVersion, MinVersion) {
		return fmt.Errorf("server's version %d: %w", v, wire.ErrVersion)
	}
	return nil
}

// negotiated takes a token of SPNEGO.
func (c *Client) negotiated(p *NegTokenResp, now time.Time, out *svc.Outbox) error {
	if p.State == Reject || p.SupportedMech != nil && !bytes.Equal(p.SupportedMech, oidNTLM) {
		return ErrMechanism
	}
	switch c.state {
	case clientNegotiate:
		c.state = clientChallenge
		c.send(out, TSRequest{NegoToken: (&NegTokenResp{State: AcceptIncomplete, ResponseToken: c.ntlm.negotiate}).AppendTo(nil)})
		return nil
	case clientChallenge:
		token, session, err := c.ntlm.finish(p.ResponseToken, now)
		if err != nil {
			return err
		}
		c.session, c.state = session, clientComplete
		reply := NegTokenResp{State: AcceptIncomplete, ResponseToken: token, MechListMIC: session.send.signature(c.mechs)}
		c.send(out, TSRequest{NegoToken: reply.AppendTo(nil)})
		return nil
	}
	if p.State != AcceptCompleted || p.MechListMIC == nil {
		return ErrSequence
	}
	if err := c.session.recv.verify(p.MechListMIC, c.mechs); err != nil {
		return fmt.Errorf("mechListMIC: %w", err)
	}
	c.session.reset()
	return c.publicKey(nil, out)
}

// publicKey sends what the server needs to see that nobody sits in between.
func (c *Client) publicKey(token []byte, out *svc.Outbox) error {
	p := TSRequest{NegoToken: token}
	if hasNonce(c.version) {
		c.nonce = make([]byte, nonceSize)
		if _, err := io.ReadFull(c.cfg.Random, c.nonce); err != nil {
			return fmt.Errorf("cannot draw a nonce: %w", err)
		}
		p.ClientNonce = c.nonce
	}
	mine, _ := bindings(c.version, c.nonce, c.cfg.PublicKey)
	p.PubKeyAuth = c.session.send.seal(mine)
	c.send(out, p)
	c.state = clientPublicKey
	return nil
}

// authenticated checks the server's answer and sends the password.
func (c *Client) authenticated(req *TSRequest, out *svc.Outbox) error {
	if req.PubKeyAuth == nil {
		return ErrSequence
	}
	got, err := c.session.recv.unseal(req.PubKeyAuth)
	if err != nil {
		return err
	}
	_, want := bindings(c.version, c.nonce, c.cfg.PublicKey)
	if subtle.ConstantTimeCompare(got, want) != 1 {
		return ErrPublicKey
	}
	p := TSPasswordCreds{Domain: c.cfg.Domain, User: c.cfg.User, Password: c.cfg.Password}
	creds := TSCredentials{Type: CredentialsPassword, Credentials: p.AppendTo(nil)}
	c.send(out, TSRequest{AuthInfo: c.session.send.seal(creds.AppendTo(nil))})
	c.state, c.session = clientDone, nil
	if c.cfg.EarlyUserAuth {
		c.state = clientEarlyUserAuth
	}
	return nil
}

// authorized takes the Early User Authorization Result.
func (c *Client) authorized(in []byte) error {
	r := wire.NewReader(in)
	switch v := r.U32("authorizationResult"); {
	case r.Err() != nil:
		return r.Err()
	case v == authzAccessDenied:
		return StatusAccessDenied
	case v != authzSuccess:
		return NTStatus(v)
	}
	c.state = clientDone
	return nil
}
