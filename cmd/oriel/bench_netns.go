package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Addresses of the two ends, which are for documentation and so nobody's
// ([RFC 5737] 3).
const (
	laidServer = "192.0.2.1"
	laidClient = "192.0.2.2"
)

// A laidLink is a slow link between two network namespaces. It goes away with
// this process.
type laidLink struct {
	server, client netns
	carried        func() (bytes float64, err error) // so far, both ways
}

// What can make a link.
const (
	byClient = "client" // as far as the client sees
	byTun    = "tun"
	byNetem  = "netem"
)

// layLink lays a link. Each way has the bytes a second and half of the round
// trip.
func layLink(by string, l linkFlag) (n *laidLink, err error) {
	n = &laidLink{}
	if n.server, err = newNetns(); err == nil {
		n.client, err = newNetns()
	}
	if errors.Is(err, unix.EPERM) {
		return nil, fmt.Errorf("--link-by %s needs root, for network namespaces", by)
	} else if err != nil {
		return nil, fmt.Errorf("cannot make a network namespace: %w", err)
	}
	if by == byTun {
		return n, n.layTun(l)
	}
	return n, n.layNetem(l)
}

// A netns is a network namespace. It lives as long as the file is open.
type netns struct{ file *os.File }

// newNetns makes a namespace that has nothing but its loopback device.
func newNetns() (n netns, err error) {
	err = onThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return err
		}
		n.file, err = os.Open("/proc/thread-self/ns/net")
		return err
	})
	return n, err
}

// onThread runs f on a thread that ends with it.
func onThread(f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for ever: it is somewhere else
		done <- f()
	}()
	return <-done
}

// do runs f in the namespace. Sockets that it makes and processes that it starts
// stay there.
func (n netns) do(f func() error) error {
	if n.file == nil {
		return f()
	}
	return onThread(func() error {
		if err := unix.Setns(int(n.file.Fd()), unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("cannot enter a network namespace: %w", err)
		}
		return f()
	})
}

// cubic has a connection send as those of Windows, macOS and most Linux desktops do,
// whatever this machine is set to, if its kernel can: BBR is for servers.
func cubic(c net.Conn) {
	t, ok := c.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := t.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) {
			_ = unix.SetsockoptString(int(fd), unix.IPPROTO_TCP, unix.TCP_CONGESTION, "cubic")
		})
	}
}

// run runs a command in the namespace.
func (n netns) run(args ...string) (out []byte, err error) {
	err = n.do(func() error {
		cmd := exec.Command(args[0], args[1:]...)
		var text strings.Builder
		cmd.Stderr = &text
		if out, err = cmd.Output(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(text.String()))
		}
		return nil
	})
	return out, err
}
