package gpu

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"oriel/gpu/overlay"
	"oriel/socket/mountns"
)

// A share that dies is started again after a second, and after ever longer
// ones; one that has served for a minute is forgiven.
const (
	firstPause, longestPause = time.Second, time.Minute
	forgiven                 = time.Minute
)

// A process is an oriel-share that runs.
type process struct {
	cmd     *exec.Cmd
	started time.Time
	ended   chan error
}

// share gives what starts oriel-share, and where it puts the process; nil if
// the drivers are not to be served.
func (o *Overlay) share() (*process, overlay.Share) {
	if o.c.Share == "" {
		return nil, nil
	}
	p := &process{ended: make(chan error, 1)}
	return p, func(dir *os.File) (*os.File, error) { return p.start(o.c.Share, dir, o.log) }
}

// start starts a share of a directory, and gives our end of its socket.
func (p *process) start(path string, dir *os.File, log *slog.Logger) (*os.File, error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot make a pair of sockets: %w", err)
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "9p"), os.NewFile(uintptr(fds[1]), "9p")
	defer theirs.Close()
	cmd := exec.Command(path)
	cmd.Env = []string{}
	cmd.Dir = "/"
	cmd.ExtraFiles = []*os.File{dir, theirs}
	cmd.Stderr = lines{log.With("unit", "share")}
	// Not in our process group: what ends us from a terminal does not end it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		ours.Close()
		return nil, fmt.Errorf("cannot start %s: %w", path, err)
	}
	p.cmd, p.started = cmd, time.Now()
	go func() { p.ended <- cmd.Wait() }()
	return ours, nil
}

// lines logs what a share says; it says little, and each line at once.
type lines struct{ log *slog.Logger }

// Write implements io.Writer.
func (l lines) Write(b []byte) (int, error) {
	for line := range bytes.Lines(b) {
		l.log.Warn("The share of the drivers says", "err", errors.New(string(bytes.TrimSpace(line))))
	}
	return len(b), nil
}

// watch starts the share again when it dies, until it is told to stop, or the
// distro has ended or has unmounted the drivers.
func (o *Overlay) watch(p *process) {
	defer close(o.done)
	pause := firstPause
	for p != nil && p.cmd != nil {
		select {
		case <-o.stop:
			return
		case err := <-p.ended:
			if err == nil || !o.ns.Alive() {
				return // nobody has it mounted any more
			}
			o.log.Warn("The share of the drivers has died", "err", err)
		}
		if time.Since(p.started) > forgiven {
			pause = firstPause
		}
		if p = o.again(pause); p == nil {
			return
		}
		pause = min(2*pause, longestPause)
	}
}

// again serves the drivers again after a pause, however often it takes; nil
// means that it is over.
func (o *Overlay) again(pause time.Duration) *process {
	for {
		select {
		case <-o.stop:
			return nil
		case <-time.After(pause):
		}
		p, serve := o.share()
		err := o.applied.Serve(o.plan.Drivers, []*mountns.Namespace{o.ns}, serve)
		switch {
		case err == nil:
			o.log.Info("Mounted the drivers again")
			return p
		case !o.ns.Alive():
			return nil
		}
		o.log.Warn("Cannot mount the drivers again", "err", err)
		pause = min(2*pause, longestPause)
	}
}

// loadNineP has the kernel load 9p, if it is a module: only with a file system
// of its own name mounted would it do so by itself, and a look at what there
// is comes before that.
func loadNineP() {
	if fs, err := unix.Fsopen("9p", unix.FSOPEN_CLOEXEC); err == nil {
		unix.Close(fs)
	}
}
