// Package fdpass is a connection that carries messages with file descriptors:
// a Unix seqpacket socket, in which a message arrives whole or not at all and
// its descriptors with it.
//
//	a, b, err := fdpass.Pair()
//	err = a.Send([]byte("keymap"), f)
//	n, files, err := b.Receive(buf)
//
// Both the bytes and the descriptors of a message are bounded. What comes in
// beyond the bounds is closed, never leaked and never half used. A Conn may be
// used by one sender and one receiver at a time; the package starts no
// goroutine.
package fdpass

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket/unixmsg"
)

const (
	// MaxBytes is the length of the longest message.
	MaxBytes = 64 << 10
	// MaxFiles is the number of descriptors that the kernel takes in one
	// message (SCM_MAX_FD).
	MaxFiles = 253
)

var (
	// ErrEmpty says that a message without bytes was to be sent. The receiver
	// could not tell it from the end of the connection.
	ErrEmpty = errors.New("a message needs at least one byte")
	// ErrTooLong says that a message has more bytes than MaxBytes, or than
	// the receiver's buffer.
	ErrTooLong = errors.New("message too long")
	// ErrTooManyFiles says that a message has more descriptors than the
	// receiver takes. All of them are closed.
	ErrTooManyFiles = errors.New("too many descriptors in a message")
	// ErrNotSeqpacket says that a descriptor is not a seqpacket socket.
	ErrNotSeqpacket = errors.New("not a Unix seqpacket socket")
)

// A Conn is one end of a connection.
type Conn struct {
	c   *unixmsg.Conn
	max int
	oob []byte
}

// Pair makes two connected ends.
func Pair() (a, b *Conn, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make a socket pair: %w", err)
	}
	fa, fb := os.NewFile(uintptr(fds[0]), "fdpass"), os.NewFile(uintptr(fds[1]), "fdpass")
	if a, err = New(fa); err != nil {
		fb.Close()
		return nil, nil, err
	}
	if b, err = New(fb); err != nil {
		a.Close()
		return nil, nil, err
	}
	return a, b, nil
}

// New makes a Conn of a socket, for instance one inherited at exec, and
// closes f, whether it succeeds or not.
func New(f *os.File) (*Conn, error) {
	defer f.Close()
	kind, err := unix.GetsockoptInt(int(f.Fd()), unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil || kind != unix.SOCK_SEQPACKET {
		return nil, ErrNotSeqpacket
	}
	domain, err := unix.GetsockoptInt(int(f.Fd()), unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil || domain != unix.AF_UNIX {
		return nil, ErrNotSeqpacket
	}
	c, err := unixmsg.New(f)
	if err != nil {
		return nil, err
	}
	conn := &Conn{c: c}
	conn.Limit(MaxFiles)
	return conn, nil
}

// Limit sets how many descriptors one received message may have; what a
// protocol needs, and no more. Call it before the first Receive.
func (c *Conn) Limit(files int) {
	c.max = min(max(files, 0), MaxFiles)
	// One more than the limit, so that Receive sees a breach and can say so.
	c.oob = make([]byte, unix.CmsgSpace(4*(c.max+1)))
}

// Send sends one message. The files stay open and with the caller.
func (c *Conn) Send(b []byte, files ...*os.File) error {
	switch {
	case len(b) == 0:
		return ErrEmpty
	case len(b) > MaxBytes:
		return ErrTooLong
	case len(files) > MaxFiles:
		return ErrTooManyFiles
	}
	var oob []byte
	if len(files) > 0 {
		fds := make([]int, len(files))
		for i, f := range files {
			fds[i] = int(f.Fd())
		}
		oob = unix.UnixRights(fds...)
	}
	if _, err := c.c.Send(b, oob); err != nil {
		return fmt.Errorf("cannot send a message: %w", err)
	}
	return nil
}

// TrySend sends one message if that takes no waiting, and reports whether it
// did. If it did not, Send waits, or tells what is wrong.
func (c *Conn) TrySend(b []byte) bool {
	if len(b) == 0 || len(b) > MaxBytes {
		return false
	}
	_, err := c.c.TrySend(b, nil)
	return err == nil
}

// Receive reads one message into b and returns its length and descriptors,
// which belong to the caller. At the end of the connection the error is
// io.EOF. After ErrTooLong and ErrTooManyFiles the message is lost and the
// connection still usable.
func (c *Conn) Receive(b []byte) (n int, files []*os.File, err error) {
	n, oobn, flags, err := c.c.Recv(b, c.oob)
	// Descriptors come first: whatever else is wrong, they are open now.
	fds, perr := unixmsg.AppendRights(nil, c.oob[:oobn])
	switch {
	case err == nil && n == 0 && len(b) > 0:
		err = io.EOF
	case err != nil:
		err = fmt.Errorf("cannot receive a message: %w", err)
	case perr != nil:
		err = fmt.Errorf("cannot read control data: %w", perr)
	case flags&unix.MSG_CTRUNC != 0 || len(fds) > c.max:
		err = ErrTooManyFiles
	case flags&unix.MSG_TRUNC != 0:
		err = ErrTooLong
	}
	if err != nil {
		for _, fd := range fds {
			unix.Close(fd)
		}
		return 0, nil, err
	}
	for _, fd := range fds {
		files = append(files, os.NewFile(uintptr(fd), "passed"))
	}
	return n, files, nil
}

// File gives a descriptor of this end for a child process. It is a copy:
// close it after the child has started.
func (c *Conn) File() (*os.File, error) { return c.c.File() }

// SetDeadline bounds Send and Receive, as net.Conn does.
func (c *Conn) SetDeadline(t time.Time) error { return c.c.SetDeadline(t) }

// SetReadDeadline bounds Receive.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.c.SetReadDeadline(t) }

// SetWriteDeadline bounds Send.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.c.SetWriteDeadline(t) }

// Close ends the connection; the other end reads io.EOF.
func (c *Conn) Close() error { return c.c.Close() }
