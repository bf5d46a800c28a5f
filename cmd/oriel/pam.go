package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// startPAM starts the helper that checks the system's passwords, if it is
// wanted, and joins it to the RDP backend. The bridge ends with it: without it
// nobody could come in.
func (b *bridge) startPAM() error {
	a := b.account
	if a.pam == "" {
		return nil
	}
	path, err := findProgram("oriel-pam")
	if err != nil {
		return fmt.Errorf("--pam needs a helper: %w", err)
	}
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "oriel-rdp's end"), os.NewFile(uintptr(fds[1]), "oriel-pam's end")
	defer theirs.Close()
	args := []string{a.pam}
	if a.pamConfig != "" {
		args = append(args, a.pamConfig)
	}
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Dir, cmd.Stdin, cmd.Stderr = []string{}, "/", theirs, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		ours.Close()
		return fmt.Errorf("cannot start oriel-pam: %w", err)
	}
	b.system.Listen(control.Listener{Kind: control.Passwords, UID: uint32(os.Getuid()), File: ours})
	ended := make(chan struct{})
	go func() {
		err := cmd.Wait()
		close(ended)
		select {
		case b.failed <- fmt.Errorf("the process oriel-pam has ended: %v", err):
		default:
		}
	}()
	b.onClose(func() {
		ours.Close()
		_ = cmd.Process.Kill()
		<-ended
	})
	return nil
}
