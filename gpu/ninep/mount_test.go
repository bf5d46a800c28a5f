package ninep

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

func TestMain(m *testing.M) { nstest.Main(m) }

// TestKernelMountsIt mounts the share as WSL mounts its own, and reads it with
// ordinary system calls.
func TestKernelMountsIt(t *testing.T) {
	if b, err := os.ReadFile("/proc/filesystems"); err == nil && !strings.Contains(string(b), "\t9p\n") {
		t.Skip("this kernel has no 9p file system, or has not loaded it")
	}
	if !nstest.Private(t, false) {
		return
	}
	dir := drivers(t)
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "server"), fds[1]
	root, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- Serve(ours, root, Options{Name: "drivers"}) }()
	to := t.TempDir()
	options := fmt.Sprintf("trans=fd,rfdno=%d,wfdno=%d,version=9p2000.L,msize=65536,cache=mmap,aname=drivers;fmask=222;dmask=222", theirs, theirs)
	if err := unix.Mount("none", to, "9p", unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOATIME|unix.MS_DIRSYNC, options); err != nil {
		t.Fatal(err)
	}
	unix.Close(theirs)
	seeMount(t, dir, to)
	if err := unix.Unmount(to, 0); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the server: %v", err)
	}
}

func seeMount(t *testing.T, dir, to string) {
	t.Helper()
	table, err := mountns.Here().Mounts()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(table, func(m mountns.Info) bool { return m.Point == to })
	if i < 0 {
		t.Fatalf("not mounted: %+v", table)
	}
	m := table[i]
	if m.Type != "9p" || m.Source != "none" || m.Options != "ro,nosuid,nodev,noatime" ||
		!strings.HasPrefix(m.Super, "ro,dirsync,aname=drivers;fmask=222;dmask=222,mmap,access=client,msize=65536,trans=fd,rfd=") {
		t.Errorf("%+v", m)
	}
	for _, path := range []string{"a.so", "nv/lib/deep.so", "big", "here/lib/deep.so"} {
		want, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(to, path))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: %d bytes, %v", path, len(got), err)
		}
	}
	names := func(dir string) (all []string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, e.Name()+" "+e.Type().String())
		}
		return all
	}
	if got, want := names(to), names(dir); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if err := os.WriteFile(filepath.Join(to, "new"), nil, 0o644); !errors.Is(err, unix.EROFS) {
		t.Errorf("writing: %v", err)
	}
	f, err := os.Open(filepath.Join(to, "big"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	mem, err := unix.Mmap(int(f.Fd()), 0, 1<<16, unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	if string(mem[:16]) != "0123456789abcdef" {
		t.Errorf("mapped: %q", mem[:16])
	}
	_ = unix.Munmap(mem)
}
