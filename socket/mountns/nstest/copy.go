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

// asUser runs f on a thread with a user's rights; the thread ends with f.
func asUser(uid int, f func() error) error {
	err := make(chan error)
	var enter func()
	enter = func() {
		runtime.LockOSThread() // never unlocked
		if unix.Gettid() == unix.Getpid() {
			go enter() // the main thread would never be root again
			defer runtime.UnlockOSThread()
			return
		}
		// Not that of package syscall, which is for all threads.
		if _, _, errno := unix.RawSyscall(unix.SYS_SETRESUID, uintptr(uid), uintptr(uid), uintptr(uid)); errno != 0 {
			err <- errno
			return
		}
		err <- f()
	}
	go enter()
	return <-err
}
