package manager

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A Notifier tells the init system how we are (sd_notify(3)). A nil Notifier
// is that of a process that nobody waits for.
type Notifier struct {
	path     string
	watchdog time.Duration
}

// NewNotifier takes the notification socket from the environment, and out of
// it: children must not speak for us. It returns nil if there is none.
func NewNotifier() *Notifier {
	n := &Notifier{path: os.Getenv("NOTIFY_SOCKET")}
	usec, err := strconv.ParseUint(os.Getenv("WATCHDOG_USEC"), 10, 32)
	pid := os.Getenv("WATCHDOG_PID")
	if err == nil && (pid == "" || pid == strconv.Itoa(os.Getpid())) {
		n.watchdog = time.Duration(usec) * time.Microsecond
	}
	for _, v := range []string{"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} {
		os.Unsetenv(v)
	}
	if n.path == "" || n.path[0] != '/' && n.path[0] != '@' {
		return nil // others, such as vsock, are for whole machines
	}
	return n
}

// Watchdog is the time within which WATCHDOG=1 must be said again and again;
// 0 if it need not be.
func (n *Notifier) Watchdog() time.Duration {
	if n == nil {
		return 0
	}
	return n.watchdog
}

// Notify sends assignments such as READY=1.
func (n *Notifier) Notify(lines ...string) error {
	return n.send(nil, lines...)
}

// Keep implements Keeper with the init system's file descriptor store, which
// gives the files back to our successor.
func (n *Notifier) Keep(name string, f *os.File) error {
	// FDPOLL=0: a pidfd polls readable when its process ends, and a pipe when
	// it hangs up; the default would take that for a reason to close it.
	return n.send(f, "FDSTORE=1", "FDNAME="+name, "FDPOLL=0")
}

// Drop implements Keeper.
func (n *Notifier) Drop(name string) error {
	return n.send(nil, "FDSTOREREMOVE=1", "FDNAME="+name)
}

func (n *Notifier) send(f *os.File, lines ...string) error {
	if n == nil {
		return nil
	}
	// Each time anew: the init system may have been replaced. Whoever is there
	// and does not read must not stop us, hence the time limit.
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("cannot notify the init system: %w", err)
	}
	defer unix.Close(fd)
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &unix.Timeval{Sec: 1}); err != nil {
		return fmt.Errorf("cannot notify the init system: %w", err)
	}
	var oob []byte
	if f != nil {
		oob = unix.UnixRights(rawFD(f))
	}
	text := []byte(strings.Join(lines, "\n"))
	to := &unix.SockaddrUnix{Name: n.path} // which knows the @ of an abstract name
	if err := retry(func() error { return unix.Sendmsg(fd, text, oob, to, unix.MSG_NOSIGNAL) }); err != nil {
		return fmt.Errorf("cannot notify the init system: %w", err)
	}
	return nil
}
