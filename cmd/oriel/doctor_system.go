package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/socket/mountns"
	"oriel/socket/vsock"
)

const startOrield = "as root: systemctl restart orield; why it ended: journalctl -u orield"

// systemChecks is what orield runs, and what it shows to the user distro.
var systemChecks = []check{
	{name: "orield", purpose: "everything", probe: probeOrield},
	{name: "units", purpose: "windows and their way to the host", probe: probeUnits},
	{name: "share", purpose: "everything: the sockets are in " + shareDir, probe: probeOurShare},
	{name: "layout", purpose: "programs of the user distro, which look in these places", probe: probeLayout},
	{name: "X0", purpose: "X11 apps", probe: probeOurX0},
	{name: "user directories", purpose: "Wayland apps of each user", probe: probeUserDirs},
	{name: "user distro", purpose: "fonts, icons and .desktop files of the user distro", optional: true, probe: probeDistroRoot},
	{name: "documents", purpose: "knowing what runs: versions.txt and doc", optional: true, probe: probeDocuments},
	{name: "Xwayland", purpose: "X11 apps", packages: []string{"xwayland"}, probe: probeXwayland},
	{name: "keyboard data", purpose: "X11 apps: Xwayland compiles its keyboard maps with xkbcomp",
		packages: []string{"x11-xkb-utils", "xkb-data"}, probe: probeKeyboardData},
	{name: "VM sockets", purpose: "windows on the host of this virtual machine", optional: true,
		remedy: "as root: modprobe hv_sock; elsewhere than on Hyper-V: modprobe vmw_vsock_virtio_transport",
		probe: func(m machine) (string, error) {
			if !m.exists("/dev/vsock") {
				return "", vsock.ErrUnavailable
			}
			return "/dev/vsock", nil
		}},
	{name: "GPU", purpose: "fast 3D in the user distro", optional: true, probe: probeAccount},
}

func probeOrield(m machine) (string, error) {
	switch _, err := m.units(); {
	case err == nil:
		return rootSocket + " answers", nil
	case errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM):
		return "runs; only root may ask it more", nil
	case errors.Is(err, unix.ENOENT):
		return "", ill(startOrield, "orield does not run: there is no %s", rootSocket)
	default:
		return "", ill(startOrield, "orield does not answer: %v", err)
	}
}

// probeUnits names what is not as it should be; what has never been wanted,
// as Xwayland before the first X client, rests.
func probeUnits(m machine) (string, error) {
	units, err := m.units()
	if errors.Is(err, unix.EACCES) {
		return "only root may ask", nil
	}
	if err != nil {
		return "", ill(startOrield, "orield does not tell: %v", err)
	}
	var fine []string
	for _, u := range units {
		switch u.State {
		case control.Failed:
			return "", ill(fmt.Sprintf("as root: oriel reload %v; why: journalctl -u orield | grep unit=%[1]v", u.Unit),
				"the unit %v has failed: it crashed %d times, and is not started again", u.Unit, u.Crashes)
		case control.Backoff:
			return "", ill(fmt.Sprintf("wait; if it stays: journalctl -u orield | grep unit=%v", u.Unit), "the unit %v crashed %d times and is about to be started again", u.Unit, u.Crashes)
		}
		fine = append(fine, fmt.Sprintf("%v %v", u.Unit, u.State))
	}
	return strings.Join(fine, ", "), nil
}

func probeOurShare(m machine) (string, error) {
	v, err := m.look(shareDir)
	if err != nil || !v.MountRoot {
		return "", ill(startOrield, "%s is no file system of its own", shareDir)
	}
	if i, ok := m.mounted(shareDir); ok && i.Shared == 0 {
		return "", ill("as root: mount --make-shared "+shareDir+", then "+restart, "%s is not shared: mounts in it do not reach the user distro", shareDir)
	}
	return shareDir, nil
}

// probeLayout wants directories that only their owners can write to.
func probeLayout(m machine) (string, error) {
	for _, dir := range []string{".X11-unix", "runtime-dir", "run/user"} {
		name := path.Join(shareDir, dir)
		info, err := os.Stat(m.path(name))
		if err != nil || !info.IsDir() {
			return "", ill(startOrield, "%s is missing", name)
		}
		if info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0 {
			return "", ill("as root: chmod go-w "+name, "%s can be written to by others (%#o)", name, info.Mode().Perm())
		}
	}
	return ".X11-unix, runtime-dir, run/user", nil
}

func probeOurX0(m machine) (string, error) {
	const name = shareDir + "/.X11-unix/X0"
	switch err := m.answers(name); {
	case err == nil:
		return name + " answers", nil
	case errors.Is(err, unix.ENOENT):
		return "", ill(startOrield, "%s is missing", name)
	case errors.Is(err, unix.EACCES):
		return "is there, and not for uid " + fmt.Sprint(m.uid), nil
	default:
		return "", ill(startOrield, "nobody answers on %s (%v)", name, err)
	}
}

// probeUserDirs wants each user's directory to be his, and his socket in it.
func probeUserDirs(m machine) (string, error) {
	entries, err := os.ReadDir(m.path(shareDir, "run/user"))
	if err != nil {
		return "", ill(startOrield, "%s/run/user: %v", shareDir, err)
	}
	var fine []string
	for _, e := range entries {
		name := path.Join(shareDir, "run/user", e.Name())
		info, err := os.Stat(m.path(name))
		if err != nil {
			continue
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		switch {
		case ok && fmt.Sprint(st.Uid) != e.Name():
			return "", ill(fmt.Sprintf("as root: chown %s %s", e.Name(), name), "%s belongs to uid %d", name, st.Uid)
		case info.Mode().Perm()&0o077 != 0:
			return "", ill("as root: chmod 0700 "+name, "%s is open to others (%#o)", name, info.Mode().Perm())
		case !m.exists(name + "/wayland-0"):
			return "", ill(startOrield, "%s/wayland-0 is missing", name)
		}
		fine = append(fine, e.Name())
	}
	if fine == nil {
		return "", ill("name users to orield: --user, and restart it", "nobody has a directory in %s/run/user", shareDir)
	}
	return "uid " + strings.Join(fine, ", "), nil
}

func probeDistroRoot(m machine) (string, error) {
	const name = shareDir + "/distro"
	v, err := m.look(name)
	switch {
	case err != nil || !v.MountRoot:
		return "", ill("as root: oriel publish --pid PID, of the user distro's init", "no user distro is shown at %s", name)
	case v.Attr&mountns.ReadOnly == 0:
		return "", ill("as root: mount -o remount,bind,ro "+name, "%s can be written to", name)
	}
	return name, nil
}

func probeDocuments(m machine) (string, error) {
	for _, name := range []string{"versions.txt", "doc"} {
		if !m.exists(path.Join(shareDir, name)) {
			return "", ill("put the file at /etc/versions.txt, documents in /usr/share/doc, and restart orield", "%s/%s is missing", shareDir, name)
		}
	}
	return "versions.txt, doc", nil
}
