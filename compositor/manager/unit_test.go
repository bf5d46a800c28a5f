package manager

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var epoch = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

// half is the random number that is always in the middle.
func half() float64 { return 0.5 }

// testPolicy has times that are easy to tell apart.
var testPolicy = Policy{ReadyTime: 10 * time.Second, Steady: time.Second, Grace: 5 * time.Second,
	Delay: 100 * time.Millisecond, MaxDelay: 2 * time.Second, MaxCrashes: 10, Window: time.Minute}

// in makes a unit that is in a state.
func in(t *testing.T, s State) (*Unit, time.Time) {
	t.Helper()
	u, now := NewUnit(testPolicy, half), epoch
	step := func(events ...Event) {
		for _, e := range events {
			if _, err := u.Step(e, now); err != nil {
				t.Fatal(err)
			}
		}
	}
	switch s {
	case Stopped:
	case Starting:
		step(Start)
	case Running:
		step(Start, Ready)
	case Stopping:
		step(Start, Ready, Stop)
	case Killing:
		step(Start, Ready, Stop)
		now = now.Add(testPolicy.Grace)
		step(Tick)
	case Backoff:
		step(Start, Crashed)
	case Failed:
		for step(Start); u.state != Failed; now = now.Add(testPolicy.MaxDelay) {
			step(Tick)
			if u.state == Starting {
				step(Crashed)
			}
		}
	}
	if u.state != s {
		t.Fatalf("is %v, not %v", u.state, s)
	}
	return u, now
}

const impossible Action = 99

// transitions has every event in every state, half a second after the state
// began: what is to be done, and the state that follows.
var transitions = map[State]map[Event]struct {
	action Action
	next   State
}{
	Stopped: {
		Start: {Spawn, Starting}, Stop: {None, Stopped}, Restart: {Spawn, Starting}, Reset: {None, Stopped},
		Block: {None, Stopped}, Unblock: {None, Stopped}, Ready: {None, Stopped}, Exited: {impossible, Stopped},
		Crashed: {impossible, Stopped}, SpawnFailed: {impossible, Stopped}, Adopt: {None, Starting},
		AdoptReady: {None, Running}, Tick: {None, Stopped},
	},
	Starting: {
		Start: {None, Starting}, Stop: {Terminate, Stopping}, Restart: {Terminate, Stopping}, Reset: {None, Starting},
		Block: {Terminate, Stopping}, Unblock: {None, Starting}, Ready: {None, Running}, Exited: {None, Backoff},
		Crashed: {None, Backoff}, SpawnFailed: {None, Backoff}, Adopt: {impossible, Starting},
		AdoptReady: {impossible, Starting}, Tick: {None, Starting},
	},
	Running: {
		Start: {None, Running}, Stop: {Terminate, Stopping}, Restart: {Terminate, Stopping}, Reset: {None, Running},
		Block: {Terminate, Stopping}, Unblock: {None, Running}, Ready: {None, Running}, Exited: {None, Stopped},
		Crashed: {None, Backoff}, SpawnFailed: {impossible, Running}, Adopt: {impossible, Running},
		AdoptReady: {impossible, Running}, Tick: {None, Running},
	},
	Stopping: {
		Start: {None, Stopping}, Stop: {None, Stopping}, Restart: {None, Stopping}, Reset: {None, Stopping},
		Block: {None, Stopping}, Unblock: {None, Stopping}, Ready: {None, Stopping}, Exited: {None, Stopped},
		Crashed: {None, Stopped}, SpawnFailed: {impossible, Stopping}, Adopt: {impossible, Stopping},
		AdoptReady: {impossible, Stopping}, Tick: {None, Stopping},
	},
	Killing: {
		Start: {None, Killing}, Stop: {None, Killing}, Restart: {None, Killing}, Reset: {None, Killing},
		Block: {None, Killing}, Unblock: {None, Killing}, Ready: {None, Killing}, Exited: {None, Stopped},
		Crashed: {None, Stopped}, SpawnFailed: {impossible, Killing}, Adopt: {impossible, Killing},
		AdoptReady: {impossible, Killing}, Tick: {None, Killing},
	},
	Backoff: {
		Start: {None, Backoff}, Stop: {None, Stopped}, Restart: {Spawn, Starting}, Reset: {Spawn, Starting},
		Block: {None, Stopped}, Unblock: {None, Backoff}, Ready: {None, Backoff}, Exited: {impossible, Backoff},
		Crashed: {impossible, Backoff}, SpawnFailed: {impossible, Backoff}, Adopt: {impossible, Backoff},
		AdoptReady: {impossible, Backoff}, Tick: {None, Backoff},
	},
	Failed: {
		Start: {None, Failed}, Stop: {None, Failed}, Restart: {Spawn, Starting}, Reset: {Spawn, Starting},
		Block: {None, Failed}, Unblock: {None, Failed}, Ready: {None, Failed}, Exited: {impossible, Failed},
		Crashed: {impossible, Failed}, SpawnFailed: {impossible, Failed}, Adopt: {impossible, Failed},
		AdoptReady: {impossible, Failed}, Tick: {None, Failed},
	},
}

