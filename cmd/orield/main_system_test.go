//go:build system

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// pdeathsig ends a process with the test.
var pdeathsig = &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL}

// buildReal makes the programs that ship, and a Wayland app.
func buildReal(dir string) error {
	if have := os.Getenv("ORIEL_TEST_REAL"); have != "" {
		return exec.Command("cp", "-r", have, filepath.Join(dir, "real")).Run()
	}
	for _, name := range []string{"cmd/oriel", "cmd/oriel-compositor", "cmd/oriel-rdp", "demo/wlpaint"} {
		cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "real", filepath.Base(name)), "oriel/"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	return nil
}
