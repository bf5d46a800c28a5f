package client

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"time"

	"oriel/rdp/nla"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// credSSP proves to the server who the user is, and that nobody sits in
// between; only then it gets the password.
func (s *Session) credSSP(st *stream, t *tls.Conn, out *svc.Outbox) error {
	key, err := nla.PublicKey(t.ConnectionState().PeerCertificates[0].RawSubjectPublicKeyInfo)
	if err != nil {
		return err
	}
	o := &s.opt
	auth := nla.NewClient(nla.ClientConfig{
		PublicKey: key, User: o.User, Domain: o.Domain, Password: o.Password, Workstation: o.Name,
		Random: rand.Reader, EarlyUserAuth: s.seq.Result().Selected == x224.ProtocolHybridEx,
	})
	auth.Start(out)
	for {
		if err := st.send(out); err != nil || auth.Done() {
			return err
		}
		msg, err := st.message(nil, auth.MessageLen)
		if err != nil {
			return fmt.Errorf("NLA: %w", err)
		}
		if err := auth.Step(msg, time.Now(), out); err != nil {
			return fmt.Errorf("NLA: %w", err)
		}
	}
}
