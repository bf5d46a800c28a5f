package manager

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// A Passed is a descriptor with a name: a socket that the init system listens
// on for us, or something that a predecessor kept for its successor.
type Passed struct {
	Name string
	File *os.File
}

// PassedEnv names the descriptors that PassOn leaves open: NUMBER:NAME,…
const PassedEnv = "ORIEL_PASSED_FDS"

const maxPassed = 1024

// Received takes the descriptors that the init system (sd_listen_fds(3)) or a
// predecessor has passed, and the variables that name them out of the
// environment. It is called once, before children are started: whatever else
// was inherited is closed to them.
func Received() []Passed {
	out := received(os.Getenv, os.Getpid())
	for _, v := range []string{"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", PassedEnv} {
		os.Unsetenv(v)
	}
	closeOnExec()
	return out
}

func received(getenv func(string) string, pid int) (out []Passed) {
	take := func(fd int, name string) {
		if fd < 3 || !isOpen(fd) {
			return
		}
		unix.CloseOnExec(fd)
		out = append(out, Passed{name, os.NewFile(uintptr(fd), name)})
	}
	n, err := strconv.Atoi(getenv("LISTEN_FDS"))
	if err == nil && n <= maxPassed && getenv("LISTEN_PID") == strconv.Itoa(pid) {
		names := strings.Split(getenv("LISTEN_FDNAMES"), ":")
		for i := range n {
			name := "unknown" // as sd_listen_fds_with_names has it
			if i < len(names) && names[i] != "" {
				name = names[i]
			}
			take(3+i, name)
		}
	}
	for item := range strings.SplitSeq(getenv(PassedEnv), ",") {
		number, name, ok := strings.Cut(item, ":")
		if fd, err := strconv.Atoi(number); ok && err == nil && len(out) < maxPassed {
			take(fd, name)
		}
	}
	return out
}

// closeOnExec keeps from our children all descriptors above standard error.
func closeOnExec() {
	// A kernel without it is too old for all the rest, too.
	_ = unix.CloseRange(3, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC)
}

func isOpen(fd int) bool {
	_, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
	return err == nil
}

// PassOn prepares descriptors for a program that takes our place by exec: it
// returns the environment variable that Received reads there. If the exec
// fails, they are still good.
func PassOn(files []Passed) (string, error) {
	var items []string
	for _, p := range files {
		if strings.ContainsAny(p.Name, ",:=\n") {
			return "", fmt.Errorf("the name %q cannot be passed on", p.Name)
		}
		fd := rawFD(p.File)
		if fd < 0 {
			return "", fmt.Errorf("%s: %w", p.Name, os.ErrClosed)
		}
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_SETFD, 0); err != nil {
			return "", fmt.Errorf("cannot pass on %s: %w", p.Name, err)
		}
		items = append(items, strconv.Itoa(fd)+":"+p.Name)
	}
	if len(items) > maxPassed {
		return "", errors.New("too many descriptors to pass on")
	}
	return PassedEnv + "=" + strings.Join(items, ","), nil
}
