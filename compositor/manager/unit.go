package manager

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"oriel/compositor/control"
)

// A State is where a unit is in its life.
type State = control.State

// The states, under their short names.
const (
	Stopped  = control.Stopped
	Starting = control.Starting
	Running  = control.Running
	Stopping = control.Stopping
	Killing  = control.Killing
	Backoff  = control.Backoff
	Failed   = control.Failed
)

// An Event is something that happened to a unit.
type Event uint8

const (
	Start       Event = 1 + iota // it is wanted
	Stop                         // it is not wanted any more
	Restart                      // it is wanted anew: another program, or after a failure
	Reset                        // its crashes are forgiven
	Block                        // what it stands on has gone
	Unblock                      // what it stands on is there
	Ready                        // its process said so
	Exited                       // its process ended by itself with status 0
	Crashed                      // its process ended in any other way
	SpawnFailed                  // there is no process: it could not be started
	Adopt                        // a process of it is there already, and has not said Ready
	AdoptReady                   // the same, and it has
	Tick                         // time has passed, see Deadline
)

var eventNames = [...]string{Start: "start", Stop: "stop", Restart: "restart", Reset: "reset", Block: "block",
	Unblock: "unblock", Ready: "ready", Exited: "exited", Crashed: "crashed", SpawnFailed: "spawn failed",
	Adopt: "adopt", AdoptReady: "adopt ready", Tick: "tick"}

// String is the event's name.
func (e Event) String() string {
	if e == 0 || int(e) >= len(eventNames) {
		return "event " + strconv.Itoa(int(e))
	}
	return eventNames[e]
}

// An Action is what is to be done about an event. Spawn is answered by nothing
// or by SpawnFailed, the others by Exited or Crashed in time.
type Action uint8

const (
	None      Action = iota
	Spawn            // start the process
	Terminate        // ask it to end
	Kill             // make it end
)

// String is the action's name.
func (a Action) String() string {
	return [...]string{"none", "spawn", "terminate", "kill"}[a&3]
}

// A Policy says how patient the manager is. Zero fields have defaults.
type Policy struct {
	ReadyTime  time.Duration // for Ready to be said; default 10 s
	Steady     time.Duration // in Ready, after which a crash is answered at once; default 1 s
	Grace      time.Duration // from SIGTERM to SIGKILL; default 5 s
	Delay      time.Duration // the first back-off, which doubles; default 100 ms
	MaxDelay   time.Duration // default 5 s
	MaxCrashes int           // more of them within Window are a failure; default 10, negative: no limit
	Window     time.Duration // default 60 s
	Always     bool          // a clean exit is followed by a new start
}

func (p Policy) withDefaults() Policy {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&p.ReadyTime, 10 * time.Second}, {&p.Steady, time.Second}, {&p.Grace, 5 * time.Second},
		{&p.Delay, 100 * time.Millisecond}, {&p.MaxDelay, 5 * time.Second}, {&p.Window, time.Minute},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	if p.MaxCrashes == 0 {
		p.MaxCrashes = 10
	}
	return p
}

// consequence is the time within which the end of what a unit stands on
// explains the unit's own crash: the two are seen in any order.
const consequence = 250 * time.Millisecond

// ErrImpossible says that an event cannot happen in the unit's state. The unit
// is unchanged.
var ErrImpossible = errors.New("impossible event")

// A Unit is the life of one supervised process, as a machine: no process, no
// clock, no goroutine. Any order of Start, Stop, Restart, Reset, Block,
// Unblock, Ready and Tick is legal; what happens to a process needs one.
type Unit struct {
	policy Policy
	rand   func() float64

	state    State
	since    time.Time
	deadline time.Time // of the state; zero: none
	// ---- the restart line: what is above is the process's, what is below survives it
	wanted  bool
	blocked bool
	delay   time.Duration // before the next start
	quick   int           // crashes in a row that came before Steady
	crashes []time.Time   // within Window
	starts  uint32
	crashed uint32 // ever
}

