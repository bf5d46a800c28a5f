package publish

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
)

// A Bind is a directory of ours, or a file, and where it is to be seen.
type Bind struct {
	Source, Target string
	// Attr is how it is mounted; zero is mountns.Sealed.
	Attr mountns.Attr
	// Names are what should be in the directory, as the socket X0. What lacks
	// is reported and left to the one who makes it.
	Names []string
}

// A Config says what is published to whom.
type Config struct {
	PID   int // of a process in the other namespace, best its init
	Binds []Bind
	Log   *slog.Logger
	// Changed, if set, is called on the Publisher's goroutine with each
	// change of a state or of what is missing. It must not call back.
	Changed func(Status)
}

// A Status is what a Publisher knows and did.
type Status struct {
	PID   int
	Binds []BindStatus
}

// A BindStatus is that of one Bind.
type BindStatus struct {
	Source, Target string
	State          State
	Missing        []string // of Bind.Names
	Published      int      // mounts made
	Repaired       int      // of these, after the first
	Failed         int      // attempts
	Err            error    // of the last attempt
}

// ErrConfig says that there is nothing to publish.
var ErrConfig = errors.New("nothing to publish")

// A Publisher keeps directories published.
type Publisher struct {
	c       Config
	ns      *mountns.Namespace
	machine *Machine
	watch   *watch
	mounts  []*mountns.Mount // what we hold; nil: nothing
	missing [][]string
	failure error // of Withdraw
	held    []Held

	ask  chan bool // true: withdraw
	done chan struct{}
	once sync.Once

	mu     sync.Mutex
	status Status
}

// Start publishes, and goes on in a goroutine. That a directory could not be
// published is no error here: Status tells, and it is tried again.
func Start(c Config) (*Publisher, error) {
	if len(c.Binds) == 0 {
		return nil, ErrConfig
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Binds = slices.Clone(c.Binds)
	for i := range c.Binds {
		if c.Binds[i].Attr == 0 {
			c.Binds[i].Attr = mountns.Sealed
		}
	}
	ns, err := mountns.Open(c.PID)
	if err != nil {
		return nil, fmt.Errorf("cannot publish to process %d: %w", c.PID, err)
	}
	w, err := newWatch(c.PID, ns.PidFD())
	if err != nil {
		ns.Close()
		return nil, fmt.Errorf("cannot publish to process %d: %w", c.PID, err)
	}
	n := len(c.Binds)
	p := &Publisher{
		c: c, ns: ns, watch: w, machine: NewMachine(n),
		mounts: make([]*mountns.Mount, n), missing: make([][]string, n),
		ask: make(chan bool, 1), done: make(chan struct{}),
	}
	p.do(p.machine.Hint(time.Now()))
	p.report()
	go p.run()
	return p, nil
}

// Status is what is published at the moment.
func (p *Publisher) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.status
	s.Binds = slices.Clone(s.Binds)
	return s
}

// Done is closed when the Publisher has stopped.
func (p *Publisher) Done() <-chan struct{} { return p.done }

// Withdraw takes back what was published, and stops.
func (p *Publisher) Withdraw() error { return p.stop(true) }

// Close stops, and leaves the mounts. Another Publisher can go on with them.
func (p *Publisher) Close() error { return p.stop(false) }

func (p *Publisher) stop(withdraw bool) error {
	p.once.Do(func() {
		p.ask <- withdraw
		p.watch.wake()
	})
	<-p.done
	return p.failure
}

func (p *Publisher) run() {
	defer func() {
		p.hold()
		p.watch.close()
		p.ns.Close()
		for _, m := range p.mounts {
			if m != nil {
				m.Close()
			}
		}
		close(p.done)
	}()
	for !p.machine.Over() {
		what, err := p.watch.wait(time.Until(p.machine.Deadline()))
		now := time.Now()
		switch {
		case err != nil:
			p.c.Log.Error("Cannot watch for changes of mounts", "err", err)
			return
		case what.asked:
			if !<-p.ask {
				return
			}
			p.do(p.machine.Withdraw())
		case what.ended:
			p.machine.End()
		case what.changed:
			p.do(p.machine.Hint(now))
		default:
			p.do(p.machine.Wake(now))
		}
		p.report()
	}
}

// do does what the machine wants, and what it wants because of that.
func (p *Publisher) do(actions []Action) {
	for len(actions) > 0 {
		a := actions[0]
		actions = actions[1:]
		switch a.Op {
		case Look:
			actions = append(actions, p.machine.Seen(a.Bind, p.look(a.Bind), time.Now())...)
		case Attach:
			err := p.attach(a.Bind)
			if errors.Is(err, mountns.ErrGone) {
				return // the pidfd says so too
			}
			p.machine.Done(a.Bind, err, time.Now())
		case Detach:
			p.failure = errors.Join(p.failure, p.detach(a.Bind))
		}
	}
}

