//go:build system

package main

import (
	"bytes"
	_ "embed" // the units
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// units are ours for systemd, by name.
var units = map[string]string{"orield.service": serviceUnit, "orield.socket": socketUnit, "orield-rdp.socket": rdpSocketUnit}

//go:embed orield.service
var serviceUnit string

//go:embed orield.socket
var socketUnit string

//go:embed orield-rdp.socket
var rdpSocketUnit string

// packages are what the Debian tree has besides what is essential.
const packages = "systemd,systemd-sysv,dbus,libpam-systemd,login,xterm,x11-utils"

// debian is a Debian tree of the machine's own release: made once, and never
// written to.
func debian() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	b, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", err
	}
	suite := "stable"
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VERSION_CODENAME="); ok {
			suite = strings.Trim(strings.TrimSpace(v), `"`)
		}
	}
	dir := filepath.Join(cache, "oriel", "debian-"+suite)
	if made, err := os.ReadFile(dir + ".packages"); err == nil && string(made) == packages {
		return dir, nil
	}
	part := dir + ".part"
	err = errors.Join(os.RemoveAll(part), os.RemoveAll(dir), os.MkdirAll(filepath.Dir(dir), 0o755))
	if err != nil {
		return "", err
	}
	cmd := exec.Command("mmdebstrap", "--variant=minbase", "--include="+packages,
		`--aptopt=Acquire::Retries "5"`, // a mirror's bad moment is no fault of ours
		"--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*", suite, part)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("mmdebstrap: %w\n%s", err, out)
	}
	return dir, errors.Join(os.Rename(part, dir), os.WriteFile(dir+".packages", []byte(packages), 0o644))
}

// A container is a Debian that systemd-nspawn boots, in the network namespace
// of the test, as WSL's distros share one.
type container struct {
	t    *testing.T
	root string
	cmd  *exec.Cmd
	out  *output
	pid  int // of its init, as we see it
}

// boot makes a container's root directory, an overlay over the tree, has it
// prepared, and starts it. Its init waits for something before it hands over to
// systemd, as WSL's does.
func boot(t *testing.T, tree, wait string, prepare func(root string)) *container {
	t.Helper()
	c := &container{t: t, root: "/tmp/debian", out: &output{}}
	for _, dir := range []string{"/tmp/upper", c.root} {
		must(t, os.MkdirAll(dir, 0o755))
	}
	must(t, unix.Mount("none", "/tmp/upper", "tmpfs", 0, "mode=755"), os.Mkdir("/tmp/upper/u", 0o755), os.Mkdir("/tmp/upper/w", 0o755),
		unix.Mount("debian", c.root, "overlay", 0, "lowerdir="+tree+",upperdir=/tmp/upper/u,workdir=/tmp/upper/w"))
	init := "#!/bin/sh\nwhile ! " + wait + "; do sleep 0.05; done\nexec /lib/systemd/systemd\n"
	must(t, os.WriteFile(c.root+"/oriel-init", []byte(init), 0o755))
	for _, line := range []string{"oriel:x:900:900::/:/bin/false", "oriel-rdp:x:901:901::/:/bin/false",
		"alice:x:1000:1000::/home/alice:/bin/bash", "bob:x:1001:1001::/home/bob:/bin/bash", "eve:x:1002:1002::/home/eve:/bin/bash"} {
		name, rest, _ := strings.Cut(line, ":")
		id := strings.Split(rest, ":")[1]
		c.append("/etc/passwd", line)
		c.append("/etc/group", name+":x:"+id+":")
		c.append("/etc/shadow", name+":*:20000:0:99999:7:::")
		uid, _ := strconv.Atoi(id)
		if uid >= alice {
			must(t, os.MkdirAll(c.root+"/home/"+name, 0o755), os.Chown(c.root+"/home/"+name, uid, uid))
		}
	}
	// A tmpfs on /tmp at boot is what hides the socket.
	must(t, os.MkdirAll(c.root+"/etc/systemd/system/local-fs.target.wants", 0o755),
		os.Symlink("/usr/share/systemd/tmp.mount", c.root+"/etc/systemd/system/local-fs.target.wants/tmp.mount"),
		os.Symlink("/usr/share/systemd/tmp.mount", c.root+"/etc/systemd/system/tmp.mount"))
	prepare(c.root)
	c.cgroups()
	c.cmd = exec.Command("systemd-nspawn", "-q", "-D", c.root, "--register=no", "--keep-unit", "--private-users=no", "--resolv-conf=off",
		"--timezone=off", "--link-journal=no", "--system-call-filter=landlock_create_ruleset landlock_add_rule landlock_restrict_self", "--console=pipe", "-M", "oriel-test-"+strconv.Itoa(os.Getpid()), "/oriel-init")
	c.cmd.Stdout, c.cmd.Stderr = c.out, c.out
	c.cmd.SysProcAttr = pdeathsig
	must(t, c.cmd.Start())
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
		if t.Failed() {
			t.Logf("the container said:\n%s", c.out)
		}
	})
	for begin := time.Now(); c.pid == 0; time.Sleep(10 * time.Millisecond) {
		c.pid = child(c.cmd.Process.Pid)
		if time.Since(begin) > time.Minute {
			t.Fatalf("the container does not start:\n%s", c.out)
		}
	}
	return c
}

