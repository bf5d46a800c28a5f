package main

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"oriel/rdp"
	"oriel/rdp/nla"
	"oriel/socket"
)

// rdpside is the RDP half of a bridge.
type rdpside struct{ server *rdp.Server }

// startRDP listens on every address and serves.
func (b *bridge) startRDP(context.Context) error {
	cert, err := certificate()
	if err != nil {
		return err
	}
	b.env.Fingerprint = fingerprint(cert)
	allowed, err := allowList(b.cfg.allow)
	if err != nil {
		return err
	}
	s := rdp.New(rdp.Config{
		Desktop: b.comp, Log: b.log.With("unit", "rdp"), Authenticate: b.account.check, Account: b.account.hash,
		TLS:  &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12},
		Exec: func(p rdp.Program, done func(error)) { done(b.launch(allowed, p)) },
	})
	b.rdp = &rdpside{s}
	ctx, cancel := context.WithCancel(context.Background())
	b.onClose(cancel)
	for _, addr := range b.cfg.listen {
		if addr == "unix:shot" {
			addr = "unix:" + filepath.Join(b.dir, "rdp")
		}
		l, err := socket.Listen(addr)
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("cannot listen on %s: it is in use; choose another address by --listen", addr)
		}
		if err != nil {
			return err
		}
		b.env.RDP = append(b.env.RDP, socket.AddrOf(l))
		b.wait.Go(func() {
			if err := s.Serve(ctx, l); err != nil && !errors.Is(err, net.ErrClosed) && ctx.Err() == nil {
				b.failed <- err
			}
		})
		b.onClose(func() { l.Close() })
	}
	return b.writeRDPFile()
}

// writeRDPFile writes the file that Windows' clients open.
func (b *bridge) writeRDPFile() error {
	hp := target(b.env.RDP)
	if hp == "" || filepath.IsAbs(hp) {
		return nil // Windows' clients know TCP only
	}
	b.env.RDPFile = filepath.Join(b.dir, "oriel.rdp")
	return os.WriteFile(b.env.RDPFile, []byte(rdpFile(hp, b.env.User)), 0o600)
}

// check says whether a name and a password are the account's, in a time that
// does not depend on the password.
func (a account) check(user, domain, password string) bool {
	same := subtle.ConstantTimeCompare([]byte(password), []byte(a.password)) == 1
	return a.named(user) && same
}

// hash returns what Network Level Authentication proves the password by. It
// compares it itself, in constant time.
func (a account) hash(user, domain string) (ntHash [16]byte, ok bool) {
	return nla.NTHash(a.password), a.named(user)
}

// named reports whether a name is the account's. Windows' clients may put a
// domain before it.
func (a account) named(user string) bool {
	if _, name, ok := strings.Cut(user, `\`); ok {
		user = name
	}
	return subtle.ConstantTimeCompare([]byte(strings.ToLower(user)), []byte(strings.ToLower(a.user))) == 1
}

// launch starts a program that a client may start.
func (b *bridge) launch(allowed programs, p rdp.Program) error {
	argv, dir, err := allowed.command(p, os.Getenv)
	if err != nil || argv == nil {
		return err
	}
	c, err := startCommandIn(dir, argv, b.env.vars())
	if errors.Is(err, exec.ErrNotFound) {
		err = errors.Join(err, fs.ErrNotExist)
	}
	if err != nil {
		return err
	}
	go func() { _ = c.Wait() }()
	return nil
}

// clients lists who is connected.
func (r *rdpside) clients() []clientInfo {
	out := []clientInfo{}
	for _, c := range r.server.Status() {
		info := clientInfo{
			Address: c.Address, Name: c.Name, Build: c.Build, Profile: c.Profile, Codec: c.Codec,
			Size: fmt.Sprintf("%dx%d", c.Size.X, c.Size.Y), Frames: c.Frames, Bytes: c.Bytes,
			RTT: float64(c.RTT) / float64(time.Millisecond), Since: time.Since(c.Since).Seconds(),
			Why: c.Why,
		}
		for _, x := range c.Choices {
			info.Choices = append(info.Choices, choiceInfo(x))
		}
		out = append(out, info)
	}
	return out
}
