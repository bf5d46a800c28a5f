package main_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// output collects what a process writes.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// A process is a program that a test has started. It ends with the test.
type process struct {
	t        testing.TB
	cmd      *exec.Cmd
	out, err output
	done     chan struct{}
	failure  error // of Wait; read after done
}

// launch starts a program.
func launch(t testing.TB, env []string, argv ...string) *process {
	t.Helper()
	return start(t, exec.Command(argv[0], argv[1:]...), env)
}

// start starts a prepared command.
func start(t testing.TB, cmd *exec.Cmd, env []string) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd, done: make(chan struct{})}
	cmd.Env = env
	if cmd.Stdout == nil {
		cmd.Stdout = &p.out
	}
	cmd.Stderr = &p.err
	cmd.WaitDelay = 2 * time.Second // a child may keep our pipe
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.failure = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(p.stop)
	return p
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// stop ends the process, kindly at first.
func (p *process) stop() {
	for _, s := range []os.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		_ = p.cmd.Process.Signal(s)
		select {
		case <-p.done:
			return
		case <-time.After(5 * time.Second * slowness):
		}
	}
	<-p.done
}

// kill ends the process with SIGKILL.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// ended reports whether the process is gone.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// wait returns the exit status; -1 if a signal ended the process.
func (p *process) wait() int {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatalf("%q does not end; stderr:\n%s", p.cmd.Args, &p.err)
	}
	var e *exec.ExitError
	switch {
	case p.failure == nil || errors.Is(p.failure, exec.ErrWaitDelay):
		return p.cmd.ProcessState.ExitCode()
	case errors.As(p.failure, &e):
		return e.ExitCode()
	}
	p.t.Fatalf("%q: %v", p.cmd.Args, p.failure)
	return -1
}

// run runs a program to its end.
func run(t testing.TB, env []string, argv ...string) (stdout, stderr string, code int) {
	t.Helper()
	p := launch(t, env, argv...)
	code = p.wait()
	return p.out.String(), p.err.String(), code
}

// must runs a program that must succeed and returns its output.
func must(t testing.TB, env []string, argv ...string) string {
	t.Helper()
	out, stderr, code := run(t, env, argv...)
	if code != 0 {
		t.Fatalf("%q ended with status %d: %s%s", argv, code, out, stderr)
	}
	return out
}

// marked lists the processes with a variable in their environment.
func marked(assignment string) (list []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil || !bytes.Contains(append([]byte{0}, b...), []byte("\x00"+assignment+"\x00")) {
			continue
		}
		dir := filepath.Dir(f)
		cmdline, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		if len(cmdline) == 0 {
			continue // a zombie
		}
		list = append(list, filepath.Base(dir)+" "+strings.ReplaceAll(strings.TrimRight(string(cmdline), "\x00"), "\x00", " "))
	}
	return list
}

// alive reports whether a process exists and is no zombie.
func alive(pid int) bool {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	f := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
	return len(f) > 0 && string(f[0]) != "Z"
}

// descriptors counts the open files of a process.
func descriptors(t testing.TB, pid int) int {
	t.Helper()
	list, err := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
