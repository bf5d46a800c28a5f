package xbridge

import (
	"context"
	"errors"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// waitReadable waits until a client has connected to a listener, without
// accepting it: that is the X server's to do. It sleeps in the kernel, since
// being idle must cost nothing.
func waitReadable(ctx context.Context, l *os.File) error {
	wakeR, wakeW, err := os.Pipe()
	if err != nil {
		return err
	}
	defer wakeR.Close()
	stop := context.AfterFunc(ctx, func() { wakeW.Close() })
	defer func() {
		if stop() {
			wakeW.Close()
		}
	}()
	lfd, err := rawFD(l)
	if err != nil {
		return err
	}
	wfd, err := rawFD(wakeR)
	if err != nil {
		return err
	}
	fds := []unix.PollFd{{Fd: int32(lfd), Events: unix.POLLIN}, {Fd: int32(wfd), Events: unix.POLLIN}}
	for {
		_, err := unix.Poll(fds, -1)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case fds[0].Revents&(unix.POLLERR|unix.POLLNVAL|unix.POLLHUP) != 0:
			return errors.New("the X socket does not listen any more")
		case fds[0].Revents&unix.POLLIN != 0:
			return nil
		}
	}
}

// rawFD returns a file's descriptor; File.Fd would make it blocking for
// everybody who shares it.
func rawFD(f *os.File) (fd int, err error) {
	c, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	err = c.Control(func(n uintptr) { fd = int(n) })
	return fd, err
}

// fileConn makes a file into a connection; the file is closed.
func fileConn(f *os.File) (net.Conn, error) {
	defer f.Close()
	return net.FileConn(f)
}
