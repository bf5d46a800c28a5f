package xwayland

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Conns are one side's ends of an X server's connections.
type Conns struct {
	WM      *os.File // of -wm: an X connection
	Wayland *os.File // of WAYLAND_SOCKET
	Ready   *os.File // of -displayfd: a pipe that the server writes to
}

// Connect makes the connections of one X server: ours, and the server's.
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
	if ours.Ready, theirs.Ready, err = os.Pipe(); err != nil {
		return ours, theirs, fmt.Errorf("cannot make a pipe: %w", err)
	}
	return ours, theirs, nil
}

// Inherited are the descriptors of the server's process, from 3 on, as
// Command has them: its ends, and the socket it listens on.
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

// socketpair returns two connected ends.
func socketpair(name string) (ours, theirs *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make a socket pair: %w", err)
	}
	return os.NewFile(uintptr(fds[0]), name), os.NewFile(uintptr(fds[1]), name), nil
}
