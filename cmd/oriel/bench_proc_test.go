package main_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// used is what a process has used so far.
type used struct {
	cpu     time.Duration // user and system
	wakeups uint64        // how often a thread went to sleep by itself
}

// usage reads a process's threads. The scheduler counts nanoseconds, where
// /proc/PID/stat has ticks of 10 ms; threads that have ended are not in it, but
// neither Go's runtime nor Xwayland ends threads while it runs.
func usage(t testing.TB, pid int) (u used) {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil || len(threads) == 0 {
		t.Fatalf("process %d is gone", pid)
	}
	for _, dir := range threads {
		b, err := os.ReadFile(dir + "/schedstat")
		if err != nil {
			t.Fatal(err)
		}
		u.cpu += time.Duration(number(t, bytes.Fields(b)[0]))
		u.wakeups += field(t, dir+"/status", "voluntary_ctxt_switches:")
	}
	return u
}

// A benchProcess is a process that is watched.
type benchProcess struct {
	name string
	pid  int
}

// usages reads processes, by name.
func usages(t testing.TB, list []benchProcess) map[string]used {
	t.Helper()
	m := map[string]used{}
	for _, p := range list {
		m[p.name] = usage(t, p.pid)
	}
	return m
}

// processes asks the bridge for its own. The answer costs it something: ask
// before, not within what is measured.
func processes(br *bridge) (list []benchProcess) {
	br.t.Helper()
	for _, p := range br.status().Processes {
		if p.PID != 0 {
			list = append(list, benchProcess{p.Name, p.PID})
		}
	}
	return list
}

// memory is what a process has in memory, and that with shared pages divided
// by who shares them; in bytes.
func memory(t testing.TB, pid int) (rss, pss uint64) {
	t.Helper()
	path := fmt.Sprintf("/proc/%d/smaps_rollup", pid)
	return field(t, path, "Rss:") << 10, field(t, path, "Pss:") << 10
}

// field reads a number from a file of lines with names.
func field(t testing.TB, path, name string) uint64 {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(b) {
		if f := bytes.Fields(line); len(f) > 1 && string(f[0]) == name {
			return number(t, f[1])
		}
	}
	t.Fatalf("%s has no %s", path, name)
	return 0
}

func number(t testing.TB, b []byte) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(string(b), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func median(d []time.Duration) time.Duration { return quantile(d, 50) }

func p95(d []time.Duration) time.Duration { return quantile(d, 95) }

func quantile(d []time.Duration, percent int) time.Duration {
	s := slices.Sorted(slices.Values(d))
	return s[min(len(s)*percent/100, len(s)-1)]
}

func medianOf(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}
