package publish

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A watch waits for what may hide, remove or replace a published directory.
type watch struct {
	pid     int
	pidfd   int        // not ours to close
	mu      sync.Mutex // guards asked
	asked   int        // an eventfd, -1 when closed
	inotify int
	ours    int // our mountinfo
	theirs  int // the other side's
	buf     [4096]byte
}

// What happened.
type what struct {
	asked   bool // somebody called wake
	ended   bool // the process
	changed bool // mounts, or what is in our directories
}

const (
	parentMask = unix.IN_CREATE | unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_MOVED_TO | unix.IN_ONLYDIR
	sourceMask = unix.IN_CREATE | unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_MOVED_TO |
		unix.IN_DELETE_SELF | unix.IN_MOVE_SELF
)

func newWatch(pid, pidfd int) (*watch, error) {
	w := &watch{pid: pid, pidfd: pidfd, asked: -1, inotify: -1, ours: -1, theirs: -1}
	var err error
	if w.asked, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return nil, fmt.Errorf("cannot make an eventfd: %w", err)
	}
	if w.inotify, err = unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK); err != nil {
		w.close()
		return nil, fmt.Errorf("cannot watch files: %w", err)
	}
	if w.ours, err = openMountinfo("thread-self"); err != nil {
		w.close()
		return nil, err
	}
	if err := w.mounts(); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func openMountinfo(who string) (int, error) {
	fd, err := unix.Open("/proc/"+who+"/mountinfo", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("cannot watch the mounts of %s: %w", who, err)
	}
	return fd, nil
}

// mounts watches the namespace that the process is in now. An open mountinfo
// stays with the namespace it was opened for.
func (w *watch) mounts() error {
	fd, err := openMountinfo(strconv.Itoa(w.pid))
	if err != nil {
		return err
	}
	if w.theirs >= 0 {
		unix.Close(w.theirs)
	}
	w.theirs = fd
	return nil
}

// source watches a directory of ours and the one it is in. Watching one again
// changes nothing; one that was made anew needs it.
func (w *watch) source(dir string) {
	// What cannot be watched, because it does not exist, is seen in its
	// parent, or on patrol.
	_, _ = unix.InotifyAddWatch(w.inotify, filepath.Dir(dir), parentMask)
	_, _ = unix.InotifyAddWatch(w.inotify, dir, sourceMask)
}

// wake makes wait return; any goroutine may call it.
func (w *watch) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asked >= 0 {
		_, _ = unix.Write(w.asked, binary.NativeEndian.AppendUint64(nil, 1))
	}
}

// wait waits for something, or for a time.
func (w *watch) wait(d time.Duration) (what, error) {
	fds := []unix.PollFd{
		{Fd: int32(w.asked), Events: unix.POLLIN},
		{Fd: int32(w.pidfd), Events: unix.POLLIN},
		{Fd: int32(w.inotify), Events: unix.POLLIN},
		{Fd: int32(w.ours), Events: unix.POLLPRI},
		{Fd: int32(w.theirs), Events: unix.POLLPRI},
	}
	// Rounded up: a deadline that is nearly there would make us spin.
	ms := (max(d, 0) + time.Millisecond - 1) / time.Millisecond
	_, err := unix.Poll(fds, int(ms))
	if err != nil && !errors.Is(err, unix.EINTR) {
		return what{}, fmt.Errorf("cannot wait: %w", err)
	}
	if err != nil {
		return what{}, nil
	}
	for fds[2].Revents != 0 {
		// What exactly it says does not matter.
		if _, err := unix.Read(w.inotify, w.buf[:]); err != nil {
			break
		}
	}
	return what{
		asked:   fds[0].Revents != 0,
		ended:   fds[1].Revents != 0,
		changed: fds[2].Revents != 0 || fds[3].Revents != 0 || fds[4].Revents != 0,
	}, nil
}

func (w *watch) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, fd := range []int{w.asked, w.inotify, w.ours, w.theirs} {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
	w.asked = -1
}
