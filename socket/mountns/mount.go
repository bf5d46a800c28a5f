package mountns

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// A Mount is one that was attached to a namespace. It holds the mount itself:
// neither its path nor its number can be mistaken for another one's.
type Mount struct {
	Target string
	ID     uint64 // unique for as long as the machine runs since Linux 6.8, else among mounts
	fd     int
	dir    bool
}

// Close lets go of the mount, which stays where it is.
func (m *Mount) Close() error {
	if m.fd < 0 {
		return nil
	}
	fd := m.fd
	m.fd = -1
	return unix.Close(fd)
}

// Attach mounts a tree at a path that the process sees. Directories that lack
// are made, 0755 and owned by root; for a tree that is a file, an empty file.
// When it succeeds the tree belongs to the Mount.
func (n *Namespace) Attach(t *Tree, target string) (*Mount, error) {
	m, err := n.attach(t, target)
	if err != nil {
		return nil, fmt.Errorf("cannot mount at %s of process %d: %w", target, n.pid, err)
	}
	return m, nil
}

func (n *Namespace) attach(t *Tree, target string) (*Mount, error) {
	names, err := components(target)
	if err != nil {
		return nil, err
	}
	dir, err := t.dir()
	if err != nil {
		return nil, err
	}
	uid, gid, other := n.ids()
	ours, theirs, err := n.tables()
	if err != nil {
		return nil, err
	}
	defer ours.Close()
	defer theirs.Close()
	err = n.Do(func() error {
		w, err := walkInside()
		if err != nil {
			return err
		}
		defer func() { w.close() }()
		w.make, w.uid, w.gid, w.other = true, uid, gid, other
		if err := w.walk(names, dir); err != nil {
			return err
		}
		if n.pid != 0 {
			if err := unshared(w.fd, ours, theirs); err != nil {
				return err
			}
		}
		return plain(unix.MoveMount(t.fd, "", w.fd, "", unix.MOVE_MOUNT_F_EMPTY_PATH|unix.MOVE_MOUNT_T_EMPTY_PATH))
	})
	if err != nil {
		return nil, err
	}
	id, err := mountID(t.fd)
	if err != nil {
		return nil, err
	}
	m := &Mount{Target: target, ID: id, fd: t.fd, dir: dir}
	t.fd = -1
	return m, nil
}

// tables opens both sides' mountinfo. It is written when it is read, so it can
// be opened here and read inside, where there may be no /proc.
func (n *Namespace) tables() (ours, theirs *os.File, err error) {
	if ours, err = Here().mountinfo(); err != nil {
		return nil, nil, err
	}
	if theirs, err = n.mountinfo(); err != nil {
		ours.Close()
		return nil, nil, err
	}
	return ours, theirs, nil
}

func (n *Namespace) mountinfo() (*os.File, error) {
	fd, err := n.open("mountinfo", unix.O_RDONLY)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), n.proc("mountinfo")), nil
}

// Mounts are those that the process sees.
func (n *Namespace) Mounts() ([]Info, error) {
	f, err := n.mountinfo()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadMountinfo(f)
}

// unshared makes sure that a mount at fd stays where it is put: a mount whose
// parent is in one peer group with a mount of ours appears in both.
func unshared(fd int, ours, theirs *os.File) error {
	id, err := tableID(fd)
	if err != nil {
		return err
	}
	table, err := ReadMountinfo(theirs)
	if err != nil {
		return err
	}
	parent, ok := byID(table, id)
	if !ok || parent.Shared == 0 {
		return nil
	}
	mine, err := ReadMountinfo(ours)
	if err != nil {
		return err
	}
	for _, m := range mine {
		if m.Shared == parent.Shared {
			return ErrShared
		}
	}
	return nil
}

// Detach takes a mount away, wherever it is by now and whatever hides it, and
// lets go of it. What was mounted right on top of it is not ours: then it
// stays, and the error is ErrCovered. Other processes keep what they have open.
func (n *Namespace) Detach(m *Mount) error {
	err := n.detach(m)
	if err != nil && !errors.Is(err, ErrNotMounted) && !errors.Is(err, ErrGone) {
		return fmt.Errorf("cannot unmount %s of process %d: %w", m.Target, n.pid, err)
	}
	m.Close()
	return err
}

func (n *Namespace) detach(m *Mount) error {
	if m.fd < 0 {
		return ErrNotMounted
	}
	table, err := n.Mounts()
	if err != nil {
		return err
	}
	id, err := tableID(m.fd)
	if err != nil {
		return err
	}
	self, ok := byID(table, id)
	if !ok {
		return ErrNotMounted
	}
	for _, other := range table {
		if other.Parent == id && other.Point == self.Point {
			return ErrCovered
		}
	}
	if n.pid == 0 {
		// Do stays on this thread, whose working directory is everybody's.
		return unmountAt(m)
	}
	held, err := unix.Open("/proc/self/fd", unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(held)
	return n.Do(func() error {
		// The mount that we hold, even where its path is hidden: "." of a
		// directory, and of a file what its descriptor leads to.
		if !m.dir {
			if err := unix.Fchdir(held); err != nil {
				return err
			}
			return unmount(strconv.Itoa(m.fd), 0)
		}
		if err := unix.Fchdir(m.fd); err != nil {
			return err
		}
		return unmount(".", unix.UMOUNT_NOFOLLOW)
	})
}

// Covers reports whether a mount lies right on top of another one.
func (n *Namespace) Covers(top, below *Mount) bool {
	if top.fd < 0 || below.fd < 0 {
		return false
	}
	t, err := tableID(top.fd)
	b, err2 := tableID(below.fd)
	table, err3 := n.Mounts()
	if errors.Join(err, err2, err3) != nil {
		return false
	}
	info, ok := byID(table, t)
	return ok && info.Parent == b
}

// unmountAt unmounts by path, after a look at what is there.
func unmountAt(m *Mount) error {
	v, err := Here().Look(m.Target)
	if err != nil {
		return err
	}
	if v.MountID != m.ID {
		return ErrCovered
	}
	return unmount(m.Target, unix.UMOUNT_NOFOLLOW)
}

func unmount(name string, flags int) error {
	err := unix.Unmount(name, unix.MNT_DETACH|flags)
	if errors.Is(err, unix.EINVAL) {
		return ErrNotMounted
	}
	return err
}
