package main

import (
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"time"

	"oriel/compositor/control"
	"oriel/compositor/link"
	"oriel/rdp"
	"oriel/rdp/nla"
	"oriel/socket"
	"oriel/socket/vsock"
)

// config makes the server's configuration out of the manager's.
func config(cfg control.RDPConfig) (rdp.Config, error) {
	cert, err := tls.X509KeyPair(cfg.Certificate, cfg.Certificate)
	if err != nil {
		return rdp.Config{}, fmt.Errorf("cannot use the certificate: %w", err)
	}
	var profile rdp.Profile
	if cfg.Profile != "" {
		if profile, err = rdp.ParseProfile(cfg.Profile); err != nil {
			return rdp.Config{}, err
		}
	}
	share := rdp.TakeOver
	if cfg.Share != "" {
		var ok bool
		if share, ok = rdp.ParseShare(cfg.Share); !ok {
			return rdp.Config{}, fmt.Errorf("there is no way to share called %.40q", cfg.Share)
		}
	}
	for _, a := range cfg.Accounts {
		if !cfg.PAM && a.Password == "" && len(a.NTHash) != len(nla.NTHash("")) {
			return rdp.Config{}, fmt.Errorf("the account %.40q has neither a password nor a hash", a.User)
		}
	}
	a := accounts(cfg.Accounts)
	return rdp.Config{
		Profile:      profile,
		TitleSuffix:  cfg.TitleSuffix,
		NoClipboard:  cfg.NoClipboard,
		Share:        share,
		TLS:          &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12},
		Authenticate: a.check, Account: a.hash, NoAccount: noAccount(cfg),
	}, nil
}

// noAccount says who needs none.
func noAccount(cfg control.RDPConfig) func(net.Conn) bool {
	switch {
	case cfg.NoAccount:
		return func(net.Conn) bool { return true }
	case cfg.HostNoAccount:
		return func(c net.Conn) bool {
			cid, _, vm := vsock.Peer(c.RemoteAddr())
			return vm && cid == vsock.Host
		}
	}
	return nil
}

// accounts are who may connect.
type accounts []control.Account

// check says whether a name and a password are an account's, in a time that
// does not depend on the password.
func (list accounts) check(user, _, password string) bool {
	hash, known := list.hash(user, "")
	given := nla.NTHash(password)
	return subtle.ConstantTimeCompare(given[:], hash[:]) == 1 && known && password != ""
}

// hash returns what Network Level Authentication proves the password by. It
// compares it itself, in constant time.
func (list accounts) hash(user, _ string) (ntHash [16]byte, ok bool) {
	switch a := list.find(user); {
	case a.Password != "":
		return nla.NTHash(a.Password), true
	case len(a.NTHash) == len(ntHash):
		return [16]byte(a.NTHash), true
	}
	return ntHash, false // nobody of that name; who asks must not notice that
}

// find finds an account by its name. Windows' clients may put a domain before
// it.
func (list accounts) find(user string) (found control.Account) {
	if _, name, ok := strings.Cut(user, `\`); ok {
		user = name
	}
	for _, a := range list {
		if subtle.ConstantTimeCompare([]byte(strings.ToLower(user)), []byte(strings.ToLower(a.User))) == 1 {
			found = a
		}
	}
	return found
}

// listen makes a listener of a socket that the manager has given us.
func (b *backend) listen(cfg control.RDPConfig, given control.Listener) error {
	switch given.Kind {
	case control.Passwords:
		var err error
		b.pam, err = newPAM(given.File, b.log)
		return err
	case control.Cookies:
		b.cookies = given.File
		return nil
	}
	l, err := socket.FromFile(given.File)
	if err != nil {
		return err
	}
	if _, _, vm := vsock.Peer(l.Addr()); vm {
		var from vsock.Peers // the host
		if n := int(given.Number); n < len(cfg.Addresses) {
			a, err := socket.Parse(cfg.Addresses[n])
			if err != nil {
				return err
			}
			from = a.From
		}
		l = vsock.Admit(l, from)
	}
	b.listeners = append(b.listeners, l)
	return nil
}

// clients tells of the server's clients.
func (b *backend) clients() (out []link.ClientInfo) {
	for _, c := range b.server.Status() {
		client := link.ClientInfo{
			ID: c.ID, Address: c.Address, Name: c.Name, User: c.User, Profile: c.Profile, Codec: c.Codec, Build: c.Build,
			Width: c.Size.X, Height: c.Size.Y, Scale: c.Scale, Frames: c.Frames, Bytes: c.Bytes, RTT: c.RTT, Age: time.Since(c.Since),
			Version: c.Version, Security: c.Security, Leads: c.Leads, Controls: c.Controls, Rate: c.Rate, Why: c.Why,
		}
		for _, x := range c.Choices {
			client.Choices = append(client.Choices, link.Choice(x))
		}
		out = append(out, client)
	}
	return out
}

// count is what the manager is told when it asks.
func (b *backend) count() *control.Status {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	n := b.server.Counts()
	return &control.Status{Clients: uint64(n.Sessions), Frames: n.Frames, Sent: n.Bytes, Refused: n.Refused + b.refused,
		Routines: uint64(runtime.NumGoroutine()), Heap: mem.HeapAlloc}
}

// disconnect ends a client's connection.
func (b *backend) disconnect(id uint32) {
	if err := b.server.Disconnect(id); err != nil {
		b.log.Warn("Cannot disconnect a client", "err", err)
	}
}

// exec has a program started on the compositor's side.
func (b *backend) exec(p rdp.Program, done func(error)) {
	b.desktop.Exec(link.Program(p), func(err error) {
		if errors.Is(err, link.ErrNotAllowed) {
			err = rdp.ErrNotAllowed
		}
		done(err)
	})
}
