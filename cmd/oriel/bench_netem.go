package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Addresses of the two ends, which are for documentation and so nobody's
// ([RFC 5737] 3).
const (
	netemServer = "192.0.2.1"
	netemClient = "192.0.2.2"
)

// A netem is a link between two network namespaces that the kernel makes slow.
// It goes away with this process.
type netem struct{ server, client netns }

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

// layNetem lays a link. Each way has the bytes a second and half of the round
// trip.
func layNetem(l linkFlag) (n *netem, err error) {
	n = &netem{}
	if n.server, err = newNetns(); err == nil {
		n.client, err = newNetns()
	}
	if errors.Is(err, unix.EPERM) {
		return nil, errors.New("--netem needs root, for network namespaces")
	} else if err != nil {
		return nil, fmt.Errorf("cannot make a network namespace: %w", err)
	}
	peer := fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), n.server.file.Fd())
	if _, err := n.client.run("ip", "link", "add", "client", "type", "veth", "peer", "name", "server", "netns", peer); err != nil {
		return nil, fmt.Errorf("no pair of network devices (--netem needs ip and tc, of the package iproute2): %w", err)
	}
	if err := n.client.slow("client", netemClient, l); err != nil {
		return nil, err
	}
	return n, n.server.slow("server", netemServer, l)
}

// slow makes what a device sends slow. What the router keeps is packets: TCP must
// not hand over several as one.
func (n netns) slow(dev, addr string, l linkFlag) error {
	keeps := (routerSize + l.rate*l.rtt.Seconds()/2) / packetSize
	for _, args := range [][]string{
		{"ip", "addr", "add", addr + "/30", "dev", dev},
		{"ip", "link", "set", dev, "up", "gso_max_segs", "1"},
		{"tc", "qdisc", "add", "dev", dev, "root", "netem", "rate", fmt.Sprintf("%.0fbit", 8*l.rate),
			"delay", fmt.Sprintf("%dus", l.rtt.Microseconds()/2), "limit", fmt.Sprintf("%.0f", keeps)},
	} {
		if _, err := n.run(args...); err != nil {
			return fmt.Errorf("no slow link (--netem needs a kernel with veth and sch_netem, as Debian's is): %w", err)
		}
	}
	return nil
}

// carried returns how many bytes went over the link so far, both ways.
func (n *netem) carried() (bytes float64, err error) {
	for _, end := range []netns{n.server, n.client} {
		out, err := end.run("tc", "-s", "-j", "qdisc", "show")
		if err != nil {
			return 0, err
		}
		var list []struct {
			Kind  string
			Bytes float64
		}
		if err := json.Unmarshal(out, &list); err != nil {
			return 0, fmt.Errorf("tc: %w", err)
		}
		for _, q := range list {
			if q.Kind == "netem" {
				bytes += q.Bytes
			}
		}
	}
	return bytes, nil
}
