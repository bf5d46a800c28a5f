package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
)

const (
	restart  = "in Windows: wsl --shutdown, and start the distro again; if it stays: oriel doctor in the system distro (wsl --system)"
	mountX   = "as root: mkdir -p /tmp/.X11-unix && mount -o bind,ro /mnt/wslg/.X11-unix /tmp/.X11-unix"
	loginNew = "log in anew, or: . /etc/profile.d/wslg.sh"
)

// userChecks is what shows windows in a user distro.
var userChecks = []check{
	{name: "share", purpose: "everything: the sockets are in " + shareDir, probe: probeShare},
	{name: "X sockets", purpose: "X11 apps", probe: probeXMount},
	{name: "X0", purpose: "X11 apps", probe: probeX0},
	{name: "X name", purpose: "X11 apps, which try the abstract name of a socket first", probe: probeAbstractX},
	{name: "DISPLAY", purpose: "X11 apps", probe: probeDisplay},
	{name: "runtime directory", purpose: "Wayland apps, sound, D-Bus", probe: probeSessionDir},
	{name: "Wayland", purpose: "Wayland apps", probe: probeWayland},
	{name: "sound", purpose: "sound", optional: true, probe: probeSound},
	{name: "login files", purpose: "the environment of new logins and sessions", optional: true, probe: probeLoginFiles},
	{name: "generators", purpose: "the X socket after systemd has mounted /tmp, and sockets in sessions", optional: true, probe: probeGenerators},
	{name: "shared memory", purpose: "pictures of apps, which are black or missing without it", probe: probeShm},
	{name: "scaling", purpose: "sharp apps of the right size", optional: true, probe: probeScaling},
	{name: "clipboard", purpose: "copying text between Windows and apps", optional: true, probe: probeClipboard},
	{name: "toolkits", purpose: "menus where they belong, sharp apps", optional: true, probe: probeToolkits},
	{name: "input method", purpose: "typing Chinese, Japanese, Korean", optional: true, probe: probeInputMethod},
	{name: "fonts", purpose: "text in nearly every app", optional: true, packages: []string{"fonts-dejavu-core"}, probe: probeFonts},
	{name: "GPU", purpose: "fast 3D; without one apps draw in software, just as exactly", optional: true, probe: probeDXG},
	{name: "GPU libraries", purpose: "drawing on /dev/dxg", optional: true, probe: probeGPULibraries},
	{name: "GPU drivers", purpose: "drawing on /dev/dxg", optional: true, probe: probeGPUDrivers},
	{name: "PATH", purpose: "tools of the GPU's driver, such as nvidia-smi", optional: true, probe: probeGPUPath},
	{name: "library cache", purpose: "apps that find the GPU's libraries", optional: true, probe: probeLibraryCache},
}

func probeShare(m machine) (string, error) {
	v, err := m.look(shareDir)
	if err != nil || !v.MountRoot {
		return "", ill("remove guiApplications=false from .wslconfig and /etc/wsl.conf, then "+restart, "%s is not mounted: no system distro runs for this one", shareDir)
	}
	return shareDir, nil
}

// probeXMount compares what is at /tmp/.X11-unix with the share's directory.
func probeXMount(m machine) (string, error) {
	const dir = "/tmp/.X11-unix"
	ours, err := m.look(shareDir + "/.X11-unix")
	if err != nil {
		return "", ill(restart, "the share has no X sockets")
	}
	v, err := m.look(dir)
	listed, was := m.mounted(dir)
	switch {
	case errors.Is(err, mountns.ErrSymlink):
		return "", ill("as root: rm "+dir+strings.TrimPrefix(mountX, "as root: mkdir -p "+dir)+"", "%s is a symbolic link", dir)
	case was && (err != nil || !v.MountRoot):
		over, _ := m.mounted("/tmp")
		return "", ill(mountX+"; for good: systemctl mask tmp.mount", "it is hidden: %s was mounted over /tmp later", over.Type)
	case err != nil:
		return "", ill(mountX, "%s is missing", dir)
	case !v.MountRoot:
		return "", ill(mountX, "%s is a directory of this distro's own, without the share's sockets", dir)
	case strings.HasSuffix(listed.Root, "//deleted"):
		return "", ill("as root: umount "+dir+" && "+strings.TrimPrefix(mountX, "as root: "), "%s shows a directory that was removed", dir)
	case !v.Same(ours):
		return "", ill("as root: umount "+dir+" && "+strings.TrimPrefix(mountX, "as root: "), "something else is mounted at %s (%s)", dir, listed.Type)
	case v.Attr&mountns.ReadOnly == 0:
		return "", ill("as root: mount -o remount,bind,ro "+dir, "%s can be written to: what empties /tmp removes the socket", dir)
	}
	return dir + ", read-only", nil
}

