package socket

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"

	"oriel/socket/vsock"
)

// Listen opens a listener on an address of the form that Parse reads. A Unix
// socket is made with mode 0600 and removed on Close; a socket file that
// nobody listens on any more is taken over.
func Listen(addr string) (net.Listener, error) {
	a, err := Parse(addr)
	if err != nil {
		return nil, err
	}
	l, err := a.listen()
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", a, err)
	}
	return l, nil
}

func (a Addr) listen() (net.Listener, error) {
	switch a.Network {
	case Unix:
		return listenUnix(a.Path)
	case VSock:
		l, err := vsock.Listen(a.CID, a.Port)
		if err != nil {
			return nil, err
		}
		return vsock.Admit(l, a.From), nil
	}
	network := TCP
	if ip, err := netip.ParseAddr(a.Host); err == nil && ip.Is4() {
		network = "tcp4" // else 0.0.0.0 would be every IPv6 address too
	}
	return net.Listen(network, a.hostPort())
}

// File gives a copy of a listener's descriptor, for another process that
// accepts. Whom a VM socket admits is for that one to see to.
func File(l net.Listener) (*os.File, error) {
	fl, ok := l.(interface{ File() (*os.File, error) })
	if !ok {
		return nil, fmt.Errorf("cannot hand over a listener on %v: %w", l.Addr(), errors.ErrUnsupported)
	}
	f, err := fl.File()
	if err != nil {
		return nil, fmt.Errorf("cannot hand over a listener on %v: %w", l.Addr(), err)
	}
	return f, nil
}

// FromFile makes a listener of a socket that is listening, and closes f. A
// Unix socket's path stays when it is closed: it is its maker's. A VM socket
// admits everybody.
func FromFile(f *os.File) (net.Listener, error) {
	family, err := familyOf(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot use a passed socket: %w", err)
	}
	if family == unix.AF_VSOCK {
		return vsock.FromFile(f)
	}
	defer f.Close()
	l, err := net.FileListener(f)
	if err != nil {
		return nil, fmt.Errorf("cannot use a passed socket: %w", err)
	}
	if ul, ok := l.(*net.UnixListener); ok {
		ul.SetUnlinkOnClose(false)
	}
	return l, nil
}

func familyOf(f *os.File) (family int, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	if cerr := raw.Control(func(fd uintptr) {
		family, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_DOMAIN)
	}); cerr != nil {
		return 0, cerr
	}
	return family, err
}

// Dial connects to an address of the form that Parse reads. A VM socket
// address without a context means this machine.
func Dial(ctx context.Context, addr string) (net.Conn, error) {
	a, err := Parse(addr)
	if err != nil {
		return nil, err
	}
	c, err := a.dial(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot connect to %s: %w", a, err)
	}
	return c, nil
}

func (a Addr) dial(ctx context.Context) (net.Conn, error) {
	var d net.Dialer
	switch a.Network {
	case Unix:
		return d.DialContext(ctx, Unix, a.Path)
	case VSock:
		cid := a.CID
		if cid == vsock.Any {
			cid = vsock.Local
		}
		return vsock.Dial(ctx, cid, a.Port)
	}
	return d.DialContext(ctx, TCP, a.hostPort())
}

// AddrOf gives the address of a listener in the form that Parse reads, with
// the port that the system chose where 0 was asked for.
func AddrOf(l net.Listener) string {
	switch a := l.Addr().(type) {
	case *net.TCPAddr:
		return Addr{Network: TCP, Host: a.IP.String(), Port: uint32(a.Port)}.String()
	case *net.UnixAddr:
		return Addr{Network: Unix, Path: a.Name}.String()
	}
	if _, port, ok := vsock.Peer(l.Addr()); ok {
		return Addr{Network: VSock, CID: vsock.Any, Port: port}.String()
	}
	return l.Addr().Network() + ":" + l.Addr().String()
}