func (c *container) append(name, line string) {
	c.t.Helper()
	f, err := os.OpenFile(c.root+name, os.O_APPEND|os.O_WRONLY, 0)
	must(c.t, err)
	_, err = fmt.Fprintln(f, line)
	must(c.t, err, f.Close())
}

// cgroups gives this mount namespace the unified hierarchy, and us a place of
// our own in it, whatever the machine has.
func (c *container) cgroups() {
	c.t.Helper()
	for unix.Unmount("/sys/fs/cgroup", unix.MNT_DETACH) == nil {
	}
	must(c.t, unix.Mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, ""))
	own := fmt.Sprintf("/sys/fs/cgroup/oriel-test-%d", os.Getpid())
	must(c.t, os.Mkdir(own, 0o755), os.WriteFile(own+"/cgroup.procs", []byte("0"), 0))
	c.t.Cleanup(func() {
		_ = os.WriteFile("/sys/fs/cgroup/cgroup.procs", []byte("0"), 0)
		// A container does not end with its nspawn.
		_ = os.WriteFile(own+"/cgroup.kill", []byte("1"), 0)
		removeCgroup(own)
	})
}

// removeCgroup removes a cgroup and those below it, when they are empty.
func removeCgroup(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.IsDir() {
			removeCgroup(filepath.Join(dir, e.Name()))
		}
	}
	for begin := time.Now(); os.Remove(dir) != nil && time.Since(begin) < 5*time.Second; {
		time.Sleep(10 * time.Millisecond)
	}
}

// child is the process that is number 1 to itself, and a child of a parent's
// or of its child's.
func child(parent int) int {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		b, _ := os.ReadFile("/proc/" + e.Name() + "/status")
		ppid, numbers := 0, []string(nil)
		for line := range strings.Lines(string(b)) {
			if v, ok := strings.CutPrefix(line, "PPid:"); ok {
				ppid, _ = strconv.Atoi(strings.TrimSpace(v))
			}
			if v, ok := strings.CutPrefix(line, "NSpid:"); ok {
				numbers = strings.Fields(v)
			}
		}
		if n := len(numbers); ppid == parent && n > 1 && numbers[n-1] == "1" {
			// It is ready when it runs what it shall, and no nspawn any more.
			if comm, _ := os.ReadFile("/proc/" + e.Name() + "/comm"); strings.HasPrefix(string(comm), "oriel-init") || string(comm) == "systemd\n" {
				pid, _ := strconv.Atoi(numbers[0])
				if e.Name() == numbers[0] {
					return pid
				}
				pid, _ = strconv.Atoi(e.Name())
				return pid
			}
		}
	}
	return 0
}

