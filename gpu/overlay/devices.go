package overlay

import (
	"fmt"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
)

// devices binds what the distro does not have; under WSL it has all, since
// both sides have one /dev.
func (a *Applied) devices(list []Device, to []*mountns.Namespace) error {
	const attr = mountns.NoSuid | mountns.NoExec
	here := mountns.Here()
	for _, d := range list {
		if err := d.open(here); err != nil {
			a.note("%v", err)
		}
		ours, err := here.Look(d.Path)
		if err != nil {
			return err
		}
		for _, ns := range to {
			if v, err := ns.Look(d.Path); err == nil && d.serves(v, ours) {
				if v.MountRoot && v.Attr == attr {
					a.adopt([]*mountns.Namespace{ns}, d.Path, func(mountns.Info) bool { return true })
				}
				continue
			}
			t, err := mountns.CloneTree(d.Path, attr)
			if err != nil {
				return err
			}
			if err := a.attachOne(t, ns, d.Path); err != nil {
				return err
			}
		}
	}
	return nil
}

// open gives a node the permissions that it must have.
func (d Device) open(here *mountns.Namespace) error {
	v, err := here.Look(d.Path)
	if err != nil || v.Mode&d.Mode == d.Mode {
		return err
	}
	if err := unix.Fchmodat(unix.AT_FDCWD, d.Path, v.Mode&0o777|d.Mode, 0); err != nil {
		return fmt.Errorf("%s is for its owner only (mode %03o), and that cannot be changed: %w", d.Path, v.Mode&0o777, err)
	}
	return nil
}

// serves reports whether what a distro has at the path does for ours.
func (d Device) serves(theirs, ours mountns.View) bool {
	if theirs.Same(ours) {
		return theirs.Attr&mountns.NoDev == 0
	}
	return theirs.Mode&unix.S_IFMT == unix.S_IFCHR && ours.Mode&unix.S_IFMT == unix.S_IFCHR &&
		theirs.Device == ours.Device && theirs.Mode&d.Mode == d.Mode && theirs.Attr&mountns.NoDev == 0
}
