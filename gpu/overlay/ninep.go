package overlay

import (
	"errors"
	"fmt"
	"os"
	"strconv"

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
			return a.attach(t, to, d.Target)
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
	return a.attach(t, to, d.Target)
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
