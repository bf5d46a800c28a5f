package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oriel/compositor/control"
	"oriel/compositor/manager"
	"oriel/compositor/manager/wslg"
	"oriel/socket"
	"oriel/socket/vsock"
	"oriel/socket/x11"
)

const (
	// defaultRDP is where clients connect on a machine that is no guest.
	defaultRDP = "/run/oriel/rdp.sock"
	// lastRootPort is the last port that only root can listen on.
	lastRootPort = 1023
)

// sockets are what is listened on. They stay when a process dies, and orield
// itself: whoever connects meanwhile waits.
type sockets struct {
	share *wslg.Share
	held  []manager.Passed // all of them, under the names that a keeper knows
	all   []control.Listener
	root  *os.File // from the init system, or nil
	port  uint32   // of the VM socket, or 0
	name  *os.File // the X display's abstract name, or nil
}

// openSockets opens them all, or goes on with a predecessor's.
func openSockets(c *config, share *wslg.Share, passed []manager.Passed) (*sockets, error) {
	s := &sockets{share: share}
	inherited := map[string]*os.File{}
	for _, p := range passed {
		switch {
		case p.Name == "root":
			s.root = p.File
		case inherited[p.Name] != nil: // systemd names several sockets of a unit alike
			inherited[fmt.Sprintf("%s+%d", p.Name, len(inherited))] = p.File
		default:
			inherited[p.Name] = p.File
		}
	}
	// What is left in the end belongs to another configuration.
	defer func() {
		for _, f := range inherited {
			f.Close()
		}
	}()
	list, err := share.Sockets(inherited)
	if err != nil {
		return nil, err
	}
	for _, k := range list {
		s.hold(k.Name, k.File)
		if k.Lock != nil {
			s.hold(k.LockName(), k.Lock)
		}
		s.all = append(s.all, k.Listener())
	}
	if err := s.keepCookies(inherited); err != nil {
		return nil, err
	}
	if f := inherited["x11-name"]; f != nil {
		delete(inherited, "x11-name")
		s.name = f
		s.hold("x11-name", f)
	}
	return s, s.openRDP(c, inherited)
}

func (s *sockets) hold(name string, f *os.File) {
	s.held = append(s.held, manager.Passed{Name: name, File: f})
}

// keepCookies gives backends the memory of clients' cookies, which is kept as
// the sockets are: a client that was there comes back to a successor's backend.
func (s *sockets) keepCookies(inherited map[string]*os.File) (err error) {
	const name = "cookies"
	f := inherited[name]
	delete(inherited, name)
	if f == nil {
		if f, err = manager.CookieMemory(); err != nil {
			return err
		}
	}
	s.hold(name, f)
	s.all = append(s.all, control.Listener{Kind: control.Cookies, File: f})
	return nil
}

// holdName takes the X display's abstract name, where X clients look first.
func (s *sockets) holdName() error {
	if s.name != nil {
		return nil
	}
	f, err := x11.Hold("", 0)
	if err != nil {
		return err
	}
	s.name = f
	s.hold("x11-name", f)
	return nil
}

// openRDP opens the sockets for RDP clients: those of a socket unit, if there
// are any, or the configuration's.
func (s *sockets) openRDP(c *config, inherited map[string]*os.File) error {
	add := func(name string, f *os.File, number int) {
		delete(inherited, name)
		s.hold(name, f)
		s.all = append(s.all, control.Listener{Kind: control.ListenRDP, Number: uint32(number), File: f})
	}
	passed := false
	for name, f := range inherited {
		if name == "rdp" || strings.HasPrefix(name, "rdp+") {
			add(name, f, 0) // without an address
			passed = true
		}
	}
	if passed {
		return nil
	}
	for _, address := range c.listen {
		f, address, err := listenRDP(address, inherited)
		if err != nil {
			return err
		}
		add(keepName(address), f, len(c.addresses))
		c.addresses = append(c.addresses, address)
		if a, err := socket.Parse(address); err == nil && a.Network == socket.VSock && s.port == 0 {
			s.port = a.Port
		}
	}
	return nil
}

// keepName is an address as a name that a keeper takes.
func keepName(address string) string {
	return "listen-" + strings.NewReplacer(":", "_", ",", "_", "=", "_").Replace(address)
}

func listenRDP(address string, inherited map[string]*os.File) (*os.File, string, error) {
	for _, a := range candidates(address) {
		if f := inherited[keepName(a)]; f != nil && stillThere(a) {
			return f, a, nil
		}
	}
	var errs []error
	for _, a := range candidates(address) {
		f, err := listenFile(a)
		if err == nil {
			return f, a, nil
		}
		errs = append(errs, err)
		if errors.Is(err, vsock.ErrUnavailable) {
			break
		}
	}
	return nil, "", errs[len(errs)-1]
}

// candidates are what an address of the configuration may mean.
func candidates(address string) (out []string) {
	if address != "auto" {
		return []string{address}
	}
	if os.Getenv("WSL2_VM_ID") == "" {
		return []string{"unix:" + defaultRDP}
	}
	for port := 1; port <= lastRootPort; port++ {
		out = append(out, fmt.Sprintf("vsock:%d", port))
	}
	return out
}

// stillThere reports whether clients find a socket that was kept.
func stillThere(address string) bool {
	a, err := socket.Parse(address)
	if err != nil || a.Network != socket.Unix {
		return err == nil
	}
	info, err := os.Lstat(a.Path)
	return err == nil && info.Mode().Type() == fs.ModeSocket
}

func listenFile(address string) (*os.File, error) {
	a, err := socket.Parse(address)
	if err != nil {
		return nil, err
	}
	switch a.Network {
	case socket.VSock:
		f, err := vsock.ListenFile(a.CID, a.Port)
		if err != nil {
			return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
		}
		return f, nil
	case socket.Unix:
		if err := os.MkdirAll(filepath.Dir(a.Path), 0o755); err != nil {
			return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
		}
	}
	l, err := socket.Listen(address)
	if err != nil {
		return nil, err
	}
	return socket.File(l) // l is never closed, or the path would go
}
