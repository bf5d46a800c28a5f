package main

import (
	"net"
	"os"
	"path/filepath"
	"slices"
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
	for name, alive := range map[string]bool{"1": true, "2": false} {
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
	if got := names(); len(got) != 6 {
		t.Errorf("of young ones are left %q", got)
	}
	sweep(dir, time.Now().Add(time.Hour))
	if got, want := names(), []string{"1.sock", "other", "run-1", "run-3"}; !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
}
