package rdp

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/nla"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// protocols are the security protocols on offer.
func (s *Server) protocols() x224.Protocol {
	var p x224.Protocol
	if s.publicKey != nil {
		p |= x224.ProtocolHybrid | x224.ProtocolHybridEx
	}
	if s.cfg.Account == nil || s.cfg.Authenticate != nil {
		p |= x224.ProtocolSSL
	}
	return p
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
	auth := nla.NewServer(nla.Config{
		PublicKey: c.srv.publicKey, Account: c.srv.cfg.Account, Random: rand.Reader,
		EarlyUserAuth: acc.Result().Selected == x224.ProtocolHybridEx,
	})
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
			c.linger(st)
			return fmt.Errorf("NLA: %w", stepErr)
		}
	}
	c.user, c.domain = auth.User()
	acc.CredSSPDone()
	return nil
}
