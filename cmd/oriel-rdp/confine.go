package main

import (
	"errors"
	"log/slog"

	"golang.org/x/sys/unix"

	"oriel/socket/cage"
)

// backendCage is what serving RDP takes: sockets that we have, and memory that
// comes by descriptor to be read.
var backendCage = cage.Cage{
	Dir:   -1,
	Calls: append([]uint32{unix.SYS_PREAD64, unix.SYS_FSTAT}, cage.Sockets...),
	Rules: []cage.Rule{
		cage.OneOf(unix.SYS_FCNTL, 1, unix.F_GETFL, unix.F_SETFL, unix.F_GETFD, unix.F_SETFD, unix.F_DUPFD_CLOEXEC),
		cage.OneOf(unix.SYS_SETSOCKOPT, 1, unix.SOL_SOCKET, unix.IPPROTO_TCP),
	},
}

// confine enters the cage.
func confine(log *slog.Logger) error {
	err := backendCage.Enter()
	if errors.Is(err, cage.ErrNoLandlock) {
		log.Warn("The cage is closed by seccomp alone", "err", err)
		return nil
	}
	return err
}