func probeX0(m machine) (string, error) {
	const name = "/tmp/.X11-unix/X0"
	info, err := os.Lstat(m.path(name))
	ours, err2 := os.Stat(m.path(shareDir, ".X11-unix/X0"))
	switch {
	case err != nil && err2 == nil:
		return "", ill(mountX, "%s is missing, while the share has it", name)
	case err != nil:
		return "", ill(restart, "%s is missing, and the share has none: orield does not run", name)
	case info.Mode().Type()&^os.ModeSymlink != os.ModeSocket && info.Mode().Type()&os.ModeSymlink == 0:
		return "", ill("as root: rm "+name+" && "+strings.TrimPrefix(mountX, "as root: "), "%s is no socket", name)
	}
	to, _ := os.Stat(m.path(name))
	own := to != nil && ours != nil && !os.SameFile(to, ours)
	switch err := m.answers(name); {
	case own && err != nil:
		return "", ill("as root: rm "+name+" && "+strings.TrimPrefix(mountX, "as root: "), "%s is left over from an X server of this distro's own; nobody answers", name)
	case own:
		return "", ill("end that X server (Xvfb, Xorg, Xvnc …) or give it another number, then "+mountX, "%s belongs to an X server of this distro's own", name)
	case errors.Is(err, unix.EACCES):
		return "", ill("ask who set up the system distro to name uid "+strconv.Itoa(m.uid)+" among orield's users", "%s is not for uid %d", name, m.uid)
	case err != nil:
		return "", ill(restart, "nobody answers on %s (%v): the X side of the system distro is gone", name, err)
	}
	return name + " answers", nil
}

// probeAbstractX looks for one who listens on the abstract name; who only
// holds it, as orield does, has no listening socket (flag __SO_ACCEPTCON).
func probeAbstractX(m machine) (string, error) {
	const name = "@/tmp/.X11-unix/X0"
	b, err := os.ReadFile(m.path("proc/net/unix"))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) == 8 && f[7] == name && f[3] == "00010000" {
			return "", ill("end the X server that listens there, or start it with another number; as root, to find it: ss -xlp | grep "+name,
				"an X server of this distro's own listens on %s, and gets the apps", name)
		}
	}
	return "nobody else listens on " + name, nil
}

func probeDisplay(m machine) (string, error) {
	d := m.getenv("DISPLAY")
	host, number, ok := strings.Cut(d, ":")
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.ParseUint(number, 10, 16)
	switch {
	case d == "":
		return "", ill(loginNew, "DISPLAY is not set")
	case !ok || err != nil:
		return "", ill("export DISPLAY=:0, and look for who sets it in ~/.profile and ~/.bashrc", "DISPLAY=%s is no display", d)
	case host == "localhost" && n >= 10:
		return d + ", of an SSH login", nil
	case host != "" && host != "unix":
		return "", ill("export DISPLAY=:0, and remove the line that sets it from ~/.profile or ~/.bashrc",
			"DISPLAY=%s goes over the network, to an X server that Windows need not have", d)
	case n != 0:
		socket := fmt.Sprintf("/tmp/.X11-unix/X%d", n)
		if err := m.answers(socket); err != nil {
			return "", ill("export DISPLAY=:0", "DISPLAY=%s: nobody answers on %s (%v)", d, socket, err)
		}
	}
	return d, nil
}

