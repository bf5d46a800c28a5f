package control

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket"
	"oriel/socket/fdpass"
)

// A RootListener takes requests of one user: root, or under a manager without
// root whoever runs it.
type RootListener struct {
	l   *net.UnixListener
	uid uint32
}

// Listen opens the root-only socket. Whatever was at path and does not answer
// is replaced.
func Listen(path string, uid uint32) (*RootListener, error) {
	l, err := listen(path)
	if errors.Is(err, unix.EADDRINUSE) {
		if c, derr := net.DialTimeout("unixpacket", path, time.Second); derr == nil {
			c.Close()
			return nil, fmt.Errorf("cannot listen for root's requests: %w", socket.ErrInUse)
		}
		if info, serr := os.Lstat(path); serr == nil && info.Mode().Type() == os.ModeSocket {
			os.Remove(path)
			l, err = listen(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen for root's requests: %w", err)
	}
	return &RootListener{l: l, uid: uid}, nil
}

func listen(path string) (*net.UnixListener, error) {
	// The file gets the unbound socket's mode: it is never open to others.
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		if cerr := c.Control(func(fd uintptr) { err = unix.Fchmod(int(fd), 0o600) }); cerr != nil {
			return cerr
		}
		return err
	}}
	l, err := config.Listen(context.Background(), "unixpacket", path)
	if err != nil {
		return nil, err
	}
	return l.(*net.UnixListener), nil
}

// UseListener makes a listener of a socket that is listening already, such as
// one that the init system handed over. It closes f.
func UseListener(f *os.File, uid uint32) (*RootListener, error) {
	defer f.Close()
	kind, err := unix.GetsockoptInt(int(f.Fd()), unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil || kind != unix.SOCK_SEQPACKET {
		return nil, fdpass.ErrNotSeqpacket
	}
	l, err := net.FileListener(f)
	if err != nil {
		return nil, fmt.Errorf("cannot use a passed socket: %w", err)
	}
	ul, ok := l.(*net.UnixListener)
	if !ok {
		l.Close()
		return nil, fdpass.ErrNotSeqpacket
	}
	ul.SetUnlinkOnClose(false)
	return &RootListener{l: ul, uid: uid}, nil
}

// Accept waits for the next request's connection. An error that wraps
// socket.ErrPeer means that somebody else was turned away.
func (l *RootListener) Accept() (*Conn, error) {
	c, err := l.l.AcceptUnix()
	if err != nil {
		return nil, err
	}
	if err := socket.Allow(c, l.uid); err != nil {
		c.Close()
		return nil, err
	}
	return fromUnix(c, Server)
}

// Close stops listening.
func (l *RootListener) Close() error { return l.l.Close() }

// Dial connects to the root-only socket.
func Dial(path string) (*Conn, error) {
	c, err := net.DialTimeout("unixpacket", path, 5*time.Second)
	if err != nil {
		return nil, fmt.Errorf("cannot reach the manager: %w", err)
	}
	return fromUnix(c.(*net.UnixConn), Client)
}

func fromUnix(c *net.UnixConn, side Side) (*Conn, error) {
	defer c.Close()
	f, err := c.File()
	if err != nil {
		return nil, fmt.Errorf("cannot copy a connection: %w", err)
	}
	fc, err := fdpass.New(f)
	if err != nil {
		return nil, err
	}
	return NewConn(fc, side), nil
}

// Ask sends a request on a Client's connection and waits for its answer.
func (c *Conn) Ask(m Message, timeout time.Duration) (*Result, []UnitState, error) {
	if err := c.Send(m); err != nil {
		return nil, nil, err
	}
	if err := c.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return nil, nil, err
	}
	got, err := c.Receive()
	if err != nil {
		return nil, nil, fmt.Errorf("no answer: %w", err)
	}
	res, ok := got.(*Result)
	if !ok {
		return nil, nil, fmt.Errorf("%w: an answer of kind %d: %w", ErrRefused, got.Kind(), ErrKind)
	}
	var units []UnitState
	for range res.Units {
		got, err := c.Receive()
		if err != nil {
			return nil, nil, fmt.Errorf("no whole answer: %w", err)
		}
		u, ok := got.(*UnitState)
		if !ok {
			return nil, nil, fmt.Errorf("%w: kind %d among the units: %w", ErrRefused, got.Kind(), ErrKind)
		}
		units = append(units, *u)
	}
	return res, units, nil
}

// Count asks what a unit counts. Of an answer that is not OK there is no Status.
func (c *Conn) Count(unit Unit, timeout time.Duration) (*Result, *Status, error) {
	res, _, err := c.Ask(&Count{Unit: unit}, timeout)
	if err != nil || res.Code != OK {
		return res, nil, err
	}
	got, err := c.Receive()
	if err != nil {
		return nil, nil, fmt.Errorf("no whole answer: %w", err)
	}
	s, ok := got.(*Status)
	if !ok {
		return nil, nil, fmt.Errorf("%w: kind %d for what is counted: %w", ErrRefused, got.Kind(), ErrKind)
	}
	return res, s, nil
}
