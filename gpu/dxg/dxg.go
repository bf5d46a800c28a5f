// Package dxg looks at the devices by which programs draw on a GPU: /dev/dxg,
// the paravirtual GPU of a Hyper-V virtual machine, and the render nodes of
// the Direct Rendering Manager.
//
//	d := dxg.Probe("/")
//	f, err := d.Open()
//	adapters, err := dxg.Adapters(f)
//
// The numbers of the ioctls and the layout of what they exchange are those of
// the dxgkrnl driver (include/uapi/misc/d3dkmthk.h in the WSL kernel). Of the
// host nothing is believed: counts are bounded, names are cut.
//
// The package has no state and starts no goroutine.
package dxg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// ErrNoDevice says that a path is no character device.
var ErrNoDevice = errors.New("not a character device")

// A Device is a device node, or where one would be.
type Device struct {
	Path         string
	Present      bool // there is something
	Char         bool // it is a character device
	Major, Minor uint32
	Mode         fs.FileMode // permissions
	UID, GID     uint32
	Usable       bool  // the current user may read and write it
	Err          error // why it could not be looked at
}

// Probe looks for the paravirtual GPU of the machine whose file system begins
// at root, usually "/".
func Probe(root string) Device { return look(filepath.Join(root, "dev/dxg")) }

// RenderNodes are those of the machine whose file system begins at root, in
// the order of their numbers.
func RenderNodes(root string) []Device {
	entries, err := os.ReadDir(filepath.Join(root, "dev/dri"))
	if err != nil {
		return nil
	}
	var nodes []Device
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "renderD") {
			nodes = append(nodes, look(filepath.Join(root, "dev/dri", e.Name())))
		}
	}
	slices.SortFunc(nodes, func(a, b Device) int {
		if a.Minor != b.Minor {
			return int(a.Minor) - int(b.Minor)
		}
		return strings.Compare(a.Path, b.Path)
	})
	return nodes
}

func look(path string) Device {
	d := Device{Path: path}
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		if !errors.Is(err, unix.ENOENT) && !errors.Is(err, unix.ENOTDIR) {
			d.Err = fmt.Errorf("cannot look at %s: %w", path, err)
		}
		return d
	}
	d.Present = true
	d.Mode = fs.FileMode(st.Mode & 0o777)
	d.UID, d.GID = st.Uid, st.Gid
	if d.Char = st.Mode&unix.S_IFMT == unix.S_IFCHR; !d.Char {
		d.Err = fmt.Errorf("%s: %w", path, ErrNoDevice)
		return d
	}
	d.Major, d.Minor = unix.Major(st.Rdev), unix.Minor(st.Rdev)
	if err := unix.Access(path, unix.R_OK|unix.W_OK); err != nil {
		d.Err = fmt.Errorf("cannot use %s: %w", path, err)
	}
	d.Usable = d.Err == nil
	return d
}

// UsableBy reports whether the permissions let a user of some groups read and
// write the device.
func (d Device) UsableBy(uid uint32, gids ...uint32) bool {
	want := fs.FileMode(0o006)
	switch {
	case !d.Char:
		return false
	case uid == 0:
		return true
	case uid == d.UID:
		want = 0o600
	case slices.Contains(gids, d.GID):
		want = 0o060
	}
	return d.Mode&want == want
}

// Open opens the device for Adapters.
func (d Device) Open() (*os.File, error) {
	f, err := os.OpenFile(d.Path, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot open the GPU: %w", err)
	}
	return f, nil
}
