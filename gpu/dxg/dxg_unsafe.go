package dxg

import (
	"encoding/binary"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// iowr is _IOWR(0x47, number, size) of asm-generic/ioctl.h.
func iowr(number, size uintptr) uintptr { return 3<<30 | size<<16 | 0x47<<8 | number }

var (
	ioctlQueryAdapterInfo = iowr(0x09, queryAdapterSize)
	ioctlEnumAdapters2    = iowr(0x14, enumAdapters2Size)
	ioctlCloseAdapter     = iowr(0x15, closeAdapterSize)
	ioctlEnumAdapters3    = iowr(0x3e, enumAdapters3Size)
)

// kernel is the driver behind an open /dev/dxg.
type kernel struct{ f *os.File }

func (k kernel) ioctl(number uintptr, arg []byte, at int, data []byte) error {
	var pin runtime.Pinner
	defer pin.Unpin()
	if at >= 0 {
		// The address is hidden in bytes, where nobody sees that it is one.
		p := &data[0]
		pin.Pin(p)
		binary.LittleEndian.PutUint64(arg[at:], uint64(uintptr(unsafe.Pointer(p))))
	}
	conn, err := k.f.SyscallConn()
	if err != nil {
		return err
	}
	var errno unix.Errno
	err = conn.Control(func(fd uintptr) {
		for {
			// A positive status is a success (struct ntstatus).
			_, _, errno = unix.Syscall(unix.SYS_IOCTL, fd, number, uintptr(unsafe.Pointer(&arg[0])))
			if errno != unix.EINTR {
				return
			}
		}
	})
	runtime.KeepAlive(data)
	if err == nil && errno != 0 {
		err = errno
	}
	return err
}
