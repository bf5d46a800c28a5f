package xwayland

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Conns are one side's ends of an X server's connections.
type Conns struct {
	WM      *os.File // of -wm: an X connection
	Wayland *os.File // of WAYLAND_SOCKET
	Ready   *os.File // of -displayfd: a pipe that the server writes to
}

// Connect makes the connections of one X server: ours, and the server's.
// Whoever starts the server closes its ends afterwards.
func Connect() (ours, theirs Conns, err error) {
	defer func() {
		if err != nil {
			ours.Close()
			theirs.Close()
		}
	}()
	if ours.WM, theirs.WM, err = socketpair("wm"); err != nil {
		return ours, theirs, err
	}
	if ours.Wayland, theirs.Wayland, err = socketpair("wayland"); err != nil {
		return ours, theirs, err
	}
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		return ours, theirs, fmt.Errorf("cannot make a pipe: %w", err)
	}
	ours.Ready, theirs.Ready = polled(fds[0], "ready"), os.NewFile(uintptr(fds[1]), "ready")
	return ours, theirs, nil
}

// socketpair returns two connected ends.
func socketpair(name string) (ours, theirs *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make a socket pair: %w", err)
	}
	return polled(fds[0], name), os.NewFile(uintptr(fds[1]), name), nil
}

// polled makes a file of a descriptor that does not block, wherever it is
// passed to.
func polled(fd int, name string) *os.File {
	_ = unix.SetNonblock(fd, true) // which fails for no socket and no pipe
	return os.NewFile(uintptr(fd), name)
}

// Inherited are the descriptors of the server's process, from 3 on, as
// Command names them: its ends, and the socket it listens on.
func (c Conns) Inherited(listener *os.File) []*os.File {
	return []*os.File{fdWM - 3: c.WM, fdListen - 3: listener, fdReady - 3: c.Ready, fdWayland - 3: c.Wayland}
}

// Close closes what is there.
func (c Conns) Close() {
	for _, f := range []*os.File{c.WM, c.Wayland, c.Ready} {
		if f != nil {
			f.Close()
		}
	}
}

// A Server is an X server that somebody has started: our ends of its
// connections.
type Server struct {
	Conns
	Gone  chan struct{} // closed when its process has ended
	Asked bool          // to end; set before Gone is closed
}

// ErrNotReady means that the server did not come up in time.
var ErrNotReady = errors.New("the X server did not come up")

// Await waits until the server has told its display number. With a window
// manager it serves nobody yet.
func (s *Server) Await(ctx context.Context, timeout time.Duration) error {
	_ = s.Ready.SetReadDeadline(time.Now().Add(timeout))
	stop := context.AfterFunc(ctx, func() { _ = s.Ready.SetReadDeadline(time.Now()) })
	defer stop()
	var b [16]byte
	for {
		n, err := s.Ready.Read(b[:])
		if n > 0 && b[n-1] == '\n' {
			return nil
		}
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("%w: %w", ErrNotReady, err)
		}
	}
}
