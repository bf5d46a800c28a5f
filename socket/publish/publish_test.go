package publish_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
	"oriel/socket/publish"
)

func TestMain(m *testing.M) { nstest.Main(m) }

const target = "/tmp/.X11-unix"

// source makes a directory with a socket that listens.
func source(t testing.TB, dir string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	listen(t, dir)
	return dir
}

func listen(t testing.TB, dir string) *net.UnixListener {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, "X0")})
	if err != nil {
		t.Fatal(err)
	}
	// A listener that is closed late must not remove what others made there.
	l.SetUnlinkOnClose(false)
	t.Cleanup(func() { l.Close() })
	if err := os.Chmod(filepath.Join(dir, "X0"), 0o777); err != nil {
		t.Fatal(err)
	}
	return l
}

func start(t testing.TB, d *nstest.Process, binds ...publish.Bind) *publish.Publisher {
	t.Helper()
	if len(binds) == 0 {
		dir := source(t, filepath.Join(t.TempDir(), ".X11-unix"))
		binds = []publish.Bind{{Source: dir, Target: target, Names: []string{"X0"}}}
	}
	p, err := publish.Start(publish.Config{PID: d.PID, Binds: binds})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	if b := p.Status().Binds[0]; errors.Is(b.Err, os.ErrPermission) {
		t.Skipf("mounting needs privilege: %v", b.Err)
	}
	return p
}

// within waits for something to become true; a second is what is promised.
func within(t testing.TB, what string, f func() bool) time.Duration {
	t.Helper()
	begin := time.Now()
	for !f() {
		if time.Since(begin) > 5*time.Second {
			t.Fatalf("not within a second: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("%s took %v", what, d)
	}
	return time.Since(begin)
}

func connects(d *nstest.Process) func() bool {
	return func() bool {
		_, err := d.Do("connect", target+"/X0")
		return err == nil
	}
}

// sealed is true when the target shows a directory of ours as it is now, one
// can connect and not write, and it is no passing state.
func sealed(t testing.TB, d *nstest.Process, dir string) func() bool {
	t.Helper()
	ns, err := mountns.Open(d.PID)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ns.Close() })
	steady := 0
	look := func() bool {
		ours, err := mountns.Here().Look(dir)
		if err != nil {
			return false
		}
		theirs, err := ns.Look(target)
		if err != nil || !ours.Same(theirs) {
			return false
		}
		_, err = d.Do("write", target+"/probe", "")
		return errors.Is(err, unix.EROFS) && connects(d)()
	}
	return func() bool {
		if steady++; !look() {
			steady = 0
		}
		return steady == 10
	}
}

func readOnly(t testing.TB, d *nstest.Process) {
	t.Helper()
	d.Must("connect", target+"/X0")
	for _, op := range [][]string{
		{"unlink", target + "/X0"}, {"write", target + "/X1", ""}, {"listen", target + "/X1"},
		{"rename", target + "/X0", target + "/X1"}, {"chmod", target + "/X0", "0"},
	} {
		if _, err := d.Do(op[0], op[1:]...); !errors.Is(err, unix.EROFS) {
			t.Errorf("%v: %v", op, err)
		}
	}
}

// Each is what may happen to a publication, and how it must come back.
var accidents = []struct {
	name   string
	happen func(t testing.TB, d *nstest.Process, dir string)
}{
	{"a tmpfs is mounted over /tmp", func(_ testing.TB, d *nstest.Process, _ string) { d.Must("tmpfs", "/tmp") }},
	{"a tmpfs is mounted over the directory", func(_ testing.TB, d *nstest.Process, _ string) { d.Must("tmpfs", target) }},
	{"it is unmounted", func(_ testing.TB, d *nstest.Process, _ string) { d.Must("umount", target) }},
	{"the other side makes it writable", func(_ testing.TB, d *nstest.Process, _ string) { d.Must("remount-rw", target) }},
	{"the directory is removed through another namespace", func(_ testing.TB, d *nstest.Process, _ string) { d.Must("elsewhere", target) }},
	{"the contents of /tmp are removed", func(_ testing.TB, d *nstest.Process, _ string) {
		_, _ = d.Do("removeall", target) // EBUSY or EROFS: it is held
	}},
	{"/tmp comes back from under a mount", func(_ testing.TB, d *nstest.Process, _ string) {
		d.Must("tmpfs", "/tmp")
		d.Must("umount", "/tmp")
	}},
	{"our directory is made anew", func(t testing.TB, _ *nstest.Process, dir string) {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		source(t, dir)
	}},
	{"our directory is replaced", func(t testing.TB, _ *nstest.Process, dir string) {
		source(t, dir+".new")
		if err := os.Rename(dir, filepath.Join(t.TempDir(), "old")); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(dir+".new", dir); err != nil {
			t.Fatal(err)
		}
	}},
	{"our socket is made anew", func(t testing.TB, _ *nstest.Process, dir string) {
		if err := os.Remove(filepath.Join(dir, "X0")); err != nil {
			t.Fatal(err)
		}
		listen(t, dir)
	}},
}

