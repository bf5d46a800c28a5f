package mountns_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

func TestMain(m *testing.M) { nstest.Main(m) }

const target = "/tmp/.X11-unix"

// source is a directory with a socket that listens.
func source(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), ".X11-unix")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	listen(t, dir)
	return dir
}

func listen(t testing.TB, dir string) {
	t.Helper()
	l, err := net.Listen("unix", filepath.Join(dir, "X0"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	if err := os.Chmod(filepath.Join(dir, "X0"), 0o777); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, pid int) *mountns.Namespace {
	t.Helper()
	ns, err := mountns.Open(pid)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ns.Close() })
	return ns
}

func clone(t testing.TB, path string) *mountns.Tree {
	t.Helper()
	tree, err := mountns.CloneTree(path, mountns.Sealed)
	if errors.Is(err, os.ErrPermission) {
		t.Skipf("mounting needs privilege: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	return tree
}

func attach(t testing.TB, ns *mountns.Namespace, from, to string) *mountns.Mount {
	t.Helper()
	m, err := ns.Attach(clone(t, from), to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func refused(t testing.TB, d *nstest.Process, want unix.Errno, op string, args ...string) {
	t.Helper()
	if _, err := d.Do(op, args...); !errors.Is(err, want) {
		t.Errorf("%s %v: %v, want %v", op, args, err, want)
	}
}

// check attaches, looks from inside, and detaches.
func check(t *testing.T, d *nstest.Process) {
	t.Helper()
	ns := open(t, d.PID)
	m := attach(t, ns, source(t), target)
	d.Must("connect", target+"/X0")
	refused(t, d, unix.EROFS, "unlink", target+"/X0")
	refused(t, d, unix.EROFS, "write", target+"/X1", "")
	refused(t, d, unix.EROFS, "listen", target+"/X1")
	if err := ns.Detach(m); err != nil {
		t.Fatal(err)
	}
	refused(t, d, unix.ENOENT, "connect", target+"/X0")
	d.Must("write", target+"/free", "again")
	if err := ns.Detach(m); !errors.Is(err, mountns.ErrNotMounted) {
		t.Errorf("detached twice: %v", err)
	}
}

func TestDistroSeesTheSocketAndCannotChangeIt(t *testing.T) {
	check(t, nstest.Start(t, nstest.Distro{}))
}

func TestDistroInAChroot(t *testing.T) {
	root := nstest.Root(t)
	check(t, nstest.Start(t, nstest.Distro{Chroot: root}))
	if _, err := os.Stat(filepath.Join(root, target)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the mount point is in our own namespace: %v", err)
	}
}

func TestDistroWithAUserNamespaceOfItsOwn(t *testing.T) {
	// Its tmpfs does not know our root: making a directory there needs its.
	check(t, nstest.Start(t, nstest.Distro{User: true}))
}

func TestWithoutRootInsideOneUserNamespace(t *testing.T) {
	if nstest.Private(t, true) {
		check(t, nstest.Start(t, nstest.Distro{}))
	}
}

func TestSymbolicLinksAreRefused(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	dir := source(t)
	d.Must("mkdir", "/tmp/victim/sub")
	d.Must("symlink", "/tmp/victim", "/tmp/link")
	d.Must("symlink", "../victim", "/tmp/victim/sub/up")
	for _, to := range []string{"/tmp/link", "/tmp/link/sub", "/tmp/link/new", "/tmp/victim/sub/up"} {
		if _, err := ns.Attach(clone(t, dir), to); !errors.Is(err, mountns.ErrSymlink) {
			t.Errorf("%s: %v", to, err)
		}
		if _, err := ns.Look(to); !errors.Is(err, mountns.ErrSymlink) {
			t.Errorf("look at %s: %v", to, err)
		}
		if err := ns.WriteFile(to+"/file", nil, 0o644); !errors.Is(err, mountns.ErrSymlink) {
			t.Errorf("write below %s: %v", to, err)
		}
	}
	for _, to := range []string{"", "tmp", "/tmp/", "/tmp/../etc", "/tmp//x", "/tmp/\x00"} {
		if _, err := ns.Attach(clone(t, dir), to); !errors.Is(err, mountns.ErrPath) {
			t.Errorf("%q: %v", to, err)
		}
	}
	if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, "victim") {
		t.Errorf("mounted over the victim:\n%s", table)
	}
}

func TestHiddenMountIsFoundAndDetached(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	m := attach(t, ns, source(t), target)
	before, err := ns.Look(target)
	if err != nil || before.MountID != m.ID || !before.MountRoot || before.Attr != mountns.Sealed {
		t.Errorf("%+v %v, mount %d", before, err, m.ID)
	}
	d.Must("tmpfs", "/tmp")
	if _, err := ns.Look(target); !errors.Is(err, unix.ENOENT) {
		t.Errorf("after /tmp was mounted over: %v", err)
	}
	if err := ns.Detach(m); err != nil {
		t.Fatal(err)
	}
	if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, target) {
		t.Errorf("still mounted:\n%s", table)
	}
}

func TestWhatOthersMountedOnTopStays(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	m := attach(t, ns, source(t), target)
	d.Must("tmpfs", target)
	d.Must("write", target+"/theirs", "x")
	if err := ns.Detach(m); !errors.Is(err, mountns.ErrCovered) {
		t.Errorf("got %v", err)
	}
	d.Must("read", target+"/theirs")
	d.Must("umount", target)
	d.Must("connect", target+"/X0")
	if err := ns.Detach(m); err != nil {
		t.Error(err)
	}
}

func TestCovers(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	dir := source(t)
	one, two, other := attach(t, ns, dir, target), attach(t, ns, dir, target), attach(t, ns, dir, "/tmp/other")
	if !ns.Covers(two, one) || ns.Covers(one, two) || ns.Covers(other, one) {
		t.Error("who lies on whom?")
	}
	if err := ns.Detach(one); !errors.Is(err, mountns.ErrCovered) {
		t.Errorf("the lower one: %v", err)
	}
	for _, m := range []*mountns.Mount{two, one} {
		if err := ns.Detach(m); err != nil {
			t.Error(err)
		}
	}
	if ns.Covers(two, one) {
		t.Error("nothing is left to cover")
	}
}

func TestMountsAreAdopted(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	if _, err := ns.Adopt("/tmp/none"); !errors.Is(err, unix.ENOENT) {
		t.Error(err)
	}
	attach(t, ns, source(t), target).Close()
	m, err := ns.Adopt(target)
	if err != nil {
		t.Fatal(err)
	}
	if err := ns.Detach(m); err != nil {
		t.Error(err)
	}
	if _, err := ns.Adopt(target); !errors.Is(err, mountns.ErrNotMounted) {
		t.Errorf("nothing is mounted: %v", err)
	}
}

func TestFilesAreMountedOnFiles(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	file := filepath.Join(t.TempDir(), "versions.txt")
	if err := os.WriteFile(file, []byte("1.0"), 0o644); err != nil {
		t.Fatal(err)
	}
	m := attach(t, ns, file, "/tmp/a/versions.txt")
	if got := d.Must("read", "/tmp/a/versions.txt"); got != "1.0" {
		t.Errorf("got %q", got)
	}
	refused(t, d, unix.EROFS, "write", "/tmp/a/versions.txt", "2")
	if err := ns.Detach(m); err != nil {
		t.Error(err)
	}
	if got := d.Must("read", "/tmp/a/versions.txt"); got != "" {
		t.Errorf("after: %q", got)
	}
	// Where something hides it, its path leads elsewhere.
	m = attach(t, ns, file, "/tmp/a/versions.txt")
	d.Must("tmpfs", "/tmp")
	if err := ns.Detach(m); err != nil {
		t.Error(err)
	}
	if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, "versions.txt") {
		t.Errorf("left behind:\n%s", table)
	}
	if err := ns.RemoveDir("/tmp/nothing"); err != nil {
		t.Error(err)
	}
	d.Must("mkdir", "/tmp/a/b")
	for dir, gone := range map[string]bool{"/tmp/a": false, "/tmp/a/b": true} {
		err := ns.RemoveDir(dir)
		if _, look := ns.Look(dir); err != nil || errors.Is(look, unix.ENOENT) != gone {
			t.Errorf("removing %s: %v, %v", dir, err, look)
		}
		d.Must("mkdir", "/tmp/a/b")
	}
}

func TestTheDistrosRootOnOurSide(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	root := nstest.Root(t)
	if err := os.WriteFile(filepath.Join(root, "etc/os-release"), []byte("ID=distro"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(root, root, "", unix.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Unmount(root, unix.MNT_DETACH) })
	d := nstest.Start(t, nstest.Distro{Chroot: root})
	tree, err := open(t, d.PID).CloneTree("/", mountns.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	here := mountns.Here()
	m, err := here.Attach(tree, "/tmp/wslg/distro")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile("/tmp/wslg/distro/etc/os-release"); err != nil || string(b) != "ID=distro" {
		t.Errorf("%q, %v", b, err)
	}
	if err := os.WriteFile("/tmp/wslg/distro/etc/x", nil, 0o644); !errors.Is(err, unix.EROFS) {
		t.Errorf("writing there: %v", err)
	}
	if err := here.Detach(m); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat("/tmp/wslg/distro/etc"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
}

func TestSharedTargetsAreRefused(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	dir := source(t)
	if err := unix.Mount("", "/tmp", "", unix.MS_SHARED, ""); err != nil {
		t.Fatal(err)
	}
	d := nstest.Start(t, nstest.Distro{Shared: true})
	if _, err := open(t, d.PID).Attach(clone(t, dir), target); !errors.Is(err, mountns.ErrShared) {
		t.Errorf("got %v", err)
	}
}

func TestFilesAreWrittenInside(t *testing.T) {
	for name, distro := range map[string]nstest.Distro{"same user": {}, "other user": {User: true}} {
		t.Run(name, func(t *testing.T) {
			d := nstest.Start(t, distro)
			ns := open(t, d.PID)
			for _, text := range []string{"one", "two, longer"} {
				if err := ns.WriteFile("/tmp/etc/profile.d/oriel.sh", []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				if got := d.Must("read", "/tmp/etc/profile.d/oriel.sh"); got != text {
					t.Errorf("got %q", got)
				}
			}
			if got := d.Must("stat", "/tmp/etc/profile.d/oriel.sh"); got != "100644 0:0" {
				t.Errorf("got %s", got)
			}
			for range 2 {
				if err := ns.RemoveFile("/tmp/etc/profile.d/oriel.sh"); err != nil {
					t.Error(err)
				}
			}
			refused(t, d, unix.ENOENT, "read", "/tmp/etc/profile.d/oriel.sh")
			if err := ns.WriteFile("/", nil, 0o644); !errors.Is(err, mountns.ErrPath) {
				t.Errorf("writing /: %v", err)
			}
		})
	}
}

func TestEndOfTheProcess(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	m := attach(t, ns, source(t), target)
	if !ns.Alive() {
		t.Error("dead before its time")
	}
	d.Stop()
	if ns.Alive() {
		t.Error("alive after its end")
	}
	if _, err := ns.Look(target); !errors.Is(err, mountns.ErrGone) {
		t.Errorf("look: %v", err)
	}
	if _, err := ns.Attach(clone(t, t.TempDir()), target); !errors.Is(err, mountns.ErrGone) {
		t.Errorf("attach: %v", err)
	}
	if err := ns.Detach(m); !errors.Is(err, mountns.ErrGone) {
		t.Errorf("detach: %v", err)
	}
	if _, err := mountns.Open(d.PID); !errors.Is(err, mountns.ErrGone) {
		t.Errorf("open: %v", err)
	}
}

func TestNothingLeaksAndWeStayAtHome(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	dir := source(t)
	home, err := os.Readlink("/proc/self/ns/mnt")
	if err != nil {
		t.Fatal(err)
	}
	fds := entries(t, "/proc/self/fd")
	for range 100 {
		m := attach(t, ns, dir, target)
		if err := ns.Detach(m); err != nil {
			t.Fatal(err)
		}
	}
	if now := entries(t, "/proc/self/fd"); now > fds {
		t.Errorf("%d descriptors, %d before", now, fds)
	}
	if n := entries(t, "/proc/self/task"); n > 60 {
		t.Errorf("%d threads", n)
	}
	if now, err := os.Readlink("/proc/self/ns/mnt"); now != home {
		t.Errorf("the main thread is in %s, was in %s, %v", now, home, err)
	}
	if err := ns.Do(func() error { return errors.New("mine") }); err == nil || err.Error() != "mine" {
		t.Errorf("got %v", err)
	}
}

func entries(t *testing.T, dir string) int {
	t.Helper()
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

// BenchmarkAttach is one publication: copy, enter, walk, mount.
func BenchmarkAttach(b *testing.B) {
	d := nstest.Start(b, nstest.Distro{})
	ns := open(b, d.PID)
	dir := source(b)
	for b.Loop() {
		tree, err := mountns.CloneTree(dir, mountns.Sealed)
		if err != nil {
			b.Fatal(err)
		}
		m, err := ns.Attach(tree, target)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := ns.Detach(m); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
