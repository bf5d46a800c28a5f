package mountns

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"golang.org/x/sys/unix"
)

// resolve forbids all that leads out of a directory.
const resolve = unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_BENEATH

// components are the names in a clean absolute path; "/" has none.
func components(p string) ([]string, error) {
	if !path.IsAbs(p) || path.Clean(p) != p || strings.ContainsRune(p, 0) {
		return nil, fmt.Errorf("%q: %w", p, ErrPath)
	}
	if p == "/" {
		return nil, nil
	}
	return strings.Split(p[1:], "/"), nil
}

// A walker goes down from a root directory, one name at a time, and makes what
// is missing if it may.
type walker struct {
	fd       int
	make     bool
	uid, gid int  // who is root where the directories are
	other    bool // whether that is not us
}

func (w *walker) close() { unix.Close(w.fd) }

// dir goes down to a directory.
func (w *walker) dir(name string) error {
	return w.step(name, unix.O_DIRECTORY, func() error { return unix.Mkdirat(w.fd, name, 0o755) })
}

// file goes down to what is no directory.
func (w *walker) file(name string) error {
	return w.step(name, 0, func() error {
		how := unix.OpenHow{Flags: unix.O_WRONLY | unix.O_CREAT | unix.O_EXCL | unix.O_CLOEXEC, Mode: 0o644, Resolve: resolve}
		fd, err := unix.Openat2(w.fd, name, &how)
		if err == nil {
			unix.Close(fd)
		}
		return err
	})
}

func (w *walker) step(name string, flags uint64, create func() error) error {
	how := unix.OpenHow{Flags: unix.O_PATH | unix.O_CLOEXEC | flags, Resolve: resolve}
	next := -1
	open := func() (err error) {
		next, err = unix.Openat2(w.fd, name, &how)
		return err
	}
	err := w.as(open)
	if errors.Is(err, unix.ENOENT) && w.make {
		if err = w.as(create); err == nil || errors.Is(err, unix.EEXIST) {
			err = w.as(open)
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, plain(err))
	}
	unix.Close(w.fd)
	w.fd = next
	return nil
}

// as runs f, and if it may not, once more as root of the other side, where that
// is somebody else: our user does not exist in its file systems (EOVERFLOW on a
// tmpfs of another user namespace), or has no rights there without the
// capability to override them. Only a thread of Do may come here then.
func (w *walker) as(f func() error) error {
	err := f()
	if !w.other || !errors.Is(err, unix.EOVERFLOW) && !errors.Is(err, unix.EACCES) && !errors.Is(err, unix.EPERM) {
		return err
	}
	uid, err := unix.SetfsuidRetUid(w.uid)
	if err != nil {
		return err
	}
	gid, err := unix.SetfsgidRetGid(w.gid)
	if err == nil {
		err = f()
		unix.Setfsgid(gid)
	}
	unix.Setfsuid(uid)
	return err
}

// walk goes to a directory below root, or to a file in one.
func (w *walker) walk(names []string, dir bool) error {
	for i, name := range names {
		step := w.dir
		if i == len(names)-1 && !dir {
			step = w.file
		}
		if err := step(name); err != nil {
			return fmt.Errorf("in /%s: %w", strings.Join(names[:i], "/"), err)
		}
	}
	return nil
}

// walkInside is a walker at "/" of the namespace that the calling thread is in.
func walkInside() (*walker, error) {
	fd, err := unix.Open("/", unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot open the root directory: %w", err)
	}
	return &walker{fd: fd}, nil
}
