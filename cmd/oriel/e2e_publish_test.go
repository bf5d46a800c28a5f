package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// somebody is a user without any privilege.
const somebody = 23456

// A container is a process with mounts of its own.
type container struct {
	b   *bridge
	p   *process
	pid int // of its init
}

// unprivileged makes everything of the bridge, started after it, somebody's.
func (b *bridge) unprivileged() {
	b.t.Helper()
	if os.Getuid() != 0 {
		b.t.Skip("only root can become somebody else")
	}
	// Who is not root must be able to run what this test has built.
	if err := os.Chmod(filepath.Dir(oriel(b.t)), 0o755); err != nil {
		b.t.Fatal(err)
	}
	for _, dir := range []string{"", "home", "run"} {
		if err := os.Chown(filepath.Join(b.dir, dir), somebody, somebody); err != nil {
			b.t.Fatal(err)
		}
	}
	b.prefix = []string{need(b.t, "setpriv", "util-linux"), "--reuid", strconv.Itoa(somebody), "--regid", strconv.Itoa(somebody), "--clear-groups"}
}

// contain starts a container: argv ends with "sleep". Programs that the test
// has built are at /built.
func (b *bridge) contain(argv ...string) *container {
	b.t.Helper()
	argv = append(append(append([]string{}, b.prefix...), argv...), "1000")
	c := &container{b: b, p: launch(b.t, b.environment(), argv...)}
	until(b.t, "the container", func() string {
		c.pid = c.descendant(c.p.pid())
		if c.pid == 0 {
			return fmt.Sprintf("%q; stderr:\n%s", argv, &c.p.err)
		}
		return ""
	})
	return c
}

// descendant finds the process that sleeps.
func (c *container) descendant(pid int) int {
	if name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); string(name) == "sleep\n" {
		return pid
	}
	list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, f := range strings.Fields(string(list)) {
		if child, err := strconv.Atoi(f); err == nil {
			if found := c.descendant(child); found != 0 {
				return found
			}
		}
	}
	return 0
}

// inside starts a shell command inside, as somebody, with nothing of ours in
// its environment.
func (c *container) inside(script string) *process {
	c.b.t.Helper()
	id := strconv.Itoa(somebody)
	argv := []string{need(c.b.t, "nsenter", "util-linux"), "-t", strconv.Itoa(c.pid), "-m", "-r", "-w",
		need(c.b.t, "setpriv", "util-linux"), "--reuid", id, "--regid", id, "--clear-groups", "/bin/sh", "-c", script}
	return launch(c.b.t, []string{c.b.marker, "PATH=" + os.Getenv("PATH"), "HOME=/", "LIBGL_ALWAYS_SOFTWARE=1"}, argv...)
}

// says runs a command inside and returns what it says.
func (c *container) says(script string) string {
	c.b.t.Helper()
	p := c.inside(script)
	<-p.done
	return p.out.String() + p.err.String()
}

// publish runs oriel publish for the container.
func (c *container) publish(args ...string) (stdout, stderr string, code int) {
	c.b.t.Helper()
	return c.b.command(append([]string{"publish", "--pid", strconv.Itoa(c.pid)}, args...)...)
}

// mounts are those that the container sees, a line each.
func (c *container) mounts() string {
	c.b.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/mountinfo", c.pid))
	if err != nil {
		c.b.t.Fatal(err)
	}
	return string(b)
}

// showsAndWithdraws is the whole way: windows of an X and of a Wayland program
// inside appear in the bridge, the sockets are read-only there, and after
// withdrawal all is as it was.
func (c *container) showsAndWithdraws() {
	c.b.t.Helper()
	before, files := c.mounts(), c.says("ls -a /run /tmp")
	out, stderr, code := c.publish("--json")
	if code != 0 {
		c.b.t.Fatalf("status %d: %s", code, stderr)
	}
	var p struct {
		Display     string
		Environment []string
	}
	if err := json.Unmarshal([]byte(out), &p); err != nil || p.Display == "" || len(p.Environment) != 3 {
		c.b.t.Fatalf("published %+v, %v", p, err)
	}
	x := c.inside(". /run/oriel/environment; exec /built/xpaint -title 'X inside' -size 200x150")
	w := c.inside(". /run/oriel/environment; exec /built/wlpaint -title 'Wayland inside'")
	c.shows(x, "X inside")
	c.shows(w, "Wayland inside")
	for _, script := range []string{"rm /tmp/.X11-unix/X" + p.Display[1:], "rm /run/oriel/wayland-0", "echo > /run/oriel/environment"} {
		if said := c.says(script); !refusal.MatchString(said) {
			c.b.t.Errorf("%s: %q", script, said)
		}
	}
	x.stop()
	w.stop()
	if _, stderr, code := c.publish("--withdraw"); code != 0 {
		c.b.t.Fatalf("withdrawing: status %d: %s", code, stderr)
	}
	if after := c.mounts(); after != before {
		c.b.t.Errorf("left behind:\n%s, it was\n%s", after, before)
	}
	if after := c.says("ls -a /run /tmp"); after != files {
		c.b.t.Errorf("left behind:\n%s, it was\n%s", after, files)
	}
	if _, stderr, code := c.publish("--withdraw"); code != 1 || !strings.Contains(stderr, "nothing of yours is published to process") {
		c.b.t.Errorf("withdrawing again: status %d, %q", code, stderr)
	}
}

