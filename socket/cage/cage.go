// Package cage takes from a process what its work does not need, before it
// reads the first byte that a stranger sent: it becomes nobody if it was root,
// loses all capabilities, can gain none (no-new-privs), reaches no file
// (Landlock) and makes only the system calls that are named (seccomp). All of
// the process's threads are caged, for ever.
//
//	c := cage.Cage{Dir: -1, Calls: cage.Stream, Rules: cage.Messages}
//	err := c.Enter()
//	if errors.Is(err, cage.ErrNoLandlock) { … } // the rest holds
//
// What a process needs it must have opened before: descriptors only shrink in
// what they can do. Go's own runtime gets what it needs without asking; it
// must be a binary without cgo, since what confines a thread must be done on
// all of them at once.
package cage

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const nobody = 65534

var (
	// ErrThreads says that the binary was built with cgo: it was not caged.
	ErrThreads = errors.New("the cage needs a binary built with CGO_ENABLED=0")
	// ErrNoLandlock says that the kernel has no Landlock; all else of the cage
	// is closed.
	ErrNoLandlock = errors.New("the kernel has no Landlock")
)

// A Cage says what is left to a process.
type Cage struct {
	Dir   int      // a directory below which files may be read; -1: none
	Calls []uint32 // system calls besides those of Go's runtime
	Rules []Rule   // calls that depend on their arguments
}

// Enter closes the cage. It is called once. After an error other than
// ErrNoLandlock the process must end.
func (c *Cage) Enter() error {
	// The first timer makes the runtime open its poller, and if it cannot,
	// it dies: the memory scavenger, minutes from now.
	<-time.After(1)
	if err := becomeNobody(); err != nil {
		return fmt.Errorf("cannot become nobody: %w", err)
	}
	if err := noNewPrivs(); err != nil {
		return fmt.Errorf("cannot renounce privileges: %w", err)
	}
	lerr := landlock(c.Dir)
	if errors.Is(lerr, unix.ENOSYS) || errors.Is(lerr, unix.EOPNOTSUPP) {
		lerr = ErrNoLandlock
	} else if lerr != nil {
		return fmt.Errorf("cannot set up Landlock: %w", lerr)
	}
	if err := seccomp(c.filter(uint32(os.Getpid()))); err != nil {
		return fmt.Errorf("cannot filter system calls: %w", err)
	}
	return lerr
}

// CloseAbove closes what was inherited beyond a descriptor. The runtime's
// poller stays.
func CloseAbove(last int) {
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return // no /proc; who starts us leaves nothing open
	}
	for _, e := range open {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd <= last {
			continue
		}
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && !strings.HasPrefix(to, "anon_inode:[event") {
			unix.Close(fd)
		}
	}
}

// becomeNobody changes root into nobody. In a user namespace there may be no
// nobody: then we stay who we are, which is nobody outside, and lose the
// capabilities.
func becomeNobody() error {
	if os.Geteuid() != 0 {
		return dropCapabilities()
	}
	if err := syscall.Setgroups(nil); err != nil && !errors.Is(err, unix.EPERM) {
		return err
	}
	if err := syscall.Setresgid(nobody, nobody, nobody); err != nil && !errors.Is(err, unix.EINVAL) {
		return err
	}
	parent := os.Getppid()
	if err := syscall.Setresuid(nobody, nobody, nobody); err != nil && !errors.Is(err, unix.EINVAL) {
		return err
	}
	// Who changes their user outlives their parent again.
	if deathSignal != 0 {
		if err := allThreads(unix.PR_SET_PDEATHSIG, uintptr(deathSignal)); err != nil {
			return err
		}
		if os.Getppid() != parent {
			return errors.New("the parent has died meanwhile")
		}
	}
	return dropCapabilities()
}

func noNewPrivs() error { return allThreads(unix.PR_SET_NO_NEW_PRIVS, 1) }

// allThreads makes a prctl on all threads.
func allThreads(option, arg uintptr) error {
	_, _, errno := syscall.AllThreadsSyscall6(unix.SYS_PRCTL, option, arg, 0, 0, 0, 0)
	return threads(errno)
}

func threads(errno syscall.Errno) error {
	switch errno {
	case 0:
		return nil
	case syscall.ENOTSUP:
		return ErrThreads
	}
	return errno
}

// rights are what Landlock can forbid about files, by the version that brought
// them.
var rights = []struct {
	abi int
	fs  uint64
}{
	{1, 1<<13 - 1},
	{2, unix.LANDLOCK_ACCESS_FS_REFER},
	{3, unix.LANDLOCK_ACCESS_FS_TRUNCATE},
	{5, unix.LANDLOCK_ACCESS_FS_IOCTL_DEV},
}

// ruleset forbids all that a version of Landlock can forbid.
func ruleset(abi int) unix.LandlockRulesetAttr {
	var r unix.LandlockRulesetAttr
	for _, x := range rights {
		if abi >= x.abi {
			r.Handled_access_fs |= x.fs
		}
	}
	if abi >= 4 {
		r.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	if abi >= 6 {
		r.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
	}
	return r
}
