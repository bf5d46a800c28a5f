package manager

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// statusOf lets a unit say its /proc/self/status, and returns the fields.
func statusOf(t *testing.T, s Spec) map[string]string {
	t.Helper()
	s.ID, s.Path, s.Policy = control.Share, "/bin/cat", quick
	s.Args = []string{"/proc/self/status"}
	r := run(t, Config{Units: []Spec{s}})
	until(t, "its end", func() bool { u := r.unit(control.Share); return u.Starts == 1 && u.State == Stopped })
	r.stop()
	out := map[string]string{}
	for _, line := range r.log.lines {
		_, text, ok := strings.Cut(line, `msg="`)
		if name, value, found := strings.Cut(text, `:\t`); ok && found {
			value, _, _ = strings.Cut(value, `"`)
			out[name] = strings.Join(strings.Fields(strings.ReplaceAll(value, `\t`, " ")), " ")
		}
	}
	return out
}

func TestNoNewPrivs(t *testing.T) {
	noLeaks(t)
	for range 2 { // the second time on the same thread
		if s := statusOf(t, Spec{NoNewPrivs: true}); s["NoNewPrivs"] != "1" {
			t.Errorf("%v", s)
		}
		if s := statusOf(t, Spec{}); s["NoNewPrivs"] != "0" {
			t.Errorf("it spread: %v", s)
		}
	}
}

func TestUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become others")
	}
	noLeaks(t)
	before := ownStatus(t)
	for _, c := range []struct {
		name string
		user User
		want map[string]string
	}{
		{"without capabilities", User{UID: 65534, GID: 65533, Groups: []uint32{7, 8}}, map[string]string{
			"Uid": "65534 65534 65534 65534", "Gid": "65533 65533 65533 65533", "Groups": "7 8",
			"CapEff": "0000000000000000", "CapPrm": "0000000000000000", "CapBnd": "0000000000000000",
			"CapAmb": "0000000000000000", "NoNewPrivs": "1",
		}},
		{"with one", User{UID: 65534, GID: 65534, Caps: []uint{unix.CAP_NET_BIND_SERVICE}}, map[string]string{
			"Uid": "65534 65534 65534 65534", "Groups": "", "CapEff": "0000000000000400",
			"CapBnd": "0000000000000400", "CapAmb": "0000000000000400",
		}},
		{"bounded root", User{Caps: []uint{unix.CAP_CHOWN, unix.CAP_KILL}}, map[string]string{
			"Uid": "0 0 0 0", "CapEff": "0000000000000021", "CapBnd": "0000000000000021",
		}},
	} {
		got := statusOf(t, Spec{User: &c.user, NoNewPrivs: true})
		for name, want := range c.want {
			if got[name] != want {
				t.Errorf("%s: %s is %q, want %q", c.name, name, got[name], want)
			}
		}
	}
	if after := ownStatus(t); after != before {
		t.Errorf("we are another:\n%s\nnot\n%s", after, before)
	}
}

// ownStatus is what our main thread may do.
func ownStatus(t *testing.T) (out string) {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "Cap") || strings.HasPrefix(line, "NoNewPrivs") || strings.HasPrefix(line, "Uid") {
			out += line
		}
	}
	return out
}

func TestChildGetsOnlyItsOwn(t *testing.T) {
	noLeaks(t)
	extra, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer extra.Close()
	closeOnExec() // what the test itself was given
	s := Spec{ID: control.Share, Path: "/bin/sh", Policy: quick, Dir: "/proc", Env: []string{"ONLY=this"},
		Args: []string{"-c", `pwd; echo ONLY is $ONLY, HOME is $HOME; read -r x || echo "stdin ended"; exec /bin/ls -m /proc/self/fd`},
		Open: func(l *Launch) error { l.File(extra); return nil }}
	r := run(t, Config{Units: []Spec{s}})
	until(t, "its end", func() bool { u := r.unit(control.Share); return u.Starts == 1 && u.State == Stopped })
	for _, want := range []string{`"0, 1, 2, 3, 4"`, "msg=/proc ", `"ONLY is this, HOME is"`, "stdin ended"} {
		if !r.log.has(want) {
			t.Errorf("it does not say %s", want)
		}
	}
}

func TestPidOfAndStartTime(t *testing.T) {
	fd, err := unix.PidfdOpen(os.Getpid(), 0)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), "pidfd")
	if pid := pidOf(f); pid != os.Getpid() {
		t.Errorf("we are %d", pid)
	}
	f.Close()
	if pid := pidOf(f); pid != 0 {
		t.Errorf("a closed one is %d", pid)
	}
	a, err := startTime(os.Getpid())
	if err != nil || a == 0 {
		t.Errorf("%d, %v", a, err)
	}
	if b, err := startTime(os.Getpid()); b != a {
		t.Errorf("%d, then %d, %v", a, b, err)
	}
	if _, err := startTime(-1); err == nil {
		t.Error("a process that cannot be")
	}
}

func TestEnding(t *testing.T) {
	for status, want := range map[uint32]string{
		0: "exit status 0", 3 << 8: "exit status 3", 9: "signal: killed", control.ExitUnknown: "it ended, nobody knows how",
	} {
		if got := ending(status).Error(); got != want || clean(status) != (status == 0) {
			t.Errorf("%#x: %q", status, got)
		}
	}
}

func FuzzRelog(f *testing.F) {
	f.Add([]byte("a\nb\r\n\n\xff\x00c"))
	f.Add(bytes.Repeat([]byte("x"), 3*lineLength))
	f.Fuzz(func(t *testing.T, b []byte) {
		if bytes.Count(b, []byte("\n")) >= lineRate/2 || len(b) >= byteRate/2 {
			return // it would be slowed down
		}
		l := &logbook{}
		relog(iotest.OneByteReader(bytes.NewReader(b)), newTestLog(l), slog.LevelInfo, nil)
		whole := &logbook{}
		relog(bytes.NewReader(b), newTestLog(whole), slog.LevelInfo, nil)
		if strings.Join(l.lines, "\n") != strings.Join(whole.lines, "\n") {
			t.Errorf("in pieces %q, at once %q", l.lines, whole.lines)
		}
		for _, line := range l.lines {
			if strings.ContainsAny(line, "\n\x00\x1b") {
				t.Errorf("%q", line)
			}
		}
	})
}
