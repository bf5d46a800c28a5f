package manager

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestCountersAndConfig(t *testing.T) {
	noLeaks(t)
	u := spec(comp, "counts")
	u.Config = []byte(`{"secret":"x"}`)
	r := run(t, Config{Units: []Spec{u}})
	if s := r.await(comp, Running); s.Counters.Windows != 7 || s.Counters.Heap != uint64(len(u.Config)) {
		t.Errorf("%+v", s)
	}
}

// TestCountersAreAskedFor: a unit tells what it counts when somebody asks, and
// not otherwise; one that does not answer is not asked again and again.
func TestCountersAreAskedFor(t *testing.T) {
	noLeaks(t)
	broken := spec(share, "crasher")
	broken.Policy.MaxCrashes = 1
	r := run(t, Config{Units: []Spec{spec(comp, "answers"), spec(rdp, "obedient"), broken}})
	r.await(comp, Running)
	r.await(rdp, Running)
	for n := range uint64(3) {
		if s, err := r.Count(comp, time.Minute); err != nil || s.Frames != n+1 {
			t.Fatalf("%+v, %v, want %d", s, err, n+1)
		}
	}
	if s := r.unit(comp); s.Counters.Frames != 3 {
		t.Errorf("Status has %+v", s.Counters)
	}
	for range 2 {
		if s, err := r.Count(rdp, 10*time.Millisecond); !errors.Is(err, ErrSilent) {
			t.Errorf("one that is silent: %+v, %v", s, err)
		}
	}
	r.await(share, Failed)
	if _, err := r.Count(share, time.Minute); !errors.Is(err, ErrSilent) {
		t.Errorf("one that does not run: %v", err)
	}
	if _, err := r.Count(xserv, time.Minute); !errors.Is(err, ErrUnit) {
		t.Errorf("one that is not there: %v", err)
	}
	// Who dies over the question ends the waiting.
	pid := r.unit(rdp).PID
	done := make(chan error, 1)
	go func() { _, err := r.Count(rdp, time.Minute); done <- err }()
	kill(t, pid, unix.SIGKILL)
	if err := <-done; !errors.Is(err, ErrSilent) {
		t.Errorf("one that dies: %v", err)
	}
}
