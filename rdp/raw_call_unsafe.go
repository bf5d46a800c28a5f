//go:build !race

package rdp

import (
	"syscall"
	"unsafe"
)

// rawCall reads or writes.
func rawCall(call, fd uintptr, p []byte) (int, syscall.Errno) {
	n, _, err := syscall.RawSyscall(call, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	if err != 0 {
		return 0, err
	}
	return int(n), 0
}
