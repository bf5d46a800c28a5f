package main

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

// errThreads says why a binary with cgo is refused: what confines a thread
// must be done on all of them at once, which only the Go runtime can do.
var errThreads = errors.New("the sandbox needs a binary built with CGO_ENABLED=0")

// confine leaves us what serving a directory takes, and nothing else. It is
// all or nothing, but for Landlock, which older kernels lack: without it a
// path is still kept below the directory by openat2.
func confine(dir int) error {
	closeInherited()
	// The first timer makes the runtime open its poller, and if it cannot,
	// it dies: the memory scavenger, minutes from now.
	<-time.After(1)
	if err := becomeNobody(); err != nil {
		return fmt.Errorf("cannot become nobody: %w", err)
	}
	if err := noNewPrivs(); err != nil {
		return fmt.Errorf("cannot renounce privileges: %w", err)
	}
	if err := landlock(dir); err != nil && !errors.Is(err, unix.ENOSYS) && !errors.Is(err, unix.EOPNOTSUPP) {
		return fmt.Errorf("cannot set up Landlock: %w", err)
	}
	if err := seccomp(filter(uint32(os.Getpid()))); err != nil {
		return fmt.Errorf("cannot filter system calls: %w", err)
	}
	return nil
}

// closeInherited closes what we were started with beyond what we serve. The
// runtime's poller stays.
func closeInherited() {
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return // no /proc; who starts us leaves nothing open
	}
	for _, e := range open {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd <= socketFD {
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
	if os.Geteuid() == 0 {
		if err := syscall.Setgroups(nil); err != nil && !errors.Is(err, unix.EPERM) {
			return err
		}
		if err := syscall.Setresgid(nobody, nobody, nobody); err != nil && !errors.Is(err, unix.EINVAL) {
			return err
		}
		if err := syscall.Setresuid(nobody, nobody, nobody); err != nil && !errors.Is(err, unix.EINVAL) {
			return err
		}
	}
	return dropCapabilities()
}

func noNewPrivs() error {
	_, _, errno := syscall.AllThreadsSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	return allThreads(errno)
}

func allThreads(errno syscall.Errno) error {
	switch errno {
	case 0:
		return nil
	case syscall.ENOTSUP:
		return errThreads
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
