package manager

import (
	"fmt"
	"os"
	"slices"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// A Launch collects what one start of a unit needs; a Spec's Open fills it. It
// runs on the manager's goroutine: it must not block, nor call the Manager.
type Launch struct {
	// Generation counts the unit's starts, from 1.
	Generation uint32

	files   []*os.File
	first   int
	closers []*os.File
	own     []control.Message
	others  []telling
}

type telling struct {
	to control.Unit
	m  control.Message
}

// File hands a descriptor to the child and returns its number there. The
// manager does not close it.
func (l *Launch) File(f *os.File) int {
	l.files = append(l.files, f)
	return l.first + len(l.files) - 1
}

// Send has a message sent to the child as soon as it runs, after its Hello.
// A Hello among them replaces the empty one that it gets else.
func (l *Launch) Send(m control.Message) { l.own = append(l.own, m) }

// Tell has a message sent to another unit once the child runs.
func (l *Launch) Tell(to control.Unit, m control.Message) {
	l.others = append(l.others, telling{to, m})
}

// CloseAfter has files closed when the start is over, whether it went well or
// not.
func (l *Launch) CloseAfter(files ...*os.File) { l.closers = append(l.closers, files...) }

func (l *Launch) close() {
	for _, f := range l.closers {
		if f != nil {
			f.Close()
		}
	}
}

// hello puts a Hello at the front of the child's messages.
func (l *Launch) hello() {
	is := func(m control.Message) bool { return m.Kind() == control.KindHello }
	if !slices.ContainsFunc(l.own, is) {
		l.own = slices.Insert(l.own, 0, control.Message(&control.Hello{Generation: l.Generation}))
	}
}

// launch starts a process of a unit; its messages are yet to be sent.
func (s *Spec) launch(l *Launch) (*process, error) {
	p := &process{cgroup: s.cgroup(l.Generation), over: make(chan struct{})}
	if err := s.begin(l, p); err != nil {
		p.removeCgroup()
		if p.conn != nil {
			p.conn.Close()
		}
		return nil, err
	}
	return p, nil
}

func (s *Spec) begin(l *Launch, p *process) (err error) {
	var standard []*os.File
	l.first = 3
	if s.Control {
		if standard, err = s.inherited(l, p); err != nil {
			return err
		}
		l.first += len(standard)
	}
	if s.Open != nil {
		if err := s.Open(l); err != nil {
			return err
		}
	}
	if s.Control {
		l.hello() // now that Open may have given one of its own
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	l.CloseAfter(null)
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		return fmt.Errorf("cannot make a pipe: %w", err)
	}
	p.stderr = pollable(fds[0], "stderr")
	said := os.NewFile(uintptr(fds[1]), "stderr")
	l.CloseAfter(said)
	p.pid, p.pidfd, err = s.fork(p.cgroup, slices.Concat([]*os.File{null, said, said}, standard, l.files))
	if err != nil {
		p.stderr.Close()
	}
	return err
}

// inherited makes the control connection and the configuration's file.
func (s *Spec) inherited(l *Launch, p *process) ([]*os.File, error) {
	ours, theirs, err := control.Pair()
	if err != nil {
		return nil, err
	}
	p.conn = ours
	l.CloseAfter(theirs)
	config, err := control.ConfigFile(s.Config)
	if err != nil {
		return nil, err
	}
	l.CloseAfter(config)
	return []*os.File{theirs, config}, nil
}
