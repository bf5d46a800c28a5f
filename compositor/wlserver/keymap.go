package wlserver

import (
	"fmt"

	"golang.org/x/sys/unix"

	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire/wlconn"
)

// keymap is a keymap as clients get it: a file that nobody can change.
type keymap struct {
	text []byte
	m    *seat.Map
	fd   int // -1: none
	size uint32
}

// loadKeymap makes a keymap of one that is built in; m is nil if it cannot.
func loadKeymap(name string) keymap {
	text, err := seat.Keymap(name)
	if err != nil {
		return keymap{fd: -1}
	}
	return newKeymap(text)
}

func newKeymap(text []byte) keymap {
	k := keymap{text: text, fd: -1}
	m, err := seat.ParseMap(text)
	if err != nil {
		return k
	}
	k.m = m
	if fd, err := sealed(text); err == nil {
		k.fd, k.size = fd, uint32(len(text)+1)
	}
	return k
}

// sealed returns a read-only file with the text and a NUL. The seals keep
// clients from changing it for each other. They are given a descriptor that
// was opened for reading, since one that could write cannot be mapped
// MAP_SHARED once the file is sealed, and older clients do that.
func sealed(text []byte) (int, error) {
	fd, err := unix.MemfdCreate("keymap", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return -1, err
	}
	for b := append(append([]byte(nil), text...), 0); len(b) > 0; {
		n, err := unix.Write(fd, b)
		if err != nil {
			wlconn.CloseFD(fd)
			return -1, err
		}
		b = b[n:]
	}
	const seals = unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_WRITE | unix.F_SEAL_SEAL
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, seals); err != nil {
		wlconn.CloseFD(fd)
		return -1, err
	}
	ro, err := unix.Open(fmt.Sprintf("/proc/self/fd/%d", fd), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return fd, nil // no /proc: good enough for clients of today
	}
	wlconn.CloseFD(fd)
	return ro, nil
}

// send gives a wl_keyboard the keymap.
func (k *keymap) send(r wlproto.WlKeyboard) {
	if k.fd < 0 {
		return
	}
	fd, err := unix.FcntlInt(uintptr(k.fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return
	}
	r.SendKeymap(wlproto.WlKeyboardKeymapFormatXkbV1, fd, k.size)
}

func (k *keymap) close() {
	if k.fd >= 0 {
		wlconn.CloseFD(k.fd)
	}
	*k = keymap{fd: -1}
}
