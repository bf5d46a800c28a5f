package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// layNetem has the kernel make the link.
func (n *laidLink) layNetem(l linkFlag) error {
	peer := fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), n.server.file.Fd())
	if _, err := n.client.run("ip", "link", "add", "client", "type", "veth", "peer", "name", "server", "netns", peer); err != nil {
		return fmt.Errorf("no pair of network devices (--link-by netem needs ip and tc, of the package iproute2): %w", err)
	}
	if err := n.client.slow("client", laidClient, l); err != nil {
		return err
	}
	n.carried = n.netemBytes
	return n.server.slow("server", laidServer, l)
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
			return fmt.Errorf("no slow link (--link-by netem needs a kernel with veth and sch_netem, as Debian's is; try --link-by tun): %w", err)
		}
	}
	return nil
}

// netemBytes returns how many bytes went over the link so far, both ways.
func (n *laidLink) netemBytes() (bytes float64, err error) {
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
