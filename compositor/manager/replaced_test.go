package manager

import "testing"

// TestWhoIsReplacedIsTold, and nobody else is.
func TestWhoIsReplacedIsTold(t *testing.T) {
	noLeaks(t)
	u := spec(rdp, "reports")
	u.After = comp
	r := run(t, Config{Units: []Spec{spec(comp, "obedient"), u}})
	said := func() bool { return r.log.has("is replaced", "unit=rdp") }
	r.await(rdp, Running)
	if err := r.Stop(rdp); err != nil {
		t.Fatal(err)
	}
	r.await(rdp, Stopped)
	if err := r.Start(rdp); err != nil {
		t.Fatal(err)
	}
	s := r.await(rdp, Running)
	if err := r.Reload(comp); err != nil { // on which it stands
		t.Fatal(err)
	}
	if s = r.awaitNew(rdp, s.PID); said() {
		t.Error("told though nobody was to follow at once")
	}
	if err := r.Reload(rdp); err != nil {
		t.Fatal(err)
	}
	if r.awaitNew(rdp, s.PID); !said() {
		t.Error("not told")
	}
}
