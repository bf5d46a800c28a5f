package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/manager"
)

const (
	// maxKept bounds what is kept; the unit for systemd has the same bound.
	maxKept = 512
	// shortest and longest are pauses before a worker that died is started
	// again; one that was ready is forgiven.
	shortest, longest = 50 * time.Millisecond, 5 * time.Second
)

// A store keeps descriptors for an orield's successor where there is no
// systemd to do it, and speaks its protocol (sd_notify(3)).
type store struct {
	conn *net.UnixConn
	dir  string
	done chan struct{}

	mu    sync.Mutex // it listens on another goroutine than it starts on
	files map[string]*os.File
	ready bool // this worker is
	once  bool // some worker was
}

func newStore() (*store, error) {
	dir, err := os.MkdirTemp("", "orield")
	if err != nil {
		return nil, err
	}
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "notify")})
	if err != nil {
		os.Remove(dir)
		return nil, err
	}
	s := &store{conn: c, dir: dir, done: make(chan struct{}), files: map[string]*os.File{}}
	go s.listen()
	return s, nil
}

func (s *store) close() {
	s.conn.Close()
	<-s.done
	for _, f := range s.files {
		f.Close()
	}
	os.RemoveAll(s.dir)
}

// listen takes what the worker says.
func (s *store) listen() {
	defer close(s.done)
	b, oob := make([]byte, 4096), make([]byte, unix.CmsgSpace(4*4))
	for {
		n, oobn, _, _, err := s.conn.ReadMsgUnix(b, oob)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			s.take(strings.Split(string(b[:n]), "\n"), files(oob[:oobn]))
		}
	}
}

// files are the descriptors of a message.
func files(oob []byte) (out []*os.File) {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return nil
	}
	for i := range messages {
		fds, err := unix.ParseUnixRights(&messages[i])
		if err != nil {
			continue
		}
		for _, fd := range fds {
			unix.CloseOnExec(fd)
			out = append(out, os.NewFile(uintptr(fd), "kept"))
		}
	}
	return out
}

// take does what a message says, and closes what it does not keep.
func (s *store) take(lines []string, files []*os.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := ""
	for _, l := range lines {
		if v, ok := strings.CutPrefix(l, "FDNAME="); ok && !strings.ContainsAny(v, ",:=") {
			name = v
		}
	}
	store, remove := slices.Contains(lines, "FDSTORE=1"), slices.Contains(lines, "FDSTOREREMOVE=1")
	s.ready = s.ready || slices.Contains(lines, "READY=1")
	s.once = s.once || s.ready
	if old := s.files[name]; old != nil && (store || remove) {
		old.Close()
		delete(s.files, name)
	}
	for _, f := range files {
		if store && name != "" && s.files[name] == nil && len(s.files) < maxKept {
			s.files[name] = f
		} else {
			f.Close()
		}
	}
}

// start starts a worker with all that is kept.
func (s *store) start(path string, args []string, environ []string, stderr *os.File) (*os.Process, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready = false
	inherited := []*os.File{nil, stderr, stderr}
	var names []string
	for name, f := range s.files {
		names = append(names, strconv.Itoa(len(inherited))+":"+name)
		inherited = append(inherited, f)
	}
	env := append(slices.Clone(environ), "NOTIFY_SOCKET="+s.conn.LocalAddr().String(), manager.PassedEnv+"="+strings.Join(names, ","))
	return os.StartProcess(path, append([]string{path}, args...), &os.ProcAttr{Dir: "/", Env: env, Files: inherited})
}

// keep runs orield as a child, starts another one when it dies, and gives that
// what the first has left.
func keep(args []string, stderr io.Writer) error {
	// The worker's children are ours when it has died, and need burying.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("cannot take in orphans: %w", err)
	}
	s, err := newStore()
	if err != nil {
		return fmt.Errorf("cannot keep anything for a successor: %w", err)
	}
	defer s.close()
	path, err := program()
	if err != nil {
		return fmt.Errorf("cannot find ourselves: %w", err)
	}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, unix.SIGTERM, unix.SIGINT, unix.SIGHUP)
	pause := shortest
	for {
		p, err := s.start(path, args, os.Environ(), os.Stderr)
		if err != nil {
			return fmt.Errorf("cannot start ourselves: %w", err)
		}
		status, stopped := s.await(p.Pid, signals)
		_ = p.Release()
		switch {
		case stopped || status.Exited() && status.ExitStatus() == 0:
			return nil
		case !s.was(&s.once) && status.Exited() && status.ExitStatus() == 1:
			return errors.New("it cannot begin")
		}
		if s.was(&s.ready) {
			pause = shortest
		}
		fmt.Fprintf(stderr, "orield: the worker has died (%v), and another takes over\n", describe(status))
		select {
		case <-signals:
			return errors.New("told to end while nobody was there to end the others")
		case <-time.After(pause):
		}
		pause = min(2*pause, longest)
	}
}

// await waits for the worker's end, passes signals on to it, and reaps all.
func (s *store) await(pid int, signals <-chan os.Signal) (status unix.WaitStatus, stopped bool) {
	ended := make(chan unix.WaitStatus, 1)
	go func() {
		for {
			var ws unix.WaitStatus
			n, err := unix.Wait4(-1, &ws, 0, nil)
			if n == pid || err != nil && !errors.Is(err, unix.EINTR) {
				ended <- ws
				return
			}
		}
	}()
	for {
		select {
		case status = <-ended:
			return status, stopped
		case sig := <-signals:
			if n, ok := sig.(unix.Signal); ok {
				stopped = stopped || n != unix.SIGHUP
				_ = unix.Kill(pid, n)
			}
		}
	}
}

func (s *store) was(what *bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *what
}

func describe(ws unix.WaitStatus) string {
	if ws.Signaled() {
		return ws.Signal().String()
	}
	return fmt.Sprintf("exit status %d", ws.ExitStatus())
}
