package x11

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// First asks for the first free display number.
	First = -1

	last      = 255 // numbers tried by First
	backlog   = 128 // clients that may wait for the X server
	socketDir = ".X11-unix"

	// defaultDir is fixed: X clients know no other.
	defaultDir = "/tmp"
)

var (
	// ErrTaken says that the display number belongs to somebody else.
	ErrTaken = errors.New("display number is taken")
	// ErrDir says that the directory of X sockets cannot be used.
	ErrDir = errors.New("cannot use the directory of X sockets")
)

// Options say which display to claim.
type Options struct {
	Number int    // a number, or First
	Dir    string // where locks and sockets live; empty means /tmp, as X has it
}

// A Display is a claimed X display.
type Display struct {
	Number int

	lock     claimedFile
	socket   claimedFile
	abstract int      // bound, never listening
	listener *os.File // listening, non-blocking
	once     sync.Once
	err      error
}

// Claim takes a display. With First it goes on to the next number where one
// is taken.
func Claim(o Options) (*Display, error) {
	dir := o.Dir
	if dir == "" {
		dir = defaultDir
	}
	if err := prepareDir(filepath.Join(dir, socketDir)); err != nil {
		return nil, err
	}
	if o.Number != First {
		d, err := claim(dir, o.Number)
		if err != nil {
			return nil, fmt.Errorf("cannot claim display :%d: %w", o.Number, err)
		}
		return d, nil
	}
	for n := 0; n <= last; n++ {
		d, err := claim(dir, n)
		if err == nil {
			return d, nil
		}
		if !errors.Is(err, ErrTaken) {
			return nil, fmt.Errorf("cannot claim display :%d: %w", n, err)
		}
	}
	return nil, fmt.Errorf("cannot claim a display up to :%d: %w", last, ErrTaken)
}

func claim(dir string, n int) (d *Display, err error) {
	if n < 0 {
		return nil, errors.New("a display number is not negative")
	}
	d = &Display{Number: n, abstract: -1}
	defer func() {
		if err != nil {
			d.Close()
			d = nil
		}
	}()
	path := filepath.Join(dir, socketDir, "X"+strconv.Itoa(n))
	if d.lock, err = lockDisplay(dir, n, path); err != nil {
		return d, err
	}
	// Some X servers (Xwayland with -displayfd) write no lock file.
	if answers(path) {
		return d, fmt.Errorf("%w: a server answers on %s", ErrTaken, path)
	}
	if d.abstract, err = bind("@" + path); err != nil {
		return d, fmt.Errorf("%w: the abstract name: %w", ErrTaken, err)
	}
	return d, d.listen(path)
}

func (d *Display) listen(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: a stale socket of another user: %w", ErrTaken, err)
	}
	fd, err := bind(path)
	if err != nil {
		return err
	}
	d.listener = os.NewFile(uintptr(fd), path)
	// The X server decides who is let in, not the mode; opening up after bind
	// is the safe order.
	if err := os.Chmod(path, 0o777); err != nil {
		return err
	}
	if d.socket, err = claimFile(path); err != nil {
		return err
	}
	return unix.Listen(fd, backlog)
}

// bind makes a non-blocking stream socket with a name; "@" begins an abstract
// one.
func bind(name string) (int, error) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: name}); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// Hold binds the abstract name of a display whose clients look in dir (empty
// means /tmp), and never listens on it; closing the file gives it back. It is
// for who makes the display's socket elsewhere and mounts it into dir.
func Hold(dir string, n int) (*os.File, error) {
	if dir == "" {
		dir = defaultDir
	}
	name := "@" + filepath.Join(dir, socketDir, "X"+strconv.Itoa(n))
	fd, err := bind(name)
	if err != nil {
		return nil, fmt.Errorf("%w: the abstract name: %w", ErrTaken, err)
	}
	return os.NewFile(uintptr(fd), name), nil
}

// answers reports whether somebody listens on the path. It is asked only where
// no living process holds the lock: an X server that starts with its first
// client would take the question for one.
func answers(path string) bool {
	c, err := net.DialTimeout("unix", path, time.Second)
	if err == nil {
		c.Close()
		return true
	}
	return !errors.Is(err, unix.ECONNREFUSED) && !errors.Is(err, unix.ENOENT)
}

// Name is what belongs into DISPLAY.
func (d *Display) Name() string { return ":" + strconv.Itoa(d.Number) }

// File is the listening socket, for -listenfd. It stays with the Display.
func (d *Display) File() *os.File { return d.listener }

// Wait returns nil when a client waits to be accepted. It accepts nobody.
func (d *Display) Wait(ctx context.Context) error {
	raw, err := d.listener.SyscallConn()
	if err != nil {
		return err
	}
	if err := d.listener.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { d.listener.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	err = raw.Read(func(fd uintptr) bool {
		p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(p, 0)
		return err == nil && n > 0
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// Close gives the display back: its socket, lock and abstract name are gone
// when it returns. What others have put in their place meanwhile stays.
func (d *Display) Close() error {
	d.once.Do(func() {
		d.err = errors.Join(d.socket.remove(), d.lock.remove())
		if d.listener != nil {
			d.err = errors.Join(d.err, d.listener.Close())
		}
		if d.abstract >= 0 {
			d.err = errors.Join(d.err, unix.Close(d.abstract))
		}
	})
	return d.err
}
