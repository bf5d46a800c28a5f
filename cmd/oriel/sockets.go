package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"oriel/compositor/control"
	"oriel/socket"
	"oriel/socket/x11"
	"oriel/xbridge/xwayland"
)

// A bridge holds the sockets for its processes: they stay when a process
// dies, and whoever connects meanwhile waits.

// give hands a listener to the process that serves its kind.
func (b *bridge) give(kind control.ListenerKind, number int, l net.Listener) error {
	f, err := socket.File(l)
	if err != nil {
		l.Close()
		return err
	}
	b.system.Listen(control.Listener{Kind: kind, Number: uint32(number), UID: uint32(os.Getuid()), File: f})
	b.onClose(func() {
		l.Close()
		f.Close()
	})
	return nil
}

func (b *bridge) listenWayland() error {
	path := filepath.Join(b.dir, "wayland-0")
	if _, err := socket.Parse("unix:" + path); err != nil {
		return fmt.Errorf("%w; set XDG_RUNTIME_DIR to a shorter one of your own, or to nothing", err)
	}
	l, err := socket.Listen("unix:" + path)
	if err != nil {
		return fmt.Errorf("cannot listen for Wayland clients: %w", err)
	}
	b.env.WaylandDisplay = path
	return b.give(control.ListenWayland, 0, l)
}

func (b *bridge) listenControl() error {
	path := b.cfg.control
	switch {
	case path != "":
	case b.cfg.private:
		path = filepath.Join(b.dir, "control")
	default:
		path = filepath.Join(controlDir(), filepath.Base(b.dir)[len("run-"):]+".sock")
	}
	l, err := socket.Listen("unix:" + path)
	if err != nil {
		return fmt.Errorf("cannot open the control socket: %w", err)
	}
	b.env.Control, b.env.Manager = path, filepath.Join(b.dir, "manager")
	return b.give(control.ListenControl, 0, l)
}

// listenRDP listens on every address.
func (b *bridge) listenRDP() error {
	b.system.RDPConfig.Certificate = b.cfg.certificate
	b.env.Fingerprint = fingerprint(b.cfg.certificate)
	for i, addr := range b.cfg.listen {
		if addr == "unix:shot" {
			addr = "unix:" + filepath.Join(b.dir, "rdp")
		}
		l, err := socket.Listen(addr)
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("cannot listen on %s: it is in use; choose another address by --listen", addr)
		}
		if errors.Is(err, syscall.EADDRNOTAVAIL) {
			return fmt.Errorf("cannot listen on %s: it is no address of this machine; choose another by --listen, tcp:0.0.0.0:PORT for all", addr)
		}
		if err != nil {
			return privileged(addr, err)
		}
		b.env.RDP = append(b.env.RDP, socket.AddrOf(l))
		b.system.RDPConfig.Addresses = append(b.system.RDPConfig.Addresses, addr)
		if err := b.give(control.ListenRDP, i, l); err != nil {
			return err
		}
	}
	return b.writeRDPFile()
}

// privileged says what a port below 1024 needs.
func privileged(addr string, err error) error {
	a, parseErr := socket.Parse(addr)
	if parseErr == nil && a.Network == socket.TCP && a.Port < 1024 && errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("cannot listen on %s: ports below 1024 are root's; choose another by --listen", addr)
	}
	return err
}

// writeRDPFile writes the file that Windows' clients open.
func (b *bridge) writeRDPFile() error {
	hp := target(b.env.RDP)
	if hp == "" || filepath.IsAbs(hp) {
		return nil // Windows' clients know TCP only
	}
	b.env.RDPFile = filepath.Join(b.dir, "oriel.rdp")
	return os.WriteFile(b.env.RDPFile, []byte(rdpFile(hp, b.env.User, b.account.pam == "")), 0o600)
}

// claimX claims a display; Xwayland starts with the first client. Without an
// Xwayland there is no display: X11 apps say so at once, rather than wait for
// it.
func (b *bridge) claimX() error {
	path, err := exec.LookPath("Xwayland")
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		b.log.Warn("X11 apps cannot run: Xwayland is missing; see oriel doctor")
		return nil
	}
	number := x11.First
	if b.cfg.display != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(b.cfg.display, ":"))
		if err != nil || n < 0 {
			return fmt.Errorf("--display %q: want :N, such as :7", b.cfg.display)
		}
		number = n
	}
	d, err := x11.Claim(x11.Options{Number: number})
	if err != nil {
		return err
	}
	b.onClose(func() { d.Close() })
	cookie := make([]byte, xwayland.CookieSize)
	if _, err := rand.Read(cookie); err != nil {
		return err
	}
	auth := filepath.Join(b.dir, "Xauthority")
	if err := xwayland.WriteXauthority(auth, d.Number, cookie); err != nil {
		return err
	}
	b.system.Xwayland, b.system.Display, b.system.Auth = path, d.Number, auth
	c := &b.system.CompositorConfig
	c.Cookie, c.XUIDs, c.XNative = cookie, []uint32{uint32(os.Getuid())}, b.cfg.nativeX11
	b.system.Listen(control.Listener{Kind: control.ListenX11, Number: uint32(d.Number), UID: uint32(os.Getuid()), File: d.File()})
	b.env.Display, b.env.Xauthority = d.Name(), auth
	return nil
}
