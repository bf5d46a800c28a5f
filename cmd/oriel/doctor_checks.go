package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"oriel/gpu"
	"oriel/socket/vsock"
	"oriel/socket/x11"
)

// doctorPort is where oriel run listens unless told otherwise.
const doctorPort = "127.0.0.1:3390"

// doctorChecks is all that the doctor looks at, the indispensable first.
var doctorChecks = []check{
	{
		name: "Xwayland", purpose: "X11 apps", packages: []string{"xwayland"},
		probe: probeXwayland,
	}, {
		name: "X sockets", purpose: "X11 apps: DISPLAY is a socket in /tmp/.X11-unix",
		remedy: "as root: mkdir -p /tmp/.X11-unix; chown root: /tmp/.X11-unix; chmod 1777 /tmp/.X11-unix",
		probe: func(m machine) (string, error) {
			dir := m.path("tmp")
			return filepath.Join(dir, ".X11-unix"), x11.Check(dir)
		},
	}, {
		name: "keyboard data", purpose: "X11 apps: Xwayland compiles its keyboard maps with xkbcomp",
		packages: []string{"x11-xkb-utils", "xkb-data"}, probe: probeKeyboardData,
	}, {
		name: "memfd", purpose: "memory shared with apps", remedy: "a kernel of version 3.17 or later, and a container that allows memfd_create",
		probe: func(m machine) (string, error) {
			if err := m.memfd(); err != nil {
				return "", fmt.Errorf("memfd_create: %w", err)
			}
			return "memfd_create with seals", nil
		},
	}, {
		name: "runtime directory", purpose: "the Wayland and control sockets",
		remedy: "unset XDG_RUNTIME_DIR, or: mkdir -p -m 0700 \"$XDG_RUNTIME_DIR\"",
		probe:  probeRuntimeDir,
	}, {
		// In use it may be by a bridge of the user's own.
		name: "RDP port", purpose: "oriel run without --listen", optional: true,
		remedy: "oriel run --listen tcp:127.0.0.1:3391, or any other free port",
		probe: func(m machine) (string, error) {
			if err := m.listen(doctorPort); err != nil {
				if errors.Is(err, syscall.EADDRINUSE) {
					err = errors.New(doctorPort + " is in use")
				}
				return "", err
			}
			return doctorPort + " is free", nil
		},
	}, {
		name: "fonts", purpose: "text in nearly every app", optional: true, packages: []string{"fonts-dejavu-core"},
		probe: probeFonts,
	}, {
		name: "RDP client", purpose: "seeing windows from this same machine", optional: true,
		packages: []string{"freerdp2-x11"},
		probe: func(m machine) (string, error) {
			return m.first("xfreerdp3", "xfreerdp", "sdl-freerdp3", "sdl-freerdp", "wlfreerdp", "remmina", "rdesktop")
		},
	}, {
		name: "GPU", purpose: "fast 3D; without one apps draw in software, just as exactly", optional: true,
		remedy: "give this machine a GPU, or its user the group render", probe: probeGPU,
	}, {
		name: "VM sockets", purpose: "--listen vsock:PORT, to be reached by the host of this virtual machine", optional: true,
		remedy: "as root: modprobe vmw_vsock_virtio_transport (or hv_sock on Hyper-V)",
		probe: func(machine) (string, error) {
			if !vsock.Available() {
				return "", vsock.ErrUnavailable
			}
			return "/dev/vsock", nil
		},
	}, {
		name: "H.264", purpose: "videos on links that are not local, in a tenth of the bytes", optional: true,
		packages: []string{avcPackage}, probe: probeAVC,
	}, {
		name: "user namespaces", purpose: "a closer sandbox around the network-facing part", optional: true,
		remedy: "as root: sysctl user.max_user_namespaces=15000", probe: probeUserNamespaces,
	},
}

var versionPattern = regexp.MustCompile(`Version (\d+)\.(\d+)[.\d]*`)

// probeXwayland wants 21.1 or later, where -listenfd appeared.
func probeXwayland(m machine) (string, error) {
	path, err := m.lookPath("Xwayland")
	if err != nil {
		return "", errors.New("not found")
	}
	// The exit status says nothing: some versions end with 1.
	out, _ := m.output(path, "-version")
	v := versionPattern.FindString(out)
	if v == "" {
		return "", fmt.Errorf("%s does not tell its version", path)
	}
	var major, minor int
	if _, err := fmt.Sscanf(v, "Version %d.%d", &major, &minor); err != nil {
		return "", err
	}
	version := strings.TrimPrefix(v, "Version ")
	if major < 21 || major == 21 && minor < 1 {
		return "", fmt.Errorf("version %s is too old, 21.1 has what is needed", version)
	}
	return fmt.Sprintf("%s (%s)", path, version), nil
}

func probeKeyboardData(m machine) (string, error) {
	path, err := m.first("xkbcomp")
	if err != nil {
		return "", err
	}
	rules := m.path("usr/share/X11/xkb/rules/evdev")
	if _, err := os.Stat(rules); err != nil {
		return "", fmt.Errorf("no keyboard rules: %w", err)
	}
	return path, nil
}

func probeRuntimeDir(m machine) (string, error) {
	dir := m.getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		return "XDG_RUNTIME_DIR is not set: a private directory below the temporary one serves", nil
	}
	info, err := os.Stat(m.path(dir))
	switch {
	case err != nil:
		return "", fmt.Errorf("XDG_RUNTIME_DIR: %w", err)
	case !info.IsDir():
		return "", fmt.Errorf("XDG_RUNTIME_DIR: %s is not a directory", dir)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != m.uid {
		return "", fmt.Errorf("XDG_RUNTIME_DIR: %s belongs to uid %d, not to %d", dir, st.Uid, m.uid)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("XDG_RUNTIME_DIR: %s is open to others (%v)", dir, info.Mode().Perm())
	}
	return dir, nil
}

func probeGPU(m machine) (string, error) {
	r := gpu.Probe(m.root)
	nodes := slices.Concat([]gpu.Node{r.DXG}, r.Render)
	if r.Accelerated() {
		i := slices.IndexFunc(nodes, func(n gpu.Node) bool { return n.State == gpu.Usable })
		return nodes[i].Path, nil
	}
	for _, n := range nodes {
		if n.State != gpu.Absent && n.State != gpu.Usable {
			return "", fmt.Errorf("%s: %v", n.Path, n.State)
		}
	}
	if r.DXG.State == gpu.Usable {
		return "", fmt.Errorf("%s is %v; missing there: %s", r.Libs.Path, r.Libs.State, strings.Join(r.Missing, " "))
	}
	return "", errors.New("none")
}

func probeUserNamespaces(m machine) (string, error) {
	n, err := m.number("proc/sys/user/max_user_namespaces")
	if err != nil {
		return "", err
	}
	// Only some kernels have this switch.
	if allowed, err := m.number("proc/sys/kernel/unprivileged_userns_clone"); err == nil && allowed == 0 && m.uid != 0 {
		return "", errors.New("kernel.unprivileged_userns_clone is 0")
	}
	if n == 0 {
		return "", errors.New("user.max_user_namespaces is 0")
	}
	return fmt.Sprintf("up to %d", n), nil
}