// enter makes a command that runs inside as a user, with little in its
// environment.
func (c *container) enter(user string, argv ...string) *exec.Cmd {
	args := []string{"-t", strconv.Itoa(c.pid), "-m", "-u", "-i", "-p", "-C", "--", "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "TERM=dumb"}
	if user != "root" {
		args = append(args, "/usr/bin/setpriv", "--reuid", user, "--regid", user, "--init-groups")
	}
	cmd := exec.Command("nsenter", append(args, argv...)...)
	cmd.Dir = "/"
	return cmd
}

// sh runs a script inside and returns what it says.
func (c *container) sh(user, script string) (string, error) {
	out, err := c.enter(user, "/bin/sh", "-c", script).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func (c *container) must(user, script string) string {
	c.t.Helper()
	out, err := c.sh(user, script)
	if err != nil {
		c.t.Fatalf("%s: %s: %v\n%s", user, script, err, out)
	}
	return out
}

// realPrograms are those that ship, in place of the stubs.
func (s *system) realPrograms() {
	s.args = append(s.args, "--compositor", filepath.Join(s.dir, "real/oriel-compositor"), "--rdp", filepath.Join(s.dir, "real/oriel-rdp"),
		"--xwayland", "/usr/bin/Xwayland")
}

// shot takes a picture of a window, as an RDP client.
func (s *system) shot(address, title string) image.Image {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "shot.png")
	cmd := exec.Command(filepath.Join(s.dir, "real/oriel"), "shot", "--connect", address, "--user", "oriel", "--password-file", "/run/password",
		"--window", title, "-o", file)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("oriel shot: %v\n%s", err, out)
	}
	b, err := os.ReadFile(file)
	must(s.t, err)
	img, err := png.Decode(bytes.NewReader(b))
	must(s.t, err)
	return img
}

// share is the part of a picture that has one colour.
func share(img image.Image, want color.NRGBA) float64 {
	n, all := 0, img.Bounds()
	for y := all.Min.Y; y < all.Max.Y; y++ {
		for x := all.Min.X; x < all.Max.X; x++ {
			if color.NRGBAModel.Convert(img.At(x, y)) == want {
				n++
			}
		}
	}
	return float64(n) / float64(all.Dx()*all.Dy())
}

const (
	xterm = `exec xterm -T oriel-nspawn -bg '#2080c0' -fg '#2080c0' -cr '#2080c0' -ms '#2080c0' +sb -bw 0 -b 0 -e sleep 600`
	blue  = "DISPLAY=:0 "
)

