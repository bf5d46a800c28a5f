package mountns

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

// ErrForeign says that a process's root is not ours: there is nobody to run a
// program as.
var ErrForeign = errors.New("the process is in another user namespace")

// Run runs a program of the other side's as its root, and waits for it; when
// ctx ends it is killed. It gets nothing of ours: no capability, nor a way to any,
// no descriptor but /dev/null, no process to see or signal, no network. What
// it can do is what root of the other side can do to its own files.
func (n *Namespace) Run(ctx context.Context, path string, args ...string) error {
	if _, _, other := n.ids(); other || n.pid == 0 {
		return ErrForeign
	}
	// Opened here: theirs could be anything.
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir, cmd.Env = "/", []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = null, null, null
	// The thread ends with it, and so does what it has given up.
	err = n.Do(func() error {
		if err := renounce(); err != nil {
			return err
		}
		return cmd.Start()
	})
	if err != nil {
		return fmt.Errorf("cannot run %s of process %d: %w", path, n.pid, err)
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("%s of process %d: %w", path, n.pid, err)
	}
	return nil
}

// renounce leaves the calling thread, and the programs it starts, nothing. A
// program that root starts would have all capabilities again; but without new
// privileges it has no more than there were before.
func renounce() error {
	if err := unix.Unshare(unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS); err != nil {
		return fmt.Errorf("cannot make namespaces: %w", err)
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	err := errors.Join(
		unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
		unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0),
		unix.Capset(&header, &none[0]))
	if err != nil {
		return fmt.Errorf("cannot renounce privileges: %w", err)
	}
	return nil
}
