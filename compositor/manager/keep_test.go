package manager

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// TestStuckProcessIsGivenUp: what does not end does not hold us up for ever.
func TestStuckProcessIsGivenUp(t *testing.T) {
	noLeaks(t)
	u := spec(comp, "stubborn")
	m, err := New(Config{Units: []Spec{u}, StopTime: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.Run(ctx) }()
	var pid uint32
	until(t, "ready", func() bool { s := m.Status()[0]; pid = s.PID; return s.State == Running })
	cancel()
	if err := <-done; !errors.Is(err, ErrStuck) {
		t.Errorf("%v", err)
	}
	kill(t, pid, unix.SIGKILL)
	if _, err := unix.Wait4(int(pid), nil, 0, nil); err != nil {
		t.Error(err)
	}
}

// TestDetachAndAdopt hands running units from one manager to the next.
func TestDetachAndAdopt(t *testing.T) {
	noLeaks(t)
	units := append(three(), spec(share, "obedient"))
	units[0] = spec(comp, "reports")
	units[0].Reports = true
	units[3].Policy.MaxCrashes = 1
	units[3].Args = []string{"share"}
	r := run(t, Config{Units: units})
	pids := map[control.Unit]uint32{}
	for _, id := range []control.Unit{comp, rdp, xserv} {
		pids[id] = r.await(id, Running).PID
	}
	kill(t, r.await(rdp, Running).PID, unix.SIGKILL)
	pids[rdp] = r.awaitNew(rdp, pids[rdp]).PID
	for range 2 {
		s := r.await(share, Running)
		kill(t, s.PID, unix.SIGKILL)
		until(t, "its end", func() bool { return r.unit(share).PID != s.PID })
	}
	r.await(share, Failed)
	if err := r.Stop(xserv); err != nil {
		t.Fatal(err)
	}
	r.await(xserv, Stopped)

	kept, err := r.Detach()
	if err != nil {
		t.Fatal(err)
	}
	if err := <-r.done; !errors.Is(err, ErrDetached) {
		t.Fatal(err)
	}
	r.done <- nil
	if !alive(pids[comp]) || !alive(pids[rdp]) {
		t.Fatal("they did not live on")
	}
	if found, rest := Split(kept); len(found) != len(kept) || rest != nil {
		t.Errorf("%v is not ours", rest)
	}
	kept = append(kept, spare(t))
	kept = slices.Insert(kept, 0, spare(t)) // an older one of the same name

	next := run(t, Config{Units: units, Inherited: kept})
	for _, id := range []control.Unit{comp, rdp} {
		if s := next.await(id, Running); s.PID != pids[id] {
			t.Errorf("%v is %d, was %d", id, s.PID, pids[id])
		}
	}
	if s := next.unit(rdp); s.Starts != 2 || s.Crashes != 1 {
		t.Errorf("%+v", s)
	}
	if s := next.unit(share); s.State != Failed {
		t.Errorf("a failure is forgotten: %+v", s)
	}
	if s := next.unit(xserv); s.State != Stopped || s.Starts != 1 {
		t.Errorf("what was stopped has started: %+v", s)
	}
	// Both directions of the control connection, and standard error, work on.
	until(t, "the report", func() bool { return next.log.has("share is failed", "unit=compositor") })
	kill(t, pids[rdp], unix.SIGKILL)
	if s := next.awaitNew(rdp, pids[rdp]); s.Exit != uint32(unix.SIGKILL) {
		t.Errorf("%+v", s)
	}
	next.stop()
	if alive(pids[comp]) {
		t.Error("an adopted unit was not stopped")
	}
}

func spare(t *testing.T) Passed {
	t.Helper()
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	return Passed{"stderr.xwayland", f}
}

// TestAdoptedNotReady: who has not been Ready may lack something that only the
// predecessor had, and is replaced.
func TestAdoptedNotReady(t *testing.T) {
	noLeaks(t)
	u := spec(comp, "hanger")
	r := run(t, Config{Units: []Spec{u}})
	old := r.await(comp, Starting).PID
	kept, err := r.Detach()
	if err != nil {
		t.Fatal(err)
	}
	<-r.done
	r.done <- nil
	next := run(t, Config{Units: []Spec{spec(comp, "obedient")}, Inherited: kept})
	if s := next.await(comp, Running); s.Crashes != 0 || s.Starts != 2 || alive(old) {
		t.Errorf("%+v", s)
	}
}

// TestAdoptionByNumberOnly needs no descriptor but the state file, and is not
// fooled by another process that has the number.
func TestAdoptionByNumberOnly(t *testing.T) {
	noLeaks(t)
	cmd := exec.Command("/bin/sleep", "3600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	started, err := startTime(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		started uint64
		same    bool
	}{{"another process", started - 1, false}, {"the process", started, true}} {
		state, err := newStateFile()
		if err != nil {
			t.Fatal(err)
		}
		if err := state.write([]savedUnit{{Unit: "rdp", PID: cmd.Process.Pid, Started: c.started, Ready: true,
			Memory: Memory{Wanted: true, Starts: 5}}}); err != nil {
			t.Fatal(err)
		}
		r := run(t, Config{Units: []Spec{spec(rdp, "obedient")}, Inherited: []Passed{{"state", state.file}}})
		s := r.await(rdp, Running)
		if same := s.PID == uint32(cmd.Process.Pid); same != c.same {
			t.Errorf("%s: %+v", c.name, s)
		}
		r.stop()
		if alive(uint32(cmd.Process.Pid)) == c.same {
			t.Errorf("%s: stopped %v", c.name, c.same)
		}
	}
	_ = cmd.Process.Release() // the manager, which took it for an orphan, has reaped it
}

func TestStateFileSurvivesATornWrite(t *testing.T) {
	s, err := newStateFile()
	if err != nil {
		t.Fatal(err)
	}
	defer s.file.Close()
	if u, err := readState(s.file); err == nil {
		t.Errorf("an empty file: %v", u)
	}
	for n := range 5 {
		if err := s.write([]savedUnit{{Unit: "rdp", PID: n}}); err != nil {
			t.Fatal(err)
		}
		if u, err := readState(s.file); err != nil || len(u) != 1 || u[0].PID != n {
			t.Fatalf("%v, %v", u, err)
		}
	}
	newest := int64(s.seq%2) * placeSize
	for at := range int64(placeHeader + 20) {
		var b [1]byte
		if _, err := s.file.ReadAt(b[:], newest+at); err != nil {
			t.Fatal(err)
		}
		if _, err := s.file.WriteAt([]byte{b[0] ^ 0xff}, newest+at); err != nil {
			t.Fatal(err)
		}
		if u, err := readState(s.file); err != nil || len(u) != 1 || u[0].PID != 3 && at >= 8 {
			t.Errorf("byte %d: %v, %v", at, u, err)
		}
		if _, err := s.file.WriteAt(b[:], newest+at); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.write(make([]savedUnit, 2000)); err == nil {
		t.Error("a state longer than its place")
	}
}

// A store is an init system, as far as sd_notify goes.
type store struct {
	path string
	conn *net.UnixConn

	mu    sync.Mutex
	lines map[string]int
	files map[string]*os.File
}

func newStore(t *testing.T) *store {
	t.Helper()
	s := &store{path: filepath.Join(t.TempDir(), "notify"), lines: map[string]int{}, files: map[string]*os.File{}}
	var err error
	if s.conn, err = net.ListenUnixgram("unixgram", &net.UnixAddr{Name: s.path, Net: "unixgram"}); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.run()
	}()
	t.Cleanup(func() {
		s.conn.Close()
		<-done
		for _, f := range s.files {
			f.Close()
		}
	})
	return s
}

func (s *store) run() {
	b, oob := make([]byte, 4096), make([]byte, 256)
	for {
		n, oobn, _, _, err := s.conn.ReadMsgUnix(b, oob)
		if err != nil {
			return
		}
		var f *os.File
		if messages, err := unix.ParseSocketControlMessage(oob[:oobn]); err == nil && len(messages) == 1 {
			if fds, err := unix.ParseUnixRights(&messages[0]); err == nil {
				f = os.NewFile(uintptr(fds[0]), "stored")
			}
		}
		s.take(strings.Split(string(b[:n]), "\n"), f)
	}
}

func (s *store) take(lines []string, f *os.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range lines {
		s.lines[l]++
		if name, ok := strings.CutPrefix(l, "FDNAME="); ok {
			if old := s.files[name]; old != nil {
				old.Close()
			}
			delete(s.files, name)
			if f != nil {
				s.files[name] = f
			}
			if f != nil && strings.HasPrefix(name, keptPidfd) { // no status of before counts
				maps.DeleteFunc(s.lines, func(l string, _ int) bool { return strings.HasPrefix(l, "STATUS=") })
			}
		}
	}
}

func (s *store) count(line string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines[line]
}

func (s *store) forget(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.lines, line)
}

