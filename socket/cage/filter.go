package cage

import (
	"slices"

	"golang.org/x/sys/unix"
)

// goRuntime are the system calls that the Go runtime makes for itself.
var goRuntime = []uint32{
	// What every program does with what it has.
	unix.SYS_READ, unix.SYS_WRITE, unix.SYS_CLOSE,
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

// Sockets are the calls of who serves sockets that they have, or get through
// one of them: nothing here makes a socket or gives it a name.
var Sockets = []uint32{
	unix.SYS_ACCEPT4, unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL, unix.SYS_WRITEV, unix.SYS_SENDMSG, unix.SYS_RECVMSG,
	unix.SYS_SENDTO, unix.SYS_RECVFROM, unix.SYS_SHUTDOWN, unix.SYS_GETSOCKNAME, unix.SYS_GETPEERNAME, unix.SYS_GETSOCKOPT,
}

// prSetVMA names memory, as the runtime does (PR_SET_VMA).
const prSetVMA = 0x53564d41

// A Rule allows a system call if one of its cases holds.
type Rule struct {
	Call  uint32
	Cases [][]Cond // each holds if all of its conditions do
}

// A Cond holds if an argument's low 32 bits, masked, are a value.
type Cond struct{ Arg, Mask, Value uint32 }

const all = ^uint32(0)

// OneOf allows a call if an argument is one of some values.
func OneOf(call, arg uint32, values ...uint32) Rule {
	r := Rule{Call: call}
	for _, v := range values {
		r.Cases = append(r.Cases, []Cond{{arg, all, v}})
	}
	return r
}

func runtimeRules(pid uint32) []Rule {
	return []Rule{
		// Memory that is ours, or a file's to be read. What a file's mapping
		// allows later is the kernel's to say: no more than its descriptor.
		{unix.SYS_MMAP, [][]Cond{
			{{2, unix.PROT_EXEC | unix.PROT_WRITE, 0}},
			{{2, unix.PROT_EXEC, 0}, {3, unix.MAP_ANONYMOUS, unix.MAP_ANONYMOUS}},
		}},
		{unix.SYS_MPROTECT, [][]Cond{{{2, unix.PROT_EXEC, 0}}}},
		{unix.SYS_CLONE, [][]Cond{{{0, unix.CLONE_THREAD, unix.CLONE_THREAD}}}},
		OneOf(unix.SYS_TGKILL, 0, pid),
		OneOf(unix.SYS_PRCTL, 0, prSetVMA),
	}
}

// Where a filter finds what it decides about, in struct seccomp_data.
const (
	offNumber = 0
	offArch   = 4
	offArgs   = 16 // eight bytes each; the low four come first
)

const (
	load    = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
	and     = unix.BPF_ALU | unix.BPF_AND | unix.BPF_K
	equal   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
	answer  = unix.BPF_RET | unix.BPF_K
	refused = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
)

// filter is the program: what is not allowed fails with EPERM, and another
// architecture's calls, whose numbers mean something else, kill us.
func (c *Cage) filter(pid uint32) []unix.SockFilter {
	p := []unix.SockFilter{
		{Code: load, K: offArch},
		{Code: equal, Jt: 1, K: auditArch},
		{Code: answer, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: load, K: offNumber},
	}
	for _, r := range merge(runtimeRules(pid), c.Rules) {
		p = append(p, r.program()...)
	}
	for _, calls := range [][]uint32{goRuntime, c.Calls} {
		for _, call := range calls {
			p = append(p, unix.SockFilter{Code: equal, Jf: 1, K: call}, unix.SockFilter{Code: answer, K: unix.SECCOMP_RET_ALLOW})
		}
	}
	return append(p, unix.SockFilter{Code: answer, K: refused})
}

// merge joins rules about the same call: what one of them allows is allowed.
func merge(rules, more []Rule) []Rule {
	for _, r := range more {
		i := slices.IndexFunc(rules, func(old Rule) bool { return old.Call == r.Call })
		if i < 0 {
			rules = append(rules, r)
			continue
		}
		rules[i].Cases = append(rules[i].Cases, r.Cases...)
	}
	return rules
}

// program decides about one call, with its number loaded; for another one it
// falls through to its end.
func (r Rule) program() []unix.SockFilter {
	var body []unix.SockFilter
	for _, conds := range r.Cases {
		const step = 3 // instructions of a condition
		for i, c := range conds {
			toNext := uint8(step*(len(conds)-i-1) + 1) // over the other conditions and the answer
			body = append(body,
				unix.SockFilter{Code: load, K: offArgs + 8*c.Arg},
				unix.SockFilter{Code: and, K: c.Mask},
				unix.SockFilter{Code: equal, Jf: toNext, K: c.Value})
		}
		body = append(body, unix.SockFilter{Code: answer, K: unix.SECCOMP_RET_ALLOW})
	}
	body = append(body, unix.SockFilter{Code: answer, K: refused})
	return append([]unix.SockFilter{{Code: equal, Jf: uint8(len(body)), K: r.Call}}, body...)
}
