package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// layTun makes the link of two tun devices, between which this process carries
// the packets. To TCP, it is a link like any other, on any kernel.
func (n *laidLink) layTun(l linkFlag) error {
	server, err := n.server.tun("server", laidServer)
	if err != nil {
		return err
	}
	client, err := n.client.tun("client", laidClient)
	if err != nil {
		return err
	}
	down, up := newCarrier(l), newCarrier(l)
	go down.carry(server, client)
	go up.carry(client, server)
	n.carried = func() (float64, error) { return float64(down.bytes.Load() + up.bytes.Load()), nil }
	return nil
}

// tun makes a tun device in the namespace.
func (n netns) tun(name, addr string) (f *os.File, err error) {
	err = n.do(func() (err error) {
		f, err = openTun(name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("--link-by tun: %w", err)
	}
	for _, args := range [][]string{
		{"ip", "addr", "add", addr + "/30", "dev", name},
		{"ip", "link", "set", name, "up"},
	} {
		if _, err := n.run(args...); err != nil {
			return nil, fmt.Errorf("--link-by tun: %w", err)
		}
	}
	return f, nil
}

// openTun makes a device whose packets the file reads and writes.
func openTun(name string) (*os.File, error) {
	const path = "/dev/net/tun"
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	req, err := unix.NewIfreq(name)
	if err == nil {
		req.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, req)
	}
	if err != nil {
		unix.Close(fd)
		return nil, &os.PathError{Op: "make a device by", Path: path, Err: err}
	}
	return os.NewFile(uintptr(fd), path), nil
}

// mostPackets bounds what is on its way: small ones are many.
const mostPackets = 1 << 12

// A carrier is one way of a link, with the router before it: what that has no
// room for is lost.
type carrier struct {
	way      oneWay
	onItsWay chan packet
	bytes    atomic.Uint64
}

func newCarrier(l linkFlag) *carrier {
	return &carrier{way: oneWay{link: l}, onItsWay: make(chan packet, mostPackets)}
}

func (c *carrier) carry(from io.Reader, to io.Writer) {
	go c.deliver(to)
	for {
		data := make([]byte, 2*packetSize)
		n, err := from.Read(data)
		if err != nil {
			close(c.onItsWay)
			return
		}
		now := time.Now()
		if c.way.full(now) {
			continue
		}
		c.bytes.Add(uint64(n))
		c.onItsWay <- packet{data[:n], c.way.take(n, now), nil}
	}
}

// deliver gives packets to the far end in time.
func (c *carrier) deliver(to io.Writer) {
	for p := range c.onItsWay {
		sleepUntil(p.at)
		if _, err := to.Write(p.data); err != nil {
			return // the device is gone, and with it the connection
		}
	}
}