// stored is the number of files in the store.
func (s *store) stored() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.files)
}

// pid returns the number of the unit's process, 0 if none is stored.
func (s *store) pid(unit string) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.files["pidfd."+unit]; f != nil {
		return uint32(pidOf(f))
	}
	return 0
}

// startManager starts a manager in a process of its own, with what the store
// has.
func (s *store) startManager(t *testing.T, plan managerPlan) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	// Only who runs already knows its number, hence the shell.
	cmd := exec.Command("/bin/sh", "-c", `LISTEN_PID=$$ exec "$0"`, exe)
	var names []string
	s.mu.Lock()
	for name, f := range s.files {
		names = append(names, name)
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	}
	cmd.Env = append(os.Environ(), roleEnv+"=manager", "ORIEL_TEST_PLAN="+string(b), "NOTIFY_SOCKET="+s.path,
		fmt.Sprintf("LISTEN_FDS=%d", len(names)), "LISTEN_FDNAMES="+strings.Join(names, ":"))
	cmd.Stderr = os.Stderr
	if !testing.Verbose() {
		cmd.Stderr = io.Discard
	}
	err = cmd.Start()
	s.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}

// orphansAreOurs makes us the parent of our children's children, as the init
// system would be.
func orphansAreOurs(t *testing.T) {
	t.Helper()
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A zombie's threads may yet be ending.
		until(t, "all orphans to be reaped", func() bool {
			_, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
			return err == unix.ECHILD
		})
		_ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
	})
}