// NewUnit makes a stopped unit. Random numbers from rand, in [0, 1), spread
// the back-offs, so that units that failed together do not try together.
func NewUnit(p Policy, rand func() float64) *Unit {
	return &Unit{policy: p.withDefaults(), rand: rand}
}

// State is where the unit is, and since when.
func (u *Unit) State() (State, time.Time) { return u.state, u.since }

// Deadline is when the unit wants a Tick; the zero time means never.
func (u *Unit) Deadline() time.Time { return u.deadline }

// Starts and Crashes count.
func (u *Unit) Starts() uint32  { return u.starts }
func (u *Unit) Crashes() uint32 { return u.crashed }

// Wanted reports whether the unit is to run when it can.
func (u *Unit) Wanted() bool { return u.wanted }

// Replaced reports whether another process follows the one that is to end.
func (u *Unit) Replaced() bool { return u.wanted && !u.blocked }

// Step takes one event and says what to do.
func (u *Unit) Step(e Event, now time.Time) (Action, error) {
	switch e {
	case Start:
		u.wanted = true
		if u.state == Stopped {
			return u.settle(now), nil
		}
	case Stop:
		u.wanted = false
		return u.leave(now), nil
	case Restart:
		return u.restart(now), nil
	case Reset:
		u.quick, u.crashes, u.delay = 0, nil, 0
		if u.state == Failed || u.state == Backoff {
			return u.settle(now), nil
		}
	case Block:
		u.blocked = true
		u.forgive(now)
		return u.leave(now), nil
	case Unblock:
		u.blocked = false
		if u.state == Stopped {
			return u.settle(now), nil
		}
	case Ready:
		if u.state == Starting {
			u.enter(Running, now, 0)
		}
	case Exited, Crashed:
		return u.ended(e, now)
	case SpawnFailed:
		if u.state != Starting {
			return None, u.impossible(e)
		}
		u.crash(now)
		return u.settle(now), nil
	case Adopt, AdoptReady:
		return u.adopt(e, now)
	case Tick:
		return u.tick(now), nil
	default:
		return None, u.impossible(e)
	}
	return None, nil
}

func (u *Unit) impossible(e Event) error {
	return fmt.Errorf("%w: %v while %v", ErrImpossible, e, u.state)
}

// enter changes the state; a limit of 0 is none.
func (u *Unit) enter(s State, now time.Time, limit time.Duration) {
	u.state, u.since, u.deadline = s, now, time.Time{}
	if limit > 0 {
		u.deadline = now.Add(limit)
	}
}

// settle decides what a unit without a process does next.
func (u *Unit) settle(now time.Time) Action {
	switch {
	case u.exhausted():
		u.enter(Failed, now, 0)
	case !u.wanted || u.blocked:
		u.enter(Stopped, now, 0)
	case u.delay > 0:
		u.enter(Backoff, now, u.delay)
		u.delay = 0
	default:
		u.enter(Starting, now, u.policy.ReadyTime)
		u.starts++
		return Spawn
	}
	return None
}

// leave ends the process, if there is one and it must not be.
func (u *Unit) leave(now time.Time) Action {
	switch u.state {
	case Starting, Running:
		u.enter(Stopping, now, u.policy.Grace)
		return Terminate
	case Backoff:
		u.enter(Stopped, now, 0)
	default: // there is nothing to leave, or it is being left
	}
	return None
}

// restart replaces the process, or makes a new attempt at once.
func (u *Unit) restart(now time.Time) Action {
	u.wanted, u.delay, u.quick, u.crashes = true, 0, 0, nil
	switch u.state {
	case Starting, Running:
		return u.leave(now)
	case Stopped, Backoff, Failed:
		return u.settle(now)
	default: // it is on its way out, and wanted
		return None
	}
}

