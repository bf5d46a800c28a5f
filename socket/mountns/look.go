package mountns

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// A View is what is to be seen at a path.
type View struct {
	Major, Minor uint32 // of the file system
	Ino          uint64
	Mode         uint32 // type and permissions
	Device       uint64 // which one it is, if it is a device (st_rdev)
	Links        uint32 // none: it was removed
	MountID      uint64 // see Mount.ID
	MountRoot    bool   // something is mounted right here
	Attr         Attr   // of the mount
}

// Same reports whether two views are of the same file or directory.
func (v View) Same(o View) bool {
	return v.Major == o.Major && v.Minor == o.Minor && v.Ino == o.Ino
}

// Look says what the process sees at a path. No link is followed and nothing
// is entered: the way leads through the process's root directory.
func (n *Namespace) Look(target string) (View, error) {
	fd, err := n.find(target)
	if err != nil {
		return View{}, fmt.Errorf("cannot look at %s of process %d: %w", target, n.pid, err)
	}
	defer unix.Close(fd)
	return look(fd)
}

// Adopt takes hold of the mount that the process has at a path, for Detach.
func (n *Namespace) Adopt(target string) (*Mount, error) {
	fd, err := n.find(target)
	if err != nil {
		return nil, fmt.Errorf("cannot adopt the mount at %s of process %d: %w", target, n.pid, err)
	}
	v, err := look(fd)
	if id, ok := fdinfoID(fd); err != nil && ok {
		// The server of a network file system is gone: all the more reason to
		// take the mount away. What can be mounted by a share is a directory.
		return &Mount{Target: target, ID: uint64(id), fd: fd, dir: true}, nil
	}
	if err == nil && !v.MountRoot {
		err = fmt.Errorf("%s of process %d: %w", target, n.pid, ErrNotMounted)
	}
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return &Mount{Target: target, ID: v.MountID, fd: fd, dir: v.Mode&unix.S_IFMT == unix.S_IFDIR}, nil
}

func (n *Namespace) find(target string) (int, error) {
	if _, err := components(target); err != nil {
		return -1, err
	}
	root, err := n.root()
	if err != nil {
		return -1, err
	}
	defer unix.Close(root)
	how := unix.OpenHow{Flags: unix.O_PATH | unix.O_CLOEXEC, Resolve: resolve}
	fd, err := unix.Openat2(root, "./"+target[1:], &how)
	return fd, plain(err)
}

func look(fd int) (View, error) {
	var st unix.Statx_t
	if err := unix.Statx(fd, "", unix.AT_EMPTY_PATH|unix.AT_NO_AUTOMOUNT, unix.STATX_BASIC_STATS|unix.STATX_MNT_ID|unix.STATX_MNT_ID_UNIQUE, &st); err != nil {
		return View{}, fmt.Errorf("cannot look: %w", err)
	}
	var fs unix.Statfs_t
	if err := unix.Fstatfs(fd, &fs); err != nil {
		return View{}, fmt.Errorf("cannot look at a mount: %w", err)
	}
	v := View{
		Major: st.Dev_major, Minor: st.Dev_minor, Ino: st.Ino,
		Mode: uint32(st.Mode), Device: unix.Mkdev(st.Rdev_major, st.Rdev_minor), Links: st.Nlink, MountID: st.Mnt_id,
		MountRoot: st.Attributes&unix.STATX_ATTR_MOUNT_ROOT != 0,
	}
	for _, x := range attrs {
		if int64(fs.Flags)&x.stat != 0 {
			v.Attr |= x.attr
		}
	}
	return v, nil
}

// mountID is the id that is never given again, where the kernel has it: on
// Linux before 6.8 the mask is ignored and the old id comes back.
func mountID(fd int) (uint64, error) {
	var st unix.Statx_t
	err := unix.Statx(fd, "", unix.AT_EMPTY_PATH|unix.AT_NO_AUTOMOUNT, unix.STATX_MNT_ID|unix.STATX_MNT_ID_UNIQUE, &st)
	if err != nil {
		return 0, fmt.Errorf("cannot ask for a mount's id: %w", err)
	}
	return st.Mnt_id, nil
}

// tableID is the id that mountinfo shows.
func tableID(fd int) (int, error) {
	var st unix.Statx_t
	err := unix.Statx(fd, "", unix.AT_EMPTY_PATH|unix.AT_NO_AUTOMOUNT, unix.STATX_MNT_ID, &st)
	if err == nil {
		return int(st.Mnt_id), nil
	}
	// A file system whose server is gone answers nothing; /proc knows.
	if id, ok := fdinfoID(fd); ok {
		return id, nil
	}
	return 0, fmt.Errorf("cannot ask for a mount's id: %w", err)
}

// fdinfoID is the mnt_id of /proc/self/fdinfo, see proc(5).
func fdinfoID(fd int) (int, bool) {
	b, err := os.ReadFile("/proc/thread-self/fdinfo/" + strconv.Itoa(fd))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(b)) {
		if value, ok := strings.CutPrefix(line, "mnt_id:"); ok {
			id, err := strconv.Atoi(strings.TrimSpace(value))
			return id, err == nil
		}
	}
	return 0, false
}