// TestManagerKilled: its death costs nobody, and its successor goes on.
func TestManagerKilled(t *testing.T) {
	noLeaks(t)
	orphansAreOurs(t)
	s := newStore(t)
	plan := managerPlan{Roles: []string{"obedient", "obedient", "obedient"}}
	const allRun = "STATUS=compositor running, rdp running, xwayland running"
	first := s.startManager(t, plan)
	until(t, "READY", func() bool { return s.count("READY=1") == 1 })
	names := []string{"compositor", "rdp", "xwayland"}
	pids := map[string]uint32{}
	for _, n := range names {
		if pids[n] = s.pid(n); !alive(pids[n]) {
			t.Fatalf("%s is not there", n)
		}
	}
	for range 3 {
		if err := first.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = first.Wait()
		s.forget("READY=1")
		s.forget(allRun)
		// One dies while nobody looks.
		kill(t, pids["rdp"], unix.SIGKILL)
		first = s.startManager(t, plan)
		until(t, "READY", func() bool { return s.count("READY=1") == 1 })
		until(t, "another backend", func() bool { p := s.pid("rdp"); return p != 0 && p != pids["rdp"] && s.count(allRun) > 0 })
		pids["rdp"] = s.pid("rdp")
		for _, n := range names {
			if p := s.pid(n); p != pids[n] || !alive(p) {
				t.Errorf("%s is %d, was %d", n, p, pids[n])
			}
		}
		// Those who are not its children are supervised like those who are.
		s.forget(allRun)
		kill(t, pids["xwayland"], unix.SIGKILL)
		until(t, "another X server", func() bool {
			p := s.pid("xwayland")
			return p != 0 && p != pids["xwayland"] && s.count(allRun) > 0
		})
		pids["xwayland"] = s.pid("xwayland")
	}
	if err := first.Process.Signal(unix.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); err != nil {
		t.Error(err)
	}
	until(t, "the store to be empty", func() bool { return s.stored() == 0 })
	if s.count("STOPPING=1") != 1 {
		t.Error("STOPPING was not said")
	}
	for n, p := range pids {
		if alive(p) {
			t.Errorf("%s was left", n)
		}
	}
}

// TestUnitsThatDieWithTheManager: SIGKILL of the manager is theirs.
func TestUnitsThatDieWithTheManager(t *testing.T) {
	noLeaks(t)
	orphansAreOurs(t)
	s := newStore(t)
	m := s.startManager(t, managerPlan{Roles: []string{"obedient", "stubborn"}, Die: true})
	until(t, "READY", func() bool { return s.count("READY=1") == 1 })
	children := childrenOf(t, m.Process.Pid)
	if len(children) != 2 {
		t.Fatalf("%v", children)
	}
	// Threads come and go; the units do not notice.
	time.Sleep(50 * time.Millisecond)
	for _, p := range children {
		if !alive(p) {
			t.Fatal("died too early")
		}
	}
	if err := m.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = m.Wait()
	until(t, "their deaths", func() bool { return !alive(children[0]) && !alive(children[1]) })
}

func childrenOf(t *testing.T, pid int) (out []uint32) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		s := string(b)
		var id, parent int
		fields := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
		if _, err := fmt.Sscan(s, &id); err != nil || len(fields) < 2 {
			continue
		}
		if _, err := fmt.Sscan(fields[1], &parent); err == nil && parent == pid {
			out = append(out, uint32(id))
		}
	}
	return out
}
