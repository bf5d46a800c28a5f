package manager

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

const (
	comp  = control.Compositor
	rdp   = control.RDPBackend
	xserv = control.XServer
	share = control.Share
)

func TestObedientUnit(t *testing.T) {
	noLeaks(t)
	r := run(t, Config{Units: []Spec{spec(comp, "obedient")}})
	s := r.await(comp, Running)
	if s.Starts != 1 || s.Crashes != 0 || !alive(s.PID) || s.Exit != control.ExitUnknown {
		t.Errorf("%+v", s)
	}
	r.stop()
	if alive(s.PID) || !r.log.has("Ended", "unit=compositor") || r.log.has("WARN") {
		t.Error("did not end well")
	}
	if r.Status() != nil || !errors.Is(r.Start(comp), ErrEnded) {
		t.Error("an ended manager answers")
	}
}

func TestStartedUnitsAreReapedWhateverTheirRole(t *testing.T) {
	for _, c := range []struct {
		role string
		want State
		log  string
	}{
		{"crasher", Failed, "exit status 3"},
		{"panics", Failed, "as it does in life"},
		{"idle", Stopped, "Ended"},
	} {
		t.Run(c.role, func(t *testing.T) {
			noLeaks(t)
			u := spec(rdp, c.role)
			u.Policy.MaxCrashes = 3
			r := run(t, Config{Units: []Spec{u}})
			var s UnitStatus
			if c.want == Failed {
				s = r.await(rdp, Failed)
			} else {
				until(t, "its end", func() bool { s = r.unit(rdp); return s.State == Stopped && s.Starts == 1 })
			}
			if c.want == Failed && (s.Crashes != 4 || s.Starts != 4 || s.PID != 0) || c.want == Stopped && s.Crashes != 0 {
				t.Errorf("%+v", s)
			}
			if !r.log.has(c.log, "unit=rdp") {
				t.Error("the log does not say it")
			}
			if err := r.Start(rdp); err != nil {
				t.Fatal(err)
			}
			if c.want == Failed {
				if s := r.unit(rdp); s.State != Failed {
					t.Errorf("Start brought it back: %v", s.State)
				}
				if err := r.Reset(rdp); err != nil {
					t.Fatal(err)
				}
			}
			until(t, "another start", func() bool { return r.unit(rdp).Starts > s.Starts })
		})
	}
}

// TestKilledTwentyTimes is one unit's row of the crash table.
func TestKilledTwentyTimes(t *testing.T) {
	noLeaks(t)
	r := run(t, Config{Units: []Spec{spec(comp, "obedient")}})
	s := r.await(comp, Running)
	for range 20 {
		kill(t, s.PID, unix.SIGKILL)
		s = r.awaitNew(comp, s.PID)
	}
	if s.Starts != 21 || s.Crashes != 20 || s.Exit != uint32(unix.SIGKILL) {
		t.Errorf("%+v", s)
	}
	if n := r.log.count("Crashed", "signal: killed"); n != 20 {
		t.Errorf("%d crashes were logged", n)
	}
}

// three are the product's units, as far as their lives go.
func three() []Spec {
	units := []Spec{spec(comp, "obedient"), spec(rdp, "obedient"), spec(xserv, "obedient")}
	units[1].After, units[2].After = comp, comp
	return units
}

// TestCrashTable: who dies, and who is another afterwards.
func TestCrashTable(t *testing.T) {
	noLeaks(t)
	r := run(t, Config{Units: three()})
	pids := map[control.Unit]uint32{}
	all := []control.Unit{comp, rdp, xserv}
	for _, id := range all {
		pids[id] = r.await(id, Running).PID
	}
	for _, c := range []struct{ killed, replaced []control.Unit }{
		{[]control.Unit{rdp}, []control.Unit{rdp}},
		{[]control.Unit{xserv}, []control.Unit{xserv}},
		{[]control.Unit{comp}, all},
		{[]control.Unit{rdp, xserv}, []control.Unit{rdp, xserv}},
		{[]control.Unit{comp, rdp}, all},
		{[]control.Unit{xserv, comp}, all},
	} {
		for range 5 {
			for _, id := range c.killed {
				// What stood on the one before may be gone already.
				if err := unix.Kill(int(pids[id]), unix.SIGKILL); err != nil && err != unix.ESRCH {
					t.Fatal(err)
				}
			}
			for _, id := range all {
				if slices.Contains(c.replaced, id) {
					pids[id] = r.awaitNew(id, pids[id]).PID
				} else if s := r.unit(id); s.PID != pids[id] || s.State != Running {
					t.Fatalf("%v killed: %v is %v", c.killed, id, s.State)
				}
			}
			// Nobody is on the way to yet another process.
			for _, id := range all {
				pids[id] = r.await(id, Running).PID
			}
		}
	}
}

