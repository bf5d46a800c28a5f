package main

import (
	"errors"
	"log/slog"
	"os"

	"golang.org/x/sys/unix"

	"oriel/socket/cage"
)

// backendCage is what serving RDP takes: sockets that we have, memory that
// comes by descriptor, that of apps to be read only, and the cookies' memory to
// be written.
func backendCage(cookies *os.File) *cage.Cage {
	c := &cage.Cage{
		Dir:   -1,
		Calls: append([]uint32{unix.SYS_PREAD64, unix.SYS_FSTAT}, cage.Sockets...),
		Rules: []cage.Rule{
			cage.OneOf(unix.SYS_FCNTL, 1, unix.F_GETFL, unix.F_SETFL, unix.F_GETFD, unix.F_SETFD, unix.F_DUPFD_CLOEXEC),
			// Memory shared with oriel-avc. What may be written to is the kernel's to
			// say: that of apps came by descriptors for reading.
			{Call: unix.SYS_MMAP, Cases: [][]cage.Cond{{
				{Arg: 2, Mask: unix.PROT_EXEC, Value: 0}, {Arg: 3, Mask: unix.MAP_TYPE, Value: unix.MAP_SHARED},
			}}},
			cage.OneOf(unix.SYS_SETSOCKOPT, 1, unix.SOL_SOCKET, unix.IPPROTO_TCP),
		},
	}
	if cookies != nil {
		c.Rules = append(c.Rules, cage.OneOf(unix.SYS_PWRITE64, 0, uint32(cookies.Fd())))
	}
	return c
}

// confine enters the cage.
func confine(cookies *os.File, log *slog.Logger) error {
	err := backendCage(cookies).Enter()
	if errors.Is(err, cage.ErrNoLandlock) {
		log.Warn("The cage is closed by seccomp alone", "err", err)
		return nil
	}
	return err
}
