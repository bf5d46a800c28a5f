package manager

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// A Spec says what a unit is.
type Spec struct {
	ID   control.Unit
	Path string   // of the program, absolute; what is there at each start is run
	Args []string // after the program's own name
	Env  []string // all of it
	Dir  string   // to run in; default "/"

	After    control.Unit // an earlier unit that it stands on, or 0
	OnDemand bool         // started by WantXwayland or Start, not with the others
	Optional bool         // all are ready without it
	Policy   Policy

	// Control gives the child a control connection and Config as a file, for
	// control.Inherit. It must then say Ready; any other unit counts as ready
	// as soon as it is started.
	Control bool
	Config  []byte
	Reports bool // it is sent the UnitStates of all

	// Open adds what else one start needs: descriptors, from number 3 or with
	// Control 5 on, and messages. An error counts as a crash.
	Open func(*Launch) error

	User       *User  // nil: as we are
	NoNewPrivs bool   // no exec can gain anything any more
	DieWithUs  bool   // SIGKILL when the manager dies, however that happens
	Cgroup     string // path of a cgroup (v2) to be made; each start has its own, with a number after it
}

// Config says what a Manager manages.
type Config struct {
	Log   *slog.Logger
	Units []Spec // in the order in which they start; each ID once

	// StopTime bounds the orderly end of all; default 30 s.
	StopTime time.Duration

	Notifier  *Notifier // tells the init system how we are; may be nil
	Keeper    Keeper    // keeps what a successor needs; may be nil
	Inherited []Passed  // from a predecessor, see Keeper; what is not ours is closed

	// Publish answers the root-only socket's Publish. It runs on Serve's
	// goroutine and does not close process.
	Publish func(process *os.File, withdraw bool) error

	// Changed is told of each change of a unit's state, on the manager's
	// goroutine; it must not block, nor call the Manager. It may be nil.
	Changed func(UnitStatus)
}

// A UnitStatus is how a unit is.
type UnitStatus struct {
	control.UnitState
	Counters control.Status // the last that it told, if its process still runs; see Count
}

var (
	// ErrUnit says that there is no such unit.
	ErrUnit = errors.New("no such unit")
	// ErrEnded says that the manager does not run.
	ErrEnded = errors.New("the manager does not run")
	// ErrStuck says that processes were left that SIGKILL did not end in time.
	ErrStuck = errors.New("a process does not end")
	// ErrSilent says that a unit does not run, or does not answer.
	ErrSilent = errors.New("it does not answer")
	// ErrDetached says that Detach ended Run, and the children go on.
	ErrDetached = errors.New("detached")
)

// A Manager runs units. Its methods may be called by any goroutine; they fail
// with ErrEnded when Run has ended.
type Manager struct {
	cfg Config
	log *slog.Logger

	do    chan func() // to Run's goroutine, which owns all that follows
	ended chan struct{}
	once  sync.Once

	group    Group
	units    []*unit
	memory   *stateFile
	detach   bool
	stopping bool
	ready    bool           // was said to the init system
	told     string         // the status that it was told last
	tasks    sync.WaitGroup // one for each process
}

// A unit is what the manager knows of a unit besides its machine.
type unit struct {
	Spec
	machine *Unit
	log     *slog.Logger
	process *process          // nil if there is none
	exit    uint32            // of the last process
	last    control.UnitState // that was reported
	known   bool              // from a predecessor
	babbled bool              // a refused message of this process was logged
}

