package publish

import (
	"slices"
	"time"
)

const (
	// patrol is how often to look although nothing happened: a directory
	// above the target or the source may be renamed without a word.
	patrol = 10 * time.Second
	// settle is the time between two looks, however many things happen.
	settle = 5 * time.Millisecond
	// The first repair is immediate. Who takes the mount away again and again
	// gets it back more slowly, and never later than slowest.
	quickest, slowest = 10 * time.Millisecond, 640 * time.Millisecond
)

// A State is that of one published directory.
type State uint8

// The states.
const (
	Waiting   State = iota // our directory is not there
	Published              // to be seen on the other side
	Lost                   // to be mounted again in a moment
	Refused                // the last attempt failed; it is repeated
	Withdrawn              // taken back
	Gone                   // the process has ended, and its mounts with it
)

// String is the state in a word.
func (s State) String() string {
	return [...]string{"waiting", "published", "lost", "refused", "withdrawn", "gone"}[min(s, Gone)]
}

// A Sight is what looking at a directory and its target showed.
type Sight uint8

// The sights.
const (
	NoSource Sight = iota // our directory does not exist
	Absent                // the target is not our directory, or not as it should be
	Present               // the target is our directory
)

// An Op is something to be done to one directory.
type Op uint8

// The operations, and the events that answer them.
const (
	Look   Op = iota // answer with Seen
	Attach           // in place of an older mount of ours; answer with Done
	Detach           // answer with Done
)

// An Action is an operation on one directory.
type Action struct {
	Op   Op
	Bind int
}

// A Machine decides what to do about a set of directories. It does no I/O and
// reads no clock: call its methods with what happened and when, do the actions
// they return in order, and call Wake at Deadline.
type Machine struct {
	binds  []bind
	looked time.Time // the last look at all
	look   time.Time // the next
	over   bool
}

type bind struct {
	state                       State
	err                         error
	published, repaired, failed int
	mounted                     time.Time // the last attempt
	delay                       time.Duration
	retry                       time.Time // if set, when to attach
}

// NewMachine is a machine for n directories.
func NewMachine(n int) *Machine { return &Machine{binds: make([]bind, n)} }

// Over reports whether nothing is left to do, ever.
func (m *Machine) Over() bool { return m.over }

// Deadline is when Wake is due, or zero.
func (m *Machine) Deadline() time.Time {
	if m.over {
		return time.Time{}
	}
	next := m.look
	for _, b := range m.binds {
		if !b.retry.IsZero() && b.retry.Before(next) {
			next = b.retry
		}
	}
	return next
}

// Hint says that something happened that may matter.
func (m *Machine) Hint(now time.Time) []Action {
	if m.over {
		return nil
	}
	if soonest := m.looked.Add(settle); now.Before(soonest) {
		if soonest.Before(m.look) {
			m.look = soonest
		}
		return nil
	}
	return m.lookAll(now)
}

// Wake says that a deadline may have come.
func (m *Machine) Wake(now time.Time) []Action {
	switch {
	case m.over:
		return nil
	case !now.Before(m.look):
		return m.lookAll(now)
	}
	var do []Action
	for i := range m.binds {
		if b := &m.binds[i]; !b.retry.IsZero() && !now.Before(b.retry) {
			// What was true then need not be true now.
			do = append(do, Action{Look, i})
		}
	}
	return do
}

func (m *Machine) lookAll(now time.Time) []Action {
	m.looked, m.look = now, now.Add(patrol)
	do := make([]Action, len(m.binds))
	for i := range do {
		do[i] = Action{Look, i}
	}
	return do
}

// Seen is what a Look showed.
func (m *Machine) Seen(i int, s Sight, now time.Time) []Action {
	if m.over {
		return nil
	}
	b := &m.binds[i]
	switch s {
	case NoSource:
		b.state, b.retry, b.err = Waiting, time.Time{}, nil
	case Present:
		b.state, b.retry, b.err = Published, time.Time{}, nil
	case Absent:
		due := b.mounted.Add(b.delay)
		if b.mounted.IsZero() || !now.Before(due) {
			b.retry = time.Time{}
			return []Action{{Attach, i}}
		}
		if b.state != Refused {
			b.state = Lost
		}
		b.retry = due
	}
	return nil
}

// Done is how an Attach ended.
func (m *Machine) Done(i int, err error, now time.Time) {
	if m.over {
		return
	}
	b := &m.binds[i]
	if !b.mounted.IsZero() && now.Sub(b.mounted) < 2*slowest {
		b.delay = min(max(2*b.delay, quickest), slowest)
	} else {
		b.delay = 0
	}
	b.mounted, b.err = now, err
	if err != nil {
		b.failed++
		b.delay = max(b.delay, quickest)
		b.state, b.retry = Refused, now.Add(b.delay)
		return
	}
	b.state = Published
	if b.published++; b.published > 1 {
		b.repaired++
	}
}

// Withdraw takes everything back. The machine is over.
func (m *Machine) Withdraw() []Action {
	if m.over {
		return nil
	}
	m.over = true
	do := make([]Action, len(m.binds))
	for i := range m.binds {
		m.binds[i].state, m.binds[i].err = Withdrawn, nil
		do[i] = Action{Detach, i}
	}
	// The last mounted is the first to go, as one may lie in another.
	slices.Reverse(do)
	return do
}

// End says that the process has ended. The machine is over.
func (m *Machine) End() {
	if m.over {
		return
	}
	m.over = true
	for i := range m.binds {
		m.binds[i].state, m.binds[i].err = Gone, nil
	}
}
