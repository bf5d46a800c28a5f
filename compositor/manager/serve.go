package manager

import (
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"oriel/compositor/control"
	"oriel/socket"
)

// requestTime bounds what a client of the root-only socket may take to ask.
const requestTime = 5 * time.Second

// countTime is how long a unit may take to say what it counts.
const countTime = time.Second

// Serve answers requests on the root-only socket, one connection at a time,
// until the listener is closed.
func (m *Manager) Serve(l *control.RootListener) error {
	for {
		c, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil
		case errors.Is(err, socket.ErrPeer):
			m.log.Warn("Somebody who may not has tried to command the manager", "err", err)
			continue
		case err != nil:
			return err
		}
		m.serve(c)
		c.Close()
	}
}

// serve answers one connection's requests.
func (m *Manager) serve(c *control.Conn) {
	for {
		_ = c.SetReadDeadline(time.Now().Add(requestTime))
		msg, err := c.Receive()
		if errors.Is(err, control.ErrRefused) {
			m.log.Warn("A request is refused", "err", err)
		}
		if err != nil {
			return
		}
		answers := m.answer(msg)
		control.CloseFiles(msg)
		for _, a := range answers {
			if c.Send(a) != nil {
				return
			}
		}
	}
}

// answer is the Result of a request, and what comes after it.
func (m *Manager) answer(msg control.Message) []control.Message {
	var err error
	switch msg := msg.(type) {
	case *control.Query:
		units := m.Status()
		out := []control.Message{&control.Result{Units: uint32(len(units))}}
		for i := range units {
			out = append(out, &units[i].UnitState)
		}
		return out
	case *control.Count:
		s, err := m.Count(msg.Unit, countTime)
		if err != nil {
			return []control.Message{result(err)}
		}
		return []control.Message{result(nil), &s}
	case *control.Reload:
		err = m.Reload(msg.Unit)
	case *control.Reset:
		err = m.Reset(msg.Unit)
	case *control.Publish:
		if m.cfg.Publish == nil {
			return []control.Message{&control.Result{Code: control.NotHere}}
		}
		if err = m.cfg.Publish(msg.Process, msg.Withdraw); err != nil {
			m.log.Warn("Cannot publish", "err", err)
		}
	default:
		return []control.Message{&control.Result{Code: control.NotHere}}
	}
	return []control.Message{result(err)}
}

// result makes an error into what fits a message.
func result(err error) *control.Result {
	r := &control.Result{Code: control.Failure}
	var errno syscall.Errno
	switch {
	case err == nil:
		r.Code = control.OK
	case errors.Is(err, ErrUnit):
		r.Code = control.NoUnit
	case errors.Is(err, ErrSilent):
		r.Errno = uint32(syscall.ETIMEDOUT)
	case errors.Is(err, ErrEnded):
		r.Code = control.NotNow
	case errors.As(err, &errno):
		r.Errno = uint32(errno)
	case errors.Is(err, os.ErrInvalid):
		r.Errno = uint32(syscall.EINVAL)
	}
	return r
}
