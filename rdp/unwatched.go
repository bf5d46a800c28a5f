package rdp

import (
	"io"
	"net"
	"os"
	"syscall"
)

// An unwatched connection reads and writes without telling Go's scheduler, as
// its calls never wait. Of each other call a thread of the runtime hears, which
// then looks every 20 µs whether it is over: that took a tenth of the processor
// time of a video.
type unwatched struct {
	net.Conn
	raw    syscall.RawConn
	rd, wr transfer
}

// A transfer is one direction. The step function is made once, not for each
// call.
type transfer struct {
	b    []byte
	n    int
	err  syscall.Errno
	step func(fd uintptr) (done bool)
	once func(fd uintptr) (done bool) // step, but it never comes again
}

// unwatch returns c as an unwatched connection if it is a socket of the
// kernel's, else c itself. One goroutine may read while another writes.
func unwatch(c net.Conn) net.Conn {
	switch c.(type) {
	case *net.TCPConn, *net.UnixConn:
	default:
		return c
	}
	raw, err := c.(syscall.Conn).SyscallConn()
	if err != nil {
		return c
	}
	u := &unwatched{Conn: c, raw: raw}
	u.rd.step = func(fd uintptr) bool { return u.rd.do(syscall.SYS_READ, fd) }
	u.wr.step = func(fd uintptr) bool { return u.wr.do(syscall.SYS_WRITE, fd) }
	u.wr.once = func(fd uintptr) bool { u.wr.do(syscall.SYS_WRITE, fd); return true }
	return u
}

// do makes a call, and reports whether it came to anything.
func (t *transfer) do(call, fd uintptr) bool {
	for {
		t.n, t.err = rawCall(call, fd, t.b)
		if t.err != syscall.EINTR {
			return t.err != syscall.EAGAIN
		}
	}
}

// Read implements net.Conn.
func (u *unwatched) Read(p []byte) (int, error) {
	t := &u.rd
	if len(p) == 0 {
		return 0, nil
	}
	t.b = p
	err := u.raw.Read(t.step)
	t.b = nil
	switch {
	case err != nil:
		return 0, err
	case t.err != 0:
		return 0, os.NewSyscallError("read", t.err)
	case t.n == 0:
		return 0, io.EOF
	}
	return t.n, nil
}

// Write implements net.Conn.
func (u *unwatched) Write(p []byte) (n int, err error) {
	t := &u.wr
	for n < len(p) {
		t.b = p[n:]
		err := u.raw.Write(t.step)
		t.b = nil
		switch {
		case err != nil:
			return n, err
		case t.err != 0:
			return n, os.NewSyscallError("write", t.err)
		}
		n += t.n
	}
	return n, nil
}

// tryWrite writes as much as can be without waiting.
func (u *unwatched) tryWrite(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	t := &u.wr
	t.b = p
	err := u.raw.Write(t.once)
	t.b = nil
	switch {
	case err != nil:
		return 0, err
	case t.err == syscall.EAGAIN:
		return 0, nil
	case t.err != 0:
		return 0, os.NewSyscallError("write", t.err)
	}
	return t.n, nil
}