// TestNspawn boots a Debian with systemd, in which /tmp is mounted at boot, and
// looks at it from inside and, as an RDP client, from outside.
func TestNspawn(t *testing.T) {
	tree, err := debian() // while there is a network
	must(t, err)
	s, ok := newSystem(t)
	if !ok {
		return
	}
	c := boot(t, tree, "[ -S /tmp/.X11-unix/X0 ]", func(string) {})
	s.realPrograms()
	s.args = append(s.args, "--distro-pid", strconv.Itoa(c.pid))
	s.start()
	s.until("systemd is there", func() bool {
		out, _ := c.sh("root", "systemctl is-system-running")
		return out == "running" || out == "degraded"
	})
	if out, _ := c.sh("root", "systemctl is-system-running; systemctl --failed --no-legend --plain"); out != "running" {
		t.Errorf("systemd is %s", out)
	}
	readOnly := func(when string) {
		t.Helper()
		var last string
		s.until("X0 read-only "+when, func() bool {
			last, _ = c.sh("root", `grep ' /tmp/.X11-unix ' /proc/self/mountinfo | tail -1; rm -f /tmp/.X11-unix/X0 2>&1; ls /tmp/.X11-unix; DISPLAY=:0 setpriv --reuid alice --clear-groups xdpyinfo 2>&1 | grep 'vendor string'`)
			return strings.Contains(last, "/.X11-unix /tmp/.X11-unix ro,relatime") && strings.Contains(last, "Read-only file system") &&
				strings.HasSuffix(strings.Split(last, "\n")[2], "X0") && strings.Contains(last, "vendor string")
		})
	}
	readOnly("after boot")
	if out := c.must("root", "systemctl is-enabled tmp.mount; findmnt -no FSTYPE /tmp; systemctl show -p ConditionResult,Result,LoadState wslg.service"); !strings.Contains(out, "tmpfs") ||
		!strings.Contains(out, "LoadState=loaded") || !strings.Contains(out, "Result=success") {
		t.Errorf("the units: %s", out)
	}
	c.must("root", "mount -t tmpfs tmpfs /tmp")
	readOnly("after a tmpfs was mounted over /tmp")
	c.must("root", "systemd-tmpfiles --create --remove --boot --clean")
	readOnly("after tmpfiles")
	c.must("root", "umount /tmp; systemctl restart wslg.service")
	readOnly("after a unit of the distro's")
	c.checkUsers(s)

	app := c.enter("alice", "/bin/sh", "-c", blue+xterm)
	app.SysProcAttr = pdeathsig
	must(t, app.Start())
	s.until("the app's window", func() bool {
		out, _ := c.sh("alice", "DISPLAY=:0 xwininfo -root -tree")
		return strings.Contains(out, "oriel-nspawn")
	})
	if img := s.shot("unix:"+rdpPath, "oriel-nspawn"); share(img, color.NRGBA{0x20, 0x80, 0xc0, 0xff}) < 0.95 {
		t.Errorf("the picture of %v is not of the app", img.Bounds())
	}
	// The backend and orield go, and the app does not notice.
	pid := s.pid(control.RDPBackend)
	must(t, unix.Kill(pid, unix.SIGKILL), unix.Kill(s.worker(), unix.SIGKILL))
	s.until("another backend", func() bool { p := s.pid(control.RDPBackend); return p != 0 && p != pid })
	if img := s.shot("unix:"+rdpPath, "oriel-nspawn"); share(img, color.NRGBA{0x20, 0x80, 0xc0, 0xff}) < 0.95 {
		t.Errorf("afterwards the picture of %v is not of the app", img.Bounds())
	}
	_ = app.Process.Kill()
	_ = app.Wait()
	_, _ = c.sh("root", "systemctl poweroff")
	must(t, c.cmd.Wait())
	s.until("the distro's end", func() bool { return s.output.count("A user distro has ended") == 1 })
	s.stop()
}

// checkUsers: who has a display, and how they are told.
func (c *container) checkUsers(s *system) {
	t := c.t
	t.Helper()
	for _, x := range []struct {
		user string
		want bool
	}{{"alice", true}, {"bob", true}, {"eve", false}} {
		out, err := c.sh(x.user, "DISPLAY=:0 xdpyinfo | head -1")
		if got := strings.HasPrefix(out, "name of display"); got != x.want {
			t.Errorf("%s has a display: %v, want %v (%s, %v)", x.user, got, x.want, out, err)
		}
	}
	if out := c.must("root", "su - alice -c 'echo $DISPLAY $WAYLAND_DISPLAY'; su - eve -c 'echo $DISPLAY $WAYLAND_DISPLAY'"); !strings.HasPrefix(out, ":0 ") || strings.Count(out, "wayland-0") != 1 {
		t.Errorf("logins have %q", out)
	}
	// A session of systemd's has links in its own runtime directory.
	c.must("root", "systemctl start user@1000.service")
	s.until("the session", func() bool {
		out, _ := c.sh("alice", "XDG_RUNTIME_DIR=/run/user/1000 systemctl --user is-system-running")
		return out == "running" || out == "degraded"
	})
	session := c.must("alice", "export XDG_RUNTIME_DIR=/run/user/1000; readlink /run/user/1000/wayland-0 /run/user/1000/wayland-0.lock; systemctl --user show-environment; systemctl --user is-active wslg-session.service || true")
	for _, want := range []string{"/mnt/wslg/run/user/1000/wayland-0\n", "/mnt/wslg/run/user/1000/wayland-0.lock\n", "DISPLAY=:0\n", "WAYLAND_DISPLAY=wayland-0\n"} {
		if !strings.Contains(session+"\n", want) {
			t.Errorf("a session lacks %q: %s", want, session)
		}
	}
}