// look compares our directory with what is to be seen at the target.
func (p *Publisher) look(i int) Sight {
	b := p.c.Binds[i]
	p.watch.source(b.Source)
	p.missing[i] = nil
	for _, name := range b.Names {
		if _, err := os.Lstat(filepath.Join(b.Source, name)); err != nil {
			p.missing[i] = append(p.missing[i], name)
		}
	}
	var ours unix.Statx_t
	if unix.Statx(unix.AT_FDCWD, b.Source, 0, unix.STATX_INO, &ours) != nil {
		return NoSource
	}
	theirs, err := p.ns.Look(b.Target)
	same := mountns.View{Major: ours.Dev_major, Minor: ours.Dev_minor, Ino: ours.Ino}
	want := b.Attr &^ (mountns.Recursive | mountns.Slave)
	if err != nil || !theirs.Same(same) || !theirs.MountRoot || theirs.Attr&want != want {
		return Absent
	}
	if p.mounts[i] == nil { // another one's, for whom we go on
		if m, err := p.ns.Adopt(b.Target); err == nil {
			p.mounts[i] = m
		}
	}
	return Present
}

// attach mounts a directory in place of an older mount of ours.
func (p *Publisher) attach(i int) error {
	b := p.c.Binds[i]
	if err := p.watch.mounts(); err != nil {
		return err
	}
	old := p.mounts[i]
	if v, err := p.ns.Look(b.Target); err == nil && old != nil && v.MountID == old.ID {
		// To be seen, and dead or changed: nothing can be mounted on it.
		p.drop(old)
		old, p.mounts[i] = nil, nil
	}
	tree, err := mountns.CloneTree(b.Source, b.Attr)
	if err != nil {
		return err
	}
	defer tree.Close()
	m, err := p.ns.Attach(tree, b.Target)
	if err != nil {
		return err
	}
	if old == nil {
		p.mounts[i] = m
		return nil
	}
	// What hid the old one may have gone away meanwhile, and the new one with
	// it, or the new one lies on the old one now.
	keep, lose := m, old
	if v, err := p.ns.Look(b.Target); err == nil && v.MountID == old.ID || p.ns.Covers(m, old) {
		keep, lose = old, m
	}
	p.drop(lose)
	p.mounts[i] = keep
	return nil
}

// drop detaches a mount. If it is already gone, or something that is not ours
// lies on it, so be it.
func (p *Publisher) drop(m *mountns.Mount) {
	_ = p.ns.Detach(m)
	m.Close()
}

func (p *Publisher) detach(i int) error {
	if p.mounts[i] == nil {
		p.look(i) // another Publisher may have mounted it
	}
	m := p.mounts[i]
	if m == nil {
		return nil
	}
	p.mounts[i] = nil
	err := p.ns.Detach(m)
	m.Close()
	if errors.Is(err, mountns.ErrNotMounted) || errors.Is(err, mountns.ErrGone) {
		return nil
	}
	return err
}

// report tells what has changed.
func (p *Publisher) report() {
	s := Status{PID: p.c.PID, Binds: make([]BindStatus, len(p.c.Binds))}
	for i, b := range p.machine.binds {
		s.Binds[i] = BindStatus{
			Source: p.c.Binds[i].Source, Target: p.c.Binds[i].Target, State: b.state, Missing: p.missing[i],
			Published: b.published, Repaired: b.repaired, Failed: b.failed, Err: b.err,
		}
	}
	p.mu.Lock()
	old := p.status
	p.status = s
	p.mu.Unlock()
	changed := false
	for i, b := range s.Binds {
		before := BindStatus{State: Waiting}
		if i < len(old.Binds) {
			before = old.Binds[i]
		}
		changed = p.log(before, b) || changed
	}
	if changed && p.c.Changed != nil {
		s.Binds = slices.Clone(s.Binds)
		p.c.Changed(s)
	}
}

var messages = map[State]string{
	Waiting:   "A directory to publish is gone",
	Published: "Published a directory",
	Withdrawn: "Withdrew a directory",
	Gone:      "The process that a directory was published to has ended",
}

func (p *Publisher) log(before, b BindStatus) (changed bool) {
	l := p.c.Log.With("unit", b.Target)
	switch {
	case b.State == Refused && (before.State != Refused || before.Err.Error() != b.Err.Error()):
		l.Warn("Cannot publish a directory", "err", b.Err)
	case b.Repaired > before.Repaired && before.Repaired == 0:
		l.Warn("Published a directory again that was hidden or taken away")
	case b.Repaired > before.Repaired:
		l.Debug("Published a directory again")
	case b.State != before.State && messages[b.State] != "":
		l.Info(messages[b.State])
	}
	if len(b.Missing) > 0 && !slices.Equal(b.Missing, before.Missing) {
		l.Warn("A published directory lacks what should be in it", "err", fmt.Errorf("missing: %v", b.Missing))
	}
	return b.State != before.State || b.Repaired != before.Repaired || !slices.Equal(b.Missing, before.Missing)
}
