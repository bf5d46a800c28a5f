package overlay

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

func TestMain(m *testing.M) { nstest.Main(m) }

// systemSide makes this process's root directory a machine of WSL.
func systemSide(t *testing.T) {
	t.Helper()
	root := machine(t, map[string]string{
		"gpu_drivers/nv/libcuda.so.1.1": "driver",
		"gpu_lib_packaged/libd3d12.so":  "packaged",
		"gpu_lib_inbox/libd3d12.so":     "inbox",
		"gpu_lib_inbox/libcuda.so.1":    "->/usr/lib/wsl/drivers/nv/libcuda.so.1.1",
	})
	for _, dir := range []string{"proc", "dev", "tmp", "etc", "usr"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"/proc", "/dev"} {
		if err := unix.Mount(dir, root+dir, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
			t.Fatal(err)
		}
	}
	// The process ends with the test; nothing has to be undone.
	if err := errors.Join(unix.Chroot(root), unix.Chdir("/")); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, pid int) *mountns.Namespace {
	t.Helper()
	ns, err := mountns.Open(pid)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ns.Close() })
	return ns
}

// distro is a stand-in with a root directory of its own, with a device of its
// own in /dev and one less.
func distro(t *testing.T) *nstest.Process {
	t.Helper()
	return nstest.Start(t, nstest.Distro{Chroot: nstest.Root(t)})
}