func TestEveryEventInEveryState(t *testing.T) {
	for s := Stopped; s <= Failed; s++ {
		for e := Start; e <= Tick; e++ {
			want, ok := transitions[s][e]
			if !ok {
				t.Errorf("%v, %v: not in the table", s, e)
				continue
			}
			u, now := in(t, s)
			wait := 500 * time.Millisecond
			if s == Backoff && e == Tick {
				wait = 10 * time.Millisecond
			}
			got, err := u.Step(e, now.Add(wait))
			if errors.Is(err, ErrImpossible) {
				got = impossible
			}
			if got != want.action || u.state != want.next {
				t.Errorf("%v, %v: %v and %v, want %v and %v", s, e, got, u.state, want.action, want.next)
			}
		}
		u, now := in(t, s)
		if _, err := u.Step(Tick+1, now); !errors.Is(err, ErrImpossible) || u.state != s {
			t.Errorf("%v: an event that does not exist: %v", s, err)
		}
	}
}

func TestDeadlines(t *testing.T) {
	for _, c := range []struct {
		state  State
		after  time.Duration
		action Action
		next   State
	}{
		{Starting, 10 * time.Second, Terminate, Stopping},
		{Stopping, 5 * time.Second, Kill, Killing},
		{Killing, 5 * time.Second, Kill, Killing},
		{Backoff, 75 * time.Millisecond, Spawn, Starting},
	} {
		u, _ := in(t, c.state)
		began := u.since
		if d := u.Deadline().Sub(began); d != c.after {
			t.Errorf("%v lasts %v, want %v", c.state, d, c.after)
		}
		if a, _ := u.Step(Tick, began.Add(c.after-1)); a != None || u.state != c.state {
			t.Errorf("%v ends early: %v", c.state, a)
		}
		if a, _ := u.Step(Tick, began.Add(c.after)); a != c.action || u.state != c.next {
			t.Errorf("%v: %v and %v, want %v and %v", c.state, a, u.state, c.action, c.next)
		}
	}
	for _, s := range []State{Stopped, Running, Failed} {
		if u, _ := in(t, s); !u.Deadline().IsZero() {
			t.Errorf("%v has a deadline", s)
		}
	}
}

// A script is a unit's life at given times.
type script struct {
	t   *testing.T
	u   *Unit
	now time.Time
}

func (s *script) do(after time.Duration, e Event, want Action, next State) {
	s.t.Helper()
	s.now = s.now.Add(after)
	if a, err := s.u.Step(e, s.now); err != nil || a != want || s.u.state != next {
		s.t.Fatalf("%v: %v and %v (%v), want %v and %v", e, a, s.u.state, err, want, next)
	}
}

