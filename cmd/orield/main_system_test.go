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

// buildReal makes the programs that ship.
func buildReal(dir string) error {
	if have := os.Getenv("ORIEL_TEST_REAL"); have != "" {
		return exec.Command("cp", "-r", have, filepath.Join(dir, "real")).Run()
	}
	for _, name := range []string{"oriel", "oriel-compositor", "oriel-rdp"} {
		cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "real", name), "oriel/cmd/"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	return nil
}