// shows waits for the window of a program inside.
func (c *container) shows(p *process, title string) {
	c.b.t.Helper()
	until(c.b.t, "the window "+title, func() string {
		select {
		case <-p.done:
			c.b.t.Fatalf("%s: %v: %s%s", title, p.failure, &p.out, &p.err)
		default:
		}
		for _, w := range c.b.windows() {
			if w.Title == title {
				return ""
			}
		}
		return "it is not there"
	})
}

// refusal is what rm and sh say of a published file: the mount is read-only,
// and its owner is somebody else.
var refusal = regexp.MustCompile("(?i)read-only|busy|permission denied")

// builtDir is where the test's programs are, with both demos in it.
func builtDir(t testing.TB) string {
	t.Helper()
	demo(t, "xpaint")
	return filepath.Dir(demo(t, "wlpaint"))
}

// own is a shell script that gives a container made by unshare a /tmp, a /run
// and /built of its own, and sleeps. Its mounts are not ours any more.
func own(t testing.TB) string {
	return "set -e; mount -t tmpfs tmpfs /mnt; mkdir /mnt/b; mount --bind " + builtDir(t) + " /mnt/b; mount -t tmpfs tmpfs /run; " +
		"mount -t tmpfs tmpfs /tmp; mount -t tmpfs tmpfs /srv; mkdir /srv/built; mount --bind /mnt/b /srv/built; exec sleep"
}

func TestPublishToAContainerOfRoots(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root has containers of root's")
	}
	b := startBridge(t)
	if err := os.Chmod(filepath.Dir(oriel(t)), 0o755); err != nil { // for somebody
		t.Fatal(err)
	}
	c := b.contain(need(t, "unshare", "util-linux"), "-m", "-p", "-f", "--kill-child", "--mount-proc", "chroot", rootTree(t), "sleep")
	c.showsAndWithdraws()
}