func TestNeverReadyIsACrash(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	s.do(0, Start, Spawn, Starting)
	s.do(10*time.Second, Tick, Terminate, Stopping)
	if s.u.Crashes() != 1 {
		t.Errorf("%d crashes", s.u.Crashes())
	}
	s.do(5*time.Second, Tick, Kill, Killing)
	s.do(0, Crashed, None, Backoff)
	if s.u.Crashes() != 1 {
		t.Errorf("counted twice: %d", s.u.Crashes())
	}
	s.do(75*time.Millisecond, Tick, Spawn, Starting)
}

func TestFirstRestartAfterSteadyIsImmediate(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	s.do(0, Start, Spawn, Starting)
	s.do(0, Ready, None, Running)
	s.do(time.Second, Crashed, Spawn, Starting)
	// Back-off begins with the second crash within that second.
	s.do(0, Ready, None, Running)
	s.do(999*time.Millisecond, Crashed, None, Backoff)
	s.do(75*time.Millisecond, Tick, Spawn, Starting)
	s.do(0, Crashed, None, Backoff)
	s.do(74*time.Millisecond, Tick, None, Backoff)
	s.do(76*time.Millisecond, Tick, Spawn, Starting) // doubled
	s.do(0, Ready, None, Running)
	s.do(time.Second, Crashed, Spawn, Starting) // steady again: from the beginning
	s.do(0, Crashed, None, Backoff)
	s.do(75*time.Millisecond, Tick, Spawn, Starting)
}

func TestBackoffGrowsToItsLimitWithJitter(t *testing.T) {
	for _, r := range []float64{0, 0.5, 0.999999} {
		p := testPolicy
		p.MaxCrashes = -1
		u, now := NewUnit(p, func() float64 { return r }), epoch
		if a, _ := u.Step(Start, now); a != Spawn {
			t.Fatal("not started")
		}
		for n := range 100 {
			if _, err := u.Step(Crashed, now); err != nil {
				t.Fatal(err)
			}
			full := min(p.Delay<<min(n, 20), p.MaxDelay)
			got := u.Deadline().Sub(now)
			if want := full/2 + time.Duration(r*float64(full/2)); got != want || u.state != Backoff {
				t.Fatalf("crash %d: %v in %v, want %v", n+1, u.state, got, want)
			}
			now = u.Deadline()
			if a, _ := u.Step(Tick, now); a != Spawn {
				t.Fatal("not started again")
			}
		}
		if len(u.crashes) > 1 {
			t.Errorf("without a limit %d crashes are remembered", len(u.crashes))
		}
	}
}

func TestTooManyCrashesAreAFailure(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	s.do(0, Start, Spawn, Starting)
	// Ten in a minute are borne, however steady it was between them.
	for range 10 {
		s.do(0, Ready, None, Running)
		s.do(5*time.Second, Crashed, Spawn, Starting)
	}
	s.do(0, Ready, None, Running)
	s.do(5*time.Second, Crashed, None, Failed)
	s.do(time.Hour, Tick, None, Failed)
	s.do(0, Start, None, Failed)
	s.do(0, Reset, Spawn, Starting)
	if s.u.Crashes() != 11 || s.u.Starts() != 12 {
		t.Errorf("%d crashes, %d starts", s.u.Crashes(), s.u.Starts())
	}
	s.do(0, Crashed, None, Backoff) // the count began anew
}

func TestCrashesBeyondTheWindowAreForgotten(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	s.do(0, Start, Spawn, Starting)
	for range 100 {
		s.do(0, Ready, None, Running)
		s.do(6*time.Second, Crashed, Spawn, Starting)
	}
}

