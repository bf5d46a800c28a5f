package mountns

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// A Namespace is the mount namespace of a process, as that process sees it:
// its paths begin at the process's root directory.
type Namespace struct {
	pid   int // 0 is our own
	pidfd int
}

// Open names the namespace of a process. It holds the process, not the
// namespace: when the process ends, its mounts end with it.
func Open(pid int) (*Namespace, error) {
	if err := supported(); err != nil {
		return nil, err
	}
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot open process %d: %w", pid, plain(err))
	}
	return &Namespace{pid: pid, pidfd: fd}, nil
}

// OpenPidfd names the namespace of a pidfd's process; the file stays the
// caller's.
func OpenPidfd(pidfd *os.File) (*Namespace, error) {
	c, err := pidfd.SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("cannot use a pidfd: %w", err)
	}
	n := &Namespace{pidfd: -1}
	cerr := c.Control(func(fd uintptr) {
		if n.pid, err = pidOf(int(fd)); err == nil {
			n.pidfd, err = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 3)
		}
	})
	if err := errors.Join(err, cerr, supported()); err != nil {
		n.Close()
		return nil, err
	}
	return n, nil
}

// pidOf is the number of a pidfd's process.
func pidOf(fd int) (int, error) {
	b, err := os.ReadFile("/proc/thread-self/fdinfo/" + strconv.Itoa(fd))
	if err != nil {
		return 0, fmt.Errorf("cannot ask for a pidfd's process: %w", err)
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "Pid:"); ok {
			// -1: it has ended; 0: it is outside of our pid namespace.
			if pid, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && pid > 0 {
				return pid, nil
			}
			return 0, ErrGone
		}
	}
	return 0, fmt.Errorf("no pidfd: %w", os.ErrInvalid)
}

// Here is our own namespace, for mounts that come from elsewhere.
func Here() *Namespace { return &Namespace{pidfd: -1} }

// supported asks for the youngest of the calls we need. A size of zero is
// refused before anything is done.
func supported() error {
	_, _, errno := unix.Syscall6(unix.SYS_MOUNT_SETATTR, ^uintptr(0), 0, 0, 0, 0, 0)
	if errno == unix.ENOSYS {
		return ErrKernel
	}
	return nil
}

// Close lets go of the process. Mounts stay.
func (n *Namespace) Close() error {
	if n.pidfd < 0 {
		return nil
	}
	fd := n.pidfd
	n.pidfd = -1
	return unix.Close(fd)
}

// PID is the process's number, 0 for our own namespace.
func (n *Namespace) PID() int { return n.pid }

// PidFD is readable by poll when the process has ended. It stays with n; it is
// -1 for our own namespace.
func (n *Namespace) PidFD() int { return n.pidfd }

// Alive reports whether the process still runs.
func (n *Namespace) Alive() bool {
	if n.pid == 0 {
		return true
	}
	p := []unix.PollFd{{Fd: int32(n.pidfd), Events: unix.POLLIN}}
	for {
		switch k, err := unix.Poll(p, 0); {
		case errors.Is(err, unix.EINTR):
		case n.pidfd < 0 || err != nil:
			return false
		default:
			return k == 0
		}
	}
}

// proc is a file of the process in /proc.
func (n *Namespace) proc(name string) string {
	if n.pid == 0 {
		// Not /proc/self: that is the main thread's, which need not be ours.
		return "/proc/thread-self/" + name
	}
	return "/proc/" + strconv.Itoa(n.pid) + "/" + name
}

// open opens a file of the process in /proc and makes sure afterwards that it
// was still this process: its number may have been given again.
func (n *Namespace) open(name string, flags int) (int, error) {
	fd, err := unix.Open(n.proc(name), flags|unix.O_CLOEXEC, 0)
	if !n.Alive() {
		if err == nil {
			unix.Close(fd)
		}
		return -1, ErrGone
	}
	if err != nil {
		return -1, fmt.Errorf("cannot open %s: %w", n.proc(name), err)
	}
	return fd, nil
}

// root opens the process's root directory. setns leads to the root of the
// namespace, which a process in a chroot does not see.
func (n *Namespace) root() (int, error) {
	if n.pid == 0 {
		fd, err := unix.Open("/", unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			return -1, fmt.Errorf("cannot open our root directory: %w", err)
		}
		return fd, nil
	}
	return n.open("root", unix.O_PATH|unix.O_DIRECTORY)
}

// Do runs f inside the namespace: "/" is the process's root directory. It runs
// on a thread of its own, which ends with it: goroutines that f starts are
// elsewhere again, and programs that it starts are inside with all of our
// privileges, so it must start none of the other side's. In our own namespace
// f just runs.
func (n *Namespace) Do(f func() error) error {
	if n.pid == 0 {
		return f()
	}
	root, err := n.root() // before entering: inside there may be no /proc
	if err != nil {
		return err
	}
	defer unix.Close(root)
	done := make(chan error, 1)
	go enter(done, func() error {
		// Threads share their root and working directory, and setns refuses
		// a thread that does.
		if err := unix.Unshare(unix.CLONE_FS); err != nil {
			return fmt.Errorf("cannot leave the shared working directory: %w", err)
		}
		if err := unix.Setns(n.pidfd, unix.CLONE_NEWNS); err != nil {
			return fmt.Errorf("cannot enter the mount namespace of process %d: %w", n.pid, plain(err))
		}
		if err := errors.Join(unix.Fchdir(root), unix.Chroot(".")); err != nil {
			return fmt.Errorf("cannot enter the root directory of process %d: %w", n.pid, err)
		}
		unix.Umask(0o022)
		return f()
	})
	return <-done
}

// enter runs f on a thread that dies with the goroutine.
func enter(done chan<- error, f func() error) {
	runtime.LockOSThread() // never unlocked
	if unix.Gettid() == unix.Getpid() {
		// The main thread never dies. It would stay inside, and /proc would
		// show the whole process there. While we keep it, another one serves.
		inner := make(chan error, 1)
		go enter(inner, f)
		err := <-inner
		runtime.UnlockOSThread()
		done <- err
		return
	}
	err := errors.New("the function did not return")
	defer func() { done <- err }()
	err = f()
}

// ids are the user and group that are root inside, where that is another user
// namespace than ours.
func (n *Namespace) ids() (uid, gid int, other bool) {
	ours, err := os.Readlink("/proc/self/ns/user")
	theirs, err2 := os.Readlink(n.proc("ns/user"))
	if n.pid == 0 || err != nil || err2 != nil || ours == theirs {
		return 0, 0, false
	}
	uid, ok := outside(n.proc("uid_map"))
	gid, ok2 := outside(n.proc("gid_map"))
	return uid, gid, ok && ok2
}

// outside is the id that is 0 inside a user namespace.
func outside(file string) (int, bool) {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) == 3 && f[0] == "0" {
			id, err := strconv.Atoi(f[1])
			return id, err == nil
		}
	}
	return 0, false
}
