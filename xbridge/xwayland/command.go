// Package xwayland is what it takes to start the X server: its command line,
// its connections, its cookie file. Who may start processes does so.
package xwayland

import (
	"slices"
	"strconv"
	"strings"
)

// A Command says how an Xwayland is started.
type Command struct {
	Display int      // the number; its socket is listening already
	Auth    string   // cookie file; empty: only hosts are let in
	Env     []string // of the process, without Wayland's own variables
	Args    []string // more of them
}

// The file descriptors that the process gets, in this order from 3 on.
const (
	fdWM = 3 + iota
	fdListen
	fdReady
	fdWayland
)

// Argv returns the arguments. -terminate is not among them: with a window
// manager attached it never fires. Neither are -ac and -listen tcp.
func (c *Command) Argv() []string {
	a := []string{":" + strconv.Itoa(c.Display), "-rootless", "-shm",
		"-wm", strconv.Itoa(fdWM), "-listenfd", strconv.Itoa(fdListen), "-displayfd", strconv.Itoa(fdReady)}
	if c.Auth != "" {
		a = append(a, "-auth", c.Auth)
	}
	return append(a, c.Args...)
}

// Environ returns the environment: that of the caller, with the Wayland
// connection that we give it instead of any other.
func (c *Command) Environ() []string {
	drop := []string{"WAYLAND_DISPLAY=", "WAYLAND_SOCKET=", "DISPLAY=", "XAUTHORITY="}
	env := slices.DeleteFunc(slices.Clone(c.Env), func(e string) bool {
		return slices.ContainsFunc(drop, func(d string) bool { return strings.HasPrefix(e, d) })
	})
	return append(env, "WAYLAND_SOCKET="+strconv.Itoa(fdWayland))
}
