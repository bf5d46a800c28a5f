package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What a probe inherits: a buffer's memory, opened for reading only as the
// link does it, one end of a socket pair, a listening socket, the cookies'
// memory, and other memory that could be written to.
const (
	bufferFD   = 3
	socketFD   = 4
	listenerFD = 5
	cookiesFD  = 6
	memoryFD   = 7
)

// probes are what a conquered backend would try. They run in a process of
// their own, as root, caged or not; none does harm.
var probes = []struct {
	name string
	try  func() error
}{
	{"open a file", func() error { return closing(unix.Open("/etc/passwd", unix.O_RDONLY, 0)) }},
	{"open a file by openat2", func() error {
		return closing(unix.Openat2(unix.AT_FDCWD, "/etc/passwd", &unix.OpenHow{Flags: unix.O_RDONLY}))
	}},
	{"open a buffer anew, for writing", func() error { return closing(unix.Open("/proc/self/fd/3", unix.O_RDWR, 0)) }},
	{"list a directory", func() error { return closing(unix.Open("/", unix.O_RDONLY|unix.O_DIRECTORY, 0)) }},
	{"make a directory", func() error { return ignore(unix.Mkdir("/tmp", 0o755), unix.EEXIST) }},
	{"remove a file", func() error { return ignore(unix.Unlink("/nonexistent"), unix.ENOENT) }},
	{"make a Unix socket", func() error { return closing(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)) }},
	{"make a TCP socket", func() error { return closing(unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)) }},
	{"make a socket pair", func() error {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		if err == nil {
			unix.Close(fds[1])
		}
		return closing(fds[0], err)
	}},
	{"connect", func() error {
		return ignore(unix.Connect(socketFD, &unix.SockaddrUnix{Name: "/nonexistent"}), unix.EISCONN, unix.ENOENT)
	}},
	{"bind", func() error {
		return ignore(unix.Bind(socketFD, &unix.SockaddrUnix{Name: "/nonexistent/x"}), unix.EINVAL, unix.ENOENT)
	}},
	{"listen", func() error { return ignore(unix.Listen(socketFD, 1), unix.EINVAL) }},
	{"write into memory at a place", func() error { _, err := unix.Pwrite(memoryFD, []byte("x"), 0); return err }},
	{"make a memfd", func() error { return closing(unix.MemfdCreate("x", 0)) }},
	{"signal another process", func() error { return unix.Kill(os.Getppid(), 0) }},
	{"signal a thread of another process", func() error { return unix.Tgkill(os.Getppid(), os.Getppid(), 0) }},
	{"read another process", func() error {
		var b [1]byte
		local := []unix.Iovec{{Base: &b[0], Len: 1}}
		_, err := unix.ProcessVMReadv(os.Getppid(), local, []unix.RemoteIovec{{Base: 1, Len: 1}}, 0)
		return ignore(err, unix.EFAULT)
	}},
	{"trace another process", func() error {
		return ignore(unix.PtraceAttach(1<<22), unix.ESRCH) // which no process can be
	}},
	{"make a mount", func() error { return closing(unix.Fsopen("tmpfs", 0)) }},
	{"mount", func() error { return ignore(unix.Mount("none", "/nonexistent", "tmpfs", 0, ""), unix.ENOENT) }},
	{"leave the namespace", func() error { return unix.Unshare(unix.CLONE_FS) }},
	{"map a buffer for writing", func() error { return mapping(bufferFD, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE) }},
	{"map executable memory", func() error { return mapping(-1, unix.PROT_READ|unix.PROT_EXEC, unix.MAP_PRIVATE|unix.MAP_ANON) }},
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

// never are what a buffer's descriptor does not allow with or without a cage.
var never = []struct {
	name string
	try  func() error
}{
	{"write into a buffer", func() error { _, err := unix.Write(bufferFD, []byte("x")); return err }},
	{"write into a buffer at a place", func() error { _, err := unix.Pwrite(bufferFD, []byte("x"), 0); return err }},
	{"share a buffer's memory for writing", func() error { return mapping(bufferFD, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED) }},
	{"make a buffer's memory writable", func() error {
		b, err := unix.Mmap(bufferFD, 0, 4096, unix.PROT_READ, unix.MAP_SHARED)
		if err == nil {
			err = unix.Mprotect(b, unix.PROT_READ|unix.PROT_WRITE)
		}
		return err
	}},
	{"cut a buffer short", func() error { return unix.Ftruncate(bufferFD, 0) }},
}

// needed are what the backend does all the time.
var needed = []struct {
	name string
	try  func() error
}{
	{"map a buffer for reading", func() error { return mapping(bufferFD, unix.PROT_READ, unix.MAP_SHARED) }},
	{"read a buffer at a place", func() error { _, err := unix.Pread(bufferFD, make([]byte, 1), 0); return err }},
	{"keep a cookie", func() error { _, err := unix.Pwrite(cookiesFD, []byte("x"), 0); return err }},
	{"send and receive", func() error {
		if _, err := unix.SendmsgN(socketFD, []byte("x"), nil, nil, 0); err != nil {
			return err
		}
		_, _, _, _, err := unix.Recvmsg(socketFD, make([]byte, 1), nil, unix.MSG_DONTWAIT)
		return ignore(err, unix.EAGAIN)
	}},
	{"accept", func() error { return closing2(accepted()) }},
	{"say a line", func() error { _, err := fmt.Print(""); return err }},
}

func accepted() (net.Conn, error) { return listening.Accept() }

var listening net.Listener // on listenerFD, with one connection waiting

// probe tries all, and says what came of it, a line each.
func probe(caged bool) {
	var err error
	if listening, err = net.FileListener(os.NewFile(listenerFD, "listener")); err != nil {
		fmt.Println(err)
		return
	}
	if caged {
		if err := confine(os.NewFile(cookiesFD, "cookies"), slog.New(slog.NewTextHandler(os.Stdout, nil))); err != nil {
			fmt.Println("confine:", err)
			return
		}
	}
	for _, p := range needed {
		if err := p.try(); err != nil {
			fmt.Println("cannot even", p.name, err)
		}
	}
	for _, p := range never {
		if p.try() == nil {
			fmt.Println("could", p.name)
		}
	}
	for _, p := range probes {
		if err := p.try(); err == nil {
			fmt.Println("could", p.name)
		} else {
			fmt.Println("could not", p.name)
		}
	}
}

func mapping(fd, prot, flags int) error {
	b, err := unix.Mmap(fd, 0, 4096, prot, flags)
	if err == nil {
		err = unix.Munmap(b)
	}
	return err
}

func closing(fd int, err error) error {
	if err == nil {
		unix.Close(fd)
	}
	return err
}

func closing2(c io.Closer, err error) error {
	if err != nil {
		return err
	}
	return c.Close()
}

func ignore(err error, harmless ...error) error {
	for _, h := range harmless {
		if err == h {
			return nil
		}
	}
	return err
}

func errnoOrNil(errno unix.Errno) error {
	if errno != 0 {
		return errno
	}
	return nil
}
