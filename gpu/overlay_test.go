package gpu_test

import (
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/gpu"
	"oriel/gpu/overlay"
	"oriel/socket/mountns/nstest"
)

func TestMain(m *testing.M) { nstest.Main(m) }

// systemSide makes a system distro's directories, and says where they are.
func systemSide(t *testing.T) *overlay.Config {
	t.Helper()
	top := t.TempDir()
	for name, text := range map[string]string{
		"drivers/nv/libcuda.so.1.1": "driver",
		"packaged/libd3d12.so":      "packaged",
		"packaged/libdxcore.so":     "packaged",
		"inbox/libd3d12.so":         "inbox",
		"inbox/libd3d12core.so":     "inbox",
	} {
		path := filepath.Join(top, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	c := overlay.Default()
	c.Packaged, c.Inbox, c.Drivers, c.Work = top+"/packaged", top+"/inbox", top+"/drivers", top+"/lib"
	t.Cleanup(func() { _ = unix.Unmount(c.Work, unix.MNT_DETACH) })
	return &c
}

// device makes a node that only its owner may use where /dev/dxg would be.
func device(t *testing.T) {
	t.Helper()
	if err := unix.Mount("none", "/dev", "tmpfs", 0, "mode=755"); err != nil {
		t.Fatal(err)
	}
	old := unix.Umask(0)
	defer unix.Umask(old)
	err := errors.Join(unix.Mknod("/dev/dxg", unix.S_IFCHR|0o600, int(unix.Mkdev(1, 3))),
		unix.Mknod("/dev/null", unix.S_IFCHR|0o666, int(unix.Mkdev(1, 3))))
	if err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T, c gpu.Config, log *strings.Builder) *gpu.Overlay {
	t.Helper()
	c.Log = slog.New(slog.NewTextHandler(log, nil))
	o, err := gpu.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return o
}

// TestADistroGetsTheGPU is the whole of it, but for 9p, which cmd/oriel-share
// tests: what a distro sees, that a successor goes on with it, and that
// nothing is left of it in the end.
func TestADistroGetsTheGPU(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	d := nstest.Start(t, nstest.Distro{Chroot: nstest.Root(t)})
	device(t)
	c := gpu.Config{PID: d.PID, Where: systemSide(t), ReportFile: filepath.Join(t.TempDir(), "gpu.json")}
	var log strings.Builder
	first := start(t, c, &log)
	see := func() {
		t.Helper()
		for name, want := range map[string]string{
			"/usr/lib/wsl/lib/libd3d12.so":           "packaged",
			"/usr/lib/wsl/lib/libd3d12core.so":       "inbox",
			"/usr/lib/wsl/drivers/nv/libcuda.so.1.1": "driver",
			"/etc/ld.so.conf.d/ld.wsl.conf":          "/usr/lib/wsl/lib\n",
		} {
			if got := d.Must("read", name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if got := d.Must("stat", "/dev/dxg"); got != "20666 0:0" {
			t.Errorf("/dev/dxg is %s", got)
		}
	}
	see()
	want := gpu.Account{
		Devices: []string{"/dev/dxg"}, Lib: "/usr/lib/wsl/lib", Lower: []string{c.Where.Packaged, c.Where.Inbox},
		Libraries: []gpu.Library{{Name: "libd3d12.so", Layer: "packaged", Hides: []string{"inbox"}},
			{Name: "libd3d12core.so", Layer: "inbox"}, {Name: "libdxcore.so", Layer: "packaged"}},
		Drivers: "/usr/lib/wsl/drivers", Loader: "/etc/ld.so.conf.d/ld.wsl.conf", Path: "/usr/lib/wsl/lib",
	}
	got, err := gpu.ReadAccount(c.ReportFile)
	if err != nil {
		t.Fatal(err)
	}
	got.Skipped = slices.DeleteFunc(got.Skipped, func(s string) bool { return strings.Contains(s, "9p") })
	if len(got.Skipped) != 1 || !strings.Contains(log.String(), "no /dev/dri: no render node") {
		t.Errorf("skipped %q, and said:\n%s", got.Skipped, &log)
	}
	got.Skipped = nil
	if !equal(got, want) {
		t.Errorf("got\n %+v, want\n %+v", got, want)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	see()
	second := start(t, c, &log)
	see()
	// Another distro has the same overlay, to which can be written.
	other := nstest.Start(t, nstest.Distro{Chroot: nstest.Root(t)})
	oc := c
	oc.PID, oc.ReportFile = other.PID, ""
	third := start(t, oc, &log)
	d.Must("write", "/usr/lib/wsl/lib/own", "x")
	if got := other.Must("read", "/usr/lib/wsl/lib/own"); got != "x" {
		t.Errorf("the other distro reads %q", got)
	}
	if err := third.Withdraw(); err != nil {
		t.Error(err)
	}
	see()
	for range 2 {
		if err := second.Withdraw(); err != nil {
			t.Fatal(err)
		}
	}
	if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, "wsl") || strings.Count(table, "dxg") > 1 {
		t.Errorf("left behind:\n%s", table)
	}
	if _, err := d.Do("read", "/etc/ld.so.conf.d/ld.wsl.conf"); !errors.Is(err, unix.ENOENT) {
		t.Errorf("the loader's configuration: %v", err)
	}
}

func equal(a, b gpu.Account) bool {
	return slices.Equal(a.Devices, b.Devices) && a.Lib == b.Lib && slices.Equal(a.Lower, b.Lower) &&
		slices.EqualFunc(a.Libraries, b.Libraries, func(x, y gpu.Library) bool {
			return x.Name == y.Name && x.Layer == y.Layer && x.Link == y.Link && slices.Equal(x.Hides, y.Hides)
		}) && slices.Equal(a.Missing, b.Missing) && a.Drivers == b.Drivers && a.Served == b.Served &&
		a.Loader == b.Loader && a.Path == b.Path && slices.Equal(a.Skipped, b.Skipped) && slices.Equal(a.Notes, b.Notes)
}

// TestTheLoaderKnowsTheLibraries is a distro with programs: its ldconfig runs
// once, and not where it has run.
func TestTheLoaderKnowsTheLibraries(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	root := nstest.Root(t)
	for _, dir := range []string{"usr", "var/cache/ldconfig"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"bin", "sbin", "lib", "lib64"} {
		if err := os.Symlink("usr/"+name, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	// Its own /usr, so that mount points can be made in it.
	work := t.TempDir()
	if err := errors.Join(os.Mkdir(work+"/u", 0o755), os.Mkdir(work+"/w", 0o755),
		unix.Mount("overlay", root+"/usr", "overlay", 0, "lowerdir=/usr,upperdir="+work+"/u,workdir="+work+"/w"),
		os.WriteFile(root+"/etc/ld.so.conf", []byte("include /etc/ld.so.conf.d/*.conf\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(root+"/usr", unix.MNT_DETACH) })
	d := nstest.Start(t, nstest.Distro{Chroot: root})
	c := gpu.Config{PID: d.PID, Where: systemSide(t)}
	name := filepath.Join(c.Where.Packaged, "libd3d12.so")
	if out, err := exec.Command("gcc", "-shared", "-nostdlib", "-Wl,-soname,libd3d12.so", "-o", name, "-x", "c", "/dev/null").CombinedOutput(); err != nil {
		t.Fatalf("gcc is needed (make deps): %v: %s", err, out)
	}
	for round, want := range []string{"The loader of the user distro knows", ""} {
		var log strings.Builder
		o := start(t, c, &log)
		for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			cache, _ := d.Do("read", "/etc/ld.so.cache")
			if strings.Contains(cache, "\x00/usr/lib/wsl/lib/libd3d12.so\x00") {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("round %d: the cache lacks it", round)
			}
		}
		if want != "" {
			o.Loaded()
		}
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
		if said := strings.Contains(log.String(), "The loader"); said != (want != "") || !strings.Contains(log.String(), want) {
			t.Errorf("round %d: %s", round, &log)
		}
	}
}

// TestRenderNodesArePassedThrough is a machine with a GPU that is not WSL's.
func TestRenderNodesArePassedThrough(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	d := nstest.Start(t, nstest.Distro{Chroot: nstest.Root(t)})
	device(t)
	err := errors.Join(os.Remove("/dev/dxg"), os.Mkdir("/dev/dri", 0o755),
		unix.Mknod("/dev/dri/renderD128", unix.S_IFCHR|0o660, int(unix.Mkdev(226, 128))), os.Chown("/dev/dri/renderD128", 0, 104), unix.Chmod("/dev/dri/renderD128", 0o660))
	if err != nil {
		t.Fatal(err)
	}
	none := overlay.Default()
	none.Packaged, none.Inbox, none.Drivers = "/no/packaged", "/no/inbox", "/no/drivers"
	var log strings.Builder
	o := start(t, gpu.Config{PID: d.PID, Where: &none}, &log)
	if got := d.Must("stat", "/dev/dri/renderD128"); got != "20660 0:104" {
		t.Errorf("the node is %s", got)
	}
	a := o.Account()
	if !slices.Equal(a.Devices, []string{"/dev/dri"}) || a.Lib != "" || a.Drivers != "" || a.Loader != "" || a.Path != "" {
		t.Errorf("got %+v", a)
	}
	want := []string{
		"no /dev/dxg: not a virtual machine of WSL, or its kernel lacks dxgkrnl", "no /no/packaged: no packaged libraries",
		"no /no/inbox: no inbox libraries", "no /no/drivers: no drivers of the host",
	}
	if !slices.Equal(a.Skipped, want) || strings.Count(log.String(), "\n") != len(want) {
		t.Errorf("skipped %q, and said:\n%s", a.Skipped, &log)
	}
	if err := o.Withdraw(); err != nil {
		t.Error(err)
	}
	if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, "dri") {
		t.Errorf("left behind:\n%s", table)
	}
}

func TestNoSuchDistro(t *testing.T) {
	if _, err := gpu.Start(gpu.Config{PID: 1 << 22}); err == nil || !strings.Contains(err.Error(), "has ended") {
		t.Errorf("got %v", err)
	}
}

func TestReportsThatAreNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gpu.json")
	if _, err := gpu.ReadAccount(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for _, text := range []string{"", "null x", "[]", `{"devices": 1}`, strings.Repeat(" ", 5<<20)} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := gpu.ReadAccount(path); !errors.Is(err, gpu.ErrReport) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}
