package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// becomeSubreaper makes processes whose parents end ours, so that nothing
// that was started here is lost sight of.
func becomeSubreaper() { _ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) }

// descendants lists the processes below pid, children before grandchildren.
func descendants(pid int) []int {
	parents := map[int][]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, p := range stats {
		b, err := os.ReadFile(p)
		if err != nil {
			continue
		}
		// pid (comm) state ppid …: comm may hold anything, but for its last ')'.
		i := bytes.LastIndexByte(b, ')')
		if i < 0 {
			continue
		}
		f := bytes.Fields(b[i+1:])
		id, err1 := strconv.Atoi(filepath.Base(filepath.Dir(p)))
		ppid, err2 := strconv.Atoi(string(f[1]))
		if err1 == nil && err2 == nil && string(f[0]) != "Z" {
			parents[ppid] = append(parents[ppid], id)
		}
	}
	var out []int
	for queue := parents[pid]; len(queue) > 0; queue = queue[1:] {
		out = append(out, queue[0])
		queue = append(queue, parents[queue[0]]...)
	}
	return out
}

// endProcesses ends everything below this process but those that somebody
// else looks after: first kindly, after a grace by force. It also reaps those
// that became ours.
func endProcesses(grace time.Duration, others func() []int) {
	deadline := time.Now().Add(grace)
	sig := unix.SIGTERM
	asked := map[int]bool{}
	for range 1000 {
		left, dead := descendants(os.Getpid()), zombies(os.Getpid())
		keep := others() // asked last: whoever is listed above is known by now
		reapOrphans(dead, keep)
		left = slices.DeleteFunc(left, func(p int) bool { return slices.Contains(keep, p) })
		if len(left) == 0 {
			return
		}
		if time.Now().After(deadline) {
			sig, asked = unix.SIGKILL, map[int]bool{}
			deadline = deadline.Add(grace)
		}
		for _, p := range left {
			if !asked[p] {
				asked[p] = true
				_ = unix.Kill(p, sig)
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// reapOrphans waits for ended processes that nobody here has started, and so
// nobody waits for.
func reapOrphans(dead, keep []int) {
	for _, p := range dead {
		if !slices.Contains(keep, p) && !ours.has(p) {
			var ws unix.WaitStatus
			_, _ = unix.Wait4(p, &ws, unix.WNOHANG, nil)
		}
	}
}

func zombies(parent int) (out []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, p := range stats {
		b, err := os.ReadFile(p)
		if err != nil {
			continue
		}
		f := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
		if len(f) > 1 && string(f[0]) == "Z" && string(f[1]) == strconv.Itoa(parent) {
			if id, err := strconv.Atoi(filepath.Base(filepath.Dir(p))); err == nil {
				out = append(out, id)
			}
		}
	}
	return out
}

// exitStatus is what a shell would make of a command's end.
func exitStatus(err error) int {
	var e *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		if ws, ok := e.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
			return 128 + int(ws.Signal())
		}
		return e.ExitCode()
	}
	return exitFailed
}

// startCommand starts a program with env added to ours, on our terminal. The
// caller's own display is none of its business.
func startCommand(argv, env []string) (*exec.Cmd, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "DISPLAY=") }), env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, cannotStart(argv[0], err)
	}
	ours.add(cmd.Process.Pid)
	return cmd, nil
}

// A missingProgram is one that is not in PATH.
type missingProgram string

func (m missingProgram) Error() string {
	return fmt.Sprintf("there is no program %s in PATH", string(m))
}

// Is makes it what it is for package exec.
func (m missingProgram) Is(err error) bool { return err == exec.ErrNotFound }

// cannotStart says why a program does not start.
func cannotStart(name string, err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return missingProgram(name)
	}
	return fmt.Errorf("cannot start %s: %w", name, err)
}

// stopSignals delivers the signals that mean: end. Meanwhile a pipe that nobody
// reads any more is an error of the write and ends nothing on the spot: there
// is something to tidy up. Programs that we start do not inherit that.
func stopSignals() (<-chan os.Signal, func()) {
	c, pipe := make(chan os.Signal, 2), make(chan os.Signal, 1)
	signal.Notify(c, unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	signal.Notify(pipe, unix.SIGPIPE)
	return c, func() {
		signal.Stop(c)
		signal.Stop(pipe)
	}
}
