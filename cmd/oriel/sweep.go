package main

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sweep removes what bridges that were killed have left in dir: control
// sockets, and directories whose Wayland socket nobody listens on. A live one
// answers, even one whose process is out of sight in another container. What is
// young may belong to a bridge that is just starting there: it must be of a
// process that is gone here.
func sweep(dir string, now time.Time) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		st, err := e.Info()
		if err != nil || now.Sub(st.ModTime()) < time.Minute && !orphan(e.Name()) {
			continue
		}
		switch {
		case strings.HasSuffix(e.Name(), ".sock") && st.Mode().Type() == os.ModeSocket && deserted(path):
			os.Remove(path)
		case strings.HasPrefix(e.Name(), "run-") && st.IsDir() && deserted(filepath.Join(path, "wayland-0")):
			os.RemoveAll(path)
		}
	}
}

// orphan reports whether a name has the number of a process, as startBridge gives
// it, and there is no such process.
func orphan(name string) bool {
	digits := strings.TrimSuffix(strings.TrimPrefix(name, "run-"), ".sock")
	digits, _, _ = strings.Cut(digits, "-")
	pid, err := strconv.Atoi(digits)
	return err == nil && pid > 0 && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

// deserted reports whether there is a socket on which nobody listens.
func deserted(path string) bool {
	c, err := net.DialTimeout("unix", path, time.Second)
	if err == nil {
		c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}
