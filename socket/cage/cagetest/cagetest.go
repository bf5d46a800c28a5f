// Package cagetest tries what a conquered process would, for tests of cages.
//
// A test runs its own binary again as such a process, with Env in its
// environment: TestMain calls Main, and a test calls Run.
package cagetest

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// env tells a process that it is to try, and how.
const env = "ORIEL_CAGE_PROBE"

// A Probe is something to try, as root, caged or not. It does no harm.
type Probe struct {
	Name string
	Try  func() error // nil: it could be done
}

func init() {
	// Who asks to be traced must be the thread that the process is named
	// after: another one stays a zombie that nobody waits for.
	if os.Getenv(env) != "" {
		runtime.LockOSThread()
	}
}

// Main tries all, in a process that Run has started, says what came of each, a
// line each, and exits. First prepare makes the cage, or what stands for it.
func Main(prepare func(caged bool) error, probes []Probe) {
	how := os.Getenv(env)
	if how == "" {
		return
	}
	if err := prepare(how == "caged"); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for _, p := range probes {
		if p.Try() == nil {
			fmt.Println("could", p.Name)
		} else {
			fmt.Println("could not", p.Name)
		}
	}
	os.Exit(0)
}

// Run runs a binary that calls Main, with files as its descriptors from 3 on:
// free, when it must be able to do all, and caged, when it must not.
func Run(t *testing.T, path string, files func() []*os.File, probes []Probe) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can do all of it without a cage")
	}
	for how, said := range map[string]string{"free": "could", "caged": "could not"} {
		cmd := exec.Command(path)
		// A thread that is traced stops at any signal, also at those by which
		// goroutines are preempted.
		cmd.Env = append(os.Environ(), env+"="+how, "GODEBUG=asyncpreemptoff=1")
		cmd.ExtraFiles = files()
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", how, err, out)
		}
		var want strings.Builder
		for _, p := range probes {
			fmt.Fprintln(&want, said, p.Name)
		}
		if string(out) != want.String() {
			t.Errorf("%s: got\n%s\nwant\n%s", how, out, &want)
		}
	}
}

// Common are what no caged process of ours may do.
var Common = []Probe{
	{"open a file", func() error { return Closing(unix.Open("/etc/passwd", unix.O_RDONLY, 0)) }},
	{"open a file by openat2", func() error {
		return Closing(unix.Openat2(unix.AT_FDCWD, "/etc/passwd", &unix.OpenHow{Flags: unix.O_RDONLY}))
	}},
	{"list a directory", func() error { return Closing(unix.Open("/", unix.O_RDONLY|unix.O_DIRECTORY, 0)) }},
	{"make a directory", func() error { return Ignore(unix.Mkdir("/tmp", 0o755), unix.EEXIST) }},
	{"remove a file", func() error { return Ignore(unix.Unlink("/nonexistent"), unix.ENOENT) }},
	{"make a Unix socket", func() error { return Closing(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)) }},
	{"make a TCP socket", func() error { return Closing(unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)) }},
	{"make a socket pair", func() error {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		if err == nil {
			unix.Close(fds[1])
		}
		return Closing(fds[0], err)
	}},
	{"make a memfd", func() error { return Closing(unix.MemfdCreate("x", 0)) }},
	{"signal another process", func() error { return unix.Kill(os.Getppid(), 0) }},
	{"signal a thread of another process", func() error { return unix.Tgkill(os.Getppid(), os.Getppid(), 0) }},
	{"read another process", func() error {
		var b [1]byte
		local := []unix.Iovec{{Base: &b[0], Len: 1}}
		_, err := unix.ProcessVMReadv(os.Getppid(), local, []unix.RemoteIovec{{Base: 1, Len: 1}}, 0)
		return Ignore(err, unix.EFAULT)
	}},
	{"trace another process", func() error {
		return Ignore(unix.PtraceAttach(1<<22), unix.ESRCH) // which no process can be
	}},
	{"make a mount", func() error { return Closing(unix.Fsopen("tmpfs", 0)) }},
	{"mount", func() error { return Ignore(unix.Mount("none", "/nonexistent", "tmpfs", 0, ""), unix.ENOENT) }},
	{"leave the namespace", func() error { return unix.Unshare(unix.CLONE_FS) }},
	{"map executable memory", func() error { return Map(-1, unix.PROT_READ|unix.PROT_EXEC, unix.MAP_PRIVATE|unix.MAP_ANON) }},
	{"make memory executable", func() error {
		b, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ, unix.MAP_PRIVATE|unix.MAP_ANON)
		if err == nil {
			err = unix.Mprotect(b, unix.PROT_EXEC)
		}
		return err
	}},
	{"fork", fork},
	{"become root", func() error {
		_, _, errno := unix.RawSyscall(unix.SYS_SETUID, 0, 0, 0)
		return errnoOrNil(errno)
	}},
	{"be traced", func() error {
		_, _, errno := unix.RawSyscall(unix.SYS_PTRACE, unix.PTRACE_TRACEME, 0, 0)
		return errnoOrNil(errno)
	}},
	{"run a program", execute},
}

func fork() error {
	pid, _, errno := unix.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 {
		return errno
	}
	if pid == 0 {
		unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
	_, err := unix.Wait4(int(pid), nil, 0, nil)
	return err
}

// Closing closes what could be opened.
func Closing(fd int, err error) error {
	if err == nil {
		unix.Close(fd)
	}
	return err
}

// Map maps a page and unmaps it.
func Map(fd, prot, flags int) error {
	b, err := unix.Mmap(fd, 0, 4096, prot, flags)
	if err == nil {
		err = unix.Munmap(b)
	}
	return err
}

// Ignore makes nil of errors that are no refusal.
func Ignore(err error, harmless ...error) error {
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
