package wslg_test

import (
	"errors"
	"net"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/manager/wslg"
	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

func listenPulse(t *testing.T) (*net.UnixListener, error) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: "/mnt/wslg/PulseServer"})
	if err == nil {
		l.SetUnlinkOnClose(false)
	}
	return l, err
}

// TestWhatIsTakenAwayComesBack, for everybody who knows only X0 and wayland-0.
func TestWhatIsTakenAwayComesBack(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	for _, c := range []struct {
		name   string
		happen func()
	}{
		// These first: the kernel keeps a directory on which something is mounted.
		{"the X directory removed from the share", func() { w.user.Must("sh", "0", "rm -rf /mnt/wslg/.X11-unix || true") }},
		{"the X directory renamed", func() { w.user.Must("rename", "/mnt/wslg/.X11-unix", "/mnt/wslg/old") }},
		{"a tmpfs over /tmp", func() { w.user.Must("tmpfs", "/tmp") }},
		{"a tmpfs over the X directory", func() { w.user.Must("tmpfs", "/tmp/.X11-unix") }},
		{"unmounted", func() { w.user.Must("umount", "/tmp/.X11-unix") }},
		{"the share unmounted", func() { w.user.Must("umount", "/mnt/wslg") }},
		{"a tmpfs over the share", func() { w.user.Must("tmpfs", "/mnt/wslg") }},
		{"X0 removed from the share", func() { w.user.Must("unlink", "/mnt/wslg/.X11-unix/X0") }},
		{"something else in the place of X0", func() {
			w.user.Must("unlink", "/mnt/wslg/.X11-unix/X0")
			_, _ = w.user.Do("write", "/mnt/wslg/.X11-unix/X0", "") // if it is fast enough
		}},
		{"a user removes her socket", func() { w.user.Must("sh", "1000", "rm -f /mnt/wslg/runtime-dir/*") }},
		{"root removes a user's directory", func() { w.user.Must("sh", "0", "rm -rf /mnt/wslg/run/user/1001 || true") }},
		{"root removes all users' directories", func() { w.user.Must("sh", "0", "rm -rf /mnt/wslg/run || true") }},
	} {
		c.happen()
		steady := 0
		soon(t, c.name, func() bool {
			_, err := w.user.Do("unlink", x0)
			if errors.Is(err, unix.EROFS) && w.connects(alice, x0) && w.connects(alice, "/mnt/wslg/runtime-dir/wayland-0") &&
				w.connects(bob, "/mnt/wslg/run/user/1001/wayland-0") {
				steady++
			} else {
				steady = 0
			}
			return steady == 5
		})
	}
	if got, err := w.user.Do("stat", "/mnt/wslg/runtime-dir/wayland-0.lock"); err != nil || got != "100600 1000:1000" {
		t.Errorf("the lock file is %q, %v", got, err)
	}
}

// TestAUsersOwnSocketStays: who runs another compositor in their own directory
// keeps it.
func TestAUsersOwnSocketStays(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	w.user.Must("sh", "1000", "cd /mnt/wslg/runtime-dir; echo mine > new; mv new wayland-0")
	must(t, os.Remove("/mnt/wslg/.X11-unix/X0")) // the guard looks at everything
	soon(t, "X0 is back", func() bool { return w.connects(alice, x0) })
	if got := w.user.Must("sh", "1000", "cat /mnt/wslg/runtime-dir/wayland-0"); got != "mine\n" {
		t.Errorf("got %q", got)
	}
}

// TestHostileDistro puts links and files where mounts and files go. What is
// refused touches nothing on our side.
func TestHostileDistro(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	nstest.SystemSide(t)
	root := nstest.UserSide(t)
	share, err := wslg.Open(config())
	must(t, err)
	_, err = share.Sockets(nil)
	must(t, err)
	defer share.Close()
	must(t, os.MkdirAll("/victim", 0o755), os.WriteFile("/victim/file", []byte("whole"), 0o644))
	user := nstest.Start(t, nstest.Distro{Chroot: root})
	user.Must("mkdir", "/victim")
	user.Must("symlink", "/victim", "/tmp/.X11-unix")
	user.Must("symlink", "/victim", "/etc/profile.d")
	user.Must("symlink", "../../../../../victim", "/etc/environment.d")
	user.Must("symlink", "/victim", "/mnt/wslg")
	user.Must("mkdir", "/etc/systemd")
	user.Must("write", "/etc/systemd/system-generators", "a file")
	w := &world{t: t, share: share, user: user}
	w.publish()
	for _, m := range w.mounts() {
		if strings.Contains(m.Point, "victim") || strings.Contains(m.Point, "X11") {
			t.Errorf("mounted through a link: %+v", m)
		}
	}
	if out := user.Must("sh", "0", "ls /victim"); out != "" {
		t.Errorf("written through a link: %s", out)
	}
	entries, err := os.ReadDir("/victim")
	if err != nil || len(entries) != 1 {
		t.Errorf("ours has changed: %v, %v", entries, err)
	}
	if got := user.Must("stat", "/etc/systemd/user-generators/wslg"); got != "100755 0:0" {
		t.Errorf("what could be done was not: %s", got)
	}
	// Where the links go away, all is as it should be.
	user.Must("unlink", "/mnt/wslg")
	user.Must("unlink", "/tmp/.X11-unix")
	soon(t, "the X socket is there", func() bool { return w.connects(alice, x0) })
	must(t, w.distro.Withdraw())
}

// TestSuccessor: the sockets that a predecessor listened on are used again,
// and the mounts are found.
func TestSuccessor(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	c, err := net.Dial("unix", "/mnt/wslg/.X11-unix/X0") // waits to be accepted
	must(t, err)
	defer c.Close()
	before := w.mounts()
	must(t, w.distro.Close(), w.share.Close())
	kept := map[string]*os.File{"stranger": os.Stdin}
	for _, k := range w.sockets {
		kept[k.Name] = k.File
		if k.Lock != nil {
			kept[k.LockName()] = k.Lock
		}
	}
	old := w.sockets
	w.share, err = wslg.Open(config())
	must(t, err)
	w.sockets, err = w.share.Sockets(kept)
	must(t, err)
	w.publish()
	if len(kept) != 1 {
		t.Errorf("not used: %v", kept)
	}
	for i, k := range w.sockets {
		if k.File != old[i].File || k.Lock != old[i].Lock {
			t.Errorf("%s is another one", k.Name)
		}
	}
	if after := w.mounts(); len(after) != len(before) {
		t.Errorf("mounts: %d, then %d", len(before), len(after))
	}
	if _, err := mountns.Here().Look("/mnt/wslg/distro"); err != nil {
		t.Error(err)
	}
	must(t, w.distro.Withdraw())
	if v, err := mountns.Here().Look("/mnt/wslg/distro"); err == nil && v.MountRoot {
		t.Error("the share still shows the distro")
	}
}
