package rdp

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// tcpInfo asks what the kernel knows of a connection; an older kernel leaves
// the end of info as it is.
func tcpInfo(fd uintptr, info *unix.TCPInfo) bool {
	size := uint32(unsafe.Sizeof(*info))
	_, _, err := syscall.RawSyscall6(syscall.SYS_GETSOCKOPT, fd, unix.IPPROTO_TCP, unix.TCP_INFO,
		uintptr(unsafe.Pointer(info)), uintptr(unsafe.Pointer(&size)), 0)
	return err == 0
}
