package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"oriel/socket"
)

// The control socket is how the commands of this user ask a running bridge: a
// request is one line of JSON, so is the answer. It is 0600, and only this
// user and root are heard.

type request struct {
	Verb string `json:"verb"` // env, windows, status
}

type response struct {
	Error   string       `json:"error,omitempty"`
	Env     *environment `json:"env,omitempty"`
	Windows []windowInfo `json:"windows,omitempty"`
	Status  *statusInfo  `json:"status,omitempty"`
}

// environment is how to reach a bridge, for programs and for people. The
// first eight names are a contract with scripts.
type environment struct {
	RDP            []string `json:"rdp"`
	User           string   `json:"user"`
	Password       string   `json:"password"`
	Fingerprint    string   `json:"fingerprint"`
	Display        string   `json:"display"`
	Xauthority     string   `json:"xauthority"`
	WaylandDisplay string   `json:"wayland_display"`
	Control        string   `json:"control"`
	RuntimeDir     string   `json:"runtime_dir"`
	RDPFile        string   `json:"rdp_file"`
}

// vars are the variables that a program needs.
func (e *environment) vars() []string {
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

// answer serves one request after the other on c.
func serveControl(l net.Listener, answer func(request) response) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			if socket.Allow(c, uint32(os.Getuid()), 0) != nil {
				return
			}
			in := bufio.NewScanner(c)
			in.Buffer(make([]byte, 4096), 4096)
			for in.Scan() {
				var q request
				r := response{Error: "not a request"}
				if json.Unmarshal(in.Bytes(), &q) == nil {
					r = answer(q)
				}
				b, err := json.Marshal(r)
				if err != nil {
					return
				}
				if _, err := c.Write(append(b, '\n')); err != nil {
					return
				}
			}
		}()
	}
}

// errNoBridge says that nothing answers.
var errNoBridge = errors.New("no bridge of yours is running; start one with: oriel run")

// ask sends a request to the bridge at path, or to the newest of this user.
func ask(path, verb string) (*response, error) {
	paths := []string{path}
	if path == "" {
		paths = controlSockets()
	}
	for _, p := range paths {
		c, err := net.DialTimeout("unix", p, 2*time.Second)
		if err != nil {
			if path != "" {
				return nil, fmt.Errorf("cannot reach the bridge at %s: %w", p, err)
			}
			continue
		}
		defer c.Close()
		return exchange(c, verb)
	}
	return nil, errNoBridge
}

func exchange(c net.Conn, verb string) (*response, error) {
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	b, err := json.Marshal(request{Verb: verb})
	if err != nil {
		return nil, err
	}
	if _, err := c.Write(append(b, '\n')); err != nil {
		return nil, err
	}
	var r response
	if err := json.NewDecoder(c).Decode(&r); err != nil {
		return nil, fmt.Errorf("the bridge gave no answer: %w", err)
	}
	if r.Error != "" {
		return nil, errors.New(r.Error)
	}
	return &r, nil
}

// controlSockets lists this user's control sockets, the newest first.
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
	return out
}
