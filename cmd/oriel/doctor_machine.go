package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// A machine is what the checks look at; tests put another in its place.
type machine struct {
	root     string // where the file system begins
	uid      int
	getenv   func(string) string
	lookPath func(string) (string, error)
	output   func(name string, args ...string) (string, error) // stdout and stderr
	listen   func(addr string) error                           // tries a TCP port and frees it
	memfd    func() error                                      // tries memfd_create
	units    func() ([]control.UnitState, error)               // asks orield
}

func thisMachine() machine {
	return machine{
		root: "/", uid: os.Getuid(), getenv: os.Getenv, lookPath: exec.LookPath,
		output: func(name string, args ...string) (string, error) {
			out, err := exec.Command(name, args...).CombinedOutput()
			return string(out), err
		},
		listen: func(addr string) error {
			l, err := net.Listen("tcp", addr)
			if err != nil {
				return err
			}
			return l.Close()
		},
		memfd: func() error {
			fd, err := unix.MemfdCreate("oriel-doctor", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
			if err != nil {
				return err
			}
			return unix.Close(fd)
		},
		units: func() ([]control.UnitState, error) { return askUnits(rootSocket) },
	}
}

// path is a path of the machine's own file system.
func (m machine) path(elem ...string) string {
	return filepath.Join(append([]string{m.root}, elem...)...)
}

// first finds the first of several programs that is there.
func (m machine) first(names ...string) (path string, err error) {
	for _, name := range names {
		if path, err := m.lookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("not found: %s", strings.Join(names, ", "))
}

// install is the command that installs packages.
func (m machine) install(packages []string) string {
	list := strings.Join(packages, " ")
	if _, err := m.lookPath("apt-get"); err != nil {
		return "install what Debian calls " + list
	}
	command := "apt-get install --no-install-recommends " + list
	if m.uid != 0 {
		command = "sudo " + command
	}
	return command
}

// number reads a file that holds a number, as /proc has many.
func (m machine) number(elem ...string) (n int, err error) {
	b, err := os.ReadFile(m.path(elem...))
	if err != nil {
		return 0, err
	}
	_, err = fmt.Sscan(string(b), &n)
	return n, err
}

// anyFile finds a file with one of the endings below a directory.
func (m machine) anyFile(dir string, endings ...string) (string, error) {
	found := ""
	err := filepath.WalkDir(m.path(dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // an unreadable directory hides nothing that counts
		}
		for _, e := range endings {
			if !d.IsDir() && strings.EqualFold(filepath.Ext(path), e) {
				found = path
				return fs.SkipAll
			}
		}
		return nil
	})
	if err == nil && found == "" {
		err = errors.New("none in " + m.path(dir))
	}
	return found, err
}
