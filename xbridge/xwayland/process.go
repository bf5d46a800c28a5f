package xwayland

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Files are the process's ends of its connections. Start does not close them.
type Files struct {
	WM, Listen, Wayland *os.File
}

// A Process is an Xwayland that runs, or did.
type Process struct {
	cmd    *exec.Cmd
	ready  *os.File // read end of -displayfd
	stderr *os.File // read end
	done   chan struct{}
	err    error // how it ended; after done
}

// ErrNotReady means that the server did not come up in time.
var ErrNotReady = errors.New("the X server did not come up")

// spawner forks all children: the signal that a child gets when its parent
// dies is bound to the thread that forked it, and would come when any other
// thread ended.
var spawner = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread() // for ever
		for f := range work {
			f()
		}
	}()
	return work
})

// Start starts the process.
func (c *Command) Start(f Files) (*Process, error) {
	path := c.Path
	if path == "" {
		path = "Xwayland"
	}
	readyR, readyW, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("cannot make a pipe: %w", err)
	}
	defer readyW.Close()
	errR, errW, err := os.Pipe()
	if err != nil {
		readyR.Close()
		return nil, fmt.Errorf("cannot make a pipe: %w", err)
	}
	defer errW.Close()
	p := &Process{cmd: exec.Command(path, c.Argv()...), ready: readyR, stderr: errR, done: make(chan struct{})}
	p.cmd.Env = c.Environ()
	p.cmd.Stdout, p.cmd.Stderr = errW, errW
	p.cmd.ExtraFiles = []*os.File{f.WM, f.Listen, readyW, f.Wayland} // 3 to 6, as in fdWM to fdWayland
	// A group of its own: Ctrl-C in the terminal is for us, who end it in order.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	started := make(chan error)
	spawner() <- func() { started <- p.cmd.Start() }
	if err := <-started; err != nil {
		readyR.Close()
		errR.Close()
		return nil, fmt.Errorf("cannot start %s: %w", path, err)
	}
	return p, nil
}

// Wait waits for the process to end; it must be called, once. Done and Err
// tell others.
func (p *Process) Wait() error {
	p.err = p.cmd.Wait()
	p.ready.Close()
	close(p.done)
	return p.err
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err says how the process ended, after Done.
func (p *Process) Err() error { return p.err }

// Pid returns the process id.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Stderr is what the process says; its reader closes it.
func (p *Process) Stderr() io.ReadCloser { return p.stderr }

// Ready waits until the server has told its display number. With a window
// manager it serves nobody yet.
func (p *Process) Ready(ctx context.Context, timeout time.Duration) error {
	_ = p.ready.SetReadDeadline(time.Now().Add(timeout))
	stop := context.AfterFunc(ctx, func() { _ = p.ready.SetReadDeadline(time.Now()) })
	defer stop()
	var b [16]byte
	for {
		n, err := p.ready.Read(b[:])
		if n > 0 && b[n-1] == '\n' {
			return nil
		}
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("%w: %w", ErrNotReady, err)
		}
	}
}

// Stop ends the process: it is asked, then made to.
func (p *Process) Stop(patience time.Duration) {
	_ = p.cmd.Process.Signal(unix.SIGTERM)
	select {
	case <-p.done:
		return
	case <-time.After(patience):
	}
	_ = p.cmd.Process.Kill()
	<-p.done
}
