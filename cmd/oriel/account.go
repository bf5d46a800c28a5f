package main

import (
	"errors"
	"flag"
	"fmt"
	"os/user"

	"oriel/compositor/control"
	"oriel/compositor/manager/credential"
	"oriel/rdp"
	"oriel/socket"
)

// securityOptions are the flags of run that say who comes in, and how.
type securityOptions struct {
	user, passwordFile, hashFile string
	noPassword                   bool
	pam, pamConfig               string
	cert, key                    string
	share                        string
}

func (o *securityOptions) flags(fs *flag.FlagSet) {
	fs.StringVar(&o.user, "user", "", "let `NAME` in (default: your name)")
	fs.StringVar(&o.passwordFile, "password-file", "", "take the password from the first line of `FILE`, which nobody else can read (default: a new one, printed)")
	fs.StringVar(&o.hashFile, "hash-file", "", "know the password by its NT hash only, which oriel hash prints, on the first line of `FILE`, which nobody else can read")
	fs.BoolVar(&o.noPassword, "no-password", false, "let everybody in who reaches the sockets, which must be unix: or vsock:")
	fs.StringVar(&o.pam, "pam", "", "the password is the system's, as PAM's `SERVICE` (login, say) sees it; needs the helper oriel-pam, and clients that go without network level authentication")
	fs.StringVar(&o.pamConfig, "pam-config", "", "with --pam: look for SERVICE in `DIR` rather than in /etc/pam.d")
	fs.StringVar(&o.cert, "cert", "", "show the certificate in `FILE`, as PEM (default: one of your own that is made once and kept)")
	fs.StringVar(&o.key, "key", "", "take the private key of --cert from `FILE` (default: the certificate's file)")
	fs.StringVar(&o.share, "share", "none", "when a client connects while another is there: `HOW` is none (the new one takes over), view (it looks on) or control (both may type and click)")
}

// check refuses what does not go together.
func (o *securityOptions) check(listen list) error {
	if _, ok := rdp.ParseShare(o.share); !ok {
		return errors.New("--share must be none, view or control")
	}
	ways := 0
	for _, on := range []bool{o.passwordFile != "", o.hashFile != "", o.noPassword, o.pam != ""} {
		if on {
			ways++
		}
	}
	if ways > 1 {
		return errors.New("only one of --password-file, --hash-file, --pam and --no-password")
	}
	if o.pamConfig != "" && o.pam == "" {
		return errors.New("--pam-config needs --pam")
	}
	if o.key != "" && o.cert == "" {
		return errors.New("--key needs --cert")
	}
	for _, addr := range listen {
		if a, err := socket.Parse(addr); o.noPassword && err == nil && a.Network == socket.TCP {
			return errors.New("--no-password is for --listen unix:PATH and vsock:PORT: over TCP everybody would come in")
		}
	}
	return nil
}

// certificate returns the certificate with its key, as PEM.
func (o *securityOptions) certificate() ([]byte, error) {
	switch {
	case o.cert == "":
		return certificate()
	case o.key == "":
		return credential.Pair(o.cert, o.cert)
	}
	return credential.Pair(o.cert, o.key)
}

// account is who may connect.
type account struct {
	user, password string
	hash           []byte // the NT hash, if the password is not known
	oneTime        bool
	none           bool // nobody in particular
	pam, pamConfig string
}

func newAccount(o *securityOptions) (account, error) {
	a := account{user: o.user, none: o.noPassword}
	if a.user == "" {
		a.user = userName()
	}
	var err error
	switch {
	case o.noPassword:
	case o.pam != "":
		a.pam, a.pamConfig = o.pam, o.pamConfig
	case o.hashFile != "":
		var h [16]byte
		h, err = credential.ReadHash(o.hashFile)
		err = of("--hash-file", err)
		a.hash = h[:]
	case o.passwordFile != "":
		a.password, err = credential.ReadPassword(o.passwordFile)
		err = of("--password-file", err)
	default:
		a.oneTime = true
		a.password, err = credential.NewPassword()
	}
	return a, err
}

// of names the flag that an error is about.
func of(name string, err error) error {
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return err
}

// configure tells the RDP backend.
func (a account) configure(c *control.RDPConfig) {
	c.NoAccount, c.PAM = a.none, a.pam != ""
	if !a.none {
		c.Accounts = []control.Account{{User: a.user, Password: a.password, NTHash: a.hash}}
	}
}

// secret says where the password is.
func (a account) secret() string {
	switch {
	case a.none:
		return "none is asked for"
	case a.pam != "":
		return "the one of this system"
	case a.oneTime:
		return a.password
	case a.hash != nil:
		return "the one whose hash is in the file"
	}
	return "the one in the file"
}

func userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "oriel"
}
