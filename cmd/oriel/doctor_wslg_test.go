package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/socket/mountns/nstest"
)

// A patient is a user distro that is made in a namespace, so that it can be
// broken for real; its user is root.
type patient struct {
	machine
	t         *testing.T
	env       map[string]string
	listeners map[string]net.Listener
	daemon    func() // ends what a test has started
}

// shell runs a command line, as a person with its remedy in hand would.
func (p *patient) shell(line string) {
	p.t.Helper()
	if out, err := exec.Command("/bin/sh", "-c", line).CombinedOutput(); err != nil {
		p.t.Fatalf("%s: %v: %s", line, err, out)
	}
}

// listen makes a socket that answers.
func (p *patient) listen(path string) {
	p.t.Helper()
	l, err := net.Listen("unix", path)
	if err == nil && path[0] != '@' {
		l.(*net.UnixListener).SetUnlinkOnClose(false)
		err = os.Chmod(path, 0o777)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.listeners[path] = l
	p.t.Cleanup(func() { l.Close() })
}

// healthy makes a user distro in which nothing is wrong. The process and its
// mounts end with the test.
func healthy(t *testing.T) *patient {
	t.Helper()
	p := &patient{machine: thisMachine(), t: t, listeners: map[string]net.Listener{}, env: map[string]string{
		"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run/user/0", "PULSE_SERVER": "unix:/mnt/wslg/PulseServer",
		"PATH": "/usr/bin:/usr/lib/wsl/lib",
	}}
	p.getenv = func(name string) string { return p.env[name] }
	p.units = func() ([]control.UnitState, error) { return nil, unix.ENOENT }
	p.output = func(string, ...string) (string, error) { return "inactive", errors.New("exit status 1") }
	work := t.TempDir()
	p.shell("mount -t tmpfs tmpfs /mnt; mkdir -p /mnt/wslg && mount -t tmpfs -o mode=755 none /mnt/wslg && mount --make-shared /mnt/wslg")
	for _, dir := range []string{"usr", "etc"} {
		p.shell(fmt.Sprintf("mkdir -p %[1]s/%[2]s/u %[1]s/%[2]s/w && mount -t overlay -o lowerdir=/%[2]s,upperdir=%[1]s/%[2]s/u,workdir=%[1]s/%[2]s/w overlay /%[2]s", work, dir))
	}
	p.shell("rm -rf /etc/versions.txt; mount -t tmpfs -o mode=755 tmpfs /run; mkdir -p /run/systemd/system /run/systemd/system-generators /run/systemd/user-generators; " +
		"touch /run/systemd/system-generators/wslg /run/systemd/user-generators/wslg")
	p.shell("mount -t tmpfs -o mode=755 tmpfs /dev && mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/zero c 1 5 && mknod -m 666 /dev/dxg c 1 3 && mkdir /dev/shm && mount -t tmpfs -o mode=1777 tmpfs /dev/shm")
	p.shell("mkdir -m 755 /mnt/wslg/.X11-unix /mnt/wslg/runtime-dir; mkdir -p /mnt/wslg/run/user; mkdir -m 700 -p /mnt/wslg/run/user/0; mkdir -p /run/user; mkdir -m 700 /run/user/0")
	p.listen("/mnt/wslg/.X11-unix/X0")
	p.listen("/mnt/wslg/run/user/0/wayland-0")
	p.listen("/mnt/wslg/PulseServer")
	p.shell("mkdir /tmp/.X11-unix && mount -o bind,ro /mnt/wslg/.X11-unix /tmp/.X11-unix && mount --make-private /tmp/.X11-unix; ln -s /mnt/wslg/run/user/0/wayland-0 /run/user/0/wayland-0")
	p.shell("mkdir -p /usr/lib/wsl/lib /usr/lib/wsl/drivers/nv /usr/share/fonts/x; touch /usr/share/fonts/x/x.ttf; echo /usr/lib/wsl/lib > /etc/ld.so.conf.d/ld.wsl.conf")
	for _, name := range []string{"libdxcore.so", "libd3d12.so", "libd3d12core.so"} {
		p.shell("gcc -shared -nostdlib -Wl,-soname," + name + " -o /usr/lib/wsl/lib/" + name + " -x c /dev/null")
	}
	p.shell("ldconfig; mkdir -p /etc/environment.d; touch /etc/environment.d/60-wslg.conf /etc/profile.d/wslg.sh /etc/profile.d/wslg-gpu.sh")
	return p
}

// examine is what the doctor finds wrong.
func (p *patient) examine() (wrong []finding) {
	p.t.Helper()
	if p.site() != userDistro {
		p.t.Fatalf("taken for site %d", p.site())
	}
	for _, f := range diagnose(p.machine, checksFor(p.machine)) {
		if !f.OK {
			wrong = append(wrong, f)
		}
	}
	return wrong
}

// obey does what a remedy says: the first of several.
func (p *patient) obey(remedy string) {
	p.t.Helper()
	remedy, _, _ = strings.Cut(remedy, "; for good")
	remedy, _, _ = strings.Cut(remedy, ", and ")
	if _, after, ok := strings.Cut(remedy, "or: export "); ok {
		remedy = "export " + after
	}
	if _, after, ok := strings.Cut(remedy, "another number, then as root: "); ok {
		remedy = "as root: " + after
	}
	words := strings.Fields(remedy)
	switch words[0] {
	case "export":
		name, value, _ := strings.Cut(words[1], "=")
		p.env[name] = value
	case "unset":
		for _, name := range words[1:] {
			delete(p.env, strings.TrimSuffix(name, ","))
		}
	case "chmod", "ln":
		p.shell(remedy)
	default:
		line, ok := strings.CutPrefix(remedy, "as root: ")
		if !ok {
			p.t.Fatalf("nothing to be done by a test: %s", remedy)
		}
		p.shell(line)
	}
}

// An illness is a failure of WSLg that people report (their number in the
// project's list of pains), how it comes about, and what is said of it.
type illness struct {
	name   string
	harm   func(*patient)
	check  string // the finding's name
	found  string // what it begins with
	remedy string // what it begins with
	also   []string
	mended func(*patient) // what the remedy cannot do in a test; nil: obey it
}

func harmBy(line string) func(*patient) { return func(p *patient) { p.shell(line) } }

func setting(name, value string) func(*patient) {
	return func(p *patient) { p.env[name] = value }
}

func gone(path string) func(*patient) {
	return func(p *patient) { p.listeners[path].Close() }
}

func back(path string) func(*patient) {
	return func(p *patient) {
		p.shell("rm -f " + path)
		p.listen(path)
	}
}

var illnesses = []illness{
	// 1: blurry or tiny apps.
	{name: "apps are scaled twice", harm: setting("GDK_SCALE", "2"), check: "scaling", found: "GDK_SCALE set the size of apps", remedy: "unset GDK_SCALE"},
	// 3, 4: copying fails, and the remedies that people know.
	{name: "somebody else minds the clipboard", harm: func(p *patient) {
		p.shell("cp /bin/sleep /tmp/autocutsel")
		cmd := exec.Command("/tmp/autocutsel", "1000")
		if err := cmd.Start(); err != nil {
			p.t.Fatal(err)
		}
		p.daemon = func() { _, _ = cmd.Process.Kill(), cmd.Wait() }
		p.t.Cleanup(p.daemon)
	}, check: "clipboard", found: "autocutsel runs: it claims each selection anew", remedy: "pkill autocutsel", mended: func(p *patient) { p.daemon() }},
	// 5: black windows.
	{name: "no shared memory", harm: harmBy("umount /dev/shm; rmdir /dev/shm"), check: "shared memory", found: "there is no /dev/shm", remedy: "as root: mkdir -p /dev/shm"},
	{name: "shared memory of root's", harm: harmBy("chmod 755 /dev/shm"), check: "shared memory", found: "/dev/shm is not for everybody", remedy: "as root: chmod 1777 /dev/shm"},
	// 6: no sound.
	{name: "a dead sound server", harm: gone("/mnt/wslg/PulseServer"), check: "sound", found: "PULSE_SERVER=unix:/mnt/wslg/PulseServer: nobody answers (connection refused)", remedy: "unset PULSE_SERVER",
		mended: back("/mnt/wslg/PulseServer")},
	// 7: the input method.
	{name: "an input method that does not run", harm: setting("XMODIFIERS", "@im=scim"), check: "input method", found: "XMODIFIERS=@im=scim, and no scim runs", remedy: "start it: scim -d; or unset XMODIFIERS",
		mended: func(p *patient) { delete(p.env, "XMODIFIERS") }},
	// 8: cannot open display.
	{name: "tmp.mount", harm: harmBy("mount -t tmpfs tmpfs /tmp"), check: "X sockets", found: "it is hidden: tmpfs was mounted over /tmp later", remedy: mountX + "; for good: systemctl mask tmp.mount", also: []string{"X0"}},
	{name: "tmpfiles", harm: harmBy("umount /tmp/.X11-unix; rmdir /tmp/.X11-unix"), check: "X sockets", found: "/tmp/.X11-unix is missing", remedy: mountX, also: []string{"X0"}},
	{name: "a directory of its own", harm: harmBy("umount /tmp/.X11-unix"), check: "X sockets", found: "/tmp/.X11-unix is a directory of this distro's own", remedy: mountX, also: []string{"X0"}},
	{name: "a link in its place", harm: harmBy("umount /tmp/.X11-unix; rmdir /tmp/.X11-unix; ln -s /var/tmp /tmp/.X11-unix"), check: "X sockets", found: "/tmp/.X11-unix is a symbolic link", remedy: "as root: rm /tmp/.X11-unix && mount", also: []string{"X0"},
		mended: func(p *patient) { p.shell("rm /tmp/.X11-unix"); p.obey(mountX) }},
	{name: "something else there", harm: harmBy("mount -t tmpfs tmpfs /tmp/.X11-unix"), check: "X sockets", found: "something else is mounted at /tmp/.X11-unix (tmpfs)", remedy: "as root: umount /tmp/.X11-unix && mkdir", also: []string{"X0"}},
	{name: "the share made anew", harm: func(p *patient) {
		p.shell("rm -rf /mnt/wslg/.X11-unix; mkdir /mnt/wslg/.X11-unix")
		p.listen("/mnt/wslg/.X11-unix/X0")
	}, check: "X sockets", found: "/tmp/.X11-unix shows a directory that was removed", remedy: "as root: umount /tmp/.X11-unix && mkdir", also: []string{"X0"}},
	{name: "writable", harm: harmBy("mount -o remount,bind,rw /tmp/.X11-unix"), check: "X sockets", found: "/tmp/.X11-unix can be written to", remedy: "as root: mount -o remount,bind,ro /tmp/.X11-unix"},
	{name: "a stale socket", harm: func(p *patient) {
		p.shell("umount /tmp/.X11-unix")
		p.listen("/tmp/.X11-unix/X0")
		gone("/tmp/.X11-unix/X0")(p)
	}, check: "X0", found: "/tmp/.X11-unix/X0 is left over from an X server of this distro's own; nobody answers", remedy: "as root: rm /tmp/.X11-unix/X0 && mkdir", also: []string{"X sockets"}},
	{name: "an X server of its own", harm: func(p *patient) {
		p.shell("umount /tmp/.X11-unix")
		p.listen("/tmp/.X11-unix/X0")
	}, check: "X0", found: "/tmp/.X11-unix/X0 belongs to an X server of this distro's own", remedy: "end that X server", also: []string{"X sockets"}},
	{name: "Xwayland's side is gone", harm: gone("/mnt/wslg/.X11-unix/X0"), check: "X0", found: "nobody answers on /tmp/.X11-unix/X0 (connection refused)", remedy: restart,
		mended: back("/mnt/wslg/.X11-unix/X0")},
	{name: "no X0 at all", harm: harmBy("rm /mnt/wslg/.X11-unix/X0"), check: "X0", found: "/tmp/.X11-unix/X0 is missing, and the share has none", remedy: restart,
		mended: back("/mnt/wslg/.X11-unix/X0")},
	{name: "an X server with the abstract name", harm: func(p *patient) { p.listen("@/tmp/.X11-unix/X0") }, check: "X name", found: "an X server of this distro's own listens on @/tmp/.X11-unix/X0",
		remedy: "end the X server that listens there", mended: gone("@/tmp/.X11-unix/X0")},
	{name: "DISPLAY of old advice", harm: setting("DISPLAY", "172.20.0.1:0.0"), check: "DISPLAY", found: "DISPLAY=172.20.0.1:0.0 goes over the network", remedy: "export DISPLAY=:0"},
	{name: "no DISPLAY", harm: setting("DISPLAY", ""), check: "DISPLAY", found: "DISPLAY is not set", remedy: loginNew, mended: setting("DISPLAY", ":0")},
	{name: "another DISPLAY", harm: setting("DISPLAY", ":77"), check: "DISPLAY", found: "DISPLAY=:77: nobody answers on /tmp/.X11-unix/X77", remedy: "export DISPLAY=:0"},
	// 9: the runtime directory.
	{name: "another's runtime directory", harm: harmBy("chown 1000 /run/user/0"), check: "runtime directory", found: "XDG_RUNTIME_DIR=/run/user/0 belongs to uid 1000, not to 0", remedy: "log in as this user (su - or sudo -i, not su or sudo), or: export XDG_RUNTIME_DIR=/mnt/wslg/run/user/0"},
	{name: "an open runtime directory", harm: harmBy("chmod 777 /run/user/0"), check: "runtime directory", found: "XDG_RUNTIME_DIR=/run/user/0 is open to others (0777)", remedy: "chmod 0700 /run/user/0"},
	{name: "no runtime directory", harm: setting("XDG_RUNTIME_DIR", "/run/user/4711"), check: "runtime directory", found: "XDG_RUNTIME_DIR=/run/user/4711 is no directory", remedy: "export XDG_RUNTIME_DIR=/mnt/wslg/run/user/0", also: []string{"Wayland"}},
	{name: "no Wayland socket in the session", harm: harmBy("rm /run/user/0/wayland-0"), check: "Wayland", found: "/run/user/0/wayland-0 is missing; the socket is /mnt/wslg/run/user/0/wayland-0",
		remedy: "ln -sf /mnt/wslg/run/user/0/wayland-0 /run/user/0/wayland-0; for good: systemctl --user enable --now wslg-session"},
	{name: "a link that leads nowhere", harm: harmBy("ln -sf /nowhere /run/user/0/wayland-0"), check: "Wayland", found: "/run/user/0/wayland-0 is a link that leads nowhere", remedy: "ln -sf /mnt/wslg/run/user/0/wayland-0"},
	// 2, 28: the compositor is gone, and with it all windows.
	{name: "the compositor is gone", harm: gone("/mnt/wslg/run/user/0/wayland-0"), check: "Wayland", found: "nobody answers on /run/user/0/wayland-0 (connection refused)", remedy: restart,
		mended: back("/mnt/wslg/run/user/0/wayland-0")},
	{name: "no system distro", harm: harmBy("umount -l /mnt/wslg"), check: "share", found: "/mnt/wslg is not mounted", remedy: "remove guiApplications=false from .wslconfig",
		also: []string{"X sockets", "Wayland", "sound"}, mended: func(*patient) {}},
	// 10: menus misplaced, or dead.
	{name: "apps are kept on X11", harm: setting("GDK_BACKEND", "x11"), check: "toolkits", found: "apps are kept on X11 by GDK_BACKEND", remedy: "unset GDK_BACKEND"},
	// 17: no GPU.
	{name: "the device is root's", harm: func(p *patient) {
		p.shell("chmod 600 /dev/dxg")
		p.uid = 1000 // root may use it all the same
	}, check: "GPU", found: "", remedy: "", mended: func(*patient) {}},
	{name: "ldconfig has not run", harm: harmBy("rm /etc/ld.so.conf.d/ld.wsl.conf && ldconfig && echo /usr/lib/wsl/lib > /etc/ld.so.conf.d/ld.wsl.conf"), check: "library cache", found: "ldconfig has not run since /usr/lib/wsl/lib came", remedy: "as root: ldconfig"},
	{name: "the loader is not told", harm: harmBy("rm /etc/ld.so.conf.d/ld.wsl.conf && ldconfig"), check: "library cache", found: "ld.so is not told of /usr/lib/wsl/lib", remedy: "as root: echo /usr/lib/wsl/lib > /etc/ld.so.conf.d/ld.wsl.conf && ldconfig"},
	{name: "a library lacks", harm: harmBy("rm /usr/lib/wsl/lib/libd3d12core.so"), check: "GPU libraries", found: "/usr/lib/wsl/lib lacks libd3d12core.so", remedy: "update WSL", mended: harmBy("touch /usr/lib/wsl/lib/libd3d12core.so")},
	{name: "no drivers", harm: harmBy("rm -r /usr/lib/wsl/drivers"), check: "GPU drivers", found: "/usr/lib/wsl/drivers is missing", remedy: "in the system distro, as root: systemctl restart orield", mended: harmBy("mkdir /usr/lib/wsl/drivers")},
	{name: "no device", harm: harmBy("rm /dev/dxg"), check: "GPU", found: "neither /dev/dxg nor a render node", remedy: "remove gpuSupport=false", mended: harmBy("mknod -m 666 /dev/dxg c 1 3")},
	{name: "no device any more", harm: harmBy("rm /dev/dxg; touch /dev/dxg"), check: "GPU", found: "/dev/dxg is no device", remedy: "as root: rm /dev/dxg, then", mended: harmBy("rm /dev/dxg; mknod -m 666 /dev/dxg c 1 3")},
	// and what else goes with them.
	{name: "no fonts", harm: harmBy("rm -r /usr/share/fonts"), check: "fonts", found: "none in /usr/share/fonts", remedy: "apt-get install", mended: harmBy("mkdir -p /usr/share/fonts; touch /usr/share/fonts/a.ttf")},
	{name: "no login files", harm: harmBy("rm /etc/profile.d/wslg.sh"), check: "login files", found: "/etc/profile.d/wslg.sh is missing", remedy: "in the system distro, as root: systemctl restart orield", mended: harmBy("touch /etc/profile.d/wslg.sh")},
	{name: "an old PATH", harm: setting("PATH", "/usr/bin"), check: "PATH", found: "/usr/lib/wsl/lib is not in PATH", remedy: "log in anew, or: . /etc/profile.d/wslg-gpu.sh", mended: setting("PATH", "/usr/bin:/usr/lib/wsl/lib")},
	{name: "no generator", harm: harmBy("rm /run/systemd/system-generators/wslg"), check: "generators", found: "the system generator is missing", remedy: "in the system distro, as root: systemctl restart orield", mended: harmBy("touch /run/systemd/system-generators/wslg")},
}

// TestDoctorKnowsWhatPeopleReport makes each failure, wants the doctor to find
// it and nothing else, does what he says, and wants him content.
func TestDoctorKnowsWhatPeopleReport(t *testing.T) {
	for _, x := range illnesses {
		t.Run(strings.ReplaceAll(x.name, " ", "_"), func(t *testing.T) {
			if !nstest.Private(t, false) {
				return
			}
			p := healthy(t)
			if wrong := p.examine(); wrong != nil {
				t.Fatalf("a healthy distro: %+v", wrong)
			}
			x.harm(p)
			if x.found == "" {
				p.deniedDevice()
				return
			}
			var names []string
			remedy := ""
			for _, f := range p.examine() {
				names = append(names, f.Name)
				if f.Name != x.check {
					continue
				}
				if remedy = f.Remedy; !strings.HasPrefix(f.Found, x.found) || !strings.HasPrefix(f.Remedy, x.remedy) || f.Purpose == "" {
					t.Errorf("found %q, remedy %q\nwant  %q, remedy %q", f.Found, f.Remedy, x.found, x.remedy)
				}
			}
			want := append([]string{x.check}, x.also...)
			slices.Sort(want)
			slices.Sort(names)
			if !slices.Equal(names, want) {
				t.Fatalf("found wrong: %q, want %q", names, want)
			}
			if x.mended != nil {
				x.mended(p)
				if x.name == "no system distro" {
					return
				}
			} else {
				p.obey(remedy)
			}
			if wrong := p.examine(); wrong != nil {
				t.Errorf("after the remedy: %+v", wrong)
			}
		})
	}
}

// deniedDevice asks a user who is not root, which takes another process.
func (p *patient) deniedDevice() {
	p.t.Helper()
	for uid, want := range map[int]string{1000: "!", 0: ""} {
		self := filepath.Join(p.t.TempDir(), "test")
		p.shell("cp /proc/" + fmt.Sprint(os.Getpid()) + "/exe " + self + "; chmod 755 " + self + " " + filepath.Dir(self) + " " + filepath.Dir(filepath.Dir(self)))
		cmd := exec.Command("setpriv", "--reuid", fmt.Sprint(uid), "--clear-groups", self, "-test.run=^TestDoctorAsAnother$", "-test.v")
		cmd.Env = append(os.Environ(), "ORIEL_DOCTOR_AS="+fmt.Sprint(uid))
		out, err := cmd.CombinedOutput()
		denied := strings.Contains(string(out), fmt.Sprintf("/dev/dxg is not for uid %d (mode 600): as root: chmod 666 /dev/dxg", uid))
		if err != nil || denied != (want == "!") {
			p.t.Errorf("uid %d: %v\n%s", uid, err, out)
		}
	}
	p.shell("chmod 666 /dev/dxg")
}

// TestDoctorAsAnother is the other process.
func TestDoctorAsAnother(t *testing.T) {
	if os.Getenv("ORIEL_DOCTOR_AS") == "" {
		t.Skip("is run by TestDoctorKnowsWhatPeopleReport")
	}
	found, err := probeDXG(thisMachine())
	var a *ailment
	if errors.As(err, &a) {
		t.Logf("%s: %s", a.what, a.remedy)
		return
	}
	t.Logf("%s, %v", found, err)
}

// TestDoctorOfTheSystemDistro does the same on the other side, for each check.
func TestDoctorOfTheSystemDistro(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	p := healthy(t)
	units := []control.UnitState{{Unit: control.Compositor, State: control.Running}, {Unit: control.RDPBackend, State: control.Running}}
	var unitsErr error
	p.units = func() ([]control.UnitState, error) { return units, unitsErr }
	p.shell("mkdir -p /run/oriel /mnt/wslg/distro /mnt/wslg/doc /usr/share/X11/xkb/rules; touch /run/oriel/orield.sock /mnt/wslg/versions.txt /usr/share/X11/xkb/rules/evdev; mknod /dev/vsock c 10 1; mount -o bind,ro /usr /mnt/wslg/distro")
	p.shell(`echo '{"devices": ["/dev/dxg"], "lib": "/usr/lib/wsl/lib", "drivers": "/usr/lib/wsl/drivers"}' > /mnt/wslg/gpu.json`)
	p.lookPath = func(name string) (string, error) { return "/usr/bin/" + name, nil }
	p.output = func(string, ...string) (string, error) { return "Xwayland Version 23.1.0", nil }
	examine := func() (wrong []finding) {
		for _, f := range diagnose(p.machine, checksFor(p.machine)) {
			if !f.OK {
				wrong = append(wrong, f)
			}
		}
		return wrong
	}
	if p.site() != systemDistro || examine() != nil {
		t.Fatalf("a healthy system distro, site %d: %+v", p.site(), examine())
	}
	for _, x := range []struct{ harm, check, found, remedy, mend string }{
		{"chmod 777 /mnt/wslg/runtime-dir", "layout", "/mnt/wslg/runtime-dir can be written to by others (0777)", "as root: chmod go-w /mnt/wslg/runtime-dir", ""},
		{"mv /mnt/wslg/runtime-dir /mnt/wslg/x", "layout", "/mnt/wslg/runtime-dir is missing", startOrield, "mv /mnt/wslg/x /mnt/wslg/runtime-dir"},
		{"chown 7 /mnt/wslg/run/user/0", "user directories", "/mnt/wslg/run/user/0 belongs to uid 7", "as root: chown 0 /mnt/wslg/run/user/0", ""},
		{"chmod 755 /mnt/wslg/run/user/0", "user directories", "/mnt/wslg/run/user/0 is open to others (0755)", "as root: chmod 0700 /mnt/wslg/run/user/0", ""},
		{"mv /mnt/wslg/run/user/0/wayland-0 /mnt/wslg/w", "user directories", "/mnt/wslg/run/user/0/wayland-0 is missing", startOrield, "mv /mnt/wslg/w /mnt/wslg/run/user/0/wayland-0"},
		{"mount -o remount,bind,rw /mnt/wslg/distro", "user distro", "/mnt/wslg/distro can be written to", "as root: mount -o remount,bind,ro /mnt/wslg/distro", ""},
		{"umount /mnt/wslg/distro", "user distro", "no user distro is shown at /mnt/wslg/distro", "as root: oriel publish --pid PID", "mount -o bind,ro /usr /mnt/wslg/distro"},
		{"rm /mnt/wslg/versions.txt", "documents", "/mnt/wslg/versions.txt is missing", "put the file at /etc/versions.txt", "touch /mnt/wslg/versions.txt"},
		{"mount --make-private /mnt/wslg", "share", "/mnt/wslg is not shared", "as root: mount --make-shared /mnt/wslg", ""},
		{"mv /mnt/wslg/.X11-unix/X0 /mnt/wslg/x", "X0", "/mnt/wslg/.X11-unix/X0 is missing", startOrield, "mv /mnt/wslg/x /mnt/wslg/.X11-unix/X0"},
		{"mv /mnt/wslg/gpu.json /mnt/wslg/x", "GPU", "the user distro was given no GPU", "as root: journalctl -u orield", "mv /mnt/wslg/x /mnt/wslg/gpu.json"},
		{"rm /dev/vsock", "VM sockets", "no VM sockets on this machine", "as root: modprobe hv_sock", "mknod /dev/vsock c 10 1"},
	} {
		p.shell(x.harm)
		wrong := examine()
		if len(wrong) != 1 || wrong[0].Name != x.check || !strings.HasPrefix(wrong[0].Found, x.found) || !strings.HasPrefix(wrong[0].Remedy, x.remedy) {
			t.Fatalf("%s: %+v", x.harm, wrong)
		}
		if x.mend == "" {
			x.mend, _, _ = strings.Cut(strings.TrimPrefix(wrong[0].Remedy, "as root: "), ", then ")
		}
		p.shell(x.mend)
		if wrong := examine(); wrong != nil {
			t.Fatalf("after %s: %+v", x.mend, wrong)
		}
	}
	// 2: windows vanish, since the half that faces the network is gone.
	for state, found := range map[control.State]string{
		control.Failed:  "the unit " + control.RDPBackend.String() + " has failed: it crashed 10 times, and is not started again",
		control.Backoff: "the unit " + control.RDPBackend.String() + " crashed 10 times and is about to be started again",
	} {
		units[1] = control.UnitState{Unit: control.RDPBackend, State: state, Crashes: 10}
		if wrong := examine(); len(wrong) != 1 || wrong[0].Name != "units" || wrong[0].Found != found || wrong[0].Remedy == "" {
			t.Errorf("%v: %+v", state, wrong)
		}
	}
	unitsErr = unix.ECONNREFUSED
	if wrong := examine(); len(wrong) != 2 || wrong[0].Name != "orield" || wrong[0].Remedy != startOrield || wrong[1].Name != "units" {
		t.Errorf("orield is gone: %+v", wrong)
	}
}

// TestEveryCheckHasAPurpose keeps the tables whole.
func TestEveryCheckHasAPurpose(t *testing.T) {
	for _, c := range slices.Concat(doctorChecks, userChecks, systemChecks) {
		if c.name == "" || c.purpose == "" || c.probe == nil {
			t.Errorf("%+v", c)
		}
	}
	covered := map[string]bool{}
	for _, x := range illnesses {
		covered[x.check] = true
		for _, name := range x.also {
			covered[name] = true
		}
	}
	for _, c := range userChecks {
		if !covered[c.name] {
			t.Errorf("nothing breaks %q", c.name)
		}
	}
}
