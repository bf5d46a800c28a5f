package unixmsg

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// A message is what recvmsg(2) and sendmsg(2) are told. It stays where it is
// from call to call: unix.Recvmsg allocates room for a sender's address each
// time, which a connected socket does not even have.
//
// The calls do not wait, so Go's scheduler need not hear of them: a thread of
// the runtime would wake up for each, to look every 20 µs whether it is over.
type message struct {
	b, oob []byte
	header unix.Msghdr
	vector unix.Iovec
}

// A result is what comes of a call.
type result struct {
	n     int
	oobn  int
	flags int
	err   error
}

func (m *message) do(call uintptr, fd int, flags uintptr) result {
	for {
		m.vector.Base = unsafe.SliceData(m.b)
		m.vector.SetLen(len(m.b))
		m.header = unix.Msghdr{Iov: &m.vector, Control: unsafe.SliceData(m.oob)}
		m.header.SetIovlen(1)
		m.header.SetControllen(len(m.oob))
		n, _, errno := unix.RawSyscall(call, uintptr(fd), uintptr(unsafe.Pointer(&m.header)), flags)
		r := result{int(n), int(m.header.Controllen), int(m.header.Flags), nil}
		m.header, m.vector = unix.Msghdr{}, unix.Iovec{} // keep nobody's memory
		switch errno {
		case 0:
			return r
		case unix.EINTR:
		default:
			return result{err: errno}
		}
	}
}