// running is a script that lists the processes whose name begins with a word.
func running(word string) string {
	return `for d in /proc/[0-9]*; do n= && read -r n 2>/dev/null <$d/comm; case "$n" in ` + word + `*) echo ${d#/proc/} ;; esac; done`
}

// TestUnderSystemd installs orield with its units in a Debian, as a system
// distro has it: systemd starts it, keeps what it holds, and gives that to its
// successor.
func TestUnderSystemd(t *testing.T) {
	tree, err := debian() // while there is a network
	must(t, err)
	s, ok := newSystem(t)
	if !ok {
		return
	}
	c := boot(t, tree, "true", func(root string) {
		must(t, os.MkdirAll(root+"/usr/libexec/oriel", 0o755), os.MkdirAll(root+"/etc/oriel", 0o755))
		for _, name := range []string{"orield", "real/oriel-compositor", "real/oriel-rdp"} {
			b, err := os.ReadFile(filepath.Join(s.dir, name))
			must(t, err, os.WriteFile(filepath.Join(root, "usr/libexec/oriel", filepath.Base(name)), b, 0o755))
		}
		// Tests run where the package is, but this one has another root now.
		for name, text := range units {
			must(t, os.WriteFile(root+"/etc/systemd/system/"+name, []byte(text), 0o644))
		}
		must(t, os.WriteFile(root+"/etc/oriel/oriel.conf", []byte("xwayland =\ndriver-share =\nclient = off\nuids = 1000\n"), 0o644))
	})
	until := func(what, script, want string) {
		t.Helper()
		var last string
		for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
			if last, _ = c.sh("root", script); last == want {
				return
			}
			if time.Since(begin) > time.Minute {
				log, _ := c.sh("root", "systemctl status orield.service; cat /mnt/wslg/oriel.log")
				t.Fatalf("%s: %q, want %q\n%s", what, last, want, log)
			}
		}
	}
	until("the boot", "systemctl is-system-running", "running")
	if out, err := c.sh("root", "systemctl start orield.socket orield-rdp.socket orield.service"); err != nil {
		log, _ := c.sh("root", "systemctl status orield.service; journalctl -u orield --no-pager | tail -30")
		t.Fatalf("%v: %s\n%s", err, out, log)
	}
	pids := func() (main, comp string) {
		return c.must("root", "systemctl show -P MainPID orield"), c.must("root", running("oriel-composito"))
	}
	main, comp := pids()
	c.must("root", "test -S /run/oriel/rdp.sock -a -S /run/oriel/orield.sock -a -S /mnt/wslg/runtime-dir/wayland-0 -a -S /mnt/wslg/.X11-unix/X0")
	for range 3 {
		c.must("root", "kill -9 "+main)
		until("a successor", "systemctl is-active orield; [ $(systemctl show -P MainPID orield) != "+main+" ] && [ $(systemctl show -P MainPID orield) != 0 ] && echo new", "active\nnew")
		var now string
		if main, now = pids(); now != comp {
			t.Fatalf("the compositor is %s, was %s", now, comp)
		}
	}
	c.must("root", "systemctl reload orield || { systemctl status orield; journalctl -u orield --no-pager | tail; exit 1; }")
	until("the reload", "systemctl is-active orield; grep -c 'A successor takes over' /mnt/wslg/oriel.log", "active\n1")
	if m, now := pids(); m != main || now != comp {
		t.Errorf("reloaded, orield is %s, was %s; the compositor %s, was %s", m, main, now, comp)
	}
	until("its descriptors", "[ $(systemctl show -P NFileDescriptorStore orield) -gt 8 ] && echo kept", "kept")
	c.must("root", "systemctl stop orield.socket orield-rdp.socket orield.service")
	if out, _ := c.sh("root", running("oriel")); out != "" {
		t.Errorf("left running: %s", out)
	}
	_, _ = c.sh("root", "systemctl poweroff")
	must(t, c.cmd.Wait())
}
