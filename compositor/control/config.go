package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"
)

// CompositorConfig is the configuration of oriel-compositor.
type CompositorConfig struct {
	Log slog.Level `json:"log"`

	// The desktop, for clients that ask for no size: in device pixels.
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Scale  float64 `json:"scale"` // device pixels per logical pixel

	// ControlUIDs are whose commands the control socket answers, besides our
	// own user's and root's.
	ControlUIDs []uint32 `json:"control_uids,omitempty"`
	// Env is the answer to "env" on the control socket: how to reach the
	// bridge. It may be empty.
	Env json.RawMessage `json:"env,omitempty"`

	// Of X11, if there is an X listener.
	Cookie  []byte        `json:"cookie,omitempty"`   // MIT-MAGIC-COOKIE-1 of 16 bytes, if the X server has one
	XNative bool          `json:"x_native,omitempty"` // X11 apps draw for the monitors' own pixels
	XUIDs   []uint32      `json:"x_uids,omitempty"`   // users whose processes need none
	XIdle   time.Duration `json:"x_idle,omitempty"`   // nanoseconds without X clients until the server is stopped; 0: a minute, negative: never
	Manager string        `json:"manager,omitempty"`  // the name of the process that started us, for status

	// Programs are what clients may start, by alias, with the variables that
	// are added to our own environment.
	Programs    map[string][]string `json:"programs,omitempty"`
	ProgramVars []string            `json:"program_vars,omitempty"`
}

// Profiles and Shares are what RDPConfig can say, for managers that link no
// backend.
var (
	Profiles = []string{"auto", "rail", "classic", "desktop", "surface", "bitmap"}
	Shares   = []string{"none", "view", "control"}
)

// CookieMemorySize is the size of the memory of kind Cookies, in bytes.
const CookieMemorySize = 256 << 10

// RDPConfig is the configuration of oriel-rdp.
type RDPConfig struct {
	Log slog.Level `json:"log"`
	// Addresses are those of the sockets, in the form of socket.Parse, by
	// Listener.Number.
	Addresses []string `json:"addresses"`
	// Profile is the way in which clients are to be shown the desktop, as far
	// as they can, one of Profiles; "" leaves it to them.
	Profile string `json:"profile,omitempty"`
	// TitleSuffix ends the titles of windows.
	TitleSuffix string `json:"title_suffix,omitempty"`
	// NoClipboard keeps apart what users copy here and there.
	NoClipboard bool `json:"no_clipboard,omitempty"`
	// Share says what becomes of a client when another one connects, one of
	// Shares: none (it ends, as with ""), view or control.
	Share string `json:"share,omitempty"`
	// Certificate is PEM: the chain, and the private key.
	Certificate []byte    `json:"certificate"`
	Accounts    []Account `json:"accounts"`
	// NoAccount lets everybody in who comes by a Unix socket or a VM socket.
	NoAccount bool `json:"no_account,omitempty"`
	// HostNoAccount lets the host of this virtual machine in without one, by
	// any VM socket that admits it: nobody else can have its context's number.
	HostNoAccount bool `json:"host_no_account,omitempty"`
	// PAM says that the accounts' passwords are the system's: the helper
	// oriel-pam knows them, to which a socket of kind Passwords leads.
	PAM bool `json:"pam,omitempty"`
}

// An Account is who may connect. Windows' clients may put a domain before the
// name; case is ignored.
type Account struct {
	User     string `json:"user"`
	Password string `json:"password,omitempty"`
	NTHash   []byte `json:"nt_hash,omitempty"` // 16 bytes, where the password is not known
}

// Encode makes a configuration into what its child reads.
func Encode(config any) ([]byte, error) {
	b, err := json.Marshal(config)
	if err != nil {
		return nil, fmt.Errorf("cannot write a configuration: %w", err)
	}
	if len(b) > MaxConfig {
		return nil, fmt.Errorf("the configuration: %w", ErrLength)
	}
	return b, nil
}

// Configure reads a configuration. A name that it does not know is an error:
// a manager of another release started us.
func Configure(b []byte, config any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(config); err != nil {
		return fmt.Errorf("cannot read the configuration: %w", err)
	}
	return nil
}
