package xbridgetest

import (
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"

	"oriel/xbridge/xwayland"
)

// Servers starts Xwaylands when they are wanted. One that dies is not started
// again before it is wanted again.
type Servers struct {
	t       testing.TB
	command xwayland.Command
	listen  *os.File
	started chan *xwayland.Server
	tasks   sync.WaitGroup

	mu      sync.Mutex
	process *os.Process // nil: none runs
	over    bool
}

// NewServers makes servers for a display, which listen on a socket. All of
// them have ended by the end of the test.
func NewServers(t testing.TB, c xwayland.Command, listen *os.File) *Servers {
	t.Helper()
	if _, err := exec.LookPath("Xwayland"); err != nil {
		t.Fatal("Xwayland is not installed; make deps installs it")
	}
	s := &Servers{t: t, command: c, listen: listen, started: make(chan *xwayland.Server, 1)}
	t.Cleanup(s.Close)
	return s
}

// Started implements xbridge.Servers.
func (s *Servers) Started() <-chan *xwayland.Server { return s.started }

// PID is the number of the process that runs, or 0.
func (s *Servers) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return 0
	}
	return s.process.Pid
}

// Close ends what runs.
func (s *Servers) Close() {
	s.mu.Lock()
	s.over = true
	if s.process != nil {
		_ = s.process.Signal(syscall.SIGTERM)
	}
	s.mu.Unlock()
	s.tasks.Wait()
}

// Want implements xbridge.Servers.
func (s *Servers) Want(need bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.over:
		return errors.New("the test is over")
	case !need && s.process != nil:
		return s.process.Signal(syscall.SIGTERM)
	case need && s.process == nil:
		return s.start()
	}
	return nil
}

func (s *Servers) start() error {
	ours, theirs, err := xwayland.Connect()
	if err != nil {
		return err
	}
	defer theirs.Close()
	cmd := exec.Command("Xwayland", s.command.Argv()...)
	cmd.Env = s.command.Environ()
	cmd.ExtraFiles = theirs.Inherited(s.listen)
	if testing.Verbose() {
		cmd.Stderr = os.Stderr
	}
	if err := cmd.Start(); err != nil {
		ours.Close()
		return err
	}
	s.process = cmd.Process
	gone := make(chan struct{})
	s.tasks.Go(func() {
		_ = cmd.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.process = nil
		close(gone)
	})
	s.started <- &xwayland.Server{Conns: ours, Gone: gone}
	return nil
}