func TestRepair(t *testing.T) {
	for _, a := range accidents {
		t.Run(a.name, func(t *testing.T) {
			d := nstest.Start(t, nstest.Distro{})
			p := start(t, d)
			dir := p.Status().Binds[0].Source
			readOnly(t, d)
			for range 3 {
				a.happen(t, d, dir)
				within(t, "repair", sealed(t, d, dir))
			}
			readOnly(t, d)
			within(t, "status", func() bool {
				b := p.Status().Binds[0]
				return b.State == publish.Published && len(b.Missing) == 0
			})
			if err := p.Withdraw(); err != nil && !errors.Is(err, mountns.ErrCovered) {
				t.Fatal(err)
			}
			if connects(d)() {
				t.Error("still published after it was withdrawn")
			}
		})
	}
}

func TestRepairIsCounted(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	p := start(t, d)
	for range 4 {
		d.Must("umount", target)
		within(t, "repair", connects(d))
	}
	within(t, "count", func() bool {
		b := p.Status().Binds[0]
		return b.Repaired == 4 && b.Published == 5 && b.Failed == 0
	})
}

func TestMissingSocketIsReported(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	p := start(t, d)
	b := p.Status().Binds[0]
	if err := os.Remove(filepath.Join(b.Source, "X0")); err != nil {
		t.Fatal(err)
	}
	within(t, "report", func() bool { return slices.Equal(p.Status().Binds[0].Missing, []string{"X0"}) })
	listen(t, b.Source)
	within(t, "report", func() bool { return p.Status().Binds[0].Missing == nil })
}

func TestSymbolicLinkAtTheTarget(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	d.Must("mkdir", "/tmp/victim")
	d.Must("symlink", "/tmp/victim", target)
	p := start(t, d)
	if b := p.Status().Binds[0]; b.State != publish.Refused || !errors.Is(b.Err, mountns.ErrSymlink) {
		t.Errorf("%+v", b)
	}
	if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, "victim") {
		t.Errorf("mounted over the victim:\n%s", table)
	}
	d.Must("unlink", target)
	within(t, "publication", connects(d))
}

func TestManyBindsInAChroot(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{Chroot: nstest.Root(t)})
	file := filepath.Join(t.TempDir(), "versions.txt")
	if err := os.WriteFile(file, []byte("1"), 0o644); err != nil {
		t.Fatal(err)
	}
	dir := source(t, filepath.Join(t.TempDir(), "X"))
	p := start(t, d,
		publish.Bind{Source: dir, Target: target},
		publish.Bind{Source: file, Target: "/tmp/wslg/versions.txt", Attr: mountns.ReadOnly},
		publish.Bind{Source: filepath.Join(t.TempDir(), "later"), Target: "/tmp/wslg/later"},
	)
	readOnly(t, d)
	if got := d.Must("read", "/tmp/wslg/versions.txt"); got != "1" {
		t.Errorf("got %q", got)
	}
	s := p.Status()
	if s.Binds[2].State != publish.Waiting {
		t.Errorf("%+v", s.Binds[2])
	}
	source(t, s.Binds[2].Source)
	within(t, "publication", func() bool { _, err := d.Do("connect", "/tmp/wslg/later/X0"); return err == nil })
	if err := p.Withdraw(); err != nil {
		t.Fatal(err)
	}
	if table := d.Must("read", "/proc/self/mountinfo"); strings.Contains(table, "wslg") || strings.Contains(table, "X11") {
		t.Errorf("left behind:\n%s", table)
	}
}

func TestWithoutRoot(t *testing.T) {
	if !nstest.Private(t, true) {
		return
	}
	for _, a := range accidents {
		d := nstest.Start(t, nstest.Distro{})
		p := start(t, d)
		dir := p.Status().Binds[0].Source
		a.happen(t, d, dir)
		within(t, a.name, sealed(t, d, dir))
		readOnly(t, d)
		p.Close()
		d.Stop()
	}
}

