package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// checks are what orield can do, in this order, each for the sake of some
// capability. The error says what does not work.
var checks = []struct {
	name string
	ok   func(s *system) bool
}{
	{"listens below port 1024, and runs its children", func(s *system) bool {
		return s.soon(func() bool { return s.pid(control.Compositor) != 0 && s.pid(control.RDPBackend) != 0 })
	}},
	{"shares sockets that are their users'", func(s *system) bool {
		var st unix.Stat_t
		return unix.Lstat(wayland, &st) == nil && st.Uid == alice && st.Mode == unix.S_IFSOCK|0o600
	}},
	{"runs children as others", func(s *system) bool {
		status := s.status(s.pid(control.Compositor))
		return status["Uid"] == "2000" && status["Gid"] == "2000"
	}},
	{"takes all capabilities from them", func(s *system) bool {
		n, err := strconv.ParseUint(s.status(s.pid(control.RDPBackend))["CapBnd"], 16, 64)
		return err == nil && n == 0
	}},
	{"publishes to a user distro", func(s *system) bool {
		return s.soon(s.readOnly)
	}},
	{"replaces a child", func(s *system) bool {
		pid := s.pid(control.RDPBackend)
		_, _ = s.request(&control.Reload{Unit: control.RDPBackend})
		return s.soon(func() bool { p := s.pid(control.RDPBackend); return p != 0 && p != pid })
	}},
	{"puts back what a user removes", func(s *system) bool {
		_, _ = s.user.Do("sh", "1000", "rm /mnt/wslg/runtime-dir/wayland-0")
		return s.soon(func() bool { _, err := os.Lstat(wayland); return err == nil })
	}},
}

// neededFor are the checks that fail without a capability.
var neededFor = map[string]string{
	"CAP_SYS_ADMIN":        "listens below port 1024, and runs its children",
	"CAP_SETUID":           "listens below port 1024, and runs its children",
	"CAP_SETGID":           "listens below port 1024, and runs its children",
	"CAP_SETPCAP":          "listens below port 1024, and runs its children",
	"CAP_CHOWN":            "listens below port 1024, and runs its children",
	"CAP_FOWNER":           "listens below port 1024, and runs its children",
	"CAP_DAC_OVERRIDE":     "listens below port 1024, and runs its children",
	"CAP_NET_BIND_SERVICE": "listens below port 1024, and runs its children",
	"CAP_SYS_CHROOT":       "publishes to a user distro",
	"CAP_SYS_PTRACE":       "publishes to a user distro",
	"CAP_KILL":             "replaces a child",
}

// soon waits a while for something that may never come.
func (s *system) soon(f func() bool) bool {
	for begin := time.Now(); time.Since(begin) < 3*time.Second; time.Sleep(5 * time.Millisecond) {
		select {
		case err := <-s.ended:
			s.ended <- err
			return false
		default:
		}
		if f() {
			return true
		}
	}
	return false
}

// status are fields of a process's status, each with its first word.
func (s *system) status(pid int) map[string]string {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	out := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(value) != "" {
			out[name] = strings.Fields(value)[0]
		}
	}
	return out
}

// failing is the first check that fails, "" if none does.
func (s *system) failing() string {
	for _, c := range checks {
		if !c.ok(s) {
			return c.name
		}
	}
	return ""
}

// TestEachCapabilityIsNeeded: with all that orield keeps, all checks pass, and
// it has no other. Without any one of them a check fails.
func TestEachCapabilityIsNeeded(t *testing.T) {
	var all uint64
	for _, c := range capabilities {
		all |= 1 << c.number
	}
	t.Run("all", func(t *testing.T) {
		s, ok := newSystem(t)
		if !ok {
			return
		}
		s.args = append(s.args, "--listen", "tcp:0.0.0.0:3")
		s.start()
		if name := s.failing(); name != "" {
			t.Fatalf("it does not: %s", name)
		}
		for _, field := range []string{"CapBnd", "CapPrm", "CapEff"} {
			n, err := strconv.ParseUint(s.status(s.worker())[field], 16, 64)
			if err != nil || n != all {
				t.Errorf("%s is %x, want %x", field, n, all)
			}
		}
		s.stop()
	})
	for _, c := range capabilities {
		t.Run(c.name, func(t *testing.T) {
			s, ok := newSystem(t)
			if !ok {
				return
			}
			s.args = append(s.args, "--listen", "tcp:0.0.0.0:3")
			s.wrap = []string{"/usr/bin/setpriv", "--bounding-set", "-" + strings.ToLower(strings.TrimPrefix(c.name, "CAP_"))}
			s.start()
			if got, want := s.failing(), neededFor[c.name]; got != want || want == "" {
				t.Errorf("without %s (%s) fails: %q, want %q", c.name, c.why, got, want)
			}
		})
	}
}
