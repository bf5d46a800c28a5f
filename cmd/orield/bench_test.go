package main

import (
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// BenchmarkOrield measures orield at work, with stand-ins for what it starts:
// how long it takes from its start until a user distro connects to X0, from
// its death until its successor answers, from the backend's and the X server's
// death until another one is there, and how much memory each of its two
// processes has.
func BenchmarkOrield(b *testing.B) {
	s, ok := newSystem(b)
	if !ok {
		return
	}
	ms := func(name string, f func()) {
		began := time.Now()
		f()
		b.ReportMetric(float64(time.Since(began).Microseconds())/1000, name+"-ms")
	}
	for b.Loop() {
		ms("start", func() { s.start().up() })
		for name, pid := range map[string]int{"worker": s.worker(), "keeper": s.cmd.Process.Pid} {
			kb, err := strconv.Atoi(s.status(pid)["VmRSS"])
			must(b, err)
			b.ReportMetric(float64(kb)/1024, name+"-MB")
		}
		ms("successor", func() {
			must(b, unix.Kill(s.worker(), unix.SIGKILL))
			s.until("the successor", func() bool { return s.states() != nil })
		})
		for name, id := range map[string]control.Unit{"backend": control.RDPBackend, "xserver": control.XServer} {
			s.up()
			pid := s.pid(id)
			ms(name, func() {
				must(b, unix.Kill(pid, unix.SIGKILL))
				s.until("another one", func() bool { p := s.pid(id); return p != 0 && p != pid })
			})
		}
		s.stop()
	}
}