func applyAndLook(t *testing.T) {
	one, two := distro(t), distro(t)
	systemSide(t)
	c := Default()
	f := Scan("/", c)
	f.NineP = false
	p := Make(c, f)
	p.Devices = []Device{{Path: "/dev/null"}} // there is no /dev/dxg in a test
	a, err := p.Apply([]*mountns.Namespace{open(t, one.PID), open(t, two.PID)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*nstest.Process{one, two} {
		for name, want := range map[string]string{
			"/usr/lib/wsl/lib/libd3d12.so":           "packaged",
			"/usr/lib/wsl/drivers/nv/libcuda.so.1.1": "driver",
			"/usr/lib/wsl/lib/libcuda.so.1":          "driver", // by the link into the drivers
			"/etc/ld.so.conf.d/ld.wsl.conf":          "/usr/lib/wsl/lib\n",
			"/etc/profile.d/wslg-gpu.sh":             profile("/usr/lib/wsl/lib").Text,
			"/dev/null":                              "",
		} {
			if got := d.Must("read", name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if _, err := d.Do("write", "/usr/lib/wsl/drivers/x", ""); !errors.Is(err, unix.EROFS) {
			t.Errorf("writing to the drivers: %v", err)
		}
		look(t, d)
	}
	// What one writes is in the upper layer, and the other sees it.
	one.Must("write", "/usr/lib/wsl/lib/libd3d12.so", "own")
	if got := two.Must("read", "/usr/lib/wsl/lib/libd3d12.so"); got != "own" {
		t.Errorf("the other distro sees %q", got)
	}
	for name, want := range map[string]string{"/gpu_lib/rw/upper/libd3d12.so": "own", "/gpu_lib_packaged/libd3d12.so": "packaged"} {
		if b, err := os.ReadFile(name); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	if l, _ := Make(c, Scan("/", c)).Find("libd3d12.so"); l.Layer != Upper || !slices.Equal(l.Hides, []Layer{Packaged, Inbox}) {
		t.Errorf("reported as %+v", l)
	}
	undo(t, a, one, two)
}

// look compares mountinfo with what WSL's user distros show.
func look(t *testing.T, d *nstest.Process) {
	t.Helper()
	table, err := mountns.ReadMountinfo(strings.NewReader(d.Must("read", "/proc/self/mountinfo")))
	if err != nil {
		t.Fatal(err)
	}
	find := func(point string) mountns.Info {
		i := slices.IndexFunc(table, func(m mountns.Info) bool { return m.Point == point })
		if i < 0 {
			t.Fatalf("%s is not mounted: %+v", point, table)
		}
		return table[i]
	}
	m := find("/usr/lib/wsl/lib")
	const super = "rw,lowerdir=/gpu_lib_packaged:/gpu_lib_inbox,upperdir=/gpu_lib/rw/upper,workdir=/gpu_lib/rw/work"
	if m.Type != "overlay" || m.Source != "none" || m.Root != "/" || m.Options != "rw,relatime" ||
		m.Super != super && !strings.HasPrefix(m.Super, super+",") {
		t.Errorf("%+v", m)
	}
	if m := find("/usr/lib/wsl/drivers"); m.Options != "ro,nosuid,nodev,relatime" {
		t.Errorf("%+v", m)
	}
}

func undo(t *testing.T, a *Applied, distros ...*nstest.Process) {
	t.Helper()
	table, err := mountns.Here().Mounts()
	if err != nil || slices.ContainsFunc(table, func(m mountns.Info) bool { return strings.Contains(m.Point, "stage") }) {
		t.Errorf("left behind on our side: %+v, %v", table, err)
	}
	for range 2 {
		if err := a.Undo(); err != nil {
			t.Error(err)
		}
	}
	for _, d := range distros {
		if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, "wsl") || strings.Contains(table, "/dev/null") {
			t.Errorf("left behind:\n%s", table)
		}
		for _, name := range []string{"/etc/ld.so.conf.d/ld.wsl.conf", "/etc/profile.d/wslg-gpu.sh", "/etc/systemd"} {
			if _, err := d.Do("stat", name); !errors.Is(err, unix.ENOENT) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestApply(t *testing.T) {
	if nstest.Private(t, false) {
		applyAndLook(t)
	}
}

func TestApplyWithoutRoot(t *testing.T) {
	if nstest.Private(t, true) {
		applyAndLook(t)
	}
}

func TestLongPaths(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	top := t.TempDir()
	long := filepath.Join(top, strings.Repeat("x", 100))
	l := &Lib{Lower: []string{long + "/packaged:1", long + "/inbox"}, Tmpfs: top + "/w", Merged: top + "/w/m", Upper: top + "/w/u", Work: top + "/w/w", Target: "/tmp/lib"}
	t.Cleanup(func() { _ = unix.Unmount(l.Tmpfs, unix.MNT_DETACH) })
	for _, dir := range l.Lower {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "name"), []byte(filepath.Base(dir)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d := nstest.Start(t, nstest.Distro{})
	a, err := Plan{Lib: l}.Apply([]*mountns.Namespace{open(t, d.PID)}, nil)
	if errors.Is(err, unix.EINVAL) {
		t.Skipf("lowerdir+ needs Linux 6.7: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Must("read", "/tmp/lib/name"); got != "packaged:1" {
		t.Errorf("got %q", got)
	}
	if err := a.Undo(); err != nil {
		t.Error(err)
	}
}

func TestFailureLeavesNothing(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	d := distro(t)
	systemSide(t)
	c := Default()
	c.Drivers = "/gpu_lib_packaged/libd3d12.so/no/directory"
	p := Make(c, Scan("/", c))
	p.Drivers = &DriverStore{Source: c.Drivers, Target: c.DriversAt}
	if _, err := p.Apply([]*mountns.Namespace{open(t, d.PID)}, nil); !errors.Is(err, mountns.ErrSymlink) {
		t.Errorf("got %v", err)
	}
	if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, "wsl") {
		t.Errorf("left behind:\n%s", table)
	}
	if _, err := p.Apply(nil, nil); !errors.Is(err, ErrNowhere) {
		t.Errorf("got %v", err)
	}
}

func TestKernelSaysWhy(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	l := &Lib{Lower: []string{"/does/not/exist"}, Upper: t.TempDir(), Work: t.TempDir()}
	if _, err := l.mount(); !errors.Is(err, unix.ENOENT) && !errors.Is(err, unix.EINVAL) {
		t.Errorf("got %v", err)
	}
	socket, err := os.Open("/dev/null")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if tree, err := Mount9P(socket); err == nil {
		tree.Close()
		t.Error("/dev/null was mounted")
	}
}

// TestHints wants them where systemd looks, and that a shell and systemd's own
// checker understand them.
func TestHints(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	d := distro(t)
	d.Must("mkdir", systemd)
	d.Must("mkdir", "/run")
	ns := open(t, d.PID)
	unit, shell := generator("/etc/ld.so.conf.d/ld.wsl.conf", "/usr/lib/wsl/lib"), profile("/usr/lib/wsl/lib")
	for _, where := range []string{"/etc", "/run"} {
		a := &Applied{}
		if err := a.hints([]File{unit, shell}, []*mountns.Namespace{ns}); err != nil || a.Notes != nil {
			t.Fatalf("%v, %q", err, a.Notes)
		}
		if got := d.Must("stat", where+"/systemd/system-generators/wslg-gpu"); got != "100755 0:0" {
			t.Errorf("the generator is %s", got)
		}
		d.Must("tmpfs", "/run") // and the second time it goes there
	}
	dir := t.TempDir()
	script := filepath.Join(dir, "generator")
	if err := os.WriteFile(script, []byte(unit.Text), 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("/bin/sh", script, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if to, err := os.Readlink(dir + "/sysinit.target.wants/wslg-ldconfig.service"); err != nil || to != "../wslg-ldconfig.service" {
		t.Errorf("%q, %v", to, err)
	}
	if out, err := exec.Command("systemd-analyze", "verify", dir+"/wslg-ldconfig.service").CombinedOutput(); !errors.Is(err, exec.ErrNotFound) && (err != nil || len(out) > 0) {
		t.Errorf("%v: %s", err, out)
	}
	if err := os.WriteFile(dir+"/profile.sh", []byte(strings.ReplaceAll(shell.Text, "/usr/lib/wsl/lib", dir)), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("/bin/sh", "-euc", "PATH=/bin; . "+dir+"/profile.sh; . "+dir+"/profile.sh; echo $PATH").CombinedOutput()
	if err != nil || string(out) != "/bin:"+dir+"\n" {
		t.Errorf("%v: %s", err, out)
	}
}
