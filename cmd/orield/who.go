package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"oriel/compositor/control"
	"oriel/compositor/manager/credential"
	"oriel/socket"
)

// defaultPassword is the file with the password, if there is no other.
const defaultPassword = "/etc/oriel/password"

// who are the options that say who comes in, and how.
type who struct {
	account      string
	passwordFile string
	hashFile     string
	noPassword   noPassword
	certificate  string // ours, which is made
	cert, key    string // somebody's own
	sharing      string
}

// noPassword says who needs none: nobody (false), the host, or everybody
// (true). Without a value it is true, as in oriel run.
type noPassword string

const (
	hostNeedsNone noPassword = "host"
	allNeedNone   noPassword = "true"
	noneNeedsNone noPassword = "false"
)

func (n *noPassword) String() string { return string(*n) }

// Set implements flag.Value.
func (n *noPassword) Set(s string) error {
	if !slices.Contains([]noPassword{hostNeedsNone, allNeedNone, noneNeedsNone}, noPassword(s)) {
		return errors.New("want true, false or host")
	}
	*n = noPassword(s)
	return nil
}

// IsBoolFlag makes the value optional.
func (*noPassword) IsBoolFlag() bool { return true }

// underWindows is the default. A Windows host lets nobody but the virtual
// machine's owner connect to its sockets, and WSLg's client, which is started
// there silently, knows no password. Other hosts may let all their users.
func underWindows() noPassword {
	if os.Getenv("WSL2_VM_ID") != "" {
		return hostNeedsNone
	}
	return noneNeedsNone
}

func (w *who) options(f *flag.FlagSet) {
	f.StringVar(&w.account, "account", "oriel", "let `NAME` in")
	f.StringVar(&w.passwordFile, "password-file", defaultPassword, "take the password from the first line of `FILE`, which nobody else can read, and which is made if it is not there")
	f.StringVar(&w.hashFile, "hash-file", "", "know the password by its NT hash only, which oriel hash prints, on the first line of `FILE`, which nobody else can read")
	w.noPassword = underWindows()
	f.Var(&w.noPassword, "no-password", "`WHO` needs no password: host, the host of this virtual machine on vsock: (default under WSL); true, everybody who reaches the sockets, which must be unix: or vsock:; false, nobody")
	f.StringVar(&w.certificate, "certificate", "/etc/oriel/rdp.pem", "`FILE` with a certificate of our own and its key, which is made if it is not there")
	f.StringVar(&w.cert, "cert", "", "show the certificate in `FILE`, as PEM, rather than one of our own")
	f.StringVar(&w.key, "key", "", "take the private key of cert from `FILE`; empty: the certificate's file")
	f.StringVar(&w.sharing, "sharing", "none", "when a client connects while another is there: `HOW` is none (the new one takes over), view (it looks on) or control (both may type and click)")
}

// check refuses what does not go together.
func (w *who) check(listen list) error {
	if !slices.Contains(control.Shares, w.sharing) {
		return errors.New("sharing must be none, view or control")
	}
	ways := 0
	for _, on := range []bool{w.passwordFile != defaultPassword, w.hashFile != "", w.noPassword == allNeedNone} {
		if on {
			ways++
		}
	}
	if ways > 1 {
		return errors.New("only one of password-file, hash-file and no-password")
	}
	if w.key != "" && w.cert == "" {
		return errors.New("key needs cert")
	}
	for _, addr := range listen {
		if a, err := socket.Parse(addr); w.noPassword == allNeedNone && err == nil && a.Network == socket.TCP {
			return errors.New("no-password is for unix:PATH and vsock:PORT: over TCP everybody would come in")
		}
	}
	return nil
}

// rdpConfig is what the RDP backend is told.
func (c *config) rdpConfig() (control.RDPConfig, error) {
	r := control.RDPConfig{Log: c.logLevel, Addresses: c.addresses, Profile: c.profile, TitleSuffix: c.titleSuffix,
		NoClipboard: !c.clipboard, Share: c.sharing}
	var err error
	if r.Certificate, err = c.showCertificate(); err != nil {
		return r, err
	}
	r.NoAccount, r.HostNoAccount = c.noPassword == allNeedNone, c.noPassword == hostNeedsNone
	if r.NoAccount {
		return r, nil
	}
	a := control.Account{User: c.account}
	if c.hashFile != "" {
		h, err := credential.ReadHash(c.hashFile)
		if err != nil {
			return r, fmt.Errorf("cannot read the password's hash: %w", err)
		}
		a.NTHash = h[:]
	} else if a.Password, err = c.password(); err != nil {
		return r, err
	}
	r.Accounts = []control.Account{a}
	return r, nil
}

// showCertificate returns the certificate with its key, as PEM.
func (w *who) showCertificate() ([]byte, error) {
	switch {
	case w.cert == "":
		return credential.Certificate(w.certificate)
	case w.key == "":
		return credential.Pair(w.cert, w.cert)
	}
	return credential.Pair(w.cert, w.key)
}

// password reads the password, or makes one.
func (w *who) password() (string, error) {
	p, err := credential.ReadPassword(w.passwordFile)
	if !errors.Is(err, fs.ErrNotExist) {
		if err != nil {
			return "", fmt.Errorf("cannot read the password: %w", err)
		}
		return p, nil
	}
	if p, err = credential.NewPassword(); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(w.passwordFile), 0o755); err != nil {
		return "", fmt.Errorf("cannot keep the password: %w", err)
	}
	if err := os.WriteFile(w.passwordFile, []byte(p+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("cannot keep the password: %w", err)
	}
	return p, nil
}
