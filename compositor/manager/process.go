package manager

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// A process is one life of a unit.
type process struct {
	pid    int
	pidfd  *os.File
	conn   *control.Conn // nil if the unit has no control connection
	stderr *os.File      // read end; nil if it was lost
	cgroup string

	tasks    sync.WaitGroup // the goroutines that read from it
	over     chan struct{}  // closed at its end, before the goroutines are waited for
	counters control.Status // the last that it told
	told     chan struct{}  // closed when it tells again; nil: it is not asked
	closed   bool           // by its own goroutine, when Run had ended
}

// ask asks what the process counts, unless it is asked already. The channel is
// closed when it has answered; nil: it cannot be asked.
func (p *process) ask() chan struct{} {
	if p.told == nil && p.conn != nil && p.conn.Send(&control.Query{}) == nil {
		p.told = make(chan struct{})
	}
	return p.told
}

// tell takes what it counts.
func (p *process) tell(s *control.Status) {
	p.counters = *s
	if p.told != nil {
		close(p.told)
		p.told = nil
	}
}

// linger is how long what a dead process still has in its pipes is read.
const linger = 100 * time.Millisecond

// wait waits for the end, ends what the process leaves behind, and reaps it.
// It returns the wait status, or control.ExitUnknown if the process was not
// our child; ok is false if the waiting was given up.
func (p *process) wait() (status uint32, ok bool) {
	if err := awaitExit(p.pidfd); err != nil {
		return 0, false
	}
	status = p.reap()
	p.removeCgroup()
	close(p.over)
	// What it said last is worth having, but others may hold its pipes open.
	if p.stderr != nil {
		_ = p.stderr.SetReadDeadline(time.Now().Add(linger))
	}
	if p.conn != nil {
		_ = p.conn.SetReadDeadline(time.Now().Add(linger))
	}
	p.tasks.Wait()
	return status, true
}

// reap ends what the process leaves behind, and takes its wait status.
func (p *process) reap() uint32 {
	p.killCgroup()
	if p.pid <= 0 || !p.isChild() {
		_ = unix.Waitid(unix.P_PIDFD, rawFD(p.pidfd), nil, unix.WEXITED|unix.WNOHANG, nil)
		return control.ExitUnknown
	}
	// Until it is reaped nobody else can have its number, nor its group's.
	_ = unix.Kill(-p.pid, unix.SIGKILL)
	var ws unix.WaitStatus
	if retry(func() error { _, err := unix.Wait4(p.pid, &ws, 0, nil); return err }) != nil {
		return control.ExitUnknown // somebody else in this program reaps everything
	}
	return uint32(ws)
}

// isChild reports whether the ended process is ours to reap. One that a former
// manager started may be init's.
func (p *process) isChild() bool {
	return retry(func() error {
		return unix.Waitid(unix.P_PIDFD, rawFD(p.pidfd), nil, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil)
	}) == nil
}

// cgroup names the cgroup of one start. It cannot be used again: the kernel
// kills what is forked into a cgroup that was killed once.
func (s *Spec) cgroup(generation uint32) string {
	if s.Cgroup == "" {
		return ""
	}
	return s.Cgroup + "-" + strconv.FormatUint(uint64(generation), 10)
}

func (p *process) killCgroup() {
	if p.cgroup != "" {
		_ = os.WriteFile(filepath.Join(p.cgroup, "cgroup.kill"), []byte("1"), 0)
	}
}

// removeCgroup removes the cgroup when those who were killed have left it.
func (p *process) removeCgroup() {
	if p.cgroup == "" {
		return
	}
	for range 100 {
		if err := os.Remove(p.cgroup); err == nil || errors.Is(err, os.ErrNotExist) {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// signal sends a signal to the process, never to another that has its number.
func (p *process) signal(s syscall.Signal) error {
	err := unix.PidfdSendSignal(rawFD(p.pidfd), s, nil, 0)
	if errors.Is(err, unix.ESRCH) {
		return nil // its end is on its way to us
	}
	return err
}

// close lets go of the process.
func (p *process) close() {
	p.pidfd.Close()
	if p.conn != nil {
		p.conn.Close()
	}
	if p.stderr != nil {
		p.stderr.Close()
	}
}

// awaitExit sleeps until a pidfd's process has ended. It fails when the file
// is closed, or its read deadline passes.
func awaitExit(pidfd *os.File) error {
	c, err := pidfd.SyscallConn()
	if err != nil {
		return err
	}
	return c.Read(func(fd uintptr) bool {
		p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(p, 0)
		return n > 0 || err != nil && err != unix.EINTR
	})
}

func retry(f func() error) error {
	for {
		if err := f(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// ending describes how a process ended.
func ending(status uint32) error {
	ws := syscall.WaitStatus(status)
	switch {
	case status == control.ExitUnknown:
		return errors.New("it ended, nobody knows how")
	case ws.Signaled():
		return fmt.Errorf("signal: %v", ws.Signal())
	default:
		return fmt.Errorf("exit status %d", ws.ExitStatus())
	}
}

// clean reports whether a process ended by itself and content.
func clean(status uint32) bool { return status == 0 }

// startTime returns when a process was started, in the kernel's ticks since
// boot. Together with its number it names a process for good.
func startTime(pid int) (uint64, error) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, err
	}
	// pid (comm) state …: comm may hold anything, but for its last ')'.
	s := string(b)
	fields := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
	const at = 22 - 3 // starttime is field 22, state field 3
	if len(fields) <= at {
		return 0, errors.New("/proc is not as it should be")
	}
	return strconv.ParseUint(fields[at], 10, 64)
}

// pidOf returns the number of a pidfd's process, 0 if it has ended or cannot
// be seen from here.
func pidOf(pidfd *os.File) int {
	b, err := os.ReadFile("/proc/self/fdinfo/" + strconv.Itoa(rawFD(pidfd)))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "Pid:"); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(v))
			return max(n, 0)
		}
	}
	return 0
}
