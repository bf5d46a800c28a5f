package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"oriel/compositor/console"
	"oriel/rdp/bcgr"
	"oriel/rdp/client"
	"oriel/rdp/nla"
)

// minimized is the state of a window that has no picture.
const minimized = "minimized"

// wants reports whether w is the window that is wanted.
func (s *shot) wants(w *console.Window) bool {
	return strings.Contains(w.Title, s.o.window) || strings.Contains(w.AppID, s.o.window)
}

// nothing explains why there is no picture.
func (s *shot) nothing(c *client.Session) int {
	v := c.View()
	list := s.describe(v.Windows)
	switch {
	case s.ready(c)(v):
		return s.timedOut(fmt.Sprintf("it goes on changing, and a --settle below %v takes it so; seen: %s", s.o.settle, s.seen(list)))
	case s.o.window == "":
		return s.timedOut("seen: " + s.seen(list))
	}
	for i := range list {
		if w := &list[i]; s.wants(w) && slices.Contains(w.State, minimized) {
			fmt.Fprintf(s.stderr, "oriel: the window %q is minimized and has no picture\n", name(w))
			return exitNoWindow
		}
	}
	fmt.Fprintf(s.stderr, "oriel: no window matches %q after %v; seen: %s\n", s.o.window, s.o.timeout, s.seen(list))
	return exitNoWindow
}

// seen names windows.
func (s *shot) seen(list []console.Window) string {
	var names []string
	for i := range list {
		n := fmt.Sprintf("%q", name(&list[i]))
		if slices.Contains(list[i].State, minimized) {
			n += " (minimized)"
		}
		names = append(names, n)
	}
	switch {
	case len(names) > 0:
		return strings.Join(names, ", ")
	case s.windows == nil && s.profile != client.RAIL && s.profile != client.Classic:
		return "a desktop, of whose windows nothing is known"
	}
	return "no window at all"
}

// name is what a window is called: its title, or its app id if it has none.
func name(w *console.Window) string {
	if w.Title == "" {
		return w.AppID
	}
	return w.Title
}

func (s *shot) timedOut(what string) int {
	fmt.Fprintf(s.stderr, "oriel: nothing came to rest within %v; %s\n", s.o.timeout, what)
	return exitTimeout
}

// refusal says why a server let nobody in, and what to do, as far as the user
// can do something: what the protocol calls it then helps nobody.
func (s *shot) refusal(err error, password string) error {
	wrong := errors.Is(err, bcgr.ErrInsufficientPrivileges) || errors.Is(err, nla.StatusLogonFailure) ||
		errors.Is(err, nla.StatusWrongPassword) || errors.Is(err, client.ErrNoLogon)
	switch {
	case wrong && password == "":
		return errors.New("the bridge cannot tell its password; give --user and --password-file")
	case wrong:
		return errors.New("wrong user or password; give the right ones by --user and --password-file")
	case errors.Is(err, bcgr.ErrDenied):
		return errors.New("too many failed logins from here, or too many clients; try again in five minutes")
	}
	return err
}