func TestCleanExitIsNoCrash(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	for range 50 {
		s.do(0, Start, Spawn, Starting)
		s.do(0, Ready, None, Running)
		s.do(time.Second, Exited, None, Stopped)
	}
	if s.u.Crashes() != 0 || s.u.Wanted() {
		t.Errorf("%d crashes, wanted %v", s.u.Crashes(), s.u.Wanted())
	}
	p := testPolicy
	p.Always = true
	s = script{t, NewUnit(p, half), epoch}
	s.do(0, Start, Spawn, Starting)
	for range 50 {
		s.do(0, Ready, None, Running)
		s.do(time.Second, Exited, Spawn, Starting)
	}
	s.do(0, Ready, None, Running)
	s.do(time.Millisecond, Exited, None, Backoff) // does not make us spin
	if s.u.Crashes() != 0 {
		t.Errorf("%d crashes", s.u.Crashes())
	}
}

func TestRestartIsNoCrash(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	s.do(0, Start, Spawn, Starting)
	for range 50 {
		s.do(0, Ready, None, Running)
		s.do(0, Restart, Terminate, Stopping)
		s.do(0, Crashed, Spawn, Starting) // a signal's death, as asked
	}
	s.do(0, Restart, Terminate, Stopping)
	s.do(0, Stop, None, Stopping) // changed our mind
	s.do(0, Exited, None, Stopped)
	s.do(0, Restart, Spawn, Starting)
	s.do(0, Stop, Terminate, Stopping)
	s.do(0, Start, None, Stopping)
	s.do(0, Exited, Spawn, Starting)
	if s.u.Crashes() != 0 {
		t.Errorf("%d crashes", s.u.Crashes())
	}
}

func TestBlockedUnitWaits(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	s.do(0, Block, None, Stopped)
	s.do(0, Start, None, Stopped)
	s.do(0, Restart, None, Stopped)
	s.do(0, Unblock, Spawn, Starting)
	s.do(0, Ready, None, Running)
	s.do(0, Block, Terminate, Stopping)
	s.do(0, Unblock, None, Stopping) // back before it has ended
	s.do(0, Crashed, Spawn, Starting)
	s.do(0, Block, Terminate, Stopping)
	s.do(0, Crashed, None, Stopped)
	s.do(0, Unblock, Spawn, Starting)
	if s.u.Crashes() != 0 {
		t.Errorf("%d crashes", s.u.Crashes())
	}
}

func TestCrashThatALossExplainsIsForgiven(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	s.do(0, Start, Spawn, Starting)
	for range 50 { // more than the limit
		s.do(0, Ready, None, Running)
		s.do(time.Second, Crashed, Spawn, Starting) // seen before the loss
		s.do(20*time.Millisecond, Block, Terminate, Stopping)
		s.do(0, Crashed, None, Stopped)
		s.do(0, Unblock, Spawn, Starting)
	}
	s.do(0, Crashed, None, Backoff)
	s.do(20*time.Millisecond, Block, None, Stopped)
	s.do(0, Unblock, Spawn, Starting) // without delay
	if s.u.Crashes() != 0 {
		t.Errorf("%d crashes", s.u.Crashes())
	}
	s.do(0, Crashed, None, Backoff)
	s.do(time.Second, Block, None, Stopped) // not its doing
	if s.u.Crashes() != 1 {
		t.Errorf("%d crashes", s.u.Crashes())
	}
	u, now := in(t, Failed)
	u.since = now
	u.crashes[len(u.crashes)-1] = now
	if _, err := u.Step(Block, now); err != nil || u.state != Stopped {
		t.Errorf("a failure that a loss explains: %v", u.state)
	}
}

func TestAdoptedWithoutWhatItStoodOn(t *testing.T) {
	s := script{t, NewUnit(testPolicy, half), epoch}
	s.do(0, Block, None, Stopped)
	s.do(0, AdoptReady, Terminate, Stopping)
	s.do(0, Crashed, None, Stopped)
	s.do(0, Unblock, Spawn, Starting)
}

