package mountns

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A joining is all that the child of Join needs, made before the fork: in the
// child there is one thread, and nothing of the Go runtime may be used.
type joining struct {
	user, status int
	files        [3]int
	path         *byte
	args, env    []*byte

	header unix.CapUserHeader
	caps   [2]unix.CapUserData
	oldset uint64
	told   [2]byte
	moved  [3]uintptr
}

const (
	sigSetSize = 8
	lastCap    = 63
)

// start forks; it returns in the parent only.
func (j *joining) start() (int, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	syscall.ForkLock.Lock() // no descriptor without close-on-exec meanwhile
	defer syscall.ForkLock.Unlock()
	j.header.Version = unix.LINUX_CAPABILITY_VERSION_3
	for i := range j.caps {
		j.caps[i] = unix.CapUserData{Effective: ^uint32(0), Permitted: ^uint32(0), Inheritable: ^uint32(0)}
	}
	// A signal that came in the child would find no runtime to handle it.
	all, none := ^uint64(0), uint64(0)
	if _, _, errno := syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(&all)), uintptr(unsafe.Pointer(&j.oldset)), sigSetSize, 0, 0); errno != 0 {
		return 0, errno
	}
	pid, errno := j.fork(&none)
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(&j.oldset)), 0, sigSetSize, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(pid), nil
}

// fork forks, and is all of the child's life up to its exec. It calls nothing
// that may grow the stack.
//
//go:norace
//go:nosplit
//go:noinline
func (j *joining) fork(none *uint64) (uintptr, syscall.Errno) {
	pid, _, errno := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 || pid != 0 {
		return pid, errno
	}
	step := byte(0)
	// First out of the way of 0, 1 and 2, then there: dup3 clears close-on-exec.
	for i := 0; i < 3; i++ {
		if j.moved[i], _, errno = syscall.RawSyscall(unix.SYS_FCNTL, uintptr(j.files[i]), unix.F_DUPFD_CLOEXEC, 16); errno != 0 {
			goto failed
		}
	}
	for i := 0; i < 3; i++ {
		if _, _, errno = syscall.RawSyscall(unix.SYS_DUP3, j.moved[i], uintptr(i), 0); errno != 0 {
			goto failed
		}
	}
	syscall.RawSyscall(unix.SYS_SETPGID, 0, 0, 0)
	step++
	if _, _, errno = syscall.RawSyscall(unix.SYS_SETNS, uintptr(j.user), unix.CLONE_NEWUSER, 0); errno != 0 {
		goto failed
	}
	step++
	if _, _, errno = syscall.RawSyscall(unix.SYS_UNSHARE, unix.CLONE_NEWNS, 0, 0); errno != 0 {
		goto failed
	}
	step++
	if _, _, errno = syscall.RawSyscall(unix.SYS_CAPSET, uintptr(unsafe.Pointer(&j.header)), uintptr(unsafe.Pointer(&j.caps[0])), 0); errno != 0 {
		goto failed
	}
	step++
	// Without ambient capabilities a user who is not root inside would lose
	// them all by exec. Those that the kernel does not know fail.
	for c := uintptr(0); c <= lastCap; c++ {
		_, _, errno = syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_RAISE, c, 0, 0, 0)
		if errno != 0 && c <= unix.CAP_SYS_ADMIN {
			goto failed
		}
	}
	step++
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(none)), 0, sigSetSize, 0, 0)
	_, _, errno = syscall.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(j.path)), uintptr(unsafe.Pointer(&j.args[0])), uintptr(unsafe.Pointer(&j.env[0])))
failed:
	j.told[0], j.told[1] = step, byte(errno)
	syscall.RawSyscall(unix.SYS_WRITE, uintptr(j.status), uintptr(unsafe.Pointer(&j.told[0])), 2)
	for {
		syscall.RawSyscall(unix.SYS_EXIT_GROUP, 127, 0, 0)
	}
}
