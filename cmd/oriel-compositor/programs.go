package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"

	"oriel/compositor/link"
)

// launch starts a program that a client asks for, if it may.
func (d *desktop) launch(p link.Program) error {
	argv, dir, err := programs(d.cfg.Programs).command(p, os.Getenv)
	if err != nil || argv == nil {
		return err
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	// The display that we were started on is none of its business.
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "DISPLAY=") }), d.cfg.ProgramVars...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // it is no part of us
	if err = cmd.Start(); errors.Is(err, exec.ErrNotFound) {
		err = errors.Join(err, fs.ErrNotExist)
	}
	if err != nil {
		d.log.Warn("Cannot start a program for a client", "err", err)
		return err
	}
	go func() { _ = cmd.Wait() }()
	return nil
}
