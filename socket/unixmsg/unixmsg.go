// Package unixmsg receives and sends on a connected Unix socket, with
// descriptors, and wakes nobody in vain.
//
//	c, err := unixmsg.New(u)
//	n, oobn, flags, err := c.Recv(b, oob)
//	fds, err := unixmsg.AppendRights(nil, oob[:oobn])
//
// Go's own sockets are told whenever the peer has read something, as they can
// then be written again: for a program that answers each message, that is a
// wake for each message more than it needs. A Conn hears of room only while it
// waits for some.
package unixmsg

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A Conn is a connected Unix socket, of streams or of messages. One goroutine
// may receive while another sends; Close ends both.
type Conn struct {
	mu sync.RWMutex // held for reading during a call, so that fd is still ours
	fd int          // -1: closed
	in half
	to half
}

// New takes over a socket: f, a *net.UnixConn or an *os.File, is closed,
// whether New succeeds or not.
func New(f interface {
	syscall.Conn
	Close() error
}) (*Conn, error) {
	defer f.Close()
	fd, err := dup(f)
	if err != nil {
		return nil, fmt.Errorf("cannot take over a socket: %w", err)
	}
	c := &Conn{fd: fd}
	if err = c.in.init(c, unix.SYS_RECVMSG, unix.MSG_CMSG_CLOEXEC, unix.EPOLLIN|unix.EPOLLRDHUP); err == nil {
		err = c.to.init(c, unix.SYS_SENDMSG, unix.MSG_NOSIGNAL, 0)
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("cannot wait for a socket: %w", err)
	}
	return c, nil
}

func dup(f syscall.Conn) (fd int, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return -1, err
	}
	if e := raw.Control(func(old uintptr) { fd, err = unix.FcntlInt(old, unix.F_DUPFD_CLOEXEC, 0) }); e != nil {
		return -1, e
	}
	return fd, err
}

// half is one direction.
//
// It waits by an epoll descriptor of its own, which is what Go's runtime
// watches in the socket's place: it is readable when the socket is ready.
type half struct {
	c      *Conn
	ear    *os.File
	raw    syscall.RawConn
	call   uintptr
	flags  uintptr
	step   func(uintptr) bool // made once, not for each call
	m      message
	result result
}

func (h *half) init(c *Conn, call, flags uintptr, events uint32) error {
	h.c, h.call, h.flags = c, call, flags|unix.MSG_DONTWAIT
	h.step = func(uintptr) bool { return h.try() }
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return err
	}
	_ = unix.SetNonblock(fd, true) // so that the runtime watches it
	h.ear = os.NewFile(uintptr(fd), "ear")
	if err := unix.EpollCtl(fd, unix.EPOLL_CTL_ADD, c.fd, &unix.EpollEvent{Events: events}); err != nil {
		return err
	}
	if err := h.ear.SetDeadline(time.Time{}); err != nil { // the runtime does not watch it
		return err
	}
	h.raw, err = h.ear.SyscallConn()
	return err
}

// try makes the call, and reports whether it came to anything.
func (h *half) try() bool {
	h.c.mu.RLock()
	defer h.c.mu.RUnlock()
	if h.c.fd < 0 {
		h.result = result{err: net.ErrClosed}
		return true
	}
	h.result = h.m.do(h.call, h.c.fd, h.flags)
	return h.result.err != unix.EAGAIN
}

// listen makes the sender's ear hear of room, or stop to.
func (h *half) listen(events uint32) error {
	h.c.mu.RLock()
	defer h.c.mu.RUnlock()
	if h.c.fd < 0 {
		return net.ErrClosed
	}
	var err error
	if e := h.raw.Control(func(ear uintptr) {
		err = unix.EpollCtl(int(ear), unix.EPOLL_CTL_MOD, h.c.fd, &unix.EpollEvent{Events: events})
	}); e != nil {
		err = e
	}
	return err
}

// wait makes the call as soon as it comes to something.
func (h *half) wait() (result, error) {
	if err := h.raw.Read(h.step); err != nil {
		return result{}, h.c.why(err)
	}
	return h.result, h.result.err
}

// Recv receives bytes into b and ancillary data into oob. Descriptors in it
// are closed on exec, and the caller's. At the end of the connection all is 0.
func (c *Conn) Recv(b, oob []byte) (n, oobn, flags int, err error) {
	h := &c.in
	h.m.b, h.m.oob = b, oob
	r, err := h.wait()
	h.m.b, h.m.oob = nil, nil
	if err != nil {
		return 0, 0, 0, err
	}
	return r.n, r.oobn, r.flags, nil
}

// Send sends bytes with ancillary data, waits until some can be sent, and
// returns how many were.
func (c *Conn) Send(b, oob []byte) (n int, err error) {
	if n, err = c.TrySend(b, oob); err != unix.EAGAIN {
		return n, err
	}
	if err := c.to.listen(unix.EPOLLOUT); err != nil {
		return 0, err
	}
	h := &c.to
	h.m.b, h.m.oob = b, oob
	r, err := h.wait()
	h.m.b, h.m.oob = nil, nil
	if e := c.to.listen(0); err == nil {
		err = e
	}
	if err != nil {
		return 0, err
	}
	return r.n, nil
}

// TrySend is Send without waiting: its error is then EAGAIN.
func (c *Conn) TrySend(b, oob []byte) (n int, err error) {
	h := &c.to
	h.m.b, h.m.oob = b, oob
	h.try()
	h.m.b, h.m.oob = nil, nil
	return h.result.n, h.result.err
}

// AppendRights appends the descriptors in ancillary data, those before an
// error as well.
func AppendRights(fds []int, oob []byte) ([]int, error) {
	if len(oob) == 0 {
		return fds, nil
	}
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return fds, err
	}
	for i := range messages {
		if messages[i].Header.Level != unix.SOL_SOCKET || messages[i].Header.Type != unix.SCM_RIGHTS {
			continue
		}
		got, err := unix.ParseUnixRights(&messages[i])
		if err != nil {
			return fds, err
		}
		fds = append(fds, got...)
	}
	return fds, nil
}

// File returns a copy of the socket, for another process.
func (c *Conn) File() (*os.File, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.fd < 0 {
		return nil, net.ErrClosed
	}
	fd, err := unix.FcntlInt(uintptr(c.fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "socket"), nil
}

// SetDeadline bounds Recv and Send, as net.Conn's does.
func (c *Conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// SetReadDeadline bounds Recv.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.why(c.in.ear.SetReadDeadline(t)) }

// SetWriteDeadline bounds Send.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.why(c.to.ear.SetReadDeadline(t)) }

// why returns err, or that the connection is closed if that is why.
func (c *Conn) why(err error) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if err != nil && c.fd < 0 {
		return net.ErrClosed
	}
	return err
}

// Close ends the connection. The error of a second one is net.ErrClosed.
func (c *Conn) Close() error {
	c.mu.Lock()
	fd := c.fd
	c.fd = -1
	c.mu.Unlock()
	if fd < 0 {
		return net.ErrClosed
	}
	for _, h := range [...]*half{&c.in, &c.to} {
		if h.ear != nil {
			h.ear.Close()
		}
	}
	return unix.Close(fd)
}
