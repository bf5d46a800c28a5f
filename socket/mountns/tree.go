package mountns

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// An Attr is a set of attributes of a mount.
type Attr uint8

// The attributes of a mount.
const (
	ReadOnly Attr = 1 << iota
	NoSuid
	NoDev
	NoExec
	Recursive // with all that is mounted below
	Slave     // what is mounted below the original later appears in the copy, and not the reverse

	// Sealed allows to read, and to connect to sockets, and nothing else.
	Sealed = ReadOnly | NoSuid | NoDev | NoExec
)

var attrs = []struct {
	attr  Attr
	mount uint64 // in mount_setattr
	stat  int64  // in statfs
}{
	{ReadOnly, unix.MOUNT_ATTR_RDONLY, unix.ST_RDONLY},
	{NoSuid, unix.MOUNT_ATTR_NOSUID, unix.ST_NOSUID},
	{NoDev, unix.MOUNT_ATTR_NODEV, unix.ST_NODEV},
	{NoExec, unix.MOUNT_ATTR_NOEXEC, unix.ST_NOEXEC},
}

// A Tree is a detached mount. Close frees it, unless it was attached.
type Tree struct {
	fd int
}

// NewTree takes over the descriptor of a detached mount, as fsmount gives it.
func NewTree(fd int) *Tree { return &Tree{fd} }

// CloneTree is a detached copy of what is at a path of our own, private unless
// a is Slave, and with the attributes set. Mounts below it are left out unless
// a is Recursive.
func CloneTree(path string, a Attr) (*Tree, error) {
	flags := uint(unix.OPEN_TREE_CLONE | unix.OPEN_TREE_CLOEXEC)
	at := uint(unix.AT_EMPTY_PATH)
	if a&Recursive != 0 {
		flags |= unix.AT_RECURSIVE
		at |= unix.AT_RECURSIVE
	}
	fd, err := unix.OpenTree(unix.AT_FDCWD, path, flags)
	if err != nil {
		return nil, fmt.Errorf("cannot copy the mount at %s: %w", path, plain(err))
	}
	attr := unix.MountAttr{Propagation: unix.MS_PRIVATE}
	if a&Slave != 0 {
		attr.Propagation = unix.MS_SLAVE
	}
	for _, x := range attrs {
		if a&x.attr != 0 {
			attr.Attr_set |= x.mount
		}
	}
	if err := unix.MountSetattr(fd, "", at, &attr); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("cannot set attributes of the mount of %s: %w", path, plain(err))
	}
	return &Tree{fd}, nil
}

// CloneTree is a detached copy of what the process sees at a path, for us to
// attach on our side: its "/" becomes our /mnt/wslg/distro. Symbolic links in
// the path are followed inside.
func (n *Namespace) CloneTree(path string, a Attr) (t *Tree, err error) {
	err = n.Do(func() error {
		t, err = CloneTree(path, a)
		return err
	})
	return t, err
}

// Close frees the tree. It may be called after Attach, and twice.
func (t *Tree) Close() error {
	if t.fd < 0 {
		return nil
	}
	fd := t.fd
	t.fd = -1
	return unix.Close(fd)
}

// dir reports whether the tree's root is a directory; a file can be mounted
// too, on a file.
func (t *Tree) dir() (bool, error) {
	var st unix.Stat_t
	if err := unix.Fstat(t.fd, &st); err != nil {
		return false, fmt.Errorf("cannot look at a detached mount: %w", err)
	}
	return st.Mode&unix.S_IFMT == unix.S_IFDIR, nil
}
