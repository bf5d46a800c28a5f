package wlconn

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
	header unix.Msghdr
	vector unix.Iovec
}

// receive reads bytes into b and ancillary data into oob.
// Descriptors that come are closed on exec.
func (m *message) receive(fd int, b, oob []byte) (n, oobn, flags int, err error) {
	m.vector.Base = unsafe.SliceData(b)
	m.vector.SetLen(len(b))
	m.header = unix.Msghdr{Iov: &m.vector, Control: unsafe.SliceData(oob)}
	m.header.SetIovlen(1)
	m.header.SetControllen(len(oob))
	r, _, errno := unix.RawSyscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&m.header)), unix.MSG_CMSG_CLOEXEC)
	oobn, flags = int(m.header.Controllen), int(m.header.Flags)
	m.header, m.vector = unix.Msghdr{}, unix.Iovec{} // keep nobody's memory
	if errno != 0 {
		return 0, 0, 0, errno
	}
	return int(r), oobn, flags, nil
}

// send writes bytes and ancillary data.
func (m *message) send(fd int, b, oob []byte) (n int, err error) {
	m.vector.Base = unsafe.SliceData(b)
	m.vector.SetLen(len(b))
	m.header = unix.Msghdr{Iov: &m.vector, Control: unsafe.SliceData(oob)}
	m.header.SetIovlen(1)
	m.header.SetControllen(len(oob))
	r, _, errno := unix.RawSyscall(unix.SYS_SENDMSG, uintptr(fd), uintptr(unsafe.Pointer(&m.header)), unix.MSG_NOSIGNAL)
	m.header, m.vector = unix.Msghdr{}, unix.Iovec{} // keep nobody's memory
	if errno != 0 {
		return 0, errno
	}
	return int(r), nil
}
