package main

import (
	"fmt"

	"golang.org/x/sys/unix"

	"oriel/socket/cage/cagetest"
)

// probes are what a conquered share would try.
var probes = append([]cagetest.Probe{
	{Name: "open above the directory", Try: func() error {
		return cagetest.Closing(unix.Openat2(dirFD, "../secret", &unix.OpenHow{Flags: unix.O_RDONLY}))
	}},
	{Name: "write in the directory", Try: func() error {
		return cagetest.Closing(unix.Openat2(dirFD, "new", &unix.OpenHow{Flags: unix.O_WRONLY | unix.O_CREAT, Mode: 0o644}))
	}},
	{Name: "write to a file", Try: func() error {
		return cagetest.Closing(unix.Openat2(dirFD, "a.so", &unix.OpenHow{Flags: unix.O_RDWR}))
	}},
	{Name: "make a directory in it", Try: func() error { return unix.Mkdirat(dirFD, "newdir", 0o755) }},
	{Name: "change permissions", Try: func() error { return unix.Fchmodat(dirFD, "a.so", 0o644, 0) }},
	{Name: "receive descriptors", Try: func() error {
		_, _, _, _, err := unix.Recvmsg(socketFD, nil, nil, unix.MSG_DONTWAIT)
		return cagetest.Ignore(err, unix.EAGAIN)
	}},
}, cagetest.Common...)

// prepare confines a share, which can read the directory all the same.
func prepare(caged bool) error {
	if caged {
		if err := confine(); err != nil {
			return fmt.Errorf("confine: %w", err)
		}
	}
	if err := cagetest.Closing(unix.Openat2(dirFD, "a.so", &unix.OpenHow{Flags: unix.O_RDONLY})); err != nil {
		return fmt.Errorf("cannot even read the directory: %w", err)
	}
	return nil
}
