package mountns

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// ErrForbidden says that we may not change the mounts of a process.
var ErrForbidden = errors.New("not allowed to change its mounts")

// Same reports whether the process is in our own mount namespace: what we have
// mounted it sees.
func (n *Namespace) Same() bool {
	ours, err := os.Readlink("/proc/thread-self/ns/mnt")
	theirs, err2 := os.Readlink(n.proc("ns/mnt"))
	return err == nil && err2 == nil && ours == theirs
}

// Owner opens the user namespace whose root may change the process's mounts.
// It is nil where we may do that from where we are: in our own user namespace,
// or in one below with the capabilities of ours.
func (n *Namespace) Owner() (*os.File, error) {
	fd, err := n.open("ns/mnt", unix.O_RDONLY)
	if errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM) {
		return nil, fmt.Errorf("%w: %w", ErrForbidden, err)
	}
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	user, err := unix.IoctlRetInt(fd, unix.NS_GET_USERNS)
	if err != nil {
		// It is above ours, or beside it.
		return nil, fmt.Errorf("%w: its user namespace is not below ours (%w)", ErrForbidden, err)
	}
	f := os.NewFile(uintptr(user), "user namespace")
	var ours, theirs unix.Stat_t
	if err := errors.Join(unix.Stat("/proc/self/ns/user", &ours), unix.Fstat(user, &theirs)); err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot look at a user namespace: %w", err)
	}
	able := capable(unix.CAP_SYS_ADMIN)
	switch {
	case able:
		f.Close()
		return nil, nil
	case ours.Dev == theirs.Dev && ours.Ino == theirs.Ino:
		f.Close()
		return nil, fmt.Errorf("%w without CAP_SYS_ADMIN", ErrForbidden)
	}
	return f, nil
}

// capable reports whether we have a capability.
func capable(c int) bool {
	b, err := os.ReadFile("/proc/thread-self/status")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(b)) {
		var set uint64
		if _, err := fmt.Sscanf(line, "CapEff: %x", &set); err == nil {
			return set&(1<<c) != 0
		}
	}
	return false
}

// Join starts this program again, with arguments and descriptors 0, 1 and 2,
// inside a user namespace that Owner gave: there it has all capabilities, and
// a copy of our mounts to take from. A process of several threads, as every
// Go program is, cannot enter a user namespace; but a child can, before it
// becomes a program. Wait for it by the returned process.
func Join(user *os.File, args []string, env []string, files [3]*os.File) (*os.Process, error) {
	j := &joining{user: int(user.Fd())}
	var err error
	if j.path, err = unix.BytePtrFromString("/proc/self/exe"); err != nil {
		return nil, err
	}
	if j.args, err = syscall.SlicePtrFromStrings(args); err != nil {
		return nil, err
	}
	if j.env, err = syscall.SlicePtrFromStrings(env); err != nil {
		return nil, err
	}
	for i, f := range files {
		j.files[i] = int(f.Fd())
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("cannot make a pipe: %w", err)
	}
	defer r.Close()
	j.status = int(w.Fd())
	pid, err := j.start()
	w.Close()
	runtime.KeepAlive(user)
	runtime.KeepAlive(files)
	if err != nil {
		return nil, fmt.Errorf("cannot fork: %w", err)
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return nil, err
	}
	// The pipe is closed by exec; until then it can say what failed.
	var said [2]byte
	if k, _ := r.Read(said[:]); k == 2 {
		_, _ = p.Wait()
		return nil, fmt.Errorf("%w: cannot %s: %w", ErrForbidden, joinSteps[min(int(said[0]), len(joinSteps)-1)], syscall.Errno(said[1]))
	}
	return p, nil
}

// joinSteps are what a child does on its way.
var joinSteps = [...]string{
	"put descriptors in order", "enter its user namespace", "copy our mounts", "take capabilities", "keep capabilities", "start ourselves again",
}
