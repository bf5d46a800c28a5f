// Package wlconn moves bytes and file descriptors between a Unix socket and
// the tables of package wlwire.
package wlconn

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"oriel/compositor/wlwire"
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
// writes. Deadlines and Close of the net.UnixConn work as usual.
type Conn struct {
	*net.UnixConn
	raw syscall.RawConn
	rd  half
	wr  half
	in  message
	out message
	oob []byte // for reading
	fds []int
}

// half is the state of one direction. The step function is made once, not for
// each call.
type half struct {
	b, oob []byte
	n      int
	oobn   int
	flags  int
	err    error
	step   func(fd uintptr) bool
	once   func(fd uintptr) bool // of the writer: step, which is not to wait
}

// New prepares c. Use only the Conn afterwards.
func New(c *net.UnixConn) (*Conn, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	k := &Conn{UnixConn: c, raw: raw, oob: make([]byte, unix.CmsgSpace(4*maxFDs))}
	k.rd.step = func(fd uintptr) bool {
		h := &k.rd
		h.n, h.oobn, h.flags, h.err = k.in.receive(int(fd), h.b, k.oob)
		return !again(h.err)
	}
	k.wr.step = func(fd uintptr) bool {
		h := &k.wr
		h.n, h.err = k.out.send(int(fd), h.b, h.oob)
		return !again(h.err)
	}
	k.wr.once = func(fd uintptr) bool { k.wr.step(fd); return true }
	return k, nil
}

func again(err error) bool { return err == unix.EAGAIN || err == unix.EINTR }

// Read reads bytes into b and returns the descriptors that came with them,
// which are the caller's, also if err is not nil; the slice is valid until the
// next Read.
func (k *Conn) Read(b []byte) (n int, fds []int, err error) {
	h := &k.rd
	h.b = b
	err = k.raw.Read(h.step)
	h.b = nil
	if err == nil {
		err = h.err
	}
	if err != nil {
		return 0, nil, err
	}
	k.fds = k.fds[:0]
	if h.oobn > 0 {
		k.fds, err = parseFDs(k.fds, k.oob[:h.oobn])
	}
	switch {
	case err != nil:
	case h.flags&unix.MSG_CTRUNC != 0:
		err = ErrTruncated
	case h.n == 0 && len(b) > 0:
		err = io.EOF
	}
	return h.n, k.fds, err
}

func parseFDs(fds []int, oob []byte) ([]int, error) {
	msgs, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return fds, err
	}
	for i := range msgs {
		if msgs[i].Header.Level != unix.SOL_SOCKET || msgs[i].Header.Type != unix.SCM_RIGHTS {
			continue
		}
		got, err := unix.ParseUnixRights(&msgs[i])
		if err != nil {
			return fds, err
		}
		fds = append(fds, got...)
	}
	return fds, nil
}

// Write sends bytes and descriptors in one sendmsg and returns how many bytes
// were taken. It waits until some can be. The descriptors stay the caller's.
func (k *Conn) Write(b []byte, fds []int) (int, error) { return k.write(b, fds, k.wr.step) }

func (k *Conn) write(b []byte, fds []int, step func(fd uintptr) bool) (int, error) {
	h := &k.wr
	h.b, h.oob = b, nil
	if len(fds) > 0 {
		h.oob = unix.UnixRights(fds...)
	}
	err := k.raw.Write(step)
	h.b, h.oob = nil, nil
	if err == nil {
		err = h.err
	}
	if err != nil {
		return 0, err
	}
	return h.n, nil
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
		n, err := k.write(b, fds, k.wr.once)
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
