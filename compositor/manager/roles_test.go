package manager

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// The tests' children are this binary again, in a role.
const roleEnv = "ORIEL_TEST_ROLE"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleEnv); role != "" {
		os.Exit(play(role))
	}
	os.Exit(m.Run())
}

var roles = map[string]func(c *control.Conn, config []byte) int{
	"obedient": func(c *control.Conn, _ []byte) int { ready(c); return untilStopped(c) },
	"crasher":  func(*control.Conn, []byte) int { return 3 },
	"idle":     func(c *control.Conn, _ []byte) int { ready(c); return 0 },
	"panics":   func(c *control.Conn, _ []byte) int { ready(c); panic("as it does in life") },
	"hanger":   func(*control.Conn, []byte) int { <-stop; return 1 },
	"stubborn": func(c *control.Conn, _ []byte) int {
		signal.Ignore(unix.SIGTERM)
		ready(c)
		time.Sleep(time.Hour)
		return 1
	},
	"flood":   flood,
	"talker":  talk,
	"parent":  haveChild,
	"wants":   wantX,
	"garbage": sendGarbage,
	"counts": func(c *control.Conn, config []byte) int {
		_ = c.Send(&control.Status{Windows: 7, Heap: uint64(len(config))})
		ready(c)
		return untilStopped(c)
	},
	"answers": func(c *control.Conn, _ []byte) int {
		ready(c)
		for n := uint64(1); ; {
			m, err := c.Receive()
			switch {
			case err != nil || m.Kind() == control.KindStop:
				return 0
			case m.Kind() == control.KindQuery:
				_ = c.Send(&control.Status{Frames: n})
				n++
			}
		}
	},
	"listens": listens,
	"reports": reports,
}

// play is the main function of a child.
func play(role string) int {
	if role == "manager" {
		return playManager()
	}
	stop = make(chan os.Signal, 1)
	signal.Notify(stop, unix.SIGTERM)
	c, config, err := control.Inherit()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 100
	}
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	if m, err := c.Receive(); err != nil || m.Kind() != control.KindHello {
		fmt.Fprintln(os.Stderr, "no Hello:", m, err)
		return 101
	}
	return roles[role](c, config)
}

var stop chan os.Signal

func ready(c *control.Conn) { _ = c.Send(&control.Ready{}) }

func untilStopped(c *control.Conn) int {
	go func() {
		for {
			m, err := c.Receive()
			if err != nil {
				return
			}
			control.CloseFiles(m)
		}
	}()
	<-stop
	return 0
}

func flood(c *control.Conn, _ []byte) int {
	ready(c)
	go func() {
		line := bytes.Repeat([]byte("flood "), 2000)
		line[len(line)-1] = '\n'
		for {
			_, _ = os.Stderr.Write(line)
		}
	}()
	<-stop
	return 0
}

// talk says lines in pieces, one of them too long, and one without an end.
func talk(c *control.Conn, _ []byte) int {
	ready(c)
	for i := range 100 {
		fmt.Fprint(os.Stderr, "piece one, ")
		fmt.Fprintf(os.Stderr, "piece two of line %d\n", i)
	}
	fmt.Fprintln(os.Stderr, strings.Repeat("x", 3*lineLength))
	fmt.Fprintln(os.Stdout, "on standard output \xff")
	fmt.Fprint(os.Stderr, "the last words")
	return 0
}

// haveChild leaves a grandchild behind, whose number it says, and dies.
func haveChild(c *control.Conn, config []byte) int {
	cmd := exec.Command("/bin/sleep", "3600")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: string(config) == "setsid"}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return 102
	}
	fmt.Fprintf(os.Stderr, "grandchild %d\n", cmd.Process.Pid)
	ready(c)
	return untilStopped(c)
}

