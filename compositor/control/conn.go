package control

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"oriel/socket/fdpass"
)

// SendTimeout bounds Send: whoever does not read must not hold up the other
// end. A socket's buffer takes hundreds of messages before that matters.
const SendTimeout = 250 * time.Millisecond

// A Conn is one end of a control connection. Send may be called by several
// goroutines, Receive by one.
type Conn struct {
	side Side
	c    *fdpass.Conn
	buf  [MaxBytes + 1]byte // one more, so that a longer message is seen

	sending sync.Mutex
}

// NewConn makes a connection of a socket, which it owns from now on.
func NewConn(c *fdpass.Conn, side Side) *Conn {
	c.Limit(maxFiles[side])
	return &Conn{side: side, c: c}
}

// Pair makes a connection: our end, and a socket for a child to inherit.
func Pair() (ours *Conn, theirs *os.File, err error) {
	a, b, err := fdpass.Pair()
	if err != nil {
		return nil, nil, err
	}
	defer b.Close()
	theirs, err = b.File()
	if err != nil {
		a.Close()
		return nil, nil, fmt.Errorf("cannot copy a socket: %w", err)
	}
	return NewConn(a, Manager), theirs, nil
}

// Send sends a message. Its descriptors stay open and the caller's. An error
// other than a refusal means that the other end is gone or does not read.
func (c *Conn) Send(m Message) error {
	if !slices.Contains(takes[peers[c.side]], m.Kind()) {
		return fmt.Errorf("%w: kind %d: %w", ErrRefused, m.Kind(), ErrKind)
	}
	files := m.Files()
	if len(files) > MaxFiles || slices.Contains(files, nil) {
		return fmt.Errorf("%w: kind %d: %w", ErrRefused, m.Kind(), ErrFiles)
	}
	c.sending.Lock()
	defer c.sending.Unlock()
	if err := c.c.SetWriteDeadline(time.Now().Add(SendTimeout)); err != nil {
		return fmt.Errorf("cannot bound a message's time: %w", err)
	}
	return c.c.Send(Append(make([]byte, 0, MaxBytes), m), files...)
}

// Receive waits for a message, whose descriptors are the caller's. After an
// error that wraps ErrRefused the next message may be fine; io.EOF is the end.
func (c *Conn) Receive() (Message, error) {
	n, files, err := c.c.Receive(c.buf[:])
	switch {
	case errors.Is(err, fdpass.ErrTooLong):
		return nil, fmt.Errorf("%w: %w", ErrRefused, ErrLength)
	case errors.Is(err, fdpass.ErrTooManyFiles):
		return nil, fmt.Errorf("%w: %w", ErrRefused, ErrFiles)
	case err != nil:
		return nil, err
	}
	m, err := Decode(c.buf[:n], files)
	if err == nil && !slices.Contains(takes[c.side], m.Kind()) {
		err = fmt.Errorf("%w: kind %d: %w", ErrRefused, m.Kind(), ErrKind)
	}
	if err != nil {
		for _, f := range files {
			f.Close()
		}
		return nil, err
	}
	return m, nil
}

// SetReadDeadline bounds Receive; the zero time lifts the bound.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.c.SetReadDeadline(t) }

// File gives a copy of the socket, for a manager's successor.
func (c *Conn) File() (*os.File, error) { return c.c.File() }

// Close ends the connection.
func (c *Conn) Close() error { return c.c.Close() }