func TestSuccessorGoesOn(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	p := start(t, d)
	dir := p.Status().Binds[0].Source
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	d.Must("connect", target+"/X0")
	p = start(t, d, publish.Bind{Source: dir, Target: target})
	if b := p.Status().Binds[0]; b.State != publish.Published || b.Published != 0 {
		t.Errorf("%+v", b)
	}
	if err := p.Withdraw(); err != nil || connects(d)() {
		t.Errorf("still published after it was withdrawn: %v", err)
	}
	if err := p.Withdraw(); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestEndOfTheDistro(t *testing.T) {
	d := nstest.Start(t, nstest.Distro{})
	p := start(t, d)
	d.Stop()
	select {
	case <-p.Done():
	case <-time.After(5 * time.Second):
		t.Fatal("goes on after the end")
	}
	if b := p.Status().Binds[0]; b.State != publish.Gone {
		t.Errorf("%+v", b)
	}
	if err := p.Withdraw(); err != nil {
		t.Error(err)
	}
	if _, err := publish.Start(publish.Config{PID: d.PID, Binds: []publish.Bind{{Source: "/", Target: "/x"}}}); !errors.Is(err, mountns.ErrGone) {
		t.Errorf("got %v", err)
	}
	if _, err := publish.Start(publish.Config{PID: d.PID}); !errors.Is(err, publish.ErrConfig) {
		t.Errorf("got %v", err)
	}
}

// TestMountinfo compares with what WSLg's user distros show:
//
//	none on /tmp/.X11-unix type tmpfs (ro,relatime)
//
// and with its own attributes, which forbid more.
func TestMountinfo(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	if err := os.MkdirAll("/tmp/wslg", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("none", "/tmp/wslg", "tmpfs", 0, "mode=755"); err != nil {
		t.Fatal(err)
	}
	dir := source(t, "/tmp/wslg/.X11-unix")
	for attr, options := range map[mountns.Attr]string{
		mountns.ReadOnly: "ro,relatime",
		mountns.Sealed:   "ro,nosuid,nodev,noexec,relatime",
	} {
		d := nstest.Start(t, nstest.Distro{})
		start(t, d, publish.Bind{Source: dir, Target: target, Attr: attr})
		table, err := mountns.ReadMountinfo(strings.NewReader(d.Must("read", "/proc/self/mountinfo")))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(table, func(m mountns.Info) bool { return m.Point == target })
		if i < 0 {
			t.Fatalf("not mounted: %+v", table)
		}
		got := table[i]
		got.ID, got.Parent, got.Major, got.Minor, got.Super = 0, 0, 0, 0, strings.SplitN(got.Super, ",", 2)[0]
		want := mountns.Info{Root: "/.X11-unix", Point: target, Options: options, Type: "tmpfs", Source: "none", Super: "rw"}
		if got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

// BenchmarkPublish is one publication, from nothing to a mount to be seen.
func BenchmarkPublish(b *testing.B) {
	d := nstest.Start(b, nstest.Distro{})
	dir := source(b, filepath.Join(b.TempDir(), "X"))
	for b.Loop() {
		p, err := publish.Start(publish.Config{PID: d.PID, Binds: []publish.Bind{{Source: dir, Target: target}}})
		if err != nil {
			b.Fatal(err)
		}
		if s := p.Status().Binds[0]; s.State != publish.Published {
			b.Fatalf("%+v", s)
		}
		b.StopTimer()
		if err := p.Withdraw(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkRepair is the time from a tmpfs over /tmp to a connection.
func BenchmarkRepair(b *testing.B) {
	d := nstest.Start(b, nstest.Distro{})
	dir := source(b, filepath.Join(b.TempDir(), "X"))
	for b.Loop() {
		b.StopTimer()
		p, err := publish.Start(publish.Config{PID: d.PID, Binds: []publish.Bind{{Source: dir, Target: target}}})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		d.Must("tmpfs", "/tmp")
		for !connects(d)() {
			time.Sleep(50 * time.Microsecond)
		}
		b.StopTimer()
		if err := p.Withdraw(); err != nil {
			b.Fatal(err)
		}
		d.Must("umount", "/tmp")
		b.StartTimer()
	}
}
