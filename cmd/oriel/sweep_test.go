package main

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

func TestSweepRemovesWhatTheDeadHaveLeft(t *testing.T) {
	dir := t.TempDir()
	listen := func(path string, alive bool) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		l.SetUnlinkOnClose(false)
		if alive {
			t.Cleanup(func() { l.Close() })
		} else {
			l.Close()
		}
	}
	here := strconv.Itoa(os.Getpid())
	for name, alive := range map[string]bool{here: true, here + "-1": false, "99999999": true, "99999998-2": false} {
		listen(filepath.Join(dir, name+".sock"), alive)
		listen(filepath.Join(dir, "run-"+name, "wayland-0"), alive)
	}
	listen(filepath.Join(dir, "other", "wayland-0"), false)
	if err := os.Mkdir(filepath.Join(dir, "run-3"), 0o700); err != nil { // starting, or not ours
		t.Fatal(err)
	}
	names := func() (out []string) {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			out = append(out, e.Name())
		}
		return out
	}
	sweep(dir, time.Now())
	want := []string{"99999999.sock", "other", "run-3", "run-99999999", here + ".sock", here + "-1.sock", "run-" + here, "run-" + here + "-1"}
	slices.Sort(want)
	if got := names(); !slices.Equal(got, want) {
		t.Errorf("of young ones are left %q, want %q", got, want)
	}
	sweep(dir, time.Now().Add(time.Hour))
	want = []string{"99999999.sock", "other", "run-3", "run-99999999", here + ".sock", "run-" + here}
	slices.Sort(want)
	if got := names(); !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
}
