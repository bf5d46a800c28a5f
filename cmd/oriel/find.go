package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// findPrograms finds the programs that a bridge consists of.
func (b *bridge) findPrograms() (err error) {
	if b.system.Compositor, err = findProgram("oriel-compositor"); err != nil {
		return err
	}
	b.system.RDP, err = findProgram("oriel-rdp")
	return err
}

// findProgram finds one of our own programs: beside this one, where a build
// and most packages put it, then in PATH, then where programs are that nobody
// calls by hand.
func findProgram(name string) (string, error) {
	var dirs []string
	if exe, err := os.Executable(); err == nil {
		dir := filepath.Dir(exe)
		dirs = append(dirs, dir, filepath.Join(filepath.Dir(dir), "libexec", "oriel"))
	}
	if path, ok := programIn(dirs[:min(len(dirs), 1)], name); ok {
		return path, nil
	}
	if path, err := exec.LookPath(name); err == nil {
		return filepath.Abs(path)
	}
	dirs = append(dirs, "/usr/local/libexec/oriel", "/usr/libexec/oriel")
	if path, ok := programIn(dirs, name); ok {
		return path, nil
	}
	return "", fmt.Errorf("%s is missing: it belongs beside oriel, in PATH, or in one of %s", name, strings.Join(dirs, ", "))
}

func programIn(dirs []string, name string) (string, bool) {
	for _, d := range dirs {
		path := filepath.Join(d, name)
		if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() && st.Mode().Perm()&0o111 != 0 {
			return path, true
		}
	}
	return "", false
}
