// Package wlconn moves bytes and file descriptors between a Unix socket and
// the tables of package wlwire.
package wlconn

import (
	"errors"
	"io"
	"net"
	"os"

	"golang.org/x/sys/unix"

	"oriel/compositor/wlwire"
	"oriel/socket/unixmsg"
)

// ReadSize is a good size for the buffer given to Read: it holds the largest
// message, and many of the usual ones.
const ReadSize = 1 << 16

// maxFDs is how many descriptors libwayland sends at once, at most.
const maxFDs = 28

// ErrTruncated says that the peer sent more descriptors than fit, or than we
// may have open.
var ErrTruncated = errors.New("descriptors lost")

// Conn is a connected Unix stream socket. One goroutine may read while another
// writes.
type Conn struct {
	*unixmsg.Conn
	oob []byte // for reading
	fds []int
}

// New takes c over: it is closed, also if New fails.
func New(c *net.UnixConn) (*Conn, error) {
	u, err := unixmsg.New(c)
	if err != nil {
		return nil, err
	}
	return &Conn{Conn: u, oob: make([]byte, unix.CmsgSpace(4*maxFDs))}, nil
}

// Read reads bytes into b and returns the descriptors that came with them,
// which are the caller's, also if err is not nil; the slice is valid until the
// next Read.
func (k *Conn) Read(b []byte) (n int, fds []int, err error) {
	n, oobn, flags, err := k.Recv(b, k.oob)
	if err != nil {
		return 0, nil, err
	}
	k.fds, err = unixmsg.AppendRights(k.fds[:0], k.oob[:oobn])
	switch {
	case err != nil:
	case flags&unix.MSG_CTRUNC != 0:
		err = ErrTruncated
	case n == 0 && len(b) > 0:
		err = io.EOF
	}
	return n, k.fds, err
}

// Write sends bytes and descriptors in one sendmsg and returns how many bytes
// were taken. It waits until some can be. The descriptors stay the caller's.
func (k *Conn) Write(b []byte, fds []int) (int, error) { return k.Send(b, rights(fds)) }

func rights(fds []int) []byte {
	if len(fds) == 0 {
		return nil
	}
	return unix.UnixRights(fds...)
}

// Flush writes all of o. It waits as long as the peer does not read.
func (k *Conn) Flush(o *wlwire.Out) error {
	for b, fds := o.Next(); len(b) > 0; b, fds = o.Next() {
		n, err := k.Write(b, fds)
		if err != nil {
			return err
		}
		o.Advance(n)
	}
	return nil
}

// TryFlush writes what takes no waiting, and reports whether that was all. If
// not, Flush goes on, or tells what is wrong.
func (k *Conn) TryFlush(o *wlwire.Out) bool {
	for b, fds := o.Next(); len(b) > 0; b, fds = o.Next() {
		n, err := k.TrySend(b, rights(fds))
		if err != nil {
			return false
		}
		o.Advance(n)
	}
	return true
}

// CloseFD closes fd; it is made for wlwire.Config.
func CloseFD(fd int) { _ = unix.Close(fd) }

// Pair returns two connected sockets.
func Pair() (a, b *net.UnixConn, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	if a, err = FileConn(fds[0]); err != nil {
		CloseFD(fds[1])
		return nil, nil, err
	}
	if b, err = FileConn(fds[1]); err != nil {
		a.Close()
		return nil, nil, err
	}
	return a, b, nil
}

// FileConn makes a connection of an open socket, and closes fd.
func FileConn(fd int) (*net.UnixConn, error) {
	f := os.NewFile(uintptr(fd), "wayland")
	if f == nil {
		return nil, os.ErrInvalid
	}
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, err
	}
	u, ok := c.(*net.UnixConn)
	if !ok {
		c.Close()
		return nil, errors.New("not a Unix socket")
	}
	return u, nil
}