// ended handles the end of the process.
func (u *Unit) ended(e Event, now time.Time) (Action, error) {
	switch u.state {
	case Stopping, Killing: // as asked, however it ended
	case Running:
		if e == Crashed {
			u.crash(now)
			break
		}
		u.wanted = u.wanted && u.policy.Always
		u.pause(now) // one that exits all the time must not keep us busy
	case Starting:
		u.crash(now) // who ends before Ready has not done its work
	default:
		return None, u.impossible(e)
	}
	return u.settle(now), nil
}

// crash notes a crash of the unit in its present state.
func (u *Unit) crash(now time.Time) {
	kept := u.crashes[:0]
	for _, t := range u.crashes {
		if now.Sub(t) < u.policy.Window {
			kept = append(kept, t)
		}
	}
	u.crashes = append(kept, now)
	// Past the limit one is as good as many; without a limit none is needed.
	if limit := max(u.policy.MaxCrashes, 0) + 1; len(u.crashes) > limit {
		u.crashes = u.crashes[len(u.crashes)-limit:]
	}
	u.crashed++
	u.pause(now)
}

// pause sets the delay before the next start.
func (u *Unit) pause(now time.Time) {
	if u.state == Running && now.Sub(u.since) >= u.policy.Steady {
		u.quick, u.delay = 0, 0
		return
	}
	u.quick++
	d := u.policy.MaxDelay
	if n := u.quick - 1; n < 30 && u.policy.Delay<<n < d {
		d = u.policy.Delay << n
	}
	u.delay = d/2 + time.Duration(u.rand()*float64(d/2))
}

func (u *Unit) exhausted() bool {
	return u.policy.MaxCrashes >= 0 && len(u.crashes) > u.policy.MaxCrashes
}

// forgive takes back a crash that the loss of what the unit stands on explains.
func (u *Unit) forgive(now time.Time) {
	n := len(u.crashes)
	if n == 0 || now.Sub(u.crashes[n-1]) > consequence {
		return
	}
	u.crashes = u.crashes[:n-1]
	u.crashed--
	u.quick, u.delay = max(u.quick-1, 0), 0
	if u.state == Failed {
		u.enter(Stopped, now, 0)
	}
}

// adopt takes over a process that a former manager started.
func (u *Unit) adopt(e Event, now time.Time) (Action, error) {
	if u.state != Stopped {
		return None, u.impossible(e)
	}
	u.wanted = true
	if e == AdoptReady {
		u.enter(Running, now, 0)
	} else {
		u.enter(Starting, now, u.policy.ReadyTime)
	}
	if u.blocked { // what it stood on did not live to see the successor
		return u.leave(now), nil
	}
	return None, nil
}

func (u *Unit) tick(now time.Time) Action {
	if u.deadline.IsZero() || now.Before(u.deadline) {
		return None
	}
	switch u.state {
	case Starting: // never said Ready
		u.crash(now)
		u.enter(Stopping, now, u.policy.Grace)
		return Terminate
	case Stopping, Killing: // a second SIGKILL does no harm
		u.enter(Killing, now, u.policy.Grace)
		return Kill
	case Backoff:
		return u.settle(now)
	default: // without a deadline
	}
	return None
}

// A Memory is what a unit's successor must know of it.
type Memory struct {
	Wanted  bool        `json:"wanted"`
	Quick   int         `json:"quick,omitempty"`
	Crashes []time.Time `json:"crashes,omitempty"`
	Starts  uint32      `json:"starts"`
	Crashed uint32      `json:"crashed"`
}

// Memory returns what lies below the restart line.
func (u *Unit) Memory() Memory {
	return Memory{u.wanted, u.quick, append([]time.Time(nil), u.crashes...), u.starts, u.crashed}
}

// Remember gives a new unit the memory of its predecessor.
func (u *Unit) Remember(m Memory) {
	u.wanted, u.quick, u.crashes = m.Wanted, max(m.Quick, 0), m.Crashes
	u.starts, u.crashed = m.Starts, m.Crashed
}