// probeSessionDir wants what the XDG base directory specification does: a
// directory of the user's own, for nobody else.
func probeSessionDir(m machine) (string, error) {
	dir := m.getenv("XDG_RUNTIME_DIR")
	own := fmt.Sprintf("%s/run/user/%d", shareDir, m.uid)
	if !m.exists(own) {
		own = fmt.Sprintf("/run/user/%d", m.uid)
	}
	if dir == "" {
		return "", ill(loginNew, "XDG_RUNTIME_DIR is not set")
	}
	info, err := os.Stat(m.path(dir))
	if err != nil || !info.IsDir() {
		return "", ill("export XDG_RUNTIME_DIR="+own, "XDG_RUNTIME_DIR=%s is no directory", dir)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != m.uid {
		return "", ill("log in as this user (su - or sudo -i, not su or sudo), or: export XDG_RUNTIME_DIR="+own, "XDG_RUNTIME_DIR=%s belongs to uid %d, not to %d", dir, st.Uid, m.uid)
	}
	if p := info.Mode().Perm(); p&0o077 != 0 {
		return "", ill("chmod 0700 "+dir, "XDG_RUNTIME_DIR=%s is open to others (%#o)", dir, p)
	}
	return dir, nil
}

func probeWayland(m machine) (string, error) {
	display, dir := m.getenv("WAYLAND_DISPLAY"), m.getenv("XDG_RUNTIME_DIR")
	socket := display
	if !path.IsAbs(display) {
		socket = path.Join(dir, display)
	}
	own := fmt.Sprintf("%s/run/user/%d/wayland-0", shareDir, m.uid)
	link := fmt.Sprintf("ln -sf %s %s", own, socket)
	switch {
	case display == "":
		return "", ill(loginNew, "WAYLAND_DISPLAY is not set")
	case !path.IsAbs(display) && dir == "":
		return "", ill(loginNew, "WAYLAND_DISPLAY=%s is in XDG_RUNTIME_DIR, which is not set", display)
	case !m.exists(socket) && m.exists(own):
		return "", ill(link+"; for good: systemctl --user enable --now wslg-session", "%s is missing; the socket is %s", socket, own)
	case !m.exists(socket):
		return "", ill(restart, "%s is missing, and there is no %s", socket, own)
	}
	switch err := m.answers(socket); {
	case errors.Is(err, unix.ENOENT):
		return "", ill(link, "%s is a link that leads nowhere", socket)
	case errors.Is(err, unix.EACCES):
		return "", ill("log in as the user whose socket it is, or have uid "+strconv.Itoa(m.uid)+" named among orield's users", "%s is not for uid %d", socket, m.uid)
	case err != nil:
		return "", ill(restart, "nobody answers on %s (%v)", socket, err)
	}
	return socket + " answers", nil
}

func probeSound(m machine) (string, error) {
	server := m.getenv("PULSE_SERVER")
	socket, isPath := strings.CutPrefix(server, "unix:")
	switch {
	case server == "" && m.exists(shareDir+"/PulseServer"):
		return "", ill(loginNew, "PULSE_SERVER is not set, and the share has a sound server")
	case server == "":
		return "PULSE_SERVER is not set, as there is no sound server", nil
	case !isPath:
		return server, nil
	}
	if err := m.answers(socket); err != nil {
		return "", ill("unset PULSE_SERVER, or "+restart, "PULSE_SERVER=%s: nobody answers (%v)", server, err)
	}
	return socket + " answers", nil
}

func probeLoginFiles(m machine) (string, error) {
	files := []string{"/etc/profile.d/wslg.sh", "/etc/environment.d/60-wslg.conf"}
	for _, name := range files {
		if !m.exists(name) {
			return "", ill("in the system distro, as root: systemctl restart orield", "%s is missing", name)
		}
	}
	return strings.Join(files, ", "), nil
}

// probeGenerators is for distros with systemd.
func probeGenerators(m machine) (string, error) {
	if !m.exists("/run/systemd/system") {
		return "not needed, systemd does not run", nil
	}
	for _, kind := range []string{"system", "user"} {
		if !slices.ContainsFunc([]string{"/run", "/etc", "/usr/local/lib", "/usr/lib"}, func(dir string) bool {
			return m.exists(dir + "/systemd/" + kind + "-generators/wslg")
		}) {
			return "", ill("in the system distro, as root: systemctl restart orield", "the %s generator is missing", kind)
		}
	}
	if out, err := m.output("systemctl", "is-failed", "wslg.service"); err == nil {
		return "", ill("as root: journalctl -u wslg.service; then: systemctl restart wslg.service", "wslg.service is %s", strings.TrimSpace(out))
	}
	return "there", nil
}

func probeShm(m machine) (string, error) {
	const dir = "/dev/shm"
	const mend = "as root: mkdir -p /dev/shm && mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs /dev/shm"
	info, err := os.Stat(m.path(dir))
	if err != nil || !info.IsDir() {
		return "", ill(mend, "there is no %s", dir)
	}
	if info.Mode()&(os.ModePerm|os.ModeSticky) != 0o777|os.ModeSticky {
		return "", ill("as root: chmod 1777 "+dir, "%s is not for everybody (%v)", dir, info.Mode())
	}
	if v, err := m.look(dir); err == nil && v.Attr&mountns.ReadOnly != 0 {
		return "", ill("as root: mount -o remount,rw "+dir, "%s is read-only", dir)
	}
	var fs unix.Statfs_t
	if unix.Statfs(m.path(dir), &fs) == nil && fs.Bavail*uint64(fs.Bsize) < 16<<20 {
		return "", ill("remove what is in "+dir+", or as root: mount -o remount,size=50% "+dir, "%s has only %d MiB left", dir, fs.Bavail*uint64(fs.Bsize)>>20)
	}
	return dir, nil
}

func probeFonts(m machine) (string, error) {
	return m.anyFile("usr/share/fonts", ".ttf", ".otf", ".ttc", ".pfb", ".pcf")
}