func TestNeverReadyIsEnded(t *testing.T) {
	noLeaks(t)
	u := spec(comp, "hanger")
	u.Policy.ReadyTime = 50 * time.Millisecond
	u.Policy.Grace = 50 * time.Millisecond
	u.Policy.MaxCrashes = 2
	r := run(t, Config{Units: []Spec{u}})
	if s := r.await(comp, Failed); s.Crashes != 3 {
		t.Errorf("%+v", s)
	}
}

func TestStubbornUnitIsKilled(t *testing.T) {
	noLeaks(t)
	u := spec(comp, "stubborn")
	u.Policy.Grace = 30 * time.Millisecond
	r := run(t, Config{Units: []Spec{u}})
	s := r.await(comp, Running)
	r.stop()
	if alive(s.PID) || !r.log.has("Does not end") {
		t.Error("it was not killed")
	}
}

func TestStoppedProcessIsKilledToo(t *testing.T) {
	noLeaks(t)
	u := spec(comp, "obedient")
	u.Policy.Grace = 30 * time.Millisecond
	r := run(t, Config{Units: []Spec{u}})
	kill(t, r.await(comp, Running).PID, unix.SIGSTOP)
	r.stop()
}

func TestStopAndStart(t *testing.T) {
	noLeaks(t)
	r := run(t, Config{Units: three()})
	for _, id := range []control.Unit{comp, rdp, xserv} {
		r.await(id, Running)
	}
	if err := r.Stop(comp); err != nil {
		t.Fatal(err)
	}
	for _, id := range []control.Unit{comp, rdp, xserv} {
		if s := r.await(id, Stopped); s.Crashes != 0 {
			t.Errorf("%+v", s)
		}
	}
	if err := r.Start(comp); err != nil {
		t.Fatal(err)
	}
	for _, id := range []control.Unit{comp, rdp, xserv} {
		if s := r.await(id, Running); s.Starts != 2 {
			t.Errorf("%+v", s)
		}
	}
	if err := r.Stop(share); !errors.Is(err, ErrUnit) {
		t.Errorf("%v", err)
	}
}

// TestStopOrder: the last first, each after the one before has gone.
func TestStopOrder(t *testing.T) {
	noLeaks(t)
	var order []string
	r := run(t, Config{Units: append(three(), spec(share, "obedient")), Changed: func(s UnitStatus) {
		order = append(order, s.Unit.String()+" "+s.State.String())
	}})
	for _, id := range []control.Unit{comp, rdp, xserv, share} {
		r.await(id, Running)
	}
	var began int
	if err := r.call(func() { began = len(order) }); err != nil {
		t.Fatal(err)
	}
	r.stop()
	want := "share stopping, share stopped, xwayland stopping, xwayland stopped, rdp stopping, rdp stopped, compositor stopping, compositor stopped"
	got := slices.Clone(order[began:])
	// A unit's end and the next one's beginning of it are one turn, told in
	// the units' order.
	for i := 1; i+1 < len(got); i++ {
		if strings.HasSuffix(got[i], "stopping") && strings.HasSuffix(got[i+1], "stopped") && i%2 == 1 {
			got[i], got[i+1] = got[i+1], got[i]
		}
	}
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("%s", s)
	}
}

