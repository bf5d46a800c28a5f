package main

import (
	"fmt"
	"log/slog"
	"net"
	"os"

	"golang.org/x/sys/unix"

	"oriel/socket/cage/cagetest"
)

// What a probe inherits: a buffer's memory, opened for reading only as the
// link does it, one end of a socket pair, a listening socket, the cookies'
// memory, and other memory that could be written to.
const (
	bufferFD   = 3
	socketFD   = 4
	listenerFD = 5
	cookiesFD  = 6
	memoryFD   = 7
)

// probes are what a conquered backend would try.
var probes = append([]cagetest.Probe{
	{Name: "open a buffer anew, for writing", Try: func() error {
		return cagetest.Closing(unix.Open("/proc/self/fd/3", unix.O_RDWR, 0))
	}},
	{Name: "connect", Try: func() error {
		return cagetest.Ignore(unix.Connect(socketFD, &unix.SockaddrUnix{Name: "/nonexistent"}), unix.EISCONN, unix.ENOENT)
	}},
	{Name: "bind", Try: func() error {
		return cagetest.Ignore(unix.Bind(socketFD, &unix.SockaddrUnix{Name: "/nonexistent/x"}), unix.EINVAL, unix.ENOENT)
	}},
	{Name: "listen", Try: func() error { return cagetest.Ignore(unix.Listen(socketFD, 1), unix.EINVAL) }},
	{Name: "write into memory at a place", Try: func() error { _, err := unix.Pwrite(memoryFD, []byte("x"), 0); return err }},
	{Name: "map a buffer for writing", Try: func() error {
		return cagetest.Map(bufferFD, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE)
	}},
}, cagetest.Common...)

// never are what a buffer's descriptor does not allow with or without a cage.
var never = []cagetest.Probe{
	{Name: "write into a buffer", Try: func() error { _, err := unix.Write(bufferFD, []byte("x")); return err }},
	{Name: "write into a buffer at a place", Try: func() error { _, err := unix.Pwrite(bufferFD, []byte("x"), 0); return err }},
	{Name: "share a buffer's memory for writing", Try: func() error {
		return cagetest.Map(bufferFD, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	}},
	{Name: "make a buffer's memory writable", Try: func() error {
		b, err := unix.Mmap(bufferFD, 0, 4096, unix.PROT_READ, unix.MAP_SHARED)
		if err == nil {
			err = unix.Mprotect(b, unix.PROT_READ|unix.PROT_WRITE)
		}
		return err
	}},
	{Name: "cut a buffer short", Try: func() error { return unix.Ftruncate(bufferFD, 0) }},
}

// needed are what the backend does all the time.
var needed = []cagetest.Probe{
	{Name: "map a buffer for reading", Try: func() error { return cagetest.Map(bufferFD, unix.PROT_READ, unix.MAP_SHARED) }},
	{Name: "read a buffer at a place", Try: func() error { _, err := unix.Pread(bufferFD, make([]byte, 1), 0); return err }},
	{Name: "keep a cookie", Try: func() error { _, err := unix.Pwrite(cookiesFD, []byte("x"), 0); return err }},
	{Name: "send and receive", Try: func() error {
		if _, err := unix.SendmsgN(socketFD, []byte("x"), nil, nil, 0); err != nil {
			return err
		}
		_, _, _, _, err := unix.Recvmsg(socketFD, make([]byte, 1), nil, unix.MSG_DONTWAIT)
		return cagetest.Ignore(err, unix.EAGAIN)
	}},
	{Name: "accept", Try: func() error {
		c, err := listening.Accept()
		if err != nil {
			return err
		}
		return c.Close()
	}},
	{Name: "say a line", Try: func() error { _, err := fmt.Print(""); return err }},
}

var listening net.Listener // on listenerFD, with one connection waiting

// prepare confines a backend, which can do its work all the same.
func prepare(caged bool) (err error) {
	if listening, err = net.FileListener(os.NewFile(listenerFD, "listener")); err != nil {
		return err
	}
	if caged {
		if err := confine(os.NewFile(cookiesFD, "cookies"), slog.New(slog.NewTextHandler(os.Stdout, nil))); err != nil {
			return fmt.Errorf("confine: %w", err)
		}
	}
	for _, p := range needed {
		if err := p.Try(); err != nil {
			return fmt.Errorf("cannot even %s: %w", p.Name, err)
		}
	}
	for _, p := range never {
		if p.Try() == nil {
			return fmt.Errorf("could %s", p.Name)
		}
	}
	return nil
}
