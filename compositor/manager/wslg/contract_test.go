package wslg_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/compositor/manager/wslg"
	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

func TestMain(m *testing.M) { nstest.Main(m) }

const (
	alice = 1000
	bob   = 1001
	eve   = 1002 // has no display
	x0    = "/tmp/.X11-unix/X0"
)

// A world is a system side and a user distro, each with a root directory of
// its own.
type world struct {
	t       *testing.T
	share   *wslg.Share
	sockets []*wslg.Socket
	distro  *wslg.Distro
	user    *nstest.Process
	root    string // of the user side
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// newWorld publishes a share to a user distro. It is false in the process that
// only waits for the one in which the test runs.
func newWorld(t *testing.T) (*world, bool) {
	t.Helper()
	if !nstest.Private(t, false) {
		return nil, false
	}
	nstest.SystemSide(t)
	w := &world{t: t, root: nstest.UserSide(t)}
	var err error
	w.share, err = wslg.Open(config())
	must(t, err)
	w.sockets, err = w.share.Sockets(nil)
	must(t, err)
	t.Cleanup(func() { w.share.Close() })
	w.user = nstest.Start(t, nstest.Distro{Chroot: w.root})
	w.publish()
	return w, true
}

func config() wslg.Config {
	return wslg.Config{UIDs: []uint32{alice, bob}, Versions: "/top/etc/versions.txt", Doc: "/top/usr/share/doc"}
}

func (w *world) publish() {
	w.t.Helper()
	fd, err := unix.PidfdOpen(w.user.PID, 0)
	must(w.t, err)
	pidfd := os.NewFile(uintptr(fd), "pidfd")
	defer pidfd.Close()
	w.distro, err = w.share.Publish(pidfd, true)
	must(w.t, err)
}

// mounts is the user side's own view.
func (w *world) mounts() []mountns.Info {
	w.t.Helper()
	table, err := mountns.ReadMountinfo(strings.NewReader(w.user.Must("read", "/proc/self/mountinfo")))
	must(w.t, err)
	return table
}

// mount is the topmost mount at a path, without its numbers.
func (w *world) mount(point string) mountns.Info {
	w.t.Helper()
	for _, m := range slices.Backward(w.mounts()) {
		if m.Point == point {
			m.ID, m.Parent, m.Major, m.Minor, m.Shared, m.Master = 0, 0, 0, 0, 0, 0
			m.Super = strings.TrimSuffix(m.Super, ",inode64")
			return m
		}
	}
	w.t.Errorf("nothing is mounted at %s", point)
	return mountns.Info{}
}

// soon waits for what is to be true within a second.
func soon(t *testing.T, what string, f func() bool) {
	t.Helper()
	for begin := time.Now(); !f(); time.Sleep(time.Millisecond) {
		if time.Since(begin) > 20*time.Second {
			t.Fatalf("did not come about: %s", what)
		}
	}
}

func (w *world) connects(uid int, path string) bool {
	_, err := w.user.Do("as", fmt.Sprint(uid), path)
	return err == nil
}

// TestMountinfo compares the mounts as the user distro sees them with those of
// WSL 2.0, field for field.
func TestMountinfo(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	const overlay = "rw,lowerdir=/systemvhd,upperdir=/system/rw/upper,workdir=/system/rw/work"
	for _, want := range []mountns.Info{
		{Root: "/", Point: "/mnt/wslg", Options: "rw,relatime", Type: "tmpfs", Source: "none", Super: "rw"},
		{Root: "/etc/versions.txt", Point: "/mnt/wslg/versions.txt", Options: "rw,relatime", Type: "overlay", Source: "none", Super: overlay},
		{Root: "/usr/share/doc", Point: "/mnt/wslg/doc", Options: "rw,relatime", Type: "overlay", Source: "none", Super: overlay},
		// The original's is on a disk: ext4 and its options.
		{Root: "/", Point: "/mnt/wslg/distro", Options: "ro,relatime", Type: "tmpfs", Source: "user", Super: "rw,mode=755"},
		{Root: "/.X11-unix", Point: "/tmp/.X11-unix", Options: "ro,relatime", Type: "tmpfs", Source: "none", Super: "rw"},
	} {
		got := w.mount(want.Point)
		got.Super, _, _ = strings.Cut(got.Super, ",uuid")
		if got.Type == "overlay" { // newer kernels name more
			got.Super = strings.Join(strings.Split(got.Super, ",")[:4], ",")
		}
		if got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	for _, m := range w.mounts() {
		if strings.HasPrefix(m.Point, "/mnt/wslg") && m.Shared != 0 {
			t.Errorf("what the user distro mounts at %s would be seen by others", m.Point)
		}
	}
}

// TestShare is what is in the share, and whose it is.
func TestShare(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	for path, want := range map[string]string{
		"/mnt/wslg":                                "40755 0:0",
		"/mnt/wslg/.X11-unix":                      "40755 0:0",
		"/mnt/wslg/.X11-unix/X0":                   "140666 0:0",
		"/mnt/wslg/oriel.sock":                     "140666 0:0",
		"/mnt/wslg/runtime-dir":                    "40700 1000:1000",
		"/mnt/wslg/runtime-dir/wayland-0":          "140600 1000:1000",
		"/mnt/wslg/runtime-dir/wayland-0.lock":     "100600 1000:1000",
		"/mnt/wslg/run/user":                       "40755 0:0",
		"/mnt/wslg/run/user/1001":                  "40700 1001:1001",
		"/mnt/wslg/run/user/1001/wayland-0":        "140600 1001:1001",
		"/mnt/wslg/run/user/1000/wayland-0":        "140600 1000:1000",
		"/mnt/wslg/versions.txt":                   "100444 0:0",
		"/mnt/wslg/wslg.rdp":                       "100644 0:0",
		"/mnt/wslg/wslg_desktop.rdp":               "100644 0:0",
		"/mnt/wslg/distro/etc/profile.d/wslg.sh":   "100644 0:0",
		"/tmp/.X11-unix":                           "40755 0:0",
		"/etc/systemd/system-generators/wslg":      "100755 0:0",
		"/etc/systemd/user-generators/wslg":        "100755 0:0",
		"/etc/environment.d/60-wslg.conf":          "100644 0:0",
		"/mnt/wslg/distro/tmp/.X11-unix/X0":        "",
		"/mnt/wslg/distro/mnt/wslg/runtime-dir":    "",
		"/mnt/wslg/.sockets":                       "40700 0:0",
		"/mnt/wslg/doc/README":                     "100444 0:0",
		"/mnt/wslg/run/user/1002":                  "",
		"/run/systemd/system-generators/wslg":      "",
		"/mnt/wslg/runtime-dir/wayland-0/nonsense": "",
	} {
		got, err := w.user.Do("stat", path)
		if err != nil {
			got = ""
		}
		if got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	out := w.user.Must("sh", "0", `find /mnt/wslg -xdev -perm -0002 ! -type l ! -type s`)
	if out != "" {
		t.Errorf("everybody may write to %s", out)
	}
	if got := w.user.Must("read", "/mnt/wslg/versions.txt"); got != "Oriel: test\n" {
		t.Errorf("versions.txt is %q", got)
	}
	if _, err := w.user.Do("write", "/mnt/wslg/distro/etc/x", ""); !errors.Is(err, unix.EROFS) {
		t.Errorf("writing to its own root through the share: %v", err)
	}
}

// TestEachUserHasSockets: everybody named has their own, and nobody another's.
func TestEachUserHasSockets(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	for _, c := range []struct {
		uid  int
		path string
		want bool
	}{
		{alice, "/mnt/wslg/runtime-dir/wayland-0", true},
		{bob, "/mnt/wslg/run/user/1001/wayland-0", true},
		{alice, "/mnt/wslg/run/user/1001/wayland-0", false},
		{bob, "/mnt/wslg/runtime-dir/wayland-0", false},
		{eve, "/mnt/wslg/runtime-dir/wayland-0", false},
		{alice, "/mnt/wslg/.sockets/" + filepath.Base(w.sockets[3].File.Name()), false},
		{alice, x0, true}, {bob, x0, true}, // Xwayland asks who they are
	} {
		if got := w.connects(c.uid, c.path); got != c.want {
			t.Errorf("user %d connects to %s: %v, want %v", c.uid, c.path, got, c.want)
		}
	}
	var kinds []string
	for _, k := range w.sockets {
		l := k.Listener()
		kinds = append(kinds, fmt.Sprintf("%d:%d", l.Kind, l.UID))
		if l.Kind == control.ListenX11 && l.Number != 0 {
			t.Errorf("display :%d", l.Number)
		}
	}
	if want := []string{"2:0", "3:0", "1:1000", "1:1001"}; !slices.Equal(kinds, want) {
		t.Errorf("listeners %v, want %v", kinds, want)
	}
}

// TestEnvironmentOfALogin: what /etc/profile.d sets, for whom, and what it
// leaves alone.
func TestEnvironmentOfALogin(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	must(t, os.Mkdir(w.root+"/run/user", 0o755), os.Mkdir(w.root+"/run/user/1000", 0o700), os.Chown(w.root+"/run/user/1000", alice, alice))
	const show = `. /etc/profile.d/wslg.sh; echo $DISPLAY,$WAYLAND_DISPLAY,$XDG_RUNTIME_DIR,$PULSE_SERVER`
	check := func(uid, want string, env ...string) {
		t.Helper()
		args := append(append([]string{uid}, env...), show)
		if got := strings.TrimSpace(w.user.Must("sh", args...)); got != want {
			t.Errorf("user %s with %v has %q, want %q", uid, env, got, want)
		}
	}
	check("1000", ":0,wayland-0,/mnt/wslg/runtime-dir,")
	check("1001", ":0,wayland-0,/mnt/wslg/run/user/1001,")
	check("1002", ":0,,,")
	check("1000", ":0,/mnt/wslg/runtime-dir/wayland-0,/run/user/1000,", "XDG_RUNTIME_DIR=/run/user/1000")
	check("1000", "localhost:10.0,wayland-7,/mnt/wslg/runtime-dir,", "DISPLAY=localhost:10.0", "WAYLAND_DISPLAY=wayland-7")
	w.user.Must("sh", "1000", "ln -s /mnt/wslg/run/user/1000/wayland-0 /run/user/1000/wayland-0")
	check("1000", ":0,wayland-0,/run/user/1000,", "XDG_RUNTIME_DIR=/run/user/1000")

	l, err := listenPulse(t)
	must(t, err)
	check("1000", ":0,wayland-0,/mnt/wslg/runtime-dir,unix:/mnt/wslg/PulseServer")
	check("1000", ":0,wayland-0,/mnt/wslg/runtime-dir,tcp:elsewhere", "PULSE_SERVER=tcp:elsewhere")
	must(t, l.Close(), w.distro.Close())
	w.publish()
	if got := w.user.Must("read", "/etc/environment.d/60-wslg.conf"); !strings.Contains(got, "\nPULSE_SERVER=") {
		t.Errorf("with a sound server environment.d has %q", got)
	}
}

// TestGenerators runs them as systemd would.
func TestGenerators(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	w.user.Must("sh", "0", "mkdir -p /tmp/units && /etc/systemd/system-generators/wslg /tmp/units /tmp/units /tmp/units && /etc/systemd/user-generators/wslg /tmp/units /tmp/units /tmp/units")
	unit := w.user.Must("read", "/tmp/units/wslg.service")
	for _, line := range []string{
		"ConditionPathExists=/mnt/wslg/.X11-unix", "ConditionPathExists=!/tmp/.X11-unix/X0",
		"After=systemd-tmpfiles-setup.service tmp.mount",
		"ExecStart=/bin/mount -o bind,ro,X-mount.mkdir -t none /mnt/wslg/.X11-unix /tmp/.X11-unix",
	} {
		if !strings.Contains(unit, line+"\n") {
			t.Errorf("wslg.service lacks %q", line)
		}
	}
	if got := w.user.Must("sh", "0", "wc -c < /run/tmpfiles.d/x11.conf; readlink /tmp/units/sysinit.target.wants/wslg.service"); got != "0\n../wslg.service\n" {
		t.Errorf("got %q", got)
	}
	session := w.user.Must("read", "/tmp/units/wslg-session.service")
	if !strings.Contains(session, "/mnt/wslg/run/user/%U/") {
		t.Errorf("wslg-session.service is %s", session)
	}
	if _, err := w.user.Do("sh", "0", "systemd-analyze --version"); err == nil {
		if out, err := w.user.Do("sh", "0", "systemd-analyze --man=no verify /tmp/units/wslg.service 2>&1"); err != nil {
			t.Errorf("systemd does not like it: %s", out)
		}
	}
}

// TestWithdrawLeavesNothing in the user distro.
func TestWithdrawLeavesNothing(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	must(t, w.distro.Withdraw())
	for _, m := range w.mounts() {
		if strings.Contains(m.Point, "wslg") || strings.Contains(m.Point, "X11") {
			t.Errorf("left: %+v", m)
		}
	}
	if out := w.user.Must("sh", "0", "find /etc /run -type f"); out != "" {
		t.Errorf("left: %s", out)
	}
	if v, err := mountns.Here().Look("/mnt/wslg/distro"); err == nil && v.MountRoot {
		t.Error("the share still shows the distro")
	}
}

// TestEndOfTheDistro: nothing of it is held, so that it can be unmounted.
func TestEndOfTheDistro(t *testing.T) {
	w, ok := newWorld(t)
	if !ok {
		return
	}
	w.user.Stop()
	<-w.distro.Done()
	soon(t, "the share shows it no more", func() bool {
		v, err := mountns.Here().Look("/mnt/wslg/distro")
		return err == nil && !v.MountRoot
	})
	must(t, w.distro.Close(), unix.Unmount(w.root+"/usr", 0), unix.Unmount(w.root+"/dev/null", 0), unix.Unmount(w.root, 0))
}
