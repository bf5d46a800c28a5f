package mountns

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

var (
	// ErrKernel says that the kernel lacks a call that mounting into another
	// namespace needs.
	ErrKernel = errors.New("the kernel is too old, or a filter hides its mount calls: Linux 5.12 or later is needed")
	// ErrGone says that the process whose namespace was meant has ended.
	ErrGone = errors.New("the process has ended")
	// ErrPath says that a target is no absolute path in its simplest form.
	ErrPath = errors.New("not a clean absolute path")
	// ErrSymlink says that something on the way to a target is no directory,
	// or a symbolic link, which is never followed.
	ErrSymlink = errors.New("a symbolic link or no directory is in the way")
	// ErrShared says that a mount at the target would show up on our own side
	// too, since both share the mount below it.
	ErrShared = errors.New("the target's mount is shared with our own namespace")
	// ErrCovered says that something else is mounted on a mount of ours.
	ErrCovered = errors.New("something else is mounted on top")
	// ErrNotMounted says that a mount of ours is no longer there.
	ErrNotMounted = errors.New("no longer mounted")
)

// plain gives the errors of system calls the names of this package.
func plain(err error) error {
	switch {
	case errors.Is(err, unix.ENOSYS):
		return fmt.Errorf("%w (%w)", ErrKernel, err)
	case errors.Is(err, unix.ESRCH):
		return ErrGone
	case errors.Is(err, unix.ELOOP), errors.Is(err, unix.ENOTDIR):
		return fmt.Errorf("%w (%w)", ErrSymlink, err)
	}
	return err
}
