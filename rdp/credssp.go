package rdp

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/nla"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// local reports whether nobody but its two ends sees what a connection
// carries.
func local(c net.Conn) bool {
	n := c.LocalAddr().Network()
	return n == "unix" || n == "vsock"
}

// open reports whether the client needs no account.
func (c *connection) open() bool {
	ask := c.srv.cfg.NoAccount
	return ask != nil && local(c.conn) && ask(c.conn)
}

// protocols are the security protocols on offer, and whether none is good
// enough as well.
func (c *connection) protocols() (p x224.Protocol, plain bool) {
	cfg := &c.srv.cfg
	inside := c.open() || cfg.Authenticate != nil // can be asked for a password inside
	if c.srv.publicKey != nil && !c.open() {
		p |= x224.ProtocolHybrid | x224.ProtocolHybridEx
	}
	if inside || cfg.Account == nil {
		p |= x224.ProtocolSSL
	}
	return p, inside && local(c.conn)
}

// authenticate is asked by the acceptor who the user is, unless CredSSP or a
// cookie has said it.
func (c *connection) authenticate(user, domain, password string) bool {
	if c.open() {
		return true
	}
	ok := c.srv.cfg.Authenticate != nil && c.srv.cfg.Authenticate(user, domain, password)
	c.login(ok)
	return ok
}

var errCertificates = errors.New("there must be one certificate, the same for everybody")

// publicKey returns what CredSSP binds to: the key of the certificate that TLS
// will show.
func publicKey(cfg *tls.Config) ([]byte, error) {
	if len(cfg.Certificates) != 1 || cfg.GetCertificate != nil || cfg.GetConfigForClient != nil {
		return nil, errCertificates
	}
	leaf := cfg.Certificates[0].Leaf
	if leaf == nil {
		if len(cfg.Certificates[0].Certificate) == 0 {
			return nil, errCertificates
		}
		var err error
		if leaf, err = x509.ParseCertificate(cfg.Certificates[0].Certificate[0]); err != nil {
			return nil, err
		}
	}
	return nla.PublicKey(leaf.RawSubjectPublicKeyInfo)
}

// credSSP lets the client prove who the user is, before anything else is read.
func (c *connection) credSSP(ctx context.Context, st *stream, acc *acceptor.Server, last time.Time) error {
	cfg := nla.Config{
		PublicKey: c.srv.publicKey, Account: c.srv.cfg.Account, Random: rand.Reader,
		EarlyUserAuth: acc.Result().Selected == x224.ProtocolHybridEx,
	}
	if c.refusal != nil {
		cfg.Refuse = nla.StatusAccountLockedOut
	}
	auth := nla.NewServer(cfg)
	var out svc.Outbox
	for !auth.Done() {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.awaitUntil(last)
		msg, err := st.message(nil, nla.MessageLen)
		if err != nil {
			return err
		}
		stepErr := auth.Step(msg, time.Now(), &out)
		if err := flush(st, &out); err != nil {
			return err
		}
		if stepErr != nil {
			if c.refusal == nil && nla.Status(stepErr) == nla.StatusLogonFailure {
				c.login(false)
			}
			c.linger(st)
			return fmt.Errorf("NLA: %w", stepErr)
		}
	}
	c.login(true)
	c.user, c.domain = auth.User()
	c.security = fmt.Sprintf("NLA %d, ", auth.Version()) + c.security
	acc.CredSSPDone()
	return nil
}
