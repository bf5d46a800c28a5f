package nstest

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// inCopy runs f on a thread with a private copy of our mount namespace; the
// thread ends with the goroutine that called it.
func inCopy(f func() error) error {
	runtime.LockOSThread() // never unlocked
	if unix.Gettid() == unix.Getpid() {
		// The main thread would stay in the copy.
		err := make(chan error)
		go func() { err <- inCopy(f) }()
		defer runtime.UnlockOSThread()
		return <-err
	}
	if err := unix.Unshare(unix.CLONE_FS | unix.CLONE_NEWNS); err != nil {
		return err
	}
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	return f()
}