func TestMemorySurvives(t *testing.T) {
	old, now := in(t, Failed)
	u := NewUnit(testPolicy, half)
	u.Remember(old.Memory())
	s := script{t, u, now}
	s.do(0, Start, None, Failed)
	if u.Starts() != old.Starts() || u.Crashes() != 11 || !u.Wanted() {
		t.Errorf("%+v", u.Memory())
	}
	s.do(0, Reset, Spawn, Starting)
	if len(old.crashes) != 11 {
		t.Error("the memory is shared")
	}
}

// TestRandomLives checks what must hold after any sequence of events.
func TestRandomLives(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		u, now, process := NewUnit(testPolicy, r.Float64), epoch, false
		for range 300 {
			e := Event(1 + r.IntN(int(Tick)))
			if !process && (e == Exited || e == Crashed || e == SpawnFailed) || process && (e == Adopt || e == AdoptReady) {
				e = Tick
			}
			now = now.Add(time.Duration(r.Int64N(int64(3 * time.Second))))
			before := u.state
			a, err := u.Step(e, now)
			if err != nil {
				if !errors.Is(err, ErrImpossible) || u.state != before || a != None {
					t.Fatalf("seed %d: %v, %v", seed, err, a)
				}
				continue
			}
			switch {
			case e == Exited, e == Crashed, e == SpawnFailed:
				process = false
			case e == Adopt, e == AdoptReady:
				process = true
			}
			if a == Spawn {
				if process {
					t.Fatalf("seed %d: two processes", seed)
				}
				process = true
			}
			if (a == Terminate || a == Kill) && !process {
				t.Fatalf("seed %d: %v for nobody", seed, a)
			}
			if process != u.state.Alive() {
				t.Fatalf("seed %d: %v with a process: %v", seed, u.state, process)
			}
			if d := u.Deadline(); !d.IsZero() && u.state != Backoff && d.Before(u.since) {
				t.Fatalf("seed %d: a deadline in the past", seed)
			}
		}
	}
}

func TestDefaults(t *testing.T) {
	p := Policy{}.withDefaults()
	if p.ReadyTime != 10*time.Second || p.Steady != time.Second || p.MaxCrashes != 10 || p.Window != time.Minute ||
		p.Grace != 5*time.Second || p.Delay != 100*time.Millisecond || p.MaxDelay != 5*time.Second {
		t.Errorf("%+v", p)
	}
	if Tick.String() != "tick" || Event(0).String() != "event 0" || Event(99).String() != "event 99" || Kill.String() != "kill" {
		t.Error("names")
	}
}

