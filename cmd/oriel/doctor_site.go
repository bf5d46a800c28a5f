package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"oriel/compositor/control"
	"oriel/socket/mountns"
)

// Where WSLg has what both distros see, and orield what root asks it by.
const (
	shareDir   = "/mnt/wslg"
	rootSocket = "/run/oriel/orield.sock"
)

// A site is the kind of machine that we are on.
type site uint8

const (
	plainMachine site = iota
	userDistro
	systemDistro
)

// site says where we are. The share is in both distros, orield's socket in
// the system's alone; a user distro may lack the share, but not its names.
func (m machine) site() site {
	switch {
	case m.exists(rootSocket):
		return systemDistro
	case m.exists(shareDir) && m.exists("/etc/versions.txt"):
		return systemDistro // whose orield does not run
	case m.exists(shareDir), m.getenv("WSL_DISTRO_NAME") != "", m.exists("/proc/sys/fs/binfmt_misc/WSLInterop"):
		return userDistro
	}
	return plainMachine
}

func (m machine) exists(path string) bool {
	_, err := os.Lstat(m.path(path))
	return err == nil
}

// look is what is to be seen at a path, without following links.
func (m machine) look(path string) (mountns.View, error) {
	return mountns.Here().Look(m.path(path))
}

// mounted finds the last mount at a path, which need not be one to be seen.
func (m machine) mounted(path string) (mountns.Info, bool) {
	table, err := mountns.Here().Mounts()
	if err != nil {
		return mountns.Info{}, false
	}
	var found mountns.Info
	for _, i := range table {
		if i.Point == m.path(path) {
			found = i
		}
	}
	return found, found.ID != 0
}

// answers says whether somebody listens on a Unix socket.
func (m machine) answers(path string) error {
	c, err := net.DialTimeout("unix", m.path(path), 5*time.Second)
	if err == nil {
		return c.Close()
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return err
}

// running reports whether a process of one of some names runs.
func (m machine) running(names ...string) bool {
	entries, err := os.ReadDir(m.path("proc"))
	if err != nil {
		return true // nobody can say
	}
	for _, e := range entries {
		b, err := os.ReadFile(m.path("proc", e.Name(), "comm"))
		if err != nil {
			continue
		}
		for _, name := range names {
			if strings.HasPrefix(strings.TrimSpace(string(b)), name) {
				return true
			}
		}
	}
	return false
}

// askUnits asks orield how its units are.
func askUnits(path string) ([]control.UnitState, error) {
	c, err := control.Dial(path)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r, units, err := c.Ask(&control.Query{}, 5*time.Second)
	if err == nil && r.Code != control.OK {
		err = fmt.Errorf("orield says: %v", r.Code)
	}
	return units, err
}
