package main

import "golang.org/x/sys/unix"

// allowed are the system calls of serving a directory, and those that the Go
// runtime makes for itself.
var allowed = []uint32{
	// Serving. openat2 is held below the directory by Landlock.
	unix.SYS_READ, unix.SYS_WRITE, unix.SYS_PREAD64, unix.SYS_OPENAT2, unix.SYS_CLOSE, unix.SYS_FSTAT,
	unix.SYS_LSEEK, unix.SYS_GETDENTS64, unix.SYS_FSTATFS, unix.SYS_READLINKAT,
	// Memory.
	unix.SYS_MUNMAP, unix.SYS_MADVISE, unix.SYS_BRK, unix.SYS_MINCORE,
	// Threads and time.
	unix.SYS_FUTEX, unix.SYS_NANOSLEEP, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_CLOCK_GETTIME, unix.SYS_GETTIMEOFDAY,
	unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY, unix.SYS_GETPID, unix.SYS_GETTID,
	unix.SYS_EPOLL_PWAIT, unix.SYS_RESTART_SYSCALL,
	// Signals, by which the runtime interrupts its own threads.
	unix.SYS_RT_SIGRETURN, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGACTION, unix.SYS_SIGALTSTACK,
	unix.SYS_GETRANDOM, unix.SYS_EXIT, unix.SYS_EXIT_GROUP,
}

// prSetVMA names memory, as the runtime does (PR_SET_VMA).
const prSetVMA = 0x53564d41

// A check allows a system call by one of its arguments.
type check struct {
	call  uint32
	arg   uint32
	jump  uint16 // BPF_JEQ: the value is, BPF_JSET: a bit is set
	value uint32
	deny  bool // if so, instead of unless
}

func checks(pid uint32) []check {
	return []check{
		{unix.SYS_MMAP, 2, unix.BPF_JSET, unix.PROT_EXEC, true},
		{unix.SYS_MPROTECT, 2, unix.BPF_JSET, unix.PROT_EXEC, true},
		{unix.SYS_CLONE, 0, unix.BPF_JSET, unix.CLONE_THREAD, false},
		{unix.SYS_TGKILL, 0, unix.BPF_JEQ, pid, false},
		{unix.SYS_PRCTL, 0, unix.BPF_JEQ, prSetVMA, false},
	}
}

// Where a filter finds what it decides about, in struct seccomp_data.
const (
	offNumber = 0
	offArch   = 4
	offArgs   = 16 // eight bytes each; the low four come first
)

// filter is the program: what is not allowed fails with EPERM, and another
// architecture's calls, whose numbers mean something else, kill us.
func filter(pid uint32) []unix.SockFilter {
	const (
		load    = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		jumpIf  = unix.BPF_JMP | unix.BPF_K
		answer  = unix.BPF_RET | unix.BPF_K
		refused = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	)
	p := []unix.SockFilter{
		{Code: load, K: offArch},
		{Code: jumpIf | unix.BPF_JEQ, Jt: 1, K: auditArch},
		{Code: answer, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: load, K: offNumber},
	}
	for _, c := range checks(pid) {
		yes, no := uint32(unix.SECCOMP_RET_ALLOW), refused
		if c.deny {
			yes, no = no, yes
		}
		p = append(p,
			unix.SockFilter{Code: jumpIf | unix.BPF_JEQ, Jf: 4, K: c.call},
			unix.SockFilter{Code: load, K: offArgs + 8*c.arg},
			unix.SockFilter{Code: jumpIf | c.jump, Jf: 1, K: c.value},
			unix.SockFilter{Code: answer, K: yes},
			unix.SockFilter{Code: answer, K: no},
		)
	}
	for i, call := range allowed {
		// Over the calls that follow and the refusal.
		p = append(p, unix.SockFilter{Code: jumpIf | unix.BPF_JEQ, Jt: uint8(len(allowed) - i), K: call})
	}
	return append(p, unix.SockFilter{Code: answer, K: refused}, unix.SockFilter{Code: answer, K: unix.SECCOMP_RET_ALLOW})
}
