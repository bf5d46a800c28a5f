package main

import (
	"errors"
	"fmt"
	"os/user"
	"strconv"
	"strings"

	"oriel/compositor/manager"
)

// lookUp finds a user of the system distro, by name or as UID:GID.
func lookUp(name string) (*manager.User, error) {
	uid, gid, numbers := strings.Cut(name, ":")
	if !numbers {
		u, err := user.Lookup(name)
		if err != nil {
			return nil, fmt.Errorf("there is no user %s: make one with \"useradd -r %s\", or name another one (%w)", name, name, err)
		}
		uid, gid = u.Uid, u.Gid
	}
	u, err := strconv.ParseUint(uid, 10, 32)
	g, err2 := strconv.ParseUint(gid, 10, 32)
	if err := errors.Join(err, err2); err != nil {
		return nil, fmt.Errorf("%q is no UID:GID: %w", name, err)
	}
	return &manager.User{UID: uint32(u), GID: uint32(g)}, nil
}
