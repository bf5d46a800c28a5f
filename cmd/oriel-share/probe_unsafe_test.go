package main

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// probes are what a conquered share would try. They run in a process of their
// own, as root, caged or not; none does harm.
var probes = []struct {
	name string
	try  func() error
}{
	{"open a file", func() error { return closing(unix.Open("/etc/passwd", unix.O_RDONLY, 0)) }},
	{"open a file by openat2", func() error {
		return closing(unix.Openat2(unix.AT_FDCWD, "/etc/passwd", &unix.OpenHow{Flags: unix.O_RDONLY}))
	}},
	{"open above the directory", func() error {
		return closing(unix.Openat2(dirFD, "../secret", &unix.OpenHow{Flags: unix.O_RDONLY}))
	}},
	{"write in the directory", func() error {
		return closing(unix.Openat2(dirFD, "new", &unix.OpenHow{Flags: unix.O_WRONLY | unix.O_CREAT, Mode: 0o644}))
	}},
	{"write to a file", func() error {
		return closing(unix.Openat2(dirFD, "a.so", &unix.OpenHow{Flags: unix.O_RDWR}))
	}},
	{"make a directory", func() error { return unix.Mkdirat(dirFD, "newdir", 0o755) }},
	{"change permissions", func() error { return unix.Fchmodat(dirFD, "a.so", 0o644, 0) }},
	{"make a Unix socket", func() error { return closing(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)) }},
	{"make a TCP socket", func() error { return closing(unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)) }},
	{"make a memfd", func() error { return closing(unix.MemfdCreate("x", 0)) }},
	{"receive descriptors", func() error {
		_, _, _, _, err := unix.Recvmsg(socketFD, nil, nil, unix.MSG_DONTWAIT)
		return ignore(err, unix.EAGAIN)
	}},
	{"signal another process", func() error { return unix.Kill(os.Getppid(), 0) }},
	{"read another process", func() error {
		var b [1]byte
		local := []unix.Iovec{{Base: &b[0], Len: 1}}
		_, err := unix.ProcessVMReadv(os.Getppid(), local, []unix.RemoteIovec{{Base: 1, Len: 1}}, 0)
		return ignore(err, unix.EFAULT)
	}},
	{"make a mount", func() error { return closing(unix.Fsopen("tmpfs", 0)) }},
	{"leave the namespace", func() error { return unix.Unshare(unix.CLONE_FS) }},
	{"map executable memory", func() error {
		b, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_EXEC, unix.MAP_PRIVATE|unix.MAP_ANON)
		if err == nil {
			err = unix.Munmap(b)
		}
		return err
	}},
	{"make memory executable", func() error {
		b, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ, unix.MAP_PRIVATE|unix.MAP_ANON)
		if err == nil {
			err = unix.Mprotect(b, unix.PROT_EXEC)
		}
		return err
	}},
	{"fork", func() error {
		pid, _, errno := unix.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
		if errno != 0 {
			return errno
		}
		if pid == 0 {
			unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
		}
		_, err := unix.Wait4(int(pid), nil, 0, nil)
		return err
	}},
	{"become root", func() error {
		_, _, errno := unix.RawSyscall(unix.SYS_SETUID, 0, 0, 0)
		return errnoOrNil(errno)
	}},
	{"be traced", func() error {
		_, _, errno := unix.RawSyscall(unix.SYS_PTRACE, unix.PTRACE_TRACEME, 0, 0)
		return errnoOrNil(errno)
	}},
	// The last: uncaged, it does not return.
	{"run a program", func() error {
		// Not a program: it is refused later than a program would be.
		path, empty := []byte("/etc/passwd\x00"), [1]uintptr{}
		_, _, errno := unix.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(&path[0])), uintptr(unsafe.Pointer(&empty)), uintptr(unsafe.Pointer(&empty)))
		return ignore(errnoOrNil(errno), unix.EACCES)
	}},
}

// probe tries all, and says what came of it, a line each.
func probe(caged bool) {
	if caged {
		if err := confine(); err != nil {
			fmt.Println("confine:", err)
			return
		}
	}
	if err := closing(unix.Openat2(dirFD, "a.so", &unix.OpenHow{Flags: unix.O_RDONLY})); err != nil {
		fmt.Println("cannot even read the directory:", err)
	}
	for _, p := range probes {
		if p.try() == nil {
			fmt.Println("could", p.name)
		} else {
			fmt.Println("could not", p.name)
		}
	}
}

func closing(fd int, err error) error {
	if err == nil {
		unix.Close(fd)
	}
	return err
}

func ignore(err, harmless error) error {
	if err == harmless {
		return nil
	}
	return err
}

func errnoOrNil(errno unix.Errno) error {
	if errno != 0 {
		return errno
	}
	return nil
}
