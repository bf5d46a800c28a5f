// Command oriel-share serves a directory over 9P, read-only: the share behind
// /usr/lib/wsl/drivers. orield starts it with the directory as descriptor 3
// and a socket as descriptor 4; it takes no arguments. It becomes nobody, and
// before it reads a byte it gives up whatever it does not need for that: files
// elsewhere, sockets, programs, privileges.
//
// It ends with status 0 when the other end of the socket is closed.
package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"oriel/gpu/ninep"
	"oriel/socket/cage"
)

// The descriptors that we are started with.
const (
	dirFD    = 3
	socketFD = 4
)

// name is what the share is mounted as.
const name = "drivers"

var errInherit = errors.New("start me with a directory as descriptor 3 and a socket as descriptor 4")

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "oriel-share:", err)
		os.Exit(1)
	}
}

func run() error {
	if kind(dirFD) != unix.S_IFDIR || kind(socketFD) != unix.S_IFSOCK {
		return errInherit
	}
	// Read and write block a thread, so that nothing has to be polled.
	if err := unix.SetNonblock(socketFD, false); err != nil {
		return fmt.Errorf("cannot use the socket: %w", err)
	}
	dir, socket := os.NewFile(dirFD, "directory"), os.NewFile(socketFD, "socket")
	if err := confine(); err != nil {
		return err
	}
	return ninep.Serve(socket, dir, ninep.Options{Name: name})
}

// calls are those of serving a directory. openat2 is held below the directory
// by Landlock, and without that by the server, which walks no path that leads
// out.
var calls = []uint32{
	unix.SYS_PREAD64, unix.SYS_OPENAT2, unix.SYS_FSTAT, unix.SYS_LSEEK, unix.SYS_GETDENTS64, unix.SYS_FSTATFS, unix.SYS_READLINKAT,
}

// confine leaves us what serving a directory takes, and nothing else. It is
// all or nothing, but for Landlock, which older kernels lack.
func confine() error {
	cage.CloseAbove(socketFD)
	c := cage.Cage{Dir: dirFD, Calls: calls}
	if err := c.Enter(); err != nil && !errors.Is(err, cage.ErrNoLandlock) {
		return err
	}
	return nil
}

// kind is the type of what a descriptor is open on; 0: nothing.
func kind(fd int) uint32 {
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil {
		return 0
	}
	return st.Mode & unix.S_IFMT
}
