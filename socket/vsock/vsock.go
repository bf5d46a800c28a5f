// Package vsock opens VM sockets (AF_VSOCK), by which a virtual machine and
// its host talk without a network. It fixes the few choices that the rest of
// Oriel should not have to make, on top of github.com/mdlayher/vsock.
//
// Everything on the machine may connect to a VM socket port, and so may the
// host: Admit lets in only some contexts, by default the host's.
package vsock

import (
	"context"
	"errors"
	"net"
	"os"

	"github.com/mdlayher/vsock"
	"golang.org/x/sys/unix"
)

// Contexts with a fixed meaning (linux/vm_sockets.h, VMADDR_CID_*).
const (
	Any        uint32 = 0xffffffff  // every context this machine answers for
	Hypervisor uint32 = 0           // reserved for the hypervisor
	Local      uint32 = vsock.Local // this machine (needs vsock_loopback)
	Host       uint32 = vsock.Host  // the host of this virtual machine
)

// ErrUnavailable says that the kernel offers no VM sockets.
var ErrUnavailable = errors.New("no VM sockets on this machine (/dev/vsock is missing)")

// Available reports whether the kernel offers VM sockets.
func Available() bool {
	_, err := os.Stat("/dev/vsock")
	return err == nil
}

// Listen listens on a port of a context, usually Any.
func Listen(cid, port uint32) (net.Listener, error) {
	if !Available() {
		return nil, ErrUnavailable
	}
	f, err := open(cid, port)
	if err != nil {
		return nil, err
	}
	l, err := vsock.FileListener(f) // of a copy
	if err != nil {
		f.Close()
		return nil, err
	}
	return &listener{l, f}, nil
}

// open makes a listening socket.
func open(cid, port uint32) (*os.File, error) {
	if port == 0 {
		port = unix.VMADDR_PORT_ANY
	}
	fd, err := unix.Socket(unix.AF_VSOCK, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrVM{CID: cid, Port: port}); err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("bind", err)
	}
	if err := unix.Listen(fd, unix.SOMAXCONN); err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("listen", err)
	}
	return os.NewFile(uintptr(fd), "vsock"), nil
}

// A listener can be handed to another process.
type listener struct {
	net.Listener
	f *os.File
}

// File gives a copy of the descriptor.
func (l *listener) File() (*os.File, error) {
	fd, err := unix.FcntlInt(l.f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	return os.NewFile(uintptr(fd), "vsock"), nil
}

// Close implements net.Listener.
func (l *listener) Close() error {
	l.f.Close()
	return l.Listener.Close()
}

// ListenFile is Listen for who hands the socket to another process, which says
// there whom it admits.
func ListenFile(cid, port uint32) (*os.File, error) {
	if !Available() {
		return nil, ErrUnavailable
	}
	fd, err := unix.Socket(unix.AF_VSOCK, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	f := os.NewFile(uintptr(fd), "vsock")
	if err := unix.Bind(fd, &unix.SockaddrVM{CID: cid, Port: port}); err != nil {
		f.Close()
		return nil, os.NewSyscallError("bind", err)
	}
	if err := unix.Listen(fd, unix.SOMAXCONN); err != nil {
		f.Close()
		return nil, os.NewSyscallError("listen", err)
	}
	return f, nil
}

// FromFile makes a listener of an inherited listening socket and closes f.
func FromFile(f *os.File) (net.Listener, error) {
	defer f.Close()
	l, err := vsock.FileListener(f)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Dial connects to a port of a context.
func Dial(ctx context.Context, cid, port uint32) (net.Conn, error) {
	if !Available() {
		return nil, ErrUnavailable
	}
	c, err := vsock.DialContext(ctx, cid, port, nil)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Peer takes the address of a VM socket connection or listener apart. It
// reports false for addresses of other networks.
func Peer(a net.Addr) (cid, port uint32, ok bool) {
	va, ok := a.(*vsock.Addr)
	if !ok {
		return 0, 0, false
	}
	return va.ContextID, va.Port, true
}
