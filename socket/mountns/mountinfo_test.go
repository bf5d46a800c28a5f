package mountns_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"oriel/socket/mountns"
)

func TestReadMountinfo(t *testing.T) {
	const text = `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
74 60 0:34 /.X11-unix /tmp/a\040b\134c ro,relatime shared:31 master:4 propagate_from:2 - tmpfs none rw
80 60 0:50 / /usr/lib/wsl/drivers ro,nosuid,nodev,noatime - 9p none ro,dirsync,aname=drivers;fmask=222;dmask=222,mmap,trans=fd,rfd=7,wfd=7
`
	got, err := mountns.ReadMountinfo(strings.NewReader(text))
	want := []mountns.Info{
		{ID: 36, Parent: 35, Major: 98, Root: "/mnt1", Point: "/mnt2", Options: "rw,noatime", Master: 1, Type: "ext3", Source: "/dev/root", Super: "rw,errors=continue"},
		{ID: 74, Parent: 60, Minor: 34, Root: "/.X11-unix", Point: `/tmp/a b\c`, Options: "ro,relatime", Shared: 31, Master: 4, Type: "tmpfs", Source: "none", Super: "rw"},
		{ID: 80, Parent: 60, Minor: 50, Root: "/", Point: "/usr/lib/wsl/drivers", Options: "ro,nosuid,nodev,noatime", Type: "9p", Source: "none", Super: "ro,dirsync,aname=drivers;fmask=222;dmask=222,mmap,trans=fd,rfd=7,wfd=7"},
	}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d lines, %v", len(got), err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %+v\nwant %+v", got[i], want[i])
		}
	}
}

func TestOurOwnMountinfo(t *testing.T) {
	table, err := mountns.Here().Mounts()
	if err != nil || len(table) == 0 {
		t.Fatalf("%d mounts, %v", len(table), err)
	}
}

func FuzzReadMountinfo(f *testing.F) {
	if b, err := os.ReadFile("/proc/self/mountinfo"); err == nil {
		f.Add(string(b))
	}
	f.Add("1 2 3:4 / / rw - t s o")
	f.Add("1 2 3:4 / / rw")
	f.Add(`1 2 3:4 \04 /\400 rw shared:x - t s o`)
	f.Fuzz(func(t *testing.T, text string) {
		table, err := mountns.ReadMountinfo(strings.NewReader(text))
		if err != nil && !errors.Is(err, mountns.ErrMountinfo) {
			t.Errorf("%v", err)
		}
		for _, m := range table {
			if m.ID < 0 || m.Parent < 0 {
				t.Errorf("%+v", m)
			}
		}
	})
}