// wantX asks for an X server, checks what it gets, lets it go again, and waits
// for the news of its end.
func wantX(c *control.Conn, _ []byte) int {
	ready(c)
	_ = c.Send(&control.WantXwayland{Want: true})
	for {
		m, err := c.Receive()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 103
		}
		switch m := m.(type) {
		case *control.Xwayland:
			b, err := io.ReadAll(m.Ready)
			fmt.Fprintf(os.Stderr, "xwayland %d says %q %v\n", m.Generation, b, err)
			control.CloseFiles(m)
			_ = c.Send(&control.WantXwayland{Want: false})
		case *control.XwaylandGone:
			fmt.Fprintf(os.Stderr, "gone %d %v\n", m.Generation, m.Wanted)
		case *control.Stop:
			return 0
		}
	}
}

func sendGarbage(c *control.Conn, _ []byte) int {
	for i := range 50 {
		b := bytes.Repeat([]byte{byte(i)}, 1+i*7)
		_ = unix.Sendto(control.ConnFD, b, 0, nil)
		// Descriptors are not a child's to send.
		_ = unix.Sendmsg(control.ConnFD, []byte{1, byte(control.KindReady), 1, 0}, unix.UnixRights(2), nil, 0)
	}
	_ = c.Send(&control.WantXwayland{Want: true}) // not its to want
	ready(c)
	return untilStopped(c)
}

// listens proves that the socket it got by number works.
func listens(c *control.Conn, _ []byte) int {
	l, err := net.FileListener(os.NewFile(control.FirstFD, "listener"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 104
	}
	ready(c)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				os.Exit(105)
			}
			fmt.Fprintf(conn, "%d", os.Getpid())
			conn.Close()
		}
	}()
	return untilStopped(c)
}

// reports repeats what it is told of all units.
func reports(c *control.Conn, _ []byte) int {
	ready(c)
	for {
		m, err := c.Receive()
		if err != nil {
			return 106
		}
		switch m := m.(type) {
		case *control.UnitState:
			fmt.Fprintf(os.Stderr, "%v is %v\n", m.Unit, m.State)
		case *control.Replaced:
			fmt.Fprintln(os.Stderr, "is replaced")
		case *control.Stop:
			return 0
		}
	}
}

// A managerPlan is what a manager that is itself a child does.
type managerPlan struct {
	Roles []string
	Die   bool // units die with it
}

func (p managerPlan) units() (out []Spec) {
	for i, role := range p.Roles {
		s := spec(control.Unit(i+1), role)
		s.DieWithUs = p.Die
		out = append(out, s)
	}
	return out
}

// playManager runs a manager that ends with SIGTERM.
func playManager() int {
	var plan managerPlan
	if err := json.Unmarshal([]byte(os.Getenv("ORIEL_TEST_PLAN")), &plan); err != nil {
		return 110
	}
	os.Unsetenv(roleEnv)
	n := NewNotifier()
	cfg := Config{Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Units: plan.units(), Notifier: n}
	if n != nil {
		cfg.Keeper = n
	}
	cfg.Inherited, _ = Split(Received())
	m, err := New(cfg)
	if err != nil {
		return 111
	}
	ctx, cancel := signal.NotifyContext(context.Background(), unix.SIGTERM)
	defer cancel()
	if err := m.Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 112
	}
	return 0
}

// quick is a policy for tests: patient where a slow machine must not matter,
// hasty where a test waits for it.
var quick = Policy{ReadyTime: time.Minute, Steady: time.Nanosecond, Grace: time.Minute,
	Delay: time.Millisecond, MaxDelay: 2 * time.Millisecond, MaxCrashes: -1}

func spec(id control.Unit, role string) Spec {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	// Under the race detector a program sleeps a second at its exit.
	env := append(os.Environ(), roleEnv+"="+role, "GORACE=atexit_sleep_ms=0")
	return Spec{ID: id, Path: exe, Args: []string{role}, Env: env,
		Control: true, Policy: quick}
}

// A logbook keeps what is logged.
type logbook struct {
	mu    sync.Mutex
	lines []string
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, strings.TrimSuffix(string(b), "\n"))
	return len(b), nil
}