// trio is a compositor with an RDP backend and an X server, as in the product.
func trio(t *testing.T) *Group {
	t.Helper()
	g := &Group{}
	for _, after := range []int{-1, 0, 0} {
		if _, err := g.Add(NewUnit(testPolicy, half), after); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func (g *Group) states() (out []State) {
	for _, u := range g.units {
		out = append(out, u.state)
	}
	return out
}

func TestGroup(t *testing.T) {
	type line struct {
		unit   int
		event  Event
		orders []Order
		states []State
	}
	up := []line{
		{1, Start, nil, []State{Stopped, Stopped, Stopped}},
		{2, Start, nil, []State{Stopped, Stopped, Stopped}},
		{0, Start, []Order{{0, Spawn}}, []State{Starting, Stopped, Stopped}},
		{0, Ready, []Order{{1, Spawn}, {2, Spawn}}, []State{Running, Starting, Starting}},
		{2, Ready, nil, []State{Running, Starting, Running}},
		{1, Ready, nil, []State{Running, Running, Running}},
	}
	for name, lines := range map[string][]line{
		"the compositor's crash takes the others along": {
			{0, Crashed, []Order{{0, Spawn}, {1, Terminate}, {2, Terminate}}, []State{Starting, Stopping, Stopping}},
			{2, Crashed, nil, []State{Starting, Stopping, Stopped}},
			{0, Ready, []Order{{2, Spawn}}, []State{Running, Stopping, Starting}},
			{1, Exited, []Order{{1, Spawn}}, []State{Running, Starting, Starting}},
		},
		"the X server's end may be seen first": {
			{2, Crashed, []Order{{2, Spawn}}, []State{Running, Running, Starting}},
			{0, Crashed, []Order{{0, Spawn}, {1, Terminate}, {2, Terminate}}, []State{Starting, Stopping, Stopping}},
		},
		"the backend's crash is its own": {
			{1, Crashed, []Order{{1, Spawn}}, []State{Running, Starting, Running}},
		},
		"the X server's too": {
			{2, Crashed, []Order{{2, Spawn}}, []State{Running, Running, Starting}},
		},
		"a restart of the compositor is one of all": {
			{0, Restart, []Order{{0, Terminate}, {1, Terminate}, {2, Terminate}}, []State{Stopping, Stopping, Stopping}},
			{0, Exited, []Order{{0, Spawn}}, []State{Starting, Stopping, Stopping}},
			{1, Exited, nil, []State{Starting, Stopped, Stopping}},
			{2, Exited, nil, []State{Starting, Stopped, Stopped}},
			{0, Ready, []Order{{1, Spawn}, {2, Spawn}}, []State{Running, Starting, Starting}},
		},
		"impossible events change nothing": {
			{1, SpawnFailed, nil, []State{Running, Running, Running}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			g, now := trio(t), epoch
			for i, l := range append(up[:len(up):len(up)], lines...) {
				if i == len(up) {
					now = now.Add(2 * time.Second)
				}
				orders, _ := g.Step(l.unit, l.event, now)
				if !slices.Equal(orders, l.orders) || !slices.Equal(g.states(), l.states) {
					t.Fatalf("%d: %d %v: %v and %v, want %v and %v", i, l.unit, l.event, orders, g.states(), l.orders, l.states)
				}
			}
		})
	}
}

func TestGroupEndsInReverseOrder(t *testing.T) {
	g, now := trio(t), epoch
	for i := range 3 {
		_, _ = g.Step(i, Start, now)
	}
	for i := range 3 {
		_, _ = g.Step(i, Ready, now)
	}
	want := func(got []Order, orders ...Order) {
		t.Helper()
		if !slices.Equal(got, orders) {
			t.Fatalf("%v, want %v", got, orders)
		}
	}
	step := func(i int, e Event) []Order { o, _ := g.Step(i, e, now); return o }
	want(g.End(now), Order{2, Terminate})
	want(step(2, Start))
	want(g.End(now))
	now = now.Add(5 * time.Second)
	want(g.Tick(now), Order{2, Kill})
	want(step(2, Crashed), Order{1, Terminate})
	want(step(2, Restart))
	if g.Ended() {
		t.Fatal("has ended too early")
	}
	want(step(1, Exited), Order{0, Terminate})
	want(step(0, Exited))
	if !g.Ended() || !g.Deadline().IsZero() {
		t.Fatalf("has not ended: %v", g.states())
	}
}

func TestGroupEndsWhateverDiesMeanwhile(t *testing.T) {
	g, now := trio(t), epoch
	for i := range 3 {
		_, _ = g.Step(i, Start, now)
	}
	_, _ = g.Step(0, Ready, now)
	_, _ = g.Step(1, Crashed, now) // in back-off
	if o := g.End(now); !slices.Equal(o, []Order{{2, Terminate}}) {
		t.Fatal(o)
	}
	if o, _ := g.Step(0, Crashed, now); len(o) != 0 { // not started again
		t.Fatal(o)
	}
	if o, _ := g.Step(2, Crashed, now); len(o) != 0 || !g.Ended() {
		t.Fatal(o, g.states())
	}
}

func TestGroupRefusesForwardReferences(t *testing.T) {
	g := trio(t)
	for _, after := range []int{-2, 3, 4} {
		if _, err := g.Add(NewUnit(testPolicy, half), after); err == nil {
			t.Errorf("stands on %d", after)
		}
	}
}