// rootTree is a root directory made of this machine's, with a /tmp and a /run
// of its own. What is mounted there goes with the test.
func rootTree(t testing.TB) string {
	t.Helper()
	root := short(t)
	mount := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("mount", args...).CombinedOutput(); err != nil {
			t.Fatalf("mount %q: %v: %s", args, err, out)
		}
	}
	mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", root)
	t.Cleanup(func() {
		if err := syscall.Unmount(root, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	for _, dir := range []string{"usr", "built", "proc", "tmp", "run", "etc/profile.d"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, link := range []string{"bin", "lib", "lib64", "sbin"} {
		if to, err := os.Readlink("/" + link); err == nil {
			if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
				t.Fatal(err)
			}
		}
	}
	mount("--bind", "/usr", root+"/usr")
	mount("--bind", builtDir(t), root+"/built")
	mount("-t", "proc", "proc", root+"/proc")
	return root
}

// bwrap is a container of bubblewrap's, as Flatpak makes them: nobody is root
// in it, and its root directory cannot be written.
func (b *bridge) bwrap(more ...string) *container {
	b.t.Helper()
	argv := []string{need(b.t, "bwrap", "bubblewrap"), "--unshare-user", "--unshare-pid", "--unshare-uts", "--die-with-parent",
		"--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
		"--ro-bind", builtDir(b.t), "/built", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--dir", "/run"}
	return b.contain(append(append(argv, more...), "sleep")...)
}

func TestPublishWithoutRoot(t *testing.T) {
	b := newBridge(t)
	b.unprivileged()
	b.start()
	b.bwrap().showsAndWithdraws()
	b.contain(need(t, "unshare", "util-linux"), "-U", "-r", "-m", "-p", "-f", "--kill-child", "--mount-proc", "sh", "-c", own(t)+" $0").publishesAtAll()
	b.bwrap().isWatched()
	b.refusals()
}

// publishesAtAll is for a container that has no /built.
func (c *container) publishesAtAll() {
	c.b.t.Helper()
	before := c.mounts()
	if _, stderr, code := c.publish(); code != 0 {
		c.b.t.Fatalf("status %d: %s", code, stderr)
	}
	p := c.inside(". /run/oriel/environment; exec /srv/built/xpaint -title 'root of nobody'")
	c.shows(p, "root of nobody")
	p.stop()
	// Once more, without withdrawing: it replaces what is there.
	if out, stderr, code := c.publish(); code != 0 || !strings.Contains(out, "DISPLAY          :") {
		c.b.t.Fatalf("status %d: %s%s", code, out, stderr)
	}
	if _, stderr, code := c.publish("--withdraw"); code != 0 {
		c.b.t.Fatalf("withdrawing: status %d: %s", code, stderr)
	}
	if after := c.mounts(); after != before {
		c.b.t.Errorf("left behind:\n%s, it was\n%s", after, before)
	}
}

// isWatched hides the sockets, which come back, and ends the watch.
func (c *container) isWatched() {
	c.b.t.Helper()
	before := c.mounts()
	argv := append(append([]string{}, c.b.prefix...), oriel(c.b.t), "publish", "--watch", "--pid", strconv.Itoa(c.pid))
	w := launch(c.b.t, c.b.environment(), argv...)
	until(c.b.t, "the publication", func() string {
		if strings.Contains(w.out.String(), "to undo") {
			return ""
		}
		return "it said: " + w.out.String() + w.err.String()
	})
	// As the container's own root would have it.
	if out, err := exec.Command("nsenter", "-t", strconv.Itoa(c.pid), "-m", "mount", "-t", "tmpfs", "tmpfs", "/tmp").CombinedOutput(); err != nil {
		c.b.t.Fatalf("%v: %s", err, out)
	}
	p := c.inside(". /run/oriel/environment; until [ -S /tmp/.X11-unix/X${DISPLAY#:} ]; do sleep 0.05; done; exec /built/xpaint -title 'again'")
	c.shows(p, "again")
	p.stop()
	if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		c.b.t.Fatal(err)
	}
	<-w.done
	if w.failure != nil {
		c.b.t.Errorf("the watch ended with %v: %s", w.failure, &w.err)
	}
	if after := c.mounts(); strings.Contains(after, "/published-") || strings.Contains(after, "X11-unix") || len(after) <= len(before) {
		c.b.t.Errorf("left behind:\n%s, it was\n%s", after, before)
	}
}

// refusals are what cannot be done, each with a way out.
func (b *bridge) refusals() {
	b.t.Helper()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"nobody":  {[]string{"--pid", "4194000"}, "there is no process 4194000"},
		"root's":  {[]string{"--pid", strconv.Itoa(b.rootsProcess())}, "as root: sudo oriel publish --control " + b.Control},
		"shared":  {[]string{"--pid", strconv.Itoa(b.run.pid())}, "sees the same files as you do"},
		"no pid":  {nil, "--pid PID is missing"},
		"both":    {[]string{"--pid", "1", "--watch", "--withdraw"}, "exclude each other"},
		"display": {[]string{"--pid", "1", "--display", "x"}, "--display must be a number"},
		"dir":     {[]string{"--pid", "1", "--dir", "run"}, "--dir must be an absolute path"},
	} {
		_, stderr, code := b.command(append([]string{"publish"}, c.args...)...)
		if code == 0 || !strings.Contains(stderr, c.want) {
			b.t.Errorf("%s: status %d, %q", name, code, stderr)
		}
	}
	busy := b.bwrap("--dir", "/tmp/.X11-unix", "--file", "0", "/tmp/.X11-unix/X255", "--dir", "/tmp/.X11-unix/X200")
	for _, n := range []string{"255", "200"} {
		if _, stderr, code := busy.publish("--display", ":"+n); code == 0 || !strings.Contains(stderr, "/tmp/.X11-unix/X"+n+" is busy there: leave out --display") {
			b.t.Errorf("a busy display: status %d, %q", code, stderr)
		}
	}
	if out, stderr, code := busy.publish("--display", "254"); code != 0 || !strings.Contains(out, "DISPLAY          :254\n") {
		b.t.Errorf("beside a busy display: status %d, %q", code, out+stderr)
	}
	if _, stderr, code := busy.publish("--withdraw"); code != 0 {
		b.t.Errorf("withdrawing: %s", stderr)
	}
	readOnly := b.bwrap("--remount-ro", "/", "--ro-bind", "/usr", "/tmp")
	if _, stderr, code := readOnly.publish(); code == 0 || !strings.Contains(stderr, "choose another place with --dir DIR") || strings.Count(stderr, "read-only") != 1 {
		b.t.Errorf("a read-only container: status %d, %q", code, stderr)
	}
}

// rootsProcess is one with mounts of its own that somebody may not touch.
func (b *bridge) rootsProcess() int {
	b.t.Helper()
	p := launch(b.t, b.environment(), need(b.t, "unshare", "util-linux"), "-m", "sleep", "1000")
	until(b.t, "a process of root's", func() string {
		name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", p.pid()))
		if string(name) == "sleep\n" {
			return ""
		}
		return string(name)
	})
	return p.pid()
}
