package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/gpu"
	"oriel/gpu/overlay"
	"oriel/socket/mountns/nstest"
)

// journal is what is logged, by several goroutines.
type journal struct {
	sync.Mutex
	strings.Builder
}

func (j *journal) Write(b []byte) (int, error) {
	j.Lock()
	defer j.Unlock()
	return j.Builder.Write(b)
}

func (j *journal) String() string {
	j.Lock()
	defer j.Unlock()
	return j.Builder.String()
}

// TestTheShareMayDie is a distro with the drivers of gpu.Overlay: it reads
// them, the share is killed, and soon it reads them again.
func TestTheShareMayDie(t *testing.T) {
	needNineP(t)
	program := inherit(t)
	if !nstest.Private(t, false) {
		return
	}
	d := nstest.Start(t, nstest.Distro{Chroot: nstest.Root(t)})
	c := overlay.Default()
	c.Packaged, c.Inbox, c.Work = "", "", filepath.Join(t.TempDir(), "lib")
	c.Drivers = share(t).Name()
	var log journal
	o, err := gpu.Start(gpu.Config{PID: d.PID, Where: &c, Share: program, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if a := o.Account(); !a.Served || a.Drivers != "/usr/lib/wsl/drivers" || len(a.Notes) > 0 {
		t.Fatalf("not served: %+v", a)
	}
	want, err := os.ReadFile(filepath.Join(c.Drivers, "a.so"))
	if err != nil {
		t.Fatal(err)
	}
	see := func() string {
		got, err := d.Do("read", "/usr/lib/wsl/drivers/a.so")
		if err != nil || got != string(want) {
			return fmt.Sprintf("%d bytes, %v", len(got), err)
		}
		return ""
	}
	if bad := see(); bad != "" {
		t.Fatal(bad)
	}
	if err := unix.Kill(child(t), unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); !strings.Contains(log.String(), "Mounted the drivers again"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not mounted again:\n%s", &log)
		}
	}
	if bad := see(); bad != "" {
		t.Error(bad)
	}
	if n := strings.Count(d.Must("read", "/proc/self/mountinfo"), "wsl/drivers"); n != 1 {
		t.Errorf("%d mounts at the target", n)
	}
	// A successor finds a mount that nobody serves.
	if err := errors.Join(unix.Kill(child(t), unix.SIGKILL), o.Close()); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); see() == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the share lives on")
		}
	}
	if o, err = gpu.Start(gpu.Config{PID: d.PID, Where: &c, Share: program}); err != nil {
		t.Fatal(err)
	}
	if bad := see(); bad != "" {
		t.Error(bad)
	}
	if err := o.Withdraw(); err != nil {
		t.Error(err)
	}
	if _, err := d.Do("read", "/usr/lib/wsl/drivers/a.so"); !errors.Is(err, unix.ENOENT) {
		t.Errorf("withdrawn: %v", err)
	}
}

// child is the share that runs: of our children the one that is no stand-in.
func child(t *testing.T) int {
	t.Helper()
	all, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		b, _ := os.ReadFile(path)
		for _, f := range strings.Fields(string(b)) {
			pid, err := strconv.Atoi(f)
			if name, _ := os.ReadFile("/proc/" + f + "/cmdline"); err == nil && strings.Contains(string(name), "/fd/") {
				return pid
			}
		}
	}
	t.Fatal("no share runs")
	return 0
}
