package manager

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// A cage is what a thread does to itself before it forks, since the kernel
// takes it from the forking thread and Go's fork knows no hook.
type cage struct {
	noNewPrivs bool
	bounded    bool
	caps       uint64 // the bounding set, if bounded
}

// spawners are the threads that fork children, one for each kind of cage. A
// spawner never ends: the signal that a child gets when its parent dies is
// bound to the thread that forked it, and would come when that thread ended;
// and what the thread did to itself cannot be undone.
var spawners struct {
	sync.Mutex
	work map[cage]chan<- func()
}

// do runs f on the cage's thread.
func (c cage) do(f func()) error {
	spawners.Lock()
	work, ok := spawners.work[c]
	if !ok {
		var err error
		if work, err = c.newSpawner(); err != nil {
			spawners.Unlock()
			return err
		}
		if spawners.work == nil {
			spawners.work = map[cage]chan<- func(){}
		}
		spawners.work[c] = work
	}
	spawners.Unlock()
	done := make(chan struct{})
	work <- func() { defer close(done); f() }
	<-done
	return nil
}

func (c cage) newSpawner() (chan<- func(), error) {
	work := make(chan func())
	ready := make(chan error)
	go onOwnThread(func() {
		err := c.enter()
		ready <- err
		if err != nil {
			return
		}
		for f := range work {
			f()
		}
	})
	if err := <-ready; err != nil {
		return nil, err
	}
	return work, nil
}

// onOwnThread runs f on a thread that ends with it. The main thread is not
// taken, since its state shows as that of the whole process.
func onOwnThread(f func()) {
	runtime.LockOSThread()
	if unix.Gettid() != unix.Getpid() {
		f()
		return
	}
	locked := make(chan struct{})
	go func() { // cannot be on the main thread, which is held here
		runtime.LockOSThread()
		close(locked)
		f()
	}()
	<-locked
	runtime.UnlockOSThread()
}

// enter closes the cage around the calling thread.
func (c cage) enter() error {
	if c.bounded {
		for n := 0; n < 64; n++ {
			if c.caps&(1<<n) != 0 {
				continue
			}
			err := unix.Prctl(unix.PR_CAPBSET_DROP, uintptr(n), 0, 0, 0)
			if err == unix.EINVAL { // the kernel knows no more of them
				break
			}
			if err != nil {
				return fmt.Errorf("cannot bound capabilities: %w", err)
			}
		}
	}
	if c.noNewPrivs {
		if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
			return fmt.Errorf("cannot give up new privileges: %w", err)
		}
	}
	return nil
}

// A User is who a child runs as.
type User struct {
	UID, GID uint32
	Groups   []uint32
	Caps     []uint // capabilities (CAP_…) that it keeps; it can never have others
}

// attributes translates a Spec into what fork needs. The cgroup's directory is
// open until the caller closes it.
func (s *Spec) attributes(cgroup string, pidfd *int) (cage, *syscall.SysProcAttr, *os.File, error) {
	// A group of its own: Ctrl-C in the terminal is for us, who end it in
	// order, and what it leaves behind can be ended with it.
	attr := &syscall.SysProcAttr{Setpgid: true, PidFD: pidfd}
	if s.DieWithUs {
		attr.Pdeathsig = syscall.SIGKILL
	}
	c := cage{noNewPrivs: s.NoNewPrivs}
	if u := s.User; u != nil {
		attr.Credential = &syscall.Credential{Uid: u.UID, Gid: u.GID, Groups: u.Groups}
		c.bounded = true
		for _, n := range u.Caps {
			c.caps |= 1 << n
			if u.UID != 0 { // root has the bounding set anyhow
				attr.AmbientCaps = append(attr.AmbientCaps, uintptr(n))
			}
		}
	}
	if cgroup == "" {
		return c, attr, nil, nil
	}
	if err := os.Mkdir(cgroup, 0o755); err != nil && !os.IsExist(err) {
		return c, nil, nil, fmt.Errorf("cannot make the cgroup: %w", err)
	}
	dir, err := os.Open(cgroup)
	if err != nil {
		return c, nil, nil, fmt.Errorf("cannot use the cgroup: %w", err)
	}
	attr.UseCgroupFD, attr.CgroupFD = true, rawFD(dir)
	return c, attr, dir, nil
}

// fork starts the program in a cgroup, or in ours if it is "", with files as
// its descriptors from 0 on.
func (s *Spec) fork(cgroup string, files []*os.File) (pid int, pidfd *os.File, err error) {
	fd := -1
	c, attr, group, err := s.attributes(cgroup, &fd)
	if err != nil {
		return 0, nil, err
	}
	if group != nil {
		defer group.Close()
	}
	raw := make([]uintptr, len(files))
	for i, f := range files {
		raw[i] = uintptr(rawFD(f))
	}
	argv := append([]string{s.Path}, s.Args...)
	dir := s.Dir
	if dir == "" {
		dir = "/"
	}
	if cerr := c.do(func() {
		pid, err = syscall.ForkExec(s.Path, argv, &syscall.ProcAttr{Dir: dir, Env: s.Env, Files: raw, Sys: attr})
	}); cerr != nil {
		err = cerr
	}
	runtime.KeepAlive(files)
	if err != nil {
		return 0, nil, fmt.Errorf("cannot start %s: %w", s.Path, err)
	}
	if fd < 0 { // the kernel has no CLONE_PIDFD
		if fd, err = unix.PidfdOpen(pid, 0); err != nil {
			_ = unix.Kill(pid, unix.SIGKILL)
			_, _ = unix.Wait4(pid, nil, 0, nil)
			return 0, nil, fmt.Errorf("cannot watch %s: %w", s.Path, err)
		}
		unix.CloseOnExec(fd)
	}
	return pid, pollable(fd, "pidfd"), nil
}

// pollable makes a file whose readers can be interrupted.
func pollable(fd int, name string) *os.File {
	// Without it a read only takes a thread more.
	_ = unix.SetNonblock(fd, true)
	return os.NewFile(uintptr(fd), name)
}

// rawFD returns a file's descriptor, or -1 if it is closed. File.Fd could make
// it blocking, for everybody who shares it.
func rawFD(f *os.File) int {
	n := -1
	if c, err := f.SyscallConn(); err == nil {
		_ = c.Control(func(fd uintptr) { n = int(fd) })
	}
	return n
}