func TestStderrIsRelogged(t *testing.T) {
	noLeaks(t)
	r := run(t, Config{Units: []Spec{spec(comp, "talker"), spec(rdp, "talker")}})
	for _, id := range []control.Unit{comp, rdp} {
		until(t, "its end", func() bool { return r.unit(id).State == Stopped && r.unit(id).Starts == 1 })
		unit := "unit=" + id.String()
		for i := range 100 {
			line := fmt.Sprintf("msg=\"piece one, piece two of line %d\" %s", i, unit)
			if n := r.log.count(line); n != 1 {
				t.Fatalf("%q is there %d times", line, n)
			}
		}
		if n := r.log.count(strings.Repeat("x", lineLength), unit); n != 3 {
			t.Errorf("%d pieces of the long line", n)
		}
		if !r.log.has("on standard output \uFFFD", unit) || !r.log.has("the last words", unit) {
			t.Error("something is missing")
		}
	}
	for _, line := range r.log.lines {
		if len(line) > lineLength+200 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

func TestFloodOfStderrHoldsNobodyUp(t *testing.T) {
	noLeaks(t)
	r := run(t, Config{Units: []Spec{spec(comp, "flood"), spec(rdp, "obedient")}})
	s := r.await(comp, Running)
	other := r.await(rdp, Running)
	until(t, "the flood", func() bool { return r.log.count("flood") >= 50 })
	kill(t, other.PID, unix.SIGKILL)
	r.awaitNew(rdp, other.PID)
	kill(t, s.PID, unix.SIGKILL)
	r.awaitNew(comp, s.PID)
}

func TestGrandchildEndsWithItsParent(t *testing.T) {
	noLeaks(t)
	u := spec(comp, "parent")
	if dir := "/sys/fs/cgroup/unified"; unix.Access(dir+"/cgroup.procs", unix.W_OK) == nil {
		u.Cgroup = filepath.Join(dir, fmt.Sprintf("oriel-test-%d", os.Getpid()))
		u.Config = []byte("setsid") // which is no way out of a cgroup
	}
	r := run(t, Config{Units: []Spec{u}})
	s := r.await(comp, Running)
	grandchild := func(n int) (pid uint32) {
		until(t, "its number", func() bool { return r.log.count("grandchild") == n })
		for _, l := range r.log.lines {
			if _, after, ok := strings.Cut(l, "grandchild "); ok {
				fmt.Sscan(strings.TrimSuffix(strings.Fields(after)[0], `"`), &pid)
			}
		}
		return pid
	}
	first := grandchild(1)
	if !alive(first) {
		t.Fatalf("no grandchild %d", first)
	}
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", first)); u.Cgroup != "" &&
		(err != nil || !strings.Contains(string(b), filepath.Base(u.Cgroup)+"-1\n")) {
		t.Errorf("it is in %s, %v", b, err)
	}
	kill(t, s.PID, unix.SIGKILL)
	r.awaitNew(comp, s.PID)
	until(t, "the grandchild to be gone", func() bool { return !alive(first) })
	second := grandchild(2)
	r.stop()
	until(t, "the grandchild to be gone", func() bool { return !alive(second) })
	if left, _ := filepath.Glob(u.Cgroup + "-*"); u.Cgroup != "" && left != nil {
		t.Errorf("left over: %v", left)
	}
}

func TestGarbageIsLoggedOnceAndHarmsNobody(t *testing.T) {
	noLeaks(t)
	x := spec(xserv, "obedient")
	x.OnDemand = true
	r := run(t, Config{Units: []Spec{spec(comp, "obedient"), spec(rdp, "garbage"), x}})
	r.await(rdp, Running)
	if n := r.log.count("Sends what is refused", "unit=rdp"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	if s := r.unit(xserv); s.Starts != 0 {
		t.Error("the backend got an X server")
	}
	r.await(comp, Running)
}

// TestSocketOutlivesItsServer: the listening socket is the manager's, clients
// wait in its backlog while there is no process.
func TestSocketOutlivesItsServer(t *testing.T) {
	noLeaks(t)
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	u := spec(comp, "listens")
	u.Open = func(l *Launch) error {
		if n := l.File(f); n != control.FirstFD {
			return fmt.Errorf("it is number %d", n)
		}
		return nil
	}
	r := run(t, Config{Units: []Spec{u}})
	s := r.await(comp, Running)
	for range 3 {
		kill(t, s.PID, unix.SIGKILL)
		c, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(time.Minute))
		b, err := io.ReadAll(c)
		c.Close()
		// The dying one may have taken it.
		if err != nil && !errors.Is(err, unix.ECONNRESET) {
			t.Fatal(err)
		}
		old := s.PID
		s = r.awaitNew(comp, old)
		if got := string(b); got != "" && got != fmt.Sprint(s.PID) && got != fmt.Sprint(old) {
			t.Errorf("served by %q, not %d", got, s.PID)
		}
	}
	if err := r.Stop(comp); err != nil {
		t.Fatal(err)
	}
	r.await(comp, Stopped)
	c, err := net.Dial("unix", path) // nobody is there, and it is accepted by the kernel
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := r.Start(comp); err != nil {
		t.Fatal(err)
	}
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	if b, err := io.ReadAll(c); err != nil || string(b) != fmt.Sprint(r.await(comp, Running).PID) {
		t.Errorf("%q, %v", b, err)
	}
}

// TestXwaylandOnDemand: the compositor asks, both get their ends, and the end
// that was asked for is no crash.
func TestXwaylandOnDemand(t *testing.T) {
	noLeaks(t)
	x := Spec{ID: xserv, Path: "/bin/sh", Args: []string{"-c", "echo 7 >&5; exec 5>&-; exec sleep 3600"},
		After: comp, OnDemand: true, Policy: quick}
	x.Open = func(l *Launch) error {
		var files []*os.File
		for range 3 {
			a, b, err := os.Pipe()
			if err != nil {
				return err
			}
			files = append(files, a, b)
			l.CloseAfter(a, b)
		}
		if l.File(files[1]) != 3 || l.File(files[3]) != 4 || l.File(files[5]) != 5 {
			return errors.New("not the numbers that it is told")
		}
		l.Tell(comp, &control.Xwayland{Generation: l.Generation, WM: files[0], Wayland: files[2], Ready: files[4]})
		return nil
	}
	r := run(t, Config{Units: []Spec{spec(comp, "wants"), x}})
	until(t, "the X server's end", func() bool { return r.log.has("gone 1 true") })
	if !r.log.has(`xwayland 1 says \"7\\n\" <nil>`) {
		t.Error("the compositor did not get its ends")
	}
	s := r.await(xserv, Stopped)
	if s.Starts != 1 || s.Crashes != 0 {
		t.Errorf("%+v", s)
	}
}

func TestReports(t *testing.T) {
	noLeaks(t)
	units := three()
	units[0] = spec(comp, "reports")
	units[0].Reports = true
	r := run(t, Config{Units: units})
	s := r.await(rdp, Running)
	until(t, "the report", func() bool { return r.log.has("rdp is running", "unit=compositor") })
	n := r.log.count("rdp is starting")
	kill(t, s.PID, unix.SIGKILL)
	until(t, "the news", func() bool { return r.log.count("rdp is starting") == n+1 })
}

// TestReload puts another program in place of a running one.
func TestReload(t *testing.T) {
	noLeaks(t)
	u := spec(rdp, "obedient")
	exe := u.Path
	dir := t.TempDir()
	u.Path = filepath.Join(dir, "backend")
	if err := os.Symlink(exe, u.Path); err != nil {
		t.Fatal(err)
	}
	r := run(t, Config{Units: []Spec{spec(comp, "obedient"), u}})
	s := r.await(rdp, Running)
	// Nothing that runs: the old one stays.
	replace := func(f func(path string) error) {
		t.Helper()
		path := filepath.Join(dir, "new")
		if err := f(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path, u.Path); err != nil {
			t.Fatal(err)
		}
	}
	replace(func(p string) error { return os.WriteFile(p, []byte("no program"), 0o600) })
	if err := r.Reload(rdp); err == nil {
		t.Error("what cannot be run was taken")
	}
	if now := r.unit(rdp); now.PID != s.PID || now.State != Running {
		t.Errorf("%+v", now)
	}
	script := "#!/bin/sh\necho the new one\nexec " + exe + " \"$@\"\n"
	replace(func(p string) error { return os.WriteFile(p, []byte(script), 0o700) })
	if err := r.Reload(rdp); err != nil {
		t.Fatal(err)
	}
	s = r.awaitNew(rdp, s.PID)
	if s.Crashes != 0 || !r.log.has("the new one", "unit=rdp") {
		t.Errorf("%+v", s)
	}
	if r.unit(comp).Starts != 1 {
		t.Error("the compositor was touched")
	}
}

func TestProgramThatIsNotThere(t *testing.T) {
	noLeaks(t)
	u := spec(comp, "obedient")
	u.Path = filepath.Join(t.TempDir(), "none")
	u.Policy.MaxCrashes = 2
	bad := spec(rdp, "obedient")
	bad.Policy.MaxCrashes = 1
	bad.Open = func(l *Launch) error {
		r, w, err := os.Pipe()
		if err != nil {
			return err
		}
		l.File(r)
		l.CloseAfter(r, w)
		return errors.New("no luck today")
	}
	r := run(t, Config{Units: []Spec{u, bad}})
	if s := r.await(comp, Failed); s.Crashes != 3 || !r.log.has("Cannot start", "no such file") {
		t.Errorf("%+v", s)
	}
	if s := r.await(rdp, Failed); s.Crashes != 2 || !r.log.has("no luck today") {
		t.Errorf("%+v", s)
	}
}

func TestNewRefuses(t *testing.T) {
	ok := spec(comp, "obedient")
	relative, nobody, itself, late, caps, long := ok, ok, ok, ok, ok, ok
	relative.Path = "oriel"
	nobody.ID = 0
	itself.After = comp
	late.After = rdp
	caps.User = &User{Caps: []uint{64}}
	long.Config = make([]byte, control.MaxConfig+1)
	for name, units := range map[string][]Spec{
		"twice": {ok, ok}, "no path": {relative}, "no name": {nobody}, "on itself": {itself},
		"on a later one": {late, spec(rdp, "obedient")}, "no such capability": {caps}, "long": {long},
	} {
		if _, err := New(Config{Units: units}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestRootRequests(t *testing.T) {
	noLeaks(t)
	path := filepath.Join(t.TempDir(), "root")
	l, err := control.Listen(path, uint32(os.Getuid()))
	if err != nil {
		t.Fatal(err)
	}
	published := make(chan bool, 1)
	units := three()
	units[0] = spec(comp, "answers")
	r := run(t, Config{Units: units, Publish: func(f *os.File, withdraw bool) error {
		published <- withdraw && f != nil
		return unix.EROFS
	}})
	served := make(chan error, 1)
	go func() { served <- r.Serve(l) }()
	defer func() {
		l.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	old := r.await(rdp, Running).PID
	c, err := control.Dial(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ask := func(m control.Message, want control.Code) (*control.Result, []control.UnitState) {
		t.Helper()
		res, units, err := c.Ask(m, time.Minute)
		if err != nil || res.Code != want {
			t.Fatalf("%+v, %v", res, err)
		}
		return res, units
	}
	if _, units := ask(&control.Query{}, control.OK); len(units) != 3 || units[1].PID != old {
		t.Errorf("%+v", units)
	}
	if res, s, err := c.Count(comp, time.Minute); err != nil || res.Code != control.OK || s.Frames != 1 {
		t.Errorf("%+v, %+v, %v", res, s, err)
	}
	if res, s, err := c.Count(share, time.Minute); err != nil || res.Code != control.NoUnit || s != nil {
		t.Errorf("%+v, %+v, %v", res, s, err)
	}
	ask(&control.Reload{Unit: rdp}, control.OK)
	r.awaitNew(rdp, old)
	ask(&control.Reset{Unit: rdp}, control.OK)
	ask(&control.Reload{Unit: share}, control.NoUnit)
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if res, _ := ask(&control.Publish{Process: null, Withdraw: true}, control.Failure); res.Errno != uint32(unix.EROFS) || !<-published {
		t.Errorf("%+v", res)
	}
	r.stop()
	ask(&control.Reset{Unit: rdp}, control.NotNow)
}
