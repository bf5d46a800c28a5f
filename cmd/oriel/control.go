package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"oriel/compositor/console"
	"oriel/compositor/manager/wslg"
)

type environment = console.Environment

// controlUsage is the help for --control.
const controlUsage = "ask the bridge whose control socket is at `PATH` (default: the newest running bridge of yours)"

// vars are the variables that a program needs.
func vars(e *environment) []string {
	v := []string{"WAYLAND_DISPLAY=" + e.WaylandDisplay}
	if e.Display != "" {
		v = append(v, "DISPLAY="+e.Display, "XAUTHORITY="+e.Xauthority)
	}
	if os.Getenv("XDG_RUNTIME_DIR") == "" {
		v = append(v, "XDG_RUNTIME_DIR="+e.RuntimeDir)
	}
	return v
}

// controlDir is where control sockets are.
func controlDir() string {
	if d := os.Getenv("XDG_RUNTIME_DIR"); d != "" {
		return filepath.Join(d, "oriel")
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("oriel-%d", os.Getuid()))
}

// privateDir makes a directory that nobody else can look into, and refuses
// one that somebody else has made.
func privateDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot make %s: %w; set XDG_RUNTIME_DIR to a directory of your own, or to nothing", dir, errors.Unwrap(err))
	}
	st, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !st.IsDir() || st.Mode().Perm()&0o077 != 0 || !ownedByUs(st) {
		return fmt.Errorf("%s must be a directory of your own with mode 0700; remove it, or set XDG_RUNTIME_DIR", dir)
	}
	return nil
}

// errNoBridge says that nothing answers.
var errNoBridge = errors.New("no bridge of yours is running; start one with: oriel run")

// ask sends a request to the bridge at path, or to the newest of this user.
func ask(path string, q console.Request) (*console.Response, error) {
	paths := []string{path}
	if path == "" {
		paths = controlSockets()
	}
	for _, p := range paths {
		r, err := console.Ask(p, q)
		if path == "" && errors.Is(err, console.ErrNotThere) {
			continue
		}
		return r, err
	}
	return nil, errNoBridge
}

// askEnvironment asks how to reach a bridge.
func askEnvironment(path string) (*environment, error) {
	r, err := ask(path, console.Request{Verb: "env"})
	if err != nil {
		return nil, err
	}
	var e environment
	if err := json.Unmarshal(r.Env, &e); err != nil {
		return nil, fmt.Errorf("the bridge does not say how to reach it: %w", err)
	}
	return &e, nil
}

// controlSockets lists this user's control sockets, the newest first, and then
// that of the system distro.
func controlSockets() []string {
	type entry struct {
		path string
		at   time.Time
	}
	var list []entry
	dirents, _ := os.ReadDir(controlDir())
	for _, d := range dirents {
		if st, err := d.Info(); err == nil && strings.HasSuffix(d.Name(), ".sock") {
			list = append(list, entry{filepath.Join(controlDir(), d.Name()), st.ModTime()})
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(b.path, a.path)) })
	var out []string
	for _, e := range list {
		out = append(out, e.path)
	}
	return append(out, filepath.Join(wslg.Dir, wslg.ControlName))
}
