package mountns

import (
	"crypto/rand"
	"errors"
	"fmt"
	"path"

	"golang.org/x/sys/unix"
)

// WriteFile puts a file where the process sees it: whole or not at all, owned
// by root, over a file of that name. Directories that lack are made.
func (n *Namespace) WriteFile(target string, data []byte, perm uint32) error {
	err := n.inDir(target, true, func(dir int, name string) error {
		temp := "." + rand.Text()
		how := unix.OpenHow{Flags: unix.O_WRONLY | unix.O_CREAT | unix.O_EXCL | unix.O_CLOEXEC, Mode: 0o600, Resolve: resolve}
		fd, err := unix.Openat2(dir, temp, &how)
		if err != nil {
			return plain(err)
		}
		err = write(fd, data)
		if err == nil {
			err = unix.Fchmod(fd, perm)
		}
		unix.Close(fd)
		if err == nil {
			err = unix.Renameat(dir, temp, dir, name)
		}
		if err != nil {
			unix.Unlinkat(dir, temp, 0)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot write %s of process %d: %w", target, n.pid, err)
	}
	return nil
}

// RemoveFile removes a file that the process sees. It is no error if there is
// none.
func (n *Namespace) RemoveFile(target string) error {
	err := n.inDir(target, false, func(dir int, name string) error { return unix.Unlinkat(dir, name, 0) })
	if err != nil && !errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("cannot remove %s of process %d: %w", target, n.pid, err)
	}
	return nil
}

// RemoveDir removes an empty directory that the process sees. It is no error
// if there is none, or if it is not empty.
func (n *Namespace) RemoveDir(target string) error {
	err := n.inDir(target, false, func(dir int, name string) error { return unix.Unlinkat(dir, name, unix.AT_REMOVEDIR) })
	if err != nil && !errors.Is(err, unix.ENOENT) && !errors.Is(err, unix.ENOTEMPTY) && !errors.Is(err, unix.EEXIST) {
		return fmt.Errorf("cannot remove %s of process %d: %w", target, n.pid, err)
	}
	return nil
}

// inDir runs f with the directory of a path and its last name.
func (n *Namespace) inDir(target string, create bool, f func(dir int, name string) error) error {
	names, err := components(path.Dir(target))
	if err != nil {
		return err
	}
	if _, err := components(target); err != nil || target == "/" {
		return ErrPath
	}
	uid, gid, other := n.ids()
	return n.Do(func() error {
		w, err := walkInside()
		if err != nil {
			return err
		}
		defer func() { w.close() }()
		w.make, w.uid, w.gid, w.other = create, uid, gid, other
		if err := w.walk(names, true); err != nil {
			return err
		}
		return w.as(func() error { return f(w.fd, path.Base(target)) })
	})
}

func write(fd int, data []byte) error {
	for len(data) > 0 {
		k, err := unix.Write(fd, data)
		if err != nil {
			return err
		}
		data = data[k:]
	}
	return nil
}
