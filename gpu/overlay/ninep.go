package overlay

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
)

// Aname is what the drivers share is mounted as; mountinfo shows it.
const Aname = "drivers;fmask=222;dmask=222"

// Mount9P is a read-only 9p mount of what is served at the other end of a
// socket, detached, with WSL's options. The kernel keeps the socket.
func Mount9P(socket *os.File) (*mountns.Tree, error) {
	conn, err := socket.SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("cannot mount 9p: %w", err)
	}
	var t *mountns.Tree
	var failed error
	err = conn.Control(func(fd uintptr) {
		number := strconv.Itoa(int(fd))
		t, failed = newMount("9p", []setting{
			{"source", "none"}, {"ro", ""}, {"dirsync", ""},
			{"aname", Aname}, {"cache", "mmap"}, {"msize", "65536"}, {"version", "9p2000.L"},
			{"trans", "fd"}, {"rfdno", number}, {"wfdno", number},
		}, unix.MOUNT_ATTR_RDONLY|unix.MOUNT_ATTR_NOSUID|unix.MOUNT_ATTR_NODEV|unix.MOUNT_ATTR_NOATIME)
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot mount 9p: %w", err)
	case errors.Is(failed, unix.ENODEV), errors.Is(failed, unix.EPERM):
		return nil, fmt.Errorf("%w (%w)", ErrNineP, failed)
	}
	return t, failed
}

func (a *Applied) drivers(d *DriverStore, to []*mountns.Namespace, share Share) error {
	if d == nil {
		return nil
	}
	const attr = mountns.ReadOnly | mountns.NoSuid | mountns.NoDev
	if d.NineP && share != nil {
		t, err := d.serve(share)
		if err == nil {
			a.served = true
			return a.replace(t, to, d)
		}
		if !errors.Is(err, ErrNineP) {
			return err
		}
		a.note("%v: %s is a read-only bind mount", err, d.Target)
	}
	t, err := mountns.CloneTree(d.Source, attr)
	if err != nil {
		return err
	}
	return a.replace(t, to, d)
}

// Served reports whether the drivers are mounted over 9p: then whoever serves
// them must go on.
func (a *Applied) Served() bool { return a.served }

// Serve serves the drivers once more, where a share has ended, and puts a new
// mount in place of the dead one.
func (a *Applied) Serve(d *DriverStore, to []*mountns.Namespace, share Share) error {
	t, err := d.serve(share)
	if err != nil {
		return err
	}
	return a.replace(t, to, d)
}

// replace attaches drivers in place of ours or a predecessor's: theirs may be
// served by nobody any more, and programs keep what they have open.
func (a *Applied) replace(t *mountns.Tree, to []*mountns.Namespace, d *DriverStore) error {
	a.mounts = slices.DeleteFunc(a.mounts, func(m attached) bool {
		old := m.m.Target == d.Target
		if old {
			_ = m.ns.Detach(m.m)
			m.m.Close()
		}
		return old
	})
	for _, ns := range to {
		if m := find(ns, d.Target, func(m mountns.Info) bool { return d.own(m, ns) }); m != nil {
			_ = ns.Detach(m)
			m.Close()
		}
	}
	return a.attach(t, to, d.Target)
}

// own reports whether what is mounted at the target is our share, or our
// directory.
func (d *DriverStore) own(m mountns.Info, ns *mountns.Namespace) bool {
	if m.Type == "9p" {
		return slices.Contains(strings.Split(m.Super, ","), "aname="+Aname)
	}
	ours, err := mountns.Here().Look(d.Source)
	theirs, err2 := ns.Look(d.Target)
	return err == nil && err2 == nil && theirs.Same(ours)
}

// serve has the drivers served, and mounts what is served.
func (d *DriverStore) serve(share Share) (*mountns.Tree, error) {
	dir, err := os.OpenFile(d.Source, os.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot share the drivers: %w", err)
	}
	defer dir.Close()
	socket, err := share(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot share the drivers: %w", err)
	}
	defer socket.Close()
	return Mount9P(socket)
}
