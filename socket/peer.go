package socket

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

var (
	// ErrNoCredentials says that the connection is not a Unix socket.
	ErrNoCredentials = errors.New("the peer of this connection has no credentials")
	// ErrPeer says that the user at the other end is not admitted.
	ErrPeer = errors.New("peer is another user")
)

// PeerUID is the user who connected, as the kernel noted it at connect time.
func PeerUID(c net.Conn) (uint32, error) {
	cred, err := peerCred(c)
	if err != nil {
		return 0, err
	}
	return cred.Uid, nil
}

// PeerPID is the process that connected. It may have ended since, and its
// number may belong to another: good for logs, not for decisions.
func PeerPID(c net.Conn) (int, error) {
	cred, err := peerCred(c)
	if err != nil {
		return 0, err
	}
	return int(cred.Pid), nil
}

// Allow returns nil if the peer is one of the users, and an error that wraps
// ErrPeer if not. A connection without credentials is never allowed.
func Allow(c net.Conn, uids ...uint32) error {
	uid, err := PeerUID(c)
	if err != nil {
		return err
	}
	if !slices.Contains(uids, uid) {
		return fmt.Errorf("%w: uid %d", ErrPeer, uid)
	}
	return nil
}

func peerCred(c net.Conn) (*unix.Ucred, error) {
	uc, ok := c.(*net.UnixConn)
	if !ok {
		return nil, ErrNoCredentials
	}
	raw, err := syscall.Conn(uc).SyscallConn()
	if err != nil {
		return nil, err
	}
	var cred *unix.Ucred
	if cerr := raw.Control(func(fd uintptr) {
		cred, err = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); cerr != nil {
		return nil, cerr
	}
	return cred, err
}
