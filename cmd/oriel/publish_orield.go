package main

import (
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// orieldTime is how long orield may take: it mounts, and starts a share.
const orieldTime = 30 * time.Second

// byOrield reports whether orield is to publish: root asks it where there is
// no bridge of root's own, nor anything that was published by hand.
func byOrield(o publishOptions) bool {
	if o.control == rootSocket {
		return true
	}
	if _, err := os.Stat(rootSocket); err != nil || os.Geteuid() != 0 || o.control != "" {
		return false
	}
	if started, err := processStart(o.pid); err == nil {
		if _, had := readPublication(o.pid, started); had {
			return false
		}
	}
	_, err := askEnvironment("")
	return err != nil
}

// askOrield has orield publish to a user distro, or withdraw.
func askOrield(path string, o publishOptions, stdout io.Writer) error {
	if o.watch || o.display != "" {
		return fmt.Errorf("orield watches by itself, and the display is always :0: leave out --watch and --display")
	}
	fd, err := unix.PidfdOpen(o.pid, 0)
	if err != nil {
		return fmt.Errorf("there is no process %d (%w)", o.pid, err)
	}
	process := os.NewFile(uintptr(fd), "pidfd")
	defer process.Close()
	c, err := control.Dial(path)
	if err != nil {
		return err
	}
	defer c.Close()
	r, _, err := c.Ask(&control.Publish{Withdraw: o.withdraw, Process: process}, orieldTime)
	switch {
	case err != nil:
		return fmt.Errorf("orield: %w", err)
	case r.Code == control.Failure && o.withdraw && syscall.Errno(r.Errno) == unix.EINVAL:
		return fmt.Errorf("orield has published nothing to process %d", o.pid)
	case r.Code == control.Failure && r.Errno != 0:
		return fmt.Errorf("orield could not: %w; journalctl -u orield says more", syscall.Errno(r.Errno))
	case r.Code != control.OK:
		return fmt.Errorf("orield could not: %v; journalctl -u orield says more", r.Code)
	}
	if !o.withdraw && !o.json {
		fmt.Fprintf(stdout, "orield has published %s and DISPLAY :0 to process %d; login shells find them\n", shareDir, o.pid)
	}
	return nil
}