// New checks a configuration and makes a Manager; Run starts it.
func New(cfg Config) (*Manager, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.StopTime <= 0 {
		cfg.StopTime = 30 * time.Second
	}
	m := &Manager{cfg: cfg, log: cfg.Log, do: make(chan func()), ended: make(chan struct{})}
	for _, s := range cfg.Units {
		if err := m.add(s); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *Manager) add(s Spec) error {
	if m.index(s.ID) >= 0 || s.ID == 0 {
		return fmt.Errorf("%v: it is there already", s.ID)
	}
	if !filepath.IsAbs(s.Path) {
		return fmt.Errorf("%v: %q is no absolute path", s.ID, s.Path)
	}
	after := -1
	if s.After != 0 {
		if after = m.index(s.After); after < 0 {
			return fmt.Errorf("%v stands on %v: %w", s.ID, s.After, ErrUnit)
		}
	}
	if s.User != nil {
		for _, c := range s.User.Caps {
			if c > 63 {
				return fmt.Errorf("%v: there is no capability %d", s.ID, c)
			}
		}
	}
	if len(s.Config) > control.MaxConfig {
		return fmt.Errorf("%v: configuration: %w", s.ID, control.ErrLength)
	}
	u := &unit{Spec: s, machine: NewUnit(s.Policy, rand.Float64),
		log: m.log.With("unit", s.ID.String()), exit: control.ExitUnknown}
	u.last = u.report()
	if _, err := m.group.Add(u.machine, after); err != nil {
		return err
	}
	m.units = append(m.units, u)
	return nil
}

func (m *Manager) index(id control.Unit) int {
	for i, u := range m.units {
		if u.ID == id {
			return i
		}
	}
	return -1
}

// Run starts all units and supervises them until ctx ends; then it stops them
// in reverse order. It is called once.
func (m *Manager) Run(ctx context.Context) error {
	defer m.once.Do(func() { close(m.ended) })
	if err := m.begin(); err != nil {
		return err
	}
	err := m.loop(ctx)
	m.finish()
	return err
}

// begin adopts what is there and starts what is missing.
func (m *Manager) begin() error {
	m.adopt()
	if m.cfg.Keeper != nil {
		f, err := newStateFile()
		if err != nil {
			return err
		}
		m.memory = f
		m.keep("state", f.file)
	}
	for i, u := range m.units {
		// What somebody has stopped stays so under a successor.
		if u.machine.Wanted() || !u.OnDemand && !u.known {
			m.step(i, Start)
		}
	}
	m.settled()
	return nil
}

func (m *Manager) loop(ctx context.Context) error {
	ping := m.cfg.Notifier.Watchdog() / 2
	nextPing := time.Now()
	var giveUp time.Time
	stop := ctx.Done()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for !m.detach && !m.group.Ended() {
		now := time.Now()
		if ping > 0 && !now.Before(nextPing) {
			m.notify("WATCHDOG=1")
			nextPing = now.Add(ping)
		}
		if !giveUp.IsZero() && !now.Before(giveUp) {
			return ErrStuck
		}
		timer.Reset(m.sleep(now, ping, nextPing, giveUp))
		select {
		case f := <-m.do:
			f()
		case <-timer.C:
			m.perform(m.group.Tick(time.Now()))
		case <-stop:
			stop, giveUp = nil, time.Now().Add(m.cfg.StopTime)
			m.stopping = true
			m.notify("STOPPING=1")
			m.perform(m.group.End(time.Now()))
		}
		m.settled()
	}
	if m.detach {
		return ErrDetached
	}
	return nil
}

// sleep returns how long nothing is to be done.
func (m *Manager) sleep(now time.Time, ping time.Duration, nextPing, giveUp time.Time) time.Duration {
	wake := now.Add(time.Hour)
	for _, t := range []time.Time{m.group.Deadline(), giveUp} {
		if !t.IsZero() && t.Before(wake) {
			wake = t
		}
	}
	if ping > 0 && nextPing.Before(wake) {
		wake = nextPing
	}
	return max(wake.Sub(now), 0)
}

// finish lets go of everything, and waits for all goroutines.
func (m *Manager) finish() {
	m.once.Do(func() { close(m.ended) }) // whoever wants something is turned away
	for _, u := range m.units {
		if u.process != nil && !m.detach { // one that does not end
			u.process.close()
		}
	}
	m.tasks.Wait()
	if m.memory != nil && !m.detach {
		m.drop("state")
		m.memory.file.Close()
	}
}

// step gives a unit an event and does what follows.
func (m *Manager) step(i int, e Event) {
	orders, err := m.group.Step(i, e, time.Now())
	if err != nil {
		m.units[i].log.Error("A unit's state is wrong", "err", err)
	}
	m.perform(orders)
}

func (m *Manager) perform(orders []Order) {
	for _, o := range orders {
		u := m.units[o.Unit]
		switch o.Action {
		case Spawn:
			m.spawn(o.Unit)
		case Terminate:
			if u.process != nil && u.process.conn != nil {
				if u.machine.Replaced() {
					_ = u.process.conn.Send(&control.Replaced{})
				}
				_ = u.process.conn.Send(&control.Stop{}) // or the signal does it alone
			}
			m.signal(u, unix.SIGTERM)
		case Kill:
			u.log.Warn("Does not end, and is killed")
			m.signal(u, unix.SIGKILL)
		case None:
		}
	}
}

// call runs f on Run's goroutine.
func (m *Manager) call(f func()) error {
	done := make(chan struct{})
	select {
	case m.do <- func() { defer close(done); f() }:
		<-done
		return nil
	case <-m.ended:
		return ErrEnded
	}
}

// Start wants a unit, Stop does not want it any more, Reset forgets its
// crashes. They return at once; Status tells what came of it.
func (m *Manager) Start(id control.Unit) error { return m.tell(id, Start) }

// Stop ends a unit, until it is started again.
func (m *Manager) Stop(id control.Unit) error { return m.tell(id, Stop) }

// Reset forgets a unit's crashes and starts it if it had failed.
func (m *Manager) Reset(id control.Unit) error { return m.tell(id, Reset) }

// Reload replaces a unit's process by one of the program that is at its path
// now. If that cannot be run, the old process stays.
func (m *Manager) Reload(id control.Unit) error {
	if i := m.index(id); i >= 0 {
		if err := runnable(m.units[i].Path); err != nil {
			return err
		}
	}
	return m.tell(id, Restart)
}

func (m *Manager) tell(id control.Unit, e Event) error {
	i := m.index(id) // the units never change
	if i < 0 {
		return fmt.Errorf("%v: %w", id, ErrUnit)
	}
	return m.call(func() { m.step(i, e) })
}

func runnable(path string) error {
	info, err := os.Stat(path)
	if err == nil && (!info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0) {
		err = errors.New("it is not a program")
	}
	if err != nil {
		return fmt.Errorf("cannot run %s: %w", path, err)
	}
	return nil
}

// Status tells how all units are, in their order; nil when Run has ended.
func (m *Manager) Status() (out []UnitStatus) {
	_ = m.call(func() {
		for _, u := range m.units {
			out = append(out, u.status())
		}
	})
	return out
}

// Count asks a unit what it counts, and waits for the answer, but no longer
// than patience. However many ask, the unit is asked once at a time.
func (m *Manager) Count(id control.Unit, patience time.Duration) (control.Status, error) {
	i := m.index(id)
	if i < 0 {
		return control.Status{}, fmt.Errorf("%v: %w", id, ErrUnit)
	}
	var p *process
	var told chan struct{}
	err := m.call(func() {
		if u := m.units[i]; u.process != nil && u.last.State == Running {
			p, told = u.process, u.process.ask()
		}
	})
	switch {
	case err != nil:
		return control.Status{}, err
	case told == nil:
		return control.Status{}, fmt.Errorf("%v: %w", id, ErrSilent)
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-told:
	case <-p.over:
		return control.Status{}, fmt.Errorf("%v: %w", id, ErrSilent)
	case <-late.C:
		return control.Status{}, fmt.Errorf("%v: %w", id, ErrSilent)
	}
	var s control.Status
	err = m.call(func() { s = p.counters })
	return s, err
}

func (u *unit) status() UnitStatus {
	s := UnitStatus{UnitState: u.report()}
	if u.process != nil {
		s.Counters = u.process.counters
	}
	return s
}

func (u *unit) report() control.UnitState {
	state, since := u.machine.State()
	r := control.UnitState{Unit: u.ID, State: state, Starts: u.machine.Starts(),
		Crashes: u.machine.Crashes(), Exit: u.exit}
	if u.process != nil {
		r.PID = uint32(u.process.pid)
	}
	if !since.IsZero() {
		r.Since = uint64(since.UnixMilli())
	}
	return r
}
