package fdpass

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// A message is what recvmsg(2) or sendmsg(2) is told, and what comes of it.
//
// The calls do not wait, so Go's scheduler need not hear of them: a thread of
// the runtime would wake up for each, to look every 20 µs whether it is over.
type message struct {
	b, oob []byte
	n      int
	oobn   int
	flags  int
	err    error
	step   func(fd uintptr) (done bool) // made once, not for each call
	once   func(fd uintptr) (done bool) // of the sender: step, which is not to wait

	header unix.Msghdr
	vector unix.Iovec
}

// do makes a call, and reports whether it came to anything.
func (m *message) do(call, fd uintptr, flags uintptr) bool {
	for {
		m.vector.Base = unsafe.SliceData(m.b)
		m.vector.SetLen(len(m.b))
		m.header = unix.Msghdr{Iov: &m.vector, Control: unsafe.SliceData(m.oob)}
		m.header.SetIovlen(1)
		m.header.SetControllen(len(m.oob))
		n, _, errno := unix.RawSyscall(call, fd, uintptr(unsafe.Pointer(&m.header)), flags)
		oobn, got := int(m.header.Controllen), int(m.header.Flags)
		m.header, m.vector = unix.Msghdr{}, unix.Iovec{} // keep nobody's memory
		switch errno {
		case unix.EINTR:
			continue
		case 0:
			m.n, m.oobn, m.flags, m.err = int(n), oobn, got, nil
		default:
			m.n, m.oobn, m.flags, m.err = 0, 0, 0, errno
		}
		return errno != unix.EAGAIN
	}
}
