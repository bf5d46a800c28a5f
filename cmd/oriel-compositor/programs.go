package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"

	"oriel/compositor/link"
)

// wanted are the programs that clients asked for in vain, by what they call
// them. Their user sees nothing of them and may not know why, so that each is
// logged, but once, and not any number of them.
type wanted struct {
	mu    sync.Mutex
	names map[string]bool
}

const (
	mostWanted = 32 // names
	longestLog = 64 // characters of one
)

func (w *wanted) note(name string, log *slog.Logger) {
	if r := []rune(name); len(r) > longestLog {
		name = string(r[:longestLog]) + "…"
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.names[name] || len(w.names) >= mostWanted {
		return
	}
	if w.names == nil {
		w.names = map[string]bool{}
	}
	w.names[name] = true
	log.Warn("A client asked for a program that it may not start", "err", fmt.Errorf("no --allow lets clients start %q in this way", name))
}

// launch starts a program that a client asks for, if it may.
func (d *desktop) launch(p link.Program) error {
	list := programs(d.cfg.Programs)
	argv, dir, err := list.command(p, os.Getenv)
	if d.cfg.ProgramVars != nil && (errors.Is(err, link.ErrNotAllowed) || len(list) == 0 && !isAttachName(p.Name)) {
		d.wanted.note(p.Name, d.log)
	}
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