func (l *logbook) has(words ...string) bool { return l.count(words...) > 0 }

// count counts the lines that contain all words.
func (l *logbook) count(words ...string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(line, w) }) {
			n++
		}
	}
	return n
}

// A running manager, and what can be seen of it.
type running struct {
	*Manager
	t    *testing.T
	log  *logbook
	done chan error
	end  context.CancelFunc
}

// run starts a manager that has ended, in order, by the end of the test.
func run(t *testing.T, cfg Config) *running {
	t.Helper()
	r := &running{t: t, log: &logbook{}, done: make(chan error, 1)}
	cfg.Log = slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	m, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r.Manager = m
	ctx, cancel := context.WithCancel(context.Background())
	r.end = cancel
	go func() { r.done <- m.Run(ctx) }()
	t.Cleanup(func() {
		r.stop()
		if t.Failed() {
			t.Logf("log:\n%s", strings.Join(r.log.lines, "\n"))
		}
	})
	return r
}

// stop ends the manager; more often is no harm.
func (r *running) stop() {
	r.t.Helper()
	r.end()
	select {
	case err := <-r.done:
		if err != nil {
			r.t.Errorf("Run: %v", err)
		}
		r.done <- nil
	case <-time.After(time.Minute):
		r.t.Fatal("does not stop")
	}
}

// until waits for something that must come, on however slow a machine.
func until(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !f(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func (r *running) unit(id control.Unit) UnitStatus {
	for _, s := range r.Status() {
		if s.Unit == id {
			return s
		}
	}
	return UnitStatus{}
}

func (r *running) await(id control.Unit, s State) UnitStatus {
	r.t.Helper()
	until(r.t, fmt.Sprintf("%v to be %v", id, s), func() bool { return r.unit(id).State == s })
	return r.unit(id)
}

// awaitNew waits for a unit to be ready in another process.
func (r *running) awaitNew(id control.Unit, old uint32) UnitStatus {
	r.t.Helper()
	until(r.t, id.String()+" to be another", func() bool {
		s := r.unit(id)
		return s.State == Running && s.PID != old
	})
	return r.unit(id)
}

func alive(pid uint32) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(b), ") Z ")
}

func kill(t *testing.T, pid uint32, s unix.Signal) {
	t.Helper()
	if err := unix.Kill(int(pid), s); err != nil {
		t.Fatal(err)
	}
}

// noLeaks compares what is open when the test has ended with what was before,
// and fails if a child of ours is left.
func noLeaks(t *testing.T) {
	t.Helper()
	// The poller and the spawner stay; they are not leaks.
	warm := &running{t: t}
	if spawners.work[cage{}] == nil {
		warm = run(t, Config{Units: []Spec{spec(control.Compositor, "obedient")}})
		warm.await(control.Compositor, Running)
		warm.stop()
	}
	fds, routines := openFiles(t), runtime.NumGoroutine()-spawnerCount()
	t.Cleanup(func() {
		if _, err := unix.Wait4(-1, nil, unix.WNOHANG, nil); err != unix.ECHILD {
			t.Errorf("a child is left: %v", err)
		}
		until(t, "all goroutines to end", func() bool { return runtime.NumGoroutine()-spawnerCount() <= routines })
		if now := openFiles(t); len(now) > len(fds) {
			t.Errorf("open files: %v, before %v", now, fds)
		}
	})
}

func openFiles(t *testing.T) (out []string) {
	t.Helper()
	names, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		// The runtime now and then looks how many processors it may use.
		if to, err := os.Readlink(n); err == nil && !strings.HasPrefix(to, "/sys/") {
			out = append(out, to)
		}
	}
	return out
}

// newTestLog logs without the time.
func newTestLog(l *logbook) *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

// spawnerCount is the number of goroutines that never end.
func spawnerCount() int {
	spawners.Lock()
	defer spawners.Unlock()
	return len(spawners.work)
}
