//go:build race

package rdp

import "syscall"

// rawCall reads or writes. The race detector learns from it what happened
// before what at both ends of a connection.
func rawCall(call, fd uintptr, p []byte) (n int, errno syscall.Errno) {
	var err error
	if call == syscall.SYS_READ {
		n, err = syscall.Read(int(fd), p)
	} else {
		n, err = syscall.Write(int(fd), p)
	}
	if err != nil {
		return 0, err.(syscall.Errno)
	}
	return n, 0
}
