package rdp

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// rawCall reads or writes.
func rawCall(call, fd uintptr, p []byte) (int, syscall.Errno) {
	n, _, err := syscall.RawSyscall(call, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	if err != 0 {
		return 0, err
	}
	return int(n), 0
}

// tcpInfo asks what the kernel knows of a connection; an older kernel leaves
// the end of info as it is.
func tcpInfo(fd uintptr, info *unix.TCPInfo) bool {
	size := uint32(unsafe.Sizeof(*info))
	_, _, err := syscall.RawSyscall6(syscall.SYS_GETSOCKOPT, fd, unix.IPPROTO_TCP, unix.TCP_INFO,
		uintptr(unsafe.Pointer(info)), uintptr(unsafe.Pointer(&size)), 0)
	return err == 0
}
